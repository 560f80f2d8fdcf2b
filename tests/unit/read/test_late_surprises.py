"""What no sampling window sees: odd cells deep in a list change neither their neighbours nor the count of rows."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

HEAD = ["KET", "NIK", "NAMA", "NOMINAL", "STATUS SALUR"]
PAPUA = "9171014501909003"
"""Above 2^53: as a number it would become another person's."""


def nik(i: int) -> str:
    return f"1671{i // 10_000 % 18 + 1:02d}{i % 28 + 1:02d}{i // 28 % 12 + 1:02d}{i // 336 % 60 + 40:02d}{9001 + i % 900:04d}"


def rows(at: int) -> list[list[Any]]:
    """`at` + 5 data rows (sheet row 2 on); the surprises stand in sheet rows `at` to `at` + 3. The first column is blank before them."""
    made: list[list[Any]] = [
        ["", nik(i), f"NAMA {chr(65 + i % 26)}{chr(65 + i // 26 % 26)}", 600000, "SUKSES SALUR"] for i in range(at + 5)
    ]
    for place, cell in enumerate(("X123", "3.2E+15", PAPUA)):
        made[at - 2 + place][1] = cell
    made[at + 1][0] = "MENINGGAL"
    return made


def as_csv(path: Path, table: list[list[Any]]) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEAD, *table])
    path.with_suffix(".csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return path.with_suffix(".csv")


def as_xlsx(path: Path, table: list[list[Any]]) -> Path:
    """Every NIK a number cell but the surprises: the first thousands look like a column of numbers."""
    with xlsxwriter.Workbook(str(path.with_suffix(".xlsx")), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number, (note, digits, name, money, state) in enumerate(table, 1):
            if note:
                sheet.write_string(number, 0, note)
            if digits.isdigit() and digits != PAPUA:
                sheet.write_number(number, 1, int(digits))
            else:
                sheet.write_string(number, 1, digits)
            sheet.write_row(number, 2, [name, money, state])
    return path.with_suffix(".xlsx")


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
@pytest.mark.parametrize("at", [1_002, pytest.param(10_001, marks=pytest.mark.slow), pytest.param(100_001, marks=pytest.mark.slow)])
def test_every_row_is_accounted_for_and_no_neighbour_changes(tmp_path: Path, write: Any, at: int) -> None:
    table = rows(at)
    path = write(tmp_path / "bayar", table)
    done = ingest_file(path, path.name, "2025-05", settings=Settings())
    (account,) = done.accounts
    assert (account.read, account.used + account.rejected + account.duplicates) == (len(table), len(table))
    told = dict(zip(done.rejects["row"].to_list(), done.rejects["rule_id"].to_list(), strict=True))
    kept = {row: (raw, number) for row, raw, number in done.disbursements.select("source_row", "nik_raw", "nik").iter_rows()}
    for row, (_, digits, *_rest) in enumerate(table, 2):
        surprise = at <= row < at + 3
        assert surprise or kept[row][0] == digits
        if not surprise and write is as_csv:
            assert kept[row] == (digits, digits)
    assert kept[at + 2] == (PAPUA, PAPUA)
    assert {told[at], told[at + 1]} <= {"NIK-02", "NIK-05", "NIK-06", "BAR-01"}
