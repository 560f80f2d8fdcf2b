"""Ten thousand NIKs through an old .xls, written by LibreOffice: as text all exact, as numbers none accepted where a digit could be lost."""

import shutil
import subprocess
from pathlib import Path

import pytest
import xlsxwriter

from pipeline.intake.ingest import ingest_file
from pipeline.words.nik import PROVINCES
from schemas.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")]

NUMBERS = [
    f"{PROVINCES[i % len(PROVINCES)]:02d}7108{i % 28 + 1:02d}{i // 28 % 12 + 1:02d}{i // 336 % 60 + 40:02d}{9001 + i % 990:04d}"
    for i in range(10_000)
]


def old_excel(folder: Path, *, text: bool) -> Path:
    with xlsxwriter.Workbook(str(folder / "lama.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["NIK", "NAMA", "DESIL"])
        for row, number in enumerate(NUMBERS, 1):
            sheet.write_string(row, 0, number) if text else sheet.write_number(row, 0, int(number))
            sheet.write_row(row, 1, [f"ORANG {row % 26}", "3"])
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", str(folder), str(folder / "lama.xlsx")],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return folder / "lama.xls"


def test_text_cells_of_an_old_workbook_are_exact(tmp_path: Path) -> None:
    done = ingest_file(old_excel(tmp_path, text=True), "lama.xls", "2025-05", settings=Settings())
    assert done.registry["nik"].to_list() == NUMBERS


def test_number_cells_of_an_old_workbook_are_never_taken_where_a_digit_could_be_lost(tmp_path: Path) -> None:
    done = ingest_file(old_excel(tmp_path, text=False), "lama.xls", "2025-05", settings=Settings())
    assert done.registry.height == len(NUMBERS)
    for sent, kept in zip(NUMBERS, done.registry["nik"].to_list(), strict=True):
        assert kept is None or kept == sent
        assert (kept is None) == (int(sent) >= 2**53 or sent.endswith("0"))
