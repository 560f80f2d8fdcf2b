"""Comparison vectors of candidate pairs, in slices and on both cores.

When to reach for it: whenever pairs of stacked rows need their levels. The invariant: slices and threads change nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.link.dates import DateComparison
from pipeline.link.guards import AGE_SAME, DATE_SAME, DATE_YEAR, NIK_SERIAL
from pipeline.link.params import FieldKind, LinkSettings
from pipeline.link.weights import Model, Vectors, best_bits, weigh

if TYPE_CHECKING:
    from pipeline.link.compare import Comparison
    from pipeline.link.encode import Bools, Ints, Levels
    from pipeline.link.tf import Rarities

CHEAP: Final = frozenset({FieldKind.NIK, FieldKind.DATE, FieldKind.FLAG, FieldKind.NUMBER, FieldKind.ID, FieldKind.CODE})
"""Kinds compared without touching strings: they are looked at first."""

HOPELESS: Final = -12.0
"""A pair that cannot reach this match weight whatever its remaining fields say is given up."""


def vectors(comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings) -> Vectors:
    """Levels and rarities of pairs (stacked rows `a`, `b`)."""
    return _compared(comparisons, a, b, settings, None)[0]


def hopeful_vectors(comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings, model: Model) -> tuple[Vectors, Bools]:
    """Vectors of those pairs only that may still match by `model`, and which they are."""
    return _compared(comparisons, a, b, settings, model)


def _compared(comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings, model: Model | None) -> tuple[Vectors, Bools]:
    step = min(settings.slice_pairs, max(5_000, -(-len(a) // settings.threads)))

    def work(start: int) -> tuple[Vectors, Bools]:
        end = start + step
        return _slice(comparisons, a[start:end], b[start:end], model)

    starts = range(0, len(a), step)
    if settings.threads > 1 and len(starts) > 1:
        with ThreadPoolExecutor(settings.threads) as pool:
            parts = list(pool.map(work, starts))
    else:
        parts = [work(start) for start in starts]
    if not parts:
        empty = np.empty((len(comparisons), 0))
        return Vectors(empty.astype(np.uint8), empty.astype(np.float32)), np.empty(0, dtype=bool)
    return join([v for v, _ in parts]), np.concatenate([k for _, k in parts])


def _slice(comparisons: list[Comparison], a: Ints, b: Ints, model: Model | None) -> tuple[Vectors, Bools]:
    levels = np.zeros((len(comparisons), len(a)), dtype=np.uint8)
    rarity = np.zeros((len(comparisons), len(a)), dtype=np.float32)
    cheap = [k for k, c in enumerate(comparisons) if c.spec.kind in CHEAP]
    dear = [k for k, c in enumerate(comparisons) if c.spec.kind not in CHEAP]
    for k in cheap:
        levels[k], rarity[k] = comparisons[k].levels(a, b)
    _imply(comparisons, a, b, levels, rarity)
    keep = np.ones(len(a), dtype=bool)
    if model is not None and cheap and dear:
        most = sum(best_bits(model.fields[k]) for k in dear)
        keep = weigh(model, Vectors(levels, rarity)) + most > HOPELESS
        a, b, levels, rarity = a[keep], b[keep], levels[:, keep], rarity[:, keep]
    for k in dear:
        levels[k], rarity[k] = comparisons[k].levels(a, b)
    return Vectors(levels, rarity), keep


def _imply(comparisons: list[Comparison], a: Ints, b: Ints, levels: Levels, rarity: Rarities) -> None:
    """What another field makes certain says nothing new: a birth date where the NIKs agree up to it, an age where the years agree."""
    at = {c.spec.name: k for k, c in enumerate(comparisons)}
    if "birth_date" not in at:
        return
    born = at["birth_date"]
    if "age" in at:
        age, dates = at["age"], comparisons[born]
        same = (levels[age] == AGE_SAME) & (levels[born] >= DATE_YEAR)
        if isinstance(dates, DateComparison):
            same &= dates.year[a] == dates.year[b]
        levels[age][same] = AGE_SAME + 1
    if "nik" in at:
        implied = (levels[at["nik"]] >= NIK_SERIAL) & (levels[born] == DATE_SAME)
        levels[born][implied] = DATE_SAME + 1
        rarity[born][implied] = 0


def join(parts: list[Vectors]) -> Vectors:
    """Vectors of several sets of pairs, one after the other."""
    return Vectors(np.concatenate([p.levels for p in parts], axis=1), np.concatenate([p.rarity for p in parts], axis=1))
