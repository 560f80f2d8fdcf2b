"""Values of foreign lists made comparable: dates of any order, sexes in any words, identifiers without signs.

When to reach for it: `padan link` only; the month's sources are standardised elsewhere. Every function maps a column of
text to a column of the same length, null where nothing usable stands. The invariant: no guess by row; the order of day
and month is decided for the whole column.
"""

from __future__ import annotations

import operator

import numpy as np
import polars as pl

from pipeline.link.encode import distinct, encode

_MISSING = ("", "-", "--", "0", "NULL", "NONE", "NAN", "NA", "N/A", "NOKK", "NOKKS", "UNKNOWN", "TIDAK ADA", "#N/A")
_MONTHS = {
    "JANUARI": "01", "JANUARY": "01", "FEBRUARI": "02", "FEBRUARY": "02", "MARET": "03", "MARCH": "03", "APRIL": "04",
    "MEI": "05", "MAY": "05", "JUNI": "06",
    "JUNE": "06", "JULI": "07", "JULY": "07", "AGUSTUS": "08", "AUGUST": "08", "SEPTEMBER": "09", "OKTOBER": "10",
    "OCTOBER": "10", "NOVEMBER": "11",
    "DESEMBER": "12", "DECEMBER": "12", "JAN": "01", "FEB": "02", "MAR": "03", "APR": "04", "JUN": "06", "JUL": "07",
    "AGU": "08", "AGS": "08", "AUG": "08",
    "SEP": "09", "SEPT": "09", "OKT": "10", "OCT": "10", "NOV": "11", "NOP": "11", "DES": "12", "DEC": "12",
}  # fmt: skip
_SEXES = {
    "L": "L", "LK": "L", "LAKI-LAKI": "L", "LAKI LAKI": "L", "LAKI": "L", "PRIA": "L", "M": "L", "MALE": "L", "MAN": "L", "1": "L",
    "P": "P", "PR": "P", "PEREMPUAN": "P", "WANITA": "P", "F": "P", "FEMALE": "P", "WOMAN": "P", "2": "P", "W": "P",
}  # fmt: skip


def bare(values: pl.Series) -> pl.Series:
    """Upper-case text without outer space; null for the usual words of nothing."""
    text = values.cast(pl.String).str.strip_chars(" \t\u00a0'`").str.to_uppercase()
    return pl.select(pl.when(text.is_in(_MISSING)).then(None).otherwise(text)).to_series().rename(values.name)


def letters(values: pl.Series) -> pl.Series:
    """A part of a name: letters only, accents off."""
    text = bare(values).str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_all(r"[^\p{L}]+", "")
    return _filled(text)


def signs_off(values: pl.Series) -> pl.Series:
    """Identifiers, postcodes: letters and digits only, a trailing `.0` cut."""
    return _filled(bare(values).str.replace(r"\.0+$", "").str.replace_all(r"[^\p{L}\p{N}]+", ""))


def phones(values: pl.Series) -> pl.Series:
    """The last nine digits of a telephone number: 0812…, +62 812… and 0062 812… are one."""
    return _filled(bare(values).str.replace(r"\.0+$", "").str.replace_all(r"\D+", "").str.tail(9))


def number_text(values: pl.Series) -> pl.Series:
    """RT, RW: digits without leading zeros."""
    return _filled(bare(values).str.extract(r"(\d+)", 1).str.strip_chars_start("0"))


def sexes(values: pl.Series) -> pl.Series:
    """L / P for every usual word; an unknown word stays as it is."""
    return bare(values).replace(_SEXES)


def _filled(text: pl.Series) -> pl.Series:
    return pl.select(pl.when(text.str.len_chars() > 0).then(text)).to_series()


