"""The child of `flows.through_prefect`: runs the flow, says progress and the result through a pipe, dies with its parent."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from typing import TYPE_CHECKING

from flows.console import set_up
from flows.with_parent import die_with_parent

if TYPE_CHECKING:
    from flows.failures import Told
    from pipeline.gather.standing import MonthResult


def main() -> int:
    """`python -m flows.prefect_child PERIOD DATA FD force|-`."""
    set_up()
    die_with_parent()
    period, data, pipe, force = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "force"

    def send(message: dict[str, object]) -> None:
        os.write(pipe, json.dumps(message, default=str).encode() + b"\n")

    from flows import reconcile

    def hand_over(result: MonthResult | Told) -> None:
        if result.exit_code != reconcile.PREFECT_FAILED:
            send(dataclasses.asdict(result))

    reconcile.LISTENERS.append(lambda text: send({"progress": text}))
    reconcile.WAITING.append(hand_over)
    try:
        reconcile.reconcile_month(period, data, force, return_state=True)
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001  (Prefect's own failure: without a word from here the parent runs the month directly)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
