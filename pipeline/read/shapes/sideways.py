"""A form whose labels stand at the side ("NIK | : | 1671…"), one sheet a person, form under form, or a person a column, as a table of rows.

Reach for it before a grid's header is sought. The invariants: only a sheet without any header row is turned; what stands above the labels
stays its title; each person stands in a row of his form (of people across: the first row of labels and on, one a column).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, key
from pipeline.read.columns.locate import KEY_FIELDS
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.grid import Kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid, Row

_LEAST, _IN_A_ROW = 4, 3
"""Fields that the labels of a form name; fields that a row of a table's header names."""
_MOST, _LOOKED_AT = 50_000, 60
_SIGNS = " :=.\t"
_FORMS = "{sheets} lembar berisi formulir dengan judul di samping: {people} orang dibaca, satu baris tiap formulir."
_ACROSS = "Tabel melintang (judul di samping, satu orang tiap kolom): {people} orang dibaca; nomor baris dihitung dari kolom orang pertama."


@dataclass
class _Person:
    """One form: its first row, and per label (by key) the value with the row and column where it stands."""

    row: int
    values: dict[str, tuple[str, int, int]] = field(default_factory=dict)


class SidewaysGrid(SheetGrid):
    """A person a row, the labels as header in the row of the first label."""

    def __init__(self, base: Grid, titles: Sequence[Row], labels: dict[str, str], people: Sequence[_Person], first: int) -> None:
        self._base, self._labels = base, list(labels)
        self.people = len(people)
        self._at: list[tuple[int, _Person]] = []
        row = first
        for person in people:
            row = max(row + 1, person.row + 1)
            self._at.append((row, person))
        width = max(len(labels), 1)
        rows: dict[int, list[str | None]] = {
            t.row: [*(c.strip() or None for c in t.cells if c.strip()), *[None] * width][:width] for t in titles
        }
        rows[first] = [*labels.values()]
        rows |= {row: [person.values.get(name, ("", 0, 0))[0] or None for name in labels] for row, person in self._at}
        frame = pl.DataFrame(
            [rows.get(n, [None] * width) for n in range(1, row + 1)],
            schema={f"c{n}": pl.String for n in range(width)},
            orient="row",
        )
        super().__init__(base.sheet, frame, None, data=b"", search=max(_LOOKED_AT, first))
        self.hidden, self.notes = base.hidden, base.notes

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Kinds of the cells from where they stand in the form."""
        places = {(p.values[name][2]) for _, p in self._at for name in p.values}
        told = self._base.kinds(sorted(places), 0)
        numbers = {c: set(kind.numbers.to_list()) for c, kind in told.items()}
        digits = {c: dict(kind.exact.rows()) for c, kind in told.items()}
        out = {}
        for column in columns:
            mine = [(row, *p.values[self._labels[column]][1:]) for row, p in self._at if row > after and self._labels[column] in p.values]
            exact = [(row, digits[c][r]) for row, r, c in mine if r in digits.get(c, {})]
            out[column] = Kinds(
                pl.Series([row for row, r, c in mine if r in numbers.get(c, ())], dtype=pl.Int64),
                pl.DataFrame(exact, schema={"row": pl.Int64, "digits": pl.String}, orient="row"),
            )
        return out


def sideways(grids: Sequence[Grid], finder: Finder) -> list[Grid]:
    """The grids, forms with labels at the side as tables; what was made of them is told once."""
    made = [_turned(grid, finder) for grid in grids]
    forms = [one for one, _ in made if one is not None]
    across = [one for one, wide in made if one is not None and wide]
    if across:
        across[0].notes = (*across[0].notes, _ACROSS.format(people=sum(one.people for one in across)))
    if plain := [one for one in forms if one not in across]:
        plain[0].notes = (*plain[0].notes, _FORMS.format(sheets=len(plain), people=sum(one.people for one in plain)))
    return [grid if one is None else one for grid, (one, _) in zip(grids, made, strict=True)]


def _turned(grid: Grid, finder: Finder) -> tuple[SidewaysGrid | None, bool]:
    """A form as a table, and whether its people stand across; None for any other grid."""
    top = grid.top()[:_LOOKED_AT]
    column = _column_of_labels(top, finder)
    if column is None:
        return None, False
    rows = grid.rows(0, _MOST)
    first = next(n for n, row in enumerate(rows) if _is_label(row, column, finder))
    said = [row for row in rows[first:] if _is_label(row, column, finder)]
    several = [row for row in said if sum(bool(_value(cell)) for cell in row.cells[column + 1 :]) > 1]
    wide = 2 * len(several) > len(said) and 2 * sum(bool(_pairs(row, column, finder)[1:]) for row in several) < len(several)
    labels, people = _across(rows[first:], column, finder) if wide else _forms(rows[first:], column, finder)
    return (SidewaysGrid(grid, rows[:first], labels, people, rows[first].row), wide) if people else (None, False)


def _column_of_labels(top: Sequence[Row], finder: Finder) -> int | None:
    """The column that names four fields or more of people one under the other, beside values, where no row is a header; None."""
    named: dict[int, set[str]] = {}
    for row in top:
        meant = [(c, name) for c, cell in enumerate(row.cells) if (name := _meant(cell, finder))]
        if len({name for _, name in meant}) >= _IN_A_ROW:
            return None
        for c, name in meant:
            if any(_value(cell) for cell in row.cells[c + 1 :]):
                named.setdefault(c, set()).add(name)
    best = max(named, key=lambda c: (len(named[c]), -c), default=None)
    return best if best is not None and len(named[best]) >= _LEAST and named[best] & KEY_FIELDS else None


def _meant(cell: str, finder: Finder) -> str:
    """The first field that a label means; "", also for a word that only answers (`result_tick:LAYAK`)."""
    text = cell.strip(_SIGNS)
    meaning = finder.meaning(Heading(text)) if text else None
    name = meaning.fields[0] if meaning is not None and meaning.fields and not meaning.by_gist else ""
    return "" if ":" in name else name


def _value(cell: str) -> str:
    return cell.strip().lstrip(":=").strip()


def _is_label(row: Row, column: int, finder: Finder) -> bool:
    return column < len(row.cells) and bool(_meant(row.cells[column], finder))


def _pairs(row: Row, column: int, finder: Finder) -> list[tuple[str, str, int]]:
    """The labels of a row with their values and the values' columns; a label is followed by its value."""
    found: list[tuple[str, str, int]] = []
    label = ""
    for c, cell in enumerate(row.cells[column:], column):
        text = cell.strip(_SIGNS)
        if not text:
            continue
        if not label:
            label = text if c == column or _meant(cell, finder) else ""
        else:
            found.append((label, _value(cell), c))
            label = ""
    return found


