"""The section of sources: which registry and which payer came in for which kelurahan and programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.report.pages import Cell, Column, Section, Table
from schemas import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.report.model import MonthReport
    from pipeline.report.words import Words


def coverage_section(report: MonthReport, names: Mapping[str, str], w: Words) -> Section:
    """Kelurahan × programme: complete, waiting for whom, without a registry, or nothing expected."""
    frame = tables.conform(report.coverage, tables.Coverage).sort("programme", "village_code")
    if frame.is_empty():
        return Section("sumber", w("h_coverage"), empty=w("coverage_none"))
    programmes = frame["programme"].unique(maintain_order=True).to_list()
    boxes = {(r["village_code"], r["programme"]): r for r in frame.iter_rows(named=True)}
    families = frame.group_by("village_code").agg(pl.col("registry_families").max()).sort("village_code")
    rows: list[Sequence[Cell | str]] = []
    for code, count in families.iter_rows():
        registry = Cell(w("families_n", n=w.number(count)), "good") if count else Cell(w("state_no_registry"), "bad")
        rows.append([names.get(code, code), registry, *(_box(boxes.get((code, p)), w) for p in programmes)])
    columns = [Column(w("col_area"), narrow=True), Column(w("source_registry")), *(Column(p) for p in programmes)]
    return Section("sumber", w("h_coverage"), w("coverage_lead"), tables=[Table(w("h_coverage"), columns, rows)])


def _box(box: dict[str, Any] | None, w: Words) -> Cell:
    if box is None:
        return Cell("–", "soft")
    told = w("rows_n", n=w.number(box["rows"]))
    if box["late_snapshot"]:
        told += ", " + w("late_snapshot")
    if box["silent"]:
        return Cell(w("state_missing", senders=", ".join(w("unnamed_sender") if s == "?" else s for s in box["silent"])), "bad", told)
    if not box["registry_covers"]:
        return Cell(w("state_no_registry"), "bad", told)
    if box["assessable"]:
        return Cell(w("state_complete"), "good", told)
    return Cell(w("state_unknown"), "soft", told) if box["rows"] else Cell(w("state_not_expected"), "soft")


def count_silent(report: MonthReport) -> int:
    """How many expected senders are silent, counted once per kelurahan and programme."""
    silent = tables.conform(report.coverage, tables.Coverage)["silent"]
    return int(silent.list.len().sum() or 0)
