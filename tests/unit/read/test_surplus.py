"""A line with a separator inside a cell is read where only one reading fits the columns, and told back where none does."""

from __future__ import annotations

import pytest

HEAD = "No,Kelurahan,No KK,NIK,Nama,Status Hub,JK,Tgl Lahir,Alamat,Desil,RT,Keterangan\n"
KIN = ("KEPALA KELUARGA", "ISTRI", "ANAK")


def line(n: int, name: str = "", **cells: str) -> str:
    number = f"16710801018{n // 1000}{9000 + n % 1000}"
    said = {
        "no": str(n), "village": "Jayaraga", "kk": f"1671080505{n % 90 + 10}{9000 + n % 700}", "nik": number, "name": name or f"SITI {'ABCDE'[n % 5]}MINAH",
        "kin": KIN[n % 3], "sex": "LP"[n % 2], "born": f"{n % 28 + 1}-Mei-{60 + n % 30}", "address": f"JL. MELATI NO. {n % 300}", "desil": str(n % 9 + 1),
        "rt": str(n % 12 + 1), "note": "",
    } | cells  # fmt: skip
    return ",".join(said.values())


ROWS = [line(n) for n in range(1, 1200)]


@pytest.mark.parametrize(
    ("odd", "field", "value"),
    [
        (line(1200, "DEDE NURJANAH, S.Pd"), "name", "DEDE NURJANAH, S.Pd"),
        (line(1200, "TATANG HASANAH,SE"), "name", "TATANG HASANAH,SE"),
        (line(1200, "Drs. ASEP, S.H., M.Si"), "name", "Drs. ASEP, S.H., M.Si"),
        (line(1200, address="JL. MERPATI, GG 2"), "address", "JL. MERPATI, GG 2"),
        (line(1200, note="pindah, belum lapor"), "rt", "1"),
        (line(1200) + ",", "name", "SITI AMINAH"),
        (line(1200) + ",,", "rt", "1"),
        (line(1200, "DEDE, S.Pd", address="JL. MERPATI, GG 2"), "address", "JL. MERPATI, GG 2"),
    ],
)
def test_the_one_reading_that_fits_is_taken(read, odd: str, field: str, value: str) -> None:
    found = read(HEAD + "\n".join([*ROWS, odd, *ROWS[:3]]))
    (table,) = found.tables
    row = table.frame.filter(source_row=1201)
    assert (row[field].item(), row["desil"].item(), row["relationship"].item()) == (value, "4", "KEPALA KELUARGA")
    assert table.read == table.frame.height == 1203
    told = found.rejects.filter(row=1201)
    assert set(told["rule_id"]) == (set() if odd.endswith(",,") else {"READ-06"})


@pytest.mark.parametrize(
    "odd",
    [
        line(1200, "SITI,AMINAH", kin="", sex=""),
        "1200,Jayaraga,x,y,z,1,2,3,4,5,6,7,8",
        line(1200) + ",lebih,lagi,terlalu,banyak",
    ],
)
def test_what_fits_nowhere_is_told_back(read, odd: str) -> None:
    found = read(HEAD + "\n".join([*ROWS, odd]))
    assert found.rejects.select("row", "rule_id").rows() == [(1201, "READ-01")]
    assert found.tables[0].read == 1200


def test_a_list_most_of_whose_names_hold_a_comma_is_not_hopeless(read) -> None:
    odd = [line(n, f"DEDE {'ABCDE'[n % 5]}, S.Pd", note="ada") for n in range(100, 160)]
    found = read(HEAD + "\n".join([*(line(n, note="ada") for n in range(1, 41)), *odd]))
    assert found.problem is None
    assert (found.tables[0].read, set(found.rejects["rule_id"])) == (100, {"READ-06"})
