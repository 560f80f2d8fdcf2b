"""Workbooks: rows as Excel numbers them, text exact, number cells known, nothing allocated for a stray cell."""

import io
import re
import zipfile

import openpyxl
import pytest

from pipeline.read.formats.sheet_xml import _beyond, column_index, column_letters
from schemas.codes import Kind

HEAD = ["NIK", "NAMA", "NO KK", "NOMINAL", "STATUS SALUR"]
NIKS = [f"167108450180900{i}" for i in range(1, 5)]
ROWS = [[n, f"ORANG {i}", f"16710801012090{i:02d}", 600000, "SUKSES SALUR"] for i, n in enumerate(NIKS, 1)]


def rewritten(data: bytes, change) -> bytes:
    """The same workbook with its first sheet's XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info)
            new.writestr(info.filename, change(body.decode()).encode() if info.filename == "xl/worksheets/sheet1.xml" else body)
    return out.getvalue()


def test_rows_keep_excels_numbers_over_titles_and_gaps(read, book) -> None:
    rows = [["DAFTAR PENERIMA"], [], HEAD, ROWS[0], [], [], ROWS[1]]
    table = read(book({"Data": rows})).tables[0]
    assert (table.header_row, table.frame.get_column("source_row").to_list()) == (3, [4, 7])
    assert (table.title, table.kind, table.read) == ("DAFTAR PENERIMA", Kind.DISBURSEMENT, 2)


def test_a_table_that_starts_in_another_column(read, book) -> None:
    rows = [[], [None, None, *HEAD], *([None, None, *row] for row in [[int(ROWS[0][0]), *ROWS[0][1:]], ROWS[1]])]
    table = read(book({"Data": rows})).tables[0]
    assert table.frame.get_column("nik").to_list() == NIKS[:2]
    assert table.frame.get_column("nik__cell").to_list() == ["number", "text"]


def test_number_cells_are_known_and_their_digits_are_those_of_the_file(read, book) -> None:
    big = "9171014501900003"
    data = rewritten(book({"Data": [HEAD, [77777, *ROWS[0][1:]], ROWS[1]]}), lambda xml: xml.replace("<v>77777</v>", f"<v>{big}</v>"))
    table = read(data).tables[0]
    assert table.frame.get_column("nik").to_list() == [big, NIKS[1]]
    assert table.frame.get_column("nik__cell").to_list() == ["number", "text"]


def test_error_cells_and_empty_formulas_are_told(read) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(HEAD)
    sheet.append(["#N/A", *ROWS[0][1:]])
    sheet.append(["=A9", *ROWS[1][1:]])
    sheet.append(ROWS[2])
    out = io.BytesIO()
    made.save(out)
    found = read(out.getvalue())
    assert found.rejects.select("row", "column", "rule_id", "severity").sort("row").rows() == [
        (2, "NIK", "READ-03", "warning"),
        (3, "NIK", "READ-04", "warning"),
    ]
    assert found.tables[0].read == 3


def test_dates_come_as_iso_days(read) -> None:
    import datetime as dt

    made = openpyxl.Workbook()
    made.active.append(["NIK", "NAMA", "TANGGAL LAHIR", "DESIL"])
    made.active.append([NIKS[0], "ANI", dt.date(1990, 1, 2), 3])
    out = io.BytesIO()
    made.save(out)
    assert read(out.getvalue()).tables[0].frame.select("birth_date", "desil").rows() == [("1990-01-02", "3")]


def test_each_sheet_is_a_table_and_sheets_without_people_are_noted(read, book) -> None:
    found = read(book({"SAKO": [HEAD, ROWS[0]], "SIALANG": [HEAD, ROWS[1]], "Rekap": [["Kelurahan", "Jumlah"], ["SAKO", 1]]}))
    assert [t.sheet for t in found.tables] == ["SAKO", "SIALANG"]
    assert any("Rekap" in note for note in found.notes)


def test_two_header_rows_with_merged_groups_and_column_numbers(read, book) -> None:
    rows = [
        ["NO", "IDENTITAS", None, "ALAMAT", None, None, "BANTUAN", None],
        [None, "NIK", "NAMA", "JALAN", "RT", "RW", "TAHAP", "NOMINAL"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, NIKS[0], "ANI", "JL. A", "001", "002", "Tahap 2", 600000],
    ]
    table = read(book({"Data": rows})).tables[0]
    assert table.frame.select("source_row", "nik", "name", "address", "rt", "rw", "period", "amount").rows() == [
        (4, NIKS[0], "ANI", "JL. A", "001", "002", "Tahap 2", "600000")
    ]


def test_footers_are_totals_and_signatures_not_people(read, book) -> None:
    tail = [["JUMLAH", None, None, 1200000, None], [], [None, None, None, "Palembang, 31 Mei 2025"], [None, None, None, "Kepala Dinas"]]
    tail += [[], [None, None, None, "BUDI SANTOSO"], [None, None, None, "NIP. 197001011990031001"]]
    table = read(book({"Data": [HEAD, *ROWS[:2], *tail]})).tables[0]
    assert [(t.field, t.row, t.value_text) for t in table.totals] == [("amount", 4, "1200000")]
    assert table.frame.get_column("nik").to_list() == NIKS[:2]


def test_a_header_repeated_on_each_page_is_no_person(read, book) -> None:
    table = read(book({"Data": [HEAD, ROWS[0], HEAD, ROWS[1], [1, 2, 3, 4, 5], ROWS[2]]})).tables[0]
    assert table.frame.get_column("source_row").to_list() == [2, 4, 6]


def test_hash_marks_end_the_data(read, book) -> None:
    table = read(book({"Peserta": [HEAD, ROWS[0], ["###"], ["Keterangan: kolom NIK wajib"], ROWS[1]]})).tables[0]
    assert table.frame.get_column("nik").to_list() == NIKS[:1]


def test_hidden_rows_are_rows_and_counted(read, book) -> None:
    data = rewritten(book({"Data": [HEAD, *ROWS]}), lambda xml: xml.replace('<row r="3"', '<row r="3" hidden="1"'))
    table = read(data).tables[0]
    assert (table.read, table.hidden_rows) == (4, 1)


@pytest.mark.parametrize("address", ["XFD200000", "AMJ1048576", "ZZ900000"])
def test_a_stray_cell_is_refused_by_its_address(read, book, address: str) -> None:
    number = re.sub(r"\D", "", address)
    stray = f'<row r="{number}"><c r="{address}"><v>1</v></c></row></sheetData>'
    problem = read(rewritten(book({"Data": [HEAD, *ROWS]}), lambda xml: xml.replace("</sheetData>", stray))).problem
    assert problem is not None
    assert address in problem


def test_a_declared_range_that_lies_is_not_believed(read, book) -> None:
    lie = rewritten(book({"Data": [HEAD, *ROWS]}), lambda xml: re.sub(r'ref="A1:\w+"', 'ref="A1:XFD1048576"', xml))
    assert read(lie).tables[0].read == 4


def test_a_prefixed_workbook_is_read_the_same(read, book) -> None:
    def prefix(xml: str) -> str:
        named = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml)
        return named.replace("xmlns=", "xmlns:x=")

    data = rewritten(book({"Data": [HEAD, [int(NIKS[0]), *ROWS[0][1:]], ROWS[1]]}), prefix)
    table = read(data).tables[0]
    assert table.frame.select("nik", "nik__cell").rows() == [(NIKS[0], "number"), (NIKS[1], "text")]


def test_entities_are_never_expanded(read, book) -> None:
    evil = rewritten(book({"Data": [HEAD, *ROWS]}), lambda xml: xml.replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1))
    assert "DOCTYPE" in (read(evil).problem or "")


def test_a_cut_off_sheet_is_refused(read, book) -> None:
    assert "terpotong" in (read(rewritten(book({"Data": [HEAD, *ROWS]}), lambda xml: xml[:-60])).problem or "")


@pytest.mark.parametrize("columns", [1, 25, 26, 27, 160, 701, 702, 1000])
def test_the_pattern_of_far_columns_is_exact(columns: int) -> None:
    pattern = re.compile(_beyond(columns))
    for index in (0, columns - 1, columns, columns + 1, 700, 702, 16_383):
        assert bool(pattern.fullmatch(column_letters(index))) == (index >= columns)
        assert column_index(column_letters(index)) == index


FOOTERS = [
    [["", "", "", "Palembang, 12 Mei 2025"], ["", "", "", "Kepala Dinas Sosial"], [], ["", "", "", "Drs. H. AHMAD YANI, M.Si"]],
    [["", "", "Palembang,      Mei 2025"], ["Mengetahui,", "", "Yang Membuat"], ["( BUDI SANTOSO )", "", "( SITI AMINAH )"]],
    [["Total Penerima : 2 KPM"], ["Sako, 05-06-2025"], ["Pendamping PKH"], ["RATNA SARI"]],
    [["Ket: * = meninggal dunia"], ["Dicetak dari aplikasi SIKS-NG tanggal 12/05/2025"]],
    [["", "", "Dibuat di Palembang"], ["", "", "Pada tanggal 5 Juni 2025"], ["", "", "an. Kepala Dinas"], ["", "", "HENDRA WIJAYA, S.E."]],
    [["Tembusan:"], ["1. Camat Sako"], ["2. Arsip"]],
    [["", ""], ["", ""], ["", "NIP. 19700101 200003 1 001"]],
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_places_days_signatures_and_notes_below_a_list_are_skipped(read, book, footer: list[list[str]]) -> None:
    people = [["SITI", "1671084501890001", "JL. MAWAR", 600000], ["BUDI", "1671081201900002", "JL. MAWAR", 600000]]
    (table,) = read(book({"Data": [["Nama", "NIK", "Alamat", "Nominal"], *people, *footer]})).tables
    assert (table.read, table.frame.height, table.skipped) == (2, 2, 1 + len(footer))


def test_blanks_that_only_carry_a_style_reach_nowhere(read, book) -> None:
    """Whole columns formatted down to the last row are common; nothing stands there."""
    blank = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    data = rewritten(book({"Data": [HEAD, *ROWS]}), lambda xml: xml.replace("</sheetData>", blank))
    assert read(data).tables[0].read == 4
