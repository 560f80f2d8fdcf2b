"""A list split over two sheets, the second without its header row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from pipeline.intake.ingest import Ingested, ingest_file
from pipeline.read.columns.locate import looks_like_data
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ["No", "NIK", "No KK", "Nama", "Tgl Lahir", "Hubungan", "Desil"]


def person(n: int) -> list[str]:
    return [
        str(n + 1),
        f"167108{10 + n}0180{9001 + n:04}",
        f"1671081506{10 + n}{9001 + n:04}",
        f"ORANG {chr(65 + n)}NDI",
        f"0{n + 1}/02/1980",
        "Istri",
        "2",
    ]


def read(folder: Path, second: list[list[str]]) -> Ingested:
    made = openpyxl.Workbook()
    made.active.title = "SATU"
    for row in (["DATA DTSEN"], HEAD, *(person(n) for n in range(4))):
        made.active.append(row)
    sheet = made.create_sheet("DUA")
    for row in second:
        sheet.append(row)
    made.save(folder / "dtsen.xlsx")
    return ingest_file(folder / "dtsen.xlsx", "2025-05/dtsen.xlsx", "2025-05", settings=Settings())


def test_the_columns_of_the_sheet_before_are_taken(tmp_path: Path) -> None:
    got = read(tmp_path, [person(n) for n in range(4, 8)])
    assert got.registry["name"].to_list() == [person(n)[3] for n in range(8)]
    assert got.registry.filter(source_sheet="DUA")["source_row"].to_list() == [1, 2, 3, 4]
    assert any("Lembar 'DUA' tidak punya baris judul" in note for note in got.notes)


def test_numbers_in_other_columns_are_not_guessed(tmp_path: Path) -> None:
    got = read(tmp_path, [[person(n)[1], person(n)[3]] for n in range(4, 8)])
    assert got.registry.height == 4


def test_a_note_to_the_left_of_the_first_row_takes_nobody_away() -> None:
    person_row = ["1", "1671081001809001", "SITI", "600000", "Berhasil"]
    assert looks_like_data(["Catatan:", "Harap dicek", "", *person_row])
    assert not looks_like_data(["No. SP2D :", "2515001671081001", "Tanggal", "12-05-2025"])
    assert not looks_like_data(["NIK :", "1671081001809001", "Nama :", "SITI", "Alamat", "JL MELATI", "RT", "1"])
