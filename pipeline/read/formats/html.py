"""Tables of a web page that was named `.xls`, as portals send them.

Reach for it with markup that `pipeline.read.formats.sniff` called html. Only text is taken; nothing is loaded, run or followed.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.refusal import Refused

if TYPE_CHECKING:
    from pipeline.read.grid import Grid

_BREAKS = {"br", "p", "div", "li"}
_MOST_SPAN = 1_000


class _Tables(HTMLParser):
    """Collects the cells of every table; a table inside a cell is text of that cell."""

    def __init__(self, columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._columns, self._depth, self._cell = columns, 0, None
        self._span = (1, 1)
        self._pending: dict[int, tuple[int, str]] = {}
        self._silent = 0

    _cell: list[str] | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._pending = {}
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
            self._fill()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            found = dict(attrs)
            self._span = (_span(found.get("colspan")), _span(found.get("rowspan")))
            self._cell = []
        elif self._cell is not None and tag in _BREAKS:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        if tag == "table":
            if self._depth == 1:
                self._end_cell()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text, row = " ".join("".join(self._cell).split()), self.tables[-1][-1]
        self._cell = None
        wide, high = self._span
        for offset in range(wide):
            if len(row) >= self._columns:
                raise Refused(f"ada lebih dari {self._columns} kolom. Kirim hanya kolom yang diperlukan.")
            value = text if offset == 0 else ""
            if high > 1:
                self._pending[len(row)] = (high - 1, "")
            row.append(value)
            self._fill()

    def _fill(self) -> None:
        row = self.tables[-1][-1]
        while (held := self._pending.get(len(row))) is not None:
            left, text = held
            if left > 1:
                self._pending[len(row)] = (left - 1, text)
            else:
                del self._pending[len(row)]
            row.append(text)


def _span(value: str | None) -> int:
    return min(_MOST_SPAN, max(1, int(value))) if value and value.strip().isdigit() else 1


def html_grids(text: str, columns: int, search: int = 40) -> list[Grid]:
    """Each table of the page with a row in it. Raises Refused where there is none."""
    parser = _Tables(columns)
    parser.feed(text)
    parser.close()
    tables = [table for table in parser.tables if any(any(row) for row in table)]
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
