"""The section of answers: how far the verifiers are per kelurahan, and how often each rule was right where somebody looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.model import PRECISION, PROGRESS, MonthReport, fill
from pipeline.report.pages import Cell, Column, Section, Table
from schemas.kinds import case_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.report.words import Words

FEW = 5
"""Answers below which a share says little: it is not marked as good or bad."""


def answers_section(report: MonthReport, names: Mapping[str, str], w: Words) -> Section:
    """Progress per kelurahan, precision per rule and score band, and what came in beside the cases."""
    made = [t for t in (_progress_table(report, names, w), _precision_table(report, w)) if t.rows]
    proposed = report.cases.filter((pl.col("rule_id") == "USULAN-02") & ~pl.col("status").str.starts_with("SELESAI")).height
    lines = [w("answers_proposed", n=w.number(proposed))] if proposed else []
    clash = int(fill(report.progress, PROGRESS)["conflicts"].sum() or 0)
    lines += [w("answers_conflicts", n=w.number(clash))] if clash else []
    if len(made) < 2 and not lines:
        return Section("jawaban", w("h_answers"), empty=w("answers_none"))
    return Section("jawaban", w("h_answers"), w("answers_lead"), tables=made, lines=lines)


def _progress_table(report: MonthReport, names: Mapping[str, str], w: Words) -> Table:
    """One row a kelurahan: cases asked, settled, visited in vain, open."""
    keys = ("col_cases", "col_settled", "col_tried", "col_waiting")
    columns = [Column(w("col_area"), narrow=True), *(Column(w(k), number=True) for k in keys)]
    frame = fill(report.progress, PROGRESS).sort("village_code", nulls_last=True)
    rows: list[Sequence[Cell | str]] = [
        [
            names.get(r["village_code"] or "", r["village_code"] or w("no_area")),
            w.number(r["cases"]),
            Cell(w.number(r["settled"]), "strong"),
            w.number(r["tried"]),
            w.number(r["open"]),
        ]
        for r in frame.iter_rows(named=True)
    ]
    return Table(w("progress_caption"), columns, rows)


def _precision_table(report: MonthReport, w: Words) -> Table:
    """One row a rule and score band of which somebody found out whether it was right."""
    columns = [Column(w("col_kind"), narrow=True), Column(w("col_rule_id")), Column(w("col_score"))]
    columns += [Column(w(k), number=True) for k in ("col_right", "col_confirmed", "col_refuted", "col_unclear")]
    rows: list[Sequence[Cell | str]] = []
    for r in fill(report.precision, PRECISION).sort("kind", "rule_id", "band", nulls_last=True).iter_rows(named=True):
        tried = r["confirmed"] + r["refuted"]
        if not tried:
            continue
        look = "" if tried < FEW else "good" if r["precision"] >= 0.5 else "bad"
        bounds = w("rate_bounds", low=w.percent(r["low"]), high=w.percent(r["high"]))
        title = case_kinds()[r["kind"]].title(w.language) if r["kind"] in case_kinds() else ""
        share = Cell(w.percent(r["precision"]), look, bounds)
        counts = (w.number(r[name]) for name in ("confirmed", "refuted", "unclear"))
        rows.append([Cell(r["kind"], sub=title), r["rule_id"] or "–", r["band"] or "–", share, *counts])
    return Table(w("precision_caption"), columns, rows)
