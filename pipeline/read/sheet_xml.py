"""What an XLSX sheet's own XML says that its readers do not: stray cells, hidden rows, error cells, number cells and their digits.

Reach for it before a sheet is loaded (a stray cell makes readers allocate billions) and after its columns are known. Plain
searches over the bytes, no XML parser: declarations that could expand are refused first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.read.grid import Kinds
from pipeline.read.refusal import Refused

_ROOT = re.compile(rb"<(?:(\w+):)?(worksheet|chartsheet|dialogsheet)\b")
_TAIL = re.compile(rb"</(?:\w+:)?(?:worksheet|chartsheet|dialogsheet)\s*>\s*(?:<!--.*?-->\s*)*$", re.DOTALL)
_MOST_ERRORS = 200_000
_TRIM = "Hapus semua baris dan kolom di luar tabel, simpan ulang, lalu kirim lagi."


def column_index(letters: str) -> int:
    """`A` → 0, `Z` → 25, `AA` → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(index: int) -> str:
    """0 → `A`, 26 → `AA`."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def refuse_declarations(xml: bytes) -> None:
    """Raise Refused when an XML part declares a document type or entities (no office program writes them)."""
    head = xml[:65_536]
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Refused(
            "buku kerja ini memuat deklarasi XML yang berbahaya (DOCTYPE/ENTITY), jadi tidak dibuka. "
            "Minta pengirim menyimpan ulang dari Excel atau LibreOffice."
        )


@dataclass
class SheetScan:
    """One sheet's XML with what a look over it found. `regular`: every cell carries its address, first of its attributes."""

    xml: bytes
    prefix: bytes = b""
    last_row: int = 0
    hidden: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    regular: bool = True
    spans: list[tuple[int, int]] = field(default_factory=list, repr=False)


def scan_sheet(xml: bytes, *, columns: int, cells: int) -> SheetScan:
    """Look over one sheet. Raises Refused for a cut-off sheet, a column beyond `columns`, more than `cells` cells to allocate."""
    root = _ROOT.search(xml[:4096])
    if root is None or (not _TAIL.search(xml[-4096:]) and not xml.rstrip().endswith(b"/>")):
        raise Refused("lembarnya terpotong atau rusak. Minta pengirim mengirim ulang berkasnya.")
    prefix = root.group(1) + b":" if root.group(1) else b""
    scan = SheetScan(xml, prefix)
    _rows(scan)
    _far_cells(scan, columns, cells)
    tag = b"<" + prefix + b"c "
    scan.regular = xml.count(tag) == xml.count(tag + b'r="')
    if b't="e"' in xml:
        _errors(scan)
    return scan


def _rows(scan: SheetScan) -> None:
    number = 0
    for match in re.finditer(rb"<" + scan.prefix + rb'row(?: r="(\d+)")?([^>]*)>', scan.xml):
        if match.group(1):
            number = int(match.group(1))
        else:
            inside = re.search(rb'\br="(\d+)"', match.group(2))
            number = int(inside.group(1)) if inside else number + 1
        if number > scan.last_row:
            scan.last_row = number
        if b"hidden=" in match.group(2) and re.search(rb'\bhidden="(?:1|true)"', match.group(2)):
            scan.hidden.append(number)


def _far_cells(scan: SheetScan, columns: int, cells: int) -> None:
    widest, where = 26, ""
    if re.search(rb'<' + scan.prefix + rb'c [^>]*?\br="[A-Z]{2,3}\d', scan.xml[:2**20]) or re.search(rb' r="[A-Z]{2,3}\d', scan.xml):
        widest, where = _widest(scan)
    if widest > columns:
        raise Refused(f"ada isi tersesat jauh di luar tabel (sel {where}). {_TRIM}")
    if scan.last_row * widest > cells:
        if not where:
            widest, where = _widest(scan)
        if scan.last_row * widest > cells:
            raise Refused(f"ada isi tersesat jauh di luar tabel (kolom {where or widest}, baris {scan.last_row}). {_TRIM}")


