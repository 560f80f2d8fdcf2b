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
from pipeline.link.weights import Model, Vectors, best_bits, weigh
from pipeline.link.words import NAME_RAREST

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


def vectors(comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings) -> Vectors:
    """Levels and rarities of pairs (stacked rows `a`, `b`)."""
    return more_vectors(comparisons, a, b, settings)[0]


def more_vectors(
    comparisons: list[Comparison], a: Ints, b: Ints, settings: LinkSettings, model: Model | None = None, before: Vectors | None = None
) -> tuple[Vectors, Bools]:
    """The vectors `before` and behind them those of further pairs, and which of these were taken.

    model: only pairs that may still match by it are taken.
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
    """What the fields not yet compared can still add to a match weight: per field the most, and which rows hold it."""

    model: Model
    most: list[float]
    present: list[Bools]

    def keeps(self, later: list[int], a: Ints, b: Ints, found: Vectors) -> Bools:
        """Which pairs may still match, whatever the fields `later` say."""
        weight = weigh(self.model, found)
        for k in later:
            weight += self.most[k] * (self.present[k][a] & self.present[k][b])
        return np.asarray(weight > HOPELESS)


def _hope(comparisons: list[Comparison], model: Model) -> _Hope:
    most = [best_bits(field, _rarest(c)) for field, c in zip(model.fields, comparisons, strict=True)]
    return _Hope(model, most, [c.present for c in comparisons])


def _rarest(comparison: Comparison) -> float | None:
    """log2 frequency below which no agreement of this field lies; None where frequency means nothing."""
    if comparison.terms is None:
        return None
    rarest = float(comparison.terms.rarity.min(initial=0.0))
    return min(rarest, NAME_RAREST) if comparison.spec.kind is FieldKind.NAME else rarest


def _slice(comparisons: list[Comparison], a: Ints, b: Ints, hope: _Hope | None) -> tuple[Vectors, Bools]:
    found = Vectors(np.zeros((len(comparisons), len(a)), np.uint8), np.zeros((len(comparisons), len(a)), np.float32))
    stages = [[k for k, c in enumerate(comparisons) if c.spec.kind in kinds] for kinds in STAGES]
    place = np.arange(len(a))
    keep = np.zeros(len(a), dtype=bool)
    for step, stage in enumerate(stages):
        for k in stage:
            found.levels[k], found.rarity[k] = comparisons[k].levels(a, b)
        if step == 0:
            _imply(comparisons, a, b, found.levels, found.rarity)
        if hope is not None and stage:
            hopeful = hope.keeps([k for later in stages[step + 1 :] for k in later], a, b, found)
            a, b, place = a[hopeful], b[hopeful], place[hopeful]
            found = Vectors(found.levels[:, hopeful], found.rarity[:, hopeful])
    keep[place] = True
    return found, keep


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
