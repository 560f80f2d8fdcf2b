"""Cells that hold two things: a card and a NIK, a name with its number and relation."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.read.cells import split_columns

NIKS = [f"330223130386{9001 + n}" for n in range(6)]
CARDS = [f"330223010120{9100 + n // 3}" for n in range(6)]


def split(field: str, header: str, cells: list[str]) -> tuple[pl.DataFrame, dict[str, str]]:
    return split_columns(pl.DataFrame({"source_row": range(2, 2 + len(cells)), field: cells}), {field: header})


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("No. KK / NIK", [f"{c} / {n}" for c, n in zip(CARDS, NIKS, strict=True)]),
        ("NIK / No. KK", [f"{n}\n{c}" for c, n in zip(CARDS, NIKS, strict=True)]),
        ("Nomor", [f"{c}/{n}" for c, n in zip(CARDS, NIKS, strict=True)]),
        ("NIK/KK", [f"{n} - {c}" for c, n in zip(CARDS, NIKS, strict=True)]),
    ],
)
@pytest.mark.parametrize("field", ["no_kk", "nik"])
def test_card_and_nik_of_one_cell_are_two_columns(field: str, header: str, cells: list[str]) -> None:
    frame, headers = split(field, header, cells)
    assert (frame["no_kk"].to_list(), frame["nik"].to_list()) == (CARDS, NIKS)
    assert headers == {"no_kk": header, "nik": header}


def test_where_no_number_repeats_the_header_says_which_is_the_card() -> None:
    cells = [f"{n} / {c[:-4]}{9500 + i}" for i, (c, n) in enumerate(zip(CARDS, NIKS, strict=True))]
    assert split("nik", "NIK / KK", cells)[0]["nik"].to_list() == NIKS
    assert split("nik", "NIK", cells)[0]["nik"].to_list() == cells


def test_a_cell_that_does_not_hold_both_stays_as_it_is() -> None:
    cells = [f"{c} / {n}" for c, n in zip(CARDS, NIKS, strict=True)]
    frame, _ = split("no_kk", "KK / NIK", [*cells[:5], CARDS[5]])
    assert (frame["no_kk"][5], frame["nik"][5]) == (CARDS[5], None)
    assert split("no_kk", "KK", CARDS)[0].columns == ["source_row", "no_kk"]


def test_a_numbered_name_with_its_relation() -> None:
    frame, headers = split(
        "name", "Nama (status)", ["1. BUDI HARYANTO (kepala keluarga)", "2. MURNI RAHAYU (istri)", "3) SUROTO (anak)", "4. AMIN"]
    )
    assert frame["name"].to_list() == ["BUDI HARYANTO", "MURNI RAHAYU", "SUROTO", "AMIN"]
    assert frame["relationship"].to_list() == ["kepala keluarga", "istri", "anak", None]
    assert headers == {"name": "Nama (status)", "relationship": "Nama (status)"}


def test_an_alias_in_brackets_is_no_relation() -> None:
    frame, _ = split("name", "Nama", ["SITI (YAH)", "AMIN (Alm)", "BUDI"])
    assert frame["name"].to_list() == ["SITI (YAH)", "AMIN (Alm)", "BUDI"]
    assert "relationship" not in frame.columns
