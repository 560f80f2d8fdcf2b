"""Rows that hold several people side by side, parted into one row a person before anything else is asked of them.

Reach for it before a grid's columns are named. The invariants: every person keeps the row of the file (`PLACE` beside `source_row`, which
only counts the parted rows); what is everybody's of a row is repeated in each, what is of nobody (titles, totals, signatures) is not; no
cell of the file is lost or told twice.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.across import UNSAID, find_across, may_stand_across
from pipeline.read.columns.headers import key
from pipeline.read.columns.locate import is_number_row, levels
from pipeline.read.columns.own_keys import MARK
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.grid import Body, Kinds, Trouble
from pipeline.read.model import PLACE
from pipeline.read.refusal import shown
from pipeline.read.rows import is_group, is_total
from pipeline.read.shapes.in_one_cell import listed
from pipeline.read.shapes.longform import LongGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.across import Across
    from pipeline.read.columns.locate import Finder, Header
    from pipeline.read.grid import Grid
    from pipeline.read.outcome import Outcome

_LOOKED_AT = 500
_PARTED = (
    "Satu baris berisi beberapa orang yang berdampingan: {rows} baris dibaca sebagai {people} orang; nomor baris yang disebut adalah "
    "baris di berkas."
)
_COUPLE = (
    "Satu baris menyebut suami dan istri, pembayaran atau kunjungannya satu: yang dipakai orang yang disebut lebih dulu, pasangannya hanya "
    "bila kolom orang itu kosong."
)
_LEFT = "Kolom orang lain yang berdampingan ({columns}) tidak dipakai: pembayaran atau kunjungan pada baris ini hanya untuk satu orang."


def apart(grid: Grid, finder: Finder, search: int) -> Grid:
    """A grid of people side by side as one of a person a row; any other grid as it is."""
    grid = listed(grid, finder, search)
    top = grid.top()
    if isinstance(grid, LongGrid) or not may_stand_across(row.cells for row in top if row.row <= search):
        return grid
    header = finder.find(top, search)
    if header is None or header.stray:
        return grid
    written = levels(top, header)
    rows = [[str(cell or "") for cell in row] for row in grid.sample(header.last)[:_LOOKED_AT]]
    across = find_across(header, written, rows, " / ".join((*header.titles, grid.sheet)), finder)
    return grid if across is None else ApartGrid(grid, header, written, across, search)


class ApartGrid(SheetGrid):
    """One row a person, numbered anew below the header; `place` tells the row of the file."""

    def __init__(self, base: Grid, header: Header, written: Sequence[Sequence[str]], across: Across, search: int) -> None:
        self._base, self._across, self._last = base, across, header.last
        width = len(header.headings)
        body = base.body(header.last, width, range(width))
        parted = _ordered(_parts(body, written, across), across)
        self._made = [f"c{n}" for n in range(len(across.made) + bool(across.kin))]
        frame = pl.concat([_above(base, header, across, self._made), parted.select(self._made)])
        super().__init__(base.sheet, frame, None, data=b"", search=search)
        self.hidden, self.notes = base.hidden, (*base.notes, *_said(parted, across))
        self._rows = parted.select("row", "person", "lost", parted=pl.int_range(pl.len(), dtype=pl.Int64) + header.last + 1)
        self._blank, self._rejected = body.blank, body.rejected

    def place(self, row: int) -> int:
        """The row of the file that a parted row stands in."""
        return row if row <= self._last else int(self._rows.get_column("row")[row - self._last - 1])

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Parted rows after row `after`, and the lines of the file that could not be parsed."""
        lost = self._rows.filter("lost")
        frame = super().body(after, width, columns).frame
        kept = frame.filter(~pl.col("source_row").is_in(lost.get_column("parted").implode()))
        number = dict(lost.select("row", "parted").iter_rows())
        told = tuple(Trouble(number[t.row], t.rule, t.severity, t.sentence, t.column, t.value) for t in self._rejected if t.row in number)
        return Body(kept, tuple(t for t in told if (t.row or 0) > after), self._blank if after <= self._last + 1 else 0)

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Kinds of the cells by their parted rows."""
        return {c: self._kinds(c, after) for c in columns}

    def _kinds(self, column: int, after: int) -> Kinds:
        numbers, exact = [Kinds().numbers], [Kinds().exact]
        for person, origin in enumerate(self._across.made[column].columns if column < len(self._across.made) else ()):
            found = self._base.kinds([origin], self._last).get(origin) if origin is not None else None
            if found is not None:
                mine = self._rows.filter((pl.col("person") == person) & (pl.col("parted") > after)).select("row", "parted")
                numbers.append(mine.filter(pl.col("row").is_in(found.numbers.implode())).get_column("parted").cast(pl.Int64).alias("row"))
                digits = mine.join(found.exact, on="row", maintain_order="left")
                exact.append(digits.select(row=pl.col("parted").cast(pl.Int64), digits="digits"))
        return Kinds(pl.concat(numbers).sort(), pl.concat(exact).sort("row"))

    def troubles(self, after: int, columns: Sequence[int]) -> list[Trouble]:
        """Error cells and formulas without a value, each at the first parted row of its person."""
        rows = {(row, person): parted for row, person, parted in self._rows.select("row", "person", "parted").iter_rows()}
        out: dict[tuple[int | None, int | None, str], Trouble] = {}
        for column in columns:
            for person, origin in enumerate(self._across.made[column].columns if column < len(self._across.made) else ()):
                for t in self._base.troubles(self._last, [origin]) if origin is not None else ():
                    parted = rows.get((t.row or 0, person), 0)
                    if parted > after:
                        out.setdefault((t.row, origin, t.rule), Trouble(parted, t.rule, t.severity, t.sentence, column, t.value))
        return list(out.values())

    def hidden_rows(self, after: int) -> int:
        """Rows of the file that a filter hides."""
        return self._base.hidden_rows(self.place(after))

    def restore(self, outcomes: Sequence[Outcome]) -> None:
        """Put the rows of the file back where the outcomes of this grid name or count parted ones."""
        outcomes[0].skipped -= self._skipped_twice(outcomes)
        rows = self._rows.select(source_row="parted", row="row").rename({"row": PLACE})
        for outcome in outcomes:
            frame = outcome.frame.select(name for name in outcome.frame.columns if not name.startswith(MARK))
            outcome.frame = frame.join(rows, on="source_row", how="left", maintain_order="left")
            totals_at = {str(total.row): self.place(total.row) for total in outcome.totals}
            outcome.hints = {**{name: said for name, said in outcome.hints.items() if name != "own_keys"}, "totals_at": totals_at}
            outcome.header_row = self.place(outcome.header_row)
            outcome.troubles = [replace(t, row=self.place(t.row)) if t.row else t for t in outcome.troubles]

    def _skipped_twice(self, outcomes: Sequence[Outcome]) -> int:
        """Parted rows that are no data and share a row of the file with others."""
        kept = pl.concat([outcome.frame.select("source_row") for outcome in outcomes]).get_column("source_row")
        told = pl.Series([t.row for outcome in outcomes for t in outcome.troubles if t.severity == "error"], dtype=pl.Int64)
        used = pl.col("parted").is_in(kept.implode()) | pl.col("parted").is_in(told.implode())
        alone = self._rows.group_by("row").agg(used.any().alias("used"), (~used).sum().alias("skipped"))
        return int(alone.select((pl.col("skipped") - (~pl.col("used")).cast(pl.Int64)).clip(0).sum()).item())


def _above(base: Grid, header: Header, across: Across, names: Sequence[str]) -> pl.DataFrame:
    """The rows down to the header: titles as they are, the header's own with what each column is."""
    cells = {row.row: squeezed(row.cells, len(names)) for row in base.top() if row.row < header.first}
    within = [row for row in base.top() if header.first <= row.row <= header.last]
    for level, row in enumerate(within):
        kin = [across.told if row is within[-1] else ""] if across.kin else []
        cells[row.row if row is not within[-1] else header.last] = [*(made.texts[level] for made in across.made), *kin]
    blank = [""] * len(names)
    rows = [[cell or None for cell in cells.get(number, blank)] for number in range(1, header.last + 1)]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def squeezed(cells: Sequence[str], width: int) -> list[str]:
    """A row of a title in so many cells; nothing of it is lost."""
    if not any(cell.strip() for cell in cells[width:]):
        return [*cells, *[""] * width][:width]
    filled = [cell for cell in cells if cell.strip()]
    return [*filled, *[""] * width][:width] if len(filled) <= width else [*filled[: width - 1], " ".join(filled[width - 1 :])]


