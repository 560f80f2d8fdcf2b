"""Workbooks to grids: XLSX and XLSM with their XML looked over first, XLSB, ODS and old XLS through the same bulk reader.

Reach for it with bytes that `pipeline.read.sniff` called a workbook. Text comes from fastexcel in string mode with every row
kept, so that row numbers are Excel's; cell kinds and exact digits come from the XML (XLSX) or from python-calamine.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import unescape

import fastexcel
import polars as pl

from pipeline.read import sniff
from pipeline.read.archive import unpack
from pipeline.read.refusal import Refused, shown
from pipeline.read.sheet import SheetGrid
from pipeline.read.sheet_xml import SheetScan, refuse_declarations, scan_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.grid import Grid

_BROKEN = "buku kerja ini rusak atau terpotong. Buka lalu simpan ulang di Excel atau LibreOffice, kemudian kirim lagi."
_PASSWORD = "buku kerja ini bersandi (password). Kirim tanpa kata sandi; amankan pengirimannya dengan cara lain."
_REPACK_BYTES = 400 * 2**20
_BYTES_PER_CELL = 48
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*?)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')


@dataclass(frozen=True)
class Sheet:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


def new_workbook(data: bytes, archive: zipfile.ZipFile, kind: str, limits: Mapping[str, int]) -> list[Grid]:
    """Grids of a zipped workbook, all of whose parts pass their checksum. Raises Refused naming what is wrong."""
    parts = {info.filename: unpack(archive, info) for info in archive.infolist() if not info.is_dir()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            refuse_declarations(content)
    if kind != "xlsx":
        return _load(data, limits, {})
    sheets = _sheets(parts)
    scans: dict[str, SheetScan] = {}
    absent = []
    for sheet in sheets:
        if sheet.part not in parts:
            absent.append(sheet.name)
        elif sheet.part.startswith("xl/worksheets/") or b"<sheetData" in parts[sheet.part]:
            cells = limits["memory_bytes"] // _BYTES_PER_CELL
            scans[sheet.name] = scan_sheet(parts[sheet.part], columns=limits["columns"], cells=cells)
    if not scans:
        raise Refused(_BROKEN)
    notes = [f"Lembar {_quoted(absent)} tidak ada isinya di dalam buku kerja, dilewati."] if absent else []
    hidden = {sheet.name for sheet in sheets if sheet.hidden}
    return _load(_repacked(data, parts, absent), limits, scans, notes, hidden)


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
    entities = {"&quot;": '"', "&apos;": "'"}
    return {
        m.group(1).decode(): unescape((m.group(2) or m.group(3) or b"").decode("utf-8", "replace"), entities)
        for m in _ATTRIBUTE.finditer(raw)
    }


def _repacked(data: bytes, parts: Mapping[str, bytes], absent: Sequence[str]) -> bytes:
    """The same workbook, stored: the reader sees exactly the bytes that were checked, and need not unpack them again.

    The declared range of a sheet is left out (it may lie, and readers stumble over it), and sheets without a part too.
    """
    wanted = {n: c for n, c in parts.items() if not n.startswith(("xl/media/", "xl/drawings/", "xl/embeddings/", "docProps/"))}
    if sum(map(len, wanted.values())) > _REPACK_BYTES:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in wanted.items():
            body = content
            if absent and name.lower() == "xl/workbook.xml":
                body = _SHEET.sub(lambda m: b"" if _attributes(m.group(1)).get("name") in absent else m.group(0), content)
            if name.startswith("xl/worksheets/"):
                head = re.sub(rb"<(?:\w+:)?dimension\b[^>]*?/>", b"", content[:8192], count=1)
                body = head + content[8192:] if len(head) != min(len(content), 8192) else content
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body)
    return out.getvalue()


def old_workbook(data: bytes, limits: Mapping[str, int]) -> list[Grid]:
    """Grids of an OLE2 file (.xls). Raises Refused for passwords, other documents and stubs."""
    if sniff.is_encrypted_ole2(data):
        raise Refused(_PASSWORD)
    if not sniff.ole2_has(data, "Workbook", "Book", "WORKBOOK", "BOOK"):
        raise Refused("ini bukan buku kerja Excel (tidak ada lembar di dalamnya). Minta pengirim mengirim tabelnya sebagai .xlsx.")
    return _load(data, limits, {})


def _load(
    data: bytes,
    limits: Mapping[str, int],
    scans: Mapping[str, SheetScan],
    notes: Sequence[str] = (),
    hidden: frozenset[str] | set[str] = frozenset(),
) -> list[Grid]:
    reader = _opened(data)
    grids: list[Grid] = []
    for name in reader.sheet_names:
        if scans and name not in scans:
            continue
        frame = _frame(reader, name)
        if frame.height > limits["rows"]:
            raise Refused(f"ada {frame.height} baris, paling banyak {limits['rows']}. Kirim per kecamatan.")
        grid = SheetGrid(name, frame, scans.get(name), data=data, search=limits["header_search_rows"])
        grid.hidden = name in hidden
        grids.append(grid)
    if grids and notes:
        grids[0].notes += tuple(notes)
    return grids


def _opened(data: bytes) -> Any:
    try:
        return fastexcel.read_excel(data)
    except Exception as error:  # noqa: BLE001  (the library's errors have no common base worth naming)
        raise Refused(_PASSWORD if "assword" in str(error) else _BROKEN) from None


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