def niks(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """(whole NIK or null, leading digits that are certain of a damaged one).

    Whole: 16 digits with a possible day and month. Scientific notation keeps its digits before the exponent; where more than
    a tenth of the column ends in 0, those numbers are taken for rounded by a spreadsheet: 15 digits are certain. Of a number that
    ends in 000 those before the zeros are, and twelve at least.
    """
    text = bare(values).str.replace(r"^(\d{16})\.0+$", "${1}")
    mantissa = text.str.extract(r"^(\d[.,]\d+)E\+?1[45]$", 1).str.replace_all(r"[.,]", "")
    digits = text.str.replace_all(r"[\s.\-]", "")
    frame = pl.DataFrame({"d": digits, "m": mantissa})
    day, month = pl.col("d").str.slice(6, 2).cast(pl.Int32, strict=False), pl.col("d").str.slice(8, 2).cast(pl.Int32, strict=False)
    whole = pl.col("d").str.contains(r"^\d{16}$") & (day % 40).is_between(1, 31) & (day <= 71) & month.is_between(1, 12)
    frame = frame.with_columns(ok=whole.fill_null(value=False) & pl.col("m").is_null())
    zero = pl.col("ok") & pl.col("d").str.ends_with("0")
    share = frame.select(zero.sum() / pl.max_horizontal(pl.col("ok").sum(), 1)).item()
    rounded = zero if share > 0.1 and frame.height >= 20 else zero & pl.col("d").str.ends_with("000")
    known = (
        pl.when(rounded & pl.col("d").str.ends_with("000"))
        .then(pl.col("d").str.strip_chars_end("0").str.pad_end(12, "0"))
        .when(rounded)
        .then(pl.col("d").str.head(15))
        .when(pl.col("m").str.len_chars() >= 6)
        .then("m")
    )
    out = frame.select(nik=pl.when(pl.col("ok") & ~rounded).then("d"), known=known)
    return out["nik"], out["known"]


def dates(values: pl.Series) -> pl.DataFrame:
    """Year, month and day (null where unreadable; not checked against the calendar: a typing error is still evidence).

    ISO, yyyymmdd, ddmmyyyy, named months; dd/mm or mm/dd by what the whole column allows (dd/mm where both do). A value is read once.
    """
    written = encode(values)
    rows = pl.Series(np.bincount(written.codes[written.codes >= 0], minlength=written.size))
    read = _parts(_numbered_months(distinct(values, written)), rows)
    return read.select(pl.all().gather(pl.Series(written.codes).replace(-1, None)))


def _numbered_months(values: pl.Series) -> pl.Series:
    """Dates as text without a time of day; those with a month in words as yyyy-mm-dd."""
    text = bare(values).str.replace(r"[ T]\d{1,2}:\d{2}.*$", "").str.replace(r"\.0$", "")
    named = text.str.contains(r"\d\s*[-/ ]?\s*[A-Z]{3}|[A-Z]{3,}\s+\d").fill_null(value=False)
    if named.any():
        spelt = text.str.replace_all(r"[,.]", " ").str.replace_all(r"[A-Z]{3,}", "#")
        word = text.str.extract(r"([A-Z]{3,})", 1).replace_strict(_MONTHS, default=None, return_dtype=pl.String)
        day_first = spelt.str.extract(r"^(\d{1,2})\D+\d{2,4}$", 1)
        day = pl.select(pl.coalesce(day_first, spelt.str.extract(r"^#\D*(\d{1,2})\D", 1))).to_series()
        rebuilt = pl.select(pl.concat_str([spelt.str.extract(r"(\d{4})", 1), pl.lit("-"), word, pl.lit("-"), day.str.zfill(2)])).to_series()
        text = pl.select(pl.when(named).then(rebuilt).otherwise(text)).to_series()
    return text


def _parts(text: pl.Series, rows: pl.Series) -> pl.DataFrame:
    """Year, month and day of different dates, each of which stands in so many `rows`."""
    frame = pl.DataFrame({"t": text, "rows": rows}).with_columns(
        compact=pl.col("t").str.contains(r"^\d{8}$"),
        iso=pl.col("t").str.contains(r"^\d{4}\D\w{1,2}\D\w{1,2}$"),
        a=pl.col("t").str.extract(r"^(\d{1,2})\D\w{1,2}\D\w{2,4}$", 1).cast(pl.Int16, strict=False),
        b=pl.col("t").str.extract(r"^\w{1,2}\D(\d{1,2})\D\w{2,4}$", 1).cast(pl.Int16, strict=False),
        c=pl.col("t").str.extract(r"^\w{1,2}\D\w{1,2}\D(\d{4}|\d{2})$", 1).cast(pl.Int16, strict=False),
    )
    months = (pl.col(day).gt(12) & pl.col(month).le(12) for day, month in ("ba", "ab"))
    month_first = frame.select(operator.gt(*(pl.col("rows").filter(only).sum() for only in months))).item()
    day, month = (pl.col("b"), pl.col("a")) if month_first else (pl.col("a"), pl.col("b"))
    year = pl.when(pl.col("c") < 30).then(pl.col("c") + 2000).when(pl.col("c") < 100).then(pl.col("c") + 1900).otherwise("c")
    year_first = pl.col("t").str.slice(0, 4).cast(pl.Int16, strict=False).is_between(1850, 2100)

    def piece(start: int, size: int) -> pl.Expr:
        return pl.col("t").str.slice(start, size).cast(pl.Int16, strict=False)

    def iso(at: int) -> pl.Expr:
        return pl.col("t").str.extract(r"^(\d{4})\D(\w{1,2})\D(\w{1,2})$", at).cast(pl.Int16, strict=False)

    def pick(dense_first: pl.Expr, dense_last: pl.Expr, at: int, loose: pl.Expr) -> pl.Expr:
        dense = pl.when(year_first).then(dense_first).otherwise(dense_last)
        return pl.when("compact").then(dense).when("iso").then(iso(at)).otherwise(loose)

    return frame.select(
        y=pick(piece(0, 4), piece(4, 4), 1, year), m=pick(piece(4, 2), piece(2, 2), 2, month), d=pick(piece(6, 2), piece(0, 2), 3, day)
    )
