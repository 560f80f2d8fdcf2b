"""A grid to a named table: header, layout, kind, columns, data rows, control totals. The middle of `read`.

Reach for it inside the parsing child only; `pipeline.read.containment` turns the outcome into a `ReadTable`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.read import decide
from pipeline.read.grid import Trouble
from pipeline.read.headers import assign, key
from pipeline.read.layouts import candidates, nearest
from pipeline.read.locate import Finder, is_number_row
from pipeline.read.model import CELL_FIELDS, ControlTotal
from pipeline.read.rows import sort_rows
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.grid import Grid
    from pipeline.read.headers import Assignment, Heading, Vocabulary
    from pipeline.read.layouts import Plan
    from pipeline.read.locate import Header

_NEEDED = frozenset({"nik", "no_kk", "name", "amount", "state", "result", "id_kasus", "keputusan", "desil", "card"})
_PROMOTED = (("name", "head_name"), ("nik", "head_nik"))
_SPLITS = {"rt_rw": ("rt", "rw"), "birth_place_date": ("birth_place", "birth_date")}


@dataclass
class Outcome:
    """What one grid came to; `frame` has `source_row` and a column per field."""

    sheet: str
    kind: Kind
    layout: str
    header_row: int
    headers: dict[str, str]
    frame: pl.DataFrame
    title: str = ""
    unmapped: tuple[str, ...] = ()
    nearest: tuple[str, tuple[str, ...]] | None = None
    totals: list[ControlTotal] = field(default_factory=list)
    read: int = 0
    skipped: int = 0
    hidden_rows: int = 0
    problem: str | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)  # column index → header, for naming a trouble's column


@dataclass(frozen=True)
class Knowledge:
    """What reading knows beforehand: words, layouts, how far down a header is sought."""

    vocabulary: Vocabulary
    plans: tuple[Plan, ...]
    search: int

    def finder(self) -> Finder:
        """A header finder that knows the words of every layout too."""
        own: dict[str, str] = {}
        for plan in self.plans:
            own |= {word: name for word, name in plan.own.items() if name and word not in self.vocabulary.exact}
        return Finder(self.vocabulary, own)


@dataclass
class _Columns:
    """Fields decided so far."""

    fields: dict[str, int]
    kind: Kind
    layout: str
    hints: Mapping[str, Any]
    twice: dict[str, list[str]]
    notes: list[str]


def read_grid(grid: Grid, knowledge: Knowledge) -> Outcome | None:
    """Name one grid. None when it holds no table of people (a cover sheet, a lookup list)."""
    header = knowledge.finder().find(grid.top(), knowledge.search)
    if header is None:
        from pipeline.read.headerless import by_position

        return by_position(grid, knowledge)
    words = " / ".join((*header.titles, grid.sheet))
    samples = _Samples(grid, header.last)
    found = _decide(header, words, samples, knowledge)
    missing = decide.missing_fields(found.kind, found.fields)
    problem = decide.say_twice(found.twice) if found.twice else None
    if problem is None and missing:
        problem = decide.say_missing(missing, [h.text for h in header.headings if h.text])
    if problem is not None:
        return _refused(grid, header, found, problem, knowledge)
    return _extract(grid, header, found)


class _Samples:
    """Cells of the first rows below a header, by column."""

    def __init__(self, grid: Grid, after: int) -> None:
        self._grid, self._after = grid, after
        self._rows: list[Sequence[str]] | None = None

    def column(self, index: int) -> list[str]:
        """The cells of one column, blanks as ""."""
        if self._rows is None:
            self._rows = self._grid.sample(self._after)
        return [str(row[index] or "") if index < len(row) else "" for row in self._rows]


def _decide(header: Header, words: str, samples: _Samples, knowledge: Knowledge) -> _Columns:
    for plan in candidates(knowledge.plans, header.headings, words):
        assignment = assign(header.headings, knowledge.vocabulary, plan.own)
        found = _settle(assignment, header.headings, words, samples, knowledge.vocabulary, Kind(plan.kind))
        have = set(found.fields)
        if all(name in have for name in plan.required):
            found.layout, found.hints = plan.id, plan.hints
            return found
    assignment = assign(header.headings, knowledge.vocabulary)
    return _settle(assignment, header.headings, words, samples, knowledge.vocabulary, None)


def _settle(
    assignment: Assignment,
    headings: Sequence[Heading],
    words: str,
    samples: _Samples,
    vocabulary: Vocabulary,
    kind: Kind | None,
) -> _Columns:
    """Resolve names that occur twice, ticks, doubtful columns and the head's columns; decide the kind where no layout does."""
    fields = {n: c for n, c in assignment.columns.items() if not _no_tick(n, c, samples, vocabulary)}
    twice: dict[str, list[str]] = {}
    notes: list[str] = []
    for name, group in assignment.conflicts.items():
        chosen = _one_of(group, samples)
        if chosen is not None:
            fields[name] = chosen
        elif name in _NEEDED:
            twice[name] = [f"{headings[c].text} (kolom ke-{c + 1})" for c in group]
        else:
            notes.append(f"Dua kolom berjudul sama ('{key(headings[group[0]].text)[:30]}'); keduanya tidak dipakai.")
    undecided: list[tuple[int, tuple[str, ...]]] = []
    for column, options in assignment.open.items():
        said = decide.decide_open(options, samples.column(column), vocabulary, fields)
        if said is None:
            undecided.append((column, options))
        else:
            fields[said] = column
    label = kind.value if kind is not None else ""
    if kind is None:
        kind, label = decide.kind_of(fields, words)
    for column, options in undecided:
        prose = key(headings[column].text).startswith("ket")
        said = decide.default_open(options, kind, fields, words=prose)
        if said is not None:
            fields[said] = column
    if kind is not Kind.REGISTRY_FAMILY:
        for own, heads in _PROMOTED:
            if own not in fields and heads in fields:
                fields[own] = fields.pop(heads)
    if kind is Kind.DISBURSEMENT and "visited_on" in fields and "paid_on" not in fields:
        fields["paid_on"] = fields.pop("visited_on")
    return _Columns(fields, kind, f"auto:{label}", {}, twice, notes)


