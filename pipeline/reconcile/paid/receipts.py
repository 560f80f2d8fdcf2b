"""What the family received of each payment, by the last visit that was asked: nothing, part, all, or not told.

Only a visit that came after the money can speak of it, and a form that names no programme speaks of one payment only where it cannot mean
another.
"""

from __future__ import annotations

import polars as pl

BATCH_ROWS, BATCH_SHARE = 3, 0.15
"""So many families that got money before its listed day, and such a share of all that got any, show that the days are a batch's."""
SMALLEST = 10_000
"""No payment is less: a smaller sum told was written in thousands, or is not what it looks like."""
FEW_TOLD = 8
"""Families that got money below which a payer's habit is read from all payers together."""


_NEEDED = (
    "programme", "family_id", "payer", "paid", "n_paid", "nothing", "told", "r_named", "r_record", "r_visited", "first_paid_on", "due_from",
    "due_to", "open",
)  # fmt: skip


def _in_time(judged: pl.DataFrame) -> pl.DataFrame:
    """`judged` with `in_time`: whether the visit can speak of the money, that is, came on the listed pay day or later.

    The day in a list is the payer's own word of when the money was there, and a family visited before it says nothing against the payer.
    But where families told of money before its listed day (`BATCH_ROWS`, `BATCH_SHARE`), the payer's days are those of a batch: then the
    pay day's month decides. Only families whose answer can mean no other payment tell that: the form names the programme, or the family
    has this payment alone. A list without days: who had money was paid; nothing speaks from the second of the months paid for, of a
    single month from its middle: until then the money may still have been on its way. A visit without a day counts: its form was handed in
    for this month.
    """
    early = pl.col("r_visited") < pl.col("first_paid_on")
    alone = ((pl.col("n_paid").fill_null(0) > 0) | pl.col("open")).sum().over("family_id") == 1
    got = (pl.col("n_paid") > 0) & ~pl.col("nothing") & early.is_not_null() & pl.col("r_record").is_not_null()
    got = got & (pl.col("r_named").fill_null(value=False) | alone)
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
    later = pl.when(pl.col("due_from") < pl.col("due_to")).then(start.dt.offset_by("1mo")).otherwise(start.dt.offset_by("14d"))
    undated = pl.when("nothing").then(later).otherwise(start)
    after = (pl.col("r_visited") >= pl.coalesce(day, undated)).fill_null(value=True)
    return judged.with_columns(in_time=after).drop("all", "n", "by_batch")


def with_receipts(judged: pl.DataFrame) -> pl.DataFrame:
    """`judged` with `got`: rupiah received of the unit's payment; 0: nothing; null: not asked, not told, or asked too early.

    A form that names no programme may speak of one payment or of all: where the sum told is the sum of all payments, all came; where it is
    one of them, that one came; else it counts against the smallest payment above it, and of equal ones against one only: it was told once.
    While another payment of the family is open (its state unknown, the money in process), a sum below all that was paid may be that one.
    A family that was not paid got nothing of a payment, whatever sum it tells of. Rp600 of Rp600.000 is all of it, told in thousands; Rp550
    says nothing.
    """
    rows = _in_time(judged.select(_NEEDED))  # joins copy every column they carry: a judged row has 140
    paid = pl.col("paid").fill_null(0)
    others = judged.filter(pl.col("paid") > 0).group_by("family_id").agg(all_paid=pl.col("paid").sum())
    rows = rows.join(others, on="family_id", how="left", maintain_order="left")
    thousands = pl.when(pl.col("told") * 1000 == paid).then("paid")
    rows = rows.with_columns(told=pl.when(pl.col("told") >= SMALLEST).then("told").otherwise(thousands))
    told, home = pl.col("told"), pl.col("family_id")
    nearest = paid == paid.filter((paid > 0) & (paid >= told)).min().over(home)
    nearest = nearest & (pl.col("programme") == pl.col("programme").filter(nearest).min().over(home))
    waiting = (pl.col("open").sum().over(home) - pl.col("open")) > 0
    open_form = pl.when(told >= pl.col("all_paid")).then("paid").when(nearest & ~waiting).then(told)
    sum_told = pl.when((pl.col("n_paid") > 0) & pl.col("in_time")).then(pl.when("r_named").then(told).otherwise(open_form))
    none = pl.col("nothing") & (pl.col("in_time") | (pl.col("n_paid") == 0))
    return judged.with_columns(rows.select(got=pl.when(none).then(0).otherwise(sum_told)))
