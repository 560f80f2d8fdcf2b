"""Columns known by their cells where their headers say nothing."""

import polars as pl
import pytest

from pipeline.link.adhoc import link_lists
from pipeline.link.contents import roles_of
from pipeline.link.roles import guess_roles, role_of

NAMES = ["Ann Miller", "Robert Stone", "Maria de Souza", "Chen Wei", "Lars O'Neil", "Ida Berg"]
BORN = ["1950-03-01", "1961-12-24", "1975-07-09", "1988-01-30", "1999-05-05", "2004-10-17"]
PHONES = ["+4917612345678", "0171 2345678", "(089) 123-45678", "0301234567", "0441234567", "+31612345678"]
VISITS = ["2025-05-01", "2025-05-02", "2025-05-02", "2025-05-03", "2025-05-06", "2025-05-09"]


def test_dates_of_two_generations_are_birth_dates_whatever_they_are_called():
    assert roles_of(pl.DataFrame({"name": NAMES, "xx": BORN, "yy": VISITS}))["birth_date"] == ("xx",)


def test_dates_of_one_month_are_not():
    assert "birth_date" not in roles_of(pl.DataFrame({"name": NAMES, "yy": VISITS}))


def test_of_two_columns_that_would_do_neither_is_taken():
    assert "birth_date" not in roles_of(pl.DataFrame({"name": NAMES, "xx": BORN, "zz": BORN[::-1]}))


def test_a_header_that_speaks_of_another_is_left():
    assert "birth_date" not in roles_of(pl.DataFrame({"name": NAMES, "spouse_dob": BORN}))


def test_a_birth_date_told_by_its_header_stays():
    assert roles_of(pl.DataFrame({"dob": BORN, "xx": BORN[::-1]}))["birth_date"] == ("dob",)


def test_telephone_numbers_and_names_by_their_cells():
    roles = roles_of(pl.DataFrame({"a": NAMES, "b": PHONES, "c": ["Main st 4"] * 3 + ["Oak rd 7"] * 3}))
    assert roles == {"name": ("a",), "phone": ("b",)}


def test_two_lists_in_two_languages_and_one_without_headers_worth_the_name():
    left = pl.DataFrame({"Họ và tên": NAMES, "Ngày sinh": BORN})
    right = pl.DataFrame({"f1": NAMES[1:], "f2": [f"{d[8:]}/{d[5:7]}/{d[:4]}" for d in BORN[1:]]})
    pairs, report, _ = link_lists(left, right)
    assert report["fields"] == ["name", "birth_date"]
    assert pairs.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows() == [(str(k + 1), str(k)) for k in range(1, 6)]
    assert not report["thin"]


def test_lists_without_a_name_or_a_number_are_called_thin():
    list_ = pl.DataFrame({"address": ["Main st 4", "Oak rd 7", "Elm rd 9"], "city": ["Oslo", "Bergen", "Oslo"]})
    assert link_lists(list_, list_)[1]["thin"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date de naissance", "birth_date"), ("Prénom", "given_name"), ("Geburtsdatum", "birth_date"), ("Nachname", "surname"),
        ("Fecha de nacimiento", "birth_date"), ("Apellidos", "surname"), ("Code postal", "postcode"), ("Địa chỉ", "address"),
        ("geboortedatum", "birth_date"), ("Contact number", "phone"), ("birth_dt", "birth_date"), ("Name of beneficiary", "name"),
        ("Via", None), ("Status", None), ("Numero", None),
    ],
)  # fmt: skip
def test_headers_of_other_languages(header, field):
    assert role_of(header) == field


@pytest.mark.parametrize("sign", "/:-")
def test_a_form_puts_the_group_of_a_question_before_its_name(sign):
    columns = ["_id", f"petugas{sign}nama", f"art{sign}nama_lengkap", f"art{sign}tanggal_lahir", f"art{sign}rt", "start"]
    assert guess_roles(columns) == {"name": (columns[2],), "birth_date": (columns[3],), "rt": (columns[4],)}


def test_a_group_with_one_field_is_of_somebody_else():
    assert guess_roles(["petugas/nama", "hasil/layak", "hasil/catatan"]) == {}


def test_a_plain_header_counts_before_one_in_a_group():
    assert guess_roles(["kk/nama", "kk/alamat", "nama"]) == {"name": ("nama",), "address": ("kk/alamat",)}
