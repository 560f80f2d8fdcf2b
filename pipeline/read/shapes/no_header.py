"""A pay list whose header row is missing (a picture, cut off): its columns are named by what they hold.

Reach for it where no header is found and no layout's positions fit. The invariants: only a list that holds people's numbers, their names,
money and what became of it is taken so; of two columns that could be one of these none is; it is always told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import Heading, spelt_out
from pipeline.read.columns.locate import Header, header_at, looks_like_data
from pipeline.read.columns.recognise import SHARE, are_days, are_families, are_names, are_niks, are_sums

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.read.columns.headers import Vocabulary
    from pipeline.read.grid import Grid

_LEAST, _LOOKED_AT = 5, 400
_NEEDED = frozenset({"NIK", "Nama", "Nominal", "Status Salur"})
_WORDED = (("state", "Status Salur"), ("programme", "Program"), ("payer", "Penyalur"), ("sex", "Jenis Kelamin"), ("period", "Periode"))
_PLACE = re.compile(r"[^\W\d_][^\d;|=]{2,40}$")
_FEW = 0.5
"""Share of different cells up to which a column of words is one of places."""
_NOTE = "Tabel ini tidak punya baris judul kolom; kolomnya dikenali dari isinya: {told}. Periksa, lalu minta pengirim menulis judulnya."


def header_by_cells(grid: Grid, vocabulary: Vocabulary, search: int) -> Header | None:
    """The header that a pay list without one would have; None for any other grid. The grid notes what was taken for what."""
    rows = [row for row in grid.top() if row.row <= search]
    first = next((n for n, row in enumerate(rows) if looks_like_data(row.cells)), None)
    if first is None:
        return None
    after = rows[first].row - 1
    sample = [[str(cell or "").strip() for cell in row] for row in grid.sample(after)[:_LOOKED_AT]]
    if len(sample) < _LEAST:
        return None
    names = [_name([row[c] for row in sample if c < len(row) and row[c]], vocabulary, len(sample)) for c in range(max(map(len, sample)))]
    known = [name for name in names if name]
    if not _NEEDED.issubset(known) or any(known.count(name) > 1 for name in _NEEDED):
        return None
    headings = tuple(Heading(name if name and known.count(name) == 1 else f"kolom ke-{c + 1}") for c, name in enumerate(names))
    told = ", ".join(f"kolom ke-{c + 1} {name}" for c, name in enumerate(names) if name and name != "No")
    grid.notes = (*grid.notes, _NOTE.format(told=told))
    return Header(0, after, headings, 0.0, header_at(rows, first).titles, first)


def _name(cells: Sequence[str], vocabulary: Vocabulary, rows: int) -> str:
    """What a header over such cells would be; "" where they do not tell."""
    if len(cells) < min(_LEAST, rows):
        return ""
    if all(cell.isdigit() and len(cell) < 7 for cell in cells) and len(set(cells)) == len(cells):
        return "No"
    for name, fits in _TOLD:
        if fits(cells):
            return name
    for name, header in _WORDED:
        if _share(cells, lambda cell, name=name: vocabulary.values[name].fullmatch(spelt_out(cell))) >= SHARE:  # type: ignore[misc]
            return header
    if are_names(cells):
        return "Nama"
    return "Kelurahan" if _share(cells, _PLACE.match) >= SHARE and len(set(cells)) <= _FEW * len(cells) else ""


_TOLD: tuple[tuple[str, Callable[[Sequence[str]], bool]], ...] = (
    ("NIK", are_niks),
    ("No. KK", are_families),
    ("Nominal", are_sums),
    ("Tanggal Bayar", are_days),
)


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(cell)) for cell in cells) / len(cells)
