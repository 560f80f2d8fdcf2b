"""Who is who, and what stays open: grey pairs accuse nobody and shield the other side (DOMAIN checks 5, 12, 21, 22)."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.reconcile.entitled.ages import completed_years
from pipeline.targeting import rates
from pipeline.words.nik import contradicts_birth_date
from tests.unit.reconcile import builders as b


def month():
    m = b.Month()
    m.background()
    return m


def kinds(m):
    return sorted(m.run().cases["kind"])


def test_a_grey_pair_shields_both_sides():
    m = month()
    m.pay(m.family(1)[0], band="REVIEW", no_kk=None)
    assert kinds(m) == ["BD-00"]


def test_a_grey_pair_of_two_families_shields_both():
    m = month()
    one, two = m.family(1)[0], m.family(2)[0]
    m.pay(one, band="REVIEW", no_kk=None)
    m._link("disbursement", m.rows["pays"][-1], two, "REVIEW")
    cases = m.run().cases
    assert cases.sort("family_id").select("kind", "family_id").rows() == [("BD-00", b.kk(1)), ("BD-00", b.kk(2))]


def test_a_grey_pair_on_the_family_card_is_a_known_family():
    m = month()
    m.pay(m.family(1, members=2)[1], band="REVIEW", no_kk=m.kk(1))
    assert kinds(m) == []


@pytest.mark.parametrize(
    "row",
    [
        {"nik": None, "nik_status": "ROUNDED", "nik_known": b.nik(10)[:15], "name": "SIAPA SAJA"},
        {"nik": None, "nik_status": "SCIENTIFIC", "name": "ORANG KNDI", "birth_date": "1980-03-17"},
        {"nik": None, "nik_status": "MISSING", "name": "ORANG KANDI", "birth_date": None},
        {"nik": None, "nik_status": "MISSING", "name": "ORANG KENDIR", "birth_date": None},
        {"nik": None, "nik_status": "MISSING", "name": "ORANG KANDI", "birth_date": None, "rt": None, "rw": None},
        {"name": "BUDI LAIN", "nik": b.nik(10)},
    ],
    ids=[
        "known digits",
        "name and birth date",
        "name and home",
        "misspelt name and home",
        "name and village alone",
        "one NIK, another name",
    ],
)
def test_a_plausible_candidate_is_never_a_stranger(row):
    m = month()
    m.family(1, name="ORANG KANDI" if "KANDI" in row["name"] else "ORANG KNDI")
    m.pay(None, **row)
    found = kinds(m)
    assert "IE-TR" not in found
    assert "EE-BB" not in found
    assert "BD-00" in found


def test_a_name_that_half_a_village_bears_holds_nobody_back():
    m = month()
    for number, name in enumerate(["SITI AMINAH", "SITI RAHMA", "SITI KOMARIAH", "SITI ZUBAIDAH"], 1):
        m.family(number, name=name)
    m.pay(None, nik=None, nik_status="MISSING", name="SITI", birth_date=None, rt=None, rw=None)
    assert kinds(m).count("EE-BB") == 4


def test_damaged_and_nobody_like_it_is_a_stranger():
    m = month()
    m.family(1)
    m.pay(m.family(2)[0])
    m.pay(None, nik=None, nik_status="SCIENTIFIC", name="ZULKARNAIN PASARIBU", birth_date="1955-05-05", no_kk=b.kk(9))
    assert kinds(m) == ["EE-BB", "ID-NR", "IE-TR"]


@pytest.mark.parametrize(
    ("village", "door"),
    [(b.SAKO, ("JL. MELATI 3", "007", "004", 45)), (b.SIALANG, (None, None, None, None))],
    ids=["same village", "another village"],
)
def test_a_row_without_a_door_gets_the_one_of_the_same_person(village, door):
    m = month()
    head = m.family(1, rt="007", rw="004", address="JL. MELATI 3")[0]
    bare = {"rt": None, "rw": None, "birth_date": None, "village_code": village}
    m.pay(head, nik=None, nik_status="ROUNDED", **bare)
    run = m.run()
    (case,) = run.cases.filter(pl.col("kind") == "ID-NR")["id_kasus"]
    told = run.evidence.filter(pl.col("id_kasus") == case)
    assert told.select("address", "rt", "rw", "age").row(0) == door
    assert told.select("a_name", "a_nik").row(0) == (None, None), "what is asked stays a question about one row"


@pytest.mark.parametrize(("chance", "found"), [(0.49, ["IE-TL"]), (0.3, ["BD-00"])], ids=["together nearly sure", "together not sure"])
def test_father_and_son_of_one_name_on_one_card_are_one_family(chance, found):
    m = month()
    father = m.person(10, 1, desil=9, name="SUPARDI AL-AMIN")
    son = m.person(11, 1, desil=9, name="RADEN SUPARDI AL-AMIN", relationship="ANAK", birth_date="2000-02-02")
    row = m.pay(
        father, band="REVIEW", nik=None, no_kk=None, name="SUPARDI AL-AMIN", birth_date=None, verdict_nik="–", match_probability=chance
    )
    m._link("disbursement", {"record_id": row}, son, "REVIEW", verdict_nik="–", match_probability=chance)
    assert kinds(m) == found


def test_the_number_of_one_beside_the_name_of_another_touches_both_families():
    m = month()
    one = m.family(1, name="BAIDAH WAHYUNI", rt="003")[0]
    m.family(2, name="FAHMI HIDAYAT", rt="007")
    m.pay(one, band="REVIEW", nik=m.nik(10), name="FAHMI HIDAYAT", rt="007", no_kk=None, birth_date=None, verdict_name="≠")
    assert kinds(m) == ["BD-00", "BD-00", "ID-BD"]


def test_a_row_with_nothing_to_look_up_is_no_stranger_s():
    m = month()
    m.pay(None, nik=None, name="ZULKARNAIN PASARIBU", birth_date=None)
    case = m.run().cases.row(0, named=True)
    assert (case["kind"], case["rule_id"]) == ("BD-00", "CAKUPAN-06")


@pytest.mark.parametrize(("file", "found"), [("lain.csv", "BD-00"), ("bayar.csv", "IE-TR")], ids=["nobody known", "others known"])
def test_payees_of_a_list_of_strangers_are_not_strangers_one_by_one(file, found):
    m = month()
    for n in range(60):
        m.pay(m.family(100 + n)[0], "SEMBAKO", 600_000, file="bayar.csv")
    for n in range(24):
        m.pay(None, nik=m.nik(600 + n), name=f"ORANG JAUH {chr(65 + n)}", no_kk=None, file=file)
    cases = m.run().cases.filter(pl.col("kind").is_in(["BD-00", "IE-TR"]))
    assert set(cases["kind"]) == {found}
    assert cases.height == 24
    assert found == "IE-TR" or set(cases["rule_id"]) == {"CAKUPAN-07"}


def test_paid_under_an_old_card():
    m = b.Month("2025-05", "2024-10")
    m.background()
    m.person(10, 1, desil=2)
    m.snapshot = "2025-03"
    for i in range(12):
        m.family(800 + i)
    m.person(10, 2, desil=2)
    m.pay(None, no_kk=b.kk(1), nik=None, name="YANG LAIN")
    assert kinds(m) == ["BD-00"]


def test_somebody_elses_nik_gives_way_to_the_card():
    """The linker followed the NIK to family 1; the row's name and card are family 2's."""
    m = month()
    one, _two = m.family(1)[0], m.family(2, name="SITI KHADIJAH")[0]
    m.pay(one)
    m.pay(one, no_kk=m.kk(2), name="SITI KHADIJAH", verdict_name="≠", verdict_no_kk="≠")
    assert [k for k in kinds(m) if not k.startswith("ID-")] == []


def test_father_and_son_of_one_name_are_told_apart_by_the_card():
    """The son's row has no NIK; the linker took the father next door, the card says whose row it is."""
    m = month()
    father = m.family(1, name="SUPARDI")[0]
    m.family(2, name="SYPARDI")
    m.pay(father)
    m.pay(father, nik=None, no_kk=m.kk(2), verdict_nik="–", verdict_no_kk="≠")
    assert kinds(m) == []


