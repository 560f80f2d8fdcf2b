"""NIK and KK columns of one table: each cell by its damage class, each column by its share of rounded numbers, both against each other.

When to reach for it: once per source table. The invariants: `nik` and `no_kk` are null unless their status is OK or REPAIRED; the
raw text stays beside them; every damaged cell is told back. Source: DOMAIN §5.2 and checks 1 and 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.numbers.damage import classify
from pipeline.standardise.numbers.exchanged import different, swapped_rows, throughout
from pipeline.words import nik
from schemas.codes import TRUSTED, NikStatus

if TYPE_CHECKING:
    from pipeline.standardise.findings import Findings
    from schemas.settings import Identity

TEXT_SHARE = 0.5
"""Share of text numbers ending in 0 below which a text column is never held to be rounded: text does not lose digits by itself."""
CHANCE = 0.0005
"""An excess of numbers ending in 0 that chance brings about less often than this is damage."""

_RULE = {
    NikStatus.SCIENTIFIC: "02", NikStatus.ROUNDED: "03", NikStatus.UNSAFE_NUMBER: "04", NikStatus.LENGTH: "05",
    NikStatus.CHARACTERS: "06", NikStatus.IMPOSSIBLE: "07", NikStatus.TEMPORARY: "08", NikStatus.TWO_NUMBERS: "09",
    NikStatus.SWAPPED: "10", NikStatus.SAME_AS_KK: "11",
}  # fmt: skip
_BELIEVED = [str(s) for s in TRUSTED]
_UNTOLD = [str(NikStatus.MISSING), str(NikStatus.MASKED)]
_JUDGED = [*_BELIEVED, str(NikStatus.ROUNDED)]


@dataclass(frozen=True)
class Trust:
    """How far one identifier column of a table can be believed: cells per status, number cells, and a grade A to D.

    Grade over the cells that hold anything: A all trusted, B at least 90 %, C at least 70 %, D below. "" for an empty column, and one that
    its sender masked throughout.
    """

    column: str
    header: str
    counts: tuple[tuple[str, int], ...]
    number_cells: int
    grade: str


def _ends_in_zero(frame: pl.DataFrame, *, stored: bool) -> tuple[int, int]:
    """Distinct numbers of one cell kind that end in 0, and all of them."""
    judged = pl.col("status").is_in(_JUDGED) | pl.col("unserialled")
    numbers = frame.filter((pl.col("stored") == stored) & judged).get_column("number").unique()
    return int((numbers % 10 == 0).sum()), numbers.len()


def _column_rounded(zeros: int, total: int, expected: float, *, stored: bool) -> bool:
    """Whether so many numbers ending in 0 cannot be chance, where a sound number does so with probability `expected`.

    By Chernoff's bound exp(-n KL(k/n, p)) on the tail of the binomial, which never understates chance: 4 of 4, 9 of 20, 240 of 2,000.
    """
    share = zeros / total if total else 0.0
    if share <= expected or (not stored and share < TEXT_SHARE):
        return False
    rest = (1 - share) * math.log((1 - share) / (1 - expected)) if share < 1 else 0.0
    return math.exp(-total * (share * math.log(share / expected) + rest)) < CHANCE


def _doubt_column(frame: pl.DataFrame, column: str, prefix: str, settings: Identity, findings: Findings) -> pl.DataFrame:
    """All numbers ending in 0 are rounded in a column that has too many of them. A number cell that ends in 0 is suspect in any column
    (`damage.classify`): Excel keeps fifteen digits of what is typed (DOMAIN §5.2)."""
    for stored in frame["stored"].unique().sort(descending=True):
        zeros, total = _ends_in_zero(frame, stored=stored)
        mine = pl.col("stored") == stored
        if _column_rounded(zeros, total, settings.ends_in_zero_share, stored=stored):
            findings.once(f"{prefix}-14", column, n=zeros, total=total)
            lost = pl.col("digits16").str.ends_with("0")  # a number that ends in another digit has lost none
            doubted = mine & lost & (pl.col("status").is_in(_BELIEVED) | pl.col("unserialled"))
            frame = frame.with_columns(
                known=pl.when(doubted).then(pl.col("digits16").str.head(15)).otherwise("known"),
                status=pl.when(doubted).then(pl.lit(str(NikStatus.ROUNDED))).otherwise("status"),
            )
    return frame


def _same_as_kk(pair: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Rows whose NIK repeats the KK, and those of them whose KK no other row vouches for."""
    same = (pair["nik"] == pair["kk"]).fill_null(value=False)
    if not same.any():
        return same, same
    doubted = pair["kk"].filter(same).unique()
    vouched = pair.filter(~same & pl.col("kk").is_in(doubted.implode())).get_column("kk").unique()
    return same, same & ~pair["kk"].is_in(vouched.implode())


def _mark(frame: pl.DataFrame, rows: pl.Series, status: NikStatus, known: pl.Series | None = None) -> pl.DataFrame:
    """The rows with another status. known: what is certain of their number all the same."""
    if not rows.any():
        return frame
    marked = pl.Series("marked", rows) & frame["digits16"].is_not_null()
    return frame.with_columns(
        status=pl.when(marked).then(pl.lit(str(status))).otherwise("status"),
        known=pl.when(marked).then(pl.lit(None, dtype=pl.String) if known is None else known).otherwise("known"),
    )


