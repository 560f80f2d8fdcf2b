"""Values of both lists as whole numbers, so that equality, counting and joining are cheap.

When to reach for it: before comparing or blocking. Rows of the two lists are stacked: 0..n_left-1 are the left ones.
The invariant: codes serve equality only; no result depends on which value has which code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Change = Callable[[pl.Series], pl.Series]
SCATTER: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Encoded:
    """`codes[row]` is the number of the row's value, -1 for null; `first[code]` a row that holds the value."""

    codes: Codes
    first: Ints

    @property
    def size(self) -> int:
        """How many different values there are."""
        return len(self.first)


def encode(values: pl.Series) -> Encoded:
    """Number the different values of a column in the order they first appear, so that neighbours stay near. Nulls get -1."""
    present = values.is_not_null().to_numpy()
    rows = np.flatnonzero(present)
    codes = np.full(len(values), -1, dtype=np.int32)
    if len(rows) == 0:
        return Encoded(codes, np.empty(0, np.int64))
    kept = values if len(rows) == len(values) else values.drop_nulls()
    order, starts = grouped((kept if kept.dtype.is_integer() else kept.hash()).to_numpy())
    opens = np.zeros(len(rows), dtype=bool)
    opens[order[starts]] = True
    numbers = np.cumsum(opens, dtype=np.int32) - np.int32(1)
    codes[rows[order]] = np.repeat(numbers[order[starts]], np.diff(starts, append=len(order)))
    return Encoded(codes, rows[opens])


def grouped(keys: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """An order that puts equal whole numbers side by side, each group in the order given, and where the groups start.

    Keys are scattered, then cut to leave room for their place: numbers alone sort many times quicker than places by numbers.
    Where two keys fall together by the cut, which hardly happens, whole keys are sorted.
    """
    size = len(keys)
    spread = keys.astype(np.uint64)
    spread *= SCATTER
    room = np.uint64((1 << max(1, size).bit_length()) - 1)
    packed = spread & ~room
    packed |= np.arange(size, dtype=np.uint64)
    packed.sort()
    order = (packed & room).astype(np.int64)
    ordered = spread[order]
    new = np.ones(size, dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    if np.count_nonzero(new[1:] & (((packed[1:] ^ packed[:-1]) & ~room) == 0)):
        order = np.argsort(spread, kind="stable")
        np.not_equal(spread[order[1:]], spread[order[:-1]], out=new[1:])
    return order, np.flatnonzero(new)


def distinct(values: pl.Series, encoded: Encoded) -> pl.Series:
    """The value that each code stands for: row k holds the value of code k."""
    return values.gather(encoded.first)


def recoded(values: pl.Series, change: Change | None) -> tuple[Codes, pl.Series]:
    """Number of each row's value once it is changed (-1: null), and the changed value of each number. A value is changed once."""
    encoded = encode(values)
    held = distinct(values, encoded)
    if change is None:
        return encoded.codes, held
    changed = change(held)
    again = encode(changed)
    return np.append(again.codes, np.int32(-1))[encoded.codes], distinct(changed, again)


def by_value(values: pl.Series, change: Change) -> pl.Series:
    """`change` applied to a column, done once for each different value instead of once a row. `change` must work value by value."""
    encoded = encode(values)
    return change(distinct(values, encoded)).gather(pl.Series(encoded.codes).replace(-1, None)).rename(values.name)


def unique_pairs(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> tuple[Ints, Ints, Ints]:
    """Different unordered pairs of codes and, for each input pair, the place of its pair."""
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    packed = (low << np.uint64(32)) | high
    values, inverse = sorted_unique(packed)
    return (values >> np.uint64(32)).astype(np.int64), (values & np.uint64(0xFFFFFFFF)).astype(np.int64), inverse


def sorted_unique(values: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], Ints]:
    """Sorted distinct values and the place of each input value among them."""
    if len(values) == 0:
        return values, np.empty(0, np.int64)
    order = np.argsort(values)
    ordered = values[order]
    new = np.empty(len(values), dtype=bool)
    new[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    inverse = np.empty(len(values), dtype=np.int64)
    inverse[order] = np.cumsum(new) - 1
    return ordered[new], inverse


def patterns(levels: Levels) -> tuple[Ints, Ints]:
    """Different columns of levels[field, pair]: the pattern of each pair, and a pair that shows each pattern."""
    return numbered(level_keys(levels))


def level_keys(levels: Levels) -> npt.NDArray[np.uint64]:
    """A number for each column of levels[field, pair]."""
    key = np.zeros(levels.shape[1], dtype=np.uint64)
    for row in levels:
        key *= SCATTER
        key += row
    return key


def numbered(keys: npt.NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Different keys, sorted: the place of each key among them, and where each occurs first."""
    values, inverse = sorted_unique(keys)
    first = np.empty(len(values), dtype=np.int64)
    first[inverse[::-1]] = np.arange(len(keys) - 1, -1, -1)
    return inverse, first


def mix(*parts: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """One 64-bit key out of several code columns (a row whose any part is -1 must be masked by the caller)."""
    out = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        out ^= part.astype(np.uint64)
        out *= SCATTER
        out ^= out >> np.uint64(29)
    return out
