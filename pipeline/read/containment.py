"""The parent's side of parsing: one open file, a contained child, and whatever came out of it as tables.

Reach for `read_file`. The invariants: only regular files are opened (no link, FIFO, device), the bytes that were hashed are
the bytes that were parsed, a file that changes meanwhile is refused, and no file can take the calling process down.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.read.child import content_of
from pipeline.read.model import REJECTS, ControlTotal, FileRead, ReadTable, Unused
from pipeline.read.refusal import Refused, mib
from pipeline.read.workers import borrowed_worker
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

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


_SMALL = 4 * 2**20
"""Bytes below which a frame is copied."""
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
            try:
                found = _collect(handles, name, status, limits)
            finally:
                for handle in handles:
                    os.close(handle)
            digest, size = found.sha256 or _sha256(source), found.size or size
            if size != before.st_size or not _unchanged(path, source, before):
                return FileRead(name, digest, size, "", problem=_CHANGED)
            return replace(found, sha256=digest, size=size)
    except Refused as refusal:
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


def _unchanged(path: Path, source: int, before: os.stat_result) -> bool:
    try:
        return _stamp(os.fstat(source)) == _stamp(before) == _stamp(path.lstat())
    except OSError:
        return False


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sha256(source: int) -> str:
    os.lseek(source, 0, os.SEEK_SET)
    with os.fdopen(os.dup(source), "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _collect(handles: Sequence[int], name: str, status: str, limits: Limits) -> FileRead:
    """What the fork handed over, as a FileRead."""
    if status != "ok" or not handles:
        return FileRead(name, "", 0, "", problem=sentence_for(status, limits))
    summary: dict[str, Any] = json.loads(content_of(handles[0]))
    frames = [frame_of(handle) for handle in handles[1:]]
    pairs = zip(summary["tables"], frames[::2], strict=True)
    tables = tuple(_table(entry, name, frame) for entry, frame in pairs)
    rejects = [frame.with_columns(file=pl.lit(name)) for frame in frames[1::2] if frame.height]
    return FileRead(
        name,
        summary["sha256"],
        summary["size"],
        summary["container"],
        summary["encoding"],
        summary["delimiter"],
        tables,
        summary["problem"],
        pl.concat(rejects) if rejects else pl.DataFrame(schema=REJECTS),
        sum(table.skipped for table in tables),
        tuple(summary["notes"]),
    )


def frame_of(handle: int) -> pl.DataFrame:
    """The Arrow frame a fork left in a descriptor: a large one mapped, not copied (the mapping outlives the descriptor)."""
    path = f"/proc/self/fd/{handle}"
    if os.fstat(handle).st_size < _SMALL:
        return pl.read_ipc(path)
    import pyarrow as pa  # takes longer to load than a small frame to copy

    with pa.memory_map(path) as source:
        frame = pl.from_arrow(pa.ipc.open_file(source).read_all())
    assert isinstance(frame, pl.DataFrame)  # noqa: S101
    return frame


def _table(entry: dict[str, Any], name: str, frame: pl.DataFrame) -> ReadTable:
    near = entry["nearest"]
    return ReadTable(
        name=name,
        sheet=entry["sheet"],
        kind=Kind(entry["kind"]),
        layout=entry["layout"],
        header_row=entry["header_row"],
        headers=entry["headers"],
        frame=frame,
        title=entry["title"],
        unmapped=tuple(entry["unmapped"]),
        unused=tuple(Unused(*one) for one in entry["unused"]),
        nearest=(near[0], tuple(near[1])) if near else None,
        totals=tuple(ControlTotal(*total) for total in entry["totals"]),
        read=entry["read"],
        skipped=entry["skipped"],
        hidden_rows=entry["hidden_rows"],
        problem=entry["problem"],
        hints=entry["hints"],
        notes=tuple(entry["notes"]),
    )


def sentence_for(status: str, limits: Limits) -> str:
    """What to say of a fork that did not end well."""
    resave = "Buka di Excel atau LibreOffice, hapus isi di luar tabel, simpan sebagai .xlsx baru, lalu kirim ulang."
    if status == "timeout":
        return f"berkas ini terlalu lama dibaca untuk ukurannya, jadi dihentikan. {resave}"
    if status == "memory":
        return f"berkas ini membutuhkan memori lebih dari {mib(limits.memory_bytes)}, jadi dihentikan. {resave}"
    return f"berkas ini rusak: pembacanya berhenti di tengah jalan. {resave}"
