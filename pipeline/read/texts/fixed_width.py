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

from pipeline.read.columns.headers import Heading
from pipeline.read.rows import is_group, is_signature, is_total
from pipeline.read.shapes.family_headings import card_lines
from pipeline.read.texts.line_grid import LineGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.read.columns.layouts import Plan
    from pipeline.read.columns.locate import Finder
    from pipeline.read.texts.lines import Lines

_WORDS = re.compile(r"\S+(?: \S+)*")
_SOMEBODY = re.compile(r"\d{6,}")
"""A number of six digits: a line of data. Titles and lines of totals or signatures keep no columns."""
RULER = re.compile(r"^\s*[-=_]+(?:[ +|]+[-=_]+)+\s*$")
_LETTER = re.compile(r"[^\W\d_]")
PAGE = re.compile(r"(?i)^\W*(?:hal(?:aman)?|page|lembar|bersambung\b.*)\W*\d*(?:\W*(?:dari|of)?\W*\d+)?\W*$")
_NUMBER = re.compile(r"(?i)(?:rp\.?\s*)?\d[\d.,]*(?:,-)?$")
_SAMPLE = 500
_FEW = 2
_END = 1_000_000
_RAN_TOGETHER = "Isi kolom pada baris ini melewati batas lebarnya, sehingga kolomnya bercampur. Minta pengirim mengirim sebagai .xlsx."
_PATTERNS = {"nik": r"^\d{16}$", "no_kk": r"^\d{16}$", "account": r"^\d{6,20}$", "name": r"^[A-Za-z][^\d]+$"}


class FixedWidthGrid(LineGrid):
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
        said = _cards_named([lines.text(i).replace("\f", "").expandtabs() for i in range(len(lines))])
        labels = heads(said) if heads else frozenset()
        texts = pl.Series("line", _without_page_headers(said, titles, labels) if gaps else said, dtype=pl.String)
        crossing = _crossing(texts, [start for start, _ in slices[1:]] if gaps else [])
        somebody = texts.str.contains(_SOMEBODY.pattern)
        cells = [texts.str.slice(a, b - a).str.strip_chars().replace("", None).alias(f"c{n}") for n, (a, b) in enumerate(slices)]
        by_words = {row: _placed(texts[row], slices) for row in (crossing & ~somebody).arg_true().to_list() if row >= titles}
        by_words |= {row: [None] * len(slices) for row in labels}
        if gaps:
            by_words |= {row: _placed(texts[row], slices) for row in _places_named(texts, somebody) if row >= titles}
            by_words |= (rests := _rests(pl.DataFrame(cells), somebody, titles))
            texts = texts.scatter([row + 1 for row in rests], "") if rests else texts
            by_words |= {row + 1: [None] * len(slices) for row in rests}
        super().__init__(
            _with_rows(pl.DataFrame(cells), by_words),
            texts,
            titles=titles,
            heads=labels,
            bad=(crossing & somebody).arg_true().to_list(),
            sentence=_RAN_TOGETHER,
            search=search,
            sheet=sheet,
        )


def _with_rows(frame: pl.DataFrame, rows: Mapping[int, Sequence[str | None]]) -> pl.DataFrame:
    """The cells, those of some rows (lines that are nobody's and cross a column's edge, as a long total) replaced."""
    if not rows:
        return frame
    at = pl.Series(list(rows), dtype=pl.UInt32)
    return pl.DataFrame([frame.get_column(name).scatter(at, [cells[n] for cells in rows.values()]) for n, name in enumerate(frame.columns)])


def _crossing(texts: pl.Series, starts: Sequence[int]) -> pl.Series:
    """Lines with a letter or digit where a column's gap must be."""
    crossing = pl.Series([False]).new_from_index(0, len(texts))
    for start in starts:
        crossing |= texts.str.slice(start - 1, 1).str.contains(r"\S")
    return crossing


def _places_named(texts: pl.Series, somebody: pl.Series) -> list[int]:
    """Lines of one text that names a place ("DESA TALUN"), which a column's edge would cut."""
    alone = (~somebody & ~texts.str.contains(r"\S\s{2,}\S") & texts.str.contains(r"\S")).arg_true().to_list()
    return [row for row in alone if is_group([texts[row].strip()])]


def _rests(frame: pl.DataFrame, somebody: pl.Series, titles: int) -> dict[int, list[str | None]]:
    """Rows whose name or address runs on to the line beneath them, by line, with all of it: words under one column of words alone, which
    would not have fitted behind those of the row above, whose cell they go on."""
    lone = pl.sum_horizontal(pl.all().is_not_null()) == 1
    rows = frame.select(lone & ~somebody & somebody.shift(1, fill_value=False)).to_series().arg_true().to_list()
    longest = frame.filter(somebody).select(pl.all().str.len_chars().max()).row(0) if rows else ()
    found: dict[int, list[str | None]] = {}
    for row in rows:
        above, cells = list(frame.row(row - 1)), frame.row(row)
        column = next(c for c, cell in enumerate(cells) if cell)
        words, begun = cells[column] or "", above[column] or ""
        kept = is_total([words]) or is_group([words]) or is_signature([words]) or PAGE.match(words)
        whole = f"{begun} {words}"
        if row > titles and column and begun and not kept and _ONLY_WORDS.fullmatch(whole) and len(whole) > (longest[column] or 0):
            above[column] = whole
            found[row - 1] = above
    return found


