"""The columns of one table while they are settled, and the cells by which they are judged.

Reach for it between `settle` and its rooms (`ticks`, `shifts`, `status`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.read.columns.codebook import CODE, legends_of, lines_of
from pipeline.read.columns.locate import looks_like_data
from pipeline.read.columns.month_columns import Run
from pipeline.words.legend import legend, paired
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.read.columns.codebook import Legend
    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.payments import Payment
    from pipeline.read.columns.steps import Steps
    from pipeline.read.columns.together import Join
    from pipeline.read.grid import Grid

_ENOUGH = 5_000
"""Rows from which no further sheet is looked at."""
_TAIL = 40
"""Rows at the end of a sample that may be totals and signatures."""

_COUNTS = re.compile(r"(?i)\W*(no|nomor|urut|rt|rw|umur|usia|desil|jml|jumlah|tahap|bulan|tahun|lingkungan|dusun|anggota)\b")


@dataclass
class Columns:
    """Fields decided so far: their columns, the kind of list, names that occur twice, remarks."""

    fields: dict[str, int]
    kind: Kind = Kind.UNKNOWN
    layout: str = ""
    hints: Mapping[str, Any] = field(default_factory=dict)
    twice: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    joins: dict[str, Join | Run | Steps] = field(default_factory=dict)  # fields whose cells come of several columns
    numbered_names: bool = False  # the names hold the NIK too
    payments: tuple[Payment, ...] = ()  # of a row that is paid for several programmes
    asked: tuple[Payment, ...] = ()  # what a visit asks of several programmes
    called: tuple[str, ...] = ()  # what a list is by its columns, in words of a title
    misnamed: str = ""  # of a list without any number of somebody's: the header of another thing under which NIKs stand
    ignored: frozenset[int] = frozenset()  # columns whose header is known and wanted by nobody
    goods: tuple[int, ...] = ()  # columns of what was handed over, in a list that says so
    keys: tuple[int, ...] = ()  # unread columns that may join this list to another (`own_keys`)

    @property
    def used(self) -> set[int]:
        """Every column that a field takes cells from."""
        each = (join.each for join in self.joins.values() if isinstance(join, Run) and join.each is not None)
        paid = (c for payment in (*self.payments, *self.asked) for c in payment.columns.values())
        return {*self.fields.values(), *(c for join in self.joins.values() for c in join.columns), *each, *paid}


class Samples:
    """Cells of the first rows below a header, by column; what stands under the last row of somebody's (totals, signatures) is left out.

    `places`: the grids of one header, each with the row after which its data stand.
    `ends`: whether a row begins another table, of which no cell is looked at; `again`: whether it is the header once more.
    Cells of a column that are codes of a legend (in its header, in the title, at the foot of the list, on a sheet of its own: `legends`)
    are its words.
    """

    def __init__(
        self,
        places: Sequence[tuple[Grid, int]],
        headings: Sequence[Heading] = (),
        title: str = "",
        legends: Sequence[Legend] = (),
        ends: Callable[[Sequence[str]], bool] | None = None,
        again: Callable[[Sequence[str]], bool] | None = None,
    ) -> None:
        self._ends, self._again = ends, again
        self._places, self._headings, self._title, self._legends = places, headings, title, legends
        self._rows: list[Sequence[str]] = []
        self._foot: list[Sequence[Sequence[str]]] = []
        self._beside: list[Mapping[str, str]] = []
        self._lines: list[Legend] = []
        self._read = self._looked = False
        self._raw: dict[int, list[str]] = {}
        self._columns: dict[int, list[str]] = {}

    def column(self, index: int) -> list[str]:
        """The cells of one column, blanks as "", codes as the words they stand for."""
        if index not in self._columns:
            cells, codes = self._cells(index), self.codes(index)
            self._columns[index] = [codes.get(cell.strip(), cell) for cell in cells] if codes else cells
        return self._columns[index]

    def codes(self, index: int) -> Mapping[str, str]:
        """Code to word, where a legend explains every cell of a column: its cells and the legend's other codes.

        A number that counts or places is no code of a far legend.
        """
        cells = {cell.strip() for cell in self._cells(index)} - {""}
        header = self._headings[index].text if index < len(self._headings) else ""
        if not cells or not all(map(CODE.fullmatch, cells)):
            return {}
        far = self._far()
        told = legends_of(index, self._headings, [*self._lines, *self._legends])
        for known in filter(None, (legend(header), *(() if _COUNTS.match(header) else (*far, *told)))):
            plain = {code.lstrip("0"): word for code, word in known.items()}
            words = {cell: known.get(code := cell.upper().removesuffix(".0")) or plain.get(code.lstrip("0"), "") for cell in cells}
            if all(words.values()):
                return {**known, **words}
        return {}

    def _far(self) -> list[Mapping[str, str]]:
        """The legends beside a table: in its title, above its header, at its foot."""
        if not self._looked:
            self._looked = True
            above = [[row.cells for row in grid.top() if row.last <= after] for grid, after in self._places]
            feet = [*self._foot] if any(map(_explained, self._foot)) else [_foot_of(grid.tail()) for grid, _ in self._places]
            lines = (" ".join(filter(None, map(str, row))) for rows in (*above, *feet) for row in rows)
            self._lines = lines_of([self._title, *lines])
            self._beside = [] if self._lines else [legend(self._title), *map(paired, above), *map(_explained, feet)]
        return self._beside

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
        end = next((n for n, row in enumerate(rows) if self._ends([str(cell or "") for cell in row])), None) if self._ends else None
        rows = rows if end is None else rows[:end]
        rows = [row for row in rows if not self._again([str(cell or "") for cell in row])] if self._again else rows
        numbers = range(len(rows), max(0, len(rows) - _TAIL), -1)
        last = next((number for number in numbers if looks_like_data([str(cell or "") for cell in rows[number - 1]])), 0)
        self._rows += rows[:last] if last else rows
        self._foot += [rows[last:]] if last else []


def _foot_of(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """What stands beneath the last row of somebody's."""
    last = max((number for number, row in enumerate(rows, 1) if looks_like_data(row)), default=0)
    return rows[last:]


def _explained(rows: Sequence[Sequence[str]]) -> Mapping[str, str]:
    texts = [[str(cell or "") for cell in row] for row in rows]
    return paired(texts) or legend("; ".join(cell for row in texts for cell in row if cell.strip()))
