"""A list with former and new numbers: the new one counts, unless the registry only knows the former."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.ingest import ingest_file
from pipeline.standardise.numbers.former import by_list, known_by_former
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

NIKS, KKS = [f"16710845018090{n}" for n in range(10, 16)], [f"16710810061590{n}" for n in range(10, 16)]


def written(folder: Path, file: str, lines: list[str]) -> Ingested:
    path = folder / file
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ingest_file(path, f"2025-05/{file}", "2025-05", settings=Settings())


def paid(folder: Path) -> Ingested:
    """SITI has no new number, AMIN and HASAN have one of each."""
    rows = [
        f"1;SITI AMINAH;{NIKS[0]};;{KKS[0]};;600000;Sukses",
        f"2;AMIN;{NIKS[1]};{NIKS[2]};{KKS[1]};{KKS[2]};600000;Sukses",
        f"3;HASAN;{NIKS[3]};{NIKS[4]};{KKS[3]};{KKS[4]};600000;Gagal",
    ]
    return written(folder, "m.csv", ["SEMBAKO TAHAP 2 2025 MANDIRI", "No;Nama KPM;NIK Lama;NIK Baru;KK Lama;KK Baru;Nominal;Status", *rows])


def test_the_new_number_counts_and_the_old_one_where_there_is_none(tmp_path: Path) -> None:
    rows = paid(tmp_path).disbursements
    assert rows["nik"].to_list() == [NIKS[0], NIKS[2], NIKS[4]]
    assert rows["no_kk"].to_list() == [KKS[0], KKS[2], KKS[4]]


def test_whom_the_registry_knows_by_the_former_number_keeps_it(tmp_path: Path) -> None:
    got = paid(tmp_path)
    known = [f"{NIKS[0]};{KKS[0]};SITI AMINAH;1", f"{NIKS[2]};{KKS[2]};AMIN;2", f"{NIKS[3]};{KKS[3]};HASAN;2"]
    registry = written(tmp_path, "dtsen.csv", ["NIK;NO KK;NAMA;DESIL", *known]).registry
    rows = known_by_former(got.disbursements, registry, [got.keys])
    assert rows["nik"].to_list() == [NIKS[0], NIKS[2], NIKS[3]]
    assert rows["no_kk"].to_list() == [KKS[0], KKS[2], KKS[3]]
    assert rows.columns == got.disbursements.columns


def test_a_list_of_changed_numbers_tells_whose_is_whose(tmp_path: Path) -> None:
    old, new = ([f"167108{10 + n}0180{part}{n}" for n in range(4)] for part in ("901", "950"))
    path = tmp_path / "perubahan nik.csv"
    lines = [
        "DAFTAR PERUBAHAN NIK;;;",
        "Nama;NIK Lama;NIK Baru;Kelurahan",
        *(f"ORANG {chr(65 + n)};{old[n]};{new[n]};SAKO" for n in range(4)),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    got = ingest_file(path, "2025-05/perubahan nik.csv", "2025-05", settings=Settings())
    assert sorted(got.renumbered.rows()) == sorted(zip(new, old, strict=True))
    assert any("4 pasang NIK" in note for note in got.notes)
    pays = pl.DataFrame({"nik": [new[0], old[1], new[2], "1671081001809999"]})
    registry = pl.DataFrame({"nik": [old[0], new[1], old[2], new[2]]})
    assert by_list(pays, registry, got.renumbered)["nik"].to_list() == [old[0], new[1], new[2], "1671081001809999"]
    twice = pl.concat([got.renumbered, pl.DataFrame({"one": [new[0]], "other": [old[3]]})])
    assert by_list(pays, pl.DataFrame({"nik": [old[0], old[3]]}), twice)["nik"].to_list()[0] == new[0], "a number of several is none's"
