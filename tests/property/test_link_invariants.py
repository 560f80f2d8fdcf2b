"""Laws of the linkage: what must not matter does not matter."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.link.params import LinkSettings
from pipeline.link.people import link_people
from tests.unit.link.builders import background, payees, people

TOWN = background(120)
LEFT, RIGHT = people(TOWN), people(payees(TOWN))
BLOCKED = LinkSettings(all_pairs_below=100)


@pytest.fixture(scope="module")
def usual():
    return link_people(LEFT, RIGHT).pairs


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_row_order_changes_nothing(usual, seed):
    shuffled = link_people(LEFT.sample(fraction=1, shuffle=True, seed=seed), RIGHT.sample(fraction=1, shuffle=True, seed=seed + 1))
    assert shuffled.pairs.equals(usual)


def test_swapping_the_lists_changes_nothing(usual):
    back = link_people(RIGHT, LEFT).pairs.rename({"left_id": "right_id", "right_id": "left_id"}).select(usual.columns)
    assert back.sort("left_id", "right_id").equals(usual)


def test_swapping_lists_of_one_length_changes_nothing():
    short = LEFT.head(RIGHT.height)
    there, back = link_people(short, RIGHT).pairs, link_people(RIGHT, short).pairs
    turned = back.rename({"left_id": "right_id", "right_id": "left_id"}).select(there.columns)
    assert turned.sort("left_id", "right_id").equals(there)


def test_thread_count_changes_nothing(usual):
    assert link_people(LEFT, RIGHT, settings=LinkSettings(threads=1, slice_pairs=997)).pairs.equals(usual)


def test_blocking_finds_what_comparing_everybody_finds(usual):
    found = link_people(LEFT, RIGHT, settings=BLOCKED)
    assert found.report["pairs_compared"] < LEFT.height * RIGHT.height
    key = ["left_id", "right_id", "band"]
    assert found.pairs.select(key).equals(usual.select(key))


def test_an_unrelated_record_changes_no_rule(usual):
    more = pl.concat([LEFT, people([{"record_id": "zz", "name": "MARTINUS LUMBAN", "village_code": "1671081001"}])])
    key = ["left_id", "right_id", "band", "rule"]
    assert link_people(more, RIGHT).pairs.select(key).equals(usual.select(key))


def test_nobody_is_taken_twice(usual):
    taken = usual.filter(pl.col("band") == "MATCH")
    assert taken["left_id"].is_unique().all()
    assert taken["right_id"].is_unique().all()


@pytest.mark.parametrize("threads", [1, 2])
def test_order_and_threads_change_nothing_where_blocking_chooses_the_pairs(threads):
    found = link_people(LEFT, RIGHT, settings=BLOCKED).pairs
    other = LinkSettings(all_pairs_below=100, threads=threads, slice_pairs=997)
    assert link_people(LEFT.reverse(), RIGHT.sample(fraction=1, shuffle=True, seed=4), settings=other).pairs.equals(found)
