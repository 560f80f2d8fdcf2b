"""Records out of the lines that are not plain: quoted line breaks, stray and broken quotes, missing and surplus fields.

Reach for it with the few lines `pipeline.read.texts.lines` does not call plain. A record is accepted only when it gives exactly
the expected number of fields; a broken quote costs its own line and never swallows the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_JOINED = 50
"""Most physical lines one quoted field may span."""


@dataclass(frozen=True)
class Record:
    """Fields of one row; `line` and `last` are its first and last physical line (0 = first)."""

    line: int
    last: int
    fields: list[str]


def split_orderly(text: str, separator: str) -> list[str] | None:
    """Split text whose quotes are in order (it may hold line breaks inside quotes); None when they are not."""
    if '"' not in text:
        return text.split(separator)
    fields, at, size = [], 0, len(text)
    while True:
        if at < size and text[at] == '"':
            closing = _closing_quote(text, at + 1)
            if closing < 0 or (closing + 1 < size and text[closing + 1] != separator):
                return None
            fields.append(text[at + 1 : closing].replace('""', '"'))
            at = closing + 1
        else:
            stop = text.find(separator, at)
            stop = size if stop < 0 else stop
            if '"' in text[at:stop]:
                return None
            fields.append(text[at:stop])
            at = stop
        if at >= size:
            return fields
        at += 1
        if at == size:
            fields.append("")
            return fields


def _closing_quote(text: str, at: int) -> int:
    while True:
        found = text.find('"', at)
        if found < 0 or text[found + 1 : found + 2] != '"':
            return found
        at = found + 2


def split_lenient(text: str, separator: str, width: int) -> list[str] | None:
    """Split one line with stray quotes; None unless that gives exactly `width` fields one way only.

    Quotes inside a field are kept as letters; a field that begins and ends with a quote loses that pair, a lone quote at
    one end of a field is dropped, unless it is all there is (a row of blanks and a quote is no second header row).
    """
    pieces = text.split(separator)
    if len(pieces) != width:
        pieces = _rejoin(pieces, separator)
        if len(pieces) != width:
            return None
    return [_unwrap(piece) for piece in pieces]


def _rejoin(pieces: list[str], separator: str) -> list[str]:
    """Put back together what was cut inside a quoted field: from a piece that opens a quote to the next that closes one."""
    fields: list[str] = []
    held: list[str] = []
    for piece in pieces:
        bare = piece.strip()
        if held:
            held.append(piece)
            if bare.endswith('"'):
                fields.append(separator.join(held))
                held = []
        elif bare.startswith('"') and not (len(bare) > 1 and bare.endswith('"')):
            held = [piece]
        else:
            fields.append(piece)
    return [*fields, *held]


def _unwrap(piece: str) -> str:
    bare = piece.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"')
    if bare == '"':
        return bare
    if bare.startswith('"') and bare.count('"') % 2:
        return bare[1:]
    if bare.endswith('"') and bare.count('"') % 2:
        return bare[:-1]
    return piece


def join_lines(line: int, count: int, text: Callable[[int], str], separator: str, width: int) -> Record | None:
    """A row whose quoted field runs over several lines: the shortest run of lines that reads in order as `width` fields.

    `width` 0 accepts any number. None when there is no such run, or when a line inside it is a whole row by itself (then
    the quote is broken and the lines are judged one by one).
    """
    joined = text(line)
    for last in range(line + 1, min(count, line + MAX_JOINED)):
        following = text(last)
        joined += "\n" + following
        if '"' not in following:
            if width > 2 and following.count(separator) == width - 1:
                return None
            continue
        fields = split_orderly(joined, separator)
        if fields is not None and (width == 0 or len(fields) == width):
            return Record(line, last, fields)
        if fields is not None:
            return None
    return None


def top_records(count: int, text: Callable[[int], str], separator: str, limit: int) -> list[Record]:
    """The first rows of a file as logical rows, for finding its header; line breaks inside quoted header cells are joined."""
    records: list[Record] = []
    line = 0
    while line < min(count, limit):
        content = text(line)
        fields = split_orderly(content, separator)
        if fields is None:
            joined = join_lines(line, count, text, separator, 0)
            record = joined or Record(line, line, [_unwrap(p) for p in content.split(separator)])
        else:
            record = Record(line, line, fields)
        records.append(record)
        line = record.last + 1
    return records
