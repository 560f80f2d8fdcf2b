"""The one exception inside `read`: a file (or sheet) that is not read, with the sentence a data officer gets.

Sentences are Indonesian, say what to do, and hold no cell of the file: `shown` is the only way a header gets into one.
"""

from __future__ import annotations

import re

_LONG_DIGITS = re.compile(r"\d{4,}")


class Refused(Exception):  # noqa: N818  (it is an outcome, not a fault)
    """This file cannot be read; `str(refusal)` says why and what to do."""


def shown(text: str, limit: int = 30) -> str:
    """A header as a sentence may quote it: one line, at most `limit` characters, digit runs hidden, no control characters."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    flat = _LONG_DIGITS.sub("…", " ".join(flat.split()))
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def mib(size: int) -> str:
    """A size as people say it: `12 MB`."""
    return f"{max(1, round(size / 2**20))} MB"
