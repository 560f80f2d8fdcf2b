"""Which of several villages of one name a list means that tells no kecamatan: by the numbers of its people, or by its other villages.

When to reach for it: `areas.locate`, before names are looked up. The invariants: a kecamatan that a row tells is never changed; without a
clear lean a name of several villages stays open (WIL-04). A family card is issued where the family lives: its first six digits are the
kecamatan (DOMAIN §5.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST, LEAN = 3, 0.8
"""Numbers of a village's people from which on they tell its kecamatan, and the share of them that must begin with it."""


def with_leaning(
    frame: pl.DataFrame, numbers: pl.DataFrame | None, by_name: Mapping[str, Sequence[str]], district: Mapping[str, str]
) -> pl.DataFrame:
    """The rows (`key` of the village, `district`) with the kecamatan that a name of several villages leans to, where they tell none.

    `numbers` (`no_kk`, `nik`, rows alike) as far as they are believed; `by_name`: codes of the villages of a key; `district`: key of the
    kecamatan of a code.
    """
    named = frame.filter(pl.col("district").is_null())["key"].drop_nulls().unique().sort().to_list()
    several = {key: codes for key in named if len(codes := by_name.get(key, ())) > 1}
    if not several:
        return frame
    others = {district[codes[0]] for key in named if key not in several and len(codes := by_name.get(key, ())) == 1}
    starts = None if numbers is None else numbers.select(pl.coalesce("no_kk", "nik").str.head(6).alias("start")).to_series()
    meant: dict[str, str] = {}
    for key, codes in several.items():
        told = {code[:6]: district[code] for code in codes}
        near = set(told.values()) & others
        by_numbers = _most(starts.filter((frame["key"] == key).fill_null(value=False)), told) if starts is not None else None
        if by_numbers or (len(others) == 1 and near):
            meant[key] = by_numbers or next(iter(near))
    leaning = pl.col("key").replace_strict(meant, default=None, return_dtype=pl.String)
    return frame.with_columns(district=pl.coalesce("district", leaning))


def _most(starts: pl.Series, told: Mapping[str, str]) -> str | None:
    """The kecamatan of the first six digits of nearly all numbers, if it is one of those told."""
    known = starts.drop_nulls()
    if known.len() < LEAST:
        return None
    best = known.value_counts().sort("count", known.name, descending=[True, False]).row(0)
    return told.get(best[0]) if best[1] >= LEAN * known.len() else None
