"""A damaged NIK gets the registry's number proposed beside it: fifteen digits, name and birth date, one candidate only (DOMAIN check 5)."""

import polars as pl
import pytest

from tests.unit.reconcile.builders import Month

BORN = "1980-03-17"


def proposal(month: Month) -> tuple[str | None, str]:
    month.background()
    run = month.run()
    (case,) = run.cases.filter(pl.col("kind") == "ID-NR").iter_rows(named=True)
    (evidence,) = run.evidence.filter(pl.col("id_kasus") == case["id_kasus"]).iter_rows(named=True)
    assert evidence["b_nik"] == month.rows["pays"][0]["nik_raw"]  # the source stays as it was
    return evidence["proposed_nik"], case["sentence"]


LOOKS = str.maketrans("01258", "OlZSB")


def paid(raw: str, status: str, **kw: object) -> tuple[Month, str]:
    month = Month()
    head = month.family(1)[0]
    number = month.rows["registry"][0]["nik"]
    kw = {
        "nik_raw": raw.format(stem=number[:15], looks=number[6:].translate(LOOKS), area=number[:6], rest=number[6:]),
        "nik_status": status,
        **kw,
    }
    month.pay(head, nik=None, **kw)
    return month, number


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("{stem}0", "ROUNDED"),
        ("{stem}0.0", "ROUNDED"),
        ("{stem}9", "UNSAFE_NUMBER"),
        ("{stem}", "LENGTH"),
        ("'{stem}l", "CHARACTERS"),
        ("{area}{looks}", "CHARACTERS"),
    ],
)
def test_fifteen_digits_name_and_birth_date_propose_the_number_of_the_registry(raw: str, status: str) -> None:
    month, number = paid(raw, status)
    told, sentence = proposal(month)
    assert told == number
    assert "usul_nik" in sentence


def test_a_list_without_birth_dates_is_asked_for_the_date_in_the_digits() -> None:
    month, number = paid("{stem}0", "ROUNDED", birth_date=None)
    assert proposal(month)[0] == number


@pytest.mark.parametrize(
    ("raw", "status", "other"),
    [
        ("{stem}0", "ROUNDED", {"name": "SURYADI WIBOWO"}),
        ("{stem}0", "ROUNDED", {"birth_date": "1981-04-18"}),
        ("1.67108E+15", "SCIENTIFIC", {}),
        ("{stem}00", "LENGTH", {}),
        ("9{stem}", "IMPOSSIBLE", {}),
        ("{area}{looks}", "CHARACTERS", {"name": "SURYADI WIBOWO"}),
        ("{area}{looks}", "CHARACTERS", {"birth_date": "1981-04-18"}),
        ("{area}X{rest}", "CHARACTERS", {}),
    ],
)
def test_another_name_another_date_or_fewer_digits_propose_nothing(raw: str, status: str, other: dict[str, str]) -> None:
    month, _ = paid(raw, status, **other)
    told, sentence = proposal(month)
    assert told is None
    assert "usul_nik" not in sentence


def test_two_numbers_that_fit_are_no_proposal() -> None:
    month, number = paid("{stem}0", "ROUNDED")
    twin = f"{number[:15]}{(int(number[15]) + 1) % 10 or 2}"
    month.person(99, 1, nik=twin, name=month.rows["registry"][0]["name"], birth_date=BORN, relationship="ANAK")
    assert proposal(month)[0] is None
