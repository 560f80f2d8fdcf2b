"""Names compared word by word: reordered, dropped, shortened, misspelt and glued words.

When to reach for it: for whole names in one column. Words are numbered once; equality of words is integer comparison
on arrays, and only the few words left over are compared as strings, each different pair of words once. The invariant:
symmetric, and the order of words does not matter.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cpdist

from pipeline.link.bytes import Keys, first_letters, letters_apart, letters_of, polynomial
from pipeline.link.compare import DIFFERENT
from pipeline.link.encode import Bools, Change, Codes, Ints, Levels, distinct, encode, mix, unique_pairs
from pipeline.link.tf import Rarities, TermFrequencies, term_frequencies, word_rarity
from pipeline.words import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.link.params import FieldSpec

SHARED, PART, NEAR, SAME = 2, 3, 4, 5
WORDS: Final = 5
"""Words of a name that are compared; Indonesian names have one to four."""

LOOSE: Final = 3
"""Words left over on a side that are compared as strings."""

INITIALS: Final = 2
"""Words of a name that may all be initials (K. S. for KARIM SALEH); one alone is no name."""

NAME_RAREST: Final = -20.0
"""log2 frequency below which words in common are not believed to lie."""

INITIAL_SHARE, GLUED_SHARE = -2.0, -5.0
"""log2 frequency of an agreement with an initial, and at most of two names alike only when written together."""

LINKED_WORDS: Final = 8.0
"""How many times likelier than chance the words of a name come together."""

_NONE, _INITIAL, _CUT, _CLOSE = 0, 1, 2, 3


class NameComparison:
    """Whole names: same words, close spelling, one part of the other, one word shared, different."""

    def __init__(self, spec: FieldSpec, values: pl.Series, change: Change | None = None) -> None:
        self.spec = spec
        written = encode(values)
        self._number_words(names.clean(distinct(values, written) if change is None else change(distinct(values, written))))
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
        for slot in self.words.T:
            used = slot >= 0
            words += np.bincount(slot[used], weights=counts[used], minlength=len(words))
        self.word_rarity = word_rarity(words, float(there.sum()), 2e-3)
        size = int(self.sets.max(initial=-1)) + 1
        parts = np.ones(size)
        parts[self.sets] = LINKED_WORDS * np.exp2(self._sum_of_words(self.word_rarity))
        self.terms = term_frequencies(sets, size, left, 3e-4, parts)
        self.rarity = self.terms.rarity[self.sets]

    def rarest(self) -> Rarities:
        """log2 frequency below which no agreement of each name with another lies, part of it or all."""
        words = self._sum_of_words(np.minimum(self.word_rarity, np.float32(INITIAL_SHARE)))
        return np.asarray(np.maximum(np.minimum(np.minimum(words, self.rarity), np.float32(GLUED_SHARE)), np.float32(NAME_RAREST)))

    def _number_words(self, bare: pl.Series) -> None:
        """Words of each distinct name as numbers: [name, slot], -1 behind the last."""
        listed = bare.str.split(" ").list.head(WORDS)
        sizes = listed.list.len().fill_null(0).to_numpy().astype(np.int64)
        flat = listed.explode(empty_as_null=True, keep_nulls=True).drop_nulls()
        del listed
        spelt = encode(flat)
        keys = [names.word_keys(word) for word in distinct(flat, spelt).to_list()]
        several = np.array([len(k) for k in keys], dtype=np.int32)
        vocabulary = encode(pl.Series([k for ks in keys for k in ks], dtype=pl.String))
        start = np.cumsum(several, dtype=np.int32) - several
        per_word = several[spelt.codes] if len(flat) else np.zeros(0, np.int32)
        name = np.repeat(np.repeat(np.arange(len(bare), dtype=np.int32), sizes), per_word)
        within = np.arange(len(name), dtype=np.int32) - np.repeat(np.cumsum(per_word, dtype=np.int32) - per_word, per_word)
        number = vocabulary.codes[np.repeat(start[spelt.codes], per_word) + within] if len(flat) else np.zeros(0, np.int32)
        size = np.bincount(name, minlength=len(bare)).astype(np.int32)
        slot = np.arange(len(name), dtype=np.int32) - np.repeat(np.cumsum(size, dtype=np.int32) - size, size)
        kept = slot < WORDS
        self.size = np.minimum(size, WORDS)
        self.words: Codes = np.full((len(bare), max(1, int(self.size.max(initial=1)))), -1, dtype=np.int32)
        self.words[name[kept], slot[kept]] = number[kept]
        self.vocabulary = distinct(pl.Series([k for ks in keys for k in ks], dtype=pl.String), vocabulary)
        self.spelt = pl.concat([self.vocabulary, pl.Series([""])])  # no word: nothing
        self.word_size = self.vocabulary.str.len_chars().to_numpy().astype(np.int64)
        self.word_letters = letters_of(self.vocabulary)
        self.sets = encode(pl.Series(mix(*np.sort(self.words, axis=1).T))).codes
        self.squashed_size = self._sum_of_words(self.word_size)
        self.glued = encode(pl.Series(self._together(*polynomial(self.vocabulary)))).codes
        self.starts = self._starts()
        self.letters = np.zeros(len(bare), np.uint32)
        for held in self.words.T:
            self.letters |= np.where(held >= 0, self.word_letters[held], np.uint32(0))

    def _together(self, number: Keys, shift: Keys) -> Keys:
        """One number for all the letters of a name, however they are parted into words."""
        out = np.zeros(len(self.words), dtype=np.uint64)
        for slot in self.words.T:
            out = np.where(slot >= 0, out * shift[slot] + number[slot], out)
        return out

    def _sum_of_words(self, worth: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """For each name what its words are worth together."""
        return _sum_of_slots([np.where(slot >= 0, worth[slot], worth.dtype.type(0)) for slot in self.words.T])

    def _starts(self) -> Keys:
        """The first four letters of each name as a number, whatever its words."""
        first = first_letters(self.vocabulary)
        out, size = np.zeros(len(self.words), dtype=np.uint64), np.zeros(len(self.words), dtype=np.uint64)
        for word in self.words.T:
            out |= np.where(word >= 0, first[word] << (np.uint64(8) * size), np.uint64(0))
            size = np.minimum(size + np.where(word >= 0, self.word_size[word], 0).astype(np.uint64), np.uint64(4))
        return out & np.uint64(0xFFFFFFFF)

    def squashed(self, names: Ints) -> list[str]:
        """The letters of each name written together."""
        held = self.words[names].T
        slots = [self.spelt.gather(np.where(word < 0, len(self.spelt) - 1, word)) for word in held]
        return pl.select(pl.concat_str(slots)).to_series().to_list()

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
        left, right = np.ascontiguousarray(self.words[x].T), np.ascontiguousarray(self.words[y].T)
        right[right < 0] = -2  # nothing is never the same as nothing
        hit_left, hit_right = np.zeros(left.shape, dtype=bool), np.zeros(right.shape, dtype=bool)
        for i, j in product(range(len(left)), range(len(right))):
            equal = left[i] == right[j]
            hit_left[i] |= equal
            hit_right[j] |= equal
        loose_left, loose_right = (left >= 0) & ~hit_left, (right >= 0) & ~hit_right
        rarity = _sum_of_slots(np.where(hit_left, self.word_rarity[left], np.float32(0)))
        over_left, over_right, hits = loose_left.any(axis=0), loose_right.any(axis=0), _count(hit_left)
        out = np.where(hits > 0, np.where(over_left & over_right, SHARED, PART), DIFFERENT).astype(np.uint8)
        rest = np.flatnonzero(over_left & over_right)
        if len(rest):
            loose = (_front(left[:, rest], loose_left[:, rest]), _front(right[:, rest], loose_right[:, rest]))
            out[rest] = np.where(hits[rest] > 0, SHARED, DIFFERENT)
            some, pairs = self._relations(*loose)
            if len(some):
                level, extra = self._fuzzy(loose[0][:, some], loose[1][:, some], *pairs, hits[rest[some]])
                out[rest[some]] = level
                rarity[rest[some]] += extra
            self._glued(x, y, out, rarity, rest[out[rest] <= SHARED])
        return out, np.maximum(rarity, np.float32(NAME_RAREST))

    def _relations(self, left: Codes, right: Codes) -> tuple[Ints, tuple[Levels, Rarities]]:
        """Which rows have related loose words (front-packed, -1 filled) at all, and of those how: [slot, slot, row].

        Beside how they are related, log2 of how frequent the commoner word is.
        """
        size = left.shape[1]
        found = []
        for cell, (i, j) in enumerate(product(range(LOOSE), range(LOOSE))):
            at = np.flatnonzero((left[i] >= 0) & (right[j] >= 0))
            a, b = left[i][at], right[j][at]
            may = self._may_be_related(a, b)
            found.append((at[may] + cell * size, a[may], b[may]))
        at, a, b = (np.concatenate(parts) for parts in zip(*found, strict=True))
        how = self._related(a, b)
        at, a, b, how = at[how > 0], a[how > 0], b[how > 0], how[how > 0]
        here = np.zeros(size, dtype=bool)
        here[at % size] = True
        some = np.flatnonzero(here)
        place = at // size * len(some) + (np.cumsum(here) - 1)[at % size]
        relation, worth = np.zeros(LOOSE * LOOSE * len(some), np.uint8), np.zeros(LOOSE * LOOSE * len(some), np.float32)
        relation[place] = how
        worth[place] = np.maximum(self.word_rarity[a], self.word_rarity[b])
        shape = (LOOSE, LOOSE, len(some))
        return some, (relation.reshape(shape), worth.reshape(shape))

    def _fuzzy(self, left: Codes, right: Codes, relation: Levels, frequent: Rarities, hits: Ints) -> tuple[Levels, Rarities]:
        """Level of names some of whose loose words are related."""
        best_l, best_r = relation.max(axis=1), relation.max(axis=0)
        paired = np.minimum(_count(best_l > 0), _count(best_r > 0))
        close = np.minimum(_count(best_l == _CLOSE), _count(best_r == _CLOSE))
        cut = np.minimum(_count(best_l >= _CUT), _count(best_r >= _CUT))
        solid = cut + hits
        over_l, over_r = _count(left >= 0) - paired, _count(right >= 0) - paired
        whole = (over_l == 0) & (over_r == 0)
        some = (over_l == 0) | (over_r == 0)
        initials = whole & (paired >= INITIALS)
        out = np.select(
            [whole & ((close == paired) | ((cut == paired) & (hits > 0))), (some & (solid > 0)) | initials, (solid > 0)],
            [NEAR, PART, SHARED], DIFFERENT,
        ).astype(np.uint8)  # fmt: skip
        gained = np.where(relation >= _CUT, frequent, np.where(relation == _INITIAL, np.float32(INITIAL_SHARE), np.float32(0)))
        return out, _sum_of_slots(gained.min(axis=1))

    def _may_be_related(self, a: Codes, b: Codes) -> Bools:
        """Words whose letters leave it open that one is close to the other or its beginning; all others surely are neither."""
        one, two = self.word_letters[a], self.word_letters[b]
        size_a, size_b = self.word_size[a], self.word_size[b]
        short, gap = np.minimum(size_a, size_b), np.abs(size_a - size_b)
        edits = letters_apart(one, two)
        common = one & two
        return np.asarray(
            ((edits <= 1) & (gap <= 1) & (short >= 4)) | ((edits <= 2) & (gap <= 2) & (short >= 8)) | (common == one) | (common == two)
        )

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
        longest = np.maximum(self.squashed_size[one], self.squashed_size[two])
        worth &= letters_apart(self.letters[one], self.letters[two]) <= np.where(shortest < 6, 0.4, 0.25) * longest + 1e-6
        rest, one, two = rest[worth], one[worth], two[worth]
        if len(rest) == 0:
            return
        short = shortest[worth] < 6
        texts = self.squashed(one), self.squashed(two)
        score = cpdist(*texts, scorer=Levenshtein.normalized_similarity, score_cutoff=0.6, dtype=np.float32)
        score[(score < 0.75) & ~short] = 0
        score[short] = np.where(score[short] >= 0.6, 0.75, 0)
        frequent = np.maximum(self.rarity[one], self.rarity[two])
        for low, level in ((0.75, SHARED), (0.88, NEAR), (1.0, SAME)):
            hit = (score >= low) & (out[rest] < level)
            out[rest[hit]] = level
            rarity[rest[hit]] = frequent[hit] if level >= NEAR else np.minimum(rarity[rest[hit]], GLUED_SHARE)


def _front(words: Codes, loose: Bools) -> Codes:
    """The loose words of each name moved to the front, at most LOOSE kept: [slot, name]."""
    out = np.full((LOOSE, words.shape[1]), -1, dtype=np.int32)
    place = np.zeros(words.shape[1], dtype=np.int64)
    for slot, free in zip(words, loose, strict=True):
        at = np.flatnonzero(free & (place < LOOSE))
        out[place[at], at] = slot[at]
        place[at] += 1
    return out


def _count(slots: Bools) -> Ints:
    """How many slots of each name are true."""
    return np.asarray(slots.sum(axis=0, dtype=np.int8))


def _sum_of_slots(values: Sequence[npt.NDArray[Any]] | npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Sum over the slots of each name, always in one order."""
    total = values[0].copy()
    for slot in values[1:]:
        total += slot
    return np.asarray(total)
