"""One name on one card: the same person with one birth date in both NIKs, or at one address; of two generations two people."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from pipeline.link.at_home import settled_at_home, without_chance_numbers

MINE = "1671085103759001"
"""A woman born on 11 March 1975."""
CHANGED = "3301085103759002"
"""Another area and serial, the same birth."""
DAUGHTER = "1671084211019003"
"""Born on 2 November 2001, a child when the youngest of the registry is born."""
SLIP = "1671085103459001"
BORN = {MINE: dt.date(1975, 3, 11), DAUGHTER: dt.date(2001, 11, 2)}
YOUNGEST = dt.date(2015, 5, 5)


def banded(left: str | None, right: str | None, *, others: int = 0, **verdicts: str) -> list[str]:
    said: dict[str, Any] = {
        "left_id": "L0", "right_id": "R", "band": "REVIEW", "verdict_nik": "≠", "verdict_name": "=", "verdict_no_kk": "=",
        "verdict_birth_date": "–", "verdict_address": "–", **verdicts,
    }  # fmt: skip
    pairs = pl.DataFrame([said | {"left_id": f"L{n}"} for n in range(1 + others)])
    ids, born = [f"L{n}" for n in range(1 + others)], BORN[left]
    people = pl.DataFrame(
        {"record_id": [*ids, "youngest"], "nik": [left] * len(ids) + [None], "birth_date": [born] * len(ids) + [YOUNGEST]}
    )
    payees = pl.DataFrame({"record_id": ["R"], "nik": [right]}, schema_overrides={"nik": pl.String})
    return settled_at_home(pairs, people, payees)["band"].to_list()


@pytest.mark.parametrize(
    ("right", "said", "bands"),
    [
        (CHANGED, {}, ["MATCH"]),
        (CHANGED, {"verdict_no_kk": "≠"}, ["REVIEW"]),
        (CHANGED, {"verdict_name": "≈"}, ["REVIEW"]),
        (CHANGED, {"verdict_name": "≈", "verdict_address": "="}, ["MATCH"]),
        (None, {"verdict_name": "≈", "verdict_nik": "–", "verdict_address": "="}, ["REVIEW"]),
        (CHANGED, {"verdict_birth_date": "≠"}, ["REVIEW"]),
        (None, {"verdict_nik": "–", "verdict_address": "="}, ["MATCH"]),
        (None, {"verdict_nik": "–"}, ["REVIEW"]),
        (SLIP, {"verdict_address": "="}, ["REVIEW"]),
        (DAUGHTER, {"verdict_address": "="}, ["REVIEW"]),
    ],
    ids=["one birth", "another card", "a name that is but like", "a like name at one address", "without a birth", "another birth date", "at one address", "nothing but the card",
         "a digit of the year", "another NIK altogether"],
)  # fmt: skip
def test_the_namesake_on_the_card(right: str | None, said: dict[str, str], bands: list[str]) -> None:
    assert banded(MINE, right, **said) == bands


def test_a_child_of_the_name_is_not_the_grown_payee() -> None:
    assert banded(DAUGHTER, MINE, verdict_address="=") == []
    assert banded(DAUGHTER, MINE, verdict_address="=", verdict_birth_date="=") == ["REVIEW"], "the rows' own birth date outranks"


def test_two_namesakes_on_one_card_stay_open() -> None:
    assert banded(MINE, CHANGED, others=1) == ["REVIEW", "REVIEW"]


@pytest.mark.parametrize(
    ("said", "left"),
    [({}, 0), ({"verdict_no_kk": "="}, 1), ({"verdict_no_kk": "–"}, 1), ({"verdict_address": "≈"}, 1), ({"verdict_name": "≈"}, 1), ({"verdict_nik": "="}, 1), ({"band": "MATCH"}, 1)],
    ids=["born on one day", "one card", "no card", "one address", "a name alike", "one number", "decided"],
)  # fmt: skip
def test_numbers_alike_by_area_and_birth_are_no_evidence_of_one_person(said: dict[str, str], left: int) -> None:
    row = {"band": "REVIEW", "verdict_name": "≠", "verdict_nik": "≈", "verdict_birth_date": "=", "verdict_no_kk": "≠", "verdict_address": "≠",
           "verdict_mother_name": "–"}  # fmt: skip
    assert without_chance_numbers(pl.DataFrame([row | said])).height == left
