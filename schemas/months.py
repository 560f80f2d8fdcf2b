"""Months as the strings `YYYY-MM`: the only calendar the tables know."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """True for `2025-05`, false for anything else, `2024-13` included."""
    return _MONTH.fullmatch(text) is not None and text.isascii()


def shift(month: str, by: int) -> str:
    """The month `by` months later (earlier when negative): shift("2025-01", -1) = "2024-12"."""
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def span(first: str, last: str) -> list[str]:
    """All months from `first` to `last`, both included."""
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:])
    return [shift(first, i) for i in range(count + 1)]


def first_day(month: str) -> dt.date:
    """The first day of the month."""
    return dt.date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> dt.date:
    """The last day of the month."""
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year, number, calendar.monthrange(year, number)[1])
