"""Which rows of a body are no data: page headers repeated, JUMLAH rows, column numbers, `###` and what follows, signatures.

Reach for it after the body is cut out by columns. Only rows that lack every identifying value, or whose identifying cells
hold such words, are looked at one by one; what is not clearly something else stays a data row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import key
from pipeline.read.columns.locate import KEY_FIELDS, is_number_row
from pipeline.read.model import ROWS, ControlTotal
from pipeline.read.parts import Part, parts_said
from pipeline.read.shapes.numbered_remarks import note_of
from pipeline.read.shapes.remarks_beneath import explains_mark, remark_of
from pipeline.words.legend import is_legend
from pipeline.words.place_words import DISTRICTS, HAMLETS, OFTEN, VILLAGES
from pipeline.words.total_words import TOTAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.read.columns.headers import Heading

_TOTAL = rf"^\W*{TOTAL_WORDS}"
_TOTAL_WORD = re.compile(_TOTAL)
_OFFICER = re.compile(r"^\W*(?:NIP|NRP|Nip|Nrp)\b")
"""The number of the officer who signs, in whatever column."""
_SIGNATURE = re.compile(
    r"(?i)\b(mengetahui|menyetujui|disetujui|kepala|lurah|camat|nip|ttd|dibuat|diperiksa|petugas|sekretaris|koordinator|"
    r"pendamping|ketua|operator|catatan|keterangan|sumber|dicetak|halaman|dinas|a\.?n\.?|bupati|walikota|wali kota|"
    r"(januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember)\s+\d{4})\b"
)
_NOTE = re.compile(
    r"(?i)^\W*(ket|nb|note|tembusan|arsip|pada tanggal|dibuat di)\b|^\W*\d{1,2}[.)]\s*(arsip|camat|lurah|yth)"
    r"|^[a-z .]+,\s*(tgl\.?|tanggal)?\s*[\d._…\s]{0,12}[-/.]\s*\d{1,2}\s*[-/.]\s*(\d{4}|\d{2})\W*$"
)
_GROUP = re.compile(rf"(?i)^\W*(?:{VILLAGES}|{OFTEN}|{HAMLETS}|{DISTRICTS}|RT|RW)\b[\s.:/-]*\S+")
_NAMED = rf"[a-z0-9].*?)(?:\W+(?:{DISTRICTS}|RT|RW)\b.*)?$"
_VILLAGE = re.compile(rf"(?i)^\W*(?:{VILLAGES})\b[\s.:/-]*({_NAMED}")
_OFTEN = re.compile(rf"(?i)^\W*((?:{OFTEN})\b[\s.:/-]*{_NAMED}")
_SIGNED = re.compile(
    r"(?i)^\W*(mengetahui|menyetujui|disetujui|kepala|lurah|camat|nip|ttd|dibuat|diperiksa|sekretaris|koordinator|dicetak)\b"
)
_SUM = re.compile(r"(?i)^\W*(?:rp|idr)?[\s.:]*-?\d[\d.,\s]*(,-|kpm|keluarga|orang|jiwa|rupiah)?\W*$")
_PAGE = re.compile(r"(?i)\W*(?:halaman|hal|page|lembar)\W*(?:ke\W*)?\d{1,4}(?:\W*(?:dari|of)?\W*\d{1,4})?\W*")
_LONG = re.compile(r"\d[\d\s.'-]{8,}\d")
_MONEY = frozenset({"amount", "amount_received", "members"})
_NAMES = frozenset({"name", "head_name"})
_NUMBERED = ("nik", "no_kk", "head_nik", "card", "account")
_STARTS_AS_NUMBER = r"^['`]?\d{6}"
_MOST = 200_000
_MOST_LOOKED_AT = 20_000
_SIGNING = 3
"""Texts of a row among signatures, at most."""
_FEW_TEXTS = 4
"""Texts of a row from which on it says nothing of the page it stands on."""
_LINE = 8
"""Signs from which a row of dashes is a ruled line; fewer stand for blanks."""


_DESIL = re.compile(r"(?i)\W*(?:kelompok )?desil(?: nasional)?\W*(?:ke\W*)?([1-9]|10)\W*(?:\(.{0,40}\)\W*)?")


@dataclass
class Sorted:
    """Rows told apart: which to drop, what JUMLAH rows say, rows between the data that may name a village for those beneath, remarks."""

    drop: list[int] = field(default_factory=list)
    totals: list[ControlTotal] = field(default_factory=list)
    groups: list[tuple[int, str]] = field(default_factory=list)
    stop: int | None = None
    blank: list[int] = field(default_factory=list)  # rows in which no column of the list is filled
    notes: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)  # what such rows say of the list being a part of a longer one
    desils: list[tuple[int, str | None]] = field(default_factory=list)  # the desil that a row tells of those beneath, null from a place on
    remarks: list[tuple[int, tuple[str, str]]] = field(default_factory=list)  # lines that say something of other rows: `remark_of`
    footnotes: list[str] = field(default_factory=list)  # lines outside the list's columns that explain a mark: `explains_mark`
    numbered: list[tuple[int, str]] = field(default_factory=list)  # lines that say something of rows by their number: `note_of`


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row is a JUMLAH row by its first words."""
    return any(_TOTAL_WORD.match(cell) for cell in [cell for cell in cells if cell][:3])


