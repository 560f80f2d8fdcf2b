"""Rows of sums inside a list, and what a print repeats on each page: nobody, and a control of the rupiah where it can be one."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIKS = [f"16710845018090{i:02}" for i in range(10, 90)]
NAMES = ["SITI AMINAH", "BUDI SANTOSO", "NYIMAS HALIMAH", "M AMIN", "ROHANA", "SUPARMI"]
HEAD = ["No", "Nama", "NIK", "Desa", "Jumlah Uang", "Status"]


def people(first: int, count: int) -> list[list[object]]:
    return [[n + 1, NAMES[n % 6], NIKS[n], "SAKO", "600000", "Tersalur"] for n in range(first, first + count)]


def summed(words: str, rupiah: str, *, first: bool) -> list[object]:
    return [words, "", "", "", rupiah, ""] if first else ["", words, "", "", rupiah, ""]


def ingested(path: Path) -> Ingested:
    got = ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())
    for account in got.accounts:
        assert account.read == account.used + account.rejected + account.duplicates
    return got


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    "words", ["Sub jumlah", "SUB-TOTAL", "Sub Total RT 3", "Jml", "Jumlah per RW", "Total RT 3", "Jumlah Kelurahan Sako"]
)
def test_a_row_of_sums_inside_a_list_is_nobody_and_controls_its_part(tmp_path: Path, book, words, *, first) -> None:
    rows = [*people(0, 3), summed(words, "1800000", first=first), *people(3, 2), summed(words, "1200000", first=first)]
    path = tmp_path / "bri sembako tahap 2.xlsx"
    path.write_bytes(book({"Data": [HEAD, *rows]}))
    got = ingested(path)
    (account,) = got.accounts
    assert (account.read, account.used, got.disbursements["name"].null_count()) == (5, 5, 0)
    assert [(t.row, t.stated, t.difference) for t in account.totals] == [(5, 1_800_000, 0), (8, 1_200_000, 0)]
    assert (account.total_stated, account.total_found) == (3_000_000, 3_000_000)
    assert got.rejects.filter(rule_id="UANG-05").is_empty()


def test_sums_of_rt_rw_and_all_agree_each_with_its_own_rows(tmp_path: Path) -> None:
    rows = [
        *people(0, 2), summed("Jumlah RT 1", "1200000", first=True), *people(2, 1), summed("Jumlah RT 2", "600000", first=True),
        summed("Jumlah RW 1", "1800000", first=True), *people(3, 3), summed("Jumlah RT 1", "1800000", first=True),
        summed("Jumlah RW 2", "1800000", first=True), summed("JUMLAH", "3600000", first=True),
    ]  # fmt: skip
    path = tmp_path / "bri sembako tahap 2.csv"
    path.write_text("".join(";".join(map(str, row)) + "\n" for row in [HEAD, *rows]))
    (account,) = ingested(path).accounts
    assert [t.difference for t in account.totals] == [0] * 6
    assert (account.total_stated, account.total_found) == (3_600_000, 3_600_000)


def test_a_part_whose_sum_is_wrong_is_told_against_its_own_rows(tmp_path: Path) -> None:
    rows = [*people(0, 3), summed("Sub jumlah", "1800000", first=True), *people(3, 2), summed("Sub jumlah", "1800000", first=True)]
    path = tmp_path / "bri sembako tahap 2.csv"
    path.write_text("".join(";".join(map(str, row)) + "\n" for row in [HEAD, *rows]))
    got = ingested(path)
    assert [(t.stated, t.counted) for t in got.accounts[0].totals] == [(1_800_000, 1_800_000), (1_800_000, 1_200_000)]
    assert got.rejects.filter(rule_id="UANG-05")["row"].to_list() == [8]


WIDTHS = (5, 22, 18, 14, 10, 12, 10)
PRINTED = ("NO", "NAMA PENERIMA", "NIK", "KELURAHAN", "JUMLAH", "TGL BAYAR", "STATUS")


def line(*cells: str) -> str:
    text = [
        cell.rjust(width - 2) + "  " if n == 4 else cell.ljust(width) for n, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return "".join(text).rstrip()


def printed(pages: list[list[str]], foot: str, *, numbered: str = "HAL : {n}") -> str:
    out: list[str] = []
    for number, rows in enumerate(pages, 1):
        out += ["PT POS INDONESIA (PERSERO)".ljust(60) + numbered.format(n=number)]
        out += ["LAPORAN PEMBAYARAN SEMBAKO APRIL-JUNI 2025   KANTOR BAYAR : SAKO", "-" * 90, line(*PRINTED), "-" * 90, *rows, ""]
    return "\n".join([*out[:-1], "-" * 90, foot]) + "\n"


def paid(first: int, count: int) -> list[str]:
    return [line(str(n + 1), NAMES[n % 6], NIKS[n], "SAKO", "600.000", "12/05/2025", "TERBAYAR") for n in range(first, first + count)]


@pytest.mark.parametrize("numbered", ["HAL : {n}", "Halaman {n} dari 3", "- {n} -"])
def test_what_a_print_repeats_on_each_page_is_nobody(tmp_path: Path, numbered) -> None:
    path = tmp_path / "pos.txt"
    path.write_text(printed([paid(0, 20), paid(20, 20), paid(40, 20)], "TOTAL".ljust(56) + "36.000.000".rjust(11), numbered=numbered))
    got = ingested(path)
    (account,) = got.accounts
    assert (account.read, account.used) == (60, 60)
    assert set(got.disbursements["nik"]) == set(NIKS[:60])
    assert set(got.disbursements["state"]) == {"PAID"}
    assert [(t.stated, t.counted, t.difference) for t in account.totals] == [(36_000_000, 36_000_000, 0)]


def test_form_feeds_page_feet_and_sums_handed_on(tmp_path: Path) -> None:
    foot = ["JUMLAH DIPINDAHKAN".ljust(56) + "12.000.000".rjust(11), "Dicetak oleh sistem, hal 1", "\f"]
    pages = [[*paid(0, 20), *foot], ["PINDAHAN".ljust(56) + "12.000.000".rjust(11), *paid(20, 10), "Dicetak oleh sistem, hal 2"]]
    path = tmp_path / "pos.txt"
    path.write_text(printed(pages, "TOTAL".ljust(56) + "18.000.000".rjust(11)))
    got = ingested(path)
    assert [(a.read, a.used, a.rejected) for a in got.accounts] == [(30, 30, 0)]
    assert [t.difference for t in got.accounts[0].totals] == [0, 0, 0]


def test_a_total_that_is_really_wrong_is_still_told(tmp_path: Path) -> None:
    path = tmp_path / "pos.txt"
    path.write_text(printed([paid(0, 20), paid(20, 5)], "TOTAL".ljust(56) + "15.600.000".rjust(11)))
    got = ingested(path)
    assert [(t.stated, t.counted) for t in got.accounts[0].totals] == [(15_600_000, 15_000_000)]
    assert got.rejects.filter(rule_id="UANG-05").height == 1


@pytest.mark.parametrize("section", [["DESA KRANGGAN"], [], ["", "KELURAHAN SAKO"]])
def test_ticks_under_a_second_header_row_tell_who_was_paid(tmp_path: Path, book, section: list[str]) -> None:
    heads = [["No", "Nama KPM", "NIK", "Jumlah Uang", "Pembayaran", "", "Alasan"], ["", "", "", "", "Dibayar", "Tidak", ""]]
    rows = [[n + 1, NAMES[n], NIKS[n], "600000", *(["", "v", "Merantau"] if n == 2 else ["v", "", ""])] for n in range(4)]
    path = tmp_path / "pos sembako tahap 2.xlsx"
    path.write_bytes(book({"Real": [["REALISASI SEMBAKO TAHAP 2 TAHUN 2025"], *heads, *([section] if section else []), *rows]}))
    paid = [state == "PAID" for state in ingested(path).disbursements["state"]]
    assert paid == [True, True, False, True]


_DANOM = """PT POS INDONESIA (PERSERO)
DAFTAR NOMINATIF BANSOS SEMBAKO TAHAP II 2025
---------------------------------------------------------------------
NO   NAMA PENERIMA            NIK               NOMINAL    TGL BAYAR
---------------------------------------------------------------------
1    ZUBAIDAH ANGGRAINI       3505145502909229   600.000  14-05-2025
{first}
2    ZUBAIDAH PERMATA         3505144205019982   600.000  14-05-2025
     SAFITRI
