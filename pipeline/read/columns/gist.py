"""What a header says once spelling, order and filler words no longer count: the set of its words, its gist.

Reach for it where no synonym fits letter by letter. `Nmr Identitas (KTP)`, `TGL_CEK_LAPANGAN`, `Sts Pencairan` and `nm_lgkp`
have the gist of a synonym; so has `Nomer Kartu Kelurga`. A gist that two fields share means neither.
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Gist = frozenset[str]
Ways = tuple[tuple[str, ...], ...]
"""The ways to read one token, each as the words it stands for."""

_DOUBLED = re.compile(r"([a-z])\1+")
_TYPO, _LONG = 5, 10
"""Letters from which one slip, and from which two, leave a word recognisable."""
_BEGUN = 5
"""Letters from which a word cut short (`Pekerj.`) is the one that begins so."""
_MOST_READINGS = 24
_BARE = frozenset({"identitas", "nomor", "kode", "jenis"})
"""Words that say nothing alone."""
_SHORT_PARTS = frozenset({"no", "nm", "kk", "rt", "rw", "jk", "kd", "id", "dt"})


class Speller:
    """The words that headers are made of, and how offices write them.

    `words`: a word to its spellings; `fillers`: "joining", "aid", "people"; `used`: every token of the synonym table, known as itself.
    """

    def __init__(self, words: Mapping[str, Iterable[str]], fillers: Mapping[str, Iterable[str]], used: Iterable[str]) -> None:
        self._spellings: dict[str, tuple[str, ...]] = {}
        for word, written in words.items():
            for spelling in (word, *written):
                self._spellings[spelling] = (*self._spellings.get(spelling, ()), word)
        self._joining, self._aid, self._people = (frozenset(fillers[kind]) for kind in ("joining", "aid", "people"))
        tokens = {*used, *self._spellings, *self._joining, *self._aid, *self._people}
        self._known = frozenset(token for token in tokens if token.isalpha() and len(token) > 1)
        self._long = sorted(token for token in self._known if len(token) >= _TYPO)
        self._ways: dict[str, Ways] = {}

    def gists(self, tokens: Sequence[str]) -> list[Gist]:
        """What a header may say, the likeliest first: every reading without joining words, then those without the words for people."""
        bare = [words - self._joining for words in self._readings(tokens)]
        return list(dict.fromkeys([*bare, *map(self.core, bare)]))

    def levels(self, tokens: Sequence[str]) -> tuple[Gist, Gist, Gist]:
        """The likeliest reading of a synonym: every word, without joining words, its core."""
        whole = next(self._readings(tokens))
        return whole, whole - self._joining, self.core(whole - self._joining)

    def core(self, words: Gist) -> Gist:
        """Words without those for the aid and, where no number of people is meant, for the people."""
        return words - self._aid if "jumlah" in words else words - self._aid - self._people

    def knows(self, word: str) -> bool:
        """Whether a word is one of those that headers are made of."""
        return word in self._known

    def first(self, tokens: Sequence[str]) -> Gist:
        """The words that the first token with a meaning of its own may stand for."""
        for token in tokens:
            words = frozenset(word for part in self._read(token) for word in part)
            if not token.isdigit() and not words <= self._joining | self._aid | self._people:
                return words
        return frozenset()

    def _readings(self, tokens: Sequence[str]) -> Iterator[Gist]:
        options = [self._read(token) for token in tokens if not token.isdigit()]
        for choice in islice(product(*options), _MOST_READINGS):
            yield frozenset(word for part in choice for word in part)

    def _read(self, token: str) -> Ways:
        if token not in self._ways:
            self._ways[token] = self._find(token)
        return self._ways[token]

    def _find(self, token: str) -> Ways:
        """A token as a spelling, itself, without doubled letters, cut into known words, or as the nearest known word."""
        if token in self._spellings:
            return tuple((word,) for word in self._spellings[token])
        if token in self._known:
            return ((token,),)
        single = _DOUBLED.sub(r"\1", token)
        if single != token and single in self._known:
            return self._find(single)
        parts = self._parts(token) if len(token) > _TYPO else ()
        if parts:
            return (tuple(self._spellings.get(part, (part,))[0] for part in parts),)
        begun = {self._spellings.get(word, (word,)) for word in self._long if word.startswith(token)} if len(token) >= _BEGUN else set()
        if len(begun) == 1:
            return tuple((word,) for word in next(iter(begun)))
        near = self._nearest(token)
        return self._find(near) if near else ((token,),)

    def _parts(self, token: str) -> tuple[str, ...]:
        """The fewest known words that make up a token (`tgllahir`); nothing when it cannot be cut so."""
        best: list[tuple[str, ...] | None] = [()]
        for end in range(1, len(token) + 1):
            cut: tuple[str, ...] | None = None
            for start in range(end - 1, -1, -1):
                part, before = token[start:end], best[start]
                fits = part in _SHORT_PARTS or (len(part) > 2 and part in self._known)
                if before is not None and fits and (cut is None or len(before) + 1 < len(cut)):
                    cut = (*before, part)
            best.append(cut)
        return best[-1] or ()

    def _nearest(self, token: str) -> str:
        """The known word one slip away (two from ten letters on) with the same first letter; "" for none, or several meanings."""
        if len(token) < _TYPO:
            return ""
        most = 1 if len(token) < _LONG else 2
        found = process.extract(token, self._long, scorer=OSA.distance, score_cutoff=most, limit=None)
        near = [(distance, word) for word, distance, _ in found if word[0] == token[0]]
        closest = {self._spellings.get(word, (word,)): word for distance, word in near if distance == min(near)[0]}
        return next(iter(closest.values())) if len(closest) == 1 else ""


def gist_table(claims: Iterable[tuple[str, Sequence[str]]], speller: Speller) -> dict[Gist, tuple[str, ...]]:
    """Gist to fields, of (field, tokens of a synonym): the fields that say it without leaving out a word; else those that leave out
    joining words; else those that leave out people. Several fields: the values decide.
    """
    levels: list[dict[Gist, dict[str, None]]] = [{}, {}, {}]
    for name, tokens in claims:
        for level, gist in enumerate(speller.levels(tokens)):
            if gist and not (len(gist) == 1 and gist <= _BARE):
                levels[level].setdefault(gist, {})[name] = None
    table: dict[Gist, tuple[str, ...]] = {}
    for claimed in reversed(levels):
        table |= {gist: tuple(names) for gist, names in claimed.items()}
    return table
