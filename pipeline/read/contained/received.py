"""What a parsing process handed over, as a FileRead: the outcome as JSON, the frames from shared memory.

Reach for it through `pipeline.read.contained.containment`, which imports it late: until a file is parsed nothing needs polars.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.read.contained.child import content_of
from pipeline.read.model import REJECTS, ControlTotal, FileRead, ReadTable, Unused
from pipeline.read.refusal import mib
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.settings import Limits

_SMALL = 4 * 2**20
"""Bytes below which a frame is copied."""


def received(handles: Sequence[int], name: str, status: str, limits: Limits) -> FileRead:
    """What the fork handed over, as a FileRead of the file called `name`; `status` is how the fork ended (`Worker.parse`)."""
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
