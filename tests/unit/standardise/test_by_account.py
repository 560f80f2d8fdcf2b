"""Pay rows that only an account names, and the burekol that says whose it is; a burekol pays nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipeline.ingest import Ingested, ingest_file
from pipeline.standardise.by_account import alike, people_of_accounts
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = ("SITI AMINAH RAHMAWATI", "SUPARMI", "JOKO SUSILO", "NURHAYATI", "ABDUL HASAN")


def nik(n: int) -> str:
    return f"167108{10 + n}0180{9001 + n:04}"


def account(n: int) -> str:
    return f"00{33100900000 + 977 * n}"


def written(folder: Path, file: str, title: str, lines: list[str]) -> Ingested:
    path = folder / file
    path.write_text("\n".join([title, "", *lines]) + "\n", encoding="utf-8")
    return ingest_file(path, f"2025-05/{file}", "2025-05", settings=Settings())


def burekol(
    folder: Path, rows: list[str] | None = None, title: str = "DAFTAR BUREKOL BANK BRI", head: str = "NIK;NAMA;NO REKENING"
) -> Ingested:
    rows = rows or [f"{nik(n)};{name};{account(n)}" for n, name in enumerate(PEOPLE)]
    return written(folder, "burekol.csv", title, [head, *rows])


def payroll(folder: Path, rows: list[str] | None = None, number: str = "NO REKENING") -> Ingested:
    rows = rows or [f"{account(n)};{name};600000;Sukses" for n, name in enumerate(PEOPLE)]
    return written(folder, "payroll.csv", "PENYALURAN SEMBAKO TW II 2025 BANK BRI", [f"{number};NAMA;NOMINAL;STATUS", *rows])


def found(*files: Ingested) -> tuple[list[str | None], str]:
    """The NIKs of the payroll's rows and what is told of them."""
    told = people_of_accounts({file.name: file.disbursements for file in files})
    one = told.get("2025-05/payroll.csv")
    return ([], "") if one is None else (one.rows.sort("source_row")["nik"].to_list(), one.note)


def test_rows_get_the_people_of_their_accounts(tmp_path: Path) -> None:
    niks, note = found(payroll(tmp_path), burekol(tmp_path))
    assert niks == [nik(n) for n in range(5)]
    assert "5 baris tidak menyebut NIK dan No. KK; 5 di antaranya menemukan orangnya" in note


def test_zeros_before_a_number_that_a_spreadsheet_lost_make_no_other_account(tmp_path: Path) -> None:
    rows = [f"{account(n).lstrip('0')};{name};600000;Sukses" for n, name in enumerate(PEOPLE)]
    assert found(payroll(tmp_path, rows), burekol(tmp_path))[0] == [nik(n) for n in range(5)]


def test_a_card_of_kks_is_a_key_as_well(tmp_path: Path) -> None:
    rows = [f"{nik(n)};{name};60138{n}9000000000{n}" for n, name in enumerate(PEOPLE)]
    pays = [f"60138{n}9000000000{n};{name};600000;Sukses" for n, name in enumerate(PEOPLE)]
    book = burekol(tmp_path, rows, "DAFTAR KKS BANK BRI TW II 2025 SEMBAKO", "NIK;NAMA;NO KKS")
    assert found(payroll(tmp_path, pays, "NO KKS"), book)[0] == [nik(n) for n in range(5)]


def test_an_account_under_another_name_is_told_and_not_joined(tmp_path: Path) -> None:
    rows = [f"{account(n)};{name if n else 'BUDI SANTOSO'};600000;Sukses" for n, name in enumerate(PEOPLE)]
    niks, note = found(payroll(tmp_path, rows), burekol(tmp_path))
    assert niks == [None, *(nik(n) for n in range(1, 5))]
    assert "1 tidak dihubungkan karena namanya berbeda (baris 4)" in note


