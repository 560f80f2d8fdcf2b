"""Six months of fifty known case lives through whole runs: every state and age, decisions included; an older month run again keeps its ids."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.month import run_month
from schemas.months import span
from tests.month.plain_town import Home, Pay, pay_list, registry, write

MONTHS = span("2025-07", "2025-12")
BULAN = ("Juli", "Agustus", "September", "Oktober", "November", "Desember")
PAID, UNPAID, FAILED, OPEN, LESS = "x", "-", "f", "?", "l"

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


def pays(at: int, families: list[tuple[str, str]]) -> list[Pay]:
    """Rows of the month's list: who is paid, and how."""
    words = {PAID: "Sukses Salur", LESS: "Sukses Salur", FAILED: "Gagal Cek Rekening", OPEN: "Proses SPM"}
    listed = [(number, history[at]) for number, (_, history) in enumerate(families) if history[at] in words]
    return [Pay(Home(number), f"{BULAN[at]} 2025", 190_000 if mark == LESS else 200_000, words[mark]) for number, mark in listed]


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
@pytest.mark.timeout(1800)
def test_six_months_of_fifty_lives(tmp_path: Path) -> None:
    planted = [(kind, history) for kind, histories in LIVES.items() for history in histories]
    assert len(planted) == 50
    families = [*planted, *[("EE-BB", "xxxxxx")] * 30]
    registry(
        tmp_path / "raw" / MONTHS[0] / "dtsen.csv",
        [Home(n, 9 if kind in {"IE-TL", "decided"} else 2) for n, (kind, _) in enumerate(families)],
    )
    told: list[dict[tuple[str, str], tuple[str, int]]] = []
    tables = []
    for at, month in enumerate(MONTHS):
        pay_list(tmp_path / "raw" / month / "bri sembako.csv", "BRI", pays(at, families))
        if at == 1:
            answers(tmp_path, tables[0], {Home(n).kk for n, (kind, _) in enumerate(families) if kind == "decided"})
        result = run_month(month, tmp_path)
        cases = pl.read_parquet(result.folder / "tables" / "cases.parquet")
        tables.append(cases)
        told.append({(k, f): (s, a) for k, f, s, a in cases.select("kind", "no_kk", "status", "age_months").iter_rows()})
    for number, (kind, history) in enumerate(planted):
        case = "IE-TL" if kind == "decided" else kind
        life = [month.get((case, Home(number).kk)) for month in told]
        assert life == expected(kind, history), (kind, history)
    for at in (1, 3):
        again = run_month(MONTHS[at], tmp_path, force=True)
        table = pl.read_parquet(again.folder / "tables" / "cases.parquet")
        assert table.equals(tables[at])
