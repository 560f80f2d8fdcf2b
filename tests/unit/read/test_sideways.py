"""Forms with the labels at the side: a sheet a person, form under form, a person a column; a table with a header row is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LABELS = ("Tanggal kunjungan", "Nama KPM", "NIK", "Kelurahan", "Hasil kunjungan", "Jumlah diterima", "Petugas")
NAMES = ("HENDRA", "YULI", "SITI")


def nik(n: int) -> str:
    return f"167108{10 + n}0180{9001 + n:04}"


def answers(n: int) -> tuple[str | int, ...]:
    return (f"2{n} Mei 2025", NAMES[n], nik(n), "Sako", ("LAYAK", "PINDAH", "TIDAK LAYAK")[n], 600_000, "BUDI")


def book(folder: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Ingested:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(folder / "form kunjungan.xlsx")
    path = folder / "form kunjungan.xlsx"
    return ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())


def form(n: int, between: Sequence[str] = (":",)) -> list[list[object]]:
    return [[label, *between, value] for label, value in zip(LABELS, answers(n), strict=True)]


def assert_read(got: Ingested) -> None:
    visits = got.surveys.sort("nik")
    assert got.problem is None
    assert visits["nik"].to_list() == [nik(n) for n in range(3)]
    assert visits["name"].to_list() == list(NAMES)
    assert visits["result"].to_list() == ["LAYAK", "PINDAH", "TIDAK_LAYAK"]
    assert visits["amount_received"].to_list() == [600_000] * 3
    assert [str(day) for day in visits["visited_on"]] == ["2025-05-20", "2025-05-21", "2025-05-22"]


@pytest.mark.parametrize("between", [(":",), (), ("", "")])
def test_a_form_a_sheet(tmp_path: Path, between: tuple[str, ...]) -> None:
    got = book(tmp_path, {f"Form {n}": [["FORMULIR KUNJUNGAN RUMAH"], [], *form(n, between)] for n in range(3)})
    assert_read(got)
    assert sum("3 lembar berisi formulir" in note for note in got.notes) == 1
    assert all(name not in note for note in got.notes for name in NAMES)


def test_form_under_form_in_one_sheet(tmp_path: Path) -> None:
    rows = [row for n in range(3) for row in (["FORMULIR KUNJUNGAN"], *form(n), [])]
    got = book(tmp_path, {"Form": rows})
    assert_read(got)
    assert got.surveys.sort("nik")["source_row"].to_list() == [3, 12, 21]


def test_people_across(tmp_path: Path) -> None:
    columns = [answers(n) for n in range(3)]
    rows = [["No", 1, 2, 3], *([label, *(column[k] for column in columns)] for k, label in enumerate(LABELS))]
    got = book(tmp_path, {"kunjungan": [["HASIL KUNJUNGAN"], [], *rows]})
    assert_read(got)
    assert any("melintang" in note for note in got.notes)
    assert all(name not in note for note in got.notes for name in NAMES)


def test_a_number_in_a_form_is_known_as_a_number_cell(tmp_path: Path) -> None:
    rows = {f"Form {n}": [[a, b, int(c) if a == "NIK" else c] for a, b, c in form(n)] for n in range(3)}
    got = book(tmp_path, rows)
    assert "NIK-12" in got.rejects["rule_id"].to_list()


def test_a_table_with_a_header_row_is_no_form(tmp_path: Path) -> None:
    got = book(tmp_path, {"Visits": [["HASIL KUNJUNGAN"], list(LABELS), *(list(answers(n)) for n in range(3))]})
    assert_read(got)
    assert not any("formulir" in note or "melintang" in note for note in got.notes)
