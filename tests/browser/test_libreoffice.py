"""CSV and packets in a real LibreOffice: text stays text, dropdowns arrive, a resave loses nothing. Needs LibreOffice Calc."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import uuid
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipeline.report import write_reports
from pipeline.report.packet_xlsx import packet_books
from pipeline.report.packing import Packet, area_names, packets
from pipeline.report.people_csv import people_csv, unguarded
from pipeline.report.rows import case_rows
from schemas import answers
from schemas.kinds import case_kinds
from tests.hostile import hostile_texts
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
        texts = {row: text for row in range(1, 20) if (text := "".join(table[row, column].itertext()).strip())}
        assert texts or name == "usul_nik", name  # few damaged numbers have a proposal beside them
        assert all(table[row, column].get(f"{OFFICE}value-type") == "string" for row in texts)
        assert all(re.fullmatch(r"'\d{6}\*{6}\d{4}", text) for text in texts.values())


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


SYSTEM_PYTHON = Path("/usr/bin/python3")


def bridged():
    """Whether the system's Python can talk to LibreOffice (`.ci/run` installs python3-uno)."""
    if not SYSTEM_PYTHON.exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def driven(folder, tmp_path_factory):
    """What a person at the keyboard meets in the packet: see `drive_packet.py`."""
    if not bridged():
        pytest.skip("the system's Python has no bridge to LibreOffice (apt-get install python3-uno)")
    target = tmp_path_factory.mktemp("driven")
    packet = shutil.copyfile(folder / f"{STEM}.xlsx", target / "paket.xlsx")
    pipe = f"padan{uuid.uuid4().hex[:12]}"
    profile = f"-env:UserInstallation={(target / 'profile').as_uri()}"
    office = subprocess.Popen([SOFFICE, profile, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"])
    try:
        script = Path(__file__).with_name("drive_packet.py")
        done = subprocess.run([SYSTEM_PYTHON, script, packet, pipe], capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
        office.wait(timeout=60)
    finally:
        if office.poll() is None:
            office.terminate()
            office.wait(timeout=60)
    return json.loads(done.stdout)


def test_dropdowns_stand_on_the_answer_cells_and_only_there(folder, driven):
    kinds = [row[3] for row in openpyxl.load_workbook(folder / f"{STEM}.xlsx")["KASUS"].iter_rows(min_row=2, values_only=True)]
    expected = {f"keputusan|{n}": case_kinds()[kind].answers.value for n, kind in enumerate(kinds, start=1)}
    expected |= {f"alasan_kode|{n}": answers.REASON_RANGE for n in range(1, len(kinds) + 1)}
    assert driven["rows"] == len(kinds)
    assert driven["listed"] == expected


def test_what_is_typed_is_taken_from_the_list_and_refused_else(driven):
    lists = {name.value: list(words) for name, words in answers.DECISIONS.items()} | {answers.REASON_RANGE: list(answers.REASONS)}
    assert {t["list"]: t["words"] for t in driven["typed"]} == lists
    for told in driven["typed"]:
        assert (told["style"], told["shown"], told["sheet"]) == ("STOP", 1, "DAFTAR")
        assert told["bad"] == "", told["list"]
        assert told["good"] == told["words"]


def test_evidence_is_locked_and_numbers_of_persons_are_text(driven):
    assert driven["protected"]
    assert driven["locked"][0] == driven["locked"][1] != ""
    assert driven["nik_types"] == ["TEXT"]


def printable(text):
    """A text that a spreadsheet keeps letter by letter: no control characters, no line ends of other systems, not too long."""
    return (
        len(text) < 30_000 and not re.search(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ufeff]|_x[0-9A-Fa-f]{4}_", text) and bool(text.strip())
    )


def test_hostile_texts_in_every_field_are_inert_and_read_back_equal(tmp_path):
    """Packet and CSV opened and saved by LibreOffice: no formula, no link, every text as it was."""
    texts = [t for t in hostile_texts() if printable(t)]
    report = month_report(60)
    base = packets(report, case_rows(report), area_names(report))[0]
    rows = pl.concat([base.rows] * (len(texts) // base.rows.height + 1)).head(len(texts))
    fields = [n for n, t in rows.schema.items() if t == pl.String and n in answers.PACKET_COLUMNS and n not in ("jenis", "id_kasus")]
    rows = rows.with_columns(pl.Series(name, texts[i:] + texts[:i], dtype=pl.String) for i, name in enumerate(fields))
    (tmp_path / "jahat.xlsx").write_bytes(packet_books([Packet("x", "1671081002", "SAKO", 1, 1, rows)], "Mei 2025", [{}])[0])
    (tmp_path / "jahat.csv").write_bytes(people_csv(rows.select(fields)))
    (tmp_path / "out").mkdir()
    saved = convert(tmp_path / "jahat.xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path / "out")
    sheet = openpyxl.load_workbook(saved)["KASUS"]
    at = {cell.value: cell.column for cell in sheet[1]}
    assert not [c for line in sheet.iter_rows() for c in line if c.data_type == "f" or c.hyperlink]
    for name in fields:
        seen = [sheet.cell(row, at[name]).value or "" for row in range(2, len(texts) + 2)]
        assert [clean(t) for t in seen] == [clean(t) for t in rows[name].to_list()], name
    flat = convert(tmp_path / "jahat.csv", "fods", tmp_path / "out", "--infilter=CSV:59,34,76,1,,0,true,false")
    tree = ET.parse(flat).getroot()  # noqa: S314 (LibreOffice wrote it)
    table = cells(tree.find(".//table:table", SPACES))
    assert not [c for c in table.values() if c.get(f"{TABLE}formula")]
    told = [written(table[row, 0]) for row in range(1, len(texts) + 1)]
    assert [clean(unguarded(t)) for t in told] == [clean(t) for t in rows[fields[0]].to_list()]


def clean(text):
    """Line ends of other systems folded; nothing else."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def written(cell):
    """The text of a cell of a flat ODS: paragraphs as lines, repeated spaces and tabs spelled out."""
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

    def spelled(element):
        out = element.text or ""
        for child in element:
            if child.tag == f"{text}s":
                out += " " * int(child.get(f"{text}c", "1"))
            elif child.tag == f"{text}tab":
                out += "\t"
            else:
                out += spelled(child)
            out += child.tail or ""
        return out

    return "\n".join(spelled(p) for p in cell.findall(f"{text}p"))
