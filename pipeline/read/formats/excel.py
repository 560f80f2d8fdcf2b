"""Workbooks to grids: XLSX and XLSM with their XML looked over first, XLSB, ODS and old XLS through the same bulk reader.

Reach for it with bytes that `pipeline.read.formats.sniff` called a workbook. Text comes from fastexcel in string mode with every row
kept, so that row numbers are Excel's; cell kinds and exact digits come from the XML (XLSX) or from python-calamine.
"""

from __future__ import annotations

import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Any

import fastexcel
import polars as pl

from pipeline.read.formats import sniff
from pipeline.read.formats.archive import stored_zip, unpack
from pipeline.read.formats.halves import HalvedBook, cut
from pipeline.read.formats.old_records import mended
from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.formats.sheet_comments import comments_of
from pipeline.read.formats.sheet_styles import looks_of
from pipeline.read.formats.sheet_xml import RANGE, SheetScan, column_index, refuse_declarations, scan_sheet
from pipeline.read.refusal import Refused, shown

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.read.formats.archive import Part
    from pipeline.read.formats.sheet_styles import Look
    from pipeline.read.grid import Grid

_BROKEN = "buku kerja ini rusak atau terpotong. Buka lalu simpan ulang di Excel atau LibreOffice, kemudian kirim lagi."
_LOCKED = "buku kerja ini bersandi (password). Kirim tanpa kata sandi; amankan pengirimannya dengan cara lain."
_REPACK_BYTES = 400 * 2**20
_BYTES_PER_CELL = 48
_HALVED_ROOM = 9
"""Bytes of memory that loading in halves may take for each byte of an unpacked workbook (6 were measured, of a whole one 5)."""
_NOT_NEEDED = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/printerSettings/", "docProps/")
_LATER_SETTINGS = re.compile(rb"<x\d+:workbookPr\b[^>]*/>")
"""Settings of later versions of Excel: their reader takes them for the workbook's own and forgets that its days count from 1904."""
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*?)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>")
_ODS_READ = ("content.xml", "META-INF/manifest.xml", "mimetype")
_ODS_LOCKED = re.compile(rb'full-path="content.xml"[^>]*>\s*<(?:\w+:)?encryption-data')
_MACRO_LOCK = re.compile(rb"<(\w+:)?encryption-data\b(?:[^>]*/>|.*?</\w*:?encryption-data>)", re.DOTALL)
_INDENTED = re.compile(rb"<table:table-row\b[^>]*>\s")
_INDENT_AFTER = re.compile(rb"(</?table:[\w-]+(?:\s[^>]*)?>)\s+(?=<)")
_INDENT_BEFORE = re.compile(rb"(?<=>)\s+(?=</?table:)")
_BREAK = re.compile(rb"<text:(?:line-break|tab)\b[^>]*/>")
"""A new line or a tab inside a paragraph: its reader joins the words before and after it."""
_NOT_KNOWN = re.compile(
    rb"""office:(?:value-type=["'](?!(?:string|float|percentage|currency|date|boolean)["'])[^"'<]*["']|time-value=["'][^"'<]*["'])"""
)
_UNTYPED = re.compile(rb"<table:table-cell(?![^>]*\soffice:value-type=)(?=(?:\s(?:[^>]*[^/>])?)?>\s*<text:p)")
_AS_TEXT = b' office:value-type="string"'
"""Cells with words that do not say so: the office program shows the words, its reader an empty cell."""
_REPEATED = re.compile(rb"<table:table-row\b[^>]*number-rows-repeated=[\"'](\d{5,})[\"'](?:[^>]*[^/>])?>")
_FILLED = re.compile(rb"<text:p|office:value=")
_RAW_SIGN, _RAW = b"<![CDATA[", re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
"""Text that a program wrote into a part without escaping it: its reader sees an empty cell there."""
_BOF = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILEPASS = 0x2F
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')


@dataclass(frozen=True)
class Sheet:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


