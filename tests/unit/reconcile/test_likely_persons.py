"""Whom a grey pair names nearly surely: never by a name alone beside another whole NIK."""

import polars as pl
import pytest

from pipeline.reconcile.resolve import likely_persons


@pytest.mark.parametrize(
    ("nik", "more", "named"),
    [("≠", {}, 0), ("≈", {}, 1), ("–", {}, 1), ("≠", {"verdict_birth_date": "="}, 1), ("≠", {"verdict_no_kk": "="}, 1)],
)
def test_another_whole_nik_beside_a_name_names_nobody(nik: str, more: dict[str, str], named: int) -> None:
    fields = {"verdict_birth_date": "–", "verdict_no_kk": "–", "verdict_address": "–", "verdict_mother_name": "–", **more}
    row = {"left_id": "r", "right_id": "p", "band": "REVIEW", "match_probability": 0.98, "verdict_nik": nik, "verdict_name": "=", **fields}
    people = pl.DataFrame({"record_id": ["r"], "person_id": ["P1"]})
    assert likely_persons(pl.DataFrame([row]), people).height == named


@pytest.mark.parametrize(
    ("more", "probability", "named"),
    [
        ({"verdict_no_kk": "=", "verdict_address": "="}, 0.93, 1),
        ({"verdict_no_kk": "=", "verdict_address": "≠"}, 0.93, 0),
        ({"verdict_no_kk": "=", "verdict_address": "="}, 0.85, 0),
        ({"verdict_no_kk": "=", "verdict_address": "=", "verdict_name": "≈"}, 0.93, 0),
    ],
    ids=["card, name and address", "another address", "too doubtful", "a name like hers"],
)
def test_one_card_name_and_address_name_a_person_beside_another_whole_nik(more: dict[str, str], probability: float, named: int) -> None:
    row = {"left_id": "r", "right_id": "p", "band": "REVIEW", "match_probability": probability, "verdict_nik": "≠", "verdict_name": "="}
    row |= {"verdict_birth_date": "–", "verdict_mother_name": "–", **more}
    people = pl.DataFrame({"record_id": ["r"], "person_id": ["P1"]})
    assert likely_persons(pl.DataFrame([row]), people).height == named
