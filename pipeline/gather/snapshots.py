"""One row per registry person to link against, when several snapshots of the registry are at hand.

Reach for it from `pipeline.month` only. A person of two snapshots must not compete with herself for a payment: linking sees the row
in force and rows of persons whom no row in force knows; the other rows follow by their numbers.
"""

from __future__ import annotations

import polars as pl

from schemas import codes

_TRUSTED = [str(s) for s in codes.TRUSTED]


def _keys(rows: pl.DataFrame) -> pl.DataFrame:
    """record_id with up to two keys that say "the same person in another snapshot": the trusted NIK; KK, name and birth date."""
    nik = pl.when(pl.col("nik_status").is_in(_TRUSTED)).then(pl.concat_str(pl.lit("N"), "nik"))
    person = pl.concat_str(
        pl.lit("P"), "no_kk", pl.lit("|"), pl.col("name").str.to_uppercase(), pl.lit("|"), pl.col("birth_date").cast(pl.String)
    )
    return rows.select("record_id", nik.alias("by_nik"), person.alias("by_person"))


def rows_in_force(registry: pl.DataFrame, chosen: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split a registry of several snapshots into the rows to link against and the aliases of the others.

    `chosen`: village_code ("" for rows without one) and snapshot in force. Returns (rows, aliases); aliases has record_id and
    `same_as`, the record_id of the linked row that is the same person. Persons outside the snapshot in force are kept once, by their
    newest row. A NIK that was corrected from one snapshot to the next makes no second person of one card, name and birth date. Ties: the
    lower record_id.
    """
    village = pl.col("village_code").fill_null("")
    marked = registry.join(
        chosen.select(pl.col("village_code").alias("_village"), "snapshot", _in_force=pl.lit(value=True)),
        left_on=[village, pl.col("snapshot")],
        right_on=["_village", "snapshot"],
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("_in_force").fill_null(value=False))
    if marked["_in_force"].all():
        return registry, pl.DataFrame(schema={"record_id": pl.String, "same_as": pl.String})
    ranked = marked.sort(["_in_force", "snapshot", "record_id"], descending=[True, True, False])
    keys = _keys(ranked).with_row_index("_rank")
    first_nik = keys.filter(pl.col("by_nik").is_not_null()).group_by("by_nik").agg(pl.col("_rank").min().alias("_n"))
    first_person = keys.filter(pl.col("by_person").is_not_null()).group_by("by_person").agg(pl.col("_rank").min().alias("_p"))
    leads = (
        keys.join(first_nik, on="by_nik", how="left")
        .join(first_person, on="by_person", how="left")
        .sort("_rank")
        .with_columns(_lead=pl.coalesce(pl.when(pl.col("_n") != pl.col("_rank")).then("_n"), "_p", "_rank"))
    )
    ids, force = ranked["record_id"], ranked["_in_force"]
    leads = leads.with_columns(same_as=ids.gather(leads["_lead"]), _in_force=force)
    aliases = leads.filter((pl.col("_lead") != pl.col("_rank")) & ~pl.col("_in_force")).select("record_id", "same_as")
    kept = registry.join(aliases, on="record_id", how="anti", maintain_order="left")
    return kept, _roots(aliases).sort("record_id")


def _roots(aliases: pl.DataFrame) -> pl.DataFrame:
    """Follow alias chains to a row that is no alias itself (a chain has at most a few links)."""
    while True:
        step = aliases.join(aliases, left_on="same_as", right_on="record_id", how="left")
        if step["same_as_right"].null_count() == step.height:
            return aliases
        aliases = step.select("record_id", same_as=pl.coalesce("same_as_right", "same_as"))