def _tell(frame: pl.DataFrame, rows: pl.Series, column: str, prefix: str, findings: Findings) -> None:
    damaged = frame.select("raw", "status", source_row=rows).filter(pl.col("status").is_in([str(status) for status in _RULE]))
    for status, number in _RULE.items():
        some = damaged.filter(pl.col("status") == str(status))
        findings.rows(f"{prefix}-{number}", column, some["source_row"], some["raw"])
    said = pl.col("status")
    counts = frame.select(
        missing=(said == str(NikStatus.MISSING)).sum(),
        stored=(said.is_in(_BELIEVED) & pl.col("stored")).sum(),
        repaired=(said == str(NikStatus.REPAIRED)).sum(),
        masked=(said == str(NikStatus.MASKED)).sum(),
    )
    for number, n in zip(("01", "12", "13", "15"), counts.row(0), strict=True):
        if n:
            findings.once(f"{prefix}-{number}", column, n=n)


def _trust(frame: pl.DataFrame, column: str, header: str) -> Trust:
    pairs = tuple((str(status), int(n)) for status, n in frame.group_by("status").len().sort("status").iter_rows())
    held = sum(n for status, n in pairs if status not in _UNTOLD)
    believed = sum(n for status, n in pairs if status in _BELIEVED)
    grade = next((g for g, least in (("A", 1.0), ("B", 0.9), ("C", 0.7)) if believed >= least * held), "D") if held else ""
    return Trust(column, header, pairs, int(frame["stored"].sum()), grade)


def _finish(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    believed = pl.col("status").is_in(_BELIEVED)
    return frame.select(
        pl.when(believed).then("digits16").alias(column),
        pl.col("raw").alias(f"{column}_raw"),
        pl.col("status").alias(f"{column}_status"),
        pl.when(~believed & (pl.col("known") != "")).then("known").alias(f"{column}_known"),
    )


def _classified(source: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """`damage.classify` of both columns; a column the source has not is all missing."""
    judged = {}
    for column in ("nik", "no_kk"):
        absent = pl.Series([None], dtype=pl.String).new_from_index(0, source.height)
        raw = source[column] if column in source.columns else absent
        cell = source[f"{column}__cell"] if f"{column}__cell" in source.columns else None
        judged[column] = classify(raw, cell, women=column == "nik")
    return judged


def _pair(judged: dict[str, pl.DataFrame], birth_date: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"nik": judged["nik"]["number"], "kk": judged["no_kk"]["number"], "birth": birth_date})


def _exchanged(source: pl.DataFrame, findings: Findings) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The source with each column under the other's name, judged anew; what is told names the headers as the file has them."""
    names = {a + cell: b + cell for a, b in (("nik", "no_kk"), ("no_kk", "nik")) for cell in ("", "__cell") if a + cell in source.columns}
    findings.headers = {**findings.headers, "nik": findings.header("no_kk"), "no_kk": findings.header("nik")}
    source = source.rename(names)
    return source, _classified(source)


def identify(source: pl.DataFrame, birth_date: pl.Series, settings: Identity, findings: Findings) -> tuple[pl.DataFrame, tuple[Trust, ...]]:
    """NIK and KK of every row with what they are worth.

    `source` has `source_row` and any of `nik`, `no_kk`, `nik__cell`, `no_kk__cell`. Returns `nik, nik_raw, nik_status, nik_known,
    no_kk, no_kk_raw, no_kk_status` in row order, and one Trust per column the source has. An absent column is all MISSING. Where the two
    columns hold each other's numbers throughout they are read the other way round (each number as its cell has it) and told once. Of a
    single swapped row `nik_known` has the digits in its KK cell, all but the last: for comparing, so that no namesake is taken for it.
    """
    rows, judged = source["source_row"], _classified(source)
    pair = _pair(judged, birth_date)
    both = different(pair)
    if throughout(both):
        source, judged = _exchanged(source, findings)
        pair = _pair(judged, birth_date)
        both = different(pair)
        findings.once("LAY-05", "nik", n=both.height)
    present = [(column, prefix) for column, prefix in (("nik", "NIK"), ("no_kk", "KK")) if column in source.columns]
    for column, prefix in present:
        judged[column] = _doubt_column(judged[column], column, prefix, settings, findings)
    swapped = swapped_rows(pair, both)
    same, same_kk = _same_as_kk(pair)
    if swapped.any():
        own = judged["no_kk"].select(pl.when(swapped & nik.is_possible(pl.col("digits16"))).then(pl.col("digits16").str.head(15)))
        judged["nik"] = _mark(judged["nik"], swapped, NikStatus.SWAPPED, own.to_series())
        judged["no_kk"] = _mark(judged["no_kk"], swapped, NikStatus.SWAPPED)
    judged["nik"] = _mark(judged["nik"], same, NikStatus.SAME_AS_KK)
    judged["no_kk"] = _mark(judged["no_kk"], same_kk, NikStatus.SAME_AS_KK)
    for column, prefix in present:
        _tell(judged[column], rows, column, prefix, findings)
    trust = tuple(_trust(judged[column], column, findings.header(column)) for column, _ in present)
    out = pl.concat([_finish(judged["nik"], "nik"), _finish(judged["no_kk"], "no_kk")], how="horizontal")
    return out.drop("no_kk_known"), trust


def plain_number(series: pl.Series, *, women: bool = True) -> pl.Series:
    """A side column of numbers (head's NIK, substitute's NIK): the digits where they can be believed, else null."""
    if series.null_count() == series.len():
        return series.cast(pl.String)
    frame = classify(series, women=women)
    return frame.select(pl.when(pl.col("status").is_in(_BELIEVED)).then("digits16").alias(series.name)).to_series()
