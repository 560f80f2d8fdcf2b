"""Sheets of a workbook that Excel 2003 wrote as XML (SpreadsheetML) and portals send under the name `.xls`.

Reach for it with markup that `pipeline.read.formats.sniff` called xml2003. Only cells are taken. A document that declares a DOCTYPE is
refused, so that no entity is ever expanded; rows, columns and their product are bounded before anything is allocated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

import polars as pl

from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.grid import Kinds
from pipeline.read.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.grid import Grid

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_MOST_ROWS, _MOST_CELLS = 1_048_576, 50_000_000
_DIGITS = re.compile(r"\d{16,}")
_BROKEN = "lembar kerja XML 2003 ini rusak atau terpotong. Buka di Excel, lalu simpan sebagai .xlsx dan kirim ulang."
_DANGEROUS = "lembar kerja XML 2003 ini memuat deklarasi berbahaya (DOCTYPE), jadi tidak dibuka. Simpan sebagai .xlsx, lalu kirim ulang."


@dataclass
class _Sheet:
    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)  # column → row (1 = first) → text
    numbers: dict[int, list[int]] = field(default_factory=dict)  # column → rows whose cell is a number
    last: int = 0


class XmlGrid(SheetGrid):
    """A sheet of an XML workbook: its cells say themselves which are numbers."""

    def __init__(self, sheet: _Sheet, search: int) -> None:
        width = max(sheet.cells, default=-1) + 1
        columns = {f"c{c}": _column(sheet.cells.get(c, {}), sheet.last) for c in range(width)}
        super().__init__(sheet.name, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), None, data=b"", search=search)
        self._numbers, self._cells = sheet.numbers, sheet.cells

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Which cells of these columns are numbers."""
        found = {}
        for c in columns:
            rows = [row for row in self._numbers.get(c, []) if row > after]
            exact = [(row, self._cells[c][row]) for row in rows if _DIGITS.fullmatch(self._cells[c][row])]
            schema = {"row": pl.Int64, "digits": pl.String}
            found[c] = Kinds(pl.Series("row", rows, dtype=pl.Int64), pl.DataFrame(exact, schema=schema, orient="row"))
        return found


def _column(cells: dict[int, str], last: int) -> list[str | None]:
    values: list[str | None] = [None] * last
    for row, text in cells.items():
        values[row - 1] = text
    return values


class _Reader:
    """Collects the cells of every sheet while the parser runs."""

    def __init__(self, columns: int) -> None:
        self.sheets: list[_Sheet] = []
        self._most, self._row, self._column, self._skip = columns, 0, 0, 0
        self._kind, self._text = "", None

    _text: list[str] | None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        said = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        space, _, name = tag.rpartition(" ")
        if space != _NAMESPACE:
            return
        if name == "Worksheet":
            self.sheets.append(_Sheet(said.get("Name", "")))
            self._row = 0
        elif name == "Row" and self.sheets:
            self._row = _index(said.get("Index"), self._row + 1, _MOST_ROWS)
            self._column, self._skip = -1, 0
        elif name == "Cell" and self.sheets:
            self._column = _index(said.get("Index"), self._column + self._skip + 2, self._most) - 1
            self._skip = _index(said.get("MergeAcross"), 0, self._most)
        elif name == "Data" and self.sheets:
            self._kind, self._text = said.get("Type", "String"), []

    def end(self, tag: str) -> None:
        if self._text is None or tag.rpartition(" ")[2] != "Data":
            return
        text, sheet = "".join(self._text), self.sheets[-1]
        self._text = None
        if not text.strip():
            return
        if self._kind == "DateTime":
            text = text.partition("T")[0] if "T00:00:00" in text else text.replace("T", " ").partition(".")[0]
        elif self._kind == "Number":
            text = text.strip()
            sheet.numbers.setdefault(self._column, []).append(self._row)
        sheet.cells.setdefault(self._column, {})[self._row] = text
        sheet.last = max(sheet.last, self._row)

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _index(said: str | None, usual: int, most: int) -> int:
    """A number of a row or column as an attribute says it, else the usual one. Raises Refused beyond the bound."""
    number = int(said) if said is not None and said.isascii() and said.isdigit() else usual
    if number > most:
        raise Refused(f"lembar kerja XML 2003 ini menyebut baris atau kolom {number}, paling banyak {most}. Kirim hanya isi tabelnya.")
    return number


def xml_grids(text: bytes, columns: int, search: int = 40) -> list[Grid]:
    """Each sheet with a cell in it, of a document in UTF-8. Raises Refused for a broken or dangerous one, and for one without any cell."""
    reader = _Reader(columns)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reader.start, reader.end, reader.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text.lstrip(b"\xef\xbb\xbf \t\r\n"), True)
    except expat.ExpatError:
        raise Refused(_BROKEN) from None
    filled = [sheet for sheet in reader.sheets if sheet.cells]
    if not filled:
        raise Refused("lembar kerja XML 2003 ini kosong. Buka di Excel, periksa isinya, lalu simpan sebagai .xlsx dan kirim ulang.")
    for sheet in filled:
        if sheet.last * (max(sheet.cells) + 1) > _MOST_CELLS:
            raise Refused("lembar kerja XML 2003 ini terlalu besar. Simpan sebagai .xlsx, lalu kirim ulang.")
    return [XmlGrid(sheet, search) for sheet in filled]


def _refuse(*_: object) -> None:
    raise Refused(_DANGEROUS)
