"""A table before anyone knows what it means: rows of cells with their row numbers, from a text file or from a sheet.

Reach for it between the readers of containers and `pipeline.read.tables`, which finds the header and names the columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Row:
    """One row of the top of a table: its number and that of the last physical row it covers (1 = first), its cells."""

    row: int
    last: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Trouble:
    """A row (or cell) told back: `column` is the column's index or None, `severity` error (row not used) or warning."""

    row: int | None
    rule: str
    severity: str
    sentence: str
    column: int | None = None
    value: str | None = None


@dataclass(frozen=True)
class Body:
    """Data rows: `source_row` and one String column `c<index>` per column asked for; rejected and blank rows are not in it."""

    frame: pl.DataFrame
    rejected: tuple[Trouble, ...] = ()
    blank: int = 0


def _no_rows() -> pl.Series:
    return pl.Series("row", [], dtype=pl.Int64)


def _no_digits() -> pl.DataFrame:
    return pl.DataFrame(schema={"row": pl.Int64, "digits": pl.String})


@dataclass(frozen=True)
class Kinds:
    """Of one column of a workbook: rows (1-based) whose cell is a number, and (row, digits) where the file holds 16 or more."""

    numbers: pl.Series = field(default_factory=_no_rows)
    exact: pl.DataFrame = field(default_factory=_no_digits)


class Grid(Protocol):
    """What every reader of a container gives."""

    sheet: str
    hidden: bool
    notes: tuple[str, ...]

    def top(self) -> list[Row]:
        """The first rows, blank ones left out."""

    def rows(self, after: int, count: int) -> list[Row]:
        """Up to `count` rows after row `after`, blank ones left out."""

    def width(self) -> int:
        """Number of columns."""

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Rows after row `after`, of a table `width` columns wide."""

    def sample(self, after: int) -> list[Sequence[str]]:
        """Cells of the first rows below `after`, for judging what a column holds."""

    def tail(self) -> list[Sequence[str]]:
        """Cells of the last rows, blank ones left out."""

    def whole_row(self, row: int) -> tuple[str, ...]:
        """Every cell of one row."""

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Cell kinds of some columns; empty for text files."""

    def hidden_rows(self, after: int) -> int:
        """Rows below `after` that a filter hides."""

    def rows_below(self, after: int) -> int:
        """Rows below `after` that are not blank."""

    def filled(self, after: int, width: int, columns: Sequence[int], rows: pl.Series) -> dict[int, int]:
        """Of columns that nobody reads: how many cells of these rows are filled; empty where counting them would cost a second reading."""

    def troubles(self, after: int, columns: Sequence[int]) -> list[Trouble]:
        """Cells of these columns below `after` that hold an error, or a formula without a stored value."""