def is_group(filled: Sequence[str]) -> bool:
    """Whether the only text of a row names a place ("DESA KARANGASEM", "RT 01")."""
    return len(filled) == 1 and bool(_GROUP.match(filled[0]))


def is_signature(filled: Sequence[str]) -> bool:
    """Whether the texts of a row are of those who sign, or a note."""
    return any(_NOTE.match(cell) or _SIGNED.match(cell) for cell in filled)


def filled_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with any cell that is not blank."""
    cells = [pl.col(c).str.strip_chars().ne("").fill_null(value=False) for c in frame.columns if c != "source_row"]
    return frame.filter(pl.any_horizontal(cells)) if cells else frame


_COUNTS = re.compile(r"(?i)^\W*(?:jumlah|total|sebanyak)\b(?=.*\b(?:kpm|penerima|keluarga|kk|orang|jiwa|data)\b)[^\d]*\d")
"""A line below a list that may say how many recipients it holds ("Jumlah KPM : 15")."""


def sort_rows(
    frame: pl.DataFrame,
    columns: Mapping[str, int],
    headings: Sequence[Heading],
    whole_row: Callable[[int], Sequence[str]],
    codes: Mapping[str, str] | None = None,
    lines: Sequence[Sequence[str]] = (),
    titles: Sequence[str] = (),
) -> tuple[pl.DataFrame, Sorted]:
    """The data rows of a body, and the account of all others: blank rows, totals, notes, signatures, headers printed again.

    frame: the body cut out by columns, with `source_row`; columns: field → column; whole_row: every cell of a row of the sheet, those
    outside the list too. codes: those of a legend, whose own rows are no data. lines, titles: the rows of the header and the titles above
    it, which a print repeats on every page. What is not clearly something else stays a data row.
    """
    result = Sorted()
    if not columns:
        return frame, result
    marked, sure = _told_apart(frame, columns, headings)
    solid = marked.filter(pl.col("filled") & (~pl.col("suspicious") | pl.col("half"))).get_column("source_row")
    last_sure = frame.get_column("source_row").filter(sure) if _numbered(columns) else solid
    last_solid = max((s[-1] for s in (solid, last_sure) if len(s)), default=0)
    result.blank = marked.filter(~pl.col("filled")).get_column("source_row").to_list()
    signs = _hear_blank(result, whole_row, last_solid)
    looked_at = marked.filter(pl.col("filled") & pl.col("suspicious")).get_column("source_row").to_list()
    texts = [[key(h.text) for h in headings], *([key(cell) for cell in line] for line in lines)]
    signed, above = False, frozenset(filter(None, map(key, titles)))
    for row in looked_at[:_MOST]:
        cells = [str(c or "").strip() for c in whole_row(row)]
        if _tells_of_others(result, row, cells, last=row > last_solid):
            result.drop.append(row)
            continue
        signed = signed or (signs is not None and row > signs)
        if _is_pair(cells, codes or {}):
            result.drop.append(row)
            continue
        verdict = _judge(cells, texts, columns, tail=row > last_solid, signed=signed, titles=above)
        if verdict == "stop":
            result.stop = row
            break
        signed = signed or verdict == "signature"
        if verdict:
            _hear_no_data(result, row, cells, columns, verdict)
            result.drop.append(row)
    dropped = pl.Series([*result.blank, *result.drop], dtype=pl.Int64)
    kept = frame.filter(~pl.col("source_row").is_in(dropped.implode())) if len(dropped) else frame
    if result.stop is not None:
        kept = kept.filter(pl.col("source_row") < result.stop)
    return kept, result


def _hear_blank(result: Sorted, whole_row: Callable[[int], Sequence[str]], last_solid: int) -> int | None:
    """Note what stands outside the list's columns in its blank rows; returns the first row behind the data in which somebody signs."""
    rows = [(row, cells) for row in result.blank[:_MOST] if any(cells := whole_row(row))]
    result.groups += _alone((row, cells) for row, cells in rows if row < last_solid)
    result.desils += [(row, desil) for row, cells in rows if (desil := _desil_alone(cells)) is not None]
    result.parts += [part for row, cells in rows for part in _parts(cells, last=row > last_solid)]
    result.footnotes += [text for _, text in _alone(rows) if explains_mark(text)]
    result.numbered += [(row, note) for row, cells in rows if (note := _note(cells)) is not None]
    return next((row for row, cells in rows if row > last_solid and _signs(cells)), None)


