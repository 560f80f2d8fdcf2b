"""Why nothing of a file is used, in one sentence: what a run says of each such file of its month, with a registry or without.

Reach for it from `pipeline.gather.gathering` only. The invariant: a file that lay in the month's folder and of which no row counts is
named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.intake.ingest import Ingested


def why_unusable(got: Ingested) -> str | None:
    """The sentence about a file of which no row is used: its problem, its first note, or what most of its rows were rejected for (ties: the
    first in the alphabet). None where a row is used, and for returned packets."""
    if got.problem:
        return got.problem
    if got.answers or any(account.used or account.kind == Kind.ANSWERS for account in got.accounts):
        return None
    return next(iter(got.notes), None) or _rejected(got)


def _rejected(got: Ingested) -> str | None:
    errors = got.rejects.filter(pl.col("severity") == "error")
    if errors.is_empty():
        return None
    most = errors.group_by("sentence").len().sort("len", "sentence", descending=[True, False]).row(0, named=True)
    read = sum(account.read for account in got.accounts) or errors.height
    return f"tidak satu pun dari {read} barisnya dapat dipakai, {most['len']} di antaranya: {most['sentence']}"


def named(sentences: Iterable[tuple[str, str]]) -> str:
    """Files with their sentences, those of one sentence together: `a.pdf, b.pdf: ini berkas PDF …; c.json: …`."""
    together: dict[str, list[str]] = {}
    for name, sentence in sentences:
        together.setdefault(sentence, []).append(name)
    return "; ".join(f"{', '.join(names)}: {sentence}" for sentence, names in together.items())


def unusable(read: Mapping[str, Ingested]) -> list[tuple[str, str]]:
    """Of files by name: those of which no row is used, each with its sentence, by name."""
    return [(name, why) for name, got in sorted(read.items()) if (why := why_unusable(got))]
