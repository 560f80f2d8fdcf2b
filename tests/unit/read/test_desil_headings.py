"""Rows that name the desil of those beneath, in a registry without a column of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "No;No KK;NIK;Nama;Tgl Lahir;L/P;Hubungan"


def person(n: int) -> str:
    return f"{n};167108{10 + n}0115{9001 + n};167108{10 + n}0180{9001 + n};ORANG {'ABCDEFGH'[n]};{10 + n}-01-1980;L;Kepala Keluarga"


def desils(folder: Path, lines: list[str | int], head: str = HEAD) -> list[int | None]:
    path = folder / "dtsen.csv"
    rows = [person(x) if isinstance(x, int) else f"{x};;;;;;" for x in lines]
    path.write_text("\n".join(["DTSEN TW II 2025;;;;;;", head, *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "dtsen.csv", "2025-05", settings=Settings())
    assert got.registry.height == sum(isinstance(x, int) for x in lines)
    return got.registry.sort("source_row")["desil"].to_list()


@pytest.mark.parametrize(
    ("one", "ten"), [("DESIL 1", "DESIL 10"), ("Desil: 1", "Desil ke-10"), ("DESIL 1 (SANGAT MISKIN)", "Kelompok desil 10")]
)
def test_they_hold_until_the_next(tmp_path: Path, one: str, ten: str) -> None:
    assert desils(tmp_path, ["KELURAHAN SAKO", one, 0, 1, ten, 2, "KELURAHAN LEBUNG GAJAH", one, 3]) == [1, 1, 10, 1]


def test_the_next_place_ends_them(tmp_path: Path) -> None:
    assert desils(tmp_path, ["KELURAHAN SAKO", "DESIL 2", 0, "KELURAHAN LEBUNG GAJAH", 1]) == [2, None]


def test_words_on_desils_are_none(tmp_path: Path) -> None:
    assert desils(tmp_path, ["KELURAHAN SAKO", "Sumber: desil 1 s.d. 10 nasional", 0, 1]) == [None, None]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["Desil 4 (rentan miskin)", "Desil 1 (sangat miskin)", "Desil 6-10", "Desil 6-10"], [4, 1, 6, 6]),
        (["12345", "2345", "345", "45"], [None] * 4),
        (["Desil 1-4"] * 4, [None] * 4),
    ],
)
def test_a_rank_whose_cells_name_desils_is_one(tmp_path: Path, cells: list[str], told: list[int | None]) -> None:
    path = tmp_path / "dtsen.csv"
    rows = [f"{person(n)};{cell}" for n, cell in enumerate(cells)]
    path.write_text("\n".join(["DTSEN TW II 2025;;;;;;;", f"{HEAD};Peringkat Kesejahteraan", *rows]) + "\n", encoding="utf-8")
    got = ingest_file(path, "dtsen.csv", "2025-05", settings=Settings())
    assert got.registry.sort("source_row")["desil"].to_list() == told
