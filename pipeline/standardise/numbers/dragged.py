"""Family cards that were filled down by dragging: each member's number is one higher than that of the row above.

When to reach for it: persons of a registry, once their relationships are known. The invariants: only where it is the habit of a whole
village's rows and nobody else bears such a number; then a block from one head to the next is one family. No number is made up: a
dragged one counts as missing, the raw text stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas.codes import NikStatus

if TYPE_CHECKING:
    from pipeline.standardise.findings import Findings

LEAST_FAMILIES, MOST = 5, 0.8
"""So many families of a village, and such a share of those with members, must be written so."""
_PLACE = ("village_code", "village_name")


def undragged(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """Registry rows in which members under a dragged card join the family of the head above them (KK-16). Row order is kept."""
    number = pl.col("no_kk").cast(pl.Int64, strict=False)
    head = pl.col("relationship").eq_missing("KEPALA")
    if not frame.select((number.diff() == 1).any()).item():
        return frame
    rows = frame.select(
        "source_row", "family_id", *_PLACE, number=number, head=head, told=pl.col("relationship").is_not_null(), block=head.cum_sum()
    )
    rows = rows.with_columns(alone=pl.len().over("number") == 1, step=pl.col("number").diff() == 1)
    follows = pl.col("step") & pl.col("alone") & pl.col("told") & ~pl.col("head")
    blocks = (
        rows.filter(pl.col("block") > 0)
        .group_by("block")
        .agg(
            *(pl.col(c).first() for c in _PLACE),
            home=pl.col("family_id").first(),
            members=pl.len() - 1,
            dragged=(follows | pl.col("head")).all() & pl.col("alone").all(),
        )
        .filter(pl.col("members") > 0)
    )
    share = pl.col("dragged").sum().over(_PLACE)
    sure = blocks.filter(pl.col("dragged") & (share >= LEAST_FAMILIES) & (share >= MOST * pl.len().over(_PLACE)))
    if sure.is_empty():
        return frame
    mine = rows.with_row_index("at").filter(~pl.col("head")).join(sure.select("block", home="home"), on="block", how="inner")
    findings.once("KK-16", "no_kk", row=int(mine["source_row"].min()), n=mine.height)  # type: ignore[arg-type]
    moved = frame.with_row_index("at").join(mine.select("at", "home"), on="at", how="left", maintain_order="left").drop("at")
    lost = pl.col("home").is_not_null()
    return moved.with_columns(
        no_kk=pl.when(~lost).then("no_kk"),
        no_kk_status=pl.when(lost).then(pl.lit(str(NikStatus.MISSING))).otherwise("no_kk_status"),
        family_id=pl.coalesce("home", "family_id"),
    ).drop("home")
