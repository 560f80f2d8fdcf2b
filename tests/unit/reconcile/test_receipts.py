"""What the family received: only a visit after the money speaks of it, and of one payment only."""

from __future__ import annotations

import polars as pl
import pytest

from tests.unit.reconcile import builders as b


def month(paid_on="2025-05-12", **kw):
    m = b.Month()
    m.background(paid_on=paid_on, **kw)
    return m


def kinds(m):
    return [kind for kind, _ in m.kinds()]


@pytest.mark.parametrize(
    ("visited", "kw", "found"),
    [
        ("2025-05-12", {"received": "TIDAK"}, ["PB-TS"]),
        ("2025-05-11", {"received": "TIDAK"}, []),
        ("2025-05-20", {"amount_received": 500_000}, ["PB-KR"]),
        ("2025-05-02", {"amount_received": 500_000}, []),
        (None, {"received": "TIDAK"}, ["PB-TS"]),
    ],
    ids=["on the day", "the day before", "less", "less, before", "no day on the form"],
)
def test_a_visit_before_the_money_says_nothing_of_it(visited, kw, found):
    m = month()
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-12")
    m.visit(head, visited_on=visited, programme="SEMBAKO", **kw)
    assert kinds(m) == found


@pytest.mark.parametrize(
    ("months", "visited", "found"),
    [
        (("2025-04", "2025-06"), "2025-04-30", []),
        (("2025-04", "2025-06"), "2025-05-01", ["PB-TS"]),
        (("2025-05", "2025-05"), "2025-05-14", []),
        (("2025-05", "2025-05"), "2025-05-15", ["PB-TS"]),
    ],
    ids=["in the first of three months", "in the second", "early in a single month", "in its middle"],
)
def test_a_payment_without_a_day_may_still_come_when_its_months_begin(months, visited, found):
    m = b.Month()
    span = {"period_from": months[0], "period_to": months[1], "amount": 200_000 * (3 if months[0] < months[1] else 1)}
    m.background(**span)
    head = m.family(1)[0]
    m.pay(head, **span)
    m.visit(head, visited_on=visited, programme="SEMBAKO", received="TIDAK")
    assert kinds(m) == found


@pytest.mark.parametrize(
    ("told", "found", "received"), [(600, [], 600_000), (550, [], None), (9_999, [], None), (10_000, ["PB-KR"], 10_000)]
)
def test_a_sum_that_no_payment_is_small_enough_for_is_of_thousands_or_unknown(told, found, received):
    m = month()
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-12")
    m.visit(head, programme="SEMBAKO", amount_received=told)
    result = m.run()
    assert result.cases["kind"].to_list() == found
    assert result.chain.filter(pl.col("family_id") == b.kk(1))["received"].to_list() == [received]


def test_who_received_a_part_was_paid_whatever_the_day():
    m = month(paid_on=None)
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, visited_on="2025-04-25", programme="SEMBAKO", amount_received=500_000)
    assert kinds(m) == ["PB-KR"]


@pytest.mark.parametrize(("early", "found"), [(2, []), (3, ["PB-TS"])])
def test_days_that_families_contradict_are_days_of_a_batch(early, found):
    """Families that had their money before its listed day show that the list's days are not the real ones."""
    m = month()
    for number in range(2, 14):
        head = m.family(number)[0]
        m.pay(head, paid_on="2025-05-12")
        m.visit(head, visited_on="2025-05-08" if number < 2 + early else "2025-05-20", programme="SEMBAKO", amount_received=600_000)
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-12")
    m.visit(head, visited_on="2025-05-09", programme="SEMBAKO", received="TIDAK")
    assert kinds(m) == found


def test_money_of_another_programme_shows_no_batch():
    """Families told of the Sembako they had; the post office's later BLT is not in question by it."""
    m = month()
    for number in range(2, 14):
        head = m.family(number)[0]
        m.pay(head, paid_on="2025-05-02")
        m.pay(head, "PKH", 600_000, payer="POS", paid_on="2025-05-28")
        m.visit(head, visited_on="2025-05-14", amount_received=600_000)
    head = m.family(1)[0]
    m.pay(head, "PKH", 600_000, payer="POS", paid_on="2025-05-28")
    m.visit(head, visited_on="2025-05-14", received="TIDAK")
    assert "PB-TS" not in kinds(m)


