"""The model: m and u of every comparison level, and what they say about a pair in bits.

When to reach for it: to score, save or explain. A pair is one of four things: the same person living on (m), the same
person moved (m, but `moved` for fields of place), another person of the same household (`house`) or of the same institution or
crowded address (`crowd`), or strangers (u).
match weight = log2 of (same person) against (not the same person), the prior included. The invariants: weights are
rounded to 3 decimals before any threshold; missing adds nothing; a saved model scores the same again.

m: among records of one person, what share has this level? u: among strangers? 1 = always, 0 = never.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from pipeline.link.compare import LADDERS
from pipeline.link.encode import Floats, patterns
from pipeline.link.params import FieldKind, FieldSpec

if TYPE_CHECKING:
    from pipeline.link.encode import Levels
    from pipeline.link.tf import Rarities


MOST_OF_RARITY: Final = 14.0
"""Bits that the frequency of an agreed value may add or take at most."""


@dataclass(frozen=True)
class FieldWeights:
    """Probabilities of one comparison, by level from 1 on (level 0, missing, is neutral)."""

    name: str
    kind: FieldKind
    place: bool
    shared: bool
    m: tuple[float, ...]
    u: tuple[float, ...]
    moved: tuple[float, ...]
    house: tuple[float, ...]
    usual: tuple[float, ...]  # log2 frequency of the agreed value at which the level's u holds
    crowd: tuple[float, ...]

    @property
    def spec(self) -> FieldSpec:
        """The comparison this belongs to."""
        return FieldSpec(self.name, self.kind, self.place, self.shared)


@dataclass(frozen=True)
class Bond:
    """Two fields (their places in the model) that strangers agree on together, and the bits their two agreements say twice."""

    one: int
    two: int
    bits: float


@dataclass(frozen=True)
class Model:
    """Everything needed to score pairs again."""

    fields: tuple[FieldWeights, ...]
    match: float  # share of all pairs that are one person
    moves: float  # of those, the share that moved
    house: float  # share of all pairs that are two people of one household
    crowd: float = 0.0  # share of all pairs that are two people of one institution or crowded address
    bonds: tuple[Bond, ...] = ()

    @property
    def strangers(self) -> float:
        """Share of all pairs that are two people with nothing to do with each other."""
        return max(1.0 - self.match - self.house - self.crowd, 1e-9)

    def to_json(self) -> str:
        """The model as text; `Model.from_json` reads it back exactly."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Model:
        """Read a saved model. One of an earlier version knows no crowd (its house stands for it) and no bonds."""
        data = json.loads(text)
        rows = tuple(
            FieldWeights(
                f["name"], FieldKind(f["kind"]), f["place"], f["shared"],
                *(tuple(float(x) for x in f.get(part, f["house"])) for part in ("m", "u", "moved", "house", "usual", "crowd")),
            )
            for f in data["fields"]
        )  # fmt: skip
        bonds = tuple(Bond(**bond) for bond in data.get("bonds", ()))
        return Model(rows, data["match"], data["moves"], data["house"], data.get("crowd", 0.0), bonds)


@dataclass(frozen=True)
class Vectors:
    """Comparison vectors: `levels[field, pair]`, and how much rarer than usual the agreed values are, in bits."""

    levels: Levels
    rarity: Rarities  # [field, pair]


def tables(model: Model) -> dict[str, list[Floats]]:
    """log2 probability tables by class, one array a field, index = level."""
    out: dict[str, list[Floats]] = {}
    for part in ("m", "moved", "house", "u", *(("crowd",) if model.crowd > 0 else ())):
        rows = [np.log2(np.array(getattr(f, part))) for f in model.fields]
        # behind the top level: the same, but implied by another field, so strangers agree on it for certain
        out[part] = [np.concatenate(([0.0], row, [row[-1] if part in {"m", "moved"} else 0.0])) for row in rows]
    return out


Adjustment = tuple[Floats, Floats, Floats, Floats]
"""Term-frequency bits of pairs: from fields of the person alone, of the household, of the place; and of the first what kin get."""
Classes = tuple[Floats, Floats, Floats, Floats, Floats]
"""log2 probability of pairs: one person living on, moved; two of one household, of one crowded place; strangers."""


def offsets(model: Model, vectors: Vectors) -> Adjustment:
    """Term-frequency adjustment in bits. Rare agreement is worth more, but not for telling a person from its household.

    Kin who agree on what is a person's own mostly do so because one has it from the other (a son his father's name, twins their
    birth date), however rare it is: of their agreements the share beyond that of strangers gets the bits of rarity too.
    """
    size = vectors.levels.shape[1]
    own, shared, place, kin = (np.zeros(size, np.float32) for _ in range(4))
    for k, field in enumerate(model.fields):
        at = np.flatnonzero(vectors.rarity[k])
        usual = np.concatenate(([0.0], field.usual, [0.0])).astype(np.float32)
        target = place if field.place else shared if field.shared else own
        levels = vectors.levels[k][at]
        rarer = np.clip(usual[levels] - vectors.rarity[k][at], np.float32(-MOST_OF_RARITY), np.float32(MOST_OF_RARITY))
        target[at] += rarer
        if target is own:
            handed = _handed_down(field)[levels]
            kin[at] += np.log2(1 - handed + handed * np.exp2(rarer))
    for bond, target in ((bond, _side(model, bond, own, shared, place)) for bond in model.bonds):
        both = np.logical_and(*(vectors.levels[k] == top for k, top in zip((bond.one, bond.two), top_levels(model, bond), strict=True)))
        target[both] -= np.float32(bond.bits)
    return own.astype(np.float64), shared.astype(np.float64), place.astype(np.float64), kin.astype(np.float64)


