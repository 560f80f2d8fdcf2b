import polars as pl
import pytest

from pipeline.link import values
from pipeline.link.roles import guess_roles, role_of


def read(texts):
    return values.dates(pl.Series(texts, dtype=pl.String)).rows()


@pytest.mark.parametrize(
    "text", ["1980-05-28", "28/05/1980", "28-5-80", "19800528", "28051980", "28 Mei 1980", "1980-05-28 00:00:00", "May 28, 1980"]
)
def test_every_way_to_write_a_day(text):
    assert read([text]) == [(1980, 5, 28)]


def test_month_first_is_decided_by_the_whole_column():
    assert read(["05/28/1980", "03/04/1970"]) == [(1980, 5, 28), (1970, 3, 4)]
    assert read(["28/05/1980", "03/04/1970"]) == [(1980, 5, 28), (1970, 4, 3)]


def test_month_first_is_decided_by_rows_and_not_by_different_dates():
    day_first = ["31/01/1980", "30/01/1980"]
    assert read([*day_first, *["01/31/1980"] * 3, None])[1:4] == [(1980, 30, 1), (1980, 1, 31), (1980, 1, 31)]
    assert read([*day_first, "01/31/1980"])[1:] == [(1980, 1, 30), (1980, 31, 1)]


def test_an_unreadable_part_leaves_the_others():
    assert read(["02/26/Z001", "03/27/1999"]) == [(None, 2, 26), (1999, 3, 27)]


def test_nothing_is_nothing():
    assert read(["", "-", None, "NULL"]) == [(None, None, None)] * 4


def test_niks_are_cleaned_but_never_invented():
    whole, known = values.niks(
        pl.Series(["1671084805809321", "'1671084805809321", "1671084805809321.0", "1.67108E+15", "167108", "1671089905809321", None])
    )
    assert whole.to_list() == ["1671084805809321"] * 3 + [None] * 4
    assert known.to_list() == [None, None, None, "167108", None, None, None]


def test_a_column_of_rounded_niks_keeps_fifteen_digits():
    numbers = [f"16710848058093{k:02d}"[:15] + "0" for k in range(30)]
    whole, known = values.niks(pl.Series(numbers))
    assert whole.null_count() == 30
    assert set(known.str.len_chars().to_list()) == {15}


def test_sexes_in_any_words():
    assert values.sexes(pl.Series(["Laki-laki", "F", "wanita", "1", "x"])).to_list() == ["L", "P", "P", "L", "X"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("NIK", "nik"), ("No. KK", "no_kk"), ("Nama Lengkap", "name"), ("TANGGAL LAHIR\n(31/01/2000)", "birth_date"),
        ("date_of_birth", "birth_date"),
        ("soc_sec_id", "id_number"), ("given_name", "given_name"), ("last_name", "surname"), ("middle_initial", "middle_name"),
        ("zipcode", "postcode"),
        ("address_1", "address"), ("Kelurahan", "village_name"), ("no_kks", None), ("nominal", None),
        ("mailing_address_zipcode", "postcode"), ("res_street_address", "address"), ("state_cd", "state"), ("HomePhone", "phone"),
        ("employer_zipcode", None), ("spouse_first_name", None), ("member_id", None),
    ],
)  # fmt: skip
def test_roles_by_header(header, field):
    assert role_of(header) == field


def test_the_plainer_header_of_a_field_counts():
    assert guess_roles(["mailing_city", "city"])["suburb"] == ("city",)


def test_two_lists_with_other_headers_share_roles():
    assert guess_roles(["nama", "tgl_lahir"], ["first_name", "last_name", "dob"]) == {
        "name": ("nama",), "birth_date": ("tgl_lahir", "dob"), "given_name": ("first_name",), "surname": ("last_name",),
    }  # fmt: skip
