"""Levels of each kind of comparison: three rows and one reason."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from pipeline.link.compare import CodeComparison, IdComparison, NumberComparison, PartComparison, TextComparison
from pipeline.link.dates import CLOSE, SAME, SAME_YEAR, SWAPPED, DateComparison
from pipeline.link.nik_digits import NikComparison
from pipeline.link.params import FieldKind, FieldSpec
from pipeline.link.words import NEAR, PART, SHARED, NameComparison
from pipeline.link.words import SAME as NAME_SAME


def level(comparison):
    """Level of row 0 against row 1, the same both ways."""
    comparison.count(1)
    one, two = np.array([0]), np.array([1])
    there, back = comparison.levels(one, two)[0][0], comparison.levels(two, one)[0][0]
    assert there == back
    return int(there)


def name_level(a, b):
    return level(NameComparison(FieldSpec("name", FieldKind.NAME), pl.Series([a, b], dtype=pl.String)))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("SITI AMINAH", "ST. AMINAH", NAME_SAME),
        ("SITI AMINAH", "AMINAH SITI", NAME_SAME),
        ("SRI WAHYUNI", "SRIWAHYUNI", NAME_SAME),
        ("NUR AINI", "NUR AINA", NEAR),
        ("RAHMAT HIDAYAT", "RAMHAT HIDAYAT", NEAR),
        ("SITI NUR AMINAH", "NUR AMINAH", PART),
        ("MUHAMMAD AMIN", "M AMIN", PART),
        ("SITI AISYAH", "SITI MARIAM", SHARED),
        ("HASAN", "HUSEN", 1),
        ("SITI", None, 0),
    ],
)
def test_names(a, b, expected):
    assert name_level(a, b) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (dt.date(1980, 5, 8), dt.date(1980, 5, 8), SAME),
        (dt.date(1980, 5, 8), dt.date(1980, 8, 5), SWAPPED),
        (dt.date(1980, 5, 8), dt.date(1980, 5, 18), CLOSE),
        (dt.date(1980, 5, 8), dt.date(1981, 5, 8), CLOSE),
        (dt.date(1980, 5, 8), dt.date(1980, 11, 23), SAME_YEAR),
        (dt.date(1980, 5, 8), dt.date(1955, 11, 23), 1),
        (dt.date(1980, 5, 8), None, 0),
    ],
)
def test_dates(a, b, expected):
    assert level(DateComparison(FieldSpec("birth_date", FieldKind.DATE), pl.Series([a, b], dtype=pl.Date))) == expected


def test_a_date_with_an_unreadable_part_is_close_when_the_rest_agrees():
    parts = pl.DataFrame({"y": [None, 1980], "m": [5, 5], "d": [8, 8]}, schema=dict.fromkeys("ymd", pl.Int16))
    assert level(DateComparison(FieldSpec("birth_date", FieldKind.DATE), parts)) == CLOSE


def test_a_date_said_by_the_nik_counts_only_against_a_row_without_nik():
    spec = FieldSpec("birth_date", FieldKind.DATE)
    written, said = pl.Series([None, dt.date(1980, 5, 8)], dtype=pl.Date), pl.Series([dt.date(1980, 5, 8), None], dtype=pl.Date)
    assert level(DateComparison(spec, written, said, np.array([True, True]))) == 0
    assert level(DateComparison(spec, written, said, np.array([True, False]))) == SAME


NIK = "1671084805809321"


@pytest.mark.parametrize(
    ("a", "b", "known", "expected"),
    [
        (NIK, NIK, None, 5),
        (NIK, "1671084805809312", None, 2),  # serial digits exchanged: what twins look like
        (NIK, "1671084805809329", None, 2),
        (NIK, "1671084809809321", None, 3),
        (NIK, "1671087104559777", None, 1),
        (NIK, None, NIK[:15], 4),
        (NIK, None, "167108480580999", 1),
        (NIK, None, None, 0),
    ],
)
def test_niks(a, b, known, expected):
    spec = FieldSpec("nik", FieldKind.NIK)
    comparison = NikComparison(spec, pl.Series([a, b], dtype=pl.String), pl.Series([None, known], dtype=pl.String))
    assert level(comparison) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"), [("AB12345", "AB12345", 3), ("AB12345", "AB12354", 2), ("AB12345", "AB2345", 2), ("AB12345", "ZZ99999", 1)]
)
def test_identifiers(a, b, expected):
    assert level(IdComparison(FieldSpec("id", FieldKind.ID), pl.Series([a, b]))) == expected


@pytest.mark.parametrize(("a", "b", "expected"), [("2000", "2000", 4), ("2000", "2010", 3), ("20001", "20099", 2), ("12", "13", 1)])
def test_codes(a, b, expected):
    assert level(CodeComparison(FieldSpec("postcode", FieldKind.CODE), pl.Series([a, b]))) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("JL MAWAR 12", "JL MAWAR 12", 4), ("JL MAWAR 12", "JL MAWR 12", 3), ("JL MAWAR 12", "MAWAR 12", 2), ("JL MAWAR 12", "KENANGA", 1)],
)
def test_texts(a, b, expected):
    assert level(TextComparison(FieldSpec("address", FieldKind.TEXT), pl.Series([a, b]))) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("ALICE", "ALICE", 6),
        ("MICHELLE", "MICHELEL", 4),
        ("MIKE", "MICHAEL", 3),
        ("ANN", "ANNIE", 3),
        ("J", "JOHN", 2),
        ("ALICE", "BORIS", 1),
    ],
)
def test_name_parts(a, b, expected):
    assert level(PartComparison(FieldSpec("given_name", FieldKind.PART), pl.Series([a, b]))) == expected


def test_exchanged_given_name_and_surname_are_seen_once():
    given, surname = pl.Series(["ALICE", "BROWN"]), pl.Series(["BROWN", "ALICE"])
    assert level(PartComparison(FieldSpec("given_name", FieldKind.PART), given, surname)) == 5
    assert level(PartComparison(FieldSpec("surname", FieldKind.PART), surname, given, first=False)) == 0


def test_ages():
    spec = FieldSpec("age", FieldKind.NUMBER)
    assert [level(NumberComparison(spec, pl.Series(["40", b]))) for b in ("40", "41", "44", "60", None)] == [4, 3, 2, 1, 0]
