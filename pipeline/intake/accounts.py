"""The account of one source table: what was read and what became of it, its totals, how far its numbers can be believed.

When to reach for it: `ingest` makes one per table, `inspect`, `check`, the manifest and the scorecards print it. The invariants: read =
used + rejected + duplicates, asserted when it is made; totals are compared to the rupiah; plain values only, so that it can be written as
JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import PadanError
from pipeline.read.refusal import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.model import Unused


@dataclass(frozen=True)
class Total:
    """A number the sender states for a column against what its rows add up to. `difference` = stated − counted; null: unreadable."""

    field: str
    row: int
    stated: int | None
    counted: int
    difference: int | None


@dataclass(frozen=True)
class NumberTrust:
    """How far an identifier column can be believed: header, grade A to D ("" when empty), cells per status, cells stored as numbers."""

    column: str
    header: str
    grade: str
    counts: tuple[tuple[str, int], ...]
    number_cells: int


@dataclass(frozen=True)
class Account:
    """One table of one file. `problem` is one Indonesian sentence where it could not be used."""

    file: str
    sheet: str
    kind: str
    layout: str
    sender: str | None = None
    read: int = 0
    used: int = 0
    rejected: int = 0
    duplicates: int = 0
    skipped: int = 0
    nik_rows: int = 0
    nik_damaged: int = 0
    total_stated: int | None = None
    total_found: int | None = None  # rupiah of all rows read, repeats and rejects too
    total_used: int | None = None  # rupiah of the used rows
    total_other: int | None = None  # of those, rupiah of rows that do not speak for the month judged
    problem: str | None = None
    header_row: int = 0
    section: str = ""  # the title of a section, which stands in `header_row` in place of a header
    hidden_rows: int = 0
    warnings: int = 0
    totals: tuple[Total, ...] = ()
    trust: tuple[NumberTrust, ...] = ()
    area_system: str | None = None
    relationship_table: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    snapshot: str | None = None
    unmapped: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    nearest: str | None = None
    missing: tuple[str, ...] = ()
    proposal: str | None = None  # of a table no layout fits: a layout file ready to be completed
    notes: tuple[str, ...] = ()
    foreign: bool = False  # a list of other matters: no sender is missed because it was not read
    lesser: str | None = None  # of a registry that counts only where the month has no other: why
    replaces: bool = False  # its title says that it takes the place of an earlier list
    part: str = ""  # by what words it calls itself a part of a longer list (`pipeline.read.parts`)

    def __post_init__(self) -> None:
        """Counts are conserved (DESIGN): a breach is our bug and stops before anything is published."""
        if self.read != self.used + self.rejected + self.duplicates:
            raise PadanError(
                f"cacat Padan: dibaca {self.read}, dipakai {self.used} + ditolak {self.rejected} + ganda {self.duplicates}. Laporkan.",
                file=self.file,
                sheet=self.sheet,
            )


def say_unused(columns: Sequence[Unused]) -> str:
    """Columns that nothing is taken from, each with its filled cells."""
    return ", ".join(f"{shown(column.header, 60)} ({'' if column.whole else '≥ '}{column.filled} sel)" for column in columns)


def unknown_columns(account: Account) -> str | None:
    """One sentence for the columns of a used table whose header nobody knows although cells are filled; None where there are none."""
    unknown = [column for column in account.unused if column.filled and not column.known]
    if not unknown or account.problem:
        return None
    return f"kolom yang tidak dikenal, isinya tidak dipakai: {say_unused(unknown)}. Bila perlu, ajarkan dengan 'padan layout adopt'."


def rows_of(account: Account, accounts: Sequence[Account], sheet: str = "source_sheet", row: str = "source_row") -> pl.Expr:
    """Which rows of a file an account speaks of: those of its sheet, of several tables in one sheet those down to the next header."""
    mine = pl.col(sheet).fill_null("") == account.sheet
    headers = sorted(other.header_row for other in accounts if other.sheet == account.sheet)
    if len(headers) < 2:
        return mine
    below = next((header for header in headers if header > account.header_row), None)
    if account.header_row > headers[0]:
        mine &= pl.col(row) >= account.header_row
    return mine if below is None else mine & (pl.col(row) < below)
