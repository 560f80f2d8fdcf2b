"""A NIK column that is damaged as a whole is asked of its sender, and no verifier is sent from door to door for it."""

from dataclasses import replace

import polars as pl
import pytest

from pipeline.report.damaged_columns import count_by_column, of_senders
from pipeline.report.packing import packets
from pipeline.report.rows import case_rows
from pipeline.report.sections_lists import senders_section
from pipeline.report.words import Words
from schemas import tables
from tests.report_month import month_report

FILE, OTHER = "2025-05/dtsen.xlsx", "2025-05/bri.csv"


def month(damaged: int, rows: int, *, other: str = "", rounded: bool = False):
    """A month whose cases ID-NR stand in one file; `other`: a second file that the first of them stands in too."""
    report = month_report(200)
    broken = pl.col("kind") == "ID-NR"
    first = report.cases.filter(broken)["id_kasus"][0]
    places = pl.concat_list(pl.lit(f"{FILE}|DATA|7"), pl.lit(f"{other}||9")) if other else None
    cases = report.cases.with_columns(status=pl.when(broken).then(pl.lit("BARU")).otherwise("status"))
    cases = cases.with_columns(sources=pl.when(broken).then(pl.concat_list(pl.lit(f"{FILE}|DATA|7"))).otherwise("sources"))
    if places is not None:
        cases = cases.with_columns(sources=pl.when(pl.col("id_kasus") == first).then(places).otherwise("sources"))
    accounts = pl.DataFrame(
        {"file": [FILE, OTHER], "sheet": ["DATA", ""], "sender": ["DTSEN", "BRI"], "nik_rows": [rows, 100], "nik_damaged": [damaged, 1]}
    )
    told = pl.DataFrame(
        [(FILE, "DATA", "NIK", "NIK-14", "warning", "")],
        schema=["file", "sheet", "column", "rule_id", "severity", "sentence"],
        orient="row",
    )
    rejects = tables.conform(told, tables.Rejects) if rounded else report.rejects.clear()
    return replace(report, cases=tables.conform(cases, tables.Cases), accounts=accounts, rejects=rejects), first


@pytest.mark.parametrize(
    ("damaged", "rows", "rounded", "left"),
    [(90, 100, False, True), (29, 100, False, False), (29, 100, True, True), (9, 10, False, False), (0, 0, False, False)],
    ids=["grade D", "grade C", "rounded as a whole", "a handful", "no NIK"],
)
def test_a_damaged_column_stays_out_of_the_packets_and_in_the_list_of_all_cases(damaged: int, rows: int, rounded: bool, left: bool) -> None:
    report, _ = month(damaged, rows, rounded=rounded)
    all_rows = case_rows(report)
    broken = set(all_rows.filter(pl.col("jenis") == "ID-NR")["id_kasus"].to_list())
    asked = {one for packet in packets(report, all_rows, {}) for one in packet.rows["id_kasus"].to_list()}
    assert broken, "the list of all cases has them"
    assert (not broken & asked) if left else broken <= asked
    assert set(all_rows.filter((pl.col("jenis") == "IE-TL") & (pl.col("status_kasus") == "BARU"))["id_kasus"]) <= asked
    assert count_by_column(report) == ([(FILE, "DATA", len(broken))] if left else [])


def test_a_case_that_a_sound_column_shows_too_is_asked() -> None:
    report, first = month(90, 100, other=OTHER)
    assert first not in of_senders(report)["id_kasus"].to_list()
    assert first in {one for packet in packets(report, case_rows(report), {}) for one in packet.rows["id_kasus"].to_list()}


def test_the_page_says_how_many_cases_are_the_senders() -> None:
    report, _ = month(90, 100)
    (count,) = [n for _, _, n in count_by_column(report)]
    lead = senders_section(report, Words()).lead
    assert f"{FILE} › DATA: kolom NIK rusak seluruhnya. {count} kasus ID-NR" in lead
