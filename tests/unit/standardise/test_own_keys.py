"""A family file and a person file of one registry joined by a key of their own, whatever its header; what is doubtful is told, not joined."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from pipeline.standardise.numbers.own_keys import Joined, joined_by_own_key, with_own_key
from pipeline.standardise.people.families import attach_families, one_family_a_key
from schemas.settings import Settings

HOMES = 30


def kk(n: int) -> str:
    return f"1671081506{10 + n % 12}{9001 + n:04}"


def nik(n: int) -> str:
    return f"16710{8 if n % 2 else 7}{1 + n % 28:02}01{60 + n % 30}{9001 + n:04}"


def name(n: int) -> str:
    return f"{'ABDUL HASAN RUDI SITI NUR UMAR'.split()[n % 6]} {chr(65 + n % 26)}{chr(65 + n // 26)}NDI"


def key(n: int) -> str:
    return f"RX-{9000 + n}"


def written(folder: Path, file: str, header: str, rows: list[str]) -> Ingested:
    path = folder / file
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return ingest_file(path, f"2025-05/{file}", "2025-05", settings=Settings())


def families(folder: Path, column: str = "Kode Dapur", value=key, homes: int = HOMES, more: str = "", cell=lambda _: "") -> Ingested:
    rows = [f"{value(n)};{kk(n)};{name(3 * n)};{1 + n % 4};SAKO{cell(n)}" for n in range(homes)]
    return written(folder, "keluarga dtsen.csv", f"{column};No KK;Nama Kepala Keluarga;Desil;Kelurahan{more}", rows)


def persons(
    folder: Path, column: str = "Kode Dapur", value=key, file: str = "anggota dtsen.csv", more: str = "", cell=lambda _: ""
) -> Ingested:
    roles = ("KEPALA KELUARGA", "ISTRI", "ANAK")
    rows = [f"{value(n)};{nik(3 * n + m)};{name(3 * n + m)};{roles[m]}{cell(n)}" for n in range(HOMES) for m in range(3)]
    return written(folder, file, f"{column};NIK;Nama;Hubungan Keluarga{more}", rows)


def joined(*files: Ingested) -> tuple[list[Joined], Ingested]:
    import polars as pl

    registry, homes, keys = (pl.concat([getattr(f, kind) for f in files]) for kind in ("registry", "families", "keys"))
    found = joined_by_own_key(registry, homes, keys)
    for one in found:
        registry, homes = with_own_key(registry, one.rows), with_own_key(homes, one.rows)
    people = attach_families(one_family_a_key(registry, homes), homes)
    return found, Ingested("", "", 0, registry=people, families=homes)


@pytest.mark.parametrize("columns", [("Kode Dapur", "Kode Dapur"), ("id_rumah", "RUMAH (kode)"), ("NURT", "nurt_x")])
def test_persons_get_card_desil_and_village_of_their_family(tmp_path: Path, columns: tuple[str, str]) -> None:
    found, month = joined(families(tmp_path, columns[0]), persons(tmp_path, columns[1]))
    people = month.registry
    assert people["no_kk"].to_list() == [kk(n) for n in range(HOMES) for _ in range(3)]
    assert people["family_id"].to_list() == people["no_kk"].to_list()
    assert people["desil"].to_list() == [1 + n % 4 for n in range(HOMES) for _ in range(3)]
    assert people["village_code"].null_count() == 0
    assert "90 dari 90 orang" in found[0].note
    assert "keluarga dtsen.csv" in found[0].note


def test_a_running_number_is_a_key_where_the_heads_agree(tmp_path: Path) -> None:
    found, month = joined(families(tmp_path, "No Kel", str), persons(tmp_path, "Rumah ke", str))
    assert len(found) == 1
    assert month.registry["no_kk"].null_count() == 0


def test_a_running_number_under_other_heads_joins_nobody(tmp_path: Path) -> None:
    """House numbers begin at 1 in every list: the heads of these families are not among the persons."""
    found, month = joined(families(tmp_path, "No Kel", lambda n: str((n + 7) % HOMES)), persons(tmp_path, "Rumah ke", str))
    assert found == []
    assert month.registry["no_kk"].null_count() == 3 * HOMES


def test_values_of_another_list_join_nobody(tmp_path: Path) -> None:
    found, _ = joined(families(tmp_path), persons(tmp_path, value=lambda n: f"RX-{n}"))
    assert found == []


def test_a_key_that_few_families_share_with_persons_is_none(tmp_path: Path) -> None:
    found, _ = joined(families(tmp_path, homes=200), persons(tmp_path))
    assert found == []


def test_two_columns_that_join_differently_join_nobody_and_are_told(tmp_path: Path) -> None:
    other = lambda n: f";LL{9000 + (n if n > 4 else (n + 1) % 5)}"  # noqa: E731
    listed = families(tmp_path, more=";Kode Lama", cell=lambda n: f";LL{9000 + n}")
    found, month = joined(listed, persons(tmp_path, more=";Kode Lama", cell=other))
    assert [one.rows.height for one in found] == [0]
    assert "tidak disatukan" in found[0].note
    assert month.registry["no_kk"].null_count() == 3 * HOMES


def test_two_columns_that_say_the_same_join(tmp_path: Path) -> None:
    cell = lambda n: f";LL{9000 + n}"  # noqa: E731
    found, month = joined(families(tmp_path, more=";Kode Lama", cell=cell), persons(tmp_path, more=";Kode Lama", cell=cell))
    assert len(found) == 1
    assert month.registry["no_kk"].null_count() == 0


def test_persons_with_a_card_of_their_own_keep_it(tmp_path: Path) -> None:
    mine = persons(tmp_path, more=";No KK", cell=lambda n: f";{kk(n + 50)}")
    found, month = joined(families(tmp_path), mine)
    assert found == []
    assert month.registry["no_kk"].to_list()[:3] == [kk(50)] * 3


def test_the_key_column_makes_no_row_a_repeat_and_none_different(tmp_path: Path) -> None:
    rows = [f"{key(n)};{nik(n // 2 * 2)};{name(n // 2 * 2)};ANAK" for n in range(20)]
    got = written(tmp_path, "anggota dtsen.csv", "Kode Dapur;NIK;Nama;Hubungan Keluarga", [*rows, *rows])
    assert got.accounts[0].duplicates == 30
    assert "Kode Dapur" in got.accounts[0].unmapped
