"""Payees of whom a list gives a bare name: nobody is a stranger by a name, and nobody of that name waits for her money for certain."""

from __future__ import annotations

import pytest

from tests.unit.reconcile import builders as b

BARE = {"nik": None, "no_kk": None, "birth_date": None, "rt": None, "rw": None}


def month(waiting: int = 1) -> b.Month:
    """Families that nobody paid, all heads of one name, in Sako."""
    m = b.Month()
    m.background()
    m.base = 0
    for family in range(1, waiting + 1):
        m.person(family * 10, family, name="WAGIMAN HARTONO", desil=2, birth_date=f"19{60 + family}-03-17", rt=f"{family:03}")
    return m


def of(m: b.Month, family: int = 1) -> list[str]:
    return [kind for kind, card in m.kinds() if card == b.kk(family)]


def test_a_bare_name_that_nobody_bears_is_no_stranger() -> None:
    m = month(0)
    m.pay(None, name="SUPARMI WAHYUNI", village_code=b.SIALANG, **BARE)
    assert [kind for kind, _ in m.kinds()] == ["BD-00"]


def test_who_waits_is_told_where_no_open_row_bears_the_name() -> None:
    m = month()
    m.pay(None, name="SUPARMI WAHYUNI", village_code=b.SIALANG, **BARE)
    assert of(m) == ["EE-BB"]


@pytest.mark.parametrize("more", [{}, {"rt": "009", "rw": "001"}])
def test_a_payee_of_the_name_in_another_village_may_be_the_one_who_moved(more: dict) -> None:
    m = month()
    m.pay(None, name="Wagiman Hartono", village_code=b.SIALANG, **{**BARE, **more})
    assert of(m) == ["BD-00"]


def test_a_namesake_with_a_number_of_his_own_is_another_man() -> None:
    m = month()
    m.pay(None, name="WAGIMAN HARTONO", village_code=b.SIALANG, number=9000, no_kk=b.kk(300))
    assert of(m) == ["EE-BB"]


def test_of_many_who_wait_under_one_name_one_payee_answers_for_none() -> None:
    m = month(12)
    m.pay(None, name="WAGIMAN HARTONO", village_code=b.SIALANG, **BARE)
    assert [kind for kind, card in m.kinds() if card in {b.kk(n) for n in range(1, 13)}] == ["EE-BB"] * 12


@pytest.mark.parametrize(
    ("waiting", "name", "row", "found"),
    [
        (1, "WAGIMAN HARTONO", {"nik": None}, "BD-00"),
        (1, "WAGIMAN HARTONO", {"nik": None, "rt": None, "rw": None}, "BD-00"),
        (1, "WAGIMAN HARTONO", {"nik": None, "nik_status": "SCIENTIFIC", "nik_known": "16710817"}, "BD-00"),
        (1, "WAGIMAN HARTONO", {"nik": None, "nik_status": "SCIENTIFIC", "nik_known": "167113"}, "IE-TR"),
        (1, "WAGIMAN HARTONO", {"number": 4000}, "IE-TR"),
        (1, "WAGIMAN", {"nik": None}, "IE-TR"),
        (4, "WAGIMAN HARTONO", {"nik": None}, "IE-TR"),
    ],
    ids=["no NIK", "no door either", "digits that fit", "digits of elsewhere", "a number of his own", "one word", "a name of many"],
)
def test_a_payee_on_a_new_card_and_at_a_new_door_may_be_the_one_who_moved(waiting: int, name: str, row: dict, found: str) -> None:
    m = month(waiting)
    m.background(first=900, village=b.SIALANG)
    m.pay(None, **{"name": name, "village_code": b.SIALANG, "no_kk": b.kk(300), "birth_date": None, "rt": "009", **row})
    told = [kind for kind, card in m.kinds() if not kind.startswith("ID-") and card not in {b.kk(n) for n in range(2, 9)}]
    assert sorted(set(told)) == sorted({found, "BD-00" if found == "BD-00" else "EE-BB"})


def test_who_stands_on_a_list_under_her_own_number_did_not_move() -> None:
    m = month()
    m.background(first=900, village=b.SIALANG)
    m.pay(m.rows["registry"][12]["record_id"], state="FAILED_ACCOUNT", amount=0)
    m.pay(None, name="WAGIMAN HARTONO", village_code=b.SIALANG, nik=None, no_kk=b.kk(300), birth_date=None, rt="009")
    assert of(m) == ["EE-RK"]
