"""What the reading of one grid needs and what it comes to, inside the parsing child.

Reach for it between the rooms of `read`; `pipeline.read.contained.containment` makes `ReadTable` of an `Outcome`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.read.columns.locate import Finder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from pipeline.read.columns.headers import Vocabulary
    from pipeline.read.columns.layouts import Plan
    from pipeline.read.grid import Trouble
    from pipeline.read.model import ControlTotal, Unused
    from pipeline.read.shapes.beneath import Beneath
    from schemas.codes import Kind


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
    unused: tuple[Unused, ...] = ()
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
    under: str = ""  # the village that the last row between the data names
    beneath: Beneath | None = None  # where the next table of the sheet begins


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
