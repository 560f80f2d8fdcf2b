"""Which files may speak for a month: those that lie in its folder, and those of other folders that may reach into it.

Reach for it before a month is gathered. It knows folders and months; what a file holds is learned by reading it. Order never depends on
the file system: candidates are sorted by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import PadanError
from pipeline.store.raw import check_month, list_raw, raw_months
from schemas import months

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.store.raw import RawFile
    from schemas.settings import Settings

FAR_MONTHS = 36
"""How far back a registry is looked for when no nearer folder holds one."""


@dataclass(frozen=True)
class Found:
    """What lies in `data/raw`: near files (the month's window), far ones (newest folder first), and remarks."""

    near: tuple[RawFile, ...]
    far: tuple[tuple[RawFile, ...], ...]
    notes: tuple[str, ...]


def discover(data: Path, period: str, settings: Settings) -> Found:
    """Files that may speak for `period`, sorted by name. PadanError (exit 2) where the raw folder is not there."""
    check_month(period)
    raw = data / "raw"
    if not raw.is_dir():
        raise PadanError(f"folder data/raw tidak ada. Buat data/raw/{period} dan taruh berkas bulan itu di dalamnya.")
    folders = raw_months(data)
    first = months.shift(period, -settings.survey.window_months_before)
    last = months.shift(period, settings.survey.window_months_after)
    oldest = months.shift(period, -FAR_MONTHS)
    near = [file for month in folders if first <= month <= last for file in list_raw(data, month)]
    far = [tuple(list_raw(data, month)) for month in reversed(folders) if oldest <= month < first]
    loose = [p.name for p in raw.iterdir() if p.is_file() and not p.name.startswith((".", "~$"))]
    notes = []
    if loose:
        notes.append(
            f"{len(loose)} berkas terletak langsung di data/raw dan tidak dibaca. Pindahkan ke folder bulannya, misalnya data/raw/{period}."
        )
    return Found(tuple(sorted(near, key=lambda f: f.name)), tuple(far), tuple(notes))
