"""A failure as Prefect and logs may know it: one sentence and an exit code, no exception, no values."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import BAD_INPUT, DONE, FINDINGS, SOURCE_MISSING, PadanError
from pipeline.store.files import Passing, mask_digits, os_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

_FLOORS = ("flows", "pipeline", "schemas")
"""Top-level packages of ours."""


@dataclass(frozen=True)
class Told:
    """What went wrong, in one sentence, and the exit code for it."""

    sentence: str
    exit_code: int = BAD_INPUT
    passing: bool = False  # trying again later may help: another run was in progress, a file was still being copied


def gravest(codes: Iterable[int]) -> int:
    """The exit code of several months: what failed before what is missing, what is missing before findings. None: done."""
    return max(codes, key=lambda code: (code not in (DONE, FINDINGS, SOURCE_MISSING), code), default=DONE)


def told(error: BaseException) -> Told:
    """The sentence of any exception: ours as it is, the system's by its number, all others by type and place only."""
    if isinstance(error, PadanError):
        return Told(mask_digits(str(error)), error.exit_code, isinstance(error, Passing))
    if isinstance(error, KeyboardInterrupt):
        return Told("dihentikan; tidak ada yang terbit setengah. Jalankan lagi.", 130)
    if isinstance(error, MemoryError):
        return Told("memori mesin ini tidak cukup untuk berkas-berkas ini. Bagi berkasnya, atau pakai mesin yang lebih besar.")
    if isinstance(error, OSError):
        return Told(str(os_sentence(error, str(error.filename or "berkas atau perangkat"))))
    return Told(
        f"ini seharusnya tidak terjadi ({type(error).__name__} di {_where(error)}). Tidak ada yang terbit setengah. "
        "Jalankan lagi dengan PADAN_DEBUG=1 dan berikan keluarannya, tanpa data pribadi, kepada pengelola Padan."
    )


def _where(error: BaseException) -> str:
    """File and line of the innermost frame of ours, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if any(f"{os.sep}{floor}{os.sep}" in f.filename for floor in _FLOORS)]
    if not (ours or frames):
        return "tempat yang tidak dikenal"
    last = (ours or frames)[-1]
    return f"{'/'.join(Path(last.filename).parts[-2:])}:{last.lineno}"
