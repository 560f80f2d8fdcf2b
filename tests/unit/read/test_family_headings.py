"""Rows between the data that speak for those beneath them, by their labels; a skipped row with a whole number is never silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read import ReadTable, read_file
from schemas.layouts import load_layouts
from schemas.settings import Settings

HEADER = "No;Nama Anggota Keluarga;NIK;Tanggal Lahir;Jns Kel;Hubungan"
ROLES = ("Kepala Keluarga", "Istri", "Anak")


def kk(n: int) -> str:
    return f"1671081506{10 + n}{9001 + n:04}"


def nik(n: int) -> str:
    return f"16710801{1 + n % 12:02}80{9001 + n:04}"


def members(n: int) -> list[str]:
    return [f"{m + 1};ORANG {'ABC'[m]}{chr(65 + n)}NDI;{nik(3 * n + m)};0{1 + m}-0{1 + n}-1980;{'LPL'[m]};{ROLES[m]}" for m in range(3)]


def read(folder: Path, lines: list[str]) -> ReadTable:
    path = folder / "keluarga dtsen.csv"
    path.write_text("\n".join(["DAFTAR KELUARGA DTSEN", HEADER, *lines]) + "\n", encoding="utf-8")
    return read_file(path, "2025-05/keluarga dtsen.csv", layouts=load_layouts(), limits=Settings().limits).tables[0]


def blocks(heading, homes: int = 4) -> list[str]:
    return [line for n in range(homes) for line in (heading(n), *members(n))]


@pytest.mark.parametrize(
    "heading",
    [
        lambda n: f"KELUARGA {n + 1} | No. KK: {kk(n)} | Alamat: Jl. Musi No {n + 4} | Desil: {n + 1}",
        lambda n: f"Nomor Kartu Keluarga : {kk(n)}   Alamat : Jl. Musi No {n + 4}   Kelompok Desil : {n + 1}",
        lambda n: f"NOKK = {kk(n)}, Alamat = Jl. Musi No {n + 4} Desil = {n + 1}",
        lambda n: f";No KK;{kk(n)};Alamat;Jl. Musi No {n + 4};Desil: {n + 1}",
        lambda n: f";No KK : {kk(n)};;Alamat : Jl. Musi No {n + 4};;Desil : {n + 1}",
        lambda n: f";;Kartu Keluarga No. KK: {kk(n)};Alamat: Jl. Musi No {n + 4};;Desil: {n + 1}",
    ],
)
def test_labels_of_a_family_heading_reach_its_members(tmp_path: Path, heading) -> None:
    table = read(tmp_path, blocks(heading))
    rows = table.frame
    assert rows["no_kk"].to_list() == [kk(n) for n in range(4) for _ in range(3)]
    assert rows["address"].to_list() == [f"Jl. Musi No {n + 4}" for n in range(4) for _ in range(3)]
    assert rows["desil"].to_list() == [str(n + 1) for n in range(4) for _ in range(3)]
    assert rows["nik"].to_list() == [nik(n) for n in range(12)]
    assert (table.read, table.skipped) == (12, 6)
    assert any("4 baris judul keluarga" in note for note in table.notes)


def test_rt_and_rw_and_a_village_come_down_too(tmp_path: Path) -> None:
    rows = read(tmp_path, blocks(lambda n: f"Kelurahan: Sako | RT/RW: 00{n + 1}/002")).frame
    assert rows["rt"].to_list() == [f"00{n + 1}" for n in range(4) for _ in range(3)]
    assert set(rows["rw"]) == {"002"}
    assert set(rows["village_name"]) == {"Sako"}


def test_a_heading_that_lacks_a_value_takes_none_from_the_one_above(tmp_path: Path) -> None:
    lines = [f"No. KK: {kk(0)} | Desil: 3", *members(0), f"No. KK: {kk(1)} | Desil:", *members(1)]
    assert read(tmp_path, lines).frame["desil"].to_list() == ["3"] * 3 + [None] * 3


def test_what_a_row_says_itself_outranks_the_heading(tmp_path: Path) -> None:
    path = tmp_path / "dtsen.csv"
    own = [f"{line};{'Jl. Sendiri 1' if n == 1 else ''}" for n, line in enumerate(members(0))]
    path.write_text("\n".join([f"{HEADER};Alamat", f"No. KK: {kk(0)} | Alamat: Jl. Musi 4", *own]) + "\n", encoding="utf-8")
    rows = read_file(path, "2025-05/dtsen.csv", layouts=load_layouts(), limits=Settings().limits).tables[0].frame
    assert rows["address"].to_list() == ["Jl. Musi 4", "Jl. Sendiri 1", "Jl. Musi 4"]


def test_a_person_whose_remark_bears_a_colon_is_no_heading(tmp_path: Path) -> None:
    lines = [line.replace("Istri", "Istri, No. KK: lama") for line in blocks(lambda n: f"No. KK: {kk(n)}")]
    assert read(tmp_path, lines).frame.height == 12


def test_a_skipped_row_with_a_number_of_sixteen_digits_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, [*members(0), f"{kk(5)};;;;;", *members(1)])
    assert table.frame.height == 6
    assert any("1 baris dilewati padahal memuat nomor 16 angka (baris 6)" in note for note in table.notes)


def test_a_list_without_headings_is_told_nothing(tmp_path: Path) -> None:
    notes = " ".join(read(tmp_path, [*members(0), ";;;;;", *members(1), "Mengetahui: Lurah Sako", "NIP: 196501011990031001"]).notes)
    assert "judul keluarga" not in notes
    assert "dilewati padahal" not in notes
