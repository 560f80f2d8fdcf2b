"""What an XLSX sheet's own XML says that its readers do not: stray cells, hidden rows, error cells, number cells and their digits.

Reach for it before a sheet is loaded (a stray cell makes readers allocate billions) and after its columns are known. Plain
searches over the bytes, no XML parser: declarations that could expand are refused first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipeline.read.grid import Kinds
from pipeline.read.refusal import Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROOT = re.compile(rb"<(?:(\w+):)?(worksheet|chartsheet|dialogsheet)\b")
RANGE = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?/>")
"""What a sheet says of its own extent."""
_TAIL = re.compile(rb"</(?:\w+:)?(?:worksheet|chartsheet|dialogsheet)\s*>\s*(?:<!--.*?-->\s*)*$", re.DOTALL)
_MOST_ERRORS = 200_000
_TAG_END = ord(">")
_BLOCK = 2**18
_LONGEST = 40
"""Bytes that are looked at from a row number on."""
_TRIM = "Hapus semua baris dan kolom di luar tabel, simpan ulang, lalu kirim lagi."


def column_index(letters: str) -> int:
    """`A` → 0, `Z` → 25, `AA` → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(index: int) -> str:
    """0 → `A`, 26 → `AA`."""
    letters, number = "", max(0, index + 1)
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
    """One sheet's XML with what a look over it found.

    `regular`: every cell carries its address, first of its attributes. `farthest` is then the rightmost column (0 = first), `deep` whether
    a row number of seven digits may stand in an address, `cells` where the addresses begin. `formulas`: whether any formula stands in the
    sheet.
    """

    xml: bytes
    prefix: bytes = b""
    hidden: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    regular: bool = True
    farthest: int = 0
    deep: bool = False
    cells: list[NDArray[np.intp]] = field(default_factory=list)
    formulas: bool = True

    def look_closer(self) -> None:
        """Find hidden rows, error cells and formulas (may run while the sheet is being loaded)."""
        if _holds(self.xml, b'hidden="', 0):
            _hidden_rows(self)
        self.formulas = _holds(self.xml, b"<" + self.prefix + b"f", -1)
        if _holds(self.xml, b't="e"', 3):
            _errors(self)


def _holds(xml: bytes, sought: bytes, rare: int) -> bool:
    """Whether some bytes stand in an XML part; `rare` is the place of the one among them that is rare in sheets of numbers and names."""
    view = np.frombuffer(xml, dtype=np.uint8)
    before = rare % len(sought)
    end = len(view) - len(sought) + 1
    for at in range(0, end, _BLOCK):
        found = np.flatnonzero(view[at + before : min(at + _BLOCK, end) + before] == sought[before]) + at
        for place, byte in enumerate(sought):
            found = found[view[found + place] == byte]
        if len(found):
            return True
    return False


def scan_sheet(xml: bytes, *, columns: int, cells: int) -> SheetScan:
    """Look over one sheet. Raises Refused for a cut-off sheet, a column beyond `columns`, more than `cells` cells to allocate."""
    root = _ROOT.search(xml[:4096])
    if root is None or (not _TAIL.search(xml[-4096:]) and not xml.rstrip().endswith(b"/>")):
        raise Refused("lembarnya terpotong atau rusak. Minta pengirim mengirim ulang berkasnya.")
    prefix = root.group(1) + b":" if root.group(1) else b""
    scan = SheetScan(xml, prefix)
    _look_at_addresses(scan)
    _far_cells(scan, columns, cells)
    _rows_twice(scan)
    return scan


def _rows_twice(scan: SheetScan) -> None:
    """Refuse a sheet two of whose rows bear one number: a reader keeps one of them.

    Looked at only where more rows stand in the sheet than its last row's number allows.
    """
    tag = b"<" + scan.prefix + b"row"
    if scan.xml.count(tag + b" ") <= _last_row(scan):
        return
    numbers = re.findall(tag + rb'\s[^>]*?\br="(\d+)"', scan.xml)
    if len(set(numbers)) < len(numbers):
        raise Refused(
            "dua baris atau lebih memakai nomor baris yang sama di dalam lembarnya. Buka di Excel, simpan ulang, lalu kirim lagi."
        )


def _last_row(scan: SheetScan, *, filled: bool = False) -> int:
    """The number of the last row element, 1,048,576 where it has none; with `filled`, of the last that holds more than styled blanks."""
    tag, stop = b"<" + scan.prefix + b"row", len(scan.xml)
    cell = _filled_cell(scan, "[A-Z]+")
    while (at := scan.xml.rfind(tag, 0, stop)) >= 0:
        if not filled or cell.search(scan.xml, at, stop):
            found = re.match(tag + rb'[^>]*?\br="(\d+)"', scan.xml[at : at + 500])
            return int(found.group(1)) if found else 2**20
        stop = at
    return 1 if filled else 2**20


