"""A night: which months changed, run them oldest first, say what came of it and what did not arrive.

When to reach for it: from the scheduled flow (`flows.nightly`), or from `padan nightly` where there is no server. The invariants: one month
at a time, oldest first, each behind its own file lock; what can pass (another run, a file still
being copied) is tried again; a run that comes a day late leaves to the newer one; nothing of people in parameters or messages.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.calendar import Looked, plan_night, remember
from flows.clock import now, this_month
from flows.failures import Told, gravest, told
from flows.without_prefect import run_directly
from pipeline.errors import SOURCE_MISSING
from pipeline.store.files import mask_digits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.gather.standing import MonthResult

TRIES, PAUSE = 3, 60.0
"""How often a month is tried when what stopped it can pass, and the seconds between."""
LATE = dt.timedelta(hours=24)


@dataclass(frozen=True)
class NightResult:
    """What a night came to: a line for each month, what did not arrive, cases found, and the exit code."""

    lines: tuple[str, ...]
    missing: tuple[str, ...]
    cases: int
    exit_code: int

    @property
    def text(self) -> str:
        """The night in words: counts and codes."""
        return mask_digits("\n".join([*self.lines, *(f"belum masuk: {m}" for m in self.missing)]))


def night(
    data: Path,
    run: Callable[[str], MonthResult | Told],
    *,
    settle: float,
    say: Callable[[str], None],
    pause: float = PAUSE,
) -> NightResult:
    """Run every changed month, oldest first. `run` runs one month. Raises PadanError only where the folder is unusable."""
    from pipeline import store

    store.check_folder(data)
    plan = plan_night(data, store.office_settings(data), now=time.time(), today=this_month(), settle=settle)
    lines = [f"{month}: masih berdatangan ({why}); dikerjakan malam berikutnya" for month, why in plan.waiting]
    missing = [f"{month}: belum ada berkas apa pun" for month in plan.silent]
    codes, cases = [SOURCE_MISSING] if plan.silent else [], 0
    earlier_changed = worked = False
    for month in plan.rest:
        known = plan.known.get(month)
        if known is not None and month not in plan.changed and not earlier_changed:
            missing += [f"{month}: {source}" for source in known.missing]
            lines += [f"{month}: {known.sentence}"] if known.sentence else []
            codes += [SOURCE_MISSING] if known.sentence else []
            continue
        say(f"{month} {'berubah' if month in plan.changed else 'menyusul bulan yang berubah'}")
        result, worked = _tried(run, month, pause), True
        codes.append(result.exit_code)
        if isinstance(result, Told):
            lines.append(f"{month}: {result.sentence}")
            if result.exit_code == SOURCE_MISSING:  # as long as nothing changes, the next night would only say so again
                remember(data, month, Looked(plan.marks[month], sentence=result.sentence))
            continue
        remember(data, month, Looked(plan.marks[month], tuple(result.missing_sources)))
        earlier_changed = earlier_changed or not result.unchanged
        found = 0 if result.unchanged else sum(result.counts.values())
        cases += found
        lines.append(f"{month}: jalan {result.run_id}, {'tidak ada yang berubah' if result.unchanged else f'{found} kasus'}")
        missing += [f"{month}: {source}" for source in result.missing_sources]
    if not (worked or plan.waiting):
        lines.insert(0, "tidak ada yang berubah; tidak ada yang dikerjakan")
    return NightResult(tuple(lines), tuple(missing), cases, gravest([*codes, SOURCE_MISSING] if missing else codes))


def _tried(run: Callable[[str], MonthResult | Told], month: str, pause: float) -> MonthResult | Told:
    result = run(month)
    for _ in range(TRIES - 1):
        if not isinstance(result, Told) or not result.passing:
            break
        time.sleep(pause)
        result = run(month)
    return result


def directly(data: Path, say: Callable[[str], None]) -> Callable[[str], MonthResult | Told]:
    """Run months without Prefect: for a timer in an office without a server."""

    def run(period: str) -> MonthResult | Told:
        try:
            return run_directly(period, data, progress=say)
        except Exception as error:  # noqa: BLE001  (one month must not stop the others)
            return told(error)

    return run


def superseded(expected: dt.datetime | None) -> bool:
    """Is this scheduled run so late that the next one is due already? Only the latest late run works."""
    return expected is not None and now() - expected > LATE
