"""Money: spans, parts, top-ups, components, pairs that exclude each other (DOMAIN checks 11, 16, 18, 20)."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipeline.reconcile.entitled.components import family_components, listed_amount, members_in_equal_rows
from tests.unit.reconcile import builders as b

PKH = b.BOOK.at("PKH", "2025-05")


def people(*rows):
    """Living registry persons of one family, from (birth date, sex, and what columns say)."""
    base = {
        "family_id": "F", "dead": False, "nik": None, "nik_status": "MISSING", "sex": "L", "birth_date": None,
        "school_level": "TIDAK", "disabled_severe": False,
        "pregnant": False, "relationship": None,
    }  # fmt: skip
    schema = {
        "relationship": pl.String,
        "birth_date": pl.Date,
        "school_level": pl.String,
        "disabled_severe": pl.Boolean,
        "pregnant": pl.Boolean,
        "nik": pl.String,
    }
    return pl.DataFrame([{**base, **row} for row in rows], schema_overrides=schema)


def born(text):
    return {"birth_date": dt.date.fromisoformat(text)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([born("1980-01-01")], (0, 0, 0)),
        ([born("2022-01-01")], (1, 750_000, 750_000)),
        ([born("1960-01-01")], (1, 600_000, 600_000)),
        ([born("1965-05-15")], (0, 0, 600_000)),
        ([born("2025-05-10")], (0, 0, 750_000)),
        ([{**born("2014-01-01"), "school_level": "SD"}], (1, 225_000, 225_000)),
        ([{**born("2014-01-01"), "school_level": None}], (0, 0, 375_000)),
        ([{**born("2019-01-01"), "school_level": None}], (1, 225_000, 750_000)),
        ([{**born("1990-01-01"), "sex": "P", "pregnant": None}], (0, 0, 750_000)),
        ([{**born("1990-01-01"), "sex": "L", "pregnant": None}], (0, 0, 0)),
        ([{**born("1990-01-01"), "disabled_severe": True}], (1, 600_000, 600_000)),
        ([{**born("2022-01-01"), "nik": "1671085010709001", "nik_status": "OK"}], (0, 0, 750_000)),
        ([{"nik": "1671085010449001", "nik_status": "OK"}], (1, 600_000, 600_000)),
        ([{"nik": "1671085010229001", "nik_status": "OK", "relationship": "ANAK"}], (1, 750_000, 750_000)),
        ([{"nik": "1671085010229001", "nik_status": "OK", "relationship": "KEPALA"}], (0, 0, 750_000)),
        ([{"nik": "1671085010449001", "nik_status": "DAMAGED"}], (0, 0, 750_000)),
        ([born("2022-01-01")] * 2 + [born("1950-01-01")] * 3, (5, 2_550_000, 2_700_000)),
        ([born("2022-01-01"), {**born("1950-01-01"), "dead": True}], (1, 750_000, 750_000)),
    ],
    ids=[
        "grown", "small child", "elder", "sixty within the stage", "born within the stage", "school known", "school unknown",
        "six: child or pupil", "may be pregnant",
        "a man", "disabled", "NIK says another date", "an elder by the NIK", "a child by the NIK", "no head is a child", "a damaged NIK", "at most four", "the dead bring nothing",
    ],
)  # fmt: skip
def test_components_certain_and_possible(rows, expected):
    out = family_components(people(*rows), PKH)
    assert out.select("components", "low", "high").row(0) == expected


@pytest.mark.parametrize(
    ("word", "amount"),
    [
        ("ANAK USIA DINI (2)", 750_000), ("Ibu Hamil/Nifas", 750_000), ("ANAK SEKOLAH SD", 225_000), ("SMP", 375_000), ("SMA/SMK", 500_000),
        ("Lanjut Usia", 600_000), ("Disabilitas Berat", 600_000), ("SD; SMP", None), ("PENGURUS", None), (None, None),
        ("2 BALITA + 1 SD", 1_725_000), ("1 HAMIL", 750_000), ("4 SD + 1 SMP", None),
    ],
)  # fmt: skip
def test_component_words(word, amount):
    frame = pl.DataFrame({"component": [word]}, schema={"component": pl.String})
    assert frame.select(listed_amount(pl.col("component"), PKH.amount.components, 4)).item() == amount


def kinds(m):
    return m.run().cases["kind"].to_list()


def test_a_list_of_one_month_that_pays_a_quarter_is_a_quarter():
    m = b.paid_month(period_from="2025-05", period_to="2025-05", period_source="folder")
    m.pay(m.family(1)[0], amount=400_000, period_from="2025-05", period_to="2025-05")
    case = m.run().cases.row(0, named=True)
    assert (case["kind"], case["amount_due"], case["amount_paid"]) == ("PB-KR", 600_000, 400_000)


def test_two_months_together_in_2024():
    m = b.paid_month("2024-12", amount=400_000, period_from="2024-12", period_to="2024-12")
    m.pay(m.family(1)[0], amount=200_000, period_from="2024-12", period_to="2024-12")
    assert m.run().cases.select("kind", "amount_due").rows() == [("PB-KR", 400_000)]


@pytest.mark.parametrize(("usual", "due"), [(600_000, 600_000), (800_000, 800_000), (1_000_000, 1_000_000)])
def test_the_list_says_whether_the_top_up_travels_with_it(usual, due):
    m = b.paid_month(amount=usual)
    m.pay(m.family(1)[0], amount=400_000)
    assert m.run().cases.select("kind", "amount_due").rows() == [("PB-KR", due)]


@pytest.mark.parametrize(
    ("period", "amount", "paid_on", "found"),
    [
        ("2025-06", 1_000_000, None, []),
        ("2025-06", 1_000_000, "2025-06-11", []),
        ("2025-06", 700_000, None, ["PB-LB"]),
        ("2025-05", 800_000, "2025-05-23", ["PB-LB"]),
        ("2025-05", 800_000, None, ["PB-LB"]),
        ("2025-05", 1_000_000, "2025-06-11", []),
        ("2025-11", 1_000_000, None, ["PB-LB"]),
    ],
    ids=["all of it", "paid in June", "part of it", "paid in May", "May judged", "May judged, paid in June", "no top-up in these months"],
)
def test_stage_and_top_up_in_one_sum_are_no_excess(period, amount, paid_on, found):
    first, last = ("2025-10", "2025-12") if period == "2025-11" else ("2025-04", "2025-06")
    m = b.paid_month(period, period_from=first, period_to=last)
    m.pay(m.family(1)[0], amount=amount, period_from=first, period_to=last, paid_on=paid_on)
    assert kinds(m) == found


def test_stage_and_top_up_in_two_rows_are_one_payment():
    m = b.Month()
    for i in range(12):
        head = m.family(800 + i)[0]
        m.pay(head)
        m.pay(head, amount=400_000)
    assert kinds(m) == []


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ([400_000], []),
        ([600_000], []),
        ([800_000], ["PB-LB"]),
        ([250_000], ["PB-LB"]),
        ([200_000, 200_000], ["GD-KK"]),
        ([100_000], ["PB-KR"]),
    ],
    ids=["two months at once", "the whole stage at once", "more than the stage", "no whole months", "twice the month", "half a month"],
)
def test_whole_months_at_once_in_a_monthly_list(amounts, found):
    m = b.paid_month(amount=200_000, period_from="2025-05", period_to="2025-05")
    head = m.family(1)[0]
    for at, amount in enumerate(amounts):
        m.pay(head, amount=amount, period_from="2025-05", period_to="2025-05", paid_on=f"2025-05-{10 + at}")
    assert kinds(m) == found


STAGE = {"period_from": "2025-04", "period_to": "2025-06"}


@pytest.mark.parametrize(
    ("period", "months", "kw", "found"),
    [
        ("2025-06", ["2025-04", "2025-05"], {}, [("PB-KR", 600_000, 400_000)]),
        ("2025-05", ["2025-04"], {}, [("PB-KR", 400_000, 200_000)]),
        ("2025-06", ["2025-04", "2025-05", "2025-06"], {}, []),
        ("2025-06", ["2025-04"], {"state": "FAILED_ACCOUNT"}, [("EE-RK", 600_000, 0)]),
        ("2025-06", ["2025-04"], {"payer": "POS"}, [("EE-BB", 600_000, 0)]),
        ("2025-06", ["2025-03"], {}, [("EE-BB", 600_000, 0)]),
    ],
    ids=["two of three", "one of two so far", "all three", "failed in April", "a payer without a list for June", "the stage before"],
)
def test_instalments_without_the_month_s_own_are_part_of_the_stage(period, months, kw, found):
    m = b.paid_month(period, **STAGE)
    head = m.family(1)[0]
    for month in months:
        m.pay(head, amount=200_000, period_from=month, period_to=month, **kw)
    cases = m.run().cases.filter(pl.col("kind") != "BD-00")
    assert cases.select("kind", "amount_due", "amount_paid").rows() == found


def test_in_monthly_lists_each_month_stands_for_itself():
    m = b.paid_month("2025-06", amount=200_000, period_from="2025-06", period_to="2025-06")
    m.pay(m.family(1)[0], amount=200_000, period_from="2025-05", period_to="2025-05")
    m.pay(m.family(2, desil=9)[0], amount=200_000, period_from="2025-05", period_to="2025-05")
    assert m.run().cases.select("kind", "amount_due").rows() == [("EE-BB", 200_000)]


def test_a_change_of_payer_inside_the_stage_is_one_payment():
    m = b.paid_month()
    m.family(1)
    m.pay(m.rows["registry"][-1]["record_id"], amount=200_000, period_from="2025-04", period_to="2025-04")
    m.pay(m.rows["registry"][-1]["record_id"], amount=400_000, period_from="2025-05", period_to="2025-06", payer="POS")
    assert kinds(m) == []


def test_equal_component_rows_set_aside_as_repeats_are_not_held_against_the_payer():
    """Two children of one level stand in two equal rows of a list; the reader sets the second aside."""
    m = b.paid_month()
    head = m.family(1, members=2)[0]
    for number in (20, 21):
        m.person(number, 1, relationship="ANAK", birth_date="2014-01-01", desil=2, school_level="SD")
    m.pay(head, "PKH", 225_000, component="SD", copies=1)
    m.pay(head)
    assert kinds(m) == []
    m.rows["pays"][-2]["copies"] = None
    assert kinds(m) == ["PB-KR"]


@pytest.mark.parametrize(
    ("children", "copies", "paid"),
    [(2, 1, 450_000), (1, 1, 225_000), (2, 5, 450_000), (6, 9, 900_000), (0, 1, 225_000)],
    ids=["two pupils", "one pupil, typed twice", "more rows than pupils", "the rule pays four", "no pupil is known"],
)
def test_equal_component_rows_are_as_many_members_as_the_registry_holds(children, copies, paid):
    pupils = [{**born(f"2014-01-{1 + n:02d}"), "school_level": "SD"} for n in range(children)]
    row = {"programme": "PKH", "family_id": "F", "component": "Anak SD", "amount": 225_000, "listed_due": 225_000, "copies": copies}
    rows = pl.DataFrame([row, {**row, "component": None}, {**row, "copies": None}], infer_schema_length=None)
    out = members_in_equal_rows(rows, people(born("1980-01-01"), *pupils), PKH)
    assert out["amount"].to_list() == [paid, paid, 225_000]  # the sum alone names the component
    assert out["listed_due"].to_list() == out["amount"].to_list()
    assert out["copies"].to_list() == [*[copies + 1 - paid // 225_000] * 2, None]


def test_an_equal_row_of_a_family_that_the_registry_does_not_know_is_a_member():
    row = {"programme": "PKH", "family_id": "X", "component": "LANSIA", "amount": 600_000, "listed_due": 600_000, "copies": 1}
    rows = pl.DataFrame([row, {**row, "component": None}, {**row, "component": None, "amount": 650_000}], infer_schema_length=None)
    assert members_in_equal_rows(rows, people(born("1980-01-01")), PKH)["amount"].to_list() == [1_200_000, 600_000, 650_000]


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ({"payer": "POS"}, ["GD-PY"]),
        ({"payer": "POS", "component": "ANAK USIA DINI"}, ["GD-PY"]),
        ({"payer": "POS", "component": "IBU HAMIL"}, []),
        ({"paid_on": "2025-05-20", "component": "ANAK USIA DINI"}, ["GD-KK"]),
        ({"payer": "POS", "amount": 500_000}, []),
    ],
    ids=["by the post too", "the same part", "another part", "again on another day", "another sum"],
)
def test_twin_payments_of_pkh(second, found):
    m = b.paid_month()
    head = m.family(1, members=2)[0]
    m.person(20, 1, relationship="ANAK", birth_date="2022-01-01", desil=2)
    m.pay(head)
    m.pay(head, "PKH", 750_000, component="ANAK USIA DINI", paid_on="2025-05-10")
    m.pay(head, "PKH", **{"amount": 750_000, "paid_on": "2025-05-10", **second})
    assert kinds(m) == found


def test_two_component_rows_of_a_dead_payee_are_one_payment():
    """Husband and wife of 65 each have a row of their own; she, the payee, has died."""
    m = b.paid_month()
    old = {"desil": 2, "birth_date": "1955-01-01"}
    m.person(10, 1, **old)
    wife = m.person(11, 1, relationship="PASANGAN", sex="P", deceased=True, deceased_on="2024-06-01", **old)
    m.pay(wife)
    for _ in range(2):
        m.pay(wife, "PKH", 600_000, component="LANSIA", paid_on="2025-05-08")
    assert kinds(m) == ["PB-GP", "PB-GP"]


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ({"amount": 200_000}, []),
        ({"amount": 200_000, "period_from": "2025-04", "period_to": "2025-04"}, []),
        ({"amount": 100_000}, ["PB-KR"]),
        ({"amount": 200_000, "state": "FAILED_ACCOUNT"}, ["PB-KR"]),
        ({"amount": 200_000, "period_from": "2025-07", "period_to": "2025-07"}, ["PB-KR"]),
    ],
    ids=["the rest in June", "the rest in April", "a part of it", "the rest failed", "of the next stage"],
)
def test_who_went_to_the_post_within_the_stage_is_paid_by_both(rest, found):
    m = b.paid_month()
    head = m.family(1, members=2)[0]
    m.pay(head, amount=400_000)
    m.pay(head, **{"payer": "POS", "period_from": "2025-06", "period_to": "2025-06", **rest})
    assert kinds(m) == found


@pytest.mark.parametrize(
    ("bank", "found"),
    [({"state": "FAILED_ACCOUNT"}, ["EE-RK"]), ({"state": "PAID"}, []), ({"state": "IN_PROCESS"}, ["BD-00"]), (None, ["BD-00"])],
    ids=["it failed", "it was paid", "under way there too", "no row of a payer"],
)
def test_an_order_without_a_payer_waits_for_nobody_whose_payer_told_the_end(bank, found):
    m = b.paid_month()
    head = m.family(1, members=2)[0]
    if bank:
        m.pay(head, **bank)
    m.pay(head, payer=None, state="IN_PROCESS", state_raw="SP2D", file="SP2D.csv")
    assert kinds(m) == found


def test_a_district_where_all_are_short_is_short():
    m = b.paid_month(amount=500_000)
    assert set(kinds(m)) == {"PB-KR"}


def test_component_rows_are_one_payment_and_one_family():
    m = b.paid_month(programme="PKH")
    for i in range(12):
        m.person(9000 + i, 800 + i, relationship="ANAK", birth_date="2021-12-01", desil=2)
    head = m.family(1, members=2)[0]
    for number, word in enumerate(("ANAK USIA DINI", "ANAK SEKOLAH SD", "ANAK SEKOLAH SMP")):
        m.person(20 + number, 1, relationship="ANAK", birth_date=("2021-01-01", "2014-01-01", "2011-01-01")[number], desil=2)
        m.pay(head, "PKH", (750_000, 225_000, 375_000)[number], component=word)
    result = m.run()
    mine = result.chain.filter(pl.col("family_id") == b.kk(1))
    assert result.cases.filter(pl.col("family_id") == b.kk(1)).is_empty()
    assert mine["paid"].to_list() == [1_350_000]


def test_a_component_paid_short():
    m = b.paid_month()
    head = m.family(1, members=2)[0]
    m.person(20, 1, relationship="ANAK", birth_date="2021-01-01", desil=2)
    m.pay(head, "PKH", 500_000, component="ANAK USIA DINI")
    m.pay(head)
    assert m.run().cases.select("kind", "programme", "amount_due").rows() == [("PB-KR", "PKH", 750_000)]


def test_uncertain_components_accuse_nobody():
    m = b.paid_month()
    head = m.family(1, members=2)[0]
    m.person(20, 1, relationship="ANAK", birth_date="2012-01-01", desil=2)
    m.pay(head, "PKH", 225_000)
    m.pay(head)
    assert kinds(m) == []


@pytest.mark.parametrize(
    ("period", "one", "two", "found"),
    [
        ("2025-05", "PKH", "SEMBAKO", False),
        ("2025-05", "SEMBAKO", "BLT-DD", True),
        ("2025-05", "PKH", "BLT-DD", True),
        ("2021-05", "SEMBAKO", "BST", True),
        ("2021-05", "PKH", "BST", True),
    ],
)
def test_pairs_by_family(period, one, two, found):
    """Husband under one programme, wife under the other."""
    m = b.Month(period, f"{period[:4]}-01")
    span = {"period_from": period, "period_to": period, "village_code": b.DESA}
    people = m.family(1, members=2, village_code=b.DESA)
    m.person(30, 1, relationship="ANAK", birth_date="2019-07-01", desil=2, village_code=b.DESA)
    amounts = {"PKH": 750_000, "SEMBAKO": 200_000, "BLT-DD": 300_000, "BST": 300_000}
    m.pay(people[0], one, amounts[one], **span)
    m.pay(people[1], two, amounts[two], **span)
    hits = m.run().cases.filter(pl.col("kind") == "GD-PR")
    assert hits["programme"].to_list() == ([two] if found else [])


def test_a_family_paid_under_the_excluding_programme_is_no_exclusion_error():
    m = b.Month("2021-05", "2021-01")
    span = {"period_from": "2021-05", "period_to": "2021-05"}
    m.background(amount=200_000, **span)
    m.pay(m.family(1)[0], "BST", 300_000, **span)
    assert m.run().cases.filter((pl.col("programme") == "SEMBAKO") & (pl.col("kind") == "EE-BB")).is_empty()


@pytest.mark.parametrize(
    ("sembako", "bst", "found"),
    [
        (None, None, [("SEMBAKO", "EE-BB")]),
        ("FAILED_ACCOUNT", None, [("SEMBAKO", "EE-RK")]),
        ("IN_PROCESS", None, [("SEMBAKO", "BD-00")]),
        ("EXCLUDED", None, []),
        (None, "FAILED_ACCOUNT", [("BST", "EE-RK")]),
        (None, "PAID", []),
    ],
)
def test_a_family_is_owed_one_of_two_that_exclude_each_other(sembako, bst, found):
    m = b.Month("2021-05", "2021-01")
    span = {"period_from": "2021-05", "period_to": "2021-05"}
    m.background(amount=200_000, **span)
    m.background(amount=300_000, programme="BST", first=840, **span)
    head = m.family(1)[0]
    ground = {"exclusion_ground": "PEKERJAAN"} if sembako == "EXCLUDED" else {}
    for programme, state, amount in (("SEMBAKO", sembako, 200_000), ("BST", bst, 300_000)):
        if state:
            m.pay(head, programme, amount, state=state, **ground, **span)
    mine = m.run().cases.filter(pl.col("family_id") == b.kk(1))
    assert mine.select("programme", "kind").rows() == found


@pytest.mark.parametrize(("village", "found"), [(b.DESA, []), (b.SAKO, ["EE-BB"])], ids=["in a desa", "where it cannot be paid"])
def test_village_aid_takes_the_claim_to_sembako_only_where_it_can_be_paid(village, found):
    """The two lists close in different months; BLT Dana Desa in a kelurahan is impossible and takes nothing away."""
    m = b.paid_month()
    m.background(first=840, village=b.DESA)
    span = {"period_from": "2025-05", "period_to": "2025-05", "payer": "DESA"}
    m.base = 0
    m.pay(m.family(1, village_code=village)[0], "BLT-DD", 300_000, village_code=village, **span)
    cases = m.run().cases.filter(pl.col("family_id") == b.kk(1))
    assert [kind for kind in cases["kind"] if kind != "IE-WL"] == found


def test_half_a_payment_beside_an_open_row_is_not_short():
    """The other half may lie in a row whose person is an open question."""
    m = b.paid_month()
    head = m.family(1)[0]
    m.pay(head, amount=300_000)
    m.pay(head, amount=300_000, band="REVIEW", payer="POS", no_kk=None)
    assert kinds(m) == ["BD-00"]


@pytest.mark.parametrize(("paid_on", "found"), [("2025-06-24", []), ("2025-05-24", ["GD-KK"])], ids=["since it began", "before it began"])
def test_a_top_up_in_a_row_of_its_own_is_no_second_payment(paid_on, found):
    m = b.paid_month("2025-06", period_from="2025-04", period_to="2025-06", paid_on="2025-05-09")
    head = m.family(1)[0]
    m.pay(head, period_from="2025-04", period_to="2025-06", paid_on="2025-05-09")
    m.pay(head, amount=400_000, period_from="2025-06", period_to="2025-07", paid_on=paid_on, file="tambahan.csv")
    assert kinds(m) == found


def test_a_row_that_counts_all_components_paid_twice_is_a_double_payment():
    m = b.Month()
    for person in m.family(1, 2):
        m.pay(person, "PKH", 1_725_000, component="2 BALITA + 1 SD", period_from="2025-04", period_to="2025-06", paid_on="2025-05-09")
    assert kinds(m) == ["GD-KK"]


def test_a_month_paid_by_one_and_the_quarter_by_another_is_a_double_payment_also_where_it_reaches_into_a_top_up():
    m = b.paid_month("2025-05", period_from="2025-04", period_to="2025-06", paid_on="2025-06-07")
    head = m.family(1)[0]
    m.pay(head, period_from="2025-04", period_to="2025-06", paid_on="2025-06-07", payer="POS")
    m.pay(head, amount=200_000, period_from="2025-05", period_to="2025-05", paid_on="2025-06-16", payer="BRI")
    assert kinds(m) == ["GD-PY"]


def test_one_sum_twice_in_a_month_of_a_top_up_is_paid_twice():
    m = b.paid_month("2025-06", amount=200_000, period_from="2025-06", period_to="2025-06", paid_on="2025-06-09")
    head = m.family(1)[0]
    for day in ("2025-06-09", "2025-06-24"):
        m.pay(head, amount=200_000, period_from="2025-06", period_to="2025-06", paid_on=day)
    assert kinds(m) == ["GD-KK"]
