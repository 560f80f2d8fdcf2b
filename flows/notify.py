"""Tell somebody when a night failed or found something: by a Prefect block, a webhook or an e-mail.

When to reach for it: as state hooks of flows. The invariants: the message holds codes, counts and file labels; a notification
that cannot be sent is a log line, never a failed run. The block is named by PADAN_NOTIFY, for example
`custom-webhook/office` or `office-mail/office`, and made once on the Prefect page (Blocks).
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from flows.prefect_api import quieten

quieten()

from prefect.blocks.core import Block  # noqa: E402
from prefect.blocks.notifications import AbstractAppriseNotificationBlock  # noqa: E402
from pydantic import Field, SecretStr  # noqa: E402

from pipeline.store.files import mask_digits  # noqa: E402

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

NAME = "PADAN_NOTIFY"
log = logging.getLogger("pipeline.flows")


class OfficeMail(AbstractAppriseNotificationBlock):
    """An e-mail through the office's own mail server."""

    _block_type_name = "Office mail"
    _block_type_slug = "office-mail"

    url: SecretStr = Field(
        default=...,
        title="Mail address",
        description="mailtos://user:password@server.example?from=padan@server.example&to=officer@server.example",
    )


def send(subject: str, body: str) -> bool:
    """Send through the block that PADAN_NOTIFY names. False when none is named or it failed."""
    name = os.environ.get(NAME)
    if not name:
        return False
    try:
        block: Any = Block.load(name)
        block.notify(body=mask_digits(body), subject=mask_digits(subject))
    except Exception as error:  # noqa: BLE001  (a message is never worth a run)
        log.warning("the notification was not sent (%s)", type(error).__name__)
        return False
    return True


def on_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Hook: the run failed or crashed."""
    send(f"Padan: {flow.name} ({flow_run.name}) gagal", state.message or "tidak ada kalimatnya; lihat halaman Prefect")


def on_findings(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Hook: the run is done and there is something to look at (cases, or sources that did not arrive)."""
    if state.name in ("Findings", "SourceMissing"):
        send(f"Padan: {flow.name} ({flow_run.name}) selesai, {state.name}", state.message or "")