def _no_tick(name: str, column: int, samples: _Samples, vocabulary: Vocabulary) -> bool:
    """A column headed MENINGGAL or LAYAK is an answer only when its cells are ticks."""
    if not name.startswith("result_tick:"):
        return False
    seen = {v.strip() for v in samples.column(column) if v.strip()}
    return not all(vocabulary.values["tick"].fullmatch(v) for v in seen)


def _one_of(group: Sequence[int], samples: _Samples) -> int | None:
    """Of columns with one name: the only one that is filled, or the first when all say the same; else None."""
    contents = {c: samples.column(c) for c in group}
    filled = [c for c, values in contents.items() if any(v.strip() for v in values)]
    if len(filled) == 1:
        return filled[0]
    first = [v.strip() for v in contents[group[0]]]
    if first and any(first) and all([v.strip() for v in contents[c]] == first for c in group):
        return group[0]
    return None


def _refused(grid: Grid, header: Header, found: _Columns, problem: str, knowledge: Knowledge) -> Outcome:
    near = nearest(knowledge.plans, tuple(found.fields), header.headings)
    return Outcome(
        sheet=grid.sheet,
        kind=Kind.UNKNOWN,
        layout="auto:unknown",
        header_row=header.first,
        headers={name: header.headings[c].text for name, c in sorted(found.fields.items())},
        frame=pl.DataFrame(schema={"source_row": pl.Int64}),
        title=" / ".join(header.titles),
        unmapped=_unmapped(header.headings, found.fields),
        nearest=near,
        problem=problem,
    )


def _unmapped(headings: Sequence[Heading], fields: Mapping[str, int]) -> tuple[str, ...]:
    used = set(fields.values())
    return tuple(h.text for c, h in enumerate(headings) if h.text and c not in used)


