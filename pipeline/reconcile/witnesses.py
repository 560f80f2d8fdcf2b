"""Who else names recipients of a programme: visits and closing lists. Where most of them stand in no pay list, a pay list is missing.

Reach for it from the judgement of a month, before it says who is unpaid. The invariant: it only takes away (BD-00 in place of an
accusation); a few families, or one village among many, say nothing.
"""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.coverage import KECAMATAN

LEAST = 10
"""Families named in a kecamatan from which their share on pay lists says something."""
_LISTED = 0.25
"""Share of them on pay lists up to which a list is missing: whoever visits or orders for a programme asks mostly about its recipients."""


def named_recipients(visits: pl.DataFrame, rows: pl.DataFrame, families: pl.DataFrame, code: str) -> pl.DataFrame:
    """Families that a visit or a closing list names under a programme: village_code, named, named_listed (of them on a pay list).

    visits: `visits_by_family`, with `named` the programme of the form; rows: pay and closing rows of all programmes with family_id;
    families: family_id, village_code of the registry.
    """
    mine = rows.filter(pl.col("programme") == code)
    closing = mine.filter(pl.col("list_kind") != "disbursement")
    said = pl.concat([visits.filter(pl.col("named") == code).select("family_id"), closing.select("family_id")]).unique()
    listed = mine.filter(pl.col("list_kind") == "disbursement").select("family_id", listed=pl.lit(value=True)).unique()
    placed = said.join(families.select("family_id", "village_code"), on="family_id").drop_nulls("village_code")
    told = placed.join(listed, on="family_id", how="left")
    return (
        told.group_by("village_code")
        .agg(named=pl.len().cast(pl.Int64), named_listed=pl.col("listed").fill_null(value=False).sum().cast(pl.Int64))
        .sort("village_code")
    )


def without_their_list(coverage: pl.DataFrame) -> pl.DataFrame:
    """The coverage of one programme, where a kecamatan's named recipients stand next to never on a pay list: a list of nobody's name is
    silent there (`?`, basis "saksi"). Not where somebody is declared or missed already, nor where a village's own named ones are listed.

    coverage: `tables.Coverage`; what it says of other villages stays.
    """
    over = pl.col("village_code").str.slice(0, KECAMATAN)
    named, listed = (pl.col(c).sum().over(over) for c in ("named", "named_listed"))
    own = pl.col("named_listed") * 2 > pl.col("named")
    waits = pl.col("expected").list.len() > 0
    free = (pl.col("silent").list.len() == 0) & (pl.col("basis") != "deklarasi") & waits
    short = free & ~own & (named >= LEAST) & (listed <= _LISTED * named)
    nobody = pl.lit(["?"], dtype=pl.List(pl.String))
    return coverage.with_columns(
        silent=pl.when(short).then(nobody).otherwise("silent"),
        basis=pl.when(short).then(pl.lit("saksi")).otherwise("basis"),
        senders_present=pl.col("senders_present") & ~short,
        assessable=pl.col("assessable") & ~short,
    )
