"""What verifiers decided: pairs that are one person, pairs that are not. They outrank any score.

When to reach for it: before deciding. `constraints` turns decisions about record ids into forced and forbidden pairs,
also through transitivity: if A is B and B is C then A is C; if A is B and B is not D then A is not D. The invariant: a
contradiction (same and different at once) forbids; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl

    from pipeline.link.block import Stack
    from pipeline.link.encode import Ints

SAME, DIFFERENT = "ORANG_SAMA", "ORANG_BERBEDA"


@dataclass(frozen=True)
class Verdicts:
    """Stacked row pairs (a < b) that must be, and must not be, one person."""

    same: tuple[Ints, Ints]
    different: tuple[Ints, Ints]


def none() -> Verdicts:
    """No decisions."""
    empty = np.empty(0, np.int64)
    return Verdicts((empty, empty), (empty, empty))


def constraints(judgements: pl.DataFrame | None, ids: pl.Series, stack: Stack) -> Verdicts:
    """Forced and forbidden pairs of stacked rows.

    `judgements` has left_id, right_id (record ids, in either order) and `judgement` (ORANG_SAMA / ORANG_BERBEDA; other
    answers are ignored). Ids that do not occur here still carry transitivity.
    """
    if judgements is None or judgements.height == 0:
        return none()
    rows: dict[str, list[int]] = {}
    wanted = set(judgements["left_id"].to_list()) | set(judgements["right_id"].to_list())
    for row, record in enumerate(ids.to_list()):
        if record in wanted:
            rows.setdefault(record, []).append(row)
    root: dict[str, str] = {}

    def find(x: str) -> str:
        while root.setdefault(x, x) != x:
            x = root[x]
        return x

    told = judgements.select("left_id", "right_id", "judgement").unique().sort("left_id", "right_id", "judgement").rows()
    for one, two, said in told:
        if said == SAME:
            a, b = sorted((find(one), find(two)))
            root[b] = a
    groups: dict[str, list[int]] = {}
    for record, at in rows.items():
        groups.setdefault(find(record), []).extend(at)
    apart = {tuple(sorted((find(one), find(two)))) for one, two, said in told if said == DIFFERENT}
    same = {p for g, at in groups.items() if (g, g) not in apart for p in _crossing(at, at, stack)}
    different = {p for g, h in apart for p in _crossing(groups.get(g, []), groups.get(h, []), stack)}
    return Verdicts(_arrays(same - different), _arrays(different))


def _crossing(one: list[int], two: list[int], stack: Stack) -> list[tuple[int, int]]:
    out = []
    for x in one:
        for y in two:
            a, b = min(x, y), max(x, y)
            if a < b and (stack.single or a < stack.left <= b):
                out.append((a, b))
    return out


def _arrays(pairs: set[tuple[int, int]]) -> tuple[Ints, Ints]:
    ordered = sorted(pairs)
    return np.array([p[0] for p in ordered], dtype=np.int64), np.array([p[1] for p in ordered], dtype=np.int64)
