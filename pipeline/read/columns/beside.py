"""Numbers of people in cells that no field takes: a column nobody knows, a table that was refused.

Reach for it when a table's rows are cut out. Nothing is judged from such a cell; but whoever it names is no stranger to the file
(`pipeline.mentions`). A column is looked at only where its first rows hold such a number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.grid import Grid

BESIDE = "beside__numbers"
"""Column of a table's frame: the numbers of people in a row's unused cells, with a blank between them; null where there are none."""
NUMBER = r"\b[1-9][0-9]{5}(?:0[1-9]|[1-6][0-9]|7[01])(?:0[1-9]|1[0-2])[0-9]{6}\b"
"""Sixteen digits that may be a NIK or a KK: an area, a day (women's have 40 added), a month, a year and a serial."""
_NUMBER = re.compile(NUMBER)


def numbers_beside(grid: Grid, after: int, width: int, columns: Sequence[int]) -> pl.DataFrame | None:
    """The numbers of people in some columns below row `after`: source_row, `BESIDE`, one row a row that names somebody; None: nobody."""
    sample = grid.sample(after) if columns else []
    held = [c for c in columns if any(c < len(row) and _NUMBER.search(str(row[c] or "")) for row in sample)]
    if not held:
        return None
    frame = grid.body(after, width, held).frame
    found = pl.concat_list(pl.col(f"c{c}").str.extract_all(NUMBER).fill_null([]) for c in held)
    return frame.select("source_row", found.list.unique(maintain_order=True).list.join(" ").alias(BESIDE)).filter(pl.col(BESIDE) != "")
