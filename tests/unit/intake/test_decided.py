"""Proposals of new people that a village's meeting decided on."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

MUSDES = "HASIL MUSYAWARAH DESA USULAN BARU DTSEN DESA WATUGEDE, 6 MEI 2025"
DECIDED = ("DISETUJUI", "Setuju", "DITOLAK", "Ditunda, berkas kurang", "disetujui", "Tidak disetujui")


@pytest.mark.parametrize(
    ("title", "header", "words", "visits"),
    [
        (MUSDES, "Keputusan Musdes", DECIDED, 3),
        ("BERITA ACARA MUSKEL PENGUSULAN KPM SEMBAKO", "Hasil Muskel", DECIDED, 3),
        (MUSDES, "Keputusan Musdes", ("DITOLAK",) * 6, 0),  # nobody is judged by a refusal
        ("HASIL MUSDES USULAN PENGHAPUSAN DTSEN", "Keputusan Musdes", DECIDED, 0),
        ("HASIL MUSDES PENGUSULAN PENERIMA, PENGGANTIAN KPM", "Keputusan Musdes", DECIDED, 0),
        ("USULAN BARU DTSEN DESA WATUGEDE", "Keputusan", DECIDED, 0),  # whose decision?
        (MUSDES, "Keputusan Musdes", ("DISETUJUI", "mampu", "sudah terdaftar", "cek lagi", "?", "punya mobil"), 0),
    ],
)
def test_a_meeting_that_agreed_to_a_proposal_found_a_poor_family(
    tmp_path: Path, title: str, header: str, words: tuple[str, ...], visits: int
) -> None:
    path = tmp_path / "daftar.csv"
    rows = [f"{n};16710805078590{n:02};1671080101209{n:03};ORANG {chr(65 + n)};JL X;{word};Mampu" for n, word in enumerate(words)]
    path.write_text("\n".join([f"{title};;;;;;", f"No;NIK;No KK;Nama;Alamat;{header};Alasan", *rows]) + "\n")
    got = ingest_file(path, "2025-05/daftar.csv", "2025-05", settings=Settings())
    assert got.surveys["result"].to_list().count("LAYAK") == visits
    assert (got.registry.height, got.disbursements.height) == (0, 0)
    assert not visits or (got.surveys.height, got.accounts[0].read, got.accounts[0].used) == (visits, visits, visits)
    assert any("3 usulan yang ditolak atau belum diputuskan tidak dipakai" in note for note in got.notes) == (visits > 0)
