"""Samples: anyone redraws them, they are spread over the strata, and their intervals hold what they promise."""

from __future__ import annotations

import math
import random

import polars as pl
import pytest

from pipeline.targeting.sample import allocate, draw_sample, estimate, sample_size


def frame(sizes):
    return pl.DataFrame(
        [{"unit": f"{name}{i:04d}", "stratum": name} for name, n in sizes.items() for i in range(n)],
        schema={"unit": pl.String, "stratum": pl.String},
    )


@pytest.mark.parametrize(
    ("population", "margin", "size"), [(498, 0.05, 218), (10**6, 0.05, 385), (10, 0.05, 10), (1, 0.05, 1), (0, 0.05, 0), (498, 0.1, 82)]
)
def test_size_for_a_margin(population, margin, size):
    assert sample_size(population, margin) == size


@pytest.mark.parametrize(
    ("sizes", "total", "expected"),
    [
        ({"a": 60, "b": 30, "c": 10}, 10, {"a": 6, "b": 3, "c": 1}),
        ({"a": 98, "b": 1, "c": 1}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 5, "b": 5}, 100, {"a": 5, "b": 5}),
        ({"a": 5, "b": 0}, 3, {"a": 3, "b": 0}),
        ({}, 3, {}),
    ],
)
def test_allocation(sizes, total, expected):
    assert allocate(sizes, total) == expected


def test_the_same_list_on_any_machine_and_in_any_order():
    table = frame({"a": 50, "b": 20})
    drawn = draw_sample(table, "2025-05", 14)
    shuffled = draw_sample(table.sample(fraction=1, shuffle=True, seed=3), "2025-05", 14)
    assert drawn.equals(shuffled)
    assert drawn.height == drawn["unit"].n_unique() == 14
    assert not drawn.equals(draw_sample(table, "2025-06", 14))


def test_a_larger_sample_contains_the_smaller():
    table = frame({"a": 50, "b": 20})
    small, large = draw_sample(table, 1, 14), draw_sample(table, 1, 28)
    assert set(small["unit"]) <= set(large["unit"])


def test_weights_add_up_to_the_population():
    drawn = draw_sample(frame({"a": 50, "b": 20, "c": 3}), 1, 20)
    assert math.isclose(drawn["weight"].sum(), 73)


def test_a_unit_twice_in_the_frame_is_refused():
    table = pl.concat([frame({"a": 3}), frame({"a": 1})])
    with pytest.raises(ValueError, match="twice"):
        draw_sample(table, 1, 2)


def answers(rate, silent, rng, sizes, size):
    """A drawn sample with answers: each unit is wrong with its stratum's rate, and silent with `silent`."""
    drawn = draw_sample(frame(sizes), rng.random(), size)
    wrong = [None if rng.random() < silent else rng.random() < rate[s] for s in drawn["stratum"]]
    return drawn.with_columns(wrong=pl.Series(wrong, dtype=pl.Boolean))


def test_too_few_answers_give_no_rate():
    out = estimate(answers({"a": 0.2}, 0.9, random.Random(1), {"a": 100}, 50)).row(0, named=True)
    assert (out["rate"], out["method"]) == (None, "data tidak cukup")


def test_everybody_answered_is_a_census():
    table = draw_sample(frame({"a": 40}), 1, 40).with_row_index("n").with_columns(wrong=pl.col("n") < 10).drop("n")
    out = estimate(table).row(0, named=True)
    assert (out["rate"], out["low"], out["high"]) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(("wrong", "limits"), [(0, (0.0, 0.074)), (40, (0.926, 1.0))], ids=["nobody", "everybody"])
def test_all_of_one_mind_leave_a_limit_open(wrong, limits):
    """Forty-eight of 400, all alike: the exact limit for nought of 48. Strata that differ only between each other are no certainty either."""
    drawn = draw_sample(frame({"a": 400}), 1, 48).with_columns(wrong=pl.lit(value=bool(wrong)))
    out = estimate(drawn).row(0, named=True)
    assert (out["low"], out["high"]) == pytest.approx(limits, abs=0.001)
    split = pl.concat([drawn.with_columns(wrong=pl.lit(value=False)), drawn.with_columns(stratum=pl.lit("b"), wrong=pl.lit(value=True))])
    out = estimate(split).row(0, named=True)
    assert out["rate"] == pytest.approx(0.5)
    assert out["low"] < 0.45 < 0.55 < out["high"]


def test_a_silent_stratum_is_spoken_for_by_the_others_and_bounded_by_itself():
    drawn = draw_sample(frame({"a": 300, "b": 100}), 1, 80).with_columns(
        wrong=pl.when(pl.col("stratum") == "a").then(pl.col("unit") < "a0100")
    )
    out = estimate(drawn).row(0, named=True)
    assert out["rate"] == pytest.approx(drawn["wrong"].mean())
    assert out["bound_high"] - out["bound_low"] == pytest.approx(0.25)


def test_silence_widens_the_result():
    rng = random.Random(4)
    full = answers({"a": 0.3, "b": 0.1}, 0.0, rng, {"a": 600, "b": 300}, 200)
    part = full.with_columns(wrong=pl.when(pl.int_range(pl.len()) % 5 >= 2).then(pl.col("wrong")))
    one, two = estimate(full).row(0, named=True), estimate(part).row(0, named=True)
    assert two["high"] - two["low"] > one["high"] - one["low"]
    assert two["bound_high"] - two["bound_low"] == pytest.approx(0.4, abs=0.01)
    assert one["bound_low"] == one["bound_high"] == pytest.approx(one["rate"])


def test_a_weighted_rate_follows_the_strata_not_the_sample():
    """Nine tenths of the families live where nobody is wrong; an even sample must not say one half."""
    table = frame({"a": 900, "b": 100})
    drawn = pl.concat([draw_sample(table.filter(pl.col("stratum") == s), 1, 50) for s in ("a", "b")])
    out = estimate(drawn.with_columns(wrong=pl.col("stratum") == "b")).row(0, named=True)
    assert out["rate"] == pytest.approx(0.1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rates", "silent"),
    [
        ({"a": 0.3, "b": 0.1, "c": 0.2}, 0.0),
        ({"a": 0.3, "b": 0.1, "c": 0.2}, 0.4),
        ({"a": 0.08, "b": 0.05, "c": 0.1}, 0.0),
        ({"a": 0.5, "b": 0.6, "c": 0.4}, 0.0),
    ],
)
def test_a_thousand_samples_cover_the_truth(rates, silent):
    """95 % intervals hold the population's own rate in 93–97 of a hundred samples, also where four in ten do not answer."""
    rng = random.Random(2025)
    population = frame({"a": 1200, "b": 500, "c": 300})
    wrong = pl.Series([rng.random() < rates[s] for s in population["stratum"]], dtype=pl.Boolean)
    population = population.with_columns(truth=wrong)
    rate, widths = wrong.mean(), []
    hits = 0
    for seed in range(1000):
        drawn = draw_sample(population, seed, 200)
        heard = pl.Series([rng.random() >= silent for _ in range(drawn.height)], dtype=pl.Boolean)
        full = estimate(drawn.with_columns(wrong="truth")).row(0, named=True)
        row = estimate(drawn.with_columns(wrong=pl.when(heard).then("truth"))).row(0, named=True) if silent else full
        hits += row["low"] <= rate <= row["high"]
        widths.append((row["high"] - row["low"]) / (full["high"] - full["low"]))
    assert 930 <= hits <= 970
    assert sum(widths) / len(widths) > 1.2 if silent else set(widths) == {1.0}
