"""Layouts as data: headers, fields, titles, footers; and how a layout plus records becomes a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.synth.records import FIELDS, Record, Style
from pipeline.synth.sheets import LABEL, Doc, Line, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.synth.dice import Dice
    from pipeline.synth.sheets import Cell

RUNNING = "no"
PLAIN = Style()
TICK = "tick:"
"""A field `tick:WORD` is a `v` where the visit's word is WORD."""


@dataclass(frozen=True)
class Column:
    """One column: header as written, the field it shows, and the group header above it in two-row headers."""

    header: str
    field: str
    group: str = ""


@cache
def forms() -> dict[str, tuple[Column, ...]]:
    """The columns of every form, from `columns.csv` (`\\n` in a header is a line break)."""
    text = resources.files("pipeline.synth").joinpath("columns.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Column, ...]] = {}
    for line in csv.DictReader(text.splitlines(), delimiter=";"):
        column = Column(line["header"].replace("\\n", "\n"), line["field"], line["group"])
        found[line["form"]] = (*found.get(line["form"], ()), column)
    return found


@dataclass(frozen=True)
class Layout:
    """One kind of file of one sender."""

    path: str
    form: str  # of `columns.csv`
    style: Style = PLAIN
    titles: tuple[str, ...] = ()
    sheet: str = "DATA SINTETIS"
    delimiter: str = ""
    quote: str = "needed"
    bom: bool = False
    newline: str = "\r\n"
    two_rows: bool = False
    numbers_row: bool = False
    total: str = ""  # field summed up in a JUMLAH row
    signature: bool = False
    ghosts: int = 0
    by_village: bool = False  # one sheet a kelurahan

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as the sender writes them. KeyError where no such form is described."""
        return forms()[self.form]


def cells(record: Record, layout: Layout, running: int) -> tuple[Cell, ...]:
    """The cells of one record."""
    out: list[Cell] = []
    for column in layout.columns:
        if column.field == RUNNING:
            out.append(str(running) if layout.delimiter else running)
        elif column.field.startswith(TICK):
            out.append("v" if record.visit_word == column.field[len(TICK) :] else "")
        else:
            value = FIELDS[column.field](record, layout.style)
            out.append(_number_as_text(value) if layout.delimiter and isinstance(value, float) else value)
    return tuple(out)


def _number_as_text(value: float) -> str:
    return f"{value:.0f}"


def with_duplicates(records: Sequence[Record], share: float, dice: Dice) -> list[Record]:
    """The records in random order, a share of them twice."""
    again = [r for r in records if dice.chance(share)]
    return dice.shuffled([*records, *again])


def lines_of(layout: Layout, records: Sequence[Record]) -> tuple[list[Line], list[tuple[int, int, int, int]]]:
    """Title, header, data and footer lines of one sheet, with the merged header cells."""
    lines = [Line((LABEL,), look="title"), *(Line((t,), look="title") for t in layout.titles)] if layout.titles else []
    merges: list[tuple[int, int, int, int]] = []
    if layout.titles and not layout.delimiter:
        lines.append(Line())
    top = len(lines)
    if layout.two_rows:
        groups = [c.group or c.header for c in layout.columns]
        shown = [g if i == 0 or g != groups[i - 1] or not layout.columns[i].group else None for i, g in enumerate(groups)]
        lines.append(Line(tuple(shown), look="head"))
        lines.append(Line(tuple(c.header if c.group else None for c in layout.columns), look="head"))
        merges = _merges(layout, top)
    else:
        lines.append(Line(tuple(c.header for c in layout.columns), look="head"))
    if layout.numbers_row:
        lines.append(Line(tuple(range(1, len(layout.columns) + 1)), look="head"))
    lines += [Line(cells(r, layout, n), r.key) for n, r in enumerate(records, start=1)]
    return lines + _footer(layout, records), merges


def _merges(layout: Layout, top: int) -> list[tuple[int, int, int, int]]:
    merges, i = [], 0
    while i < len(layout.columns):
        group, j = layout.columns[i].group, i
        while group and j + 1 < len(layout.columns) and layout.columns[j + 1].group == group:
            j += 1
        if not group:
            merges.append((top, i, top + 1, i))
        elif j > i:
            merges.append((top, i, top, j))
        i = j + 1
    return merges


def _footer(layout: Layout, records: Sequence[Record]) -> list[Line]:
    lines = []
    if layout.total:
        at = next(i for i, c in enumerate(layout.columns) if c.field == layout.total)
        total = sum(r.payment.amount for r in records)
        row: list[Cell] = [None] * len(layout.columns)
        row[1], row[at] = "JUMLAH", f"{total:,}".replace(",", ".") if layout.delimiter else total
        lines.append(Line(tuple(row), look="total"))
    if layout.signature:
        blank: list[Cell] = [None] * 3
        lines += [Line(), Line((*blank, "Palembang, 2 Juni 2025"), look="title"), Line((*blank, "Mengetahui,"), look="title")]
        lines += [Line(), Line((*blank, "( DATA SINTETIS )"), look="title"), Line((*blank, "NIP. -"), look="title")]
    return lines


def document(layout: Layout, records: Sequence[Record]) -> Doc:
    """A file with one sheet."""
    return book(layout, [(layout.sheet, layout.titles, records)])


def book(layout: Layout, pages: Sequence[tuple[str, tuple[str, ...], Sequence[Record]]]) -> Doc:
    """A file with one sheet a page (sheet name, titles, records)."""
    sheets = []
    for name, titles, records in pages:
        one = replace(layout, titles=titles)
        lines, merges = lines_of(one, records)
        sheets.append(Sheet(name, tuple(lines), tuple(merges), layout.ghosts))
    return Doc(layout.path, tuple(sheets), layout.delimiter, layout.quote, layout.bom, layout.newline)
