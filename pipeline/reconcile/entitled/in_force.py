"""The registry in force: which snapshot speaks for a village at the closing of a payment period, and who was dead by then.

Source of the rule: DESIGN, "Registry in force": the newest snapshot not after the closing; if there is none, the oldest later one up to
the month judged. Chosen per village, because registries arrive village by village.
"""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.inputs import Closing, Slice
from schemas.months import first_day, last_day

STRAY_SHARE = 0.2
"""A snapshot speaks for a village when it holds at least this share of the rows that the village's fullest snapshot holds."""

_VILLAGE = pl.col("village_code").fill_null("")


def choose_snapshots(rows: pl.DataFrame, closing: Closing, period: str) -> pl.DataFrame:
    """Pick for each village the snapshot that was in force at the closing.

    `rows`: any frame with `village_code`, `snapshot`, `registry_kind`. Returns village_code ("" for rows without one), snapshot,
    late (True: only a snapshot after the closing exists that serves). Among snapshots before the closing those of the kind the rule names
    come first, then the newest; after the closing the oldest. Snapshots after the month judged are never used. A rule that names DTSEN asks
    for a desil: a snapshot of another kind without any (DTKS) serves only where there is no other.
    """
    silent = pl.col("desil").is_null().all() if "desil" in rows.columns else pl.lit(value=False)
    counts = (
        rows.filter(pl.col("snapshot") <= period)
        .group_by(_VILLAGE.alias("village_code"), "snapshot")
        .agg(
            pl.len().alias("rows"),
            (pl.col("registry_kind") == (closing.registry_kind or "")).all().alias("wanted"),
            silent.alias("silent"),
        )
        .filter(pl.col("rows") >= STRAY_SHARE * pl.col("rows").max().over("village_code"))
        .with_columns(late=pl.col("snapshot") > closing.month)
    )
    month = pl.col("snapshot").str.replace("-", "").cast(pl.Int64)
    age = pl.when("late").then(month).otherwise(-month)  # newest first before the closing, oldest first after it
    return (
        counts.with_columns(age.alias("age"))
        .with_columns(useless=pl.col("silent") & ~pl.col("wanted") & pl.lit(closing.registry_kind == "DTSEN"))
        .sort("village_code", "useless", "late", pl.col("wanted").not_(), "age")
        .unique("village_code", keep="first", maintain_order=True)
        .select("village_code", "snapshot", "late")
    )


def _once(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Rows of a person (family) that moved from one village to another stand in one snapshot only: the one in force longest.

    Villages send their registries at different times, so that who moved may stand in the old village's snapshot and in a later one of the
    new. Before the closing the newest snapshot counts, after it the oldest. Two rows of one snapshot both stay. Row order is kept.
    """
    month = pl.col("snapshot").str.replace("-", "").cast(pl.Int64)
    age = pl.when("late").then(month + 10**6).otherwise(-month)
    return rows.filter((age == age.min().over(key)) | pl.col(key).is_null())


def with_person_ids(registry: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Registry rows with their `person_id`; a row that no member row names is its own person."""
    ids = members.filter(pl.col("source") == "registry").select("record_id", "person_id")
    return registry.join(ids, on="record_id", how="left", maintain_order="left").with_columns(
        pl.col("person_id").fill_null(pl.col("record_id"))
    )


def _known_dead(persons: pl.DataFrame, everyone: pl.DataFrame, closing: Closing) -> pl.DataFrame:
    """Persons in force with `dead` and `dead_on`.

    Dead at the closing is who the registry in force calls dead without a date or by a date not after the closing, or whom any snapshot
    calls dead by a date before the closing's month. A death within the closing's month counts only where the registry of that closing
    knew it.
    """
    before, until = first_day(closing.month), last_day(closing.month)
    said = pl.col("deceased").fill_null(value=False) | pl.col("deceased_on").is_not_null()
    dated = (
        everyone.filter(said & (pl.col("deceased_on") < before)).group_by("person_id").agg(pl.col("deceased_on").min().alias("dated_on"))
    )
    known = pl.when(pl.col("snapshot") <= closing.month).then(pl.col("deceased_on") <= until).otherwise(pl.col("deceased_on") < before)
    in_force = said & (pl.col("deceased_on").is_null() | known)
    return persons.join(dated, on="person_id", how="left", maintain_order="left").with_columns(
        dead=in_force | pl.col("dated_on").is_not_null(),
        dead_on=pl.when(in_force).then(pl.col("deceased_on")).otherwise(pl.col("dated_on")),
    )


def registry_in_force(registry: pl.DataFrame, families: pl.DataFrame, closing: Closing, period: str) -> tuple[Slice, pl.DataFrame]:
    """The slice of the registry in force for a closing, and the family-file rows in force.

    `registry` carries `person_id` (`with_person_ids`). The slice's `families` frame is still empty: `facts.family_facts` fills it.
    """
    chosen = choose_snapshots(registry, closing, period)
    taken = registry.with_columns(village=_VILLAGE).join(
        chosen.rename({"village_code": "village"}), on=["village", "snapshot"], how="inner", maintain_order="left"
    )
    persons = _known_dead(_once(taken.drop("village"), "person_id"), registry, closing)
    chosen_families = choose_snapshots(families, closing, period)
    family_rows = families.with_columns(village=_VILLAGE).join(
        chosen_families.rename({"village_code": "village"}), on=["village", "snapshot"], how="inner", maintain_order="left"
    )
    both = pl.concat([chosen, chosen_families]).unique("village_code", keep="first", maintain_order=True).sort("village_code")
    return Slice(closing, persons, pl.DataFrame(), both), _once(family_rows.drop("village"), "family_id")
