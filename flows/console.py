"""How the command line speaks: progress and sentences on stderr, results on stdout, never 16 digits in a row.

When to reach for it: for anything a command prints. The invariants: stdout holds only what was asked for (its last line
is the answer); a terminal sees a moving line, a log file plain lines; digits of a NIK are masked on both, as a net.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from typing import TYPE_CHECKING

from pipeline.store.files import mask_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def debugging() -> bool:
    """Does PADAN_DEBUG=1 ask for tracebacks?"""
    return os.environ.get("PADAN_DEBUG", "") not in ("", "0")


def out(text: str = "") -> None:
    """Print a result."""
    print(mask_digits(text), flush=True)  # noqa: T201


def say(text: str) -> None:
    """Print a remark, a warning or an error: on stderr, one line of its own."""
    print(mask_digits(text), file=sys.stderr, flush=True)  # noqa: T201


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function to call with what is being done now: a moving line on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield say
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:

        def show(text: str) -> None:
            status.update(mask_digits(text).replace("[", r"\["))

        yield show


class MaskDigits(logging.Filter):
    """The net under all logs: whatever a library says, no run of 16 digits passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the finished message; exceptions are told by type and place only, unless debugging."""
        record.msg, record.args = mask_digits(record.getMessage()), None
        if record.exc_info and not debugging():
            kind = record.exc_info[0]
            record.msg += f" ({kind.__name__ if kind else 'error'})"
            record.exc_info = record.exc_text = None
        return True


def set_up() -> None:
    """What every entry point does first: private files, forgiving output, masked logs, no library warnings."""
    import warnings

    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    handler = logging.StreamHandler()
    handler.addFilter(MaskDigits())
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if debugging() else logging.WARNING)
    if not debugging():
        warnings.simplefilter("ignore")