def test_a_sum_told_may_be_of_the_payment_whose_state_nobody_knows():
    m = month()
    head = m.family(1, members=2)[0]
    m.person(20, 1, relationship="ANAK", birth_date="2022-01-01", desil=2)
    m.pay(head, state="UNKNOWN", paid_on="2025-05-12")
    m.pay(head, "PKH", 750_000, paid_on="2025-05-12")
    m.visit(head, amount_received=600_000)
    assert "PB-KR" not in kinds(m)


@pytest.mark.parametrize(
    ("told", "got", "found"),
    [
        (600_000, {"PKH": None, "SEMBAKO": 600_000}, []),
        (1_350_000, {"PKH": 750_000, "SEMBAKO": 600_000}, []),
        (550_000, {"PKH": None, "SEMBAKO": 550_000}, ["PB-KR"]),
        (700_000, {"PKH": 700_000, "SEMBAKO": None}, ["PB-KR"]),
    ],
    ids=["one of two", "both", "less than the smaller", "less than the larger"],
)
def test_a_form_without_programme_speaks_of_one_payment(told, got, found):
    m = month()
    head = m.family(1, members=2)[0]
    m.person(20, 1, relationship="ANAK", birth_date="2022-01-01", desil=2)
    m.pay(head, paid_on="2025-05-12")
    m.pay(head, "PKH", 750_000, paid_on="2025-05-12")
    m.visit(head, amount_received=told)
    result = m.run()
    chain = result.chain.filter(pl.col("family_id") == b.kk(1))
    assert dict(chain.select("programme", "received").iter_rows()) == got
    assert result.cases["kind"].to_list() == found


def test_one_sum_told_is_short_of_one_of_two_equal_payments():
    """Rp550.000 told once, Rp600.000 paid twice: Rp50.000 is missing, not Rp100.000."""
    m = month()
    head = m.family(1, members=2)[0]
    m.person(20, 1, relationship="ANAK", birth_date="1960-01-01", desil=2)
    m.pay(head, paid_on="2025-05-12")
    m.pay(head, "PKH", 600_000, paid_on="2025-05-12")
    m.visit(head, amount_received=550_000)
    assert m.run().cases["kind"].to_list() == ["PB-KR"]


def test_nothing_is_received_of_a_payment_that_was_not_made():
    """The page never says "received Rp600.000 of Rp0 paid"."""
    m = month()
    m.background(first=700, programme="PKH", amount=750_000)
    head = m.family(1)[0]
    m.pay(head, paid_on="2025-05-12")
    m.visit(head, amount_received=600_000)
    chain = m.run().chain
    assert chain.filter((pl.col("received") > 0) & (pl.col("paid") == 0)).is_empty()
    assert chain.filter(pl.col("family_id") == b.kk(1), pl.col("programme") == "SEMBAKO")["received"].to_list() == [600_000]


@pytest.mark.parametrize(("programme", "found"), [(None, []), ("BERAS", ["PB-TS"])], ids=["a form about money", "a form about rice"])
def test_a_form_without_programme_says_nothing_of_rice(programme, found):
    m = b.Month()
    head = m.family(1)[0]
    m.pay(head, "BERAS", 0, payer="BULOG", period_from="2025-05", period_to="2025-05")
    m.visit(head, "LAYAK", received="TIDAK", programme=programme)
    cases = m.run().cases.filter(pl.col("programme") == "BERAS")
    assert cases["kind"].to_list() == found


def test_what_came_after_the_visit_is_not_held_against_it():
    m = month()
    head = m.family(1)[0]
    m.pay(head, amount=400_000, paid_on="2025-05-02")
    m.pay(head, amount=200_000, paid_on="2025-05-28")
    m.visit(head, visited_on="2025-05-10", programme="SEMBAKO", amount_received=400_000)
    assert kinds(m) == []
