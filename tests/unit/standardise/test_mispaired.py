"""Where most people's numbers are of another birth date or sex than their rows', the columns belong to different people."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from pipeline.standardise.findings import Findings
from pipeline.standardise.numbers.mispaired import paired


def row(n: int, *, sex: str = "L", number_of: int | None = None, number_sex: str | None = None, kin: str = "KEPALA") -> dict[str, Any]:
    """Somebody born on day n of a month, beside the number of somebody born on day `number_of`."""
    day = (n if number_of is None else number_of) + (40 if (number_sex or sex) == "P" else 0)
    return {
        "nik": f"167108{day:02}0375{9000 + n}", "nik_status": "OK", "birth_date": dt.date(1975, 3, n), "sex": sex, "relationship": kin,
    }  # fmt: skip


def told(rows: list[dict[str, Any]]) -> tuple[list[int], list[str]]:
    """How many numbers, birth dates and sexes are left, and what was said."""
    findings = Findings("dtsen.csv", "", {})
    frame = paired(pl.DataFrame(rows), findings)
    return [frame[name].drop_nulls().len() for name in ("nik", "birth_date", "sex")], findings.frame()["sentence"].to_list()


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([row(n) for n in range(1, 21)], [20, 20, 20]),
        ([row(n, number_of=n + 1 if n < 10 else n) for n in range(1, 21)], [20, 20, 20]),
        ([row(n, number_of=n + 5) for n in range(1, 9)], [8, 8, 8]),
        ([row(n, number_of=n + 1, number_sex="P") for n in range(1, 21)], [0, 0, 0]),
        ([row(n, number_of=n + 1, sex="LP"[n % 2], number_sex="LP"[n // 2 % 2]) for n in range(1, 21)], [0, 0, 0]),
        ([row(n, number_of=n + 1, sex="LP"[n % 2]) for n in range(1, 21)], [20, 0, 20]),
        ([row(n, number_sex="P") for n in range(1, 21)], [20, 20, 0]),
    ],
    ids=["sound", "some wrong", "too few", "the wives' numbers", "a column that slipped", "another's birth dates", "sexes exchanged"],
)
def test_what_contradicts_itself_throughout_is_set_aside(rows: list[dict[str, Any]], left: list[int]) -> None:
    counts, said = told(rows)
    assert counts == left
    assert len(said) == (counts != [len(rows)] * 3)


def test_the_mixed_up_kin_alone_is_set_aside_and_named() -> None:
    rows = [row(n, number_of=n + 1, number_sex="P") for n in range(1, 13)] + [row(n, kin="ANAK") for n in range(1, 21)]
    counts, said = told(rows)
    assert counts == [20, 20, 20]
    assert "12 dari 12 orang (kepala)" in said[0]
