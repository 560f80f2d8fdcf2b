"""Lists in which many people have one value in common: the work stays within its budget, and the others are still found."""

import numpy as np
import polars as pl
import pytest

from pipeline.link.params import LinkSettings
from pipeline.link.people import link_people

PEOPLE, CROWD = 30_000, 6_000
SYLLABLES = ["KA", "SU", "TI", "NO", "RI", "LA", "MA", "DE", "BO", "PU", "WI", "GA", "HE", "JO", "YU"]


def town():
    """People of one kelurahan; the first CROWD of them are to become alike. No name of the others is that of the crowd."""
    rng = np.random.default_rng(4)
    words = np.array(["".join(SYLLABLES[i] for i in rng.integers(0, 15, 3)) for _ in range(2_000)])
    first, second = (words[rng.integers(0, 2_000, PEOPLE)] for _ in range(2))
    day = np.datetime64("1950-01-01") + rng.integers(0, 20_000, PEOPLE)
    return pl.DataFrame(
        {
            "record_id": [f"{k:05d}" for k in range(PEOPLE)],
            "name": [f"{a} {b}" for a, b in zip(first, second, strict=True)],
            "birth_date": day,
            "nik": [f"167108{k // 1000:06d}{9000 + k % 1000}" for k in range(PEOPLE)],
            "no_kk": [f"1671080101{90_00_00 + k // 4:06d}" for k in range(PEOPLE)],
            "village_code": ["1671081001"] * PEOPLE,
            "address": [f"JL MAWAR NO {n}" for n in rng.integers(1, 900, PEOPLE)],
        }
    ).with_columns(crowd=pl.int_range(pl.len()) < CROWD)


def alike(value, column):
    """One value for the whole crowd."""
    return pl.when("crowd").then(pl.lit(value)).otherwise(column).alias(column)


A_NAME = alike("SITI AMINAH", "name")
A_DATE = alike(np.datetime64("1970-01-01"), "birth_date")
NEW_YEAR = pl.when("crowd").then(pl.date(pl.col("birth_date").dt.year(), 12, 31)).otherwise("birth_date").alias("birth_date")
NO_KEYS = [pl.lit(None, pl.String).alias("nik"), pl.lit("", pl.String).alias("no_kk")]
ONE_ADDRESS = pl.lit("PALEMBANG").alias("address")
THIN = ["record_id", "name", "birth_date", "village_code"]


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        pytest.param([A_NAME], THIN, id="one name"),
        pytest.param([A_NAME, A_DATE], THIN, id="one name and one default birth date"),
        pytest.param([A_NAME, NEW_YEAR], THIN, id="one name, born on 31-12"),
        pytest.param([A_NAME, A_DATE, *NO_KEYS], pl.all(), id="no NIK and empty KK"),
        pytest.param([A_NAME, A_DATE, ONE_ADDRESS], pl.all(), id="one address"),
    ],
)
def test_a_crowd_costs_no_more_pairs_and_hides_nobody_else(changes, columns):
    people = town().with_columns(changes)
    crowd = set(people.filter("crowd")["record_id"])
    people = people.select(columns).drop("crowd", strict=False)
    left, right = people.head(28_000), people.tail(28_000)
    linkage = link_people(left, right)
    settings, pairs = LinkSettings(), linkage.pairs
    rows = left.height + right.height
    loose = max(settings.pairs_of_short_list, settings.pairs_at_least + settings.pairs_per_record * rows)
    assert linkage.report["pairs_compared"] <= loose + 2.5 * rows < CROWD**2 / 20
    true = set(left["record_id"]) & set(right["record_id"]) - crowd
    found = pairs.filter(pl.col("band") == "MATCH")
    assert found.filter(pl.col("left_id") != pl.col("right_id")).height <= 0.001 * found.height
    assert len(true & set(found["left_id"])) >= 0.95 * len(true)
