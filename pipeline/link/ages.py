"""An age on one side, a birth date on the other: the age as a year of birth.

When to reach for it: `padan link`, before comparisons are made. Nobody says in which year the ages were asked; the lists do:
people of one name that occurs once in each list are mostly one person, and the year in which most of their ages fit their
births is that year. The invariants: no clock; where no year stands out, nothing is derived.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipeline.link import values

ENOUGH: Final = 5
"""People of one name on both sides that must fit one year."""
STANDS_OUT: Final = 0.3
"""Share of the people of one name whose age must fit that year to a year."""
Fields = dict[str, pl.Series]


def years_from_ages(fields: list[Fields]) -> list[Fields]:
    """The fields of the two lists; a list with ages only gets `birth_year` where the other has it and their names tell the year."""
    if len(fields) == 2:
        for told, asked in (fields, fields[::-1]):
            if "birth_year" in told and "age" in asked and not {"birth_year", "birth_date"} & set(asked) and "age" not in told:
                ages = _whole(asked["age"], 130)
                year = _asked_in(told, asked, ages)
                if year is not None:
                    asked["birth_year"] = (year - ages).cast(pl.String)
    return fields


def _whole(cells: pl.Series, most: int) -> pl.Series:
    number = values.bare(cells).str.extract(r"(\d+)", 1).cast(pl.Int64, strict=False)
    return pl.select(pl.when(number <= most).then(number)).to_series()


def _asked_in(told: Fields, asked: Fields, ages: pl.Series) -> int | None:
    """The year in which most people of one name were as old as told. Ties: the later."""
    if "name" not in told or "name" not in asked:
        return None
    one = (
        pl.DataFrame({"name": values.bare(told["name"]), "born": _whole(told["birth_year"], 9999)}).drop_nulls().unique("name", keep="none")
    )
    two = pl.DataFrame({"name": values.bare(asked["name"]), "age": ages}).drop_nulls().unique("name", keep="none")
    sums = one.join(two, on="name").select(year=pl.col("born") + pl.col("age"))["year"]
    if len(sums) == 0:
        return None
    year = max(int(y) for y in sums.mode().to_list())
    fit = int(sums.is_between(year - 1, year + 1).sum())
    return year if fit >= max(ENOUGH, STANDS_OUT * len(sums)) else None
