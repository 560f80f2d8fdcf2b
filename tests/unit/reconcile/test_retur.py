"""Paid is net of retur: what the same payer says later of the same money counts."""

from __future__ import annotations

import pytest

from tests.unit.reconcile import builders as b


def month() -> b.Month:
    m = b.Month("2025-05", "2025-01")
    m.background(12)
    return m


def kinds(m: b.Month) -> list[str]:
    return m.run().cases["kind"].to_list()


def test_returned_after_it_was_paid_is_not_paid():
    m = month()
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-02")
    m.pay(head, state="RETURNED", paid_on="2025-06-20")
    assert kinds(m) == ["EE-RK"]


def test_returned_and_then_paid_is_paid():
    m = month()
    head = m.family(1)[0]
    m.pay(head, state="RETURNED", paid_on="2025-05-02")
    m.pay(head, paid_on="2025-06-20")
    assert kinds(m) == []


def test_a_list_of_retur_names_the_ground_and_still_undoes_what_was_sent():
    m = month()
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-02")
    m.pay(head, state="FAILED_ACCOUNT", paid_on="2025-06-20")
    m.pay(head, paid_on="2025-06-25", payer="POS")
    assert kinds(m) == []


def test_failed_and_then_tried_again_is_paid():
    m = month()
    head = m.family(1)[0]
    m.pay(head, state="FAILED_ACCOUNT", paid_on="2025-05-02")
    m.pay(head, paid_on="2025-06-20")
    assert kinds(m) == []


MASKED = {"nik": None, "no_kk": None}


def test_a_bank_that_masks_numbers_undoes_by_the_person():
    m = month()
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-10", **MASKED)
    m.pay(head, state="RETURNED", paid_on="2025-05-12", **MASKED)
    assert kinds(m) == ["EE-RK"]
    m.pay(head, paid_on="2025-05-15", **MASKED)
    assert kinds(m) == []


@pytest.mark.parametrize(
    ("namesakes", "village", "found"),
    [(1, b.SAKO, ["BD-00"]), (2, b.SAKO, []), (1, b.SIALANG, [])],
    ids=["the only one of the name", "two of the name", "another village"],
)
def test_a_retur_that_is_tied_to_nobody_is_of_the_name_in_its_village(namesakes, village, found):
    m = month()
    m.background(3, first=900, village=b.SIALANG)
    heads = [m.family(number, name="NURHAYATI SARI", birth_date=f"198{number}-01-02")[0] for number in range(1, namesakes + 1)]
    for head in heads:
        m.pay(head, paid_on="2025-05-10", **MASKED)
    m.pay(None, name="Nurhayati Sari", village_code=village, state="RETURNED", paid_on="2025-05-12", birth_date=None, rt=None, **MASKED)
    assert [kind for kind, family in m.kinds() if family in {b.kk(1), b.kk(2)}] == found


def test_a_second_credit_after_a_retur_that_is_tied_to_nobody_is_no_second_payment():
    m = month()
    head = m.family(1, name="NURHAYATI SARI")[0]
    for day in ("2025-05-10", "2025-05-15"):
        m.pay(head, paid_on=day, **MASKED)
    m.pay(None, name="Nurhayati Sari", village_code=b.SAKO, state="RETURNED", paid_on="2025-05-12", birth_date=None, rt=None, **MASKED)
    assert [kind for kind, family in m.kinds() if family == b.kk(1)] == []


def test_an_amount_below_zero_takes_back_the_payment_before_it():
    m = month()
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-10")
    m.pay(head, amount=-600_000, state="RETURNED", paid_on="2025-05-11")
    assert kinds(m) == ["EE-RK"]
    m.pay(head, paid_on="2025-05-16")
    assert kinds(m) == []


def test_an_amount_below_zero_takes_back_one_of_two_payments_of_a_day():
    m = month()
    head = m.family(1)[0]
    for amount, state in ((600_000, "PAID"), (-600_000, "RETURNED"), (600_000, "PAID")):
        m.pay(head, amount=amount, state=state, paid_on="2025-05-10")
    assert kinds(m) == []


@pytest.mark.parametrize(("amount", "paid_on"), [(-200_000, "2025-05-20"), (-600_000, "2025-05-02")], ids=["another sum", "before it"])
def test_an_amount_below_zero_of_something_else_takes_nothing_back(amount, paid_on):
    m = month()
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-10")
    m.pay(head, amount=amount, state="RETURNED", paid_on=paid_on)
    assert kinds(m) == []
