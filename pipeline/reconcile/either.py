"""Programmes that exclude each other: a family is owed one of the two, never both.

The programme that keeps (`Rulebook.conflicts`) speaks first; a family that stands on the list of one, whatever became of the money, is
asked about under that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.rulebook import Rulebook

REASON = "dinilai pada {other}, yang tidak boleh bersamaan"


def one_of_each_pair(
    entitled: Mapping[str, pl.DataFrame], listed: Mapping[str, pl.DataFrame], rulebook: Rulebook, period: str
) -> dict[str, pl.DataFrame]:
    """`entitlements_of` of each programme, in which YES is UNKNOWN where the family's claim belongs to a programme that excludes this one.

    listed: per programme the families on any of its lists (`family_id`). On one list only: the other programme gives way. On neither, and
    entitled to both: the one that may not join gives way.
    """
    out = dict(entitled)
    for keeps, joins, _ in rulebook.conflicts(period):
        if keeps not in entitled or joins not in entitled:
            continue
        on_keeps, on_joins = (listed[code].select("family_id").unique() for code in (keeps, joins))
        owed = entitled[keeps].filter(pl.col("entitled") == "YES").select("family_id").unique()
        theirs = pl.concat([on_keeps, owed]).unique().join(on_joins, on="family_id", how="anti")
        out[joins] = _gives_way(out[joins], theirs, rulebook.title(keeps))
        out[keeps] = _gives_way(out[keeps], on_joins.join(on_keeps, on="family_id", how="anti"), rulebook.title(joins))
    return out


def _gives_way(units: pl.DataFrame, families: pl.DataFrame, other: str) -> pl.DataFrame:
    hit = (pl.col("entitled") == "YES") & pl.col("family_id").is_in(families["family_id"].to_list())
    return units.with_columns(
        entitled=pl.when(hit).then(pl.lit("UNKNOWN")).otherwise("entitled"),
        reason=pl.when(hit).then(pl.lit(REASON.format(other=other))).otherwise("reason"),
    )
