"""Pay rows that bear the number of one family and the card of another: whoever may have got the money is not called unpaid."""

from __future__ import annotations

import pytest

from tests.unit.reconcile import builders as b


def month(**other):
    """Family 1 with ORANG A, paid; family 2 with a member of the given name or birth date, not paid."""
    m = b.Month()
    m.background()
    one = m.family(1, name="AISYAH RUSMINI")[0]
    m.family(2, **other)
    return m, one


def told(m):
    cases = m.run().cases
    return sorted(zip(cases["kind"], cases["family_id"], strict=True))


def test_whose_number_or_card_was_miswritten_nobody_can_tell():
    m, one = month(name="RUSMINI AISYAH")
    m.pay(one)
    m.pay(one, name="RUSMINI AISYAH", no_kk=b.kk(2), birth_date=None)
    assert told(m) == [("BD-00", b.kk(2))], "family 1 is not paid twice, family 2 not unpaid"


@pytest.mark.parametrize(
    ("other", "row"),
    [
        ({"name": "HERMAN EFFENDI"}, {}),
        ({"name": "AISYAH RUSMINI", "birth_date": "1999-09-09"}, {"birth_date": "1980-03-17"}),
    ],
    ids=["nobody of the name", "the namesake is another by birth date"],
)
def test_a_card_of_another_family_leaves_the_payee_and_shields_that_family(other, row):
    m, one = month(**other)
    m.pay(one, no_kk=b.kk(2), **row)
    run = m.run().cases
    assert run.select("kind", "family_id", "rule_id").rows() == [("BD-00", b.kk(2), "CAKUPAN-11")]
    assert "nomor KK atau NIK keluarga ini tertulis pada baris bayar orang lain" in run["sentence"][0]


def test_a_namesake_without_a_number_on_the_card_may_be_the_payee_herself():
    m, one = month(name="AISYAH RUSMINI", nik=None)
    m.pay(one)
    m.pay(one, no_kk=b.kk(2), birth_date=None)
    assert ("GD-KP", b.kk(1)) in told(m)


def test_a_number_beside_another_familys_name_and_card_shields_the_family_of_the_number():
    m, one = month(name="HERMAN EFFENDI")
    m.pay(one, name="HERMAN EFFENDI", no_kk=b.kk(2), verdict_name="≠")
    assert ("EE-BB", b.kk(1)) not in told(m)
    assert ("BD-00", b.kk(1)) in told(m)


def test_a_failed_row_under_a_familys_card_is_a_doubt_too():
    m, one = month(name="HERMAN EFFENDI")
    m.pay(one)
    m.pay(one, no_kk=b.kk(2), state="FAILED_ACCOUNT", amount=0)
    assert [kind for kind, family in told(m) if family == b.kk(2)] == ["BD-00"]


def test_the_card_of_a_family_paid_itself_asks_nothing():
    m, one = month(name="HERMAN EFFENDI")
    m.pay(one, no_kk=b.kk(2))
    m.pay("registri.csv:" + str(int(one.split(":")[1]) + 1))
    assert told(m) == []


def test_a_payee_of_a_list_without_a_programme_is_known_and_the_programme_is_not():
    m = b.Month()
    m.background()
    m.pay(m.family(1, name="AISYAH RUSMINI")[0], programme=None)
    cases = m.run().cases
    assert cases.select("kind", "family_id", "rule_id").rows() == [("BD-00", b.kk(1), "CAKUPAN-12")]
    assert "tidak menyebut program" in cases["sentence"][0]


@pytest.mark.parametrize(
    ("name", "rt", "open_"),
    [("SITI SUTIA", "005", True), ("SITI BUDIAH", "005", False), ("SITI SUTIA", "001", False)],
    ids=["another name at its own door", "the number's own name", "at the number's own door"],
)
def test_a_number_of_another_door_and_name_is_an_open_question_where_the_name_lives(name, rt, open_):
    m = b.Month()
    m.background()
    owner = m.family(1, name="SITI BUDIYAH")[0]
    m.family(2, name="SITI SUTIA", rt="005")
    m.pay(owner, name=name, no_kk=None, rt=rt)
    kinds = dict(told(m))
    assert ("BD-00" in kinds) == open_
    assert ("EE-BB" in kinds) != open_
