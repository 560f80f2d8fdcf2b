"""Texts copied out of a PDF, a blank between all words: cut by what the words are, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

TITLE = "BANK NEGARA INDONESIA\nDAFTAR PENYALURAN SEMBAKO TAHAP 2 TAHUN 2025"
HEAD = "No NIK Nama No Rekening Jumlah Status"


def number(n: int) -> str:
    return f"35051453037690{n:02}"


def taken(folder: Path, *lines: str, title: str = TITLE) -> Ingested:
    path = folder / "bni.txt"
    path.write_text("\n".join([title, *lines]) + "\n")
    return ingest_file(path, "2025-05/bni.txt", "2025-05", settings=Settings())


def test_words_and_numbers_part_the_columns(tmp_path: Path) -> None:
    rows = [f"{n} {number(n)} {name} 19000000{n:02} {sum_} {state}".strip() for n, (name, sum_, state) in enumerate([
        ("RATNA SUSANTI", "600.000", "SUKSES"), ("M. NUR", "Rp 600.000", "GAGAL REKENING PASIF"), ("SITI", "600.000,-", "SUKSES"),
        ("SUMIATI BINTI ALI", "600.000", ""), ("-", "600.000", "SUKSES"),
    ], 1)]  # fmt: skip
    rows.insert(3, "Halaman 1 dari 2\n" + HEAD)
    got = taken(tmp_path, HEAD, *rows, f"6 {number(6)} ANI 99 19000006 600.000 SUKSES", "Total 6 KPM Rp 3.600.000", "Blitar, 31 Mei 2025")
    pays = got.disbursements
    assert pays["name"].to_list()[:4] == ["RATNA SUSANTI", "M. NUR", "SITI", "SUMIATI BINTI ALI"]
    assert pays["state"].to_list()[:4] == ["PAID", "FAILED_ACCOUNT", "PAID", "UNKNOWN"]
    assert pays["amount"].to_list()[:5] == [600_000] * 5
    assert pays["source_row"].to_list()[:5] == [4, 5, 6, 9, 10]
    (account,) = got.accounts
    assert (account.read, account.used, account.total_stated) == (6, 5, 3_600_000)
    assert got.rejects.filter(rule_id="READ-01")["row"].to_list() == [11], "a number in a name: nobody can say what is what"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("No NIK Nama Alamat Jumlah", "{n} {nik} RATNA SUSANTI DUSUN KRAJAN 600.000"),
        ("No NIK Nama", "{n} {nik} RATNA SUSANTI 600.000 SUKSES"),
        ("Catatan rapat", "{n} {nik} RATNA SUSANTI 600.000 SUKSES"),
    ],
)
def test_what_the_header_does_not_name_is_refused(tmp_path: Path, head: str, row: str) -> None:
    got = taken(tmp_path, head, *(row.format(n=n, nik=number(n)) for n in range(1, 7)))
    assert got.disbursements.is_empty()
    assert "Minta" in (got.problem or "")
