"""One person in a cell of several lines (`SITI AMINAH`, `1671…`, `JL MAWAR 3 RT 001`), put into columns of their own beside it.

Reach for it with a sheet before its columns are named. The invariants: nearly every filled cell of the column must hold a name, a line
break and just one NIK; what a line is, its label or its number tells; nothing of a cell is lost (what is left is the address).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.formats.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.grid import Grid

_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")
_LABEL = re.compile(
    r"(?i)^\s*(nama(?: \w+)?|nik|no\.? ?ktp|(?:no\.? ?)?kk|no\.? kartu keluarga|alamat)\s*[:.=]?\s+(?=\S)"
    r"|^\s*(nik|kk|nama|alamat)\s*[:=]\s*"
)
_NAME = re.compile(r"(?:\d{1,4}[.)]\s*)?([^\W\d_][^\d:]{1,60})")
_SHARE, _LEAST, _SAMPLE = 0.8, 3, 500
_COLUMNS = ("Nama", "NIK", "No KK", "Alamat")
_TOLD = "Kolom '{header}' memuat nama, nomor, dan alamat dalam satu sel; dibaca sebagai kolom tersendiri."


def person_apart(grid: Grid, search: int) -> Grid:
    """A sheet with columns for the name, numbers and address of such a column; any other grid as it is."""
    if not isinstance(grid, SheetGrid) or not any("\n" in cell and _NUMBER.search(cell) for row in grid.top() for cell in row.cells):
        return grid
    found = _column(grid, search)
    if found is None:
        return grid
    column, head, after = found
    cells = grid.texts().get_column(f"c{column}").to_list()
    people = [_person(cell or "") if row > after else None for row, cell in enumerate(cells, 1)]
    said = [dict(zip(_COLUMNS, one, strict=True)) if one else {} for one in people]
    kept = [name for name in _COLUMNS if any(one.get(name) for one in said)]
    added = [(name, pl.Series([one.get(name) or None for one in said], dtype=pl.String)) for name in kept]
    note = _TOLD.format(header=" ".join(head.split())[:60])
    if "Alamat" not in kept:
        added, kept = [*added, ("Alamat", pl.Series([None] * len(cells), dtype=pl.String))], [*kept, "Alamat"]
    rest = pl.Series([None if one or row <= after else cell for row, (one, cell) in enumerate(zip(people, cells, strict=True), 1)])
    added[-1] = ("Alamat", pl.select(pl.coalesce(added[-1][1], rest.cast(pl.String))).to_series())  # JUMLAH and signatures stay
    return grid.with_columns({after}, added, own={}, without=(), least=grid.width(), notes=(note,), emptied=[column])


def _column(grid: SheetGrid, search: int) -> tuple[int, str, int] | None:
    """The one column of such cells, its header and the row of that; None where there is none, or several."""
    rows = grid.top()
    first = next((n for n, row in enumerate(rows) if any("\n" in cell and _NUMBER.search(cell) for cell in row.cells)), 0)
    if not first or rows[first - 1].last > search:
        return None
    head = rows[first - 1]
    sample = grid.sample(head.last)[:_SAMPLE]
    fitting = [
        c for c, text in enumerate(head.cells) if text.strip() and _are_people([str(row[c] or "") for row in sample if c < len(row)])
    ]
    return (fitting[0], head.cells[fitting[0]], head.last) if len(fitting) == 1 else None


def _are_people(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= _LEAST and sum(_person(cell) is not None for cell in filled) >= _SHARE * len(filled)


def _person(cell: str) -> tuple[str, str, str, str] | None:
    """Name, NIK, family card and address of a cell of several lines; None where it holds no name with one NIK."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    name = nik = card = ""
    rest: list[str] = []
    for line in lines:
        label = _LABEL.match(line)
        called = (label[1] or label[2]).lower() if label else ""
        text = line[label.end() :].strip() if label else line
        number = _NUMBER.search(text)
        bare = number is not None and not re.search(r"[^\W_]", _NUMBER.sub("", text))
        if number and ("kk" in called or "keluarga" in called) and not card:
            card = number[0]
        elif number and bare and not nik:
            nik = number[0]
        elif number:  # a second person's, or nobody can say whose
            return None
        elif not name and (called.startswith("nama") or (not called and not rest)) and (said := _NAME.fullmatch(text)):
            name = said[1].strip()
        else:
            rest.append(text)
    return (name, nik, card, ", ".join(rest)) if name and nik and len(lines) > 1 else None