def _widest(scan: SheetScan) -> tuple[int, str]:
    """The rightmost column: by the last cell of each row, and by any three-letter address anywhere."""
    best, where = 0, ""
    for pattern in (rb' r="([A-Z]{3})(\d+)"', rb' r="([A-Z]{1,2})(\d+)"(?:[^<]|<(?!' + scan.prefix + rb"c )(?!/" + scan.prefix + rb"row))*</" + scan.prefix + rb"row>"):
        for match in re.finditer(pattern, scan.xml):
            column = column_index(match.group(1).decode()) + 1
            if column > best:
                best, where = column, (match.group(1) + match.group(2)).decode()
    return max(best, 1), where


def _errors(scan: SheetScan) -> None:
    tag = b"<" + scan.prefix + b"c "
    address = re.compile(rb'\br="([A-Z]+)(\d+)"')
    value = re.compile(rb"<" + scan.prefix + rb"v>([^<]*)</")
    at = scan.xml.find(b't="e"')
    while at >= 0 and len(scan.errors) < _MOST_ERRORS:
        start = scan.xml.rfind(tag, max(0, at - 200), at)
        found = address.search(scan.xml, start, at + 60) if start >= 0 else None
        stop = scan.xml.find(b"</" + scan.prefix + b"c>", at, at + 20_000)
        if found and stop > 0:
            text = value.search(scan.xml, at, stop + 3)
            place = (int(found.group(2)), column_index(found.group(1).decode()))
            scan.errors[place] = text.group(1).decode("utf-8", "replace") if text else "#GALAT"
        at = scan.xml.find(b't="e"', at + 5)


def cell_pattern(scan: SheetScan, columns: list[int]) -> re.Pattern[bytes]:
    """Cells of some columns: groups column letters, row, attributes, content."""
    letters = b"|".join(column_letters(c).encode() for c in columns)
    p = scan.prefix
    return re.compile(
        rb"<" + p + rb'c r="(' + letters + rb')(\d+)"([^>]*?)(?:/>|>(.*?)</' + p + rb"c>)", re.DOTALL
    )


def number_cells(scan: SheetScan, columns: list[int]) -> dict[int, Kinds]:
    """Of each column: the rows whose cell is a number, and its digits exactly as the file holds them (whole numbers only)."""
    numbers: dict[int, list[int]] = {c: [] for c in columns}
    exact: dict[int, dict[int, str]] = {c: {} for c in columns}
    by_letters = {column_letters(c).encode(): c for c in columns}
    value = re.compile(rb"<" + scan.prefix + rb"v>([^<]*)</")
    letters = b"|".join(by_letters)
    p = scan.prefix
    pattern = re.compile(
        rb"<" + p + rb'c r="(' + letters + rb')(\d+)"((?: (?!t=)[\w:]+="[^"]*")*(?: t="n")?(?: (?!t=)[\w:]+="[^"]*")*)>(.*?)</' + p + rb"c>",
        re.DOTALL,
    )
    for match in pattern.finditer(scan.xml):
        text = value.search(match.group(4) + b"<" + b"/")
        if text is None or not text.group(1).strip():
            continue
        column, row, raw = by_letters[match.group(1)], int(match.group(2)), text.group(1).strip()
        numbers[column].append(row)
        if raw.isdigit() and len(raw) > 15:
            exact[column][row] = raw.decode()
    return {c: Kinds(numbers[c], exact[c]) for c in columns}


def empty_formulas(scan: SheetScan, columns: list[int]) -> list[tuple[int, int]]:
    """(row, column) of cells with a formula and no stored value."""
    if b"<" + scan.prefix + b"f" not in scan.xml or not columns:
        return []
    found = []
    for match in cell_pattern(scan, columns).finditer(scan.xml):
        content = match.group(4) or b""
        if b"<" + scan.prefix + b"f" in content and not re.search(rb"<" + scan.prefix + rb"v>[^<]", content):
            found.append((int(match.group(2)), column_index(match.group(1).decode())))
    return found