@pytest.mark.parametrize(("own_child", "found"), [(True, ["BD-00"]), (False, [])], ids=["a family of her own", "one family on two cards"])
def test_a_member_on_two_cards_is_paid_for_one_of_them(own_child, found):
    m = month()
    m.family(1, members=2)
    wife = m.rows["registry"][-1]["record_id"]
    m.person(11, 2, desil=2, sex="P")
    if own_child:
        m.person(12, 2, desil=2, relationship="ANAK", birth_date="2015-01-01")
    m.pay(wife, no_kk=None)
    assert kinds(m) == found


def test_a_card_that_holds_nobody_else_is_owed_nothing_of_its_own():
    """The wife and the child of family 1 stand on a second card too: one family, one claim, and the rate counts whoever has a case."""
    m = month()
    m.family(1, members=3)
    for number in (11, 12):
        m.person(number, 2, desil=2, sex="P" if number == 11 else "L", name=m.rows["registry"][number - 13]["name"])
    result = m.run()
    assert result.cases.select("kind", "family_id").rows() == [("EE-BB", b.kk(1))]
    table = rates(result, m.inputs()).filter((pl.col("definition") == "exclusion_error") & (pl.col("area_code") == b.SAKO))
    assert table["numerator"].to_list() == [1]


@pytest.mark.parametrize(("verdict", "found"), [("–", ["GD-KP"]), ("≈", ["BD-00"])], ids=["a row without a number", "a namesake"])
def test_the_own_number_outranks_the_same_woman_s_row_on_another_card(verdict, found):
    """She stands on her new card with her NIK and on the old one without; both cards are paid."""
    m = month()
    new = m.person(11, 1, desil=2, sex="P")
    m.pay(m.family(2)[0])
    old = m.person(12, 2, desil=2, sex="P", nik=None, name=m.rows["registry"][-2]["name"])
    row = m.pay(new, band="REVIEW", nik=m.nik(11, sex="P"), name=m.rows["registry"][-1]["name"], sex="P")
    m._link("disbursement", {"record_id": row}, old, "REVIEW", verdict_nik=verdict)
    assert kinds(m) == found


