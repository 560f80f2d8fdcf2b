"""Every header list that DOMAIN §1–3 quotes is the layout it was quoted for, and its columns are the fields they mean."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.read.columns.layouts import propose_toml

CASES = tomllib.loads((Path(__file__).parent / "domain_layouts.toml").read_text(encoding="utf-8"))["case"]
ROWS = 6


def value(field: str, header: str, n: int) -> str:
    """What such a column holds in row `n`; made-up people, serials 9000–9999."""
    lower = header.lower()
    made = {
        "nik": f"1671084501{80 + n}90{n:02}", "head_nik": f"1671084501{80 + n}90{n:02}", "substitute_nik": "", "no_kk": f"16710801012090{n:02}",
        "name": f"SITI {'ABCDEF'[n]}MINAH", "head_name": f"BUDI {'ABCDEF'[n]}NTORO", "birth_date": f"0{n + 1}/02/1980", "desil": str(n + 1),
        "amount": "600000", "state": "Sukses Salur", "village_code": "16.71.08.1002", "village_name": "SAKO", "programme": "PKH",
        "period": "Tahap 2 Tahun 2025", "relationship": "Kepala Keluarga", "card": f"60329812345690{n:02}", "account": f"0012345{n}",
        "component": "LANSIA", "payer": "BRI", "paid_on": "12/05/2025", "submitted_at": f"2025-05-12T09:0{n}:00Z", "members": "4",
        "person_key": f"ID{n:08}", "family_key": f"K{n:08}", "mother_name": f"ROHANA {'ABCDEF'[n]}", "padan": "Padan",
        "result": "Sesuai", "result_tick:DITEMUI": "v", "result_tick:TIDAK DITEMUI": "", "card_state": "Aktif", "occupation": "BURUH",
    }  # fmt: skip
    if field in made:
        return made[field]
    if field.startswith("programme_flag:"):
        return "YA"
    by_header = {
        "hasil": "Diterima",
        "id_tipe_bansos": "1",
        "timestamp": f"2025-05-12 09:0{n}:00",
        "rt": "001",
        "rw": "002",
        "rt/rw": "001/002",
    }
    return by_header.get(lower, "")


def sheet(case: dict[str, Any], separator: str = ";") -> str:
    headers = case["headers"].split(", ")
    lines = [[value(case["fields"].get(h, ""), h, n) for h in headers] for n in range(ROWS)]
    return "\n".join(separator.join(line) for line in [headers, *lines]) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_quoted_list_is_its_layout(read, case: dict[str, Any]) -> None:
    table = read(sheet(case), "kiriman.csv").tables[0]
    assert table.problem is None
    assert (table.layout, table.read) == (case["layout"], ROWS)
    told = dict(table.headers)
    assert {field: told.get(field) for field in case["fields"].values()} == {field: header for header, field in case["fields"].items()}


@pytest.mark.parametrize("separator", [",", "\t", "|", "^"], ids=["comma", "tab", "pipe", "caret"])
@pytest.mark.parametrize("case", CASES[::6], ids=lambda case: case["name"])
def test_the_separator_does_not_matter(read, case: dict[str, Any], separator: str) -> None:
    assert read(sheet(case, separator), "kiriman.txt").tables[0].layout == case["layout"]


FOREIGN = {
    "Koperasi Sinar": ("nomer_ident;panggilan_resmi;setoran_negara;kondisi_dana", "1671084501809001;SITI AMINAH;600000;Sukses Salur"),
    "Kantor Pos 30000": ("Ident Penerima;Yg Dibayar;Besar Uang;Realisasi", "1671084501809001;SITI AMINAH;600000;TERBAYAR"),
    "Bank Antah": ("CUST_NIK;CUST_NM;TRX_AMT;TRX_DT;RESP", "1671084501809001;SITI AMINAH;600000;2025-05-12;BERHASIL"),
    "Yayasan Kita": ("Nomor Induk;Nama Lengkap;Dana (Rp);Status Cair", "1671084501809001;SITI AMINAH;600000;Sudah"),
    "Dinas Sebelah": ("no. induk kpm;kpm;rupiah;ket salur", "1671084501809001;SITI AMINAH;600000;TERBAYAR"),
}


@pytest.mark.parametrize("sender", FOREIGN, ids=str)
def test_a_foreign_layout_once_adopted_is_read_by_its_own_name(read, tmp_path: Path, sender: str) -> None:
    header, row = FOREIGN[sender]
    rows = [row.replace("9001;", f"90{n:02};").replace("SITI", ("SITI", "BUDI", "RIKA", "TONO", "ADIK", "YANI")[n]) for n in range(6)]
    text = "\n".join(["DAFTAR PENYALURAN SEMBAKO TAHAP 2 TAHUN 2025", header, *rows]) + "\n"
    first = read(text, "a.csv").tables[0]
    (tmp_path / "sender.toml").write_text(propose_toml(first, sender))
    again = read(text, "b.csv", office=tmp_path).tables[0]
    assert again.layout == sender.lower().replace(" ", "-")
    assert sorted(again.frame.columns) == sorted(first.frame.columns)
    assert again.frame.select(first.frame.columns).equals(first.frame)
    assert {"nik", "state"} <= set(again.headers)