def _parts(body: Body, written: Sequence[Sequence[str]], across: Across) -> list[pl.DataFrame]:
    """For each person of the rows those where there is one, or something else: `row, person, named, again, lost` and a column each."""
    lost = pl.DataFrame({"source_row": [t.row for t in body.rejected if t.severity == "error"]}, schema={"source_row": pl.Int64})
    frame = pl.concat([body.frame.with_columns(lost=pl.lit(value=False)), lost.with_columns(lost=pl.lit(value=True))], how="diagonal")
    frame = frame.sort("source_row", maintain_order=True)
    frame = frame.with_columns(again=_headers_again(frame, written), counted=_counts_columns(frame))
    whole = pl.col("again") | pl.col("counted")
    named = [_said_in(across, n, who=True) & ~whole for n in range(across.people)]
    filled = [_said_in(across, n, who=False) & ~whole for n in range(across.people)]
    of_all = pl.any_horizontal(pl.lit(value=False), *(_says(made.columns[0]) for made in across.made if made.shared))
    parts = []
    for n in range(across.people):
        others, known = (_any(x for m, x in enumerate(said) if m) for said in (filled, named))
        kept = filled[n] if n else filled[0] | ~others | (of_all & ~known)
        if across.first:
            kept &= named[n] & ~_any(named[:n]) if n else named[0] | ~_any(named)
        repeated = named[n] if n else pl.lit(value=True)
        cells = [
            pl.when(pl.col("again")).then(pl.lit(made.texts[-1])).when(repeated if made.shared else pl.lit(value=True)).then(
                pl.lit(None) if made.columns[n] is None else pl.col(f"c{made.columns[n]}")
            ).cast(pl.String).alias(f"c{place}")
            for place, made in enumerate(across.made)
        ]  # fmt: skip
        kin = [pl.when(named[n]).then(pl.lit(across.kin[n] or None, dtype=pl.String)).alias(f"c{len(across.made)}")] if across.kin else []
        parts.append(frame.filter(kept).select(pl.col("source_row").alias("row"), *_marks(n, named[n]), *cells, *kin))
    return parts


