"""Files read one ahead of whoever judges them: the reading process works while this one imports, standardises or words the last file.

Reach for it where several files, or one file and the imports behind it, stand in a row. The invariants: files come in the order given, at
most one is read ahead, and an interrupted command does not wait for it.
"""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from pipeline.read.contained.containment import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pipeline.read.model import FileRead
    from schemas.layouts import Layout
    from schemas.settings import Limits


def read_ahead(files: Sequence[tuple[Path, str]], *, layouts: Sequence[Layout], limits: Limits) -> Iterator[FileRead]:
    """What `read_file` says of each file (path, name). The first is begun by this call, each further one when the one before is taken."""
    reads = iter([partial(read_file, path, name, layouts=layouts, limits=limits) for path, name in files])
    return _in_turn(_begun(next(reads, None)), reads)


def _in_turn(coming: Future[FileRead] | None, reads: Iterator[Callable[[], FileRead]]) -> Iterator[FileRead]:
    while coming is not None:
        done = coming.result()
        coming = _begun(next(reads, None))
        yield done


def _begun(read: Callable[[], FileRead] | None) -> Future[FileRead] | None:
    """The read, on a thread that nobody has to wait for."""
    if read is None:
        return None
    future: Future[FileRead] = Future()

    def run() -> None:
        try:
            future.set_result(read())
        except BaseException as error:  # noqa: BLE001  (raised again where the result is asked for)
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
