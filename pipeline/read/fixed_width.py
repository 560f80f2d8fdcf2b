"""Fixed width text to a grid: columns found by a ruler of dashes, by the blanks that run through header and rows, or by a layout's slices.

Reach for it when no separator yields a header. A line that has a letter where a gap must be is rejected with a sentence:
its columns have run into each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.grid import Body, Row, Trouble
from pipeline.read.headers import Heading
from pipeline.read.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.layouts import Plan
    from pipeline.read.lines import Lines
    from pipeline.read.locate import Finder

_WORDS = re.compile(r"\S+(?: \S+)*")
_SOMEBODY = re.compile(r"\d{6,}")
"""A number of six digits: a line of data. Titles and lines of totals or signatures keep no columns."""
_RULER = re.compile(r"^\s*[-=_]+(?:[ +|]+[-=_]+)+\s*$")
_SAMPLE = 500
_END = 1_000_000
_RAN_TOGETHER = "Isi kolom pada baris ini melewati batas lebarnya, sehingga kolomnya bercampur. Minta pengirim mengirim sebagai .xlsx."
_PATTERNS = {"nik": r"^\d{16}$", "no_kk": r"^\d{16}$", "account": r"^\d{6,20}$", "name": r"^[A-Za-z][^\d]+$"}


class FixedWidthGrid(SheetGrid):
    """Lines cut into `slices` (from, to). `gaps`: a blank stands before each column but the first, else the line is rejected.
    The first `titles` lines are titles and stay whole."""

    def __init__(
        self, lines: Lines, slices: Sequence[tuple[int, int]], *, gaps: bool, search: int, sheet: str = "", titles: int = 0
    ) -> None:
        self._texts = pl.Series("line", [lines.text(i).expandtabs() for i in range(len(lines))], dtype=pl.String)
        self._starts = [start for start, _ in slices[1:]] if gaps else []
        cells = [self._texts.str.slice(a, b - a).str.strip_chars().replace("", None).alias(f"c{n}") for n, (a, b) in enumerate(slices)]
        self._titles = titles
        super().__init__(sheet, pl.DataFrame(cells), None, data=b"", search=search)

    def _read_top(self) -> list[Row]:
        rows = super()._read_top()
        return [Row(r.row, r.last, (" ".join(self._texts[r.row - 1].split()),)) if r.row <= self._titles else r for r in rows]

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Rows after row `after`; lines whose columns ran together are rejected."""
        found = super().body(after, width, columns)
        crossing = pl.Series([False] * len(self._texts))
        for start in self._starts:
            crossing |= self._texts.str.slice(start - 1, 1).str.contains(r"\S")
        crossing &= self._texts.str.contains(_SOMEBODY.pattern)
        bad = [i + 1 for i in crossing.arg_true().to_list() if i + 1 > after]
        troubles = tuple(Trouble(row, "READ-01", "error", _RAN_TOGETHER, None, self._texts[row - 1][:200]) for row in bad)
        frame = found.frame.filter(~pl.col("source_row").is_in(pl.Series(bad, dtype=pl.Int64).implode()))
        return Body(frame, troubles, found.blank)


def by_blanks(lines: Lines, finder: Finder, *, search: int, sheet: str) -> FixedWidthGrid | None:
    """Columns as the ruler beneath the header has them, else separated by blanks all the way down. None unless a header row's words and the
    columns agree in number."""
    count = min(len(lines), search + _SAMPLE)
    texts = [lines.text(i).expandtabs() for i in range(count)]
    for index, text in enumerate(texts[:search]):
        words = [m.group(0) for m in _WORDS.finditer(text)]
        if len(words) < 2 or finder.score([Heading(w) for w in words]) < 2:
            continue
        rows = [text, *(t for t in texts[index + 1 :] if _SOMEBODY.search(t))]
        ruler = next((t for t in texts[index + 1 : index + 3] if t.strip()), "")
        slices = _ruled(ruler) if _RULER.match(ruler) else _columns(rows)
        if len(rows) > 2 and len(slices) == len(words):
            return FixedWidthGrid(lines, slices, gaps=True, search=search, sheet=sheet, titles=index)
    return None


def _ruled(ruler: str) -> list[tuple[int, int]]:
    """One column from each run of dashes to the next."""
    starts = [match.start() for match in re.finditer(r"[-=_]+", ruler)]
    return list(zip(starts, [*starts[1:], _END], strict=True))


def _columns(rows: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of character places where some row has a letter; the last run goes on to the end of any line.

    One blank parts two columns only where a word of the header (the first row) begins behind it.
    """
    begins = {match.start() for match in _WORDS.finditer(rows[0])}
    width = max(map(len, rows))
    used = [False] * (width + 1)
    for row in rows:
        for match in re.finditer(r"\S+", row):
            used[match.start() : match.end()] = [True] * (match.end() - match.start())
    edges = [i for i in range(width + 1) if used[i] != (used[i - 1] if i else False)]
    runs = [(edges[i], edges[i + 1]) for i in range(0, len(edges) - 1, 2)]
    merged: list[tuple[int, int]] = []
    for start, end in runs:
        if merged and start - merged[-1][1] < 2 and start not in begins:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    starts = [start for start, _ in merged]
    return list(zip(starts, [*starts[1:], _END], strict=True))


def by_slices(lines: Lines, plans: Sequence[Plan], *, search: int, sheet: str) -> tuple[Plan, FixedWidthGrid] | None:
    """The first layout (office's first, then by id) whose slices cut the first lines into what they say."""
    rows = [lines.text(i) for i in range(min(len(lines), 50)) if lines.text(i).strip()]
    for plan in sorted((p for p in plans if p.slices), key=lambda p: (not p.office, p.id)):
        if rows and all(_fits(plan, row) for row in rows[: max(1, len(rows) - 2)]):
            return plan, FixedWidthGrid(lines, list(plan.slices.values()), gaps=False, search=search, sheet=sheet)
    return None


def _fits(plan: Plan, row: str) -> bool:
    cells = {name: row[a:b].strip() for name, (a, b) in plan.slices.items()}
    return all(re.match(_PATTERNS[name], cell) for name, cell in cells.items() if name in _PATTERNS)
