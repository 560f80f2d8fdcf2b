"""Write workbooks and text files while keeping count of rows as a spreadsheet shows them (text: physical lines)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from .dirt import Written

Cell: TypeAlias = "str | int | float | date | None"


class Book:
    """A workbook of fixed creation date; `row` is the number of the next row as Excel shows it."""

    def __init__(self, raw: Path, name: str) -> None:
        self.name = name
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
        self.book.set_properties({"title": "DATA SINTETIS", "created": datetime(2025, 1, 1)})  # noqa: DTZ001
        self.text = self.book.add_format({"num_format": "@"})
        self.digits = self.book.add_format({"num_format": "0"})
        self.bold = self.book.add_format({"bold": True, "align": "center", "text_wrap": True})
        self.sheet = None
        self.title = ""
        self.row = 1

    def open(self, title: str) -> None:
        """Start a sheet."""
        self.sheet = self.book.add_worksheet(title)
        self.title = title
        self.row = 1

    def heading(self, text: str, width: int) -> None:
        """A merged title row."""
        self.sheet.merge_range(self.row - 1, 0, self.row - 1, width - 1, text, self.bold)
        self.row += 1

    def skip(self, rows: int = 1) -> None:
        """Leave rows blank."""
        self.row += rows

    def write(self, cells: list[Cell]) -> str:
        """Write one row and return its place, `file|sheet|row`."""
        for column, cell in enumerate(cells):
            self._cell(self.row - 1, column, cell)
        place = f"{self.name}|{self.title}|{self.row}"
        self.row += 1
        return place

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, date):
            self.sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
        elif isinstance(cell, float):
            self.sheet.write_number(row, column, cell, self.digits)
        elif isinstance(cell, int):
            self.sheet.write_number(row, column, cell)
        else:
            self.sheet.write_string(row, column, cell, self.text)

    def merged(self, first_column: int, last_column: int, text: str, *, rows: int = 1) -> None:
        """A merged header cell that starts in the current row."""
        at = self.row - 1
        if first_column == last_column and rows == 1:
            self.sheet.write_string(at, first_column, text, self.bold)
        else:
            self.sheet.merge_range(at, first_column, at + rows - 1, last_column, text, self.bold)

    def signature(self, column: int) -> None:
        """The block that every list ends with."""
        self.skip()
        for line in (
            "Palembang, 28 Mei 2025",
            "Kepala Bidang Perlindungan dan Jaminan Sosial",
            "",
            "( nama sintetis )",
            "NIP. -",
        ):
            if line:
                self.sheet.write_string(self.row - 1, column, line)
            self.row += 1

    def ghosts(self, rows: int, columns: int) -> None:
        """Formatted rows without a value below the list."""
        for row in range(self.row, self.row + rows):
            for column in range(columns):
                self.sheet.write_blank(row, column, None, self.text)

    def close(self) -> None:
        """Write the file."""
        self.book.close()


class Text:
    """A delimited text file; a field over several lines counts by its first line."""

    def __init__(self, raw: Path, name: str, delimiter: str, *, quote: bool = False, encoding: str = "utf-8") -> None:
        self.name = name
        self.path = raw / name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.delimiter = delimiter
        self.quote = quote
        self.encoding = encoding
        self.row = 1
        self.lines: list[bytes] = []

    def write(self, cells: list[str], *, encoding: str = "") -> str:
        """Write one record and return its place."""
        return self.raw(self.delimiter.join(self._cell(cell) for cell in cells), encoding=encoding)

    def raw(self, line: str, *, encoding: str = "") -> str:
        """Write a line as it is."""
        place = f"{self.name}||{self.row}"
        self.lines.append(line.encode(encoding or self.encoding))
        self.row += line.count("\n") + 1
        return place

    def _cell(self, cell: str) -> str:
        if self.quote or self.delimiter in cell or '"' in cell or "\n" in cell:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def close(self, *, bom: bool = False, end: str = "\r\n") -> None:
        """Write the file."""
        body = end.encode().join(self.lines) + end.encode()
        self.path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + body)


def nik_cell(written: Written) -> Cell:
    """A number cell where the source keeps NIK as numbers, text otherwise."""
    return float(written.nik_text) if written.number else written.nik_text


def place_name(rng: Random, spellings: tuple[str, ...], *, drift: float = 0.3) -> str:
    """The village's name, now and then spelled another way."""
    return rng.choice(spellings) if rng.random() < drift else spellings[0]
