"""One family's components paid through two payees are paid twice; two children of one level in two rows are paid once."""

from __future__ import annotations

import pytest

from tests.unit.reconcile import builders as b

CHILD = {"relationship": "ANAK", "desil": 2, "birth_date": "2021-04-05", "school_level": "TIDAK"}


def paid_through(payees: tuple[int, ...], components: tuple[str, ...], children: int = 1) -> list[str]:
    m = b.paid_month()
    m.background(first=900, programme="PKH", amount=750_000)
    family = m.family(1, 2)
    for n in range(children):
        m.person(15 + n, 1, **CHILD)
    for payee in payees:
        for word in components:
            m.pay(family[payee], "PKH", 750_000, component=word)
    return [kind for kind, family in m.kinds("PKH") if family == b.kk(1)]


@pytest.mark.parametrize(
    ("payees", "components", "children", "kinds"),
    [
        ((0, 1), ("ANAK USIA DINI",), 1, ["GD-KK"]),
        ((0, 1), ("1 BALITA",), 1, ["GD-KK"]),
        ((0,), ("ANAK USIA DINI", "ANAK USIA DINI"), 2, []),
        ((0,), ("ANAK USIA DINI",), 1, []),
    ],
    ids=["husband and wife", "each with all of the family's", "two children, one payee", "once"],
)
def test_payees_of_one_family(payees, components, children, kinds):
    assert paid_through(payees, components, children) == kinds


@pytest.mark.parametrize(
    ("others", "amount", "payer", "found"),
    [
        (0, 550_000, None, {}),
        (0, 600_000, "POS", {"GD-PY": 10}),
        (9, 600_000, None, {"GD-PY": 10}),
    ],
    ids=["all were paid by a payer", "a payer of its own", "others are paid by it alone"],
)
def test_a_list_without_a_payer_of_people_paid_already_pays_nobody_twice(others, amount, payer, found):
    m = b.Month()
    m.background()
    for n in range(10):
        head = m.family(500 + n)[0]
        m.pay(head)
        m.pay(head, amount=amount, payer=payer, file="belanja.csv")
    for n in range(others):
        m.pay(m.family(600 + n)[0], payer=payer, file="belanja.csv")
    assert dict(m.run().cases.group_by("kind").len().rows()) == found
