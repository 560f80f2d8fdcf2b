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
