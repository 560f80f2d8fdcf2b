"""Tables without a header row: recognised by a layout's positions when the cells below agree (DTSEN v3 member file, our own packet).

Reach for it when no header is found. No kind of list is inferred without a layout: a file nobody described is told back as unknown.
Beside the columns a layout names, those that say by their cells what they are (sex, day of birth) are read too, and told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.cells import cell_kinds
from pipeline.read.columns.headers import Heading
from pipeline.read.columns.recognise import recognise, say_recognised
from pipeline.read.columns.samples import Samples
from pipeline.read.model import CELL_FIELDS
from pipeline.read.outcome import Outcome
from schemas.answers import PACKET_COLUMNS
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.read.columns.headers import Vocabulary
    from pipeline.read.columns.layouts import Plan
    from pipeline.read.grid import Grid
    from pipeline.read.outcome import Knowledge

_PATTERNS = {
    "nik": re.compile(r"^'?\d{16}(\.0)?$"),
    "no_kk": re.compile(r"^'?\d{16}(\.0)?$"),
    "name": re.compile(r"^[^\W\d_][^\d]{1,80}$"),
    "birth_date": re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"),
    "sex": re.compile(r"(?i)^(1|2|l|p|laki.*|perempuan)$"),
    "desil": re.compile(r"^(10|[1-9])(\.0)?$"),
    "village_code": re.compile(r"^\d[\d.]{9,12}$"),
    "amount": re.compile(r"^[\dRrp.,\s]+$"),
}
_AGREE = 0.8
_PERSON = frozenset({"no_kk", "name", "sex", "relationship", "birth_date"})
_CASE_ID = re.compile(r"(?i)^'?[A-Z]{2}-[0-9A-Z]{10}-[0-9A-Z]$")


def by_position(grid: Grid, knowledge: Knowledge) -> Outcome | None:
    """Read a grid by the first layout (office's first, then by id) whose positions its rows bear out; None when none does."""
    rows = [row for row in grid.top() if len(row.cells) > 1]
    if len(rows) < 2:
        return None
    for plan in sorted((p for p in knowledge.plans if p.positions), key=lambda p: (not p.office, p.id)):
        if _agrees(plan, [row.cells for row in rows]):
            return _read(grid, plan, plan.positions, rows[0].row - 1, knowledge.vocabulary)
    return None


def packet_rows(grid: Grid) -> Outcome | None:
    """A returned packet whose header row was deleted: case ids stand where the packet has them; None for any other grid."""
    at = PACKET_COLUMNS.index("id_kasus")
    rows = [row for row in grid.top() if len(row.cells) > at + 1]
    shown = [bool(_CASE_ID.match(row.cells[at].strip())) for row in rows]
    if len(rows) < 2 or sum(shown) < len(rows) * _AGREE:
        return None
    width = min(max(len(row.cells) for row in rows), len(PACKET_COLUMNS))
    body = grid.body(rows[0].row - 1, width, list(range(width)))
    named = body.frame.select("source_row", *(pl.col(f"c{c}").alias(name) for c, name in enumerate(PACKET_COLUMNS[:width])))
    return Outcome(
        sheet=grid.sheet,
        kind=Kind.ANSWERS,
        layout="auto:answers",
        header_row=0,
        headers={name: name for name in PACKET_COLUMNS[:width]},
        frame=named,
        read=named.height,
        skipped=body.blank + rows[0].row - 1,
        notes=["Baris judul paket ini terhapus; kolomnya dikenali dari urutannya."],
    )


def _agrees(plan: Plan, rows: list[tuple[str, ...]]) -> bool:
    fewest, most = plan.columns
    usual = max(len(row) for row in rows)
    if fewest and not fewest <= usual <= (most or usual):
        return False
    for name, column in plan.positions.items():
        pattern = _PATTERNS.get(name)
        cells = [row[column].strip() for row in rows if column < len(row)]
        if len(cells) < len(rows) * _AGREE:
            return False
        if pattern and sum(bool(pattern.match(c)) for c in cells) < len(cells) * _AGREE:
            return False
    return True


def by_slices(grid: Grid, plan: Plan) -> Outcome:
    """Read fixed width lines by a layout's slices."""
    return _read(grid, plan, {name: number for number, name in enumerate(plan.slices)}, 0)


def _told_by_cells(grid: Grid, positions: Mapping[str, int], after: int, vocabulary: Vocabulary) -> dict[str, int]:
    """Fields of a person in columns the layout does not name, by what they hold."""
    headings = [Heading(_column(c)) for c in range(max(len(row.cells) for row in grid.top()))]
    free: dict[int, tuple[str, ...]] = {c: () for c in range(len(headings)) if c not in positions.values()}
    found = recognise(headings, free, Samples([(grid, after)]).column, vocabulary, positions)
    return {name: column for name, column in found.items() if name in _PERSON}


def _column(index: int) -> str:
    return f"kolom ke-{index + 1}"


def _read(grid: Grid, plan: Plan, positions: Mapping[str, int], after: int, vocabulary: Vocabulary | None = None) -> Outcome:
    width = max(len(row.cells) for row in grid.top())
    more = _told_by_cells(grid, positions, after, vocabulary) if vocabulary is not None else {}
    positions = {**positions, **more}
    body = grid.body(after, width, sorted(set(positions.values())))
    named = body.frame.select("source_row", *(pl.col(f"c{c}").alias(name) for name, c in positions.items()))
    named = cell_kinds(named, grid, {n: c for n, c in positions.items() if n in CELL_FIELDS}, after)
    return Outcome(
        sheet=grid.sheet,
        kind=Kind(plan.kind),
        layout=plan.id,
        header_row=0,
        headers={name: _column(column) for name, column in sorted(positions.items())},
        unmapped=tuple(_column(c) for c in range(width) if c not in positions.values()) if vocabulary is not None else (),
        notes=[say_recognised(name, _column(column)) for name, column in sorted(more.items())],
        frame=named,
        read=named.height + sum(t.severity == "error" for t in body.rejected),
        skipped=body.blank + after,
        hints=plan.hints,
        troubles=list(body.rejected),
    )
