"""The wrapped rest of cells in a print: lines between two rows, given to the row above or beneath where that is sure.

Reach for it with the lines of a printed page that are nobody's row. Cells stand at the top, in the middle or at the foot of their row, so
that the rest of a name may stand above the row's own line. The invariant: a rest that may be either neighbour's is nobody's, and is told.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORDS = re.compile(r"[A-Za-z]{2}")
_WORDY = 0.5


class Wraps:
    """Rests of cells on the lines between rows. cells: those of the rows by line; they are completed in place. `lost` counts
    what stood between rows and can be nobody's rest."""

    def __init__(self, cells: dict[int, list[str]]) -> None:
        self._cells, self.lost = cells, 0
        self._rests: dict[int, tuple[int, list[str]]] = {}
        self._ends: dict[int, int] = {}
        self._wordy = self._columns(cells)

    @staticmethod
    def _columns(cells: Mapping[int, Sequence[str]]) -> list[bool]:
        """Of each column whether its cells are words, which alone are wrapped."""
        width = len(next(iter(cells.values()), []))
        filled = [[row[c] for row in cells.values() if row[c]] for c in range(width)]
        return [bool(column) and sum(bool(_WORDS.search(v)) for v in column) > _WORDY * len(column) for column in filled]

    def fits(self, placed: Sequence[str]) -> bool:
        """Whether a line can be the rest of cells: all of it stands in columns of words."""
        return all(self._wordy[c] for c, cell in enumerate(placed) if cell)

    def add(self, page: tuple[int, int], line: int, placed: list[str]) -> None:
        """Take in such a line of a page (its first line and its end)."""
        self._rests[line], self._ends[line] = (page[0], placed), page[1]

    def join(self, rows: set[int]) -> list[str]:
        """Give each rest to its row. Returns what to say: how many found one, and how many not."""
        lines = sorted(rows)
        gaps = [gap for column in range(len(self._wordy)) for gap in self._gaps(column, lines)]
        down, up = (sum(self._alone(gap) == side for gap in gaps) for side in ("above", "beneath"))
        usual = "above" if down and not up else "beneath" if up and not down else ""
        around = {(gap.column, row) for gap in gaps for row in (gap.above, gap.beneath) if row is not None}
        twice = (
            {place for place in around if sum(place in ((g.column, g.above), (g.column, g.beneath)) for g in gaps) > 1} if gaps else set()
        )
        parts: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for gap in gaps:
            for line, text, row in () if any("  " in text for _, text in gap.pieces) else self._given(gap, usual, twice):
                if row in self._cells:
                    parts.setdefault((gap.column, row), []).append((line, text))
        for (column, row), found in parts.items():
            self._cells[row][column] = " ".join(text for _, text in sorted([*found, (row, self._cells[row][column])]) if text)
        joined = sum(map(len, parts.values()))
        return _say(joined, sum(len(gap.pieces) for gap in gaps) - joined + self.lost)

    def _given(self, gap: Gap, usual: str, twice: set[tuple[int, int]]) -> list[tuple[int, str, int]]:
        around = [row for row in (gap.above, gap.beneath) if row is not None]
        bare = [row for row in around if not self._filled(row, gap.column)]
        return gap.given(usual, [row for row in bare if (gap.column, row) in twice], len(bare))

    def _gaps(self, column: int, lines: Sequence[int]) -> list[Gap]:
        """The rests of one column between two rows of one page."""
        found: dict[tuple[int | None, int | None], list[tuple[int, str]]] = {}
        for line, (page, placed) in sorted(self._rests.items()):
            if text := placed[column]:
                at = bisect(lines, line)
                above = lines[at - 1] if at and lines[at - 1] >= page else None
                beneath = lines[at] if at < len(lines) and lines[at] < self._ends[line] else None
                found.setdefault((above, beneath), []).append((line, text))
        return [Gap(column, above, beneath, tuple(pieces)) for (above, beneath), pieces in found.items()]

    def _alone(self, gap: Gap) -> str:
        """The side on which a page has only one row, whose cell is filled: there the rest of a cell stands."""
        if gap.above is None and gap.beneath is not None:
            return "beneath" if self._filled(gap.beneath, gap.column) else ""
        if gap.beneath is None and gap.above is not None:
            return "above" if self._filled(gap.above, gap.column) else ""
        return ""

    def _filled(self, row: int, column: int) -> bool:
        return row in self._cells and bool(self._cells[row][column])


@dataclass(frozen=True)
class Gap:
    """Rests of one column (line, text) between the row above and the row beneath on one page."""

    column: int
    above: int | None
    beneath: int | None
    pieces: tuple[tuple[int, str], ...]

    def given(self, usual: str, between: Sequence[int], bare: int) -> list[tuple[int, str, int]]:
        """(line, text, row) of the rests that surely are a row's: the only row's; of rows whose cell is empty with rests on both sides
        (`between`) one each; or, where no cell is empty (`bare`), the row's on the side where this print always has them (`usual`)."""
        if self.above is None or self.beneath is None:
            only = self.above if self.above is not None else self.beneath
            return [(line, text, only) for line, text in self.pieces] if only is not None else []
        if len(between) == len(self.pieces):
            return [(line, text, row) for (line, text), row in zip(self.pieces, between, strict=True)]
        if bare or not usual:
            return []
        row = self.above if usual == "above" else self.beneath
        return [(line, text, row) for line, text in self.pieces]


def _say(joined: int, lost: int) -> list[str]:
    said = []
    if joined:
        said.append(f"{joined} potongan isi sel yang turun ke baris lain disatukan kembali dengan barisnya.")
    if lost:
        said.append(
            f"{lost} potongan isi sel yang turun ke baris lain tidak dapat dipasangkan dengan pasti, jadi tidak dipakai; "
            "nama atau alamat pada baris di dekatnya terbaca sebagian. Minta Excel atau CSV aslinya."
        )
    return said
