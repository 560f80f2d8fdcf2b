import datetime as dt

import polars as pl
import pytest

from pipeline.link.families import persons_and_families
from pipeline.link.month import explain_link, link_month
from pipeline.link.weights import Model
from schemas import tables
from tests.unit.link.builders import background, nik

BORN = dt.date(1978, 5, 17)
TOWN = background(40)


def rows(kind, source, people):
    """Canonical rows of one source out of person dicts."""
    located = []
    for k, row in enumerate(people):
        status = {c + "_status": "OK" if row.get(c) else "MISSING" for c in ("nik", "no_kk")}
        located.append({**status, **row, "source_file": source, "source_sheet": "", "source_row": k + 2})
    wanted = tables.polars_schema(kind)
    frame = pl.DataFrame(
        located, schema_overrides={k: v for k, v in wanted.items() if any(k in r for r in located)}, infer_schema_length=None
    )
    return tables.conform(frame, kind)


def registry(people, snapshot="2025-04"):
    return rows(
        tables.Registry,
        "reg.csv",
        [
            {"family_id": p.get("no_kk") or p["record_id"], "snapshot": snapshot, "registry_kind": "DTSEN", "registry_status": "AKTIF", **p}
            for p in people
        ],
    )


def paid(people):
    return rows(
        tables.Disbursement, "bri.csv", [{"list_kind": "disbursement", "state": "PAID", "period_source": "row", **p} for p in people]
    )


def visits(people):
    return rows(tables.Survey, "kobo.csv", [{"result": "LAYAK", **p} for p in people])


NOBODY = tables.empty(tables.Disbursement), tables.empty(tables.Survey)
WIFE = {
    "record_id": "wife",
    "name": "SITI ZUBAIDAH",
    "nik": nik(BORN, "P", 9345),
    "no_kk": "1671081503129777",
    "birth_date": BORN,
    "sex": "P",
}
HEAD = {"record_id": "head", "name": "HERMANSYAH", "nik": nik(BORN, "L", 9346), "no_kk": "1671081503129777", "birth_date": BORN, "sex": "L"}


def members(people, payees, surveyed=()):
    reg, dis, sur = registry([*TOWN, *people]), paid(payees) if payees else NOBODY[0], visits(surveyed) if surveyed else NOBODY[1]
    links, report = link_month(reg, dis, sur)
    tables.Links.validate(links)
    found = persons_and_families(reg, dis, sur, links)
    tables.Members.validate(found)
    assert found.height == reg.height + dis.height + sur.height
    return {r["record_id"]: r for r in found.to_dicts()}, links, report


def test_a_paid_wife_belongs_to_the_listed_family():
    found, links, _ = members([WIFE, HEAD], [{**WIFE, "record_id": "p1", "birth_date": None, "sex": None}])
    assert found["p1"] | {"source": ""} == {
        "record_id": "p1",
        "source": "",
        "person_id": "wife",
        "family_id": WIFE["no_kk"],
        "link_band": "MATCH",
    }
    assert links["left_record"].to_list() == ["reg.csv||42"]
    assert links["right_record"].to_list() == ["bri.csv||2"]


def test_the_wifes_nik_under_the_husbands_name_is_the_family_but_no_person():
    found, links, _ = members([WIFE, HEAD], [{"record_id": "p1", "name": "HERMANSYAH", "nik": WIFE["nik"], "no_kk": WIFE["no_kk"]}])
    assert "MATCH" not in links["band"].to_list()
    assert (found["p1"]["family_id"], found["p1"]["person_id"], found["p1"]["link_band"]) == (WIFE["no_kk"], "p1", None)


def test_a_trusted_card_alone_names_the_family():
    found, _, _ = members([WIFE, HEAD], [{"record_id": "p1", "name": "RATNA DUMILAH", "no_kk": WIFE["no_kk"]}])
    assert (found["p1"]["family_id"], found["p1"]["link_band"]) == (WIFE["no_kk"], None)


def test_one_payee_with_two_rows_is_linked_twice():
    row = {"name": "SITI ZUBAIDAH", "nik": WIFE["nik"]}
    found, links, report = members([WIFE, HEAD], [{**row, "record_id": "p1"}, {**row, "record_id": "p2"}])
    assert links.height == 2
    assert {found["p1"]["person_id"], found["p2"]["person_id"]} == {"wife"}
    assert report["disbursement"]["identities"] == 1


