"""Comments on the cells of a list's rows, put into a column of remarks beside it.

Reach for it with a sheet of a workbook before its columns are named. The invariants: a comment speaks of its own row alone, is a remark and
never a status; one that no status word explains and that denies something leaves the row's payment unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.decide import packet_sheet
from pipeline.read.columns.headers import key
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.shapes.colours import UNREAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid

_PAID_NOTE, _NOTE = "Keterangan penyaluran", "Catatan"
_KNOWN = ("state", "result", "deceased", "registry_status")
_DENIES = re.compile(r"(?i)\b(?:gagal|tidak|tdk|belum|blm|batal\w*|dibatalkan|dikembalikan|ditolak|ditunda|salah|keliru|bermasalah)\b")
_SOMEBODY = re.compile(r"\d{6}")
_TOLD = "Komentar pada sel di {n} baris dibaca sebagai keterangan barisnya."
_UNREAD = (
    "{n} komentar sel (baris {rows}) menyangkal sesuatu dengan kata yang tidak dikenal, jadi barisnya, bila tanpa status sendiri, tidak "
    "dianggap sudah dibayar. Tulis keadaannya di kolom keterangan baris itu, lalu kirim ulang."
)
_NAMED = 8


def commented(grid: Grid, finder: Finder, search: int) -> Grid:
    """A sheet with what comments say of its rows in a column of their own; any other grid as it is."""
    if not isinstance(grid, SheetGrid) or not grid.comments or any(packet_sheet(map(key, row.cells)) for row in grid.top()[:search]):
        return grid
    header = finder.find(grid.top(), search)
    if header is None:
        return grid
    height = grid.texts().height
    said: dict[int, str] = {}
    for row, text in grid.comments:
        if header.last < row <= height and any(map(_SOMEBODY.search, grid.whole_row(row))):
            said[row] = f"{said[row]}; {text}" if row in said else text
    if not said:
        return grid
    meanings = [finder.meaning(heading) for heading in header.headings if heading.text]
    pays = any("amount" in meaning.fields for meaning in meanings if meaning is not None)
    values = finder.vocabulary.values
    known = {row for row, text in said.items() if any(values[name].fullmatch(text) for name in (_KNOWN[:1] if pays else _KNOWN))}
    odd = {row: "berkomentar" for row, text in said.items() if pays and row not in known and _DENIES.search(text)}
    title = _PAID_NOTE if pays else _NOTE
    held = finder.column_of(title, header)
    own = {held: _column(said, height)} if held is not None else {}
    added = [*([] if own else [(title, _column(said, height))]), *([(UNREAD, _column(odd, height))] if odd else [])]
    rows = ", ".join(map(str, sorted(odd)[:_NAMED])) + (" dan lainnya" if len(odd) > _NAMED else "")
    notes = [_TOLD.format(n=len(said)), *([_UNREAD.format(n=len(odd), rows=rows)] if odd else [])]
    heads = range(header.first, header.last + 1)
    return grid.with_columns(heads, added, own=own, without=(), notes=notes, least=len(header.headings))


def _column(cells: Mapping[int, str], height: int) -> pl.Series:
    return pl.Series([cells.get(row) for row in range(1, height + 1)], dtype=pl.String)
