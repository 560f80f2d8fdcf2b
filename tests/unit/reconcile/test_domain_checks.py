"""DOMAIN's checks 11, 12 and 18 to 23, by number: one month of families, each there for one check."""

from __future__ import annotations

from functools import partial

import polars as pl
import pytest

from pipeline.targeting import rates
from tests.unit.reconcile import builders as b

CHILD = {"relationship": "ANAK", "desil": 2}


def _pkh(m: b.Month, *amounts: int, births: tuple[str, ...] = ("2022-01-01", "2022-02-02", "2021-03-03")) -> None:
    """A mother with small children (Rp750.000 each), paid by component rows."""
    mother = m.person(10, 1, desil=2, sex="P")
    for at, born in enumerate(births):
        m.person(20 + at, 1, birth_date=born, **CHILD)
    for amount in amounts:
        m.pay(mother, "PKH", amount, component="ANAK USIA DINI")
    m.pay(mother)


def _wife_is_paid(m: b.Month) -> None:
    _, wife = m.family(1, members=2)
    m.pay(wife)


def _card_is_paid(m: b.Month) -> None:
    """The payee stands in no registry row; the card of the family is in hers."""
    m.family(1, members=2)
    m.pay(None, nik=None, no_kk=m.kk(1), name="SITI MAESAROH", birth_date=None)


def _dead(m: b.Month, members: int, died: str | None = "2024-06-01", **kw: object) -> None:
    people = m.family(1, members=members)
    m.rows["registry"][-members].update(deceased=True, deceased_on=b.day(died))
    m.pay(people[0], **kw)


def _worker(m: b.Month) -> None:
    head, _, _ = m.family(1, members=3)
    m.rows["registry"][-1].update(occupation="PNS", occupation_excluded=True)
    m.pay(head)


def _village_aid(m: b.Month, village: str, *, sembako: bool) -> None:
    head = m.family(1, village_code=village)[0]
    m.pay(head, "BLT-DD", 300_000, payer="DESA", period_from="2025-05", period_to="2025-05", village_code=village)
    if sembako:
        m.pay(head, village_code=village)


def _visited(m: b.Month, result: str | None) -> None:
    head = m.family(1)[0]
    m.pay(head)
    m.visit(head, result)


CHECKS = {
    "12 pengurus is not kepala keluarga": (_wife_is_paid, []),
    "12 the card alone names the family": (_card_is_paid, []),
    "18 three months of Sembako fit": (lambda m: m.pay(m.family(1)[0]), []),
    "18 Sembako over": (lambda m: m.pay(m.family(1)[0], amount=700_000), ["PB-LB"]),
    "18 three components fit": (lambda m: _pkh(m, 750_000, 750_000, 750_000), []),
    "18 a component short": (lambda m: _pkh(m, 750_000, 750_000, 250_000), ["PB-KR"]),
    "18 never more than four persons": (lambda m: _pkh(m, *[750_000] * 4, births=("2022-01-01",) * 2 + ("2021-01-01",) * 3), []),
    "19 dead after the closing": (lambda m: _dead(m, 1, "2025-05-10"), []),
    "20 PKH and Sembako together": (lambda m: _pkh(m, 2_250_000), []),
    "20 Sembako and BLT-DD in a desa": (lambda m: _village_aid(m, b.DESA, sembako=True), ["GD-PR"]),
    "20 BLT-DD in a kelurahan": (lambda m: _village_aid(m, b.SAKO, sembako=False), ["EE-BB", "IE-WL"]),
    "21 dead payee, family lives": (lambda m: _dead(m, 3), ["PB-GP"]),
    "21 dead and nobody left": (lambda m: _dead(m, 1), ["IE-MD"]),
    "21 a job anywhere in the family": (_worker, ["IE-PK"]),
    **{f"22 {word} is not no": (partial(_visited, result=word), []) for word in ("TIDAK_DITEMUKAN", "MENOLAK", None)},
}


@pytest.fixture(scope="module")
def month() -> dict[str, list[str]]:
    m = b.Month()
    m.background()
    m.background(12, first=840, village=b.DESA)
    for at, (plant, _) in enumerate(CHECKS.values(), 1):
        m.base = at * 10
        plant(m)
    cases = m.run().cases
    return {name: sorted(cases.filter(pl.col("no_kk") == b.kk(at * 10 + 1))["kind"]) for at, name in enumerate(CHECKS, 1)}


@pytest.mark.parametrize("name", CHECKS)
def test_check(month: dict[str, list[str]], name: str) -> None:
    assert month[name] == CHECKS[name][1]


def test_check_11_the_unit_is_named_and_a_family_of_three_rows_counts_once() -> None:
    m = b.Month()
    m.background(programme="PKH", amount=600_000)
    _pkh(m, 750_000, 750_000, 750_000)
    told = rates(m.run(), m.inputs()).filter((pl.col("programme") == "PKH") & (pl.col("area_code") == b.SAKO))
    inclusion = told.filter(pl.col("definition") == "inclusion_error").row(0, named=True)
    assert (inclusion["unit"], inclusion["denominator"]) == ("family", 13)
    assert set(told["unit"]) == {"family", "rupiah"}


def test_check_22_and_23_rates_have_bounds_and_nobody_paid_leaves_one_undefined() -> None:
    m = b.Month()
    m.family(1)
    m.pay(m.family(2)[0], state="FAILED_ACCOUNT")
    slow = m.family(3)[0]
    m.pay(slow, state="IN_PROCESS")
    m.visit(slow, "LAYAK")
    told = rates(m.run(), m.inputs()).filter((pl.col("programme") == "SEMBAKO") & (pl.col("area_code") == b.SAKO))
    rows = {row["definition"]: row for row in told.iter_rows(named=True)}
    exclusion = rows["exclusion_error"]
    assert (exclusion["numerator"], exclusion["unknown"], exclusion["denominator"], exclusion["high"]) == (2, 1, 3, 1.0)
    assert rows["inclusion_error"]["rate"] is None
    assert {"inclusion_error", "inclusion_error_petugas", "exclusion_error_petugas", "quota"} <= set(rows)
