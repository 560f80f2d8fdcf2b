"""Whether this month can tell that an earlier case is settled by the data: gone because it was mended, not because nobody said anything.

A missing source never settles a case. A visit that has left the window does not take its finding back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.deaths import REGISTRY

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import MonthInputs


def _borne_by_a_visit() -> pl.Expr:
    """Whether a case rests on a visit, by its kept facts."""
    visited = pl.col("facts").str.json_path_match("$.tgl_kunjungan")
    source = pl.col("facts").str.json_path_match("$.sumber_fakta")
    return pl.col("kind").is_in(["IE-SV", "PB-TS"]) | visited.is_not_null() | (source != REGISTRY).fill_null(value=False)


def _numbers(frames: list[pl.DataFrame]) -> tuple[list[str], list[str]]:
    niks = pl.concat([f["nik"] for f in frames]).drop_nulls().unique().to_list()
    cards = pl.concat([f["no_kk"] for f in frames]).drop_nulls().unique().to_list()
    return niks, cards


def can_be_told(past: pl.DataFrame, inputs: MonthInputs, coverage: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Of earlier cases that are no longer there, those that this month's data really answer.

    past: earlier cases (with `facts` where kept). coverage: `tables.Coverage`. paid: programme, family_id of families paid this month.

    - A case of a programme: every expected sender of its village reported this month.
    - A case that rests on a visit: the family is no longer paid. While it is paid, only a later visit can take the finding back.
    - EE-TD: the household stands in the registry now. ID-*: the person's NIK or card occurs in this month's rows.
    """
    if past.is_empty():
        return past
    here = coverage.filter("senders_present").select("programme", "village_code").unique().with_columns(covered=pl.lit(value=True))
    anywhere = here.select("programme").unique().with_columns(somewhere=pl.lit(value=True))
    still = paid.select("programme", "family_id").unique().with_columns(still_paid=pl.lit(value=True))
    rows = past.with_columns(facts=pl.col("facts") if "facts" in past.columns else pl.lit(None, dtype=pl.String))
    rows = (
        rows.join(here, on=["programme", "village_code"], how="left")
        .join(anywhere, on="programme", how="left")
        .join(still, on=["programme", "family_id"], how="left")
        .with_columns(pl.col("covered", "somewhere", "still_paid").fill_null(value=False), visit=_borne_by_a_visit())
    )
    niks, cards = _numbers([inputs.registry, inputs.disbursements, inputs.surveys])
    reg_niks, reg_cards = _numbers([inputs.registry])
    occurs = (pl.col("nik").is_in(niks) | pl.col("no_kk").is_in(cards)).fill_null(value=False)
    listed = (pl.col("nik").is_in(reg_niks) | pl.col("no_kk").is_in(reg_cards)).fill_null(value=False)
    senders = pl.when(pl.col("village_code").is_null()).then(pl.col("somewhere")).otherwise(pl.col("covered"))
    told = (
        pl.when(pl.col("kind") == "EE-TD").then(listed)
        .when(pl.col("kind").str.starts_with("ID-")).then(occurs)
        .when(pl.col("visit")).then(senders & ~pl.col("still_paid"))
        .otherwise(senders)
    )  # fmt: skip
    return past.join(rows.filter(told).select("id_kasus"), on="id_kasus", how="semi", maintain_order="left")
