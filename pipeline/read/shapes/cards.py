"""A list in which labels stand between the rows (one card a family, or a heading above its members), made into a plain table.

Reach for it before a grid's columns are named. Each block of labels ("No. KK: …", "Alamat: …", in one row or several, in one cell or in
neighbouring ones, above a header of its own or not) becomes columns that every member beneath it carries. The invariants: rows keep their
numbers; what a row says itself outranks the block above it; a block takes nothing from the one before; only a member gets its values.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, key
from pipeline.read.columns.locate import KEY_FIELDS, header_at, holds_data, is_number_row, looks_like_data
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.grid import Body, Kinds, Trouble
from pipeline.read.rows import is_signature, is_total
from pipeline.read.shapes.apart import squeezed
from pipeline.read.shapes.beneath import repeats
from pipeline.read.shapes.family_headings import CARD, PLACES, Said, heading, is_heading, is_sixteen, say_headings
from pipeline.read.shapes.longform import LongGrid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.read.columns.locate import Finder, Header
    from pipeline.read.grid import Grid, Row

_LEAST_FIELDS, _LEAST_CELLS = 2, 3
"""Fields that a card's own header names; filled cells of a member without a number."""


@dataclass
class Block:
    """The labels of one family: the rows in which they stand, and what they say."""

    rows: list[int] = field(default_factory=list)
    said: list[tuple[int, Said]] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        """What the block says of a field; None where it says nothing."""
        return next((one.value for _, one in self.said if one.field == name and one.value), None)

    def names_card(self) -> bool:
        """Whether it has the label of a card, filled or not."""
        return any(one.field in CARD for _, one in self.said)


def carded(grid: Grid, finder: Finder, search: int) -> Grid:
    """A grid with families' labels between its rows as one plain table; any other grid as it is."""
    if isinstance(grid, LongGrid):
        return grid
    top = grid.top()
    heads = [(n, row, said) for n, row in enumerate(top) if is_heading(said := heading(row.cells, finder))]
    if not heads:
        return grid
    own = _own_header(top, heads, finder)
    header = own or _header_above(top, heads[-1][1], finder, search)
    if header is None:
        return grid
    blocks, dropped = _blocks(grid, header, finder, _first_label(top, heads, finder) if own else header.last + 1)
    return CardGrid(grid, header, blocks, dropped, finder, search) if blocks else grid


def _own_header(top: Sequence[Row], heads: Sequence[tuple[int, Row, list[Said]]], finder: Finder) -> Header | None:
    """The header that stands beneath the first card: words alone, somebody's row below it."""
    first = next((n for n, _, said in heads if any(one.field in CARD and one.value for one in said)), None)
    if first is None or any(looks_like_data(row.cells) and not heading(row.cells, finder) for row in top[:first]):
        return None
    for n in range(first, len(top) - 1):
        below = next((row for row in top[n + 1 :] if not is_number_row(row.cells)), top[n + 1])
        if looks_like_data(top[n].cells) and not heading(top[n].cells, finder):
            return None
        if _names(top[n], finder) and not _names(below, finder) and _is_member(below.cells) and not heading(below.cells, finder):
            return header_at(top, n)
    return None


def _names(row: Row, finder: Finder) -> bool:
    """Whether a row of words names the columns of a list of people."""
    return not holds_data(row) and finder.score([Heading(cell.strip()) for cell in row.cells]) >= _LEAST_FIELDS


def _first_label(top: Sequence[Row], heads: Sequence[tuple[int, Row, list[Said]]], finder: Finder) -> int:
    """The row in which the first card begins: its number's, or labels in the rows straight above."""
    n = next(n for n, _, said in heads if any(one.field in CARD and one.value for one in said))
    while n and top[n - 1].last + 1 == top[n].row and heading(top[n - 1].cells, finder):
        n -= 1
    return top[n].row


def _header_above(top: Sequence[Row], head: Row, finder: Finder, search: int) -> Header | None:
    """The header of the whole list, above its headings."""
    header = finder.find(top, search)
    return header if header is not None and header.last < head.row else None


def _is_member(cells: Iterable[str], keys: Sequence[int] = ()) -> bool:
    """Whether a row without labels may be somebody's; `keys`: the columns that name people, where they are known."""
    texts = [str(cell or "").strip() for cell in cells]
    filled = [text for text in texts if text]
    if len(filled) > 1 and looks_like_data(filled):
        return True
    named = any(c < len(texts) and texts[c] for c in keys) and len(filled) > 1 if keys else len(filled) >= _LEAST_CELLS
    return named and not is_total(filled) and not is_signature(filled[:1]) and not is_number_row(filled)


def _people(header: Header, finder: Finder) -> list[int]:
    """The columns of a header that name people."""
    said = [finder.meaning(head) if head.text else None for head in header.headings]
    return [c for c, meaning in enumerate(said) if meaning is not None and KEY_FIELDS & set(meaning.fields[:1])]


