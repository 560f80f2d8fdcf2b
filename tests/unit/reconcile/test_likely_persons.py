"""Whom a grey pair names nearly surely: never by a name alone beside another whole NIK."""

import polars as pl
import pytest

from pipeline.reconcile.resolve import likely_persons
from tests.unit.reconcile import builders as b


@pytest.mark.parametrize(
    ("nik", "more", "named"),
    [("≠", {}, 0), ("≈", {}, 1), ("–", {}, 1), ("≠", {"verdict_birth_date": "="}, 1), ("≠", {"verdict_no_kk": "="}, 1)],
)
def test_another_whole_nik_beside_a_name_names_nobody(nik: str, more: dict[str, str], named: int) -> None:
    fields = {"verdict_birth_date": "–", "verdict_no_kk": "–", "verdict_address": "–", "verdict_mother_name": "–", **more}
    row = {"left_id": "r", "right_id": "p", "band": "REVIEW", "match_probability": 0.98, "verdict_nik": nik, "verdict_name": "=", **fields}
    people = pl.DataFrame({"record_id": ["r"], "person_id": ["P1"]})
    assert likely_persons(pl.DataFrame([row]), people).height == named


@pytest.mark.parametrize(
    ("more", "probability", "named"),
    [
        ({"verdict_no_kk": "=", "verdict_address": "="}, 0.93, 1),
        ({"verdict_no_kk": "=", "verdict_address": "≠"}, 0.93, 0),
        ({"verdict_no_kk": "=", "verdict_address": "="}, 0.85, 0),
        ({"verdict_no_kk": "=", "verdict_address": "=", "verdict_name": "≈"}, 0.93, 0),
    ],
    ids=["card, name and address", "another address", "too doubtful", "a name like hers"],
)
def test_one_card_name_and_address_name_a_person_beside_another_whole_nik(more: dict[str, str], probability: float, named: int) -> None:
    row = {"left_id": "r", "right_id": "p", "band": "REVIEW", "match_probability": probability, "verdict_nik": "≠", "verdict_name": "="}
    row |= {"verdict_birth_date": "–", "verdict_mother_name": "–", **more}
    people = pl.DataFrame({"record_id": ["r"], "person_id": ["P1"]})
    assert likely_persons(pl.DataFrame([row]), people).height == named


@pytest.mark.parametrize(
    ("name", "more", "kinds"),
    [
        ("YULIANA FERDINA K", {}, ["BD-00"]),
        ("YULIANA FERDINA KALM", {}, ["BD-00"]),
        ("SRI HANDAYANI", {}, ["EE-BB", "IE-TR"]),
        ("YULIANA GERDINA KALEM", {}, ["EE-BB", "IE-TR"]),
        ("YULIANA FERDINA K", {"village_code": "1671081006"}, ["EE-BB", "IE-TR"]),
        ("YULIANA FERDINA K", {"birth": "010190"}, ["EE-BB", "IE-TR"]),
    ],
    ids=["an initial", "a slip", "another's name", "a twin's name", "another village", "another birth date"],
)
def test_who_differs_in_the_serial_of_her_nik_alone_is_no_stranger(name: str, more: dict[str, str], kinds: list[str]) -> None:
    m = b.paid_month()
    for village in ("1671081006",):
        m.background(village=village, first=840)
    m.family(1, name="YULIANA FERDINA KALEM")
    own = m.nik(10)
    nik = f"{own[:6]}{more.pop('birth', own[6:12])}9735"
    m.pay(None, number=77, name=name, nik=nik, no_kk=None, birth_date=None, **more)
    assert sorted(m.run().cases["kind"].to_list()) == kinds


def test_who_is_registered_under_another_serial_is_no_proposal() -> None:
    m = b.paid_month()
    head = m.family(1, name="NI KETUT RUPINI")[0]
    m.pay(head)
    nik = f"{m.nik(10)[:12]}9014"
    m.visit(None, "LAYAK", number=77, name="NI KETUT RUINI", nik=nik, no_kk=None, birth_date=None)
    assert m.run().cases.is_empty()
    m.visit(None, "LAYAK", number=78, name="SRI HANDAYANI", no_kk=None)
    assert m.run().cases["kind"].to_list() == ["EE-TD"]
