"""What a list of returns tells of a list of transfers that says nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.gather.returned import with_returns
from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

PEOPLE = ("SITI AMINAH", "SUPARMI", "JOKO SUSILO", "NURHAYATI", "ABDUL HASAN", "RATNA DEWI", "WAHYU HIDAYAT", "SRI LESTARI")
SENT = "BANK BSI DAFTAR PEMINDAHBUKUAN SEMBAKO TAHAP 2 TAHUN 2025\nTanggal pemindahbukuan: 14 Mei 2025"
BACK = "BANK BSI DAFTAR RETUR SEMBAKO TAHAP 2 TAHUN 2025"


def nik(n: int) -> str:
    return f"167108{10 + n}0180{9001 + n:04}"


def listed(folder: Path, file: str, title: str, head: str, rows: list[str]) -> pl.DataFrame:
    path = folder / file
    path.write_text("\n".join([title, "", head, *rows]) + "\n", encoding="utf-8")
    return ingest_file(path, file, "2025-05", settings=Settings()).disbursements


def sent(folder: Path, people: tuple[str, ...] = PEOPLE, title: str = SENT) -> pl.DataFrame:
    rows = [f"{nik(n)};{name};0094286617{n};600000" for n, name in enumerate(people)]
    return listed(folder, "kirim.csv", title, "NIK;NAMA REKENING;NO REKENING;JUMLAH", rows)


def back(folder: Path, which: tuple[int, ...], amount: int = 600_000, title: str = BACK) -> pl.DataFrame:
    rows = [f"0094286617{n};{PEOPLE[n]};{amount};rekening pasif" for n in which]
    return listed(folder, "retur.csv", title, "NO REKENING;NAMA REKENING;JUMLAH;ALASAN RETUR", rows)


def states(*lists: pl.DataFrame) -> list[str]:
    """The states of the list of transfers, in row order."""
    told = with_returns({f"{n}": rows for n, rows in enumerate(lists)})
    return told.get("0", lists[0]).sort("source_row")["state"].to_list()


def test_a_dated_transfer_is_paid_but_for_what_came_back(tmp_path: Path) -> None:
    money = sent(tmp_path)
    assert money["state"].to_list() == ["PAID"] * 8
    assert str(money["paid_on"][0]) == "2025-05-14"
    assert states(money, back(tmp_path, (1, 4))) == ["PAID", "FAILED_ACCOUNT", "PAID", "PAID", "FAILED_ACCOUNT", *["PAID"] * 3]


def test_a_transfer_without_a_day_is_unknown_but_for_what_came_back(tmp_path: Path) -> None:
    money = sent(tmp_path, title=SENT.split("\n", maxsplit=1)[0])
    assert states(money, back(tmp_path, (1,))) == ["UNKNOWN", "FAILED_ACCOUNT", *["UNKNOWN"] * 6]


def test_a_second_try_of_the_returns_alone_stays_paid(tmp_path: Path) -> None:
    again = sent(tmp_path, PEOPLE[:3])
    assert states(again, back(tmp_path, (0, 1, 2))) == ["PAID"] * 3


def test_another_sum_is_another_payment(tmp_path: Path) -> None:
    assert states(sent(tmp_path), back(tmp_path, (1, 4), 400_000)) == ["PAID"] * 8


def test_a_list_of_paid_and_unpaid_rows_tells_its_own(tmp_path: Path) -> None:
    rows = [f"0094286617{n};{PEOPLE[n]};600000;{word}" for n, word in ((1, "gagal"), (4, "sukses"))]
    mixed = listed(tmp_path, "laporan.csv", "BANK BSI LAPORAN SEMBAKO TAHAP 2 TAHUN 2025", "NO REKENING;NAMA;JUMLAH;STATUS", rows)
    assert states(sent(tmp_path), mixed) == ["PAID"] * 8


def test_a_plan_with_a_day_is_no_transfer(tmp_path: Path) -> None:
    planned = sent(tmp_path, title="RENCANA PEMINDAHBUKUAN SEMBAKO BSI TAHAP 2 TAHUN 2025\nTanggal transfer: 14 Mei 2025")
    assert "PAID" not in planned["state"].to_list()


@pytest.mark.parametrize(
    ("sheet", "state"),
    [
        ("SP2D 123 cair 12-05-2025", "PAID"),
        ("cair tgl 12/05/2025", "PAID"),
        ("Tersalur 12 Mei 2025", "PAID"),
        ("SP2D 123 rencana cair 12-05-2025", "IN_PROCESS"),
        ("SP2D 123", "IN_PROCESS"),
    ],
)
def test_a_title_that_says_when_the_money_came_tells_it_of_every_row(tmp_path: Path, sheet: str, state: str) -> None:
    title = f"BNI SEMBAKO TAHAP 2 TAHUN 2025\n{sheet}"
    rows = [f"{nik(n)};{name};600000" for n, name in enumerate(PEOPLE)]
    got = listed(tmp_path, "lembar.csv", title, "NIK;Nama KPM;Nilai", rows)
    assert got["state"].unique().to_list() == [state]
    assert [str(day) for day in got["paid_on"].unique()] == (["2025-05-12"] if state == "PAID" else ["None"])


@pytest.mark.parametrize("title", ["SP2D 123 tidak cair 12-05-2025", "belum cair 12-05-2025"])
def test_a_title_that_says_that_no_money_came_is_believed(tmp_path: Path, title: str) -> None:
    rows = [f"{nik(n)};{name};600000" for n, name in enumerate(PEOPLE)]
    got = listed(tmp_path, "lembar.csv", f"BNI SEMBAKO TAHAP 2 TAHUN 2025\n{title}", "NIK;Nama KPM;Nilai", rows)
    assert "PAID" not in got["state"].to_list()


def paid_list(folder: Path) -> pl.DataFrame:
    rows = [f"{nik(n)};{name};600000;12/05/2025;Terbayar" for n, name in enumerate(PEOPLE)]
    return listed(folder, "pos.csv", "PT POS REALISASI SEMBAKO TAHAP 2 TAHUN 2025", "NIK;Nama;Jumlah;Tgl Bayar;Status", rows)


@pytest.mark.parametrize(
    ("title", "state"),
    [
        (
            "SURAT PEMBERITAHUAN PEMBATALAN PEMBAYARAN SEMBAKO TAHAP 2 TAHUN 2025\nPT Pos: dana telah ditarik kembali ke kas",
            "FAILED_ACCOUNT",
        ),
        ("PT POS DAFTAR GAGAL BAYAR SEMBAKO TAHAP 2 TAHUN 2025", "PAID"),
    ],
    ids=["cancelled afterwards", "a failure before the list that says paid"],
)
def test_only_a_cancelled_payment_outranks_the_word_of_the_list_that_made_it(tmp_path: Path, title: str, state: str) -> None:
    rows = [f"{nik(n)};{PEOPLE[n]};600000;KPM tidak ditemukan di loket" for n in (1, 4)]
    letter = listed(tmp_path, "surat.csv", title, "NIK;Nama;Nominal;Alasan", rows)
    assert states(paid_list(tmp_path), letter) == ["PAID", state, "PAID", "PAID", state, *["PAID"] * 3]


@pytest.mark.parametrize(
    ("word", "days", "title", "expected"),
    [
        ("Sukses Top Up", "12", "DAFTAR KPM SEMBAKO TIDAK TRANSAKSI", "PAID_NOT_TAKEN"),
        ("", "12", "LAPORAN SALDO MENGENDAP SEMBAKO", "PAID_NOT_TAKEN"),
        ("Sudah transaksi", "12", "DAFTAR KPM SEMBAKO BELUM TRANSAKSI PER 15 MEI", "PAID"),
        ("", "", "DAFTAR KPM SEMBAKO BELUM BERTRANSAKSI", "PAID"),
    ],
    ids=["a top-up with a word", "a top-up without", "fetched by its word", "fetched, each on a day of his own"],
)
def test_money_that_lies_on_the_card_is_not_taken(tmp_path: Path, word: str, days: str, title: str, expected: str) -> None:
    rows = [f"{nik(n)};{name};600000;{days or 10 + n}/05/2025;{word}" for n, name in enumerate(PEOPLE)]
    head = "NIK;Nama;Nominal;Tanggal;Status"
    money = listed(tmp_path, "bri.csv", "TOP UP SEMBAKO BRI TAHAP 2 (APRIL - JUNI) 2025", head, rows)
    lying = [f"{nik(n)};{PEOPLE[n]};600000" for n in (1, 4)]
    told = listed(tmp_path, "belum.csv", f"{title} BRI TAHAP 2 (APRIL - JUNI) 2025", "NIK;Nama;Saldo", lying)
    assert states(money, told) == ["PAID", expected, "PAID", "PAID", expected, *["PAID"] * 3]


@pytest.mark.parametrize(("day", "state"), [("PER 10 MEI 2025", "PAID"), ("s.d. tanggal 20-05-2025", "RETURNED"), ("", "RETURNED")])
def test_money_that_came_after_the_day_of_a_list_of_returns_stays_paid(tmp_path: Path, day: str, state: str) -> None:
    rows = [f"{nik(n)};{name};600000;14/05/2025" for n, name in enumerate(PEOPLE)]
    paid = listed(tmp_path, "pos.csv", "PT POS REALISASI SEMBAKO TAHAP 2 TAHUN 2025", "NIK;Nama;Jumlah;Tgl Bayar", rows)
    rows = [f"{nik(n)};{PEOPLE[n]};600000;dikembalikan" for n in (1, 4)]
    back = listed(tmp_path, "retur.csv", f"PT POS DAFTAR RETUR SEMENTARA SEMBAKO TAHAP 2 TAHUN 2025 {day}", "NIK;Nama;Nominal;Alasan", rows)
    assert states(paid, back)[1] == state


@pytest.mark.parametrize(("status", "expected"), [(";Terbayar", "PAID"), (";", "PAID"), (None, "PAID_NOT_TAKEN")])
def test_what_the_post_paid_was_fetched(tmp_path: Path, status: str | None, expected: str) -> None:
    rows = [
        f"{nik(n)};{name};600000;{'' if status is None and n in (1, 4) else '20/05/2025'}{status or ';'}" for n, name in enumerate(PEOPLE)
    ]
    post = listed(tmp_path, "pos.csv", "PT POS REALISASI SEMBAKO TAHAP 2 TAHUN 2025", "NIK;Nama;Nominal;Tgl Bayar;Status", rows)
    away = [f"{nik(n)};{PEOPLE[n]};600000" for n in (1, 4)]
    told = listed(tmp_path, "absen.csv", "PT POS DAFTAR KPM TIDAK HADIR SEMBAKO TAHAP 2 TAHUN 2025", "NIK;Nama;Nominal", away)
    assert [states(post, told)[n] for n in (0, 1, 4)] == ["PAID", expected, expected]
