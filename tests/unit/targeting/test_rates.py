"""Rates by hand: a town of ten families, every measure with its numerator, unknown and denominator (DOMAIN checks 11, 22, 23)."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.targeting import rates
from pipeline.targeting.flags import flag_totals, overlaps, paid_together
from pipeline.targeting.rates import breakdown, cgh, with_rate
from schemas import tables
from tests.unit.reconcile import builders as b


def town():
    """Sembako in one kelurahan: 6 entitled (4 paid, 1 failed, 1 without a row), 2 above the ceiling and paid, 1 desil unknown and paid, 1
    in process."""
    m = b.Month()
    for number in range(1, 5):
        m.pay(m.family(number, members=3)[0])
    m.pay(m.family(5)[0], state="FAILED_ACCOUNT")
    m.family(6)
    m.pay(m.family(7, desil=9)[0])
    m.pay(m.family(8, desil=6)[0], amount=600_000)
    m.pay(m.family(9, desil=None)[0])
    m.pay(m.family(10)[0], state="IN_PROCESS")
    return m


@pytest.fixture(scope="module")
def told():
    m = town()
    m.visit(m.rows["registry"][0]["record_id"], "TIDAK_LAYAK_MAMPU")
    m.visit(m.rows["registry"][3]["record_id"], "LAYAK")
    m.visit(m.rows["registry"][6]["record_id"], "TIDAK_DITEMUKAN")
    return m.inputs(), m.run()


EXPECTED = {
    # family 1 is paid and found well-off: its entitlement is no longer certain, so E is 2, 3, 4, 5, 6 and 10
    "exclusion_error": ("family", 2, 1, 6),
    "inclusion_error": ("family", 3, 1, 7),
    "leakage": ("rupiah", 1_800_000, 600_000, 4_200_000),
    "coverage": ("family", 3, 1, 6),
    "quota": ("family", 0, 2, 6),
    "inclusion_error_petugas": ("family", 1, 0, 2),
    "exclusion_error_petugas": ("family", 0, 0, 0),
}


@pytest.mark.parametrize("definition", EXPECTED)
def test_each_measure(told, definition):
    inputs, judged = told
    row = rates(judged, inputs).filter((pl.col("definition") == definition) & (pl.col("area_code") == b.SAKO)).row(0, named=True)
    assert (row["unit"], row["numerator"], row["unknown"], row["denominator"]) == EXPECTED[definition]


def test_rates_obey_their_schema_and_name_the_area(told):
    inputs, judged = told
    table = tables.Rates.validate(rates(judged, inputs))
    assert set(table["area_name"]) == {"Seluruh wilayah"}
    assert set(table["period"]) == {"2025-05"}


def test_the_whole_is_the_sum_of_its_kelurahan():
    m = town()
    m.background(first=900, village="1671081006", village_name="SIALANG")
    m.family(950, village_code="1671081006", village_name="SIALANG")
    table = rates(m.run(), m.inputs())
    parts = (
        table.filter(pl.col("area_code").str.len_chars() == 10)
        .group_by("definition")
        .agg(pl.col("numerator", "unknown", "denominator").sum())
    )
    whole = table.filter(pl.col("area_name") == "Seluruh wilayah").select(parts.columns)
    assert parts.sort("definition").equals(whole.sort("definition"))
    assert set(table["area_code"]) == {"1671081002", "1671081006", "167108100"}


def test_nobody_paid_means_all_excluded_and_no_inclusion_rate():
    m = b.Month()
    for number in range(1, 4):
        m.pay(m.family(number)[0], state="FAILED_ACCOUNT")
    table = rates(m.run(), m.inputs()).filter(pl.col("area_name") == "Seluruh wilayah")
    told = {d: (r, lo, hi) for d, r, lo, hi in table.select("definition", "rate", "low", "high").iter_rows()}
    assert told["exclusion_error"] == (1.0, 1.0, 1.0)
    assert told["inclusion_error"] == (None, None, None)
    assert told["leakage"] == (None, None, None)


def test_as_many_paid_as_entitled_gives_equal_counts():
    """|E| = |R|: whoever is paid without right stands in for one that goes without."""
    m = b.Month()
    for number in range(1, 7):
        m.pay(m.family(number)[0])
    for number in (7, 8):
        m.family(number)
    for number in (9, 10):
        m.pay(m.family(number, desil=9)[0])
    table = rates(m.run(), m.inputs()).filter(pl.col("area_name") == "Seluruh wilayah")
    counts = {d: (n, k) for d, n, k in table.select("definition", "numerator", "denominator").iter_rows()}
    assert counts["exclusion_error"] == counts["inclusion_error"] == (2, 8)


def test_one_dead_person_makes_no_error_of_her_family():
    """The unit of PBI-JK is a person: of three paid, one is dead."""
    m = b.Month()
    people = m.family(1, members=3)
    m.rows["registry"][-1].update(deceased=True, deceased_on=b.day("2024-06-01"))
    for person in people:
        m.pay(person, "PBI-JK", None, payer="BPJS", period_from="2025-05", period_to="2025-05")
    row = (
        rates(m.run(), m.inputs()).filter((pl.col("definition") == "inclusion_error") & (pl.col("area_code") == b.SAKO)).row(0, named=True)
    )
    assert (row["unit"], row["numerator"], row["denominator"]) == ("person", 1, 3)


def test_identity_findings_count_in_no_rate():
    m = b.Month()
    for number in range(1, 4):
        m.pay(m.family(number)[0], nik=None, nik_status="ROUNDED", nik_raw="1671080507859000")
    judged = m.run()
    assert set(judged.cases["kind"]) == {"ID-NR"}
    table = rates(judged, m.inputs())
    assert table.filter(pl.col("definition").is_in(["inclusion_error", "exclusion_error"]))["numerator"].sum() == 0


def test_bounds_never_pass_one():
    counts = pl.DataFrame({"numerator": [3], "unknown": [9], "denominator": [10]})
    assert with_rate(counts).select("low", "high").row(0) == (0.3, 1.0)


def test_by_sex_and_age_of_the_head(told):
    inputs, judged = told
    table = breakdown(judged, inputs).filter((pl.col("definition") == "exclusion_error") & (pl.col("group") == "sex"))
    assert table.select("value", "numerator", "denominator").rows() == [("L", 2, 6)]


def test_cgh_of_an_even_hand_is_one():
    m = b.Month()
    for number in range(1, 11):
        m.pay(m.family(number, desil=number)[0])
    assert cgh(m.run(), m.inputs())["cgh"].to_list() == [1.0]


def test_cgh_of_the_poor_only():
    m = b.Month()
    for number in range(1, 11):
        head = m.family(number, desil=number)[0]
        if number <= 4:
            m.pay(head)
    assert cgh(m.run(), m.inputs())["cgh"].to_list() == [2.5]


def test_overlaps_count_a_family_once():
    m = b.Month()
    m.background()
    head = m.family(1, desil=9)[0]
    m.pay(head)
    m.visit(head, "TIDAK_LAYAK_MAMPU")
    m.pay(m.family(2, desil=9)[0])
    rows = overlaps(m.run()).select("programme", "flags", "families", "rupiah").rows()
    assert rows == [("SEMBAKO", "IE-SV+IE-TL", 1, 600_000), ("SEMBAKO", "IE-TL", 1, 600_000)]


def test_flags_by_programme_and_programmes_together():
    m = b.Month()
    m.background()
    head = m.family(1, desil=9)[0]
    m.pay(head)
    m.visit(head, "TIDAK_LAYAK_MAMPU")
    two = m.family(2, desil=9)[0]
    m.pay(two)
    m.pay(two, "PKH", 750_000)
    judged = m.run()
    mine = flag_totals(judged).filter(pl.col("programme") == "SEMBAKO").select("flag", "families", "alone", "rupiah", "stake").rows()
    assert mine == [("IE-SV", 1, 0, 600_000, 600_000), ("IE-TL", 2, 1, 1_200_000, 1_200_000)]
    assert paid_together(judged).rows() == [("PKH+SEMBAKO", 1, 1_350_000, 1), ("SEMBAKO", 13, 7_800_000, 1)]


def test_a_person_s_programme_is_broken_down_by_her_own_age():
    m = b.Month()
    man, child = m.person(10, 1, desil=2), m.person(11, 1, relationship="ANAK", birth_date="2007-05-02", desil=2)
    for person in (man, child):
        m.pay(person, "PBI-JK", None, payer="BPJS", period_from="2025-05", period_to="2025-05")
    mine = pl.col("group").eq("age") & pl.col("programme").eq("PBI-JK") & pl.col("definition").eq("coverage")
    rows = breakdown(m.run(), m.inputs()).filter(mine)
    assert dict(rows.select("value", "denominator").iter_rows()) == {"0-17": 1, "40-59": 1}