def test_strangers_keep_their_own_card_and_meet_each_other():
    stranger = {"name": "MARTINUS LUMBAN", "nik": nik(dt.date(1990, 2, 3), "L", 9777), "no_kk": "1671082002159888"}
    found, links, _ = members([WIFE], [{**stranger, "record_id": "p1"}], [{**stranger, "record_id": "s1"}])
    assert links.height == 0
    assert found["p1"]["person_id"] == found["s1"]["person_id"]
    assert found["p1"]["family_id"] == stranger["no_kk"]


def test_two_snapshots_are_one_person():
    old = registry([WIFE], "2025-01")
    new = registry([{**WIFE, "record_id": "wife2", "name": "SITI ZUBAEDAH"}, HEAD], "2025-04")
    found = persons_and_families(pl.concat([old, new]), *NOBODY, tables.empty(tables.Links))
    assert dict(found.select("record_id", "person_id").rows()) == {"wife": "wife2", "wife2": "wife2", "head": "head"}


def test_a_person_on_two_cards_is_named_by_the_row_of_the_card_that_was_paid():
    cards = {"old": "1671081503129777", "new": "1671081503129888"}
    twice = registry([{**WIFE, "record_id": name, "no_kk": kk} for name, kk in cards.items()] + list(TOWN))
    pays = paid(
        [{**WIFE, "record_id": f"p-{name}", "no_kk": kk} for name, kk in cards.items()] + [{**WIFE, "record_id": "p-none", "no_kk": None}]
    )
    links, _ = link_month(twice, pays, tables.empty(tables.Survey))
    found = dict(links.select("right_id", "left_id").iter_rows())
    assert {name: found[f"p-{name}"] for name in cards} == {"old": "old", "new": "new"}
    assert found["p-none"] in cards
    assert links.filter(pl.col("right_id") == "p-new")["verdict_no_kk"].to_list() == ["="]


def test_one_nik_with_two_names_stays_two_persons():
    found = persons_and_families(registry([WIFE, {**HEAD, "nik": WIFE["nik"]}]), *NOBODY, tables.empty(tables.Links))
    assert found["person_id"].n_unique() == 2


@pytest.mark.parametrize("by", ["ids", "records"])
def test_judgements_come_by_id_or_by_place(by):
    payee = {"record_id": "p1", "name": "SITI ZUBAIDAH", "nik": WIFE["nik"]}
    told = {"left_id": ["wife"], "right_id": ["p1"]} if by == "ids" else {"left_record": ["reg.csv||42"], "right_record": ["bri.csv||2"]}
    links, _ = link_month(registry([*TOWN, WIFE]), paid([payee]), NOBODY[1], pl.DataFrame(told | {"judgement": ["ORANG_BERBEDA"]}))
    assert links.height == 0


def test_empty_sources_give_empty_tables():
    links, report = link_month(tables.empty(tables.Registry), *NOBODY)
    assert links.height == 0
    assert report["registry_persons"] == 0
    assert persons_and_families(tables.empty(tables.Registry), *NOBODY, links).height == 0


def test_a_person_on_two_cards_is_paid_in_the_family_whose_card_the_payee_shows():
    other = "1671081503129888"
    twice = [WIFE, {**WIFE, "record_id": "again", "no_kk": other}]
    for card in (WIFE["no_kk"], other):
        found, links, _ = members(twice, [{"record_id": "p1", "name": WIFE["name"], "nik": WIFE["nik"], "no_kk": card}])
        assert links["band"].to_list() == ["MATCH"]
        assert found["p1"]["family_id"] == card
        assert found["again"]["person_id"] == found["wife"]["person_id"] == found["p1"]["person_id"]


def test_no_person_over_three_sources_holds_two_registry_persons():
    namesake = {**WIFE, "record_id": "other", "nik": nik(BORN, "P", 9555), "no_kk": "1671081503129999"}
    payee = {"record_id": "p1", "name": WIFE["name"], "nik": WIFE["nik"]}
    visit = {"record_id": "s1", "name": WIFE["name"], "no_kk": namesake["no_kk"], "birth_date": BORN}
    found, _, _ = members([WIFE, namesake], [payee], [visit])
    assert found["p1"]["person_id"] == "wife"
    assert found["s1"]["person_id"] != "wife"
    assert found["other"]["person_id"] == "other"


