"""What was drawn of the money ordered, and what lies in the account still: a bank's reconciliation tells by sums who took the aid.

When to reach for it: pay lists whose rows have `drawn` beside `amount`. The invariants: a row's own status comes first; what lies in the
account still is hers, so that only what is in neither place was not paid; sums that contradict each other say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.money import amounts
from pipeline.standardise.text import map_distinct
from pipeline.standardise.words import is_blank

if TYPE_CHECKING:
    from pipeline.standardise.findings import Findings

_NOT_DRAWN, _DRAWN = "BELUM TRANSAKSI", "SUDAH TRANSAKSI"


def as_drawn(source: pl.DataFrame, amount: pl.Series, state: pl.Series, findings: Findings) -> tuple[pl.Series, pl.Series]:
    """(amount, status) of each row by what was drawn of it, where the row has no status of its own."""
    if "drawn" not in source.columns:
        return amount, state
    drawn, left = (amounts.parse_column(source, name, findings)[0] for name in ("drawn", "balance"))
    dated = map_distinct(source["paid_on"], lambda v: not is_blank(v), pl.Boolean) if "paid_on" in source.columns else pl.lit(value=False)
    silent = map_distinct(state, is_blank, pl.Boolean).fill_null(value=True)
    sums = pl.DataFrame({"amount": amount, "drawn": drawn, "left": left, "silent": silent, "state": state})
    sums = sums.with_columns(dated=dated).with_columns(pl.col("dated").fill_null(value=False))
    ordered, took, rest = pl.col("amount"), pl.col("drawn"), pl.col("left")
    untouched = (took == 0) & (ordered > 0) & ((rest >= ordered) | (rest.is_null() & ~pl.col("dated")))
    there = took + rest
    said = pl.when(untouched).then(pl.lit(_NOT_DRAWN)).when((took > 0) & (took <= ordered)).then(pl.lit(_DRAWN))
    short = pl.col("silent") & (took > 0) & (there < ordered)
    out = sums.select(
        amount=pl.when(short).then(there).otherwise(ordered),
        state=pl.when("silent").then(pl.coalesce(said, "state")).otherwise("state"),
    )
    return out["amount"], out["state"]
