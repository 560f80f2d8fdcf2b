"""Lists of other offices that tell who holds an excluded job: the title is the finding of every row."""

from pathlib import Path

import pytest

from pipeline.employees import job_named
from pipeline.ingest import ingest_file
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
