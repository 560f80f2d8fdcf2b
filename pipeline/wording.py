"""One plain Indonesian sentence a case, built from its own facts: every number and date in it is a fact of the case.

Reach for it wherever a case is put into words. A leaf: it knows the table `schemas/wording.csv` (key, kind, rule, sentence, English twin)
and the names of facts, nothing of programmes. Sentences are built column-wise, never row by row, and stay within 220 characters.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import polars as pl

LIMIT = 220
NAME_LIMIT = 36
"""Letters of a name or job; a longer one ends in an ellipsis."""

MONEY = ("hak", "perintah", "dibayar", "diterima", "selisih", "dibayar_1", "dibayar_2")
COUNTS = ("desil", "batas_desil", "kali", "beda")
DATES = ("tgl_meninggal", "tgl_kunjungan", "tgl_bayar", "tgl_bayar_2")
WORDS = (
    "program", "program_2", "penyalur", "penyalur_2", "status", "snapshot", "pekerjaan", "nama_pekerja", "sumber_fakta", "tercatat",
    "keadaan", "bulan_dari", "bulan_sampai", "berkas", "berkas_2", "sebab", "posisi", "nama_a", "nama_b",
)  # fmt: skip
FACTS: dict[str, pl.DataType] = {
    **{name: pl.Int64() for name in MONEY + COUNTS},
    **{name: pl.Date() for name in DATES},
    **{name: pl.String() for name in WORDS},
}
"""Every fact a sentence may speak of, with its type."""

NAMES = {
    "desil": "desil", "batas_desil": "batas desil", "status": "status", "tgl_meninggal": "tanggal meninggal", "pekerjaan": "pekerjaan",
    "tgl_kunjungan": "tanggal kunjungan", "dibayar": "jumlah dibayar", "diterima": "jumlah diterima",
    "selisih": "selisih", "penyalur": "penyalur", "tgl_bayar": "tanggal bayar",
    "keadaan": "keadaan pembayaran", "kali": "jumlah pembayaran",
    "posisi": "angka NIK", "a_nik": "NIK", "b_nik": "NIK", "a_tgl_lahir": "tanggal lahir", "b_tgl_lahir": "tanggal lahir",
    "dibayar_1": "jumlah dibayar", "dibayar_2": "jumlah dibayar", "program_2": "program", "nama_pekerja": "nama", "beda": "angka NIK",
    "sumber_fakta": "sumber", "berkas": "berkas", "berkas_2": "berkas",
    "hak": "hak", "sebab": "sebab", "nama_a": "nama", "nama_b": "nama", "tercatat": "bulan tercatat",
}  # fmt: skip
"""Plain words for the facts that may change, used when a decided case comes back."""

ENGLISH = {
    "desil": "decile", "batas desil": "ceiling decile", "status": "status", "tanggal meninggal": "date of death", "pekerjaan": "job",
    "tanggal kunjungan": "date of the visit", "jumlah dibayar": "amount paid", "jumlah diterima": "amount received",
    "selisih": "difference", "penyalur": "payer", "tanggal bayar": "date of payment",
    "keadaan pembayaran": "state of the payment", "jumlah pembayaran": "number of payments", "angka NIK": "digits of the NIK",
    "NIK": "NIK", "tanggal lahir": "birth date", "program": "programme", "nama": "name", "sumber": "source", "berkas": "file",
    "hak": "amount due", "sebab": "cause", "bulan tercatat": "month of listing", "buktinya": "its evidence",
    "pembayaran baru sesudah dipastikan": "a new payment after it was confirmed",
}  # fmt: skip
"""The auditors' twin of each plain word of `NAMES`."""