def _blocks(grid: Grid, header: Header, finder: Finder, start: int) -> tuple[list[Block], set[int]]:
    """The blocks of labels from row `start` on, and the rows between them that are no part of the table (what a page repeats)."""
    texts, keys = [key(h.readings[-1]) for h in header.headings], _people(header, finder)
    own = start <= header.first
    blocks: list[Block] = []
    block, again = Block(), set[int]()
    apart: list[int] = []
    for row, cells in _rows(grid, header, start):
        if repeats(cells, texts):
            again |= {row, *(apart if own else ())}
            apart = []
        elif said := heading(cells, finder):
            block.rows.append(row)
            block.said += [(row, one) for one in said]
        elif _is_member(cells, keys):
            blocks += [block] if block.rows else []
            block, apart = Block(), []
        elif not any(map(is_sixteen, cells)):
            apart.append(row)
    titles = [(row.row, one) for row in grid.top() if row.row < min(start, header.first) for one in heading(row.cells, finder)]
    return _paged(_families(blocks), titles), again


def _paged(blocks: list[Block], titles: Sequence[tuple[int, Said]]) -> list[Block]:
    """The blocks with the places that only the heads of pages name, each down to the next page; `titles` are those of the first."""
    named = Counter(name for block in blocks for name in {one.field for _, one in block.said})
    paged = sorted(name for name in PLACES & set(named) if 2 * named[name] < len(blocks))
    for name in paged:
        held = [at for at in titles if at[1].field == name]
        for block in blocks:
            mine = [at for at in block.said if at[1].field == name]
            block.said += [] if mine else held
            held = mine or held
    return blocks


def _rows(grid: Grid, header: Header, start: int) -> Iterator[tuple[int, list[str]]]:
    """The rows from `start` on but the header, those that could not be parsed too."""
    width = len(header.headings)
    body = grid.body(header.last, width, range(width))
    rows: dict[int, Sequence[str]] = {row.row: row.cells for row in grid.top() if start <= row.row < header.first}
    rows |= {row: cells for row, *cells in body.frame.rows()}
    rows |= {t.row: grid.whole_row(t.row) for t in body.rejected if t.row is not None and t.severity == "error"}
    for row in sorted(rows):
        yield row, [str(cell or "").strip() for cell in rows[row]]


