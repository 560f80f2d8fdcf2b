"""Rows that are coloured or struck through: by the sheet's own legend a remark of theirs, else told, and judged by nobody.

Reach for it with a sheet of a workbook before its columns are named. The invariants: a row is marked where its name or number and most of
its cells are; stripes, groups that a column tells anyway and a look that most rows share are no message; what no legend explains never
becomes a payment, a death or a fault.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipeline.read.columns.decide import packet_sheet
from pipeline.read.columns.headers import key
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.formats.sheet_styles import Look
from pipeline.read.shapes.colour_legend import legend_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.read.columns.locate import Finder, Header
    from pipeline.read.grid import Grid
    from pipeline.read.shapes.colour_legend import Legend

UNREAD = "Tanda yang artinya tidak disebut"
"""The header of the column that tells which rows bear a mark without a meaning (field `unread_mark`)."""
_PAID_NOTE, _NOTE = "Keterangan penyaluran", "Catatan"
_KEYS = ("name", "head_name", "member_name", "nik", "head_nik", "no_kk", "card", "account")
_NUMBERS = frozenset({"nik", "head_nik", "no_kk", "card", "account"})
_MOST_COLUMNS = 8
_MOST_CELLS, _BASE, _MARKED = 0.6, 0.6, 1 / 3
"""Share of a row's cells that must look alike; of the rows that share the usual look; of rows with a mark that nothing explains."""
_AGREE, _EVEN = 0.98, 0.8
_BESIDE, _FEW = 25, 5
_TOLD = frozenset({"state", "card_state", "result", "registry_status", "deceased"})
_TELLING = frozenset(
    (
        *("state", "state_note", "note", "registry_status", "deceased", "deceased_on", "result", "relationship", "amount", "paid_on"),
        *("programme", "component", "occupation", "received"),
    )
)
"""Fields whose values tell by themselves what a colour repeats, of however few rows."""
_SOMEBODY = r"\d{6}"
_KNOWN = ("state", "result", "deceased", "registry_status")


@dataclass
class _Marks:
    """Of each row of the sheet (place 0 is row 1): whether it is somebody's, its fill (0: none), whether it is struck."""

    people: NDArray[np.bool_]
    fills: NDArray[np.int32]
    struck: NDArray[np.bool_]


def coloured(grid: Grid, finder: Finder, search: int) -> Grid:
    """A sheet with what its colours and strikes say in columns of their own; any other grid as it is. The colours of a returned packet are
    our own."""
    if not isinstance(grid, SheetGrid) or not grid.looks or any(packet_sheet(map(key, row.cells)) for row in grid.top()[:search]):
        return grid
    header = finder.find(grid.top(), search)
    columns = _columns(header, finder) if header is not None else {}
    marks = _marks(grid, header, columns) if header is not None and columns else None
    if header is None or marks is None:
        return grid
    there = set(np.unique(marks.fills[marks.people]).tolist())
    colours = {look.fill: look.colours for look in grid.looks if look.fill in there and look.fill}
    table = _Table(grid, header, columns, marks, colours, finder)
    legend = legend_of(_around(grid, header, marks), colours, table.known)
    words, unread = table.explained(legend), table.unexplained(legend)
    return table.told(legend, words, unread) if words or unread else grid


def _columns(header: Header, finder: Finder) -> dict[str, int]:
    """The columns whose look counts: name and numbers first, then others that mean something."""
    meant: dict[str, int] = {}
    for column, heading in enumerate(header.headings):
        said = finder.meaning(heading) if heading.text else None
        if said is not None and said.fields:
            meant.setdefault(said.fields[0], column)
    keys = [name for name in _KEYS if name in meant]
    return {name: meant[name] for name in (*keys, *(n for n in meant if n not in keys))} if keys else {}


def _marks(grid: SheetGrid, header: Header, columns: Mapping[str, int]) -> _Marks | None:
    """Which rows below a header are coloured or struck, by their first key and most of their cells; None where none is."""
    wanted = list(columns.values())[:_MOST_COLUMNS]
    first = grid.formats(wanted[:1])
    looks = [*grid.looks, Look()]  # the last for rows without a cell
    fill, strike = np.array([look.fill for look in looks], np.int32), np.array([look.struck for look in looks])
    people = _people(grid, header, columns)
    if not first or not people.any() or not (fill[_inside(first, looks)] | strike[_inside(first, looks)])[:, people].any():
        return None
    cells = _inside({**first, **grid.formats(wanted[1:])}, looks)
    there = (cells >= 0).sum(axis=0)
    mine, struck = fill[cells], strike[cells]
    whole = ((mine == mine[0]) & (cells >= 0)).sum(axis=0) >= _MOST_CELLS * there
    fills = np.where(people & (cells[0] >= 0) & whole, mine[0], 0)
    marks = _Marks(people, fills, people & struck[0] & (struck.sum(axis=0) >= _MOST_CELLS * there))
    return marks if fills[people].any() or marks.struck.any() else None


