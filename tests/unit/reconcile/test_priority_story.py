"""Worklists that fit, walk and split no household; and a family's whole story in one call."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.reconcile import cutoffs, worklist
from pipeline.reconcile.case.priority import at_stake, weighed
from pipeline.story import story_of
from pipeline.wording import FACTS, LIMIT, rupiah, worded, wordings
from schemas.codes import CaseKind
from tests.unit.reconcile import builders as b
from tests.unit.reconcile.scenarios import full_month


@pytest.fixture(scope="module")
def whole():
    m, _ = full_month()
    return m.inputs(), m.run()


@pytest.mark.parametrize("capacity", [1, 2, 7, 20, 1000])
def test_a_worklist_fits_and_splits_no_household(whole, capacity):
    _, result = whole
    out = worklist(result.cases, result.evidence, capacity)
    assert out.height <= capacity
    everything = weighed(result.cases).with_columns(household=pl.coalesce("no_kk", "family_id", "id_kasus"))
    for household, n in out.group_by("household").len().iter_rows():
        assert everything.filter(pl.col("household") == household).height == n
    assert out["urut"].to_list() == list(range(1, out.height + 1))
    assert out.equals(out.sort("kecamatan", "village_code", "rw", "rt", "household", maintain_order=True))


def test_cut_offs_grow_and_end_at_everything(whole):
    table = cutoffs(whole[1].cases)
    assert table["expected"].is_sorted()
    assert table["share"][-1] == 1.0
    assert (table["cases"] <= table["capacity"]).all()


@pytest.mark.parametrize(
    ("kind", "due", "paid", "received", "stake"),
    [
        ("IE-TL", 0, 600_000, None, 600_000),
        ("EE-BB", 600_000, 0, None, 600_000),
        ("PB-KR", 600_000, 400_000, None, 200_000),
        ("PB-KR", 600_000, 600_000, 500_000, 100_000),
        ("PB-LB", 600_000, 900_000, None, 300_000),
        ("GD-PY", 600_000, 1_200_000, None, 600_000),
        ("PB-TS", 600_000, 600_000, 0, 600_000),
        ("ID-NB", None, None, None, 0),
    ],
)
def test_rupiah_at_stake(kind, due, paid, received, stake):
    schema = {"kind": pl.String, "amount_due": pl.Int64, "amount_paid": pl.Int64, "amount_received": pl.Int64}
    frame = pl.DataFrame([(kind, due, paid, received)], schema=schema, orient="row")
    assert frame.select(at_stake()).item() == stake


def told(whole, key):
    inputs, result = whole
    names = ("entitlements", "payments", "chain", "cases")
    tables = {name: getattr(inputs, name) for name in ("registry", "disbursements", "surveys")} | {
        name: getattr(result, name) for name in names
    }
    return story_of({**tables, "persons": inputs.members}, key)


def test_a_family_s_story(whole):
    _, result = whole
    case = result.cases.filter(pl.col("kind") == "GD-PY").row(0, named=True)
    story = told(whole, case["no_kk"])
    assert (story.members.height, story.payments.height, story.cases["kind"].to_list()) == (2, 2, ["GD-PY"])
    assert case["id_kasus"] in story.text
    assert "SEMBAKO: BRI dibayar Rp600.000" in story.text
    assert told(whole, case["id_kasus"]).families == story.families
    assert told(whole, case["nik"]).families == story.families
    assert case["no_kk"] not in repr(story)


def test_nobody_of_that_key_is_an_empty_story(whole):
    story = told(whole, b.kk(1, "2001-01-01"))
    assert story.members.is_empty()
    assert story.text == "Keluarga tidak ditemukan"


def test_every_kind_has_words():
    assert {w.kind for w in wordings().values()} == {str(kind) for kind in CaseKind}
    assert all(w.key.startswith(w.kind) for w in wordings().values())


@pytest.mark.parametrize("key", sorted(wordings()))
def test_the_longest_facts_fit(key):
    long = {name: [10**9 if t == pl.Int64 else (b.day("2025-12-31") if t == pl.Date else "W" * 24)] for name, t in FACTS.items()}
    drafts = pl.DataFrame({"wording": [key], "rule_id": [""], "legal_basis": [""], **long}, schema_overrides=dict(FACTS))
    sentence = worded(drafts)["sentence"][0]
    assert len(sentence) <= LIMIT


@pytest.mark.parametrize(
    ("amount", "text"), [(600_000, "Rp600.000"), (0, "Rp0"), (999, "Rp999"), (1_234_567, "Rp1.234.567"), (-50_000, "Rp-50.000")]
)
def test_rupiah(amount, text):
    assert pl.DataFrame({"a": [amount]}).select(rupiah(pl.col("a"))).item() == text


def test_every_number_of_a_sentence_is_a_fact(whole):
    import json
    import re

    joined = whole[1].cases.join(whole[1].evidence, on="id_kasus")
    for sentence, facts in joined.select("sentence", "facts").iter_rows():
        told = {re.sub(r"\D", "", str(v)) for v in json.loads(facts).values()}
        told |= {"".join(reversed(v.split("-"))) for v in map(str, json.loads(facts).values()) if re.fullmatch(r"\d{4}-\d\d-\d\d", v)}
        for number in re.findall(r"\d[\d.\-]*\d|\d", sentence):
            digits = re.sub(r"\D", "", number)
            assert any(digits in t for t in told), sentence
