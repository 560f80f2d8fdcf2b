"""Lists that write the family's name first, and names that only bear a degree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

TURNED = ("PATTIASINA HUWAE, YO", "LATUHERU, GERSON", "Siahaya, Alexander", "TOMASOA,", "KAILOLA,DOLFINA", "MARIA LINGGI")
PLAIN = ("SITI AMINAH, S.PD", "BUDI SANTOSO, SE", "RATNA DEWI", "ABDUL HASAN", "JOKO SUSILO", "SUPARMI")


@pytest.mark.parametrize(
    ("names", "read"),
    [
        (TURNED, ["YO PATTIASINA HUWAE", "GERSON LATUHERU", "Alexander Siahaya", "TOMASOA", "DOLFINA KAILOLA", "MARIA LINGGI"]),
        (PLAIN, list(PLAIN)),
    ],
    ids=["family name first", "degrees"],
)
def test_names_are_told_first_name_first(tmp_path: Path, names: tuple[str, ...], read: list[str]) -> None:
    path = tmp_path / "bayar.csv"
    rows = [f"167108{10 + n}0180{9001 + n};{name};600000;Sukses" for n, name in enumerate(names)]
    path.write_text("\n".join(["BNI SALUR SEMBAKO TAHAP 2 TAHUN 2025", "NIK;Nama;Nominal;Status", *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "bayar.csv", "2025-05", settings=Settings()).disbursements
    assert got.sort("source_row")["name"].to_list() == read