def _tells_of_others(result: Sorted, row: int, cells: Sequence[str], *, last: bool) -> bool:
    """Note what a row says of other rows: their desil, a remark, a note by number; True where it does. What it says of the list being a
    part of another is noted either way. last: it stands behind the data."""
    if (desil := _desil_alone(cells)) is not None:
        result.desils.append((row, desil))
        return True
    result.parts += _parts(cells, last=last)
    if (remark := remark_of([cell for cell in cells if cell])) is not None:
        result.remarks.append((row, remark))
        return True
    if (note := _note(cells)) is not None:
        result.numbered.append((row, note))
        return True
    return False


def _hear_no_data(result: Sorted, row: int, cells: Sequence[str], columns: Mapping[str, int], verdict: str) -> None:
    """Note what a row that is no data says: the sums of a JUMLAH row, how many recipients there are, the village of the rows beneath."""
    if verdict == "total":
        sums = [(name, cells[c]) for name, c in columns.items() if name in _MONEY and c < len(cells)]
        result.totals += [ControlTotal(name, row, cell) for name, cell in sums if _SUM.match(cell)]
    if _COUNTS.search(said := " ".join(filter(None, cells))):
        result.totals.append(ControlTotal(ROWS, row, said))
    if verdict == "group":
        result.groups += _alone([(row, cells)])


def _desil_alone(cells: Sequence[str | None]) -> str | None:
    """The desil that the only text of a row tells of the rows beneath ("DESIL 3")."""
    filled = [text for cell in cells if (text := str(cell or "").strip())]
    found = _DESIL.fullmatch(filled[0]) if len(filled) == 1 else None
    return found[1] if found is not None else None


def _note(cells: Sequence[str | None]) -> str | None:
    """The text of a row that says something of other rows by their number."""
    return note_of([text for cell in cells if (text := str(cell or "").strip())])


def _parts(cells: Sequence[str | None], *, last: bool) -> list[Part]:
    """What a row of few texts says of the list being a part of a longer one."""
    filled = [text for cell in cells if (text := str(cell or "").strip())]
    return parts_said([" ".join(filled)], last=last) if 0 < len(filled) <= _FEW_TEXTS else []


def villages_told(titles: Sequence[str], row: int, groups: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """(row, village) of the last title that names one, for the rows above the first line among them that names another, and of such lines.

    A word that means hamlets too (Kampung) tells only where no title and no line has a surer one.
    """
    said = [(row, title) for title in titles], groups
    for word in (_VILLAGE, _OFTEN):
        above, among = ([(at, found[1].strip()) for at, text in texts if (found := word.match(text))] for texts in said)
        if above or among:
            return [*above[-1:], *among]
    return []


def wordy_rows(frame: pl.DataFrame, columns: Mapping[str, int], headings: Sequence[Heading]) -> list[int]:
    """Rows that hold nobody's number, the first of them: among them stand titles, headers and totals."""
    if not columns:
        return []
    marked, _ = _told_apart(frame, columns, headings)
    return marked.filter(~pl.col("filled") | pl.col("suspicious")).get_column("source_row").head(_MOST_LOOKED_AT).to_list()


def _told_apart(frame: pl.DataFrame, columns: Mapping[str, int], headings: Sequence[Heading]) -> tuple[pl.DataFrame, pl.Series]:
    """The rows that are not surely somebody's (`_mark`), and for every row whether it surely is."""
    keys = [c for name, c in columns.items() if name in KEY_FIELDS]
    sure = _sure(frame, _numbered(columns)[:1])
    return _mark(frame.filter(~sure), columns, keys, frozenset(_numbered(columns)), headings), sure


def _numbered(columns: Mapping[str, int]) -> list[int]:
    return [c for name, c in columns.items() if name in _NUMBERED]


def _alone(rows: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, str]]:
    """(row, text) of the rows with one filled cell."""
    texts = ((row, [text for cell in cells if (text := str(cell or "").strip())]) for row, cells in rows)
    return [(row, filled[0]) for row, filled in texts if len(filled) == 1]


def _sure(frame: pl.DataFrame, numbered: Sequence[int]) -> pl.Series:
    """Rows whose identifier begins with six digits: data. Whole numbers are told at once, the rest by their text."""
    if not numbered:
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, frame.height)
    cell = frame.get_column(f"c{numbered[0]}")
    sure = (cell.cast(pl.Int64, strict=False) >= 100_000).fill_null(value=False)
    if sure.all():
        return sure
    return sure | cell.str.contains(_STARTS_AS_NUMBER).fill_null(value=False)


