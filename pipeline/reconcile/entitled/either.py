"""Programmes that exclude each other: a family is owed one of the two, never both.

The programme that keeps (`Rulebook.conflicts`) speaks first; a family that stands on the list of one, whatever became of the money, is
asked about under that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.resolve import WANTED, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.reconcile.inputs import MonthInputs, Slice
    from schemas.rulebook import Rulebook

REASON = "dinilai pada {other}, yang tidak boleh bersamaan"


def paid_around(inputs: MonthInputs, piece: Slice, everyone: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Families paid under a programme in months beside the one judged, within the stage of a programme that excludes it: programme,
    family_id, state, list_kind.

    A family with BLT-DD in April and June is a BLT-DD family, and Sembako of the quarter is not owed to it because May is blank.
    """
    period = inputs.period
    beside = ~((pl.col("period_from") <= period) & (pl.col("period_to") >= period))
    paid = (pl.col("state") == "PAID") & (pl.col("list_kind") == "disbursement")
    parts = []
    for pair in rulebook.conflicts(period):
        for code, other in (pair[:2], pair[1::-1]):
            rules = rulebook.at(other, period)
            if rules is not None:
                within = (pl.col("period_from") <= rules.period_to) & (pl.col("period_to") >= rules.period_from)
                parts.append(inputs.disbursements.filter((pl.col("programme") == code) & beside & paid & within))
    rows = pl.concat([inputs.disbursements.clear(), *parts]).unique("record_id", keep="first", maintain_order=True)
    told = rows.select("record_id", "programme", "state", "list_kind")
    if rows.is_empty():
        return told.select("programme", family_id=pl.lit(None, dtype=pl.String), state="state", list_kind="list_kind")
    known = resolve(rows.select(WANTED), piece, inputs.links, inputs.members, everyone).filter(pl.col("found") == "YES")
    return told.join(known.select("record_id", "family_id"), on="record_id").select("programme", "family_id", "state", "list_kind").unique()


def with_around(listed: Mapping[str, pl.DataFrame], around: pl.DataFrame, rulebook: Rulebook, period: str) -> dict[str, pl.DataFrame]:
    """`listed` with the families of `paid_around` that stand on no list of the month, under the programme or one that excludes it."""
    out = dict(listed)
    for pair in rulebook.conflicts(period):
        for code, other in (pair[:2], pair[1::-1]):
            here = [listed[one].select("family_id") for one in (code, other) if one in listed]
            mine = around.filter(pl.col("programme") == code)
            mine = mine.join(pl.concat(here), on="family_id", how="anti") if here else mine
            if mine.height:
                out[code] = pl.concat([*([out[code]] if code in out else []), mine], how="diagonal")
    return out


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