def new_workbook(data: bytes, archive: zipfile.ZipFile, kind: str, limits: Mapping[str, int]) -> list[Grid]:
    """Grids of a zipped workbook, all of whose parts pass their checksum. Raises Refused naming what is wrong."""
    parts = _parts(archive, kind)
    if kind == "ods":
        data = _plain_ods(data, archive, parts)
    if kind != "xlsx":
        return [*_load(_Whole(data), data, limits, {})]
    sheets = _sheets(parts)
    absent = [sheet.name for sheet in sheets if sheet.part not in parts]
    scans = {
        sheet.name: scan_sheet(parts[sheet.part], columns=limits["columns"], cells=limits["memory_bytes"] // _BYTES_PER_CELL)
        for sheet in sheets
        if sheet.part in parts and (sheet.part.startswith("xl/worksheets/") or b"<sheetData" in parts[sheet.part])
    }
    if not scans:
        raise Refused(_BROKEN)
    notes = [f"Lembar {_quoted(absent)} tidak ada isinya di dalam buku kerja, dilewati."] if absent else []
    wanted, places = _wanted(archive, parts, absent), {sheet.name: sheet.part for sheet in sheets}
    book, data = _book(data, wanted, scans, places, most=limits["memory_bytes"] // _HALVED_ROOM)
    looks = looks_of(next((part for name, part in parts.items() if name.lower() == "xl/styles.xml"), b""))
    grids = _load(book, data, limits, scans, notes, {sheet.name for sheet in sheets if sheet.hidden}, looks)
    for grid in grids:
        grid.comments = comments_of(parts, places.get(grid.sheet, ""))
    return [*grids]


def _book(
    data: bytes, wanted: Sequence[Part], scans: Mapping[str, SheetScan], places: Mapping[str, str], *, most: int
) -> tuple[_Whole | HalvedBook, bytes]:
    """The workbook to load from and its bytes, stored: the reader sees exactly the bytes that were checked, and need not unpack them again.

    A workbook too large to be stored is loaded as it came; of one that is loaded in halves no bytes are needed any more. `most`: bytes of a
    workbook from which on there is no room for the strings of two readers.
    """
    size = sum(len(piece) for _, pieces, _ in wanted for piece in pieces)
    if size > _REPACK_BYTES:
        return _Whole(data), data
    cuts = {name: half for name, scan in scans.items() if (half := cut(scan)) is not None} if size <= most else {}
    if cuts and all(scan.regular for scan in scans.values()):
        return HalvedBook(wanted, cuts, places, _opened), b""
    packed = stored_zip(wanted)
    return _Whole(packed), packed


def _parts(archive: zipfile.ZipFile, kind: str) -> dict[str, bytes]:
    """Every part, checked. Two parts of one name are refused: readers disagree which counts."""
    declares = _ODS_READ if kind == "ods" else (".xml", ".rels")  # ODS with macros declare harmless types in parts nobody reads
    parts: dict[str, bytes] = {}
    for info in archive.infolist():
        if info.is_dir():
            continue
        if info.filename in parts:
            raise Refused(_BROKEN)
        content = unpack(archive, info)
        if info.filename.endswith(declares):
            refuse_declarations(content)
        if kind == "xlsx" and info.filename.endswith(".xml") and _RAW_SIGN in content:
            content = _escaped(content)
            info.CRC = zlib.crc32(content)
        parts[info.filename] = content
    return parts


def _escaped(content: bytes) -> bytes:
    return _RAW.sub(lambda found: escape(found[1].decode("utf-8", "replace"), quote=False).encode(), content)


def _plain_ods(data: bytes, archive: zipfile.ZipFile, parts: Mapping[str, bytes]) -> bytes:
    """The same ODS without what its reader stops at or leaves out: indents between rows and cells, locks on macros alone, words in a cell
    that does not call itself text, breaks within a paragraph, unescaped text."""
    content, manifest = parts.get("content.xml", b""), parts.get("META-INF/manifest.xml", b"")
    if _ODS_LOCKED.search(manifest):
        raise Refused(_LOCKED)
    _refuse_repeated_rows(content)
    plain = _escaped(content) if _RAW_SIGN in content else content
    if _INDENTED.search(plain):
        plain = _INDENT_BEFORE.sub(b"", _INDENT_AFTER.sub(rb"\1", plain))
    plain = _UNTYPED.sub(rb"\g<0>" + _AS_TEXT, _NOT_KNOWN.sub(b"", _BREAK.sub(b"\n", plain)))
    cleaned = {} if plain == content else {"content.xml": plain}
    if b"encryption-data" in manifest:
        cleaned["META-INF/manifest.xml"] = _MACRO_LOCK.sub(b"", manifest)
    if not cleaned:
        return data
    crcs = {name: zlib.crc32(cleaned[name]) if name in cleaned else archive.getinfo(name).CRC for name in parts}
    return stored_zip([(name, (cleaned.get(name, part),), crcs[name]) for name, part in parts.items()])


def _refuse_repeated_rows(content: bytes) -> None:
    """Raise Refused for one filled row that stands for ten thousand and more: a few bytes that fill any memory. Empty ones are usual."""
    for row in _REPEATED.finditer(content):
        if _FILLED.search(content, row.end(), max(row.end(), content.find(b"</table:table-row>", row.end()))):
            raise Refused(
                f"satu baris berisi diulang {int(row[1])} kali di dalam lembar. Hapus baris ulangannya, simpan ulang, lalu kirim lagi."
            )


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{shown(name)}'" for name in names)


def _sheets(parts: Mapping[str, bytes]) -> list[Sheet]:
    """The sheets in the workbook's order, with the part each lies in."""
    lower = {name.lower(): name for name in parts}
    book = parts.get(lower.get("xl/workbook.xml", ""), b"")
    relations = parts.get(lower.get("xl/_rels/workbook.xml.rels", ""), b"")
    targets = {}
    for match in _RELATION.finditer(relations):
        found = _attributes(match.group(1))
        target = found.get("Target", "")
        targets[found.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    sheets = []
    for match in _SHEET.finditer(book):
        found = _attributes(match.group(1))
        key = next((v for k, v in found.items() if k.endswith(":id")), "")
        sheets.append(Sheet(found.get("name", ""), targets.get(key, ""), found.get("state", "visible") != "visible"))
    if not sheets:
        raise Refused(_BROKEN)
    return sheets


def _attributes(raw: bytes) -> dict[str, str]:
    return {m.group(1).decode(): unescape((m.group(2) or m.group(3) or b"").decode("utf-8", "replace")) for m in _ATTRIBUTE.finditer(raw)}


def _wanted(archive: zipfile.ZipFile, parts: Mapping[str, bytes], absent: Sequence[str]) -> list[Part]:
    """The parts a reader needs. A declared range that lies is left out (readers stumble over it), and so are sheets without a part."""
    wanted: list[Part] = []
    for name, content in parts.items():
        if name.startswith(_NOT_NEEDED):
            continue
        body, crc = content, archive.getinfo(name).CRC
        if name.lower() == "xl/workbook.xml":
            body = _LATER_SETTINGS.sub(b"", content)
            body = _SHEET.sub(lambda m: b"" if _attributes(m.group(1)).get("name") in absent else m.group(0), body) if absent else body
        elif name.startswith("xl/worksheets/") and not _honest_range(content):
            body = RANGE.sub(b"", content[:8192], count=1) + content[8192:]
        if body is not content:
            crc = zlib.crc32(body)
        wanted.append((name, (body,), crc))
    return wanted


def _honest_range(sheet: bytes) -> bool:
    """Whether a sheet's declared range (if any) is well-formed and no larger than a sheet with that many bytes can fill."""
    found = RANGE.search(sheet[:8192])
    if found is None:
        return True
    address = re.search(rb'ref="[A-Z]{1,3}([1-9]\d*)(?::([A-Z]{1,3})([1-9]\d*))?"', found.group(0))
    if address is None:
        return False
    return not address.group(2) or (column_index(address.group(2).decode()) + 1) * int(address.group(3)) <= len(sheet)


def old_workbook(data: bytes, limits: Mapping[str, int]) -> list[Grid]:
    """Grids of an OLE2 file (.xls). Raises Refused for passwords, other documents and stubs."""
    if sniff.is_encrypted_ole2(data) or _has_password(data):
        raise Refused(_LOCKED)
    if not sniff.ole2_has(data, "Workbook", "Book", "WORKBOOK", "BOOK"):
        sniff.refuse_other_ole2(data)
    data = mended(data)
    return [*_load(_Whole(data), data, limits, {})]


def _has_password(data: bytes) -> bool:
    """Whether the first records of a BIFF8 workbook announce encryption (FILEPASS, 0x2F)."""
    at = data.find(_BOF)
    for _ in range(4):
        if at < 0 or at + 4 > len(data):
            return False
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _FILEPASS:
            return True
        at += 4 + size
    return False


class _Whole:
    """A workbook that one reader loads."""

    def __init__(self, data: bytes) -> None:
        self._reader = _opened(data)
        self.sheet_names: list[str] = self._reader.sheet_names

    def frame(self, name: str, load: Callable[[Any, str], pl.DataFrame]) -> pl.DataFrame:
        """One sheet, row 1 first."""
        return load(self._reader, name)


def _load(
    book: _Whole | HalvedBook,
    data: bytes,
    limits: Mapping[str, int],
    scans: Mapping[str, SheetScan],
    notes: Sequence[str] = (),
    hidden: frozenset[str] | set[str] = frozenset(),
    looks: tuple[Look, ...] = (),
) -> list[SheetGrid]:
    grids: list[SheetGrid] = []
    for name in book.sheet_names:
        if scans and name not in scans:
            continue
        with ThreadPoolExecutor(1) as beside:
            loading = beside.submit(book.frame, name, _frame)
            if name in scans:
                scans[name].look_closer()
            frame = loading.result()
        if frame.height > limits["rows"]:
            raise Refused(f"ada {frame.height} baris, paling banyak {limits['rows']}. Kirim per kecamatan.")
        grid = SheetGrid(name, frame, scans.get(name), data=data, search=limits["header_search_rows"])
        grid.hidden, grid.looks = name in hidden, looks
        grids.append(grid)
    if grids and notes:
        grids[0].notes += tuple(notes)
    return grids


def _opened(data: bytes) -> Any:
    try:
        return fastexcel.read_excel(data)
    except Exception as error:  # noqa: BLE001  (the library's errors have no common base worth naming)
        raise Refused(_LOCKED if "assword" in str(error) else _BROKEN) from None


def _frame(reader: Any, name: str) -> pl.DataFrame:
    """One sheet as text, row 1 first, blank rows kept; a cell's number as its digits, a date as ISO."""
    try:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        frame: pl.DataFrame = sheet.to_polars()
    except fastexcel.FastExcelError as error:
        if "no data" in str(error).lower() or "empty" in str(error).lower():
            return pl.DataFrame()
        raise Refused(_BROKEN) from None
    return frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})
