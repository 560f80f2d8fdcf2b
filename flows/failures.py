"""A failure as Prefect and logs may know it: one sentence and an exit code, no exception, no values."""

from __future__ import annotations

from dataclasses import dataclass

from flows.place import place
from pipeline.errors import BAD_INPUT, PadanError
from pipeline.store.files import Passing, mask_digits, os_sentence


@dataclass(frozen=True)
class Told:
    """What went wrong, in one sentence, and the exit code for it."""

    sentence: str
    exit_code: int = BAD_INPUT
    passing: bool = False  # trying again later may help: another run was in progress, a file was still being copied


def told(error: BaseException) -> Told:
    """The sentence of any exception: ours as it is, the system's by its number, all others by type and place only."""
    if isinstance(error, PadanError):
        return Told(mask_digits(str(error)), error.exit_code, isinstance(error, Passing))
    if isinstance(error, KeyboardInterrupt):
        return Told("interrupted; nothing was published by halves.", 130)
    if isinstance(error, MemoryError):
        return Told("the memory of this machine is not enough for these files. Split them, or use a larger machine.")
    if isinstance(error, OSError):
        return Told(str(os_sentence(error, str(error.filename or "a file or device"))))
    return Told(
        f"this should not have happened ({type(error).__name__} at {place(error)}). Nothing was published by halves. "
        "Run it again with PADAN_DEBUG=1 and give the maintainers what it prints, without personal data."
    )
