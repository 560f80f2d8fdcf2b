"""Members of a family that stand in one cell (`1. EUIS - 3205…`, a line each), put into columns of their own beside it.

Reach for it before people side by side are parted (`pipeline.read.shapes.apart`), which then makes a row of each. The invariants: a column
is one of members only where nearly all of its cells are lines of a name and a number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipeline.read.formats.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Words
    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid

_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")
_LINES = re.compile(r"\s*\n\s*|\s*;\s*|\s+(?=\d{1,2}[.)]\s*[^\W\d])")
_BULLET = re.compile(r"^\W*(?:\d{1,2}[.)]\s*)?")
_LABEL = re.compile(r"(?i)\bnik\b\W*")
_PIECES = re.compile(r"\s*[-–|:,()/\[\]]+\s*|\s{2,}")
_NAME = re.compile(r"[^\W\d_][^\d]{1,60}")
_SHARE, _LEAST, _MOST = 0.8, 3, 30


class _Member(NamedTuple):
    name: str
    nik: str


def listed(grid: Grid, finder: Finder, search: int) -> Grid:
    """A sheet with columns for the members that one of its cells lists; any other grid as it is."""
    if not isinstance(grid, SheetGrid) or not any(len(_NUMBER.findall(cell)) > 1 for row in grid.top() for cell in row.cells):
        return grid
    header = finder.find(grid.top(), search)
    if header is None:
        return grid
    kin = finder.vocabulary.values["relationship"]
    columns = [
        c for c, h in enumerate(header.headings) if h.text and _lists_members([row[c] or "" for row in grid.sample(header.last)], kin)
    ]
    if len(columns) != 1:
        return grid
    cells = grid.texts().get_column(f"c{columns[0]}").to_list()
    members = [_members(cell or "", kin) if row > header.last else [] for row, cell in enumerate(cells, 1)]
    added = []
    for n in range(min(_MOST, max(map(len, members)))):
        mine = [people[n] if n < len(people) else _Member("", "") for people in members]
        added += [
            (f"Nama Anggota {n + 1}", _texts([one.name for one in mine])),
            (f"NIK Anggota {n + 1}", _texts([one.nik for one in mine])),
        ]
    return grid.with_columns({header.last}, added, own={}, without=(), least=grid.width(), notes=(), emptied=columns)


def _texts(cells: list[str]) -> pl.Series:
    return pl.Series([cell or None for cell in cells], dtype=pl.String)


def _lists_members(cells: Sequence[str], kin: Words) -> bool:
    """Whether nearly all filled cells of a column are lines of a name and a number each, several in some."""
    filled = [cell for cell in cells if cell.strip()]
    told = [_members(cell, kin) for cell in filled]
    whole = sum(bool(people) and len(people) == len(_NUMBER.findall(cell)) for people, cell in zip(told, filled, strict=True))
    return len(filled) >= _LEAST and whole >= _SHARE * len(filled) and any(len(people) > 1 for people in told)


def _members(cell: str, kin: Words) -> list[_Member]:
    """The members that a cell lists: of each line the name, and the number; what he is to the head is no name."""
    out = []
    for line in _LINES.split(cell):
        number = _NUMBER.search(line)
        rest = _LABEL.sub(" ", _NUMBER.sub(" - ", _BULLET.sub("", line.strip(), count=1) if number and number.start() else line))
        pieces = [piece for piece in _PIECES.split(rest) if piece.strip(" .")]
        names = [piece.strip() for piece in pieces if _NAME.fullmatch(piece.strip()) and not kin.fullmatch(piece.strip())]
        if names:
            out.append(_Member(names[0], number[0] if number else ""))
    return out
