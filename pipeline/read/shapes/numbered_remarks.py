"""Notes on rows by their running number: "Nomor urut 5, 12 tidak terbayar", "No. 3 s.d. 7 belum diambil", "semua terbayar kecuali no. 5".

Reach for it while the rows of a pay list are told apart. The invariants: such a note speaks of the rows it numbers and of no other
("sisanya" apart, which is all the others), wherever it stands; where a number may mean several rows, or none, no row is told paid or unpaid
by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.running import numbers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.grid import Grid

_AND = r"(?:\s*(?:[,&+]|\bdan\b|\bserta\b)\s*)+"
_TO = r"\s*(?:s\s*/\s*d\.?|s\.?\s?d\.?|sampai(?:\s+dengan)?|hingga|[-–—])\s*"
_AGAIN = r"(?:(?:no|nomor)\.?\s*(?:urut\s*)?)?"
_ONE = r"\d{1,4}(?![\d/]|[.,]\d{3}|\.\d)"
_NUMBERS = rf"{_ONE}(?:(?:{_TO}|{_AND}){_AGAIN}{_ONE})*"
_ANCHOR = re.compile(
    rf"(?i)(?<![\w/.-])(?:(?:no|nomor|nmr)\b\.?\s*(?:urut(?:an)?\b\.?)?|urut(?:an)?\b)\s*:?\s*(?:ke\s*-?\s*)?({_NUMBERS})(?!\s*(?:tahun|thn)\b)"
)
_SPAN = re.compile(rf"(?i)(\d{{1,4}})(?:{_TO}{_AGAIN}(\d{{1,4}}))?")
_CLAUSES = re.compile(r"[;|\n]|(?<=[a-z)\d])(?<!\bno)(?<!nomor)(?<!\bs\.d)(?<!\brek)(?<!\ba\.n)(?<!\ban)\.\s+(?=[A-Z(])", re.IGNORECASE)
_MONEY = (
    r"(?:di|ter|ber|me|pem|pen)?(?:salur|bayar|cair|transaksi|transfer|ambil|mbil|ngambil|terima|realisasi|serah|nerima|kembali)(?:kan|an)?"
)
_STATUS = re.compile(
    rf"(?i)\b(?:gagal|retur|diretur|dikembalikan|diblokir|ditolak|dibatalkan|batal|ditunda|lunas|exclude|saldo (?:kosong|nol|nihil)"
    rf"|(?:rekening|rek\.?) (?:pasif|dormant|mati|tutup|ditutup|tidak aktif|(?:ter)?blokir)|meninggal|pindah"
    r"|(?:tidak|tdk|tak|belum|blm|sudah|sdh|telah|berhasil|sukses|akan|masih|semua(?:nya)?|seluruh(?:nya)?)"
    rf"(?: \w+)?? (?:{_MONEY}|hadir|datang|proses))\b"
)
"""A state said outright: the bare word for paying ("pembayaran tahap 2") is none."""
_OF_LIFE = re.compile(r"(?i)\b(?:meninggal|pindah)\b")
_MOST_WORDS = 8
"""Words that may stand between the numbers and their state (a name, a reason)."""
_UNPAID = re.compile(r"(?i)\b(?:tidak|tdk|tak|belum|blm|gagal|retur|batal|dikembalikan)\b")
_EXCEPT = re.compile(r"(?i)\b(?:kecuali|selain|di ?luar|terkecuali|minus)\b(?:\s+(?:yang|untuk|bagi|kpm|penerima|atas|pada))*\W*$")
_REST = re.compile(
    r"(?i)\b(?:dan |serta )?(?:selebihnya|sisanya|lainnya|yang lain|selain itu|selain tersebut|sedangkan|semuanya|seluruhnya)\b"
)
_BEFORE = re.compile(
    r"(?i)^(?:[\W\d]|\b(?:catatan|nb|cat|ket|keterangan|info|perhatian|penting|untuk|bagi|kpm|pm|penerima|keluarga|warga|peserta|yang|yg|dengan"
    r"|pada|di|dari|daftar|tersebut|atas|bahwa|data|ada|terdapat|orang|petugas|bank|pos|kelurahan|desa|manfaat|adalah|yaitu|yakni|ini|dan|juga"
    r"|hanya)\b)*$"
)
"""What may stand before the numbers where their state stands behind: any other word ("SP2D nomor 12") makes the number another one's."""
_AFTER_NUMBERS = re.compile(r"(?i)^(?:[\s:,.=()–—-]|\b(?:yang|yg|di ?atas|tersebut|ini|adalah|dinyatakan)\b)+")
_MOST_TEXTS = 3
_MOST_NUMBERS = 2_000
_NOT_PAID, _PAID = "tidak terbayar", "sudah dibayar"
_NOTE, _MARK = "state_note", "unread_mark"
_UNSURE = "nomor urut disebut dalam catatan"
_TOLD = (
    "Catatan '{said}' menyebut nomor urut yang tidak ada di daftar ini, atau yang dapat berarti beberapa baris; statusnya tidak diambil. "
    "Tulis statusnya di kolom tersendiri pada barisnya."
)


