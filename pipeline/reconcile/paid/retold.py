"""Lists without a payer that pay nearly everybody whom a named payer paid already: they tell the same money (what was drawn, spent or found
by a visit), and pay nobody a second time.

When to reach for it: once the rows of the month have their families, before the money is summed. The invariants: a list that names its
payer is never set aside, nor one of which more than a few families were paid by nobody else, nor one whose families still miss a part of
the due.
"""

from __future__ import annotations

import polars as pl

SHARE, LEAST = 0.8, 3
"""Share of a list's families that a named payer paid in full, and families, from which on it only retells: a double payment is of some."""
_LIST = ["programme", "source_file", "source_sheet"]


def retold(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """Rows (`with_spans`) in which such a list's rows of families paid already are orders only, and pay nobody."""
    paid = rows.filter((pl.col("state") == "PAID") & (pl.col("list_kind") == "disbursement"))
    paid = paid.join(resolved.select("record_id", "family_id"), on="record_id").with_columns(pl.col("source_sheet").fill_null(""))
    nameless = paid.filter(pl.col("payer").is_null().all().over(_LIST))
    if nameless.is_empty():
        return rows
    named = paid.filter(pl.col("payer").is_not_null()).group_by("programme", "family_id")
    whole = named.agg(had=pl.col("amount").sum(), due=pl.col("span_due").max())
    told = nameless.group_by(*_LIST, "family_id").agg(pl.col("amount").sum(), pl.col("record_id"))
    met = told.join(whole, on=["programme", "family_id"], how="left")
    full = (pl.col("had") >= pl.coalesce("due", "amount")).fill_null(value=False)
    again = met.with_columns(full=full).filter(((full.mean() >= SHARE) & (full.sum() >= LEAST)).over(_LIST) & full)
    gone = again["record_id"].explode()
    kind = pl.when(pl.col("record_id").is_in(gone.implode())).then(pl.lit("closing")).otherwise("list_kind")
    return rows.with_columns(list_kind=kind)
