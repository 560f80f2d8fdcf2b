"""Pay lists by name alone (post offices, villages): name and place and money are enough to be read, less is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings


def taken(folder: Path, header: str, row: str, title: str = "") -> Ingested:
    path = folder / "Sembako POS Tahap 2 2025.csv"
    lines = [row.format(n=n, name=f"ORANG {chr(65 + n)}{chr(75 + n)}NDI") for n in range(12)]
    path.write_text("\n".join([*([title] if title else []), header, *lines]) + "\n", encoding="utf-8")
    return ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())


@pytest.mark.parametrize(
    ("header", "row", "state"),
    [
        ("No;Nama;Umur;Alamat;RT;RW;Kel;Nominal;Tanggal Bayar", "{n};{name};4{n};Jl. Musi No {n};3;1;Sako;600000;13/05/2025", "PAID"),
        ("No;Nama Penerima;Alamat;Kelurahan;Jumlah Uang;Tgl Terima", "{n};{name};Jl. Musi No {n};Sako;600000;13/05/2025", "PAID"),
        ("Nama KPM;Kelurahan;Nominal", "{name};Sako;600000", "UNKNOWN"),
        ("Nama KPM;RT;Kelurahan;Status Salur", "{name};3;Sako;Sukses Salur", "PAID"),
    ],
)
def test_names_places_and_money_are_a_pay_list(tmp_path: Path, header: str, row: str, state: str) -> None:
    got = taken(tmp_path, header, row)
    assert got.problem is None
    pays = got.disbursements
    assert pays.height == 12
    assert set(pays["payer"]) == {"POS"}
    assert set(pays["programme"]) == {"SEMBAKO"}
    assert set(pays["state"]) == {state}
    assert pays["village_code"].null_count() == 0
    assert set(pays["nik_status"]) == {"MISSING"}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("No;Nama;Nominal", "{n};{name};600000"),  # nothing says which of that name
        ("No;Nama;Alamat;RT;RW;Kelurahan", "{n};{name};Jl. Musi No {n};3;1;Sako"),  # nothing was paid
    ],
)
def test_less_than_that_is_told_and_read_as_no_payment(tmp_path: Path, header: str, row: str) -> None:
    got = taken(tmp_path, header, row)
    assert got.disbursements.is_empty()
    assert got.problem is not None


@pytest.mark.parametrize(
    ("header", "cells", "title", "villages"),
    [
        ("Wilayah", ["Sako", "Sako Baru", "Sako", "Sako Baru"], "SEMBAKO TAHAP 2 2025", True),
        ("WIL.", ["SAKO", "SAKO", "SAKO", "SAKO"], "SEMBAKO TAHAP 2 2025", True),
        ("Wilayah", ["RW 01", "RW 02", "RW 01", "RW 02"], "SEMBAKO TAHAP 2 2025", False),
        ("Wilayah", ["Utara", "Utara", "Selatan", "Selatan"], "SEMBAKO TAHAP 2 2025", False),
        ("Wilayah", ["Sako", "Sako Baru", "Sako", "Sako Baru"], "SEMBAKO TAHAP 2 2025 KELURAHAN SAKO", False),
        ("Kode Wilayah", ["Sako", "Sako", "Sako", "Sako"], "SEMBAKO TAHAP 2 2025", False),
    ],
)
def test_an_area_of_a_few_names_is_the_village(read, header: str, cells: list[str], title: str, *, villages: bool) -> None:
    rows = [f"{n};ORANG {'ABCD'[n]};16710805078590{n:02};{cell};600000;Terbayar" for n, cell in enumerate(cells)]
    (table,) = read("\n".join([f"{title};;;;;", f"No;Nama;NIK;{header};Jumlah;Status", *rows]), "bri.csv").tables
    assert ("village_name" in table.frame.columns) == villages
