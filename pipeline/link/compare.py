"""Comparisons: for any two rows, which level of agreement a field has.

When to reach for it: to turn candidate pairs into comparison vectors. A comparison is an ordered ladder of levels:
0 missing on a side, 1 different, the highest the same. The invariants: symmetric in its two rows; missing is a level of
its own, never a difference (STYLE).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein
from rapidfuzz.process import cpdist

from pipeline.link.bytes import byte_rows, one_edit, sign_counts, signs_apart
from pipeline.link.encode import Bools, Change, Codes, Ints, Levels, encode, recoded, unique_pairs
from pipeline.link.params import FieldKind, FieldSpec
from pipeline.link.tf import Rarities, TermFrequencies, term_frequencies
from pipeline.words.names import SHORT_FORMS

MISSING: Final = 0
DIFFERENT: Final = 1


@dataclass(frozen=True)
class Ladder:
    """Levels of one kind of comparison with what is believed before any data: m, u (of levels 1…), and the verdicts."""

    labels: tuple[str, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]
    verdicts: str  # one sign a level, level 0 first


LADDERS: Final[dict[FieldKind, Ladder]] = {
    FieldKind.NIK: Ladder(
        ("missing", "different", "serial one digit apart", "one digit apart", "known digits same", "same"),
        (0.03, 0.01, 0.05, 0.02, 0.89), (0.99998, 1e-5, 2e-6, 2e-6, 1e-6), "–≠≈≈≈=",
    ),
    FieldKind.ID: Ladder(("missing", "different", "one character apart", "same"), (0.08, 0.07, 0.85), (0.9999, 2e-5, 2e-5), "–≠≈="),
    FieldKind.NAME: Ladder(
        ("missing", "different", "one word shared", "one is part of the other", "close spelling", "same"),
        (0.02, 0.02, 0.10, 0.12, 0.74), (0.93, 0.05, 0.012, 0.002, 0.001), "–≠≈≈≈=",
    ),
    FieldKind.PART: Ladder(
        ("missing", "different", "same initial", "alike", "close spelling", "swapped", "same"),
        (0.04, 0.02, 0.04, 0.09, 0.01, 0.80), (0.90, 0.06, 0.03, 0.004, 0.002, 0.004), "–≠≈≈≈≈=",
    ),
    FieldKind.DATE: Ladder(
        ("missing", "different", "same year", "close", "day and month swapped", "same", "same, as the NIKs say"),
        (0.03, 0.02, 0.07, 0.02, 0.86), (0.975, 0.02, 0.005, 5e-5, 8e-5), "–≠≈≈≈==",
    ),
    FieldKind.TEXT: Ladder(
        ("missing", "different", "alike", "close spelling", "same"), (0.12, 0.10, 0.18, 0.60), (0.955, 0.03, 0.005, 0.01), "–≠≈≈=",
    ),
    FieldKind.CODE: Ladder(
        ("missing", "different", "same beginning", "one character apart", "same"),
        (0.05, 0.04, 0.04, 0.87), (0.85, 0.08, 0.02, 0.05), "–≠≈≈=",
    ),
    FieldKind.FLAG: Ladder(("missing", "different", "same"), (0.02, 0.98), (0.5, 0.5), "–≠="),
    FieldKind.NUMBER: Ladder(
        ("missing", "different", "within five", "within one", "same", "same, as the birth dates say"),
        (0.03, 0.05, 0.17, 0.75), (0.83, 0.10, 0.04, 0.03), "–≠≈≈==",
    ),
}  # fmt: skip


class Comparison(Protocol):
    """Prepared data of one field over the stacked rows of both lists."""

    spec: FieldSpec
    terms: TermFrequencies | None
    codes: Codes  # number of the value of each row, -1: none

    def count(self, left: int) -> None:
        """Count how frequent each value is; the first `left` stacked rows are the left list."""
        ...

    @property
    def present(self) -> Bools:
        """Per row: does it hold a value."""
        ...

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        """Level of each pair of rows and log2 of how frequent the agreed value is (0 where that means nothing)."""
        ...


class ExactComparison:
    """FLAG: the same or not."""

    terms: TermFrequencies | None = None

    def __init__(self, spec: FieldSpec, values: pl.Series, change: Change | None = None) -> None:
        self.spec = spec
        self.codes, _ = recoded(values, change)

    def count(self, left: int) -> None:
        """Nothing to count: agreement is worth the same whatever the value."""

    @property
    def present(self) -> Bools:
        return self.codes >= 0

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        x, y = self.codes[a], self.codes[b]
        there = (x >= 0) & (y >= 0)
        out = np.where(there, np.where(x == y, 2, DIFFERENT), MISSING).astype(np.uint8)
        return out, np.zeros(len(a), np.float32)


class DistinctComparison:
    """Kinds that compare two strings: every different pair of values is scored once."""

    usual = 0.01
    near = 0  # the level of close spelling, where the frequency of the value still counts; 0: the one below the top

    def __init__(self, spec: FieldSpec, values: pl.Series, change: Change | None = None) -> None:
        self.spec = spec
        self.codes, self.values = recoded(values, change)
        self.terms: TermFrequencies | None = None
        self.top = len(LADDERS[spec.kind].m)

    @property
    def present(self) -> Bools:
        return self.codes >= 0

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        x, y = self.codes[a], self.codes[b]
        out = np.zeros(len(a), dtype=np.uint8)
        rarity = np.zeros(len(a), dtype=np.float32)
        there = (x >= 0) & (y >= 0)
        same = there & (x == y)
        out[same] = self.top
        rarity[same] = self.rarity[x[same]]
        rest = np.flatnonzero(there & ~same)
        if len(rest):
            may = self.may_be_alike(x[rest], y[rest])
            out[rest[~may]] = DIFFERENT
            rest = rest[may]
        if len(rest):
            one, two, place = unique_pairs(x[rest], y[rest])
            graded = self.grade(one, two)
            out[rest] = graded[place]
            close = graded == (self.near or self.top - 1)
            rare = np.where(close, np.maximum(self.rarity[one], self.rarity[two]), 0).astype(np.float32)
            rarity[rest] = rare[place]
        return out, rarity

    def count(self, left: int) -> None:
        self.terms = term_frequencies(self.codes, len(self.values), left, self.usual)

    @property
    def rarity(self) -> Rarities:
        """log2 frequency of each value."""
        return self.terms.rarity if self.terms else np.zeros(len(self.values), np.float32)

    def may_be_alike(self, one: Codes, two: Codes) -> Bools:
        """Which pairs of different values are worth grading; all others are different."""
        return np.asarray((one >= 0) & (two >= 0))

    def grade(self, one: Ints, two: Ints) -> Levels:
        """Level of each pair of different values."""
        raise NotImplementedError

    def strings(self, one: Ints, two: Ints) -> tuple[list[str], list[str]]:
        """The two strings of each pair."""
        return self.values.gather(one).to_list(), self.values.gather(two).to_list()


class IdComparison(DistinctComparison):
    """ID: same, one character apart, different."""

    usual = 1e-5

    def __init__(self, spec: FieldSpec, values: pl.Series, change: Change | None = None) -> None:
        super().__init__(spec, values, change)
        self.rows, self.size = byte_rows(self.values)

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        return _without_strings(self, a, b)

    def grade(self, one: Ints, two: Ints) -> Levels:
        near = one_edit(self.rows, self.size, one, two) & (self.size[one] >= 5) & (self.size[two] >= 5)
        return np.where(near, 2, DIFFERENT).astype(np.uint8)


def _without_strings(c: IdComparison | CodeComparison, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
    """Levels of pairs where grading is cheap enough to be done pair by pair."""
    x, y = c.codes[a], c.codes[b]
    out = np.zeros(len(a), dtype=np.uint8)
    rarity = np.zeros(len(a), dtype=np.float32)
    there = (x >= 0) & (y >= 0)
    same = there & (x == y)
    out[same] = c.top
    rarity[same] = c.rarity[x[same]]
    rest = np.flatnonzero(there & ~same)
    out[rest] = c.grade(x[rest].astype(np.int64), y[rest].astype(np.int64))
    close = rest[out[rest] == c.top - 1]
    rarity[close] = np.maximum(c.rarity[x[close]], c.rarity[y[close]])
    return out, rarity


class TextComparison(DistinctComparison):
    """TEXT: normalised strings by edit similarity; number 7 of a lane is not number 62 of it, however alike the two are spelt."""

    usual = 0.005

    def __init__(self, spec: FieldSpec, values: pl.Series, change: Change | None = None) -> None:
        super().__init__(spec, values, change)
        self.size = self.values.str.len_chars().to_numpy().astype(np.int16)
        self.signs = sign_counts(self.values)

    def may_be_alike(self, one: Codes, two: Codes) -> Bools:
        if self.signs is None:
            return super().may_be_alike(one, two)
        size, other = self.size[one], self.size[two]
        return signs_apart(self.signs, one, two, np.abs(size - other)) <= 0.4 * np.maximum(size, other) + 1e-6

    def grade(self, one: Ints, two: Ints) -> Levels:
        x, y = self.strings(one, two)
        score = cpdist(x, y, scorer=Levenshtein.normalized_similarity, score_cutoff=0.6, dtype=np.float32)
        out = np.select([score >= 0.8, score >= 0.6], [3, 2], DIFFERENT).astype(np.uint8)
        alike = np.flatnonzero(out > DIFFERENT)
        out[alike[other_numbers(self.values.gather(one[alike]), self.values.gather(two[alike]))]] = DIFFERENT
        return out


def other_numbers(one: pl.Series, two: pl.Series) -> Bools:
    """Which pairs of texts each hold a number that the other has not. Only numbers of up to three digits, as houses have them:
    in longer ones one digit apart is more likely a slip than a neighbour."""
    held = [
        pl.col(side).str.extract_all(r"\d+").list.eval(pl.element().filter(pl.element().str.len_bytes() <= 3).str.strip_chars_start("0"))
        for side in ("one", "two")
    ]
    frame = pl.DataFrame({"one": one, "two": two}).select(one=held[0], two=held[1])
    lacks = [pl.col(a).list.set_difference(b).list.len() > 0 for a, b in (("one", "two"), ("two", "one"))]
    return frame.select(lacks[0] & lacks[1]).to_series().to_numpy()


class CodeComparison(DistinctComparison):
    """CODE: same, one character apart (from four characters on), same beginning (three fifths), different."""

    usual = 0.01

    def __init__(self, spec: FieldSpec, values: pl.Series, change: Change | None = None) -> None:
        super().__init__(spec, values, change)
        self.rows, self.size = byte_rows(self.values)
        head = max(1, int(self.size.max(initial=4)) * 3 // 5)
        self.heads = encode(self.values.str.slice(0, head)).codes

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        return _without_strings(self, a, b)

    def grade(self, one: Ints, two: Ints) -> Levels:
        long = np.minimum(self.size[one], self.size[two]) >= 4
        near = one_edit(self.rows, self.size, one, two)
        return np.select([near & long, (self.heads[one] == self.heads[two]) & long], [3, 2], DIFFERENT).astype(np.uint8)


class PartComparison(DistinctComparison):
    """PART of a name: close spelling by edit distance, alike by Jaro–Winkler, same initial; swapped with the other part.

    `other`: the other part of the name (given name beside surname). Where the two are exchanged, the first part says
    "swapped" and the second says nothing.
    """

    usual = 0.004
    near = 4

    def __init__(self, spec: FieldSpec, values: pl.Series, other: pl.Series | None = None, *, first: bool = True) -> None:
        super().__init__(spec, values)
        self.first = first
        self.mine = values.hash(seed=11).to_numpy()
        self.others = None if other is None else other.hash(seed=11).to_numpy()
        self.other_there = None if other is None else other.is_not_null().to_numpy()
        self.size = self.values.str.len_chars().to_numpy()
        self.heads = encode(self.values.str.slice(0, 1)).codes
        self.formal = encode(self.values.replace(SHORT_FORMS)).codes

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        out, rarity = super().levels(a, b)
        if self.others is not None and self.other_there is not None:
            odd = np.flatnonzero((out == DIFFERENT) & self.other_there[a] & self.other_there[b])
            x, y = a[odd], b[odd]
            swapped = odd[(self.mine[x] == self.others[y]) & (self.others[x] == self.mine[y])]
            out[swapped] = self.top - 1 if self.first else MISSING
        return out, rarity

    def grade(self, one: Ints, two: Ints) -> Levels:
        x, y = self.strings(one, two)
        jaro = cpdist(x, y, scorer=JaroWinkler.similarity, dtype=np.float32)
        distance = cpdist(x, y, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        shortest = np.minimum(self.size[one], self.size[two])
        close = ((distance <= 1) & (shortest >= 4)) | ((distance <= 2) & (shortest >= 7))
        initial = (self.heads[one] == self.heads[two]) & (shortest == 1)
        alike = (jaro >= 0.86) | _within(x, y, shortest) | (self.formal[one] == self.formal[two])
        return np.select([close, initial, alike], [4, 2, 3], DIFFERENT).astype(np.uint8)


def _within(x: list[str], y: list[str], shortest: Ints) -> Bools:
    """Is one word the beginning or end of the other (ANN, ANNIE; SANDRA, CASSANDRA); three letters at least."""
    pairs = zip(x, y, (shortest >= 3).tolist(), strict=True)
    found = (long and (p.startswith(q) or q.startswith(p) or p.endswith(q) or q.endswith(p)) for p, q, long in pairs)
    return np.fromiter(found, dtype=bool, count=len(x))


class NumberComparison:
    """NUMBER: an age; within one and within five are levels."""

    terms: TermFrequencies | None = None

    def __init__(self, spec: FieldSpec, values: pl.Series) -> None:
        self.spec = spec
        numbers = values.cast(pl.Float64, strict=False)
        self.there = numbers.is_not_null().to_numpy()
        self.number = numbers.fill_null(0.0).to_numpy()
        self.codes = encode(numbers.cast(pl.Int64)).codes

    def count(self, left: int) -> None:
        """Nothing to count: agreement is worth the same whatever the value."""

    @property
    def present(self) -> Bools:
        return self.there

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        apart = np.abs(self.number[a] - self.number[b])
        there = self.there[a] & self.there[b]
        out = np.select([~there, apart == 0, apart <= 1, apart <= 5], [MISSING, 4, 3, 2], DIFFERENT)
        return out.astype(np.uint8), np.zeros(len(a), np.float32)
