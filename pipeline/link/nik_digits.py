"""The comparison of NIKs: digit by digit, as far as the digits are certain.

When to reach for it: where both lists have NIKs, whole or damaged. The invariant: symmetric; a missing NIK is a level of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.link.bytes import ByteRows, byte_rows
from pipeline.link.compare import DIFFERENT, MISSING
from pipeline.link.encode import Bools, Floats, Ints, Levels, encode, grouped

if TYPE_CHECKING:
    import polars as pl

    from pipeline.link.params import FieldSpec
    from pipeline.link.tf import Rarities, TermFrequencies


class NikComparison:
    """NIK: digit by digit; of a damaged NIK only the digits known to be right are compared, and so of one that ends in three zeros.

    Serials run on from 0001 in each area and day: a thousand people of one day there are not, but a number that a spreadsheet cut
    has such zeros. Equal numbers are equal all the same. A pair that agrees up to the birth date and differs in the serial has a
    level of its own: twins look like that.
    """

    terms: TermFrequencies | None = None

    def __init__(self, spec: FieldSpec, nik: pl.Series, known: pl.Series | None = None) -> None:
        self.spec = spec
        whole = nik.is_not_null().to_numpy()
        self.length = np.where(whole, 16, 0).astype(np.int8)
        self.digits: ByteRows = np.zeros((len(nik), 16), dtype=np.uint8)
        self.digits[whole] = byte_rows(nik.drop_nulls(), 16)[0]
        zeros = self.digits[:, 12:] == ord("0")
        self.length[zeros[:, 1:].all(axis=1)] = 13
        self.length[zeros.all(axis=1)] = 12
        if known is not None and known.null_count() < len(known):
            rows = np.flatnonzero(~whole & known.is_not_null().to_numpy())
            self.digits[rows], sizes = byte_rows(known.gather(rows), 16)
            self.length[rows] = np.where(sizes < 12, 0, np.minimum(sizes, 15))
        self.codes = encode(nik).codes

    def count(self, left: int) -> None:
        """Nothing to count: agreement is worth the same whatever the value."""

    @property
    def present(self) -> Bools:
        return self.length > 0

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        known = np.minimum(self.length[a], self.length[b])
        out = np.where(known == 0, MISSING, DIFFERENT).astype(np.uint8)
        same = (self.codes[a] >= 0) & (self.codes[a] == self.codes[b])
        out[same] = 5
        rest = np.flatnonzero(~same & (known > 0))
        out[rest] = self._grade(a[rest], b[rest], known[rest])
        return out, np.zeros(len(a), np.float32)

    def _grade(self, a: Ints, b: Ints, known: npt.NDArray[np.int8]) -> Levels:
        differs = self.digits[a] != self.digits[b]
        differs &= np.arange(16, dtype=np.int8) < known[:, None]
        apart = differs.sum(axis=1, dtype=np.uint8)
        out = np.full(len(a), DIFFERENT, dtype=np.uint8)
        serial = (~differs[:, :12]).all(axis=1)
        near = (apart == 1) & (known == 16)
        two = np.flatnonzero((apart == 2) & (known == 16))
        if len(two):
            at = differs[two].argmax(axis=1)
            after = np.minimum(at + 1, 15)
            x, y = self.digits[a[two]], self.digits[b[two]]
            row = np.arange(len(two))
            swapped = differs[two, after] & (x[row, at] == y[row, after]) & (x[row, after] == y[row, at])
            near[two] = swapped
        out[near] = np.where(serial[near], 2, 3)
        out[apart == 0] = 4
        return out

    def number(self, rows: Ints, first: int, last: int) -> npt.NDArray[np.uint64]:
        """The digits `first` to `last` of each row's NIK, read as one number."""
        out = np.zeros(len(rows), dtype=np.uint64)
        for column in self.digits[rows, first:last].T:
            out = out * np.uint64(10) + (column - np.uint8(48))
        return out

    def strangers(self, left: int, unchecked: float = 1.0) -> Floats:
        """How often two people of the left list stand at each level from 1 on: counted, because samples never meet it.

        People of one area and birth date have serials that run on, so fifteen equal digits are no proof; serials begin anew
        for each area and day, so one digit apart in these is none either. unchecked: share of pairs one digit apart whose
        birth dates do not tell them for two people's.
        """
        rows = np.flatnonzero(self.length[:left] == 16)
        order, starts = grouped(self.number(rows, 0, 12))
        sizes = np.diff(starts, append=len(order)).astype(np.float64)
        crowd = (sizes * (sizes - 1)).sum() / max(1.0, len(rows) * (len(rows) - 1.0))
        together = np.ones(len(order), dtype=bool)
        together[starts] = False
        after = np.flatnonzero(together)[:50_000]
        a, b = rows[order[after - 1]], rows[order[after]]
        full = self._grade(a, b, np.full(len(a), 16, np.int8)) if len(a) else np.empty(0, np.uint8)
        cut = self._grade(a, b, np.full(len(a), 15, np.int8)) if len(a) else np.empty(0, np.uint8)
        people = max(1.0, float((self.codes[a] != self.codes[b]).sum())) if len(a) else 1.0
        u = np.array([1.0, 2e-8, 1e-7, 2e-7, 1e-7])
        u[1] += crowd * float((full == 2).sum()) / people
        u[2] += unchecked * self._neighbours(rows)
        u[3] += crowd * float(((cut == 4) & (full != 4)).sum()) / people
        return np.asarray(u / u.sum())

    def _neighbours(self, rows: Ints, most: int = 40_000) -> float:
        """Share of pairs of these rows whose NIKs differ in one digit of the area or birth date, on evenly drawn rows."""
        rows = rows[:: max(1, len(rows) // most)]
        whole = self.number(rows, 0, 16)
        near = 0.0
        for place in range(12):
            unit = np.uint64(10 ** (15 - place))
            digit = self.digits[rows, place].astype(np.uint64) - np.uint64(48)
            near += _pairs_of_one(whole - digit * unit) - _pairs_of_one(whole)
        return near / max(1.0, len(rows) * (len(rows) - 1.0) / 2)


def _pairs_of_one(keys: npt.NDArray[np.uint64]) -> float:
    """How many pairs have one key."""
    sizes = np.unique(keys, return_counts=True)[1].astype(np.float64)
    return float((sizes * (sizes - 1)).sum() / 2)
