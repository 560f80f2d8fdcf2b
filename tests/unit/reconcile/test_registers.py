"""What visits and lists of other offices tell of a person holds for every programme, and is told by its own name."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.targeting import rates
from tests.unit.reconcile import builders as b

LIST = {"visited_on": None, "told_by": "daftar kematian"}
STAFF = {"visited_on": None, "told_by": "daftar pegawai", "result_raw": "PNS"}


def told(m: b.Month) -> list[tuple[str, str]]:
    return m.run().cases.select("kind", "programme").rows()


def test_a_later_visit_that_calls_a_family_eligible_spares_it_under_every_programme():
    m = b.paid_month()
    head = m.family(1)[0]
    m.pay(head)
    m.pay(head, "PKH", 600_000)
    m.visit(head, "TIDAK_LAYAK_MAMPU", visited_on="2025-05-20")
    assert ("IE-SV", "PKH") in told(m)
    m.visit(head, "LAYAK", visited_on="2025-05-27", programme="SEMBAKO")
    assert not [kind for kind, _ in told(m) if kind == "IE-SV"]


@pytest.mark.parametrize(("result", "kinds"), [("TIDAK_LAYAK_LAIN", []), ("TIDAK_LAYAK", []), ("PINDAH", ["EE-BB"])])
def test_whom_a_visit_calls_not_eligible_for_any_reason_is_not_told_unpaid(result: str, kinds: list[str]):
    m = b.paid_month()
    m.visit(m.family(1)[0], result)
    assert [kind for kind, _ in told(m)] == kinds


def test_a_form_of_a_programme_nobody_knows_accuses_of_no_other():
    m = b.paid_month()
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "TIDAK_LAYAK", received="TIDAK", programme="?")
    assert told(m) == []


@pytest.mark.parametrize(
    ("died", "kinds"), [("2024-11-02", []), ("2025-05-12", [("EE-BB", "SEMBAKO")])], ids=["before", "after the closing"]
)
def test_who_died_by_a_list_is_owed_nothing_where_nobody_is_left(died, kinds):
    m = b.paid_month()
    m.visit(m.family(1)[0], "MENINGGAL", deceased_on=died, **LIST)
    assert told(m) == kinds


def test_the_component_of_who_died_by_a_list_is_no_longer_due():
    m = b.paid_month()
    m.background(first=900, programme="PKH", amount=600_000)
    head = m.person(10, 1, desil=2)
    old = m.person(11, 1, desil=2, birth_date="1940-02-03", relationship="ORTU")
    m.person(12, 1, desil=2, birth_date="1941-02-03", relationship="ORTU")
    m.pay(head, "PKH", 600_000)
    assert ("PB-KR", "PKH") in told(m)
    m.visit(old, "MENINGGAL", deceased_on="2024-11-02", **LIST)
    assert ("PB-KR", "PKH") not in told(m)


def test_a_death_by_a_list_is_told_by_its_name_and_is_no_visit():
    m = b.paid_month()
    head, _ = m.family(1, 2)
    m.pay(head)
    m.visit(head, "MENINGGAL", deceased_on="2024-11-02", **LIST)
    [case] = m.run().cases.rows(named=True)
    assert case["kind"] == "PB-GP"
    assert "meninggal 02-11-2024 menurut daftar kematian" in case["sentence"]
    counted = rates(m.run(), m.inputs()).filter(pl.col("definition").str.ends_with("petugas"))
    assert counted["denominator"].sum() == 0


def test_who_was_met_alive_after_a_list_without_a_day_is_not_dead():
    m = b.paid_month()
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, "MENINGGAL", **LIST)
    m.visit(head, "LAYAK")
    assert told(m) == []


def test_an_employee_by_a_list_bars_only_where_a_rule_says_so():
    m = b.paid_month()
    head, wife = m.family(1, 2)
    m.pay(head)
    m.pay(head, "BERAS", None)
    m.visit(wife, "TIDAK_LAYAK_PEKERJAAN", **STAFF)
    m.visit(head, "LAYAK")
    [case] = m.run().cases.rows(named=True)
    assert (case["kind"], case["programme"]) == ("IE-PK", "SEMBAKO")
    assert "tercatat sebagai PNS menurut daftar pegawai" in case["sentence"]


def test_a_death_of_another_in_the_house_is_not_the_payee_s_however_alike_their_names():
    m = b.paid_month()
    head = m.person(10, 1, desil=2)
    wife = m.person(11, 1, desil=2, name="NUR NURJANAH", relationship="PASANGAN", sex="P")
    mother = m.person(12, 1, desil=2, name="NURJANAH", relationship="ORTU", sex="P", birth_date="1955-02-09")
    assert head
    m.pay(wife)
    m.visit(mother, "MENINGGAL", deceased_on="2024-07-31", **LIST)
    assert told(m) == []


def test_a_member_who_died_on_a_day_nobody_tells_makes_no_payment_too_much_or_too_little():
    for paid in (600_000, 1_200_000):
        m = b.paid_month()
        m.background(first=900, programme="PKH", amount=600_000)
        head = m.person(10, 1, desil=2)
        old = m.person(11, 1, desil=2, birth_date="1940-02-03", relationship="ORTU")
        m.person(12, 1, desil=2, birth_date="1941-02-03", relationship="ORTU")
        m.pay(head, "PKH", paid)
        m.visit(old, "MENINGGAL", visited_on="2025-05-28")
        assert not [kind for kind, _ in told(m) if kind.startswith("PB")]
