"""Numbers of people in unused cells and refused rows and lists are kept, with the kind of list that names them."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.intake.mentions import MENTIONS, PAYMENTS, PEOPLE, REGISTRY, mattering
from schemas import tables
from schemas.settings import Settings


def nik(n: int) -> str:
    return f"167108{10 + n % 18:02}0{1 + n % 9}80{9000 + n}"


def kk(n: int) -> str:
    return f"16710801012{n % 10}{9000 + n}"


def named(folder: Path, name: str, header: str, rows: list[str], title: str = "") -> pl.DataFrame:
    path = folder / name
    path.write_text("\n".join([*([title] if title else []), header, *rows]) + "\n")
    return ingest_file(path, f"2025-05/{name}", "2025-05", settings=Settings()).mentions


def told(mentions: pl.DataFrame) -> set[tuple[str, str, bool]]:
    return set(mentions.select("of", "number", "own").iter_rows())


def test_a_column_nobody_knows_is_no_empty_column(tmp_path: Path) -> None:
    rows = [f"{nik(n)};ORANG {'ABC'[n]}NDI;{kk(n)};L;3;teman {nik(10 + n)};6013{n:012}" for n in range(3)]
    got = named(tmp_path, "dtsen.csv", "NIK;Nama;No KK;JK;Desil;Teman hidup;Kode X", rows)
    assert told(got) == {(REGISTRY, number, own) for n in range(3) for number, own in ((nik(n), True), (kk(n), True), (nik(10 + n), False))}
    assert got["place"].to_list().count("2025-05/dtsen.csv||2") == 3


def test_a_list_that_is_understood_whole_names_nobody_beside(tmp_path: Path) -> None:
    rows = [f"{nik(n)};ORANG {'ABC'[n]}NDI;{kk(n)};L;3" for n in (0, 1, 2, 2)]
    assert named(tmp_path, "dtsen.csv", "NIK;Nama;No KK;JK;Desil", rows).is_empty()


def test_a_programme_whose_column_was_not_understood_may_have_paid(tmp_path: Path) -> None:
    words = ["ambil sendiri", "-", "titip tetangga", "tidak"]
    rows = [f"{nik(n)};ORANG {'ABCD'[n]}NDI;{kk(n)};600000;Sukses;{words[n]}" for n in range(4)]
    got = named(tmp_path, "bni.csv", "NIK;Nama;No KK;Nominal PKH;Status PKH;SEMBAKO (BRI)", rows, "PENYALURAN BANSOS TAHAP 2 2025")
    under = got.filter(pl.col("number").is_null()).select("of", "programme", "place").sort("place")
    assert under.rows() == [(PAYMENTS, "SEMBAKO", f"2025-05/bni.csv||{row}") for row in (3, 5)]


@pytest.mark.parametrize(
    ("name", "header", "of"),
    [
        ("DAFTAR PEMILIH.csv", "NIK;Nama;No KK;TPS", PEOPLE),
        ("Waiting list calon penerima sembako.csv", "NIK;Nama;No KK;Jumlah", PEOPLE),
        ("hasil kunjungan.csv", "NIK;Nama;No KK;JK", REGISTRY),
        ("Daftar Penerima Sembako BRI.csv", "NIK;Nama;No KK;JK", PAYMENTS),
    ],
)
def test_a_list_that_is_not_used_names_all_its_people(tmp_path: Path, name: str, header: str, of: str) -> None:
    rows = [f"{nik(n)};ORANG {chr(65 + n)}NDI;{kk(n)};{chr(76 + n % 2 * 4)}" for n in range(12)]
    got = named(tmp_path, name, header, rows)
    assert {number for kind, number, own in told(got) if kind == of and not own} == {
        number for n in range(12) for number in (nik(n), kk(n))
    }


def test_only_what_concerns_a_payee_or_may_pay_the_registered_is_kept() -> None:
    rows = [("a|1", REGISTRY, None, nik(1), False), ("a|1", REGISTRY, None, kk(1), True), ("a|2", REGISTRY, None, nik(2), False),
            ("b|1", PAYMENTS, None, nik(3), False), ("b|2", PAYMENTS, None, nik(3), True), ("b|3", PAYMENTS, "PKH", None, False)]  # fmt: skip
    mentions = pl.DataFrame(rows, schema=MENTIONS, orient="row")
    pays = tables.empty(tables.Disbursement).select("nik", "no_kk").clear()
    pays = pl.concat([pays, pl.DataFrame({"nik": [nik(1)], "no_kk": [None]}, schema=pays.schema)])
    registry = pl.DataFrame({"nik": [nik(3)], "no_kk": [None]}, schema=pays.schema)
    kept = mattering(mentions, pays, registry, tables.empty(tables.RegistryFamily))
    assert kept["place"].to_list() == ["a|1", "a|1", "b|1", "b|3"]
