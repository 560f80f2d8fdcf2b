"""Sections of the summary that speak of rates, money, sources and linkage: frames in, tables to draw out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.report.charts import money_chart, rates_chart, weights_chart
from pipeline.report.model import BANDS, COVERAGE, MATCH_RATES, WEIGHTS, MonthReport, fill
from pipeline.report.pages import Cell, Column, Figure, Section, Table
from schemas import tables
from schemas.codes import PayState, Tri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.words import Words

FAILED = tuple(s.value for s in (PayState.FAILED_ACCOUNT, PayState.RETURNED, PayState.EMPTY, PayState.PAID_NOT_TAKEN))
LOW_MATCH_GAP = 0.05
"""A group linked this much less often than all records together is marked."""

AREAS_DRAWN = 30
"""Kelurahan in the chart; the table has all."""

ORDER = ("exclusion_error", "inclusion_error", "leakage", "coverage", "quota")
"""Order in which known measures are printed; others follow in the order of their names."""


def ordered_rates(report: MonthReport) -> pl.DataFrame:
    """Rates by area level (wide first), area code, programme, measure."""
    rank = pl.col("definition").replace_strict(
        {name: i for i, name in enumerate(ORDER)}, default=len(ORDER), return_dtype=pl.Int64
    )
    frame = tables.conform(report.rates, tables.Rates)
    return frame.sort(pl.col("area_code").str.len_chars(), "area_code", "programme", rank, "definition", "unit", "method")


def total_area(report: MonthReport) -> str | None:
    """The widest area that has rates: the office's own where it is there, else the shortest code."""
    codes = ordered_rates(report)["area_code"].unique(maintain_order=True).to_list()
    if report.area in codes:
        return report.area
    return codes[0] if codes else None


def rates_section(report: MonthReport, w: Words) -> Section:
    """Rates of the whole area, then of each kelurahan, each with unit, numerator, unknown, denominator and bounds."""
    rates = ordered_rates(report)
    if rates.is_empty():
        return Section("sasaran", w("h_rates"), empty=w("rates_none"))
    whole = total_area(report)
    total = rates.filter(pl.col("area_code") == whole)
    parts = rates.filter(pl.col("area_code") != whole)
    made = [_rates_table(total, w)]
    figures: list[Figure] = []
    if not parts.is_empty():
        by_programme = parts.sort("programme", maintain_order=True).group_by("programme", maintain_order=True)
        made += [_areas_table(of_one, w, str(programme)) for (programme,), of_one in by_programme]
        figures = rates_figures(parts, w)
    terms = [
        (definition_name(d, w), w.get(f"def_{d}_text", ""))
        for d in rates["definition"].unique(maintain_order=True).to_list()
        if w.get(f"def_{d}_text", "")
    ]
    return Section("sasaran", w("h_rates"), w("rates_lead"), figures, made, terms)


def rates_figures(parts: pl.DataFrame, w: Words) -> list[Figure]:
    """One chart per programme: error rates of the kelurahan that have them (the first 30 by code)."""
    drawn = parts.filter(pl.col("definition").is_in(ORDER[:2]), pl.col("rate").is_not_null(), pl.col("unit") != "rupiah")
    figures = []
    for (programme,), of_one in drawn.sort("programme", maintain_order=True).group_by("programme", maintain_order=True):
        few = of_one.filter(
            pl.col("area_code").is_in(of_one["area_code"].unique(maintain_order=True).head(AREAS_DRAWN).to_list())
        )
        labels = {d: definition_name(d, w) for d in ORDER[:2]}
        figures.append(Figure(f"{w('chart_rates')}: {programme}", rates_chart(few, labels, w)))
    return figures


def definition_name(definition: str, w: Words) -> str:
    """The printed name of a measure; one the words do not know keeps its code."""
    return w.get(f"def_{definition}", definition)


def _rates_table(rates: pl.DataFrame, w: Words) -> Table:
    """Every measure of the whole area, one a row, with everything that was divided."""
    columns = [Column(w("col_programme")), Column(w("col_definition")), Column(w("col_rate"), number=True)]
    columns += [Column(w(k), number=True) for k in ("col_bounds", "col_numerator", "col_unknown", "col_denominator")]
    columns += [Column(w("col_unit")), Column(w("col_method"))]
    rows: list[Sequence[Cell | str]] = [
        [
            r["programme"],
            definition_name(r["definition"], w),
            Cell(w.percent(r["rate"]), "strong"),
            bounds(r, w),
            w.number(r["numerator"]),
            w.number(r["unknown"]),
            w.number(r["denominator"]),
            w(f"unit_{r['unit']}"),
            Cell(method_name(r["method"], w), "soft"),
        ]
        for r in rates.iter_rows(named=True)
    ]
    return Table(w("rates_total"), columns, rows)


