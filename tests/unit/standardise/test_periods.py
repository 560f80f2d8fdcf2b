"""Which months a payment covers."""

import pytest

from pipeline.standardise.money.periods import Months, month_column, parse_period, stage, version_month, without_days

FOLDER = "2025-05"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Tahap 2 Tahun 2026", "2026-04", "2026-06"),
        ("TAHAP II 2025", "2025-04", "2025-06"),
        ("Tahap ke-1 Tahun 2025", "2025-01", "2025-03"),
        ("TW II 2025", "2025-04", "2025-06"),
        ("Laporan_2025Q2", "2025-04", "2025-06"),
        ("Q2_2025", "2025-04", "2025-06"),
        ("Triwulan 2", "2025-04", "2025-06"),
        ("Triwulan IV 2025", "2025-10", "2025-12"),
        ("Periode Apr-Jun 2025", "2025-04", "2025-06"),
        ("April s.d. Juni 2025", "2025-04", "2025-06"),
        ("APRIL S/D JUNI 2025", "2025-04", "2025-06"),
        ("April, Mei, Juni 2025", "2025-04", "2025-06"),
        ("Alokasi Juli-September", "2025-07", "2025-09"),
        ("Oktober 2024 - Januari 2025", "2024-10", "2025-01"),
        ("Nov-Jan 2025", "2024-11", "2025-01"),
        ("Mei 2025", "2025-05", "2025-05"),
        ("Bulan Mei", "2025-05", "2025-05"),
        ("Desember", "2024-12", "2024-12"),  # the latest that does not lie ahead of the folder
        ("2025-05", "2025-05", "2025-05"),
        ("2025-05-01 00:00:00", "2025-05", "2025-05"),
        ("05/2025", "2025-05", "2025-05"),
        ("01/05/2025", "2025-05", "2025-05"),
        ("202505", "2025-05", "2025-05"),
        ("2025-04 s/d 2025-06", "2025-04", "2025-06"),
        ("Semester I 2025", "2025-01", "2025-06"),
        ("kks_sembako_tahap2_2025", "2025-04", "2025-06"),
        ("PERIODE 01/04/2025 S.D. 30/06/2025", "2025-04", "2025-06"),
        ("1 April s.d. 30 Juni 2025", "2025-04", "2025-06"),
        ("01-05-2025 - 31-05-2025", "2025-05", "2025-05"),
        ("Periode: 01 Desember 2024 hingga 28 Februari 2025", "2024-12", "2025-02"),
    ],
)
def test_words_of_a_period(text: str, first: str, last: str) -> None:
    assert parse_period(text, FOLDER) == Months(first, last)


@pytest.mark.parametrize(
    "text", ["", "BANSOS PKH", "Tahap 7", "Tahap 2 2024", "2025", "keluarga_dtsen_v3_2025_16.71", "Tahun 2025", "SK KADES NO 2/2025"]
)
def test_words_that_name_no_month(text: str) -> None:
    assert parse_period(text, FOLDER) is None


def test_a_stage_is_read_by_its_programmes_calendar() -> None:
    assert stage(2, 2024, "PKH", FOLDER) == Months("2024-04", "2024-06")
    assert stage(2, 2024, "SEMBAKO", FOLDER) == Months("2024-04", "2024-06")  # four a year, unless the list goes on
    assert stage(2, 2024, "SEMBAKO", FOLDER, 6) == Months("2024-03", "2024-04")
    assert stage(2, 2025, "SEMBAKO", FOLDER, 6) == Months("2025-04", "2025-06")  # quarters by rule since 2025
    assert stage(2, 2025, "SEMBAKO", FOLDER) == Months("2025-04", "2025-06")
    assert stage(5, 2025, "BLT-DD", FOLDER) == Months("2025-05", "2025-05")
    assert stage(1, 2020, "BST", FOLDER) == Months("2020-04", "2020-04")
    assert stage(1, 2025, "BERAS", FOLDER) is None


def test_month_and_year_columns() -> None:
    assert month_column("5", 2025, FOLDER) == Months("2025-05", "2025-05")
    assert month_column("Juli-September", 2024, FOLDER) == Months("2024-07", "2024-09")
    assert month_column("12", None, FOLDER) == Months("2024-12", "2024-12")


