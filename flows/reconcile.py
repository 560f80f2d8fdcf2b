"""`reconcile_month`: a month as a Prefect flow of a few coarse tasks. Prefect schedules and shows; it decides nothing.

When to reach for it: as the entry point of deployments. The invariants: the flow calls the very steps of `pipeline.month`, so the
bytes are those of a direct run; tasks get the name of a step, a month and two folders, never data; nothing is cached or
persisted; what fails, fails with a sentence and without its exception (Prefect
would pickle it); artifacts hold counts only, and are written after publishing.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.prefect_api import DEADLINE, quieten, silent

quieten()

from prefect import flow, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.logging import get_run_logger  # noqa: E402
from prefect.runtime import flow_run  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

from flows import artifacts  # noqa: E402
from flows.failures import Told, told  # noqa: E402
from flows.without_prefect import Stopwatch  # noqa: E402
from pipeline.errors import DONE, SOURCE_MISSING  # noqa: E402
from pipeline.store.files import mask_digits  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from prefect.client.schemas.objects import State

    from pipeline.gather.standing import MonthResult
    from pipeline.month import Workspace

PREFECT_FAILED = -1
"""Exit code of a Told that says Prefect failed, not the month."""

LAST: dict[str, MonthResult | Told] = {}
"""What the last flow of this process came to, by month."""
LISTENERS: list[Callable[[str], None]] = []
"""Who else hears of progress in this process (`flows.prefect_child`)."""
WAITING: list[Callable[[MonthResult | Told], None]] = []
"""Who hears the outcome as soon as it is published, before Prefect is told anything more (`flows.prefect_child`)."""
_failures: dict[str, Told] = {}


def _teller() -> Callable[[str], None]:
    """Progress into the task's log and to whoever listens; steps may call it from threads of their own."""
    logger = get_run_logger()

    def tell(text: str) -> None:
        logger.info(mask_digits(text))
        for listener in LISTENERS:
            listener(text)

    return tell


@task(name="step", task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False, retries=0)
def step(name: str, period: str, data: str, staging: str) -> State[Any]:
    """Do one step of `pipeline.month` in a staging folder. Its counts go into the message of the task's state."""
    try:
        from pipeline import month

        work = month.Workspace(period, Path(data), Path(staging))
        counts = month.perform(name, work, _teller())
    except BaseException as error:  # noqa: BLE001  (no exception may reach Prefect: it would be pickled with its values)
        _failures[staging] = told(error)
        return Failed(message=_failures[staging].sentence)
    return Completed(message=", ".join(f"{k} {v}" for k, v in counts.items()) or name)


def _do(name: str, period: str, data: str, staging: str) -> None:
    """Run a step as a task. Raises StepFailed with what the step said; PrefectFailed where Prefect did not run it."""
    state = step(name, period, data, staging, return_state=True)
    failure = _failures.pop(staging, None)
    if failure is not None:
        raise StepFailed(failure)
    if not state.is_completed():
        raise PrefectFailed


class StepFailed(Exception):  # noqa: N818
    """A step failed; its exception stayed in the task."""

    def __init__(self, failure: Told) -> None:
        super().__init__(failure.sentence)
        self.failure = failure


class PrefectFailed(Exception):  # noqa: N818
    """Prefect itself did not run a step."""


def compute(period: str, data: str, *, force: bool = False) -> MonthResult | Told:
    """The month, each step a task around what `pipeline.month` does. Failures come back told, never as exceptions."""
    os.umask(0o077)
    watch = Stopwatch()

    def do(name: str, work: Workspace, _: Callable[[str], None]) -> None:
        with watch(name):
            _do(name, work.period, str(work.data), str(work.staging))

    try:
        from pipeline.gather.unchanged import unchanged_month
        from pipeline.month import run_month

        result = None if force else unchanged_month(Path(data), period)
        if result is None:
            result = run_month(period, Path(data), force=force, do=do)
            watch.keep(period, result)
    except StepFailed as failed:
        return failed.failure
    except PrefectFailed:
        return Told("Prefect tidak menjalankan salah satu langkahnya. Jalankan langsung: padan run --direct.", PREFECT_FAILED)
    except BaseException as error:  # noqa: BLE001  (see step)
        return told(error)
    return result


def state_of(result: MonthResult | Told) -> State[Any]:
    """How the flow run ends: counts and codes in words, nothing of people."""
    if isinstance(result, Told):
        return Failed(message=result.sentence)
    cases = sum(result.counts.get(kind, 0) for kind in result.counts)
    what = "tidak ada yang berubah" if result.unchanged else f"{cases} kasus"
    if result.exit_code == SOURCE_MISSING:
        missing = mask_digits("; ".join(result.missing_sources[:20]))
        return Completed(name="SourceMissing", message=f"jalan {result.run_id}: {what}; belum masuk: {missing}")
    if result.exit_code not in (DONE, SOURCE_MISSING):
        return Failed(message=f"jalan {result.run_id}: kode akhir {result.exit_code}")
    return Completed(name="Findings" if cases and not result.unchanged else "Completed", message=f"jalan {result.run_id}: {what}")


@flow(
    name="reconcile-month",
    flow_run_name="reconcile-{period}",
    persist_result=False,
    cache_result_in_memory=False,
    retries=0,
)
def reconcile_month(period: str, data: str, force: bool = False) -> State[Any]:
    """Reconcile one month of a data folder and publish it."""
    result = compute(period, data, force=force)
    LAST[period] = result
    for waiting in WAITING:
        waiting(result)
    if not isinstance(result, Told):
        artifacts.of_month(period, result)
    leave_in_time()
    return state_of(result)


def leave_in_time() -> None:
    """End this process when the API is gone, now or later: Prefect would hold it for minutes after the work is done.

    Only for the outermost flow: a month inside a night is not the end of the work.
    """
    seconds = float(os.environ.get(DEADLINE, "0") or 0)
    if seconds <= 0 or flow_run.parent_flow_run_id:
        return

    def leave() -> None:
        if silent():
            os._exit(0)
        again = threading.Timer(seconds, leave)
        again.daemon = True
        again.start()

    leave()
