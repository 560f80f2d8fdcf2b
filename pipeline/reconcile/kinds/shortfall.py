"""Amounts: paid less or more than due, received less than paid, received nothing.

The amounts of a case are for the payment period that covers the month: a three-month lump is compared with three months.
"""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.case.drafts import draft, rows_of
from pipeline.reconcile.kinds.exclusion import silent_alone
from pipeline.reconcile.kinds.inclusion import LINK
from schemas.codes import CaseKind
from schemas.priors import prior

UNDATED = 0.7
"""What is left of a certainty where a visit may have come before the money (opinion)."""
_COMPARABLE = (
    (pl.col("n_paid") > 0)
    & pl.col("paid").is_not_null()
    & (pl.col("entitled") != "NO")
    & ((pl.col("found") == "YES") | ~pl.col("in_registry_only"))
)


def _bounds() -> tuple[pl.Expr, pl.Expr]:
    """The least and the most that is rightly paid: by rule, and by the components that the pay list itself names.

    What the registry makes certain is never too much, though a row may name one component and pay for all. Where the registry leaves open
    which component a member brings (a child of six years), the closing list's own word settles it.
    """
    listed = pl.when(pl.col("by_parts")).then(pl.col("listed_due"))
    known = ~pl.col("by_parts") | (pl.col("members") > 0)
    closed = pl.col("closing_named_due")
    settled = pl.when(pl.col("by_parts") & known & closed.is_between("due_low", "due_high")).then(closed)
    least = pl.max_horizontal(pl.when(known).then(pl.col("due_low")), listed, settled)
    most = pl.max_horizontal(pl.min_horizontal(pl.when(known).then(pl.col("due_high")), listed), pl.when(known).then(pl.col("due_low")))
    return least, most


def wrong_amount(judged: pl.DataFrame) -> pl.DataFrame:
    """PB-KR / PB-LB by the file: paid less than the least, or more than the most, that the rule allows.

    PB-KR: not while a further payment is in process, an open row may be theirs, or another sender is silent, nor where equal rows that
    were set aside as repeats would make up the due (two children of one level stand in two equal rows).
    """
    least, most = _bounds()
    rows = judged.filter(_COMPARABLE).with_columns(least=least, most=most)
    silent = (pl.col("silent").list.len().fill_null(0) > 0) & ~silent_alone(pl.col("payer"))
    pending = pl.col("open") | pl.col("candidate") | silent
    short = rows.filter((pl.col("paid_at_most") < pl.col("least")) & ~pending)
    over = rows.filter((pl.col("paid") > pl.col("most")) & (pl.col("paid") >= pl.col("least")))
    sure = pl.when(pl.col("by_parts")).then(prior("PB-KR.komponen")).otherwise(prior("PB-KR.dibayar")) * LINK
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


def _after_the_money() -> pl.Expr:
    """Factor on the certainty that the visit came after the money: `UNDATED` for a visit inside the months of a list without a pay day."""
    end = pl.concat_str("due_to", pl.lit("-01")).str.to_date("%Y-%m-%d", strict=False).dt.month_end()
    inside = pl.col("first_paid_on").is_null() & (pl.col("r_visited") <= end).fill_null(value=False)
    return pl.when(inside).then(UNDATED).otherwise(1.0)


def _by_the_field(hit: pl.DataFrame, kind: CaseKind, wording: str, sure: float, **facts: pl.Expr) -> pl.DataFrame:
    """Drafts of what a visit says against a payment. sure: the certainty before that of the link and of the visit's day."""
    return draft(
        hit,
        kind,
        wording,
        sure * LINK * _after_the_money(),
        rows_of("head_record", "r_record", "paid_records"),
        a_record=pl.coalesce("reg_record", "head_record"),
        b_record=pl.col("paid_row"),
        tgl_kunjungan=pl.col("r_visited"),
        tgl_bayar=pl.col("first_paid_on"),
        **facts,
    )


def received_less(judged: pl.DataFrame) -> pl.DataFrame:
    """PB-KR by the field: the family received less than the file says was paid (`receipts.with_receipts`); not where part of the money was
    paid after the visit."""
    more_to_come = (pl.col("first_paid_on") < pl.col("last_paid_on")) & (pl.col("r_visited") < pl.col("last_paid_on"))
    hit = judged.filter((pl.col("got") > 0) & (pl.col("got") < pl.col("paid")) & ~more_to_come.fill_null(value=False))
    short = {"diterima": pl.col("got"), "selisih": pl.col("paid") - pl.col("got")}
    return _by_the_field(hit, CaseKind.PB_KR, "PB-KR.diterima", prior("PB-KR.diterima"), **short)


def received_nothing(judged: pl.DataFrame) -> pl.DataFrame:
    """PB-TS: paid according to the file, nothing received according to a visit after the payment.

    A form that names no programme asks about money: it says nothing of aid that hands out none (rice).
    """
    asked = pl.col("r_named").fill_null(value=False) | (pl.col("paid").fill_null(0) > 0)
    hit = judged.filter((pl.col("n_paid") > 0) & (pl.col("got") == 0) & asked)
    return _by_the_field(hit, CaseKind.PB_TS, "PB-TS.survei", prior("PB-TS"))


def shortfall(judged: pl.DataFrame) -> pl.DataFrame:
    """All cases about amounts; of two PB-KR of one family and programme the larger loss stays (`cases.one_each`)."""
    return pl.concat([kind(judged) for kind in (wrong_amount, received_less, received_nothing)])
