"""What the sixteen digits say (DOMAIN §5.1, checks 3 and 4)."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.words import nik

FEMALE, MALE = "1671084507859001", "1671080507859001"


def value(expr: pl.Expr, **columns: object) -> object:
    frame = pl.DataFrame({name: [v] for name, v in columns.items()}, schema_overrides={"nik": pl.String, "born": pl.Date})
    return frame.select(expr.alias("x"))["x"][0]


def test_woman_has_forty_added_to_her_day() -> None:
    assert value(nik.nik_sex(pl.col("nik")), nik=FEMALE) == "P"
    assert value(nik.nik_sex(pl.col("nik")), nik=MALE) == "L"
    assert value(nik.nik_birth_date(pl.col("nik"), dt.date(2025, 5, 31)), nik=FEMALE) == dt.date(1985, 7, 5)


@pytest.mark.parametrize("bad", [None, "", "167108", "167108450785900X", "1671080007859001", "1671083202859001"])
def test_what_is_no_nik_says_nothing(bad: str | None) -> None:
    for expr in (nik.nik_sex(pl.col("nik")), nik.nik_birth_date(pl.col("nik"), dt.date(2025, 1, 1))):
        assert value(expr, nik=bad) is None


@pytest.mark.parametrize(("born", "expected"), [(dt.date(1930, 1, 2), 1930), (dt.date(2029, 12, 30), 2030), (None, 1930)])
def test_year_thirty_is_decided_by_the_birth_date_column(born: dt.date | None, expected: int) -> None:
    expr = nik.nik_birth_date(pl.col("nik"), pl.col("born"), on=dt.date(2026, 5, 31))
    assert value(expr, nik="1671080101309001", born=born) == dt.date(expected, 1, 1)


def test_without_any_reference_the_century_is_unknown() -> None:
    assert value(nik.nik_birth_date(pl.col("nik")), nik=MALE) is None


def test_leap_day_that_only_2000_had() -> None:
    assert value(nik.nik_birth_date(pl.col("nik"), dt.date(2025, 1, 1)), nik="1671082902009001") == dt.date(2000, 2, 29)


@given(st.dates(dt.date(1926, 1, 1), dt.date(2025, 5, 31)), st.booleans())
@settings(max_examples=25, deadline=None)
def test_birth_date_and_sex_come_back_from_any_nik(born: dt.date, woman: bool) -> None:
    number = f"167108{born.day + 40 * woman:02d}{born:%m%y}9001"
    assert value(nik.nik_birth_date(pl.col("nik"), pl.col("born")), nik=number, born=born) == born
    assert value(nik.nik_sex(pl.col("nik")), nik=number) == ("P" if woman else "L")
    assert value(nik.is_possible(pl.col("nik")), nik=number) is True