def _inside(formats: Mapping[int, NDArray[np.int32]], looks: Sequence[Look]) -> NDArray[np.int32]:
    """Cell formats, a column each; -1 for what is none."""
    cells = np.stack(list(formats.values())) if formats else np.zeros((0, 0), np.int32)
    return np.where(cells < len(looks) - 1, cells, -1)


def _people(grid: SheetGrid, header: Header, columns: Mapping[str, int]) -> NDArray[np.bool_]:
    """The rows of somebody: with a number of six digits and more where the list has numbers, else with a name."""
    frame = grid.texts()
    held = [(name, c) for name, c in columns.items() if c < frame.width]
    numbers = [pl.col(f"c{c}").str.contains(_SOMEBODY) for name, c in held if name in _NUMBERS]
    named = [pl.col(f"c{c}").str.contains(r"\S") for _, c in held[:1]]
    people = (
        frame.select(pl.any_horizontal(numbers or named)).to_series().fill_null(value=False).to_numpy().copy()
        if held
        else np.zeros(0, bool)
    )
    people[: header.last] = False
    return people


def _around(grid: SheetGrid, header: Header, marks: _Marks) -> dict[int, list[tuple[int, str, Look]]]:
    """The cells above a header, beneath the last row of somebody's, and to the right of the first rows: by row (column, text, look)."""
    last = int(np.flatnonzero(marks.people)[-1]) + 1
    height, width = grid.texts().height, max((n + 1 for n, heading in enumerate(header.headings) if heading.text), default=0)
    looks = {**grid.looks_between(1, header.first + _BESIDE), **grid.looks_between(last + 1, height)}
    rows: dict[int, list[tuple[int, str, Look]]] = {}
    wanted = [*range(1, min(header.first + _BESIDE, height) + 1), *range(max(last, header.first + _BESIDE) + 1, height + 1)]
    for row in wanted[:300]:
        beside = header.first <= row <= last
        texts = grid.whole_row(row)
        places = {c for c, text in enumerate(texts) if text.strip()} | {c for r, c in looks if r == row}
        cells = [
            (c, (texts[c].strip() if c < len(texts) else "") or words, look)
            for c in sorted(places)
            if not beside or c >= width
            for look, words in [looks.get((row, c), (Look(), ""))]
        ]
        if cells:
            rows[row] = cells
    return rows


@dataclass
class _Table:
    """A sheet's list with the marks of its rows, and the words for its colours."""

    grid: SheetGrid
    header: Header
    columns: Mapping[str, int]
    marks: _Marks
    colours: Mapping[int, Sequence[str]]
    finder: Finder

    @property
    def pays(self) -> bool:
        """Whether the list has money."""
        said = [self.finder.meaning(heading) for heading in self.header.headings if heading.text]
        return any("amount" in meaning.fields for meaning in said if meaning is not None)

    def known(self, text: str) -> bool:
        """Whether a meaning is a word of a status: of a payment where the list has money."""
        values = self.finder.vocabulary.values
        return bool(text) and any(values[name].fullmatch(text) for name in (_KNOWN[:1] if self.pays else _KNOWN) if name in values)

    def explained(self, legend: Legend) -> list[_Said]:
        """What the legend says of which rows."""
        people, marks = self.marks.people, self.marks
        found = [_Said(_called(self.colours[code]), people & (marks.fills == code), word) for code, word in sorted(legend.fills.items())]
        found += [_Said("dicoret", marks.struck, legend.struck)] if legend.struck else []
        found += [_Said("tidak berwarna", people & (marks.fills == 0), legend.plain, usual=True)] if legend.plain and self.colours else []
        usual = _Said("tidak dicoret", people & ~marks.struck, legend.unstruck, usual=True)
        found += [usual] if legend.unstruck and marks.struck.any() else []
        return [said for said in found if said.rows.any() and (not said.usual or self.known(said.word))]

    def _own_lines(self, legend: Legend) -> set[int]:
        """The rows of a legend above the header and beneath the list; one beside the list shares its rows with people."""
        last = int(np.flatnonzero(self.marks.people)[-1]) + 1
        return {row for row in legend.rows if row < self.header.first or row > last}

    def unexplained(self, legend: Legend) -> list[_Said]:
        """Which rows bear a mark that the legend does not explain, or by a word that no status has."""
        marks = self.marks
        found = [_Said("dicoret", marks.struck)] if marks.struck.any() and not legend.struck else []
        odd = {code: marks.fills == code for code in sorted(self.colours) if code not in legend.fills}
        if not legend.fills and _TOLD & set(self.columns):
            odd = {}  # the list has a status of its own, and a colour may repeat or decorate it
        elif not legend.fills and not legend.plain:
            odd = _odd(self.grid, self.columns, marks, odd)
        found += [_Said(f"berwarna {_called(self.colours[code])}", rows) for code, rows in odd.items()]
        unknown = [said for said in self.explained(legend) if not said.usual and not self.known(said.word)]
        return found + [replace(said, what=said.what if said.rows is marks.struck else f"berwarna {said.what}") for said in unknown]

    def told(self, legend: Legend, words: Sequence[_Said], unread: Sequence[_Said]) -> SheetGrid:
        """The sheet with a remark of each marked row that the legend explains, and a mark of each that it does not."""
        added: list[tuple[str, pl.Series]] = []
        own: dict[int, pl.Series] = {}
        height = self.grid.texts().height
        if words:
            parts = [pl.Series(str(n), np.where(said.rows, said.word, "")).replace("", None) for n, said in enumerate(words)]
            joined = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator="; ", ignore_nulls=True).replace("", None)).to_series()
            title = _PAID_NOTE if self.pays else _NOTE
            held = self.finder.column_of(title, self.header)
            own, added = ({held: joined}, added) if held is not None else (own, [(title, joined)])
        if unread:
            marked = np.full(height, "", dtype=object)
            for said in unread:
                marked[said.rows] = said.what
            added.append((UNREAD, pl.Series(marked.tolist(), dtype=pl.String).replace("", None)))
        notes = [*([_say(words)] if words else []), *(_say_unread(said, self.columns) for said in unread)]
        heads = range(self.header.first, self.header.last + 1)
        return self.grid.with_columns(heads, added, own=own, without=self._own_lines(legend), notes=notes, least=len(self.header.headings))


