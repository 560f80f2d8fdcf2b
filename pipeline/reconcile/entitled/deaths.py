"""Which payees were dead when they were paid, and who says so.

A death by a date after the closing, or after the day of payment, is no error. A death without a date counts (CONVENTIONS, IE-MD). Where the
list names a substitute (pengganti) who took it, the dead was replaced already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.paid.money import UNIT
from pipeline.reconcile.surveys import DEATHS
from pipeline.words import names
from pipeline.words.spellings import ALIKE
from schemas.months import first_day

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice

REGISTRY = "data sosial"


def _same_person(rows: pl.DataFrame, known: pl.Series) -> pl.Series:
    """Whether the visited person is the payee: one person, one NIK, or (family known) one name. Two whole NIKs, or two persons of the
    registry (`known`: person ids), are two people however alike their names."""
    left, right = names.keys(rows["name"]), names.keys(rows["s_name"])
    alike = pl.Series([names.key_similarity(a, b) >= ALIKE for a, b in zip(left, right, strict=True)], dtype=pl.Boolean)
    people = pl.col("s_person").is_in(known.implode()) & pl.col("person_id").is_in(known.implode())
    same = ((pl.col("s_person") == pl.col("person_id")) | (pl.col("s_nik") == pl.col("nik"))).fill_null(value=False)
    two = (people & (pl.col("s_person") != pl.col("person_id"))) | (pl.col("s_nik") != pl.col("nik"))
    told = rows.select(same=same, two=two.fill_null(value=False))
    return told["same"] | (alike & ~told["two"])


def dead_payees(rows: pl.DataFrame, piece: Slice, field: pl.DataFrame) -> pl.DataFrame:
    """Units with a PAID row to a dead payee: UNIT, dead_row, dead_record (registry row), died_on, dead_by, alone (True: nobody left, False:
    family left, null: the registry must tell), dead_visit (the row of a visit or list that tells it), dead_in_registry (whether she is not
    counted among the living).

    rows: `money.family_rows` of one programme; field: `surveys.field_results` of it.
    """
    replaced = pl.any_horizontal(pl.col("substitute_nik", "substitute_name").is_not_null())
    paid = rows.filter((pl.col("state") == "PAID") & (pl.col("list_kind") == "disbursement") & ~replaced)
    known = piece.persons.filter(pl.col("dead")).select(
        "dead_told", reg_record="record_id", reg_dead="dead", reg_died="dead_on", reg_by=pl.col("dead_by").fill_null(REGISTRY)
    )
    paid = paid.join(known, on="reg_record", how="left", maintain_order="left")
    told = field.filter(
        pl.col("result").is_in(DEATHS) & (pl.col("died_on").is_null() | (pl.col("died_on") < first_day(piece.closing.month)))
    )
    visited = paid.select("record_id", "family_id", "person_id", "nik", "name").join(told, on="family_id", how="inner")
    if visited.height:
        visited = visited.filter(_same_person(visited, piece.persons["person_id"]))
    visited = visited.select("record_id", "result", "s_by", dead_visit="s_record", field_died="died_on").unique("record_id", keep="first")
    paid = paid.join(visited, on="record_id", how="left", maintain_order="left").with_columns(died_on=pl.coalesce("reg_died", "field_died"))
    dead = paid.filter(
        (pl.col("reg_dead").fill_null(value=False) | pl.col("result").is_not_null())
        & (pl.col("paid_on") < pl.col("died_on")).fill_null(value=False).not_()
    )
    alone = (
        pl.when(pl.col("result") == "MENINGGAL_TUNGGAL").then(pl.lit(value=True))
        .when(pl.col("result") == "MENINGGAL_ADA_AHLI").then(pl.lit(value=False))
        .otherwise(pl.lit(None, dtype=pl.Boolean))
    )  # fmt: skip
    return dead.group_by(UNIT, maintain_order=True).agg(
        pl.col("record_id").first().alias("dead_row"),
        pl.col("reg_record").first().alias("dead_record"),
        pl.col("died_on").first(),
        pl.coalesce("reg_by", "s_by").first().alias("dead_by"),
        alone.first().alias("alone"),
        pl.coalesce("dead_told", "dead_visit").first().alias("dead_visit"),
        pl.col("reg_dead").fill_null(value=False).first().alias("dead_in_registry"),
        pl.col("person_id").first().alias("dead_person"),
        (pl.col("how") == "head").first().alias("dead_is_head"),
    )
