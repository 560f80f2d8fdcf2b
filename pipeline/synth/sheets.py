"""Files as bytes: lines of cells, each line knowing which record it holds, written as XLSX or text the same way each time.

Rows are counted as a spreadsheet shows them: the first line of a file is 1.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Cell = str | int | float | dt.date | None
CREATED = dt.datetime(2025, 6, 2, 8, 0, tzinfo=dt.UTC)
LABEL = "DATA SINTETIS - BUKAN DATA ORANG SUNGGUHAN"


@dataclass(frozen=True)
class Line:
    """One line. `keys` names the record (r12, p7, v3); `raw` overrules the text form; `bytes_as` its encoding."""

    cells: tuple[Cell, ...] = ()
    key: str = ""
    look: str = "data"  # data | head | title | total
    raw: str = ""
    latin: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines from the first row on, then `ghosts` formatted rows with nothing in them."""

    name: str
    lines: tuple[Line, ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column, from 0
    ghosts: int = 0


@dataclass(frozen=True)
class Doc:
    """One file below data/raw."""

    path: str
    sheets: tuple[Sheet, ...]
    delimiter: str = ""  # "": a workbook
    quote: str = "needed"  # needed | all
    bom: bool = False
    newline: str = "\r\n"
    meta: dict[str, str] = field(default_factory=dict, compare=False)

    def places(self) -> Iterator[tuple[str, str, int]]:
        """(record key, sheet, row) of every line that holds a record, in file order; text files have no sheet name."""
        for sheet in self.sheets:
            for number, line in enumerate(sheet.lines, start=1):
                if line.key:
                    yield line.key, "" if self.delimiter else sheet.name, number


def write(doc: Doc, raw: Path) -> None:
    """Write a file below `raw`; the same document gives the same bytes."""
    path = raw / doc.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if doc.delimiter:
        path.write_bytes(text_bytes(doc))
    else:
        _workbook(doc, path)


def text_bytes(doc: Doc) -> bytes:
    """A text file: utf-8, single lines in latin1 where they say so."""
    out = [b"\xef\xbb\xbf"] if doc.bom else []
    for line in doc.sheets[0].lines:
        text = line.raw or doc.delimiter.join(_text(c, doc) for c in line.cells)
        out.append((text + doc.newline).encode("latin1" if line.latin else "utf-8"))
    return b"".join(out)


def _text(cell: Cell, doc: Doc) -> str:
    text = "" if cell is None else str(cell)
    if isinstance(cell, dt.date):
        text = cell.isoformat()
    if isinstance(cell, str) and doc.quote == "all":
        return '"' + text.replace('"', '""') + '"'
    if doc.delimiter in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _workbook(doc: Doc, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        book.set_properties({"title": LABEL, "created": CREATED.replace(tzinfo=None)})
        looks = {
            "head": book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"}),
            "title": book.add_format({"bold": True}),
            "total": book.add_format({"bold": True, "num_format": "#,##0"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "number": book.add_format({"num_format": "0"}),
            "text": book.add_format({"num_format": "@"}),
        }
        for sheet in doc.sheets:
            page = book.add_worksheet(sheet.name)
            for r, line in enumerate(sheet.lines):
                _row(page, r, line, looks)
            for first_row, first_col, last_row, last_col in sheet.merges:
                text = sheet.lines[first_row].cells[first_col]
                page.merge_range(first_row, first_col, last_row, last_col, text, looks["head"])
            for r in range(len(sheet.lines), len(sheet.lines) + sheet.ghosts):
                for c in range(4):
                    page.write_blank(r, c, None, looks["text"])


def _row(page: xlsxwriter.worksheet.Worksheet, r: int, line: Line, looks: dict[str, object]) -> None:
    look = looks.get(line.look)
    for c, cell in enumerate(line.cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, dt.date):
            page.write_datetime(r, c, dt.datetime(cell.year, cell.month, cell.day), looks["day"])  # noqa: DTZ001 a day
        elif isinstance(cell, str):
            page.write_string(r, c, cell, look or looks["text"])
        else:
            page.write_number(r, c, cell, look or looks["number"])
