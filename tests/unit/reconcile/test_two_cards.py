"""One person on two family cards: a card split to be paid twice, or a parents' card that nobody has brought up to date."""

import pytest

from tests.unit.reconcile import builders as b
from tests.unit.reconcile.scenarios import month

DAUGHTER = {"sex": "P", "birth_date": "1998-03-02", "desil": 2}


@pytest.mark.parametrize(
    ("at_home", "on_her_own", "husband", "found"),
    [
        ("ANAK", "PASANGAN", "KEPALA", []),
        ("ANAK", "KEPALA", "PASANGAN", []),
        ("ANAK", "KEPALA", None, ["GD-KP"]),
        ("ANAK", "ANAK", "KEPALA", ["GD-KP"]),
        ("PASANGAN", "KEPALA", "ANAK", ["GD-KP"]),
        (None, "PASANGAN", "KEPALA", ["GD-KP"]),
    ],
    ids=["married", "heads a family", "alone on a new card", "a child on both", "the wife of the first card", "no relation told"],
)
def test_a_child_with_a_family_of_her_own_is_no_split(at_home: str, on_her_own: str, husband: str | None, found: list[str]) -> None:
    m = month()
    parents = m.family(1)[0]
    m.person(15, 1, relationship=at_home, **DAUGHTER)
    own = m.person(15, 2, relationship=on_her_own, **DAUGHTER)
    other = m.person(21, 2, relationship=husband, desil=2) if husband else own
    m.pay(parents)
    m.pay(other, no_kk=b.kk(2))
    assert [kind for kind, _ in m.kinds() if kind.startswith("GD-")] == found


@pytest.mark.parametrize(
    ("name", "found"), [("SITI ZAAHRA", ["GD-KP"]), ("SITI ZAHARI", [])], ids=["letters in another order", "another letter: a twin"]
)
def test_a_wife_without_a_number_on_the_old_card_is_known_by_door_day_and_letters(name: str, found: list[str]) -> None:
    m = month()
    husband = m.family(1)[0]
    m.person(15, 1, relationship="PASANGAN", **{**DAUGHTER, "name": "SITI ZAHARA", "nik": None})
    own = m.person(16, 2, relationship="KEPALA", **{**DAUGHTER, "name": name})
    m.pay(husband)
    m.pay(own, no_kk=b.kk(2))
    assert [kind for kind, _ in m.kinds() if kind.startswith("GD-")] == found


def test_a_registry_of_families_alone_makes_nobody_a_stranger() -> None:
    m = b.Month()
    m.background(village=b.SIALANG)
    for family in range(1, 13):
        m.family_row(family, 2)
        m.pay(None, no_kk=m.kk(family))
    m.pay(None)
    assert [kind for kind, _ in m.kinds()] == ["BD-00"]


@pytest.mark.parametrize(("members", "found"), [(2, []), (1, ["EE-BB"])], ids=["of members", "of heads"])
def test_a_registry_without_any_card(members: int, found: list[str]) -> None:
    """Of members nobody can tell which wife's money is whose husband's; a list of heads alone is one of families."""
    m = b.Month()
    for family in range(1, 14):
        people = m.family(family, members, no_kk=None)
        if family > 1:
            m.pay(people[-1])
    assert [kind for kind, _ in m.kinds() if kind.startswith("EE-")] == found


def test_of_heads_without_cards_alone_no_wife_is_a_stranger_and_no_husband_unpaid() -> None:
    m = b.Month()
    for family in range(1, 14):
        head = m.family(family, no_kk=None)[0]
        m.pay(head if family % 2 else None)
    assert {kind for kind, _ in m.kinds()} == {"BD-00"}


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ({"address": "JL. MAWAR NO. 20"}, {"address": "Jl Mawar No 20"}, ["GD-KP"]),
        ({"address": "JL. MAWAR"}, {"address": "JL. MAWAR"}, []),
        ({"address": "JL. MAWAR NO. 20"}, {"address": "JL. MAWAR NO. 21"}, []),
        ({"rt": "001", "rw": "002"}, {"rt": "001", "rw": "002"}, ["GD-KP"]),
        ({"rt": "001", "rw": "002", "address": "DUSUN 1"}, {"rt": "003", "rw": "002", "address": "DUSUN 1"}, []),
    ],
    ids=["one house", "one street", "another house", "one RT", "another RT"],
)
def test_a_card_split_at_one_door_by_rt_or_by_house_number(one: dict[str, str], two: dict[str, str], found: list[str]) -> None:
    m = month()
    nowhere = {"rt": None, "rw": None, "desil": 2}
    before = {**nowhere, "snapshot": "2025-01"}
    m.person(10, 1, **before)
    m.person(11, 1, relationship="PASANGAN", sex="P", **before)
    husband = m.person(10, 1, **{**nowhere, **one})
    wife = m.person(11, 2, sex="P", **{**nowhere, **two})
    m.pay(husband)
    m.pay(wife, no_kk=b.kk(2))
    assert [kind for kind, _ in m.kinds() if kind.startswith("GD-")] == found
