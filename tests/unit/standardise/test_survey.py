"""Visits: answers, days, and which of several submissions counts."""

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from pipeline.standardise import Standardised
from pipeline.standardise.survey import instants, received, replaced
from schemas.codes import Kind

Run = Callable[..., Standardised]
NIK = "1671080507859001"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ya", "YA"),
        ("1", "YA"),
        ("Sudah menerima", "YA"),
        ("Tidak", "TIDAK"),
        ("Tidak menerima", "TIDAK"),
        ("belum", "TIDAK"),
        ("lupa", None),
    ],
)
def test_received(text: str, expected: str | None) -> None:
    assert received(text) == expected


def test_times_of_submission_compare_across_zones() -> None:
    texts = pl.Series(["2025-05-01T10:00:00.000+07:00", "2025-05-01T02:00:00Z", "2025-05-01T03:30:00Z", "kemarin"])
    assert instants(texts).arg_sort().to_list() == [3, 1, 0, 2]


def test_the_last_submission_of_a_form_counts(run: Run) -> None:
    rows = [
        {"nik": NIK, "name": "A", "result": "Layak", "submitted_at": "2025-05-01T10:00:00Z"},
        {"nik": NIK, "name": "A", "result": "Meninggal", "submitted_at": "2025-05-03T10:00:00Z"},
        {"nik": NIK, "name": "A", "result": "Pindah", "submitted_at": "2025-05-02T10:00:00Z"},
    ]
    old = replaced(run(Kind.SURVEY, rows).frame)
    assert old.select("source_row", "first").rows() == [(2, 3), (4, 3)]


def test_two_programmes_are_two_forms_and_sheets_without_time_replace_nothing(run: Run) -> None:
    forms = [{"nik": NIK, "name": "A", "programme": p, "submitted_at": "2025-05-01T10:00:00Z"} for p in ("PKH", "BPNT")]
    assert replaced(run(Kind.SURVEY, forms).frame).is_empty()
    sheets = [{"nik": NIK, "name": "A", "result": r} for r in ("Layak", "Pindah")]
    assert replaced(run(Kind.SURVEY, sheets).frame).is_empty()


def test_persons_without_any_key_never_replace_each_other(run: Run) -> None:
    rows = [{"name": "SITI", "submitted_at": f"2025-05-0{i}T10:00:00Z"} for i in (1, 2)]
    assert replaced(run(Kind.SURVEY, rows).frame).is_empty()


def test_the_day_of_submission_stands_in_for_the_visit(run: Run) -> None:
    rows = [
        {"name": "A", "visited_on": "02/05/2025", "submitted_at": "2025-05-03T10:00:00Z"},
        {"name": "B", "visited_on": None, "submitted_at": "2025-05-03T10:00:00Z"},
    ]
    assert run(Kind.SURVEY, rows).frame["visited_on"].to_list() == [dt.date(2025, 5, 2), dt.date(2025, 5, 3)]
