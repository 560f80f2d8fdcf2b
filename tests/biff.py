"""Workbooks of the old binary kind (BIFF8 in a compound file), of text and number cells; and a reader that only counts their rows."""

from __future__ import annotations

import struct
from typing import Any

SECTOR, END, FREE, FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
LABEL, NUMBER = 0x0204, 0x0203


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _start(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, int | float):
        return _record(NUMBER, place + struct.pack("<d", value))
    text = str(value).encode("utf-16-le")
    return _record(LABEL, place + struct.pack("<HB", len(text) // 2, 1) + text)


def _stream(rows: list[list[Any]], charts: list[list[list[float]]]) -> bytes:
    name = b"Data"
    sheet = _start(0x0010) + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    sheet += b"".join(_cell(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v != "")
    for drawn in charts:
        figures = b"".join(_cell(r, c, v) for r, row in enumerate(drawn) for c, v in enumerate(row))
        sheet += _start(0x0020) + _record(0x0200, struct.pack("<IIHHH", 0, len(drawn), 0, 1, 0)) + figures + _record(0x000A, b"")
    sheet += _record(0x000A, b"")
    end = _record(0x000A, b"")
    page = _record(0x0042, struct.pack("<H", 1200))
    at = len(_start(0x0005)) + len(page) + 4 + 8 + len(name) + len(end)
    return _start(0x0005) + page + _record(0x0085, struct.pack("<IHBB", at, 0, len(name), 0) + name) + end + sheet


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2 if text else 0, kind, 1, FREE, FREE, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def book(rows: list[list[Any]], charts: list[list[list[float]]] | None = None) -> bytes:
    """The bytes of an `.xls` with one sheet; blanks are no cells. At most about 60,000 short rows. `charts`: figures that charts on the
    sheet remember, as cells from A1 on."""
    stream = _stream(rows, charts or []).ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    data = len(stream) // SECTOR
    tables = 1
    while tables * 128 < tables + 1 + data:
        tables += 1
    chain = [FAT] * tables + [END] + [*range(tables + 2, tables + 1 + data), END]
    fat = struct.pack(f"<{tables * 128}I", *chain, *[FREE] * (tables * 128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, tables + 1, len(stream)) + 2 * _entry("", 0, FREE, 0, 0)
    return header + fat + folder + stream


def count_rows(workbook: bytes) -> int:
    """Rows with a cell in them, counted record by record."""
    at, seen = workbook.index(_start(0x0010)), set()
    while True:
        kind, size = struct.unpack_from("<HH", workbook, at)
        if kind in (LABEL, NUMBER):
            seen.add(struct.unpack_from("<H", workbook, at + 4)[0])
        if kind == 0x000A:
            return len(seen)
        at += 4 + size
