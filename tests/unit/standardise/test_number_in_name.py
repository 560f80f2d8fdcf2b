"""A NIK beside a name in one cell, whole or damaged."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.intake.ingest import ingest_file
from pipeline.standardise.people.person import number_in_name
from schemas.settings import Settings

NIK = "1671084501809001"


@pytest.mark.parametrize(
    ("cell", "name", "nik"),
    [
        (f"SITI AMINAH / {NIK}", "SITI AMINAH", NIK),
        (f"SITI AMINAH (NIK: {NIK})", "SITI AMINAH", NIK),
        (f"{NIK} - SITI AMINAH", "SITI AMINAH", NIK),
        ("SITI AMINAH / 1,67108E+15", "SITI AMINAH", "1,67108E+15"),
        ("SITI AMINAH (1.67108450180900E+15)", "SITI AMINAH", "1.67108450180900E+15"),
        ("SITI AMINAH (167108…)", "SITI AMINAH", "167108…"),
        ("SITI AMINAH 167108xxxx", "SITI AMINAH", "167108xxxx"),
        ("SITI AMINAH 2", "SITI AMINAH 2", None),
    ],
)
def test_the_name_is_clean_and_the_number_is_kept(cell: str, name: str, nik: str | None) -> None:
    rows = pl.DataFrame({"name": [cell, f"BUDI {NIK}", f"ANI {NIK}"]})
    assert number_in_name(rows).row(0, named=True) == {"name": name, "nik": nik}


def test_a_column_of_niks_goes_before_what_a_name_says() -> None:
    rows = pl.DataFrame({"name": [f"SITI {NIK}", f"BUDI {NIK}", f"ANI {NIK}"], "nik": ["-", NIK, "1671084501809009"]})
    assert number_in_name(rows).rows() == [("SITI", NIK), ("BUDI", NIK), (f"ANI {NIK}", "1671084501809009")]


def test_one_number_among_many_names_is_left() -> None:
    rows = pl.DataFrame({"name": [f"SITI {NIK}", "BUDI", "ANI"]})
    assert number_in_name(rows).equals(rows)


@pytest.mark.parametrize("header", ["Nama / NIK", "Nama (NIK)", "Nama Penerima"])
def test_a_damaged_number_in_a_name_is_a_damaged_nik(tmp_path: Path, header: str) -> None:
    path = tmp_path / "bri.csv"
    names = ["SITI AMINAH", "BUDI SANTOSO", "ROHANA"]
    lines = [f"{n} / 1,67108E+15;1671080101019{i:03};JL MELATI;600000" for i, n in enumerate(names)]
    path.write_text("\n".join(["PENYALURAN SEMBAKO TAHAP 2 2025", f"{header};No KK;Alamat;Nominal", *lines]) + "\n")
    found = ingest_file(path, "2025-05/bri.csv", "2025-05", settings=Settings()).disbursements
    assert found["name"].to_list() == names
    assert set(found["nik_status"]) == {"SCIENTIFIC"}
