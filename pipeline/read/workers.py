"""The pool of parsing processes: started when first needed, lent to one caller at a time, ended with the program.

Reach for it from `pipeline.read.containment`. A worker imports the readers once (about half a second) and forks for each
file (about 15 ms). A worker that dies is replaced by the next caller.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pipeline
from pipeline.read.refusal import Refused
from schemas.layouts import load_synonyms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.layouts import Layout
    from schemas.settings import Limits

_ROOT = str(Path(pipeline.__file__).resolve().parents[1])
_START = "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.read.child import serve; serve()"


class Worker:
    """One parsing process and the knowledge it already has."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter, our own module)
            [sys.executable, "-c", _START, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._known: set[str] = set()
        self._current = ""

    def teach(self, identity: str, message: dict[str, Any]) -> None:
        """Send synonyms and layouts once."""
        self._current = identity
        if identity not in self._known:
            self._write({"id": identity, "knowledge": message})
            self._known.add(identity)

    def send(self, copy: Path, folder: Path, limits: Limits) -> None:
        """Ask for one file; `wait` gives the outcome."""
        request = {"id": self._current, "input": str(copy), "folder": str(folder), "limits": limits.model_dump()}
        self._write(request)

    def wait(self) -> str:
        """'ok', 'timeout', 'memory' or 'broken'."""
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline()
        if not line:
            self.close()
            return "broken"
        return str(json.loads(line)["status"])

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            self.close()
            raise Refused("proses pembaca berhenti tiba-tiba. Ulangi perintahnya.") from None

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process and wait for it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
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
def borrowed_worker(layouts: Sequence[Layout], limits: Limits) -> Iterator[Worker]:
    """Lend a worker that knows these layouts; it goes back to the pool when it is still alive."""
    with _lock:
        worker = _idle.pop() if _idle else None
    if worker is None or not worker.alive:
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


_messages: dict[tuple[int, ...], tuple[str, dict[str, Any], tuple[Layout, ...]]] = {}


def _knowledge(layouts: tuple[Layout, ...], search: int) -> tuple[str, dict[str, Any]]:
    """The message that teaches a worker these layouts, and its identity; made once per set of layouts."""
    address = (search, *map(id, layouts))
    if address not in _messages:
        message = {
            "synonyms": load_synonyms().model_dump(mode="json"),
            "layouts": [layout.model_dump(mode="json") for layout in layouts],
            "search": search,
        }
        identity = hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()[:16]
        _messages[address] = (identity, message, layouts)
    identity, message, _ = _messages[address]
    return identity, message


@atexit.register
def _close_all() -> None:
    with _lock:
        while _idle:
            _idle.pop().close()
