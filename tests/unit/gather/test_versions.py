"""Of versions of one registry the one counts that its name puts in the others' place."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.gather.versions import replaced


def registry(people: range, snapshot: str = "2025-05") -> pl.DataFrame:
    return pl.DataFrame({"nik": [f"167108010180{9000 + n}" for n in people], "snapshot": snapshot})


@pytest.mark.parametrize(
    ("older", "newer", "told"),
    [
        ("DTSEN final.xlsx", "DTSEN final fix.xlsx", True),
        ("DTSEN final fix.xlsx", "DTSEN final fix2 (PAKAI YANG INI).xlsx", True),
        ("DTSEN.xlsx", "DTSEN revisi 1.xlsx", True),
        ("DTSEN rev1.xlsx", "DTSEN rev2.xlsx", True),
        ("DTSEN.xlsx", "DTSEN (2).xlsx", True),
        ("DTSEN Sako.xlsx", "DTSEN Sialang.xlsx", False),
    ],
)
def test_a_name_tells_which_of_two_versions_counts(older: str, newer: str, told: bool) -> None:
    assert replaced({older: registry(range(20)), newer: registry(range(1, 21))}) == ({older: newer} if told else {})


def test_registries_of_other_people_or_another_month_are_no_versions() -> None:
    assert replaced({"a.xlsx": registry(range(20)), "a fix.xlsx": registry(range(10, 30))}) == {}
    assert replaced({"a.xlsx": registry(range(20)), "a fix.xlsx": registry(range(20), "2025-04")}) == {}
    assert replaced({"a.xlsx": registry(range(5)), "a fix.xlsx": registry(range(5))}) == {}
