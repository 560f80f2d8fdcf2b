"""A real PostgreSQL for the tests of this folder: a cluster of its own in a temporary folder, stopped and removed at the end."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from prefect_server import free_port

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
OWNER = "postgres"
"""PostgreSQL refuses to run as root; the package makes this user."""


def _as_owner(*argv: object) -> None:
    prefix = ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, argv)], check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster with the database `padan` and yield its address for Prefect."""
    assert BINARIES is not None
    folder, port = Path(tempfile.mkdtemp(prefix="padan-pg-")), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER, OWNER)
    where = ["-h", "127.0.0.1", "-p", port, "-U", "padan"]
    try:
        _as_owner(BINARIES / "initdb", "-D", folder / "data", "-A", "trust", "-U", "padan", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _as_owner(BINARIES / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start")
        try:
            _as_owner(BINARIES / "createdb", *where, "padan")
            _as_owner(BINARIES / "psql", *where, "-d", "padan", "-q", "-c", "CREATE EXTENSION pg_trgm")
            yield f"postgresql+asyncpg://padan@127.0.0.1:{port}/padan"
        finally:
            _as_owner(BINARIES / "pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def dump(url: str) -> bytes:
    """Everything the database holds, as SQL text."""
    assert BINARIES is not None
    address = url.replace("+asyncpg", "")
    return subprocess.run([str(BINARIES / "pg_dump"), address], check=True, capture_output=True).stdout
