"""What can be refused before any work, and before anything heavy is loaded: folders that are missing or closed, files nobody may read.

When to reach for it: at the start of everything that runs a month. The invariants: looks and never writes; a place that cannot be used is
named with its mend (exit 2); imports neither polars nor pyarrow.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pipeline.errors import PadanError
from pipeline.store.files import label
from pipeline.store.raw import UNREADABLE, list_raw

if TYPE_CHECKING:
    from pathlib import Path


def check_folder(data: Path) -> None:
    """Refuse (PadanError, exit 2) a data folder that is missing, cannot be read, or whose results cannot be written."""
    if not data.is_dir():
        raise PadanError(f"folder data {data} tidak ada. Buat folder itu, atau sebut yang lain dengan --data.")
    for folder in (data, data / "clean"):
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise PadanError(f"pengguna ini tidak boleh menulis di {folder}. Beri izin, atau sebut folder lain dengan --data.")
    raw = data / "raw"
    if not raw.is_dir():
        raise PadanError(f"folder {raw} tidak ada. Buat {raw}/YYYY-MM dan taruh berkas bulan itu di dalamnya.")
    if not os.access(raw, os.R_OK | os.X_OK):
        raise PadanError(f"pengguna ini tidak boleh membaca {raw}. Beri izin, lalu jalankan lagi.")


def check_readable(data: Path, period: str) -> None:
    """Refuse (PadanError, exit 2) a month one of whose own files this user may not read: what it says would be missing in silence."""
    closed = [file.name for file in list_raw(data, period) if file.problem == UNREADABLE]
    if closed:
        more = f" (dan {len(closed) - 1} lagi)" if len(closed) > 1 else ""
        raise PadanError(f"{label(closed[0])}{more}: pengguna ini tidak boleh membacanya. Beri izin, lalu jalankan lagi.")
