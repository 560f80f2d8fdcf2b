"""Numbers that their sender masked: what can be seen tells namesakes apart, and nothing that cannot be seen is made up."""

import datetime as dt

import polars as pl
import pytest

from pipeline.link.masked_numbers import with_seen
from pipeline.link.people import link_people
from tests.unit.link.builders import SCHEMA, background, nik, people


def first_ten(number: str) -> str:
    return number[:10] + "******"


def date_hidden(number: str) -> str:
    return number[:6] + "******" + number[12:]


SIXTH = dt.date(1980, 3, 6)
TWINS = [
    {"record_id": "t1", "nik": nik(SIXTH, "P", 9501), "name": "SITI AMINAH", "no_kk": "1671080101109501", "village_code": "1671081002"},
    {"record_id": "t2", "nik": nik(SIXTH, "P", 9502), "name": "SITI AMINAH", "no_kk": "1671080101109502", "village_code": "1671081002"},
]
NAMESAKES = [
    {**TWINS[0], "record_id": "n1"},
    {**TWINS[1], "record_id": "n2", "nik": nik(dt.date(1991, 7, 21), "P", 9502)},
]


def linked(registry, paid, mask) -> dict[str, tuple[str, str]]:
    """The best pair of each paid row: registry record and band. Paid rows have a name, a village and the masked number."""
    rows = [
        {"record_id": "p" + row["record_id"], "name": row["name"], "village_code": row["village_code"], "nik_raw": mask(row["nik"])}
        for row in paid
    ]
    schema = SCHEMA | {"nik_raw": pl.String, "nik_status": pl.String}
    masked = pl.DataFrame([{c: row.get(c) for c in schema} for row in rows], schema=schema, orient="row")
    right = with_seen(masked.with_columns(nik_status=pl.lit("MASKED"))).drop("nik_raw", "nik_status")
    pairs = link_people(people(registry), right, mode="many_to_one").pairs.sort("match_weight", descending=True)
    best = pairs.unique("right_id", keep="first", maintain_order=True)
    return {right: (left, str(band)) for left, right, band in best.select("left_id", "right_id", "band").rows()}


@pytest.mark.parametrize("mask", [first_ten, date_hidden])
def test_namesakes_of_one_village_are_told_apart_by_what_is_seen(mask) -> None:
    town = background()
    found = linked([*town, *NAMESAKES], [*town[::2], *NAMESAKES], mask)
    assert found["pn1"] == ("n1", "MATCH")
    assert found["pn2"] == ("n2", "MATCH")
    assert {right[1:] == left for right, (left, band) in found.items() if band == "MATCH"} == {True}


def test_where_the_seen_digits_are_the_same_nobody_is_chosen() -> None:
    town = background()
    found = linked([*town, *TWINS], [*town[::2], TWINS[0]], first_ten)
    assert found["pt1"][1] != "MATCH"


def test_a_namesake_whose_seen_digits_differ_is_no_match() -> None:
    town = background()
    gone = {**NAMESAKES[1], "record_id": "gone"}
    found = linked([*town, NAMESAKES[0]], [*town[::2], gone], first_ten)
    assert found.get("pgone", ("", ""))[1] != "MATCH"


@pytest.mark.parametrize(
    ("raw", "status", "seen"),
    [
        ("1671084603******", "MASKED", "1671084603******"),
        ("1671 0846 03XX XXXX", "MASKED", "1671084603******"),
        ("167108***9501", "MASKED", "167108******9501"),  # a mask need not be as long as what it hides
        ("167108460380****", "MASKED", None),  # compared by its leading digits
        ("167108460380O501", "CHARACTERS", None),
        (None, "MISSING", None),
    ],
)
def test_what_is_seen_of_a_number(raw: str | None, status: str, seen: str | None) -> None:
    frame = pl.DataFrame({"nik_raw": [raw], "nik_status": [status]}, schema={"nik_raw": pl.String, "nik_status": pl.String})
    assert with_seen(frame).row(0, named=True)["nik_seen"] == seen