VALUES = {
    "data sosial": "the registry", "daftar bayar": "the pay list", "formulir survei": "the survey form",
    "survei lapangan": "the field survey", "daftar kematian": "the register of deaths", "daftar pegawai": "the list of employees",
    "dirusak Excel menjadi notasi ilmiah": "was turned into scientific notation by Excel", "kehilangan angka ke-16": "lost its 16th digit",
    "tersimpan sebagai angka yang terlalu besar": "is stored as a number too large", "tidak berjumlah 16 angka": "has not 16 digits",
    "berisi huruf atau tanda lain": "holds letters or other signs", "mustahil diterbitkan": "cannot have been issued",
    "berisi dua nomor": "holds two numbers", "tertukar dengan nomor KK": "changed places with the KK number",
    "sama dengan nomor KK": "repeats the KK number", "rekening gagal": "account failed", "uang dikembalikan (retur)": "money returned",
    "saldo kosong": "empty balance", "tidak diambil": "not taken",
    "dikeluarkan tanpa alasan yang dikenal": "excluded without a known ground",
    "masih diproses": "in process", "keadaan tidak dikenal": "state not known",
    "NIK, nama, dan No. KK": "NIK, name and card", "NIK dan nama": "NIK and name", "nama dan No. KK": "name and card",
    "nama (tanpa NIK dan No. KK yang terbaca)": "name (no NIK and no card can be read)",
    "daftarnya tidak menyebut apakah sudah dibayar": "the list does not say whether it was paid",
}  # fmt: skip
"""The auditors' twin of the words that facts hold (sources, causes, states of a payment)."""

_PARTS = {"angka ke-": "digit ", " dan lainnya": " and others"}
_SAID_OF_NOTHING = {
    "(jumlah tidak tertulis)": "(amount not written)",
    "tanggal tidak diketahui": "a day not known",
    "penyalur yang tidak disebut": "a payer that is not named",
    "tidak disebut": "not named",
}

PAID_AGAIN = r"Sudah dipastikan (\w+) \((\d{4}-\d\d)\), tetapi dibayar lagi\.$"
"""How the sentence of a case ends that a verifier confirmed, and whose money came once more: the word, and the month it was said of."""
NEW_MONEY = "pembayaran baru sesudah dipastikan"
"""What changed there, in a list of changes."""
REOPENED = r"Dibuka lagi: (.*) berubah\.$"
"""How the sentence of a reopened case ends: which facts changed (plain words, with commas)."""

SIDES: dict[str, pl.DataType] = {"a_nik": pl.String(), "a_tgl_lahir": pl.Date(), "b_nik": pl.String(), "b_tgl_lahir": pl.Date()}
"""Facts of every case beside those of its sentence: who the two sides are."""

FLEETING = ("hak", "penyalur", "penyalur_2", "tgl_bayar", "tgl_bayar_2", "bulan_dari", "bulan_sampai", "snapshot")
"""Facts that change from stage to stage without touching the question: no evidence for kinds that live from month to month."""

OF_A_PERIOD = ("PB-KR", "PB-LB", "PB-TS", "GD-PY", "GD-KK")
"""Kinds about the money of one payment period."""

