"""The month on one page: `ringkasan.html` for the office, `summary.html` for auditors who read English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.masking import mask_text
from pipeline.report.model import PROGRAMMES, fill
from pipeline.report.pages import Card, Section, Tile, render
from pipeline.report.rows import open_cases
from pipeline.report.sections_answers import answers_section
from pipeline.report.sections_links import links_section
from pipeline.report.sections_lists import (
    cases_section,
    changes_section,
    files_section,
    open_section,
    rules_section,
    senders_section,
)
from pipeline.report.sections_money import money_section
from pipeline.report.sections_rates import ordered_rates, rates_section, total_area
from pipeline.report.sections_sources import count_silent, coverage_section
from pipeline.report.words import Words
from schemas.kinds import case_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.report.model import MonthReport, Units

PAGE_NAMES = {"id": "ringkasan.html", "en": "summary.html"}
"""File name of the page per language."""


HEADLINE = {"exclusion_error": ("card_ee", "ee"), "inclusion_error": ("card_ie", "ie")}
"""Measures of the headline: their sentence and look."""


def summary_page(report: MonthReport, names: Mapping[str, str], files: Mapping[str, int], language: str = "id") -> bytes:
    """The whole page as bytes: self-contained, no script, nothing loaded from anywhere.

    `names` are area names by code, `files` how many files each report folder holds.
    """
    w = Words(language)
    sections = [
        answers_section(report, names, w),
        rates_section(report, w),
        money_section(report, w),
        coverage_section(report, names, w),
        cases_section(report, w),
        senders_section(report, w),
        links_section(report, w),
        open_section(report, w),
        rules_section(report, w),
        files_section(files, w),
    ]
    if report.notes:
        sections.append(Section("catatan", w("h_notes"), lines=[mask_text(n) for n in report.notes]))
    if report.units:
        sections.insert(1, units_section(report.units, w))
    return render(
        "ringkasan.html",
        style="style.css",
        language=language,
        words=w,
        office=report.office,
        synthetic=report.synthetic,
        area=area_label(report, names, w),
        month=w.month(report.period),
        run_id=report.run_id,
        previous=report.previous_run[:8] if report.previous_run else w("none"),
        version=report.version,
        cards=headlines(report, w),
        waiting=waiting_tiles(report, w),
        more=more_lines(report, w),
        changes=changes_section(report, w),
        sections=sections,
    )


def units_section(units: Units, w: Words) -> Section:
    """Why recipients ÷ poor persons is no rate (it divides families by persons), and the same counts family by family."""
    counts = {name: w.number(getattr(units, name)) for name in ("recipients", "persons", "families", "paid", "ceiling")}
    shares = {"mixed": w.percent(units.recipients / units.persons), "share": w.percent(units.paid / units.families)}
    return Section("contoh", w("h_demo"), lines=[w(key, **counts, **shares) for key in ("units_counts", "units_mixed", "units_share")])


def area_label(report: MonthReport, names: Mapping[str, str], w: Words) -> str:
    """The name of the area the page speaks of."""
    whole = total_area(report)
    code = report.area or whole
    return names.get(code) or code or w("all_areas")


def headlines(report: MonthReport, w: Words) -> list[Card]:
    """The answer first: who was left out, who was paid beside the rule, a card per programme, in plain words."""
    whole = total_area(report)
    rates = ordered_rates(report).filter(
        pl.col("area_code") == whole,
        pl.col("rate").is_not_null(),
        pl.col("unit") != "rupiah",
        pl.col("definition").is_in(list(HEADLINE)),
    )
    titles = dict(fill(report.programmes, PROGRAMMES).select("programme", "title").iter_rows())
    return [
        Card(titles.get(str(programme)) or str(programme), [_headline(rate, w) for rate in of_one.iter_rows(named=True)])
        for (programme,), of_one in rates.group_by("programme", maintain_order=True)
    ]


def _headline(rate: dict[str, object], w: Words) -> Tile:
    key, look = HEADLINE[str(rate["definition"])]
    told = w(
        key,
        numerator=w.number(_number(rate["numerator"])),
        denominator=w.number(_number(rate["denominator"])),
        unit=w(f"unit_{rate['unit']}"),
    )
    high = w("card_high", high=w.percent(_number(rate["high"]))) if rate["unknown"] and rate["high"] is not None else ""
    return Tile(w.percent(_number(rate["rate"])), told, high, look, _number(rate["rate"]))


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0


def waiting_tiles(report: MonthReport, w: Words) -> list[Tile]:
    """How much work waits, at the desk and in the field."""
    waiting = open_cases(report)
    places = waiting["kind"].replace_strict({k: f.place for k, f in case_kinds().items()}, return_dtype=pl.String)
    desk = int((places == "meja").sum())
    counts = (("tile_open", waiting.height), ("tile_desk", desk), ("tile_field", waiting.height - desk))
    tiles = [Tile(w.number(count), w(key)) for key, count in counts]
    gaps = count_silent(report)
    return [*tiles, Tile(w.number(gaps), w("tile_gaps"), look="bad")] if gaps else tiles


def more_lines(report: MonthReport, w: Words) -> list[str]:
    """How to read the figures of the headline, and what a missing source means."""
    lines = [] if headlines(report, w) else [w("head_none")]
    rates = ordered_rates(report).filter(pl.col("unknown") > 0, pl.col("definition").is_in(list(HEADLINE)), pl.col("rate").is_not_null())
    if not rates.is_empty():
        lines.append(w("head_high_note"))
    gaps = count_silent(report)
    if gaps:
        lines.append(w("head_gaps", count=w.number(gaps)))
    return lines
