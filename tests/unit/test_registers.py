"""Registers as villages and SIKS export them: standing, life and death by code; participants of OpenSID by the programme's target."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIKS = [f"16710845018090{n:02d}" for n in range(24)]
CARDS = [f"16710801012090{n:02d}" for n in range(24)]


def taken(path: Path) -> Ingested:
    return ingest_file(path, path.name, "2025-05", settings=Settings())


def listed(tmp_path: Path, head: list[str], rows: list[list[str]], name: str = "daftar.csv") -> Ingested:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows] if head else rows)
    path = tmp_path / name
    path.write_text(text.getvalue(), encoding="utf-8")
    done = taken(path)
    assert sum(1 for _ in csv.reader(io.StringIO(text.getvalue()))) - bool(head) == done.accounts[0].read
    return done


def test_the_villages_own_register_says_who_died_and_moved_by_code(tmp_path: Path) -> None:
    head = ["alamat", "nama", "no_kk", "nik", "sex", "tempatlahir", "tanggallahir", "kk_level", "nama_ibu", "status_dasar"]
    codes = ["1"] * 20 + ["2", "3", "6", "1"]
    rows = [["JL A", f"ORANG {chr(65 + i)}", CARDS[i], NIKS[i], "2", "PALEMBANG", "1980-01-05", "1", "ANI", c] for i, c in enumerate(codes)]
    frame = listed(tmp_path, head, rows, "dtsen sako.csv").registry
    assert [bool(dead) for dead in frame["deceased"].to_list()] == [c == "2" for c in codes]
    assert frame["registry_status"].to_list() == ["NONAKTIF" if c in "36" else "AKTIF" for c in codes]


@pytest.mark.parametrize(("header", "yes", "no"), [("AKTIF", "1", "0"), ("Status Aktif", "Ya", "Tidak"), ("masih aktif", "Y", "T")])
def test_an_answer_to_active_is_standing_and_never_a_death(tmp_path: Path, header: str, yes: str, no: str) -> None:
    rows = [[NIKS[i], f"ORANG {chr(65 + i)}", CARDS[i], "2", yes if i else no] for i in range(6)]
    done = listed(tmp_path, ["NIK", "NAMA", "NO KK", "DESIL", header], rows)
    assert done.registry["registry_status"].to_list() == ["NONAKTIF", *["AKTIF"] * 5]
    assert not any(done.registry["deceased"].to_list())
    assert "KOD-01" not in done.rejects["rule_id"].to_list()


def test_whether_somebody_still_lives_fills_the_gaps_of_a_column_of_deaths_the_right_way_round(tmp_path: Path) -> None:
    head = ["NIK", "NOKK", "Nama", "idsemesta", "FIRST_SK", "padankan_at", "masih_hidup_label", "keterangan_meninggal", "is_nonaktif"]
    said = [("Ya", ""), ("Tidak", ""), ("Tidak", "Meninggal 12/03/2025"), ("1", "-"), ("0", ""), ("", "Meninggal")]
    rows = [[NIKS[i], CARDS[i], f"ORANG {chr(65 + i)}", str(i), "x", "2025-01-01", a, b, "0"] for i, (a, b) in enumerate(said)]
    frame = listed(tmp_path, head, rows).registry
    assert [bool(dead) for dead in frame["deceased"].to_list()] == [False, True, True, False, True, True]


@pytest.mark.parametrize(("target", "cards"), [("2", True), ("Keluarga", True), ("1", False), ("3", False)])
def test_a_participant_is_a_family_card_where_the_programme_is_for_families(tmp_path: Path, *, target: str, cards: bool) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Program"
    for row in (["ID", "5"], ["Nama Program", "BLT Dana Desa"], ["Sasaran Program", target], ["Asal Dana", "Dana Desa"]):
        sheet.append(row)
    people = book.create_sheet("Peserta")
    people.append(["Peserta", "No. Peserta", "NIK", "Nama", "Tempat Lahir", "Tanggal Lahir", "Alamat"])
    for i in range(5):
        people.append([CARDS[i], f"P{i}", NIKS[i], f"ORANG {chr(65 + i)}", "PALEMBANG", "1980-01-05", "JL A"])
    people.append(["###"])
    people.append(["Catatan: kolom Peserta diisi menurut Sasaran"])
    book.save(tmp_path / "bantuan.xlsx")
    done = taken(tmp_path / "bantuan.xlsx")
    assert done.disbursements["no_kk"].to_list() == (CARDS[:5] if cards else [None] * 5)
    assert done.disbursements["nik"].to_list() == NIKS[:5]


def test_a_reactivation_list_without_headers_is_read_by_position(tmp_path: Path) -> None:
    rows = [
        [f"ORANG {chr(65 + i)}", f"00012345678{i:02d}", NIKS[i], CARDS[i], str(1 + i), "PBI", "NONAKTIF", "1671081002", "1", "2", "JL A"]
        for i in range(6)
    ]
    done = listed(tmp_path, [], rows)
    assert (done.registry["nik"].to_list(), done.registry["no_kk"].to_list()) == (NIKS[:6], CARDS[:6])
    assert done.registry["desil"].to_list() == [1, 2, 3, 4, 5, 6]
    assert set(done.registry["registry_status"].to_list()) == {"AKTIF"}  # what has ended is the membership at BPJS


def test_an_unknown_word_of_several_rows_is_named_and_what_stands_once_is_not(tmp_path: Path) -> None:
    said = ["Ngendon", "Sukses", "Ngendon", "titip Bu Siti", "Ngendon", "Kode 77123", "Kode 77123"]
    rows = [[NIKS[i], f"ORANG {chr(65 + i)}", "SEMBAKO", "Tahap 2 Tahun 2025", "600000", s] for i, s in enumerate(said)]
    done = listed(tmp_path, ["NIK", "NAMA", "JENIS BANSOS", "TAHAP SALUR", "NOMINAL", "STATUS SALUR"], rows)
    told = done.rejects.filter(done.rejects["rule_id"] == "STA-01")
    assert [s.split(";")[0] for s in told.sort("row")["sentence"].to_list()] == [
        "Kata status 'Ngendon' tidak dikenal (3 baris)",
        "Kata status ini tidak dikenal (1 baris)",
        "Kata status ini tidak dikenal (2 baris)",
    ]


def test_a_list_of_proposals_is_called_one_and_no_mute_survey(tmp_path: Path) -> None:
    head = ["nama_kec", "nama_desa", "nik_usulan", "program_bansos", "hasil", "padan", "nama_lgkp", "ket_vali"]
    rows = [["SAKO", "SAKO", NIKS[i], "BPNT", "Diterima", "1", f"ORANG {chr(65 + i)}", "NIK padan"] for i in range(4)]
    done = listed(tmp_path, head, rows)
    assert [rule for rule in done.rejects["rule_id"].to_list() if rule.startswith("SRV")] == ["SRV-04"]
    assert set(done.surveys["result"].to_list()) <= {"UNKNOWN", "BELUM_DIDATA", None}


def test_a_death_that_its_remark_takes_back_is_none(tmp_path: Path) -> None:
    said = ["", "batal, salah input, yang bersangkutan masih hidup", "", "batal", "dikubur di Sako"]
    rows = [f"{n};ORANG {chr(65 + n)};{NIKS[n]};0{n + 1}/03/2025;{remark}" for n, remark in enumerate(said)]
    path = tmp_path / "mati.csv"
    path.write_text("\n".join(["REGISTER KEMATIAN DESA SAKO 2025;;;;", "No;Nama;NIK;Tgl Meninggal;Keterangan", *rows]), encoding="utf-8")
    visits = taken(path).surveys
    assert [(result or "").startswith("MENINGGAL") for result in visits["result"]] == [True, False, True, False, True]
    assert visits["told_by"].unique().to_list() == ["daftar kematian"]


def test_a_list_of_staff_whose_remarks_say_active_is_no_registry(tmp_path: Path) -> None:
    rows = [
        f"{n};ORANG {chr(65 + n)};{nip};{NIKS[n]};{job};Aktif"
        for n, (nip, job) in enumerate([("198001012006041001", "PNS"), ("-", "Honor")])
    ]
    path = tmp_path / "duk.csv"
    title = "DAFTAR URUT KEPANGKATAN PEGAWAI KECAMATAN SAKO;;;;;"
    path.write_text("\n".join([title, "No;Nama;NIP;NIK;Status Kepegawaian;Keterangan", *rows]), encoding="utf-8")
    got = taken(path)
    assert (got.registry.height, got.surveys["told_by"].unique().to_list()) == (0, ["daftar pegawai"])
    assert got.surveys["result"].to_list() == ["TIDAK_LAYAK_PEKERJAAN", "BELUM_DIDATA"]


@pytest.mark.parametrize(
    ("head", "more", "deaths"),
    [
        (["NIK_JENAZAH", "NAMA_JENAZAH", "TGL_MATI", "NAMA_PELAPOR", "NIK_PELAPOR"], ["2025-03-11", "ANI", NIKS[9]], True),
        (
            ["NIK Almarhum", "Nama Almarhum", "Tgl Meninggal", "NIK Ahli Waris", "Santunan (Rp)"],
            ["3/02/2025", NIKS[9], "500000"],
            True,
        ),
        (["NIK", "Nama", "Tgl Meninggal Suami", "Nama Ahli Waris", "Nominal"], ["3/02/2025", "ANI", "600000"], False),
        (["NIK", "Nama", "Tgl Lahir", "Nama Pelapor", "NIK Pelapor"], ["3/02/1960", "ANI", NIKS[9]], False),
    ],
)
def test_two_rows_of_the_dead_are_a_list_of_deaths_whoever_reports_or_inherits(
    tmp_path: Path, head: list[str], more: list[str], *, deaths: bool
) -> None:
    title = ["DAFTAR PENERIMA SANTUNAN KEMATIAN DESA SAKO", *([""] * (len(head) - 1))]
    rows = [head, *([NIKS[i], f"ORANG {chr(65 + i)}", *more] for i in range(2))]
    path = tmp_path / "mati.csv"
    path.write_text("\n".join(";".join(row) for row in ([title, *rows] if "Santunan (Rp)" in head else rows)) + "\n", encoding="utf-8")
    visits = taken(path).surveys
    assert visits["nik"].to_list() == (NIKS[:2] if deaths else [])
    assert visits["told_by"].unique().to_list() == (["daftar kematian"] if deaths else [])
