"""The process that parses: it waits for requests, forks for each file, sets limits on the fork, and never speaks to anyone.

Reach for it only through `pipeline.read.contained.workers`. Requests and answers are packets on one socket; the file comes as an open
descriptor, frames go back as anonymous memory, so that nothing of a person is ever written to disk. Whatever a file does
(panic, abort, hang, eat memory) ends one fork and becomes a status.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.outcome import Knowledge

PACKET = 65_536
"""Most bytes of one packet; anything longer travels as a memory file."""
MOST_FILES = 200
"""Most descriptors in one packet."""
_LEAST_SECONDS, _SECONDS_PER_MIB = 10, 3
_PDEATHSIG = 1
_PATIENCE, _GETS_ON = 5, 1 / 100
"""How often a fork that gets on is waited for again; the share of the time that it must have used of the processor."""


def memory_file(content: bytes = b"") -> int:
    """A descriptor of anonymous memory that holds `content`."""
    handle = os.memfd_create("padan", os.MFD_CLOEXEC)
    if content:
        with os.fdopen(os.dup(handle), "wb") as out:
            out.write(content)
    return handle


def content_of(handle: int) -> bytes:
    """Everything in a descriptor, from its start, wherever it stands; the descriptor stays open."""
    size, parts, at = os.fstat(handle).st_size, [], 0
    while at < size:
        piece = os.pread(handle, size - at, at)
        if not piece:
            break
        parts.append(piece)
        at += len(piece)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def serve(descriptor: int) -> None:
    """Answer requests until the other end of the socket closes."""
    gc.disable()  # nothing that is imported ends as garbage
    from pipeline.read import files  # imports polars and the readers once; forks inherit them

    files.preload()
    gc.freeze()
    gc.enable()
    known: dict[str, Knowledge] = {}
    with socket.socket(fileno=descriptor) as line:
        while True:
            packet, handles, _, _ = socket.recv_fds(line, PACKET, 1)
            if not packet:
                return
            request = json.loads(packet)
            if request.get("learn"):
                known[request["id"]] = files.prepare(json.loads(content_of(handles[0])))
            else:
                status = _in_fork(line, request, handles[0], known[request["id"]])
                line.send(json.dumps({"status": status}).encode())
            for handle in handles:
                os.close(handle)


def _in_fork(line: socket.socket, request: Mapping[str, Any], source: int, knowledge: Knowledge) -> str:
    """Run one request in a fork. Returns 'ok', 'timeout', 'memory' or 'broken'."""
    pid = os.fork()
    if pid == 0:
        _work(line, request, source, knowledge)
    handle = os.pidfd_open(pid)
    try:
        ready = _awaited(pid, [handle, line.fileno()], request["limits"]["seconds"])
        if handle not in ready:
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    finally:
        os.close(handle)
    if handle not in ready:
        return "timeout"
    code = os.waitstatus_to_exitcode(status)
    outcomes = {0: "ok", 3: "memory", -signal.SIGABRT: "memory", -signal.SIGKILL: "memory", -signal.SIGXCPU: "timeout"}
    return outcomes.get(code, "broken")


def _awaited(pid: int, handles: Sequence[int], seconds: int) -> list[int]:
    """Which of the handles speaks within `seconds`; none for a fork that hangs.

    One that only waits for the processor, on a machine that is busy with other things, does not hang: while it gets on it is given the same
    time again, a few times. What it may use of the processor is limited apart from this.
    """
    used = 0.0
    for _ in range(_PATIENCE):
        ready, _, _ = select.select(handles, [], [], seconds)
        if ready:
            return list(ready)
        before, used = used, _processor_seconds(pid)
        if used - before < seconds * _GETS_ON:
            break
    return []


def _processor_seconds(pid: int) -> float:
    """What a process has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _work(line: socket.socket, request: Mapping[str, Any], source: int, knowledge: Knowledge) -> None:
    """The fork: silence, limits, one file, exit. Never returns."""
    code = 4
    try:
        _die_with_parent()
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        _limit(request["limits"], os.fstat(source).st_size)
        from pipeline.read import files

        read = files.read_plain_bytes if request["plain"] else files.read_bytes
        _hand_over(line, read(content_of(source), request["limits"], knowledge))
        code = 0
    except MemoryError:
        code = 3
    except BaseException as fault:  # noqa: BLE001  (Rust panics are BaseException; the fork ends here whatever happened)
        code = 4
        if report := os.environ.get("PADAN_READ_DEBUG"):
            import traceback

            Path(report).write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
    finally:
        os._exit(code)


def _hand_over(line: socket.socket, handles: Sequence[int]) -> None:
    for at in range(0, len(handles), MOST_FILES):
        socket.send_fds(line, [b"{}"], handles[at : at + MOST_FILES])


def _limit(limits: Mapping[str, int], size: int) -> None:
    """Bound what the fork may use. The processor's seconds grow with the file: a small one that needs more hides something."""
    patience = min(_LEAST_SECONDS + _SECONDS_PER_MIB * (size >> 20), 2 * limits["seconds"])
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    _lower(resource.RLIMIT_AS, used + limits["memory_bytes"])
    _lower(resource.RLIMIT_CPU, patience, grace=2)
    _lower(resource.RLIMIT_FSIZE, 2 * limits["unpacked_bytes"])
    _lower(resource.RLIMIT_CORE, 0)


def _lower(which: int, value: int, *, grace: int = 0) -> None:
    """Set a limit, never above what the process was given. Past `value` comes the limit's own signal, past the grace SIGKILL."""
    _, hard = resource.getrlimit(which)
    hard = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
    resource.setrlimit(which, (min(value, hard), hard))


def _die_with_parent() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