def test_only_a_later_registry_knows_the_payee():
    m = b.Month("2025-05", "2025-03")
    m.background()
    m.snapshot = "2025-05"
    for i in range(12):
        m.family(800 + i)
    m.pay(m.family(1)[0])
    cases = m.run().cases
    assert cases.select("kind", "rule_id").rows() == [("BD-00", "CAKUPAN-05")]


def test_dropped_from_the_registry_before_the_closing():
    m = b.Month("2025-05", "2024-10")
    m.background()
    m.pay(m.family(1)[0])
    m.snapshot = "2025-03"
    for i in range(12):
        m.family(800 + i)
    case = m.run().cases.row(0, named=True)
    assert case["kind"] == "IE-TR"
    assert "terakhir tercatat pada 2024-10" in case["sentence"]


def test_a_list_without_areas_is_judged_by_its_own_links():
    m = b.Month()
    m.background()
    for row in m.rows["pays"]:
        row["village_code"] = row["village_name"] = None
    m.pay(None, village_code=None, village_name=None, no_kk=b.kk(9))
    assert kinds(m) == ["IE-TR"]


def test_a_place_that_nobody_knows_may_lie_outside_every_registry():
    m = b.Month()
    m.background()
    m.pay(None, village_code=None, village_name="ANTAH BERANTAH", no_kk=b.kk(9))
    assert kinds(m) == ["BD-00"]


def test_one_household_of_strangers_is_one_case():
    m = month()
    m.pay(None, no_kk=b.kk(9), number=5001)
    m.pay(None, no_kk=b.kk(9), number=5001, payer="POS")
    assert kinds(m) == ["GD-PY", "IE-TR"]


def test_strangers_joined_by_their_nik():
    m = month()
    m.pay(None, no_kk=None, number=5001)
    m.pay(None, no_kk=None, number=5001, payer="POS")
    assert kinds(m) == ["GD-PY", "IE-TR"]


