"""Blocking keys: for every field, what two records of one person will probably have in common.

When to reach for it: before choosing blocking rules. An atom is one key of one field over the stacked rows (an exact
value, the rarest words of a name, year and month of a date); blocking rules are conjunctions of atoms of different fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.link.compare import (
    CodeComparison,
    Comparison,
    IdComparison,
    NikComparison,
    PartComparison,
    TextComparison,
)
from pipeline.link.dates import DateComparison
from pipeline.link.encode import Ints, mix
from pipeline.link.words import NameComparison

UNCOMMON = np.float32(-9.0)
"""log2 share up to which every word of a name is a blocking key; of names of commoner words only the rarest is."""

Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Atom:
    """`rows` (stacked row numbers, ascending) and the key of each; `agrees`: how often one person's records share it."""

    name: str
    field: str
    rows: Ints
    keys: Keys
    agrees: float
    multiple: bool = False  # a row may occur with several keys

    def dense(self, size: int) -> tuple[Keys, npt.NDArray[np.bool_]]:
        """Keys by row, and which rows have one (single-valued atoms)."""
        out, there = np.zeros(size, np.uint64), np.zeros(size, bool)
        out[self.rows], there[self.rows] = self.keys, True
        return out, there


def _single(name: str, field: str, there: npt.NDArray[np.bool_], keys: npt.NDArray[Any], agrees: float) -> Atom:
    rows = np.flatnonzero(there)
    return Atom(name, field, rows, mix(keys[rows]), agrees)


def atoms_of(comparison: Comparison) -> list[Atom]:
    """The blocking keys of one prepared field."""
    field = comparison.spec.name
    if isinstance(comparison, NikComparison):
        return _nik_atoms(field, comparison)
    if isinstance(comparison, NameComparison):
        return _name_atoms(field, comparison)
    if isinstance(comparison, DateComparison):
        return _date_atoms(field, comparison)
    if isinstance(comparison, PartComparison):
        values, codes = comparison.values, comparison.codes
        return [
            _single(f"{field}", field, codes >= 0, codes, 0.8),
            _by_value(f"{field}[:3]", field, codes, values.str.slice(0, 3), 0.9),
            _by_value(f"{field}~sound", field, codes, _sound(values), 0.92),
        ]
    if isinstance(comparison, (TextComparison, CodeComparison)):
        values, codes = comparison.values, comparison.codes
        out = [_single(field, field, codes >= 0, codes, 0.65 if isinstance(comparison, TextComparison) else 0.85)]
        if isinstance(comparison, TextComparison):
            out.append(_by_value(f"{field}~gist", field, codes, _gist(values), 0.8))
        return out
    if isinstance(comparison, IdComparison):
        return _id_atoms(field, comparison)
    return []


def _by_value(name: str, field: str, codes: npt.NDArray[np.int32], values: pl.Series, agrees: float) -> Atom:
    by_code = values.hash(seed=7).to_numpy() if len(values) else np.empty(0, np.uint64)
    keys = by_code[np.maximum(codes, 0)] if len(values) else np.zeros(len(codes), np.uint64)
    return _single(name, field, codes >= 0, keys, agrees)


def _sound(values: pl.Series) -> pl.Series:
    """A rough sound key for words of any language: first letter, then consonant classes without repeats."""
    text = values.str.to_lowercase().str.replace_all(r"[^a-z]", "")
    head = text.str.slice(0, 1)
    tail = text.str.slice(1).str.replace_all("ph", "f", literal=True)
    for group, code in (
        ("[bfpv]", "1"),
        ("[cgjkqsxz]", "2"),
        ("[dt]", "3"),
        ("l", "4"),
        ("[mn]", "5"),
        ("r", "6"),
        ("[aeiouhwy]", ""),
    ):
        tail = tail.str.replace_all(group, code)
    return head + tail.str.replace_all("11+", "1").str.replace_all("22+", "2").str.replace_all("33+", "3").str.replace_all(
        "55+", "5"
    ).str.slice(0, 3)


def _gist(values: pl.Series) -> pl.Series:
    """What stays of an address through abbreviations and typing errors: four letters of its longest word, and its number."""
    words = values.str.extract_all(r"\pL{3,}")
    longest = words.list.eval(pl.element().sort_by(pl.element().str.len_chars(), descending=True, maintain_order=True)).list.first()
    number = values.str.extract(r"(\d+)", 1).fill_null("")
    return pl.select(pl.coalesce(longest.str.slice(0, 4), values.str.slice(0, 4)) + number).to_series()


def _nik_atoms(field: str, c: NikComparison) -> list[Atom]:
    text = c.text
    whole, known12 = c.length == 16, c.length >= 12
    head = text.str.slice(0, 12).hash(seed=3).to_numpy()
    head15 = text.str.slice(0, 15).hash(seed=3).to_numpy()
    tail = text.str.slice(6, 10).hash(seed=4).to_numpy()
    return [
        _single(field, field, whole, c.codes, 0.9),
        _single(f"{field}[:12]", field, known12, head, 0.94),
        _single(f"{field}[:15]", field, c.length >= 15, head15, 0.92),
        _single(f"{field}[6:]", field, whole, tail, 0.93),
    ]


def _id_atoms(field: str, c: IdComparison) -> list[Atom]:
    values, codes = c.values, c.codes
    half = max(1, int(values.str.len_chars().max() or 2) // 2)  # type: ignore[arg-type, operator, call-overload]
    return [
        _single(field, field, codes >= 0, codes, 0.85),
        _by_value(f"{field}[:half]", field, codes, values.str.slice(0, half), 0.92),
        _by_value(f"{field}[half:]", field, codes, values.str.slice(half), 0.92),
    ]


def _date_atoms(field: str, c: DateComparison) -> list[Atom]:
    low, high = np.minimum(c.day, c.month).astype(np.int64), np.maximum(c.day, c.month).astype(np.int64)
    year = c.year.astype(np.int64)
    return [
        _single(field, field, (year > 0) & (low >= 0), year * 10000 + high * 100 + low, 0.87),
        _single(f"{field}:ym", field, (year > 0) & (c.month >= 0), year * 100 + c.month, 0.90),
        _single(f"{field}:md", field, low >= 0, high * 100 + low, 0.92),
        _single(f"{field}:y", field, year > 0, year, 0.94),
    ]


def _name_atoms(field: str, c: NameComparison) -> list[Atom]:
    there = c.codes >= 0
    codes = np.maximum(c.codes, 0)
    if not len(c.sets):
        return []
    rows = np.flatnonzero(there)
    words = c.words[codes[rows]]
    rarity = np.where(words >= 0, c.word_rarity[np.maximum(words, 0)], np.float32(1))
    rarity = np.where(c.word_size[np.maximum(words, 0)] > 1, rarity, np.float32(1))
    rarest = rarity.min(axis=1)
    row_of, key_of = [], []
    for slot in range(words.shape[1]):
        used = (rarity[:, slot] <= np.maximum(rarest, UNCOMMON)) & (rarity[:, slot] <= 0)
        row_of.append(rows[used])
        key_of.append(words[used, slot])
    row, key = np.concatenate(row_of), np.concatenate(key_of)
    order = np.argsort(row, kind="stable")
    head = c.squashed.str.slice(0, 4).hash(seed=5).to_numpy()
    return [
        _single(field, field, there, c.sets[codes], 0.78),
        Atom(f"{field}:word", field, row[order], mix(key[order]), 0.9, multiple=True),
        _single(f"{field}[:4]", field, there, head[codes], 0.88),
    ]
