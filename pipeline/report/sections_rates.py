"""The section of rates: whole area, then kelurahan by measure, always with unit, bounds and what was divided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.report.charts import rates_chart
from pipeline.report.model import BREAKDOWN, CGH, MonthReport, fill
from pipeline.report.pages import Cell, Column, Figure, Section, Table
from schemas import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.words import Words

AREAS_DRAWN = 30
"""Kelurahan in the chart; the table has all."""

ORDER = ("exclusion_error", "inclusion_error", "leakage", "coverage", "quota")
"""Order in which known measures are printed; others follow in the order of their names."""

_RANK = pl.col("definition").replace_strict({name: i for i, name in enumerate(ORDER)}, default=len(ORDER), return_dtype=pl.Int64)

BY_AREA = ("exclusion_error", "inclusion_error", "leakage", "quota")
"""Measures told for every kelurahan; the others for the whole area (all of them are in tables/rates.parquet)."""

OPERATORS = "_petugas"
"""Ending of the operators' own before–after measures, which are told apart from the auditors'."""


def ordered_rates(report: MonthReport) -> pl.DataFrame:
    """Rates by area level (wide first), area code, programme, measure."""
    frame = tables.conform(report.rates, tables.Rates)
    return frame.sort(pl.col("area_code").str.len_chars(), "area_code", "programme", _RANK, "definition", "unit", "method")


def total_area(report: MonthReport) -> str:
    """The widest area that has rates: the office's own where it is there, else the shortest code, else ``."""
    codes = ordered_rates(report)["area_code"].unique(maintain_order=True).to_list()
    if report.area in codes:
        return report.area
    return codes[0] if codes else ""


def rates_section(report: MonthReport, w: Words) -> Section:
    """Rates of the whole area, then of each kelurahan, each with unit, numerator, unknown, denominator and bounds."""
    rates = ordered_rates(report)
    if rates.is_empty():
        return Section("sasaran", w("h_rates"), empty=w("rates_none"))
    whole = total_area(report)
    total = rates.filter(pl.col("area_code") == whole)
    parts = rates.filter(pl.col("area_code") != whole, pl.col("definition").is_in(BY_AREA))
    theirs = pl.col("definition").str.ends_with(OPERATORS)
    made = [_whole_table(total.filter(~theirs), w, w("rates_total")), _whole_table(total.filter(theirs), w, w("rates_petugas"))]
    figures: list[Figure] = []
    if not parts.is_empty():
        by_programme = parts.sort("programme", maintain_order=True).group_by("programme", maintain_order=True)
        made += [_areas_table(of_one, w, f"{w('rates_by_area')}: {programme}") for (programme,), of_one in by_programme]
        figures = rates_figures(parts, w)
    made += [t for t in (*_breakdown_tables(report, w), _cgh_table(report, w)) if t.rows]
    made = [t for t in made if t.rows]
    terms: list[tuple[str, str]] = []
    if not report.cgh.is_empty():
        terms.append((w("def_cgh"), w("def_cgh_text")))
    methods = [method_name(m, w) for m in rates["method"].unique(maintain_order=True).to_list()]
    lines = [w("method_note", methods="; ".join(methods))]
    return Section("sasaran", w("h_rates"), w("rates_lead"), figures, made, terms, lines=lines)


def _breakdown_tables(report: MonthReport, w: Words) -> list[Table]:
    """Error rates by sex and age of the family's head, one table per programme."""
    frame = fill(report.breakdown, BREAKDOWN).filter(pl.col("definition").is_in(ORDER[:2])).drop_nulls("programme")
    shown = frame.sort("programme", "group", "value").with_columns(
        pl.concat_str("group", "value", separator=":").alias("area_code"),
        pl.struct("group", "value")
        .map_elements(lambda r: _group_name(r["group"], r["value"], w), return_dtype=pl.String)
        .alias("area_name"),
    )
    by_programme = shown.group_by("programme", maintain_order=True)
    return [
        _areas_table(of_one, w, f"{w('breakdown_caption')}: {programme}", head="col_group", folded=True)
        for (programme,), of_one in by_programme
    ]


def _group_name(group: str, value: str, w: Words) -> str:
    told = w("value_unknown") if value == "tidak diketahui" else w.get(f"{group}_{value}", value)
    return f"{w.get(f'group_{group}', group)}: {told}"


