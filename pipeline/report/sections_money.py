"""The section of money: what was due, ordered, paid, received; where it broke; and to whom the paid rupiah went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.charts import money_chart
from pipeline.report.masking import mask_text
from pipeline.report.pages import Cell, Column, Figure, Section, Table
from schemas import tables
from schemas.codes import PayState, Tri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.model import MonthReport
    from pipeline.report.words import Words

FAILED = tuple(s.value for s in (PayState.FAILED_ACCOUNT, PayState.RETURNED, PayState.EMPTY, PayState.PAID_NOT_TAKEN))


def paid_to_whom(report: MonthReport) -> pl.DataFrame:
    """Recorded rupiah per programme: to the entitled, to those who look not entitled, unclear, in process, not arrived.

    Columns: programme, paid, paid_families, paid_right, paid_wrong, paid_open, process, failed. A payment whose family has no
    entitlement row counts as open (unknown is not no).
    """
    standing = (
        tables.conform(report.entitlements, tables.Entitlements)
        .group_by("programme", "family_id")
        .agg((pl.col("entitled") == Tri.YES.value).any().alias("yes"), (pl.col("entitled") == Tri.NO.value).all().alias("no"))
    )
    rows = (
        tables.conform(report.payments, tables.Payments)
        .drop_nulls("programme")
        .join(standing, on=["programme", "family_id"], how="left", maintain_order="left")
        .with_columns(pl.col("amount").fill_null(0), pl.col("yes", "no").fill_null(value=False))
    )
    money, out = pl.col("amount"), pl.col("state") == PayState.PAID.value
    return (
        rows.group_by("programme")
        .agg(
            money.filter(out).sum().alias("paid"),
            pl.col("family_id").filter(out).n_unique().alias("paid_families"),
            money.filter(out & pl.col("yes")).sum().alias("paid_right"),
            money.filter(out & pl.col("no")).sum().alias("paid_wrong"),
            money.filter(out & ~pl.col("yes") & ~pl.col("no")).sum().alias("paid_open"),
            money.filter(pl.col("state") == PayState.IN_PROCESS.value).sum().alias("process"),
            money.filter(pl.col("state").is_in(FAILED)).sum().alias("failed"),
        )
        .sort("programme")
    )


def money_section(report: MonthReport, w: Words) -> Section:
    """The chain of the entitled, its breaks, and where the paid rupiah went."""
    chain = tables.conform(report.chain, tables.Chain)
    spent = paid_to_whom(report)
    made = [_chain_table(chain, w), _breaks_table(chain, w), _spent_table(spent, w), _control_table(report, w)]
    made = [t for t in made if t.rows]
    if not made:
        return Section("uang", w("h_money"), empty=w("money_none"))
    figures = [] if spent.is_empty() else [Figure(w("chart_money"), money_chart(spent, w))]
    return Section("uang", w("h_money"), w("money_lead"), figures, made)


def _chain_table(chain: pl.DataFrame, w: Words) -> Table:
    """Sums per programme; what was received stands beside what the same families were paid."""
    asked = pl.col("received").is_not_null()
    summed = chain.group_by("programme").agg(
        pl.col("family_id").n_unique().alias("families"),
        *(pl.col(c).sum() for c in ("due", "ordered", "paid")),
        pl.col("received").sum(),
        asked.sum().alias("asked"),
        pl.col("paid").filter(asked).sum().alias("asked_paid"),
    )
    rows: list[Sequence[Cell | str]] = [
        [
            r["programme"],
            Cell(w.rupiah(r["due"]), sub=w("families_n", n=w.number(r["families"]))),
            w.rupiah(r["ordered"]),
            w.rupiah(r["paid"]),
            Cell(w.rupiah(r["received"]), sub=w("received_of", paid=w.rupiah(r["asked_paid"]), n=w.number(r["asked"])))
            if r["asked"]
            else Cell(w("not_asked"), "soft"),
        ]
        for r in summed.sort("programme").iter_rows(named=True)
    ]
    keys = ("col_due", "col_ordered", "col_paid", "col_received")
    return Table(w("chain_caption"), [Column(w("col_programme")), *(Column(w(k), number=True) for k in keys)], rows)


def _breaks_table(chain: pl.DataFrame, w: Words) -> Table:
    """Where the chain broke first, who answers for it, how many families and rupiah."""
    order = {"registry": 0, "order": 1, "payer": 2, "hand": 3}
    broken = (
        chain.drop_nulls("broken_link")
        .group_by("programme", "broken_link", pl.col("answers_for_it").fill_null("–"))
        .agg(pl.col("family_id").n_unique().alias("families"), pl.col("missing").sum())
        .sort(
            "programme",
            pl.col("broken_link").replace_strict(order, default=9, return_dtype=pl.Int64),
            "broken_link",
            "answers_for_it",
        )
    )
    rows: list[Sequence[Cell | str]] = [
        [
            r["programme"],
            w.get(f"link_{r['broken_link']}", r["broken_link"]),
            w.get(f"answers_{r['answers_for_it']}", r["answers_for_it"]),
            w.number(r["families"]),
            w.rupiah(r["missing"]),
        ]
        for r in broken.iter_rows(named=True)
    ]
    columns = [Column(w("col_programme")), Column(w("col_link"), wide=True), Column(w("col_answers"))]
    columns += [Column(w("col_families"), number=True), Column(w("col_missing"), number=True)]
    return Table(w("breaks_caption"), columns, rows)


def _spent_table(spent: pl.DataFrame, w: Words) -> Table:
    rows: list[Sequence[Cell | str]] = [
        [
            r["programme"],
            Cell(w.rupiah(r["paid"]), sub=w("families_n", n=w.number(r["paid_families"]))),
            w.rupiah(r["paid_right"]),
            Cell(w.rupiah(r["paid_wrong"]), "bad" if r["paid_wrong"] else ""),
            *(w.rupiah(r[k]) for k in ("paid_open", "process", "failed")),
        ]
        for r in spent.iter_rows(named=True)
    ]
    keys = ("col_paid", "col_paid_right", "col_paid_wrong", "col_paid_open", "col_process", "col_failed")
    return Table(w("spent_caption"), [Column(w("col_programme")), *(Column(w(k), number=True) for k in keys)], rows)


def _control_table(report: MonthReport, w: Words) -> Table:
    """Every pay list: what its sender says it adds up to, what its rows do, and where each rupiah of them went."""
    keys = ("total", "set_aside", "other_months", "in_cases", "open_cases", "clean")
    rows: list[Sequence[Cell | str]] = []
    for r in tables.conform(report.control, tables.Control).sort("source_file", "source_sheet").iter_rows(named=True):
        place = f"{r['source_file']} › {r['source_sheet']}" if r["source_sheet"] else r["source_file"]
        said = r["stated"]
        stated = Cell("–", "soft") if said is None else Cell(w.rupiah(said), "good" if said == r["total"] else "bad")
        rows.append([Cell(mask_text(place), "path", sub=r["payers"] or "–"), stated, *(w.rupiah(r[k]) for k in keys)])
    columns = [Column(w("col_file")), *(Column(w(f"col_{k}"), number=True) for k in ("stated", "control_total", *keys[1:]))]
    return Table(w("control_caption"), columns, rows)
