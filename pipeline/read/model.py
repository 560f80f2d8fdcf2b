"""What reading a file yields: the file's account, its tables as text columns, and the rows that could not be parsed.

Reach for it wherever a table travels on from `read`. The invariants: every cell is text exactly as the file holds it (null
when empty), `source_row` is the row as a spreadsheet shows it, `read` counts every data row including the rejected ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.codes import Kind

REJECTS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("file", "sheet"), pl.String),
    "row": pl.Int64,
    **dict.fromkeys(("column", "rule_id", "severity", "sentence", "value"), pl.String),
}
"""Columns of a rejects frame, in the order of `schemas.tables.Rejects` (not imported here: pandera costs a second)."""

CELL_FIELDS = ("nik", "no_kk", "card", "account")
"""Identifier fields of which a workbook's cell kind is told in `<field>__cell`: 'text', 'number' or null."""

ROW = "__row"
"""Ending of a column that tells where a field's cells stood in a survey of one row a question."""

PLACE = "__place"
"""Of a table whose rows were parted by person (`pipeline.read.shapes.apart`): the row of the file; `source_row` counts the parted rows."""


ROWS = "rows"
"""The field of a control total that counts rows or recipients, not money."""


@dataclass(frozen=True)
class ControlTotal:
    """A number of a JUMLAH/TOTAL row: what the sender says the column adds up to; of `ROWS` the words that count the rows above it."""

    field: str
    row: int
    value_text: str


class Unused(NamedTuple):
    """A column that nothing is taken from: its header, its filled cells (`whole`: in every row; else in the first ones), and whether its
    header is one that Padan knows and has no use for."""

    header: str
    filled: int
    whole: bool
    known: bool


@dataclass(frozen=True)
class ReadTable:
    """One table of one file: which list it is, where its header stands, its data rows as text."""

    name: str
    sheet: str
    kind: Kind
    layout: str  # a layout's id, or "auto:<kind>"; "auto:persons": a plain list of people, of no known kind
    header_row: int  # 0: the file has no header row
    headers: Mapping[str, str]
    frame: pl.DataFrame
    title: str = ""
    unmapped: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    nearest: tuple[str, tuple[str, ...]] | None = None
    totals: tuple[ControlTotal, ...] = ()
    read: int = 0
    skipped: int = 0
    hidden_rows: int = 0
    problem: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def in_file(self, told: pl.DataFrame, row: str = "row", nth: str | None = None) -> pl.DataFrame:
        """A frame whose column `row` counts parted rows, with the rows of the file instead (`nth`: which of the file's row each was, from
        0); any other table's as it is."""
        if PLACE not in self.frame.columns:
            return told
        rows = self.frame.select(pl.col("source_row").alias(row), PLACE, _nth=pl.int_range(pl.len()).over(PLACE))
        totals_at: Mapping[str, int] = self.hints.get("totals_at", {})  # type: ignore[assignment]
        totals = [(int(parted), place, 0) for parted, place in totals_at.items()]
        places = pl.concat([rows, pl.DataFrame(totals, schema=rows.schema, orient="row")])
        placed = told.join(places, on=row, how="left", maintain_order="left").with_columns(pl.coalesce(PLACE, row).alias(row))
        return placed.drop(PLACE).rename({"_nth": nth}) if nth else placed.drop(PLACE, "_nth")

    def at_question(self, rejects: pl.DataFrame) -> pl.DataFrame:
        """Rejects with the row that each speaks of: of a survey in long form the question's (`<field>__row`), not the visit's."""
        for name in (column.removesuffix(ROW) for column in self.frame.columns if column.endswith(ROW)):
            rows = self.frame.select(row="source_row", _asked=name + ROW).unique("row")
            mine = pl.col("column") == self.headers.get(name, name)
            placed = rejects.join(rows, on="row", how="left", maintain_order="left")
            rejects = placed.with_columns(row=pl.when(mine).then(pl.coalesce("_asked", "row")).otherwise("row")).drop("_asked")
        return rejects


@dataclass(frozen=True)
class FileRead:
    """One file: its hash, what it is made of, its tables, and the one sentence that says why it was refused."""

    name: str
    sha256: str
    size: int
    container: str
    encoding: str = ""
    delimiter: str = ""
    tables: tuple[ReadTable, ...] = ()
    problem: str | None = None
    rejects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTS))
    skipped: int = 0
    notes: tuple[str, ...] = ()
