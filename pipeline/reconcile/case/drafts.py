"""A draft of a case: what a kind's rule hands on, before ids, sentences and the life of the case are added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.wording import FACTS

if TYPE_CHECKING:
    from schemas.codes import CaseKind

DRAFT: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "wording": pl.String(),
    "programme": pl.String(),
    "family_id": pl.String(),
    "person_id": pl.String(),
    "unit_person": pl.String(),  # the person where the programme's unit is a person, else ""
    "village_code": pl.String(),
    "rule_id": pl.String(),
    "legal_basis": pl.String(),
    "score": pl.Float64(),
    "amount_due": pl.Int64(),
    "amount_ordered": pl.Int64(),
    "amount_paid": pl.Int64(),
    "amount_received": pl.Int64(),
    "payer": pl.String(),
    "span": pl.String(),  # months of the money, for kinds whose id is per period
    "a_record": pl.String(),  # the registry side
    "b_record": pl.String(),  # the other side
    "records": pl.List(pl.String()),  # all rows the case rests on, in the order they are told
    **FACTS,
}
"""Columns of a draft. Probability `score` is 0–1."""

EMPTY = pl.DataFrame(schema=DRAFT)


LISTS = ("all_records", "paid_records", "closing_rows", "candidate_rows")
"""Columns of judged rows that hold several record ids."""


HELD: dict[str, pl.DataType] = {
    **dict.fromkeys(("due", "ordered", "paid", "got"), pl.Int64()),
    **dict.fromkeys(("payer", "program", "due_from", "due_to"), pl.String()),
}
"""What a judged row knows of money; rows that are told before anybody judged them hold a part of it."""


def rows_of(*columns: str) -> pl.Expr:
    """The record ids of a case: single columns and list columns in order, nulls left out."""
    return pl.concat_list([pl.col(c).fill_null([]) if c in LISTS else pl.col(c) for c in columns]).list.drop_nulls()


def draft(
    frame: pl.DataFrame, kind: CaseKind, wording: str | pl.Expr, score: float | pl.Expr, records: pl.Expr, **columns: pl.Expr
) -> pl.DataFrame:
    """Make drafts of judged rows: amounts, village, payer and rule come from the row unless a column overrides them. What a row does not
    hold (`HELD`) is null."""
    if frame.is_empty():
        return EMPTY
    frame = frame.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in HELD.items() if name not in frame.columns)
    defaults: dict[str, pl.Expr] = {
        "kind": pl.lit(str(kind)),
        "wording": pl.lit(wording) if isinstance(wording, str) else wording,
        "score": (pl.lit(score) if isinstance(score, float) else score).cast(pl.Float64),
        "records": records,
        "person_id": pl.coalesce("person_id", "payee") if "payee" in frame.columns else pl.col("person_id"),
        "unit_person": pl.col("person_key") if "person_key" in frame.columns else pl.lit(""),
        "amount_due": pl.col("due"),
        "amount_ordered": pl.col("ordered"),
        "amount_paid": pl.col("paid"),
        "amount_received": pl.col("got"),
        "span": pl.concat_str("due_from", pl.lit(".."), "due_to"),
        "hak": pl.col("due"),
        "dibayar": pl.col("paid"),
        "penyalur": pl.col("payer"),
        "bulan_dari": pl.col("due_from"),
        "bulan_sampai": pl.col("due_to"),
    }
    wanted = {**{name: pl.col(name) for name in DRAFT if name in frame.columns}, **defaults, **columns}
    out = frame.with_row_index("_n").select("_n", **wanted)
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in DRAFT.items() if name not in out.columns]
    return out.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in DRAFT.items())
