"""Ages in completed years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import datetime as dt


def _wide(part: pl.Expr) -> pl.Expr:
    return part.cast(pl.Int32)  # polars gives months and days as Int8: 7 * 100 would wrap


def completed_years(born: pl.Expr, day: dt.date) -> pl.Expr:
    """Age on a day in completed years; negative before birth, null without a birth date."""
    had = _wide(born.dt.month()) * 100 + _wide(born.dt.day()) <= day.month * 100 + day.day
    return pl.lit(day.year, dtype=pl.Int32) - _wide(born.dt.year()) - pl.when(had).then(0).otherwise(1)
