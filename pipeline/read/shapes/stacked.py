"""A person over two rows or three (`NAMA | ALAMAT` above `NIK | RT/RW`), under a header of as many, put into one row.

Reach for it with a sheet before its columns are named. The invariants: nearly every person must stand so, the lower rows filling only
columns that a lower row of the header names, one of them with a whole number; a person keeps the first row's number, nothing is told twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.rows import is_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid

_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")
_MOST, _SHARE, _LEAST, _LOOKED_AT = 3, 0.9, 2, 40
"""Rows of a person at most; share of the rows beneath a header that stand in such groups; groups from which on it is a list; rows that are
looked at first."""
_TOLD = "Tiap orang ditulis dalam {rows} baris ({lower}); barisnya digabung, dan nomor baris yang disebut adalah baris pertamanya."


def stacked(grid: Grid, finder: Finder, search: int) -> Grid:
    """A sheet with each person in one row; any other grid as it is."""
    if not isinstance(grid, SheetGrid):
        return grid
    header = finder.find(grid.top(), search)
    if header is None:
        return grid
    own = _levels(grid, header.first, finder)
    under = [{c for c, text in enumerate(level) if text} for level in own[1:]]
    last = header.first + len(under)
    if not under or not _groups(_texts(grid.texts().head(last + _LOOKED_AT)), last, under):
        return grid
    rows = _texts(grid.texts())
    groups = _groups(rows, last, under)
    beneath = sum(any(row) and not is_total(row) for row in rows[last:])
    if len(groups) < _LEAST or (len(groups) * len(own)) < _SHARE * beneath:
        return grid
    exact = {c: dict(grid.kinds([c], last)[c].exact.iter_rows()) for columns in under for c in sorted(columns)}
    added: list[tuple[str, pl.Series]] = []
    for level, columns in enumerate(under, 1):
        for c in sorted(columns):
            said = {first: exact[c].get(first + level + 1) or rows[first + level][c] for first in groups}
            added.append((own[level][c], pl.Series([said.get(row) or None for row in range(len(rows))], dtype=pl.String)))
    lower = [first + level + 1 for first in groups for level in range(1, len(own))]
    names = ", ".join(own[level][c] for level, columns in enumerate(under, 1) for c in sorted(columns))
    note = _TOLD.format(rows=len(own), lower=names)
    without = {*range(header.first + 1, last + 1), *lower}
    return grid.with_columns({header.first}, added, own={}, without=without, notes=(note,), least=len(header.headings))


def _texts(frame: pl.DataFrame) -> list[list[str]]:
    return [[(cell or "").strip() for cell in row] for row in frame.rows()]


def _levels(grid: SheetGrid, first: int, finder: Finder) -> list[list[str]]:
    """The texts of a header's rows from row `first` on: a lower one only names fields, and each beneath a text of the first."""
    found = [[cell.strip() for cell in grid.whole_row(first)]]
    for row in range(first + 1, min(first + _MOST, grid.texts().height)):
        cells = [cell.strip() for cell in grid.whole_row(row)]
        filled = [(c, cell) for c, cell in enumerate(cells) if cell]
        said = [finder.meaning(Heading(cell)) for _, cell in filled]
        if not filled or not all(found[0][c] for c, _ in filled) or not all(one is not None and one.fields for one in said):
            break
        found.append(cells)
    return found


def _groups(rows: Sequence[Sequence[str]], after: int, under: Sequence[set[int]]) -> list[int]:
    """The first row (from 0) of each person below row `after`: beneath it a row for each level, filled only where that level names a
    column, one of them with a whole number; itself filled elsewhere too and without such a number."""
    found: list[int] = []
    row = after
    while row + len(under) < len(rows):
        lower = [rows[row + level] for level in range(1, len(under) + 1)]
        fits = all(
            any(cells) and {c for c, cell in enumerate(cells) if cell} <= columns for cells, columns in zip(lower, under, strict=True)
        )
        mine = {c for c, cell in enumerate(rows[row]) if cell}
        numbered = any(_NUMBER.search(cell) for cells in lower for cell in cells)
        if fits and numbered and mine - set().union(*under) and not any(map(_NUMBER.search, rows[row])):
            found.append(row)
            row += len(under)
        row += 1
    return found