def _forms(rows: Sequence[Row], column: int, finder: Finder) -> tuple[dict[str, str], list[_Person]]:
    """The labels and the people of forms one under the other: a label that comes again begins the next one."""
    labels: dict[str, str] = {}
    people: list[_Person] = []
    for row in rows:
        for label, value, c in _pairs(row, column, finder) if column < len(row.cells) and row.cells[column].strip() else ():
            if not people or key(label) in people[-1].values:
                people.append(_Person(row.row))
            labels.setdefault(key(label), label)
            people[-1].values[key(label)] = (value, row.row, c)
    named = {name for name, text in labels.items() if _meant(text, finder) in KEY_FIELDS}
    return labels, [one for one in people if named & one.values.keys()]


def _across(rows: Sequence[Row], column: int, finder: Finder) -> tuple[dict[str, str], list[_Person]]:
    """The labels and the people who stand in a column each."""
    labels: dict[str, str] = {}
    people: dict[int, _Person] = {}
    for row in rows:
        if column >= len(row.cells) or not (label := row.cells[column].strip(_SIGNS)):
            continue
        name = labels.setdefault(key(label), label) and key(label)
        for c, cell in enumerate(row.cells[column + 1 :], column + 1):
            if value := _value(cell):
                people.setdefault(c, _Person(rows[0].row)).values.setdefault(name, (value, row.row, c))
    named = {name for name, text in labels.items() if _meant(text, finder) in KEY_FIELDS}
    return labels, [people[c] for c in sorted(people) if named & people[c].values.keys()]
