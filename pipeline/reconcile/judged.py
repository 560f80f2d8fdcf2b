"""One wide row per programme and family: entitlement, money, field, coverage side by side. The kinds of case are filters on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.entitlements import NO_COMPONENT, NO_REASON
from pipeline.reconcile.paid.money import UNIT
from schemas.months import first_day

if TYPE_CHECKING:
    from schemas.rulebook import RulesAt

_FLAGS = (
    "all_dead", "by_area", "by_status", "by_desil", "by_job", "no_desil", "by_field", "gone_by_field", "outside", "job", "came_to_nothing",
    "open",
    "excluded_known", "closing", "nothing", "registry_covers", "senders_present", "assessable", "late",
)  # fmt: skip


def _lump(rules: RulesAt, spans: pl.DataFrame) -> pl.Expr:
    """What was rightly paid at once: a single row of whole months of a flat programme, no more than the payment period owes, or of all that
    its own months owe with a top-up, paid since it began (no day told: the month judged must have reached it); several rows of which one is
    a top-up's (its months, its sum) and the others are no more than the payment period owes. Else null. spans: span_from, span_to of the
    rows."""
    month, stage = rules.amount.per_month, rules.due(rules.period_from, rules.period_to)
    if month is None or stage is None:
        return pl.lit(None, dtype=pl.Int64)
    whole = (pl.col("n_paid") == 1) & (pl.col("paid") % month == 0) & (pl.col("paid") <= stage)
    for first, last in spans.drop_nulls().unique().sort("span_from", "span_to").iter_rows():
        began = min((top.valid_from for top in rules.top_ups if top.valid_from <= last), default=None)
        if began is not None:
            own = (pl.col("span_from") == first) & (pl.col("span_to") == last)
            since = (pl.col("last_paid_on") >= first_day(began)).fill_null(value=rules.month >= began)
            whole |= own & since & (pl.col("n_paid") == 1) & pl.col("paid").is_in(rules.due_options(first, last))
            beside = (pl.col("topped_up") > 0) & (pl.col("amounts") > 1)
            whole |= own & since & beside & (pl.col("paid") - pl.col("topped_up") <= stage)
    return pl.when(whole).then("paid")


def _named_by_a_list(wide: pl.DataFrame) -> pl.DataFrame:
    """Units with `named` (rupiah, else null): what the components bring that a closing or pay list names for a family that was not paid.
    Where nothing but the component was uncertain, the list that names it settles the claim."""
    named = pl.coalesce("closing_named_due", "named_due")
    wide = wide.with_columns(named=pl.when((named > 0) & (pl.col("n_paid").fill_null(0) == 0)).then(named))
    settled = pl.col("named").is_not_null() & (pl.col("reason") == NO_COMPONENT)
    return wide.with_columns(
        entitled=pl.when(settled).then(pl.lit("YES")).otherwise("entitled"),
        reason=pl.when(settled).then(pl.lit(NO_REASON)).otherwise("reason"),
    )


def judge(
    rules: RulesAt,
    entitled: pl.DataFrame,
    money: pl.DataFrame,
    receipts: pl.DataFrame,
    dead: pl.DataFrame,
    closings: pl.DataFrame,
    coverage: pl.DataFrame,
) -> pl.DataFrame:
    """Join everything known about the units of one programme; units are those the registry knows and those somebody paid.

    Where the registry does not know a unit, `entitled` is UNKNOWN and `found` NO. `due_low`/`due_high` are for the months the unit's rows
    cover, else for the usual payment period; `due` is their common value, else what the list's own components bring. One row that
    pays several whole months of the payment period at once, or the period with its top-up, is no overpayment.
    """
    test = rules.eligibility
    wide = (
        entitled.join(money.rename({"due": "row_due"}), on=UNIT, how="full", coalesce=True)
        .join(receipts.drop("programme"), on="family_id", how="left")
        .join(dead, on=UNIT, how="left")
        .join(closings, on=UNIT, how="full", coalesce=True)
    )
    wide = _named_by_a_list(wide).with_columns(
        village_code=pl.coalesce("village_code", "village"),
        entitled=pl.col("entitled").fill_null("UNKNOWN"),
        found=pl.when(pl.col("entitled").is_not_null()).then(pl.lit("YES")).otherwise(pl.col("found").fill_null("NO")),
        rule_id=pl.col("rule_id").fill_null(test.id),
        legal_basis=pl.col("legal_basis").fill_null(test.legal_basis),
        confidence=pl.col("confidence").fill_null(test.confidence),
        programme=pl.lit(rules.code),
        program=pl.lit(rules.title),
        n_rows=pl.col("n_rows").fill_null(0),
        n_paid=pl.col("n_paid").fill_null(0),
        members=pl.col("members").fill_null(0),
        person_key=pl.col("person_key").fill_null(""),
    )
    cover = coverage.filter(pl.col("programme") == rules.code).select(
        "village_code", "registry_covers", "senders_present", "assessable", "silent", cover_snapshot="snapshot"
    )
    wide = wide.join(cover, on="village_code", how="left").with_columns(some_silent=pl.lit(bool(cover["silent"].list.len().sum())))
    low, high = (
        pl.coalesce("row_due", "due_low"),
        pl.max_horizontal(pl.coalesce("row_due", "due_high"), _lump(rules, money.select("span_from", "span_to"))),
    )
    parts = rules.amount.components is not None
    wide = wide.with_columns(
        due_low=low,
        due_high=high,
        due=pl.when(low == high).then(low).otherwise(pl.coalesce("named", "listed_due", "due_low")),
        due_from=pl.coalesce("span_from", "due_from", pl.lit(rules.period_from)),
        due_to=pl.coalesce("span_to", "due_to", pl.lit(rules.period_to)),
        in_registry_only=pl.lit(rules.in_registry_only),
        by_parts=pl.lit(parts),
        closing=pl.col("closing_row").is_not_null(),
        desil_max=pl.lit(test.desil_max, dtype=pl.Int64),
    )
    return wide.with_columns(pl.col(name).fill_null(value=False) for name in _FLAGS if name in wide.columns).sort(UNIT)
