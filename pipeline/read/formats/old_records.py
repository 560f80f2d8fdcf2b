"""Records of an old workbook (.xls) that its reader takes the wrong way, changed in place before it is handed over.

Reach for it before an `.xls` is read. Two things are mended. A chart that stands on a sheet is a stream within the sheet's own, and holds
the values it draws as cells of rows 1, 2, …; the reader takes them for the sheet's and so replaces its first rows (headers, NIKs) in
silence. And a workbook of Excel 97 or later in which a program (Perl, Java) left a code page of its own has its texts read byte by byte,
a NUL behind each letter, although such a workbook's texts are always UTF-16. The invariant: no record moves or grows, no cell changes.
Source: [MS-XLS] 2.4.21 BOF (type 0x0020: chart), 2.4.52 CodePage (MUST be 1200).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_CHARTS = (b"\x09\x08\x10\x00\x00\x06\x20\x00", b"\x09\x08\x08\x00\x00\x05\x20\x00")
"""How a chart begins in a workbook of Excel 97 and later, and of Excel 95."""
_BOF, _EOF = 0x0809, 0x000A
_CODEPAGE, _UTF16 = 0x0042, 1200
_NEW = b"\x09\x08\x10\x00\x00\x06\x05\x00"
"""How a workbook of Excel 97 and later begins."""
_GLOBALS_LOOKED_AT = 100
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


def mended(data: bytes) -> bytes:
    """An OLE2 file whose reader takes every record as it is meant; the same bytes where nothing is to be mended, or it is no whole file."""
    try:
        book = _opened(data)
        changed: dict[int, int] = {}
        for chain in book.workbooks():
            stream = b"".join(map(book.sector, chain))
            words = [(place, _NOBODYS) for at in _charts(stream) for place in _cells(stream, at)]
            for place, word in (*words, *((place, _UTF16) for place in _code_pages(stream))):
                for byte, value in enumerate(struct.pack("<H", word)):
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


def _code_pages(stream: bytes) -> list[int]:
    """Where a workbook of Excel 97 or later names a code page other than the only one it can have."""
    if not stream.startswith(_NEW):
        return []
    at = 0
    for _ in range(_GLOBALS_LOOKED_AT):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _CODEPAGE and size == 2 and struct.unpack_from("<H", stream, at + 4)[0] != _UTF16:
            return [at + 4]
        if kind == _EOF:
            break
        at += 4 + size
    return []


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
