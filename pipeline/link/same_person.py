"""Which rows of one source are one person entered more than once, by sure signs only.

When to reach for it: the registry holds several snapshots, and a pay list several rows of one payee; the linkage should
see each person once. Sure signs: the same trusted NIK with names that are variants of each other; or the same family,
name and birth date where the NIKs do not contradict. The invariant: two trusted NIKs are never merged here.
"""

from __future__ import annotations

import polars as pl

from pipeline.words import names

VARIANT = 60.0
"""Name similarity from which one NIK is one person (DOMAIN §6.2: 80 padan, 60–79 anomaly, still one entry)."""


def same_person(frame: pl.DataFrame, family: str, order: pl.Expr) -> pl.Series:
    """For each row the `record_id` of the row that stands for its person: the first by `order`, then by record_id.

    `frame` has record_id, nik, name, birth_date and the column `family` (a family id or KK number).
    """
    work = (
        frame.select("record_id", "nik", "name", "birth_date", pl.col(family).alias("family"), order.alias("order"))
        .with_row_index("row")
        .with_columns(key=names.keys(frame["name"]))
        .sort("order", "record_id")
        .with_columns(rank=pl.int_range(pl.len(), dtype=pl.Int64))
    )
    work = _by_nik(work)
    whole = pl.col("family").is_not_null() & pl.col("key").is_not_null() & pl.col("birth_date").is_not_null()
    group = ["family", "key", "birth_date"]
    lone = pl.col("nik").drop_nulls().n_unique().over(group) <= 1
    work = work.with_columns(second=pl.when(whole & lone).then(pl.col("first").min().over(group)).otherwise(pl.col("first")))
    work = work.with_columns(first=pl.col("second").min().over("first"))
    ids = work["record_id"]
    return work.select("row", id=ids.gather(work["first"])).sort("row")["id"]


def _by_nik(work: pl.DataFrame) -> pl.DataFrame:
    """`first`: rank of the first row with the same NIK and a name that is a variant of it, else the row's own."""
    work = work.with_columns(
        first=pl.when(pl.col("nik").is_not_null()).then(pl.col("rank").min().over("nik")).otherwise(pl.col("rank")),
        spellings=pl.when(pl.col("nik").is_not_null()).then(pl.col("key").n_unique().over("nik")).otherwise(1),
    )
    doubtful = work.filter(pl.col("spellings") > 1).select("rank", "first", "nik", "key").sort("rank")
    if doubtful.height == 0:
        return work
    seen: dict[str, list[tuple[int, str | None]]] = {}
    fixed: list[tuple[int, int]] = []
    for rank, _, nik, key in doubtful.rows():
        heads = seen.setdefault(nik, [])
        home = next((r for r, k in heads if not k or not key or names.key_similarity(k, key) >= VARIANT), None)
        if home is None:
            heads.append((rank, key))
            home = rank
        fixed.append((rank, home))
    table = pl.DataFrame(fixed, schema={"rank": pl.Int64, "home": pl.Int64}, orient="row")
    work = work.join(table, on="rank", how="left", maintain_order="left")
    return work.with_columns(first=pl.coalesce("home", "first")).drop("home")
