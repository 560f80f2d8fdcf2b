"""Blocking keys: for every field, what two records of one person will probably have in common.

When to reach for it: before choosing blocking rules. An atom is one key of one field (an exact value, the rarer words of a
name, year and month of a date), made for the rows asked for and no others; blocking rules are conjunctions of atoms of
different fields. The invariant: a key is equality only; nothing depends on its number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.link.compare import CodeComparison, Comparison, IdComparison, NumberComparison, PartComparison, TextComparison
from pipeline.link.dates import DateComparison
from pipeline.link.encode import Bools, Ints, mix
from pipeline.link.nik_digits import NikComparison
from pipeline.link.words import NameComparison

Keys = npt.NDArray[np.uint64]
Maker = Callable[[Ints], tuple[Ints, Keys]]

UNCOMMON: Final = np.float32(-9.0)
"""log2 share up to which every word of a name is a blocking key; of names of commoner words only the rarest is."""


@dataclass(frozen=True)
class Atom:
    """`make(rows)`: places in `rows` (stacked row numbers) that have a key, and the key of each, in order of place.

    agrees: how often two records of one person share it, before the lists say better.
    """

    name: str
    field: str
    agrees: float
    make: Maker
    multiple: bool = False  # a row may occur with several keys


def _single(name: str, field: str, agrees: float, there: Callable[[Ints], Bools], key: Callable[[Ints], npt.NDArray[Any]]) -> Atom:
    def make(rows: Ints) -> tuple[Ints, Keys]:
        places = np.flatnonzero(there(rows))
        return places, mix(key(rows[places]))

    return Atom(name, field, agrees, make)


def _of_code(name: str, field: str, agrees: float, codes: npt.NDArray[np.int32]) -> Atom:
    return _single(name, field, agrees, lambda r: codes[r] >= 0, lambda r: codes[r])


def _of_text(
    name: str, field: str, agrees: float, codes: npt.NDArray[np.int32], values: pl.Series, change: Callable[[pl.Series], pl.Series]
) -> Atom:
    """A key made from the text of a value; of each value once where there are fewer of them than rows."""

    def keys(rows: Ints) -> Keys:
        held = codes[rows]
        if len(values) <= len(rows):
            return np.asarray(change(values).hash(seed=7).to_numpy()[held])
        return change(values.gather(held.astype(np.int64))).hash(seed=7).to_numpy()

    return _single(name, field, agrees, lambda r: codes[r] >= 0, keys)


def atoms_of(comparison: Comparison) -> list[Atom]:
    """The blocking keys of one prepared field."""
    field = comparison.spec.name
    if isinstance(comparison, NikComparison):
        return _nik_atoms(field, comparison)
    if isinstance(comparison, NameComparison):
        return _name_atoms(field, comparison) if len(comparison.sets) else []
    if isinstance(comparison, DateComparison):
        return _date_atoms(field, comparison)
    if isinstance(comparison, PartComparison):
        values, codes = comparison.values, comparison.codes
        return [
            _of_code(field, field, 0.8, codes),
            _of_text(f"{field}[:3]", field, 0.9, codes, values, lambda s: s.str.slice(0, 3)),
            _of_text(f"{field}~sound", field, 0.92, codes, values, _sound),
        ]
    if isinstance(comparison, TextComparison):
        values, codes = comparison.values, comparison.codes
        return [_of_code(field, field, 0.65, codes), _of_text(f"{field}~gist", field, 0.8, codes, values, _gist)]
    if isinstance(comparison, CodeComparison):
        return [_of_code(field, field, 0.85, comparison.codes)]
    if isinstance(comparison, NumberComparison):
        return [_of_code(field, field, 0.7, comparison.codes)]
    if isinstance(comparison, IdComparison):
        return _id_atoms(field, comparison)
    return []


def _sound(values: pl.Series) -> pl.Series:
    """A rough sound key for words of any language: first letter, then consonant classes without repeats."""
    text = values.str.to_lowercase().str.replace_all(r"[^a-z]", "")
    tail = text.str.slice(1).str.replace_all("ph", "f", literal=True)
    for group, code in (
        ("[bfpv]+", "1"), ("[cgjkqsxz]+", "2"), ("[dt]+", "3"), ("l+", "4"), ("[mn]+", "5"), ("r+", "6"), ("[aeiouhwy]+", ""),
    ):  # fmt: skip
        tail = tail.str.replace_all(group, code)
    return text.str.slice(0, 1) + tail.str.slice(0, 3)


def _gist(values: pl.Series) -> pl.Series:
    """What stays of an address through abbreviations and typing errors: four letters of its longest word, and its number."""
    words = values.str.extract_all(r"\pL{3,}")
    longest = words.list.eval(pl.element().sort_by(pl.element().str.len_chars(), descending=True, maintain_order=True)).list.first()
    number = values.str.extract(r"(\d+)", 1).fill_null("")
    return pl.select(pl.coalesce(longest.str.slice(0, 4), values.str.slice(0, 4)) + number).to_series()


def _nik_atoms(field: str, c: NikComparison) -> list[Atom]:
    def digits(first: int, last: int) -> Callable[[Ints], npt.NDArray[Any]]:
        return lambda rows: c.number(rows, first, last)

    return [
        _single(field, field, 0.9, lambda r: c.codes[r] >= 0, lambda r: c.codes[r]),
        _single(f"{field}[:12]", field, 0.94, lambda r: c.length[r] >= 12, digits(0, 12)),
        _single(f"{field}[:15]", field, 0.92, lambda r: c.length[r] >= 15, digits(0, 15)),
        _single(f"{field}[6:]", field, 0.93, lambda r: c.length[r] == 16, digits(6, 16)),
    ]


def _id_atoms(field: str, c: IdComparison) -> list[Atom]:
    half = max(1, int(c.size.max(initial=2)) // 2)
    return [
        _of_code(field, field, 0.85, c.codes),
        _of_text(f"{field}[:half]", field, 0.92, c.codes, c.values, lambda s: s.str.slice(0, half)),
        _of_text(f"{field}[half:]", field, 0.92, c.codes, c.values, lambda s: s.str.slice(half)),
    ]


def _date_atoms(field: str, c: DateComparison) -> list[Atom]:
    def year(rows: Ints) -> Ints:
        return c.year[rows].astype(np.int64)

    def turned(rows: Ints) -> Ints:
        day, month = c.day[rows].astype(np.int64), c.month[rows].astype(np.int64)
        return np.maximum(day, month) * 100 + np.minimum(day, month)

    def day_known(rows: Ints) -> Bools:
        return np.asarray((c.day[rows] >= 0) & (c.month[rows] >= 0))

    return [
        _single(field, field, 0.87, lambda r: (c.year[r] > 0) & day_known(r), lambda r: year(r) * 10000 + turned(r)),
        _single(f"{field}:ym", field, 0.90, lambda r: (c.year[r] > 0) & (c.month[r] >= 0), lambda r: year(r) * 100 + c.month[r]),
        _single(f"{field}:md", field, 0.92, day_known, turned),
        _single(f"{field}:y", field, 0.94, lambda r: c.year[r] > 0, year),
    ]


def _name_atoms(field: str, c: NameComparison) -> list[Atom]:
    def words(rows: Ints) -> tuple[Ints, Keys]:
        places = np.flatnonzero(c.codes[rows] >= 0)
        name = c.codes[rows[places]]
        held = c.words if len(c.words) < len(name) else c.words[name]
        rarity = [np.where((w >= 0) & (c.word_size[w] > 1), c.word_rarity[w], np.float32(1)) for w in held.T]
        enough = np.minimum(np.maximum(np.minimum.reduce(rarity), UNCOMMON), np.float32(0))
        used = np.stack([r <= enough for r in rarity], axis=1)
        if held is c.words:
            used, held = used[name], held[name]
        return np.repeat(places, np.count_nonzero(used, axis=1)), mix(held[used])

    return [
        _single(field, field, 0.78, lambda r: c.codes[r] >= 0, lambda r: c.sets[c.codes[r]]),
        Atom(f"{field}:word", field, 0.9, words, multiple=True),
        _single(f"{field}[:4]", field, 0.88, lambda r: c.codes[r] >= 0, lambda r: c.starts[c.codes[r]]),
    ]
