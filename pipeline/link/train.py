"""Training without truth: u from random pairs, household from pairs inside one list, m by expectation-maximisation.

When to reach for it: to fit a `Model` to two lists. Pairs are collapsed to counted comparison vectors first, so the cost
hardly grows with the lists. Pairs that no blocking rule brought up count as strangers, so the prior is that of all pairs.
The invariants: deterministic; with few pairs the stated starting values prevail (Dirichlet counts).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.link import scoring
from pipeline.link.assign import odds_of_the_free
from pipeline.link.encode import Floats, Ints, Levels, level_keys, mix, numbered
from pipeline.link.nik_digits import NikComparison
from pipeline.link.params import FieldKind
from pipeline.link.weights import Adjustment, FieldWeights, Model, Vectors, adjusted, away_from, class_bits, offsets

if TYPE_CHECKING:
    from pipeline.link.compare import Comparison

M_STRENGTH = 20.0
"""How many matches the starting m values count for."""
U_STRENGTH, U_AT_MOST = 50_000.0, 2.0
"""How many random pairs the starting u values count for (no more than there are), and for how many of one level at most:
they matter where the sample meets a level hardly ever, and nowhere else."""


MOST_DIFFERENT, MOST_SHARED = 0.3, 0.4
"""How often a field of the person (one that a household shares) may differ between records of one person. A class of pairs
that differs more often is no class of matches: without this bound families or namesakes, being many, are taken for them."""

BEARS_OUT, ENOUGH, SELDOM, LEAST_BELIEVED = 3, 100.0, 3.0, 0.01
"""Level from which a field bears out an identifier; so many such pairs are enough to say how often another field differs; how many
times as often it may in others, and the least that is believed."""

USUAL_OVERLAP, OVERLAP_STRENGTH = 0.3, 10.0
"""Share of the shorter list expected in the other before any data, and how many records that belief counts for."""
MOST_OF_ONE_PLACE = 0.2
"""A greater share of all pairs is not believed to be people of one household, or of one crowded place."""


@dataclass(frozen=True)
class Patterns:
    """Different comparison vectors and how often each occurs."""

    levels: Levels  # [field, pattern]
    adjustment: Adjustment
    count: Floats
    of: Ints  # pattern of each pair


def count_patterns(vectors: Vectors, model: Model) -> Patterns:
    """Collapse pairs to counted comparison vectors; term-frequency bits are rounded to whole bits."""
    adjustment = tuple(np.rint(bits) for bits in offsets(model, vectors))
    inverse, first = numbered(mix(level_keys(vectors.levels), *((bits + 512).astype(np.int64) for bits in adjustment)))
    return Patterns(
        vectors.levels[:, first],
        (adjustment[0][first], adjustment[1][first], adjustment[2][first], adjustment[3][first]),
        np.bincount(inverse, minlength=len(first)).astype(np.float64),
        inverse,
    )


def responsibilities(model: Model, patterns: Patterns, lift: float = 0.0) -> tuple[Floats, Floats, Floats]:
    """Per pattern the probability of (same person, not moved), (same person, moved) and (strangers).

    lift: bits by which a pair without rivals is likelier than its weight says (`assign.odds_of_the_free`).
    """
    stay, moved, house, strangers = adjusted(class_bits(model, patterns.levels), patterns.adjustment)
    stay, moved = stay + lift, moved + lift
    top = np.maximum.reduce([stay, moved, house, strangers])
    parts = [np.exp2(x - top) for x in (stay, moved, house, strangers)]
    total = parts[0] + parts[1] + parts[2] + parts[3]
    return parts[0] / total, parts[1] / total, parts[3] / total


def fit(
    model: Model,
    start: Model,
    patterns: Patterns,
    random: Patterns,
    *,
    all_pairs: float,
    most_matches: float,
    iterations: int,
    rivals: Rivals | None = None,
    lent: tuple[int, ...] = (),
    kin_at_least: float = 0.0,
    m_stays: bool = False,
) -> Model:
    """Expectation-maximisation of m, moved, u and the prior; `house` stays as it is, but for the fields `lent`.

    all_pairs: how many pairs the two lists could form; most_matches: the most that can be true (one-to-one: the shorter list).
    start: what is believed before any data; model: where to begin.
    rivals: the rows of the pairs, where a row can be taken once; a likely pair with a likelier rival then teaches less.
    lent: identifiers that kin use in common now and then; how often is learned here, and `house` with it.
    kin_at_least: pairs of kin that the lists are believed to hold, however few of them are met.
    m_stays: m is what is believed before any data; only how many matches there are is learned (`no_class_of_matches`).
    """
    own = borne_out(start, patterns)
    most = most_different(start, patterns)
    free = np.ones(len(patterns.count))
    for step in range(iterations):
        lift = 0.0 if rivals is None else odds_of_the_free(model.match * all_pairs, rivals.sides)
        stay, moved, strangers = responsibilities(model, patterns, lift)
        if rivals is not None and step % 3 == 0:
            free = rivals.free(stay + moved, patterns)
        same_stay, same_moved = stay * patterns.count * free * own, moved * patterns.count * free * own
        total = same_stay.sum() + same_moved.sum()
        noise = None
        if step % 3 == 0:
            noise = random.count * responsibilities(model, random)[2]
        fields = tuple(
            _maximise(field, first, patterns, same_stay, same_moved, k, random, noise, most[k])
            for k, (field, first) in enumerate(zip(model.fields, start.fields, strict=True))
        )
        if m_stays:
            fields = tuple(
                replace(field, m=first.m, moved=away_from(first.m, field.u) if field.place else first.m)
                for field, first in zip(fields, start.fields, strict=True)
            )
        if lent:
            kin = np.maximum(1.0 - stay - moved - strangers, 0.0) * patterns.count
            model = replace(model, house=float(min(max(kin.sum() + 1.0, kin_at_least) / all_pairs, MOST_OF_ONE_PLACE)))
            fields = tuple(_lent(f, patterns.levels[k], kin) if k in lent else f for k, f in enumerate(fields))
        expected = most_matches * min(0.99, (total + USUAL_OVERLAP * OVERLAP_STRENGTH) / (most_matches + OVERLAP_STRENGTH))
        moves = model.moves if start.moves < 1e-5 else float((same_moved.sum() + 1.0) / (total + 20.0))
        previous = model
        model = replace(model, fields=fields, match=float(expected / all_pairs), moves=min(max(moves, 1e-6), 0.5))
        if step > 4 and _moved_little(previous, model):
            break
    return model


def most_different(start: Model, patterns: Patterns) -> list[float]:
    """Per field how often it may differ between records of one person, at most.

    Where pairs have an identifier in common and another field bears it out, what differs in them is counted: it may be `SELDOM` times
    that elsewhere. Without it fathers and their sons of one name, once taken for one person, teach that birth dates often differ.
    """
    numbers = [k for k, f in enumerate(start.fields) if f.kind in (FieldKind.NIK, FieldKind.ID) and not f.shared]
    telling = [k for k, f in enumerate(start.fields) if f.kind in (FieldKind.NAME, FieldKind.PART, FieldKind.DATE) and not f.shared]
    one = (
        np.any([patterns.levels[k] >= len(start.fields[k].m) for k in numbers], axis=0) if numbers else np.zeros(len(patterns.count), bool)
    )
    out = []
    for k, field in enumerate(start.fields):
        most = MOST_SHARED if field.shared else MOST_DIFFERENT
        borne_out_by = [j for j in telling if j != k]
        if k not in numbers and not field.shared and not field.place and borne_out_by:
            sure = one & np.any([patterns.levels[j] >= BEARS_OUT for j in borne_out_by], axis=0) & (patterns.levels[k] > 0)
            total, differ = (float(patterns.count[which].sum()) for which in (sure, sure & (patterns.levels[k] == 1)))
            if total >= ENOUGH:
                most = min(most, max(SELDOM * (differ + 1.0) / total, LEAST_BELIEVED))
        out.append(most)
    return out


LENT = 0.5
"""How often kin whose number agrees at all with a record's would be believed to lend it, before any data."""


