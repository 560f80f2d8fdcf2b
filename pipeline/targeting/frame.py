"""The frame a sample is drawn from: each paid family once, with what a visitor needs to find it."""

from __future__ import annotations

import polars as pl


def sampling_frame(
    payments: pl.DataFrame, members: pl.DataFrame, registry: pl.DataFrame, disbursements: pl.DataFrame, *, programme: str
) -> pl.DataFrame:
    """Families paid under `programme`, one row each: unit (the family), village_code, name, address, rt, rw, amount (rupiah).

    The name and address are those of the registry's head where the family is in it, else those of the pay list. Sorted by unit.
    """
    paid = payments.filter((pl.col("programme") == programme) & (pl.col("state") == "PAID"))
    families = paid.group_by("family_id").agg(
        pl.col("village_code").sort().first(), pl.col("amount").sum(), pl.col("record_id").sort().first()
    )
    listed = (
        registry.join(members.select("record_id", family="family_id"), on="record_id", how="inner")
        .with_columns(order=pl.col("relationship").ne_missing("KEPALA"))
        .sort("family", "order", pl.col("snapshot").str.replace("-", "").cast(pl.Int64).neg(), "record_id")
        .unique("family", keep="first", maintain_order=True)
        .select(family_id="family", r_name="name", r_address="address", r_rt="rt", r_rw="rw")
    )
    payees = disbursements.select("record_id", p_name="name", p_address="address", p_rt="rt", p_rw="rw")
    return (
        families.join(listed, on="family_id", how="left")
        .join(payees, on="record_id", how="left")
        .select(
            pl.col("family_id").alias("unit"),
            "village_code",
            *(pl.coalesce(f"r_{c}", f"p_{c}").alias(c) for c in ("name", "address", "rt", "rw")),
            "amount",
        )
        .sort("unit")
    )
