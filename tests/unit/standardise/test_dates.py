"""Dates: day first always, whole columns judged, nothing guessed."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.standardise.findings import Findings
from pipeline.standardise.people.dates import Span, month_first, parse_column, parse_date, with_year

SPAN = Span(dt.date(1890, 1, 1), dt.date(2025, 6, 30))


@pytest.mark.parametrize(
    "text",
    [
        "05/07/1985", "5/7/1985", "5-7-85", "05.07.1985", "5 7 1985", "1985-07-05", "1985/07/05", "1985-07-05 00:00:00",
        "1985-07-05T10:11:12.5+07:00",
        "5 Juli 1985", "05-Jul-85", "5 JULI 1985", "Jul 5, 1985", "Palembang, 05-07-1985", "Jumat, 5 Juli 1985", "31233", "31233.0",
        "19850705",
        "05071985", "5071985", "'05/07/1985", "05/07/1985 10.30 WIB",
    ],
)  # fmt: skip
def test_one_day_in_all_its_spellings(text: str) -> None:
    assert parse_date(text, SPAN) == dt.date(1985, 7, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17 Pebruari 1960", dt.date(1960, 2, 17)),
        ("1 Agt 2020", dt.date(2020, 8, 1)),
        ("31 Des 1999", dt.date(1999, 12, 31)),
        ("3 Nopember 1970", dt.date(1970, 11, 3)),
        ("12 October 2001", dt.date(2001, 10, 12)),
        ("10 s/d 14 Mei 2025", dt.date(2025, 5, 14)),
        ("10/05/2025 - 14/05/2025", dt.date(2025, 5, 14)),
        ("10 s/d 14", None),
        ("5-7-24", dt.date(2024, 7, 5)),
        ("5-7-25", dt.date(1925, 7, 5)),  # after the span: the century before
        ("5-7-26", dt.date(1926, 7, 5)),
        ("29-2-24", dt.date(2024, 2, 29)),
        ("30/02/1985", None),
        ("05/13/1985", None),
        ("31/04/2000", None),
        ("kemarin", None),
        ("1985", None),
    ],
)
def test_single_values(text: str, expected: dt.date | None) -> None:
    assert parse_date(text, SPAN) == expected


def column(values: list[str | None]) -> tuple[list[dt.date | None], pl.DataFrame]:
    findings = Findings("f.csv", "", {"birth_date": "TGL LAHIR"})
    source = pl.DataFrame({"source_row": list(range(2, len(values) + 2)), "birth_date": values}, schema_overrides={"birth_date": pl.String})
    dates, raw = parse_column(source, "birth_date", SPAN, findings)
    assert raw.to_list() == [v or None if v is None else v for v in values]
    return dates.to_list(), findings.frame()


def test_month_first_column_is_refused_as_a_whole() -> None:
    dates, told = column(["01/31/1985", "02/03/1990", "12/25/2000"])
    assert dates == [None, None, None]  # 02/03/1990 too: the column never meant day first
    assert told.select("rule_id", "row", "column").rows() == [("TGL-02", None, "TGL LAHIR")]


def test_one_impossible_month_among_day_first_dates_is_one_bad_cell() -> None:
    dates, told = column(["31/01/1985", "01/31/1985"])
    assert dates == [dt.date(1985, 1, 31), None]
    assert told.select("rule_id", "row", "value").rows() == [("TGL-03", 3, "01/31/1985")]


def test_ambiguous_dates_are_day_first() -> None:
    assert column(["02/03/1990", "05/06/1991"])[0] == [dt.date(1990, 3, 2), dt.date(1991, 6, 5)]
    assert not month_first(["02/03/1990"])


def test_blank_words_are_silent_and_unreadable_ones_told() -> None:
    dates, told = column([None, "-", "00/00/0000", "tidak tahu", "entahlah", "01/01/1800"])
    assert dates == [None] * 6
    assert told.select("rule_id", "row").rows() == [("TGL-01", 6), ("TGL-03", 7)]


@given(st.dates(dt.date(1910, 3, 1), dt.date(2025, 6, 1)))
@settings(max_examples=60, deadline=None)
def test_written_day_first_every_date_comes_back(day: dt.date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", day.isoformat(), str((day - dt.date(1899, 12, 30)).days)):
        assert parse_date(text, SPAN) == day


def led(births: list[str], niks: list[str], days: list[str]) -> tuple[list[dt.date | None], list[str]]:
    findings = Findings("f", "", {})
    source = pl.DataFrame({"source_row": range(2, len(births) + 2), "nik": niks, "birth_date": births, "deceased_on": days})
    dates, _ = parse_column(source, "deceased_on", SPAN, findings)
    return dates.to_list(), findings.frame()["rule_id"].to_list()


BIRTHS = ["3/25/1980", "11/20/1975", "4/5/1990", "7/13/1966", "12/30/2001", "1/31/1988"]
NIKS = [
    "3673036503809001",
    "3673032011759002",
    "3673034504909003",
    "3673031307669004",
    "3673037012019005",
    "3673033101889006",
]


def test_month_first_is_read_where_the_niks_prove_it_row_by_row() -> None:
    dates, rules = led(BIRTHS, NIKS, ["11/23/2024", "4/5/2024", "", "", "", ""])
    assert dates[:2] == [dt.date(2024, 11, 23), dt.date(2024, 4, 5)]
    assert rules == ["TGL-04"]


@pytest.mark.parametrize(
    ("stored", "typed", "turned"),
    [
        (["2025-06-11", "2025-09-11", "2025-12-11"], ["15/11/2025", "18/11/2025", "25/11/2025"], True),
        (
            ["2025-11-06", "2025-11-09", "2025-11-12"],
            ["15/11/2025", "18/11/2025", "25/11/2025"],
            False,
        ),  # near the typed days as they stand
        (
            ["2025-06-11", "2025-09-11", "2025-12-11"],
            ["15/11/2025", "8/11/2025", "25/11/2025"],
            False,
        ),  # a typed day Excel would have taken
        (["2025-06-11", "2025-09-14", "2025-12-11"], ["15/11/2025", "18/11/2025", "25/11/2025"], False),
    ],
)
def test_date_cells_that_an_english_excel_turned_are_turned_back(stored: list[str], typed: list[str], turned: bool) -> None:
    findings = Findings("f", "", {})
    source = pl.DataFrame({"source_row": range(2, 8), "paid_on": [*stored, *typed]})
    dates, _ = parse_column(source, "paid_on", Span(dt.date(2020, 1, 1), dt.date(2026, 1, 1)), findings)
    days = [dt.date.fromisoformat(text) for text in stored]
    assert dates.to_list()[:3] == ([dt.date(d.year, d.day, d.month) for d in days] if turned else days)
    assert ("TGL-05" in findings.frame()["rule_id"].to_list()) is turned


def test_turned_days_of_birth_are_told_by_the_niks() -> None:
    births = ["1980-09-03", "1975-12-11", "1990-04-05", "13/07/1966", "30/12/2001", "31/01/1988"]
    meant = [dt.date(1980, 3, 9), dt.date(1975, 11, 12), dt.date(1990, 5, 4)]
    for days, read in ((meant, meant), ([dt.date(d.year, d.day, d.month) for d in meant],) * 2):
        niks = [f"3673034{d.day // 10}{d.day % 10}{d:%m%y}900{n}"[:6] + f"{d.day + 40}{d:%m%y}900{n}" for n, d in enumerate(days, 1)]
        source = pl.DataFrame({"source_row": range(2, 8), "nik": [*niks, *NIKS[3:]], "birth_date": births})
        assert parse_column(source, "birth_date", SPAN, Findings("f", "", {}))[0].to_list()[:3] == read


@pytest.mark.parametrize(
    "niks",
    [
        ["3673030000000000", *NIKS[1:3], "", "", ""],  # too few bear it
        [nik[:6] + "010101" + nik[12:] for nik in NIKS],  # they contradict it
    ],
)
def test_month_first_without_proof_stays_unread(niks: list[str]) -> None:
    dates, rules = led(BIRTHS, niks, ["11/23/2024", "", "", "", "", ""])
    assert (dates[0], rules) == (None, ["TGL-02"])


def test_day_first_births_prove_nothing_for_month_first() -> None:
    births = [f"{d.split('/')[1]}/{d.split('/')[0]}/{d.split('/')[2]}" for d in BIRTHS]
    dates, rules = led(births, NIKS, ["5/4/2024", "", "", "", "", ""])
    assert (dates[0], rules) == (dt.date(2024, 4, 5), [])


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("15/5", "15/05/2025"),
        ("15-5", "15/05/2025"),
        ("3 Mei", "03/05/2025"),
        ("20/12", "20/12/2024"),
        ("31/2", "31/2"),
        ("15/05/2025", "15/05/2025"),
    ],
)
def test_a_day_without_a_year_is_of_the_last_year_that_is_not_ahead(said: str, day: str) -> None:
    assert with_year(pl.Series([said, None]), "2025-05").to_list() == [day, None]
