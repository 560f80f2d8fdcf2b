"""Seeded dice: every random choice of a synthetic town goes through one of these.

When to reach for it: whenever the generator must choose. Invariants: the same seed and stream name give the same choices on every
machine; two streams never disturb each other, so that a new noise class in one file leaves the other files as they were.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """A named stream of random choices."""

    def __init__(self, seed: int, stream: str) -> None:
        self.generator = np.random.default_rng([seed, zlib.crc32(stream.encode())])

    def chance(self, probability: float) -> bool:
        """True with this probability (0 = never, 1 = always)."""
        return bool(self.generator.random() < probability)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return int(self.generator.integers(low, high + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[int(self.generator.integers(len(choices)))]

    def weighted(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        """One of the choices by weight; the weights need not sum to 1."""
        steps = list(accumulate(weights))
        return choices[min(bisect_right(steps, float(self.generator.random()) * steps[-1]), len(choices) - 1)]

    def zipf(self, choices: Sequence[T], bend: float = 6.0) -> T:
        """One of the choices, the first ones far more likely, as real first names are (larger `bend`: flatter)."""
        size = len(choices)
        rank = int(bend * ((1 + size / bend) ** float(self.generator.random()) - 1))
        return choices[min(rank, size - 1)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in random order; the given sequence stays as it is."""
        return [items[int(i)] for i in self.generator.permutation(len(items))]