def test_the_model_of_a_month_weighs_the_next_one_alike():
    payees = [{"record_id": "p1", "name": "SITI ZUBAIDAH", "nik": WIFE["nik"]}, {"record_id": "p2", "name": "BUDI SANTOSO"}]
    april = link_month(registry([*TOWN, WIFE]), paid(payees), NOBODY[1])
    model = Model.from_json(april[1]["disbursement"]["model"])
    again = link_month(registry([*TOWN, WIFE], "2025-05"), paid(payees), NOBODY[1], models={"disbursement": model})
    assert again[0].equals(april[0])
    alone = link_month(registry([*TOWN, WIFE], "2025-05"), paid(payees[:1]), NOBODY[1], models={"disbursement": model})
    before = april[0].filter(pl.col("right_id") == "p1")["match_weight"].item()
    assert alone[0]["match_weight"].item() == pytest.approx(before, abs=0.1)  # how frequent a name is comes from the lists of the month


def test_an_age_tells_namesakes_of_one_village_apart():
    """Visits without numbers or dates: of two SUPARMI in one RT the one of the age that was written down."""
    door = {"address": "JL. MELATI 4", "rt": "001", "rw": "002", "village_code": "1671081002", "sex": "P"}
    two = [
        {**door, "record_id": f"r{y}", "name": "SUPARMI", "birth_date": dt.date(y, 3, 9), "nik": nik(dt.date(y, 3, 9), "P", 9400)}
        for y in (1950, 1990)
    ]
    seen = [{k: v for k, v in p.items() if k not in {"nik", "no_kk", "birth_date"}} | {"birth_year": p["birth_date"].year} for p in TOWN]
    here = [{**p, "record_id": f"v{n}"} for n, p in enumerate(seen)]
    links, _ = link_month(
        registry([*TOWN, *two]), NOBODY[0], visits([*here, {**door, "record_id": "v", "name": "SUPARMI", "birth_year": 1990}])
    )
    assert links.filter((pl.col("right_id") == "v") & (pl.col("band") == "MATCH"))["left_id"].to_list() == ["r1990"]


@pytest.mark.parametrize(("year", "band"), [(1954, "MATCH"), (1951, "MATCH"), (1990, "REVIEW")])
def test_a_namesake_of_another_age_next_door_is_no_sure_match(year: int, band: str) -> None:
    door = {"address": "JL. MELATI 4", "rt": "001", "rw": "002", "village_code": "1671081002", "sex": "P"}
    one = {**door, "record_id": "r", "name": "SUPARMI", "birth_date": dt.date(1954, 3, 9), "nik": nik(dt.date(1954, 3, 9), "P", 9400)}
    seen = [{k: v for k, v in p.items() if k not in {"nik", "no_kk", "birth_date"}} | {"birth_year": p["birth_date"].year} for p in TOWN]
    here = [{**p, "record_id": f"v{n}"} for n, p in enumerate(seen)]
    asked = visits([*here, {**door, "record_id": "v", "name": "SUPARMI", "birth_year": year}])
    links, _ = link_month(registry([*TOWN, one]), NOBODY[0], asked)
    assert links.filter((pl.col("right_id") == "v") & (pl.col("left_id") == "r"))["band"].to_list() == [band]


def test_the_bars_of_each_link_of_a_month_add_up_to_the_weight_it_was_linked_with() -> None:
    """Also where a person stands in two snapshots, a payee in two rows, and a NIK is one slip away."""
    reg = pl.concat([registry([*TOWN, WIFE, HEAD]), registry([{**WIFE, "record_id": "old wife", "name": "ZUBAIDAH"}], "2025-01")])
    payees = [{**p, "record_id": f"pay {p['record_id']}", "birth_date": None} for p in [*TOWN[:20], WIFE, HEAD]]
    payees.append({**payees[-1], "record_id": "pay again"})
    frame = paid(payees)
    links, report = link_month(reg, frame, NOBODY[1])
    model = Model.from_json(report["disbursement"]["model"])
    assert links.height >= 20
    for row in links.iter_rows(named=True):
        told = explain_link(reg, frame, (row["left_id"], row["right_id"]), model)
        assert told is not None
        assert told.match_weight == pytest.approx(row["match_weight"], abs=0.002)
        assert sum(bar.bits for bar in told.bars) == pytest.approx(row["match_weight"], abs=0.02)
    assert explain_link(reg, frame, ("nobody", "pay again"), model) is None
    assert explain_link(reg, frame, (links["left_id"][0], "nobody"), model) is None


