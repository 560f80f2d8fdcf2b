"""The month as a whole: what is published, that it is published once, and that names and order of files change nothing."""

import csv
import json
import random
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipeline.errors import BAD_INPUT, SOURCE_MISSING, PadanError
from pipeline.gather.standing import MonthResult
from pipeline.missing import NO_PAY_LIST
from pipeline.month import run_month
from schemas import tables
from tests.month.conftest import PERIOD

SIXTEEN = re.compile(rb"(?<!\d)\d{16}(?!\d)")
SHA256 = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")
"""Hashes of files in the minutes, some of which hold sixteen digits in a row."""


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def table(result: MonthResult, name: str) -> pl.DataFrame:
    return pl.read_parquet(result.folder / "tables" / f"{name}.parquet")


def test_every_input_is_accounted_for(published: MonthResult) -> None:
    told = json.loads((published.folder / "reports" / "run.json").read_text(encoding="utf-8"))
    assert len(told["inputs"]) >= 5
    for one in told["inputs"]:
        assert one["read"] == one["used"] + one["rejected"] + one["duplicates"], one["file"]
    assert sum(one["read"] for one in told["inputs"]) > 1_000


def test_canonical_tables_hold_their_schemas(published: MonthResult) -> None:
    for name, model in (
        ("registry", tables.Registry),
        ("disbursements", tables.Disbursement),
        ("surveys", tables.Survey),
        ("rejects", tables.Rejects),
        ("links", tables.Links),
        ("link_models", tables.LinkModels),
        ("persons", tables.Members),
        ("entitlements", tables.Entitlements),
        ("payments", tables.Payments),
        ("cases", tables.Cases),
        ("rates", tables.Rates),
    ):
        model.validate(table(published, name), lazy=True)


def test_every_case_names_rows_that_exist(published: MonthResult) -> None:
    places = {
        place
        for name in ("registry", "registry_families", "disbursements", "surveys")
        for place in table(published, name).select(tables.located().alias("at"))["at"].to_list()
    }
    cases = table(published, "cases")
    assert cases.height > 50
    assert cases["sources"].list.len().min() >= 1
    assert set(cases.explode("sources")["sources"].to_list()) <= places


def test_no_whole_number_leaves_the_office(published: MonthResult) -> None:
    for name, content in bytes_of(published.folder / "reports").items():
        if not name.endswith(".xlsx"):
            assert not SIXTEEN.search(SHA256.sub(b"", content)), name


def test_the_same_again_is_no_work(town: Path, published: MonthResult) -> None:
    before = bytes_of(published.folder)
    again = run_month(PERIOD, town)
    assert again.unchanged
    assert again.run_id == published.run_id
    assert bytes_of(again.folder) == before


