"""`nightly`: every night by itself, as a Prefect flow. Decides from the raw folder which months changed, and runs only those.

When to reach for it: as the entry point of the scheduled deployment. The invariants: those of `flows.night`; nothing of people in
parameters, messages or pages; a page or message that cannot be written never fails the night.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.prefect_api import answers, configured_api, quieten

quieten()

from prefect import flow  # noqa: E402
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.logging import get_run_logger  # noqa: E402
from prefect.runtime import flow_run  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

from flows import artifacts, notify, reconcile  # noqa: E402
from flows.failures import Told, told  # noqa: E402
from flows.night import directly, night, superseded  # noqa: E402
from pipeline.errors import DONE, SOURCE_MISSING  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from prefect.client.schemas.objects import State

    from pipeline.gather.standing import MonthResult


def through_flow(data: str) -> Callable[[str], MonthResult | Told]:
    """Run months as flow runs below this one; directly while the API does not answer."""

    alone = directly(Path(data), get_run_logger().info)

    def run(period: str) -> MonthResult | Told:
        url = configured_api()
        if url is None or not answers(url):
            return alone(period)
        try:
            reconcile.reconcile_month(period, data, return_state=True)
        except Exception as error:  # noqa: BLE001  (Prefect's own failure)
            get_run_logger().warning("Prefect tidak menjalankan %s (%s); dijalankan langsung", period, type(error).__name__)
        result = reconcile.LAST.pop(period, None)
        return alone(period) if result is None or result.exit_code == reconcile.PREFECT_FAILED else result

    return run


@flow(
    name="nightly",
    persist_result=False,
    cache_result_in_memory=False,
    on_failure=[notify.on_failure],
    on_crashed=[notify.on_failure],
    on_completion=[notify.on_findings],
)
def nightly(data: str, settle: float = 60.0) -> State[Any]:
    """Run every month of a data folder that changed."""
    os.umask(0o077)
    if superseded(flow_run.scheduled_start_time):
        return Completed(name="Superseded", message="jalan ini terlambat lebih dari sehari; yang lebih baru yang mengerjakan")
    try:
        result = night(Path(data), through_flow(data), settle=settle, say=get_run_logger().info)
    except Exception as error:  # noqa: BLE001  (no exception may reach Prefect)
        return Failed(message=told(error).sentence)
    reconcile.leave_in_time()
    try:
        create_markdown_artifact(result.text, key=artifacts.key("night"), description="Hasil malam ini")
    except Exception as error:  # noqa: BLE001  (a page is never worth a run)
        get_run_logger().warning("halaman malam ini tidak tertulis (%s)", type(error).__name__)
    if result.exit_code not in (DONE, SOURCE_MISSING):
        return Failed(message=result.text)
    name = "SourceMissing" if result.exit_code == SOURCE_MISSING else "Findings" if result.cases else "Completed"
    return Completed(name=name, message=result.text)
