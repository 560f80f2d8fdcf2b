"""Records of a dBase file (.dbf) as one grid: the format in which FoxPro, SPSS and BPS offices hand lists over.

Reach for it with bytes that `pipeline.read.formats.sniff` called dbase. Row 1 holds the field names; below it stand the records not marked
as deleted, numbered as LibreOffice shows them. A head that contradicts itself or the file's size is refused: no record is guessed.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.grid import Kinds
from pipeline.read.refusal import Refused, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

_HEAD, _FIELD, _END = 32, 32, 0x0D
_DELETED, _KEPT = ord("*"), (ord(" "), 0)  # 0: of programs that leave the mark unwritten
_SYSTEM = 0x01  # flag of a field that the program keeps for itself
_TEXT, _PRINTED, _NUMBERS = "C", "CNFDL", "NFBIY"
_ELSEWHERE = "MGPWQVB"  # memos, pictures, and texts of a length that only FoxPro knows
_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852", 0x65: "cp866",
    0x78: "cp950", 0x79: "cp949", 0x7A: "gbk", 0x7B: "cp932", 0x7C: "cp874", 0xC8: "cp1250", 0xC9: "cp1251",
}  # fmt: skip
"""Code pages by their byte in the head; 0 and others: UTF-8 where the records are, else Windows-1252."""
_LOGICAL = {b"T": "YA", b"Y": "YA", b"F": "TIDAK", b"N": "TIDAK"}
_DIGITS = re.compile(r"\d{16,}")
_EPOCH = date(1, 1, 1).toordinal() - 1_721_426
"""What is added to the number of a Julian day."""
_RESAVE = "Buka di LibreOffice Calc atau Excel, lalu simpan sebagai .xlsx dan kirim ulang."
_BROKEN = (
    f"kepala berkas dBase (.dbf) ini rusak: {{what}}. Minta pengirim mengirim ulang berkasnya, atau: {_RESAVE[0].lower()}{_RESAVE[1:]}"
)


@dataclass(frozen=True)
class _Field:
    name: str
    kind: str
    start: int
    length: int
    system: bool

    @property
    def read(self) -> bool:
        """Whether its cells stand in the record itself."""
        return self.kind in _PRINTED or (self.kind, self.length) in _BINARY


class DbaseGrid(SheetGrid):
    """A dBase file: its fields say themselves which are numbers."""

    def __init__(self, frame: pl.DataFrame, numbers: frozenset[int], search: int) -> None:
        super().__init__("", frame, None, data=b"", search=search)
        self._numbers = numbers

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Which cells of these columns are numbers: of a numeric field each that is filled."""
        found = dict.fromkeys(columns, Kinds())
        for c in self._numbers.intersection(columns):
            cells = self._frame.select(row=pl.int_range(1, pl.len() + 1), digits=f"c{c}").slice(after).drop_nulls()
            found[c] = Kinds(cells["row"], cells.filter(pl.col("digits").str.contains(f"^{_DIGITS.pattern}$")))
        return found