3    KHOIRIYAH PRATIWI        3505144805869992   600.000  14-05-2025
{last}
---------------------------------------------------------------------
     JUMLAH 3 KPM                              1.800.000

Talun, 31 Mei 2025
Juru Bayar
"""


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("", "", ["ZUBAIDAH ANGGRAINI", "ZUBAIDAH PERMATA SAFITRI", "KHOIRIYAH PRATIWI"]),
        ("     KUSUMA", "     SARI", ["ZUBAIDAH ANGGRAINI KUSUMA", "ZUBAIDAH PERMATA SAFITRI", "KHOIRIYAH PRATIWI SARI"]),
        ("DESA TALUN", "", ["ZUBAIDAH ANGGRAINI", "ZUBAIDAH PERMATA SAFITRI", "KHOIRIYAH PRATIWI"]),
    ],
)
def test_the_end_of_a_name_on_a_line_of_its_own_is_no_row(tmp_path: Path, first: str, last: str, names: list[str]) -> None:
    path = tmp_path / "danom.txt"
    path.write_text(_DANOM.format(first=first, last=last))
    got = ingested(path)
    assert got.disbursements["name"].to_list() == names
    assert got.accounts[0].read == 3


def test_a_short_name_beneath_another_is_somebody_of_his_own(tmp_path: Path) -> None:
    path = tmp_path / "danom.txt"
    path.write_text(_DANOM.format(first="", last="").replace("ZUBAIDAH PERMATA  ", "PERMATA           "))
    assert ingested(path).accounts[0].read == 4, "both would have stood on one line"
