"""A matrix of months whose cells say in words or codes what became of each month's money."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIK = [f"167108410785{n}" for n in range(9000, 9020)]
LEGEND = "x = sudah ditransaksikan Rp200.000 / bulan; G = gagal top up; kosong = tidak ada top up"


def take(tmp_path: Path, *lines: str) -> Ingested:
    path = tmp_path / "matriks top up Sembako BRI 2025.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ingest_file(path, path.name, "2025-05", settings=Settings())


def matrix(tmp_path: Path, title: str, *cells: str) -> Ingested:
    rows = [f"{n};{NIK[n]};WARGA {chr(65 + n)}NI;{said}" for n, said in enumerate(cells)]
    return take(tmp_path, f"{title};;;;;", ";;;2025;;", "No;NIK;Nama KPM;Apr;Mei;Jun", *rows)


def payments(got: Ingested) -> list[tuple[str, str, str, int | None]]:
    frame = got.disbursements.sort("source_row", "period_from")
    return list(frame.select("period_from", "period_to", "state", "amount").iter_rows())


def test_codes_of_a_legend_are_the_state_of_their_months(tmp_path: Path) -> None:
    got = matrix(tmp_path, LEGEND, "x;x;x", "x;G;x", "G;G;G", "x;x;", "x;x;x")
    assert payments(got) == [
        ("2025-04", "2025-06", "PAID", 600_000),
        ("2025-04", "2025-04", "PAID", 200_000),
        ("2025-05", "2025-05", "FAILED_ACCOUNT", 200_000),
        ("2025-06", "2025-06", "PAID", 200_000),
        ("2025-04", "2025-06", "FAILED_ACCOUNT", 600_000),
        ("2025-04", "2025-06", "PAID", 400_000),  # the month that nearly all others were paid is due to it too
        ("2025-04", "2025-06", "PAID", 600_000),
    ]


def test_words_of_a_status_need_no_legend(tmp_path: Path) -> None:
    got = matrix(tmp_path, "SEMBAKO Rp 200.000 per bulan", "Sukses;Sukses;Gagal", "Sukses;Sukses;Sukses", "Retur;Retur;Retur")
    assert [(first, last, state) for first, last, state, _ in payments(got)] == [
        ("2025-04", "2025-05", "PAID"),
        ("2025-06", "2025-06", "FAILED_ACCOUNT"),
        ("2025-04", "2025-06", "PAID"),
        ("2025-04", "2025-06", "RETURNED"),
    ]


@pytest.mark.parametrize("cells", ["v;v;v", "v;v;"])
def test_ticks_alone_stay_ticks(tmp_path: Path, cells: str) -> None:
    got = matrix(tmp_path, "SEMBAKO Rp 200.000 per bulan", *[cells] * 4)
    months = cells.count("v")
    assert payments(got) == [("2025-04", "2025-06" if months == 3 else "2025-05", "PAID", months * 200_000)] * 4


@pytest.mark.parametrize(("each", "amount"), [("300.000", 900_000), ("600.000", 600_000)])
def test_a_sum_for_each_is_a_months_where_it_is_too_small_for_all(tmp_path: Path, each: str, amount: int) -> None:
    got = matrix(tmp_path, f"PENYALURAN BLT DANA DESA (v = sudah diterima @ Rp {each})", *["v;v;v"] * 3)
    assert payments(got) == [("2025-04", "2025-06", "PAID", amount)] * 3


def test_codes_that_speak_of_no_money_pay_nobody(tmp_path: Path) -> None:
    got = matrix(tmp_path, "KUNJUNGAN POSYANDU; S = sehat; K = kurang gizi", "S;S;K", "S;S;S", "K;S;S")
    assert got.disbursements.is_empty()


@pytest.mark.parametrize(
    ("title", "cells", "whole", "last"),
    [
        ("SEMBAKO BRI TW II 2025", "200000;200000;-", 5, "2025-06"),
        ("SEMBAKO BRI TW II 2025", "200000;200000;", 2, "2025-05"),
        ("BLT DANA DESA 2025", "200000;200000;", 5, "2025-05"),
        ("SEMBAKO BRI TW II 2025", ";200000;", 5, "2025-05"),
    ],
    ids=["all others got June", "not nearly all got June", "villages pay month by month", "begun late"],
)
def test_a_last_month_that_nearly_all_were_paid_is_one_not_paid(tmp_path: Path, title: str, cells: str, whole: int, last: str) -> None:
    frame = matrix(tmp_path, title, *["200000;200000;200000"] * whole, cells).disbursements
    assert frame.sort("source_row")["period_to"].to_list() == ["2025-06"] * whole + [last]
    assert frame.sort("source_row")["amount"][-1] == sum(map(int, filter(str.isdigit, cells.split(";"))))
