"""A real Prefect server for the tests of this folder: started once, on a free port, behind a password, in a folder of its own."""

import base64
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows import serve

PERIOD = "2025-05"
REPOSITORY = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server: its environment for clients, its home, its process."""

    env: dict[str, str]
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return self.env["PREFECT_API_URL"]

    def ask(self, path: str, body: dict[str, object] | None = None) -> Any:
        import httpx

        user, _, secret = self.env["PREFECT_API_AUTH_STRING"].partition(":")
        with httpx.Client(auth=(user, secret), timeout=30) as client:
            reply = client.post(self.url + path, json=body or {})
            reply.raise_for_status()
            return reply.json()

    def stop(self) -> None:
        serve.stop(self.process, 10)


def start_server(home: Path, **extra: str) -> Server:
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    env = {**serve.environment(home, port), **extra}
    argv = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = Server(env, home, serve.start(argv, env, home / "server.log"))
    os.environ["PREFECT_API_AUTH_STRING"] = env["PREFECT_API_AUTH_STRING"]
    try:
        serve.wait_for(server.url, server.process, home / "server.log")
    except BaseException:
        server.stop()
        raise
    finally:
        del os.environ["PREFECT_API_AUTH_STRING"]
    return server


@dataclass
class Ended:
    code: int
    out: str
    err: str
    seconds: float


def padan(*tokens: object, env: dict[str, str] | None = None, timeout: float = 240) -> Ended:
    """Run the command line as an officer does: a process of its own."""
    started = time.monotonic()
    process = begin(*tokens, env=env)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        end(process)
        raise
    return Ended(process.returncode, out.decode(), err.decode(), time.monotonic() - started)


def begin(*tokens: object, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start the command line in a session of its own."""
    without = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "PADAN_"))}
    base = {**without, "PREFECT_PROFILES_PATH": "/nonexistent"} if env is None else env
    argv = [sys.executable, "-m", "flows.cli", *map(str, tokens)]
    return subprocess.Popen(argv, env=base, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process started by `begin`, with the group it leads."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None or not process.stdout or not process.stdout.closed:
        process.communicate()


def published(data: Path) -> dict[str, bytes]:
    """{path: bytes} of what counts now."""
    root = data / "clean" / PERIOD / "current"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def numbers(data: Path) -> list[str]:
    """NIKs that stand in the raw text files: canaries."""
    found: set[str] = set()
    for path in (data / "raw").rglob("*.csv"):
        found |= set(re.findall(r"(?<!\d)\d{16}(?!\d)", path.read_text("utf-8", "replace")))
    return sorted(found)[::7]


def layers(body: bytes) -> Iterator[bytes]:
    """A file's bytes, and what base64 and zlib inside it hide."""
    yield body
    for piece in re.findall(rb"[A-Za-z0-9+/=]{40,}", body):
        try:
            plain = base64.b64decode(piece, validate=True)
        except ValueError:
            continue
        yield plain
        try:
            yield zlib.decompress(plain)
        except zlib.error:
            continue


def leaks(folder: Path, canaries: list[str]) -> list[str]:
    """Files below a folder that hold a canary, also inside base64 or zlib."""
    needles = [c.encode() for c in canaries]
    return [str(p) for p in folder.rglob("*") if p.is_file() and any(n in layer for layer in layers(p.read_bytes()) for n in needles)]


def wait_until(true: Callable[[], object], seconds: float = 240) -> None:
    """Wait for something; generously, for CI machines are slow."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def prefect(*tokens: str, env: dict[str, str]) -> str:
    argv = [sys.executable, "-m", "prefect", "--no-prompt", *tokens]
    told = subprocess.run(argv, env=env, cwd=REPOSITORY, capture_output=True, text=True, timeout=180, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout
