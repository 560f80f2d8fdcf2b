"""Names compared word by word: reordered, dropped, shortened, misspelt and glued words.

When to reach for it: for whole names in one column. Words are numbered once; equality of words is integer comparison
on arrays, and only the few words left over are compared as strings, each different pair of words once. The invariant:
symmetric, and the order of words does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cpdist

from pipeline import names
from pipeline.link.compare import DIFFERENT
from pipeline.link.encode import Bools, Codes, Ints, Levels, distinct, encode, mix, unique_pairs
from pipeline.link.tf import Rarities, TermFrequencies, term_frequencies, word_rarity

if TYPE_CHECKING:
    from pipeline.link.params import FieldSpec

SHARED, PART, NEAR, SAME = 2, 3, 4, 5
WORDS: Final = 5
"""Words of a name that are compared; Indonesian names have one to four."""

LINKED_WORDS: Final = 8.0
"""How many times likelier than chance the words of a name come together."""

_NONE, _INITIAL, _CUT, _CLOSE = 0, 1, 2, 3


class NameComparison:
    """Whole names: same words, close spelling, one part of the other, one word shared, different."""

    def __init__(self, spec: FieldSpec, values: pl.Series) -> None:
        self.spec = spec
        written = encode(values)
        self._number_words(names.clean(distinct(values, written)))
        codes = written.codes
        if written.size:
            codes = np.where((codes >= 0) & (self.size[np.maximum(codes, 0)] > 0), codes, -1).astype(np.int32)
        self.codes: Codes = codes
        self.terms: TermFrequencies | None = None
        self.rarity: Rarities = np.zeros(len(self.sets), np.float32)
        self.word_rarity: Rarities = np.zeros(len(self.vocabulary), np.float32)

    def count(self, left: int) -> None:
        there = self.codes >= 0
        sets = np.full(len(self.codes), -1, dtype=np.int32)
        sets[there] = self.sets[self.codes[there]]
        counts = np.bincount(self.codes[there], minlength=len(self.sets)).astype(np.float64)
        words = np.zeros(len(self.vocabulary), dtype=np.float64)
        for slot in range(self.words.shape[1]):
            used = self.words[:, slot] >= 0
            words += np.bincount(self.words[used, slot], weights=counts[used], minlength=len(words))
        self.word_rarity = word_rarity(words, float(there.sum()), 2e-3)
        size = int(self.sets.max(initial=-1)) + 1
        parts = np.ones(size)
        parts[self.sets] = LINKED_WORDS * np.exp2(np.where(self.words >= 0, self.word_rarity[self.words], 0).sum(axis=1))
        self.terms = term_frequencies(sets, size, left, 3e-4, parts)
        self.rarity = self.terms.rarity[self.sets]

    def _number_words(self, bare: pl.Series) -> None:
        """Words of each distinct name as numbers: [name, slot], -1 behind the last."""
        listed = bare.str.split(" ").list.head(WORDS)
        sizes = listed.list.len().fill_null(0).to_numpy().astype(np.int64)
        flat = listed.explode(empty_as_null=True, keep_nulls=True).drop_nulls()
        spelt = encode(flat)
        keys = [names.word_keys(word) for word in distinct(flat, spelt).to_list()]
        several = np.array([len(k) for k in keys], dtype=np.int64)
        vocabulary = encode(pl.Series([k for ks in keys for k in ks], dtype=pl.String))
        start = np.cumsum(several) - several
        per_word = several[spelt.codes] if len(flat) else np.zeros(0, np.int64)
        name = np.repeat(np.repeat(np.arange(len(bare)), sizes), per_word)
        within = np.arange(len(name)) - np.repeat(np.cumsum(per_word) - per_word, per_word)
        number = vocabulary.codes[np.repeat(start[spelt.codes], per_word) + within] if len(flat) else np.zeros(0, np.int32)
        first = np.searchsorted(name, np.arange(len(bare)))
        slot = np.arange(len(name)) - first[name] if len(name) else within
        kept = slot < WORDS
        self.size = np.minimum(np.bincount(name, minlength=len(bare)), WORDS)
        self.words: Codes = np.full((len(bare), max(1, int(self.size.max(initial=1)))), -1, dtype=np.int32)
        self.words[name[kept], slot[kept]] = number[kept]
        self.vocabulary = distinct(pl.Series([k for ks in keys for k in ks], dtype=pl.String), vocabulary)
        self.word_size = self.vocabulary.str.len_chars().to_numpy().astype(np.int64)
        self.sets = encode(pl.Series(mix(*np.sort(self.words, axis=1).T))).codes
        slots = [self.vocabulary.gather(pl.Series(column).replace(-1, None)) for column in self.words.T]
        parts = pl.DataFrame({str(k): column for k, column in enumerate(slots)})
        self.squashed = parts.select(pl.concat_str(pl.all(), ignore_nulls=True)).to_series()
        self.glued = encode(self.squashed).codes
        self.squashed_size = self.squashed.str.len_chars().to_numpy().astype(np.int64)

    @property
    def present(self) -> Bools:
        return self.codes >= 0

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        x, y = self.codes[a], self.codes[b]
        out = np.zeros(len(a), dtype=np.uint8)
        rarity = np.zeros(len(a), dtype=np.float32)
        there = (x >= 0) & (y >= 0)
        same = there.copy()
        one, two = x[there], y[there]
        same[there] = (self.sets[one] == self.sets[two]) | (self.glued[one] == self.glued[two])
        out[same] = SAME
        rarity[same] = np.maximum(self.rarity[x[same]], self.rarity[y[same]])
        rest = np.flatnonzero(there & ~same)
        if len(rest):
            out[rest], rarity[rest] = self._align(x[rest].astype(np.int64), y[rest].astype(np.int64))
        return out, rarity

    def _align(self, x: Ints, y: Ints) -> tuple[Levels, Rarities]:
        left, right = self.words[x], self.words[y]
        equal = left[:, :, None] == right[:, None, :]
        equal &= (left >= 0)[:, :, None]
        hit_left, hit_right = equal.any(axis=2), equal.any(axis=1)
        loose_left, loose_right = (left >= 0) & ~hit_left, (right >= 0) & ~hit_right
        rarity = (self.word_rarity[np.maximum(left, 0)] * hit_left).sum(axis=1, dtype=np.float32)
        over_left, over_right = loose_left.sum(axis=1), loose_right.sum(axis=1)
        hits = hit_left.sum(axis=1)
        out = np.where(hits > 0, np.where((over_left == 0) | (over_right == 0), PART, SHARED), DIFFERENT).astype(np.uint8)
        rest = np.flatnonzero((over_left > 0) & (over_right > 0))
        if len(rest):
            level, extra = self._fuzzy(_front(left[rest], loose_left[rest]), _front(right[rest], loose_right[rest]), hits[rest])
            out[rest] = level
            rarity[rest] += extra
            self._glued(x, y, out, rarity, rest[level <= SHARED])
        return out, np.maximum(rarity, np.float32(-20.0))

    def _fuzzy(self, left: Codes, right: Codes, hits: Ints) -> tuple[Levels, Rarities]:
        """Level of names whose loose words (front-packed, -1 filled) are compared as strings."""
        width_l, width_r = left.shape[1], right.shape[1]
        a, b = np.repeat(left, width_r, axis=1), np.tile(right, (1, width_l))
        valid = (a >= 0) & (b >= 0)
        relation = np.zeros(a.shape, dtype=np.uint8)
        relation[valid] = self._related(a[valid], b[valid])
        frequent = np.maximum(self.word_rarity[np.maximum(a, 0)], self.word_rarity[np.maximum(b, 0)])
        strength = relation.reshape(-1, width_l, width_r)
        best_l, best_r = strength.max(axis=2), strength.max(axis=1)
        paired = np.minimum((best_l > 0).sum(axis=1), (best_r > 0).sum(axis=1))
        close = np.minimum((best_l == _CLOSE).sum(axis=1), (best_r == _CLOSE).sum(axis=1))
        solid = np.minimum((best_l >= _CUT).sum(axis=1), (best_r >= _CUT).sum(axis=1)) + hits
        over_l, over_r = (left >= 0).sum(axis=1) - paired, (right >= 0).sum(axis=1) - paired
        whole = (over_l == 0) & (over_r == 0)
        some = (over_l == 0) | (over_r == 0)
        cut = np.minimum((best_l >= _CUT).sum(axis=1), (best_r >= _CUT).sum(axis=1))
        out = np.select(
            [whole & ((close == paired) | ((cut == paired) & (hits > 0))), some & (solid > 0), (solid > 0)], [NEAR, PART, SHARED], DIFFERENT
        ).astype(np.uint8)
        gained = np.where(relation >= _CUT, frequent, np.where(relation == _INITIAL, -2.0, 0.0)).astype(np.float32)
        extra = gained.reshape(-1, width_l, width_r).min(axis=2).sum(axis=1).astype(np.float32)
        return out, extra

    def _related(self, a: Codes, b: Codes) -> npt.NDArray[np.uint8]:
        one, two, place = unique_pairs(a, b)
        x, y = self.vocabulary.gather(one), self.vocabulary.gather(two)
        short, long = np.minimum(self.word_size[one], self.word_size[two]), np.maximum(self.word_size[one], self.word_size[two])
        distance = cpdist(x.to_list(), y.to_list(), scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        close = ((distance <= 1) & (short >= 4)) | ((distance <= 2) & (short >= 8))
        both = pl.DataFrame({"x": x, "y": y})
        starts = pl.col("x").str.starts_with(pl.col("y")) | pl.col("y").str.starts_with(pl.col("x"))
        begins = both.select(starts).to_series().to_numpy() & (long > short)
        out = np.select([close, begins & (short >= 3), begins], [_CLOSE, _CUT, _INITIAL], _NONE).astype(np.uint8)
        return out[place]

    def _glued(self, x: Ints, y: Ints, out: Levels, rarity: Rarities, rest: Ints) -> None:
        """Words written together or apart (SRI WAHYUNI, SRIWAHYUNI), also with a typing error."""
        one, two = x[rest], y[rest]
        shortest = np.minimum(self.squashed_size[one], self.squashed_size[two])
        worth = (np.abs(self.squashed_size[one] - self.squashed_size[two]) <= 2) & (shortest >= 3)
        rest, one, two = rest[worth], one[worth], two[worth]
        if len(rest) == 0:
            return
        short = shortest[worth] < 6
        score = cpdist(
            self.squashed.gather(one).to_list(), self.squashed.gather(two).to_list(), scorer=Levenshtein.normalized_similarity,
            score_cutoff=0.6, dtype=np.float32,
        )  # fmt: skip
        score[(score < 0.75) & ~short] = 0
        score[short] = np.where(score[short] >= 0.6, 0.75, 0)
        frequent = np.maximum(self.rarity[one], self.rarity[two])
        for low, level in ((0.75, SHARED), (0.88, NEAR), (1.0, SAME)):
            hit = (score >= low) & (out[rest] < level)
            out[rest[hit]] = level
            rarity[rest[hit]] = frequent[hit] if level >= NEAR else np.minimum(rarity[rest[hit]], -5.0)


def _front(words: Codes, loose: Bools) -> Codes:
    """The loose words of each name moved to the front, at most three kept."""
    order = np.argsort(~loose, axis=1, kind="stable")[:, :3]
    row = np.arange(len(words))[:, None]
    return np.where(loose[row, order], words[row, order], -1)
