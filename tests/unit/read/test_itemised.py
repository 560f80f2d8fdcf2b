"""Lists typed line by line into a chat or one column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.intake.ingest import Ingested

NAMES = ["Siti Aminah", "M. Nur", "Suparmi", "Heru Prasetyo", "Nurhayati"]
TITLE = ["Penyaluran Sembako BRI tahap 2 April-Juni 2025 kel Sako", ""]


def lines(form: str, other: str = "") -> list[str]:
    return [(other if other and n == 2 else form).format(no=n + 1, name=name, nik=f"16710850018590{n:02}") for n, name in enumerate(NAMES)]


def taken(path: Path, said: list[str], book=None) -> Ingested:
    if book is None:
        path.write_text("\n".join(said) + "\n", encoding="utf-8")
    else:
        path.write_bytes(book({"S": [[line] for line in said]}))
    return ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("{no}. {nik} - {name} - Rp 600.000 - sukses", "{no}. {nik} - {name} - Rp 600.000 - gagal"),
        ("{no}. {name} RT 01 600rb ✅", "{no}. {name} RT 01 600rb ❌"),
        ("{no}) {name} ({nik}) 600.000 sudah", "{no}) {name} ({nik}) 600.000 belum (sakit)"),
    ],
)
@pytest.mark.parametrize("sheet", [True, False])
def test_each_numbered_line_is_somebody(tmp_path: Path, book, form: str, other: str, *, sheet: bool) -> None:
    said = [*TITLE, *lines(form, other), "Total 5 KPM", "Demikian, terima kasih"]
    got = taken(tmp_path / ("wa.xlsx" if sheet else "wa.txt"), said, book if sheet else None)
    pays = got.disbursements
    assert pays["name"].to_list() == NAMES
    assert pays["amount"].to_list() == [600_000] * 5
    assert [state == "PAID" for state in pays["state"]] == [True, True, False, True, True]
    assert pays["source_row"].to_list() == [3, 4, 5, 6, 7]
    assert pays["nik"].null_count() == (0 if "{nik}" in form else 5)
    assert any("baris demi baris" in note for note in got.notes)


@pytest.mark.parametrize(
    "form",
    ["{no}. Pasal {no} tentang bantuan", "{no}. {name} hadir rapat", "{no}. Harga beras 10.000 per kg di pasar {no}", "{name} 600rb sudah"],
)
def test_other_numbered_lines_are_no_list(tmp_path: Path, form: str) -> None:
    got = taken(tmp_path / "wa.txt", [*TITLE, *lines(form)])
    assert got.disbursements.is_empty()
    assert got.problem
