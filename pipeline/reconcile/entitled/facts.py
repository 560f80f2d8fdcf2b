"""What the registry in force says of each family: desil, standing, who lives, who holds an excluded job.

One row a family, whatever the number of its members: families are never divided by persons.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice

STRAYS = 10
"""One loose person to so many families of a village: a family of one may be larger than the registry can tell."""

_LIVES = ~pl.col("dead")
_ACTIVE = pl.col("registry_status") == "AKTIF"
_HEAD = pl.col("relationship").fill_null("") == "KEPALA"
_KIN = pl.col("relationship").is_not_null() & ~_HEAD
_MINOR = (pl.col("birth_date").dt.year() + 17 > pl.col("snapshot").str.head(4).cast(pl.Int32)).fill_null(value=False)
KIN_SHARE = 0.1
"""From this share of wives and children among people without a card on, a list is one of members and no list of heads."""


def in_family_order(persons: pl.DataFrame) -> pl.DataFrame:
    """Persons family by family, the head first, then the older: an order that depends on values, not on rows."""
    return persons.with_columns(is_head=_HEAD).sort(
        "family_id", pl.col("is_head").not_(), "birth_date", "nik", "name", "record_id", nulls_last=True
    )


def _one_value(name: str) -> pl.Expr:
    """The value all members agree on; null where they disagree."""
    values = pl.col(name).drop_nulls()
    return pl.when(values.n_unique() == 1).then(values.first()).otherwise(None).alias(name)


def _of_members(grouped: pl.DataFrame) -> bool:
    """Whether those who stand alone without a card are members of families that nobody can tell apart: some are wives or children."""
    alone = grouped.filter("lone")
    return bool(alone.height) and int(alone["kin"].sum()) >= KIN_SHARE * alone.height


def _listed(family_rows: pl.DataFrame) -> pl.DataFrame:
    """What the family file says of each family: family_id, f_no_kk, f_village, f_desil, desil_record, said, f_active, f_status, f_snapshot,
    f_late."""
    return (
        family_rows.sort("family_id", "desil", "record_id", nulls_last=True)
        .group_by("family_id", maintain_order=True)
        .agg(
            pl.col("no_kk").drop_nulls().first().alias("f_no_kk"),
            pl.col("village_code").drop_nulls().first().alias("f_village"),
            _one_value("desil").alias("f_desil"),
            pl.col("record_id").first().alias("desil_record"),
            pl.col("members").max().alias("said"),
            _ACTIVE.any().alias("f_active"),
            pl.col("registry_status").filter(~_ACTIVE).sort().last().alias("f_status"),
            pl.col("snapshot").max().alias("f_snapshot"),
            pl.col("late").any().alias("f_late"),
        )
    )


def family_facts(piece: Slice, family_rows: pl.DataFrame) -> Slice:
    """Fill the slice's `families`: one row a family of the registry in force.

    Columns: family_id, no_kk, village_code, desil (null: not stated, or members disagree), desil_record, head_record (the family file's
    row where it alone knows the family), members (0 there), said (members the family file counts; null: it does not say), living,
    any_active, head_inactive, status (of the inactive), job, job_record, job_text, job_told and job_by (null: the registry says it),
    not_padan (nobody living is matched at Dukcapil), loose (whose family it is nobody can tell: members without a card and without a head,
    or one person alone without a card and without the source's key, where most families have a card or where such people are members),
    crowded (a family of one in a village where loose persons are many: some may be hers), snapshot, late.
    """
    persons = in_family_order(piece.persons)
    excluded = _LIVES & pl.col("occupation_excluded").fill_null(value=False)
    inactive = _LIVES & ~_ACTIVE
    grouped = persons.group_by("family_id", maintain_order=True).agg(
        pl.col("no_kk").drop_nulls().first(),
        pl.col("village_code").drop_nulls().first(),
        _one_value("desil"),
        pl.col("record_id").first().alias("head_record"),
        pl.len().cast(pl.Int64).alias("members"),
        _LIVES.sum().cast(pl.Int64).alias("living"),
        (_LIVES & _ACTIVE).any().alias("any_active"),
        (inactive & pl.col("is_head")).any().alias("head_inactive"),
        pl.col("registry_status").filter(inactive).sort().last().alias("status"),
        excluded.any().alias("job"),
        pl.col("record_id").filter(excluded).first().alias("job_record"),
        pl.col("occupation").filter(excluded).first().alias("job_text"),
        pl.col("job_told", "job_by").filter(excluded).first(),
        (pl.col("padan").filter(_LIVES).eq_missing(False)).all().alias("not_padan"),
        (pl.col("no_kk").is_null().all() & pl.col("relationship").is_not_null().all() & ~pl.col("is_head").any()).alias("loose"),
        ((pl.len() == 1) & pl.col("no_kk").is_null().all() & (pl.col("record_id").first() == pl.col("family_id").first())).alias("lone"),
        (_KIN | _MINOR).any().alias("kin"),
        pl.col("snapshot").max(),
        pl.col("late").any(),
    )
    listed = _listed(family_rows)
    carded = bool((grouped["no_kk"].null_count() * 2 < grouped.height) if grouped.height else False)
    apart = carded or _of_members(grouped)
    grouped = grouped.with_columns(loose=pl.col("loose") | (pl.col("lone") & apart)).drop("lone", "kin")
    # a family file of another snapshot says nothing of people whose own rows say their desil
    own_file = pl.col("desil").is_null() | (pl.col("snapshot") == pl.col("f_snapshot"))
    facts = grouped.join(listed, on="family_id", how="full", coalesce=True).with_columns(
        pl.coalesce("no_kk", "f_no_kk").alias("no_kk"),
        pl.coalesce("village_code", "f_village").alias("village_code"),
        pl.when(own_file).then(pl.coalesce("f_desil", "desil")).otherwise("desil").alias("desil"),
        pl.coalesce("head_record", "desil_record").alias("head_record"),
        pl.col("members", "living").fill_null(0),
        pl.coalesce("any_active", "f_active", pl.lit(value=True)).alias("any_active"),
        pl.coalesce("status", pl.when(pl.col("any_active").is_null() & ~pl.col("f_active")).then("f_status")).alias("status"),
        pl.col("head_inactive", "job", "not_padan").fill_null(value=False),
        (pl.col("loose").fill_null(value=False) & pl.col("f_no_kk").is_null()).alias("loose"),
        pl.coalesce("snapshot", "f_snapshot").alias("snapshot"),
        pl.coalesce("late", "f_late").alias("late"),
    )
    strays = pl.col("loose").sum().over("village_code") * STRAYS >= pl.len().over("village_code")
    facts = facts.with_columns(crowded=(pl.col("members") == 1) & strays & pl.col("loose").any().over("village_code"))
    alone = facts.filter(pl.col("members") == 0).select("family_id")
    return replace(
        piece,
        persons=persons,
        heads=family_rows.join(alone, on="family_id", how="semi").sort("record_id"),
        families=facts.drop("f_no_kk", "f_village", "f_desil", "f_active", "f_status", "f_snapshot", "f_late").sort("family_id"),
    )
