"""Return lists, notice-board lists, and the scanner that looks at everything last."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

import polars as pl
import pytest

from pipeline.errors import PadanError
from pipeline.report import write_reports
from pipeline.report.public import PUBLIC_COLUMNS, public_rows, write_public
from pipeline.report.returns import RETURN_COLUMNS, return_rows, write_returns
from pipeline.report.scan import find_leaks, scan_output
from schemas import tables
from tests.report_month import month_report


def rejects(*rows):
    return pl.DataFrame(rows, schema=tables.polars_schema(tables.Rejects), orient="row")


def test_each_sender_gets_its_own_rows_and_nobody_elses(tmp_path):
    assert write_returns(month_report(1), tmp_path) == ["BRI.csv", "BRI.xlsx", "CATATAN.csv", "CATATAN.xlsx", "POS.csv", "POS.xlsx"]
    lines = list(csv.reader(io.StringIO((tmp_path / "BRI.csv").read_text("utf-8-sig")), delimiter=";"))
    assert tuple(lines[0]) == RETURN_COLUMNS
    assert {line[0] for line in lines[1:]} == {"2025-05/bri.csv"}
    assert [line[2] for line in lines[1:]] == ["412", "500", "501"]


def test_a_returned_value_is_masked_and_inert(tmp_path):
    write_returns(month_report(1), tmp_path)
    lines = list(csv.reader(io.StringIO((tmp_path / "BRI.csv").read_text("utf-8-sig")), delimiter=";"))
    assert [line[-2] for line in lines[1:]] == ["167108******0010", "'=1+1", ""]


def test_a_sentence_that_quotes_a_long_number_is_masked_too():
    told = return_rows(month_report(1, rejects=rejects(("f.csv", "", 2, "NIK", "NIK-04", "error", "di atas 9007199254740992.", None))))
    assert told["masalah"].to_list() == ["di atas 900719******0992."]
    assert told["judul"].to_list() != [""]


def test_a_file_nobody_named_a_sender_for_goes_by_its_own_name():
    told = return_rows(
        month_report(1, rejects=rejects(("2025-05/x/surat.docx", "", None, None, "FILE-01", "error", "Tidak dikenali.", None)))
    )
    assert told["pengirim"].to_list() == ["surat"]
    assert told["baris"].to_list() == [None]


def test_a_workbook_with_a_sheet_a_sender_goes_to_each_its_own():
    accounts = pl.DataFrame({"file": ["dua.xlsx", "dua.xlsx"], "sheet": ["BRI", "POS"], "sender": ["BRI", "POS"]})
    rows = [("dua.xlsx", sheet, 5, "NIK", "NIK-05", "warning", "Panjang NIK salah.", "16") for sheet in ("BRI", "POS")]
    told = return_rows(month_report(1, rejects=rejects(*rows), accounts=accounts))
    assert told.select("pengirim", "lembar").rows() == [("BRI", "BRI"), ("POS", "POS")]


def test_a_repeated_row_is_neither_used_nor_wrong_and_letters_hide_no_birth_date():
    rows = [
        ("f.csv", "", 3, "", "DUP-01", "warning", "Sama.", None),
        ("f.csv", "", 4, "NIK", "NIK-06", "warning", "Huruf.", "1671O84507859001"),
    ]
    told = return_rows(month_report(1, rejects=rejects(*rows)))
    assert told["tingkat"].to_list() == ["RANGKAP", "DIPAKAI"]
    assert told["nilai_samar"].to_list() == ["", "1671O8******9001"]


def test_a_damaged_nik_has_the_registrys_number_beside_it_masked_and_on_its_own_row_alone():
    report = month_report(1)
    case = report.cases["id_kasus"][0]
    sources = pl.when(pl.col("id_kasus") == case).then(pl.lit(["2025-05/bri.csv||7"])).otherwise("sources")
    rows = [("2025-05/bri.csv", "", row, "NIK", rule, "warning", "x", None) for row, rule in ((7, "NIK-03"), (7, "KK-03"), (8, "NIK-03"))]
    proposed = pl.when(pl.col("id_kasus") == case).then(pl.lit("1671084507859001"))
    told = return_rows(
        replace(
            report,
            cases=report.cases.with_columns(sources=sources),
            evidence=report.evidence.with_columns(proposed_nik=proposed),
            rejects=rejects(*rows),
        )
    )
    assert told.select("baris", "aturan", "usul_nik").rows() == [(7, "KK-03", ""), (7, "NIK-03", "167108******9001"), (8, "NIK-03", "")]


def test_no_rejects_no_folder(tmp_path):
    assert write_returns(month_report(1, rejects=rejects()), tmp_path / "pengembalian") == []
    assert not (tmp_path / "pengembalian").exists()


def recipients(*rows):
    names = ["name", "village_code", "village_name", "rt", "programme", "period", "state"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_the_board_shows_six_columns_and_never_an_exclusion(tmp_path):
    report = month_report(
        1,
        recipients=recipients(
            ("SITI", "1671081002", "SAKO", "003", "SEMBAKO", "2025-05", "PAID"),
            ("AMIN", "1671081002", "SAKO", "003", "SEMBAKO", "2025-05", "EXCLUDED"),
            ("RUSDI", "1671081002", "SAKO", "003", "SEMBAKO", "2025-05", "UNKNOWN"),
        ),
    )
    (file,) = write_public(report, tmp_path, {"1671081002": "SAKO"})
    assert file == "penerima_2025-05_1671081002_SAKO_3f9c1e7a.csv"
    lines = list(csv.reader(io.StringIO((tmp_path / file).read_text("utf-8-sig")), delimiter=";"))
    assert lines == [list(PUBLIC_COLUMNS), ["SITI", "SAKO", "003", "SEMBAKO", "2025-05", "SUDAH_DISALURKAN"]]


def test_failed_at_the_bank_and_paid_by_the_post_office_is_one_line():
    report = month_report(
        1,
        recipients=recipients(
            ("SITI", "1671081002", "SAKO", "003", "SEMBAKO", "2025-05", "FAILED_ACCOUNT"),
            ("SITI", "1671081002", "SAKO", "003", "SEMBAKO", "2025-05", "PAID"),
        ),
    )
    assert public_rows(report)["status"].to_list() == ["SUDAH_DISALURKAN"]


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("NIK 1671084507859001", 1),
        ("x1671084507859001y", 1),
        ("1671 0845 0785 9001", 1),
        ("HP 081299990001", 1),
        ("HP +62 812 9999 0001", 1),
        ("167108******9001", 0),
        ("sha 9c8fa204c122a712115a30168fdfbfe3bb789e2e7d314de45ca3de38f6b62c92", 0),
        ("sha 1234567890123456789012345678901234567890123456789012345678901234", 0),
        ("Rp433.800.000 (2025-05-12) 1.234 keluarga", 0),
        ("kasus_2025-05_1671081002_SAKO_3f9c1e7a.csv", 0),
    ],
)
def test_the_scanner_finds_persons_numbers_and_nothing_else(tmp_path, text, leaks):
    (tmp_path / "a.html").write_text(f"<p>ok</p>\n<p>{text}</p>", encoding="utf-8")
    found = find_leaks(tmp_path)
    assert [(leak.file, leak.line) for leak in found] == [("a.html", 2)] * leaks


def test_the_scanner_looks_into_workbooks_and_into_file_names(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", "<c><is><t>1671084507859001</t></is></c>")
    (tmp_path / "1671084507859001.csv").write_text("x", encoding="utf-8")
    assert len(find_leaks(tmp_path)) == 2
    with pytest.raises(PadanError, match="tidak diterbitkan") as refused:
        scan_output(tmp_path)
    assert "1671084507859001" not in str(refused.value)


def test_whole_numbers_only_by_order_and_only_in_case_lists(tmp_path):
    write_reports(month_report(20, whole_numbers=True), tmp_path)
    numbers = month_report(20).cases["nik"].to_list()
    text = (tmp_path / "kasus" / "kasus_2025-05_semua_3f9c1e7a.csv").read_text("utf-8")
    assert all(f'"\'{number}"' in text for number in numbers)
    scan_output(tmp_path, whole_numbers=True)
    with pytest.raises(PadanError):
        scan_output(tmp_path)
    (tmp_path / "x.html").write_text(numbers[0], encoding="utf-8")
    with pytest.raises(PadanError, match=r"x\.html"):
        scan_output(tmp_path, whole_numbers=True)


def test_known_accounts_are_found_whatever_their_length_and_the_board_may_hold_no_long_number(tmp_path):
    (tmp_path / "a.csv").write_text("rekening 0012345678", encoding="utf-8")
    assert find_leaks(tmp_path) == []
    assert len(find_leaks(tmp_path, {"0012345678"})) == 1
    (tmp_path / "publik").mkdir()
    (tmp_path / "publik" / "b.csv").write_text("1671081002", encoding="utf-8")
    assert [leak.file for leak in find_leaks(tmp_path)] == ["publik/b.csv"]