def _lent(field: FieldWeights, levels: Levels, kin: Floats) -> FieldWeights:
    """A person's own identifier among kin: how often one uses the other's."""
    believed = LENT * np.array(field.m) + (1.0 - LENT) * np.array(field.u)
    return replace(field, house=_share(levels, kin, believed, M_STRENGTH))


def borne_out(start: Model, patterns: Patterns) -> Floats:
    """Per pattern 1 where the fields of the person speak for one person, else 0 (all 1 where no field is of the place).

    People of one home or one institution agree on all that belongs to the place. There are many such pairs, and without this
    they become the class of matches where true matches are few.
    """
    bits = np.zeros(len(patterns.count))
    fields = [(k, f) for k, f in enumerate(start.fields) if not f.place]
    if len(fields) in (0, len(start.fields)):
        return bits + 1.0
    for k, field in fields:
        level = np.minimum(patterns.levels[k], len(field.m))
        bits += np.concatenate(([0.0], np.log2(np.array(field.m) / np.array(field.u))))[level]
    own, shared, _, _ = patterns.adjustment
    return (bits + own + shared > 0).astype(np.float64)


@dataclass(frozen=True)
class Rivals:
    """The rows of each pair (`left` None: any number of right rows may take one left row); sides: rows that can be taken once."""

    left: Ints | None
    right: Ints
    sides: tuple[int, ...]

    def free(self, same: Floats, patterns: Patterns) -> Floats:
        """Per pattern: how much of its probability is left when each row can be taken once."""
        chance = np.minimum(same, 1.0 - 1e-9)
        odds = (chance / (1.0 - chance))[patterns.of]
        shared = np.ones(len(odds))
        for rows in (self.left, self.right):
            if rows is not None:
                together = np.bincount(rows, weights=odds)[rows]
                shared = np.minimum(shared, (1.0 + odds) / (1.0 + together))
        alone = chance * patterns.count
        left_over = np.bincount(patterns.of, weights=chance[patterns.of] * shared, minlength=len(alone))
        return np.asarray(np.where(alone > 0, left_over / np.maximum(alone, 1e-300), 1.0))