def _areas_table(rates: pl.DataFrame, w: Words, programme: str) -> Table:
    """Kelurahan × measure of one programme: the rate, and under it what was divided and the bounds."""
    measures = rates.select("definition", "unit").unique(maintain_order=True).rows()
    cells = {(r["area_code"], r["definition"], r["unit"]): r for r in rates.iter_rows(named=True)}
    areas = rates.select("area_code", "area_name").unique("area_code", keep="first", maintain_order=True)
    rows: list[Sequence[Cell | str]] = []
    for code, name in areas.iter_rows():
        found = [cells.get((code, definition, unit)) for definition, unit in measures]
        rows.append([name or code, *(_rate_cell(rate, w) for rate in found)])
    columns = [Column(w("col_area")), *(Column(f"{definition_name(d, w)}, {w(f'unit_{u}')}", number=True) for d, u in measures)]
    return Table(f"{w('rates_by_area')}: {programme}", columns, rows)


def _rate_cell(rate: dict[str, Any] | None, w: Words) -> Cell:
    if rate is None:
        return Cell("–", "soft")
    told = [w("rate_detail", numerator=w.number(rate["numerator"]), denominator=w.number(rate["denominator"]))]
    if rate["unknown"]:
        told.append(w("rate_unknown", unknown=w.number(rate["unknown"])))
    if rate["low"] is not None and rate["high"] is not None and rate["low"] != rate["high"]:
        told.append(w("rate_bounds", low=w.percent(rate["low"]), high=w.percent(rate["high"])))
    return Cell(w.percent(rate["rate"]), "strong", sub=", ".join(told))


def method_name(method: str, w: Words) -> str:
    """How a rate was found, in words where the table has them."""
    return w.get(f"method_{method}", method)


def bounds(rate: dict[str, object], w: Words) -> str:
    """`15,0–22,1 %`, or a dash where there are none."""
    low, high = rate["low"], rate["high"]
    if not isinstance(low, float) or not isinstance(high, float):
        return "–"
    return f"{w.percent(low)}–{w.percent(high)}"


def money_chain(report: MonthReport) -> pl.DataFrame:
    """Rupiah and families per programme: due, paid, in process, failed, and paid by standing of the entitlement.

    Columns: programme, due, due_families, paid, paid_families, process, failed, paid_right, paid_wrong, paid_open. A payment
    row whose family has no entitlement row counts as open (unknown is not no).
    """
    granted = tables.conform(report.entitlements, tables.Entitlements)
    paid = tables.conform(report.payments, tables.Payments).drop_nulls("programme")
    yes = granted.filter(pl.col("entitled") == Tri.YES.value)
    due = yes.group_by("programme").agg(
        pl.col("amount_due").sum().alias("due"), pl.col("family_id").n_unique().alias("due_families")
    )
    standing = granted.group_by("programme", "family_id").agg(
        (pl.col("entitled") == Tri.YES.value).any().alias("yes"), (pl.col("entitled") == Tri.NO.value).all().alias("no")
    )
    rows = paid.join(standing, on=["programme", "family_id"], how="left", maintain_order="left").with_columns(
        pl.col("amount").fill_null(0),
        pl.col("yes", "no").fill_null(value=False),
        (pl.col("state") == PayState.PAID.value).alias("out"),
    )
    money = pl.col("amount")
    out = pl.col("out")
    spent = rows.group_by("programme").agg(
        money.filter(out).sum().alias("paid"),
        pl.col("family_id").filter(out).n_unique().alias("paid_families"),
        money.filter(pl.col("state") == PayState.IN_PROCESS.value).sum().alias("process"),
        money.filter(pl.col("state").is_in(FAILED)).sum().alias("failed"),
        money.filter(out & pl.col("yes")).sum().alias("paid_right"),
        money.filter(out & pl.col("no")).sum().alias("paid_wrong"),
        money.filter(out & ~pl.col("yes") & ~pl.col("no")).sum().alias("paid_open"),
    )
    return due.join(spent, on="programme", how="full", coalesce=True).fill_null(0).sort("programme")


def money_section(report: MonthReport, w: Words) -> Section:
    """From entitlement to money on record, per programme."""
    chain = money_chain(report)
    if chain.is_empty():
        return Section("uang", w("h_money"), empty=w("money_none"))
    keys = ("col_due", "col_paid", "col_process", "col_failed", "col_paid_right", "col_paid_wrong", "col_paid_open")
    columns = [Column(w("col_programme")), *(Column(w(key), number=True) for key in keys)]
    rows: list[Sequence[Cell | str]] = [
        [
            r["programme"],
            _with_families(r["due"], r["due_families"], w),
            _with_families(r["paid"], r["paid_families"], w),
            *(w.rupiah(r[k]) for k in ("process", "failed", "paid_right")),
            Cell(w.rupiah(r["paid_wrong"]), "bad" if r["paid_wrong"] else ""),
            w.rupiah(r["paid_open"]),
        ]
        for r in chain.iter_rows(named=True)
    ]
    figure = Figure(w("chart_money"), money_chart(chain, w))
    return Section("uang", w("h_money"), w("money_lead"), [figure], [Table(w("h_money"), columns, rows)])


