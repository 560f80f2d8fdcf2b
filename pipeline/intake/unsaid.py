"""What a list of payments leaves unsaid, so that nothing can be judged from it: its programme, or whether anything was paid.

When to reach for it: `ingest` asks it of every table, and the sentences go into `inspect`, `check` and the run. The invariants: what a list
does not say is unknown, never no; each sentence counts the rows and says what to do.
"""

from __future__ import annotations

import polars as pl

from schemas import rules
from schemas.codes import Kind, PayState


def unsaid(frame: pl.DataFrame) -> list[str]:
    """A sentence for each thing that most rows of a list of payments leave unsaid; none for any other list. frame: its canonical rows."""
    if "list_kind" not in frame.columns or frame.is_empty():
        return []
    paid = pl.col("list_kind") == str(Kind.DISBURSEMENT)
    leaves = {
        "PRO-03": pl.col("programme").is_null() & pl.col("programme_raw").is_null(),
        "STA-02": paid & (pl.col("state") == str(PayState.UNKNOWN)) & pl.col("state_raw").is_null(),
    }
    counts = frame.select(rows.sum().alias(rule) for rule, rows in leaves.items()).row(0, named=True)
    return [rules.sentence(rule, n=n) for rule, n in counts.items() if n * 2 > frame.height]
