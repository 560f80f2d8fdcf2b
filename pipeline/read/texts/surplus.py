"""A line of a delimited text with more cells than its header: which separators stand inside a cell ("DEDE NURJANAH, S.Pd"); and one with
fewer, whose last cells are left off where they are empty.

Reach for it with the few lines that are too long. The invariants: a line is read only where one reading fits the columns, as the other
lines fill them, better than every other; nothing of it is left out; what cannot be decided is told back by the caller.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SAMPLE = 400
"""Lines of the right length that show what a column holds."""
_MOST_EXTRA, _LEAST = 3, 5
_CLEAR = 3
"""A reading that fits badly in one column is taken where every other is worse by so much (one less where a sign speaks for it)."""
_FEW_WORDS, _RARE = 30, 0.01
_DATE = re.compile(r"\d{1,4}\s*[-/. ]\s*(?:\d{1,2}|[A-Za-z]{3,9})\s*[-/. ]\s*\d{2,4}(?:[ T]\d\d?[:.]\d\d.*)?")
_MONEY = re.compile(r"(?i)(?:rp\.?\s*)?-?\d[\d.,\s]*(?:,-)?")
_TITLE = re.compile(r"(?i)\s*(?:[sm]\.?\s?\w{1,5}(?:\.\w+)*|a\.?\s?md\.?\w*|s[eht]|drs?|dra|ir|hj?|alm\w*)\.?\s*\)?")
"""A degree or a title behind a name."""


def _kind(cell: str) -> str:
    """What a cell looks like: blank, a date, a number by its size, letters, or a mixture."""
    text = cell.strip()
    if not text:
        return "blank"
    if _DATE.fullmatch(text):
        return "date"
    if _MONEY.fullmatch(text):
        digits = sum(c.isdigit() for c in text)
        return f"number {next((most for most in (3, 5, 9, 15, 16) if digits <= most), 17)}"
    if any(c.isdigit() for c in text):
        return "mixed"
    return "letter" if len(text) == 1 else "words"


@dataclass(frozen=True)
class _Column:
    """The kinds that its cells have, and the cells themselves where they are few."""

    kinds: frozenset[str]
    words: frozenset[str]
    indented: bool

    def takes(self, cell: str) -> int:
        """How badly a cell fits: 0 not at all badly, 1 a word never seen in a column of few words, 2 a kind never seen."""
        kind = _kind(cell)
        if kind not in self.kinds:
            return 2
        return int(bool(self.words) and kind != "blank" and cell.strip() not in self.words)


class Shapes:
    """What each column of a text holds, by lines of the right length."""

    def __init__(self, rows: Sequence[Sequence[str]], separator: str, usual: Collection[int] = ()) -> None:
        """usual: the numbers of cells that many lines have."""
        self._separator, self._rows, self._usual = separator, len(rows), usual
        self._columns = [_column(cells) for cells in zip(*rows, strict=True)] if rows else []

    @property
    def learned(self) -> bool:
        """Whether lines enough show what the columns hold."""
        return self._rows >= _LEAST

    def fitted(self, fields: Sequence[str]) -> tuple[list[str], list[int]] | None:
        """A line of too many fields as the columns take it, and the columns that hold a separator; None where that is not certain."""
        extra = len(fields) - len(self._columns)
        if not self.learned or not 0 < extra <= _MOST_EXTRA:
            return None
        readings = sorted(self._read(fields, glued) for glued in combinations(range(1, len(fields)), extra))
        best = readings[0]
        others = [other for other in readings if other[2] != best[2]]
        margin = min((other[0] for other in others), default=_CLEAR) - best[0]
        sure = best[0] <= 1 or (best[0] <= _CLEAR and margin >= _CLEAR - bool(best[1]))
        return (best[2], best[3]) if sure and all(other[:2] != best[:2] for other in others) else None

    def padded(self, fields: Sequence[str]) -> list[str] | None:
        """A line of too few fields, as many lines have, with blanks for the last columns; None where its cells do not fit the first."""
        lacking = len(self._columns) - len(fields)
        if not self.learned or not 0 < lacking <= _MOST_EXTRA or len(fields) not in self._usual:
            return None
        fits = all(column.takes(cell) == 0 or not cell.strip() for column, cell in zip(self._columns, fields, strict=False))
        return [*fields, *[""] * lacking] if fits else None

    def _read(self, fields: Sequence[str], glued: tuple[int, ...]) -> tuple[int, int, list[str], list[int]]:
        """One reading: how badly it fits, the signs that it is right (negative), the cells, the columns put together. glued: fields that
        belong to the one before."""
        cells: list[str] = []
        joined: list[int] = []
        signs = 0
        for at, field in enumerate(fields):
            if at not in glued:
                cells.append(field)
            elif field.strip():
                column = self._columns[len(cells) - 1]
                signs += (field[:1] == " " and not column.indented) + (_kind(cells[-1]) == "words" and bool(_TITLE.fullmatch(field)))
                cells[-1] += self._separator + field
                joined.append(len(cells) - 1)
        return sum(column.takes(cell) for column, cell in zip(self._columns, cells, strict=True)), -signs, cells, joined


def _column(cells: Sequence[str]) -> _Column:
    counts = Counter(map(_kind, cells))
    kinds = frozenset(kind for kind, n in counts.items() if n > _RARE * len(cells))
    words = {cell.strip() for cell in cells}
    few = len(cells) >= 2 * _FEW_WORDS and len(words) <= _FEW_WORDS
    return _Column(kinds, frozenset(words) if few else frozenset(), any(cell[:1] == " " for cell in cells))