def _families(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that are families': those that name a card where any does, else those that say two things or more."""
    carded = [block for block in blocks if block.names_card()]
    return carded or [block for block in blocks if is_heading([said for _, said in block.said])]


class CardGrid(SheetGrid):
    """A grid whose labels are columns: every row in its place, those of labels and repeated headers blank."""

    def __init__(self, base: Grid, header: Header, blocks: Sequence[Block], again: set[int], finder: Finder, search: int) -> None:
        self._base, self._blocks = base, blocks
        self._width = len(header.headings)
        self._fields = _columns_of(blocks, header, finder)
        gone = again | {row for block in blocks for row in block.rows}
        body = base.body(header.last, self._width, range(self._width))
        self._rejected = tuple(t for t in body.rejected if t.row not in gone)
        frame = body.frame.filter(~pl.col("source_row").is_in(sorted(gone)))
        frame = _with_values(frame, blocks, self._fields, _people(header, finder))
        labels = {c: _label(blocks, name) for name, c in self._fields.items() if c >= self._width}
        above = [(row.row, row.cells) for row in base.top() if row.row <= header.last and row.row not in gone]
        heads = {row for row, _ in above if row >= header.first}
        made = [
            (row, [*squeezed(cells, self._width), *(labels[c] if row in heads else "" for c in sorted(labels))]) for row, cells in above
        ]
        super().__init__(base.sheet, _sheet(made, frame), None, data=b"", search=max(search, header.last))
        self.hidden = base.hidden
        self.notes = (*base.notes, say_headings([[said for _, said in block.said] for block in blocks]))

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Rows after row `after`; lines that could not be parsed and are no labels are told."""
        found = super().body(after, width, columns)
        lost = tuple(t for t in self._rejected if (t.row or 0) > after)
        rows = pl.Series([t.row for t in lost], dtype=pl.Int64)
        return Body(found.frame.filter(~pl.col("source_row").is_in(rows.implode())), lost)

    def whole_row(self, row: int) -> tuple[str, ...]:
        """Every cell of one row; of a line that could not be parsed, as the file has it."""
        return self._base.whole_row(row) if any(t.row == row for t in self._rejected) else super().whole_row(row)

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Kinds of the cells: of a label's value those of the cell in which the block has it."""
        own = self._base.kinds([c for c in columns if c < self._width], after)
        return own | {c: self._kinds(name) for name, c in self._fields.items() if c in columns and c >= self._width}

    def _kinds(self, name: str) -> Kinds:
        """Members whose block has the value of a field in a number cell."""
        at = {}
        for block in self._blocks:
            row, said = next(((row, one) for row, one in block.said if one.field == name and one.value), (0, None))
            cells = self._base.whole_row(row) if said else ()
            at[block.rows[-1]] = (row, next((c for c, cell in enumerate(cells) if said and str(cell or "").strip() == said.value), -1))
        kinds = self._base.kinds(sorted({c for _, c in at.values() if c >= 0}), 0)
        numbers = {c: set(kind.numbers.to_list()) for c, kind in kinds.items()}
        exact = {c: dict(kind.exact.rows()) for c, kind in kinds.items()}
        members = self._members()
        rows = [(row, *at[head]) for row, head in members if head in at]
        digits = [(row, exact[c][source]) for row, source, c in rows if source in exact.get(c, {})]
        return Kinds(
            pl.Series([row for row, source, c in rows if source in numbers.get(c, ())], dtype=pl.Int64),
            pl.DataFrame(digits, schema={"row": pl.Int64, "digits": pl.String}, orient="row"),
        )

    def _members(self) -> list[tuple[int, int]]:
        """Rows below a block, each with the last row of its block."""
        heads = pl.DataFrame({"head": [b.rows[-1] for b in self._blocks]}, schema={"head": pl.Int64}).sort("head")
        rows = pl.DataFrame({"row": pl.int_range(1, self._frame.height + 1, eager=True, dtype=pl.Int64)})
        return rows.join_asof(heads, left_on="row", right_on="head").drop_nulls().rows()

    def troubles(self, after: int, columns: Sequence[int]) -> list[Trouble]:
        """Error cells and formulas without a value in the columns of the file."""
        return self._base.troubles(after, [c for c in columns if c < self._width])

    def hidden_rows(self, after: int) -> int:
        """Rows of the file that a filter hides."""
        return self._base.hidden_rows(after)


def _columns_of(blocks: Sequence[Block], header: Header, finder: Finder) -> dict[str, int]:
    """The column of each field that some block fills: the list's own where it has one, else a further one."""
    own: dict[str, int] = {}
    for column, head in enumerate(header.headings):
        meaning = finder.meaning(head) if head.text else None
        if meaning is not None and len(meaning.fields) == 1:
            own.setdefault(meaning.fields[0], column)
    said = [name for name in dict.fromkeys(one.field for block in blocks for _, one in block.said) if any(b.value(name) for b in blocks)]
    further = [name for name in said if name not in own]
    return {name: own[name] if name in own else len(header.headings) + further.index(name) for name in said}


def _label(blocks: Sequence[Block], name: str) -> str:
    """The label of a field, as first written."""
    return next(one.label for block in blocks for _, one in block.said if one.field == name and one.value)


def _with_values(frame: pl.DataFrame, blocks: Sequence[Block], fields: Mapping[str, int], keys: Sequence[int]) -> pl.DataFrame:
    """Rows with what the block above them says, members only, where they say nothing themselves."""
    told = pl.DataFrame(
        {"source_row": [b.rows[-1] for b in blocks], **{f"_{name}": [b.value(name) for b in blocks] for name in fields}},
        schema={"source_row": pl.Int64, **{f"_{name}": pl.String for name in fields}},
    ).sort("source_row")
    member = pl.Series("_member", [_is_member(cells, keys) for _, *cells in frame.rows()], dtype=pl.Boolean)
    joined = frame.with_columns(member).sort("source_row").join_asof(told, on="source_row")
    given = []
    for name, c in fields.items():
        own = pl.col(f"c{c}") if f"c{c}" in frame.columns else pl.lit(None, dtype=pl.String)
        blank = own.is_null() | (own.str.strip_chars() == "")
        given.append(pl.when(blank & pl.col("_member")).then(f"_{name}").otherwise(own).alias(f"c{c}"))
    return joined.with_columns(given).drop("_member", *(f"_{name}" for name in fields))


def _sheet(above: Sequence[tuple[int, Sequence[str]]], body: pl.DataFrame) -> pl.DataFrame:
    """Every row of the sheet in its place, those above the data as given; rows of nobody are blank."""
    names = sorted((name for name in body.columns if name != "source_row"), key=lambda name: int(name[1:]))
    top = [(row, *[cell or None for cell in [*cells, *[""] * len(names)][: len(names)]]) for row, cells in above]
    heads = pl.DataFrame(top, schema={"source_row": pl.Int64, **dict.fromkeys(names, pl.String)}, orient="row")
    filled = pl.concat([heads, body.select("source_row", *names)])
    last = max(filled.get_column("source_row").to_list(), default=0)
    numbers = pl.DataFrame({"source_row": pl.int_range(1, last + 1, eager=True, dtype=pl.Int64)})
    return numbers.join(filled, on="source_row", how="left", maintain_order="left").drop("source_row")