_UNKNOWN = {
    "money": "(jumlah tidak tertulis)",
    "date": "tanggal tidak diketahui",
    "word": "tidak disebut",
    "sender": "penyalur yang tidak disebut",
    "count": "tidak disebut",
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PAIR = "{nama_a} / {nama_b}"
"""Two names side by side: one of them is enough where both lists write the same."""
_MONTHS = re.compile(r"\{bulan_dari\}( s\.d\. | to )\{bulan_sampai\}")
"""The months that money is for: one of them is enough where both are the same."""
_BRACKET = re.compile(rf" \(\{{(penyalur|penyalur_2)\}}\)|{re.escape(_PAIR)}|{_MONTHS.pattern}|( pada | on )\{{tgl_bayar\}}|\{{(\w+)\}}")
"""A fact, a pair of names, a span of months, a sender in brackets (left out where nobody knows it), or the day of a payment."""
_UNDATED = {" pada ": " (tanggal bayarnya tidak tercantum)", " on ": " (pay day not listed)"}
"""Said where no list tells the day: a visit may then have come before the money."""


@dataclass(frozen=True)
class Wording:
    """One line of `wording.csv`."""

    key: str
    kind: str
    rule_id: str  # "" where the rulebook's rule is the case's
    legal_basis: str
    sentence: str
    english: str = ""  # the auditors' twin: the same facts

    @property
    def kept(self) -> tuple[str, ...]:
        """Facts that a case keeps: of the sentence, of its two sides, and the months of the money for kinds about one payment period."""
        months = ("bulan_dari", "bulan_sampai") if self.kind in OF_A_PERIOD else ()
        return tuple(sorted({*self.facts, *SIDES, *months}))

    @property
    def evidence(self) -> tuple[str, ...]:
        """Facts that are its evidence: all it keeps, the fleeting ones only where the kind is about one payment period."""
        return self.kept if self.kind in OF_A_PERIOD else tuple(name for name in self.kept if name not in FLEETING)

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts the sentence speaks of, each once, in its order."""
        return tuple(dict.fromkeys(_PLACEHOLDER.findall(self.sentence)))


@cache
def wordings() -> dict[str, Wording]:
    """The table by key. Raises ValueError for a sentence that speaks of a fact nobody declares."""
    text = resources.files("schemas").joinpath("wording.csv").read_text(encoding="utf-8")
    table = {line["key"]: Wording(**line) for line in csv.DictReader(text.splitlines(), delimiter=";")}
    for wording in table.values():
        unknown = [name for name in (*wording.facts, *_PLACEHOLDER.findall(wording.english)) if name not in FACTS]
        if unknown:
            raise ValueError(f"wording.csv {wording.key}: unknown fact {', '.join(unknown)}")
    return table


def rupiah(amount: pl.Expr) -> pl.Expr:
    """Rp600.000 of 600000, Rp-50.000 of -50000."""
    digits = amount.abs().cast(pl.String)
    dotted = digits.str.reverse().str.replace_all(r"(\d{3})", "${1}.").str.reverse().str.strip_chars_start(".")
    return pl.lit("Rp") + pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit("")) + dotted


def _text(name: str) -> pl.Expr:
    column = pl.col(name)
    if name in MONEY:
        return rupiah(column).fill_null(_UNKNOWN["money"])
    if name in DATES:
        return column.dt.strftime("%d-%m-%Y").fill_null(_UNKNOWN["date"])
    if name in COUNTS:
        return column.cast(pl.String).fill_null(_UNKNOWN["count"])
    if name in {"nama_a", "nama_b", "nama_pekerja", "pekerjaan"}:
        whole = column.str.len_chars() <= NAME_LIMIT
        column = pl.when(whole).then(column).otherwise(column.str.slice(0, NAME_LIMIT - 1).str.strip_chars_end(" ") + "…")
    if name in {"penyalur", "penyalur_2"}:
        return pl.when(_known(name)).then(column).otherwise(pl.lit(_UNKNOWN["sender"]))
    return column.fill_null(_UNKNOWN["word"])


def _known(sender: str) -> pl.Expr:
    """Whether somebody knows who paid: `?` stands for nobody's name."""
    return pl.col(sender).fill_null("").str.strip_chars(" ?") != ""


def _in_brackets(name: str) -> pl.Expr:
    """ " (BRI)", or nothing where the sender is not known."""
    return pl.when(_known(name)).then(pl.lit(" (") + pl.col(name) + pl.lit(")")).otherwise(pl.lit(""))


def _names() -> pl.Expr:
    """Both names, or the first where they differ in nothing but capitals."""
    first, second = _text("nama_a"), _text("nama_b")
    return pl.when(first.str.to_uppercase() == second.str.to_uppercase()).then(first).otherwise(first + pl.lit(" / ") + second)


def _months(to: str) -> pl.Expr:
    """2025-04 s.d. 2025-06, or the one month that the money is for. to: the words between them."""
    first, last = _text("bulan_dari"), _text("bulan_sampai")
    return pl.when(first == last).then(first).otherwise(first + pl.lit(to) + last)


def _piece(match: re.Match[str]) -> pl.Expr:
    """What a match of `_BRACKET` says of the row."""
    sender, to, on, fact = match.groups()
    if sender:
        return _in_brackets(sender)
    if to:
        return _months(to)
    if on:
        return (pl.lit(on) + pl.col("tgl_bayar").dt.strftime("%d-%m-%Y")).fill_null(_UNDATED[on])
    return _text(fact) if fact else _names()


def _sentence(template: str) -> pl.Expr:
    pieces: list[pl.Expr] = []
    at = 0
    for match in _BRACKET.finditer(template):
        if match.start() > at:
            pieces.append(pl.lit(template[at : match.start()]))
        pieces.append(_piece(match))
        at = match.end()
    if at < len(template):
        pieces.append(pl.lit(template[at:]))
    return shortened(pl.concat_str(pieces), pl.lit(LIMIT))


def shortened(text: pl.Expr, room: pl.Expr) -> pl.Expr:
    """Text of at most `room` characters: cut after a whole word, so that no number loses its digits, and ending in an ellipsis."""
    cut = text.str.slice(0, room - 1).str.replace(r"\s+\S*$", "") + "…"
    return pl.when(text.str.len_chars() > room).then(cut).otherwise(text)


def in_english(cases: pl.DataFrame) -> pl.Series:
    """The English twin of each case's sentence, from the facts it keeps; "" where a case keeps none.

    cases: kind, sentence, facts. The wording is the one of the kind whose Indonesian sentence the case's own begins with.
    """
    told = {**FACTS, **SIDES}
    kept = pl.Struct({name: pl.String() if dtype == pl.Date() else dtype for name, dtype in told.items()})
    frame = cases.select("kind", "sentence", known=pl.col("facts").str.json_decode(kept)).unnest("known")
    frame = frame.with_columns(pl.col(name).str.to_date(strict=False) for name, dtype in told.items() if dtype == pl.Date())
    changed = fields_in_english(pl.col("sentence").str.extract(REOPENED))
    again = (pl.lit(" Reopened because these changed: ") + changed + pl.lit(".")).fill_null("")
    sure = pl.col("sentence").str.extract_groups(PAID_AGAIN)
    sure = pl.format(" Confirmed as {} ({}), and paid again.", sure.struct.field("1"), sure.struct.field("2")).fill_null("")
    again = again + sure
    shown, said = (
        pl.col("sentence").str.replace(f" (?:{REOPENED}|{PAID_AGAIN})", "").str.strip_chars_end("…").str.slice(0, _TELLING),
        pl.lit(""),
    )
    for wording in wordings().values():
        whole = _sentence(wording.sentence).str.slice(0, _TELLING)
        mine = (pl.col("kind") == wording.kind) & (shown == whole).fill_null(value=False)
        said = pl.when(mine).then(pl.lit(wording.key)).otherwise(said)
    frame = frame.with_columns(key=said, again=again).with_columns(_value_in_english(name) for name in WORDS)
    english = pl.lit("")
    for wording in wordings().values():
        english = pl.when(pl.col("key") == wording.key).then(_sentence(wording.english) + pl.col("again")).otherwise(english)
    return frame.select(english=english.str.replace_many(_SAID_OF_NOTHING, leftmost=True))["english"]


def _value_in_english(name: str) -> pl.Expr:
    """A fact in the auditors' words; names, months and words of the list itself stay."""
    lost = pl.col(name).str.replace(r"^kehilangan (\d+) angka terakhir$", "lost its last $1 digits")
    return lost.replace(VALUES).str.replace_many(_PARTS) if name == "posisi" else lost.replace(VALUES)


def fields_in_english(fields: pl.Expr) -> pl.Expr:
    """`tanggal lahir, jumlah dibayar` as `birth date, amount paid`; a name nobody translated stays."""
    return fields.str.split(", ").list.eval(pl.element().replace(ENGLISH)).list.join(", ")


_TELLING = 140
"""So many letters tell the wordings of one kind apart where the facts are the same."""


def worded(drafts: pl.DataFrame) -> pl.DataFrame:
    """`drafts` with `sentence`, `facts` (JSON of the facts the case keeps, keys sorted) and the wording's rule where it has one.

    drafts: one row a case, column `wording` (a key of the table) and the columns of `FACTS` (absent ones null). Order is kept.
    """
    table = wordings()
    absent = {n: t for n, t in {**FACTS, **SIDES}.items() if n not in drafts.columns}
    full = drafts.with_columns(pl.lit(None, dtype=t).alias(n) for n, t in absent.items()).with_row_index("_row")
    parts = []
    for (key,), part in full.group_by("wording", maintain_order=True):
        wording = table[str(key)]
        names = wording.kept
        json = pl.struct(names).struct.json_encode() if names else pl.lit("{}")
        parts.append(
            part.with_columns(
                _sentence(wording.sentence).alias("sentence"),
                json.alias("facts"),
                (pl.lit(wording.rule_id) if wording.rule_id else pl.col("rule_id")).alias("rule_id"),
                (pl.lit(wording.legal_basis) if wording.legal_basis else pl.col("legal_basis")).alias("legal_basis"),
            )
        )
    if not parts:
        return full.with_columns(sentence=pl.lit(None, dtype=pl.String), facts=pl.lit(None, dtype=pl.String)).drop("_row")
    return pl.concat(parts).sort("_row").drop("_row")
