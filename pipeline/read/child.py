"""The process that parses: it waits for requests, forks for each file, sets limits on the fork, and never speaks to anyone.

Reach for it only through `pipeline.read.containment`. A request is one JSON line on stdin, the answer one JSON line on
stdout; frames go through Arrow files in the request's private folder. Whatever a file does (panic, abort, hang, eat
memory) ends one fork and becomes a status.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.read.tables import Knowledge

_PDEATHSIG = 1


def serve() -> None:
    """Answer requests until stdin closes."""
    from pipeline.read import files  # imports polars and the readers once; forks inherit them

    known: dict[str, Knowledge] = {}
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if "knowledge" in request:
            known[request["id"]] = files.prepare(request["knowledge"])
            continue
        status = _in_fork(request, known[request["id"]])
        sys.stdout.buffer.write(json.dumps({"status": status}).encode() + b"\n")
        sys.stdout.buffer.flush()


def _in_fork(request: Mapping[str, Any], knowledge: Knowledge) -> str:
    """Run one request in a fork. Returns 'ok', 'timeout', 'memory', 'cpu' or 'broken'."""
    pid = os.fork()
    if pid == 0:
        _work(request, knowledge)
    handle = os.pidfd_open(pid)
    try:
        ready, _, _ = select.select([handle], [], [], request["limits"]["seconds"])
        if not ready:
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    finally:
        os.close(handle)
    if not ready:
        return "timeout"
    code = os.waitstatus_to_exitcode(status)
    return {0: "ok", 3: "memory", -signal.SIGABRT: "memory", -signal.SIGXCPU: "timeout", -signal.SIGKILL: "memory"}.get(
        code, "broken"
    )


def _work(request: Mapping[str, Any], knowledge: Knowledge) -> None:
    """The fork: silence, limits, one file, exit. Never returns."""
    code = 4
    try:
        _die_with_parent()
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        _limit(request["limits"])
        from pipeline.read import files

        files.read_into(Path(request["input"]), Path(request["folder"]), request["limits"], knowledge)
        code = 0
    except MemoryError:
        code = 3
    except BaseException as fault:  # noqa: BLE001  (Rust panics are BaseException; the fork ends here whatever happened)
        code = 4
        if os.environ.get("PADAN_READ_DEBUG"):
            import traceback

            Path(request["folder"], "fault").write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
    finally:
        os._exit(code)


def _limit(limits: Mapping[str, int]) -> None:
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    _lower(resource.RLIMIT_AS, used + limits["memory_bytes"])
    _lower(resource.RLIMIT_CPU, 2 * limits["seconds"])
    _lower(resource.RLIMIT_FSIZE, 2 * limits["unpacked_bytes"])
    _lower(resource.RLIMIT_CORE, 0)


def _lower(which: int, value: int) -> None:
    """Set a limit, never above what the process was given."""
    _, hard = resource.getrlimit(which)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (bound, bound))


def _die_with_parent() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    serve()
