"""The life of cases over months: ids, states and ages; decisions that hold while their evidence does."""

from __future__ import annotations

import json

import polars as pl
import pytest

from pipeline.fact_marks import fact_marks
from pipeline.reconcile.case.case_ids import case_id, case_ids, check_character, is_case_id
from schemas.months import span
from tests.unit.reconcile import builders as b

MONTHS = span("2025-07", "2025-12")
PAID, GONE, SILENT = "x", "-", "?"


def one_month(period, marks):
    """A month in which family i is paid at desil 9 (an IE-TL), rightly unpaid, or cannot be told."""
    m = b.Month(period, "2025-06")
    stage = {"period_from": period, "period_to": period, "amount": 200_000}
    m.background(**stage)
    for number, mark in enumerate(marks, 1):
        head = m.family(number, desil=9)[0]
        if mark == PAID:
            m.pay(head, **stage)
        elif mark == SILENT:
            m.pay(head, **{**stage, "state": "UNKNOWN"})
    return m


def lives(histories, answers=None):
    """Run six months; per family the (status, age) of its IE-TL case month by month."""
    history, told = None, []
    for at, period in enumerate(MONTHS):
        m = one_month(period, [h[at] for h in histories])
        extra = {"history": history} if history is not None else {}
        if answers is not None and at:
            extra["answers"] = answers(history)
        result = m.run(**extra)
        rows = result.cases.join(result.evidence, on="id_kasus")
        history = rows if history is None else pl.concat([history, rows])
        lead = rows.filter(pl.col("kind") == "IE-TL")
        told.append({f: (s, a) for f, s, a in lead.select("family_id", "status", "age_months").iter_rows()})
    return [[month.get(b.kk(n)) for month in told] for n in range(1, len(histories) + 1)]


@pytest.mark.slow
def test_six_months_of_lives():
    histories = ["xxxxxx", "-x----", "xx-xx-", "x?xx--", "------", "-xx--x"]
    out = lives(histories)
    assert out[0] == [("BARU", 1)] + [("LANJUT", n) for n in range(2, 7)]
    assert out[1] == [None, ("BARU", 1), ("SELESAI_DATA", 2), None, None, None]
    assert out[2] == [("BARU", 1), ("LANJUT", 2), ("SELESAI_DATA", 3), ("KAMBUH", 1), ("LANJUT", 2), ("SELESAI_DATA", 3)]
    assert out[3] == [("BARU", 1), None, ("LANJUT", 3), ("LANJUT", 4), ("SELESAI_DATA", 5), None]
    assert out[4] == [None] * 6
    assert out[5] == [None, ("BARU", 1), ("LANJUT", 2), ("SELESAI_DATA", 3), None, ("KAMBUH", 1)]


def test_a_decision_holds_while_its_evidence_does():
    def answered(history):
        first = history.filter(pl.col("kind") == "IE-TL").unique("id_kasus", keep="first", maintain_order=True)
        return first.select("id_kasus", "evidence_hash", keputusan=pl.lit("LAYAK"))

    assert lives(["xxx---"], answered)[0][:4] == [("BARU", 1), ("SELESAI_PUTUSAN", 2), ("SELESAI_PUTUSAN", 3), None]


def confirmed(word: str, about: str | None, **more: str) -> tuple[str, str]:
    """Status and sentence of family 1's IE-TL of August, of which a verifier said `word` in the month `about`."""
    before = one_month("2025-07", "x").run()
    history = before.cases.join(before.evidence, on="id_kasus")
    said = {"keputusan": word, "period": about, "alasan_kode": None, **more}
    answers = history.select("id_kasus", "evidence_hash", **{c: pl.lit(v, dtype=pl.String) for c, v in said.items()})
    case = one_month("2025-08", "x").run(history=history, answers=answers).cases.filter(pl.col("kind") == "IE-TL").row(0, named=True)
    return case["status"], case["sentence"]


def test_who_was_confirmed_and_is_paid_again_is_asked_again_and_it_is_said():
    status, sentence = confirmed("TIDAK_LAYAK", "2025-07")
    assert status == "DIBUKA_LAGI"
    assert sentence.endswith("Sudah dipastikan TIDAK_LAYAK (2025-07), tetapi dibayar lagi.")


@pytest.mark.parametrize(
    ("word", "about"), [("LAYAK", "2025-07"), ("PINDAH", "2025-07"), ("TIDAK_LAYAK", "2025-08"), ("TIDAK_LAYAK", None)],
    ids=["refuted", "says nothing of it", "said of this very money", "of no month"],
)  # fmt: skip
def test_what_was_refuted_or_said_of_the_same_money_stays_settled(word, about):
    assert confirmed(word, about)[0] == "SELESAI_PUTUSAN"


