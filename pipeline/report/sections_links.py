"""The section of linkage: how many rows found their person, by which rule, and whether groups of people fare alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.charts import weights_chart
from pipeline.report.masking import mask_text
from pipeline.report.model import BANDS, MATCH_RATES, WEIGHTS, MonthReport, fill
from pipeline.report.pages import Cell, Column, Figure, Section, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.report.words import Words

LOW_MATCH_GAP = 0.05
"""A group linked this much less often than all records together is marked."""
FEWEST_OF_A_GROUP = 30
"""Of fewer rows a share says nothing: three more missed would mark them."""


def links_section(report: MonthReport, w: Words) -> Section:
    """How many rows found their person, by which rule, with which weights, and whether groups fare alike."""
    order = pl.col("band").replace_strict({"MATCH": 0, "REVIEW": 1}, default=2, return_dtype=pl.Int64)
    bands = fill(report.links.bands, BANDS)
    weights = fill(report.links.weights, WEIGHTS).sort("low", "band")
    if bands.is_empty() and weights.is_empty():
        return Section("padanan", w("h_links"), empty=w("links_none"))
    columns = [Column(w("col_source")), Column(w("col_band")), Column(w("col_rule")), Column(w("col_pairs"), number=True)]
    told = bands.with_columns(way=pl.Series([_way(rule, w) for rule in bands["rule"]], dtype=pl.String))
    told = told.group_by("right_source", "band", "way").agg(pl.col("pairs").sum(), order=order.first())
    told = told.sort(["right_source", "order", "pairs", "way"], descending=[False, False, True, False])
    rows: list[Sequence[Cell | str]] = [
        [w.get(f"source_{r['right_source']}", r["right_source"]), w.get(f"band_{r['band']}", r["band"]), r["way"], w.number(r["pairs"])]
        for r in told.iter_rows(named=True)
    ]
    made = [Table(w("h_links_ways"), columns, rows, folded=True)]
    groups = _groups_table(report, w)
    if groups:
        made.insert(0, groups)
    figures = [] if weights.is_empty() else [Figure(w("chart_weights"), weights_chart(weights, w))]
    lines = [w("links_groups_lead")] if groups else []
    return Section("padanan", w("h_links"), w("links_lead"), figures, made, lines=lines)


_PLACE = frozenset({"address", "rt_rw", "rt", "rw", "village"})


def _way(rule: str | None, w: Words) -> str:
    """What two rows agreed in, in words: `nik+name~+village` → "NIK, nama mirip". Places are told only where nothing else agreed."""
    parts = [part for part in (rule or "").split("+") if part]
    telling = [part for part in parts if part.rstrip("~") not in _PLACE] or parts
    names = [
        w.get(f"field_{part.rstrip('~')}", part.rstrip("~")) + (" " + w("field_close") if part.endswith("~") else "") for part in telling
    ]
    return ", ".join(names) or "–"


def _groups_table(report: MonthReport, w: Words) -> Table | None:
    rates = fill(report.links.match_rates, MATCH_RATES).filter(pl.col("records") > 0).sort("group", "value")
    if rates.is_empty():
        return None
    whole = rates.group_by("group", maintain_order=True).agg((pl.col("matched").sum() / pl.col("records").sum()).alias("share"))
    usual = dict(whole.iter_rows())
    rows: list[Sequence[Cell | str]] = []
    for r in rates.iter_rows(named=True):
        share = r["matched"] / r["records"]
        low = r["records"] >= FEWEST_OF_A_GROUP and share < usual[r["group"]] - LOW_MATCH_GAP
        look = "bad" if low else ""
        rows.append(
            [
                w.get(f"group_{r['group']}", r["group"]),
                w.get(f"{r['group']}_{r['value']}", mask_text(r["value"])),
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
