"""Sheets that explain the codes of other sheets."""

import pytest

from pipeline.read.columns.codebook import codebook, legends_of, lines_of
from pipeline.read.columns.headers import Heading

RESULT = {"1": "Layak", "2": "Tidak layak (mampu)"}
SECTIONS = [["KODE HASIL"], ["1", "Layak"], ["2", "Tidak layak (mampu)"], [], ["KODE TERIMA"], ["1", "Ya"], ["2", "Tidak"]]
NAMED = [["KETERANGAN KODE"], ["Kolom", "Kode", "Arti"], ["Hasil", "1", "Layak"], ["", "2", "Tidak layak (mampu)"]]
NAMED += [["Terima Bantuan", "1", "Ya"], ["Terima Bantuan", "2", "Tidak"]]
ASIDE = [["Hasil", "Arti", "Terima", "Arti"], ["1", "Layak", "1", "Sudah"], ["2", "Tidak layak (mampu)", "2", "Belum"]]
HEADINGS = [Heading("Nama"), Heading("Kode Hasil"), Heading("Terima")]


@pytest.mark.parametrize("rows", [SECTIONS, NAMED, ASIDE])
def test_codes_of_several_columns_are_kept_apart(rows: list[list[str]]) -> None:
    legends = codebook(rows)
    assert legends_of(1, HEADINGS, legends)[0] == RESULT
    assert set(legends_of(2, HEADINGS, legends)[0]) <= {"1", "2"}
    assert legends_of(2, HEADINGS, legends)[0] != RESULT


def test_codes_under_no_columns_name_are_those_of_any() -> None:
    legends = codebook([["Kode", "Arti"], ["1", "Layak"], ["2", "Tidak layak (mampu)"]])
    assert legends_of(1, HEADINGS, legends) == [RESULT] == legends_of(2, HEADINGS, legends)


@pytest.mark.parametrize(
    "rows",
    [
        [["No", "Kelurahan", "KPM"], ["1", "Sako", "61"], ["2", "Sialang", "44"]],
        [["1", "SITI AMINAH", "1671084507859001"], ["2", "BUDI", "1671084507859002"]],
        [["1", "Layak"], ["1", "Tidak layak"]],
        [["Petunjuk"], ["Isi semua kolom"], ["Kirim ke dinas"], ["1", "Layak"], ["2", "Pindah"]],
    ],
)
def test_lists_and_notes_are_no_legends(rows: list[list[str]]) -> None:
    assert codebook(rows) == []


def test_a_survey_in_codes_is_read_by_the_sheet_that_explains_them(read, book) -> None:
    head = ["No", "NIK", "Nama", "Kode Hasil", "Terima", "Program", "Tgl"]
    rows = [[n, f"16710845078590{n:02}", f"WARGA {n}", str(n % 2 + 1), "2", "1", "20/05/2025"] for n in range(1, 5)]
    legend = [*NAMED, ["Program", "1", "Sembako"], ["Program", "2", "PKH"]]
    (table,) = read(book({"Data": [head, *rows], "Kode": legend})).tables
    assert table.hints["codes"]["result"] == RESULT
    assert table.hints["codes"]["programme"] == {"1": "Sembako", "2": "PKH"}


IN_CELLS = [["Variabel", "Pertanyaan", "Kode"], ["q1_mampu", "Apakah mampu?", "1=Ya 2=Tidak"], ["q2_sembako", "Berapa yang diterima", ""]]
IN_CELLS += [["q4_layak", "Kesimpulan", "1=Layak 2=Tidak layak, mampu; 3=Pindah ke luar kota"]]


def test_all_codes_of_a_column_may_stand_in_one_cell(read, book) -> None:
    assert [legend.words for legend in codebook(IN_CELLS)] == [
        {"1": "Ya", "2": "Tidak"},
        {"1": "Layak", "2": "Tidak layak, mampu", "3": "Pindah ke luar kota"},
    ]
    assert [legend.words for legend in codebook([["is_salur", "t=sudah salur; f=gagal salur"]])] == [
        {"T": "sudah salur", "F": "gagal salur"}
    ]
    assert codebook([["Alamat"], ["Sako", "Jl. Melati", "RT 1: RW 2: Sako"], ["Catatan", "bayar", "1) lunas"]]) == []
    head = ["idresp", "tgl", "nik", "nama_krt", "q1_mampu", "q4_layak"]
    rows = [[n, "2025-05-20", f"16710845078590{n:02}", f"WARGA {n}", n % 2 + 1, n % 3 + 1] for n in range(1, 7)]
    (table,) = read(book({"data": [head, *rows], "kode": IN_CELLS})).tables
    assert table.hints["codes"]["result"]["3"] == "Pindah ke luar kota"


LINES = ["Keterangan:", "Hasil: 1 = Layak; 2 = Tidak layak (mampu)", "Program: 1 = Sembako; 2 = PKH", "Terima: 1 = Ya; 2 = Tidak"]
SENTENCE = "Kode hasil: 1 Layak, 2 Tidak layak (mampu). Program: 1 Sembako, 2 PKH. Terima bantuan: 1 Ya, 2 Tidak"


@pytest.mark.parametrize("lines", [LINES, [SENTENCE], [" / ".join(LINES)]])
def test_lines_of_text_explain_a_column_each(lines: list[str]) -> None:
    legends = lines_of(lines)
    assert legends_of(1, HEADINGS, legends) == [RESULT]
    assert legends_of(2, HEADINGS, legends) == [{"1": "Ya", "2": "Tidak"}]
    assert lines_of(["Tahap: 2 Tahun 2025", "1 = Layak; 2 = Pindah", "Jumlah: 15 KPM"]) == []


@pytest.mark.parametrize("above", [True, False])
def test_a_survey_in_codes_is_read_by_the_lines_that_explain_them(read, book, *, above: bool) -> None:
    head = ["No", "NIK", "Nama", "Hasil", "Terima", "Program", "Tgl"]
    rows = [[n, f"16710845078590{n:02}", f"WARGA {n}", str(n % 2 + 1), "2", "1", "20/05/2025"] for n in range(1, 5)]
    sheet = (
        [["SURVEI KELAYAKAN"], [SENTENCE], head, *rows] if above else [["SURVEI KELAYAKAN"], head, *rows, [], *([line] for line in LINES)]
    )
    (table,) = read(book({"Data": sheet})).tables
    assert (table.read, table.hints["codes"]["result"]) == (4, RESULT)
    assert table.hints["codes"]["programme"] == {"1": "Sembako", "2": "PKH"}
