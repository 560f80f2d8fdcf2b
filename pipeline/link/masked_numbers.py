"""The comparison of numbers whose sender masked them (`1217024805******`): by the digits that can be seen, and by nothing else.

When to reach for it: where a list hides digits of its NIKs or KK numbers. The invariants: symmetric; numbers that are whole on both sides
are left to their own comparison; where too few digits can be seen to tell people apart the field is missing, no agreement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from pipeline.link.bytes import byte_rows
from pipeline.link.compare import DIFFERENT, MISSING
from pipeline.link.encode import Bools, Ints, Levels, encode
from pipeline.link.params import FieldKind, FieldSpec
from pipeline.words.nik import visible
from schemas.codes import NikStatus

if TYPE_CHECKING:
    from pipeline.link.tf import Rarities, TermFrequencies

SEEN_FIELDS: Final = {
    FieldSpec("nik_seen", FieldKind.FLAG): "nik",
    FieldSpec("kk_seen", FieldKind.FLAG, shared=True): "no_kk",
}
"""What is compared of a masked number, and the number it is of."""
AREA, DATE_ENDS, LEAST = 6, 12, 4
"""Digits that only say where a number was issued, where the digits of a date end, digits besides the area that tell people apart."""
SAME: Final = 2
_WHOLE = r"^[0-9]{16}$"
_TO_THE_DATE = r"^[0-9]{12}"
"""A NIK that shows its date is compared by its leading digits, as a damaged one is (`NikComparison`)."""


def with_seen(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with `nik_seen` and `kk_seen`: sixteen signs of a masked number, `*` for each that is hidden; null for any other number."""
    seen = []
    for spec, number in SEEN_FIELDS.items():
        raw, status = f"{number}_raw", f"{number}_status"
        if raw in frame.columns and status in frame.columns:
            shown = visible(pl.col(raw))
            compared = (pl.col(status) == str(NikStatus.MASKED)) & ~shown.str.contains(_TO_THE_DATE if number == "nik" else _WHOLE)
            seen.append(pl.when(compared).then(shown).alias(spec.name))
        else:
            seen.append(pl.lit(None, dtype=pl.String).alias(spec.name))
    return frame.with_columns(seen)


class SeenComparison:
    """Masked numbers against whole or masked ones: the digits that both show are the same, or some differ.

    Two whole numbers of the left list are compared by the digits that the commonest mask shows, so that it can be learned how often
    strangers agree in them.
    """

    terms: TermFrequencies | None = None

    def __init__(self, spec: FieldSpec, seen: pl.Series, whole: pl.Series, left: int, dated: Bools) -> None:
        """dated: rows whose birth date is listed, so that it must not count again by its digits."""
        self.spec, self.left = spec, left
        self.masked: Bools = seen.is_not_null().to_numpy()
        self.digits = np.zeros((len(seen), 16), dtype=np.uint8)
        kept = whole.is_not_null().to_numpy() & ~self.masked
        self.digits[kept] = byte_rows(whole.filter(pl.Series(kept)), 16)[0]
        self.digits[self.masked] = byte_rows(seen.drop_nulls(), 16)[0]
        self.digits[self.digits == ord("*")] = 0
        if spec.name == "nik_seen":
            self.digits[:, AREA:DATE_ENDS][self.masked & dated] = 0
        shown = self.digits[self.masked] > 0
        patterns, counts = np.unique(shown, axis=0, return_counts=True) if len(shown) else (np.zeros((1, 16), bool), np.ones(1))
        self.usual: Bools = patterns[counts.argmax()]
        at = np.where(self.masked[:, None] | self.usual[None, :], self.digits, 0)
        self.codes = encode(pl.Series(at.view("S16").ravel().astype(str)).replace("", None)).codes

    def count(self, left: int) -> None:
        """Nothing to count: agreement is worth the same whatever the value."""

    @property
    def present(self) -> Bools:
        """Rows that can be compared: masked numbers, and whole ones beside them."""
        return np.asarray((self.digits[:, AREA:] > 0).sum(axis=1) >= LEAST)

    def levels(self, a: Ints, b: Ints) -> tuple[Levels, Rarities]:
        """Level of each pair of rows."""
        x, y = self.digits[a], self.digits[b]
        shown = (x > 0) & (y > 0)
        whole = ~self.masked[a] & ~self.masked[b]
        shown[whole] &= self.usual
        shown[whole & ((a >= self.left) | (b >= self.left))] = False
        known = shown[:, AREA:].sum(axis=1) >= LEAST
        apart = ((x != y) & shown).any(axis=1)
        out = np.where(known, np.where(apart, DIFFERENT, SAME), MISSING).astype(np.uint8)
        return out, np.zeros(len(a), np.float32)
