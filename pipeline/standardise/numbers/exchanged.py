"""NIK and KK in each other's columns: throughout a list (a mistake of its headers), or in single rows.

When to reach for it: `identity.identify`, once both columns are whole numbers. The invariants: digits alone never prove a single row, so
such a row is named and its numbers are not used; a list that is read the other way round keeps each number as its cell has it.
Source: DOMAIN §5.1 (a woman's NIK adds 40 to the day, a KK has its day of issue) and §5.2.
"""

from __future__ import annotations

import polars as pl

from pipeline.words import nik

SWAP_ROWS = 10
"""From this many rows on the days of women speak for a whole column; of birth dates three are enough."""
_DATED = 3
_ISSUED_SHARE = 0.8
_LAST_ISSUE = 40
"""KK numbers of sixteen digits were first given out in this century: their YY lies below this, that of most payees' births above."""


def _date_part(number: pl.Expr) -> pl.Expr:
    """DDMMYY of a NIK as a whole number, the 40 of a woman taken off its day."""
    date = (number // 10**4 % 10**6).cast(pl.Int32)
    women = nik.WOMEN_ADD * 10**4
    return pl.when(date >= women + 10**4).then(date - women).otherwise(date)


def different(pair: pl.DataFrame) -> pl.DataFrame:
    """Rows with two different numbers: `place` in `pair`, both numbers, and whether the birth date fits each (null without a date).

    pair: `nik`, `kk` as whole numbers, `birth`.
    """
    birth = pl.col("birth").dt
    born = birth.day().cast(pl.Int32) * 10**4 + birth.month().cast(pl.Int32) * 100 + birth.year() % 100
    fits = {f"fit_{column}": _date_part(pl.col(column)) == born for column in ("kk", "nik")}
    both = pair.lazy().with_row_index("place").filter(pl.col("nik") != pl.col("kk"))
    return both.with_columns(**fits).collect()  # lazy: `born` is worked out once


def _by_days(both: pl.DataFrame) -> bool:
    """Days of women in the KK column (a KK never has one), and none in the NIK column."""
    women = both.select(kk=nik.is_woman(pl.col("kk")).mean(), nik=nik.is_woman(pl.col("nik")).mean()).row(0)
    return both.height >= SWAP_ROWS and women[0] >= 0.2 and women[1] <= 0.02


def _by_dates(both: pl.DataFrame) -> bool:
    """The birth dates fit the KK column and not the NIK column."""
    dated = both.filter(pl.col("fit_kk").is_not_null())
    if dated.height < _DATED:
        return False
    fit_kk, fit_nik = dated.select(pl.col("fit_kk").mean(), pl.col("fit_nik").mean()).row(0)
    return bool(fit_kk >= 0.5 and fit_nik <= 0.1)


def throughout(both: pl.DataFrame) -> bool:
    """Whether each column of a list holds the other's numbers, so surely that it can be read the other way round.

    both: `different`. The birth dates say so; or, where there are none, the days of women do, and the NIK column looks like KK numbers in
    all else: dates of issue of this century, repeated at least as often as the other column's numbers. (Heads of families beside their
    wives' NIKs have no woman's day either, but were born in the last century.)
    """
    if _by_dates(both):
        return True
    if not _by_days(both) or both["fit_kk"].count() >= _DATED:
        return False
    recent = both.select((pl.col("nik") // 10**4 % 100 < _LAST_ISSUE).mean()).item()
    return bool(recent >= _ISSUED_SHARE and both["nik"].n_unique() <= both["kk"].n_unique())


def swapped_rows(pair: pl.DataFrame, both: pl.DataFrame) -> pl.Series:
    """Rows in which NIK and KK stand in each other's columns. pair: `nik`, `kk`, a row each; both: its `different` rows.

    The whole table: KK numbers carry days of women and NIKs none, or the birth dates fit the KK column and not the NIK column. One row: its
    birth date fits the KK and not the NIK; or its NIK is the KK of other rows and its KK is not.
    """
    if both.height and (_by_days(both) or _by_dates(both)):
        return pair.select((pl.col("nik").is_not_null() & pl.col("kk").is_not_null()).alias("swapped")).to_series()
    by_date = both.filter(pl.col("fit_kk") & ~pl.col("fit_nik"))["place"]
    places = pl.concat([by_date, _in_each_others_families(both)]).unique()
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, pair.height).scatter(places, values=True)


def _in_each_others_families(both: pl.DataFrame) -> pl.Series:
    """Places whose NIK is the KK of two other rows (or of one, where the own KK holds a woman's day) and whose KK is no one else's."""
    kks = both["kk"]
    rows = both.filter(pl.col("nik").is_in(kks.implode()))
    if rows.is_empty():
        return rows["place"]
    numbers = pl.concat([rows["nik"], rows["kk"].rename("nik")]).unique()
    uses = kks.filter(kks.is_in(numbers.implode())).value_counts(name="uses")
    counted = rows
    for column in ("nik", "kk"):
        renamed = uses.rename({kks.name: column, "uses": f"{column}_uses"})
        counted = counted.join(renamed, on=column, how="left", maintain_order="left")
    as_kk, woman = pl.col("nik_uses").fill_null(0), nik.is_woman(pl.col("kk")).fill_null(value=False)
    found = counted.filter(((as_kk >= 2) | ((as_kk == 1) & woman)) & (pl.col("kk_uses").fill_null(0) <= 1))
    return found["place"]
