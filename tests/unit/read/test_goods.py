"""Goods in columns: what was handed over, a registry's mark of a programme, and what is only planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

TITLE = "DAFTAR PENYALURAN SEMBAKO E-WARONG MAJU JAYA MEI 2025"
GOT, UNKNOWN = "PAID", "UNKNOWN"


def taken(folder: Path, title: str, head: str, *cells: str) -> Ingested:
    rows = [f"167108050785900{n};ORANG {chr(65 + n)};SAKO;{said}" for n, said in enumerate(cells)]
    path = folder / "barang.csv"
    path.write_text("\n".join([title, f"NIK;Nama KPM;Kelurahan;{head}", *rows]) + "\n", encoding="utf-8")
    return ingest_file(path, "2025-05/barang.csv", "2025-05", settings=Settings())


@pytest.mark.parametrize(
    ("title", "head", "cells", "states"),
    [
        (TITLE, "Beras (Kg);Telur (Butir);Minyak (Ltr)", ["10;30;2", "10;0;1", "0;0;-", ";;"], [GOT, GOT, UNKNOWN, UNKNOWN]),
        (TITLE, "Beras;Daging Ayam;TTD", ["10 kg;1 kg;ttd", "10 kg;1 kg;", "10 kg;1 kg;ttd"], [GOT, UNKNOWN, GOT]),
        ("TANDA TERIMA BANTUAN PANGAN BERAS MEI 2025", "Beras 10 Kg", ["10", "10", "20"], [GOT] * 3),
        ("BAST BANTUAN PANGAN BERAS ALOKASI APRIL DAN MEI 2025", "Jumlah (Kg);TTD", ["20;ttd", "20;ttd", "20;"], [GOT, GOT, UNKNOWN]),
        (TITLE, "Beras (Kg);Telur (Butir);Nominal;Status Salur", ["10;30;200000;Gagal", "10;30;200000;Sukses"], ["FAILED_ACCOUNT", GOT]),
    ],
)
def test_goods_that_were_handed_over_are_received(tmp_path: Path, title: str, head: str, cells: list[str], states: list[str]) -> None:
    got = taken(tmp_path, title, head, *cells)
    assert got.registry.is_empty()
    assert got.disbursements["state"].to_list() == states
    assert got.disbursements["programme"].unique().to_list() == ["BERAS" if "PANGAN" in title else "SEMBAKO"]
    assert got.accounts[0].part == ("e-warong maju" if title == TITLE else ""), "other agents serve the village too"


@pytest.mark.parametrize(
    ("title", "head", "cell"),
    [
        ("RENCANA PENYALURAN SEMBAKO", "Beras (Kg);Telur (Butir)", "10;30"),
        ("DAFTAR KPM SEMBAKO", "Beras (Kg);Telur (Butir)", "10;30"),
        ("MONEV PENYALURAN SEMBAKO", "Beras (Kg);Telur (Butir);Hasil Kunjungan", "10;30;Layak"),
    ],
)
def test_goods_that_nobody_says_were_handed_over_pay_nobody(tmp_path: Path, title: str, head: str, cell: str) -> None:
    got = taken(tmp_path, title, head, *([cell] * 4))
    assert (got.registry.height, got.disbursements.height, got.surveys.height) == (0, 0, 4 * ("MONEV" in title))


def test_a_registrys_mark_of_a_programme_is_no_quantity(tmp_path: Path) -> None:
    got = taken(tmp_path, "DTSEN", "No KK;Desil;PKH;Beras", *(f"16710801012{n}900{n};2;1;{n % 2}" for n in range(4)))
    assert [("BERAS" in said) for said in got.registry["programmes"].to_list()] == [False, True, False, True]
    weighed = taken(tmp_path, TITLE.replace("E-WARONG MAJU JAYA", "MELALUI E-WARONG DI KELURAHAN SAKO"), "Beras (Kg);Telur", "10;30")
    assert weighed.accounts[0].part == ""
