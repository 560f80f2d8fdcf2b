"""Notes on others than the rows of a list, and titles that speak of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.words.asides import is_aside
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def states(folder: Path, *titles: str) -> set[str]:
    rows = [f"{n + 1};167108{10 + n}0180{9001 + n};ORANG {'ABCDE'[n]};SAKO;600000;1{n}/05/2025" for n in range(5)]
    path = folder / "bayar.csv"
    path.write_text("\n".join([*titles, "No;NIK;Nama;Kelurahan;Nominal;Tgl Salur", *rows]) + "\n", encoding="utf-8")
    return set(ingest_file(path, "bayar.csv", "2025-05", settings=Settings()).disbursements["state"])


@pytest.mark.parametrize(
    "note",
    [
        "Catatan: KPM yang gagal salur karena rekening tidak aktif dimuat pada lampiran tersendiri.",
        "Sisa dana yang tidak terbayar dikembalikan ke kas negara.",
        "NB: yang belum menerima harap menghubungi pendamping",
        "KPM gagal salur tercantum dalam daftar terpisah",
    ],
)
def test_a_note_on_others_is_no_word_on_the_rows(tmp_path: Path, note: str) -> None:
    assert is_aside(note)
    assert states(tmp_path, "BRI - REALISASI SEMBAKO TAHAP 2 (APRIL - JUNI) TAHUN 2025", note) == {"PAID"}


@pytest.mark.parametrize("title", ["DAFTAR KPM GAGAL SALUR", "KPM YANG TIDAK TERBAYAR", "Keterangan : GAGAL SALUR"])
def test_a_title_that_names_the_rows_is_believed(tmp_path: Path, title: str) -> None:
    assert not is_aside(title)
    assert "PAID" not in states(tmp_path, "BRI - SEMBAKO TAHAP 2 (APRIL - JUNI) TAHUN 2025", title)
