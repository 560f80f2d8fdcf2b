"""The packet: sheets, lists, locks, text cells, the same bytes twice."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import column_index_from_string, range_boundaries

from pipeline.report.packet_xlsx import packet_books
from pipeline.report.packing import Packet, area_names, packets
from pipeline.report.rows import case_rows
from pipeline.report.sheet_xml import column_letters
from schemas import answers
from schemas.kinds import case_kinds
from tests.hostile import hostile_texts
from tests.report_month import month_report

TEXT_NUMBERS = (
    *("urut", "prioritas", "umur", "bulan_ke", "skor", "hak", "perintah_bayar", "dibayar", "diterima_survei", "selisih"),
    *("desil", "batas_desil", "kali", "dibayar_1", "dibayar_2", "beda_angka"),
)


def packet(count=80):
    report = month_report(count, villages={"1671081002": "SAKO"})
    return packets(report, case_rows(report), area_names(report))[0]


@pytest.fixture(scope="module")
def content():
    return packet_books([packet()], "Mei 2025", [{"run_id": "3f9c1e7a", "periode": "2025-05"}])[0]


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_sheets_stand_in_order_and_the_lists_are_hidden(book):
    assert book.sheetnames == ["PETUNJUK", "KASUS", "USULAN", "DAFTAR", "META"]
    assert book["DAFTAR"].sheet_state == "hidden"
    assert len([r for r in book["PETUNJUK"].iter_rows(values_only=True) if r[1]]) == 8
    assert book["USULAN"].max_row == 201
    assert {row[0] for row in book["META"].iter_rows(values_only=True)} == set(answers.META_KEYS)


def test_every_row_has_its_dropdown_exactly_on_the_answer_columns(book):
    sheet, rows = book["KASUS"], packet().rows
    lists: dict[tuple[int, int], str] = {}
    for rule in sheet.data_validations.dataValidation:
        for block in str(rule.sqref).split():
            left, top, right, bottom = range_boundaries(block)
            lists |= {(r, c): rule.formula1 for r in range(top, bottom + 1) for c in range(left, right + 1) if rule.type == "list"}
    decide, reason = (answers.PACKET_COLUMNS.index(n) + 1 for n in ("keputusan", "alasan_kode"))
    assert {c for _, c in lists} == {decide, reason}
    for row, kind in enumerate(rows["jenis"], start=2):
        assert lists[row, decide] == case_kinds()[kind].answers.value
        assert lists[row, reason] == answers.REASON_RANGE
    assert max(r for r, _ in lists) == rows.height + 1


def test_a_payment_that_is_not_told_yet_asks_for_the_money_and_a_grey_pair_for_the_person():
    base = packet(30).rows.filter(pl.col("jenis") == "BD-00").head(1)
    rules = {"CAKUPAN-03": "keputusan_pembayaran", "CAKUPAN-04": "keputusan_identitas", "CAKUPAN-02": "keputusan_kelayakan"}
    rows = pl.concat([base.with_columns(id_aturan=pl.lit(rule)) for rule in rules])
    content = packet_books([Packet("x", "1", "SAKO", 1, 1, rows)], "Mei 2025", [{}])[0]
    found = openpyxl.load_workbook(io.BytesIO(content))["KASUS"].data_validations.dataValidation
    listed = {str(rule.sqref): rule.formula1 for rule in found if rule.formula1 in rules.values()}
    assert listed == dict(zip(("K2", "K3", "K4"), rules.values(), strict=True))


def test_the_meaning_of_every_choice_is_shown_beside_the_cell(book):
    shown = {rule.formula1: rule.prompt for rule in book["KASUS"].data_validations.dataValidation if rule.type == "list"}
    for name, words in answers.DECISIONS.items():
        assert all(word in shown[name.value] for word in words)
        assert len(shown[name.value]) <= 255


def test_named_ranges_hold_the_closed_lists(book):
    for name, words in [*((k.value, v) for k, v in answers.DECISIONS.items()), (answers.REASON_RANGE, answers.REASONS)]:
        sheet, cells = book.defined_names[name].attr_text.split("!")
        assert tuple(row[0].value for row in book[sheet][cells.replace("$", "")]) == words


def test_answers_are_open_and_yellow_and_the_rest_is_locked_without_password(book):
    sheet = book["KASUS"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for cell in sheet[2]:
        name = sheet.cell(1, cell.column).value
        assert cell.protection.locked == (name not in answers.ANSWER_COLUMNS)
        if name in answers.ANSWER_COLUMNS:
            assert cell.fill.fgColor.rgb == "FFFFF9D6"


def test_panes_filter_and_print_settings(book):
    sheet = book["KASUS"]
    assert sheet.freeze_panes == "F2"
    assert sheet.auto_filter.ref == f"A1:{column_letters(len(answers.PACKET_COLUMNS) - 1)}{packet().rows.height + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == ("landscape", 9, "$1:$1")


def test_text_columns_are_text_cells_and_numbers_are_numbers(book):
    sheet = book["KASUS"]
    names = [c.value for c in sheet[1]]
    assert tuple(names) == answers.PACKET_COLUMNS
    for row in sheet.iter_rows(min_row=2):
        for name, cell in zip(names, row, strict=True):
            if name in TEXT_NUMBERS:
                assert cell.value is None or isinstance(cell.value, int)
            elif name not in {"jumlah_diterima", "tgl_kunjungan"}:
                assert cell.number_format == "@"
                assert cell.value is None or isinstance(cell.value, str)


def test_values_read_back_equal(book):
    rows = packet().rows.select(answers.PACKET_COLUMNS)
    seen = [[v if v is not None else "" for v in r] for r in book["KASUS"].iter_rows(min_row=2, values_only=True)]
    assert seen == [["" if v is None else v for v in r] for r in rows.rows()]


def test_the_same_packet_gives_the_same_bytes_and_no_clock(content):
    assert packet_books([packet()], "Mei 2025", [{"run_id": "3f9c1e7a", "periode": "2025-05"}])[0] == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_hostile_texts_are_no_formulas_no_links_and_read_back_equal():
    texts = [t for t in hostile_texts() if len(t) < 32_000]
    base = packet(30)
    rows = pl.concat([base.rows] * (len(texts) // base.rows.height + 1)).head(len(texts))
    rows = rows.with_columns(pl.Series("nama", texts), pl.Series("alasan", texts), pl.Series("sumber_a", texts))
    content = packet_books([Packet("x", "1", "SAKO", 1, 1, rows)], "Mei 2025", [{}])[0]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    sheet = openpyxl.load_workbook(io.BytesIO(content))["KASUS"]
    column = column_index_from_string("E")
    seen = [decoded(sheet.cell(row, column).value) for row in range(2, len(texts) + 2)]
    assert seen == texts


def decoded(text):
    """What a spreadsheet shows: `_xHHHH_` is the character it names (openpyxl leaves inline strings as they are)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text or "")


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (43, "AR"), (701, "ZZ"), (702, "AAA")])
def test_column_letters(index, letters):
    assert column_letters(index) == letters
