"""Tables of a web page that was named `.xls`, as portals send them.

Reach for it with markup that `pipeline.read.formats.sniff` called html. Only text is taken; nothing is loaded, run or followed. Lines above
a table are rows of it, as a spreadsheet shows them, and so are those beneath the last one that explain its codes, marks or numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.refusal import Refused
from pipeline.read.shapes.numbered_remarks import said_of_numbers
from pipeline.read.shapes.remarks_beneath import explains_mark
from pipeline.words.legend import legend

if TYPE_CHECKING:
    from pipeline.read.grid import Grid

_BREAKS = {"br", "p", "div", "li"}
_BLOCKS = _BREAKS | {"h1", "h2", "h3", "h4", "h5", "h6", "center", "caption", "body", "hr"}
_SILENT = ("script", "style", "title", "noscript", "select")
_MOST_SPAN, _MOST_TITLES, _LONGEST_TITLE = 1_000, 6, 200
"""Columns that a cell may span; lines of text above a table that are its title, and their letters."""


@dataclass
class _Open:
    """A table whose end has not come yet, and its cell that is being filled."""

    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    pending: dict[int, tuple[int, str]] = field(default_factory=dict)

    def is_list(self) -> bool:
        """Whether it holds columns of its own: two rows and more of two filled cells and more."""
        return sum(sum(map(bool, row)) > 1 for row in self.rows) > 1


class _Tables(HTMLParser):
    """Collects the cells of every table. A table inside a cell stands for itself where it is a list, else it is text of that cell."""

    def __init__(self, columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.above: list[list[str]] = []  # of each table: the lines of text that stand above it
        self._lines: list[str] = []
        self._line: list[str] = []
        self._columns = columns
        self._open: list[_Open] = []
        self._silent = 0

    def beneath(self) -> list[str]:
        """The lines of text beneath the last table that explain what stands in it."""
        self._end_line()
        said = [line for line in self._lines if legend(line) or explains_mark(line) or said_of_numbers(line)]
        return said[:_MOST_TITLES]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS or tag == "table":
            self._end_line()
        if tag == "table":
            self.above.append([] if self._open else self._lines[-_MOST_TITLES:])
            self._lines = self._lines if self._open else []
            self._open.append(_Open())
            self.tables.append(self._open[-1].rows)
        if not self._open:
            return
        table = self._open[-1]
        if tag == "tr":
            self._end_cell(table)
            table.rows.append([])
            _fill(table)
        elif tag in ("td", "th"):
            self._end_cell(table)
            if not table.rows:
                table.rows.append([])
            found = dict(attrs)
            table.span = (_span(found.get("colspan")), _span(found.get("rowspan")))
            table.cell = []
        elif table.cell is not None and tag in _BREAKS:
            table.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self._end_line()
        if tag == "caption" and self._open:
            self.above[-1] += self._lines
            self._lines = []
        if self._open and tag in ("td", "th", "tr", "table"):
            self._end_cell(self._open[-1])
        if self._open and tag == "table":
            self._end_table(self._open.pop())

    def _end_table(self, table: _Open) -> None:
        outer = self._open[-1] if self._open else None
        if outer is not None and outer.cell is not None and not table.is_list():
            place = next(n for n in reversed(range(len(self.tables))) if self.tables[n] is table.rows)
            del self.tables[place], self.above[place]
            outer.cell += [f" {text}" for row in table.rows for text in row]

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(data)
        else:
            self._line.append(data)

    def _end_line(self) -> None:
        """Keep the line of text outside of cells that ends here."""
        text = " ".join("".join(self._line).split())
        self._line = []
        if 0 < len(text) <= _LONGEST_TITLE:
            self._lines.append(text)

    def _end_cell(self, table: _Open) -> None:
        if table.cell is None:
            return
        text, row = " ".join("".join(table.cell).split()), table.rows[-1]
        table.cell = None
        wide, high = table.span
        for offset in range(wide):
            if len(row) >= self._columns:
                raise Refused(f"ada lebih dari {self._columns} kolom. Kirim hanya kolom yang diperlukan.")
            value = text if offset == 0 else ""
            if high > 1:
                table.pending[len(row)] = (high - 1, "")
            row.append(value)
            _fill(table)


def _fill(table: _Open) -> None:
    """Put the cells of earlier rows that reach down to this place."""
    row = table.rows[-1]
    while (held := table.pending.get(len(row))) is not None:
        left, text = held
        if left > 1:
            table.pending[len(row)] = (left - 1, text)
        else:
            del table.pending[len(row)]
        row.append(text)


def _span(value: str | None) -> int:
    return min(_MOST_SPAN, max(1, int(value))) if value and value.strip().isdigit() else 1


def html_grids(text: str, columns: int, search: int = 40) -> list[Grid]:
    """Each table of the page with a row in it. Raises Refused where there is none."""
    parser = _Tables(columns)
    parser.feed(text)
    parser.close()
    titled = zip(parser.above, parser.tables, strict=True)
    tables = [[*([line] for line in above), *table] for above, table in titled if any(any(row) for row in table)]
    if tables:
        tables[-1] = [*tables[-1], *([line] for line in parser.beneath())]
    if not tables:
        raise Refused("ini halaman web tanpa tabel (mungkin halaman galat dari portal). Unduh ulang berkasnya.")
    grids: list[Grid] = []
    for number, table in enumerate(tables, 1):
        width = max(map(len, table))
        cells = {f"c{c}": [row[c] or None if c < len(row) else None for row in table] for c in range(width)}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
        name = "" if len(tables) == 1 else f"tabel {number}"
        grids.append(SheetGrid(name, frame, None, data=b"", search=search))
    return grids
