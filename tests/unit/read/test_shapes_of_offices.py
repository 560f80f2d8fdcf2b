"""Shapes met at offices: lists of two villages beside each other, a missing header, lines above a web table, boxes, whose a column is."""

from pathlib import Path

import pytest
import xlsxwriter

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIK = [f"167108{41 + n % 28}{1 + n % 12:02d}85{9000 + n}" for n in range(20)]
MEN = [f"167108{1 + n % 28:02d}{1 + n % 12:02d}85{9000 + n}" for n in range(20)]
NAMES = [f"WARGA {chr(65 + n)}NI" for n in range(20)]


def sheet(tmp_path: Path, rows: list[list[str]], name: str = "BRI Sembako tahap 2 2025.xlsx") -> Ingested:
    path = tmp_path / name
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, [cell or None for cell in row])
    return ingest_file(path, path.name, "2025-05", settings=Settings())


def test_two_villages_beside_each_other_are_two_lists(tmp_path: Path) -> None:
    own = ["NO", "NIK", "NAMA", "NOMINAL", "KET"]
    rows = [["SEMBAKO TAHAP 2 TAHUN 2025"], ["KELURAHAN SAKO", "", "", "", "", "", "KELURAHAN SUKAMAJU"], [*own, "", *own]]
    for n in range(5):
        left = [str(n + 1), NIK[n], NAMES[n], "600000", "sudah cair"]
        right = [str(n + 1), NIK[10 + n], NAMES[10 + n], "400000", "rekening pasif"]
        rows.append([*left, "", *right])
    got = sheet(tmp_path, rows).disbursements.sort("nik")
    assert got["village_name"].to_list() == [("Sako" if nik in NIK[:5] else "Sukamaju") for nik in got["nik"]]
    assert sorted(got["amount"].to_list()) == [400_000] * 5 + [600_000] * 5


def test_the_same_columns_under_two_stages_are_no_two_villages(tmp_path: Path) -> None:
    rows = [["No", "NIK", "Nama", "TAHAP 1", "", "TAHAP 2", ""], ["", "", "", "Nominal", "Status", "Nominal", "Status"]]
    rows += [[str(n), NIK[n], NAMES[n], "600000", "Sukses", "600000", "Sukses"] for n in range(5)]
    assert sheet(tmp_path, rows).disbursements["nik"].n_unique() <= 5


def headerless(status: str = "SUKSES", nik: list[str] = NIK) -> list[list[str]]:
    titles = [["DAFTAR PEMBAYARAN SEMBAKO BRI TAHAP 2 TAHUN 2025"], [""], [""]]
    return [*titles, *([str(n + 1), nik[n], NAMES[n], ("SAKO", "SUKAMAJU")[n % 2], "600000", "12-05-2025", status] for n in range(8))]


def test_a_pay_list_without_a_header_is_told_by_its_cells(tmp_path: Path) -> None:
    got = sheet(tmp_path, headerless())
    assert got.disbursements.select("nik", "name", "village_name", "amount", "state").rows() == [
        (NIK[n], NAMES[n], ("Sako", "Sukamaju")[n % 2], 600_000, "PAID") for n in range(8)
    ]
    assert any("tidak punya baris judul" in note for note in got.accounts[0].notes)


def test_without_words_of_a_status_nobody_says_what_it_is(tmp_path: Path) -> None:
    assert sheet(tmp_path, headerless(status="A")).disbursements.is_empty()


def test_lines_above_a_web_table_are_its_title(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>{NIK[n]}</td><td>{NAMES[n]}</td><td>600</td><td>Realisasi</td></tr>" for n in range(4))
    page = "<html><head><title>Laporan</title></head><body><h3>BNI - REALISASI SEMBAKO TAHAP 2 TAHUN 2025</h3><p>(dalam ribuan rupiah)</p>"
    path = tmp_path / "BNI.xls"
    head = "<tr><th>No</th><th>NIK</th><th>Nama</th><th>Jumlah</th><th>Status</th></tr>"
    path.write_text(f"{page}<table>{head}{rows}</table><p>Dicetak oleh admin</p></body></html>", encoding="utf-8")
    got = ingest_file(path, path.name, "2025-05", settings=Settings())
    assert got.disbursements["amount"].to_list() == [600_000] * 4
    assert got.disbursements["source_row"].to_list() == [4, 5, 6, 7]  # as a spreadsheet shows them
    assert got.disbursements["programme"].to_list() == ["SEMBAKO"] * 4


def test_lines_beneath_a_table_of_a_page_that_explain_its_codes_belong_to_it(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{nik}</td><td>ORANG {'ABC'[n]}</td><td>600.000</td><td>0{1 + n % 2}</td></tr>" for n, nik in enumerate(NIK[:3])
    )
    head = "<tr><th>NIK</th><th>NAMA</th><th>NOMINAL</th><th>KD STATUS</th></tr>"
    foot = "<p>Ket: 01 = berhasil disalurkan; 02 = gagal, rekening pasif</p><p>Hak cipta portal</p>"
    (tmp_path / "a.xls").write_text(f"<html><body><h3>BNI SEMBAKO TAHAP 2 2025</h3><table>{head}{rows}</table>{foot}</body></html>")
    got = ingest_file(tmp_path / "a.xls", "2025-05/a.xls", "2025-05", settings=Settings())
    assert got.disbursements["state"].to_list() == ["PAID", "FAILED_ACCOUNT", "PAID"]
    assert got.accounts[0].rejected == 0


@pytest.mark.parametrize(("yes", "no"), [("☑", "☐"), ("✓", ""), ("[x]", "[ ]"), ("v", "-"), ("■", "□")])
def test_a_box_that_nobody_ticked_says_no(tmp_path: Path, yes: str, no: str) -> None:
    rows = [["PT POS - SEMBAKO TAHAP 2 TAHUN 2025"], ["No", "NIK", "Nama", "Jumlah", "Sudah bayar", "Belum bayar"]]
    rows += [[str(n), NIK[n], NAMES[n], "600000", *((no, yes) if n == 2 else (yes, no))] for n in range(4)]
    assert sheet(tmp_path, rows, "Pos Sembako.xlsx").disbursements["state"].to_list() == ["PAID", "PAID", "IN_PROCESS", "PAID"]


def test_who_reported_a_death_is_not_the_dead(tmp_path: Path) -> None:
    head = ["No", "NIK Jenazah", "Nama Jenazah", "Tgl Kematian", "NIK Pelapor", "Nama Pelapor", "Hubungan Pelapor"]
    rows = [["REGISTER AKTA KEMATIAN JANUARI - APRIL 2025"], head]
    rows += [[str(n), NIK[n], NAMES[n], "03-03-2025", MEN[n], NAMES[10 + n], "Keluarga"] for n in range(4)]
    got = sheet(tmp_path, rows, "Register akta kematian.xlsx")
    assert got.surveys.select("nik", "name", "result").rows() == [(NIK[n], NAMES[n], "MENINGGAL") for n in range(4)]


def test_yes_and_no_under_the_question_whether_aid_came(tmp_path: Path) -> None:
    rows = [["No", "NIK", "Nama", "Tgl Kunjungan", "Menerima bantuan", "", "Catatan"], ["", "", "", "", "Ya", "Tidak", ""]]
    rows += [[str(n), NIK[n], NAMES[n], "27/05/2025", *(("", "v") if n == 1 else ("v", "")), ""] for n in range(4)]
    got = sheet(tmp_path, rows, "Pemantauan Sembako.xlsx")
    assert got.surveys["received"].to_list() == ["YA", "TIDAK", "YA", "YA"]
