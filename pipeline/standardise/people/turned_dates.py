"""Date cells whose day and month an English Excel exchanged: what it could take for month/day became a date, the rest stayed text.

When to reach for it: `dates.parse_column`, for a column of days as Excel stores them beside typed ones. The invariant: a cell is turned
back only where the whole column bears the mark, no stored day above 12 and no typed one below, and where the NIK (of a day of birth) or
the other days (of any other) prove it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.words.nik import WOMEN_ADD

if TYPE_CHECKING:
    from collections.abc import Sequence

_STORED = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_TYPED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_LEAST, _OF_ALL = 3, 0.9
_NEAR = dt.timedelta(31)
"""How far from the typed days the stored ones may lie: one list is paid, or visited, within some weeks."""


def turned_cells(source: pl.DataFrame, column: str, values: Sequence[str]) -> dict[str, dt.date]:
    """The stored days of a column that are turned, with the day that was meant; empty where nothing proves it."""
    stored = {value: found for value in values if (found := _STORED.fullmatch(value.strip()))}
    typed = [found for value in values if (found := _TYPED.fullmatch(value.strip()))]
    if len(stored) < _LEAST or len(typed) < _LEAST or len(stored) + len(typed) < _OF_ALL * len(values):
        return {}
    if any(int(found[3]) > 12 for found in stored.values()) or any(int(found[1]) <= 12 for found in typed):
        return {}
    meant = {value: dt.date(int(found[1]), int(found[3]), int(found[2])) for value, found in stored.items()}
    if column == "birth_date":
        return meant if _borne_out(source, meant) else {}
    days = [dt.date(int(f[3]), int(f[2]), int(f[1])) for f in typed if int(f[2]) <= 12 and int(f[1]) <= 28]
    if not days:
        return {}
    first, last = min(days) - _NEAR, max(days) + _NEAR
    as_stored = [first <= dt.date(int(f[1]), int(f[2]), int(f[3])) <= last for f in stored.values()]
    return meant if all(first <= day <= last for day in meant.values()) and not all(as_stored) else {}


def _borne_out(source: pl.DataFrame, meant: dict[str, dt.date]) -> bool:
    """Whether the NIKs bear the days that were meant, and next to none those that are stored."""
    if "nik" not in source.columns:
        return False
    born = {value: f"{day:%d%m}" for value, day in meant.items()}
    rows = source.select(
        digits=pl.col("nik").cast(pl.String).str.replace_all(r"\D", ""),
        meant=pl.col("birth_date").cast(pl.String).str.strip_chars().replace_strict(born, default=None, return_dtype=pl.String),
    ).filter(pl.col("meant").is_not_null() & (pl.col("digits").str.len_chars() == 16))
    day = pl.col("digits").str.slice(6, 2).cast(pl.Int64)
    day = pl.when(day > WOMEN_ADD).then(day - WOMEN_ADD).otherwise(day).cast(pl.String).str.zfill(2)
    month = pl.col("digits").str.slice(8, 2)
    rows = rows.with_columns(borne=day + month).filter(day != month)
    turned = rows.filter(pl.col("borne") == pl.col("meant")).height
    straight = rows.filter(pl.col("borne") == pl.col("meant").str.slice(2, 2) + pl.col("meant").str.slice(0, 2)).height
    return turned >= _LEAST and turned >= _OF_ALL * (turned + straight)