def _with_families(amount: int, families: int, w: Words) -> str:
    return f"{w.rupiah(amount)} ({w('families_n', n=w.number(families))})"


def coverage_section(report: MonthReport, w: Words) -> Section:
    """Kelurahan × expected source: there, missing, not expected."""
    frame = fill(report.coverage, COVERAGE)
    if frame.is_empty():
        return Section("sumber", w("h_coverage"), empty=w("coverage_none"))
    frame = frame.with_columns(
        pl.when(pl.col("source") == "registry")
        .then(pl.lit(w("source_registry")))
        .otherwise(pl.concat_str(pl.col("programme").fill_null(""), pl.lit(" · "), pl.col("source").fill_null("?")))
        .alias("head"),
        (pl.col("source") != "registry").alias("later"),
    ).sort("later", "head", "area_code")
    heads = frame["head"].unique(maintain_order=True).to_list()
    areas = frame.select("area_code", "area_name").unique("area_code", keep="first", maintain_order=True).sort("area_code")
    boxes = {(r["area_code"], r["head"]): r for r in frame.iter_rows(named=True)}
    looks = {"PRESENT": "good", "MISSING": "bad", "NOT_EXPECTED": "soft"}
    rows: list[Sequence[Cell | str]] = []
    for code, name in areas.iter_rows():
        row: list[Cell | str] = [name or code or "?"]
        for head in heads:
            box = boxes.get((code, head))
            state = box["state"] if box else "NOT_EXPECTED"
            count = f" ({w.number(box['rows'])})" if box and box["rows"] else ""
            row.append(Cell(w.get(f"state_{state}", str(state)) + count, looks.get(str(state), "")))
        rows.append(row)
    columns = [Column(w("col_area")), *(Column(head) for head in heads)]
    return Section("sumber", w("h_coverage"), w("coverage_lead"), tables=[Table(w("h_coverage"), columns, rows)])


def links_section(report: MonthReport, w: Words) -> Section:
    """How many rows found their person, by which rule, with which weights, and whether groups fare alike."""
    order = pl.col("band").replace_strict({"MATCH": 0, "REVIEW": 1}, default=2, return_dtype=pl.Int64)
    bands = fill(report.links.bands, BANDS).sort("right_source", order, "band", "rule")
    weights = fill(report.links.weights, WEIGHTS).sort("low", "band")
    if bands.is_empty() and weights.is_empty():
        return Section("padanan", w("h_links"), empty=w("links_none"))
    columns = [Column(w("col_source")), Column(w("col_band")), Column(w("col_rule")), Column(w("col_pairs"), number=True)]
    rows: list[Sequence[Cell | str]] = [
        [
            w.get(f"source_{r['right_source']}", r["right_source"]),
            w.get(f"band_{r['band']}", r["band"]),
            r["rule"] or "–",
            w.number(r["pairs"]),
        ]
        for r in bands.iter_rows(named=True)
    ]
    made = [Table(w("h_links"), columns, rows)]
    groups = _groups_table(report, w)
    if groups:
        made.append(groups)
    figures = [] if weights.is_empty() else [Figure(w("chart_weights"), weights_chart(weights, w))]
    lines = [w("links_groups_lead")] if groups else []
    return Section("padanan", w("h_links"), w("links_lead"), figures, made, lines=lines)


def _groups_table(report: MonthReport, w: Words) -> Table | None:
    rates = fill(report.links.match_rates, MATCH_RATES).filter(pl.col("records") > 0).sort("group", "value")
    if rates.is_empty():
        return None
    whole = rates.group_by("group", maintain_order=True).agg((pl.col("matched").sum() / pl.col("records").sum()).alias("share"))
    usual = dict(whole.iter_rows())
    rows: list[Sequence[Cell | str]] = []
    for r in rates.iter_rows(named=True):
        share = r["matched"] / r["records"]
        look = "bad" if share < usual[r["group"]] - LOW_MATCH_GAP else ""
        rows.append(
            [
                w.get(f"group_{r['group']}", r["group"]),
                r["value"],
                w.number(r["records"]),
                w.number(r["matched"]),
                Cell(w.percent(share), look),
            ]
        )
    columns = [
        Column(w("col_group")),
        Column(""),
        *(Column(w(k), number=True) for k in ("col_records", "col_matched", "col_rate")),
    ]
    return Table(w("links_groups"), columns, rows)
