"""Term frequencies: agreeing on SITI says little, agreeing on a rare name much.

When to reach for it: once per field and pair of lists. A value's frequency leaves out the two records of the pair that is
judged and leans on the field's chance of coincidence, so that a value seen in one pair only is not taken for unique. The
invariant: depends on counts of values alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pipeline.link.encode import Codes, Floats

Rarities = npt.NDArray[np.float32]
RAREST = 2.0**-24
DUPLICATES = 1.5
"""In a list linked with itself, this many pairs a row may have a value in common because they are one person."""


@dataclass(frozen=True)
class TermFrequencies:
    """`rarity[code]`: log2 share of people with the value. `typical`: the log2 share at which the level's own u holds.

    `chance`: how often two strangers have the same value.
    """

    rarity: Rarities
    typical: float
    chance: float


def term_frequencies(codes: Codes, size: int, left: int, usual: float, parts: Floats | None = None) -> TermFrequencies:
    """Frequencies of the `size` values of a column over stacked rows (-1: none), the first `left` rows being the left list.

    usual: the chance of coincidence such a field has before any data. parts: per value, the share its parts would give it if
    they came together by chance; a value that nobody else has is taken for as rare as that.
    """
    here, there = _counts(codes[:left], size), _counts(codes[left:], size)
    both = here + there
    total = both.sum()
    pairs = _pairs(here.sum()) + _pairs(there.sum())
    if left == len(codes):  # one list: its duplicates are no coincidence
        by_chance = (float(_pairs(here).sum()) - DUPLICATES * float(here.sum())) / (float(pairs) + 1.0)
        chance = max(by_chance, 1.0 / max(float((both > 0).sum()), 1.0 / usual))
    else:
        chance = float((_pairs(here).sum() + _pairs(there).sum() + 1.0) / (pairs + 1.0 / usual))
    share = (np.maximum(both - 2.0, 0.0) + 1.0) / (max(total - 2.0, 0.0) + 1.0 / chance)
    if parts is not None:
        share = np.where(both <= 2.0, np.minimum(share, parts), share)
    share = np.clip(share, RAREST, 1.0)
    meet = _pairs(here) + _pairs(there)
    typical = (meet.sum() + 2.0) / ((meet / share).sum() + 2.0 / max(chance, RAREST))
    return TermFrequencies(np.log2(share).astype(np.float32), float(np.log2(typical)), chance)


def word_rarity(counts: Floats, total: float, usual: float) -> Rarities:
    """log2 share of `total` names that hold each word."""
    share = (np.maximum(counts - 2.0, 0.0) + 1.0) / (max(total - 2.0, 0.0) + 1.0 / usual)
    return np.log2(np.clip(share, RAREST, 1.0)).astype(np.float32)


def _counts(codes: Codes, size: int) -> Floats:
    return np.bincount(codes[codes >= 0], minlength=size).astype(np.float64)


def _pairs(counts: Floats) -> Floats:
    return counts * (counts - 1.0) / 2.0
