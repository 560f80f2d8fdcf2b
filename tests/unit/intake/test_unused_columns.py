"""No column is passed over in silence: each that nothing is taken from is told, with its header and its filled cells."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from flows.commands.inspect import lines_of
from pipeline.intake.accounts import unknown_columns
from pipeline.intake.ingest import Ingested, ingest_file
from pipeline.read.texts import delimited
from schemas.settings import Settings

HEAD = "NO,NIK,NAMA,NO_KKS,JENIS_BANSOS,TAHAP_SALUR,NOMINAL,STATUS_SALUR,STATUS_KKS,TANGGAL,NAMA ALIAS,PROVINSI,,KODE X"
ROWS = [
    f"{n},167108410785{9000 + n},WARGA {chr(65 + n)}NI,6013{n:012},SEMBAKO,Tahap 2 Tahun 2025,600000,Sukses Salur,Aktif,1{n}/05/2025,"
    f"{'UNI' if n < 2 else ''},SUMSEL,{'lunas' if n == 3 else ''},"
    for n in range(5)
]


def take(tmp_path: Path, text: str, name: str = "kks.csv") -> Ingested:
    path = tmp_path / name
    path.write_text(text + "\n", encoding="utf-8")
    return ingest_file(path, name, "2025-05", settings=Settings())


def test_a_shipped_layout_tells_what_it_does_not_use(tmp_path: Path) -> None:
    got = take(tmp_path, "\n".join([HEAD, *ROWS]))
    (account,) = got.accounts
    assert account.layout == "kks-siks"
    assert {u.header: (u.filled, u.known) for u in account.unused} == {
        "NO": (5, True), "NAMA ALIAS": (2, False), "PROVINSI": (5, True), "kolom ke-13 (tanpa judul)": (1, False), "KODE X": (0, False),
    }  # fmt: skip
    assert unknown_columns(account) == (
        "kolom yang tidak dikenal, isinya tidak dipakai: NAMA ALIAS (2 sel), kolom ke-… (tanpa judul) (1 sel). "
        "Bila perlu, ajarkan dengan 'padan layout adopt'."
    ).replace("ke-…", "ke-13")
    assert any("tidak dipakai: NO (5 sel), NAMA ALIAS (2 sel)" in line for line in lines_of(got, rejects=5))


def test_the_one_date_of_a_pay_list_is_its_pay_day(tmp_path: Path) -> None:
    got = take(tmp_path, "\n".join([HEAD, *ROWS]))
    assert [str(day) for day in got.disbursements["paid_on"]] == [f"2025-05-1{n}" for n in range(5)]


def test_of_a_large_text_the_first_rows_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    source = delimited.Source(b"a;b\n1;2\n", 1_000, 10)
    grid = delimited.DelimitedGrid(source, ";", first=0, search=5)
    rows = grid.body(1, 2, [0]).frame["source_row"]
    assert grid.filled(1, 2, [1], rows) == {1: 1}
    monkeypatch.setattr(delimited, "_LARGE", 2)
    assert grid.filled(1, 2, [1], rows) == {}


def test_a_workbook_counts_its_rows_of_data_only(tmp_path: Path) -> None:
    head = ["NIK", "NAMA", "NOMINAL", "STATUS SALUR", "TGL BAYAR", "KODE X"]
    rows: list[list[Any]] = [
        [f"167108410785{9000 + n}", f"WARGA {chr(65 + n)}NI", 600000, "Sukses Salur", "12/05/2025", "ya"] for n in range(4)
    ]
    path = tmp_path / "salur.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([head, *rows, ["JUMLAH", "", 2400000, "", "", "empat orang"]]):
            sheet.write_row(number, 0, row)
    got = ingest_file(path, "salur.xlsx", "2025-05", settings=Settings())
    assert [tuple(u) for u in got.accounts[0].unused] == [("KODE X", 4, True, False)]


def test_what_the_head_is_called_besides_is_no_person(tmp_path: Path) -> None:
    got = take(tmp_path, "NIK,NAMA KEPALA KELUARGA,NAMA ALIAS,NOMINAL,STATUS SALUR\n1671084107859001,SITI AMINAH,ITI,600000,Sukses")
    assert got.disbursements["name"].to_list() == ["SITI AMINAH"]
    assert [u.header for u in got.accounts[0].unused] == ["NAMA ALIAS"]


@pytest.mark.parametrize("header", ["NAMA (ALIAS)", "NAMA ALIAS", "NAMA/ALIAS"])
def test_a_name_with_an_alias_is_the_name(tmp_path: Path, header: str) -> None:
    got = take(tmp_path, f"NIK,{header},NOMINAL,STATUS SALUR\n1671084107859001,SITI AMINAH (ITI),600000,Sukses")
    assert got.disbursements["name"].to_list() == ["SITI AMINAH (ITI)"]
