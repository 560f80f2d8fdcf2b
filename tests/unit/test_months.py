"""Months as strings: the calendar under every table."""

import datetime as dt

import pytest

from schemas import months


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "2024-1", "24-01", "2024-01;id", "../../x", "2024-01\n", ""])
def test_what_is_no_month(text: str) -> None:
    assert not months.is_month(text)


def test_shift_crosses_years_both_ways() -> None:
    assert months.shift("2025-01", -1) == "2024-12"
    assert months.shift("2024-11", 3) == "2025-02"


def test_span_holds_both_ends() -> None:
    assert months.span("2024-12", "2025-02") == ["2024-12", "2025-01", "2025-02"]


def test_days_of_a_leap_february() -> None:
    assert months.first_day("2024-02") == dt.date(2024, 2, 1)
    assert months.last_day("2024-02") == dt.date(2024, 2, 29)
