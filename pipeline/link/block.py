"""Candidate pairs: the rows that share a blocking key.

When to reach for it: to avoid comparing everybody with everybody; `pipeline.link.choose` picks the rules. The invariants:
each pair once, sorted; a key shared by very many rows (a default date, a common name) never makes a block by itself.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pipeline.link.encode import SCATTER, Bools, Ints, grouped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.link.atoms import Atom, Keys

Packed = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Rule:
    """A conjunction of atoms; `pairs` is the estimate it was chosen on, `finds` the share of matches it brings up.

    crowd: share of matches whose key a crowd has in common, so that it makes no block."""

    atoms: tuple[str, ...]
    pairs: float
    finds: float
    crowd: float = 0.0

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


@dataclass(frozen=True)
class Made:
    """An atom made for some rows: places among them and keys."""

    places: Ints
    keys: Keys
    multiple: bool


def make(atoms: list[Atom], rows: Ints) -> dict[str, Made]:
    """The blocking keys of each atom for these rows, by the atom's name; worked out in two threads."""
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda atom: atom.make(rows), atoms))
    return {atom.name: Made(places, keys, atom.multiple) for atom, (places, keys) in zip(atoms, made, strict=True)}


def rule_keys(made: list[Made], size: int) -> tuple[Ints, Keys]:
    """Places and their keys under a conjunction; `size` is how many rows the atoms were made for."""
    base = next((m for m in made if m.multiple), made[0])
    places, keys = base.places, base.keys
    for other in made:
        if other is base:
            continue
        if len(other.places) != size:
            dense, there = np.zeros(size, np.uint64), np.zeros(size, bool)
            dense[other.places], there[other.places] = other.keys, True
            keep = there[places]
            places, keys, more = places[keep], keys[keep], dense
        else:
            more = other.keys
        keys = keys * SCATTER  # both were mixed when they were made
        keys += more if len(places) == size and base.multiple is False else more[places]
    return places, keys


def generate(
    rules: list[Rule], atoms: list[Atom], stack: Stack, *, active: Bools | None, biggest_block: float
) -> tuple[Ints, Ints, list[int]]:
    """All pairs of rows that share a key under at least one rule: (a, b, number of pairs by rule).

    a < b are rows of the stack, sorted, each pair once. active: only rows marked there are paired (None: all). biggest_block: a key that
    would bring more pairs than this brings none: so common a value (a default date) tells nobody apart.
    """
    rows = np.arange(stack.size, dtype=np.int64) if active is None else np.flatnonzero(active)
    used = {name for rule in rules for name in rule.atoms}
    made: Mapping[str, Made] = make([a for a in atoms if a.name in used], rows)

    def work(rule: Rule) -> Packed:
        parts = [made[n] for n in rule.atoms]
        places, keys = rule_keys(parts, len(rows))
        pairs = _join(rows[places], keys, stack, biggest_block)
        return _each_once(pairs) if any(part.multiple for part in parts) else pairs

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(work, rules))
    sizes = [len(pairs) for pairs in found]
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), sizes
    packed = _each_once(np.concatenate(found))
    return (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(np.int64), sizes


def _join(rows: Ints, keys: Keys, stack: Stack, biggest_block: float) -> Packed:
    """Pairs of rows (in rising order) that share a key, as `a << 32 | b`; no key with more pairs than `biggest_block`."""
    if not stack.single:
        cut = int(np.searchsorted(rows, stack.left))
        there = _on_both_sides(keys, cut)
        rows, keys = rows[there], keys[there]
    order, starts = grouped(keys)
    sizes = np.diff(starts, append=len(order))
    if stack.single:
        kept = (sizes > 1) & (sizes.astype(np.float64) ** 2 <= 2 * biggest_block)
        starts, sizes = starts[kept], sizes[kept]
        first, partners = _spread(starts, sizes), np.repeat(sizes, sizes)
        second = _spread(np.repeat(starts, sizes), partners)
    else:
        before = np.concatenate(([0], np.cumsum(rows[order] < stack.left)))
        lefts = before[starts + sizes] - before[starts]
        rights = sizes - lefts
        kept = (lefts > 0) & (rights > 0) & (lefts.astype(np.float64) * rights <= biggest_block)
        starts, lefts, rights = starts[kept], lefts[kept], rights[kept]
        first, partners = _spread(starts, lefts), np.repeat(rights, lefts)
        second = _spread(np.repeat(starts + lefts, lefts), partners)
    members = rows[order].astype(np.uint64)
    one, two = np.repeat(members[first], partners), members[second]
    pairs = (one << np.uint64(32)) | two
    return pairs[one < two] if stack.single else pairs


def _on_both_sides(keys: Keys, cut: int) -> Ints:
    """Places of keys that may occur both before and behind the cut: all that do, and a few that fall on the same mark."""
    room = np.uint64(max(10, len(keys).bit_length() + 2))
    marks = (keys * SCATTER) >> (np.uint64(64) - room)
    met = np.zeros(1 << int(room), dtype=bool)
    met[marks[cut:]] = True
    left = np.flatnonzero(met[marks[:cut]])
    met[marks[cut:]] = False
    met[marks[left]] = True
    return np.concatenate((left, cut + np.flatnonzero(met[marks[cut:]])))


def _spread(starts: Ints, sizes: Ints) -> Ints:
    """`start, start + 1, …` of each run, one run after the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)


def _each_once(pairs: Packed) -> Packed:
    """Sorted, without repeats."""
    pairs.sort()
    new = np.ones(len(pairs), dtype=bool)
    np.not_equal(pairs[1:], pairs[:-1], out=new[1:])
    return pairs[new]


def without(pairs: tuple[Ints, Ints, *tuple[Any, ...]], known: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Those of the pairs that are not among `known`. `known` must be sorted by (a, b)."""
    a, b = pairs[:2]
    seen = (known[0].astype(np.uint64) << np.uint64(32)) | known[1].astype(np.uint64)
    if len(seen) == 0 or len(a) == 0:
        return a, b
    key = (a.astype(np.uint64) << np.uint64(32)) | b.astype(np.uint64)
    fresh = seen[np.minimum(np.searchsorted(seen, key), len(seen) - 1)] != key
    return a[fresh], b[fresh]
