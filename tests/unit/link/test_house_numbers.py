"""Number 7 of a lane is not number 62 of it: a namesake at another door of one RT is no proof."""

import polars as pl
import pytest

from pipeline.link.compare import DIFFERENT, other_numbers
from pipeline.link.params import FieldKind, FieldSpec
from pipeline.link.people import link_people
from pipeline.link.prepare import Stacked
from tests.unit.link.builders import background, people


@pytest.mark.parametrize(
    ("one", "two", "other"),
    [
        ("GG MELATI 7", "GG MELATI 62", True),
        ("GG MELATI 12", "GG MELATI 13", True),
        ("LR 3 5", "LR 3 6", True),
        ("GG MELATI 7", "GG MELATI 07", False),
        ("GG MELATI 7", "GG MELATI 7 A", False),
        ("GG MELATI 7", "GG MELATI", False),
        ("LR 3 5", "LR 3", False),
        ("GG MELATI 7 KM 12", "GG MELATI 7", False),
        ("PERSIL 16710", "PERSIL 16711", False),
    ],
)
def test_two_texts_of_which_each_holds_a_number_that_the_other_has_not(one, two, other):
    assert other_numbers(pl.Series([one, two]), pl.Series([two, one])).tolist() == [other, other]


def level(one, two):
    stacked = Stacked(people([{"record_id": "a", "address": one}]), people([{"record_id": "b", "address": two}]))
    return int(stacked.comparison(FieldSpec("address", FieldKind.TEXT)).levels([0], [1])[0][0])


def test_another_number_of_the_same_lane_is_a_difference_and_the_same_number_written_otherwise_is_none():
    assert level("Gg. Melati No 7", "Gg. Melati No 62") == DIFFERENT
    assert level("Gg. Melati No 7 RT 10 RW 1", "Gang Melati Nomor 7") > DIFFERENT
    assert level("Gg. Melati No 7", "Gg. Melatti No. 7") > DIFFERENT


VISIT = {"record_id": "visit", "name": "SLAMET HARYONO", "rt": "010", "rw": "002", "village_code": "1671081001"}
TOLD = ("record_id", "name", "address", "rt", "rw", "village_code")


@pytest.mark.parametrize(("said", "band"), [("Gg. Melati No 7", "MATCH"), ("Gang Melati 07", "MATCH"), ("Gg. Melati No 62", "REVIEW")])
def test_a_visit_without_numbers_is_not_laid_to_a_namesake_at_another_door(said, band):
    """A list of names and addresses only, as a village's survey often is, and a name that ten people of the village have."""
    namesakes = [VISIT | {"record_id": f"n{k}", "rt": f"{11 + k:03d}", "address": f"Jl. Kenanga No {30 + k}"} for k in range(9)]
    town = [*background(), *namesakes]
    visits = [{**{c: row[c] for c in TOLD}, "record_id": "p" + row["record_id"]} for row in town[::2]]
    listed = {**VISIT, "record_id": "listed", "address": "Gg. Melati No 7"}
    pairs = link_people(people([*town, listed]), people([*visits, VISIT | {"address": said}]), mode="many_to_one").pairs
    found = dict(pairs.filter(pl.col("right_id") == "visit").select("left_id", "band").rows())
    assert found.get("listed", "REVIEW") == band