def test_a_change_of_the_evidence_opens_it_again_and_names_the_field():
    before = one_month("2025-07", "x").run()
    history = before.cases.join(before.evidence, on="id_kasus")
    answers = history.select("id_kasus", "evidence_hash", keputusan=pl.lit("LAYAK"))
    m = one_month("2025-08", "x")
    m.rows["registry"][-1]["desil"] = 10
    case = m.run(history=history, answers=answers).cases.filter(pl.col("kind") == "IE-TL").row(0, named=True)
    assert (case["status"], case["age_months"]) == ("DIBUKA_LAGI", 2)
    assert case["sentence"].endswith("Dibuka lagi: desil berubah.")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda m: m.rows["registry"][-1].update(birth_date=b.day("1980-03-18")), "tanggal lahir"),
        (lambda m: m.rows["pays"][-1].update(birth_date=b.day("1980-03-18")), "tanggal lahir"),
        (lambda m: m.rows["pays"][-1].update(amount=199_000), "jumlah dibayar"),
    ],
    ids=["registry date", "pay list date", "amount"],
)
def test_the_same_month_run_again_with_other_inputs_names_the_field(change, field):
    """No earlier month knows the case: the marks that the decision kept do."""
    before = one_month("2025-07", "x").run()
    rows = before.cases.join(before.evidence, on="id_kasus")
    marks = [json.dumps(fact_marks(i, f)) for i, f in rows.select("id_kasus", "facts").iter_rows()]
    answers = rows.select("id_kasus", "evidence_hash", keputusan=pl.lit("LAYAK"), marks=pl.Series(marks))
    m = one_month("2025-07", "x")
    assert m.run(answers=answers).cases["status"].to_list() == ["SELESAI_PUTUSAN"]
    change(m)
    case = m.run(answers=answers).cases.filter(pl.col("kind") == "IE-TL").row(0, named=True)
    assert case["status"] == "DIBUKA_LAGI"
    assert case["sentence"].endswith(f"Dibuka lagi: {field} berubah.")


def test_evidence_that_comes_back_finds_its_own_answer():
    first = one_month("2025-07", "x").run().cases.select("id_kasus", "evidence_hash", keputusan=pl.lit("LAYAK"))
    other = first.with_columns(evidence_hash=pl.lit("f" * 64))
    assert one_month("2025-07", "x").run(answers=pl.concat([first, other])).cases["status"].to_list() == ["SELESAI_PUTUSAN"]
    assert one_month("2025-07", "x").run(answers=other).cases["status"].to_list() == ["DIBUKA_LAGI"]


@pytest.mark.parametrize("word", ["BELUM_DITEMUI", "TIDAK_DITEMUKAN", "PERLU_KUNJUNGAN", None])
def test_an_answer_that_settles_nothing_leaves_the_case_open(word):
    result = one_month("2025-07", "x").run()
    answers = result.cases.select("id_kasus", "evidence_hash", keputusan=pl.lit(word, dtype=pl.String))
    assert one_month("2025-07", "x").run(answers=answers).cases["status"].to_list() == ["BARU"]


@pytest.mark.parametrize(
    ("paid", "word", "asked", "status"),
    [
        ("FAILED_ACCOUNT", "TIDAK_MENERIMA", "2025-07", "SELESAI_PUTUSAN"),
        ("FAILED_ACCOUNT", "TIDAK_MENERIMA", "2025-05", "DIBUKA_LAGI"),
        ("FAILED_ACCOUNT", "SESUAI", "2025-05", "DIBUKA_LAGI"),
        (None, "LAYAK", "2025-05", "DIBUKA_LAGI"),
        (None, "TIDAK_LAYAK", "2025-05", "SELESAI_PUTUSAN"),
    ],
    ids=["the same stage", "failed again", "that stage came after all", "still unpaid", "not entitled goes on"],
)
def test_an_answer_about_one_stages_money_settles_no_later_stage(paid, word, asked, status):
    m = b.Month("2025-08", "2025-06")
    stage = {"period_from": "2025-07", "period_to": "2025-09"}
    m.background(**stage)
    head = m.family(1)[0]
    if paid:
        m.pay(head, state=paid, **stage)
    case = m.run().cases.row(0, named=True)
    answer = {"id_kasus": case["id_kasus"], "keputusan": word, "evidence_hash": case["evidence_hash"], "period": asked}
    assert m.run(answers=pl.DataFrame([answer])).cases["status"].to_list() == [status]