@pytest.mark.parametrize(
    ("told", "visited"),
    [
        ([("twin", "p", "ORANG_SAMA"), ("p", "s", "ORANG_SAMA")], {"twin": "MATCH"}),
        ([("wife", "p", "ORANG_BERBEDA"), ("p", "s", "ORANG_SAMA")], {"twin": "MATCH"}),
        ([("twin", "p", "ORANG_SAMA"), ("twin", "wife", "ORANG_BERBEDA")], {"wife": "REVIEW", "twin": "REVIEW"}),
    ],
)
def test_what_is_decided_of_a_payment_holds_for_the_visit_that_is_the_same_person(told, visited):
    """Two of one name and day in the registry: the paid one is the twin, or is not the wife, and the visited one is the paid one."""
    twin = WIFE | {"record_id": "twin", "nik": nik(BORN, "P", 9400), "no_kk": "1671081503129555"}
    said = {"name": WIFE["name"], "birth_date": BORN}
    listed, payees = (
        registry([*TOWN, WIFE, twin]),
        paid([said | {"record_id": "p"}, *(r | {"record_id": "p" + r["record_id"]} for r in TOWN)]),
    )
    seen = visits([said | {"record_id": "s"}, *(r | {"record_id": "s" + r["record_id"]} for r in TOWN)])
    judged = pl.DataFrame(told, schema=["left_id", "right_id", "judgement"], orient="row")
    links = link_month(listed, payees, seen, judged)[0]
    assert dict(links.filter(right_id="p").select("left_id", "band").rows()) == {"twin": "MATCH"}
    assert dict(links.filter(right_id="s").select("left_id", "band").rows()) == visited


@pytest.mark.parametrize(
    ("said", "bands"),
    [
        ([], {"p": "MATCH", "v": "MATCH"}),
        ([("p", "v", "ORANG_BERBEDA")], {"p": "REVIEW", "v": "REVIEW"}),
        ([("v", "p", "ORANG_BERBEDA")], {"p": "REVIEW", "v": "REVIEW"}),
        ([("p", "v", "ORANG_BERBEDA"), ("p", "wife", "ORANG_SAMA")], {"p": "MATCH"}),  # the visit is not hers then
        ([("p", "v", "ORANG_SAMA")], {"p": "MATCH", "v": "MATCH"}),
    ],
    ids=["nothing said", "told apart", "told apart, the other way", "told apart, one confirmed", "told to be one"],
)
def test_a_pay_row_and_a_visit_told_apart_are_not_both_one_person(said, bands):
    payee, visited = ({"record_id": at, "name": "SITI ZUBAIDAH", "nik": WIFE["nik"], "no_kk": WIFE["no_kk"]} for at in ("p", "v"))
    told = pl.DataFrame(said, schema=["left_id", "right_id", "judgement"], orient="row") if said else None
    links, _ = link_month(registry([*TOWN, WIFE]), paid([payee]), visits([visited]), told)
    mine = links.filter(pl.col("left_id") == "wife")
    assert dict(mine.filter(pl.col("band") == "MATCH").select("right_id", "band").rows()) == {
        k: v for k, v in bands.items() if v == "MATCH"
    }
    if "REVIEW" in bands.values():
        assert dict(mine.select("right_id", "band").rows()) == bands


@pytest.mark.parametrize(
    ("written", "band"),
    [("KAHIRUL", "MATCH"), ("KHAIRL", "MATCH"), ("KHRL", "MATCH"), ("SUPARMI", "REVIEW")],
    ids=["swapped", "left out", "no vowels", "another name"],
)
def test_a_slip_of_the_keys_beside_an_equal_nik_is_no_other_person(written, band):
    number = nik(BORN, "L", 9346)
    left = [*TOWN, {"record_id": "he", "name": "KHAIRUL", "nik": number, "sex": "L"}]
    links, _ = link_month(registry(left), paid([*TOWN[:20], {"record_id": "paid", "name": written, "nik": number}]), NOBODY[1])
    assert set(links.filter(pl.col("right_id") == "paid")["band"]) <= {band}
    assert links.filter((pl.col("right_id") == "paid") & (pl.col("left_id") == "he")).height == (band == "MATCH") or band == "REVIEW"
