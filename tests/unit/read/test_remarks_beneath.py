"""A line under a person that says what became of his money, and no title of what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "DAFTAR BAYAR SEMBAKO BRI TAHAP 2 (APRIL - JUNI) TAHUN 2025;;;"
HEAD = "No;Nama;NIK;Rp"


def nik(n: int) -> str:
    return f"167108{10 + n}0180{9001 + n:04}"


def block(rt: int, remarks: dict[int, str], name: str = "ORANG {}") -> list[str]:
    lines = [";;;", f"RT 00{rt} / RW 002;;;Kelurahan Sako", "Ketua RT :;;PAK BUDI;", HEAD]
    for n in range(3):
        lines.append(f"{n + 1};{name.format('ABC'[n])};{nik(10 * rt + n)};600000")
        lines += [f";{remarks[n]};;"] if n in remarks else []
    return lines


def states(folder: Path, *blocks: list[str], tail: str = "") -> list[str]:
    path = folder / "bayar.csv"
    path.write_text("\n".join([TITLE, *(line for lines in blocks for line in lines), tail]) + "\n", encoding="utf-8")
    got = ingest_file(path, "bayar.csv", "2025-05", settings=Settings())
    assert sum(account.rejected for account in got.accounts) == 0
    return got.disbursements.sort("source_row")["state"].to_list()


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize("remark", ["*) gagal dibayar, rekening diblokir", "* gagal, rekening diblokir"])
def test_it_speaks_of_the_row_above_alone(tmp_path: Path, remark: str, at: int) -> None:
    expected = ["PAID"] * 9
    expected[3 + at] = "FAILED_ACCOUNT"
    assert states(tmp_path, block(1, {}), block(2, {at: remark}), block(3, {})) == expected


def test_a_line_that_explains_a_mark_speaks_of_no_row(tmp_path: Path) -> None:
    assert states(tmp_path, block(1, {}, "ORANG {} *"), tail="*) belum diambil sampai tanggal 30 Juni akan dikembalikan;;;") == ["PAID"] * 3


def test_a_footnote_of_other_words_is_none(tmp_path: Path) -> None:
    assert states(tmp_path, block(1, {}), tail="*) data per 30 April 2025;;;") == ["PAID"] * 3


def test_marks_explained_beneath_the_list_outside_its_columns(tmp_path: Path) -> None:
    lines = [HEAD, *(f"{n + 1};ORANG {'ABCD'[n]}{(' *)', '', ' **)', '')[n]};{nik(n)};600000" for n in range(4)), ";;;", "Catatan:;;;"]
    lines += ["*) tidak transaksi sampai batas waktu, dana dikembalikan ke kas negara;;;", "**) diambil anggota keluarga lain;;;"]
    assert states(tmp_path, lines) == ["RETURNED", "PAID", "PAID", "PAID"]


@pytest.mark.parametrize("mark", ["*)", "**", "#"])
def test_a_mark_that_a_line_explains_speaks_of_the_rows_that_bear_it(tmp_path: Path, mark: str) -> None:
    lines = [f"{mark} gagal salur karena rekening pasif;;;", HEAD]
    lines += [f"{n + 1};ORANG {'ABCD'[n]}{f' {mark}' if n in (1, 3) else ''};{nik(n)};600000" for n in range(4)]
    assert states(tmp_path, lines) == ["PAID", "FAILED_ACCOUNT", "PAID", "FAILED_ACCOUNT"]


def test_a_line_that_explains_a_mark_nobody_bears_is_no_word_on_the_list(tmp_path: Path) -> None:
    assert states(tmp_path, ["*) gagal salur karena rekening pasif;;;", *block(1, {})]) == ["PAID"] * 3


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["KELURAHAN SAKO;;;", 0, 1, "Tidak hadir / dikembalikan :;;;", 2, "KELURAHAN LEBUNG GAJAH;;;", 3, 4], "PPRPP"),
        (["SUDAH MENERIMA;;;", "KELURAHAN SAKO;;;", 0, "KELURAHAN LEBUNG GAJAH;;;", 1, "TIDAK HADIR;;;", "KELURAHAN SAKO;;;", 2,
          "KELURAHAN LEBUNG GAJAH;;;", 3], "PPRR"),
    ],
    ids=["within a place", "over places"],
)  # fmt: skip
def test_a_status_within_a_place_ends_with_it(tmp_path: Path, lines: list[str | int], expected: str) -> None:
    rows = [f"{x + 1};ORANG {'ABCDE'[x]};{nik(x)};600000" if isinstance(x, int) else x for x in lines]
    got = states(tmp_path, [HEAD, *rows])
    assert "".join("P" if state == "PAID" else "R" for state in got) == expected