def _moved_little(a: Model, b: Model) -> bool:
    if abs(a.match - b.match) > 1e-4 * b.match:
        return False
    return all(np.max(np.abs(np.array(x.m) - np.array(y.m))) < 2e-4 for x, y in zip(a.fields, b.fields, strict=True))


def _share(levels: Levels, weight: Floats, prior: Floats, strength: float) -> tuple[float, ...]:
    folded = np.minimum(levels, len(prior))
    counts = np.bincount(folded, weights=weight, minlength=len(prior) + 1)[1:] + strength * prior
    share = np.maximum(counts / counts.sum(), 1e-7)
    return tuple(float(x) for x in share / share.sum())


def no_class_of_matches(model: Model) -> bool:
    """Did training end in a class of pairs that is none of one person each: two and more names, dates or numbers differ as often as may be.

    So it goes where a list holds nobody twice: people of one age and first name are then the best that is to be found.
    """
    telling = [
        f for f in model.fields if not f.place and f.kind in (FieldKind.NIK, FieldKind.ID, FieldKind.NAME, FieldKind.PART, FieldKind.DATE)
    ]
    return sum(bool(f.m[0] >= 0.95 * (MOST_SHARED if f.shared else MOST_DIFFERENT)) for f in telling) > 1


def _mostly_agree(m: tuple[float, ...], most: float) -> tuple[float, ...]:
    """m with at most the share `most` of records of one person differing."""
    if m[0] <= most:
        return m
    rest = (1.0 - most) / (1.0 - m[0])
    return (most, *(x * rest for x in m[1:]))


def _maximise(
    field: FieldWeights,
    start: FieldWeights,
    patterns: Patterns,
    stay: Floats,
    moved: Floats,
    k: int,
    random: Patterns,
    noise: Floats | None,
    most: float,
) -> FieldWeights:
    levels = patterns.levels[k]
    m = _share(levels, stay if field.place else stay + moved, np.array(start.m), M_STRENGTH)
    if not field.place:
        m = _mostly_agree(m, most)
    u = field.u if noise is None else _stranger_share(field, start, random.levels[k], noise)
    return replace(field, m=m, moved=away_from(m, u) if field.place else m, u=u)


