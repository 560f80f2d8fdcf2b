"""Pairs of people of one home, or of one crowded address, inside one list: what two people who are not one look like.

When to reach for it: before training; the model's `house` and `crowd` are learned from them. The invariants: deterministic;
one person entered twice is no pair of a home.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.link import block, scoring
from pipeline.link.atoms import atoms_of
from pipeline.link.compare import DIFFERENT
from pipeline.link.params import FieldKind, LinkSettings
from pipeline.link.weights import Model, Vectors, weigh

if TYPE_CHECKING:
    from pipeline.link.compare import Comparison

HOUSEHOLD: Final = 200.0
"""More pairs than this of one sign are an institution or a crowded address, no household."""
CROWD: Final = 1_000_000.0


def signs_of_a_household(comparisons: list[Comparison]) -> list[list[Comparison]]:
    """Fields that show a household when they agree together: an identifier of it, or two signs of one place at once."""
    shared = [c for c in comparisons if c.spec.shared]
    places = [c for c in shared if c.spec.place]
    signs = [[c] for c in shared if c.spec.kind is FieldKind.ID]
    return signs + [[c, *[x for x in places if x is not c][:1]] for c in places if c.spec.kind is FieldKind.TEXT][:1]


def pairs_of_one_place(
    comparisons: list[Comparison], signs: list[list[Comparison]], left: int, settings: LinkSettings, *, crowded: bool
) -> tuple[Vectors, float] | None:
    """Pairs of the left list that share a place (a sample of them), and how many of all pairs of the list do."""
    signs = [sign for sign in signs if sign[0].spec.place or not crowded]
    if not signs:
        return None
    limit = min(left, 20_000 if crowded else 200_000)
    own = block.Stack(limit, limit)
    atoms = [a for c in {id(c): c for sign in signs for c in sign}.values() for a in atoms_of(c) if a.name == c.spec.name]
    rules = [block.Rule(tuple(c.spec.name for c in sign), 0.0, 0.0) for sign in signs]
    a, b, _ = block.generate(rules, atoms, own, active=None, biggest_block=HOUSEHOLD)
    if crowded:
        whole = block.generate(rules, atoms, own, active=None, biggest_block=CROWD)
        a, b = block.without(whole, (a, b))
    pairs, most = float(len(a)), settings.sample_pairs // 4
    if len(a) > most:
        pick = np.sort(np.random.default_rng(9).choice(len(a), most, replace=False))
        a, b = a[pick], b[pick]
    return scoring.vectors(comparisons, a, b, settings), pairs / max(1.0, own.all_pairs)


def not_same(model: Model, inside: Vectors) -> Vectors:
    """Leave out pairs of one list that are one person entered twice: those that the personal fields alone would match.

    Where the first names have nothing in common, a birth date in common speaks for nobody (twins do), nor does an identifier
    where those who have it in common mostly have no birth date in common (a wife uses her husband's): such pairs stay in.
    Where the birth dates have nothing in common and no identifier speaks for one person, neither does a name: a son has his father's.
    Two NIKs that have nothing in common are two people's, whatever twins have in common.
    """
    personal = replace(model, match=0.5, house=1e-12, moves=1e-6)
    neutral = inside.levels.copy()
    names = [k for k, f in enumerate(model.fields) if f.kind in (FieldKind.NAME, FieldKind.PART) and not f.shared][:1]
    dates = [k for k, f in enumerate(model.fields) if f.kind is FieldKind.DATE]
    other_name = np.any(inside.levels[names] == DIFFERENT, axis=0)
    other_date = np.all(inside.levels[dates] <= DIFFERENT, axis=0)
    for k, f in enumerate(model.fields):
        if f.place or f.shared:
            neutral[k] = 0
        elif f.kind is FieldKind.DATE:
            neutral[k][other_name] = 0
        elif f.kind is FieldKind.ID:
            used_by_two = other_name & (inside.levels[k] > DIFFERENT)
            if other_date[used_by_two].sum() > 0.5 * used_by_two.sum():
                neutral[k][used_by_two & other_date] = 0
    numbers = [k for k, f in enumerate(model.fields) if f.kind in (FieldKind.NIK, FieldKind.ID) and not f.shared]
    niks = [k for k in numbers if model.fields[k].kind is FieldKind.NIK]
    of_two_births = np.any(inside.levels[dates] == DIFFERENT, axis=0) & np.all(neutral[numbers] <= DIFFERENT, axis=0)
    of_two_niks = np.any(inside.levels[niks] == DIFFERENT, axis=0)
    neutral[names] *= ~(of_two_births | of_two_niks)
    neutral[dates] *= ~of_two_niks
    weight = weigh(personal, Vectors(neutral, inside.rarity * (neutral > 0)))
    keep = weight < 3.0
    return Vectors(inside.levels[:, keep], inside.rarity[:, keep])
