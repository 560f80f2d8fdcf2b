"""The regency that a list's places name, where the numbers of its people lead to another: provinces that were split, people on the move.

When to reach for it: `areas.home`, once no village of a list is known where its codes and numbers point to. The invariants: names alone
say nothing unless several of them meet in one regency of the country and in no other as well; a NIK keeps the regency of its first
registration, also where that is called otherwise since (Merauke was 91.01 and is 93.01). Source: DOMAIN §5.4.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from pipeline.standardise.where.area_names import KINDS, OFTEN_KINDS
from schemas import lookups

PAIRS, NAMES = 0.5, 0.8
"""Share of the places of a list that one regency must have: villages told with their district, or by their names alone."""
LEAST_NAMES = 3
"""Villages told by their names alone from which on they can tell a regency."""


def _plain(name: str) -> pl.Expr:
    """A name as far as its letters go, without the word for what it is: quick over the whole country."""
    letters = pl.col(name).str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", " ").str.strip_chars()
    return letters.str.replace(rf"^(?:{KINDS}|{OFTEN_KINDS}) (.)", "$1").str.replace_all(" ", "", literal=True)


@lru_cache(maxsize=1)
def _country() -> pl.DataFrame:
    """All villages: `regency` (four digits), `village`, `district` in plain letters."""
    return lookups.country().select(regency=pl.col("code").str.head(4), village=_plain("name"), district=_plain("district")).unique()


def regency_of(villages: pl.Series, districts: pl.Series | None = None) -> tuple[str, ...]:
    """The one regency (leading four digits) that holds most of the places of a list; empty where none does, or several alike.

    `villages` and `districts` (rows alike; None: not told) are names as written. Told with a district, half of the places must lie there;
    by names alone four fifths of three or more.
    """
    told = pl.DataFrame({"village": villages, "district": districts if districts is not None else pl.Series([None], dtype=pl.String)})
    told = told.select(village=_plain("village"), district=_plain("district")).drop_nulls("village").unique()
    placed = told.drop_nulls("district")
    by, wanted, share = (["village", "district"], placed, PAIRS) if placed.height else (["village"], told, NAMES)
    wanted = wanted.select(by).unique()
    if not wanted.height or (by == ["village"] and wanted.height < LEAST_NAMES):
        return ()
    held = _country().join(wanted, on=by).select("regency", *by).unique().group_by("regency").agg(n=pl.len())
    best = held.filter(pl.col("n") == pl.col("n").max())
    return (best["regency"][0],) if best.height == 1 and best["n"][0] >= share * wanted.height else ()
