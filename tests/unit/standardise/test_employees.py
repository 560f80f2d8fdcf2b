"""Lists of other offices that tell who holds an excluded job: the title is the finding of every row."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.words.employees import job_named
from schemas.settings import Settings

ROWS = "No;NIP;NIK;Nama;Jabatan\n1;198001012005011001;1671085201809001;SITI AMINAH;Guru\n2;197902022004012002;1671080101799002;BUDI;Bidan\n"


def results(path: Path, title: str) -> list[tuple[str, str | None]]:
    path.write_text(f"{title}\n{ROWS}")
    return ingest_file(path, "2025-05/daftar.csv", "2025-05", settings=Settings()).surveys.select("result", "told_by").rows()


@pytest.mark.parametrize(
    "title", ["DAFTAR PEGAWAI NEGERI SIPIL DAN PPPK KOTA PALEMBANG", "DATA APARATUR SIPIL NEGARA TAHUN 2025", "Rekap TNI"]
)
def test_whoever_stands_on_a_list_of_employees_holds_an_excluded_job(tmp_path: Path, title: str) -> None:
    assert results(tmp_path / "asn.csv", title) == [("TIDAK_LAYAK_PEKERJAAN", "daftar pegawai")] * 2


@pytest.mark.parametrize(
    "title",
    ["DAFTAR WARGA NON ASN", "DAFTAR ISTRI PNS", "DAFTAR GAJI PNS", "DAFTAR WARGA", "DATA WARGA ASRAMA POLRI", "WARGA KOMPLEK TNI AL"],
)
def test_other_titles_tell_of_no_job(tmp_path: Path, title: str) -> None:
    assert job_named(title) is None
    assert results(tmp_path / "warga.csv", title) == []


def told(tmp_path: Path, name: str, *lines: str) -> list[tuple[str, str | None, str]]:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n")
    frame = ingest_file(path, f"2025-05/{name}", "2025-05", settings=Settings()).surveys
    return [(row[0], row[1], str(row[2])) for row in frame.select("name", "result", "birth_date").rows()]


STAFF = ("198001012005011001", "197902022004012002", "199003032015021003")


def staff(column: str = "NIP") -> tuple[str, ...]:
    names = ("SITI AMINAH", "BUDI SANTOSO", "DEWI LESTARI")
    rows = (f"{n};{nip};{name};III/a;RSUD" for n, (nip, name) in enumerate(zip(STAFF, names, strict=True)))
    return f"NO;{column};NAMA;Gol;Unit Kerja", *rows


def test_people_who_all_bear_a_nip_are_civil_servants_born_as_it_says(tmp_path: Path) -> None:
    assert told(tmp_path, "Daftar PNS 2025.csv", *staff()) == [
        ("SITI AMINAH", "TIDAK_LAYAK_PEKERJAAN", "1980-01-01"),
        ("BUDI SANTOSO", "TIDAK_LAYAK_PEKERJAAN", "1979-02-02"),
        ("DEWI LESTARI", "TIDAK_LAYAK_PEKERJAAN", "1990-03-03"),
    ]


@pytest.mark.parametrize("name", ["Daftar istri PNS.csv", "calon asn.csv"])
def test_a_file_named_after_others_tells_of_no_job(tmp_path: Path, name: str) -> None:
    assert "TIDAK_LAYAK_PEKERJAAN" not in [result for _, result, _ in told(tmp_path, name, *staff())]


def test_a_number_that_is_no_nip_tells_of_no_job(tmp_path: Path) -> None:
    rows = [line.replace("19", "77", 1) for line in staff()]
    assert told(tmp_path, "Daftar PNS 2025.csv", *rows) == []


def test_pensioners_without_a_nik_are_told_by_name_and_birth(tmp_path: Path) -> None:
    head = "NO;NOTAS;NAMA PENSIUNAN;TGL LAHIR;KELURAHAN;JENIS PENSIUN;KANTOR BAYAR"
    rows = [f"{n};0597304602{n};WARGA {chr(65 + n)}NI;14-11-1956;SAKO;PENSIUN PNS;BANK SUMSEL" for n in range(3)]
    got = told(tmp_path, "Taspen.csv", "DAFTAR PENERIMA PENSIUN PT TASPEN;;;;;;", head, *rows)
    assert [result for _, result, _ in got] == ["TIDAK_LAYAK_PEKERJAAN"] * 3


def test_a_list_of_aid_for_pensioners_stays_a_pay_list(tmp_path: Path) -> None:
    head = "NO;NIK;NAMA;NOMINAL;STATUS SALUR"
    rows = [f"{n};167108410785900{n};WARGA {chr(65 + n)}NI;600000;SUKSES" for n in range(3)]
    assert told(tmp_path, "Sembako.csv", "DAFTAR PENERIMA PENSIUN YANG DIBAYAR SEMBAKO;;;;", head, *rows) == []


@pytest.mark.parametrize(
    ("title", "head", "status"),
    [
        ("DAFTAR PEGAWAI KANTOR KECAMATAN SAKO", "NIP;Status Kepegawaian", ("CPNS", "PPPK", "Tenaga harian lepas")),
        ("DAFTAR GURU DAN TENAGA KEPENDIDIKAN", "NUPTK;Status Kepegawaian;No KK", ("PNS;1", "PNS Depag;2", "Guru Honor Sekolah;3")),
        ("SMP NEGERI 1", "NIP;Jenis Pegawai", ("PPPK Guru", "ASN", "GTY/PTY")),
    ],
)
def test_a_list_of_staff_tells_of_each_how_he_is_employed(tmp_path: Path, title: str, head: str, status: tuple[str, ...]) -> None:
    names = ("SITI AMINAH", "BUDI SANTOSO", "DEWI LESTARI")
    rows = [f"{n + 1};16710852018090{n}1;{names[n]};{STAFF[n]};{status[n]}" for n in range(3)]
    (tmp_path / "staf.csv").write_text("\n".join([f"{title};;", f"No;NIK;Nama;{head}", *rows]) + "\n")
    got = ingest_file(tmp_path / "staf.csv", "2025-05/staf.csv", "2025-05", settings=Settings())
    expected = [*["TIDAK_LAYAK_PEKERJAAN"] * 2, "BELUM_DIDATA"]
    assert got.surveys.select("result", "told_by").rows() == [(one, "daftar pegawai") for one in expected]
    assert not got.rejects.filter(pl.col("rule_id") == "SRV-01").height


def test_members_of_a_registry_with_a_status_of_work_are_no_staff(tmp_path: Path) -> None:
    rows = [f"16710852018090{n}1;1671080101150001;WARGA {chr(65 + n)}NI;Anak;2;{'PNS' if n else 'Buruh'}" for n in range(4)]
    (tmp_path / "dtsen.csv").write_text("\n".join(["NIK;No KK;Nama;Hubungan;Desil;Status Pegawai", *rows]) + "\n")
    got = ingest_file(tmp_path / "dtsen.csv", "2025-05/dtsen.csv", "2025-05", settings=Settings())
    assert (got.registry.height, got.surveys.height) == (4, 0)
