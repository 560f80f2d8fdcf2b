"""A person in one cell of several lines: name, number and address are columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

NAMES = ["SITI AMINAH", "M. NUR", "SUPARMI", "HERU PRASETYO"]
TITLE = ["DAFTAR PEMBAYARAN SEMBAKO BRI APRIL-JUNI 2025 KELURAHAN SAKO"]


def taken(path: Path, book, header: str, cell: str, foot: str = "") -> Ingested:
    rows = [[n + 1, cell.format(name=name, n=n), "600000", "Terbayar"] for n, name in enumerate(NAMES)]
    path.write_bytes(book({"S": [TITLE, ["No", header, "Nominal", "Status"], *rows, *([["", foot, "2400000", ""]] if foot else [])]}))
    return ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("NAMA / NIK / ALAMAT", "{name}\n16710850018590{n:02}\nJL MAWAR NO 3 RT 001 RW 002"),
        (
            "IDENTITAS PENERIMA",
            "Nama: {name}\nNIK: 16710850018590{n:02}\nNo. KK: 16710801012590{n:02}\nAlamat: JL MAWAR NO 3 RT 001 RW 002",
        ),
        ("Nama dan Alamat KPM", "1. {name}\nJL MAWAR NO 3 RT 001 RW 002\nNIK 16710850018590{n:02}"),
    ],
)
def test_lines_of_a_cell_are_columns(tmp_path: Path, book, header: str, cell: str) -> None:
    got = taken(tmp_path / "bri.xlsx", book, header, cell, "JUMLAH")
    pays = got.disbursements
    assert pays["name"].to_list() == NAMES
    assert pays["nik"].to_list() == [f"16710850018590{n:02}" for n in range(4)]
    assert pays["address"].to_list() == ["JL MAWAR NO 3 RT 001 RW 002"] * 4
    assert pays["no_kk"].null_count() == (0 if "KK" in cell.split("\n")[2] else 4)
    assert (got.accounts[0].read, got.accounts[0].total_stated) == (4, 2_400_000)


@pytest.mark.parametrize(
    "cell", ["{name}\n16710850018590{n:02}\nSITI\n16710851018590{n:02}", "{name} 16710850018590{n:02}", "{name}\nJL MAWAR"]
)
def test_cells_of_several_people_or_of_none_stay(tmp_path: Path, book, cell: str) -> None:
    got = taken(tmp_path / "bri.xlsx", book, "Nama", cell)
    assert not any("dalam satu sel; dibaca sebagai kolom" in note for note in got.notes)
