"""Where the running number of a list begins: one that starts above 1 and goes on without a gap follows rows that are not there.

Reach for it when a table's rows are cut out. Whether some other list of the month holds the rows before is asked of them all
(`pipeline.gather.partial`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.grid import Grid

_COUNTS = re.compile(r"^(?:no|nomor|no urut|nomor urut|urut|num|#)$")
_NUMBER = re.compile(r"^\s*(\d{1,7})(?:[.)]|\.0)?\s*$")
_UNBROKEN, _LEAST = 0.95, 5
"""Share of rows that follow the one above by one, and rows from which on that is seen."""
_COUNTING = 0.8


def begins_at(grid: Grid, after: int, headings: Sequence[Heading], rows: pl.Series) -> int:
    """The number at which a list's running numbers begin, where they go on without a gap over its `rows`; 1 where nothing says so."""
    column = _column_of(headings)
    if column is None:
        return 1
    cells = (str(row[column] or "") for row in grid.sample(after) if column < len(row))
    first = next((int(found[1]) for cell in cells if (found := _NUMBER.match(cell))), 1)
    if first <= 1:
        return 1
    numbers = _read(grid, after, headings, column, rows)["n"]
    steps = numbers.diff().drop_nulls()
    unbroken = steps.len() >= _LEAST - 1 and (steps == 1).sum() >= _UNBROKEN * steps.len() and numbers.min() == first
    return first if unbroken else 1


def numbers_of(grid: Grid, after: int, headings: Sequence[Heading], rows: pl.Series) -> pl.DataFrame | None:
    """`source_row, n`: the running number of each of a list's `rows` that has one, in their order; None where no column counts them. A
    first column without a header counts where most of its numbers follow the one above."""
    column = _column_of(headings)
    if column is not None:
        return _read(grid, after, headings, column, rows)
    if not headings or headings[0].text.strip():
        return None
    found = _read(grid, after, headings, 0, rows)
    steps = found["n"].diff().drop_nulls()
    return found if found.height > 1 and (steps == 1).sum() >= _COUNTING * max(steps.len(), rows.len() - 1) else None


def _column_of(headings: Sequence[Heading]) -> int | None:
    """The column whose header says that it counts the rows."""
    return next((c for c, heading in enumerate(headings) if _COUNTS.match(key(heading.readings[-1]))), None)


def _read(grid: Grid, after: int, headings: Sequence[Heading], column: int, rows: pl.Series) -> pl.DataFrame:
    """`source_row, n` of the rows of a column that hold a number."""
    body = grid.body(after, len(headings), [column]).frame.filter(pl.col("source_row").is_in(rows.implode()))
    return body.select("source_row", n=pl.col(f"c{column}").str.extract(_NUMBER.pattern, 1).cast(pl.Int64)).drop_nulls()
