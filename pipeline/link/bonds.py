"""Fields that strangers share together: a first name fits a second one, a name its sex, a postcode its town.

When to reach for it: before training, and only there. The model takes fields as independent among strangers. Names of one
year of birth or one people come together far more often than chance has it, and two hundred such pairs look like a class of
matches where true ones are few. A bond says how much less two agreements are worth when they stand side by side; the bonds
form a forest (the dependence tree of Chow and Liu, 1968), strongest first, so that nothing is taken off twice. The
invariants: counted inside the left list, never trained; agreements of one person entered twice do not count.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.link import scoring
from pipeline.link.encode import Ints, mix
from pipeline.link.params import FieldKind, LinkSettings
from pipeline.link.weights import Bond, Model
from pipeline.link.words import NameComparison

if TYPE_CHECKING:
    from pipeline.link.block import Stack
    from pipeline.link.compare import Comparison
    from pipeline.link.encode import Codes, Levels

ROWS: Final = 20_000
"""Rows of the left list that are counted."""
PAIRS: Final = 400
"""Pairs of one two-field agreement that are looked at for whether they are one person."""
KIN: Final = 30.0
"""Pairs a row must have in common before two places can be one inside the other: households alone make a few."""
NUMBERS: Final = (FieldKind.NIK, FieldKind.ID)
"""Identifiers: strangers never have them in common by chance."""
CAUTION: Final = 10.0
"""Coincidences of either count that are believed before any is seen."""
LEAST, MOST = 0.4, 8.0
"""Bits below which a bond says nothing, and above which it is not believed."""
ANSWERS: Final = 6.0
"""Bits the other fields must be able to say before they can tell whether a pair is one person."""


def learn(model: Model, comparisons: list[Comparison], stack: Stack, settings: LinkSettings) -> tuple[Bond, ...]:
    """The bonds between fields, by counting pairs of rows of the left list. `model` is the start, before any training."""
    left = stack.left
    rows = np.arange(left)
    if left > ROWS:
        rows = np.sort(np.random.default_rng(31).choice(left, ROWS, replace=False))
    codes = [_codes(c, rows) for c in comparisons]
    found: list[tuple[float, int, int, float]] = []
    for k, l in combinations(range(len(comparisons)), 2):  # noqa: E741
        one, two = comparisons[k].spec, comparisons[l].spec
        places = one.place and two.place
        if one.place != two.place or (one.shared and two.shared and not places) or one.kind in NUMBERS or two.kind in NUMBERS:
            continue
        if {one.kind, two.kind} == {FieldKind.DATE, FieldKind.NUMBER}:  # an age is implied where the dates are the same
            continue
        together, expected, sample = _together(codes[k], codes[l])
        share = 1.0
        if places:
            share = float(together > KIN * len(rows))
        elif together > 1.3 * expected + CAUTION:
            share = _strangers(model, comparisons, rows, sample, (k, l), settings, unknown=float(not stack.single))
        bits = float(np.log2((max(together, 0.0) * share + CAUTION) / (expected + CAUTION)))
        if bits >= LEAST:
            found.append((min(bits, MOST), k, l, bits))
    return _forest(found)


def _codes(c: Comparison, rows: Ints) -> Codes:
    codes = c.codes[rows]
    return np.where(codes >= 0, c.sets[np.maximum(codes, 0)], -1).astype(np.int32) if isinstance(c, NameComparison) else codes


def _together(one: Codes, two: Codes) -> tuple[float, float, tuple[Ints, Ints]]:
    """Pairs of rows that agree on both fields, how many would by chance, and a sample of them (places in the codes)."""
    there = np.flatnonzero((one >= 0) & (two >= 0))
    all_pairs = max(1.0, len(there) * (len(there) - 1) / 2)
    key = mix(one[there], two[there])
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    expected = _pairs(one[there]) * _pairs(two[there]) / all_pairs
    step = max(1, len(same) // PAIRS)
    same = same[::step][:PAIRS]
    return _pairs(key), expected, (there[order[same]], there[order[same + 1]])


def _pairs(values: np.ndarray[tuple[int], np.dtype[np.generic]]) -> float:
    ordered = np.sort(values)
    sizes = np.diff(np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1], [True])))).astype(np.float64)
    return float((sizes * (sizes - 1)).sum() / 2) if len(values) else 0.0


def _strangers(
    model: Model, comparisons: list[Comparison], rows: Ints, sample: tuple[Ints, Ints], pair: tuple[int, int], settings: LinkSettings,
    *, unknown: float,
) -> float:  # fmt: skip
    """Share of sampled pairs that are two people of two homes, by the fields other than `pair`; `unknown` where these cannot tell."""
    rest = [k for k in range(len(comparisons)) if k not in pair]
    said = [np.concatenate(([0.0], np.log2(np.array(model.fields[k].m) / np.array(model.fields[k].u)), [0.0])) for k in rest]
    place = [comparisons[k].spec.place for k in rest]
    if len(sample[0]) == 0 or sum(float(bits.max()) for bits, there in zip(said, place, strict=True) if not there) < ANSWERS:
        return unknown
    a, b = rows[np.minimum(*sample)], rows[np.maximum(*sample)]
    levels: Levels = scoring.vectors([comparisons[k] for k in rest], a, b, settings).levels
    person, home = np.zeros(len(a)), np.zeros(len(a))
    for bits, level, there in zip(said, levels, place, strict=True):
        (home if there else person)[:] += bits[level]
    return float(((person < ANSWERS / 2) & (home <= 0)).mean())


def _forest(found: list[tuple[float, int, int, float]]) -> tuple[Bond, ...]:
    """The strongest bonds that make no circle. Ties: the earlier fields."""
    root: dict[int, int] = {}

    def find(x: int) -> int:
        while root.setdefault(x, x) != x:
            x = root[x]
        return x

    kept = []
    for bits, k, l, _ in sorted(found, key=lambda f: (-f[3], f[1], f[2])):  # noqa: E741
        a, b = find(k), find(l)
        if a != b:
            root[b] = a
            kept.append(Bond(k, l, round(bits, 3)))
    return tuple(sorted(kept, key=lambda bond: (bond.one, bond.two)))