def test_the_day_something_was_printed_is_no_period() -> None:
    assert parse_period(without_days("Palembang, 12 Mei 2025"), FOLDER) is None
    assert parse_period(without_days("rekap_2025-05-12"), FOLDER) is None


@pytest.mark.parametrize(
    ("texts", "month"),
    [
        (["Data per 31 Maret 2025"], "2025-03"),
        (["", "dtsen_2025-04.csv"], "2025-04"),
        (["DTSEN v3 Juli 2026"], None),  # after the folder
        (["Tahap April-Juni 2025"], None),  # not over yet: the folder's month
        (["DATA DTSEN TRIWULAN I 2025"], "2025-03"),
        (["", "dtsen_tw1_2025.xlsx"], "2025-03"),
        (["DTSEN TW II 2024", "per Februari 2025"], "2025-02"),  # the month says more
        (["keluarga_dtsen_v3_2025_16.71.csv"], None),
        (["DATA TERPADU KESEJAHTERAAN SOSIAL (DTKS) DESA GAYAM TAHUN 2022"], "2022-12"),
        (["", "DTKS_2022.xlsx"], "2022-12"),
        (["DTSEN 2025"], None),
        (["DTKS (Permensos Nomor 3 Tahun 2021)"], None),
        (["DTKS sesuai SK 262/HUK/2022"], None),
    ],
)
def test_version_month_of_a_registry(texts: list[str], month: str | None) -> None:
    assert version_month(texts, FOLDER) == month


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Tahap 1 dan 2 Tahun 2025", "2025-01", "2025-06"),
        ("Tahap I & II 2025", "2025-01", "2025-06"),
        ("THP 1 + THP 2 2025", "2025-01", "2025-06"),
        ("Tahap III s.d. IV 2024", "2024-07", "2024-12"),
        ("Tahap 1,2,3 2024", "2024-01", "2024-09"),
        ("TW I-II 2025", "2025-01", "2025-06"),
        ("Q1-Q2 2025", "2025-01", "2025-06"),
        ("I-II", "2025-01", "2025-06"),
        ("1 dan 2 2025", "2025-01", "2025-06"),
        ("1-3", "2025-01", "2025-03"),  # the months of a quarter
        ("Tahap 2, 12 Mei 2025", "2025-04", "2025-06"),  # a day
        ("Tahap 2 - 3 Mei 2025", "2025-04", "2025-06"),
        ("Tahap 2/2025", "2025-04", "2025-06"),
        ("Tahap 2, 4 orang", "2025-04", "2025-06"),
        ("12-05-2025", "2025-05", "2025-05"),
    ],
)
def test_several_stages_in_one_cell(text: str, first: str, last: str) -> None:
    assert parse_period(text, FOLDER, programme="SEMBAKO") == Months(first, last)


@pytest.mark.parametrize(
    "text",
    [
        "PENERIMA BLT-DANA DESA BULAN JULI 2020 (TAHAP IV)",
        "PENERIMA BLT DD TAHAP IV BULAN JULI 2020",
        "TAHAP 4 (JULI) TAHUN 2020",
        "BULAN JULI 2020 TAHAP KE-4",
    ],
)
@pytest.mark.parametrize("programme", ["BLT-DD", "BST"])
def test_a_month_beside_the_number_of_a_monthly_payment_is_its_month(text: str, programme: str) -> None:
    assert parse_period(text, "2020-07", programme=programme) == Months("2020-07", "2020-07")
    assert parse_period("TAHAP 4 (Juli) 2020", "2020-07", programme="PKH") == Months("2020-10", "2020-12")  # a quarter's number stands


def test_stages_with_others_between_them_are_no_span() -> None:
    assert parse_period("Tahap 1 dan 3 2025", FOLDER, programme="SEMBAKO") is None


def test_days_of_whole_months_in_a_title_are_its_period_and_others_are_none() -> None:
    assert parse_period(without_days("MUTASI PERIODE 01/04/2025 S.D. 30/06/2025"), FOLDER) == Months("2025-04", "2025-06")
    assert parse_period(without_days("MUTASI 05/04/2025 S.D. 20/06/2025"), FOLDER) is None
    assert parse_period(without_days("MUTASI 01/06/2025 S.D. 30/04/2025"), FOLDER) is None
