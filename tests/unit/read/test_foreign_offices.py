"""Whole lists in wordings nobody had listed, from bytes to canonical rows: the truth stands in `foreign_offices.toml`."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest import ingest_file
from schemas.settings import Settings

CASES = tomllib.loads(Path(__file__).with_name("foreign_offices.toml").read_text(encoding="utf-8"))["case"]
PEOPLE = (
    {"nik": "1671081203809001", "kk": "1671081001209101", "name": "KGS M AMIN", "born": "12-03-1980", "sex": "L"},
    {"nik": "1671084507859002", "kk": "1671081001209101", "name": "SITI AMINAH", "born": "05-07-1985", "sex": "P"},
    {"nik": "1671080101539003", "kk": "1671081001209102", "name": "SUPARMAN", "born": "01-01-1953", "sex": "L"},
    {"nik": "1671085212909004", "kk": "1671081001209102", "name": "DEWI LESTARI", "born": "12-12-1990", "sex": "P"},
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_row_says_what_the_office_meant(case: dict[str, Any], tmp_path: Path) -> None:
    lines = [case["line"].format(*cells, n=n, **PEOPLE[n - 1]) for n, cells in enumerate(case["cells"], 1)]
    path = tmp_path / case["file"]
    path.write_text("\n".join([*case["head"], *lines]) + "\n", encoding="utf-8")
    found = ingest_file(path, path.name, "2025-05", settings=Settings())
    frames = {"registry": found.registry, "survey": found.surveys}
    frame = frames.get(case["kind"], found.disbursements)
    assert [account.used for account in found.accounts] == [len(lines)], found.problem
    if case["kind"] in ("disbursement", "closing"):
        assert set(frame["list_kind"]) == {case["kind"]}
    for field, values in case["want"].items():
        told = [None if value == "" else str(value) for value in (values if len(values) > 1 else values * len(lines))]
        assert [None if v is None else str(v) for v in frame[field].to_list()] == told, field
