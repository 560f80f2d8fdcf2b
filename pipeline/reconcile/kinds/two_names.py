"""One NIK beside two names that are no variants of each other: the rows of ID-BD."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.inputs import trusted
from pipeline.words.spellings import are_two, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIFE_OF = frozenset({"NY", "NYONYA", "ISTRI"})
"""Words before the name of a husband (DOMAIN §6.1)."""
_YEARS = 5
"""Years between two birth dates from which on they are no slip of each other."""


def by_marriage(one: str, two: str, home: Iterable[str]) -> bool:
    """Whether one of two names is the other's by a husband of the same family card: "Ny. Triyono Kasiran", or her own first name before
    his ("Sarinem Darsono")."""
    kin = [words for name in home if (words := _words(name))]
    for own, other in ((_words(one), _words(two)), (_words(two), _words(one))):
        named = other[1:]
        if not (own and named):
            continue
        wife = other[0] in _WIFE_OF or other[0] == own[0]
        if wife and any(set(named) <= set(words) and named[0] == words[0] for words in kin if words != own):
            return True
    return False


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z']+", name.upper())


def _of_two_homes() -> pl.Expr:
    """Whether a row and the first one bear two cards, and birth dates years apart: then a likeness of names is chance."""
    years = (pl.col("birth_date").dt.year() - pl.col("first_born").dt.year()).abs() >= _YEARS
    other_day = pl.col("birth_date").dt.strftime("%d%m") != pl.col("first_born").dt.strftime("%d%m")
    return ((pl.col("no_kk") != pl.col("first_card")) & years & other_day).fill_null(value=False).alias("strange")


def two_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose NIK the first row of that NIK writes beside another name, with both rows and names; held by the first row's person."""
    sound = rows.with_columns(t_nik=trusted("nik")).filter(pl.col("t_nik").is_not_null() & pl.col("name").is_not_null())
    many = sound.filter(pl.col("name").n_unique().over("t_nik") > 1)
    first = many.unique("t_nik", keep="first", maintain_order=True).select(
        "t_nik", a_record="record_id", nama_a="name", first_file="berkas", first_person="person_id", first_family="family_id",
        first_card="no_kk", first_born="birth_date",
    )  # fmt: skip
    registered = rows.filter(pl.col("source") == "registry")
    homes = registered.drop_nulls("name").group_by(first_family="family_id").agg(home=pl.col("name"))
    hits = many.join(first, on="t_nik", how="left", maintain_order="left").filter(pl.col("name") != pl.col("nama_a"))
    hits = hits.join(homes, on="first_family", how="left", maintain_order="left")
    known = set(registered["person_id"])
    two_people = [a != b and {a, b} <= known for a, b in zip(hits["first_person"], hits["person_id"], strict=True)]
    strange = hits.select(_of_two_homes()).to_series()
    pairs = zip(spellings(hits["nama_a"]), spellings(hits["name"]), two_people, strange, strict=True)
    apart = [are_two(one, two, two_people=both, strange=other) for one, two, both, other in pairs]
    married = [by_marriage(one, two, home or ()) for one, two, home in hits.select("nama_a", "name", "home").iter_rows()]
    return hits.filter(pl.Series(apart, dtype=pl.Boolean) & ~pl.Series(married, dtype=pl.Boolean)).with_columns(
        b_record=pl.col("record_id"),
        berkas_2=pl.col("berkas"),
        nama_b=pl.col("name"),
        berkas=pl.col("first_file"),
        person_id=pl.col("first_person"),
    )
