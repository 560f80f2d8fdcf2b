"""A note that speaks of rows by their running number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.read.shapes.numbered_remarks import Said, said_of_numbers, without_numbered
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "DAFTAR PEMBAYARAN SEMBAKO BRI TAHAP 2 (APRIL - JUNI) TAHUN 2025;;;"
HEAD = "No;Nama;NIK;Rp"
SHORT = {"PAID": "P", "FAILED_ACCOUNT": "F", "PAID_NOT_TAKEN": "N", "RETURNED": "R", "IN_PROCESS": "I", "UNKNOWN": "?"}


def rows(*numbers: int, block: int = 0) -> list[str]:
    return [f"{n};ORANG {'ABCDEFGH'[n % 8]};167108{10 + n}01{60 + block}{9001 + n:04};600000" for n in numbers]


def states(folder: Path, *lines: str) -> str:
    path = folder / "bayar.csv"
    path.write_text("\n".join([TITLE, *lines]) + "\n", encoding="utf-8")
    got = ingest_file(path, "bayar.csv", "2025-05", settings=Settings())
    assert sum(account.rejected for account in got.accounts) == 0
    return "".join(SHORT[state] for state in got.disbursements.sort("source_row")["state"].to_list())


@pytest.mark.parametrize(
    ("note", "numbers", "words"),
    [
        ("Nomor urut 2, 5 tidak terbayar", (2, 5), "tidak terbayar"),
        ("Catatan: No. 3 s.d. 5 belum diambil", (3, 4, 5), "belum diambil"),
        ("Semua terbayar kecuali no. 2 dan 5", (2, 5), "tidak terbayar"),
        ("Daftar ini sudah dibayarkan kecuali no 5 (rekening pasif)", (5,), "rekening pasif"),
        ("Yang belum mengambil : No. 1, No. 6", (1, 6), "belum mengambil"),
        ("2 KPM (no 4 & 9) tidak hadir, dana dikembalikan", (4, 9), "tidak hadir, dana dikembalikan"),
        ("Nomor 2 a.n. ORANG C belum transaksi.", (2,), "belum transaksi"),
    ],
)
def test_a_note_numbers_its_rows_before_or_behind_their_state(note: str, numbers: tuple[int, ...], words: str) -> None:
    assert said_of_numbers(note) == [Said(numbers, words)]
    assert without_numbered(note) == ""


def test_what_is_said_of_the_rest_is_of_all_the_others() -> None:
    assert said_of_numbers("No. 1-4 sudah dibayar, sedangkan sisanya belum dibayar") == [
        Said((1, 2, 3, 4), "sudah dibayar"),
        Said((1, 2, 3, 4), "belum dibayar", others=True),
    ]
    assert said_of_numbers("Seluruhnya belum diambil kecuali no 3") == [
        Said((3,), "sudah dibayar"),
        Said((3,), "Seluruhnya belum diambil", others=True),
    ]


@pytest.mark.parametrize("where", ["foot", "title"])
def test_it_speaks_of_the_rows_it_numbers_and_of_no_other(tmp_path: Path, where: str) -> None:
    note = '"No 2 akan dibayarkan susulan; nomor urut 4 dan 5 tidak terbayar";;;'
    above, foot = ([note], []) if where == "title" else ([], [note])
    assert states(tmp_path, *above, HEAD, *rows(1, 2, 3, 4, 5, 6), "JUMLAH;;;3600000", *foot) == "PIPFFP"


@pytest.mark.parametrize(
    ("lines", "head", "expected"),
    [
        (["RT 001;;;", *rows(1, 2, 3), ";No. 2 tidak terbayar;;", "RT 002;;;", *rows(1, 2, 3, block=1)], HEAD, "PFPPPP"),
        (["RT 001;;;", *rows(1, 2, 3), "RT 002;;;", *rows(1, 2, 3, block=1), "No. 2 tidak terbayar;;;"], HEAD, "P?PP?P"),
        ([*rows(1, 2, 3), "No. 2 dan 9 tidak terbayar;;;"], HEAD, "P?P"),
        ([*rows(4, 5, 6), "No. 2 tidak terbayar;;;"], "Kode Unik;Nama;NIK;Rp", "P?P"),
    ],
    ids=["the block above", "two rows of one number", "a number nobody has", "no column of numbers"],
)
def test_a_number_that_may_mean_several_rows_makes_none_unpaid(tmp_path: Path, lines: list[str], head: str, expected: str) -> None:
    assert states(tmp_path, head, *lines) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SP2D nomor 12 yang gagal salur",
        "Keputusan Nomor 12 Tahun 2025 tentang penyaluran yang belum dibayar",
        "Lampiran Nomor 3 daftar KPM yang gagal salur",
        "DAFTAR PEMBAYARAN SEMBAKO TAHAP 2 NOMOR URUT 1-20",
        "Rekening no 5 gagal",
        "JL. MAWAR NO 5 RT 3",
        "No. 12/SK/2025 sudah dibayar",
    ],
)
def test_other_numbers_are_nobodys(text: str) -> None:
    assert said_of_numbers(text) == []
    assert without_numbered(text) == text


def test_a_title_keeps_what_it_says_beside() -> None:
    assert without_numbered("DAFTAR SEMBAKO TAHAP 2 (no. 5, 12 tidak terbayar)") == "DAFTAR SEMBAKO TAHAP 2"
