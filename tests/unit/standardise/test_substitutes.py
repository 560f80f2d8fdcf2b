"""Who fetched the aid for the family, and who got it in another family's stead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.standardise.money.substitutes import parted_from_substitutes
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

NAMES = ("SITI AMINAH", "JOKO SUSILO", "NURHAYATI", "ABDUL HASAN", "SUPARMI", "RUDI HARTONO")
HEAD = "NIK;NO KK;NAMA;NIK PENGGANTI;NAMA PENGGANTI;STATUS SERAH;KETERANGAN"


def nik(n: int) -> str:
    return f"167108{10 + n}0180{9001 + n:04}"


def kk(n: int) -> str:
    return f"167108{10 + n}0615{9001 + n:04}"


def written(folder: Path, file: str, lines: list[str]) -> Ingested:
    path = folder / file
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ingest_file(path, f"2025-05/{file}", "2025-05", settings=Settings())


def registry(folder: Path) -> pl.DataFrame:
    """Families 0–2 of two persons each: 0 and 3, 1 and 4, 2 and 5."""
    rows = [f"{nik(n)};{kk(n % 3)};{name};{'Kepala Keluarga' if n < 3 else 'Istri'};2" for n, name in enumerate(NAMES)]
    return written(folder, "dtsen.csv", ["NIK;NO KK;NAMA;HUBUNGAN KELUARGA;DESIL", *rows]).registry


def rice(folder: Path, substitute: int | None, status: str, note: str) -> pl.DataFrame:
    """The pay rows of family 0's head and of family 1's, the first with a substitute."""
    other = ";" if substitute is None else f"{nik(substitute)};{NAMES[substitute]}"
    lines = [f"{nik(0)};{kk(0)};{NAMES[0]};{other};{status};{note}", f"{nik(1)};{kk(1)};{NAMES[1]};;;SUDAH DISERAHKAN;"]
    got = written(folder, "beras.csv", ["BANTUAN PANGAN BERAS BULOG MEI 2025", HEAD, *lines])
    assert got.disbursements.height == 2, got.problem
    return parted_from_substitutes(got.disbursements, registry(folder)).sort("source_row", "record_id")


@pytest.mark.parametrize(
    ("note", "ground"),
    [
        ("Penggantian KPM, BA No 12, meninggal", "MENINGGAL"),
        ("KPM diganti karena pindah", None),
        ("Diganti oleh SUPARMI, tidak layak", "TIDAK_LAYAK_DAERAH"),
    ],
)
@pytest.mark.parametrize("status", ["SUDAH DISERAHKAN", "Diganti"])
def test_a_replaced_family_is_not_reached_and_the_substitute_stands_on_her_own(
    tmp_path: Path, status: str, note: str, ground: str | None
) -> None:
    first, second, other = rice(tmp_path, 4, status, note).rows(named=True)
    assert (first["nik"], first["state"], first["exclusion_ground"]) == (nik(0), "EXCLUDED", ground)
    assert (second["nik"], second["name"], second["state"], second["no_kk"]) == (nik(4), NAMES[4], "PAID", None)
    assert (second["programme"], second["source_row"]) == (first["programme"], first["source_row"])
    assert (other["nik"], other["state"]) == (nik(1), "PAID")


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Diwakilkan",
        "diterima oleh anak",
        "Diganti anaknya, satu KK",
        "penggantian KKS hilang, BA 3",
        "tidak diganti",
        "diambil ahli waris",
    ],
)
def test_who_fetched_it_for_the_family_accuses_nobody(tmp_path: Path, note: str) -> None:
    rows = rice(tmp_path, 4, "SUDAH DISERAHKAN", note)
    assert rows["nik"].to_list() == [nik(0), nik(1)]
    assert rows["state"].to_list() == ["PAID", "PAID"]


def test_a_substitute_of_the_same_family_is_no_other_family(tmp_path: Path) -> None:
    assert rice(tmp_path, 3, "SUDAH DISERAHKAN", "Penggantian KPM, BA No 12")["state"].to_list() == ["PAID", "PAID"]


def test_a_replacement_that_names_nobody_stays_as_it_is(tmp_path: Path) -> None:
    assert rice(tmp_path, None, "SUDAH DISERAHKAN", "Penggantian KPM, BA No 12").height == 2


@pytest.mark.parametrize("status", ["Diwakilkan", "Diterima oleh anak", "Diterima perwakilan", "Diambil istri"])
def test_a_status_of_the_one_who_fetched_it_is_paid(tmp_path: Path, status: str) -> None:
    assert rice(tmp_path, None, status, "")["state"].to_list() == ["PAID", "PAID"]


def test_the_money_is_counted_once(tmp_path: Path) -> None:
    lines = [f"{nik(0)};{kk(0)};{NAMES[0]};{nik(4)};{NAMES[4]};Sukses;Penggantian KPM BA 7;600000"]
    got = written(
        tmp_path, "sembako bri.csv", ["PENYALURAN SEMBAKO TW II 2025 BRI", f"{HEAD};NOMINAL".replace("STATUS SERAH", "STATUS"), *lines]
    )
    rows = parted_from_substitutes(got.disbursements, registry(tmp_path)).sort("record_id")
    assert rows["amount"].to_list() == [None, 600_000]