def _marks(person: int, named: pl.Expr) -> list[pl.Expr]:
    return [pl.lit(person).alias("person"), named.alias("named"), pl.col("again"), pl.col("lost")]


def _any(said: object) -> pl.Expr:
    return reduce(lambda one, other: one | other, said, pl.lit(value=False))  # type: ignore[call-overload,no-any-return]


def _says(column: int | None) -> pl.Expr:
    """Whether a cell says anything of somebody."""
    if column is None:
        return pl.lit(value=False)
    return ~pl.col(f"c{column}").fill_null("").str.strip_chars().str.to_uppercase().is_in(sorted(UNSAID))


def _said_in(across: Across, person: int, *, who: bool) -> pl.Expr:
    """Whether a row holds this person's name or number, or anything of this person's columns."""
    own = [made for made in across.made if not made.shared and (not who or made.role in ("name", "nik"))]
    return _any(_says(made.columns[person]) for made in own)


def _headers_again(frame: pl.DataFrame, written: Sequence[Sequence[str]]) -> pl.Series:
    """Rows that repeat a row of the header."""
    texts = [[key(text) for text in level] for level in written]
    odd = _odd(frame)
    found = []
    for row, cells in odd:
        said = [key(cell) for cell in cells]
        hits = max(sum(bool(a) and a == b for a, b in zip(said, level, strict=False)) for level in texts)
        if hits > 1 and 2 * hits > sum(map(bool, said)):
            found.append(row)
    return pl.Series(frame.get_column("source_row").is_in(found))


def _counts_columns(frame: pl.DataFrame) -> pl.Series:
    """Rows that only count the columns."""
    return pl.Series(frame.get_column("source_row").is_in([row for row, cells in _odd(frame) if is_number_row(cells)]))


def _odd(frame: pl.DataFrame) -> list[tuple[int, list[str]]]:
    """Rows without a number of ten digits."""
    cells = [name for name in frame.columns if name.startswith("c") and name[1:].isdigit()]
    cells.sort(key=lambda name: int(name[1:]))
    whole = frame.select("source_row", *cells).filter(~pl.any_horizontal(pl.col(cells).str.contains(r"\d{10}").fill_null(value=False)))
    return [(row, [str(cell or "").strip() for cell in said]) for row, *said in whole.iter_rows()]


def _ordered(parts: Sequence[pl.DataFrame], across: Across) -> pl.DataFrame:
    """The parted rows in the order in which they are read: row by row; list by list where a later one has titles or totals of its own."""
    own = [made for made in enumerate(across.made) if not made[1].shared]
    lists = False
    last = max((part.filter("named").get_column("row").max() or 0 for part in parts), default=0)
    for part in parts:
        for row, person, *cells in part.filter(~pl.col("named")).select("row", "person", *(f"c{n}" for n, _ in own)).iter_rows():
            said = [str(cell).strip() for cell in cells if str(cell or "").strip()]
            if person and (is_group(said) or is_total(said)):
                lists = True
            if said and is_total(said):
                last = max(last, row)
    rows = pl.concat(parts).with_columns(foot=pl.col("row") > last)
    rows = rows.sort("row", "person").with_columns(page=pl.col("again").cum_sum())
    order = pl.when(pl.col("foot") | ~pl.lit(lists)).then(0).otherwise(pl.col("person"))
    return rows.with_columns(order=order).sort("foot", "page", "order", "row", "person", maintain_order=True)


def _said(parted: pl.DataFrame, across: Across) -> tuple[str, ...]:
    if across.left:
        return (_LEFT.format(columns=", ".join(f"'{shown(text)}'" for text in across.left[:4]) + (", …" if len(across.left) > 4 else "")),)
    if across.first:
        return (_COUPLE,)
    people = parted.filter("named")
    return (_PARTED.format(rows=people.get_column("row").n_unique(), people=people.height),)
