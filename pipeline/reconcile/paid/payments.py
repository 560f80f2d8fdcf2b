"""The pay rows that cover the month: their state, their span, and what each span owes.

A list that pays three months together covers three months; a list that names one month but pays a quarter's sum is read as a quarter's,
because its own most frequent amount says so. Failed at the bank and paid by the post office is one payment: states decide, not rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.words import names
from schemas import tables
from schemas.rulebook import months_between

if TYPE_CHECKING:
    from schemas.rulebook import Rulebook, RulesAt

MOSTLY = 0.5
"""Share of a programme's rows from which it is paid by the stage and not month by month."""
ENOUGH_ROWS = 8
"""From this many paid rows on, a list's most frequent amount speaks for the list itself."""

NOTHING_CAME = ("FAILED_ACCOUNT", "RETURNED", "EMPTY", "PAID_NOT_TAKEN")
OPEN = ("IN_PROCESS", "UNKNOWN")


def rows_of_month(disbursements: pl.DataFrame, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """Pay and closing rows whose period covers the month, with the state as money sees it.

    A row without a period is taken as the month's own. PAID with Rp0 is EMPTY (DOMAIN §2.2), unless the programme hands out no rupiah.
    Paid is net of retur of the same NIK (`_undone`); by person, once the rows are resolved: `net_of_retur`.
    A closing row whose own words say what became of the money speaks as a pay row (`from_closing` keeps where it stood); one that says
    nothing is an order only. Rows of earlier months of the stage come along as instalments (`of_stage`, see `instalments_alone`).
    `beside`: what other rows of the stage, of months before or after, paid to the same NIK or card.
    """
    rows = disbursements.with_columns(
        pl.coalesce("period_from", "period_to", pl.lit(period)).alias("period_from"),
        pl.coalesce("period_to", "period_from", pl.lit(period)).alias("period_to"),
    )
    covers = (pl.col("period_from") <= period) & (pl.col("period_to") >= period)
    rows = _with_beside(rows, covers, rulebook, period)
    rows = pl.concat([rows.filter(covers).with_columns(of_stage=pl.lit(value=False)), _instalments(rows, covers, rulebook, period)])
    closing = pl.col("list_kind") == "closing"
    speaks = closing & ~pl.col("state").is_in(OPEN)
    rows = rows.with_columns(from_closing=closing, list_kind=pl.when(speaks).then(pl.lit("disbursement")).otherwise(pl.col("list_kind")))
    empty = (pl.col("state") == "PAID") & (pl.col("amount") == 0) & ~pl.col("programme").is_in(cashless(rulebook, period))
    rows = rows.with_columns(state=pl.when(empty).then(pl.lit("EMPTY")).otherwise(pl.col("state")))
    return _undone(rows, "nik")


def _with_beside(rows: pl.DataFrame, covers: pl.Expr, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """Rows with `beside`: rupiah paid to the same NIK, or the same card, by rows for other months of the stage (a family that went from the
    bank to the post within it is paid by both)."""
    stages = [(code, rules.period_from, rules.period_to) for code in rulebook.codes() if (rules := rulebook.at(code, period)) is not None]
    stage = pl.DataFrame(stages, ["programme", "_first", "_last"], orient="row")
    others = rows.filter(~covers & (pl.col("state") == "PAID") & (pl.col("list_kind") == "disbursement")).join(stage, on="programme")
    others = others.filter((pl.col("period_from") >= pl.col("_first")) & (pl.col("period_to") <= pl.col("_last")))
    for number in ("nik", "no_kk"):
        sums = others.drop_nulls(number).group_by("programme", number).agg(pl.col("amount").sum().alias(f"_by_{number}"))
        rows = rows.join(sums, on=["programme", number], how="left", maintain_order="left")
    beside = pl.when(covers).then(pl.max_horizontal("_by_nik", "_by_no_kk")).fill_null(0)
    return rows.with_columns(beside=beside).drop("_by_nik", "_by_no_kk")


def _instalments(rows: pl.DataFrame, covers: pl.Expr, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """Pay rows for earlier months of the stage of a flat programme that is mostly paid by the stage, and whose payer sent the month's list
    too (`of_stage`): from the stage's first month up to the month judged, which is what was due by then. Where lists are monthly, each
    month stands for itself."""
    sent = rows.filter(covers).select("programme", "payer", "village_code").unique()
    parts = [rows.clear().with_columns(of_stage=pl.lit(value=True))]
    for code in rulebook.codes():
        rules = rulebook.at(code, period)
        if rules is None or rules.amount.per_month is None or rules.period_from == period:
            continue
        by_stage = rows.filter(covers & (pl.col("programme") == code)).select((pl.col("period_from") != pl.col("period_to")).mean()).item()
        if (by_stage or 0) < MOSTLY:
            continue
        earlier = pl.col("period_from").ge(rules.period_from) & pl.col("period_to").lt(period) & (pl.col("list_kind") == "disbursement")
        mine = rows.filter((pl.col("programme") == code) & earlier)
        mine = mine.join(sent, on=["programme", "payer", "village_code"], how="semi", nulls_equal=True, maintain_order="left")
        for number in ("nik", "no_kk"):  # few are left to be looked for in the registry
            own = rows.filter(covers).select("programme", number).drop_nulls()
            mine = mine.join(own, on=["programme", number], how="anti", maintain_order="left")
        parts.append(mine.with_columns(period_from=pl.lit(rules.period_from), period_to=pl.lit(period), of_stage=pl.lit(value=True)))
    return pl.concat(parts)


def instalments_alone(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """Rows in which instalments of earlier months speak only for families that have no row of the month itself: they were paid less than
    due, not nothing. Every other family is judged by the month's own rows."""
    if not rows["of_stage"].any():
        return rows.drop("of_stage")
    unit = ["programme", "family_id"]
    known = rows.select("record_id", "programme", "of_stage").join(
        resolved.filter(pl.col("found") == "YES").select("record_id", "family_id"), on="record_id", how="left"
    )
    own = known.filter(~pl.col("of_stage")).select(unit).unique()
    alone = known.filter(pl.col("of_stage") & pl.col("family_id").is_not_null()).join(own, on=unit, how="anti").select("record_id")
    mine = ~pl.col("of_stage") | pl.col("record_id").is_in(alone["record_id"].implode())
    return rows.filter(mine).drop("of_stage")


def told_once(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """Rows in which an order speaks only where no payer's own list tells what became of the money: a closing list with states of its own,
    and a list of a payment order (SP2D, SI) that names no payer. One payment told by the order and by the payer is one payment.
    """
    unit = ["programme", "family_id"]
    with_family = rows.join(resolved.select("record_id", "family_id"), on="record_id", how="left", maintain_order="left")
    order = (pl.col("state") == "IN_PROCESS") & pl.col("payer").is_null()
    payers = with_family.filter((pl.col("list_kind") == "disbursement") & ~pl.col("from_closing") & ~order)
    told = payers.filter(pl.col("payer").is_not_null() & ~pl.col("state").is_in(OPEN))
    twice = [
        some.join(speaks.select(unit).unique(), on=unit, how="semi").select("record_id", twice=pl.lit(value=True))
        for some, speaks in ((with_family.filter("from_closing"), payers), (with_family.filter(order & ~pl.col("from_closing")), told))
    ]
    marked = rows.join(pl.concat(twice), on="record_id", how="left", maintain_order="left")
    kind = pl.when(pl.col("twice").fill_null(value=False)).then(pl.lit("closing")).otherwise(pl.col("list_kind"))
    return marked.with_columns(list_kind=kind).drop("twice")


def cashless(rulebook: Rulebook, period: str) -> list[str]:
    """Programmes that hand out no rupiah in the month (rice, premiums)."""
    rules = [rulebook.at(code, period) for code in rulebook.codes()]
    return [r.code for r in rules if r is not None and r.amount.per_month is None and r.amount.components is None]


def net_of_retur(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """Rows in which a retur speaks for the payment of its person, whatever numbers the two lists give: many banks mask the NIK.

    A row without NIK whose person is not known is of whoever bears its name in its village, where that is one person at most.
    """
    door = [pl.Series("_name", names.keys(rows["name"]), dtype=pl.String), pl.col("village_code").alias("_village")]
    rows = rows.with_columns(door).join(
        resolved.select("record_id", _person=pl.when(pl.col("found") == "YES").then("person_id")),
        on="record_id",
        how="left",
        maintain_order="left",
    )
    home = ["_name", "_village"]
    one = rows.drop_nulls("_person").group_by(home).agg(pl.col("_person").unique())
    one = one.select(*home, _n=pl.col("_person").list.len(), _only=pl.col("_person").list.first())
    rows = rows.join(one, on=home, how="left", maintain_order="left")
    named = pl.when(pl.all_horizontal(pl.col(*home).is_not_null())).then(pl.concat_str(home, separator="|"))
    bare = pl.when(pl.col("nik").is_null()).then(pl.when(pl.col("_n").is_null()).then(named).when(pl.col("_n") == 1).then("_only"))
    rows = rows.with_columns(_who=pl.coalesce("_person", bare, "nik"))
    return _reversed(_undone(rows, "_who"), "_who").drop(*home, "_person", "_n", "_only", "_who")


def _undone(rows: pl.DataFrame, who: str) -> pl.DataFrame:
    """Rows in which a PAID one is what became of it later: a row of the same payer, programme, months, amount and `who` says that nothing
    came (a list of retur names the ground: a dormant account). An outright RETURNED one speaks also where the PAID row has no day."""
    keys = ["programme", "payer", who, "amount", "period_from", "period_to"]
    back = (
        rows.filter(pl.col("state").is_in(NOTHING_CAME), pl.col("paid_on").is_not_null(), pl.col(who).is_not_null())
        .sort("paid_on", "state")
        .group_by(keys, maintain_order=True)
        .agg(returned_on=pl.col("paid_on").last(), returned=pl.col("state").last())
    )
    if back.is_empty():
        return rows
    joined = rows.join(back, on=keys, how="left", maintain_order="left")
    later = (pl.col("returned_on") > pl.col("paid_on")) | (pl.col("paid_on").is_null() & (pl.col("returned") == "RETURNED"))
    undone = (pl.col("state") == "PAID") & later
    return joined.with_columns(state=pl.when(undone).then(pl.col("returned")).otherwise(pl.col("state"))).drop("returned_on", "returned")


def _reversed(rows: pl.DataFrame, who: str) -> pl.DataFrame:
    """Rows in which each amount below zero takes back one PAID row of the same payer, programme, months, amount and `who`: the first that
    is not later than it and is not taken back yet."""
    if not (rows["amount"] < 0).any():
        return rows
    keys = ["programme", "payer", who, "_sum", "period_from", "period_to", "_nth"]
    nth = pl.int_range(pl.len()).over(keys[:-1])
    order = ["paid_on", "source_file", "source_sheet", "source_row", "record_id"]
    known = rows.filter(pl.col(who).is_not_null()).with_columns(_sum=pl.col("amount").abs()).sort(order, nulls_last=False)
    paid = known.filter((pl.col("state") == "PAID") & (pl.col("amount") > 0)).with_columns(_nth=nth)
    back = known.filter(pl.col("amount") < 0).with_columns(_nth=nth).select(*keys, _back_on="paid_on")
    undone = paid.join(back, on=keys, how="inner", nulls_equal=True).filter((pl.col("_back_on") >= pl.col("paid_on")).fill_null(value=True))
    taken = pl.col("record_id").is_in(undone["record_id"].implode())
    return rows.with_columns(state=pl.when(taken).then(pl.lit("RETURNED")).otherwise("state"))


def _mode(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The most frequent paid amount per group and its number of rows; ties: the smaller amount."""
    return (
        rows.group_by(*by, "total")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .sort(*by, pl.col("n").neg(), "total", nulls_last=True)
        .group_by(by, maintain_order=True)
        .agg(pl.col("total").first().alias("mode"), pl.col("n").sum().alias("n_rows"))
    )


def _read_span(rules: RulesAt, first: str, last: str, mode: int | None) -> tuple[str, str, int | None]:
    """The span a list really pays, and its due amount, from the span it names and its most frequent amount."""
    options = rules.due_options(first, last)
    if not options:
        return first, last, None
    if mode is None or mode in options:
        return first, last, mode if mode is not None else options[0]
    if months_between(first, last) == 1:
        for months in (rules.schedule.months, 2, 3, 4, 6, 12):
            start, end = rules.span_around(months)
            wider = rules.due_options(start, end)
            if months > 1 and mode in wider:
                return start, end, mode
    return first, last, options[0]


def with_spans(rows: pl.DataFrame, rulebook: Rulebook, period: str) -> pl.DataFrame:
    """Pay rows with `span_from`, `span_to` (months really paid), `span_due` (rupiah a family is owed for them; null: not flat) and
    `span_top_up` (of months that all have a top-up: what that brings; else null).

    The most frequent family total of a list (programme, payer, period) decides between the sums the rulebook allows: one month or the
    whole stage, with or without a top-up. Lists of fewer than eight paid rows follow the programme's other lists of the same period.
    """
    totals = (
        rows.filter((pl.col("state") == "PAID") & (pl.col("amount") > 0) & (pl.col("list_kind") == "disbursement"))
        .group_by("programme", "payer", "period_from", "period_to", person=pl.coalesce("nik", "no_kk", "record_id"))
        .agg(pl.col("amount").sum().alias("total"))
    )
    fine = ["programme", "payer", "period_from", "period_to"]
    coarse = ["programme", "period_from", "period_to"]
    groups = (
        rows.select(fine).unique()
        .join(_mode(totals, fine), on=fine, how="left", nulls_equal=True)
        .join(_mode(totals, coarse), on=coarse, how="left", nulls_equal=True, suffix="_all")
        .sort(fine, nulls_last=True)
    )  # fmt: skip
    spans = []
    for group in groups.iter_rows(named=True):
        rules = rulebook.at(group["programme"] or "", period)
        first, last, due, top_up = group["period_from"], group["period_to"], None, None
        if rules is not None:
            mode = group["mode"] if (group["n_rows"] or 0) >= ENOUGH_ROWS else group["mode_all"]
            first, last, due = _read_span(rules, first, last, mode)
            if rules.amount.components is not None:
                first, last = min(first, rules.period_from), max(last, rules.period_to)
            top_up = rules.top_up_alone(first, last)
        spans.append({**{k: group[k] for k in fine}, "span_from": first, "span_to": last, "span_due": due, "span_top_up": top_up})
    schema = {**dict.fromkeys([*fine, "span_from", "span_to"], pl.String), "span_due": pl.Int64, "span_top_up": pl.Int64}
    return rows.join(pl.DataFrame(spans, schema=schema), on=fine, how="left", nulls_equal=True, maintain_order="left")


def payments_table(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """`tables.Payments`: the pay-list rows that cover the month, each with its person and family."""
    paid = rows.filter(pl.col("list_kind") == "disbursement").join(
        resolved.select("record_id", "person_id", "family_id", in_registry="found"), on="record_id", how="inner"
    )
    return tables.conform(paid, tables.Payments).sort("record_id")
