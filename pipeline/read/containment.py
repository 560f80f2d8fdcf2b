"""The parent's side of parsing: a private copy of the file, a contained child, and whatever came out of it as tables.

Reach for `read_file`. The invariants: only regular files are opened (no link, FIFO, device), the copy and its hash are what
was read, a file that changes underneath is refused, and no file can take the calling process down.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.read.model import ControlTotal, FileRead, ReadTable
from pipeline.read.refusal import Refused, mib
from pipeline.read.workers import borrowed_worker
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.layouts import Layout
    from schemas.settings import Limits

_COPY_CHUNK = 8 * 2**20


def read_file(path: Path, name: str, *, layouts: Sequence[Layout], limits: Limits) -> FileRead:
    """Read one file: every table in it as text, every row that cannot be parsed told back.

    `path` is where it lies, `name` its path below `data/raw`. Never raises for what the file holds: a file that cannot be
    read comes back with `problem`, one Indonesian sentence with the mend, and no tables. Office layouts come first in
    `layouts` (see `schemas.layouts.load_layouts`).
    """
    folder = Path(tempfile.mkdtemp(prefix="padan-read-"))
    size, digest = 0, ""
    try:
        copy = folder / "input"
        size = _copy(path, copy, limits)
        with borrowed_worker(layouts, limits) as worker:
            worker.send(copy, folder, limits)
            digest = _sha256(copy)
            status = worker.wait()
        return _collect(folder, name, digest, size, status, limits)
    except Refused as refusal:
        return FileRead(name, digest, size, "", problem=str(refusal))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(path: Path, copy: Path, limits: Limits) -> int:
    """Copy a regular file that does not change meanwhile. Returns its size; raises Refused otherwise."""
    try:
        source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Refused("berkas ini tidak ada. Periksa namanya.") from None
    except PermissionError:
        raise Refused("berkas ini tidak boleh dibaca oleh akun ini. Perbaiki izin berkasnya (chmod u+r).") from None
    except OSError:
        raise Refused("ini tautan atau bukan berkas biasa, jadi tidak dibuka. Taruh salinan berkas aslinya.") from None
    try:
        before = os.fstat(source)
        if not stat.S_ISREG(before.st_mode):
            raise Refused("ini bukan berkas biasa (folder, pipa, atau perangkat), jadi tidak dibuka. Taruh berkas aslinya.")
        if before.st_size > limits.file_bytes:
            raise Refused(
                f"ukurannya {mib(before.st_size)}, paling besar {mib(limits.file_bytes)}. Kirim per kecamatan, "
                "atau naikkan limits.file_bytes di data/settings.toml."
            )
        size = _copy_bytes(source, copy, before.st_size)
        if size != before.st_size or _stamp(os.fstat(source)) != _stamp(before) or _stamp(path.lstat()) != _stamp(before):
            raise Refused("berkas ini berubah saat dibaca; mungkin masih disalin. Tunggu sampai selesai, lalu ulangi.")
    except OSError as error:
        raise Refused(f"berkas ini tidak dapat disalin untuk dibaca ({error.strerror}). Periksa diska dan izinnya.") from None
    finally:
        os.close(source)
    return size


def _copy_bytes(source: int, copy: Path, expected: int) -> int:
    target = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    size = 0
    try:
        while chunk := os.read(source, _COPY_CHUNK):
            size += len(chunk)
            if size > expected:
                break
            os.write(target, chunk)
    finally:
        os.close(target)
    return size


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _collect(folder: Path, name: str, digest: str, size: int, status: str, limits: Limits) -> FileRead:
    """What the fork left behind, as a FileRead."""
    if status != "ok":
        return FileRead(name, digest, size, "", problem=_sentence(status, limits))
    import json

    summary: dict[str, Any] = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
    tables, rejects = [], []
    for number, entry in enumerate(summary["tables"]):
        tables.append(_table(entry, name, pl.read_ipc(folder / f"{number}.arrow")))
        rejects.append(pl.read_ipc(folder / f"{number}.rejects.arrow"))
    found = FileRead(
        name,
        digest,
        size,
        summary["container"],
        summary["encoding"],
        summary["delimiter"],
        tuple(tables),
        summary["problem"],
        skipped=sum(table.skipped for table in tables),
        notes=tuple(summary["notes"]),
    )
    if not rejects:
        return found
    from dataclasses import replace

    return replace(found, rejects=pl.concat(rejects).with_columns(file=pl.lit(name)))


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
        nearest=(near[0], tuple(near[1])) if near else None,
        totals=tuple(ControlTotal(*total) for total in entry["totals"]),
        read=entry["read"],
        skipped=entry["skipped"],
        hidden_rows=entry["hidden_rows"],
        problem=entry["problem"],
        hints=entry["hints"],
        notes=tuple(entry["notes"]),
    )


def _sentence(status: str, limits: Limits) -> str:
    resave = "Buka di Excel atau LibreOffice, hapus isi di luar tabel, simpan sebagai .xlsx baru, lalu kirim ulang."
    if status == "timeout":
        return f"berkas ini tidak selesai dibaca dalam {limits.seconds} detik, jadi dihentikan. {resave}"
    if status == "memory":
        return f"berkas ini membutuhkan memori lebih dari {mib(limits.memory_bytes)}, jadi dihentikan. {resave}"
    return f"berkas ini rusak: pembacanya berhenti di tengah jalan. {resave}"
