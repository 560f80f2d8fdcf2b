"""Processes that end with the one that started them, however that ended.

When to reach for it: to start a server or a scheduler that must not outlive `padan serve`: `python -m flows.with_parent -m MODULE ARG…`.
The invariant: the kernel (Linux) sends the signal; elsewhere the process is simply started.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PDEATHSIG = 1


def die_with_parent(number: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send this process a signal when its parent ends. Survives exec."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, number)
        if os.getppid() != parent:  # it ended just now
            os.kill(os.getpid(), number)


if __name__ == "__main__":
    die_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent started by `nohup … &` hands on deaf ears: exec resets a handler
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])  # noqa: S606  (our own interpreter, our own modules)
