"""A month without Prefect, with the seconds that each step took written down.

When to reach for it: for every run of a month outside a flow. The invariants: the seconds stand in a ledger of their
own (`clean/ledger/durations.jsonl`, an entry a run), in no published file, for these repeat byte for byte; a disk that refuses them, or a
chain that was broken, fails no run.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from flows.clock import now
from pipeline.errors import PadanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.gather.standing import MonthResult
    from pipeline.month import Workspace


class Stopwatch:
    """Seconds by step, of one run."""

    def __init__(self) -> None:
        self.started, self.seconds = now(), dict[str, float]()

    @contextlib.contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time the block under a step's name."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - begun, 3)

    def keep(self, period: str, result: MonthResult) -> None:
        """Write down when a run was made and how long its steps took; of a run that did no work, nothing."""
        if result.unchanged:
            return
        from pipeline import store
        from schemas.ledger import EntryKind, LedgerName

        told = {"period": period, "run_id": result.run_id, "started": self.started.isoformat(timespec="seconds"), "seconds": self.seconds}
        with contextlib.suppress(PadanError):
            store.append(result.folder.parents[2], LedgerName.DURATIONS, [(EntryKind.DURATION, told)])


def run_directly(period: str, data: Path, *, progress: Callable[[str], None], force: bool = False) -> MonthResult:
    """Run a month in this process. Raises PadanError."""
    from pipeline.store.preflight import check_folder, check_readable

    check_folder(data)  # before the computation is loaded, which takes seconds
    check_readable(data, period)
    if not force:
        from pipeline.gather.unchanged import unchanged_month

        if (same := unchanged_month(data, period)) is not None:
            return same
    from pipeline.month import perform, run_month

    watch = Stopwatch()

    def do(name: str, work: Workspace, say: Callable[[str], None]) -> None:
        with watch(name):
            perform(name, work, say)

    result = run_month(period, data, progress=progress, force=force, do=do)
    watch.keep(period, result)
    return result
