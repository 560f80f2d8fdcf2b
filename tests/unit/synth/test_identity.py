"""Numbers of synthetic people."""

import datetime as dt

import pytest

from pipeline.synth.dice import Dice
from pipeline.synth.identity import Numbers, nik_agrees, nik_plausible


def numbers(seed: int = 1) -> Numbers:
    return Numbers(Dice(seed, "numbers"))


def test_a_womans_nik_adds_forty_to_the_day():
    nik = numbers().nik(dt.date(1985, 7, 5), "P", "167108")
    assert nik[:12] == "167108450785"
    assert len(nik) == 16


def test_serials_stay_in_the_range_no_office_reaches_and_never_end_in_zero():
    given = numbers()
    issued = [given.nik(dt.date(1990, 1, 1), "L", "167108") for _ in range(700)]
    assert len(set(issued)) == 700
    assert all(9001 <= int(n[12:]) <= 9999 and not n.endswith("0") for n in issued)


def test_a_temporary_number_is_no_plausible_nik():
    number = numbers().temporary("1671081002")
    assert number.startswith("01671081002")
    assert len(number) == 16
    assert not nik_plausible(number)


@pytest.mark.parametrize(
    ("number", "plausible"),
    [
        ("1671080507859001", True),
        ("1671084507859001", True),
        ("1671087207859001", False),  # day 32 of a woman
        ("1671080013859001", False),  # day 0
        ("1671083002859001", False),  # 30 February
        ("1671080507850000", False),  # serial 0000
        ("167108050785900", False),  # 15 digits
        ("0671080507859001", False),  # no such province
        ("16710805O7859001", False),
    ],
)
def test_plausible_by_hand(number: str, plausible: bool):
    assert nik_plausible(number) is plausible


@pytest.mark.parametrize(
    ("born", "sex", "agrees"),
    [
        (dt.date(1985, 7, 5), "L", True),
        (dt.date(1985, 5, 7), "L", True),  # day and month swapped
        (dt.date(1985, 7, 5), "P", False),
        (dt.date(1986, 7, 5), "L", False),
        (None, "", True),
    ],
)
def test_nik_against_the_row(born: dt.date | None, sex: str, agrees: bool):
    assert nik_agrees("1671080507859001", born, sex) is agrees
