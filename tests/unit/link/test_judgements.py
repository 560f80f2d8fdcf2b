import polars as pl
import pytest

from pipeline.link.people import link_people
from tests.unit.link.builders import background, payees, people

TOWN = background()


def bands(decisions, mode="one_to_one"):
    frame = pl.DataFrame(decisions, schema=["left_id", "right_id", "judgement"], orient="row") if decisions else None
    pairs = link_people(people(TOWN), people(payees(TOWN)), mode=mode, judgements=frame).pairs
    return {(a, b): (band, rule) for a, b, band, rule in pairs.select("left_id", "right_id", "band", "rule").rows()}


def test_a_forbidden_pair_is_gone():
    assert ("b0000", "pb0000") in bands([])
    assert ("b0000", "pb0000") not in bands([("b0000", "pb0000", "ORANG_BERBEDA")])


def test_a_forced_pair_outranks_every_score():
    found = bands([("b0001", "pb0000", "ORANG_SAMA")])
    assert found["b0001", "pb0000"] == ("MATCH", "PUTUSAN")
    assert ("b0000", "pb0000") not in found


def test_decisions_carry_over_through_a_third_record():
    told = [("b0001", "elsewhere", "ORANG_SAMA"), ("pb0000", "elsewhere", "ORANG_SAMA")]
    assert bands(told)["b0001", "pb0000"] == ("MATCH", "PUTUSAN")
    told = [("b0000", "elsewhere", "ORANG_BERBEDA"), ("elsewhere", "pb0000", "ORANG_SAMA")]
    assert ("b0000", "pb0000") not in bands(told)


def test_a_contradiction_forbids():
    told = [("b0000", "pb0000", "ORANG_SAMA"), ("b0000", "pb0000", "ORANG_BERBEDA")]
    assert ("b0000", "pb0000") not in bands(told)


@pytest.mark.parametrize("answer", ["PERLU_KUNJUNGAN", ""])
def test_other_answers_decide_nothing(answer):
    assert bands([("b0000", "pb0000", answer)]) == bands([])


def test_two_who_are_not_one_person_are_not_chained_through_a_third_record():
    copies = [{**TOWN[0], "record_id": name} for name in ("x1", "x2", "x3")]
    listed = people([*TOWN[1:], *copies])
    apart = pl.DataFrame([("x1", "x3", "ORANG_BERBEDA")], schema=["left_id", "right_id", "judgement"], orient="row")
    free, bound = (link_people(listed, judgements=told).pairs for told in (None, apart))
    together = {frozenset(pair) for pair in free.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows()}
    assert {frozenset(p) for p in (("x1", "x2"), ("x2", "x3"), ("x1", "x3"))} <= together
    left = {frozenset(pair) for pair in bound.filter(pl.col("band") == "MATCH").select("left_id", "right_id").rows()}
    assert frozenset(("x1", "x3")) not in left
    assert len(left & {frozenset(("x1", "x2")), frozenset(("x2", "x3"))}) == 1
