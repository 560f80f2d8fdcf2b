"""What lists call themselves: voters, inhabitants, people struck off and proposals are no registry and no list of who shall be paid."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipeline.gather.covering import unread_senders, untold
from pipeline.intake.ingest import Ingested, ingest_file
from pipeline.intake.lesser import lesser_aside
from schemas.settings import Settings

PLAIN = "NIK;Nama;No KK;Tanggal Lahir;Hubungan Keluarga"
LISTED = "NIK;Nama;No KK;Alamat;Kelurahan"


def row(n: int, *more: str) -> str:
    return ";".join([f"167108{10 + n % 18:02}0{1 + n % 9}80{9000 + n}", f"ORANG {chr(65 + n)}", f"16710801012{n % 10}{9000 + n}", *more])


def family(n: int, *more: str) -> str:
    return row(n, f"{10 + n % 18:02}/0{1 + n % 9}/1980", "KEPALA KELUARGA" if n % 2 else "ISTRI", *more)


def taken(folder: Path, name: str, *lines: str) -> Ingested:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return ingest_file(path, f"2025-05/{name}", "2025-05", settings=Settings())


@pytest.mark.parametrize(
    ("name", "head", "more", "word"),
    [
        ("tps01.csv", ["DAFTAR PEMILIH TETAP PEMILU 2024", PLAIN], [], "daftar pemilih"),
        ("sako.csv", [f"{PLAIN};TPS"], ["01"], "daftar pemilih"),
        ("DPT_Sako.csv", [PLAIN], [], "daftar pemilih"),
        ("sako.csv", ["DATA PENDUDUK KELURAHAN SAKO", PLAIN], [], "seluruh penduduk"),
        ("sako.csv", [f"{PLAIN};Agama;Nama Ayah"], ["ISLAM", "BUDI"], "seluruh penduduk"),
        ("Dukcapil/agregat.csv", [PLAIN], [], "seluruh penduduk"),
        ("sako.csv", ["DATA PENDUDUK", f"{PLAIN};PKH"], ["Ya"], "seluruh penduduk"),
        ("sako.csv", ["DAPODIK - DATA PESERTA DIDIK", f"{PLAIN};NISN;Layak PIP"], ["0123456789", "Tidak"], "daftar murid"),
        ("Data PBP.csv", ["DAFTAR PENERIMA BANTUAN PANGAN (PBP) BERAS FEBRUARI 2026", f"{PLAIN};Beras (Kg)"], ["20"], "penerima beras"),
        ("usulan dtks baru.csv", [PLAIN], [], "usulan"),
        ("sako.csv", ["DATA DTSEN NONAKTIF", PLAIN], [], "dikeluarkan"),
        ("sako.csv", ["DAFTAR KELUARGA KELUAR DARI DTSEN TW II 2025", f"{PLAIN};Desil"], ["2"], "dikeluarkan"),
        ("sako.csv", ["USULAN PENGHAPUSAN DTSEN", PLAIN], [], "usulan"),
        ("sako.csv", ["DATA WARGA MISKIN BELUM MASUK DTSEN", PLAIN], [], "di luar registri"),
        ("Keluarga non DTKS.csv", [f"{PLAIN};Status Aktif"], ["Aktif"], "di luar registri"),
    ],
)
def test_a_list_of_other_people_registers_nobody(tmp_path: Path, name: str, head: list[str], more: list[str], word: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    got = taken(tmp_path, name, *head, *(family(n, *more) for n in range(20)))
    assert got.registry.is_empty()
    assert word in (got.problem or "")
    assert got.rejects["rule_id"].to_list() == ["LAY-03"]
    assert got.accounts[0].foreign, "no sender is missed because of it"


@pytest.mark.parametrize(
    ("title", "head", "visits"),
    [
        ("HASIL SURVEI CALON DEBITUR KUR MIKRO", "Usaha;Hasil Survei", 0),
        ("SKRINING VAKSIN PUSKESMAS", "Tensi;Hasil Skrining", 0),
        ("HASIL SELEKSI BEASISWA", "Perguruan Tinggi;Status", 0),
        ("PEMADANAN PELANGGAN 450 VA", "Daya;Keterangan", 0),
        ("HASIL SURVEI LAPANGAN", "ID Pelanggan PLN;Hasil Survei", 6),
        ("SURVEI KPM PENERIMA BEASISWA", "Tensi;Hasil Survei", 6),
        ("VERVAL KPM", "Vaksin;Hasil Verval", 6),
        ("SURVEI RUMAH TIDAK LAYAK HUNI KPM SEMBAKO", "Lantai;Hasil", 0),
        ("VERIFIKASI CALON PENERIMA BEASISWA YATIM KPM SEMBAKO", "Sekolah;Hasil Verifikasi", 0),
        ("SURVEI KELAYAKAN KREDIT NASABAH KPM SEMBAKO", "Usaha;Hasil", 0),
        ("PENDATAAN PTSL WARGA (KPM SEMBAKO)", "Luas;Hasil Survei", 0),
        ("PENDATAAN PTSL WARGA (KPM SEMBAKO)", "Luas;Layak Bansos", 6),
        ("VERIFIKASI (RUMAH LAYAK HUNI, JAMBAN) KPM SEMBAKO", "Lantai;Hasil", 6),
        ("KUNJUNGAN RUMAH KPM SEMBAKO", "Kondisi;Hasil kunjungan", 6),
        ("VERIFIKASI KPM SEMBAKO YANG MEMILIKI USAHA MIKRO", "Usaha;Hasil", 6),
        ("MONITORING KEPEMILIKAN KREDIT MOBIL KPM SEMBAKO", "Jenis;Kesimpulan", 6),
    ],
)
def test_a_visit_of_another_business_says_nothing_of_aid(tmp_path: Path, title: str, head: str, visits: int) -> None:
    rows = (f"1671080507859{n:03d};ORANG {chr(65 + n)};SAKO;x;{'Tidak Layak' if n % 2 else 'Layak'}" for n in range(6))
    got = taken(tmp_path, "daftar.csv", title, f"NIK;Nama;Kelurahan;{head}", *rows)
    assert got.surveys.height == visits
    assert got.accounts[0].foreign == (visits == 0)


@pytest.mark.parametrize(
    ("name", "head", "more"),
    [
        ("sako.csv", ["DATA PENDUDUK KELURAHAN SAKO", f"{PLAIN};Desil"], ["3"]),
        ("sako.csv", [f"{PLAIN};Agama;Nama Ayah;ID DTKS"], ["ISLAM", "BUDI", "D1"]),
        ("DTSEN padan dukcapil.csv", [PLAIN], []),
        ("sako.csv", ["DTSEN, TIDAK TERMASUK KELUARGA YANG BELUM ADA DI DTSEN", PLAIN], []),
        ("sako.csv", ["KELUARGA DTSEN DI LUAR DTKS", f"{PLAIN};Desil"], ["3"]),
        ("DTSEN.csv", ["DTSEN, DASAR BANTUAN PANGAN", f"{PLAIN};Beras"], ["Ya"]),
        ("sako.csv", ["DTSEN AKTIF DAN NONAKTIF", PLAIN], []),
        ("sako.csv", [f"{PLAIN};Status DTKS"], ["Aktif"]),
    ],
)
def test_a_registry_that_something_calls_one_is_one(tmp_path: Path, name: str, head: list[str], more: list[str]) -> None:
    got = taken(tmp_path, name, *head, *(family(n, *more) for n in range(20)))
    assert (got.registry.height, got.problem, got.accounts[0].lesser) == (20, None, None)


def test_people_who_are_all_inactive_are_no_registry(tmp_path: Path) -> None:
    rows = [family(n, "Nonaktif") for n in range(20)]
    assert taken(tmp_path, "sako.csv", f"{PLAIN};Status DTKS", *rows).registry.is_empty()
    assert taken(tmp_path, "sako.csv", f"{PLAIN};Status DTKS", *rows[1:], family(0, "Aktif")).registry.height == 20


def test_people_struck_off_are_no_visits_and_no_list_of_who_shall_be_paid(tmp_path: Path) -> None:
    rows = [row(n, "JL MAWAR", "Meninggal" if n == 3 else "Desil 6-10") for n in range(20)]
    got = taken(tmp_path, "pbi.csv", "DAFTAR PESERTA PBI JK YANG DINONAKTIFKAN", "NIK;Nama;No KK;Alamat;Keterangan", *rows)
    assert (got.surveys.height, got.registry.height, got.disbursements.height) == (0, 0, 0)
    visited = taken(tmp_path, "cek.csv", "GROUND CHECK PBI YANG DINONAKTIFKAN", "NIK;Nama;No KK;Alamat;Keterangan", *rows)
    assert visited.surveys.height == 20


@pytest.mark.parametrize(
    "title",
    [
        "USULAN PENERIMA PKH 2025",
        "DAFTAR TUNGGU SEMBAKO",
        "KPM SEMBAKO BELUM MENDAPAT KUOTA",
        "PENGAJUAN PENERIMA BPNT",
        "DAFTAR KPM DIUSULKAN PKH",
    ],
)
def test_a_wish_makes_nobody_entitled(tmp_path: Path, title: str) -> None:
    got = taken(tmp_path, "a.csv", title, f"{LISTED};Nominal", *(row(n, "JL X", "Sako", "600000") for n in range(6)))
    assert got.disbursements.is_empty()
    assert "usulan belum membuat seorang pun berhak" in (got.problem or "")
    bare = taken(tmp_path, "a.csv", title, LISTED, *(row(n, "JL X", "Sako") for n in range(6)))
    assert any("usulan belum membuat" in note for note in bare.notes)
    assert (got.accounts[0].foreign, bare.accounts[0].foreign) == (True, True)


@pytest.mark.parametrize(
    "title", ["CALON PENERIMA SEMBAKO TAHAP 2 2025", "USULAN PENCAIRAN SEMBAKO TAHAP 2", "PENETAPAN PENERIMA SEMBAKO HASIL USULAN"]
)
def test_asking_for_the_money_of_those_who_are_determined_is_no_wish(tmp_path: Path, title: str) -> None:
    got = taken(tmp_path, "a.csv", title, f"{LISTED};Nominal", *(row(n, "JL X", "Sako", "600000") for n in range(6)))
    assert got.disbursements.height == 6
    assert "PAID" not in got.disbursements["state"].to_list()


def test_what_became_of_a_proposal_is_read(tmp_path: Path) -> None:
    rows = [row(n, "JL X", "Sako", "600000", "Sukses Salur") for n in range(6)]
    got = taken(tmp_path, "a.csv", "USULAN PENERIMA SEMBAKO", f"{LISTED};Nominal;Status Salur", *rows)
    assert got.disbursements["state"].unique().to_list() == ["PAID"]


@pytest.mark.parametrize(
    "name",
    [
        "USULAN_PENERIMA_PKH.csv",
        "PKH nonaktif.csv",
        "DPT PKH.csv",
        "penduduk PKH.csv",
        "Daftar hadir sosialisasi PKH.csv",
        "absensi PKH.csv",
        "undangan pengambilan KKS PKH.csv",
    ],
)
def test_a_list_that_pays_nobody_is_no_missing_pay_list(name: str) -> None:
    assert unread_senders([(f"2025-05/{name}", 20)], "2025-05").is_empty()
    assert unread_senders([("2025-05/PKH bri.csv", 20)], "2025-05").height == 1
    assert unread_senders([("2025-05/daftar hadir penyaluran PKH.csv", 20)], "2025-05").height == 1


def test_who_came_to_a_meeting_is_on_no_list_of_payments(tmp_path: Path) -> None:
    rows = [row(n, "JL X", "Sako", "") for n in range(6)]
    got = taken(tmp_path, "sembako.csv", "DAFTAR HADIR SOSIALISASI PROGRAM SEMBAKO", f"{LISTED};Tanda Tangan", *rows)
    assert got.accounts[0].foreign
    assert any("pertemuan" in note for note in got.notes)
    paid = [row(n, "JL X", "Sako", "600000") for n in range(6)]
    got = taken(tmp_path, "sembako.csv", "DAFTAR HADIR SOSIALISASI PROGRAM SEMBAKO", f"{LISTED};Nominal", *paid)
    assert got.disbursements.height == 6


def both(*others: Ingested) -> dict[str, Ingested]:
    return {got.name: got for got in others}


def test_a_list_that_nothing_calls_a_registry_counts_only_beside_no_other(tmp_path: Path) -> None:
    plain = taken(tmp_path, "rt 3.csv", PLAIN, *(family(n) for n in range(20)))
    assert plain.registry.height == 20
    assert any("dipakai hanya bila bulan itu tidak punya registri lain" in note for note in plain.notes)
    assert lesser_aside({plain.name: plain}, "2025-05") == {}
    registry = taken(tmp_path, "dtsen.csv", PLAIN, *(family(n) for n in range(20, 24)))
    (left,) = lesser_aside(both(plain, registry), "2025-05").values()
    account = left.accounts[0]
    assert (left.name, left.registry.height, account.used, account.rejected) == (plain.name, 0, 0, 20)
    assert "LAY-06" in left.rejects["rule_id"].to_list()
    assert lesser_aside(both(plain, registry), "2025-04") == {}, "a later registry is none yet"


def of_families(n: int) -> str:
    """Row n of families of two."""
    return ";".join([family(n).split(";")[0], *family(n - n % 2).split(";")[1:]])


@pytest.mark.parametrize(
    ("head", "more", "people", "lesser"),
    [
        ("Status", "Aktif", family, True),  # cadres of a Posyandu, farmers of a group
        ("PKH", "Ya", family, True),  # old people, of whom somebody ticked who gets aid
        ("Keterangan Padan", "Padan", family, True),
        ("Bantuan", "PKH", family, True),
        ("Status", "Aktif", of_families, False),
        ("PKH", "Ya", of_families, False),
        ("No HP", "08", of_families, True),
        ("Desil", "2", family, False),
        ("ID DTKS", "D1", family, False),
    ],
)
def test_beside_a_registry_a_list_is_one_only_where_something_proves_it(
    tmp_path: Path, head: str, more: str, people: Callable[..., str], *, lesser: bool
) -> None:
    got = taken(tmp_path, "posyandu.csv", f"{PLAIN};{head}", *(f"{people(n)};{more}" for n in range(20)))
    registry = taken(tmp_path, "dtsen.csv", PLAIN, *(family(n) for n in range(20, 24)))
    assert got.registry.height == 20
    assert (got.accounts[0].lesser is not None) == lesser
    assert set(lesser_aside(both(got, registry), "2025-05")) == ({got.name} if lesser else set())


def test_what_a_registry_gained_is_no_registry_and_nobody_on_it_a_stranger(tmp_path: Path) -> None:
    whole = taken(tmp_path, "DTSEN.csv", f"{PLAIN};Desil", *(family(n, "2") for n in range(20)))
    title = "DAFTAR KELUARGA BARU MASUK DTSEN MEI 2025"
    gained = taken(tmp_path, "masuk.csv", title, f"{PLAIN};Desil", *(family(n, "1") for n in range(20, 24)))
    found = lesser_aside(both(whole, gained), "2025-05")[gained.name]
    assert found.registry.is_empty()
    assert set(found.mentions["number"]) >= set(gained.registry["nik"])
    assert set(found.mentions["of"]) == {"registry"}
    assert not lesser_aside({gained.name: gained}, "2025-05"), "where it is all there is, it is used"


def test_p3ke_counts_only_beside_no_other(tmp_path: Path) -> None:
    p3ke = taken(tmp_path, "sako.csv", "DATA P3KE 2024", f"{PLAIN};Desil", *(family(n, "1") for n in range(20)))
    registry = taken(tmp_path, "dtsen.csv", PLAIN, *(family(n) for n in range(20, 24)))
    assert lesser_aside({p3ke.name: p3ke}, "2025-05") == {}
    assert [got.registry.height for got in lesser_aside(both(p3ke, registry), "2025-05").values()] == [0]


def test_the_member_file_of_a_registrys_families_is_that_registry(tmp_path: Path) -> None:
    plain = taken(tmp_path, "anggota.csv", PLAIN, *(family(n) for n in range(20)))
    heads = [";".join([family(n).split(";")[2], f"ORANG {chr(65 + n)}", "3"]) for n in range(20)]
    homes = taken(tmp_path, "dtsen_keluarga.csv", "No KK;Nama Kepala Keluarga;Desil", *heads)
    other = taken(tmp_path, "dtsen lain.csv", PLAIN, *(family(n) for n in range(20, 24)))
    assert homes.families.height == 20
    assert lesser_aside(both(plain, homes, other), "2025-05") == {}


@pytest.mark.parametrize(
    ("people", "families", "kept", "may_be"),
    [
        (of_families, range(0, 8, 2), 8, 0),  # all inhabitants: their families' members, and nobody else
        (of_families, range(0, 14, 2), 14, 6),  # may the rest be the registry's too?
        (of_families, range(0, 20, 2), 20, 0),
        (family, range(4), 0, 0),  # heads, or old people of a Posyandu
        (of_families, range(30, 40), 0, 0),
    ],
)
def test_beside_families_without_members_a_list_tells_only_who_they_are(
    tmp_path: Path, people: Callable[..., str], families: range, kept: int, may_be: int
) -> None:
    listed = taken(tmp_path, "warga.csv", f"{PLAIN};Status", *(f"{people(n)};{'Aktif' if n else 'Pindah'}" for n in range(20)))
    listed = replace(listed, accounts=[replace(listed.accounts[0], lesser="x")])
    heads = [";".join([family(n).split(";")[2], f"ORANG {n % 9}", "3"]) for n in families]
    homes = taken(tmp_path, "DTSEN keluarga TW I 2025.csv", "No KK;Nama Kepala Keluarga;Desil", *heads)
    found = lesser_aside(both(listed, homes), "2025-05").get(listed.name, listed)
    account = found.accounts[0]
    assert (found.registry.height, account.used, account.used + account.rejected) == (kept, kept, 20)
    assert found.mentions.filter(of="registry")["place"].n_unique() == may_be
    if 0 < kept < 20:
        assert found.registry["snapshot"].unique().to_list() == homes.families["snapshot"].unique().to_list()
        assert found.registry["registry_status"].unique().to_list() == ["AKTIF"], "it is not this list's to say"


@pytest.mark.parametrize(
    ("title", "head", "told"),
    [
        ("DAFTAR PEMBAYARAN HONOR KETUA RT/RW BULAN MEI 2025", "NIK;Nama;No KK;Jabatan;Jumlah Diterima", True),
        ("DAFTAR PEMBAYARAN BULAN MEI 2025", "NIK;Nama;No KK;PPh;Jumlah Diterima", False),
        ("DAFTAR PEMBAYARAN SEMBAKO DAN HONOR PENDAMPING MEI 2025", "NIK;Nama;No KK;Jabatan;Jumlah Diterima", False),
    ],
)
def test_money_for_work_is_no_aid(tmp_path: Path, title: str, head: str, told: bool) -> None:
    got = taken(tmp_path, "mei.csv", title, head, *(row(n, "KETUA RT", "300000") for n in range(6)))
    assert ("daftar honor atau gaji" in (got.problem or "")) is told
    assert got.disbursements.height == (0 if told else 6)


def test_a_list_of_nobodys_programme_awaits_no_payer_where_its_payees_are_known(tmp_path: Path) -> None:
    head = f"{LISTED};Nominal;Status Salur"
    pays = taken(tmp_path, "mei.csv", head, *(row(n, "JL X", "Sako", "600000", "Sukses") for n in range(6))).disbursements
    registry = taken(tmp_path, "dtsen.csv", PLAIN, *(family(n) for n in range(4))).registry
    assert pays["programme"].null_count() == 6
    assert untold(pays, "2025-05", registry).is_empty()
    assert untold(pays, "2025-05", registry.head(2)).height == 1
    assert untold(pays.with_columns(payer=pl.lit("POS")), "2025-05", registry).height == 1


def test_a_waiting_list_in_the_file_of_the_closing_is_no_closing(tmp_path: Path) -> None:
    rows = [row(n, "JL X", "Sako", "600000") for n in range(6)]
    waits = taken(tmp_path, "final closing sako.csv", "DAFTAR TUNGGU (WAITING LIST) SEMBAKO 2025", f"{LISTED};Nominal", *rows)
    assert waits.disbursements.is_empty()
    closes = taken(tmp_path, "usulan dan closing.csv", "FINAL CLOSING SEMBAKO TAHAP 2 2025", f"{LISTED};Nominal", *rows)
    assert closes.disbursements["list_kind"].unique().to_list() == ["closing"]


@pytest.mark.parametrize(
    ("title", "people"),
    [
        ("DTSEN TW II 2025 / Tidak termasuk keluarga yang dinonaktifkan, meninggal atau pindah", 3),
        ("DTSEN TW II 2025 kecuali yang dinonaktifkan", 3),
        ("DTSEN TW II 2025 / Keluarga yang dinonaktifkan", 0),
    ],
)
def test_a_registry_that_leaves_out_whom_it_struck_off_is_whole(tmp_path: Path, title: str, people: int) -> None:
    path = tmp_path / "daftar.csv"
    rows = [f"167108410785900{n};167108010120900{n};WARGA {chr(65 + n)}NI;KEPALA KELUARGA;2" for n in range(3)]
    path.write_text("\n".join([*(f"{line};;;;" for line in title.split(" / ")), "NIK;NO KK;NAMA;SHDK;DESIL", *rows]) + "\n")
    assert ingest_file(path, "2025-05/daftar.csv", "2025-05", settings=Settings()).registry.height == people


@pytest.mark.parametrize(
    ("name", "title", "head", "more", "complaints"),
    [
        ("mei.csv", "BUKU PENGADUAN BANSOS", "NIK;Nama;Kelurahan;Terima Bantuan;Jumlah Diterima;Status", "Tidak;0;Tidak layak", True),
        ("keluhan.csv", "REKAP KELUHAN KPM BPNT", "NIK;Nama;Kelurahan;Program;Keterangan", "BPNT;Mampu;", True),
        ("aduan_mei.csv", "KELURAHAN SAKO", "NIK;Nama;Kelurahan;Hasil;Petugas", "Tidak layak karena mampu;ANI;", True),
        ("mei.csv", "KELURAHAN SAKO", "NIK;Nama Pelapor;Kelurahan;Nama Terlapor;Hasil", "BUDI;Mampu;", True),
        ("mei.csv", "HASIL VERIFIKASI LAPANGAN ATAS PENGADUAN", "NIK;Nama;Kelurahan;Hasil Verifikasi", "Mampu;;", False),
        ("mei.csv", "PENYALURAN SEMBAKO / Pengaduan: 0812 3456 789", "NIK;Nama;Kelurahan;Nominal;Status", "600000;Sukses Salur;", False),
        ("mei.csv", "PEMBAYARAN SEMBAKO SUSULAN ATAS PENGADUAN", "NIK;Nama;Kelurahan;Nominal;Status", "600000;Sukses Salur;", False),
        ("mei.csv", "MONEV BANSOS", "NIK;Nama;Kelurahan;Hasil;Keluhan", "Layak;kartu macet;", False),
        ("mei.csv", "LAPORAN KEMATIAN", "NIK;Nama;Kelurahan;Tanggal Meninggal;Nama Pelapor", "01-05-2025;BUDI;", False),
    ],
)
def test_what_a_book_of_complaints_says_is_said_of_nobody(
    tmp_path: Path, name: str, title: str, head: str, more: str, complaints: bool
) -> None:
    got = taken(tmp_path, name, *title.split(" / "), head, *(f"16710805078590{n:02};ORANG {chr(65 + n)};SAKO;{more}" for n in range(6)))
    assert got.accounts[0].foreign == complaints
    assert (got.surveys.height + got.disbursements.height == 0) == complaints
    assert ("buku pengaduan" in f"{got.problem} {got.notes}") == complaints
    assert ("payments" in got.mentions["of"].to_list()) is False, "who complained was not paid by it"


@pytest.mark.parametrize(
    ("title", "head", "foreign"),
    [
        ("PERUBAHAN KPM BLT DANA DESA", "NIK;KPM lama (dihapus);Alasan;KPM pengganti;NIK pengganti", True),
        ("BERITA ACARA BLT DANA DESA", "NIK yang diganti;Nama yang diganti;Alasan;Nama baru;NIK baru", True),
        ("CALON PENERIMA BLT DANA DESA", "NIK;Nama KPM;Alasan;Nama pengganti;NIK pengganti", False),
        ("PERBAIKAN DATA KPM SEMBAKO", "NIK lama;Nama KPM;Alasan;Program;NIK baru", False),
    ],
)
def test_who_leaves_a_list_is_no_recipient(tmp_path: Path, title: str, head: str, *, foreign: bool) -> None:
    rows = (f"16710805078590{n:02};ORANG {chr(65 + n)};pindah;SITI {chr(65 + n)};16710805078591{n:02}" for n in range(6))
    got = taken(tmp_path, "ba.csv", title, head, *rows)
    assert got.accounts[0].foreign == foreign
    assert foreign == ("penggantian penerima" in f"{got.problem} {got.notes}")
    assert not (foreign and "payments" in got.mentions["of"].to_list())


@pytest.mark.parametrize(
    ("title", "paid"),
    [
        ("IURAN KAS KELOMPOK KPM SEMBAKO MELATI BULAN MEI 2025", 0),
        ("ANGSURAN PINJAMAN KUR (TERMASUK KPM SEMBAKO) MEI 2025", 0),
        ("REALISASI PENYALURAN SEMBAKO MEI 2025 (TANPA POTONGAN IURAN KAS)", 3),
    ],
)
def test_money_that_kpm_pay_in_or_borrow_is_no_aid(tmp_path: Path, title: str, paid: int) -> None:
    got = taken(tmp_path, "kelompok.csv", title, "No;NIK;Nama;Jumlah (Rp)", *(f"{n};{row(n).rsplit(';', 1)[0]};200000" for n in range(3)))
    assert got.disbursements.height == paid


@pytest.mark.parametrize(("title", "rows"), [("SIMULASI KEBUTUHAN ANGGARAN SEMBAKO BILA DIPERLUAS", 0), ("REALISASI PAGU SEMBAKO BRI", 6)])
def test_money_that_somebody_reckons_with_is_no_payment(tmp_path: Path, title: str, rows: int) -> None:
    got = taken(tmp_path, "hitungan.csv", title, "NIK;Nama;No KK;Jumlah (Rp)", *(row(n, "600000") for n in range(6)))
    assert got.disbursements.height == rows


@pytest.mark.parametrize(
    ("more", "cell", "registry"), [("NOKA;Status", "0001;AKTIF", 0), ("NOKA;Desil", "0001;2", 20), ("No HP;Status", "08;AKTIF", 20)]
)
def test_participants_of_the_health_insurance_are_no_registry(tmp_path: Path, more: str, cell: str, registry: int) -> None:
    rows = [";".join([*family(n).split(";")[:4], cell]) for n in range(20)]
    got = taken(tmp_path, "Peserta.csv", f"NIK;Nama;No KK;Tanggal Lahir;{more}", *rows)
    assert got.registry.height == registry
    assert ("peserta JKN" in (got.problem or "")) == (registry == 0)
