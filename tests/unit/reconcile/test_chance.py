"""skor: a prior times the link, worth less under a weak rule, moved by what verifiers said of the rule."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from pipeline.reconcile.case import chance
from pipeline.reconcile.case.chance import LEARNED, with_chance
from schemas.priors import priors
from schemas.rulebook import load_rulebook
from tests.unit.reconcile import builders as b

BOOK = load_rulebook()


def scored(scores: list[int], yes: int = 0, no: int = 0, rule: str = "KK-GANDA") -> list[int]:
    cases = pl.DataFrame({"kind": "GD-KP", "rule_id": rule, "score": scores}, schema_overrides={"score": pl.Int64})
    learned = pl.DataFrame([("GD-KP", "KK-GANDA", yes, no)], schema=LEARNED, orient="row") if yes + no else pl.DataFrame(schema=LEARNED)
    return with_chance(cases, learned, BOOK)["score"].to_list()


@pytest.mark.parametrize(
    ("yes", "no", "expected"), [(0, 0, 80), (16, 4, 80), (0, 20, 40), (20, 0, 90), (600, 400, 60)],
    ids=["nobody answered", "as thought", "all refuted", "all confirmed", "many answers"],
)  # fmt: skip
def test_answers_move_the_score(yes: int, no: int, expected: int) -> None:
    assert scored([80], yes, no) == [expected]


def test_cases_of_one_rule_keep_their_order() -> None:
    assert scored([60, 80, 95], 10, 90) == sorted(scored([60, 80, 95], 10, 90))
    assert scored([60], 10, 90, rule="LAIN") == [60]


def test_a_weak_rule_is_worth_less() -> None:
    assert scored([80], rule="SEMBAKO-LAYAK-2025") == [76]
    assert scored([80], rule="PKH-LAYAK-2020") == [78]


def test_after_many_answers_the_score_is_the_frequency() -> None:
    """A rule that is right in 7 of 10 visits: the mean score comes within two points, whatever the prior said."""
    rng = random.Random(7)
    yes = sum(rng.random() < 0.7 for _ in range(2000))
    scores = scored([rng.randint(75, 99) for _ in range(200)], yes, 2000 - yes)
    assert abs(sum(scores) / len(scores) - 70) < 2


def test_earlier_answers_reach_the_cases_of_a_month() -> None:
    m = b.Month()
    m.background()
    m.pay(m.family(1, desil=9)[0])
    before = m.run().cases.row(0, named=True)
    learned = pl.DataFrame([("IE-TL", before["rule_id"], 0, 20)], schema=LEARNED, orient="row")
    assert m.run(learned=learned).cases["score"][0] < before["score"] - 20


def test_each_prior_is_a_probability_with_a_reason_and_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(chance.__file__).parents[1].rglob("*.py"))
    for name, (number, why) in priors().items():
        assert why.endswith("."), name
        assert name == "answers" or 0 < number <= 1, name
        assert f'prior("{name}")' in source or name.startswith("rule."), name