def _filled_cell(scan: SheetScan, letters: str) -> re.Pattern[bytes]:
    """A pattern of cells with content in these columns: groups column letters, row number. `<c r="A9" s="1"/>` has none."""
    return re.compile(rb'<%bc [^>]*?\br="(%b)(\d+)"[^>]*(?<!/)>\s*<(?!/)' % (scan.prefix, letters.encode()))


def _hidden_rows(scan: SheetScan) -> None:
    xml, tag = scan.xml, b"<" + scan.prefix + b"row"
    if xml.find(b'hidden="', max(0, xml.find(b"<" + scan.prefix + b"sheetData"))) < 0:
        return
    number = 0
    for match in re.finditer(tag + rb'(?: r="(\d+)")?([^>]*)>', xml):
        inside = match if match.group(1) else re.search(rb'\br="(\d+)"', match.group(2))
        number = int(inside.group(1)) if inside else number + 1
        if b"hidden=" in match.group(2) and re.search(rb'\bhidden="(?:1|true)"', match.group(2)):
            scan.hidden.append(number)


def _look_at_addresses(scan: SheetScan) -> None:
    """Set `regular`, `farthest`, `deep` and `cells` by one pass over the bytes, block by block."""
    view = np.frombuffer(scan.xml, dtype=np.uint8)
    words = words_from(view)
    tag = np.frombuffer(b"<" + scan.prefix + b"c ", dtype=np.uint8)
    end = max(0, len(view) - 32)  # no cell begins among the last bytes: the tags that close row, data and sheet are longer
    for at in range(0, end, _BLOCK):
        stop = min(at + _BLOCK, end)
        cell = view[at:stop] == tag[0]
        for place in range(1, len(tag) - 1):
            cell &= view[at + place : stop + place] == tag[place]
        after = view[at + len(tag) - 1 : stop + len(tag) - 1]
        scan.regular = scan.regular and not bool((cell & (after == _TAG_END)).any())
        cell &= after == tag[-1]
        address = np.flatnonzero(cell) + (at + len(tag))
        named = words[address] & word_of(b"\xff\xff\xff") == word_of(b'r="')
        scan.regular = scan.regular and bool(named.all())
        address = (address if scan.regular else address[named]) + 3
        farthest, deep = _extent(view, address)
        scan.farthest, scan.deep = max(scan.farthest, farthest), scan.deep or deep
        scan.cells.append(address)


