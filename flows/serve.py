"""`padan serve`: the Prefect server and the nightly schedule, watched and started again when they fall.

When to reach for it: from the command line only. The invariants: the server listens on this machine alone, behind a password
made once (data/prefect/auth, 0600), answers its own page only (CORS), sends nothing out; its database and logs lie inside the
protected data folder; a scheduler that dies is started again; Ctrl-C stops everything that was started here, and nothing else.
"""

from __future__ import annotations

import contextlib
import math
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from flows.clock import in_office
from flows.console import out, say
from flows.prefect_api import DEADLINE, QUIET, answers, next_night
from pipeline.errors import DONE, PadanError
from pipeline.store.files import make_folder, open_regular, telling, write_new

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

HOST = "127.0.0.1"
PATIENCE = 300.0
"""Seconds the server may take to come up (it makes its database first)."""


def password(home: Path) -> str:
    """The server's password `user:secret`, made at the first start and kept for its owner alone."""
    path = home / "auth"
    if not path.exists():
        with telling(str(path)):
            write_new(path, f"padan:{secrets.token_urlsafe(24)}\n".encode())
    fd = open_regular(path)
    try:
        if os.fstat(fd).st_mode & 0o077:
            raise PadanError(f"orang lain dapat membaca {path}. Jalankan chmod 600 atas berkas itu.")
        return os.read(fd, 1000).decode("utf-8", "replace").strip()
    finally:
        os.close(fd)


def environment(home: Path, port: int) -> dict[str, str]:
    """The environment of the server and of everything that speaks to it."""
    page = f"http://{HOST}:{port}"
    auth = password(home)
    own = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"{page}/api",
        "PREFECT_API_AUTH_STRING": auth,
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": f"{page}/api",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"{page},http://localhost:{port}",
        "PREFECT_UI_URL": page,
        "PREFECT_RUNNER_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_CLIENT_MAX_RETRIES": "3",
        DEADLINE: "30",
    }
    return {**os.environ, **{k: os.environ.get(k, v) for k, v in QUIET.items()}, **own}


def write_profile(home: Path, env: dict[str, str]) -> None:
    """A Prefect profile for this user: `PREFECT_HOME=data/prefect padan run` then speaks to the same server."""
    from pipeline.store.publishing import write_text

    lines = ['active = "padan"', "", "[profiles.padan]"]
    lines += [f'{name} = "{env[name]}"' for name in ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING")]
    lines += [f'{name} = "{value}"' for name, value in sorted(QUIET.items()) if name.startswith("PREFECT_")]
    write_text(home / "profiles.toml", "\n".join(lines) + "\n")


def free(port: int) -> bool:
    """Is nobody listening there?"""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex((HOST, port)) != 0


def start(argv: list[str], env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start one of our own processes, its words into a log file of the protected folder. It ends with this one."""
    with telling(str(log)):
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603  (our own modules, arguments as a list)
            [sys.executable, "-m", "flows.with_parent", *argv],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            process_group=0,
            umask=0o077,
        )
    finally:
        os.close(handle)


def stop(child: subprocess.Popen[bytes], seconds: float = 15.0) -> None:
    """End a process started here and its own children: asked first, then made to."""
    for number, patience in ((signal.SIGINT, seconds), (signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        if child.poll() is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def wait_for(url: str, child: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers. PadanError when it ends or is too slow."""
    until = time.monotonic() + PATIENCE
    while not answers(url):
        if child.poll() is not None or time.monotonic() > until:
            raise PadanError(f"server Prefect tidak mau menyala; kata-katanya ada di {log}. Baca baris terakhirnya, lalu coba lagi.")
        time.sleep(0.5)


def _tell_next(url: str, log: Path, until: float) -> float:
    """Say once when the next night is due or, when none is scheduled by `until`, where to read why. Gives `until`; infinite: said."""
    if until == math.inf:
        return until
    _, due = next_night(url)
    if due is not None:
        out(f"malam berikutnya {in_office(due)}")
    elif time.monotonic() < until:
        return until
    else:
        say(f"malam berikutnya belum terjadwal; baca {log} dan periksa dengan padan doctor")
    return math.inf


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def serve_forever(data: Path, *, port: int, hour: int, minute: int, settle: float) -> int:
    """Start server and schedule, start again what falls, until interrupted. Raises PadanError when it cannot start."""
    if not free(port):
        raise PadanError(
            f"port {port} sudah dipakai. Bila `padan serve` sudah berjalan, pakai yang itu; bila tidak, beri port lain dengan --port."
        )
    home = data / "prefect"
    make_folder(home)
    env = environment(home, port)
    write_profile(home, env)
    os.environ["PREFECT_API_AUTH_STRING"] = env["PREFECT_API_AUTH_STRING"]
    server_argv = ["-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    schedule_argv = ["-m", "flows.scheduler", str(data), f"{minute} {hour} * * *", str(settle)]
    signal.signal(signal.SIGTERM, _interrupt)
    server = start(server_argv, env, home / "server.log")
    schedule: subprocess.Popen[bytes] | None = None
    try:
        say("menyalakan server Prefect …")
        wait_for(env["PREFECT_API_URL"], server, home / "server.log")
        out(f"halaman http://{HOST}:{port}   kata sandinya di {home / 'auth'}")
        out(f"setiap malam pukul {hour:02}:{minute:02} WIB (Asia/Jakarta) untuk {data}   Ctrl-C menghentikan")
        told = time.monotonic() + PATIENCE
        while True:
            told = _tell_next(env["PREFECT_API_URL"], home / "server.log", told)
            if server.poll() is not None:
                say("server berhenti; dinyalakan lagi")
                server = start(server_argv, env, home / "server.log")
                wait_for(env["PREFECT_API_URL"], server, home / "server.log")
            if schedule is None or schedule.poll() is not None:
                schedule = start(schedule_argv, env, home / "schedule.log")
            time.sleep(2)
    except KeyboardInterrupt:
        say("berhenti")
        return DONE
    finally:
        for child in (schedule, server):
            if child is not None:
                stop(child)
