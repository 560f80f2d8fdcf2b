"""What a sender says a list adds up to in its title and below it, against a count of the same sheet by openpyxl."""

from pathlib import Path

import openpyxl
import pytest

from pipeline.intake.accounts import Total
from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

HEAD = ["No", "NIK", "NAMA PENERIMA", "NOMINAL", "STATUS SALUR"]


def listed(tmp_path: Path, title: str, *feet: list[object]) -> tuple[tuple[Total, ...], list[tuple[str, int | None]], int]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    people = [[n, f"16710845018090{n:02d}", f"SITI {chr(64 + n)}", 600_000, "Sukses Salur"] for n in range(1, 13)]
    for row in ([title], HEAD, *people, *feet):
        sheet.append(row)
    book.save(tmp_path / "bri.xlsx")
    counted = sum(isinstance(row[3], int) and bool(row[1]) for row in openpyxl.load_workbook(tmp_path / "bri.xlsx").worksheets[0].values)
    done: Ingested = ingest_file(tmp_path / "bri.xlsx", "bri.xlsx", "2025-05", settings=Settings())
    assert done.accounts[0].read == counted
    told = done.rejects.filter(done.rejects["rule_id"].is_in(["BAR-04", "UANG-05", "UANG-08"]))
    return done.accounts[0].totals, told.select("rule_id", "row").rows(), counted


@pytest.mark.parametrize(("count", "told"), [(12, []), (15, [("BAR-04", 15)])])
def test_recipients_counted_below_a_list_are_compared(tmp_path: Path, count: int, told: list[tuple[str, int]]) -> None:
    totals, found, counted = listed(tmp_path, "DAFTAR SEMBAKO TAHAP 2 TAHUN 2025", ["", f"Jumlah KPM : {count}"], ["", "LURAH SAKO"])
    assert totals == (Total("rows", 15, count, counted, count - counted),)
    assert found == told


@pytest.mark.parametrize(("title", "stated"), [("TOTAL DANA Rp 7.200.000", 7_200_000), ("JUMLAH Rp9.000.000,00", 9_000_000)])
def test_a_sum_in_a_title_is_compared_to_the_rupiah(tmp_path: Path, title: str, stated: int) -> None:
    totals, found, counted = listed(tmp_path, f"DAFTAR SEMBAKO TAHAP 2 TAHUN 2025 {title}")
    assert totals == (Total("amount", 0, stated, counted * 600_000, stated - counted * 600_000),)
    assert found == ([] if stated == counted * 600_000 else [("UANG-08", None)])


@pytest.mark.parametrize("title", ["JUMLAH BANTUAN Rp 600.000 / KPM", "TOTAL Rp 600.000 PER KELUARGA", "SEBESAR Rp 600.000"])
def test_what_each_receives_is_no_total(tmp_path: Path, title: str) -> None:
    assert listed(tmp_path, f"DAFTAR SEMBAKO TAHAP 2 TAHUN 2025 {title}")[:2] == ((), [])
