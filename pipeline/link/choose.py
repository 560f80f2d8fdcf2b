"""Which blocking rules: chosen from the lists themselves, for the most matches under a budget of pairs.

When to reach for it: before generating candidate pairs. A rule is a conjunction of one to three keys of different fields.
What a rule costs is counted on a sample of rows (conjunctions of three from those of two); what it finds is judged on
drawn matches, whose keys agree as often as those of one person do and whose fields are missing as often as in the lists.
A key that a crowd shares (one name and one default birth date) makes no block: a rule too dear for such keys alone is weighed
without them, and without the people who have them.
Rules are taken while they bring drawn matches that no earlier rule brings. The invariant: deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from pipeline.link.block import Made, Rule, Stack, make, rule_keys
from pipeline.link.weights import starting_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.link.atoms import Atom
    from pipeline.link.encode import Bools, Floats, Ints
    from pipeline.link.weights import Model

SAMPLE = 5_000
CROWD = 10
"""Sampled rows a side from which the size of a block is sure enough to say that it will not be made."""
DRAWN = 4_000
ROUNDS = 5
"""Times as many matches are drawn where those that earlier rules bring are put aside."""
MOST_COUNTED = 80
BELIEVED = 0.4
_CARE = (0.5, 1.5, 4.0)
_CARE_SHARE = (0.45, 0.35, 0.2)
"""Records differ in how carelessly they were written: the usual error rates times these, for these shares of matches."""


@dataclass(frozen=True)
class _Cost:
    """pairs: of a rule as it stands; made: without the blocks too big to be made; crowd: share of the keys that lie in those."""

    pairs: float
    made: float
    crowd: float


@dataclass(frozen=True)
class _Option:
    atoms: tuple[int, ...]
    cost: float
    found: Bools
    crowd: float


def choose_rules(
    atoms: list[Atom],
    stack: Stack,
    budget: float,
    *,
    biggest_block: float,
    active: Bools | None = None,
    most: int = 12,
    before: Sequence[Rule] = (),
) -> tuple[list[Rule], float]:
    """Blocking rules within `budget` pairs, best find per pair first, and the share of matches they should bring up.

    biggest_block: more pairs than this share no key that makes a block. active: the rows that take part (None: all). most: the most rules.
    before: rules whose pairs are known; only matches that these do not bring are looked for, and the share is of those.
    """
    rows, few, scale = _sampled(stack, active)
    made = make(atoms, rows)
    sample = _Sample(atoms, [made[a.name] for a in atoms], few, scale, biggest_block)
    drawn, in_crowd = _not_found(before, sample, _draw(sample, DRAWN * (ROUNDS if before else 1)))
    return _greedy(_options(sample, drawn, in_crowd, budget), sample, budget, most)


def _not_found(before: Sequence[Rule], sample: _Sample, drawn: Bools) -> tuple[Bools, Floats]:
    """Drawn matches that the rules `before` do not bring, `DRAWN` at most, and where each stands among the crowds (0 to 1)."""
    in_crowd: Floats = np.random.default_rng(22).random(int(drawn.shape[1]), dtype=np.float64)  # the same people in every rule
    at = {atom.name: k for k, atom in enumerate(sample.atoms)}
    found: Bools = np.zeros(drawn.shape[1], dtype=bool)
    for rule in before:
        agrees: Bools = np.logical_and.reduce(drawn[[at[name] for name in rule.atoms]])
        found = found | (agrees & (in_crowd >= rule.crowd))
    left = np.flatnonzero(~found)[:DRAWN]
    return drawn[:, left], in_crowd[left]


def as_often_as_learned(atoms: list[Atom], model: Model) -> list[Atom]:
    """Atoms that agree as often as their fields do in the matches found so far, between `BELIEVED` times the usual error and the reverse.

    Not further: what was found was found because it agrees.
    """
    usual = starting_model(tuple(field.spec for field in model.fields), model.match)
    factor = {}
    for field, start in zip(model.fields, usual.fields, strict=True):
        wrong = (1.0 - model.moves) * (1.0 - field.m[-1]) + model.moves * (1.0 - field.moved[-1])
        factor[field.name] = min(max(wrong / (1.0 - start.m[-1]), BELIEVED), 1.0 / BELIEVED)
    return [replace(atom, agrees=1.0 - min((1.0 - atom.agrees) * factor[atom.field], 0.5)) for atom in atoms]


@dataclass(frozen=True)
class _Sample:
    """The atoms over a sample of rows, and how many pairs one sampled pair stands for."""

    atoms: list[Atom]
    made: list[Made]
    stack: Stack
    scale: float
    biggest_block: float

    def cost(self, combo: tuple[int, ...]) -> _Cost:
        """Estimated pairs of a conjunction."""
        places, keys = rule_keys([self.made[k] for k in combo], self.stack.size)
        lefts, pairs = _blocks(places, keys, self.stack)
        total = float(pairs.sum())
        crowd = (pairs * self.scale > self.biggest_block) & (lefts >= CROWD) & (pairs >= CROWD * lefts)
        made = total - float(pairs[crowd].sum())
        return _Cost((total + 1) * self.scale, (made + 1) * self.scale, float(lefts[crowd].sum() / max(1, lefts.sum())))


def _sampled(stack: Stack, active: Bools | None) -> tuple[Ints, Stack, float]:
    """Rows of a sample, their stack, and how many pairs one sampled pair stands for."""
    rng = np.random.default_rng(20)
    rows = np.arange(stack.size) if active is None else np.flatnonzero(active)
    cut = int(np.searchsorted(rows, stack.left))
    scale, picked = 1.0, []
    for side in (rows[:cut], rows[cut:]):
        if len(side) > SAMPLE:
            scale *= (len(side) / SAMPLE) ** (2 if stack.single else 1)
            picked.append(np.sort(rng.choice(side, SAMPLE, replace=False)))
        else:
            picked.append(side)
    return np.concatenate(picked), Stack(len(picked[0]), len(picked[0]) + len(picked[1])), scale


def _draw(sample: _Sample, size: int) -> Bools:
    """Drawn matches: [atom, match] does the key agree. Keys of one field agree together (the stricter implies the looser)."""
    rng = np.random.default_rng(21)
    care = rng.permutation(np.repeat(_CARE, [round(share * size) for share in _CARE_SHARE]))
    luck: dict[str, tuple[Floats, Floats]] = {}
    stack = sample.stack
    out = np.zeros((len(sample.atoms), size), dtype=bool)
    for k, (atom, made) in enumerate(zip(sample.atoms, sample.made, strict=True)):
        rows = np.unique(made.places) if made.multiple else made.places
        left = max(1, stack.left)
        right = left if stack.single else max(1, stack.size - stack.left)
        there_l = (rows < stack.left).sum() / left
        there_r = there_l if stack.single else (rows >= stack.left).sum() / right
        if atom.field not in luck:
            luck[atom.field] = (rng.random(size), rng.random(size))
        missing, agree = luck[atom.field]
        wrong = 1 - atom.agrees
        out[k] = (missing > (1 - there_l * there_r) * np.minimum(care, 2.0)) & (agree < 1 - wrong * care)
    return out


def _options(sample: _Sample, drawn: Bools, in_crowd: Floats, budget: float) -> list[_Option]:
    """Conjunctions worth considering with their estimated cost; a conjunction is left out where a part of it is cheap already."""
    cost: dict[tuple[int, ...], float] = {}
    cheap, least = budget / 60, drawn.shape[1] / 80
    atoms, options = sample.atoms, []

    def add(combo: tuple[int, ...], pairs: float, crowd: float = 0.0) -> None:
        found = np.asarray(drawn[list(combo)].all(axis=0))
        if crowd > 0:
            found &= in_crowd >= crowd
        if pairs <= budget and found.sum() >= least:
            options.append(_Option(combo, pairs, found, crowd))

    def count(combo: tuple[int, ...]) -> None:
        counted = sample.cost(combo)
        cost[combo] = counted.pairs
        if counted.pairs <= budget:
            add(combo, counted.pairs)
        else:
            add(combo, counted.made, counted.crowd)

    for k in range(len(atoms)):
        count((k,))
    wide = [k for k in range(len(atoms)) if cost[(k,)] > cheap]
    for i, j in combinations(wide, 2):
        if atoms[i].field != atoms[j].field and not (atoms[i].multiple and atoms[j].multiple):
            count((i, j))
    for i, j, k in combinations(wide, 3):
        parts = ((i, j), (i, k), (j, k))
        if all(p in cost and cost[p] > cheap for p in parts):
            joint = cost[i, j] * cost[i, k] * cost[j, k] / (cost[(i,)] * cost[(j,)] * cost[(k,)])
            add((i, j, k), min(max(joint, sample.scale), *(cost[p] for p in parts)))
    return options


def _blocks(rows: Ints, keys: np.ndarray[tuple[int], np.dtype[np.uint64]], stack: Stack) -> tuple[Ints, Ints]:
    """Left rows and pairs of each block of rows that share a key (but for its lowest bit, which says the side)."""
    side = np.uint64(1)
    packed = np.sort((keys & ~side) | (rows >= stack.left))
    if len(packed) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], (packed[1:] | side) != (packed[:-1] | side))))
    sizes = np.diff(starts, append=len(packed))
    if stack.single:
        return sizes, sizes * (sizes - 1) // 2
    rights = np.add.reduceat(packed & side, starts).astype(np.int64)
    return sizes - rights, (sizes - rights) * rights


def _greedy(options: list[_Option], sample: _Sample, budget: float, most: int) -> tuple[list[Rule], float]:
    rules: list[Rule] = []
    if not options:
        return rules, 0.0
    found = np.stack([o.found for o in options])
    covered = np.zeros(found.shape[1], dtype=bool)
    cost = np.array([o.cost for o in options])
    spent = 0.0
    counted: set[int] = set()
    gain = found.sum(axis=1)
    while len(rules) < most:
        value = np.where((gain >= 2) & (cost + spent <= budget), gain / (cost + budget / 200), 0.0)
        best = int(value.argmax())
        if value[best] <= 0:
            break
        chosen = options[best]
        if len(chosen.atoms) > 2 and best not in counted:
            counted.add(best)
            real = sample.cost(chosen.atoms).pairs
            guessed = np.array([k not in counted and len(o.atoms) > 2 for k, o in enumerate(options)])
            cost[guessed] *= min(2.0, max(1.0, real / cost[best])) ** 0.5 if len(counted) <= MOST_COUNTED else np.inf
            cost[best] = real
            continue
        rules.append(Rule(tuple(sample.atoms[i].name for i in chosen.atoms), float(cost[best]), float(chosen.found.mean()), chosen.crowd))
        covered |= chosen.found
        gain = found[:, ~covered].sum(axis=1)
        spent += float(cost[best])
    return rules, float(covered.mean())