def _cgh_table(report: MonthReport, w: Words) -> Table:
    rows: list[Sequence[Cell | str]] = [
        [
            r["programme"],
            Cell(w.number(r["cgh"], 2), "strong"),
            Cell(w.rupiah(r["poor_rupiah"]), sub=w("rate_of", denominator=w.rupiah(r["all_rupiah"]))),
            Cell(w.number(r["poor_families"]), sub=w("rate_of", denominator=w.number(r["all_families"]))),
            w.number(r["unknown"]),
        ]
        for r in fill(report.cgh, CGH).drop_nulls("programme").sort("programme").iter_rows(named=True)
    ]
    keys = ("col_cgh", "col_poor_share", "col_poor_families", "col_unknown")
    return Table(w("cgh_caption"), [Column(w("col_programme")), *(Column(w(k), number=True) for k in keys)], rows)


def rates_figures(parts: pl.DataFrame, w: Words) -> list[Figure]:
    """One chart per programme: error rates of the kelurahan that have them (the first 30 by code)."""
    drawn = parts.filter(pl.col("definition").is_in(ORDER[:2]), pl.col("rate").is_not_null(), pl.col("unit") != "rupiah")
    figures = []
    for (programme,), of_one in drawn.sort("programme", maintain_order=True).group_by("programme", maintain_order=True):
        few = of_one.filter(pl.col("area_code").is_in(of_one["area_code"].unique(maintain_order=True).head(AREAS_DRAWN).to_list()))
        labels = {d: definition_name(d, w) for d in ORDER[:2]}
        figures.append(Figure(f"{w('chart_rates')}: {programme}", rates_chart(few, labels, w)))
    return figures


def definition_name(definition: str, w: Words) -> str:
    """The printed name of a measure; one the words do not know keeps its code."""
    return w.get(f"def_{definition}", definition)


def _whole_table(rates: pl.DataFrame, w: Words, caption: str) -> Table:
    """Measure × programme: each measure with its definition, each rate with what was divided, what is unknown and the bounds."""
    told = rates.filter(pl.col("denominator") > 0)
    measures = told.select("definition", "unit").unique(maintain_order=True).sort(_RANK, "definition", "unit").rows()
    programmes = told["programme"].unique(maintain_order=True).sort().to_list()
    cells = {(r["programme"], r["definition"], r["unit"]): r for r in told.iter_rows(named=True)}
    rows: list[Sequence[Cell | str]] = [
        [
            Cell(measure_name(definition, unit, w), sub=w.get(f"def_{definition}_text", "")),
            *(_rate_cell(cells.get((programme, definition, unit)), w) for programme in programmes),
        ]
        for definition, unit in measures
    ]
    return Table(caption, [Column(w("col_definition"), wide=True), *(Column(p, number=True) for p in programmes)], rows)


def amount(value: int, unit: str, w: Words) -> str:
    """A count, or rupiah where the measure is one of money."""
    return w.rupiah(value) if unit == "rupiah" else w.number(value)


def _areas_table(rates: pl.DataFrame, w: Words, caption: str, *, head: str = "col_area", folded: bool = False) -> Table:
    """Kelurahan (or group) × measure of one programme: the rate, and under it what was divided and the bounds."""
    measures = rates.select("definition", "unit").unique(maintain_order=True).rows()
    cells = {(r["area_code"], r["definition"], r["unit"]): r for r in rates.iter_rows(named=True)}
    areas = rates.select("area_code", "area_name").unique("area_code", keep="first", maintain_order=True)
    rows: list[Sequence[Cell | str]] = []
    for code, name in areas.iter_rows():
        found = [cells.get((code, definition, unit)) for definition, unit in measures]
        rows.append([name or code, *(_rate_cell(rate, w) for rate in found)])
    columns = [Column(w(head), narrow=True), *(Column(measure_name(d, u, w), number=True) for d, u in measures)]
    return Table(caption, columns, rows, folded=folded)


def _rate_cell(rate: dict[str, Any] | None, w: Words) -> Cell:
    if rate is None or not rate["denominator"]:
        return Cell("–", "soft")
    top, rest, bottom = (amount(rate[name], rate["unit"], w) for name in ("numerator", "unknown", "denominator"))
    told = [w("rate_detail", numerator=top, denominator=bottom)]
    if rate["unknown"]:
        told.append(w("rate_unknown", unknown=rest))
    if rate["low"] is not None and rate["high"] is not None and rate["low"] != rate["high"]:
        told.append(w("rate_bounds", low=w.percent(rate["low"]), high=w.percent(rate["high"])))
    return Cell(w.percent(rate["rate"]), "strong", sub=", ".join(told))


def measure_name(definition: str, unit: str, w: Words) -> str:
    """The measure and what it counts; money says so itself."""
    name = definition_name(definition, w)
    return name if unit == "rupiah" else f"{name}, {w(f'unit_{unit}')}"


def method_name(method: str, w: Words) -> str:
    """How a rate was found, in words where the table has them."""
    return w.get(f"method_{method}", method)
