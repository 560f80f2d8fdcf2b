"""Families that stand in a family file alone: found by the card or by the head's own NIK, for no member of theirs is written anywhere.

When to reach for it: from `resolve.py` and `plausible.py`. The invariants: a family-file row is no person and is linked to nobody (DESIGN,
"Contracts"); its two whole numbers name the family, a name alone never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.inputs import trusted
from pipeline.words import names
from pipeline.words.spellings import alike

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice


def by_head(rows: pl.DataFrame, piece: Slice) -> pl.DataFrame:
    """Rows whose trusted NIK is the head's of one family without member rows, under a name like the head's: record_id, h_family.

    A NIK that heads two families names none; neither does one beside another name (`plausible` keeps it as an open question).
    """
    heads = piece.heads.select("family_id", "head_nik", "head_name").drop_nulls("head_nik").unique()
    heads = heads.filter(pl.col("family_id").n_unique().over("head_nik") == 1)
    found = rows.select("record_id", "name", head_nik=trusted("nik")).drop_nulls("head_nik").join(heads, on="head_nik")
    unnamed = names.keys(found["name"]).is_null() | names.keys(found["head_name"]).is_null()
    return (
        found.filter(alike(found["name"], found["head_name"]) | unnamed)
        .select("record_id", h_family="family_id")
        .unique("record_id", keep="first", maintain_order=True)
    )


def heads_as_people(piece: Slice) -> pl.DataFrame:
    """The heads of families without member rows, in the columns `plausible` compares: whom a row may yet belong to, never who it is."""
    return piece.heads.select(
        "family_id",
        pl.col("head_nik").alias("nik"),
        pl.lit(None, dtype=pl.Date).alias("birth_date"),
        pl.col("head_name").alias("name"),
        "village_code",
        "rt",
        "rw",
        r_nik="head_nik",
        r_kk=trusted("no_kk"),
    )
