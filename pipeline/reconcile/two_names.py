"""One NIK beside two names that are no variants of each other: the rows of ID-BD."""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.inputs import trusted
from pipeline.reconcile.spellings import are_two, spellings


def two_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose NIK the first row of that NIK writes beside another name, with both rows and names; held by the first row's person."""
    sound = rows.with_columns(t_nik=trusted("nik")).filter(pl.col("t_nik").is_not_null() & pl.col("name").is_not_null())
    many = sound.filter(pl.col("name").n_unique().over("t_nik") > 1)
    first = many.unique("t_nik", keep="first", maintain_order=True).select(
        "t_nik", a_record="record_id", nama_a="name", first_file="berkas", first_person="person_id"
    )
    hits = many.join(first, on="t_nik", how="left", maintain_order="left").filter(pl.col("name") != pl.col("nama_a"))
    known = set(rows.filter(pl.col("source") == "registry")["person_id"])
    two_people = [a != b and {a, b} <= known for a, b in zip(hits["first_person"], hits["person_id"], strict=True)]
    pairs = zip(spellings(hits["nama_a"]), spellings(hits["name"]), two_people, strict=True)
    apart = [are_two(one, two, two_people=both) for one, two, both in pairs]
    return hits.filter(pl.Series(apart, dtype=pl.Boolean)).with_columns(
        b_record=pl.col("record_id"),
        berkas_2=pl.col("berkas"),
        nama_b=pl.col("name"),
        berkas=pl.col("first_file"),
        person_id=pl.col("first_person"),
    )