def test_a_row_on_the_old_card_of_a_linked_row_is_of_that_family():
    m = month()
    m.pay(m.family(1)[0], no_kk=b.kk(9))
    m.pay(None, no_kk=b.kk(9), payer="POS")
    assert kinds(m) == ["GD-PY"]


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("NY. TRIYONO KASIRAN", []), ("NY TRIYONO", []), ("YUNI TRIYONO", []),
        ("NY. HARTONO BASUKI", ["ID-BD"]), ("RATNA HARTONO", ["ID-BD"]), ("TRIYONO KASIRAN", ["ID-BD"]),
    ],
)  # fmt: skip
def test_a_wife_under_her_husbands_name_is_one_person(listed, found):
    """DOMAIN 6.1: `Ny.` is "wife of", and many bear their own first name before his. His name alone is another's."""
    m = month()
    m.person(10, 1, name="TRIYONO KASIRAN", desil=2)
    wife = m.person(11, 1, name="YUNI NINGRUM WULANDARI", sex="P", relationship="PASANGAN", desil=2)
    m.pay(wife, name=listed)
    assert m.run().cases["kind"].to_list() == found


@pytest.mark.parametrize(
    ("nik", "born", "wrong"),
    [
        ("1671081703809001", "1980-03-17", False),
        ("1671085703809001", "1980-03-17", False),
        ("1671081703809001", "1980-03-18", True),
        ("1671080703809001", "1980-07-03", False),
        ("1671081703809001", "1981-03-17", True),
        ("1671081703309001", "1930-03-17", False),
        ("1671081703809001", None, False),
        (None, "1980-03-17", False),
    ],
    ids=["same", "a woman's", "another day", "swapped", "another year", "old", "no date", "no number"],
)
def test_what_a_nik_says_of_the_birth_date(nik, born, wrong):
    frame = pl.DataFrame({"nik": [nik], "born": [b.day(born)]}, schema={"nik": pl.String, "born": pl.Date})
    assert frame.select(contradicts_birth_date(pl.col("nik"), pl.col("born"))).item() is wrong


def test_ages_are_completed_years():
    frame = pl.DataFrame({"born": [b.day("2000-07-15")]})
    ages = [frame.select(completed_years(pl.col("born"), b.day(d))).item() for d in ("2025-07-14", "2025-07-15", "2025-12-31")]
    assert ages == [24, 25, 25]


@pytest.mark.parametrize(("paid", "found"), [(False, []), (True, ["ID-NB"])], ids=["in no other list", "paid under the new one"])
def test_a_number_that_the_registry_corrected_is_a_question_only_beside_another_list(paid, found):
    m = month()
    old = m.person(10, 1, desil=9)
    m.snapshot = "2025-05"
    m.person(10, 1, desil=9, nik=m.nik(11))
    if paid:
        m.pay(old, nik=m.nik(11), state="FAILED_ACCOUNT")
    assert [k for k in kinds(m) if k.startswith("ID-")] == found


def test_persons_are_the_unit_of_pbi():
    m = month()
    people = m.family(1, members=3, desil=7)
    for person in people[:2]:
        m.pay(person, "PBI-JK", None, payer="BPJS", period_from="2025-05", period_to="2025-05")
    cases = m.run().cases.filter((pl.col("programme") == "PBI-JK") & (pl.col("family_id") == b.kk(1)))
    assert cases["kind"].to_list() == ["IE-TL", "IE-TL"]
    assert cases["person_id"].n_unique() == 2
    assert cases["id_kasus"].n_unique() == 2


def test_each_person_of_pbi_has_a_case_of_her_own():
    """Two dead members paid: two cases; a member whose state is open silences nobody else's exclusion."""
    m = month()
    people = m.family(1, members=4)
    for at in (0, 1):
        m.rows["registry"][-4 + at].update(deceased=True, deceased_on=b.day("2024-06-01"))
        m.pay(people[at], "PBI-JK", None, payer="BPJS", period_from="2025-05", period_to="2025-05")
    m.pay(people[2], "PBI-JK", None, payer="BPJS", state="IN_PROCESS", period_from="2025-05", period_to="2025-05")
    cases = m.run().cases.filter((pl.col("programme") == "PBI-JK") & (pl.col("family_id") == b.kk(1)))
    assert sorted(zip(cases["kind"], cases["person_id"], strict=True)) == [
        ("BD-00", "P12"),
        ("EE-BB", "P13"),
        ("IE-MD", "P10"),
        ("IE-MD", "P11"),
    ]


