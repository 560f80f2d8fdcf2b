"""Pay rows that only an account names, and the burekol that says whose it is; a burekol pays nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from pipeline.intake.numbered import with_people
from pipeline.standardise.numbers.by_account import alike, people_of_accounts
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
        ("SU*** RA***", "SUPARMI RAHAYU LESTARI", True),
        ("S****I", "SUPARMI", True),
        ("SU*** RA***", "SUPARMI LESTARI", False),
        ("*** ***", "SUPARMI LESTARI", False),
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


def joined(pays: Ingested, *books: Ingested) -> Ingested:
    """The pay list once its rows have looked for their people, as a month does it."""
    lists = {one.name: pl.concat([one.disbursements, one.numbered]) for one in (pays, *books)}
    told = people_of_accounts(lists, [rows for one in books for rows in one.bearers])
    one = told.get(pays.name)
    return pays if one is None else with_people(pays, one.rows, one.note)


CARDS = [f"{nik(n)};{name};9{n}60138000000{n:03}" for n, name in enumerate(PEOPLE)]


def by_card(folder: Path, cards: list[str]) -> Ingested:
    rows = [f"{card};07/05/2025;600000;SUKSES" for card in cards]
    return written(folder, "kartu.csv", "PENYALURAN SEMBAKO TW II 2025 BANK MANDIRI", ["NO KARTU;TGL TRX;NOMINAL;STATUS", *rows])


def test_rows_of_nothing_but_a_card_are_their_bearers(tmp_path: Path) -> None:
    pays = by_card(tmp_path, [line.split(";")[2] for line in CARDS[:4]] + ["9990138000000999"])
    assert (pays.accounts[0].used, pays.accounts[0].rejected) == (0, 5)
    assert any("5 baris yang ditolak hanya menyebut nomor rekening" in note for note in pays.notes)
    got = joined(pays, burekol(tmp_path, CARDS, "DAFTAR PEMEGANG KARTU KKS", "NIK PENGURUS;NAMA PENGURUS;NO KARTU KKS"))
    assert got.disbursements.sort("source_row")["nik"].to_list() == [nik(n) for n in range(4)]
    assert got.disbursements["name"].sort().to_list() == sorted(PEOPLE[:4])
    assert not any("ditolak hanya menyebut" in note for note in got.notes)
    account = got.accounts[0]
    assert (account.used, account.rejected, account.total_used, account.total_found) == (4, 1, 2_400_000, 3_000_000)
    assert got.rejects.filter(pl.col("rule_id") == "BAR-01")["row"].to_list() == [8]


def test_a_short_number_names_nobody_without_a_name(tmp_path: Path) -> None:
    pays = by_card(tmp_path, [f"90{n}77" for n in range(5)])
    rows = [f"{nik(n)};{name};90{n}77" for n, name in enumerate(PEOPLE)]
    assert joined(pays, burekol(tmp_path, rows, "DAFTAR KARTU", "NIK;NAMA;NO KARTU")).disbursements.is_empty()


def test_a_card_of_two_people_is_nobodys_without_a_name(tmp_path: Path) -> None:
    cards = [line.split(";")[2] for line in CARDS]
    book = burekol(tmp_path, [*CARDS, f"{nik(7)};BUDI SANTOSO;{cards[1]}"], "DAFTAR KARTU", "NIK;NAMA;NO KARTU")
    assert nik(1) not in joined(by_card(tmp_path, cards), book).disbursements["nik"].to_list()


def test_a_wallet_is_whose_telephone_it_is(tmp_path: Path) -> None:
    shown = [" ".join(word[:2] + "***" for word in name.split()) for name in PEOPLE]
    rows = [f"62899770569{n};{name};600000;SUCCESS" for n, name in enumerate(shown)]
    title = "LINKAJA DISBURSEMENT REPORT BANTUAN SEMBAKO TAHAP 2 TAHUN 2025"
    pays = written(tmp_path, "linkaja.csv", title, ["MSISDN;Customer Name;Amount;Status", *rows])
    book = [f"{nik(n)};{name};0899-7705-69{n}" for n, name in enumerate(PEOPLE)]
    phones = written(tmp_path, "hp.csv", "DATA NOMOR HP KPM SEMBAKO", ["NIK;NAMA;NO HP", *book])
    assert joined(pays, phones).disbursements.sort("source_row")["nik"].to_list() == [nik(n) for n in range(5)]
    assert not any("MSISDN" in unused.header for account in pays.accounts for unused in account.unused)