@dataclass(frozen=True)
class Said:
    """What a note says of rows: their running numbers and the words, of those numbered or (`others`) of all but those."""

    numbers: tuple[int, ...]
    words: str
    others: bool = False


def said_of_numbers(text: str) -> list[Said]:
    """What a text says of rows by their running number; empty for any other text."""
    return [said for clause in _clauses(text) for said in _of_clause(clause)] if _ANCHOR.search(text) else []


def without_numbered(text: str) -> str:
    """A title without its clauses on rows that it numbers."""
    if not said_of_numbers(text):
        return text
    return "; ".join(clause.strip() for clause in _clauses(text) if not _of_clause(clause) and clause.strip(" ()-–,."))


def note_of(filled: Sequence[str]) -> str | None:
    """The text of a row that is nobody's but a note on rows by their number; None for any other row."""
    if not 0 < len(filled) <= _MOST_TEXTS:
        return None
    text = ", ".join(filled)
    return text if said_of_numbers(text) else None


def _clauses(text: str) -> list[str]:
    """The clauses of a text; what a bracket says of numbers with their state is one of its own."""
    own: list[str] = []

    def cut(found: re.Match[str]) -> str:
        if _ANCHOR.search(found[1]) and _STATUS.search(found[1]):
            own.append(found[1])
            return " "
        return f" {found[1]} " if _ANCHOR.search(found[1]) else found[0]

    rest = re.sub(r"\(([^()]*)\)", cut, text)
    return [*_CLAUSES.split(rest), *(clause for part in own for clause in _CLAUSES.split(part))]


def _of_clause(clause: str) -> list[Said]:
    """What one clause says: the state behind its numbers, or before them."""
    anchors = list(_ANCHOR.finditer(clause))
    if not anchors:
        return []
    before = clause[: anchors[0].start()]
    ends = [*(anchor.start() for anchor in anchors[1:]), len(clause)]
    behind = [clause[anchor.end() : end] for anchor, end in zip(anchors, ends, strict=True)]
    numbers = [_numbers(anchor[1]) for anchor in anchors]
    if _EXCEPT.search(before):
        return _excepted(_EXCEPT.sub("", before), numbers, behind)
    last = _REST.split(behind[-1], maxsplit=1)
    own, rest = [*behind[:-1], last[0]], last[1] if len(last) > 1 else ""
    if _near(own[-1]) and _BEFORE.match(re.split(r"[:–—/]", before)[-1] if not _STATUS.search(before) else before):
        told, at = [], 0
        for n, words in enumerate(own):
            if _near(words):  # several numbers may stand before one state
                named = tuple(dict.fromkeys(number for some in numbers[at : n + 1] for number in some))
                told.append(Said(named, _from_state(words)))
                at = n + 1
        every = tuple(dict.fromkeys(number for some in numbers for number in some))
        return [*told, *([Said(every, _from_state(rest), others=True)] if _STATUS.search(rest) else [])]
    if _STATUS.search(before) and not any(map(_STATUS.search, own)):
        words = re.split(r"[/–—]|\s-\s", before)[-1].strip(" ,.:(")
        return [Said(tuple(dict.fromkeys(n for some in numbers for n in some)), _from_state(words))] if _STATUS.search(words) else []
    return []


def _near(words: str) -> bool:
    """Whether a state stands soon behind numbers."""
    found = _STATUS.search(words)
    return found is not None and len(words[: found.start()].split()) <= _MOST_WORDS


