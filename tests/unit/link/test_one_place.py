"""People of one place are many and alike: an institution, a household, a year of birth said twice."""

import random

import numpy as np
import polars as pl
import pytest

from pipeline.link.adhoc import link_lists
from pipeline.link.compare import DIFFERENT, CodeComparison, NumberComparison
from pipeline.link.dates import DateComparison
from pipeline.link.guards import AGE_SAME, NIK_NEAR
from pipeline.link.nik_digits import NikComparison
from pipeline.link.params import FieldKind, FieldSpec, LinkSettings
from pipeline.link.scoring import vectors
from pipeline.link.train import Patterns, Rivals, fit
from pipeline.link.weights import starting_model

GIVEN = "ANN BEN CARL DORA EMIL FAY GUS HILDA IVAN JUNE KURT LENA MAX NORA OTTO PAULA RALF SUE TOM URSULA VERA WALT YVES ZOE".split()
SURNAME = [a + b for a in "BAR COL DAN FER GAL HOL KEN LAN MOR NOR PEL ROS SAL TUR WAL".split() for b in "SON MAN TON BY SEN".split()]


def somebody(rng, at, kind, years):
    year = 2020 - rng.choice(years)
    return {
        "first_name": rng.choice(GIVEN), "middle_initial": rng.choice("ABCDEFGHJKLMNPRST"), "last_name": rng.choice(SURNAME),
        "age": str(2020 - year), "dob": f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}", "street_number": at[0],
        "street_name": at[1], "housing": kind, "sex": rng.choice("MF"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def town():
    rng = random.Random(4)
    homes = [(str(rng.randint(1, 999)), rng.choice(SURNAME).lower() + " rd") for _ in range(200)]
    rows = [somebody(rng, home, "house", range(90)) for home in homes for _ in range(2)]
    rows += [somebody(rng, ("8203", "college ave"), "college", range(18, 23)) for _ in range(150)]
    copies = [row | {"first_name": row["first_name"][:-1] + "X"} for row in rows[::18]]
    frame = pl.DataFrame(rows + copies).with_row_index("n").with_columns(rid=pl.format("{}", "n")).drop("n")
    return frame, {(str(k * 18), str(len(rows) + k)) for k in range(len(copies))}


def test_people_of_an_institution_are_not_taken_for_one_person(town):
    frame, truth = town
    pairs = link_lists(frame, left_id="rid")[0].filter(pl.col("band") == "MATCH")
    found = {tuple(sorted(p, key=int)) for p in pairs.select("left_id", "right_id").rows()}
    assert len(found - truth) <= 1
    assert len(truth - found) <= 1


def test_an_age_that_the_birth_dates_imply_is_not_counted_again():
    born = DateComparison(FieldSpec("birth_date", FieldKind.DATE), pl.DataFrame({"y": [1980, 1980, 1950], "m": [1, 7, 1], "d": [5, 9, 5]}))
    age = NumberComparison(FieldSpec("age", FieldKind.NUMBER), pl.Series(["40", "40", "40"]))
    levels = vectors([born, age], np.array([0, 0]), np.array([1, 2]), LinkSettings(threads=1)).levels
    assert levels[1].tolist() == [AGE_SAME + 1, AGE_SAME]


def test_what_has_no_rival_where_nearly_all_are_taken_is_learned_as_a_match():
    """The first pattern is plain, the second doubtful; half of the doubtful pairs have a plain rival, the others stand alone."""
    specs = (FieldSpec("a", FieldKind.FLAG), FieldSpec("b", FieldKind.FLAG), FieldSpec("c", FieldKind.FLAG))
    start = starting_model(specs, 0.5 / 1000)
    none = np.zeros(2)
    patterns = Patterns(np.array([[2, 2], [2, 2], [2, 1]], np.uint8), (none,) * 4, np.array([900.0, 100.0]), np.repeat([0, 1], [900, 100]))
    strangers = Patterns(np.array([[1], [1], [1]], np.uint8), (none[:1],) * 4, np.array([1000.0]), np.zeros(1000, np.int64))
    rows = np.concatenate([np.arange(900), np.arange(850, 950)])
    share = [
        fit(start, start, patterns, strangers, all_pairs=1e6, most_matches=1000, iterations=30, rivals=Rivals(rows, rows, sides))
        .fields[2]
        .m[0]
        for sides in ((), (1000, 1000))
    ]
    assert share[1] > share[0]


def test_a_number_lent_among_kin_makes_no_match():
    """Right rows of nobody listed use a relative's number: number and surname agree, both given names do not."""
    rng = random.Random(9)
    listed = [
        {"ssn": f"{rng.randint(10**8, 10**9 - 1)}", "first_name": rng.choice(GIVEN), "last_name": rng.choice(SURNAME)} for _ in range(1500)
    ]
    listed = [row | {"middle_name": rng.choice("ABCDEFGHJKLMNPRST")} for row in listed]
    lent = [row | {"first_name": GIVEN[(GIVEN.index(row["first_name"]) + 7) % 24], "middle_name": "Z"} for row in listed[1000:1040]]
    pairs = link_lists(pl.DataFrame(listed), pl.DataFrame(listed[:1000] + lent))[0].filter(pl.col("band") == "MATCH")
    assert pairs.height == pytest.approx(1000, abs=2)


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        (("1671041503909001", (1990, 3, 15), "1671041001"), ("1671041603909001", (1990, 3, 16), "1671041001"), DIFFERENT),
        (("1671041503909001", (1990, 3, 15), "1671041001"), ("1671041603909001", (1990, 3, 15), "1671041001"), NIK_NEAR),
        (("1671041503909001", (1990, 3, 15), "1671041001"), ("1671051503909001", (1990, 3, 15), "1671051001"), DIFFERENT),
        (("1671041503909001", (1990, 3, 15), "1671041001"), ("1671051503909001", (1990, 3, 15), "1671041002"), NIK_NEAR),
        (("1671041503909001", (1990, 3, 15), "1671041001"), ("1671041503909011", (1990, 3, 15), "1671041009"), 2),
    ],
)
def test_niks_that_differ_as_date_or_village_do_are_two_peoples(one, two, level):
    nik = NikComparison(FieldSpec("nik", FieldKind.NIK), pl.Series([one[0], two[0]]))
    born = DateComparison(FieldSpec("birth_date", FieldKind.DATE), pl.DataFrame([one[1], two[1]], schema=["y", "m", "d"], orient="row"))
    village = CodeComparison(FieldSpec("village", FieldKind.CODE), pl.Series([one[2], two[2]]))
    for a, b in ((0, 1), (1, 0)):
        assert vectors([nik, born, village], np.array([a]), np.array([b]), LinkSettings(threads=1)).levels[0, 0] == level
