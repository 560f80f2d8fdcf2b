"""Tables of a Word document (.docx), which villages and post offices send for lists they typed.

Reach for it with a zip that `pipeline.read.formats.sniff` called docx. Only the text of the document's body is taken: nothing is loaded,
run or followed. A document that declares a DOCTYPE is refused, so that no entity is ever expanded; rows, columns and cells are bounded.
Tables of one width that follow each other are one grid (Word breaks a long list into several), with the lines above each of them as rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

import polars as pl

from pipeline.read.formats.archive import unpack
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.formats.sniff import FROM_WORD
from pipeline.read.refusal import Refused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.read.grid import Grid

_BODY = re.compile(r"word/document\d*\.xml", re.IGNORECASE)
_SPACES = frozenset({"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"})
_ALTERNATIVE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MOST_CELLS, _MOST_LINES = 20_000_000, 20
_TICKS = frozenset({"FC", "FE", "52", "50"})
"""Last two digits of the symbols of Wingdings that tick a cell."""
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_BROKEN = "dokumen Word ini rusak atau terpotong. Buka di Word, simpan ulang, lalu kirim lagi."
_DANGEROUS = f"dokumen Word ini memuat deklarasi berbahaya (DOCTYPE), jadi tidak dibuka. {FROM_WORD}"
_LARGE = f"tabel di dokumen Word ini terlalu besar. {FROM_WORD}"
_NO_TABLE = f"dokumen Word ini tidak memuat tabel. Bila daftarnya diketik tanpa tabel: {FROM_WORD}"
_LINES_FIRST = "Nomor baris tabel Word ini dihitung dari tulisan di atasnya ({lines} baris), lalu baris tabelnya."
_CHANGES = "Dokumen Word ini memuat perubahan terlacak (Track Changes): yang dihapus tidak dibaca, yang disisipkan dibaca."


@dataclass
class _Table:
    """Lines of text above a table (or above each of several), then its rows: column → text."""

    number: int
    rows: list[dict[int, str]] = field(default_factory=list)
    width: int = 0
    lines: int = 0


class _Reader:
    """Collects the lines and the outermost tables of the body while the parser runs."""

    def __init__(self, rows: int, columns: int) -> None:
        self.tables: list[_Table] = []
        self.changed = False
        self._most_rows, self._most_columns, self._cells = rows, columns, 0
        self.lines: list[str] = []
        self._text: list[str] = []
        self._depth, self._silent, self._column, self._span = 0, 0, 0, 1
        self._said, self._merged = False, False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if name in ("del", "moveFrom") or (space == _ALTERNATIVE and name == "Fallback"):
            self._silent += 1
            self.changed |= space in _SPACES
        if space not in _SPACES:
            return
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "t":
            self._said = not self._silent
        elif name == "sym" and not self._silent:
            self._text.append("✓" if said.get("char", "").upper()[-2:] in _TICKS else "\ufffd")
        elif name in _BREAKS and not self._silent:
            self._text.append(_BREAKS[name])
        elif name == "tbl":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table(len(self.tables) + 1, [{0: line} for line in self.lines[-_MOST_LINES:]], 0))
                self.tables[-1].lines = len(self.tables[-1].rows)
                self.lines, self._text = [], []
        elif self._depth == 1:
            self._in_table(name, said.get("val", ""))

    def _in_table(self, name: str, value: str) -> None:
        rows = self.tables[-1].rows
        if name == "tr":
            rows.append({})
            self._column = 0
            if len(rows) > self._most_rows:
                raise Refused(f"ada lebih dari {self._most_rows} baris. Kirim per kecamatan.")
        elif name == "gridBefore":
            self._column += self._whole(value, 0)
        elif name == "tc":
            self._text, self._span, self._merged = [], 1, False
        elif name == "gridSpan":
            self._span = max(1, self._whole(value, 1))
        elif name == "vMerge":
            self._merged = value != "restart"

    def end(self, tag: str) -> None:
        space, _, name = tag.rpartition(" ")
        if name in ("del", "moveFrom") or (space == _ALTERNATIVE and name == "Fallback"):
            self._silent -= 1
        if space not in _SPACES:
            return
        if name == "t":
            self._said = False
        elif name == "p" and self._depth:
            self._text.append("\n")
        elif name == "p":
            line = " ".join("".join(self._text).split())
            self.lines += [line] if line else []
            self._text = []
        elif name == "tc" and self._depth == 1:
            self._end_cell()
        elif name == "tbl":
            self._depth -= 1

    def data(self, text: str) -> None:
        if self._said:
            self._text.append(text)

    def _end_cell(self) -> None:
        table = self.tables[-1]
        if not table.rows:
            raise Refused(_BROKEN)
        if self._column + self._span > self._most_columns:
            raise Refused(f"ada lebih dari {self._most_columns} kolom. Kirim hanya kolom yang diperlukan.")
        lines = [" ".join(line.split()) for line in "".join(self._text).split("\n")]
        text = "" if self._merged else "\n".join(line for line in lines if line)
        if text:
            table.rows[-1][self._column] = text
        self._column += self._span
        table.width = max(table.width, self._column)
        self._text = []

    def _whole(self, value: str, usual: int) -> int:
        return min(self._most_columns + 1, int(value)) if value.isascii() and value.isdigit() else usual


def word_grids(
    archive: zipfile.ZipFile, limits: Mapping[str, int], untabled: Callable[[Sequence[str]], Grid | None] = lambda _: None
) -> list[Grid]:
    """The tables of a document, each with the lines above it; of one without a table what `untabled` makes of its lines. Raises Refused for
    a broken or dangerous one, and for one that holds nothing of the kind."""
    parts = [info for info in archive.infolist() if _BODY.fullmatch(info.filename)]
    if len(parts) != 1:
        raise Refused(_BROKEN)
    reader = _Reader(limits["rows"], limits["columns"])
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reader.start, reader.end, reader.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(unpack(archive, parts[0]), True)
    except expat.ExpatError:
        raise Refused(_BROKEN) from None
    tables = _joined([table for table in reader.tables if any(table.rows[table.lines :])])
    if not tables:
        forms = untabled(reader.lines)
        if forms is None:
            raise Refused(_NO_TABLE)
        return [forms]
    grids: list[Grid] = []
    for table in tables:
        name = "" if len(tables) == 1 else f"tabel {table.number}"
        grid = SheetGrid(name, _frame(table), None, data=b"", search=limits["header_search_rows"])
        grid.notes += (_LINES_FIRST.format(lines=table.lines),) if table.lines else ()
        grids.append(grid)
    grids[0].notes += (_CHANGES,) if reader.changed else ()
    return grids


def _joined(tables: list[_Table]) -> list[_Table]:
    """Tables of one width that follow each other as one; a narrower or wider one (a signature block, a summary) stands alone."""
    found: list[_Table] = []
    for table in tables:
        if found and found[-1].width == table.width:
            found[-1].rows += table.rows
        else:
            found.append(table)
    return found


def _frame(table: _Table) -> pl.DataFrame:
    if len(table.rows) * table.width > _MOST_CELLS:
        raise Refused(_LARGE)
    columns = {f"c{c}": [row.get(c) for row in table.rows] for c in range(table.width)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _refuse(*_: object) -> None:
    raise Refused(_DANGEROUS)
