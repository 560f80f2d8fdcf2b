"""How much reading costs beside the bare library on the same file: `python -m pytest tests/bench/bench_read.py -m bench -s`.

A 500,000-row CSV against `polars.read_csv` (goal: at most 3 times), a 200,000 × 20 XLSX against fastexcel (at most 1.7).
Containment, hashing, header and layout included. In one run, after a warm-up, medians of five; a table, never a gate.
"""

import datetime as dt
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from pipeline.ingest import ingest_file
from pipeline.read import read_file
from schemas.layouts import load_layouts
from schemas.settings import Limits, Settings

ROUNDS = 5
CSV_ROWS, XLSX_ROWS = 500_000, 200_000
HEAD = "NIK;NO KK;NAMA;TGL LAHIR;ALAMAT;RT;RW;KELURAHAN;NOMINAL;STATUS SALUR"
WIDE = (
    "NO;NIK;NO KK;NAMA;TEMPAT LAHIR;TANGGAL LAHIR;JENIS KELAMIN;ALAMAT;RT;RW;KELURAHAN;KECAMATAN;KABUPATEN;PROVINSI;KODE DESA;NO REKENING"
)
WIDE += ";NOMINAL;STATUS SALUR;TAHAP;KETERANGAN"
NAMES = ("SITI AMINAH", "BUDI SANTOSO", "KGS MUHAMMAD AMIN", "NYIMAS FATIMAH", "SUPARMI")


def nik(i: int) -> str:
    return f"1671{i // 63_000 % 18 + 1:02d}{i % 28 + 41:02d}{i % 12 + 1:02d}{i % 90 + 10:02d}{9001 + i % 990:04d}"


def kk(i: int) -> str:
    return f"167108{i % 28 + 1:02d}{i % 12 + 1:02d}{i % 20 + 5:02d}{9001 + i % 990:04d}"


def write_csv(path: Path, quote: str) -> Path:
    cells = [
        [
            nik(i),
            kk(i),
            NAMES[i % 5],
            "12-05-1980",
            f"JL. MELATI NO. {i % 300}",
            f"{i % 20:03d}",
            "001",
            "SAKO BARU",
            "600000",
            "SUKSES SALUR",
        ]
        for i in range(CSV_ROWS)
    ]
    lines = (";".join(f"{quote}{cell}{quote}" for cell in row) for row in [HEAD.split(";"), *cells])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_xlsx(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, WIDE.split(";"))
    for i in range(XLSX_ROWS):
        row = [
            i + 1,
            nik(i),
            kk(i),
            f"{NAMES[i % 5]} {chr(65 + i % 26)}{chr(65 + i // 26 % 26)}",
            "PALEMBANG",
            "12-05-1980",
            "P",
            f"JL. MELATI NO. {i % 3000}",
            "001",
            "002",
        ]
        row += [
            "SAKO BARU",
            "SAKO",
            "PALEMBANG",
            "SUMATERA SELATAN",
            "1671081007",
            f"00123{i:08d}",
            600000,
            "SUKSES SALUR",
            "Tahap 2 Tahun 2025",
        ]
        sheet.write_row(i + 1, 0, row)
    book.close()
    return path


def median(work: Callable[[], object]) -> float:
    work()
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


@pytest.mark.bench
@pytest.mark.timeout(1200)
def test_reading_against_the_bare_libraries(tmp_path: Path) -> None:
    layouts, limits = load_layouts(), Limits()

    def ours(path: Path, rows: int) -> Callable[[], object]:
        def work() -> None:
            assert sum(table.read for table in read_file(path, path.name, layouts=layouts, limits=limits).tables) == rows

        return work

    plain, quoted = write_csv(tmp_path / "a.csv", ""), write_csv(tmp_path / "b.csv", '"')
    sheet = write_xlsx(tmp_path / "c.xlsx")

    def inspected(path: Path) -> Callable[[], object]:
        def work() -> None:
            assert ingest_file(path, path.name, "2025-05", settings=Settings(), layouts=layouts).problem is None

        return work

    def bare(path: Path) -> Callable[[], object]:
        return lambda: pl.read_csv(path, separator=";", infer_schema=False)

    def bare_sheet() -> object:
        return fastexcel.read_excel(sheet).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()

    rounds = [
        ("500.000 CSV", bare(plain), ours(plain, CSV_ROWS), 3.0),
        ("500.000 CSV, quoted", bare(quoted), ours(quoted, CSV_ROWS), 3.0),
        ("200.000 x 20 XLSX", bare_sheet, ours(sheet, XLSX_ROWS), 1.7),
    ]
    print(
        f"\n{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}, polars {pl.__version__}, fastexcel {fastexcel.__version__}"
    )
    print(f"{'file':24}{'bare s':>9}{'read_file s':>13}{'ratio':>8}{'goal':>7}")
    for label, theirs, mine, goal in rounds:
        a, b = median(theirs), median(mine)
        print(f"{label:24}{a:9.2f}{b:13.2f}{b / a:8.2f}{goal:7.1f}")
    for label, path in (("500.000 CSV", plain), ("200.000 x 20 XLSX", sheet)):
        print(f"{label:24} with values standardised, validated and accounted for: {median(inspected(path)):.2f} s")