def _extract(grid: Grid, header: Header, found: _Columns) -> Outcome:
    """Cut the data rows out of the grid and tell what was not data."""
    after, width = header.last, len(header.headings)
    below = next((row for row in grid.top() if row.row > after), None)
    numbered = 0
    if below is not None and is_number_row(below.cells):
        after, numbered = below.last, 1
    if found.kind is Kind.ANSWERS:
        found.fields = _every_column(header.headings)
    columns = sorted(set(found.fields.values()))
    body = grid.body(after, width, columns)
    frame, told = sort_rows(body.frame, found.fields, header.headings, grid.whole_row)
    rejected = [t for t in body.rejected if told.stop is None or (t.row or 0) < told.stop]
    skipped = header.above + (header.last - header.first + 1) + numbered + body.blank
    skipped += body.frame.height - frame.height + len(body.rejected) - len(rejected)
    hidden = grid.hidden_rows(after)
    named = frame.select("source_row", *(pl.col(f"c{c}").alias(name) for name, c in found.fields.items()))
    named = cell_kinds(named, grid, found.fields, after)
    headers = {name: header.headings[c].text for name, c in found.fields.items()}
    named, headers = _split(named, headers)
    kept = set(frame.get_column("source_row").to_list()) if (troubles := grid.troubles(after, columns)) else set()
    rejected += [t for t in troubles if t.row in kept]
    return Outcome(
        sheet=grid.sheet,
        kind=found.kind,
        layout=found.layout,
        header_row=header.first,
        headers=dict(sorted(headers.items())),
        frame=named,
        title=" / ".join(header.titles),
        unmapped=_unmapped(header.headings, found.fields),
        totals=told.totals,
        read=named.height + sum(t.severity == "error" for t in rejected),
        skipped=skipped,
        hidden_rows=hidden,
        hints=found.hints,
        notes=[*found.notes, *told.notes],
        troubles=rejected,
        columns={c: h.text for c, h in enumerate(header.headings)},
    )


def _every_column(headings: Sequence[Heading]) -> dict[str, int]:
    """A returned packet keeps every column under its own name (lower snake case); the first of a name wins."""
    fields: dict[str, int] = {}
    for column, heading in enumerate(headings):
        name = "_".join("".join(c if c.isalnum() else " " for c in heading.text.lower()).split())
        if name and name != "source_row":
            fields.setdefault(name, column)
    return fields


def cell_kinds(frame: pl.DataFrame, grid: Grid, fields: Mapping[str, int], after: int) -> pl.DataFrame:
    """Add `<field>__cell` for the identifiers of a workbook, and put the exact digits of number cells in place."""
    wanted = {name: fields[name] for name in CELL_FIELDS if name in fields}
    kinds = grid.kinds(tuple(wanted.values()), after) if wanted else {}
    for name, column in wanted.items():
        if column not in kinds:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(f"{name}__cell"))
            continue
        known = kinds[column]
        number = pl.col("source_row").is_in(known.numbers.implode())
        kind = pl.when(number).then(pl.lit("number")).otherwise(pl.lit("text"))
        frame = frame.with_columns(pl.when(pl.col(name).is_not_null()).then(kind).alias(f"{name}__cell"))
        if known.exact.height:
            digits = known.exact.rename({"row": "source_row"})
            frame = frame.join(digits, on="source_row", how="left", maintain_order="left")
            frame = frame.with_columns(pl.coalesce("digits", name).alias(name)).drop("digits")
    return frame


def _split(frame: pl.DataFrame, headers: dict[str, str]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Columns that hold two things: `RT/RW` "003/002", `TTL` "Palembang, 01-02-1980"."""
    for name, (left, right) in _SPLITS.items():
        if name not in frame.columns:
            continue
        cell = pl.col(name)
        if name == "rt_rw":
            parts = cell.str.extract_groups(r"^\s*(?:RT\.?\s*)?(\w+)\s*[/\\|,-]?\s*(?:RW\.?\s*)?(\w+)?\s*$")
        else:
            parts = cell.str.extract_groups(r"^\s*(.*?)[\s,/]*(\d.*)?$")
        made = {n: parts.struct.field(g) for n, g in ((left, "1"), (right, "2")) if n not in frame.columns}
        frame = frame.with_columns(**made).drop(name)
        header = headers.pop(name)
        headers |= dict.fromkeys(made, header)
    return frame, headers

