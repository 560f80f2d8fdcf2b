"""One list with itself: which records are one person.

When to reach for it: mode `many`. Pairs join records into clusters best pair first, but only while the evidence of all
pairs between two clusters, taken together, speaks for one person: one chance agreement does not chain two people. The
invariants: the pairs handed back are closed (a=b and b=c gives a=c); ties by weight, then row numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pipeline.link.encode import Floats, Ints

UNSEEN = -6.0
"""Bits against for a pair of records of two clusters that no rule brought up."""


def merge(a: Ints, b: Ints, weight: Floats, cut: float, forbidden: set[tuple[int, int]]) -> list[list[int]]:
    """Groups of rows that are one person each: lists of two and more rows, each sorted, ordered by their lowest row.

    a, b, weight: pairs of rows and their match weights in bits. Two groups are joined while the mean weight of all pairs between them is at
    least `cut`; a pair that is no candidate counts as `UNSEEN`. forbidden: pairs (a < b) that must not end in one group. Ties: the pair
    with the lower rows first.
    """
    order = np.lexsort((b, a, -weight))
    known = {(x, y): w for x, y, w in zip(a.tolist(), b.tolist(), weight.tolist(), strict=True)}
    home: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for k in order.tolist():
        if weight[k] < min(cut, 0.0):
            break
        x, y = int(a[k]), int(b[k])
        p, q = home.get(x, x), home.get(y, y)
        if p == q:
            continue
        one, two = members.get(p, [p]), members.get(q, [q])
        if _bits(one, two, known, forbidden) < cut:
            continue
        keep, gone = min(p, q), max(p, q)
        merged = sorted(one + two)
        members.pop(gone, None)
        members[keep] = merged
        for row in merged:
            home[row] = keep
    return [m for _, m in sorted(members.items())]


def _bits(one: list[int], two: list[int], known: dict[tuple[int, int], float], forbidden: set[tuple[int, int]]) -> float:
    total = 0.0
    for x in one:
        for y in two:
            pair = (x, y) if x < y else (y, x)
            if pair in forbidden:
                return -1000.0
            total += known.get(pair, UNSEEN)
    return total / (len(one) * len(two))