def _excepted(before: str, numbers: Sequence[tuple[int, ...]], behind: Sequence[str]) -> list[Said]:
    """ "Semua terbayar kecuali no. 5, 12": the numbered rows are not what the others are, or what stands behind them."""
    every = tuple(dict.fromkeys(number for some in numbers for number in some))
    words = re.split(r"[/–—:(]|\s-\s", before)[-1].strip(" ,.")
    unpaid = bool(_UNPAID.search(words))
    why = _AFTER_NUMBERS.sub("", behind[-1]).strip(" ,.)")
    state = _STATUS.search(_OF_LIFE.sub(" ", why))
    if not _STATUS.search(words) and not state:
        return []
    other = _PAID if unpaid else f"{_NOT_PAID} ({why})" if why else _NOT_PAID
    told = [Said(every, _from_state(why) if state else other)]
    return [*told, *([Said(every, _from_state(words), others=True)] if unpaid else [])]


def _from_state(words: str) -> str:
    """The words from the state on: a name before it is nothing the state's table asks for."""
    found = _STATUS.search(words)
    return words[found.start() if found else 0 :].strip(" ,.:")


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers of "3 s.d. 7, 9 dan 12"."""
    found: list[int] = []
    for span in _SPAN.finditer(text):
        first, last = int(span[1]), int(span[2] or span[1])
        found += range(first, min(last, first + _MOST_NUMBERS) + 1)
    return tuple(dict.fromkeys(found))


def with_numbered(
    named: pl.DataFrame,
    notes: Sequence[tuple[int, str]],
    titles: Sequence[str],
    grid: Grid,
    after: int,
    headings: Sequence[Heading],
    *,
    sure: bool,
) -> tuple[pl.DataFrame, list[str]]:
    """The rows of a pay list with what notes say of their numbers in `state_note`, and what to tell of notes that could not be placed.

    notes: row and text of those among and beneath the rows; titles: the lines above, which speak of several tables where not `sure`.
    A row that a number may mean beside others bears `unread_mark`: its state is not known.
    """
    texts = [*((0, title) for title in titles), *notes]
    said = [(at, text, one) for at, text in texts for one in said_of_numbers(text)]
    if not said or named.is_empty():
        return named, []
    rows = named["source_row"].unique().sort()
    numbered = numbers_of(grid, after, headings, rows)
    counted = numbered is not None
    table = numbered if numbered is not None else pl.DataFrame({"source_row": rows, "n": pl.int_range(1, rows.len() + 1, eager=True)})
    told: dict[int, list[str]] = {}
    doubtful: set[int] = set()
    unplaced: list[str] = []
    for at, text, one in said:
        near = _block_above(table, at)
        found = near.filter(pl.col("n").is_in(one.numbers))
        whole = found["n"].n_unique() == len(one.numbers) == found.height and counted and (sure or at > 0)
        if one.others and whole:
            found = near.filter(~pl.col("n").is_in(one.numbers))
        if whole:
            for row in found["source_row"].to_list():
                told.setdefault(row, []).append(one.words)
        else:
            doubtful |= set() if one.others else set(found["source_row"].to_list())
            unplaced.append(_TOLD.format(said=_shortly(text)))
    notes_of = pl.DataFrame(
        {"source_row": list(told), "_said": ["; ".join(dict.fromkeys(words)) for words in told.values()]},
        schema={"source_row": named.schema["source_row"], "_said": pl.String},
    )
    out = named.join(notes_of, on="source_row", how="left", maintain_order="left")
    own = pl.col(_NOTE) if _NOTE in named.columns else pl.lit(None, dtype=pl.String)
    out = out.with_columns(pl.concat_str(own, "_said", separator="; ", ignore_nulls=True).replace("", None).alias(_NOTE)).drop("_said")
    if doubtful - told.keys():
        mark = pl.col(_MARK) if _MARK in named.columns else pl.lit(None, dtype=pl.String)
        asked = pl.col("source_row").is_in(sorted(doubtful - told.keys()))
        out = out.with_columns(pl.when(asked).then(pl.coalesce(mark, pl.lit(_UNSURE))).otherwise(mark).alias(_MARK))
    return out, list(dict.fromkeys(unplaced))


def _block_above(table: pl.DataFrame, at: int) -> pl.DataFrame:
    """The rows a note may number: all of the list, or where it stands between rows those of the block right above it (the numbers begin
    anew behind it)."""
    above, below = table.filter(pl.col("source_row") < at), table.filter(pl.col("source_row") > at)
    if above.is_empty() or below.is_empty() or below["n"][0] > above["n"][-1]:
        return table
    begins = above.filter(pl.col("n").diff().fill_null(0) < 0)["source_row"]
    return above.filter(pl.col("source_row") >= begins[-1]) if begins.len() else above


def _shortly(text: str) -> str:
    """The numbers of a note alone, without names."""
    return ", ".join(match[0].strip() for match in _ANCHOR.finditer(text))[:60]
