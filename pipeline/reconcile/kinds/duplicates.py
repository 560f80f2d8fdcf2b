"""Paid twice: by two payers, by one, or under programmes that exclude each other. Split family cards: see `splits`.

Failed at one payer and paid by another is one payment; parts whose sum stays within the due are one payment; the component rows of one PKH
family are one payment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.case.drafts import EMPTY, draft, rows_of
from pipeline.reconcile.kinds.inclusion import LINK
from schemas.codes import CaseKind
from schemas.priors import prior

if TYPE_CHECKING:
    from schemas.rulebook import Rulebook


def double() -> pl.Expr:
    """Whether a unit's PAID rows are more than one payment in parts.

    Flat amounts: their sum is above the due. PKH: above all that is possible, or payments alike none of which is a mere part of what is
    certain; rows of one payer and day that name a component each (not all of the family's, counted) are one payment, whatever the family
    is thought to be owed.
    Without any amount (rice): every second row is one.
    """
    twice = pl.col("n_paid") > 1
    one_day = (pl.col("n_payers") == 1) & (pl.col("n_whole") <= 1) & pl.col("first_paid_on").eq_missing(pl.col("last_paid_on"))
    parts = pl.col("by_parts") & (pl.col("n_components") == pl.col("n_paid")) & (pl.col("paid") == pl.col("listed_due")) & one_day
    over = (pl.col("paid") > pl.col("due_high")) & ~parts.fill_null(value=False)
    least = pl.col("due_low").fill_null(0)
    same = (pl.col("amounts") == 1) & (pl.col("n_components") == 0) & (pl.col("paid_1") >= least) & (pl.col("paid") > least)
    twins = (pl.col("twin") >= pl.max_horizontal(least, 1)) & (pl.col("paid") > least)
    unpriced = pl.col("due_high").is_null() & (pl.col("n_components") == 0) & (pl.col("amounts") <= 1)
    return twice & (over | (pl.col("by_parts") & (same | twins)) | unpriced).fill_null(value=pl.col("paid").is_null())


def pair_facts(prefix: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Judged rows with amount, payer and day of the first paid row and of the other one."""
    one = rows.select(paid_row="record_id", dibayar_1="amount", penyalur_1="payer", day_1="paid_on")
    two = rows.select(other_row="record_id", dibayar_2="amount", penyalur_2="payer", day_2="paid_on")
    return prefix.join(one, on="paid_row", how="left", maintain_order="left").join(two, on="other_row", how="left", maintain_order="left")


def paid_twice(judged: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """GD-PY (two payers), GD-KK (one payer): one family paid twice for one programme and period."""
    hit = pair_facts(judged.filter(double()), rows)
    two = pl.col("n_payers") > 1
    parts = []
    for kind, which, wording in ((CaseKind.GD_PY, two, "GD-PY.dua"), (CaseKind.GD_KK, ~two, "GD-KK.satu")):
        parts.append(
            draft(
                hit.filter(which),
                kind,
                wording,
                prior("GD") * LINK,
                rows_of("head_record", "paid_records"),
                a_record=pl.col("paid_row"),
                b_record=pl.col("other_row"),
                kali=pl.col("n_paid"),
                penyalur=pl.col("penyalur_1"),
                tgl_bayar=pl.col("day_1"),
                tgl_bayar_2=pl.col("day_2"),
            )
        )
    return pl.concat(parts)


def excluding_pair(judged: pl.DataFrame, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """GD-PR: one family paid under two programmes that exclude each other in this month; the case stands under the programme that may not
    join."""
    parts = [EMPTY]
    paid = judged.filter(pl.col("n_paid") > 0)
    for keeps, joins, rule in rulebook.conflicts(period):
        other = paid.filter(pl.col("programme") == keeps).select(
            "family_id",
            program_2="program",
            penyalur_2="payer",
            dibayar_2="paid",
            other_rows="paid_records",
            keeps_row="paid_row",
        )
        hit = paid.filter(pl.col("programme") == joins).join(other, on="family_id", how="inner", maintain_order="left")
        hit = hit.unique("family_id", keep="first", maintain_order=True)
        parts.append(
            draft(
                hit,
                CaseKind.GD_PR,
                "GD-PR.pasangan",
                prior("GD-PR") * LINK,
                pl.concat_list(rows_of("head_record", "paid_records"), pl.col("other_rows").fill_null([])),
                a_record=pl.col("keeps_row"),
                b_record=pl.col("paid_row"),
                rule_id=pl.lit(rule.id),
                legal_basis=pl.lit(rule.legal_basis),
            )
        )
    return pl.concat(parts)
