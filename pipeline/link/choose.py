"""Which blocking rules: chosen from the lists themselves, for the most matches under a budget of pairs.

When to reach for it: before generating candidate pairs. A rule is a conjunction of one to three keys of different fields.
What a rule costs is counted on a sample of rows (conjunctions of three from those of two); what it finds is judged on
drawn matches, whose keys agree as often as those of one person do and whose fields are missing as often as in the lists.
Rules are taken while they bring drawn matches that no earlier rule brings. The invariant: deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.link.atoms import Atom
from pipeline.link.block import Rule, Stack, rule_keys
from pipeline.link.encode import Bools, Floats, Ints

SAMPLE = 5_000
DRAWN = 4_000
MOST_COUNTED = 80
_CARE = (0.5, 1.5, 4.0)
_CARE_SHARE = (0.45, 0.35, 0.2)
"""Records differ in how carelessly they were written: the usual error rates times these, for these shares of matches."""


@dataclass(frozen=True)
class _Option:
    atoms: tuple[int, ...]
    cost: float
    found: Bools


def choose_rules(
    atoms: list[Atom],
    stack: Stack,
    budget: float,
    *,
    active: Bools | None = None,
    learned: dict[str, float] | None = None,
    most: int = 12,
) -> tuple[list[Rule], float]:
    """Blocking rules within `budget` pairs, best find per pair first, and the share of matches they should bring up.

    active: the rows that take part (None: all). learned: how often each atom agrees for one person, where known better
    than the atom's own guess. most: the most rules.
    """
    small, few, scale = _sampled(atoms, stack, active)
    drawn = _draw(small, few, learned or {})
    options = _options(small, few, scale, drawn, budget)
    return _greedy(options, small, few, scale, budget, most)


def _sampled(atoms: list[Atom], stack: Stack, active: Bools | None) -> tuple[list[Atom], Stack, float]:
    """The atoms over a sample of rows, and how many pairs one sampled pair stands for."""
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
    new = np.full(stack.size, -1, dtype=np.int64)
    new[np.concatenate(picked)] = np.arange(len(picked[0]) + len(picked[1]))
    small = []
    for atom in atoms:
        at = new[atom.rows]
        keep = at >= 0
        small.append(Atom(atom.name, atom.field, at[keep], atom.keys[keep], atom.agrees, atom.multiple))
    return small, Stack(len(picked[0]), len(picked[0]) + len(picked[1])), scale


def _draw(atoms: list[Atom], stack: Stack, learned: dict[str, float]) -> Bools:
    """Drawn matches: [atom, match] does the key agree. Keys of one field agree together (the stricter implies the looser)."""
    rng = np.random.default_rng(21)
    care = np.repeat(_CARE, [round(share * DRAWN) for share in _CARE_SHARE])
    luck: dict[str, tuple[Floats, Floats]] = {}
    out = np.zeros((len(atoms), DRAWN), dtype=bool)
    for k, atom in enumerate(atoms):
        rows = np.unique(atom.rows) if atom.multiple else atom.rows
        left = max(1, stack.left)
        right = left if stack.single else max(1, stack.size - stack.left)
        there_l = (rows < stack.left).sum() / left
        there_r = there_l if stack.single else (rows >= stack.left).sum() / right
        if atom.field not in luck:
            luck[atom.field] = (rng.random(DRAWN), rng.random(DRAWN))
        missing, agree = luck[atom.field]
        wrong = 1 - learned.get(atom.name, atom.agrees)
        out[k] = (missing > (1 - there_l * there_r) * np.minimum(care, 2.0)) & (agree < 1 - wrong * care)
    return out


def _options(atoms: list[Atom], stack: Stack, scale: float, drawn: Bools, budget: float) -> list[_Option]:
    """Conjunctions worth considering with their estimated cost; a conjunction is left out where a part of it is cheap already."""
    cost: dict[tuple[int, ...], float] = {}
    cheap = budget / 60
    least = DRAWN / 80
    options: list[_Option] = []

    def add(combo: tuple[int, ...], pairs: float) -> None:
        found = np.asarray(drawn[list(combo)].all(axis=0))
        if pairs <= budget and found.sum() >= least:
            options.append(_Option(combo, pairs, found))

    total = max(1.0, stack.all_pairs * scale)
    count = [_count(*rule_keys((a,), stack.size, None), stack) for a in atoms]
    for k, pairs in enumerate(count):
        cost[(k,)] = (pairs + 1) * scale
        add((k,), cost[(k,)])
    wide = [k for k in range(len(atoms)) if cost[(k,)] > cheap]
    for i, j in combinations(wide, 2):
        if atoms[i].field != atoms[j].field and not (atoms[i].multiple and atoms[j].multiple):
            cost[i, j] = (_count(*rule_keys((atoms[i], atoms[j]), stack.size, None), stack) + 1) * scale
            add((i, j), cost[i, j])
    for i, j, k in combinations(wide, 3):
        parts = ((i, j), (i, k), (j, k))
        if all(p in cost and cost[p] > cheap for p in parts):
            joint = cost[i, j] * cost[i, k] * cost[j, k] / (cost[(i,)] * cost[(j,)] * cost[(k,)])
            add((i, j, k), min(max(joint, scale / total), *(cost[p] for p in parts)))
    return options


def _count(rows: Ints, keys: np.ndarray[tuple[int], np.dtype[np.uint64]], stack: Stack) -> float:
    """How many pairs share a key."""
    left = np.sort(keys[rows < stack.left])
    if stack.single:
        edges = np.flatnonzero(np.concatenate(([True], left[1:] != left[:-1], [True])))
        sizes = np.diff(edges).astype(np.float64)
        return float((sizes * (sizes - 1)).sum() / 2)
    right = np.sort(keys[rows >= stack.left])
    return float((np.searchsorted(left, right, "right") - np.searchsorted(left, right, "left")).sum())


def _greedy(
    options: list[_Option], atoms: list[Atom], stack: Stack, scale: float, budget: float, most: int
) -> tuple[list[Rule], float]:
    covered = np.zeros(DRAWN, dtype=bool)
    rules: list[Rule] = []
    if not options:
        return rules, 0.0
    found = np.stack([o.found for o in options])
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
            real = (_count(*rule_keys(tuple(atoms[i] for i in chosen.atoms), stack.size, None), stack) + 1) * scale
            guessed = np.array([k not in counted and len(o.atoms) > 2 for k, o in enumerate(options)])
            cost[guessed] *= min(2.0, max(1.0, real / cost[best])) ** 0.5 if len(counted) <= MOST_COUNTED else np.inf
            cost[best] = real
            continue
        rules.append(Rule(tuple(atoms[i].name for i in chosen.atoms), float(cost[best]), float(chosen.found.mean())))
        covered |= chosen.found
        gain = found[:, ~covered].sum(axis=1)
        spent += float(cost[best])
    return rules, float(covered.mean())
