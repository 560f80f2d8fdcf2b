"""Same person, not the same person: bound to people, not to rows, and stronger than any score."""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipeline.answers.identity import bare_side, person_rows, side_of
from pipeline.answers.in_force import Judged
from pipeline.answers.judgements import judgements
from pipeline.link.month import link_month
from schemas import tables

KEY = bytes(32)
BORN = dt.date(1980, 3, 7)
A_NIK, B_NIK, C_NIK = "1671084703809001", "1671084703809002", "1671084703809003"


def rows(model, *people):
    """Minimal canonical rows: name, nik, and what else is given."""
    base = {"no_kk": None, "birth_date": BORN, "village_code": "1671081002", "source_sheet": ""}
    made = []
    for n, person in enumerate(people, 2):
        one = {**base, "source_row": n, "source_file": "f.csv", **person}
        one |= {"record_id": one.get("record_id", f"{one['source_file']}:{n}"), "nik_raw": one.get("nik"), "no_kk_raw": one.get("no_kk")}
        one |= {f"{c}_status": "OK" if one.get(c) else "MISSING" for c in ("nik", "no_kk")}
        one["birth_date_raw"] = str(one["birth_date"])
        made.append(one)
    frame = pl.DataFrame(made, schema_overrides={"birth_date": pl.Date, "nik": pl.String, "no_kk": pl.String})
    return tables.conform(frame, model)


def registry(*people):
    return rows(
        tables.Registry, *({"source_file": "r.csv", "snapshot": "2025-03", "registry_kind": "DTSEN", "family_id": "F", **p} for p in people)
    )


def pays(*people, file="bri.csv"):
    return rows(tables.Disbursement, *({"source_file": file, "programme": "SEMBAKO", **p} for p in people))


def side(frame, at=0):
    return side_of(KEY, person_rows(frame).row(at, named=True))


def judged(word, left, right):
    return [Judged("ID-X", word, left, right)]


NOBODY = tables.empty(tables.Survey)
ANI, ANA = {"name": "SITI AMINAH", "nik": A_NIK}, {"name": "ST. AMINAH", "nik": B_NIK}


def test_a_decision_finds_the_same_people_in_next_months_rows():
    told = judged("ORANG_BERBEDA", side(registry(ANI)), side(pays(ANA)))
    later_registry = registry({**ANI, "no_kk": "1671082001019001", "record_id": "new:1"}, {"name": "BUDI", "nik": C_NIK})
    later_pays = pays({**ANA, "record_id": "pos:7"}, {**ANA, "record_id": "pos:8"}, {"name": "BUDI", "nik": C_NIK}, file="pos.csv")
    found = judgements(told, KEY, later_registry, later_pays, NOBODY)
    assert found.rows() == [("new:1", "pos:7", "ORANG_BERBEDA"), ("new:1", "pos:8", "ORANG_BERBEDA")]


def test_a_row_with_another_nik_is_another_person():
    told = judged("ORANG_BERBEDA", side(registry(ANI)), side(pays(ANA)))
    assert judgements(told, KEY, registry(ANI), pays({**ANA, "nik": C_NIK}), NOBODY).is_empty()


def test_two_names_beside_one_nik_are_told_apart():
    left, right = {"name": "SITI AMINAH", "nik": A_NIK}, {"name": "DARMAWAN", "nik": A_NIK}
    told = judged("ORANG_BERBEDA", side(registry(left)), side(pays(right)))
    found = judgements(told, KEY, registry({**left, "record_id": "r"}), pays({**right, "record_id": "p"}, file="x.csv"), NOBODY)
    assert found.rows() == [("p", "r", "ORANG_BERBEDA")]


def test_without_numbers_name_birth_date_and_village_must_all_fit():
    blank = {"name": "ST. AMINAH", "nik": None}
    told = judged("ORANG_SAMA", side(registry(ANI)), side(pays(blank)))
    near = judgements(told, KEY, registry(ANI), pays({**blank, "birth_date": BORN}, file="b.csv"), NOBODY)
    far = judgements(told, KEY, registry(ANI), pays({**blank, "birth_date": dt.date(1981, 1, 1)}, file="b.csv"), NOBODY)
    assert (near.height, far.height) == (1, 0)


def test_a_later_decision_about_the_same_people_replaces_the_earlier():
    left, right = side(registry(ANI)), side(pays(ANA))
    both = [*judged("ORANG_BERBEDA", left, right), *judged("ORANG_SAMA", left, right)]
    assert judgements(both, KEY, registry(ANI), pays(ANA), NOBODY)["judgement"].to_list() == ["ORANG_SAMA"]


def test_other_words_and_another_key_bind_nothing():
    left, right = side(registry(ANI)), side(pays(ANA))
    assert judgements(judged("PERLU_KUNJUNGAN", left, right), KEY, registry(ANI), pays(ANA), NOBODY).is_empty()
    assert judgements(judged("ORANG_SAMA", left, right), b"x" * 32, registry(ANI), pays(ANA), NOBODY).is_empty()


def test_what_a_case_shows_is_enough_where_its_run_is_gone():
    told = judged("ORANG_BERBEDA", bare_side(KEY, "Siti Aminah", A_NIK, BORN, None), bare_side(KEY, "ST. AMINAH", B_NIK, BORN, None))
    assert judgements(told, KEY, registry(ANI), pays(ANA), NOBODY).height == 1


def test_never_linked_again_whatever_the_score_also_not_by_a_third_record():
    twin = {"name": "SITI AMINAH", "nik": A_NIK, "no_kk": "1671082001019001"}
    other = {**twin, "name": "ST AMINAH"}
    reg, pay = registry(twin), pays(other, {**other, "address": "LR DAMAI"})
    visit = rows(tables.Survey, {**other, "source_file": "s.csv"})
    before, _ = link_month(reg, pay, visit)
    told = judged("ORANG_BERBEDA", side(reg), side(pay))
    after, _ = link_month(reg, pay, visit, judgements(told, KEY, reg, pay, visit))
    assert (before.height, before["match_probability"].min() > 0.99) == (3, True)
    assert after.is_empty()


def test_one_person_although_no_score_says_so():
    reg = registry(ANI)
    pay = pays({"name": "NURHAYATI", "nik": C_NIK, "birth_date": dt.date(1950, 1, 1)})
    assert "MATCH" not in link_month(reg, pay, NOBODY)[0]["band"]
    told = judgements(judged("ORANG_SAMA", side(reg), side(pay)), KEY, reg, pay, NOBODY)
    assert link_month(reg, pay, NOBODY, told)[0].select("left_id", "right_id", "band").rows() == [("r.csv:2", "bri.csv:2", "MATCH")]