def test_a_rerun_of_an_older_month_renumbers_nothing():
    first = one_month("2025-07", "xx").run()
    later = one_month("2025-08", "xx").run(history=first.cases).cases
    again = one_month("2025-07", "xx").run(history=pl.concat([first.cases, later])).cases
    assert again.equals(first.cases)
    assert set(later["id_kasus"]) == set(first.cases["id_kasus"])


def test_short_payments_of_two_stages_are_two_problems():
    def stage(period, first, last):
        m = b.Month(period, "2025-06")
        m.background(period_from=first, period_to=last)
        m.pay(m.family(1)[0], amount=400_000, period_from=first, period_to=last)
        return m

    one = stage("2025-08", "2025-07", "2025-09").run()
    same = stage("2025-09", "2025-07", "2025-09").run(history=one.cases.join(one.evidence, on="id_kasus")).cases
    next_stage = stage("2025-10", "2025-10", "2025-12").run(history=one.cases.join(one.evidence, on="id_kasus")).cases
    assert same.select("id_kasus", "status").rows() == [(one.cases["id_kasus"][0], "LANJUT")]
    assert next_stage["status"].to_list() == ["BARU"]
    assert next_stage["id_kasus"][0] != one.cases["id_kasus"][0]


def history_of(m):
    result = m.run()
    return result.cases.join(result.evidence, on="id_kasus")


def test_a_missing_list_settles_nothing():
    """Next month no pay list of the programme came: its cases are silent, not settled; then they go on."""
    history = history_of(one_month("2025-07", "x"))
    silent = b.Month("2025-08", "2025-06")
    silent.family(1, desil=9)
    assert silent.run(history=history).cases.is_empty()
    later = one_month("2025-09", "x").run(history=history).cases
    assert later.select("status", "age_months").rows() == [("LANJUT", 3)]


def test_a_visit_that_left_the_window_takes_nothing_back():
    def well_off(period, *, visited, paid=True):
        m = b.Month(period, "2025-06")
        stage = {"period_from": period, "period_to": period, "amount": 200_000}
        m.background(**stage)
        head = m.family(1)[0]
        if paid:
            m.pay(head, **stage)
        if visited:
            m.visit(head, "TIDAK_LAYAK_MAMPU", visited_on="2025-07-20")
        return m

    history = history_of(well_off("2025-07", visited=True))
    assert well_off("2025-08", visited=False).run(history=history).cases.is_empty()
    stopped = well_off("2025-08", visited=False, paid=False).run(history=history).cases
    assert ("IE-SV", "SELESAI_DATA") in stopped.select("kind", "status").rows()


def test_a_proposal_is_settled_by_the_registry():
    def proposal(*, registered):
        m = b.Month("2025-08", "2025-06")
        m.background(period_from="2025-07", period_to="2025-09")
        if registered:
            m.pay(m.family(1)[0], period_from="2025-07", period_to="2025-09")
        return m

    before = b.Month("2025-07", "2025-06")
    before.background(period_from="2025-07", period_to="2025-09")
    before.visit(None, "LAYAK", no_kk=b.kk(1), visited_on="2025-07-20")
    history = history_of(before)
    assert history["kind"].to_list() == ["EE-TD"]
    assert proposal(registered=False).run(history=history).cases.is_empty()
    assert proposal(registered=True).run(history=history).cases.select("kind", "status").rows() == [("EE-TD", "SELESAI_DATA")]


def test_an_id_is_the_key_s_and_nobody_else_s():
    one = case_id(b"a", "IE-TL", ("SEMBAKO", "K:1671081703809001", ""))
    assert one == case_id(b"a", "IE-TL", ("SEMBAKO", "K:1671081703809001", ""))
    assert one != case_id(b"b", "IE-TL", ("SEMBAKO", "K:1671081703809001", ""))
    assert one.startswith("IE-")
    assert len(one) == 15
    assert is_case_id(one)


def test_a_wrong_or_swapped_character_is_noticed():
    text = case_id(b"a", "GD-PY", ("PKH", "K:1", ""))
    letters = text[3:13]
    for at in range(10):
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if other != letters[at]:
                assert not is_case_id(f"GD-{letters[:at]}{other}{letters[at + 1 :]}-{text[-1]}")
    for at in range(9):
        if letters[at] != letters[at + 1]:
            swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
            assert not is_case_id(f"GD-{swapped}-{text[-1]}")
    assert check_character("GD-" + letters) == text[-1]


def test_two_cases_of_one_key_get_two_ids_by_their_content():
    ids = case_ids(b"k", ["IE-TR", "IE-TR"], [("PKH", "x", ""), ("PKH", "x", "")], ["b", "a"])
    assert ids[0] != ids[1]
    assert ids == case_ids(b"k", ["IE-TR", "IE-TR"], [("PKH", "x", ""), ("PKH", "x", "")], ["a", "b"])[::-1]
