"""The parent's side of parsing: one open file, a contained child, and whatever came out of it as tables.

Reach for `read_file`. The invariants: only regular files are opened (no link, FIFO, device), the bytes that were hashed are
the bytes that were parsed, a file that changes meanwhile is refused, and no file can take the calling process down.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.read.contained.workers import borrowed_worker
from pipeline.read.refusal import Refused, mib

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.read.model import FileRead
    from schemas.layouts import Layout
    from schemas.settings import Limits


def parsed(source: int, layouts: Sequence[Layout], limits: Limits, *, plain: bool = False) -> tuple[str, list[int]]:
    """Have a worker parse the file behind a descriptor; once more with a fresh one where the worker itself was gone."""
    for fresh in (False, True):
        with borrowed_worker(layouts, limits, fresh=fresh) as worker:
            status, handles = worker.parse(source, limits, plain=plain)
        if status != "gone":
            return status, handles
        for handle in handles:
            os.close(handle)
    return "broken", []


_CHANGED = "berkas ini berubah saat dibaca; mungkin masih disalin. Tunggu sampai selesai, lalu ulangi."


def read_file(path: Path, name: str, *, layouts: Sequence[Layout], limits: Limits) -> FileRead:
    """Read one file: every table in it as text, every row that cannot be parsed told back.

    `path` is where it lies, `name` its path below `data/raw`. Never raises for what the file holds: a file that cannot be
    read comes back with `problem`, one Indonesian sentence with the mend, and no tables. Office layouts come first in
    `layouts` (see `schemas.layouts.load_layouts`).
    """
    size, digest = 0, ""
    try:
        with opened(path, limits) as source:
            before = os.fstat(source)
            size = before.st_size
            status, handles = parsed(source, layouts, limits)
            from pipeline.read.contained.received import received  # polars is loaded while the child parses

            try:
                found = received(handles, name, status, limits)
            finally:
                for handle in handles:
                    os.close(handle)
            digest, size = found.sha256 or _sha256(source), found.size or size
            _refuse_changed(path, source, before, size)
            return replace(found, sha256=digest, size=size)
    except Refused as refusal:
        from pipeline.read.model import FileRead

        return FileRead(name, digest, size, "", problem=str(refusal))


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[int]:
    """A descriptor of a regular file of bearable size. Raises Refused for anything else."""
    try:
        source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Refused("berkas ini tidak ada. Periksa namanya.") from None
    except PermissionError:
        raise Refused("berkas ini tidak boleh dibaca oleh akun ini. Perbaiki izin berkasnya (chmod u+r).") from None
    except (OSError, ValueError):
        raise Refused("ini tautan atau bukan berkas biasa, jadi tidak dibuka. Taruh salinan berkas aslinya.") from None
    try:
        found = os.fstat(source)
        if not stat.S_ISREG(found.st_mode):
            raise Refused("ini bukan berkas biasa (folder, pipa, atau perangkat), jadi tidak dibuka. Taruh berkas aslinya.")
        if found.st_size > limits.file_bytes:
            raise Refused(
                f"ukurannya {mib(found.st_size)}, paling besar {mib(limits.file_bytes)}. Kirim per kecamatan, "
                "atau naikkan limits.file_bytes di data/settings.toml."
            )
        yield source
    finally:
        os.close(source)


def _refuse_changed(path: Path, source: int, before: os.stat_result, size: int) -> None:
    """Raise Refused where the file is not what it was `before`, or other than `size` bytes of it were read."""
    try:
        same = _stamp(os.fstat(source)) == _stamp(before) == _stamp(path.lstat())
    except OSError:
        same = False
    if not same or size != before.st_size:
        raise Refused(_CHANGED)


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sha256(source: int) -> str:
    os.lseek(source, 0, os.SEEK_SET)
    with os.fdopen(os.dup(source), "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