def _handed_down(field: FieldWeights) -> Rarities:
    """By level, which share of the agreements of kin is no coincidence."""
    house, u = np.array(field.house), np.array(field.u)
    return np.array([0.0, *np.maximum(1.0 - u / house, 0.0), 0.0], dtype=np.float32)


def top_levels(model: Model, bond: Bond) -> tuple[int, int]:
    """The level of each of a bond's two fields at which it counts: the highest, the same in both records."""
    return len(model.fields[bond.one].m), len(model.fields[bond.two].m)


def _side(model: Model, bond: Bond, own: Rarities, shared: Rarities, place: Rarities) -> Rarities:
    """Which adjustment a bond belongs to: what is shared or of the place says nothing against the household anyhow."""
    ends = model.fields[bond.one], model.fields[bond.two]
    return place if ends[0].place else shared if ends[0].shared or ends[1].shared else own


def adjusted(bits: Classes, adjustment: Adjustment) -> tuple[Floats, Floats, Floats, Floats]:
    """Class bits with the term frequencies that count in each class; household and crowd as one."""
    stay, moved, house, crowd, strangers = bits
    own, shared, place, kin = adjustment
    return stay + own + shared + place, moved + own + shared, np.logaddexp2(house + kin, crowd) + shared + place, strangers


def class_bits(model: Model, levels: Levels) -> Classes:
    """log2 probability of each vector in the classes, priors included, without term frequencies."""
    table = tables(model)
    size = levels.shape[1]
    out = {part: np.zeros(size) for part in table}
    for k in range(len(model.fields)):
        for part in out:
            out[part] += table[part][k][levels[k]]
    same = max(model.match, 1e-18)
    return (
        out["m"] + np.log2(same * (1 - model.moves)),
        out["moved"] + np.log2(same * model.moves),
        out["house"] + np.log2(max(model.house, 1e-18)),
        out["crowd"] + np.log2(model.crowd) if model.crowd > 0 else np.full(size, -np.inf),
        out["u"] + np.log2(model.strangers),
    )


def pair_weights(bits: Classes, adjustment: Adjustment) -> Floats:
    """match weight of pairs from class bits and term-frequency adjustments, rounded to 3 decimals."""
    stay, moved, house, strangers = adjusted(bits, adjustment)
    same = np.logaddexp2(stay, moved)
    other = np.logaddexp2(house, strangers)
    return np.round(same - other, 3) + 0.0


def probability(weight: npt.ArrayLike) -> Floats:
    """Match probability of a match weight (log2 odds)."""
    w = np.clip(np.asarray(weight, dtype=np.float64), -200.0, 200.0)
    return np.asarray(1.0 / (1.0 + np.exp2(-w)))


def away_from(m: tuple[float, ...], u: tuple[float, ...]) -> tuple[float, ...]:
    """How a field of place agrees for a person who moved: mostly as between strangers, for some move next door."""
    return tuple(0.85 * strange + 0.15 * same for same, strange in zip(m, u, strict=True))


def starting_model(specs: tuple[FieldSpec, ...], match: float) -> Model:
    """The model before any data: each kind of field with its stated m and u. match: the share of all pairs that are matches."""
    rows = []
    for spec in specs:
        ladder = LADDERS[spec.kind]
        m, u = np.array(ladder.m), np.array(ladder.u)
        m, u = m / m.sum(), u / u.sum()
        moved = np.array(away_from(tuple(m), tuple(u))) if spec.place else m
        house = 0.9 * m + 0.1 * u if spec.shared else u
        usual = np.log2(np.maximum(u, 2.0**-20))
        rows.append(
            FieldWeights(
                spec.name, spec.kind, spec.place, spec.shared, tuple(m), tuple(u), tuple(moved), tuple(house), tuple(usual), tuple(house)
            )
        )
    places = sum(s.place for s in specs)
    return Model(tuple(rows), match, 0.05 if places else 1e-6, 1e-12)


def weigh(model: Model, vectors: Vectors, slice_pairs: int = 100_000) -> Floats:
    """The match weight of each pair in bits (log2 of the odds that it is one person), `slice_pairs` at a time to save memory."""
    out = np.zeros(vectors.levels.shape[1])

    def work(start: int) -> None:
        part = Vectors(vectors.levels[:, start : start + slice_pairs], vectors.rarity[:, start : start + slice_pairs])
        of, first = patterns(part.levels)  # far fewer than pairs
        stay, moved, house, crowd, strangers = class_bits(model, part.levels[:, first])
        bits = stay[of], moved[of], house[of], crowd[of], strangers[of]
        out[start : start + slice_pairs] = pair_weights(bits, offsets(model, part))

    starts = range(0, len(out), slice_pairs)
    if len(starts) > 1:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, starts))
    elif len(out):
        work(0)
    return out


def best_bits(field: FieldWeights) -> float:
    """The most that one field can add to a match weight where frequency means nothing."""
    return float(np.max(_bits(field)))


def best_bits_of(field: FieldWeights, rarest: Rarities) -> Rarities:
    """The same by value; `rarest`: log2 frequency below which no agreement of a pair that holds the value lies."""
    out = np.zeros(len(rarest), dtype=np.float32)
    for bits, usual in zip(_bits(field).tolist(), field.usual, strict=True):
        np.maximum(out, np.float32(bits) + np.clip(np.float32(usual) - rarest, np.float32(0), np.float32(MOST_OF_RARITY)), out=out)
    return out


def _bits(field: FieldWeights) -> Floats:
    m, u, house = (np.array(x) for x in (np.maximum(field.m, field.moved), field.u, field.house))
    return np.asarray(np.log2(m / np.minimum(u, house)))
