"""Whole lists in wordings nobody had listed, from bytes to canonical rows: the truth stands in `foreign_offices.toml`."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.read import propose_toml, read_file
from schemas.layouts import load_layouts, parse_layout
from schemas.settings import Settings

CASES = tomllib.loads(Path(__file__).with_name("foreign_offices.toml").read_text(encoding="utf-8"))["case"]
LIMITS = Settings().limits
PEOPLE = (
    {"nik": "1671081203809001", "kk": "1671081001209101", "name": "KGS M AMIN", "born": "12-03-1980", "sex": "L"},
    {"nik": "1671084507859002", "kk": "1671081001209101", "name": "SITI AMINAH", "born": "05-07-1985", "sex": "P"},
    {"nik": "1671080101539003", "kk": "1671081001209102", "name": "SUPARMAN", "born": "01-01-1953", "sex": "L"},
    {"nik": "1671085212909004", "kk": "1671081001209102", "name": "DEWI LESTARI", "born": "12-12-1990", "sex": "P"},
)


def written(case: dict[str, Any], folder: Path) -> Path:
    lines = [case["line"].format(*cells, n=n, **PEOPLE[n - 1]) for n, cells in enumerate(case["cells"], 1)]
    path = folder / case["file"]
    path.write_text("\n".join([*case["head"], *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_row_says_what_the_office_meant(case: dict[str, Any], tmp_path: Path) -> None:
    path, lines = written(case, tmp_path), case["cells"]
    found = ingest_file(path, path.name, "2025-05", settings=Settings())
    frames = {"registry": found.registry, "registry_family": found.families, "survey": found.surveys}
    frame = frames.get(case["kind"], found.disbursements)
    assert [account.used for account in found.accounts] == [len(lines)], found.problem
    if case["kind"] in ("disbursement", "closing", "accounts"):
        assert set(frame["list_kind"]) == {case["kind"]}
    for field, values in case["want"].items():
        told = [None if value == "" else str(value) for value in (values if len(values) > 1 else values * len(lines))]
        assert [None if v is None else str(v) for v in frame[field].to_list()] == told, field


HEADED = [case for case in CASES if case["head"]]


@pytest.mark.parametrize("case", HEADED[::4], ids=lambda case: case["name"])
def test_a_layout_proposed_from_a_file_reads_it_the_same(case: dict[str, Any], tmp_path: Path) -> None:
    path = written(case, tmp_path)
    first = read_file(path, path.name, layouts=load_layouts(), limits=LIMITS).tables[0]
    office = parse_layout(propose_toml(first, "kantor"), name="kantor")
    again = read_file(path, path.name, layouts=(office, *load_layouts()), limits=LIMITS).tables[0]
    assert (again.layout, again.headers, again.hints) == ("kantor", first.headers, first.hints)
    columns = sorted(first.frame.columns)
    assert again.frame.select(columns).equals(first.frame.select(columns))


def test_a_layout_learned_from_one_sender_takes_no_other_senders_list(tmp_path: Path) -> None:
    bank, village = written(HEADED[0], tmp_path), written(HEADED[5], tmp_path)
    office = parse_layout(propose_toml(read_file(bank, "a.csv", layouts=load_layouts(), limits=LIMITS).tables[0], "bank"), name="bank")
    assert read_file(village, "b.csv", layouts=(office, *load_layouts()), limits=LIMITS).tables[0].layout != "bank"


def test_a_list_of_no_known_kind_gets_the_nearest_layout_and_one_to_complete(tmp_path: Path) -> None:
    path = tmp_path / "tanpa_nik.csv"
    path.write_text("No;Nama Orang;Uang Masuk;Hasil\n1;SITI;600000;Sukses\n2;BUDI;600000;Gagal\n3;ANI;600000;Gagal\n", encoding="utf-8")
    (account,) = ingest_file(path, path.name, "2025-05", settings=Settings()).accounts
    assert (account.nearest is not None, account.missing) == (True, ("nik",))
    text = str(account.proposal).replace('# nik = ["…"]', 'nik = ["No Induk"]')
    assert parse_layout(text, name="x").fields["nik"] == ("No Induk",)