def _mark(
    frame: pl.DataFrame,
    columns: Mapping[str, int],
    keys: Sequence[int],
    numbered: frozenset[int],
    headings: Sequence[Heading],
) -> pl.DataFrame:
    mapped = [pl.col(f"c{c}").str.strip_chars().ne("").fill_null(value=False) for c in columns.values()]
    return frame.select(
        "source_row",
        filled=pl.any_horizontal(mapped),
        suspicious=_suspicious(keys, numbered, headings),
        half=pl.sum_horizontal(mapped) >= max(3, (len(mapped) + 1) // 2),
    )


def _suspicious(keys: Sequence[int], numbered: frozenset[int], headings: Sequence[Heading]) -> pl.Expr:
    """Rows without any identifying value, or with a word, a header or a column number where one should be."""
    if not keys:
        return pl.lit(value=True)
    tests: list[pl.Expr] = [pl.all_horizontal(pl.col(f"c{c}").str.strip_chars().eq("").fill_null(value=True) for c in keys)]
    for c in keys:
        cell = pl.col(f"c{c}").str.strip_chars()
        tests += [
            cell.str.contains(_TOTAL),
            cell.str.contains(_OFFICER.pattern),
            cell.str.starts_with("###"),
            cell.str.to_lowercase() == headings[c].text.lower() if c < len(headings) else pl.lit(value=False),
        ]
        if c in numbered:
            tests.append(cell.str.len_bytes() <= 4)
    # a number of somebody; a year (12 Juni 2025) is none
    number = r"\d{5}|\d[.,]\d|(?:^|\D)(?:0\d{2,3}|1[0-8]\d{2,3}|20\d|2[1-9]\d{1,2}|[3-9]\d{2,3})(?:\D|$)"
    tests.append(pl.all_horizontal(~pl.col(f"c{c}").str.contains(number).fill_null(value=False) for c in sorted(numbered or keys)))
    return pl.any_horizontal(test.fill_null(value=False) for test in tests)


def _is_pair(cells: Sequence[str], codes: Mapping[str, str]) -> bool:
    """Whether a row only explains a code: the code and its word, an equals sign between them or not."""
    pair = [cell for cell in cells if cell.strip(" =:-")]
    return len(pair) == 2 and codes.get(pair[0].upper()) == pair[1]


def _judge(
    cells: Sequence[str],
    texts: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    *,
    tail: bool,
    signed: bool,
    titles: frozenset[str] = frozenset(),
) -> str:
    """What a row is, "" for a row of data. `texts`: the keys of each line of the header; `titles`: those of the lines above it."""
    filled = [c for c in cells if c]
    if not filled:
        return "blank"
    if filled[0].startswith("###"):
        return "stop"
    if len("".join(filled)) > _LINE and not set("".join(filled)) - set("-=_*–—. "):
        return "line"
    for line in texts:
        same = sum(bool(c) and i < len(line) and key(c) == line[i] for i, c in enumerate(cells))
        if same and same * 2 > len(filled) and (same > 1 or len(filled) == 1):
            return "header"
    if (key("".join(filled)) in titles and not is_group(filled)) or _PAGE.fullmatch("".join(filled)):
        return "header"
    if is_number_row(cells):
        return "numbers"
    officer = len(filled) == 1 and bool(_OFFICER.match(filled[0]))
    identified = not officer and any(
        _LONG.search(cells[c]) for name, c in columns.items() if name in KEY_FIELDS - _NAMES and c < len(cells)
    )
    if identified:
        return ""
    if any(_TOTAL_WORD.match(c) for c in filled[:3]) and (len(filled) <= max(4, len(cells) // 2) or _sums_alone(filled)):
        return "total"
    if officer or is_legend("; ".join(filled)):
        return "signature"
    if not tail:
        return "group" if len(filled) == 1 and _GROUP.match(filled[0]) else ""
    return _judge_tail(cells, filled, columns, signed=signed)


def _sums_alone(filled: Sequence[str]) -> bool:
    """Whether a row with the word of a total holds nothing else than sums (a total for each month)."""
    return sum(not _SUM.match(cell) for cell in filled) == 1


def _signs(cells: Sequence[str | None]) -> bool:
    """Whether a row beneath a list is a place and day of signing, or an office that signs, in columns nothing is read from."""
    filled = [text for cell in cells if (text := str(cell or "").strip())]
    return 0 < len(filled) <= _SIGNING and any(_SIGNATURE.search(text) or _NOTE.match(text) for text in filled)


def _judge_tail(cells: Sequence[str], filled: Sequence[str], columns: Mapping[str, int], *, signed: bool) -> str:
    money = [c for name, c in columns.items() if name in _MONEY and c < len(cells) and _SUM.match(cells[c])]
    if money and len(money) == len(filled):
        return "total"
    if len(filled) <= _SIGNING and (signed or any(_SIGNATURE.search(c) or _NOTE.match(c) for c in filled)):
        return "signature"
    return ""
