"""Comparison vectors of candidate pairs, in slices and on both cores.

When to reach for it: whenever pairs of stacked rows need their levels. The invariant: slices and threads change nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pipeline.link.compare import Comparison
from pipeline.link.compare import Rarities
from pipeline.link.encode import Ints, Levels
from pipeline.link.guards import DATE_SAME, NIK_SERIAL
from pipeline.link.params import LinkSettings
from pipeline.link.weights import Vectors


def vectors(comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings) -> Vectors:
    """Levels and rarities of pairs (stacked rows `a`, `b`)."""
    levels = np.zeros((len(comparisons), len(a)), dtype=np.uint8)
    rarity = np.zeros((len(comparisons), len(a)), dtype=np.float32)
    jobs = [(k, s) for s in range(0, len(a), settings.slice_pairs) for k in range(len(comparisons))]

    def work(job: tuple[int, int]) -> None:
        k, start = job
        end = start + settings.slice_pairs
        levels[k, start:end], rarity[k, start:end] = comparisons[k].levels(a[start:end], b[start:end])

    if settings.threads > 1 and len(a) > 20_000:
        with ThreadPoolExecutor(settings.threads) as pool:
            list(pool.map(work, jobs))
    else:
        for job in jobs:
            work(job)
    _imply(comparisons, levels, rarity)
    return Vectors(levels, rarity)


def _imply(comparisons: list[Comparison], levels: Levels, rarity: Rarities) -> None:
    """A birth date that agrees says nothing new where the NIKs agree up to the birth date: the date is part of the NIK."""
    at = {c.spec.name: k for k, c in enumerate(comparisons)}
    if "nik" not in at or "birth_date" not in at:
        return
    nik, born = at["nik"], at["birth_date"]
    implied = (levels[nik] >= NIK_SERIAL) & (levels[born] == DATE_SAME)
    levels[born][implied] = DATE_SAME + 1
    rarity[born][implied] = 0


def join(parts: list[Vectors]) -> Vectors:
    """Vectors of several sets of pairs, one after the other."""
    return Vectors(np.concatenate([p.levels for p in parts], axis=1), np.concatenate([p.rarity for p in parts], axis=1))
