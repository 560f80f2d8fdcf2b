"""Fixed width text to a grid: columns found by a ruler of dashes, by the blanks that run through header and rows, or by a layout's slices.

Reach for it when no separator yields a header. A line that has a letter where a gap must be is rejected with a sentence:
its columns have run into each other.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.family_headings import card_lines
from pipeline.read.grid import Body, Row, Trouble
from pipeline.read.headers import Heading
from pipeline.read.rows import is_group, is_total
from pipeline.read.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.read.layouts import Plan
    from pipeline.read.lines import Lines
    from pipeline.read.locate import Finder

_WORDS = re.compile(r"\S+(?: \S+)*")
_SOMEBODY = re.compile(r"\d{6,}")
"""A number of six digits: a line of data. Titles and lines of totals or signatures keep no columns."""
_RULER = re.compile(r"^\s*[-=_]+(?:[ +|]+[-=_]+)+\s*$")
_LETTER = re.compile(r"[^\W\d_]")
_PAGE = re.compile(r"(?i)^\W*(?:hal(?:aman)?|page|lembar|bersambung\b.*)\W*\d*(?:\W*(?:dari|of)?\W*\d+)?\W*$")
_NUMBER = re.compile(r"(?i)(?:rp\.?\s*)?\d[\d.,]*(?:,-)?$")
_SAMPLE = 500
_END = 1_000_000
_RAN_TOGETHER = "Isi kolom pada baris ini melewati batas lebarnya, sehingga kolomnya bercampur. Minta pengirim mengirim sebagai .xlsx."
_PATTERNS = {"nik": r"^\d{16}$", "no_kk": r"^\d{16}$", "account": r"^\d{6,20}$", "name": r"^[A-Za-z][^\d]+$"}


class FixedWidthGrid(SheetGrid):
    """Lines cut into `slices` (from, to). `gaps`: a blank stands before each column but the first, else the line is rejected.
    The first `titles` lines are titles and stay whole, as do lines that `heads` says are labels of what is beneath."""

    def __init__(
        self,
        lines: Lines,
        slices: Sequence[tuple[int, int]],
        *,
        gaps: bool,
        search: int,
        sheet: str = "",
        titles: int = 0,
        heads: Callable[[Sequence[str]], frozenset[int]] | None = None,
    ) -> None:
        texts = [lines.text(i).replace("\f", "").expandtabs() for i in range(len(lines))]
        self._heads = heads(texts) if heads else frozenset()
        self._texts = pl.Series("line", _without_page_headers(texts, titles, self._heads) if gaps else texts, dtype=pl.String)
        self._starts = [start for start, _ in slices[1:]] if gaps else []
        cells = [self._texts.str.slice(a, b - a).str.strip_chars().replace("", None).alias(f"c{n}") for n, (a, b) in enumerate(slices)]
        self._titles = titles
        super().__init__(sheet, self._by_words(pl.DataFrame(cells), slices), None, data=b"", search=search)

    def _by_words(self, frame: pl.DataFrame, slices: Sequence[tuple[int, int]]) -> pl.DataFrame:
        """The cells, of lines that are nobody's and cross a column's edge (a long total) by their words instead."""
        crossing = self._crossing() & ~self._texts.str.contains(_SOMEBODY.pattern)
        rows = {row: _placed(self._texts[row], slices) for row in crossing.arg_true().to_list() if row >= self._titles}
        rows |= {row: [None] * len(slices) for row in self._heads}
        if not rows:
            return frame
        at = pl.Series(list(rows), dtype=pl.UInt32)
        cut = [frame.get_column(f"c{n}").scatter(at, [cells[n] for cells in rows.values()]) for n in range(len(slices))]
        return pl.DataFrame(cut)

    def _crossing(self) -> pl.Series:
        """Lines with a letter or digit where a column's gap must be."""
        crossing = pl.Series([False]).new_from_index(0, len(self._texts))
        for start in self._starts:
            crossing |= self._texts.str.slice(start - 1, 1).str.contains(r"\S")
        return crossing

    def _read_top(self) -> list[Row]:
        rows = super()._read_top()
        return [Row(r.row, r.last, self.whole_row(r.row)) for r in rows]

    def rows(self, after: int, count: int) -> list[Row]:
        """Up to `count` rows after row `after`, blank ones left out."""
        heads = [Row(i + 1, i + 1, self.whole_row(i + 1)) for i in self._heads if after <= i < after + count]
        return sorted([*super().rows(after, count), *heads], key=lambda row: row.row)

    def whole_row(self, row: int) -> tuple[str, ...]:
        """Every cell of one row; a title or a line of labels is one cell."""
        if row > self._titles and row - 1 not in self._heads:
            return super().whole_row(row)
        text = self._texts[row - 1].strip()
        return (text if row - 1 in self._heads else " ".join(text.split()),)

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Rows after row `after`; lines whose columns ran together are rejected."""
        found = super().body(after, width, columns)
        crossing = self._crossing() & self._texts.str.contains(_SOMEBODY.pattern)
        bad = sorted({i + 1 for i in (*crossing.arg_true().to_list(), *self._heads) if i + 1 > after})
        troubles = tuple(Trouble(row, "READ-01", "error", _RAN_TOGETHER, None, self._texts[row - 1][:200]) for row in bad)
        frame = found.frame.filter(~pl.col("source_row").is_in(pl.Series(bad, dtype=pl.Int64).implode()))
        return Body(frame, troubles, found.blank)


def _without_page_headers(texts: Sequence[str], header: int, heads: frozenset[int]) -> list[str]:
    """The lines, those of a page's header and foot below the first blank: lines above the header (at `header`) or the header once more, and
    others that are nobody's and recur, whatever page they number; a total, a place, labels (`heads`) and somebody's line stay."""
    nobodys = [i for i, text in enumerate(texts) if i > header and i not in heads and not _SOMEBODY.search(text) and text.strip()]
    shapes = {i: _shape(texts[i]) for i in nobodys}
    counts = Counter(shapes.values())
    first = {_shape(text) for i, text in enumerate(texts[: header + 1]) if text.strip() and i not in heads}
    out = list(texts)
    for i, shape in shapes.items():
        words = _WORDS.findall(texts[i])
        kept = is_total(words) or is_group(words) or not _LETTER.search(shape)
        if shape in first or _PAGE.match(texts[i]) or (counts[shape] > 1 and not kept):
            out[i] = ""
    return out


def _shape(text: str) -> str:
    """A line without its numbers and blanks."""
    return re.sub(r"[\d\s]+", " ", text).strip()


def _placed(text: str, slices: Sequence[tuple[int, int]]) -> list[str | None]:
    """The words of a line by column: a number under the column its last digit stands in, any other text where it begins."""
    cells = [""] * len(slices)
    for word in _WORDS.finditer(text):
        at = word.end() - 1 if _NUMBER.match(word[0]) else word.start()
        column = max((n for n, (start, _) in enumerate(slices) if start <= at), default=0)
        cells[column] = f"{cells[column]} {word[0]}".strip()
    return [cell or None for cell in cells]


def by_blanks(lines: Lines, finder: Finder, *, search: int, sheet: str) -> FixedWidthGrid | None:
    """Columns as the ruler beneath the header has them, else separated by blanks all the way down. None unless a header row's words and the
    columns agree in number."""
    count = min(len(lines), search + _SAMPLE)
    texts = [lines.text(i).expandtabs() for i in range(count)]
    heads = partial(card_lines, finder=finder)
    labels = {texts[i] for i in heads(texts)}
    for index, text in enumerate(texts[:search]):
        words = [m.group(0) for m in _WORDS.finditer(text)]
        if len(words) < 2 or finder.score([Heading(w) for w in words]) < 2:
            continue
        rows = [text, *(t for t in texts[index + 1 :] if _SOMEBODY.search(t) and t not in labels)]
        ruler = next((t for t in texts[index + 1 : index + 3] if t.strip()), "")
        slices = _ruled(ruler) if _RULER.match(ruler) else _columns(rows)
        if len(rows) > 2 and (len(slices) == len(words) or _says_more(text, slices, words, finder)):
            return FixedWidthGrid(lines, slices, gaps=True, search=search, sheet=sheet, titles=index, heads=heads)
    return None


def _says_more(text: str, slices: Sequence[tuple[int, int]], words: Sequence[str], finder: Finder) -> bool:
    """Whether a header cut where the data are cut says more than its words parted by two blanks ("JK TGL LAHIR" over `L  16-02-1963`)."""
    cut = [text[a:b].strip() for a, b in slices]
    return len(cut) > len(words) and all(cut) and finder.score([Heading(c) for c in cut]) > finder.score([Heading(w) for w in words])


def _ruled(ruler: str) -> list[tuple[int, int]]:
    """One column from each run of dashes to the next."""
    starts = [match.start() for match in re.finditer(r"[-=_]+", ruler)]
    return list(zip(starts, [*starts[1:], _END], strict=True))


def _columns(rows: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of character places where some row has a letter; the last run goes on to the end of any line.

    One blank parts two columns only where a word of the header (the first row) begins behind it, two blanks of it or, where the data
    beneath it are two blanks apart, one.
    """
    begins = {match.start() for match in _WORDS.finditer(rows[0])}
    width = max(map(len, rows))
    data = _places(rows[1:], width)
    used = [a or b for a, b in zip(data, _places(rows[:1], width), strict=True)]
    near = {match.start() for match in re.finditer(r"(?<=\S )\S", rows[0]) if not any(data[match.start() - 2 : match.start()])}
    edges = [i for i in range(width + 1) if used[i] != (used[i - 1] if i else False)]
    runs = [(edges[i], edges[i + 1]) for i in range(0, len(edges) - 1, 2)]
    merged: list[tuple[int, int]] = []
    for start, end in runs:
        apart = start in begins or (start in near and any(data[start:end]) and merged and any(data[merged[-1][0] : merged[-1][1]]))
        if merged and start - merged[-1][1] < 2 and not apart:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    starts = [start for start, _ in merged]
    return list(zip(starts, [*starts[1:], _END], strict=True))


def _places(rows: Sequence[str], width: int) -> list[bool]:
    """The character places where some row has a letter."""
    used = [False] * (width + 1)
    for row in rows:
        for match in re.finditer(r"\S+", row):
            used[match.start() : match.end()] = [True] * (match.end() - match.start())
    return used


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
