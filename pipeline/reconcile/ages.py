"""Ages in completed years, and whether a NIK's own birth date agrees with the row's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import datetime as dt

WOMEN_ADD = 40


def _wide(part: pl.Expr) -> pl.Expr:
    return part.cast(pl.Int32)  # polars gives months and days as Int8: 7 * 100 would wrap


def completed_years(born: pl.Expr, day: dt.date) -> pl.Expr:
    """Age on a day in completed years; negative before birth, null without a birth date."""
    had = _wide(born.dt.month()) * 100 + _wide(born.dt.day()) <= day.month * 100 + day.day
    return pl.lit(day.year, dtype=pl.Int32) - _wide(born.dt.year()) - pl.when(had).then(0).otherwise(1)


def nik_says_woman(nik: pl.Expr) -> pl.Expr:
    """Whether the day digits carry the 40 of women; null where there is no number."""
    return nik.str.slice(6, 2).cast(pl.Int32, strict=False) > WOMEN_ADD


def contradicts_birth_date(nik: pl.Expr, born: pl.Expr) -> pl.Expr:
    """Whether the birth date inside the NIK is another one than the row's; False where either is missing.

    A swap of day and month explains itself. The century is not in a NIK and not compared.
    """
    day = nik.str.slice(6, 2).cast(pl.Int32, strict=False)
    of_month = pl.when(day > WOMEN_ADD).then(day - WOMEN_ADD).otherwise(day)
    month, year = (nik.str.slice(at, 2).cast(pl.Int32, strict=False) for at in (8, 10))
    row_day, row_month = _wide(born.dt.day()), _wide(born.dt.month())
    straight = (row_day == of_month) & (row_month == month)
    swapped = (row_day == month) & (row_month == of_month)
    return (~((_wide(born.dt.year()) % 100 == year) & (straight | swapped))).fill_null(value=False)
