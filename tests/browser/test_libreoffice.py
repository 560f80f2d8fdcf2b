"""CSV and packets in a real LibreOffice: text stays text, dropdowns arrive, a resave loses nothing. Needs LibreOffice Calc."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import openpyxl
import pytest

from pipeline.report import write_reports
from schemas import answers
from schemas.kinds import case_kinds
from tests.report_month import month_report

pytestmark = pytest.mark.browser

SOFFICE = shutil.which("soffice")
SPACES = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0"}
STEM = "kasus_2025-05_1671081002_SAKO_3f9c1e7a"
TABLE, OFFICE = (f"{{{SPACES[name]}}}" for name in ("table", "office"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed (apt-get install --no-install-recommends libreoffice-calc)")
    target = tmp_path_factory.mktemp("office") / "reports"
    report = month_report(120, villages={"1671081002": "SAKO"})
    write_reports(report, target)
    return target / "kasus"


def convert(path, wanted, target, *options):
    """Let LibreOffice open a file and save it as another kind; returns the new path."""
    profile = target / "profile"
    done = subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", *options, "--convert-to", wanted, "--outdir", target, path],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    made = target / f"{path.stem}.{wanted.split(':')[0]}"
    assert made.exists(), done.stderr
    return made


def cells(sheet):
    """Every cell of a flat ODS sheet as (row, column) → element, repeats unrolled."""
    found, row_number = {}, 0
    for row in sheet.iter(f"{TABLE}table-row"):
        column = 0
        for cell in row:
            for _ in range(int(cell.get(f"{TABLE}number-columns-repeated", "1")) if column < 60 else 0):
                found[row_number, column] = cell
                column += 1
        row_number += int(row.get(f"{TABLE}number-rows-repeated", "1"))
    return found


def values(sheet):
    return [tuple("" if value is None else value for value in row) for row in sheet.iter_rows(values_only=True)]


def test_csv_columns_of_identifiers_stay_text(folder, tmp_path):
    flat = convert(folder / f"{STEM}.csv", "fods", tmp_path, "--infilter=CSV:59,34,76,1")
    sheet = ET.parse(flat).getroot().find(".//table:table", SPACES)  # noqa: S314 (LibreOffice wrote it)
    table = cells(sheet)
    for name in answers.IDENTIFIER_COLUMNS:
        column = answers.PACKET_COLUMNS.index(name)
        texts = ["".join(table[row, column].itertext()).strip() for row in range(1, 20)]
        assert all(table[row, column].get(f"{OFFICE}value-type") == "string" for row in range(1, 20))
        assert all(re.fullmatch(r"'\d{6}\*{6}\d{4}", text) for text in texts)


def test_dropdowns_arrive_in_libreoffice_on_every_answer_cell(folder, tmp_path):
    flat = convert(folder / f"{STEM}.xlsx", "fods", tmp_path)
    root = ET.parse(flat).getroot()  # noqa: S314 (LibreOffice wrote it)
    rules = {r.get(f"{TABLE}name"): r for r in root.iter(f"{TABLE}content-validation")}
    sheet = next(t for t in root.iter(f"{TABLE}table") if t.get(f"{TABLE}name") == "KASUS")
    kinds = [row[3] for row in openpyxl.load_workbook(folder / f"{STEM}.xlsx")["KASUS"].iter_rows(min_row=2, values_only=True)]
    decide, reason = (answers.PACKET_COLUMNS.index(n) for n in ("keputusan", "alasan_kode"))
    listed = {}
    for place, cell in cells(sheet).items():
        rule = rules.get(cell.get(f"{TABLE}content-validation-name", ""))
        if rule is not None and "cell-content-is-in-list" in rule.get(f"{TABLE}condition"):
            assert rule.get(f"{TABLE}display-list", "unsorted") != "none"
            listed[place] = re.search(r"list\((\w+)\)", rule.get(f"{TABLE}condition"))[1]
    expected = {(r, decide): case_kinds()[kind].answers.value for r, kind in enumerate(kinds, start=1)}
    expected |= {(r, reason): answers.REASON_RANGE for r in range(1, len(kinds) + 1)}
    assert {p: n for p, n in listed.items() if p in expected} == expected
    assert {c for _, c in listed} == {decide, reason}
    named = {n.get(f"{TABLE}name"): n.get(f"{TABLE}cell-range-address") for n in root.iter(f"{TABLE}named-range")}
    assert {*(k.value for k in answers.DECISIONS), answers.REASON_RANGE} <= set(named)
    assert all(named[k.value].startswith("$DAFTAR.") for k in answers.DECISIONS)


def test_a_resave_by_libreoffice_loses_no_value(folder, tmp_path):
    before = openpyxl.load_workbook(folder / f"{STEM}.xlsx")
    after = openpyxl.load_workbook(convert(folder / f"{STEM}.xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path))
    assert after.sheetnames == before.sheetnames
    assert after["DAFTAR"].sheet_state == "hidden"
    for name in ("PETUNJUK", "KASUS", "DAFTAR", "META"):
        assert values(after[name]) == values(before[name])
    assert after["KASUS"]["W2"].number_format == "@"
