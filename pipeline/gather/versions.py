"""Versions of one registry that only their names tell apart: "final", "final fix2 (PAKAI YANG INI)".

When to reach for it: from `pipeline.gather.gathering`, once all files are read. The invariants: of two registries of one month that hold
nearly the same people the one whose name says that it replaces the other counts, alone; where no name tells, both stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

SAME = 0.9
"""Share of the numbers of each of two lists that stand in the other, from which on they are versions of one."""
LEAST = 10
_CHOSEN = re.compile(r"\b(?:pakai|gunakan|dipakai|digunakan|berlaku|benar)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:fix|revisi|rev|perbaikan|koreksi|ralat|pembetulan|terbaru|update|terakhir|baru)(?=\d|\b)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\b(?:fix|final|revisi|rev|versi|ver|v)\s?|\()(\d{1,2})\b", re.IGNORECASE)


def standing_of(name: str) -> tuple[bool, bool, int]:
    """How far a file's name says that it replaces others: it is the one to use, it is a later one, its number."""
    words = re.sub(r"[_\-.]+", " ", name.rsplit("/", 1)[-1])
    numbers = [int(n) for n in _NUMBER.findall(words)]
    return bool(_CHOSEN.search(words)), bool(_LATER.search(words)), max(numbers, default=0)


def replaced(registries: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """The files whose registry another one's name replaces, each with that one. registries: rows of each file that holds nothing else."""
    if len({standing_of(name) for name in registries}) < 2:
        return {}  # no name outranks another: nobody's numbers are compared
    held = {name: set(rows["nik"].drop_nulls()) for name, rows in registries.items()}
    months = {name: set(rows["snapshot"].drop_nulls()) for name, rows in registries.items()}
    out: dict[str, str] = {}
    for older in sorted(registries):
        versions = [
            newer
            for newer in registries
            if standing_of(newer) > standing_of(older)
            and months[older] == months[newer]
            and min(len(held[older]), len(held[newer])) >= LEAST
            and len(held[older] & held[newer]) >= SAME * max(len(held[older]), len(held[newer]))
        ]
        if versions:
            out[older] = max(versions, key=lambda name: (standing_of(name), name))
    return out
