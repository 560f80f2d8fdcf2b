"""Who takes whom: chances of each pair when a person can be taken once, and the best assignment.

When to reach for it: after scoring. A pair's own weight knows nothing of its rivals; here two namesakes who fit a payee
equally well get half each, and neither is a match. The invariants: chances of one row never add up to more than 1;
ties are broken by weight, then left row, then right row; nothing depends on the order of pairs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pipeline.link.block import Stack
    from pipeline.link.encode import Bools, Floats, Ints
    from pipeline.link.params import Mode

ROUNDS = 12
HALVED_ROUNDS = 40
SETTLED = 1e-6
"""Relative change by one more round that a chance of six decimals does not show."""
MOST_TAKEN = 0.98
"""A share of rows with a partner beyond this is not believed."""
EXACT = 60
"""Components with at most this many pairs of one side are assigned exactly, larger ones greedily."""


def taken_once(stack: Stack, mode: Mode) -> tuple[int, ...]:
    """How many rows each list has whose rows may stand in one pair at most: (left, right) or (right,); () where all may be repeated."""
    if mode == "many" or stack.single or stack.left == 0:
        return ()
    right = stack.size - stack.left
    return (right,) if mode == "many_to_one" else (stack.left, right)


def odds_of_the_free(matches: float, sides: tuple[int, ...]) -> float:
    """Bits by which a pair is likelier than its match weight says, where rows are taken once.

    A match weight sets the pair against all pairs of strangers. Where nearly every row has its partner, the few rows that are
    left without one make fewer pairs of strangers: by the share of rows that have none. matches: how many are expected.
    """
    return -sum(math.log2(1.0 - min(MOST_TAKEN, matches / side)) for side in sides)


def chances(left: Ints, right: Ints, weight: Floats, mode: Mode) -> Floats:
    """Probability of each pair given its rivals (belief propagation on matchings), rounded to 6 decimals.

    one_to_one: each row of either list in one pair at most. many_to_one: each right row in one pair at most.
    many: the pair's own probability.
    """
    odds = np.exp2(np.clip(weight, -200.0, 200.0))
    if mode == "many":
        return np.asarray(np.round(odds / (1 + odds), 6))
    if mode == "many_to_one":
        return np.asarray(np.round(odds / (1 + _sum_by(right, odds)), 6))
    rest = np.flatnonzero((np.bincount(left)[left] > 1) | (np.bincount(right)[right] > 1))
    if len(rest):
        odds[rest] *= _free(_dense(left[rest]), _dense(right[rest]), odds[rest])
    return np.asarray(np.round(odds / (1 + odds), 6))


def _free(left: Ints, right: Ints, odds: Floats) -> Floats:
    """How free both rows of each pair are for it: 1 without rivals.

    Pairs that pass their doubts round and round (two namesakes in either list, all alike) go on with each step halved:
    without that they would seem free in every second round.
    """
    from_left, from_right = np.ones(len(odds)), np.ones(len(odds))  # how free the left row is for this pair; the right row

    def step() -> tuple[Floats, Floats]:
        offered, wanted = odds * from_right, odds * from_left
        new_left = 1 / (1 + np.maximum(_sum_by(left, offered) - offered, 0))
        return new_left, 1 / (1 + np.maximum(_sum_by(right, wanted) - wanted, 0))

    for _ in range(ROUNDS - 1):
        from_left, from_right = step()
    new_left, new_right = step()
    settled = (np.abs(new_left - from_left) <= SETTLED * new_left) & (np.abs(new_right - from_right) <= SETTLED * new_right)
    free = new_left * new_right
    for _ in range(0 if settled.all() else HALVED_ROUNDS):
        new_left, new_right = step()
        from_left, from_right = np.sqrt(from_left * new_left), np.sqrt(from_right * new_right)
    return np.asarray(np.where(settled, free, from_left * from_right))


def _dense(rows: Ints) -> Ints:
    """Rows numbered without gaps."""
    return np.asarray((np.cumsum(np.bincount(rows) > 0) - 1)[rows])


def _sum_by(group: Ints, values: Floats) -> Floats:
    return np.asarray(np.bincount(group, weights=values)[group])


def best_assignment(left: Ints, right: Ints, weight: Floats, mode: Mode) -> Bools:
    """Which pairs the best assignment keeps. Pairs must be sorted by (left, right); weights not above 0 are not kept.

    Within a component of the graph of pairs the sum of weights is greatest (exactly up to EXACT rows a side, greedily
    beyond). Ties: the pair that comes first by (left, right).
    """
    keep = np.zeros(len(weight), dtype=bool)
    if mode == "many":
        return weight > 0
    order = np.flatnonzero(weight > 0)
    if mode == "one_to_one":
        lone = (np.bincount(left[order])[left[order]] == 1) & (np.bincount(right[order])[right[order]] == 1)
        keep[order[lone]] = True
        order = order[~lone]
    order = order[np.lexsort((right[order], left[order], -weight[order]))]
    if mode == "many_to_one":
        _, first = np.unique(right[order], return_index=True)
        keep[order[first]] = True
        return keep
    for members in _components(left[order], right[order]):
        rows = order[members]
        chosen = _exact(left[rows], right[rows], weight[rows])
        keep[rows[chosen]] = True
    return keep


def _components(left: Ints, right: Ints) -> list[Ints]:
    """Pairs that share rows, directly or through others; each component keeps the order given."""
    root: dict[int, int] = {}

    def find(x: int) -> int:
        while root.setdefault(x, x) != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for a, b in zip(left.tolist(), (-right - 1).tolist(), strict=True):
        x, y = find(a), find(b)
        if x != y:
            root[max(x, y)] = min(x, y)
    groups: dict[int, list[int]] = {}
    for k, a in enumerate(left.tolist()):
        groups.setdefault(find(a), []).append(k)
    return [np.array(g, dtype=np.int64) for g in groups.values()]


def _exact(left: Ints, right: Ints, weight: Floats) -> Ints:
    """Positions of the pairs of greatest total weight; pairs come best first."""
    lefts, rights = sorted(set(left.tolist())), sorted(set(right.tolist()))
    if max(len(lefts), len(rights)) > EXACT:
        used_l: set[int] = set()
        used_r: set[int] = set()
        taken = []
        for k, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            if a not in used_l and b not in used_r:
                used_l.add(a)
                used_r.add(b)
                taken.append(k)
        return np.array(taken, dtype=np.int64)
    at_l, at_r = {a: i for i, a in enumerate(lefts)}, {b: i for i, b in enumerate(rights)}
    gain = np.zeros((len(lefts), len(lefts) + len(rights)))  # a column of zero per left row: stay alone
    place = {}
    for k, (a, b, w) in enumerate(zip(left.tolist(), right.tolist(), weight.tolist(), strict=True)):
        gain[at_l[a], at_r[b]] = w
        place[at_l[a], at_r[b]] = k
    columns = _hungarian(-gain)
    return np.array([place[i, j] for i, j in enumerate(columns) if (i, j) in place], dtype=np.int64)


def _hungarian(cost: Floats) -> list[int]:
    """Column of each row in the cheapest full assignment (rows ≤ columns), by shortest augmenting paths."""
    n, m = cost.shape
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    owner = np.zeros(m + 1, dtype=np.int64)
    way = np.zeros(m + 1, dtype=np.int64)
    for i in range(1, n + 1):
        owner[0], j0 = i, 0
        slack = np.full(m + 1, np.inf)
        done = np.zeros(m + 1, dtype=bool)
        while True:
            done[j0] = True
            current = cost[owner[j0] - 1] - u[owner[j0]] - v[1:]
            better = ~done[1:] & (current < slack[1:])
            slack[1:][better], way[1:][better] = current[better], j0
            j1 = int(np.argmin(np.where(done, np.inf, slack)))
            delta = slack[j1]
            u[owner[done]] += delta
            v[done] -= delta
            slack[~done] -= delta
            j0 = j1
            if owner[j0] == 0:
                break
        while j0:
            owner[j0], j0 = owner[way[j0]], int(way[j0])
    return [int(np.flatnonzero(owner[1:] == i)[0]) for i in range(1, n + 1)]
