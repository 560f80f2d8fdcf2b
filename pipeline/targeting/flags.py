"""The auditors' tables of flags: each flag with its rupiah, their intersections, and which programmes one family is paid under.

A flag is a kind of case. Identity findings and BD-00 are no flags; a case of an earlier month that the data settled is none either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.case.priority import at_stake

if TYPE_CHECKING:
    from pipeline.reconcile import Reconciled

_UNIT = ["programme", "family_id"]


def _flagged(judged: Reconciled) -> pl.DataFrame:
    kind = pl.col("kind")
    return judged.cases.filter(~kind.str.starts_with("ID-") & (kind != "BD-00") & (pl.col("status") != "SELESAI_DATA"))


def _paid(judged: Reconciled) -> pl.DataFrame:
    return judged.payments.filter(pl.col("state") == "PAID").group_by(_UNIT).agg(pl.col("amount").sum().alias("paid"))


def overlaps(judged: Reconciled) -> pl.DataFrame:
    """Intersections: programme, flags (all kinds one family has, joined by `+`), families, rupiah paid to them.

    A family under two flags stands once, in the row of both.
    """
    flags = _flagged(judged).group_by(_UNIT).agg(pl.col("kind").unique().sort().str.join("+").alias("flags"))
    joined = flags.join(_paid(judged), on=_UNIT, how="left", nulls_equal=True)
    out = joined.group_by("programme", "flags").agg(pl.len().cast(pl.Int64).alias("families"), pl.col("paid").sum().alias("rupiah"))
    return out.sort("programme", "flags", nulls_last=True)


def flag_totals(judged: Reconciled) -> pl.DataFrame:
    """Flag × programme: programme, flag, families, alone (under no other flag of the programme), rupiah paid to them, stake (rupiah the
    cases are about). Families under two flags stand under each: the rows must not be added up (`overlaps` may)."""
    flags = _flagged(judged).with_columns(stake=at_stake()).group_by(*_UNIT, flag="kind").agg(pl.col("stake").sum())
    flags = flags.with_columns(alone=pl.len().over(_UNIT) == 1).join(_paid(judged), on=_UNIT, how="left", nulls_equal=True)
    out = flags.group_by("programme", "flag").agg(
        pl.len().cast(pl.Int64).alias("families"),
        pl.col("alone").sum().cast(pl.Int64),
        pl.col("paid").sum().alias("rupiah"),
        pl.col("stake").sum(),
    )
    return out.sort("programme", "flag", nulls_last=True)


def paid_together(judged: Reconciled) -> pl.DataFrame:
    """Which programmes one family is paid under: programmes (joined by `+`), families, rupiah, flagged (families with any flag)."""
    flagged = _flagged(judged).select("family_id").unique().with_columns(flagged=pl.lit(value=True))
    paid = _paid(judged).filter(pl.col("programme").is_not_null())
    homes = paid.group_by("family_id").agg(pl.col("programme").sort().str.join("+").alias("programmes"), pl.col("paid").sum())
    homes = homes.join(flagged, on="family_id", how="left")
    out = homes.group_by("programmes").agg(
        pl.len().cast(pl.Int64).alias("families"),
        pl.col("paid").sum().alias("rupiah"),
        pl.col("flagged").fill_null(value=False).sum().cast(pl.Int64),
    )
    return out.sort("programmes")