_ONLY_WORDS = re.compile(r"[^\W\d_][^\d]*")


def _without_page_headers(texts: Sequence[str], header: int, heads: frozenset[int]) -> list[str]:
    """The lines, those of a page's header and foot below the first blank: lines above the header (at `header`) or the header once more, and
    others that are nobody's and recur, whatever page they number; a total, a place, labels (`heads`) and somebody's line stay."""
    nobodys = [i for i, text in enumerate(texts) if i > header and i not in heads and not _SOMEBODY.search(text) and text.strip()]
    shapes = {i: page_shape(texts[i]) for i in nobodys}
    counts = Counter(shapes.values())
    first = {page_shape(text) for i, text in enumerate(texts[: header + 1]) if text.strip() and i not in heads}
    out = list(texts)
    for i, shape in shapes.items():
        words = _WORDS.findall(texts[i])
        kept = is_total(words) or is_group(words) or not _LETTER.search(shape)
        if shape in first or PAGE.match(texts[i]) or (counts[shape] > 1 and not kept):
            out[i] = ""
    return out


def page_shape(text: str) -> str:
    """A line without its numbers and blanks."""
    return re.sub(r"[\d\s]+", " ", text).strip()


_CARD = re.compile(r"(?i)\s*(?:salinan )?kartu keluarga\s*")
_ITS_NUMBER = re.compile(r"(?i)(\s*)no(?:mor)?\.?\s*:?\s*(\d{16})\s*")


def _cards_named(texts: Sequence[str]) -> list[str]:
    """The lines, the number beneath the title of a family card (`KARTU KELUARGA`, `No. 3505…`) with the label that it is."""
    out = list(texts)
    for i, text in enumerate(texts[:-1]):
        number = _ITS_NUMBER.fullmatch(texts[i + 1]) if _CARD.fullmatch(text) else None
        if number is not None:
            out[i], out[i + 1] = "", f"{number[1]}No. KK : {number[2]}"
    return out


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
    raw = [lines.text(i) for i in range(count)]
    texts = _cards_named([text.replace("\f", "").expandtabs() for text in raw])
    feeds = sum("\f" in text for text in raw[1:] if text.strip())
    heads = partial(card_lines, finder=finder)
    labels = {texts[i] for i in heads(texts)}
    for index, text in enumerate(texts[:search]):
        words = [m.group(0) for m in _WORDS.finditer(text)]
        if len(words) < 2 or finder.score([Heading(w) for w in words]) < 2:
            continue
        rows = [text, *(t for t in texts[index + 1 :] if _SOMEBODY.search(t) and t not in labels)]
        ruler = next((t for t in texts[index + 1 : index + 3] if t.strip()), "")
        ruled = bool(RULER.match(ruler))
        slices = _ruled(ruler) if ruled else _columns(rows)
        sound = len(slices) == len(words) and (ruled or _own_headings(rows, slices))
        if len(rows) > 2 and (sound or _says_more(text, slices, words, finder)) and _stands_still(texts, index, feeds):
            return FixedWidthGrid(lines, slices, gaps=True, search=search, sheet=sheet, titles=index, heads=heads)
    return None


def _says_more(text: str, slices: Sequence[tuple[int, int]], words: Sequence[str], finder: Finder) -> bool:
    """Whether a header cut where the data are cut says more than its words parted by two blanks ("JK TGL LAHIR" over `L  16-02-1963`)."""
    cut = [text[a:b].strip() for a, b in slices]
    return len(cut) > len(words) and all(cut) and finder.score([Heading(c) for c in cut]) > finder.score([Heading(w) for w in words])


def _own_headings(rows: Sequence[str], slices: Sequence[tuple[int, int]]) -> bool:
    """Whether each slice holds one heading (the first row has them), and no data beside an empty slice that its heading is not over."""
    heads = [(match.start(), match.end()) for match in _WORDS.finditer(rows[0])]
    data = _places(rows[1:], max(map(len, rows)))
    filled = [any(data[start:end]) for start, end in slices]
    under = [any(data[start:end]) for start, end in heads]
    own = all(sum(start <= at < end for at, _ in heads) == 1 for start, end in slices)
    return own and all(under[n] or not filled[n] for n in range(len(slices)) if not all(filled[max(0, n - 1) : n + 2]))


def _stands_still(texts: Sequence[str], header: int, feeds: int) -> bool:
    """Whether the header stands on each page (after so many form feeds), and in the same places; in a text out of a PDF it shifts."""
    said = "".join(texts[header].split())
    again = [text.rstrip() == texts[header].rstrip() for text in texts[header:] if "".join(text.split()) == said]
    return all(again) and (len(again) > feeds or len(again) == feeds > _FEW)


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