@pytest.mark.parametrize(("cut", "kind"), [(16, "BD-00"), (2, "IE-TR")], ids=["a cut export", "a few strangers"])
def test_a_village_whose_registry_is_cut_makes_no_strangers(cut, kind):
    """A third of the payees of one village is in no registry, of the other next to nobody is missed: the registry ends in the middle."""
    m = month()
    for number in range(1, 51):
        m.pay(m.family(number, village_code=b.SAKO if number <= 20 else b.SIALANG)[0], village_code=b.SAKO if number <= 20 else b.SIALANG)
    for number in range(cut):
        m.pay(
            None,
            nik=f"16710850{number + 1:02d}559{100 + number}",
            no_kk=f"16710850{number + 1:02d}119{100 + number}",
            name=f"ZULKARNAIN {number}",
            village_code=b.SAKO,
        )
    told = m.run().cases.filter(pl.col("kind").is_in(["IE-TR", "BD-00"]))
    assert told["kind"].to_list() == [kind] * cut
    if kind == "BD-00":
        assert told["rule_id"].unique().to_list() == ["CAKUPAN-08"]


@pytest.mark.parametrize(
    ("registered", "paid", "kind"),
    [(True, 6, "BD-00"), (True, 4, "IE-TR"), (False, 6, "IE-TR")],
    ids=["a whole RW is missing", "a few strangers", "no RW is named"],
)
def test_a_registry_of_some_rw_makes_no_strangers_of_the_others(registered, paid, kind):
    m = month()
    for number in range(1, 41):
        rw = f"00{1 + number % 5}" if registered else None
        m.pay(m.family(number, village_code=b.SAKO, rw=rw)[0], village_code=b.SAKO, rw=rw)
    for number in range(paid):
        m.pay(
            None,
            nik=f"16710850{number + 1:02d}559{100 + number}",
            no_kk=f"16710850{number + 1:02d}119{100 + number}",
            name=f"ZULKARNAIN {number}",
            village_code=b.SAKO,
            rw="006",
        )
    told = m.run().cases.filter(pl.col("kind").is_in(["IE-TR", "BD-00"]))
    assert told["kind"].to_list() == [kind] * paid


def test_an_open_pair_shows_the_two_of_the_pair_and_not_the_head():
    m = b.paid_month()
    wife = m.family(1, members=2)[1]
    row = m.pay(wife, band="REVIEW", no_kk=None, name="ISTRI MIRIP")
    case = m.run().cases.filter(pl.col("rule_id") == "CAKUPAN-04").row(0, named=True)
    places = {r["record_id"]: f"{r['source_file']}||{r['source_row']}" for r in [*m.rows["registry"], *m.rows["pays"]]}
    assert case["sources"] == [places[wife], places[row]]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "NIK dan nama"),
        ({"no_kk": b.kk(950)}, "NIK, nama, dan No. KK"),
        ({"nik": None}, "nama (tanpa NIK dan No. KK yang terbaca)"),
    ],
)
def test_a_stranger_was_looked_up_by_what_the_row_has(row, words):
    m = b.paid_month()
    m.pay(None, name="TAMU JAUH", **row)
    assert f"penerima, dicari dengan {words}, tidak ditemukan" in m.run().cases["sentence"].item()


@pytest.mark.parametrize(("known", "found"), [(2, "BD-00"), (8, "IE-TR")], ids=["mostly strangers", "mostly known"])
def test_strangers_of_a_list_that_names_no_place_may_be_another_place_s(known, found):
    m = b.paid_month()
    for n in range(known):
        m.pay(m.family(100 + n)[0], file="lain.csv", village_code=None, village_name=None)
    for n in range(6):
        m.pay(None, nik=m.nik(600 + n), name=f"ORANG JAUH {chr(65 + n)}", no_kk=None, file="lain.csv", village_code=None, village_name=None)
    cases = m.run().cases
    assert (set(cases["kind"]), cases.height) == ({found}, 6)
    assert not cases["sentence"].str.contains("tidak disebut").any()
