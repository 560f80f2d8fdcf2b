"""Ditto marks hold what stands above them."""

from collections.abc import Callable

import polars as pl
import pytest

from pipeline.standardise import Standardised
from pipeline.standardise.ditto import as_above
from schemas.codes import Kind

Run = Callable[..., Standardised]


@pytest.mark.parametrize("mark", ['"', '-"-', "s.d.a", "SDA", "sda.", "idem", "''", "〃", "sama dengan di atas", ' " '])
def test_a_mark_is_what_stands_above_it(mark: str) -> None:
    frame, told = as_above(pl.DataFrame({"rt": ["3", mark, mark, "4", mark], "nik": ["1", "2", "3", "4", "5"]}))
    assert frame["rt"].to_list() == ["3", "3", "3", "4", "4"]
    assert told == {"rt": 3}


@pytest.mark.parametrize("text", ["-", "", None, "0", "SDN 3", "A", "Sadar", "."])
def test_other_cells_stay(text: str | None) -> None:
    frame, told = as_above(pl.DataFrame({"rt": ["3", text, "4"]}, schema={"rt": pl.String}))
    assert (frame["rt"].to_list(), told) == (["3", text, "4"], {})


def test_a_mark_beneath_a_blank_or_at_the_top_says_nothing() -> None:
    frame, _ = as_above(pl.DataFrame({"rt": ['"', "3", None, '"']}))
    assert frame["rt"].to_list() == [None, "3", None, None]


def test_whose_row_it_is_is_never_as_above() -> None:
    frame, told = as_above(pl.DataFrame({"nik": ["1671080507859001", '"'], "name": ["SITI", "idem"]}))
    assert (frame["name"].to_list(), told) == (["SITI", "idem"], {})


def test_a_registry_in_marks_is_read_and_told(run: Run) -> None:
    rows = [
        {"nik": f"16710810{n:02}809001", "name": f"ORANG {chr(64 + n)}", "no_kk": "1671080101209001" if n == 1 else '"',
         "rt": "3" if n == 1 else "s.d.a", "desil": "2" if n == 1 else "idem", "village_name": "SAKO" if n == 1 else '"'}
        for n in range(1, 4)
    ]  # fmt: skip
    done = run(Kind.REGISTRY, rows)
    assert done.frame.select("no_kk", "rt", "desil", "village_code").unique().rows() == [("1671080101209001", "003", 2, "1671081002")]
    assert done.rejects.filter(rule_id="SDA-01").height == 4
