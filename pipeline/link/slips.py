"""Damaged NIKs that are one slip of the hand away from a NIK of the other list: their certain digits, for comparing only.

When to reach for it: before a month is linked. The invariants: a NIK is never written into a row, only `nik_known`, the leading digits that
are compared; a number that fits two NIKs of the other list stays unknown. Source: DOMAIN §5.2 (recovery by fifteen digits, check 5).
"""

from __future__ import annotations

import polars as pl

KNOWN = 15
"""Leading digits compared of a NIK that was found by a slip: as of one whose last digit is lost."""
_DIGITS = "0123456789"


def known_by_slip(frame: pl.DataFrame, niks: pl.Series) -> pl.DataFrame:
    """The frame with `nik_known` of damaged NIKs that become exactly one of `niks` by one digit put in, taken out or put right.

    frame: `nik, nik_raw, nik_known`; only rows without a trusted NIK whose cell has fifteen or seventeen digits, or sixteen signs of which
    one is no digit. Row order is kept.
    """
    text = pl.col("nik_raw").str.replace_all(r"[^0-9A-Za-z]", "")
    slipped = text.str.contains(r"^(\d{15}|\d{17}|\d{0,15}[A-Za-z]\d{0,15})$") & text.str.len_chars().is_between(15, 17)
    written = frame.filter(pl.col("nik").is_null() & slipped).select("nik_raw", text=text).unique()
    if written.is_empty():
        return frame
    meant = pl.concat([_put_in(written), _taken_out(written), _put_right(written)])
    known = pl.DataFrame({"meant": niks.drop_nulls().unique()})
    found = meant.join(known, on="meant", how="semi").group_by("nik_raw").agg(
        pl.col("meant").n_unique().alias("n"), pl.col("meant").first().str.head(KNOWN)
    )  # fmt: skip
    only = found.filter(pl.col("n") == 1).select("nik_raw", "meant")
    joined = frame.join(only, on="nik_raw", how="left", maintain_order="left")
    damaged = pl.col("nik").is_null()
    return joined.with_columns(nik_known=pl.when(damaged).then(pl.coalesce("meant", "nik_known")).otherwise("nik_known")).drop("meant")


def _spread(written: pl.DataFrame, forms: list[pl.Expr]) -> pl.DataFrame:
    return written.select("nik_raw", meant=pl.concat_list(forms)).explode("meant")


def _put_in(written: pl.DataFrame) -> pl.DataFrame:
    """Fifteen digits with any digit at any place."""
    short = written.filter(pl.col("text").str.contains(r"^\d{15}$"))
    at = [(place, digit) for place in range(16) for digit in _DIGITS]
    return _spread(short, [pl.concat_str(pl.col("text").str.head(p), pl.lit(d), pl.col("text").str.slice(p)) for p, d in at])


def _taken_out(written: pl.DataFrame) -> pl.DataFrame:
    """Seventeen signs without any one of them."""
    long = written.filter(pl.col("text").str.len_chars() == KNOWN + 2)
    return _spread(long, [pl.concat_str(pl.col("text").str.head(p), pl.col("text").str.slice(p + 1)) for p in range(17)])


def _put_right(written: pl.DataFrame) -> pl.DataFrame:
    """Sixteen signs with a digit for the letter."""
    lettered = written.filter((pl.col("text").str.len_chars() == KNOWN + 1) & pl.col("text").str.contains("[A-Za-z]"))
    return _spread(lettered, [pl.col("text").str.replace("[A-Za-z]", d) for d in _DIGITS])
