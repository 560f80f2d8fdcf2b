"""What standardising needs beside the table: the file's hash, the folder's month, the office's settings; and what comes out.

When to reach for it: to call `standardise`. The invariants: everything is frozen; `SourceTable` is what `read` hands over, told by its
shape so that no stage imports another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.standardise.people.dates import Span
from pipeline.standardise.text import parted
from schemas.months import last_day
from schemas.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from pipeline.standardise.money.amounts import Dialect
    from pipeline.standardise.numbers.identity import Trust
    from schemas.codes import Kind


class StatedTotal(Protocol):
    """A number of a JUMLAH row: which field, where, as written."""

    @property
    def field(self) -> str:
        """The canonical field whose column it stands under."""

    @property
    def row(self) -> int:
        """The row of the sheet, as a spreadsheet counts it."""

    @property
    def value_text(self) -> str:
        """The number as written."""


class SourceTable(Protocol):
    """The shape of `pipeline.read.ReadTable` that standardising uses."""

    @property
    def name(self) -> str:
        """The path of the file below data/raw."""

    @property
    def sheet(self) -> str:
        """The sheet; empty in a text file."""

    @property
    def kind(self) -> Kind:
        """What list it is."""

    @property
    def layout(self) -> str:
        """The id of its layout, `auto:<kind>` where its columns alone told what it is."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The header of each canonical field that it has."""

    @property
    def frame(self) -> pl.DataFrame:
        """Its rows as text: `source_row`, a column a field, `<number>__cell` (how a spreadsheet stored it)."""

    @property
    def title(self) -> str:
        """The lines above the header, parted by ` / `."""

    @property
    def unmapped(self) -> Sequence[str]:
        """Headers of columns that no field is taken from."""

    @property
    def hints(self) -> Mapping[str, Any]:
        """What reading learned beside the rows: codes, area codes, parts."""

    @property
    def totals(self) -> Sequence[StatedTotal]:
        """The numbers of its JUMLAH rows."""


@dataclass(frozen=True)
class FileContext:
    """Hash and month of the file, settings of the office, and its folder of lookups (`data/lookups`), if any."""

    sha256: str
    period: str
    settings: Settings = field(default_factory=Settings)
    lookups: Path | None = None

    def births(self) -> Span:
        """Birth dates that make sense: 1890 to a month after the folder's month."""
        return Span(dt.date(1890, 1, 1), last_day(self.period) + dt.timedelta(days=31))

    def events(self) -> Span:
        """Days of payment, visit and death that make sense: 2000 to two years after the folder's month."""
        return Span(dt.date(2000, 1, 1), last_day(self.period) + dt.timedelta(days=731))


def own_name(table: SourceTable, context: FileContext) -> str:
    """The file's name below the month's folder, words written together apart: the folder's own digits are no word of the sender."""
    return parted(table.name.split("/", 1)[1] if table.name.startswith(f"{context.period}/") else table.name)


def codes_of(table: SourceTable, field: str) -> Mapping[str, str]:
    """Code → word of a field, where the layout's hints name them."""
    return dict((table.hints.get("codes") or {}).get(field, {}))


@dataclass(frozen=True)
class Standardised:
    """A table in canonical columns (all rows of the source, in its order), what is told back, and how far its numbers can be believed."""

    frame: pl.DataFrame
    rejects: pl.DataFrame
    trust: tuple[Trust, ...] = ()
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    area_system: str | None = None
    relationship_table: str | None = None
    notes: tuple[str, ...] = ()
    also_used: tuple[str, ...] = ()  # fields that served as another (a hamlet as the village)
