"""Programme and months that stand in the description of each payment alone ("SEMBAKO TAHAP 2 2025 TERMIN 1", a bank's URAIAN).

When to reach for it: `disbursement.py`, for a list that names its programme nowhere else. The invariant: only where nearly every row's
description names one programme; a remark on a few rows names none for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.money.mixed import named_programmes
from pipeline.standardise.money.periods import parse_period
from pipeline.standardise.text import fold_column, map_distinct
from pipeline.standardise.words import only

if TYPE_CHECKING:
    from pipeline.standardise.context import FileContext

SHARE, LEAST, _FIRST = 0.9, 3, 200
"""Share of the rows, and rows, whose description must name one programme; rows that are asked first."""


def with_described(source: pl.DataFrame, context: FileContext) -> pl.DataFrame:
    """A pay list without a programme, with what its descriptions name as `programme` and, where they name months and no column does, as
    `period`; any other as it is."""
    for column in ("state_note", "note"):
        said = fold_column(source, column)
        if not (_names_one(said.head(_FIRST), context) and _names_one(said, context)):
            continue
        dated = map_distinct(said, lambda v: parse_period(v, context.period) is not None or None, pl.Boolean)
        months = [said.alias("period")] if "period" not in source.columns and dated.count() >= SHARE * source.height else []
        return source.with_columns(said.alias("programme"), *months)
    return source


def _names_one(said: pl.Series, context: FileContext) -> bool:
    """Whether nearly all of some descriptions name one programme each."""
    named = map_distinct(said, lambda v: only(named_programmes(v, context.lookups)) is not None or None, pl.Boolean)
    return named.count() >= max(LEAST, SHARE * said.len())
