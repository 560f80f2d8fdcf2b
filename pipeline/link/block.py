"""Candidate pairs: blocking rules chosen from the lists themselves, under a budget.

When to reach for it: to avoid comparing everybody with everybody. A rule is a conjunction of one to three keys of
different fields. What a rule costs is counted on a sample; what it finds is judged on drawn matches whose keys agree as
often as the fields' records of one person do. Rules are taken while they find more per pair than the budget asks. The
invariants: deterministic; a key shared by very many rows (a default date, a common name) never makes a block by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from pipeline.link.atoms import Atom, Keys
from pipeline.link.encode import Bools, Ints, mix

_SAMPLE = 20_000
_DRAWN = 4_000
_CARE = (0.5, 1.5, 4.0)
_CARE_SHARE = (0.45, 0.35, 0.2)
"""Records differ in how carelessly they were written: the usual error rates times these, for these shares of matches."""


@dataclass(frozen=True)
class Rule:
    """A conjunction of atoms; `pairs` is the estimate it was chosen on, `finds` the share of matches it brings up."""

    atoms: tuple[str, ...]
    pairs: float
    finds: float

    @property
    def label(self) -> str:
        """How reports name it."""
        return " + ".join(self.atoms)


@dataclass(frozen=True)
class Stack:
    """The two lists on top of each other; `size - left` rows are right ones; a list against itself has `left == size`."""

    left: int
    size: int

    @property
    def single(self) -> bool:
        """One list with itself."""
        return self.left == self.size

    @property
    def all_pairs(self) -> float:
        """How many pairs there are to form."""
        return self.left * (self.left - 1) / 2 if self.single else float(self.left) * (self.size - self.left)


def rule_keys(atoms: tuple[Atom, ...], size: int, active: Bools | None) -> tuple[Ints, Keys]:
    """Rows and their keys under a conjunction."""
    base = next((a for a in atoms if a.multiple), atoms[0])
    rows, keys = base.rows, base.keys
    if active is not None:
        keep = active[rows]
        rows, keys = rows[keep], keys[keep]
    for atom in atoms:
        if atom is base:
            continue
        dense, there = atom.dense(size)
        keep = there[rows]
        rows, keys = rows[keep], keys[keep]
        keys = mix(keys, dense[rows])
    return rows, keys


def _count(rows: Ints, keys: Keys, stack: Stack) -> float:
    left = rows < stack.left
    lk = np.sort(keys[left])
    if stack.single:
        _, counts = np.unique_counts(lk) if len(lk) else (None, np.zeros(0))
        return float((counts * (counts - 1.0)).sum() / 2)
    rk = keys[~left]
    return float((np.searchsorted(lk, rk, "right") - np.searchsorted(lk, rk, "left")).sum())


def _sampled(atoms: list[Atom], stack: Stack, active: Bools | None) -> tuple[list[Atom], Stack, float]:
    """The atoms over a sample of rows, and how many pairs one sampled pair stands for."""
    rng = np.random.default_rng(20)
    rows = np.arange(stack.size) if active is None else np.flatnonzero(active)
    left, right = rows[rows < stack.left], rows[rows >= stack.left]
    scale = 1.0
    picked = []
    for side in (left, right):
        if len(side) > _SAMPLE:
            factor = len(side) / _SAMPLE
            scale *= factor * (factor if stack.single else 1)
            side = np.sort(rng.choice(side, _SAMPLE, replace=False))
        picked.append(side)
    new = np.full(stack.size, -1, dtype=np.int64)
    new[np.concatenate(picked)] = np.arange(len(picked[0]) + len(picked[1]))
    small = []
    for atom in atoms:
        at = new[atom.rows]
        keep = at >= 0
        small.append(Atom(atom.name, atom.field, at[keep], atom.keys[keep], atom.agrees, atom.multiple))
    return small, Stack(len(picked[0]), len(picked[0]) + len(picked[1])), scale


def _draw(atoms: list[Atom], stack: Stack, learned: dict[str, float] | None) -> Bools:
    """Drawn matches: [atom, match] does the key agree. Keys of one field agree together (the stricter implies the looser)."""
    rng = np.random.default_rng(21)
    care = np.repeat(_CARE, [round(share * _DRAWN) for share in _CARE_SHARE])
    luck: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    out = np.zeros((len(atoms), _DRAWN), dtype=bool)
    for k, atom in enumerate(atoms):
        rows = np.unique(atom.rows) if atom.multiple else atom.rows
        left = max(1, stack.left)
        right = left if stack.single else max(1, stack.size - stack.left)
        there_l = (rows < stack.left).sum() / left
        there_r = there_l if stack.single else (rows >= stack.left).sum() / right
        if atom.field not in luck:
            luck[atom.field] = (rng.random(_DRAWN), rng.random(_DRAWN))
        missing, agree = luck[atom.field]
        chance = atom.agrees if learned is None else learned.get(atom.name, atom.agrees)
        out[k] = (missing > (1 - there_l * there_r) * np.minimum(care, 2.0)) & (agree < 1 - (1 - chance) * care)
    return out


def choose_rules(
    atoms: list[Atom],
    stack: Stack,
    budget: float,
    *,
    active: Bools | None = None,
    learned: dict[str, float] | None = None,
    most: int = 12,
) -> tuple[list[Rule], float]:
    """Blocking rules within `budget` pairs, best find per pair first, and the share of matches they should bring up."""
    small, few, scale = _sampled(atoms, stack, active)
    drawn = _draw(small, few, learned)
    options: list[tuple[tuple[int, ...], float, Bools]] = []
    for width in (1, 2, 3):
        for combo in combinations(range(len(small)), width):
            chosen = tuple(small[i] for i in combo)
            if len({a.field for a in chosen}) < width or sum(a.multiple for a in chosen) > 1:
                continue
            if width > 1 and any(set(done) < set(combo) and cost < budget / 40 for done, cost, _ in options):
                continue
            found = drawn[list(combo)].all(axis=0)
            if found.sum() < _DRAWN / 50:
                continue
            cost = _count(*rule_keys(chosen, few.size, None), few) * scale + scale
            if cost <= budget * (3 if width < 3 else 1):
                options.append((combo, cost, found))
    return _greedy(options, small, budget, most)


def _greedy(
    options: list[tuple[tuple[int, ...], float, Bools]], atoms: list[Atom], budget: float, most: int
) -> tuple[list[Rule], float]:
    covered = np.zeros(_DRAWN, dtype=bool)
    rules: list[Rule] = []
    spent = 0.0
    while len(rules) < most:
        best, best_value = None, 0.0
        for combo, cost, found in options:
            gain = int((found & ~covered).sum())
            if gain < 2 or spent + cost > budget:
                continue
            value = gain / (cost + budget / 200)
            if value > best_value:
                best, best_value = (combo, cost, found), value
        if best is None:
            break
        combo, cost, found = best
        rules.append(Rule(tuple(atoms[i].name for i in combo), cost, float(found.mean())))
        covered |= found
        spent += cost
    return rules, float(covered.mean())


def generate(
    rules: list[Rule], atoms: list[Atom], stack: Stack, *, active: Bools | None, biggest_block: float
) -> tuple[Ints, Ints, list[int]]:
    """Candidate pairs (stacked rows a < b, sorted, each once) and how many each rule brought."""
    by_name = {a.name: a for a in atoms}
    found: list[pl.Series] = []
    sizes: list[int] = []
    for rule in rules:
        rows, keys = rule_keys(tuple(by_name[n] for n in rule.atoms), stack.size, active)
        pairs = _join(rows, keys, stack, biggest_block)
        sizes.append(len(pairs))
        found.append(pairs)
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), sizes
    packed = pl.concat(found).unique().sort().to_numpy()
    return (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(np.int64), sizes


def _join(rows: Ints, keys: Keys, stack: Stack, biggest_block: float) -> pl.Series:
    frame = pl.DataFrame({"key": keys, "row": rows.astype(np.uint32)})
    if stack.single:
        sizes = (
            frame.group_by("key").len().filter((pl.col("len") > 1) & (pl.col("len").cast(pl.Float64) ** 2 <= 2 * biggest_block))
        )
        one = frame.join(sizes.select("key"), on="key", how="semi")
        pairs = one.join(one, on="key", suffix="_right").filter(pl.col("row") < pl.col("row_right"))
    else:
        one, two = frame.filter(pl.col("row") < stack.left), frame.filter(pl.col("row") >= stack.left)
        sizes = one.group_by("key").len().join(two.group_by("key").len(), on="key")
        sizes = sizes.filter(pl.col("len").cast(pl.Float64) * pl.col("len_right") <= biggest_block)
        one = one.join(sizes.select("key"), on="key", how="semi")
        pairs = one.join(two, on="key", suffix="_right")
    packed = pairs.select((pl.col("row").cast(pl.UInt64) * 2**32 + pl.col("row_right")).alias("pair"))["pair"]
    return packed.unique()
