"""`padan run` through Prefect: the flow runs in a child; when Prefect fails, the month is run directly.

When to reach for it: only from `flows.commands.month`. The invariants: the result counts as soon as it is published, not
when Prefect has been told; an API that is down or dies costs seconds, never the result; the child dies with its parent.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from flows.console import debugging
from flows.prefect_api import DEADLINE, QUIET, answers, configured_api
from flows.without_prefect import run_directly
from pipeline.errors import PadanError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.gather.standing import MonthResult

FAREWELL = 20.0
"""Seconds the child may take to tell Prefect that it is done."""
PULSE = 3.0
"""Seconds between two questions whether the API still answers."""
PATIENCE = 3
"""How many questions may stay unanswered."""


def run_through_prefect(period: str, data: Path, *, force: bool, progress: Callable[[str], None]) -> MonthResult:
    """Run a month as a flow run; directly when the API does not answer or dies. Raises PadanError as a direct run does."""
    from pipeline.store.preflight import check_folder, check_readable

    check_folder(data)
    check_readable(data, period)
    url = configured_api()
    if url is not None and answers(url):
        reply = _child(period, data, url, force=force, progress=progress)
        if reply is not None:
            return _result(reply)
    progress("Prefect tidak menjawab; bulan dijalankan langsung")
    return run_directly(period, data, progress=progress, force=force)


def _result(reply: dict[str, object]) -> MonthResult:
    from pipeline.gather.standing import MonthResult

    if "sentence" in reply:
        raise PadanError(str(reply["sentence"]), exit_code=int(str(reply["exit_code"])))
    return MonthResult(**{**reply, "folder": Path(str(reply["folder"]))})  # type: ignore[arg-type]


def _child(period: str, data: Path, url: str, *, force: bool, progress: Callable[[str], None]) -> dict[str, object] | None:
    """Start the flow in a child and wait for its word; None when the API went away before there was one."""
    mine, theirs = os.pipe()
    environment = {**os.environ, **{k: os.environ.get(k, v) for k, v in QUIET.items()}, DEADLINE: str(FAREWELL)}
    argv = [sys.executable, "-m", "flows.prefect_child", period, str(data), str(theirs), "force" if force else "-"]
    quiet = None if debugging() else subprocess.DEVNULL  # what Prefect says stands on its page
    with subprocess.Popen(  # noqa: S603  (our own module, arguments as a list)
        argv, env=environment, pass_fds=(theirs,), process_group=0, stdin=subprocess.DEVNULL, stdout=quiet, stderr=quiet
    ) as child:
        os.close(theirs)
        try:
            reply = _listen(mine, url, progress)
            if reply is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(FAREWELL)
        finally:
            os.close(mine)
            if child.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
    return reply


def _listen(pipe: int, url: str, progress: Callable[[str], None]) -> dict[str, object] | None:
    """Pass progress on until the result comes, the child ends, or the API is silent for too long."""
    text, silent, asked = b"", 0, time.monotonic()
    while True:
        ready, _, _ = select.select([pipe], [], [], 0.5)
        if ready:
            piece = os.read(pipe, 65536)
            if not piece:
                return None
            *lines, text = (text + piece).split(b"\n")
            for line in lines:
                message = json.loads(line)
                if "progress" in message:
                    progress(str(message["progress"]))
                else:
                    return dict(message)
        if time.monotonic() - asked > PULSE:
            asked = time.monotonic()
            silent = 0 if answers(url, PULSE) else silent + 1
            if silent >= PATIENCE:
                return None
