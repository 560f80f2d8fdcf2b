"""Families that a row without a link may yet belong to: enough to accuse nobody, too little to decide.

When to reach for it: from `resolve.py`, for the few rows that neither a link nor a card carries to a family. The invariant: a hit only
holds an accusation back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from pipeline.reconcile.entitled.heads import heads_as_people
from pipeline.reconcile.inputs import trusted
from pipeline.words import names
from pipeline.words.spellings import ALIKE, alike, are_two, spellings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.inputs import Slice

LIKELY = 70.0
"""Name similarity from which two names in one RT and RW may be one (AHMAD EENDI, AHMAD EFENDI): enough to accuse nobody."""

PREFIX = 6
"""Digits of a damaged NIK from which they tell somebody else's number (the place of its first registration)."""

PART, FEW = 75.0, 3
"""Likeness of a part from which two names of one village are compared word by word; so many families at most that a likeness may touch."""


def plausible(rows: pl.DataFrame, everyone: pl.DataFrame, piece: Slice, found: pl.Series) -> pl.DataFrame:
    """Registry families that an unlinked row may yet belong to: known digits, an old card, one name and birth date, one NIK, or all of it
    but the serial.

    `rows`: unlinked rows only (few). `found`: families that other rows are carried to, whom nobody looks for. Returns record_id, p_families
    (sorted). Nothing is decided here; a hit only blocks an accusation.
    """
    now = piece.persons.select("person_id", "family_id").unique()
    reg = everyone.join(now, on="person_id", suffix="_now").select(
        "family_id_now", "nik", "birth_date", "name", "village_code", "rt", "rw", r_nik=trusted("nik"), r_kk=trusted("no_kk")
    )
    reg = pl.concat([reg, heads_as_people(piece).rename({"family_id": "family_id_now"})])
    left = rows.with_columns(key=names.keys(rows["name"]), t_nik=trusted("nik"), t_kk=trusted("no_kk"))
    known = left.filter(pl.col("nik_known").is_not_null() & (pl.col("nik_known").str.len_chars() >= 12)).with_columns(
        stem=pl.col("nik_known").str.slice(0, 12)
    )
    by_digits = known.join(reg.with_columns(stem=pl.col("r_nik").str.slice(0, 12)), on="stem").filter(
        pl.col("r_nik").str.starts_with(pl.col("nik_known"))
    )
    by_card = left.join(reg, left_on="t_kk", right_on="r_kk").with_columns(r_kk=pl.col("t_kk"))
    by_nik = left.join(reg, left_on="t_nik", right_on="r_nik").with_columns(r_nik=pl.col("t_nik"))
    by_serial = _other_serial(left, reg)
    weak = left.filter(pl.col("t_nik").is_null() & pl.col("key").is_not_null())
    dated = weak.filter(pl.col("birth_date").is_not_null()).join(reg, on="birth_date")
    homes = weak.filter(pl.col("birth_date").is_null() & pl.col("rt").is_not_null()).join(reg, on=["village_code", "rt"])
    bare = weak.filter(pl.all_horizontal(pl.col("birth_date", "rt").is_null()))
    next_door = pl.col("rw").is_not_null() & (pl.col("rw") == pl.col("rw_right"))
    named = [_same_name(dated), _same_name(homes), _same_name(homes.filter(next_door), LIKELY), _neighbours(bare, reg)]
    hits = pl.concat([f.select("record_id", family_id="family_id_now") for f in (by_digits, by_card, by_nik, by_serial, *named)])
    numbered = pl.any_horizontal(pl.col("t_kk", "nik_known").is_not_null())  # of a name alone: `open_questions.by_name_alone`
    lost = weak.filter(pl.col("birth_date").is_null() & numbered).join(hits, on="record_id", how="anti")
    hits = pl.concat([hits, _moved(lost, reg.filter(~pl.col("family_id_now").is_in(found.implode())))])
    return hits.group_by("record_id").agg(pl.col("family_id").unique().sort().alias("p_families"))


