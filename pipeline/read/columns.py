"""The columns of one table while they are settled, and the cells by which they are judged.

Reach for it between `settle` and its rooms (`ticks`, `shifts`, `status`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.legend import legend
from pipeline.read.locate import looks_like_data
from pipeline.read.month_columns import Run
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.grid import Grid
    from pipeline.read.headers import Heading
    from pipeline.read.together import Join

_ENOUGH = 5_000
"""Rows from which no further sheet is looked at."""
_TAIL = 40
"""Rows at the end of a sample that may be totals and signatures."""


@dataclass
class Columns:
    """Fields decided so far: their columns, the kind of list, names that occur twice, remarks."""

    fields: dict[str, int]
    kind: Kind = Kind.UNKNOWN
    layout: str = ""
    hints: Mapping[str, Any] = field(default_factory=dict)
    twice: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    joins: dict[str, Join | Run] = field(default_factory=dict)  # fields whose cells come of several columns

    @property
    def used(self) -> set[int]:
        """Every column that a field takes cells from."""
        each = (join.each for join in self.joins.values() if isinstance(join, Run) and join.each is not None)
        return {*self.fields.values(), *(c for join in self.joins.values() for c in join.columns), *each}


class Samples:
    """Cells of the first rows below a header, by column; what stands under the last row of somebody's (totals, signatures) is left out.

    `places`: the grids of one header, each with the row after which its data stand.
    Cells of a column that are codes of a legend (in its header, in the title, at the foot of the list) are its words.
    """

    def __init__(self, places: Sequence[tuple[Grid, int]], headings: Sequence[Heading] = (), title: str = "") -> None:
        self._places, self._headings, self._title = places, headings, title
        self._rows: list[Sequence[str]] = []
        self._foot: Mapping[str, str] = {}
        self._read = False
        self._raw: dict[int, list[str]] = {}
        self._columns: dict[int, list[str]] = {}

    def column(self, index: int) -> list[str]:
        """The cells of one column, blanks as "", codes as the words they stand for."""
        if index not in self._columns:
            cells, codes = self._cells(index), self.codes(index)
            self._columns[index] = [codes.get(cell.strip(), cell) for cell in cells] if codes else cells
        return self._columns[index]

    def codes(self, index: int) -> Mapping[str, str]:
        """Cell to word, where a legend explains every cell of a column."""
        raw = self._cells(index)
        header = self._headings[index].text if index < len(self._headings) else ""
        for known in filter(None, (legend(header), legend(self._title), self._foot)):
            words = {cell: known.get(cell.upper().removesuffix(".0"), "") for cell in {cell.strip() for cell in raw} - {""}}
            if words and all(words.values()):
                return words
        return {}

    def _cells(self, index: int) -> list[str]:
        if not self._read:
            for grid, after in self._places:
                self._take(grid.sample(after) if len(self._rows) < _ENOUGH else [])
            self._read = True
        if index not in self._raw:
            self._raw[index] = [str(row[index] or "") if index < len(row) else "" for row in self._rows]
        return self._raw[index]

    def _take(self, rows: Sequence[Sequence[str]]) -> None:
        """Add the rows of one grid, without its foot."""
        numbers = range(len(rows), max(0, len(rows) - _TAIL), -1)
        last = next((number for number in numbers if looks_like_data([str(cell or "") for cell in rows[number - 1]])), 0)
        self._rows += rows[:last] if last else rows
        if last and not self._foot:
            self._foot = legend("; ".join(str(cell) for row in rows[last:] for cell in row if cell))