def _stranger_share(field: FieldWeights, start: FieldWeights, levels: Levels, noise: Floats) -> tuple[float, ...]:
    """u from random pairs; where the top level is too rare for them to meet, its counted share stands."""
    if field.kind is FieldKind.NIK:
        return field.u
    believed = np.minimum(np.array(start.u) * min(U_STRENGTH, float(noise.sum()) + 1.0), U_AT_MOST)
    u = np.array(_share(levels, noise, believed / believed.sum(), float(believed.sum())))
    if start.u[-1] * noise.sum() < 100:
        u[:-1] *= (1.0 - start.u[-1]) / u[:-1].sum()
        u[-1] = start.u[-1]
    return tuple(float(x) for x in u)


def usual_rarity(model: Model, vectors: Vectors, strangers: Floats) -> Model:
    """Set, per level, the frequency of the agreed value at which the level's u holds: the harmonic mean over strangers.

    The top level is counted, not sampled (`known_strangers`).
    """
    fields = []
    for k, field in enumerate(model.fields):
        usual = list(field.usual)
        for level in range(1, len(field.m)):
            rarity = vectors.rarity[k]
            hit = (vectors.levels[k] == level) & (rarity != 0)
            weight = strangers[hit]
            prior = 10.0
            inverse = prior * 2.0 ** -field.usual[level - 1] + float((weight * np.exp2(-rarity[hit].astype(np.float64))).sum())
            usual[level - 1] = float(-np.log2(inverse / (prior + float(weight.sum()))))
        fields.append(replace(field, usual=tuple(usual)))
    return replace(model, fields=tuple(fields))


def household(model: Model, inside: Vectors, share: float) -> Model:
    """Learn what two people of one household look like, from pairs inside one list that share a household.

    inside: vectors of such pairs; share: how many of all pairs of the list they are. Without any such pair the model stays as it is.
    """
    house = _people_of_one_place(model, inside, share)
    if house is None:
        return model
    fields = tuple(replace(field, house=blend) for field, blend in zip(model.fields, house, strict=True))
    return replace(model, fields=fields, house=min(MOST_OF_ONE_PLACE, share))


def crowd(model: Model, inside: Vectors, share: float) -> Model:
    """Learn what two people of one institution or crowded address look like: more of them, and strangers but for the place.

    inside, share: as for `household`, of pairs inside one list that share such a place.
    """
    crowded = _people_of_one_place(model, inside, share)
    if crowded is None:
        return model
    fields = tuple(replace(field, crowd=blend) for field, blend in zip(model.fields, crowded, strict=True))
    return replace(model, fields=fields, crowd=min(MOST_OF_ONE_PLACE, share))


def _people_of_one_place(model: Model, inside: Vectors, share: float) -> list[tuple[float, ...]] | None:
    """Per field how often each level is met between two people of one place; None where no pair of such people was found."""
    if inside.levels.shape[1] == 0 or share <= 0:
        return None
    return [_of_one_place(field, levels) for field, levels in zip(model.fields, inside.levels, strict=True)]


def _of_one_place(field: FieldWeights, levels: Levels) -> tuple[float, ...]:
    """A field on which people of one place agree inside one list will agree across lists as often as one person does (m)."""
    start = np.array(field.u) if not field.shared else np.array((*field.u[:-1], 1.0)) / (sum(field.u[:-1]) + 1.0)
    share = np.array(_share(levels, np.ones(len(levels)), start, 5.0))
    rest = share.copy()
    rest[-1] = 0.0
    blend = np.maximum(share[-1] * np.array(field.m) + rest, 1e-7)
    return tuple(float(x) for x in blend / blend.sum())


def known_strangers(model: Model, comparisons: list[Comparison], left: int) -> Model:
    """The model with u probabilities that follow from counting instead of from belief.

    Two fields can be counted before any training: how alike the NIKs of strangers are, and how often two strangers share a value (the sum
    of the squared frequencies). left: rows of the left list.
    """
    fields = []
    for field, c in zip(model.fields, comparisons, strict=True):
        u, usual = np.array(field.u), list(field.usual)
        if isinstance(c, NikComparison):
            u = c.strangers(left, scoring.undated(comparisons, left))
        elif c.terms is not None:
            u[-1] = min(max(c.terms.chance, 1e-7), 0.9)
            u[:-1] *= (1.0 - u[-1]) / u[:-1].sum()
            usual[-1] = c.terms.typical
        fields.append(replace(field, u=tuple(float(x) for x in u), usual=tuple(usual)))
    return replace(model, fields=tuple(fields))
