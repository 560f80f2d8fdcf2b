"""The number of a civil servant (NIP): its first eight digits are the day of birth, its fifteenth the sex.

When to reach for it: for lists of employees that have no other day of birth. The invariants: only a whole NIP of eighteen digits tells; a
day or sex that the list itself gives stays. Source: Peraturan Kepala BKN 22/2007.
"""

from __future__ import annotations

import polars as pl

from pipeline.standardise.text import fold_column

_NIP = r"^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:19|20)\d\d(?:0[1-9]|1[0-2]|2[1-9]|3[0-2])([12])\d{3}$"


def told_by_nip(source: pl.DataFrame) -> pl.DataFrame:
    """The rows with the birth date and sex of their NIP where they have none, nor a NIK to tell them; a list without NIPs as it is."""
    if "nip" not in source.columns:
        return source
    number = fold_column(source, "nip").str.replace_all(r"[^0-9]", "")
    known = fold_column(source, "nik").str.contains(r"\d{16}").fill_null(value=False)
    number = pl.select(pl.when(~known).then(number)).to_series()
    date = number.str.replace(_NIP, "${1}-${2}-${3}")
    frame = pl.DataFrame(
        {
            "birth_date": fold_column(source, "birth_date"),
            "sex": fold_column(source, "sex"),
            "date": pl.select(pl.when(number.str.contains(_NIP)).then(date)).to_series(),
            "mark": number.str.extract(_NIP, 4),
        }
    )
    told = frame.select(pl.coalesce("birth_date", "date").alias("birth_date"), pl.coalesce("sex", "mark").alias("sex"))
    return source.with_columns(*(told[name] for name in told.columns if told[name].count()))
