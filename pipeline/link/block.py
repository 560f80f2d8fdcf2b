"""Candidate pairs: the rows that share a blocking key.

When to reach for it: to avoid comparing everybody with everybody; `pipeline.link.choose` picks the rules. The invariants:
each pair once, sorted; a key shared by very many rows (a default date, a common name) never makes a block by itself.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipeline.link.atoms import Atom, Keys
from pipeline.link.encode import Bools, Ints, mix


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


def generate(
    rules: list[Rule], atoms: list[Atom], stack: Stack, *, active: Bools | None, biggest_block: float
) -> tuple[Ints, Ints, list[int]]:
    """Candidate pairs (stacked rows a < b, sorted, each once) and how many each rule brought."""
    by_name = {a.name: a for a in atoms}

    def work(rule: Rule) -> pl.Series:
        rows, keys = rule_keys(tuple(by_name[n] for n in rule.atoms), stack.size, active)
        return _join(rows, keys, stack, biggest_block)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(work, rules))
    sizes = [len(pairs) for pairs in found]
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
