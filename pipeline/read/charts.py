"""Charts inside the sheets of an old workbook (.xls): their remembered figures are no cells of the sheet.

Reach for it before an `.xls` is handed to its reader. A chart that stands on a sheet is a stream within the sheet's own, and holds the
values it draws as cells of rows 1, 2, …; the reader takes them for the sheet's and so replaces its first rows (headers, NIKs) in silence.
The invariant: nothing but the kind of such records is changed, every offset stays. Source: [MS-XLS] 2.1.7.20.3, BOF of type 0x0020.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_CHARTS = (b"\x09\x08\x10\x00\x00\x06\x20\x00", b"\x09\x08\x08\x00\x00\x05\x20\x00")
"""How a chart begins in a workbook of Excel 97 and later, and of Excel 95."""
_BOF, _EOF = 0x0809, 0x000A
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0200, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E})
"""Records of cells and of the range they cover."""
_NOBODYS = 0x0FFF
"""A kind of record that no reader knows, and so passes over."""
_END = 0xFFFFFFFA
_HEADER, _ENTRY = 512, 128
_SMALL = 4096
"""Bytes below which a stream lies elsewhere; no sheet with a chart is so small."""
_NAMES = frozenset({"workbook", "book"})


@dataclass(frozen=True)
class _Compound:
    """An OLE2 file: its bytes, the size of a sector, which sector follows which."""

    data: bytes
    size: int
    following: tuple[int, ...]

    def chain(self, sector: int) -> list[int]:
        """A sector and those that follow it; as far as it goes where the chain is broken."""
        found: list[int] = []
        while sector < len(self.following) and len(found) <= len(self.following):
            found.append(sector)
            sector = self.following[sector]
        return found

    def sector(self, number: int) -> bytes:
        """The bytes of one sector."""
        return self.data[(number + 1) * self.size : (number + 2) * self.size]

    def workbooks(self) -> list[list[int]]:
        """The chains of sectors of the streams that hold a workbook."""
        folder = b"".join(self.sector(s) for s in self.chain(struct.unpack_from("<I", self.data, 48)[0]))
        found = []
        for at in range(0, len(folder) - _ENTRY + 1, _ENTRY):
            length, start, size = (
                struct.unpack_from(form, folder, at + place)[0] for form, place in (("<H", 64), ("<I", 116), ("<I", 120))
            )
            name = folder[at : at + min(length, 64)].decode("utf-16-le", "replace").rstrip("\0")
            if name.lower() in _NAMES and size >= _SMALL:
                found.append(self.chain(start))
        return found


def without_charts(data: bytes) -> bytes:
    """An OLE2 file whose charts' remembered figures are no cells; the same bytes where there are none, or where it is no whole file."""
    if not any(sign[:4] in data for sign in _CHARTS):
        return data
    try:
        book = _opened(data)
        changed: dict[int, int] = {}
        for chain in book.workbooks():
            stream = b"".join(map(book.sector, chain))
            for place in (place for at in _charts(stream) for place in _cells(stream, at)):
                for byte, value in enumerate(struct.pack("<H", _NOBODYS)):
                    number, rest = divmod(place + byte, book.size)
                    changed[(chain[number] + 1) * book.size + rest] = value
    except (struct.error, IndexError):
        return data  # a broken file: its reader says so
    if not changed:
        return data
    out = bytearray(data)
    for at, value in changed.items():
        out[at] = value
    return bytes(out)


def _opened(data: bytes) -> _Compound:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    per = size // 4
    tables = list(struct.unpack_from("<109I", data, 76))
    further, limit = struct.unpack_from("<I", data, 68)[0], len(data) // size
    while further < _END and limit > 0:
        *more, further = struct.unpack_from(f"<{per}I", data, (further + 1) * size)
        tables += more
        limit -= 1
    following: list[int] = []
    for table in tables:
        if table < _END:
            following += struct.unpack_from(f"<{per}I", data, (table + 1) * size)
    return _Compound(data, size, tuple(following))


def _charts(stream: bytes) -> list[int]:
    """Where charts begin."""
    found = []
    for sign in _CHARTS:
        at = stream.find(sign)
        while at >= 0:
            found.append(at)
            at = stream.find(sign, at + 1)
    return sorted(found)


def _cells(stream: bytes, at: int) -> list[int]:
    """Where the records of cells of one chart begin, up to its end; none where no end follows (it was no chart)."""
    found, depth = [], 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if kind in _CELLS:
            found.append(at)
        if depth == 0:
            return found
        at += 4 + size
    return []
