"""Programmes and their sums that stand in one cell (`SEMBAKO 600.000 + PKH 750.000 = 1.350.000`), put into a column each.

Reach for it with a sheet before its columns are named (`pipeline.read.columns.payments` then makes a payment of each). The invariants:
the cell of every row of somebody's must be of that make; what a cell says the sum is, is no payment of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading
from pipeline.read.columns.payments import programme_in
from pipeline.read.formats.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Vocabulary
    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid

_SUM = r"(?:rp\.?\s*)?(\d{1,3}(?:[.,]\d{3})+|\d{5,8})(?:,-|[.,]00)?"
_PART = re.compile(rf"(?i)([a-z][a-z .()/-]{{1,40}}?)[\s:=@]*{_SUM}")
_BETWEEN = re.compile(r"(?i)\s*(?:\+|;|&|\n|,(?=\s*[a-z])|\bdan\b|/(?=\s*[a-z]))\s*")
_WHOLE = re.compile(rf"(?i)\s*(?:=|total|jumlah)\s*:?\s*{_SUM}\s*$")
_SOMEBODY = re.compile(r"\d{10}")
_LEAST, _SHARE, _SAMPLE = 3, 0.8, 500
_TOLD = "Kolom '{header}' memuat program dan uangnya dalam satu sel; dibaca sebagai uang tiap program."


def sums_apart(grid: Grid, finder: Finder, search: int) -> Grid:
    """A sheet with a column for each programme of such a column; any other grid as it is."""
    if not isinstance(grid, SheetGrid) or not any(_PART.match(cell.strip()) for row in grid.top() for cell in row.cells):
        return grid
    header = finder.find(grid.top(), search)
    if header is None:
        return grid
    sample = grid.sample(header.last)[:_SAMPLE]
    columns = [
        c for c, h in enumerate(header.headings) if h.text and _are_sums([row[c] for row in sample if c < len(row)], finder.vocabulary)
    ]
    if len(columns) != 1:
        return grid
    cells = grid.texts().get_column(f"c{columns[0]}").to_list()
    said = [_sums(cell or "", finder.vocabulary) if row > header.last else {} for row, cell in enumerate(cells, 1)]
    odd = [
        row for row, (cell, sums) in enumerate(zip(cells, said, strict=True), 1) if row > header.last and (cell or "").strip() and not sums
    ]
    if any(_SOMEBODY.search(" ".join(grid.whole_row(row))) for row in odd):
        return grid
    codes = list(dict.fromkeys(code for sums in said for code in sums))
    added = [(f"{code} (Rp)", pl.Series([sums.get(code) for sums in said], dtype=pl.String)) for code in codes]
    note = _TOLD.format(header=" ".join(header.headings[columns[0]].text.split())[:60])
    return grid.with_columns({header.last}, added, own={}, without=(), least=grid.width(), notes=(note,), emptied=columns)


def _are_sums(cells: Sequence[str], vocabulary: Vocabulary) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= _LEAST and sum(bool(_sums(cell, vocabulary)) for cell in filled) >= _SHARE * len(filled)


def _sums(cell: str, vocabulary: Vocabulary) -> dict[str, str]:
    """The sum of each programme that a cell names; none where it holds anything else, or a programme twice."""
    found: dict[str, str] = {}
    for part in filter(None, _BETWEEN.split(_WHOLE.sub("", cell.strip()))):
        match = _PART.fullmatch(part.strip())
        named = programme_in(Heading(match[1]), vocabulary) if match else None
        if match is None or named is None or named[0] in found:
            return {}
        found[named[0]] = match[2]
    return found
