"""People under the number that the registry knows them by, in lists that give the former number beside the new one (`NIK Lama | NIK Baru`).

When to reach for it: once a month's registry is at hand (`read.own_keys` kept the former numbers). The invariant: a new number is only
given up where no registered person, or family, holds it and one holds the former.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas.codes import NikStatus

if TYPE_CHECKING:
    from collections.abc import Iterable


def known_by_former(rows: pl.DataFrame, registry: pl.DataFrame, keys: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Pay rows or visits, NIK and card as the registry knows them. keys: `own_keys.KEYS` of every file. Row order is kept."""
    former = pl.concat([rows.select("record_id").head(0).with_columns(value=pl.lit("")), *(k.select("record_id", "value") for k in keys)])
    former = former.join(rows.select("record_id"), on="record_id", how="semi").with_columns(pl.col("value").str.replace_all(r"\D", ""))
    if former.is_empty():
        return rows
    for number in ("nik", "no_kk"):
        known = registry.select(number).drop_nulls().unique()
        told = former.join(known, left_on="value", right_on=number, how="semi").sort("record_id", "value").unique("record_id", keep="first")
        rows = rows.join(told.rename({"value": "_former"}), on="record_id", how="left", maintain_order="left")
        new = pl.col(number).is_in(known[number].implode()).fill_null(value=False)
        given_up = pl.col("_former").is_not_null() & ~new
        rows = rows.with_columns(
            pl.when(given_up).then("_former").otherwise(number).alias(number),
            pl.when(given_up).then(pl.lit(str(NikStatus.OK))).otherwise(f"{number}_status").alias(f"{number}_status"),
        ).drop("_former")
    return rows
