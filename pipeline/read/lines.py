"""Where the lines of a delimited text stand, and which of them are plain: right number of fields, quotes closed where they open.

Reach for it on text made by `pipeline.read.text`. It works on blocks of bytes with numpy, so that a clean file of half a
million rows costs a fraction of parsing it, and the rest of `read` touches only the lines that are not plain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

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
    parts = [np.flatnonzero(view[at : at + _BLOCK] == _NEWLINE) + at for at in range(0, len(view), _BLOCK)]
    ends = np.concatenate(parts).astype(np.int64) if parts else np.empty(0, np.int64)
    if len(view) and (not len(ends) or ends[-1] != len(view) - 1):
        ends = np.append(ends, len(view))
    starts = np.empty_like(ends)
    if len(ends):
        starts[0], starts[1:] = 0, ends[:-1] + 1
    return Lines(data, starts, ends)


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


def _survey_block(
    block: NDArray[np.uint8], starts: Ints, separator: int, separators: Ints, orderly: Bools
) -> None:
    marks = np.flatnonzero(block == separator)
    quotes = np.flatnonzero(block == _QUOTE)
    if not len(quotes):
        separators[:] = _per_line(marks, starts)
        return
    line_of_quote = np.searchsorted(starts, quotes, side="right") - 1
    first_of_line = np.searchsorted(quotes, starts, side="left")
    opening = (np.arange(len(quotes)) - first_of_line[line_of_quote]) % 2 == 0
    before = np.where(quotes > 0, block[np.maximum(quotes - 1, 0)], _NEWLINE)
    after = np.where(quotes < len(block) - 1, block[np.minimum(quotes + 1, len(block) - 1)], _NEWLINE)
    twin_before = np.zeros(len(quotes), np.bool_)
    twin_before[1:] = (quotes[1:] - quotes[:-1] == 1) & (line_of_quote[1:] == line_of_quote[:-1])
    twin_after = np.append(twin_before[1:], False)
    good_open = (before == separator) | (before == _NEWLINE) | twin_before
    good_close = (after == separator) | (after == _NEWLINE) | twin_after
    bad = np.where(opening, ~good_open, ~good_close)
    orderly[line_of_quote[bad]] = False
    orderly[_per_line(quotes, starts) % 2 == 1] = False
    line_of_mark = np.searchsorted(starts, marks, side="right") - 1
    quotes_before = np.searchsorted(quotes, marks, side="left") - first_of_line[line_of_mark]
    outside = marks[quotes_before % 2 == 0]
    separators[:] = _per_line(outside, starts)


def _per_line(positions: NDArray[np.intp], starts: Ints) -> Ints:
    edges = np.searchsorted(positions, np.append(starts, np.iinfo(np.int64).max), side="left")
    return np.diff(edges).astype(np.int64)
