"""The pool of parsing processes: started when first needed, lent to one caller at a time, ended with the program.

Reach for it from `pipeline.read.contained.containment`. A worker imports the readers once (about half a second) and forks for each
file (about 15 ms). A worker that dies is replaced by the next caller.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pipeline
from pipeline.read.contained.child import MOST_FILES, PACKET, memory_file
from pipeline.read.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.layouts import Layout
    from schemas.settings import Limits

_ROOT = str(Path(pipeline.__file__).resolve().parents[1])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.read.contained.child import serve; serve(int(sys.argv[2]))"


class Worker:
    """One parsing process and the knowledge it already has."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter, our own module)
                [sys.executable, "-c", _START, _ROOT, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._known: set[str] = set()
        self._current = ""

    def teach(self, identity: str, message: bytes) -> None:
        """Send synonyms and layouts once."""
        self._current = identity
        if identity not in self._known:
            handle = memory_file(message)
            self._send({"id": identity, "learn": True}, handle)
            os.close(handle)
            self._known.add(identity)

    def parse(self, source: int, limits: Limits, *, plain: bool = False) -> tuple[str, list[int]]:
        """Parse the file behind a descriptor. Returns 'ok', 'timeout', 'memory' or 'broken', and what was handed over.

        'gone' means that the worker itself ended (not the fork that parses): the file is not to blame.
        """
        self._send({"id": self._current, "limits": limits.model_dump(), "plain": plain}, source)
        handles: list[int] = []
        while True:
            try:
                packet, received, _, _ = socket.recv_fds(self._line, PACKET, MOST_FILES)
            except OSError:
                packet, received = b"", []
            handles += received
            if not packet:
                self.close()
                return "gone", handles
            status = json.loads(packet).get("status")
            if status:
                return str(status), handles

    def _send(self, message: dict[str, Any], handle: int) -> None:
        try:
            socket.send_fds(self._line, [json.dumps(message).encode()], [handle])
        except OSError:
            self.close()
            raise Refused("proses pembaca berhenti tiba-tiba. Ulangi perintahnya.") from None

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process and wait for it."""
        self._line.close()
        self._process.kill()
        self._process.wait()


_idle: list[Worker] = []
_lock = threading.Lock()


def warm_up() -> None:
    """Start a worker ahead of the first file, so that its imports overlap with the caller's own."""
    with _lock:
        if not _idle:
            _idle.append(Worker())


@contextmanager
def borrowed_worker(layouts: Sequence[Layout], limits: Limits, *, fresh: bool = False) -> Iterator[Worker]:
    """Lend a worker that knows these layouts (`fresh`: one just started); it goes back to the pool when it is still alive."""
    with _lock:
        worker = _idle.pop() if _idle and not fresh else None
    if worker is not None and not worker.alive:
        worker.close()
        worker = None
    if worker is None:
        worker = Worker()
    healthy = False
    try:
        worker.teach(*_knowledge(tuple(layouts), limits.header_search_rows))
        yield worker
        healthy = True
    finally:
        if healthy and worker.alive:
            with _lock:
                _idle.append(worker)
        else:
            worker.close()


_messages: dict[tuple[int, ...], tuple[str, bytes, tuple[Layout, ...]]] = {}


def _knowledge(layouts: tuple[Layout, ...], search: int) -> tuple[str, bytes]:
    """The message that teaches a worker these layouts, and its identity; made once per set of layouts."""
    address = (search, *map(id, layouts))
    if address not in _messages:
        from schemas.layouts import load_synonyms

        knowledge = {
            "synonyms": load_synonyms().model_dump(mode="json"),
            "layouts": [layout.model_dump(mode="json") for layout in layouts],
            "search": search,
        }
        message = json.dumps(knowledge, sort_keys=True).encode()
        _messages[address] = (hashlib.sha256(message).hexdigest()[:16], message, layouts)
    identity, message, _ = _messages[address]
    return identity, message


@atexit.register
def _close_all() -> None:
    with _lock:
        while _idle:
            _idle.pop().close()
