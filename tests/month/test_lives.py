"""Six months of fifty known case lives through whole runs: every state and age, decisions included; an older month run again keeps its ids."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from pipeline.month import run_month
from schemas.months import span

MONTHS = span("2025-07", "2025-12")
BULAN = ("Juli", "Agustus", "September", "Oktober", "November", "Desember")
PAID, UNPAID, FAILED, OPEN, LESS = "x", "-", "f", "?", "l"
SYLLABLES = ("BA", "DU", "GI", "KO", "LE", "MA", "NU", "PI", "RO", "SE", "TA", "WI")

LIVES: dict[str, list[str]] = {
    # desil 9, so a payment is the case: paid, not paid, of a state nobody knows
    "IE-TL": [
        "xxxxxx", "x-----", "-x----", "--x---", "---x--", "----x-", "-----x", "xx----", "xxx---", "xxxx--", "xxxxx-", "x-x-x-", "xx-xx-",
        "xxx-xx", "x--x--", "x---xx", "-xx--x", "x?x---", "x??x--", "xx?-xx", "x?----", "--xx?x", "xxxxx?", "-x?xx-", "------",
    ],
    # desil 2, so it is the case not to be paid: "-" is the case here
    "EE-BB": [
        "------", "xxxxxx", "-xxxxx", "x-xxxx", "--xxxx", "x--x--", "---xxx", "-x-x-x", "xx--xx", "-?-xxx", "-??-xx", "--?x--", "xxxxx-", "x?-xxx",
    ],
    "EE-RK": ["ffffff", "fxxxxx", "fxfxfx", "ff?fxx", "xffxxf", "f?xxxx"],
    # desil 9, decided LAYAK after the first month; later the amount changes, or nothing does
    "decided": ["xxxxxx", "xxxlll", "xx-xxx", "xxlxxx", "x?xxxx"],
}  # fmt: skip


def expected(kind: str, history: str) -> list[tuple[str, int] | None]:
    """What the conventions say of a life, month by month (state, age)."""
    out: list[tuple[str, int] | None] = []
    begun, was = None, ""
    for at, mark in enumerate(history):
        there = mark in {"IE-TL": PAID, "decided": PAID + LESS, "EE-BB": UNPAID, "EE-RK": FAILED}[kind]
        if mark == OPEN or (not there and was in {"", "SELESAI_DATA"}):
            out.append(None)
            continue
        if not there:
            decided = was == "SELESAI_PUTUSAN"
            out.append(None if decided or begun is None else ("SELESAI_DATA", at - begun + 1))
            was = was if decided else "SELESAI_DATA"
            continue
        if kind == "decided" and at:
            status = "DIBUKA_LAGI" if mark == LESS else "SELESAI_PUTUSAN"
        else:
            status = {"": "BARU", "SELESAI_DATA": "KAMBUH"}.get(was, "LANJUT")
        begun = at if status in {"BARU", "KAMBUH"} or begun is None else begun
        out.append((status, at - begun + 1))
        was = status
    return out


def numbers(number: int) -> tuple[str, str, str]:
    """NIK, KK and name of the head of family `number`."""
    a, b = divmod(number, 12)
    day = f"{1 + number % 28:02d}{1 + number % 12:02d}{60 + number % 30:02d}"
    name = f"{SYLLABLES[b]}{SYLLABLES[a % 12]}{SYLLABLES[(a + 5 * b) % 12]} {SYLLABLES[(7 * a + b) % 12]}{SYLLABLES[(b + 3) % 12]}NI"
    return f"167108{day}{9001 + number:04d}", f"1671081506{10 + number % 12:02d}{9001 + number:04d}", name


def write(path: Path, rows: list[list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def registry(data: Path, families: list[tuple[str, str]]) -> None:
    head = [
        "NIK",
        "NO KK",
        "NAMA",
        "TANGGAL LAHIR",
        "JENIS KELAMIN",
        "HUBUNGAN KELUARGA",
        "PEKERJAAN",
        "KODE DESA",
        "KELURAHAN",
        "RT",
        "RW",
        "DESIL NASIONAL",
    ]
    rows: list[list[object]] = [head]
    for number, (kind, _) in enumerate(families):
        nik, kk, name = numbers(number)
        born = f"{nik[6:8]}/{nik[8:10]}/19{nik[10:12]}"
        desil = 9 if kind in {"IE-TL", "decided"} else 2
        rows.append([nik, kk, name, born, "L", "KEPALA KELUARGA", "BURUH", "1671081002", "SAKO", 1 + number % 7, 2, desil])
    write(data / "raw" / MONTHS[0] / "dtsen.csv", rows)


def pay_list(data: Path, at: int, families: list[tuple[str, str]]) -> None:
    rows: list[list[object]] = [
        ["NO", "NIK", "NAMA", "NO KK", "BANSOS", "PERIODE", "NOMINAL", "STATUS SALUR", "KELURAHAN", "BANK PENYALUR"]
    ]
    words = {PAID: "Sukses Salur", LESS: "Sukses Salur", FAILED: "Gagal Cek Rekening", OPEN: "Proses SPM"}
    for number, (_, history) in enumerate(families):
        if history[at] in words:
            nik, kk, name = numbers(number)
            amount = 190_000 if history[at] == LESS else 200_000
            rows.append([len(rows), nik, name, kk, "SEMBAKO", f"{BULAN[at]} 2025", amount, words[history[at]], "SAKO", "BRI"])
    write(data / "raw" / MONTHS[at] / "bri sembako.csv", rows)


def answers(data: Path, cases: pl.DataFrame, cards: set[str]) -> None:
    chosen = cases.filter((pl.col("kind") == "IE-TL") & pl.col("no_kk").is_in(sorted(cards)))
    rows: list[list[object]] = [["id_kasus", "keputusan", "tgl_kunjungan", "petugas", "hash_bukti"]]
    rows += [
        [case, "LAYAK", "31/07/2025", "Rina", hash_]
        for case, hash_ in chosen.select("id_kasus", "evidence_hash").sort("id_kasus").iter_rows()
    ]
    assert len(rows) == len(cards) + 1
    write(data / "raw" / MONTHS[1] / "jawaban.csv", rows)


@pytest.mark.slow
def test_six_months_of_fifty_lives(tmp_path: Path) -> None:
    planted = [(kind, history) for kind, histories in LIVES.items() for history in histories]
    assert len(planted) == 50
    families = [*planted, *[("EE-BB", "xxxxxx")] * 30]
    registry(tmp_path, families)
    told: list[dict[tuple[str, str], tuple[str, int]]] = []
    tables = []
    for at, month in enumerate(MONTHS):
        pay_list(tmp_path, at, families)
        if at == 1:
            answers(tmp_path, tables[0], {numbers(n)[1] for n, (kind, _) in enumerate(families) if kind == "decided"})
        result = run_month(month, tmp_path)
        cases = pl.read_parquet(result.folder / "tables" / "cases.parquet")
        tables.append(cases)
        told.append({(k, f): (s, a) for k, f, s, a in cases.select("kind", "no_kk", "status", "age_months").iter_rows()})
    for number, (kind, history) in enumerate(planted):
        case = "IE-TL" if kind == "decided" else kind
        life = [month.get((case, numbers(number)[1])) for month in told]
        assert life == expected(kind, history), (kind, history)
    for at in (1, 3):
        again = run_month(MONTHS[at], tmp_path, force=True)
        table = pl.read_parquet(again.folder / "tables" / "cases.parquet")
        assert table.equals(tables[at])
