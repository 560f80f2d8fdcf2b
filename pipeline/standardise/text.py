"""Text without what nobody sees: control characters, zero-width characters, odd spaces; and maps over distinct values.

When to reach for it: before any value of a source is compared or parsed. The invariants: null stays null, blank becomes null,
cleaning twice changes nothing, rows keep their order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_INVISIBLE = (
    r"[\x00-\x08\x0e-\x1f\x7f\u{80}-\u{84}\u{86}-\u{9f}\u{ad}\u{180e}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2064}\u{feff}\u{fffe}]"
)
_UNTIDY = _INVISIBLE + r"|[\s--\x20]|^ | $|  |^$"
_FULLWIDTH = {chr(0xFF10 + i): str(i) for i in range(10)}


def fold(text: pl.Expr) -> pl.Expr:
    """The text without control and zero-width characters, white space folded to single blanks, blank as null."""
    folded = text.str.replace_all(_INVISIBLE, "").str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(folded != "").then(folded)


def fold_column(frame: pl.DataFrame, column: str) -> pl.Series:
    """`frame[column]` folded (`fold`); an absent column is all null. A column that is tidy already is returned as it is."""
    if column not in frame.columns:
        return pl.Series(column, [None], dtype=pl.String).new_from_index(0, frame.height)
    series = frame[column].cast(pl.String)
    if not series.unique().str.contains(_UNTIDY).any():
        return series
    return frame.select(fold(pl.col(column).cast(pl.String)).alias(column)).to_series()


def ascii_digits(text: pl.Expr) -> pl.Expr:
    """Full-width digits as plain ones."""
    return text.str.replace_many(list(_FULLWIDTH), list(_FULLWIDTH.values()))


def map_distinct(series: pl.Series, convert: Callable[[str], Any], dtype: Any) -> pl.Series:
    """`series` with `convert` applied once to each distinct value (in sorted order); null stays null."""
    values = series.drop_nulls().unique().sort().to_list()
    return replace(series, {value: convert(value) for value in values}, dtype)


def replace(series: pl.Series, table: Mapping[str, Any], dtype: Any) -> pl.Series:
    """`series` through a table; values the table does not know become null."""
    if not table:
        return pl.Series(series.name, [None], dtype=dtype).new_from_index(0, series.len())
    old = list(table)
    new = pl.Series([table[key] for key in old], dtype=dtype)
    return series.replace_strict(pl.Series(old, dtype=pl.String), new, default=None, return_dtype=dtype)


def joined_by(frame: pl.DataFrame, told: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """`frame` with what is told of each of its distinct `keys` (a null is one of them), in its order. One row told is told of every row."""
    if told.height == 1:
        return frame.with_columns(
            pl.lit(value, dtype=told.schema[name]).alias(name) for name, value in told.drop(keys).row(0, named=True).items()
        )
    return frame.join(told, on=keys, how="left", nulls_equal=True, maintain_order="left")


def parted(text: str) -> str:
    """Words written together in a name of a file, apart: `BankSumselBabel_TriwulanIII` → `Bank Sumsel Babel_Triwulan III`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Words for comparing: upper case, every run of other signs than letters and digits one blank.

    Example: "Gagal  cek-rekening (BRI)" → "GAGAL CEK REKENING BRI".
    """
    return re.sub(r"[\W_]+", " ", text.upper()).strip()
