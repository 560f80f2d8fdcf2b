"""Short codes and identifiers as rows of bytes, words as sets of letters: how far apart, without touching a string.

When to reach for it: for numbers and codes up to `WIDTH` characters, and to leave out pairs of words that cannot be alike,
millions of pairs at a time. The invariant: symmetric.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.link.encode import SCATTER

if TYPE_CHECKING:
    from pipeline.link.encode import Bools, Codes, Ints

WIDTH: Final = 24
ByteRows = npt.NDArray[np.uint8]
LetterSets = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]


def byte_rows(values: pl.Series, width: int | None = None) -> tuple[ByteRows, npt.NDArray[np.int16]]:
    """Values (no nulls) as a byte matrix, filled with 0 behind the end, and their lengths (cut at the width)."""
    sizes = values.str.len_bytes().to_numpy()
    width = width or max(1, min(WIDTH, int(sizes.max(initial=1))))
    padded = values if (sizes == width).all() else values.str.slice(0, width).str.pad_end(width, "\0")
    whole = padded.str.len_bytes().to_numpy() == width  # only ASCII keeps its size
    out = np.zeros((len(values), width), dtype=np.uint8)
    if len(values):
        kept = padded if whole.all() else padded.filter(pl.Series(whole))
        flat = np.frombuffer((kept.str.join("").item() or "").encode("ascii"), dtype=np.uint8).reshape(-1, width)
        if len(kept) == len(values):
            return flat, np.minimum(sizes, width).astype(np.int16)
        out[whole] = flat
    return out, np.where(whole, np.minimum(sizes, width), 0).astype(np.int16)


def one_edit(rows: ByteRows, size: npt.NDArray[np.int16], one: Ints, two: Ints) -> Bools:
    """Which pairs of rows differ by one changed, missing or surplus character, or by two exchanged neighbours."""
    out = np.zeros(len(one), dtype=bool)
    lengths = size[one] - size[two]
    level = np.flatnonzero((lengths == 0) & (size[one] > 0))
    x, y = rows[one[level]], rows[two[level]]
    differs = x != y
    apart = differs.sum(axis=1, dtype=np.uint8)
    out[level] = apart <= 1
    pair = np.flatnonzero(apart == 2)
    if len(pair):
        at = differs[pair].argmax(axis=1)
        after = np.minimum(at + 1, rows.shape[1] - 1)
        out[level[pair]] = (x[pair, at] == y[pair, after]) & (x[pair, after] == y[pair, at])
    for step in (1, -1):
        odd = np.flatnonzero((lengths == step) & (size[one] > 0) & (size[two] > 0))
        if len(odd):
            long, short = (one[odd], two[odd]) if step == 1 else (two[odd], one[odd])
            out[odd] = _one_more(rows[long], rows[short])
    return out


def _one_more(long: ByteRows, short: ByteRows) -> Bools:
    """Is `long` the same as `short` with one character put in."""
    differs = long != short
    first = differs.argmax(axis=1)
    shifted = long[:, 1:] == short[:, :-1]
    behind = np.arange(shifted.shape[1]) >= first[:, None]
    return np.asarray((shifted | ~behind).all(axis=1))


def letters_of(words: pl.Series) -> LetterSets:
    """The letters A–Z that each word (no nulls, no other signs, none empty) holds, one bit a letter."""
    bits = np.uint32(1) << (np.frombuffer((words.str.join("").item() or "").encode("ascii"), dtype=np.uint8) - np.uint8(ord("A")))
    ends = words.str.len_bytes().cum_sum().to_numpy()
    starts = np.concatenate(([0], ends[:-1])).astype(np.int64)
    return np.bitwise_or.reduceat(bits.astype(np.uint32), starts) if len(words) else np.empty(0, np.uint32)


def letters_apart(one: LetterSets, two: LetterSets) -> npt.NDArray[np.uint8]:
    """At least so many edits lie between two words of these letters: an edit brings in one letter and takes out one at most."""
    return np.asarray((np.bitwise_count(one ^ two) + np.uint8(1)) >> np.uint8(1))


MOST_SIGNS: Final = 64


def sign_counts(values: pl.Series) -> tuple[Keys, Keys] | None:
    """Which signs each value (no nulls) holds at least once and at least twice, a bit a sign; None where text is long or not ASCII."""
    sizes = values.str.len_bytes()
    if len(values) == 0 or int(sizes.max()) > MOST_SIGNS or int(sizes.sum()) != int(values.str.len_chars().sum()):  # type: ignore[arg-type]
        return None
    once, twice = np.zeros(len(values), dtype=np.uint64), np.zeros(len(values), dtype=np.uint64)
    for start in range(0, len(values), 100_000):
        rows, _ = byte_rows(values[start : start + 100_000], int(sizes.max()))  # type: ignore[arg-type]
        first, second = once[start : start + len(rows)], twice[start : start + len(rows)]
        for column in rows.T:
            bit = np.where(column > 0, np.uint64(1) << (column.astype(np.uint64) & np.uint64(63)), np.uint64(0))
            second |= first & bit
            first |= bit
    return once, twice


def signs_apart(counts: tuple[Keys, Keys], one: Codes, two: Codes, gap: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """A lower bound for the edits (changed, missing, surplus characters) between values `one` and `two`, cheaper than counting them.

    counts: per value which characters occur once and twice, as bits. gap: difference of the lengths. One edit changes the count of two
    characters at most, so half the differing counts, rounded up, are needed at the least.
    """
    once, twice = counts
    return np.asarray((np.bitwise_count(once[one] ^ once[two]) + np.bitwise_count(twice[one] ^ twice[two]) + gap + 1) >> 1)


def first_letters(words: pl.Series) -> Keys:
    """The first four letters of each word as the bytes of a number, the first lowest; 0 behind the end."""
    return byte_rows(words, 4)[0].view(np.uint32).ravel().astype(np.uint64)


def polynomial(words: pl.Series) -> tuple[Keys, Keys]:
    """A number for each word, and by what to multiply the number of the letters before it: together they number a whole name."""
    ends = words.str.len_bytes().to_numpy()
    letters = byte_rows(words, max(1, int(ends.max(initial=1))))[0]
    number, shift = np.zeros(len(words), dtype=np.uint64), np.ones(len(words), dtype=np.uint64)
    for column in letters.T:
        there = column > 0
        number = np.where(there, number * SCATTER + column, number)
        shift = np.where(there, shift * SCATTER, shift)
    return number, shift
