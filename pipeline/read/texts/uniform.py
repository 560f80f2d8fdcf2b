"""Delimited text whose lines all have the same number of fields, read in one go; and the one call of polars' CSV parser.

Reach for it before `pipeline.read.texts.lines`: most exports are of this kind. The proof takes no list of lines: what is left of the text
without everything but separators and line ends is the same for each line.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BLOCK = 2**20
"""Bytes looked at in one go; a text that has none of its separators in as many is left to others."""
_NEWLINE, _QUOTE = 10, 34


def parse_csv(buffer: bytes, separator: str, width: int, columns: Sequence[int], *, skip: int, quoted: bool) -> pl.DataFrame:
    """Columns `c<index>` of a text of `width` fields a line, as text; `skip` lines at the top are left out. Empty is null."""
    return pl.read_csv(
        io.BytesIO(buffer),
        has_header=False,
        separator=separator,
        quote_char='"' if quoted else None,
        skip_lines=skip,
        columns=sorted(columns) or [0],
        schema={f"c{c}": pl.String for c in range(width)},
        infer_schema=False,
        null_values="" if quoted else None,
    )


def uniform_frame(
    data: bytes, separator: str, width: int, columns: Sequence[int], *, skip: int, offset: int, quoted: bool
) -> pl.DataFrame | None:
    """Columns `c<index>` of the lines from the `skip`-th on (which begins at byte `offset`); None where they are not all alike.

    Alike: each has exactly `width` fields, none is blank, and either no field holds a quote (`quoted` is False: the text has none) or each
    field stands in quotes and holds none.
    """
    rows = _rows(data, offset, separator, width)
    if not rows or (quoted and not _every_field_quoted(np.frombuffer(data, dtype=np.uint8)[offset:], ord(separator))):
        return None
    frame = parse_csv(data, separator, width, columns, skip=skip, quoted=quoted)
    return frame.select(f"c{c}" for c in columns) if frame.height == rows else None


def _rows(data: bytes, offset: int, separator: str, width: int) -> int | None:
    """Number of lines from byte `offset` on where each has `width` fields (quotes are not looked at), else None."""
    line = separator.encode() * (width - 1) + b"\n"
    others = bytes(byte for byte in range(256) if byte not in line)
    parts = [data[at : at + _BLOCK].translate(None, others) for at in range(offset, len(data), _BLOCK)]
    marks = b"".join(parts) + (b"" if data.endswith(b"\n") else b"\n")
    rows, rest = divmod(len(marks), width)
    alike = rows > 0 and not rest and all(parts) and marks == line * rows
    return rows if alike else None


def _every_field_quoted(view: NDArray[np.uint8], separator: int) -> bool:
    """Whether each separator and line end has a quote on both sides, and each quote one of them on exactly one side.

    The text's two ends count as line ends.
    """
    last = len(view) - 1 if view[-1] == _NEWLINE else len(view)
    if view[0] != _QUOTE or view[last - 1] != _QUOTE:
        return False
    for at in range(0, last, _BLOCK):
        stop = min(at + _BLOCK, last)
        near = view[max(0, at - 1) : min(stop + 1, last)]
        ends = (int(at == 0), int(stop == last))
        is_mark, is_quote = (near == separator) | (near == _NEWLINE), near == _QUOTE
        if any(ends):
            is_mark, is_quote = (np.pad(some, ends, constant_values=True) for some in (is_mark, is_quote))
        mark, quote = is_mark[1:-1], is_quote[1:-1]
        if (mark & ~(is_quote[:-2] & is_quote[2:])).any() or (quote & (is_mark[:-2] == is_mark[2:])).any():
            return False
    return True
