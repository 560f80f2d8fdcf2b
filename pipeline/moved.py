"""What moved when a month was run again: cases that came, went and changed against the run that it replaces, and why.

When to reach for it: after publishing. The invariant: for the officer's ears only; no published byte depends on which run was there before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import store
from pipeline.errors import PadanError

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "input": "masukan", "rule": "aturan", "setting": "setelan", "decision": "keputusan", "history": "bulan sebelumnya", "key": "kunci",
    "library": "pustaka", "code": "program", "vanished": "daftar yang hilang",
}  # fmt: skip
MOST = 3
"""So many causes are named; the rest is counted."""


def moved(data: Path, period: str, before: str | None, run: str) -> list[str]:
    """One sentence where `run` took the place of another run of the month; nothing where there was none, or it cannot be read any more."""
    if before is None or before == run:
        return []
    try:
        told = store.diff_runs(store.run_folder(data, period, before), store.run_folder(data, period, run))
    except (PadanError, OSError):
        return []
    causes = list(dict.fromkeys(f"{KINDS.get(c.kind, c.kind)} {c.name}".strip() for c in told.causes))
    why = ", ".join(causes[:MOST]) + (f" dan {len(causes) - MOST} lainnya" if len(causes) > MOST else "")
    counts = f"{told.came.height} kasus datang, {told.went.height} hilang, {told.changed.height} berubah"
    return [f"Menggantikan jalan {before}: {counts}. Sebab: {why or 'tidak ada'}. Rinciannya: padan audit diff {before} {run}"]
