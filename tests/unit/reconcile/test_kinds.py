"""One planted family a kind, among families paid as they should be: the kind comes out, and nothing else."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from schemas import tables
from tests.unit.reconcile.scenarios import HARMLESS, PLANTED, full_month


@pytest.fixture(scope="module")
def judged():
    """All scenarios in one month; the result, and its cases by scenario."""
    m, owner = full_month()
    result = m.run()
    return result, result.cases.with_columns(scenario=pl.col("family_id").replace_strict(owner, default="?"))


BESIDE = {"one_nik_two_names": ["ID-NB"]}
"""Further kinds that a scenario makes by its nature."""


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_each_kind(judged, plant):
    kind, rule = PLANTED[plant]
    mine = judged[1].filter(pl.col("scenario") == plant.__name__)
    assert sorted(mine["kind"]) == sorted([kind, *BESIDE.get(plant.__name__, [])])
    assert rule in mine["rule_id"].to_list()


@pytest.mark.parametrize("plant", HARMLESS, ids=lambda plant: plant.__name__)
def test_nothing_wrong_makes_no_case(judged, plant):
    assert judged[1].filter(pl.col("scenario") == plant.__name__).select("kind", "sentence").rows() == []


def test_no_case_outside_the_scenarios(judged):
    assert judged[1].filter(pl.col("scenario") == "?").select("kind", "sentence").rows() == []


def test_every_case_names_basis_rows_and_a_short_sentence(judged):
    cases = judged[0].cases
    assert cases["legal_basis"].str.len_chars().min() > 0
    assert cases["sentence"].str.len_chars().max() <= 220
    assert cases["sources"].list.len().min() > 0
    assert not cases["sentence"].str.contains("tidak disebut|\\d{16}").any()


def test_amounts_of_a_short_payment(judged):
    case = judged[1].filter(pl.col("scenario") == "short").row(0, named=True)
    assert (case["amount_due"], case["amount_paid"], case["payer"]) == (600_000, 400_000, "BRI")
    assert case["sentence"] == "Dibayar Sembako Rp400.000 (BRI), hak Rp600.000 untuk 2025-04 s.d. 2025-06: kurang Rp200.000."


def test_evidence_shows_both_sides(judged):
    case = judged[1].filter(pl.col("scenario") == "above_the_ceiling").row(0, named=True)
    evidence = judged[0].evidence.row(by_predicate=pl.col("id_kasus") == case["id_kasus"], named=True)
    assert (evidence["verdict_nik"], evidence["age"], evidence["a_birth_date"]) == ("=", 45, dt.date(1980, 3, 17))
    assert evidence["sources_a"].startswith("registri.csv||")
    assert evidence["sources_b"].startswith("bayar.csv||")


@pytest.mark.parametrize("name", ["cases", "evidence", "entitlements", "payments", "coverage", "chain"])
def test_every_frame_obeys_its_schema(judged, name):
    model = {
        "cases": tables.Cases, "evidence": tables.CaseEvidence, "entitlements": tables.Entitlements, "payments": tables.Payments,
        "coverage": tables.Coverage, "chain": tables.Chain,
    }[name]  # fmt: skip
    model.validate(getattr(judged[0], name))
