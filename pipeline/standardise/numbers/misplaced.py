"""A family card's number in the NIK column of a list that has no card column: only the registry can tell.

When to reach for it: once a month's registry is at hand. The invariants: a number is moved only where no registered person holds it, it is
a registered family's card, and a member of that family bears the row's name: NIK and card numbers share their form, so that digits alone
prove nothing.
"""

from __future__ import annotations

import polars as pl

from pipeline.words import names
from schemas import rules, tables
from schemas.codes import TRUSTED, NikStatus

ALIKE = 80.0
"""Name similarity from which two names are variants of each other (DOMAIN §6.2)."""

RULE = "NIK-10"
_TRUSTED = [str(status) for status in TRUSTED]


def card_for_nik(rows: pl.DataFrame, registry: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pay rows or visits with the card number moved from `nik` to `no_kk` (`nik_status` SWAPPED), and what is told back (`tables.Rejects`).

    A row that names a card of its own keeps it. Row order is kept.
    """
    cards = registry.select("name", number=pl.col("no_kk")).drop_nulls()
    found = (
        rows.filter(pl.col("nik_status").is_in(_TRUSTED))
        .join(registry.select("nik").drop_nulls().unique(), on="nik", how="anti")
        .join(cards, left_on="nik", right_on="number", how="inner", suffix="_of_card")
    )
    one, two = names.keys(found["name"]), names.keys(found["name_of_card"])
    alike = [names.key_similarity(a, b) >= ALIKE for a, b in zip(one, two, strict=True)]
    hits = found.filter(pl.Series(alike, dtype=pl.Boolean)).select("record_id").unique()
    if hits.is_empty():
        return rows, tables.empty(tables.Rejects)
    moved = rows.join(hits.with_columns(moved=pl.lit(value=True)), on="record_id", how="left", maintain_order="left")
    hit = pl.col("moved").fill_null(value=False)
    bare = hit & pl.col("no_kk").is_null()
    told = moved.filter(hit).select(
        file="source_file",
        sheet="source_sheet",
        row="source_row",
        column=pl.lit("nik"),
        rule_id=pl.lit(RULE),
        severity=pl.lit(rules.rule(RULE).severity),
        sentence=pl.lit(rules.rule(RULE).sentence),
        value="nik_raw",
    )
    moved = moved.with_columns(
        nik=pl.when(~hit).then("nik"),
        nik_status=pl.when(hit).then(pl.lit(str(NikStatus.SWAPPED))).otherwise("nik_status"),
        no_kk=pl.when(bare).then("nik").otherwise("no_kk"),
        no_kk_raw=pl.when(bare).then("nik_raw").otherwise("no_kk_raw"),
        no_kk_status=pl.when(bare).then("nik_status").otherwise("no_kk_status"),
    )
    return moved.drop("moved"), tables.conform(told, tables.Rejects)