def _other_serial(left: pl.DataFrame, reg: pl.DataFrame) -> pl.DataFrame:
    """Rows whose NIK is that of a person of the same village but for the serial (one area, sex and day of birth), and whose name is no
    other person's: the four digits were written otherwise, or issued anew. A likeness that touches many families says nothing."""
    stem = left.filter(pl.col("t_nik").is_not_null()).with_columns(stem=pl.col("t_nik").str.slice(0, 12))
    pairs = stem.join(reg.with_columns(stem=pl.col("r_nik").str.slice(0, 12)), on="stem")
    pairs = pairs.filter((pl.col("village_code") == pl.col("village_code_right")).fill_null(value=True))
    both = zip(spellings(pairs["name"]), spellings(pairs["name_right"]), strict=True)
    hits = pairs.filter(
        pl.Series([_one_name(one[1], two[1]) and not are_two(one, two, two_people=False) for one, two in both], dtype=pl.Boolean)
    )
    return hits.filter(pl.col("family_id_now").n_unique().over("record_id") <= FEW)


def _one_name(one: str, two: str) -> bool:
    """Whether the words that two bare names do not share begin alike: RUINI and RUPINI, K and KALEM; FANDI and KANDI are twins."""
    left, right = (set(words) for words in (one.split(), two.split()))
    begin, other = ({word[0] for word in words} for words in (left - right, right - left))
    return bool(left and right) and (begin <= other or other <= begin)


def _moved(lost: pl.DataFrame, reg: pl.DataFrame) -> pl.DataFrame:
    """Of rows without NIK and birth date that nobody at their door is like: families that hold the very name of two words or more, where
    they are few and no digit that is left of the NIK speaks against it: who moved has another door and often another card."""
    people = reg.select("family_id_now", "r_nik", key=names.keys(reg["name"])).unique()
    found = lost.filter(pl.col("key").str.contains(" ")).select("record_id", "key", "nik_known").join(people, on="key")
    known = pl.when(pl.col("nik_known").str.len_chars() >= PREFIX).then("nik_known")
    found = found.filter(pl.col("r_nik").str.starts_with(known).fill_null(value=True))
    found = found.select("record_id", family_id="family_id_now").unique()
    return found.filter(pl.len().over("record_id") <= FEW)


def _same_name(pairs: pl.DataFrame, least: float = ALIKE) -> pl.DataFrame:
    """Of candidate pairs (`name`, `name_right`) those whose names are variants, or at least so much alike."""
    return pairs.filter(alike(pairs["name"], pairs["name_right"], least))


def _neighbours(bare: pl.DataFrame, reg: pl.DataFrame) -> pl.DataFrame:
    """Of rows that hold a name and a village only: families of that village in which the very name stands; else a name that is alike; else
    one that is a variant. The latter two count where they touch few families: a name that is a part of many would block a whole village.
    """
    here = reg.filter(pl.col("name").is_not_null()).join(bare.select("village_code").unique(), on="village_code", how="semi")
    people = here.select("family_id_now", "village_code", "name", key=names.keys(here["name"])).unique().drop_nulls()
    same = bare.join(people, on=["key", "village_code"]).select("record_id", "family_id_now")
    rows = bare.join(same, on="record_id", how="anti").drop_nulls(["village_code", "name"])
    found = pl.DataFrame(list(_variants(rows, people)), schema={**same.schema, "grade": pl.Int64}, orient="row").unique()
    best = found.filter(pl.col("grade") == pl.col("grade").max().over("record_id")).select(same.columns).unique()
    return pl.concat([same, best.filter(pl.len().over("record_id") <= FEW)])


def _variants(rows: pl.DataFrame, people: pl.DataFrame) -> Iterator[tuple[str, str, int]]:
    """(record_id, family, grade) of rows and people of one village: 2 for names that are alike, 1 for names that are no two people's."""
    for (village,), mine in rows.group_by("village_code", maintain_order=True):
        there = people.filter(pl.col("village_code") == village).sort("name", "family_id_now")
        near = process.cdist(mine["key"].to_list(), there["key"].to_list(), scorer=fuzz.partial_ratio, score_cutoff=PART, dtype=np.uint8)
        left, right = spellings(mine["name"]), spellings(there["name"])
        for i, j in np.argwhere(near > 0):
            alike = names.key_similarity(left[i][2], right[j][2]) >= ALIKE
            if alike or not are_two(left[i], right[j], two_people=False):
                yield mine["record_id"][int(i)], there["family_id_now"][int(j)], 2 if alike else 1
