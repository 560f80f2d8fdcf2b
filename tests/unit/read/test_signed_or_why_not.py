"""The place of a signature on a receipt: who signed, and why somebody did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "No;Nama;RT/RW;Jumlah Uang;{}"
SIGNED, RETURNED, WAITING = "PAID", "RETURNED", "PAID_NOT_TAKEN"


@pytest.mark.parametrize("header", ["Tanda Tangan / Ket", "TTD / Keterangan", "Tanda Tangan"])
@pytest.mark.parametrize(
    ("cells", "states"),
    [
        (["cap jempol", "ttd", "tidak hadir, dikembalikan ke Pos", "ttd"], [SIGNED, SIGNED, RETURNED, SIGNED]),
        (["ttd", "ttd", "ttd", "belum diambil"], [SIGNED, SIGNED, SIGNED, WAITING]),
        (["ttd", "ttd", "ttd", "ttd"], [SIGNED] * 4),
    ],
)
def test_who_signed_got_it_and_a_word_says_why_somebody_did_not(tmp_path: Path, header: str, cells: list[str], states: list[str]) -> None:
    rows = [f"{n};ORANG {'ABCD'[n]};00{n + 1}/002;600000;{cell}" for n, cell in enumerate(cells)]
    path = tmp_path / "terima.csv"
    title = "TANDA TERIMA SEMBAKO TAHAP 2 (APRIL - JUNI) TAHUN 2025;;;;\nKELURAHAN SAKO - PT POS;;;;"
    path.write_text("\n".join([title, HEAD.format(header), *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "terima.csv", "2025-05", settings=Settings()).disbursements
    assert got.sort("source_row")["state"].to_list() == states
    assert got["rt"].to_list() == ["001", "002", "003", "004"]


def test_who_came_for_the_money_signed_or_did_not(tmp_path: Path) -> None:
    head = [
        "{} SEMBAKO TAHAP II TAHUN 2025;;;",
        "DESA WATUGEDE - BANK MANDIRI;;;",
        "Besar bantuan @ Rp 600.000,- per KPM;;;",
        "No;Nama;NIK;Paraf",
    ]
    rows = [f"{n};ORANG {'ABCDEF'[n]};167108450785900{n + 1};{'' if n == 2 else 'v'}" for n in range(6)]
    path = tmp_path / "hadir.csv"

    def got(title: str):
        text = "\n".join([*head, *rows, ";Jumlah;6 KPM x Rp 600.000;Rp 3.600.000"]) + "\n"
        path.write_text(text.format(title), encoding="utf-8")
        return ingest_file(path, "hadir.csv", "2025-05", settings=Settings())

    paid = got("DAFTAR HADIR PENCAIRAN").disbursements.sort("source_row")
    assert paid["state"].to_list() == [SIGNED, SIGNED, "UNKNOWN", SIGNED, SIGNED, SIGNED]
    assert paid["amount"].to_list() == [600_000] * 6
    for title in ("DAFTAR HADIR SOSIALISASI PENCAIRAN", "DAFTAR HADIR PENGAMBILAN KARTU", "DAFTAR HADIR"):
        assert got(title).disbursements.is_empty(), title


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [("Sudah/Belum", "Sudah", "Belum"), ("Sampun/Dereng", "Sampun", "Dereng"), ("Parantos / Encan", "Parantos", "Encan")],
)
def test_two_answers_in_a_header_of_any_language_are_the_state(tmp_path: Path, header: str, yes: str, no: str) -> None:
    rows = [f"{n};ORANG {'ABCD'[n]};16710805078590{n:02};600000;{no if n == 2 else yes}" for n in range(4)]
    path = tmp_path / "bayar.csv"
    path.write_text("\n".join(["SEMBAKO TAHAP 2 2025;;;;", f"No;Nama;NIK;Jumlah Uang;{header}", *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "bayar.csv", "2025-05", settings=Settings()).disbursements
    assert [state == SIGNED for state in got["state"]] == [True, True, False, True]


@pytest.mark.parametrize("header", ["Nama Depan *;Nama Belakang", "Nama Depan;Nama Belakang *", "First Name;Last Name"])
def test_a_name_in_two_columns_is_one(tmp_path: Path, header: str) -> None:
    rows = [f"{n};{name};16710805078590{n:02};600000;Terbayar" for n, name in enumerate(["SITI;AMINAH", "SUPARMI;", "NUR;AINI HASANAH"])]
    path = tmp_path / "bayar.csv"
    path.write_text("\n".join(["SEMBAKO TAHAP 2 2025;;;;;", f"No;{header};NIK;Jumlah Uang;Status", *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "bayar.csv", "2025-05", settings=Settings()).disbursements
    assert got["name"].to_list() == ["SITI AMINAH", "SUPARMI", "NUR AINI HASANAH"]


@pytest.mark.parametrize(
    ("header", "cells", "paid"),
    [
        ("Ambil (ya/tdk)", ["ya", "ya", "tdk", "ya"], [True, True, False, True]),
        ("Terima", ["√", "√", "√", "√"], [True] * 4),
        ("Diterima / Belum", ["√", "√", "x", "√"], [True, True, False, True]),
        ("Diterima", ["v", "V", "X", "v"], [True, True, False, True]),
        ("Diterima", ["x", "x", "x", "x"], [True] * 4),
        ("Diambil sendiri (ya/tdk)", ["ya", "ya", "tdk", "ya"], [True] * 4),
    ],
)
def test_a_cross_beside_ticks_and_a_no_under_a_verb_of_payment_deny(
    tmp_path: Path, header: str, cells: list[str], paid: list[bool]
) -> None:
    rows = [f"{n};ORANG {'ABCD'[n]};16710805078590{n:02};600000;{cell}" for n, cell in enumerate(cells)]
    path = tmp_path / "bayar.csv"
    title = "REALISASI PEMBAYARAN SEMBAKO TAHAP 2 2025 PT POS;;;;"
    path.write_text("\n".join([title, f"No;Nama;NIK;Jumlah Uang;{header}", *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "bayar.csv", "2025-05", settings=Settings()).disbursements
    assert [state == SIGNED for state in got["state"]] == paid
