"""Headers and footers of the pages of a print, among the lines of a text that are no row.

Reach for it with the lines that could not be parsed and that nothing else could use. Such a line is told once with its count, never row by
row as if somebody were lost.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.read.rows import is_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.grid import Trouble

_SOMEBODY, _WORDS = re.compile(r"\d{5}"), re.compile(r"[^\W\d_]+")
_AGAIN = 3
"""Times that a line which is no row comes again to be one of the page."""


def page_lines(rejected: Sequence[Trouble], titles: Sequence[str]) -> set[int]:
    """Rows of page headers and footers: they stand above the table too (`titles`), or come again and again, but for the number of the
    page. None holds somebody's number, none names a place."""
    above = {_shape(line) for line in titles} - {""}
    lines = {t.row: t.value or "" for t in rejected if t.row is not None}
    shapes = {row: _shape(line) for row, line in lines.items() if not _SOMEBODY.search(line) and not is_group([line.strip(" ;,|\t")])}
    often = {shape for shape, count in Counter(shapes.values()).items() if count >= _AGAIN}
    return {row for row, shape in shapes.items() if shape in above or shape in often}


def say_pages(rows: set[int]) -> list[str]:
    """One sentence for all of them."""
    said = (
        f"{len(rows)} baris kepala atau kaki halaman yang berulang di tengah daftar dilewati (yang pertama baris {min(rows, default=0)})."
    )
    return [said] if rows else []


def _shape(line: str) -> str:
    """The words of a line, whatever the numbers and signs between them."""
    return "".join(_WORDS.findall(line.lower()))
