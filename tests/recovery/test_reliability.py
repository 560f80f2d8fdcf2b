"""Probabilities mean what they say: of pairs held to be one person with probability p, about a share p are."""

import polars as pl
import pytest

from pipeline.link.params import LinkSettings
from pipeline.link.people import link_people
from tests.bench import towns

HIDDEN = ["person", "family", "member"]


def reliability(overlap, noise, seed):
    """The reliability table: band of probability, pairs, mean probability, share that is true."""
    left, right, _ = towns.town(4_000, seed, "survey", noise, overlap)
    settings = LinkSettings(match_probability=0.05, review_probability=0.01, guards=False)
    pairs = link_people(left.drop(HIDDEN), right.drop(HIDDEN), settings=settings).pairs
    told = pairs.join(left.select(left_id="record_id", one="person"), on="left_id").join(
        right.select(right_id="record_id", two="person"), on="right_id"
    )
    above = pl.sum_horizontal(*(pl.col("match_probability") >= edge for edge in (0.3, 0.7, 0.95, 0.999)))
    return (
        told.with_columns(bin=above, good=pl.col("one") == pl.col("two"))
        .group_by("bin")
        .agg(pairs=pl.len(), said=pl.col("match_probability").mean(), true=pl.col("good").mean())
        .sort("said")
    )


@pytest.mark.parametrize(("overlap", "noise"), [(0.85, 1.0), (0.85, 2.0), (0.3, 1.5)])
def test_the_reliability_table_of_a_town(overlap, noise):
    table = reliability(overlap, noise, seed=12)
    print(table)
    told = table.filter((pl.col("pairs") >= 20) & (pl.col("bin") > 0))  # below 0.3 nothing is held to be a match
    assert (told["said"] - told["true"]).abs().max() <= 0.2
    assert told["true"][-1] >= 0.995
    every = (table["pairs"] * (table["said"] - table["true"])).sum() / table["pairs"].sum()
    assert abs(every) <= 0.03
