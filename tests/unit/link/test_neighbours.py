"""NIKs one digit apart: serials begin anew for each area and day, so strangers of neighbouring days look like a typing error."""

import datetime as dt
import random

import polars as pl
import pytest

from pipeline.link.nik_digits import NikComparison
from pipeline.link.params import FieldKind, FieldSpec, LinkSettings
from pipeline.link.people import link_people
from tests.unit.link.builders import nik, people

SPEC = FieldSpec("nik", FieldKind.NIK)


def _near(numbers, **more):
    column = NikComparison(SPEC, pl.Series(numbers, dtype=pl.String))
    shares = column.strangers(len(numbers), **more)
    return shares[2] / shares[0]


def test_neighbours_are_counted():
    first = "1671081705789001"
    pairs = [first, "1671081805789001", "1671081705689001", "1671091705789001", "3671122908919007"]
    assert _near(pairs) == pytest.approx(3 / 10, rel=0.01)
    assert _near(pairs, unchecked=0.1) == pytest.approx(0.03, rel=0.01)


def test_the_same_nik_twice_is_no_neighbour():
    assert _near(["1671081705789001"] * 3 + ["3671122908919007"]) == pytest.approx(1e-7)


def test_a_stranger_of_a_neighbouring_day_without_a_birth_date_is_no_match():
    draw = random.Random(4)
    words = ["".join(draw.choices(["SU", "RI", "MA", "TO", "NI", "WA", "DI", "LA", "KU", "HAR"], k=3)) for _ in range(400)]
    rows = []
    for k in range(6000):
        born = dt.date(1950 + draw.randrange(50), 1 + draw.randrange(12), 1 + draw.randrange(28))
        name = f"{draw.choice(words)} {draw.choice(words)}"
        rows.append({"name": name, "birth_date": born, "sex": "P", "nik": nik(born, "P", 9001), "village_code": f"16710810{k % 5:02d}"})
    niks = {}
    rows = [niks.setdefault(row["nik"], row) for row in rows if row["nik"] not in niks]
    half = len(rows) // 2
    left = people([{"record_id": f"l{k}", **row} for k, row in enumerate(rows[:half])])
    right = people([{"record_id": f"r{k}", **row, "birth_date": None} for k, row in enumerate(rows[half - 200 :])])
    settings = LinkSettings(match_probability=0.3, review_probability=0.1, guards=False)
    pairs = link_people(left, right, settings=settings).pairs.filter(pl.col("band") == "MATCH")
    true = {(f"l{half - 200 + k}", f"r{k}") for k in range(200)}
    found = set(pairs.select("left_id", "right_id").rows())
    assert len(found & true) >= 199
    assert len(found - true) <= 2
