"""A whole month of a synthetic city measured: each step's wall and CPU seconds and its peak of memory.

    python tests/bench/bench_month.py                          # 50,000 registry persons, 12,000 payments, 600 visits
    python tests/bench/bench_month.py 500000 120000 6000       # the city of the yardsticks
    pytest -m bench                                            # the small one

Nothing here is a gate. Peaks of steps need Linux (`/proc/self/clear_refs`); elsewhere they stand as 0.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def _forget_peak():
    peak = Path("/proc/self/clear_refs")
    if peak.exists():
        peak.write_text("5", encoding="ascii")


def _peak():
    """The most memory since `_forget_peak`, in MB."""
    status = Path("/proc/self/status")
    text = status.read_text(encoding="ascii") if status.exists() else "VmHWM: 0 kB"
    return int(text.split("VmHWM:")[1].split()[0]) // 1024


def measure(persons, payments, surveys):
    """Run the month of a fresh city; rows of step, wall seconds, CPU seconds (children included), peak in MB."""
    from pipeline import month
    from pipeline.synth.city import PERIOD, make_registry_city, write_city

    rows = []

    def timed(name, work, progress):
        _forget_peak()
        wall, cpu = time.perf_counter(), sum(os.times()[:4])
        counts = month.perform(name, work, progress)
        rows.append((name, time.perf_counter() - wall, sum(os.times()[:4]) - cpu, _peak()))
        return counts

    with tempfile.TemporaryDirectory() as folder:
        write_city(make_registry_city(3, persons=persons, payments=payments, surveys=surveys), Path(folder))
        month.run_month(PERIOD, Path(folder), do=timed)
    return rows


def table(rows):
    """The rows as text, and their sums (of the peaks the highest)."""
    total = ("whole", sum(r[1] for r in rows), sum(r[2] for r in rows), max(r[3] for r in rows))
    return "\n".join(f"{name:<8} {wall:7.2f} s  CPU {cpu:7.2f} s  {peak:6,} MB" for name, wall, cpu, peak in [*rows, total])


if __name__ == "__main__":
    print(table(measure(*([int(x) for x in sys.argv[1:]] or [50_000, 12_000, 600]))))
