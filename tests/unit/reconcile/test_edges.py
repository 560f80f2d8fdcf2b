"""Months with almost nothing in them: no crash, no accusation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.reconcile import UNSEEN, reconcile
from pipeline.targeting import rates
from pipeline.targeting.flags import overlaps
from pipeline.targeting.rates import breakdown, cgh
from schemas import tables
from schemas.settings import ExpectedSender, Settings
from tests.unit.reconcile import builders as b


def nothing(_m):
    pass


def registry_only(m):
    m.family(1, members=3)


def payments_only(m):
    m.pay(None, no_kk=b.kk(1))


def visits_only(m):
    m.visit(None, "LAYAK", no_kk=b.kk(1))


def family_file_only(m):
    m.family_row(1, 2)
    m.pay(None, no_kk=b.kk(1))


def unknown_programme(m):
    m.background()
    m.pay(m.family(1)[0], "BANTUAN ENTAH")


def no_programme(m):
    m.background()
    m.pay(m.family(1)[0], None)


def another_month(m):
    m.background()
    m.pay(m.family(1)[0], period_from="2025-01", period_to="2025-03")


def programme_out_of_force(m):
    m.pay(m.family(1)[0], "BST", 300_000)


def no_period(m):
    m.background()
    m.pay(m.family(1)[0], period_from=None, period_to=None)


def registry_of_a_later_month(m):
    m.snapshot = "2025-06"
    m.pay(m.family(1)[0])


def expected_but_nothing_came(m):
    m.family(1)
    m.settings = Settings(expected=(ExpectedSender(programme="SEMBAKO", payer="BRI", area="1671"),))


def no_amounts(m):
    m.pay(m.family(1)[0], amount=None)
    m.pay(m.family(2)[0], amount=None, state="FAILED_ACCOUNT")


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (nothing, []),
        (registry_only, []),
        (payments_only, ["BD-00"]),
        (visits_only, []),
        (family_file_only, []),
        (unknown_programme, ["EE-BB"]),
        (no_programme, ["BD-00"]),
        (another_month, ["EE-BB"]),
        (programme_out_of_force, []),
        (no_period, []),
        (registry_of_a_later_month, ["BD-00"]),
        (expected_but_nothing_came, ["BD-00"]),
        (no_amounts, ["EE-RK"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_thin_months(plant, expected):
    m = b.Month()
    plant(m)
    result = m.run()
    assert result.cases["kind"].to_list() == expected
    for name, model in (("cases", tables.Cases), ("evidence", tables.CaseEvidence), ("entitlements", tables.Entitlements)):
        model.validate(getattr(result, name))
    for name, model in (("payments", tables.Payments), ("coverage", tables.Coverage), ("chain", tables.Chain)):
        model.validate(getattr(result, name))
    tables.Rates.validate(rates(result, m.inputs()))
    for measure in (breakdown, cgh):
        measure(result, m.inputs())
    overlaps(result)


def test_the_office_s_area_is_the_frame():
    """A pay list of the whole city says nothing about the kelurahan that are not the office's."""
    m = b.Month()
    m.background()
    m.pay(None, no_kk=b.kk(1), village_code="1671161001")
    m.settings = Settings(area="167108")
    assert m.run().cases.is_empty()


def test_columns_that_no_judgement_looks_at_may_be_left_out():
    m = b.Month()
    m.background()
    m.pay(None, no_kk=b.kk(1))
    whole = m.inputs()
    spared = replace(whole, registry=whole.registry.drop(UNSEEN))
    found, same = reconcile(whole, b.BOOK), reconcile(spared, b.BOOK)
    assert found.cases.height > 0
    for name in ("cases", "evidence", "payments", "entitlements", "chain", "coverage"):
        assert getattr(found, name).equals(getattr(same, name)), name
