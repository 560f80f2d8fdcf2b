"""Zip and gzip, opened with distrust: names, number and sizes are checked before unpacking, bytes counted while unpacking.

Reach for it whenever a file is packed. Every member that is used has passed its checksum; nothing is ever written to disk.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.read.formats.sniff import open_zip
from pipeline.read.refusal import Refused, mib

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_AGAIN = "Minta pengirim mengirim ulang berkasnya."
_UNPACK = "Buka arsipnya dan kirim berkas isinya satu per satu."
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_FREE_BYTES = 20 * 2**20
"""Unpacked size up to which the ratio is not looked at: a small file of spaces is no bomb."""
_CHUNK = 2**20
_SYMLINK = 0o120000


@dataclass(frozen=True)
class Bounds:
    """What unpacking may cost."""

    unpacked: int
    ratio: int
    members: int

    def allowed(self, packed: int) -> int:
        """Most bytes that `packed` bytes may become."""
        return min(self.unpacked, max(_FREE_BYTES, packed * self.ratio))


def gunzip(data: bytes, bounds: Bounds) -> bytes:
    """Unpack gzip (all its members). Raises Refused for a bomb, a broken checksum, a cut-off end."""
    parts: list[bytes] = []
    got, at, unpacker = 0, 0, zlib.decompressobj(31)
    try:
        while True:
            piece = unpacker.decompress(unpacker.unconsumed_tail or data[at : at + _CHUNK], _CHUNK)
            if not unpacker.unconsumed_tail:
                at += _CHUNK
            parts.append(piece)
            got += len(piece)
            if got > bounds.allowed(min(at + _CHUNK, len(data))):
                raise _bomb(bounds.allowed(len(data)))
            if unpacker.eof:
                rest = unpacker.unused_data + data[at:]
                if not rest.strip(b"\0"):
                    return b"".join(parts)
                data, at, unpacker = rest, 0, zlib.decompressobj(31)
            elif not piece and at >= len(data):
                raise Refused(f"berkas gzip ini terpotong. {_AGAIN}")
    except zlib.error:
        raise Refused(f"berkas gzip ini rusak. {_AGAIN}") from None


def _bomb(allowed: int) -> Refused:
    return Refused(
        f"isinya mengembang melebihi {mib(allowed)} saat dibuka; daftar bantuan tidak mungkin begitu, jadi tidak dibuka. "
        "Minta pengirim mengirim berkas aslinya tanpa dikompres."
    )


def checked(data: bytes, bounds: Bounds) -> zipfile.ZipFile:
    """Open a zip after looking at its directory. Raises Refused naming what is wrong; sizes are those declared."""
    archive = open_zip(data)
    infos = archive.infolist()
    if not infos:
        raise Refused(f"arsip ini kosong. {_AGAIN}")
    if len(infos) > bounds.members:
        raise Refused(f"arsip ini memuat {len(infos)} berkas, paling banyak {bounds.members}. {_UNPACK}")
    if _declared_entries(data) not in (None, len(infos) & 0xFFFF):
        raise Refused(f"daftar isi arsip ini rusak. {_AGAIN}")
    for info in infos:
        _check_member(info)
    total = sum(info.file_size for info in infos)
    if total > bounds.allowed(len(data)):
        raise _bomb(bounds.allowed(len(data)))
    return archive


def _declared_entries(data: bytes) -> int | None:
    """Number of entries the end record declares (another reader may believe it)."""
    at = data.rfind(b"PK\x05\x06")
    return struct.unpack_from("<H", data, at + 10)[0] if 0 <= at <= len(data) - 22 else None


def _check_member(info: zipfile.ZipInfo) -> None:
    raw = info.orig_filename
    if info.flag_bits & 1:
        raise Refused("arsip ini bersandi. Kirim tanpa kata sandi; amankan pengirimannya dengan cara lain.")
    if raw.startswith("/") or "\\" in raw or ".." in raw.split("/") or re.match(r"^[A-Za-z]:", raw) or "\0" in raw:
        raise Refused(f"nama berkas di dalam arsip ini menunjuk ke luar arsip, jadi tidak dibuka. {_UNPACK}")
    if (info.external_attr >> 16) & 0o170000 == _SYMLINK:
        raise Refused(f"arsip ini memuat tautan (symlink), bukan berkas. {_UNPACK}")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(f"cara kompres arsip ini tidak dikenal. {_UNPACK}")


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One member, its bytes counted and its checksum tested. Raises Refused when it lies about its size or is broken."""
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
            more = member.read(1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError):
        raise Refused(f"isi arsip ini rusak (periksa jumlah CRC-nya tidak cocok). {_AGAIN}") from None
    if more or len(content) != info.file_size:
        raise Refused(f"ukuran isi arsip ini tidak seperti yang tertulis. {_AGAIN}")
    return content


def members(archive: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    """The members worth reading by name, in their order: no folders, no droppings of macOS or Windows."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.is_dir() or _JUNK.search(info.filename):
            continue
        if info.filename in found:
            raise Refused(f"arsip ini memuat dua berkas bernama sama. {_UNPACK}")
        found[info.filename] = info
    if not found:
        raise Refused(f"arsip ini tidak memuat tabel. {_AGAIN}")
    return found


Part = tuple[str, "Sequence[bytes | memoryview]", int]
"""Name, content in pieces and CRC of a member of an archive."""


def stored_zip(parts: Sequence[Part]) -> bytes:
    """A zip without compression, made in one copy."""
    out: list[bytes | memoryview] = []
    directory: list[bytes] = []
    at = 0
    for name, pieces, crc in parts:
        raw, size = name.encode("utf-8"), sum(map(len, pieces))
        sizes = struct.pack("<IIIHH", crc, size, size, len(raw), 0)
        head = struct.pack("<IHHHHH", 0x04034B50, 20, 0x800, 0, 0, 0x21) + sizes + raw
        directory.append(
            struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0x800, 0, 0, 0x21) + sizes + struct.pack("<HHHII", 0, 0, 0, 0, at) + raw
        )
        out += (head, *pieces)
        at += len(head) + size
    tail = b"".join(directory)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(parts), len(parts), len(tail), at, 0)
    return b"".join([*out, tail, end])
