"""Where the lines of a delimited text stand, and which of them are plain: right number of fields, quotes closed where they open.

Reach for it on text made by `pipeline.read.texts.text`. It works on blocks of bytes with numpy, so that a clean file of half a
million rows costs a fraction of parsing it, and the rest of `read` touches only the lines that are not plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]

_BLOCK = 4 * 2**20
_NEWLINE, _QUOTE = 10, 34


@dataclass(frozen=True)
class Lines:
    """Physical lines of a text: line i is `data[start[i]:end[i]]` (no line end). Row number as a spreadsheet shows it: i + 1."""

    data: bytes
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)

    def text(self, index: int) -> str:
        """One line as a string."""
        return self.data[int(self.start[index]) : int(self.end[index])].decode("utf-8", "surrogateescape")

    @property
    def longest(self) -> int:
        """Bytes of the longest line."""
        return int((self.end - self.start).max()) if len(self) else 0


def find_lines(data: bytes) -> Lines:
    """Locate every physical line. A final line without line end counts; nothing after the last line end does not."""
    view = np.frombuffer(data, dtype=np.uint8)
    parts = [(np.flatnonzero(view[at : at + _BLOCK] == _NEWLINE) + at).astype(np.int32) for at in range(0, len(view), _BLOCK)]
    ends = np.concatenate(parts) if parts else np.empty(0, np.int32)
    if len(view) and (not len(ends) or ends[-1] != len(view) - 1):
        ends = np.append(ends, np.int32(len(view)))
    starts = np.empty_like(ends)
    if len(ends):
        starts[0], starts[1:] = 0, ends[:-1] + 1
    return Lines(data, starts, ends)


def head_lines(data: bytes, count: int, start: int = 0) -> Lines:
    """`count` lines from byte `start` on."""
    starts: list[int] = []
    ends: list[int] = []
    at = start
    while len(starts) < count and at < len(data):
        stop = data.find(b"\n", at)
        stop = len(data) if stop < 0 else stop
        starts.append(at)
        ends.append(stop)
        at = stop + 1
    return Lines(data, np.array(starts, np.int64), np.array(ends, np.int64))


@dataclass(frozen=True)
class Plain:
    """Per line: number of separators outside quotes, whether its quotes are in order, whether it is empty."""

    separators: Ints
    orderly: Bools
    blank: Bools


def survey_lines(lines: Lines, separator: int) -> Plain:
    """Count separators and judge the quotes of every line by itself.

    A line is orderly when each quote that opens a field stands after a separator or at the line's start, each that closes
    one before a separator or at the line's end, and quotes inside are doubled.
    """
    count = len(lines)
    separators, orderly = np.zeros(count, np.int64), np.ones(count, np.bool_)
    view = np.frombuffer(lines.data, dtype=np.uint8)
    first = 0
    while first < count:
        limit = int(lines.start[first]) + _BLOCK
        last = max(first + 1, int(np.searchsorted(lines.end, limit, side="right")))
        at, stop = int(lines.start[first]), int(lines.end[last - 1])
        _survey_block(view[at:stop], lines.start[first:last] - at, separator, separators[first:last], orderly[first:last])
        first = last
    blank = _blank(lines, view)
    return Plain(separators, orderly, blank)


def _blank(lines: Lines, view: NDArray[np.uint8]) -> Bools:
    length = lines.end - lines.start
    blank: Bools = length == 0
    for index in np.flatnonzero((length > 0) & (length <= 64)):
        if view[lines.start[index]] <= 32 and not lines.text(int(index)).strip(" \t\x1a\f\0"):
            blank[index] = True
    return blank


def _survey_block(block: NDArray[np.uint8], starts: Ints, separator: int, separators: Ints, orderly: Bools) -> None:
    is_mark = block == separator
    is_quote = block == _QUOTE
    quotes = np.flatnonzero(is_quote)
    if not len(quotes):
        separators[:] = _per_line(np.flatnonzero(is_mark), starts)
        return
    firsts = np.searchsorted(quotes, starts, side="left")
    counts = np.diff(np.append(firsts, len(quotes)))
    if _every_field_quoted(block, starts, is_mark, counts, separators):
        return
    odd = counts % 2 == 1
    if odd.any():
        place = np.arange(len(quotes)) - np.repeat(firsts, counts)
        opening = place % 2 == 0
        inside = _inside(is_quote, quotes, starts, opening)
    else:
        opening = np.zeros(len(quotes), np.bool_)
        opening[0::2] = True
        inside = np.cumsum(is_quote, dtype=np.uint8) % 2
    before = np.where(quotes > 0, block[np.maximum(quotes - 1, 0)], _NEWLINE)
    after = np.where(quotes < len(block) - 1, block[np.minimum(quotes + 1, len(block) - 1)], _NEWLINE)
    twin = np.append(False, np.diff(quotes) == 1)
    good_open = (before == separator) | (before == _NEWLINE) | twin
    good_close = (after == separator) | (after == _NEWLINE) | np.append(twin[1:], False)
    bad = np.where(opening, ~good_open, ~good_close)
    if bad.any():
        orderly[np.searchsorted(starts, quotes[bad], side="right") - 1] = False
    orderly[odd] = False
    separators[:] = _per_line(np.flatnonzero(is_mark & (inside == 0)), starts)


def _every_field_quoted(block: NDArray[np.uint8], starts: Ints, is_mark: Bools, counts: Ints, separators: Ints) -> bool:
    """Whether each field of each line stands in quotes and holds none (the commonest export); then sets the counts.

    Every separator and line end stands beside two quotes, no quote serves two of them, and there are no further quotes.
    """
    marks = np.flatnonzero(is_mark)
    found = _per_line(marks, starts)
    if not np.array_equal(counts, 2 * (found + 1)) or not len(marks) or marks[0] == 0 or marks[-1] == len(block) - 1:
        return False
    last = np.append(starts[1:] - 2, len(block) - 1)
    neighbours = (block[marks - 1], block[marks + 1], block[starts], block[last])
    if not all((side == _QUOTE).all() for side in neighbours):
        return False
    serves_two = (np.diff(marks) == 2, is_mark[np.minimum(starts + 1, len(block) - 1)], is_mark[np.maximum(last - 1, 0)])
    if any(some.any() for some in serves_two):
        return False
    separators[:] = found
    return True


def _inside(is_quote: Bools, quotes: Ints, starts: Ints, opening: Bools) -> NDArray[np.uint8]:
    """Per byte: 1 within quotes, counted anew on each line (a line with an odd quote does not spill into the next)."""
    steps = np.zeros(len(is_quote), np.int8)
    steps[quotes[opening]] = 1
    steps[quotes[~opening]] = -1
    counts = np.diff(np.append(np.searchsorted(quotes, starts, side="left"), len(quotes)))
    open_at_end = starts[1:][counts[:-1] % 2 == 1]
    steps[open_at_end[open_at_end < len(steps)]] -= 1
    return np.cumsum(steps, dtype=np.int8).view(np.uint8)


def _per_line(positions: NDArray[np.intp], starts: Ints) -> Ints:
    edges = np.searchsorted(positions, np.append(starts, np.iinfo(np.int64).max), side="left")
    return np.diff(edges).astype(np.int64)
