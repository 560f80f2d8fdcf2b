"""A large sheet in two halves of its rows, loaded side by side: one reader works on one processor only.

Reach for it with sheets that were looked over (`sheet_xml.scan_sheet`). The invariants: the two halves joined are the sheet as one reader
gives it, cell for cell; where what came out does not show that, the sheet is loaded whole.
"""

from __future__ import annotations

import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.read.formats.archive import stored_zip
from pipeline.read.formats.sheet_xml import RANGE, column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.read.formats.archive import Part
    from pipeline.read.formats.sheet_xml import SheetScan

LARGE = 8 * 2**20
"""Bytes of a sheet's XML below which two readers cost more than they save."""
_NO_ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'


_WIDEST = 256
_RULER = "padan"
"""What the two end cells of the row between the halves hold."""


@dataclass(frozen=True)
class Cut:
    """Two sheets of one: the rows before row `row`, and those from it on; each with a ruler beside the cut, that holds a cell in the first
    and the last of `width` columns."""

    row: int
    width: int
    top: Sequence[bytes | memoryview]
    bottom: Sequence[bytes | memoryview]


def cut(scan: SheetScan) -> Cut | None:
    """The sheet in two; None for a small one, a very wide one, and one whose rows or cells do not say their numbers."""
    xml, tag = scan.xml, b"<" + scan.prefix + b"row "
    if len(xml) < LARGE or not scan.regular or scan.farthest >= _WIDEST:
        return None
    start = xml.find(tag, len(xml) // 2)
    number = re.compile(rb'[^>]*?\br="(\d+)"').match(xml, start) if start > 0 else None
    if number is None or int(number[1]) < 2:
        return None
    row, first = int(number[1]), xml.find(b"<" + scan.prefix + b"row")
    head = RANGE.sub(b"", xml[:first], count=1)
    end = b"</%bsheetData></%bworksheet>" % (scan.prefix, scan.prefix)
    view = memoryview(xml)
    return Cut(row, scan.farthest + 1, (head, view[first:start], _ruler(scan, row), end), (head, _ruler(scan, row - 1), view[start:]))


def _ruler(scan: SheetScan, row: int) -> bytes:
    p = scan.prefix.decode()
    ends = dict.fromkeys(("A", column_letters(scan.farthest)))
    cells = "".join(f'<{p}c r="{letters}{row}" t="inlineStr"><{p}is><{p}t>{_RULER}</{p}t></{p}is></{p}c>' for letters in ends)
    return f'<{p}row r="{row}">{cells}</{p}row>'.encode()


class HalvedBook:
    """A workbook of which some sheets are cut: two workbooks, the second with nothing but the lower halves."""

    def __init__(self, parts: Sequence[Part], cuts: Mapping[str, Cut], places: Mapping[str, str], opened: Callable[[bytes], Any]) -> None:
        """`cuts` and `places` (its part) by the name of the sheet."""
        self._parts, self._cuts, self._opened = parts, cuts, opened
        by_part = {places[name]: cut for name, cut in cuts.items()}
        sheets = set(places.values())
        upper, lower = [], []
        for part in parts:
            half = by_part.get(part[0])
            upper.append(part if half is None else _made(part[0], half.top))
            if half is not None:
                lower.append(_made(part[0], half.bottom))
            else:
                lower.append(_made(part[0], (_NO_ROWS,)) if part[0] in sheets else part)
        with ThreadPoolExecutor(2) as both:
            self._upper, self._lower = both.map(lambda half: opened(stored_zip(half)), (upper, lower))
        self.sheet_names: list[str] = self._upper.sheet_names

    def frame(self, name: str, load: Callable[[Any, str], pl.DataFrame]) -> pl.DataFrame:
        """One sheet, row 1 first; whole where its halves do not fit together."""
        if name not in self._cuts:
            return load(self._upper, name)
        with ThreadPoolExecutor(2) as both:
            upper, lower = both.map(lambda reader: load(reader, name), (self._upper, self._lower))
        joined = _joined(upper, lower, self._cuts[name])
        return load(self._opened(stored_zip(self._parts)), name) if joined is None else joined


def _made(name: str, pieces: Sequence[bytes | memoryview]) -> Part:
    crc = 0
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
    return name, pieces, crc


def _joined(upper: pl.DataFrame, lower: pl.DataFrame, cut: Cut) -> pl.DataFrame | None:
    """The halves one below the other, without the rulers and the blank columns at both ends; None where a row stands in the wrong half."""
    above = cut.row - 1
    ruler = tuple(_RULER if at in (0, cut.width - 1) else None for at in range(cut.width))
    if {upper.width, lower.width} != {cut.width} or upper.height != cut.row or lower.height < above:
        return None
    if upper.row(above) != ruler or lower.row(above - 1) != ruler:
        return None
    blank = lower.head(above - 1)
    if any(blank[name].null_count() < blank.height for name in blank.columns):
        return None
    joined = pl.concat([upper.head(above), lower.slice(above)])
    filled = [at for at, name in enumerate(joined.columns) if joined[name].null_count() < joined.height]
    joined = joined[:, filled[0] : filled[-1] + 1] if filled else joined
    return joined.rename({old: f"c{at}" for at, old in enumerate(joined.columns)})
