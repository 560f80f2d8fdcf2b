"""Which files may speak for a month: those that lie in its folder, and those of other folders that may reach into it.

Reach for it before a month is gathered. It knows folders and months; what a file holds is learned by reading it. Order never depends on
the file system: candidates are sorted by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import PadanError
from pipeline.store.files import label
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
    """Files that may speak for `period`, sorted by name. PadanError (exit 2) where the raw folder is not there or nothing speaks."""
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
    notes = _out_of_place(raw, period)
    if not near and not any(far):
        state = "kosong" if (raw / period).is_dir() else "belum ada"
        sentences = (f"tidak ada berkas untuk {period}: folder data/raw/{period} {state}. Taruh berkas bulan itu di dalamnya.", *notes)
        raise PadanError(" ".join(sentences))
    return Found(tuple(sorted(near, key=lambda f: f.name)), tuple(far), notes)


def _out_of_place(raw: Path, period: str) -> tuple[str, ...]:
    """Remarks on what lies in `data/raw` outside any month's folder, where nobody looks for it."""
    lying = sorted(p for p in raw.iterdir() if not p.name.startswith((".", "~$")))
    loose = [p for p in lying if p.is_file()]
    others = [label(p.name) for p in lying if p.is_dir() and p.name not in raw_months(raw.parent)]
    notes = []
    if loose:
        notes.append(
            f"{len(loose)} berkas terletak langsung di data/raw dan tidak dibaca. Pindahkan ke folder bulannya, misalnya data/raw/{period}."
        )
    if others:
        notes.append(
            f"Folder {', '.join(others[:5])} di data/raw bukan nama bulan, jadi isinya tidak dibaca. Beri nama TTTT-BB, misalnya {period}."
        )
    return tuple(notes)
