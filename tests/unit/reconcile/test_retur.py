"""Paid is net of retur: what the same payer says later of the same money counts."""

from __future__ import annotations

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
