"""Amounts: paid less or more than due, received less than paid, received nothing.

The amounts of a case are for the payment period that covers the month: a three-month lump is compared with three months.
"""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.drafts import draft, rows_of
from pipeline.reconcile.inclusion import LINK
from schemas.codes import CaseKind

_COMPARABLE = (
    (pl.col("n_paid") > 0)
    & pl.col("paid").is_not_null()
    & (pl.col("entitled") != "NO")
    & ((pl.col("found") == "YES") | ~pl.col("in_registry_only"))
)


def _bounds() -> tuple[pl.Expr, pl.Expr]:
    """The least and the most that is rightly paid: by rule, and by the components that the pay list itself names."""
    listed = pl.when(pl.col("by_parts")).then(pl.col("listed_due"))
    known = ~pl.col("by_parts") | (pl.col("members") > 0)
    least = pl.max_horizontal(pl.when(known).then(pl.col("due_low")), listed)
    most = pl.min_horizontal(pl.when(known).then(pl.col("due_high")), listed)
    return least, most


def wrong_amount(judged: pl.DataFrame) -> pl.DataFrame:
    """PB-KR / PB-LB by the file: paid less than the least, or more than the most, that the rule allows.

    PB-KR: not while a further payment is in process or an expected sender is silent, nor where equal rows that were set aside as repeats
    would make up the due (two children of one level stand in two equal rows).
    """
    least, most = _bounds()
    rows = judged.filter(_COMPARABLE).with_columns(least=least, most=most)
    pending = pl.col("open") | (pl.col("silent").list.len().fill_null(0) > 0)
    short = rows.filter((pl.col("paid_at_most") < pl.col("least")) & ~pending)
    over = rows.filter((pl.col("paid") > pl.col("most")) & (pl.col("paid") >= pl.col("least")))
    sure = pl.when(pl.col("by_parts")).then(0.75).otherwise(0.9) * LINK
    parts = []
    for kind, part, bound in ((CaseKind.PB_KR, short, "least"), (CaseKind.PB_LB, over, "most")):
        parts.append(
            draft(
                part,
                kind,
                f"{kind}.dibayar",
                sure,
                rows_of("head_record", "paid_records"),
                a_record=pl.coalesce("reg_record", "head_record"),
                b_record=pl.col("paid_row"),
                rule_id=pl.col("amount_rule"),
                legal_basis=pl.col("amount_basis"),
                amount_due=pl.col(bound),
                hak=pl.col(bound),
                selisih=(pl.col("paid") - pl.col(bound)).abs(),
            )
        )
    return pl.concat(parts)


BATCH_ROWS, BATCH_SHARE = 3, 0.15
"""So many families that got money before its listed day, and such a share of all that got any, show that the days are a batch's."""
FEW_TOLD = 8
"""Families that got money below which a payer's habit is read from all payers together."""


def heard_in_time(judged: pl.DataFrame) -> pl.DataFrame:
    """Units with a visit that can speak of their money, that is: on the listed pay day or later.

    The day in a list is the payer's own word of when the money was there, and a family visited before it says nothing against the payer.
    But where families told of money before its listed day (`BATCH_ROWS`, `BATCH_SHARE`), the payer's days are those of a batch: then the
    pay day's month decides. A list without days: the period's first month. A visit without a day counts: its form was handed in for this
    month.
    """
    early = pl.col("r_visited") < pl.col("first_paid_on")
    got = (pl.col("n_paid") > 0) & ~pl.col("nothing") & early.is_not_null() & pl.col("r_record").is_not_null()
    told = judged.filter(got).select("payer", early=early)
    counts = told.group_by("payer").agg(pl.len().alias("all"), n=pl.col("early").sum())
    total = counts.select(pl.col("all").sum(), pl.col("n").sum()).row(0)
    few = pl.col("all").fill_null(0) < FEW_TOLD
    asked, before = pl.when(few).then(total[0]).otherwise("all"), pl.when(few).then(total[1]).otherwise("n")
    judged = judged.join(counts, on="payer", how="left", maintain_order="left").with_columns(
        by_batch=(before >= BATCH_ROWS) & (before >= BATCH_SHARE * asked)
    )
    start = pl.concat_str("due_from", pl.lit("-01")).str.to_date("%Y-%m-%d", strict=False)
    day = pl.when("by_batch").then(pl.col("first_paid_on").dt.month_start()).otherwise("first_paid_on")
    return judged.filter((pl.col("r_visited") >= pl.coalesce(day, start)).fill_null(value=True))


def received_less(judged: pl.DataFrame) -> pl.DataFrame:
    """PB-KR by the field: the family received less than the file says was paid.

    A form that names no programme may speak of one payment or of all: only where the sum told is no sum of the family's payments does it
    count, and then against the smallest payment above it.
    """
    rows = heard_in_time(judged).filter((pl.col("n_paid") > 0) & pl.col("paid").is_not_null() & pl.col("told").is_not_null())
    others = judged.filter(pl.col("paid") > 0).group_by("family_id").agg(pl.col("paid").sort().alias("all_paid"))
    rows = rows.join(others, on="family_id", how="left", maintain_order="left")
    any_sum = pl.col("all_paid").list.contains(pl.col("told")) | (pl.col("all_paid").list.sum() <= pl.col("told"))
    nearest = pl.col("paid") == pl.col("paid").filter(pl.col("paid") > pl.col("told")).min().over("family_id")
    less = pl.col("told") < pl.col("paid")
    hit = rows.filter(less & (pl.col("r_named") | (~any_sum & nearest)))
    return draft(
        hit,
        CaseKind.PB_KR,
        "PB-KR.diterima",
        0.75 * LINK,
        rows_of("head_record", "r_record", "paid_records"),
        a_record=pl.coalesce("reg_record", "head_record"),
        b_record=pl.col("paid_row"),
        tgl_kunjungan=pl.col("r_visited"),
        diterima=pl.col("told"),
        selisih=pl.col("paid") - pl.col("told"),
    )


def received_nothing(judged: pl.DataFrame) -> pl.DataFrame:
    """PB-TS: paid according to the file, nothing received according to a visit after the payment."""
    hit = heard_in_time(judged).filter((pl.col("n_paid") > 0) & pl.col("nothing"))
    return draft(
        hit,
        CaseKind.PB_TS,
        "PB-TS.survei",
        0.8 * LINK,
        rows_of("head_record", "r_record", "paid_records"),
        a_record=pl.coalesce("reg_record", "head_record"),
        b_record=pl.col("paid_row"),
        amount_received=pl.lit(0, dtype=pl.Int64),
        tgl_kunjungan=pl.col("r_visited"),
    )


def shortfall(judged: pl.DataFrame) -> pl.DataFrame:
    """All cases about amounts; of two PB-KR of one family and programme the larger loss stays (`cases.one_each`)."""
    return pl.concat([kind(judged) for kind in (wrong_amount, received_less, received_nothing)])