@pytest.mark.slow
def test_forced_again_gives_the_same_bytes(town: Path, published: MonthResult, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    shutil.copytree(town / "raw", other / "raw")
    shutil.copy(town / "secret.key", other / "secret.key")
    result = run_month(PERIOD, other)
    assert result.run_id == published.run_id
    here, there = bytes_of(published.folder), bytes_of(result.folder)
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


def shuffled(source: Path, target: Path) -> None:
    """The month's files under other names, the rows of its plain CSV files in another order."""
    rng = random.Random(7)
    for number, path in enumerate(sorted(p for p in source.rglob("*") if p.is_file() and not p.name.startswith("."))):
        new = target / f"kiriman {number}" / f"berkas{number}{path.suffix}"
        new.parent.mkdir(parents=True)
        if path.suffix == ".csv" and "pos" in path.name.lower():
            lines = path.read_bytes().splitlines(keepends=True)
            places = [i for i, line in enumerate(lines) if line[:1].isdigit()]  # titles, header and total stay where they are
            order = rng.sample(places, len(places))
            moved = {place: lines[other] for place, other in zip(places, order, strict=True)}
            new.write_bytes(b"".join(moved.get(i, line) for i, line in enumerate(lines)))
        else:
            shutil.copy(path, new)


@pytest.mark.slow
def test_names_and_order_of_files_change_no_case(town: Path, published: MonthResult, tmp_path: Path) -> None:
    shuffled(town / "raw" / PERIOD, tmp_path / "raw" / PERIOD)
    for month in sorted(p.name for p in (town / "raw").iterdir() if p.name != PERIOD):
        shutil.copytree(town / "raw" / month, tmp_path / "raw" / month)
    shutil.copy(town / "secret.key", tmp_path / "secret.key")
    result = run_month(PERIOD, tmp_path)
    keys = ["id_kasus", "kind", "programme", "amount_due", "amount_paid", "score", "evidence_hash"]
    mine, theirs = (table(r, "cases").select(keys).sort("id_kasus") for r in (published, result))
    assert mine.equals(theirs)
    assert result.counts == published.counts
    assert table(result, "links")["band"].value_counts().sort("band").equals(table(published, "links")["band"].value_counts().sort("band"))


@pytest.mark.slow
def test_an_unknown_file_stops_nothing_and_is_named(town: Path, published: MonthResult, tmp_path: Path) -> None:
    shutil.copytree(town / "raw", tmp_path / "raw")
    shutil.copy(town / "secret.key", tmp_path / "secret.key")
    (tmp_path / "raw" / PERIOD / "resep.csv").write_text("bahan;takaran\ngula;2 sendok\ngaram;1 sendok\n", encoding="utf-8")
    result = run_month(PERIOD, tmp_path)
    assert result.counts == published.counts
    assert any("resep.csv" in note for note in result.notes)


@pytest.mark.slow
def test_a_first_month_says_which_payers_it_knows_of(town: Path, published: MonthResult, tmp_path: Path) -> None:
    """Nobody can miss a payer of whom neither the settings nor an earlier month tell."""
    told = "Penyalur yang diketahui hanya "
    assert [note for note in published.notes if note.startswith(told)]
    shutil.copytree(town / "raw", tmp_path / "raw")
    (tmp_path / "settings.toml").write_text('[[expected]]\nprogramme = "SEMBAKO"\npayer = "BRI"\narea = "1671"\n')
    assert not [note for note in run_month(PERIOD, tmp_path).notes if note.startswith(told)]


def test_a_month_without_registry_says_so(town: Path, tmp_path: Path) -> None:
    month = tmp_path / "raw" / PERIOD
    month.mkdir(parents=True)
    for path in (town / "raw" / PERIOD).rglob("*pos*.csv"):
        shutil.copy(path, month / path.name)
    with pytest.raises(PadanError) as told:
        run_month(PERIOD, tmp_path)
    assert told.value.exit_code == SOURCE_MISSING
    assert "belum ada registri" in str(told.value)


def test_a_month_without_any_pay_list_says_so(town: Path, tmp_path: Path) -> None:
    month = tmp_path / "raw" / PERIOD
    month.mkdir(parents=True)
    for path in (town / "raw" / PERIOD).rglob("*dtsen*"):
        shutil.copy(path, month / path.name)
    ended = run_month(PERIOD, tmp_path)
    assert (ended.exit_code, ended.missing_sources) == (SOURCE_MISSING, [NO_PAY_LIST])
    assert json.loads((ended.folder / "reports" / "run.json").read_bytes())["exit_state"] == "source_missing"


@pytest.mark.parametrize("period", ["2024-13", "../../x", "2024-01;id", ""])
def test_what_is_no_month_exits_2(period: str, tmp_path: Path) -> None:
    with pytest.raises(PadanError) as told:
        run_month(period, tmp_path)
    assert told.value.exit_code == BAD_INPUT


def test_case_lists_are_what_conventions_say(published: MonthResult) -> None:
    path = next((published.folder / "reports" / "kasus").glob("*_semua_*.csv"))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0][:4] == ["urut", "id_kasus", "prioritas", "jenis"]
    assert len(rows) - 1 == table(published, "cases").height