def words_from(view: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The eight bytes from each place on as one number, the first byte lowest. Nothing is copied."""
    return np.ndarray((max(0, len(view) - 7),), np.dtype("<u8"), view, strides=(1,))


def word_of(signs: bytes) -> np.uint64:
    """Up to eight bytes as such a number."""
    return np.uint64(int.from_bytes(signs, "little"))


def _is_digit(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return signs - np.uint8(ord("0")) < 10


def _extent(view: NDArray[np.uint8], address: NDArray[np.intp]) -> tuple[int, bool]:
    """Of addresses (`AB12`) at these places: the rightmost column, and whether some row number may have seven digits."""
    column, farthest, deep = np.zeros(len(address), np.int32), 0, False
    for letters in range(1, 5):
        column = column * 26 + view[address + (letters - 1)] - 64
        farthest = max(farthest, int(column.max(initial=1)) - 1)
        more = view[address + letters] >= ord("A")
        row = (address[~more] if more.any() else address) + letters
        deep = deep or bool((_is_digit(view[row + 5]) & _is_digit(view[row + 6])).any())
        address, column = address[more], column[more]
        if not len(address):
            break
    return farthest, deep


def _far_cells(scan: SheetScan, columns: int, cells: int) -> None:
    """Refuse what would make a reader allocate more than `cells`: a filled cell beyond what the filled rows allow.

    Blanks that only carry a style (whole columns formatted down to row 1,048,576) cost a reader nothing.
    """
    if scan.regular and not scan.deep and scan.farthest < min(columns, cells // max(1, _last_row(scan))):
        return
    rows = max(1, _last_row(scan, filled=True))
    far = {(m.group(1), int(m.group(2))) for m in _filled_cell(scan, _beyond(min(columns, cells // rows))).finditer(scan.xml)}
    if far:
        letters, row = max(far, key=lambda cell: (len(cell[0]), *cell))
        raise Refused(f"ada isi tersesat jauh di luar tabel (sel {letters.decode()}{row}). {_TRIM}")


def _beyond(columns: int) -> str:
    """A pattern of the column letters after the first `columns` columns."""
    letters = column_letters(columns)
    branches = [f"[A-Z]{{{len(letters) + 1},}}"]
    for place, letter in enumerate(letters):
        last = place == len(letters) - 1
        lowest = ord(letter) + (0 if last else 1)
        if lowest <= ord("Z"):
            branches.append(f"{letters[:place]}[{chr(lowest)}-Z]" + "[A-Z]" * (len(letters) - place - 1))
    return "|".join(branches)


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
    return re.compile(rb"<" + p + rb'c r="(' + letters + rb')(\d+)"([^>]*?)(?:/>|>(.*?)</' + p + rb"c>)", re.DOTALL)


def number_cells(scan: SheetScan, columns: list[int]) -> dict[int, Kinds]:
    """Of each column: the rows whose cell is a number, and its digits exactly as the file holds them (whole numbers only)."""
    doubtful = [c for c, cells in zip(columns, cells_of(scan, columns), strict=True) if not _texts_alone(scan, cells)]
    return dict.fromkeys(columns, Kinds()) | (_numbers(scan, doubtful) if doubtful else {})


def cells_of(scan: SheetScan, columns: list[int]) -> list[NDArray[np.intp]]:
    """Where the row numbers of the addresses of each column begin."""
    view, names = np.frombuffer(scan.xml, dtype=np.uint8), [column_letters(c).encode() for c in columns]
    words = words_from(view)
    found: list[list[NDArray[np.intp]]] = [[] for _ in columns]
    for cells in scan.cells:
        word = words[cells]
        for name, rows in zip(names, found, strict=True):
            row = cells[word & word_of(b"\xff" * len(name)) == word_of(name)] + len(name)
            rows.append(row[_is_digit(view[row])])
    return [np.concatenate(rows) if rows else np.zeros(0, np.intp) for rows in found]


def _texts_alone(scan: SheetScan, row: NDArray[np.intp]) -> bool:
    """Whether each cell, its row number at these places, says at once that it is none: `9" t="s"`, `9" s="1" t="s"`, `9" s="1"/>`."""
    if row.max(initial=0) + _LONGEST > len(scan.xml):
        return False
    words = words_from(np.frombuffer(scan.xml, dtype=np.uint8))
    at = row + digits_of(words[row])
    word = words[at]
    styled = word & word_of(b"\xff" * 5) == word_of(b'" s="')
    if styled.any():
        at = np.where(styled, at + 5 + digits_of(words[at + 5]), at)
        word = words[at]
    typed = (word & word_of(b"\xff" * 5) == word_of(b'" t="')) & (word >> 40 & 0xFF != ord("n"))
    return bool((typed | (word & word_of(b"\xff" * 3) == word_of(b'"/>'))).all())


def digits_of(words: NDArray[np.uint64]) -> NDArray[np.intp]:
    """How many digits each word of eight bytes begins with; 0 also where it holds nothing else."""
    count: NDArray[np.intp] = _is_digit(words.view(np.uint8).reshape(-1, 8)).argmin(axis=1)
    return count


def _numbers(scan: SheetScan, columns: list[int]) -> dict[int, Kinds]:
    """`number_cells` of columns that hold some."""
    p = scan.prefix
    letters = b"|".join(column_letters(c).encode() for c in columns)
    other = rb'(?: (?!t=)[\w:]+="[^"]*")*'
    formula = rb"(?:<%bf[^>]*/>|<%bf(?: [^>]*)?>[^<]*</%bf>)?" % (p, p, p)
    pattern = rb'<%bc r="(%b)(\d+)"%b(?: t="n")?%b>\s*%b\s*<%bv>\s*([^<]+)' % (p, letters, other, other, formula, p)
    rows: dict[bytes, list[int]] = {column_letters(c).encode(): [] for c in columns}
    exact: dict[bytes, list[tuple[int, str]]] = {name: [] for name in rows}
    for name, row, digits in re.findall(pattern, scan.xml):
        rows[name].append(int(row))
        if len(digits) > 15 and digits.strip().isdigit():
            exact[name].append((int(row), digits.strip().decode()))
    return {
        column_index(name.decode()): Kinds(
            pl.Series(numbers, dtype=pl.Int64),
            pl.DataFrame(exact[name], schema={"row": pl.Int64, "digits": pl.String}, orient="row"),
        )
        for name, numbers in rows.items()
    }


def empty_formulas(scan: SheetScan, columns: list[int]) -> list[tuple[int, int]]:
    """(row, column) of cells with a formula and no stored value."""
    if not scan.formulas or not columns:
        return []
    found = []
    for match in cell_pattern(scan, columns).finditer(scan.xml):
        content = match.group(4) or b""
        if b"<" + scan.prefix + b"f" in content and not re.search(rb"<" + scan.prefix + rb"v>[^<]", content):
            found.append((int(match.group(2)), column_index(match.group(1).decode())))
    return found
