"""The scheduler of `padan serve`: two deployments, one of them on a clock, run by this process as long as it lives."""

from __future__ import annotations

import inspect
import sys

from flows.console import set_up
from flows.prefect_api import quieten


def main() -> int:
    """`python -m flows.scheduler DATA CRON SETTLE`."""
    set_up()
    quieten()
    data, cron, settle = sys.argv[1], sys.argv[2], float(sys.argv[3])
    from prefect import serve
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.nightly import nightly
    from flows.notify import OfficeMail
    from flows.reconcile import reconcile_month

    OfficeMail.register_type_and_schema()
    how = EntrypointType.MODULE_PATH
    clock = nightly.to_deployment(
        "nightly",
        schedule=Cron(cron, timezone="Asia/Jakarta"),
        parameters={"data": data, "settle": settle},
        entrypoint_type=how,
    )
    by_hand = reconcile_month.to_deployment("by-hand", parameters={"data": data}, entrypoint_type=how)
    if inspect.isawaitable(clock) or inspect.isawaitable(by_hand):  # never outside an event loop; said for the type checker
        raise TypeError
    serve(clock, by_hand, pause_on_shutdown=False, print_starting_message=False, limit=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
