"""Lists as senders write them, from bytes to a named table: which columns lead, which kind it is, what is passed over."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipeline.read import FileRead, ReadTable, read_file
from schemas.codes import Kind
from schemas.layouts import load_layouts
from schemas.settings import Settings

NIK = [f"167108410785{n}" for n in (9001, 9002, 9003)]
BPK = (
    "NO,NIK,NO KK,NO REKENING,NAMA PENGURUS,LEMBAGA PENYALUR,KODE WILAYAH,PROV,KAB,KEC,KEL,ALAMAT,RT,RW,PROGRAM,PERIODE,NOMINAL,"
    "TANGGAL SALUR,STATUS SALUR,KETERANGAN"
)
SIKS = "NIK,NOKK,Nama,idsemesta,FIRST_SK,padankan_at,keterangan_meninggal,masih_hidup_label,is_nonaktif"


def take(path: Path) -> FileRead:
    return read_file(path, path.name, layouts=load_layouts(None), limits=Settings().limits)


def csv(tmp_path: Path, *lines: str) -> tuple[FileRead, ReadTable]:
    path = tmp_path / "daftar.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = take(path)
    return done, done.tables[0]


def book(tmp_path: Path, sheets: dict[str, list[list[Any]]], hidden: str = "", very: str = "") -> FileRead:
    path = tmp_path / "buku.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                sheet.write_row(r, 0, row)
            if name == hidden:
                sheet.hide()
            if name == very:
                sheet.very_hidden()
    return take(path)


def test_a_sentence_of_death_leads_and_the_label_fills_its_gaps(tmp_path):
    rows = [("Meninggal tanggal 12/03/2024", "Meninggal"), ("", "Masih Hidup"), ("-", "Meninggal")]
    lines = [f"{n},167108010115900{i},ORANG,{i},x,2025-01-01,{a},{b},0" for i, (n, (a, b)) in enumerate(zip(NIK, rows, strict=True))]
    _, table = csv(tmp_path, SIKS, *lines)
    assert table.layout == "siks-ng-orang"
    assert table.frame["deceased"].to_list() == ["Meninggal tanggal 12/03/2024", "Masih Hidup", "Meninggal"]
    assert any("masih_hidup_label" in note for note in table.notes)
    assert "masih_hidup_label" not in table.unmapped


def test_two_columns_of_one_needed_field_are_still_refused(tmp_path):
    _, table = csv(tmp_path, "NIK,NAMA,NIK,DESIL", f"{NIK[0]},A,{NIK[1]},1", f"{NIK[1]},B,{NIK[2]},2")
    assert table.kind is Kind.UNKNOWN
    assert "lebih dari satu kolom" in (table.problem or "")


def test_a_pay_list_with_the_columns_of_an_audit_sample_is_a_pay_list(tmp_path):
    row = f"1,{NIK[0]},1671080101159001,123456789012345,SITI,BRI,16.71.08.1002,SUMSEL,PALEMBANG,SAKO,SAKO,JL A,1,2,PKH,TAHAP 1 2025,750000"
    _, table = csv(tmp_path, BPK, f"{row},2025-02-03,SUKSES,")
    assert table.kind is Kind.DISBURSEMENT
    assert {"amount", "state", "paid_on", "programme", "payer"} <= set(table.headers)


def test_codes_of_whereabouts_are_the_result_of_a_form_that_has_no_other(tmp_path):
    head = "KEY,SubmissionDate,grp_id-nik,grp_id:nama,grp_hasil-keberadaan_art,grp_bansos-terima"
    _, table = csv(tmp_path, head, f"uuid:1,2025-05-01,{NIK[0]},SITI,2,1", f"uuid:2,2025-05-01,{NIK[1]},BUDI,6,2")
    assert (table.kind, table.headers["result"], table.headers["received"]) == (
        Kind.SURVEY,
        "grp_hasil-keberadaan_art",
        "grp_bansos-terima",
    )
    assert table.hints["codes"]["result"]["2"] == "MENINGGAL"
    assert table.frame["result"].to_list() == ["2", "6"]


def test_codes_of_another_instrument_are_not_taken_for_regsosek(tmp_path):
    _, table = csv(tmp_path, "NIK,Nama,Desil,Keberadaan", *(f"{n},ORANG,1,{i}" for i, n in enumerate(NIK, 1)))
    assert table.kind is Kind.REGISTRY
    assert "deceased" not in table.headers
    assert any("kode yang tidak dikenal" in note for note in table.notes)


@pytest.mark.parametrize(
    "header",
    [
        *("Besar Uang", "Jml Dibayar", "Jumlah Dibayar", "Uang Dibayar", "Nilai Bantuan", "Nilai Bayar", "Besaran Bantuan"),
        *("Total Diterima", "Uang Diterima", "Total Bayar", "Jml Uang", "Rupiah", "Uang (Rp)", "Jumlah (Rp)", "Dana Disalurkan"),
        *("Total Dibayarkan (Rp)", "Nominal Cair", "Jumlah Pencairan", "Nilai (Rp.)", "Rp", "Nominal Terbayar", "Uang Tunai"),
        "Jumlah Diterima",
    ],
)
def test_money_of_a_pay_list_is_the_amount(tmp_path, header):
    _, table = csv(tmp_path, f"NIK,Nama,Tanggal Bayar,Status Bayar,{header}", f"{NIK[0]},SITI,2025-05-02,Sukses,600000")
    assert (table.kind, table.headers.get("amount")) == (Kind.DISBURSEMENT, header)


def test_money_received_beside_a_visit_stays_so(tmp_path):
    _, table = csv(tmp_path, "NIK,Nama,Hasil Kunjungan,Tanggal Kunjungan,Uang Diterima", f"{NIK[0]},SITI,Layak,2025-05-02,600000")
    assert (table.kind, table.headers.get("amount_received")) == (Kind.SURVEY, "Uang Diterima")


PESERTA = [["Peserta", "No. Peserta", "NIK", "Nama", "Tempat Lahir", "Tanggal Lahir", "Alamat"]]
PESERTA += [[n, "1", n, "SITI", "PALEMBANG", "1985-07-01", "JL A"] for n in NIK]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["ID", "Nama", "Sasaran", "Keterangan", "Asal dana", "Rentang"],
            ["1", "BLT Dana Desa", "2", "-", "APBN", "2025-04-01 2025-06-30"],
        ],
        [
            *(["ID", "1"], ["Nama", "BLT Dana Desa"], ["Sasaran", "2"], ["Asal Dana", "APBN"]),
            *(["Rentang Waktu (Awal)", "2025-04-01"], ["Rentang Waktu (Akhir)", "2025-06-30"]),
        ],
    ],
)
def test_the_programme_sheet_of_opensid_is_a_title(tmp_path, rows):
    done = book(tmp_path, {"Program": rows, "Peserta": PESERTA})
    assert [t.sheet for t in done.tables] == ["Peserta"]
    assert done.tables[0].title == "BLT Dana Desa / April 2025 - Juni 2025"
    assert any("'Program'" in note for note in done.notes)


@pytest.mark.parametrize("state", ["hidden", "very"])
def test_a_hidden_sheet_of_choices_is_passed_over(tmp_path, state):
    choices = [["Nama Bank", "Program", "Status Salur", "No Rekening"], ["BRI", "PKH", "SUKSES", "15 digit"]]
    listed = [["NIK", "Nama", "Status Salur", "Nominal"], [NIK[0], "SITI", "SUKSES", 600000]]
    done = book(tmp_path, {"Salur": listed, "REF": choices}, **{state: "REF"})
    assert [(t.sheet, t.kind) for t in done.tables] == [("Salur", Kind.DISBURSEMENT)]
    assert any("'REF'" in note for note in done.notes)


def test_a_hidden_list_of_people_is_read(tmp_path):
    listed = [["NIK", "Nama", "Status Salur", "Nominal"], [NIK[0], "SITI", "SUKSES", 600000]]
    done = book(tmp_path, {"Sampul": [["Rekap"]], "Data": listed}, hidden="Data")
    assert [t.sheet for t in done.tables] == ["Data"]


def test_rows_of_data_above_the_header_are_told_back(tmp_path):
    lines = ("DAFTAR SALUR,,,", f"{NIK[0]},SITI,SUKSES,600000", "NIK,NAMA,STATUS SALUR,NOMINAL", f"{NIK[1]},BUDI,SUKSES,600000")
    done, table = csv(tmp_path, *lines)
    assert (table.read, table.frame.height, table.skipped) == (2, 1, 2)
    assert done.rejects.select("rule_id", "row", "severity").rows() == [("READ-05", 2, "error")]
    assert "data di atas baris judul" in done.rejects["sentence"][0]
    assert NIK[0] not in table.title


def test_a_number_in_a_title_is_no_row(tmp_path):
    _, table = csv(tmp_path, "No. SP2D,:,251511303000123,", "NIK,NAMA,STATUS SALUR,NOMINAL", f"{NIK[1]},BUDI,SUKSES,600000")
    assert (table.read, table.skipped) == (1, 2)
