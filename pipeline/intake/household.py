"""Members of a paid family who stand in a pay list only to be named: the rows beside the one that holds the sum.

When to reach for it: `ingest` asks it of every pay list before it doubts the list. The invariants: only a list that shows families with one
paid row each is read so; whoever has a sum, a status or a day of his own is no such row; the others are told, count as skipped like titles,
and pay nobody; whom they name is not called unpaid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas.codes import TRUSTED, Kind

if TYPE_CHECKING:
    from pipeline.read import ReadTable

_FAMILIES, _SHARE, _OFTEN = 3, 0.9, 0.5
"""Families of one paid row and others from which on; their share of the paid ones that have rows without a sum, and of all paid ones: two
people of one card of whom one was not paid are an exception in a list of payees."""
_OWN = ("state_raw", "paid_on", "account", "card")
"""What a payment says of itself besides its sum."""


def members_beside(table: ReadTable, frame: pl.DataFrame) -> pl.Series:
    """source_row of the rows that only name a member of a family. frame: the canonical rows of the table."""
    nobody = frame["source_row"].head(0)
    if table.kind not in (Kind.DISBURSEMENT, Kind.CLOSING) or "component" in table.frame.columns or "amount" not in table.frame.columns:
        return nobody
    signs = table.frame.filter(pl.col("signed").str.strip_chars() != "")["source_row"] if "signed" in table.frame.columns else nobody
    silent = pl.all_horizontal(pl.col(name).is_null() for name in _OWN) & ~pl.col("source_row").is_in(signs.implode())
    rows = frame.filter(pl.col("no_kk_status").is_in([str(status) for status in TRUSTED]))
    rows = rows.select("source_row", "no_kk", blank=silent & pl.col("amount_raw").is_null(), nothing=silent & (pl.col("amount") == 0))
    rows = rows.with_columns(paid=(~pl.any_horizontal(pl.col("blank", "nothing").fill_null(value=False))).sum().over("no_kk"))
    named = pl.col("blank") | (pl.col("nothing").fill_null(value=False) & (pl.col("paid") > 0))
    families = rows.group_by("no_kk").agg(pl.col("paid").first(), others=named.sum()).filter(pl.col("paid") > 0)
    beside = families.filter(pl.col("others") > 0)
    alone = beside.filter(pl.col("paid") == 1).height
    if alone < _FAMILIES or alone < _SHARE * beside.height or alone < _OFTEN * families.height:
        return nobody
    return rows.filter(named)["source_row"].unique().sort()
