"""A file is not refused because the machine had other things to do; one whose reader waits for nothing is."""

import os
import signal
import socket
import time
from collections.abc import Callable

import pytest

from pipeline.read.contained import child


def at_work() -> None:
    while time.process_time() < 1.4:
        pass


@pytest.mark.slow
@pytest.mark.parametrize(("doing", "status"), [(at_work, "ok"), (signal.pause, "timeout")], ids=["gets on", "hangs"])
def test_a_fork_that_gets_on_is_waited_for_longer_than_one_that_hangs(
    monkeypatch: pytest.MonkeyPatch, doing: Callable[[], object], status: str
) -> None:
    def work(*_: object) -> None:
        doing()
        os._exit(0)

    monkeypatch.setattr(child, "_work", work)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        assert child._in_fork(theirs, {"limits": {"seconds": 1}}, 0, None) == status  # type: ignore[arg-type]