def dbase_grid(data: bytes, limits: Mapping[str, int]) -> DbaseGrid:
    """The records of a file. Raises Refused, in one sentence, where the head lies or the file is cut off."""
    fields, records = _fields(data), _records(data, limits["rows"])
    deleted = records[:, 0] == _DELETED
    if not (deleted | np.isin(records[:, 0], _KEPT)).all():
        raise Refused(_BROKEN.format(what="panjang barisnya tidak cocok dengan isinya"))
    kept = np.ascontiguousarray(records[~deleted])
    page = _page(data[29], kept)
    taken = [field for field in fields if field.read and not field.system]
    if len(taken) > limits["columns"]:
        raise Refused(f"ada {len(taken)} kolom, paling banyak {limits['columns']}. Kirim hanya kolom yang diperlukan.")
    columns = {f"c{i}": [field.name, *_cells(field, kept, page)] for i, field in enumerate(taken)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    numbers = frozenset(i for i, field in enumerate(taken) if field.kind in _NUMBERS)
    grid = DbaseGrid(frame, numbers, limits["header_search_rows"])
    memos = [shown(field.name) for field in fields if not field.read and not field.system]
    if memos:
        grid.notes += (f"Kolom memo {', '.join(memos)} tidak dibaca: isinya di berkas lain (.dbt/.fpt). {_RESAVE}",)
    if gone := int(deleted.sum()):
        grid.notes += (f"{gone} baris bertanda hapus di berkas dBase ini tidak dibaca dan tidak ikut dihitung dalam nomor baris.",)
    return grid


def _fields(data: bytes) -> list[_Field]:
    """The fields as the head declares them. Raises Refused where they do not fill the record."""
    start, length = struct.unpack_from("<HH", data, 8)
    found: list[_Field] = []
    at, place = _HEAD, 1
    while at + _FIELD <= min(start, len(data)) and data[at] != _END:
        raw = data[at : at + _FIELD]
        name, kind = raw[:11].partition(b"\0")[0].decode("cp1252", "replace").strip(), chr(raw[11])
        size = raw[16] + (raw[17] << 8 if kind == _TEXT else 0)  # FoxPro and Clipper: texts longer than 255
        field = _Field(name, kind, place, size, kind == "0" or bool(raw[18] & _SYSTEM))
        if not name or not size or not (field.read or field.system or kind in _ELSEWHERE):
            raise Refused(_BROKEN.format(what="nama atau jenis kolomnya tidak dikenal"))
        found.append(field)
        at, place = at + _FIELD, place + size
    if not found or at >= len(data) or data[at] != _END or place != length:
        raise Refused(_BROKEN.format(what="kolom-kolomnya tidak sepanjang barisnya"))
    return found


def _records(data: bytes, most: int) -> NDArray[np.uint8]:
    """The records as a table of bytes. Raises Refused where their number is not what the head says."""
    count, start, length = struct.unpack_from("<IHH", data, 4)
    if count > most:
        raise Refused(f"kepala berkas dBase ini menyebut {count} baris, paling banyak {most}. Kirim per kecamatan.")
    end = start + count * length
    if end > len(data):
        whole = max(0, len(data) - start) // length
        raise Refused(f"berkas dBase ini terpotong: kepalanya menyebut {count} baris, isinya {whole}. Minta pengirim mengirim ulang.")
    if len(data[end:].strip(b"\x1a\0 \r\n")) >= length:
        raise Refused(f"kepala berkas dBase ini menyebut {count} baris, tetapi isinya lebih. {_RESAVE}")
    return np.frombuffer(data, np.uint8, count * length, start).reshape(count, length)


def _page(said: int, records: NDArray[np.uint8]) -> str:
    if said in _PAGES:
        return _PAGES[said]
    try:
        records.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _cells(field: _Field, records: NDArray[np.uint8], page: str) -> list[str | None]:
    """One field of every record as text: empty is null, a date is ISO, a logical YA or TIDAK."""
    raw = np.ascontiguousarray(records[:, field.start : field.start + field.length]).tobytes()
    pieces = [raw[at : at + field.length] for at in range(0, len(raw), field.length)]
    read = _BINARY.get((field.kind, field.length))
    if read is not None:
        return [read(piece) for piece in pieces]
    if field.kind == "L":
        return [_LOGICAL.get(piece.upper()) for piece in pieces]
    texts = [_decoded(piece.partition(b"\0")[0], page).strip() or None for piece in pieces]
    return [_date(text) for text in texts] if field.kind == "D" else texts


def _decoded(raw: bytes, page: str) -> str:
    try:
        return raw.decode(page)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _date(text: str | None) -> str | None:
    if text is None or not text.strip("0"):
        return None
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _moment(raw: bytes) -> str | None:
    """A day and milliseconds of it; the time is told where it is not midnight."""
    day, milliseconds = struct.unpack("<ii", raw)
    if not 0 < day + _EPOCH <= date.max.toordinal():
        return None
    seconds = timedelta(seconds=milliseconds // 1000)
    said = date.fromordinal(day + _EPOCH).isoformat()
    return f"{said} {seconds}" if seconds else said


def _double(raw: bytes) -> str | None:
    value = struct.unpack("<d", raw)[0]
    return str(int(value)) if value == value // 1 else repr(value)


_BINARY: dict[tuple[str, int], Callable[[bytes], str | None]] = {
    ("I", 4): lambda raw: str(struct.unpack("<i", raw)[0]),
    ("+", 4): lambda raw: str(struct.unpack("<i", raw)[0]),
    ("B", 8): _double,
    ("Y", 8): lambda raw: f"{struct.unpack('<q', raw)[0] / 10_000:.4f}".rstrip("0").rstrip("."),
    ("T", 8): _moment,
}
"""Fields of FoxPro that hold no text, by type and length."""
