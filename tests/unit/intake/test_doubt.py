"""Lists that contradict the kind they would be taken for: nothing is judged from them, and everyone is told."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.intake.doubt import rows_not_asked, strange_lists
from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings


def taken(folder: Path, name: str, header: str, rows: list[str], title: str = "") -> Ingested:
    path = folder / name
    path.write_text("\n".join([*([title] if title else []), header, *rows]) + "\n")
    return ingest_file(path, f"2025-05/{name}", "2025-05", settings=Settings())


def nik(n: int) -> str:
    return f"167108{10 + n % 18:02}0{1 + n % 9}80{9000 + n}"


def kk(n: int) -> str:
    return f"16710801012{n % 10}{9000 + n}"


def test_a_registry_with_a_column_of_money_pays_nobody(tmp_path: Path) -> None:
    rows = [f"{nik(3 * family + m)};ORANG {'ABC'[m]}{chr(65 + family)};{kk(family)};600000" for family in range(24) for m in range(3)]
    got = taken(tmp_path, "bri.csv", "NIK;Nama;No KK;Nominal", rows, "PENYALURAN SEMBAKO TAHAP 2 2025")
    assert got.disbursements.height == 0
    assert "24 dari 24 keluarga" in (got.problem or "")
    account = got.accounts[0]
    assert (account.read, account.rejected) == (72, 72)
    assert got.rejects["rule_id"].to_list() == ["LAY-03"]


@pytest.mark.parametrize("title", ["PENYALURAN PBI-JK MEI 2025", "PENYALURAN SEMBAKO TAHAP 2 2025"])
def test_payees_of_persons_programmes_and_one_payee_a_family_are_believed(tmp_path: Path, title: str) -> None:
    members = 2 if "PBI" in title else 1
    rows = [f"{nik(3 * f + m)};ORANG {'ABC'[m]}{chr(65 + f)};{kk(f)};600000" for f in range(24) for m in range(members)]
    got = taken(tmp_path, "bri.csv", "NIK;Nama;No KK;Nominal", rows, title)
    assert got.problem is None
    assert got.disbursements.height == 24 * members


def of_families(*others: str, payees: int = 1) -> list[str]:
    """Rows of six families: payees with a sum, others without. Columns: NIK;Nama;No KK;Hubungan;Nominal;Status Salur."""
    return [
        f"{nik(4 * f + m)};ORANG {'ABCD'[m]}{chr(65 + f)};{kk(f)};{'Istri' if m else 'Kepala'};{'600000;' if m < payees else other}"
        for f in range(6)
        for m, other in enumerate([""] * payees + list(others))
    ]


@pytest.mark.parametrize(
    ("rows", "used", "skipped"),
    [
        (of_families(";", ";"), 6, 14),
        (of_families("0;"), 6, 8),
        ([*of_families(";"), f"{nik(60)};ORANG X;{kk(9)};Kepala;;"], 6, 9),  # a family that is named and not paid
        (of_families(";gagal"), 12, 2),  # whose account failed is a payee
        (of_families(";", payees=2), 18, 2),
        ([*of_families(), f"{nik(60)};ORANG X;{kk(0)};Istri;;"], 7, 2),  # an exception
    ],
)
def test_members_named_beside_the_payee_of_their_family_are_no_payments(tmp_path: Path, rows: list[str], used: int, skipped: int) -> None:
    got = taken(tmp_path, "bri.csv", "NIK;Nama;No KK;Hubungan;Nominal;Status Salur", rows, "REALISASI SEMBAKO TAHAP 2 2025 BRI")
    account = got.accounts[0]
    assert (got.disbursements.height, account.used, account.skipped, account.rejected) == (used, used, skipped, 0)
    beside = skipped - 2
    assert ("BAR-05" in got.rejects["rule_id"].to_list()) == (beside > 0)
    assert got.mentions.filter(pl.col("of") == "payments")["place"].n_unique() == beside, "whom they name is not called unpaid"


def test_components_of_one_family_are_believed(tmp_path: Path) -> None:
    rows = [f"{nik(3 * f + m)};ORANG {'ABC'[m]}{chr(65 + f)};{kk(f)};ANAK SD;225000" for f in range(24) for m in range(2)]
    assert taken(tmp_path, "pkh.csv", "NIK;Nama;No KK;Komponen;Nominal", rows, "PKH TAHAP 2 2025").problem is None


@pytest.mark.parametrize("name", ["hasil kunjungan sako.csv", "Daftar Penerima Sembako BRI.csv", "VERVAL_MEI.csv"])
def test_a_list_of_people_that_calls_itself_something_else_is_no_registry(tmp_path: Path, name: str) -> None:
    rows = [f"{nik(n)};ORANG {chr(65 + n)};{kk(n)};L" for n in range(20)]
    got = taken(tmp_path, name, "NIK;Nama;No KK;JK", rows)
    assert got.registry.height == 0
    assert "diragukan" in (got.problem or "")
    assert got.accounts[0].proposal


@pytest.mark.parametrize("name", ["DTSEN kunjungan Juni.csv", "kelurahan sako.csv", "data penduduk DTKS.csv"])
def test_a_registry_by_its_name_or_without_another_is_believed(tmp_path: Path, name: str) -> None:
    rows = [f"{nik(n)};ORANG {chr(65 + n)};{kk(n)};L" for n in range(20)]
    assert taken(tmp_path, name, "NIK;Nama;No KK;JK", rows).registry.height == 20


@pytest.mark.parametrize(("status", "strange"), [("ROUNDED", False), ("OK", True)])
def test_a_registry_of_damaged_niks_is_not_asked_by_them(status: str, *, strange: bool) -> None:
    """Its people are looked for by names: a list of which nearly all were found has strangers, and of no other list is anybody one."""
    numbers = [None if status == "ROUNDED" else nik(100 + n) for n in range(30)]
    registry = pl.DataFrame({"nik": pl.Series(numbers, dtype=pl.String), "no_kk": [kk(n) for n in range(30)]})
    registry = registry.with_columns(village_code=pl.lit("1671081002"), nik_status=pl.lit(status))
    pays = pl.DataFrame({"record_id": [f"r{n}" for n in range(20)], "nik": [nik(n) for n in range(20)], "source_row": range(20)})
    same = {"source_file": "bri.csv", "source_sheet": "", "list_kind": "disbursement", "nik_status": "OK", "no_kk_status": "MISSING"}
    same |= {"village_code": "1671081002"}
    pays = pays.with_columns(*(pl.lit(value).alias(name) for name, value in same.items()), no_kk=pl.lit(None, pl.String))
    assert bool(strange_lists(pays, registry).height) == strange
    assert rows_not_asked(pays, registry, pays["record_id"].head(15)).len() == (0 if strange else 20)
    assert rows_not_asked(pays, registry, pays["record_id"].head(18)).is_empty()