@dataclass(frozen=True)
class _Said:
    """Some rows that look alike: what they are called, and what that means. `usual`: rows that bear no mark."""

    what: str
    rows: NDArray[np.bool_]
    word: str = ""
    usual: bool = False


def _called(names: Sequence[str]) -> str:
    return names[0] if names else "lain"


def _say(words: Sequence[_Said]) -> str:
    told = ", ".join(f"{said.what} = '{said.word}' ({int(said.rows.sum())} baris)" for said in words)
    return f"Warna dan coretan pada baris dibaca menurut keterangan di lembar ini: {told}."


def _say_unread(said: _Said, columns: Mapping[str, int]) -> str:
    why = f"arti '{said.word}' tidak dikenal" if said.word else "artinya tidak dibaca, karena lembar ini tidak menyebutnya"
    so = "jadi baris itu, bila tanpa status sendiri, tidak dianggap sudah dibayar"
    if _TOLD & set(columns):
        so = "yang dipakai hanya kata statusnya"
    elif "desil" in columns:
        so = "jadi desil dan pekerjaan pada baris itu tidak dipakai"
    return f"{int(said.rows.sum())} baris {said.what}; {why}; {so}. Tulis artinya di kolom keterangan, lalu kirim ulang."


def _odd(
    grid: SheetGrid, columns: Mapping[str, int], marks: _Marks, found: Mapping[int, NDArray[np.bool_]]
) -> dict[int, NDArray[np.bool_]]:
    """Of fills that nothing explains those that may be a message: of few rows, on no stripes, in no group that a column tells."""
    rows = np.flatnonzero(marks.people)
    marked = marks.fills[rows] != 0
    if not marked.any() or marked.mean() > _MARKED or (marks.fills[rows] == 0).mean() < _BASE or _striped(np.flatnonzero(marked)):
        return {}
    frame = grid.texts()[rows.tolist()]
    telling = {c for name, c in columns.items() if name in _TELLING}
    few = marked.sum() < _FEW
    if any(_tells(frame.get_column(name), marked) for c, name in enumerate(frame.columns) if c in telling or not few):
        return {}
    return {code: mine for code, mine in found.items() if mine.any()}


def _striped(places: NDArray[np.intp]) -> bool:
    """Whether marked rows follow each other at even distances."""
    steps = np.diff(places)
    if len(steps) < 3:
        return False
    usual = int(np.bincount(steps).argmax())
    return usual > 1 and float((steps == usual).mean()) >= _EVEN


def _tells(cells: pl.Series, marked: NDArray[np.bool_]) -> bool:
    """Whether the values of a column part marked rows from the others: each value is marked or not, and some value is of several rows; or
    only marked rows have one."""
    filled = cells.str.contains(r"\S").fill_null(value=False).to_numpy()
    if (filled == marked).mean() >= _AGREE:
        return True
    frame = pl.DataFrame({"cell": cells.fill_null(""), "marked": marked})
    groups = frame.group_by("cell").agg(pl.len().alias("n"), pl.col("marked").sum().alias("m"))
    several = groups.filter(pl.col("n") > 1)
    if groups.height > max(2, frame.height // 2) or not several.filter(pl.col("m") > 0).height:
        return False
    agree = groups.select(pl.max_horizontal("m", pl.col("n") - pl.col("m")).sum()).item()
    both = groups.filter(pl.col("m") * 2 > pl.col("n")).height
    return bool(both and agree >= _AGREE * frame.height)
