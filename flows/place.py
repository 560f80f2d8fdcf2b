"""Where in our own code an error arose."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

FLOORS = ("flows", "pipeline", "schemas")


def place(error: BaseException) -> str:
    """File and line of the innermost frame of ours, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if any(f"{os.sep}{floor}{os.sep}" in f.filename for floor in FLOORS)]
    if not (ours or frames):
        return "tempat yang tidak dikenal"
    last = (ours or frames)[-1]
    return f"{'/'.join(Path(last.filename).parts[-2:])}:{last.lineno}"
