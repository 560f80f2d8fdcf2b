"""The HTML house: templates with escaping on and undefined names refused; tables, figures and sections they draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Cell:
    """A table cell with a look (`good`, `bad`, `soft`, `strong`, `path`) and perhaps a second, softer line."""

    text: str
    look: str = ""
    sub: str = ""


@dataclass(frozen=True)
class Column:
    """A column head; numbers stand right, long texts get room, short ones are not broken."""

    title: str
    number: bool = False
    wide: bool = False
    narrow: bool = False


@dataclass(frozen=True)
class Table:
    """A table as the templates draw it; the first cell of a row is its head. `folded`: detail that opens at a touch, and in print."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    folded: bool = False


@dataclass(frozen=True)
class Tile:
    """A number to be seen first: how much, of what, and a softer line; `look` colours it, `share` (0–1) draws a bar."""

    number: str
    label: str
    detail: str = ""
    look: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Card:
    """A programme's numbers side by side."""

    title: str
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Figure:
    """A drawing: SVG text of our own making, and the sentence that says what it shows."""

    caption: str
    svg: str


@dataclass(frozen=True)
class Section:
    """One part of a page: heading, lead sentence, tiles, figures, tables, terms, lines; `empty` is said where there is nothing."""

    key: str
    title: str
    lead: str = ""
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    terms: Sequence[tuple[str, str]] = ()
    lines_title: str = ""
    lines: Sequence[str] = ()
    empty: str = ""
    tiles: Sequence[Tile] = ()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **view: Any) -> bytes:
    """A page as UTF-8 bytes. Every value is escaped; a name the view lacks is an error."""
    return _environment().get_template(template).render(**view).encode("utf-8")
