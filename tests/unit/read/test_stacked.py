"""Printed lists in which a person fills two rows or three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

NAMES = ["TEGUH WIJAYA", "KARTINI WIDIASTUTI", "SUMIATI RAHAYU", "PARTINI UTAMI"]
TITLE = ["DAFTAR NOMINATIF SEMBAKO TAHAP 2 2025 PT POS DESA SAKO"]
STATES = ["TERBAYAR", "TERBAYAR", "RETUR", "TERBAYAR"]


def number(n: int) -> str:
    return f"35061907119790{n:02}"


def taken(path: Path, data: bytes) -> Ingested:
    path.write_bytes(data)
    return ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())


@pytest.mark.parametrize("deep", [2, 3])
@pytest.mark.parametrize("numbers", [str, int])
def test_a_person_over_several_rows_is_one(tmp_path: Path, book, deep: int, numbers: type) -> None:
    heads = [["NO", "NAMA", "ALAMAT", "NOMINAL", "STATUS"], ["", "NIK", "RT/RW", "", ""], ["", "NO KK", "", "", ""]][:deep]
    rows: list[list[object]] = []
    for n, (name, state) in enumerate(zip(NAMES, STATES, strict=True), 1):
        rows += [[n, name, "Dsn. Dukuh", 600000, state], ["", numbers(number(n)), "005/004", "", ""]]
        rows += [["", number(50 + n), "", "", ""]] * (deep == 3)
    got = taken(tmp_path / "danom.xlsx", book({"D": [TITLE, *heads, *rows, ["", "JUMLAH", "", 2_400_000, ""]]}))
    assert got.disbursements["name"].to_list() == NAMES
    assert got.disbursements["nik"].to_list() == [number(n) for n in range(1, 5)]
    assert got.disbursements["state"].to_list() == ["PAID", "PAID", "RETURNED", "PAID"]
    assert got.disbursements["rt"].to_list() == ["005"] * 4
    assert got.disbursements["source_row"].to_list() == [2 + deep + n * deep for n in range(4)]
    assert (got.accounts[0].read, got.accounts[0].total_stated, deep == 3) == (4, 2_400_000, got.disbursements["no_kk"].null_count() == 0)


def test_members_beneath_a_head_and_groups_over_columns_stay_rows(tmp_path: Path, book) -> None:
    heads = [["NO", "NAMA", "NIK", "ALAMAT", "", "NOMINAL"], ["", "", "", "RT", "RW", ""]]
    rows = [[n, name, number(n), "005", "004", 600000] for n, name in enumerate(NAMES, 1)]
    got = taken(tmp_path / "sembako pos.xlsx", book({"D": [TITLE, *heads, *rows]}))
    assert (got.disbursements.height, got.disbursements["rt"].to_list()) == (4, ["005"] * 4)
