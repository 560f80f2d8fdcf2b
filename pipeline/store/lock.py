"""One run a month at a time: a lock that the kernel frees when its holder dies.

When to reach for it: around everything that writes into `data/clean/<period>` or its staging. The invariants: held by the
process, so kill -9 frees it; the file vanishes with an orderly release; the second comer leaves with a sentence.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from pipeline.store.files import Passing, make_folder, telling
from pipeline.store.raw import check_month

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_held: set[int] = set()


def _forget() -> None:
    """A forked child must not keep the lock alive after its parent died."""
    for fd in _held:
        with contextlib.suppress(OSError):
            os.close(fd)
    _held.clear()


os.register_at_fork(after_in_child=_forget)


class MonthBusy(Passing):
    """Another run holds the month."""


def _try(path: Path) -> int | None:
    """A descriptor that holds the lock, or None where another process does. The file may vanish meanwhile: try again."""
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        except OSError:
            os.close(fd)
            raise
        try:
            if os.fstat(fd).st_ino == path.stat().st_ino:
                return fd
        except FileNotFoundError:
            pass
        os.close(fd)


@contextlib.contextmanager
def month_lock(data: Path, period: str) -> Iterator[None]:
    """Hold the month for the block. Raises MonthBusy (exit 2) at once where another run has it."""
    folder = data / "clean" / ".locks"
    make_folder(folder)
    path = folder / f"{check_month(period)}.lock"
    with telling(str(path)):
        fd = _try(path)
    if fd is None:
        raise MonthBusy(f"{period} sedang dijalankan oleh yang lain; yang ini berhenti. Tunggu, hasilnya muncul sendiri.")
    _held.add(fd)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        if fd in _held:
            _held.discard(fd)
            os.close(fd)
