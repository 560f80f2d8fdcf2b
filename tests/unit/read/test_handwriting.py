"""What an office types by hand: sums in thousands, `.-` behind them, ticks for the sex, kin in three letters, notes on a sheet of their own."""

import pytest

from pipeline.standardise.words import find

NIKS = [f"167108450180900{i}" for i in range(1, 6)]
KKS = [f"167108010120900{i}" for i in range(1, 6)]


def _rows(head: str, *cells: str) -> str:
    lines = [";".join((nik, kk, f"NAMA {'ABCDE'[i]}", cell)) for i, (nik, kk, cell) in enumerate(zip(NIKS, KKS, cells, strict=True))]
    return "\n".join([f"NIK;No KK;Nama;{head}", *lines]) + "\n"


@pytest.mark.parametrize("total", ["", ";;Jumlah;2650;\n"])
def test_sums_in_thousands_under_a_word_of_status_are_money(read, total: str) -> None:
    text = _rows("Salur;Ket", "600;cair", "600;cair", "450;gagal", "400;cair", "600;blm ambil") + total
    table = read("Realisasi Sembako dalam ribuan rupiah\n" + text, "salur okt.csv").tables[0]
    assert table.frame.get_column("amount").to_list() == ["600", "600", "450", "400", "600"]
    assert table.frame.get_column("state").to_list() == ["cair", "cair", "gagal", "cair", "blm ambil"]


def test_codes_of_a_status_are_no_sums(read) -> None:
    text = _rows("Nominal;Status", "600000;00", "600000;51", "600000;00", "600000;14", "600000;00")
    assert read(text, "salur.csv").tables[0].frame.get_column("state").to_list() == ["00", "51", "00", "14", "00"]


@pytest.mark.parametrize("written", ["Rp. 600.000.-", "600.000,--", "Rp 600.000,=", "600"])
def test_money_received_is_no_answer(read, written: str) -> None:
    text = _rows("Tgl Kunjungan;Hasil Kunjungan;Uang diterima", *[f"02-05-2025;layak;{cell}" for cell in ("", "0", written, "0", written)])
    frame = read(text, "kunjungan.csv").tables[0].frame
    assert "received" not in frame.columns
    assert frame.get_column("amount_received").to_list() == [None, "0", written, "0", written]


@pytest.mark.parametrize("heads", ["L;P", "Lk;Pr", "P;L"])
def test_a_sex_is_ticked_in_one_of_two_columns(read, heads: str) -> None:
    text = _rows(f"{heads};Desil", "v;;1", ";v;2", "V;;1", ";v;3", ";;2")
    left, right = ("P", "L") if heads.startswith("P") else ("L", "P")
    frame = read(text, "dtsen.csv").tables[0].frame
    assert frame.get_column("sex").to_list() == [left, right, left, right, None]


def test_two_columns_that_are_both_ticked_say_no_sex(read) -> None:
    text = _rows("L;P;Desil", "v;;1", ";v;2", "v;v;1", ";v;3", ";;2")
    assert "sex" not in read(text, "dtsen.csv").tables[0].frame.columns


def test_a_sheet_of_sentences_is_no_list(read, book) -> None:
    rows = [line.split(";") for line in _rows("Nominal;Status", *["600000;cair"] * 5).splitlines()]
    notes = [["1. data dtsen dari operator nagari"], ["2. salur dari BRI unit Lubuk Alung"], ["3. NIK dan nama penerima menyusul"]]
    found = read(book({"SALUR": rows, "CATATAN": notes}), "salur.xlsx")
    assert [table.sheet for table in found.tables] == ["SALUR"]
    assert any("CATATAN" in note for note in found.notes)


@pytest.mark.parametrize(
    ("table", "written", "value"),
    [
        ("relationship_words", "IST", "PASANGAN"),
        ("relationship_words", "Ank.", "ANAK"),
        ("relationship_words", "ORT", "ORANG_TUA"),
        ("survey_words", "sdh mampu", "TIDAK_LAYAK_MAMPU"),
        ("survey_words", "tdk ditemukan", "TIDAK_DITEMUKAN"),
        ("survey_words", "blm mampu", None),  # what is denied is not said
    ],
)
def test_words_without_their_vowels(table: str, written: str, value: str | None) -> None:
    found = find(table, written)
    assert (found[0] if found else None) == value
