"""Comparison vectors of candidate pairs, in slices and on both cores.

When to reach for it: whenever pairs of stacked rows need their levels. The invariant: slices and threads change nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.link.compare import DIFFERENT, LADDERS, CodeComparison
from pipeline.link.dates import DateComparison
from pipeline.link.guards import AGE_SAME, DATE_SAME, DATE_YEAR, NIK_NEAR, NIK_SERIAL
from pipeline.link.nik_digits import NikComparison
from pipeline.link.params import FieldKind, LinkSettings
from pipeline.link.weights import MOST_OF_RARITY, Model, Vectors, best_bits, best_bits_of, weigh
from pipeline.link.words import NameComparison

if TYPE_CHECKING:
    from pipeline.link.compare import Comparison
    from pipeline.link.encode import Bools, Ints, Levels
    from pipeline.link.tf import Rarities

STAGES: Final = (
    frozenset({FieldKind.NIK, FieldKind.DATE, FieldKind.FLAG, FieldKind.NUMBER, FieldKind.ID, FieldKind.CODE}),
    frozenset({FieldKind.TEXT}),
    frozenset({FieldKind.NAME, FieldKind.PART}),
)
"""Kinds of fields in the order they are compared: first those that touch no string, last the dearest."""

HOPELESS: Final = -18.0
"""A pair that cannot reach this match weight whatever its remaining fields say is given up; training anew hardly moves it so far."""

ROUNDED: Final = 0.1
"""More than what rounding can take from a match weight."""


def vectors(comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings) -> Vectors:
    """Compare pairs of rows (a, b of the stack) field by field: the level of each field, and how rare what they agree on is."""
    return more_vectors(comparisons, a, b, settings)[0]


def more_vectors(
    comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings, model: Model | None = None, before: Vectors | None = None
) -> tuple[Vectors, Bools]:
    """Compare further pairs and put them behind the vectors `before`: (all vectors, which of the further pairs are among them).

    model: a pair that cannot reach `HOPELESS` bits by it any more is given up half-way and left out. None: all are compared to the end.
    """
    step = min(settings.slice_pairs, max(5_000, -(-len(a) // settings.threads)))
    hope = None if model is None else _hope(comparisons, model)

    def work(start: int) -> tuple[Vectors, Bools]:
        end = start + step
        return _slice(comparisons, a[start:end], b[start:end], hope)

    done = 0 if before is None else before.levels.shape[1]
    levels = np.empty((len(comparisons), done + len(a)), dtype=np.uint8)
    rarity = np.empty((len(comparisons), done + len(a)), dtype=np.float32)
    if before is not None:
        levels[:, :done], rarity[:, :done] = before.levels, before.rarity
    taken = np.empty(len(a), dtype=bool)
    starts = range(0, len(a), step)
    with ThreadPoolExecutor(settings.threads) as pool:
        in_turn = pool.map(work, starts) if settings.threads > 1 and len(starts) > 1 else map(work, starts)
        for start, (part, keep) in zip(starts, in_turn, strict=True):
            taken[start : start + step] = keep
            end = done + part.levels.shape[1]
            levels[:, done:end], rarity[:, done:end] = part.levels, part.rarity
            done = end
    return Vectors(levels[:, :done], rarity[:, :done]), taken


@dataclass(frozen=True)
class _Hope:
    """The most that a match weight can come to while some fields are not yet compared, field by field.

    said: bits of each level against strangers alone; most: the most a field can say; of_value: the same by value, where a rare one
    says more.
    """

    model: Model
    said: list[Rarities]
    most: list[float]
    of_value: list[Rarities | None]
    comparisons: list[Comparison]

    def bits(self, k: int, found: Vectors) -> Rarities:
        """What field `k` says at most of each pair."""
        field, levels, rarity = self.model.fields[k], found.levels[k], found.rarity[k]
        out: Rarities = self.said[k][levels]
        at = np.flatnonzero(rarity)
        if len(at):
            usual = np.array([0.0, *field.usual, 0.0], dtype=np.float32)
            rarer = np.clip(usual[levels[at]] - rarity[at], np.float32(-MOST_OF_RARITY), np.float32(MOST_OF_RARITY))
            out[at] += np.maximum(rarer, np.float32(0)) if field.place else rarer
        return out

    def still(self, k: int, a: Ints, b: Ints) -> Rarities:
        """What field `k`, not yet compared, can say at most."""
        c, of_value = self.comparisons[k], self.of_value[k]
        if of_value is None:
            return np.where(c.present[a] & c.present[b], np.float32(self.most[k]), np.float32(0))
        x, y = c.codes[a], c.codes[b]
        return np.where((x >= 0) & (y >= 0), np.minimum(of_value[x], of_value[y]), np.float32(0))


def _hope(comparisons: list[Comparison], model: Model) -> _Hope:
    said = []
    for field in model.fields:
        likelier = np.log2(np.maximum(field.m, field.moved)) - np.log2(np.array(field.u))
        said.append(np.array([0.0, *likelier, 0.0], dtype=np.float32))
    most = [best_bits(field) for field in model.fields]
    of_value = [None if c.terms is None else best_bits_of(field, _rarest(c)) for field, c in zip(model.fields, comparisons, strict=True)]
    return _Hope(model, said, most, of_value, comparisons)


def _rarest(c: Comparison) -> Rarities:
    """log2 frequency below which no agreement lies of a pair that holds a value, by the number of the value."""
    return c.rarest() if isinstance(c, NameComparison) else c.terms.rarity if c.terms is not None else np.empty(0, np.float32)


def _slice(comparisons: list[Comparison], a: Ints, b: Ints, hope: _Hope | None) -> tuple[Vectors, Bools]:
    found = Vectors(np.zeros((len(comparisons), len(a)), np.uint8), np.zeros((len(comparisons), len(a)), np.float32))
    stages = [[k for k, c in enumerate(comparisons) if c.spec.kind in kinds] for kinds in STAGES]
    place = np.arange(len(a))
    keep = np.zeros(len(a), dtype=bool)
    most = np.full(len(a), 0.0 if hope is None else np.log2(max(hope.model.match, 1e-18) / hope.model.strangers), dtype=np.float32)
    for step, stage in enumerate(stages):
        for k in stage:
            found.levels[k], found.rarity[k] = comparisons[k].levels(a, b)
        if step == 0:
            _imply(comparisons, a, b, found.levels, found.rarity)
        if hope is None or not stage:
            continue
        for k in stage:
            most += hope.bits(k, found)
        at_most = most.copy()
        for k in (k for further in stages[step + 1 :] for k in further):
            at_most += hope.still(k, a, b)
        may = at_most > HOPELESS - ROUNDED
        a, b, place, most, found = a[may], b[may], place[may], most[may], _of(found, may)
    if hope is not None:
        may = weigh(hope.model, found) > HOPELESS
        place, found = place[may], _of(found, may)
    keep[place] = True
    return found, keep


def _of(vectors: Vectors, taken: Bools) -> Vectors:
    return Vectors(vectors.levels[:, taken], vectors.rarity[:, taken])


def _imply(comparisons: list[Comparison], a: Ints, b: Ints, levels: Levels, rarity: Rarities) -> None:
    """What another field makes certain says nothing new: a birth date where the NIKs agree up to it, an age where the years agree."""
    at = {c.spec.name: k for k, c in enumerate(comparisons)}
    if "nik" in at:
        _two_peoples_niks(comparisons, a, b, levels)
    if "birth_date" not in at:
        return
    born = at["birth_date"]
    if "age" in at:
        age, dates = at["age"], comparisons[born]
        same = (levels[age] == AGE_SAME) & (levels[born] >= DATE_YEAR)
        if isinstance(dates, DateComparison):
            same &= dates.year[a] == dates.year[b]
        levels[age][same] = AGE_SAME + 1
    if "nik" in at:
        implied = (levels[at["nik"]] >= NIK_SERIAL) & (levels[born] == DATE_SAME)
        levels[born][implied] = DATE_SAME + 1
        rarity[born][implied] = 0


def _two_peoples_niks(comparisons: list[Comparison], a: Ints, b: Ints, levels: Levels) -> None:
    """NIKs one digit apart that differ as the birth dates or the villages do are two people's, no typing error.

    Serials begin anew for each area and day: people of neighbouring days or areas mostly differ in one digit.
    """
    at = {c.spec.name: k for k, c in enumerate(comparisons)}
    numbers = comparisons[at["nik"]]
    area, date = slice(0, 6), slice(6, 12)
    for name, said, part in (
        ("birth_date", _says_the_date, date),
        ("village", _says_the_area, area),
        ("village_code", _says_the_area, area),
    ):
        if name in at and isinstance(numbers, NikComparison):
            other, field = comparisons[at[name]], levels[at[name]]
            apart = np.flatnonzero((levels[at["nik"]] == NIK_NEAR) & (field > 0) & (field < len(LADDERS[other.spec.kind].m)))
            own = said(numbers, other, a[apart]) & said(numbers, other, b[apart])
            own &= (numbers.digits[a[apart], part] != numbers.digits[b[apart], part]).any(axis=1)
            levels[at["nik"]][apart[own]] = DIFFERENT


def undated(comparisons: list[Comparison], left: int) -> float:
    """Share of pairs of two NIKs of which not both say the birth date beside them: no date tells these for two people's."""
    at = {c.spec.name: c for c in comparisons}
    numbers, dates = at.get("nik"), at.get("birth_date")
    if not isinstance(numbers, NikComparison) or not isinstance(dates, DateComparison):
        return 1.0
    rows = np.flatnonzero(numbers.length == 16)
    told = np.ones(len(dates.there), dtype=bool) if dates.derived is None else ~dates.derived
    sides = [side for side in (rows[rows < left], rows[rows >= left]) if len(side)]
    said = [float((_says_the_date(numbers, dates, side) & told[side]).mean()) for side in sides]
    return 1.0 - said[0] * said[-1] if said else 1.0


def _says_the_date(numbers: NikComparison, dates: Comparison, rows: Ints) -> Bools:
    """Does the NIK of each row say the row's own birth date."""
    if not isinstance(dates, DateComparison):
        return np.zeros(len(rows), dtype=bool)
    tens, units = (numbers.digits[rows, k:12:2].astype(np.int16) - ord("0") for k in (6, 7))
    day, month, year = (tens * 10 + units).T
    return np.asarray((day % 40 == dates.day[rows]) & (month == dates.month[rows]) & (year == dates.year[rows] % 100))


def _says_the_area(numbers: NikComparison, villages: Comparison, rows: Ints) -> Bools:
    """Is the area of each row's NIK that of its own village. Two such NIKs of two areas differ there and nowhere else."""
    if not isinstance(villages, CodeComparison) or villages.rows.shape[1] < 6:
        return np.zeros(len(rows), dtype=bool)
    return np.asarray((numbers.digits[rows, :6] == villages.rows[villages.codes[rows], :6]).all(axis=1))
