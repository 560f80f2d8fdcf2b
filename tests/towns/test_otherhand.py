"""The generator itself: rows lie where the truth says, the same seed gives the same bytes, numbers are synthetic."""

from __future__ import annotations

import csv
import hashlib
import re
from typing import TYPE_CHECKING

import openpyxl
import polars as pl
import pytest

from tests.towns.otherhand import make_town
from tests.towns.otherhand.town import build_town
from tests.towns.score import score

if TYPE_CHECKING:
    from pathlib import Path


def _cells(raw: Path, names: set[str]) -> dict[str, list[str]]:
    """Every row of every file by its place, as texts."""
    rows: dict[str, list[str]] = {}
    for name in names:
        if name.endswith(".xlsx"):
            book = openpyxl.load_workbook(raw / name)
            for sheet in book.worksheets:
                for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                    rows[f"{name}|{sheet.title}|{number}"] = ["" if value is None else str(value) for value in values]
        else:
            text = (raw / name).read_bytes().decode("latin-1")
            for number, line in enumerate(text.split("\n"), 1):
                rows[f"{name}||{number}"] = [line]
    return rows


@pytest.mark.parametrize("layout_set", ["A", "B"])
def test_every_row_lies_where_the_truth_says(tmp_path: Path, layout_set: str) -> None:
    town = build_town(tmp_path, 5, layout_set, 220)
    rows = _cells(town.raw, {line.place.split("|")[0] for line in town.lines})
    assert len({line.place for line in town.lines}) == len(town.lines)
    for line in town.lines:
        there = rows[line.place]
        wanted = line.written.nik_text.strip().lstrip("'")
        assert any(wanted in cell for cell in there), line.place
        assert any(line.written.name[:4] in cell for cell in there), line.place


@pytest.mark.parametrize("layout_set", ["A", "B"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, layout_set: str) -> None:
    digests = []
    for turn in ("one", "two"):
        make_town(tmp_path / turn, 3, layout_set, 150)
        files = sorted(path for path in (tmp_path / turn).rglob("*") if path.is_file())
        digests.append([(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files])
    assert digests[0] == digests[1]


def test_serials_are_never_reached_in_life(tmp_path: Path) -> None:
    town = build_town(tmp_path, 4, "A", 150)
    for family in town.families:
        assert re.fullmatch(r"\d{12}9\d\d[1-9]", family.kk)
        for person in family.members:
            assert re.fullmatch(r"\d{12}9\d\d[1-9]", person.nik)


@pytest.mark.parametrize("layout_set", ["A", "B"])
def test_decoys_and_cases_name_rows_that_exist(tmp_path: Path, layout_set: str) -> None:
    make_town(tmp_path, 6, layout_set, 220)
    for table in ("cases.csv", "decoys.csv"):
        with (tmp_path / "truth" / table).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["sources"], row
                for place in row["sources"].split(";"):
                    name, _, number = place.split("|")
                    assert int(number) > 1
                    assert (tmp_path / "raw" / name).exists()


def _run_of(truth: Path, run: Path, certainty: tuple[str, ...]) -> None:
    """A run that says exactly what the truth says."""
    (run / "tables").mkdir(parents=True)
    with (truth / "cases.csv").open(encoding="utf-8", newline="") as file:
        cases = [row for row in csv.DictReader(file) if row["certainty"] in certainty]
    with (truth / "links.csv").open(encoding="utf-8", newline="") as file:
        links = [row for row in csv.DictReader(file) if row["certainty"] in certainty]
    frame = pl.DataFrame(cases).with_columns(pl.col("sources").str.split(";"), sentence=pl.lit(""))
    frame.write_parquet(run / "tables" / "cases.parquet")
    pl.DataFrame(links).with_columns(band=pl.lit("MATCH")).write_parquet(run / "tables" / "links.parquet")


@pytest.mark.parametrize("layout_set", ["A", "B"])
def test_a_run_that_says_the_truth_scores_full(tmp_path: Path, layout_set: str) -> None:
    make_town(tmp_path, 8, layout_set, 300)
    _run_of(tmp_path / "truth", tmp_path / "run", ("certain",))
    result = score(tmp_path / "truth", tmp_path / "run")
    assert result["mean"] == {"recall": 1.0, "precision": 1.0}
    assert result["links"]["f1"] == 1.0
    assert result["decoy_hits"] == []


def test_a_run_that_says_only_open_readings_is_not_blamed(tmp_path: Path) -> None:
    make_town(tmp_path, 9, "A", 300)
    _run_of(tmp_path / "truth", tmp_path / "run", ("ambiguous",))
    result = score(tmp_path / "truth", tmp_path / "run")
    assert all(tally.false == [] for tally in result["kinds"].values())
    assert result["decoy_hits"] == []
