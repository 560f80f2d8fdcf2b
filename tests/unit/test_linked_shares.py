"""Match rates by groups of people: sex though no column says it, one kelurahan however it is spelled, no mark on a handful of rows."""

import datetime as dt

import polars as pl

from pipeline.linked_shares import match_rates, village_names

ROWS = [
    (None, "1671084205789001", "SITI AMINAH", "1671081001", "Sukamaju", True),
    (None, None, "KEMAS ANWAR", "1671081001", "SUKA MAJU", True),
    (None, None, "BUDI", "1671081001", "Suka Maju ", False),
    ("P", None, "RINI", None, "Kel. Talang Kelapa", False),
    ("P", None, "DEWI", None, "TALANGKELAPA", False),
    ("P", None, "YULI", None, "talang kelapa", True),
    ("P", None, "LINA", None, "suka-maju", True),
]


def _told():
    columns = ["sex", "nik", "name", "village_code", "village_name", "matched"]
    return pl.DataFrame(ROWS, schema=columns, orient="row").with_columns(birth_date=pl.lit(dt.date(1980, 1, 1)))


def _shares(group):
    rates = match_rates(_told(), "2025-05").filter(pl.col("group") == group)
    return {value: (records, matched) for value, records, matched in rates.select("value", "records", "matched").rows()}


def test_sex_is_told_by_nik_and_title_where_no_column_says_it():
    assert _shares("sex") == {"P": (5, 3), "L": (1, 1), "–": (1, 0)}


def test_a_kelurahan_of_one_code_is_one_group_under_its_usual_name():
    assert _shares("village") == {"SUKA MAJU": (4, 3), "TALANG KELAPA": (3, 1)}
    assert village_names(_told()).to_list() == ["SUKA MAJU"] * 3 + ["TALANG KELAPA"] * 3 + ["SUKA MAJU"]
