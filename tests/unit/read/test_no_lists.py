"""What is no list: pivot tables, lists of other matters, a list cut right after its header; and a village column of two kinds of villages."""

from pathlib import Path

import pytest

from flows.commands.inspect import problem_of
from pipeline.intake.ingest import Ingested, ingest_file
from schemas import rules
from schemas.settings import Settings

NIKS = [f"16710845018090{i:02}" for i in range(10, 30)]
HEAD = ["No", "Nama KPM", "NIK", "Kelurahan", "Rupiah", "Tgl", "Status"]
ROWS = [[n + 1, f"ORANG {chr(65 + n)}", NIKS[n], "SAKO", "600000", "12/05/2025", "Tersalur"] for n in range(4)]


def ingested(path: Path) -> Ingested:
    got = ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())
    for account in got.accounts:
        assert account.read == account.used + account.rejected + account.duplicates
    return got


@pytest.mark.parametrize(
    "pivot",
    [
        [["Row Labels", "Sum of Rupiah", "Count of NIK"], ["SAKO", 2400000, 4], ["Grand Total", 2400000, 4]],
        [["Label Baris", "Jumlah dari Rupiah", "Hitungan dari NIK"], ["SAKO", 2400000, 4], ["Total Keseluruhan", 2400000, 4]],
        [["Status", "(All)"], [], ["Sum of Rupiah", "Column Labels"], ["Row Labels", "BRI", "Grand Total"], ["SAKO", 2400000, 2400000]],
        [["Kelurahan", "Count of NIK"], ["SAKO", 4], ["Grand Total", 4]],
    ],
)
def test_a_pivot_table_is_no_list_and_told_as_one(tmp_path: Path, book, pivot) -> None:
    path = tmp_path / "bri sembako tahap 2.xlsx"
    path.write_bytes(book({"Rekap": pivot, "Data": [HEAD, *ROWS]}))
    got = ingested(path)
    assert [(a.sheet, a.read, a.used) for a in got.accounts] == [("Data", 4, 4)]
    assert "Lembar 'Rekap' adalah tabel pivot" in got.notes[0]
    path.write_bytes(book({"Rekap": pivot}))
    assert "hanya berisi tabel pivot" in (ingested(path).problem or "")


def test_a_list_with_a_sum_beside_it_is_no_pivot_table(tmp_path: Path, book) -> None:
    path = tmp_path / "bri sembako tahap 2.xlsx"
    path.write_bytes(book({"Data": [[*HEAD, "Jumlah dari Bank"], *([*row, "600000"] for row in ROWS)]}))
    assert [a.used for a in ingested(path).accounts] == [4]


def test_a_list_of_other_matters_is_no_list_of_aid(tmp_path: Path) -> None:
    path = tmp_path / "kelas.csv"
    path.write_text("NISN;Nama Siswa;Kelas;Nilai Matematika;Nilai IPA;Wali Kelas\n0012345678;SITI AMINAH;7A;80;76;PAK BUDI\n" * 1)
    problem = ingested(path).problem or ""
    assert "bukan daftar bantuan" in problem
    assert "Hapus" not in problem


def test_two_columns_of_money_in_a_list_of_aid_are_asked_about_as_before(tmp_path: Path) -> None:
    path = tmp_path / "bri.csv"
    path.write_text("NIK;Nama;Nominal;Nominal;Status\n" + "".join(f"{n};ORANG;600000;400000;Sukses\n" for n in NIKS[:4]))
    assert "lebih dari satu kolom" in (ingested(path).problem or "")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_list_cut_right_after_its_header_is_told(tmp_path: Path, book, suffix) -> None:
    path = tmp_path / f"bri sembako.{suffix}"
    path.write_bytes(book({"Data": [HEAD]}) if suffix == "xlsx" else (";".join(HEAD) + "\n").encode())
    got = ingested(path)
    assert "tidak berisi satu baris pun" in (got.problem or "")
    assert got.rejects["rule_id"].to_list() == ["LAY-04"]


def test_an_empty_sheet_beside_a_list_is_told_and_stops_nothing(tmp_path: Path, book) -> None:
    path = tmp_path / "bri sembako.xlsx"
    path.write_bytes(book({"Berhasil": [HEAD, *ROWS], "Gagal": [HEAD]}))
    got = ingested(path)
    assert (got.problem, got.disbursements.height) == (None, 4)
    assert got.rejects.filter(rule_id="LAY-04")["sheet"].to_list() == ["Gagal"]


@pytest.mark.parametrize("header", ["Kelurahan/Kampung", "Kampung / Kelurahan", "Desa/Nagari", "Kel/Kampung"])
def test_a_column_of_two_kinds_of_villages_is_the_village(tmp_path: Path, book, header) -> None:
    top = [
        ["DATA KELUARGA DTSEN"], [], [header, "KELUARGA", "", "ANGGOTA", "", ""], ["", "No. KK", "Tingkat", "Identitas", "", "Keadaan"],
        ["", "", "Desil", "Nama", "N I K", ""],
    ]  # fmt: skip
    rows = [["SAKO", f"16710801010190{n:02}", "4", f"ORANG {chr(65 + n)}", NIKS[n], "Hidup"] for n in range(4)]
    path = tmp_path / "keluarga.xlsx"
    path.write_bytes(book({"Data": [*top, *rows]}))
    got = ingested(path)
    assert got.registry["village_name"].to_list() == ["Sako"] * 4


def test_inspect_ends_with_the_code_of_bad_input_for_a_list_without_a_row(tmp_path: Path) -> None:
    path = tmp_path / "bri sembako.csv"
    path.write_text(";".join(HEAD) + "\n")
    assert problem_of(ingested(path)) == rules.sentence("LAY-04")
    path.write_text("\n".join(";".join(map(str, row)) for row in [HEAD, *ROWS]) + "\n")
    assert problem_of(ingested(path)) is None
