"""The linkage itself: candidates, vectors, training, weights; from prepared comparisons to scored pairs.

When to reach for it: `score` is the core under `link_people` and `padan link`. It knows stacked rows and comparisons,
nothing of persons. The invariants: deterministic; exact passes first, and rows they settle are not compared again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pipeline.errors import PadanError
from pipeline.link import block, bonds, homes, scoring, train
from pipeline.link.assign import taken_once
from pipeline.link.atoms import Atom, atoms_of
from pipeline.link.choose import as_often_as_learned, choose_rules
from pipeline.link.params import FieldKind, LinkSettings, Mode
from pipeline.link.weights import Model, Vectors, starting_model, weigh

if TYPE_CHECKING:
    from pipeline.link.compare import Comparison
    from pipeline.link.encode import Bools, Floats, Ints

SETTLED = 14.0
"""Match weight from which a pair that has no rival and no differing personal field is not compared again."""
KIN: Final = 0.05
"""Pairs of kin per match before any data, where no sign of a household is at hand."""
KIN_OF_A_RECORD: Final = 1.5
"""Pairs of kin per record of one such list: families of four that are listed whole. Few of them look alike, so few are met."""


@dataclass
class Scored:
    """Candidate pairs with vectors and weights; `rules` and `finds` say how they were found.

    compared: how many pairs were looked at, those without hope too, which are left out here; met: rows in any of them.
    """

    a: Ints
    b: Ints
    vectors: Vectors
    weight: Floats
    model: Model
    stack: block.Stack
    comparisons: list[Comparison]
    rules: list[dict[str, Any]] = field(default_factory=list)
    finds: float = 1.0
    compared: int = 0
    met: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    sides: tuple[int, ...] = ()  # rows of the sides whose rows are taken once, where that makes the others likelier


def score(comparisons: list[Comparison], stack: block.Stack, mode: Mode, settings: LinkSettings, model: Model | None = None) -> Scored:
    """Find candidate pairs, compare them field by field, and weigh them.

    comparisons: one a field, over the rows of `stack` (both lists on top of each other). mode: whether a row may stand in one pair only.
    model: m and u probabilities to weigh by; None: they are learned from these lists. Nothing is decided yet: see
    `decide`. Raises PadanError where a given model was made for other fields.
    """
    specs = tuple(c.spec for c in comparisons)
    for comparison in comparisons:
        comparison.count(stack.left)
    shorter = min(stack.left, stack.size - stack.left) if not stack.single else stack.left
    guess = 0.3 * max(1, shorter) / max(1.0, stack.all_pairs)
    if model is not None and tuple(f.name for f in model.fields) != tuple(s.name for s in specs):
        raise PadanError("the saved model was made for other columns; delete it or let a new one be trained", rule="LINK-01")
    run = _Run(comparisons, stack, mode, settings, model, model or starting_model(specs, min(0.3, guess)))
    if not comparisons or stack.all_pairs == 0 or (stack.single and mode != "many"):  # nothing to compare, or an empty right list
        return run.finish()
    run.sample()
    if stack.all_pairs <= settings.all_pairs_below:
        run.everything()
    else:
        run.block()
    return run.finish()


class _Run:
    """One linkage under way."""

    def __init__(
        self,
        comparisons: list[Comparison],
        stack: block.Stack,
        mode: Mode,
        settings: LinkSettings,
        given: Model | None,
        model: Model,
    ) -> None:
        self.comparisons, self.stack, self.mode, self.settings = comparisons, stack, mode, settings
        self.start = train.known_strangers(model, comparisons, stack.left)
        self.given, self.model = given, given or self.start
        self.a = self.b = np.empty(0, np.int64)
        self.vectors = self._vectors(self.a, self.b)
        self.rules: list[dict[str, Any]] = []
        self.used: list[block.Rule] = []
        self.finds = 0.0
        self.compared, self.met = 0, np.zeros(stack.size, dtype=bool)
        self.trained = False
        self.random_vectors = self.vectors
        self.house: tuple[Vectors, float] | None = None
        self.crowd: tuple[Vectors, float] | None = None
        self.lent: tuple[int, ...] = ()
        self.kin = 0.0
        self.sides: tuple[int, ...] = ()

    def _vectors(self, a: Ints, b: Ints) -> Vectors:
        return scoring.vectors(self.comparisons, a, b, self.settings)

    def sample(self) -> None:
        """Random pairs, for u; the bonds between fields."""
        if self.given is None:
            self.start = replace(self.start, bonds=bonds.learn(self.start, self.comparisons, self.stack, self.settings))
            self.model = self.start
        stack, rng = self.stack, np.random.default_rng(7)
        if stack.all_pairs <= self.settings.sample_pairs:
            a, b = _every_pair(stack)
        else:
            size = self.settings.sample_pairs
            a = rng.integers(0, stack.left, size)
            b = rng.integers(0 if stack.single else stack.left, stack.size, size)
            a, b = a[a != b], b[a != b]
        self.random_vectors = self._vectors(a, b)
        signs = homes.signs_of_a_household(self.comparisons)
        if not signs:
            self.lent = tuple(k for k, c in enumerate(self.comparisons) if c.spec.kind is FieldKind.ID and not c.spec.shared)
            self.kin = KIN_OF_A_RECORD * stack.left if self.lent and stack.single else 0.0
        self.sides = () if self.lent else taken_once(stack, self.mode)
        self.house = homes.pairs_of_one_place(self.comparisons, signs, stack.left, self.settings, crowded=False)
        self.crowd = homes.pairs_of_one_place(self.comparisons, signs, stack.left, self.settings, crowded=True)

    def everything(self) -> None:
        """Short lists: every pair is a candidate."""
        self.a, self.b = _every_pair(self.stack)
        self._meet(self.a, self.b)
        self.finds = 1.0
        self.vectors = self._vectors(self.a, self.b)
        self.rules.append({"rule": "all pairs", "pairs": len(self.a), "finds": 1.0})
        self.train()

    def block(self) -> None:
        """Strong rules first, then looser ones for the rows they did not settle."""
        atoms = [atom for c in self.comparisons for atom in atoms_of(c)]
        shorter = self.stack.left if self.stack.single else min(self.stack.left, self.stack.size - self.stack.left)
        self._pass(atoms, 2.5 * shorter + 1000, None, most=5)
        self.train()
        active = self._unsettled()
        rows = self.stack.size if active is None else int(active.sum())
        budget = self.settings.pairs_at_least + self.settings.pairs_per_record * rows
        if rows <= self.settings.short_list:
            budget = max(budget, self.settings.pairs_of_short_list)
        self._pass(as_often_as_learned(atoms, self.model), min(budget, 0.5 * self.stack.all_pairs), active, most=30)
        self.train()

    def _pass(self, atoms: list[Atom], budget: float, active: Bools | None, most: int) -> None:
        biggest_block = max(2000.0, budget / 50)
        rules, finds = choose_rules(atoms, self.stack, budget, biggest_block=biggest_block, active=active, most=most, before=self.used)
        self.used += rules
        a, b, sizes = block.generate(rules, atoms, self.stack, active=active, biggest_block=biggest_block)
        a, b = block.without((a, b), (self.a, self.b))
        self._meet(a, b)
        model = None if active is None else self.model
        self.vectors, keep = scoring.more_vectors(self.comparisons, a, b, self.settings, model, self.vectors)
        self.a, self.b = np.concatenate([self.a, a[keep]]), np.concatenate([self.b, b[keep]])
        self.rules += [{"rule": r.label, "pairs": n, "finds": round(r.finds, 4)} for r, n in zip(rules, sizes, strict=True)]
        self.finds = 1 - (1 - self.finds) * (1 - finds)

    def _meet(self, a: Ints, b: Ints) -> None:
        self.compared += len(a)
        self.met[a] = self.met[b] = True

    def train(self) -> None:
        """Fit the model to what has been compared so far."""
        if self.given is not None or len(self.a) == 0:
            return
        shorter = float(self.stack.left if self.stack.single else min(self.stack.left, self.stack.size - self.stack.left))
        most = shorter if not self.stack.single else 3 * shorter
        if self.mode == "many_to_one":
            most = float(self.stack.size - self.stack.left)
        model = self.model
        if self.lent:
            model = replace(model, house=max(model.house, KIN * model.match, self.kin / self.stack.all_pairs))
        rivals = None if self.mode == "many" else train.Rivals(self.a if self.mode == "one_to_one" else None, self.b, self.sides)
        for step in range(1 if self.trained else 2):
            patterns = train.count_patterns(self.vectors, model)
            random = train.count_patterns(self.random_vectors, model)
            learned = partial(
                train.fit, start=self.start, patterns=patterns, random=random, all_pairs=self.stack.all_pairs, most_matches=most,
                iterations=self.settings.iterations, rivals=rivals, lent=self.lent, kin_at_least=self.kin,
            )  # fmt: skip
            fitted = learned(model)
            model = (
                learned(replace(self.start, house=model.house, crowd=model.crowd), m_stays=True)
                if train.no_class_of_matches(fitted)
                else fitted
            )
            strangers = train.responsibilities(model, random)[2]
            model = train.usual_rarity(model, self.random_vectors, strangers[random.of])
            if step == 0:
                for found, learn in ((self.house, train.household), (self.crowd, train.crowd)):
                    if found is not None:
                        inside, share = found
                        others = homes.not_same(model, inside)
                        model = learn(model, others, share * others.levels.shape[1] / max(1, inside.levels.shape[1]))
        self.model, self.trained = model, True

    def weights(self) -> Floats:
        """Match weights of all pairs so far."""
        return weigh(self.model, self.vectors)

    def _unsettled(self) -> Bools | None:
        """Rows that still look for their partner; None where no row can be settled (one list with itself)."""
        if self.mode == "many" or len(self.a) == 0:
            return None
        weight = self.weights()
        active = np.ones(self.stack.size, dtype=bool)
        rival = np.bincount(self.a[weight > 0], minlength=self.stack.size) + np.bincount(self.b[weight > 0], minlength=self.stack.size)
        sure = (weight >= SETTLED) & (rival[self.b] == 1) & ((rival[self.a] == 1) | (self.mode == "many_to_one"))
        same = np.zeros(len(weight), dtype=np.int64)
        for k, c in enumerate(self.comparisons):
            if c.spec.place or c.spec.shared:
                continue
            levels = self.vectors.levels[k]
            sure &= levels != 1
            if c.spec.kind is not FieldKind.FLAG:
                same += levels >= len(self.model.fields[k].m)
        sure &= same >= 1
        active[self.b[sure]] = False
        if self.mode == "one_to_one":
            active[self.a[sure]] = False
        return active

    def finish(self) -> Scored:
        """Hand over what was found."""
        return Scored(
            self.a, self.b, self.vectors, self.weights(), self.model, self.stack, self.comparisons, self.rules, self.finds, self.compared,
            self.met, self.sides,
        )  # fmt: skip


def _every_pair(stack: block.Stack) -> tuple[Ints, Ints]:
    if stack.single:
        a, b = np.triu_indices(stack.left, 1)
        return a.astype(np.int64), b.astype(np.int64)
    right = stack.size - stack.left
    return np.repeat(np.arange(stack.left), right), np.tile(np.arange(stack.left, stack.size), stack.left)
