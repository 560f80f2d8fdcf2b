"""People under the number that the registry knows them by, in lists that give the former number beside the new one (`NIK Lama | NIK Baru`).

When to reach for it: once a month's registry is at hand (`read.own_keys` kept the former numbers). The invariant: a new number is only
given up where no registered person, or family, holds it and one holds the former.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.own_keys import MARK
from schemas.codes import NikStatus

if TYPE_CHECKING:
    from collections.abc import Iterable


RENUMBERED = {"one": pl.String, "other": pl.String}
"""Two NIKs of one person, as a list of changed numbers (`NIK Lama | NIK Baru`) gives them."""


def renumbered(person: pl.DataFrame, source: pl.DataFrame) -> pl.DataFrame:
    """The pairs of NIKs (`RENUMBERED`) of a list of people. person: `person_columns` of it; source: its cells."""
    columns = [c for c in source.columns if c.startswith(MARK)]
    if not columns or "source_row" not in person.columns:
        return pl.DataFrame(schema=RENUMBERED)
    former = source.select("source_row", other=pl.coalesce(pl.col(c).str.replace_all(r"\D", "") for c in columns))
    pairs = person.select("source_row", one="nik").join(former, on="source_row").drop_nulls()
    pairs = pairs.filter((pl.col("other").str.len_bytes() == _LONG) & (pl.col("one") != pl.col("other")))
    return pairs.select("one", "other").unique(maintain_order=True)


def by_list(rows: pl.DataFrame, registry: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pay rows or visits with the NIK that the registry knows their people by, where a list gives it beside theirs (`RENUMBERED`); a NIK of
    several others is none's. Row order is kept."""
    if pairs.is_empty():
        return rows
    both = pl.concat([pairs, pairs.select(one="other", other="one")]).unique()
    known = registry.select(other="nik").drop_nulls().unique()
    both = both.join(known, on="other", how="semi").join(known, left_on="one", right_on="other", how="anti")
    both = both.filter((pl.len().over("one") == 1) & (pl.len().over("other") == 1))
    found = rows.join(both.select(nik="one", _known="other"), on="nik", how="left", maintain_order="left")
    return found.with_columns(nik=pl.coalesce("_known", "nik")).drop("_known")


_LONG = 16


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
