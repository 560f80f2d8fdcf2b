"""Families beside persons: what the family file of a registry says (desil, village, address) onto its members.

When to reach for it: once a month has all its registry files (DTSEN comes as a family file and a member file). The invariants: only the
family file of the same snapshot speaks; a value the person's own row has stays; a family told twice with different desil tells none.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_FILLED = ("desil", "village_code", "village_name", "address", "rt", "rw")


@dataclass(frozen=True)
class Attached:
    """The registry with its families' facts: persons whose family was found, persons without, families without a person."""

    registry: pl.DataFrame
    found: int
    without: int
    empty_families: int


def one_family_a_key(registry: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """The registry in which persons with a blank or damaged KK join their family by the source's family key (household id), where that key
    has one KK in the snapshot; a registry without a family file too. Row order is kept."""
    keyed = pl.concat([registry.select("snapshot", "family_key", "no_kk"), families.select("snapshot", "family_key", "no_kk")])
    one = (
        keyed.drop_nulls()
        .group_by("snapshot", "family_key")
        .agg(pl.col("no_kk").first().alias("_kk"), pl.col("no_kk").n_unique().alias("_n"))
        .filter(pl.col("_n") == 1)
        .drop("_n")
    )
    joined = registry.join(one, on=["snapshot", "family_key"], how="left", maintain_order="left")
    lost = pl.col("no_kk").is_null() & pl.col("_kk").is_not_null()
    return joined.with_columns(family_id=pl.when(lost).then("_kk").otherwise("family_id")).drop("_kk")


def attach_families(registry: pl.DataFrame, families: pl.DataFrame) -> Attached:
    """Give every person what its family's row says: desil, village, address, RT/RW where the person's own row has none.

    Both frames conform to tables.Registry and tables.RegistryFamily; families are found by `family_id` (`one_family_a_key`) within the
    snapshot. The person
    whose NIK is the family's head_nik and who has no relationship becomes KEPALA. Row order is kept. `without` counts persons of a snapshot
    that has a family file, but not for them.
    """
    if not families.height:
        return Attached(registry, 0, 0, 0)
    one = families.sort("source_file", "source_sheet", "source_row").group_by("snapshot", "family_id", maintain_order=True).agg(
        pl.when(pl.col("desil").drop_nulls().n_unique() == 1).then(pl.col("desil").drop_nulls().first()).alias("_desil"),
        *(pl.col(c).drop_nulls().first().alias(f"_{c}") for c in (*_FILLED[1:], "head_nik")),
        pl.lit(value=True).alias("_found"),
    )  # fmt: skip
    joined = registry.join(one, on=["snapshot", "family_id"], how="left", maintain_order="left")
    head = pl.col("relationship").is_null() & (pl.col("nik") == pl.col("_head_nik"))
    own_place = pl.col("village_code").is_not_null()
    joined = joined.with_columns(
        *(pl.coalesce(c, f"_{c}").alias(c) for c in _FILLED if not c.startswith("village")),
        village_code=pl.coalesce("village_code", "_village_code"),
        village_name=pl.when(own_place).then("village_name").otherwise(pl.coalesce("_village_name", "village_name")),
        relationship=pl.when(head).then(pl.lit("KEPALA")).otherwise("relationship"),
    )
    covered = joined.filter(pl.col("snapshot").is_in(families["snapshot"].unique().implode()))
    found = int(covered["_found"].is_not_null().sum())
    peopled = registry.select("snapshot", "family_id").unique()
    empty = one.join(peopled, on=["snapshot", "family_id"], how="anti").height
    return Attached(joined.select(registry.columns), found, covered.height - found, empty)
