"""When two names as lists write them are one name, and when they can only be two people's.

When to reach for it: for names beside one number, or of one door; how alike names are in general is `pipeline.words.names`. Titles left
out, initials, short and cut forms, words written together, other spellings and slips of the keys are one name (DOMAIN §6.1).
"""

from __future__ import annotations

import re

import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.words import names

ALIKE = 80.0
"""Name similarity from which two names are variants of each other (DOMAIN §6.2)."""
UNLIKE = 60.0
"""Name similarity below which two names beside one NIK are two people (DOMAIN §6.2: 80 same, 60 doubtful)."""
TYPED = 65.0
"""Likeness of letters from which a difference is a slip of the keys (SALEH, SALRH)."""
NEARLY = 92.0
"""Name similarity from which what is left of two names beside the words they share says nothing any more."""
_PIECE = 2
"""Letters up to which a word that is left over is the piece of one that was cut off."""
_MOST = 3
"""Letters of a word shortened to its consonants."""
LONG = 12
"""Letters from which two slips in a whole name are still slips."""


def _apart(one: str, two: str) -> tuple[list[str], list[str]]:
    """Words left of two names when those they share are gone: SAADIAH AMINAH and SULASTRI AMINAH differ in SAADIAH and SULASTRI."""
    a, b = one.split(), two.split()
    return [w for w in a if w not in b], [w for w in b if w not in a]


def _cut(word: str, others: list[str]) -> bool:
    """Whether a word is an initial, a cut form or the consonants (ST, SUTAN) of one of the others, or the other way round; J is Y's old
    spelling."""
    new = word.replace("J", "Y")
    olds = [other.replace("J", "Y") for other in others]
    return any(new.startswith(old) or old.startswith(new) or _consonants(new, old) or _consonants(old, new) for old in olds)


def _consonants(short: str, word: str) -> bool:
    """Whether two or three letters without a vowel are consonants of a word in its order, its first letter first."""
    left = iter(word)
    plain = 1 < len(short) <= _MOST and len(word) > len(short) + 1 and not set(short) & set("AIUEO")
    return plain and short[0] == word[:1] and all(letter in left for letter in short)


def _letters(name: str) -> str:
    return re.sub(r"[^A-Z]", "", name.upper())


def _slip(one: str, two: str) -> bool:
    """Whether two bare names differ by slips of the keys only: mostly the same letters, or one letter wrong or swapped (two beside a shared
    word)."""
    left, right = (" ".join(words) for words in _apart(one, two))
    slips = 2 if (left, right) != (one, two) else 1
    return fuzz.ratio(left, right) >= TYPED or OSA.distance(one, two, score_cutoff=slips) <= slips


def _written_together(one: str, two: str) -> bool:
    """Whether two names as written are the same letters but for a slip (RADEN RUDI, RADENRUDI), titles and all."""
    left, right = _letters(one), _letters(two)
    slips = 2 if min(len(left), len(right)) >= LONG else 1
    return OSA.distance(left, right, score_cutoff=slips) <= slips


def _near(one: str, two: str) -> bool:
    """Whether two words, the longer of four letters or more, are one but for a slip (UMAR, UAR), or one begins like the other (SULD,
    SUNDARI; NUHA, NURHAYATI)."""
    short, long = sorted((one, two), key=len)
    begins = (long[: len(short)], long[: len(short) + 1]) if len(short) >= 4 else ()
    return len(long) >= 4 and min(OSA.distance(short, part, score_cutoff=1) for part in (*begins, long)) <= 1


def _shortened(one: str, two: str) -> bool:
    """Whether two bare names share a word (but for a slip) and differ in initials, cut words and slips only (NUR F OKTAVIA, NUR FITRI
    OKTAVIA)."""
    left, right = _apart(one, two)
    if len(left) == len(one.split()) and not any(_near(a, b) for a in left for b in right):
        return False
    short, long = (left, two.split()) if len(left) <= len(right) else (right, one.split())
    return bool(short) and all(
        _cut(word, long) or any(_near(word, other) or OSA.distance(word, other, score_cutoff=1) <= 1 for other in long) for word in short
    )


def _initialled(one: str, two: str) -> bool:
    """Whether one of two bare names is the initials of the other (K S, KHAIRUL SANTOSO); two letters at least."""
    short, long = sorted((one.split(), two.split()), key=lambda words: (sum(map(len, words)), words))
    return len(short) > 1 and all(len(word) == 1 for word in short) and short == [word[:1] for word in long][: len(short)]


def _strangers(one: str, two: str) -> bool:
    """Whether two spelling keys beside one NIK cannot be one name: unlike, and neither a short or cut form of the other."""
    left, right = _apart(one, two)
    if not left or not right or names.key_similarity(" ".join(left), " ".join(right)) >= UNLIKE:
        return False
    short, long = sorted((left, right), key=lambda words: (len(words), words))
    pieces = any(all(len(word) <= _PIECE for word in words) for words in (left, right))
    return names.key_similarity(one, two) < (ALIKE if pieces else NEARLY) and not all(_cut(word, long) for word in short)


Spelling = tuple[str, str, str]
"""A name as written, bare (no titles, no signs), and as spelling keys; empty where nothing is left."""


def spellings(written: pl.Series) -> list[Spelling]:
    """The three forms of each name."""
    forms = (written, names.clean(written), names.keys(written))
    return list(zip(*(form.fill_null("") for form in forms), strict=True))


def are_two(one: Spelling, two: Spelling, *, two_people: bool, strange: bool = False) -> bool:
    """Whether two names beside one NIK are no variants of each other.

    A short form (AGUS beside USMAN AGUS, MASAYU beside SITI MASAYU) passes, unless `two_people`: the links know both as persons of the
    registry. Of two cards and births (`strange`) a slip is none: RAHMAN and AHMAD are two.
    """
    if strange and one[2] and two[2]:
        left, right = (set(name[2].split()) for name in (one, two))
        return not (left <= right or right <= left) and not _initialled(one[1], two[1]) and names.key_similarity(one[2], two[2]) < NEARLY
    if not (one[2] and two[2]) or _slip(one[1], two[1]) or _slip(one[2], two[2]) or _written_together(one[0], two[0]):
        return False
    if _shortened(one[1], two[1]) or _shortened(one[2], two[2]) or _initialled(one[1], two[1]):
        return False
    if two_people:
        return names.key_similarity(one[2], two[2]) < ALIKE
    left, right = (set(name[0].upper().split()) for name in (one, two))
    return not (left <= right or right <= left) and _strangers(one[2], two[2])


def alike(one: pl.Series, two: pl.Series, least: float = ALIKE) -> pl.Series:
    """Whether two columns of names are variants of each other, row by row. A missing name is like none."""
    pairs = zip(names.keys(one), names.keys(two), strict=True)
    return pl.Series([names.key_similarity(a, b) >= least for a, b in pairs], dtype=pl.Boolean)
