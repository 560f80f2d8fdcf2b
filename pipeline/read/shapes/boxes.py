"""A number written into boxes, one digit a column, under one heading: printed forms have NIK and KK so.

Reach for it while grids are taken, before a header is sought. Columns are joined where a row above names NIK or KK over the first of 16,
the other fifteen have no heading, and nearly every row below fills them with one digit each; else a sheet stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.formats.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.grid import Grid, Row

BOXES = 16
_HEADING = re.compile(r"\b(?:nik|n\.i\.k|kk|no\.?kk|induk kependudukan|kartu keluarga|ktp)\b", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_SHARE, _LEAST = 0.8, 2
"""Share of the rows with a digit in each box, of those with anything in them; rows that must be so."""
_JOINED = "Kolom '{header}' ditulis satu angka per kotak ({boxes} kolom); angkanya digabung menjadi satu nomor."


def boxed(grid: Grid) -> Grid:
    """The sheet with each number of sixteen boxes in the first of their columns, as text; told in its notes."""
    if not isinstance(grid, SheetGrid) or grid.width() < BOXES:
        return grid
    for first, header in _headings(grid.top()):
        if _are_boxes([row[first : first + BOXES] for row in grid.sample(0)]):
            grid.join(first, BOXES)
            grid.notes += (_JOINED.format(header=" ".join(header.split()), boxes=BOXES),)
    return grid


def _headings(top: Sequence[Row]) -> list[tuple[int, str]]:
    """Where a heading of NIK or KK stands with fifteen columns beside it that nothing heads: column and heading, each column once."""
    found: dict[int, str] = {}
    for row in top:
        for first, cell in enumerate(row.cells[: len(row.cells) - BOXES + 1]):
            beside = row.cells[first + 1 : first + BOXES]
            if _HEADING.search(cell) and not any(_LETTER.search(other) for other in beside):
                found.setdefault(first, cell)
    return sorted(found.items())


def _are_boxes(rows: Sequence[Sequence[str]]) -> bool:
    filled = [row for row in rows if sum(_digit(cell) for cell in row) >= _LEAST]
    whole = sum(all(map(_digit, row)) for row in filled)
    return whole >= _LEAST and whole >= _SHARE * len(filled)


def _digit(cell: str) -> bool:
    return len(cell.strip()) == 1 and cell.strip().isdecimal()
