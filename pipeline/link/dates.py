"""Birth dates compared part by part.

When to reach for it: for dates that people typed: day and month exchanged, one digit wrong, a part unreadable. The
invariants: symmetric; a date with fewer than two readable parts is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.link.compare import DIFFERENT, MISSING
from pipeline.link.encode import Bools, Ints, Levels, distinct, encode
from pipeline.link.tf import Rarities, TermFrequencies, term_frequencies

if TYPE_CHECKING:
    from pipeline.link.params import FieldSpec

SAME_YEAR, CLOSE, SWAPPED, SAME = 2, 3, 4, 5
UNKNOWN: Final = -1
_DECADE: Final = 10
Parts = npt.NDArray[np.int16]


def parts_of(dates: pl.Series | pl.DataFrame) -> list[Parts]:
    """Year, month and day of dates, or of a frame y, m, d; UNKNOWN where there is none."""
    if isinstance(dates, pl.DataFrame):
        return [dates[part].cast(pl.Int16).fill_null(UNKNOWN).to_numpy() for part in "ymd"]
    encoded = encode(dates.cast(pl.Date).cast(pl.Int32))
    days = distinct(dates.cast(pl.Date), encoded)
    parts = (days.dt.year(), days.dt.month(), days.dt.day())
    return [np.append(part.to_numpy(), UNKNOWN).astype(np.int16)[encoded.codes] for part in parts]


class DateComparison:
    """DATE: same, day and month swapped, close (one part or one digit off), same year.

    `values`: dates, or a frame y, m, d whose parts may be null. Where a row has no date but its NIK says one (`said`), that
    counts only against a row whose own NIK says nothing of its birth date (not `with_nik`): else one fact would count twice.
    """

    def __init__(
        self, spec: FieldSpec, values: pl.Series | pl.DataFrame, said: pl.Series | None = None, with_nik: Bools | None = None
    ) -> None:
        self.spec = spec
        parts = parts_of(values)
        self.there: Bools = np.sum([part != UNKNOWN for part in parts], axis=0) >= 2
        self.derived = self.with_nik = None
        if said is not None and with_nik is not None:
            self.derived, self.with_nik = ~self.there & said.is_not_null().to_numpy(), with_nik
            parts = [np.where(self.there, part, told) for part, told in zip(parts, parts_of(said), strict=True)]
            self.there |= self.derived
        self.year, self.month, self.day = parts
        number = pl.Series(self.year.astype(np.int32) * 10_000 + self.month * np.int32(100) + self.day)
        whole = (self.year != UNKNOWN) & (self.month != UNKNOWN) & (self.day != UNKNOWN)
        self.encoded = encode(pl.select(pl.when(pl.Series(whole)).then(number)).to_series())
        self.codes = self.encoded.codes
        self.terms: TermFrequencies | None = None

    def count(self, left: int) -> None:
        self.terms = term_frequencies(self.codes, self.encoded.size, left, 6e-5)

    @property
    def present(self) -> Bools:
        return self.there

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        there = self.there[a] & self.there[b]
        if self.derived is not None and self.with_nik is not None:
            there &= ~((self.derived[a] & self.with_nik[b]) | (self.derived[b] & self.with_nik[a]))
        x, y = self.codes[a], self.codes[b]
        same = there & (x == y) & (x >= 0)
        out = np.where(there, DIFFERENT, MISSING).astype(np.uint8)
        rest = np.flatnonzero(there & ~same)
        out[rest] = self._grade(a[rest], b[rest])
        out[same] = SAME
        rarity = np.zeros(len(a), np.float32)
        if self.terms:
            rarity[same] = self.terms.rarity[x[same]]
        return out, rarity

    def _grade(self, a: Ints, b: Ints) -> Levels:
        ya, yb, ma, mb, da, db = self.year[a], self.year[b], self.month[a], self.month[b], self.day[a], self.day[b]
        year, month, day = ya == yb, ma == mb, da == db
        swapped = year & (ma == db) & (da == mb)
        digits = digits_apart(ya, yb) + digits_apart(ma, mb) + digits_apart(da, db)
        close = (digits <= 1) | (year & month) | (year & day) | (month & day & (np.abs(ya - yb) <= _DECADE))
        close |= (digits == 2) & (transposed(ya, yb) | transposed(ma, mb) | transposed(da, db))
        blank = (np.minimum(ya, yb) < 0).astype(np.uint8) + (np.minimum(ma, mb) < 0) + (np.minimum(da, db) < 0)
        agree = ((year & (ya >= 0)).astype(np.uint8) + (month & (ma >= 0)) + (day & (da >= 0))) == 3 - blank
        out = np.select([swapped, close, year], [SWAPPED, CLOSE, SAME_YEAR], DIFFERENT)
        doubtful = np.select([blank == 1, blank > 1], [np.where(agree, CLOSE, DIFFERENT), MISSING], out)
        return doubtful.astype(np.uint8)


def digits_apart(a: Parts, b: Parts) -> npt.NDArray[np.uint8]:
    """In how many of their decimal digits two numbers differ, place by place: 12 and 21 in two, 12 and 13 in one."""
    apart = np.zeros(len(a), dtype=np.uint8)
    for unit in (1, 10, 100, 1000):
        apart += (a // unit) % 10 != (b // unit) % 10
    return apart


def transposed(a: Parts, b: Parts) -> Bools:
    """Whether two numbers differ by an exchange of their last two digits only: 1984 and 1948."""
    return np.asarray((a != b) & (a // 100 == b // 100) & (a % 10 == (b // 10) % 10) & (b % 10 == (a // 10) % 10))