def test_an_account_of_two_people_is_nobodys(tmp_path: Path) -> None:
    rows = [f"{nik(n)};{name};{account(n)}" for n, name in enumerate(PEOPLE)]
    niks, note = found(payroll(tmp_path), burekol(tmp_path, [*rows, f"{nik(7)};{PEOPLE[1]};{account(1)}"]))
    assert niks == [nik(0), None, nik(2), nik(3), nik(4)]
    assert "nomornya dipakai beberapa orang (baris 5)" in note


def test_a_number_that_leads_to_nobody_is_not_taken(tmp_path: Path) -> None:
    rows = [f"{nik(n) if n else '1,67108E+15'};{name};{account(n)}" for n, name in enumerate(PEOPLE)]
    pays = [f"{account(n)};{name[:20]};600000;Sukses" for n, name in enumerate(PEOPLE)]
    (one,) = people_of_accounts({f.name: f.disbursements for f in (payroll(tmp_path, pays), burekol(tmp_path, rows))}.copy()).values()
    first = one.rows.sort("source_row").row(0, named=True)
    assert (first["nik"], first["nik_status"], first["name"]) == (None, "MISSING", PEOPLE[0])
    assert "1 juga di sana tanpa NIK yang terbaca" in one.note


def test_rows_that_say_who_they_are_stay_as_they_are(tmp_path: Path) -> None:
    book = burekol(tmp_path)
    assert people_of_accounts({book.name: book.disbursements}) == {}


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("SITI AMINAH RAHMAWA", "SITI AMINAH RAHMAWATI", True),
        ("SITI", "SITI AMINAH", False),
        ("MUH. YUSUF", "MUHAMMAD JUSUF", True),
        ("SUPARMI", "SUPARNO", False),
    ],
)
def test_names_agree_as_in_the_linkage_or_cut_by_the_bank(one: str, two: str, same: bool) -> None:
    assert alike(one, two) is same
    assert alike(two, one) is same


@pytest.mark.parametrize("head", ["NIK;NAMA;NO REKENING;STATUS_BUREKOL", "NIK;NAMA;NO REKENING;STATUS"])
def test_a_burekol_pays_nobody_and_is_no_closing_list(tmp_path: Path, head: str) -> None:
    rows = [f"{nik(n)};{name};{account(n)};Sukses" for n, name in enumerate(PEOPLE)]
    got = burekol(tmp_path, rows, head=head).disbursements
    assert set(got["list_kind"]) == {"accounts"}
    assert set(got["state"]) == {"IN_PROCESS"}
    named = burekol(tmp_path, rows, "BUREKOL PKH BANK BRI", head).disbursements
    assert set(named["list_kind"]) == {"disbursement"}
    assert "PAID" not in set(named["state"])


def test_a_list_of_money_that_speaks_of_burekol_is_one_of_payments(tmp_path: Path) -> None:
    rows = [f"{nik(n)};{name};{account(n)};600000;Sukses salur" for n, name in enumerate(PEOPLE)]
    got = burekol(tmp_path, rows, "PENYALURAN SEMBAKO KPM BUREKOL BANK BRI", "NIK;NAMA;NO REKENING;NOMINAL;STATUS SALUR").disbursements
    assert got.select(pl.col("list_kind").unique(), pl.col("state").unique()).row(0) == ("disbursement", "PAID")


@pytest.mark.parametrize(("title", "payer"), [("BANK SUMSEL BABEL", "BSB"), ("BANK BRI", "BRI"), ("KOTA PALEMBANG", "BSI")])
def test_a_word_of_the_file_outranks_what_a_layout_takes_for_granted(tmp_path: Path, title: str, payer: str) -> None:
    rows = [f"{nik(n)};{name};{account(n)};Sukses" for n, name in enumerate(PEOPLE)]
    got = burekol(tmp_path, rows, f"PEMBUKAAN REKENING {title}", "NIK;NAMA;NO_REKENING_COREBSI;STATUS_BUREKOL")
    assert got.accounts[0].layout == "burekol"
    assert set(got.disbursements["payer"]) == {payer}
