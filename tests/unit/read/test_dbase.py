"""dBase and FoxPro files, as statistical offices hand registries over."""

import struct
from collections.abc import Sequence

import pytest

NIKS = [f"167108450180900{i}" for i in range(1, 8)]
NAMES = ("SITI AMINAH", "BUDI SANTOSO", "DEWI LESTARI", "EKO PRASETYO", "RINA WATI")
Field = tuple[str, str, int]
PEOPLE: tuple[Field, ...] = (("NKK", "C", 16), ("NIK", "C", 16), ("NAMA", "C", 30), ("TGLLAHIR", "D", 8), ("DESIL", "N", 2))


def dbf(fields: Sequence[Field], rows: Sequence[Sequence[bytes | str]], *, version: int = 0x03, page: int = 0, **said: int) -> bytes:
    """A file by hand; `deleted`: index of a row marked so; `mark`: of the others; `count`, `start`, `length`: what the head says instead."""
    head = b"".join(struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), size & 255, size >> 8) for name, kind, size in fields) + b"\r"
    length = 1 + sum(size for _, _, size in fields)
    body = b""
    for number, row in enumerate(rows):
        cells = [cell if isinstance(cell, bytes) else cell.encode() for cell in row]
        body += b"*" if number == said.get("deleted", -1) else bytes([said.get("mark", 32)])
        body += b"".join(
            cell.rjust(size) if kind in "NF" else cell.ljust(size) for (_, kind, size), cell in zip(fields, cells, strict=True)
        )
    start = (said.get("count", len(rows)), said.get("start", 32 + len(head)), said.get("length", length))
    return struct.pack("<BBBBIHH17xB2x", version, 125, 3, 31, *start, page) + head + body + b"\x1a"


def person(number: int, **other: str | bytes) -> list[str | bytes]:
    row: dict[str, str | bytes] = {
        "nkk": NIKS[6],
        "nik": NIKS[number],
        "name": NAMES[number],
        "born": f"198001{number + 1:02}",
        "desil": "2",
    }
    return list((row | other).values())


@pytest.mark.parametrize("version", [0x02, 0x03, 0x30, 0x43, 0x83, 0x8B, 0xF5])
def test_records_are_read_field_by_field(read, version: int) -> None:
    got = read(dbf(PEOPLE, [person(n) for n in range(5)], version=version), "DTSEN1671.DBF")
    (table,) = got.tables
    assert (got.container, table.kind.value, table.header_row, table.read, got.problem) == ("dbase", "registry", 1, 5, None)
    assert table.frame.select("source_row", "no_kk", "nik", "name", "birth_date", "desil", "nik__cell").rows() == [
        (2 + n, NIKS[6], NIKS[n], NAMES[n], f"1980-01-0{n + 1}", "2", "text") for n in range(5)
    ]


def test_deleted_records_are_left_out_and_told(read) -> None:
    table = read(dbf(PEOPLE, [person(n) for n in range(4)], deleted=1), "a.dbf").tables[0]
    assert table.frame.select("source_row", "nik").rows() == [(2, NIKS[0]), (3, NIKS[2]), (4, NIKS[3])]
    assert any("1 baris bertanda hapus" in note for note in table.notes)


def test_records_whose_mark_was_never_written_are_kept(read) -> None:
    table = read(dbf(PEOPLE, [person(n) for n in range(3)], mark=0), "a.dbf").tables[0]
    assert table.frame["nik"].to_list() == NIKS[:3]


def test_a_nik_in_a_numeric_field_is_a_number_cell(read) -> None:
    fields = (("NIK", "N", 16), ("NAMA", "C", 30), ("JUMLAH", "N", 12))
    table = read(dbf(fields, [(NIKS[n], NAMES[n], "600000") for n in range(3)]), "a.dbf").tables[0]
    assert table.frame.select("nik", "nik__cell").rows() == [(NIKS[n], "number") for n in range(3)]


def test_letters_are_those_of_the_code_page_the_head_names(read) -> None:
    def names(page: int, *written: bytes) -> list[str]:
        rows = [person(n, name=name) for n, name in enumerate(written)]
        return read(dbf(PEOPLE, rows, page=page), "a.dbf").tables[0].frame["name"].to_list()

    assert names(0x02, "JOSÉ".encode("cp850")) == ["JOSÉ"]
    assert names(0x03, "JOSÉ".encode("cp1252")) == ["JOSÉ"]
    assert names(0, "JOSÉ".encode(), b"ANI") == ["JOSÉ", "ANI"]
    assert names(0, "JOSÉ".encode("cp1252"), b"ANI") == ["JOSÉ", "ANI"]


def test_true_is_ya_and_no_answer_is_empty(read) -> None:
    fields = (("NIK", "C", 16), ("NAMA", "C", 30), ("MENINGGAL", "L", 1))
    table = read(dbf(fields, [(NIKS[n], NAMES[n], said) for n, said in enumerate("TF?")]), "a.dbf").tables[0]
    assert table.frame["deceased"].to_list() == ["YA", "TIDAK", None]


def test_numbers_and_moments_of_foxpro_are_read(read) -> None:
    day = struct.pack("<ii", 2_460_799, 0)  # 2025-05-03
    fields = (("NIK", "C", 16), ("NAMA", "C", 300), ("DESIL", "I", 4), ("JUMLAH", "Y", 8), ("TGLBAYAR", "T", 8))
    rows = [(NIKS[n], NAMES[n], struct.pack("<i", 3), struct.pack("<q", 6_000_000_000), day) for n in range(3)]
    table = read(dbf(fields, rows, version=0x30), "a.dbf").tables[0]
    assert table.frame.select("nik", "amount", "paid_on").row(0) == (NIKS[0], "600000", "2025-05-03")
    assert table.frame["name"].to_list() == list(NAMES[:3])


def test_memo_fields_are_told(read) -> None:
    fields = (("NIK", "C", 16), ("NAMA", "C", 30), ("CATATAN", "M", 10))
    table = read(dbf(fields, [(NIKS[n], NAMES[n], "1") for n in range(3)], version=0x83), "a.dbf").tables[0]
    assert table.read == 3
    assert any("CATATAN" in note and "memo" in note for note in table.notes)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (dbf(PEOPLE, [person(n) for n in range(5)])[:-100], "terpotong: kepalanya menyebut 5 baris, isinya 3"),
        (dbf(PEOPLE, [person(n) for n in range(5)], count=2_000_000), "terpotong"),
        (dbf(PEOPLE, [person(n) for n in range(5)], count=4_000_000_000), "paling banyak"),
        (dbf(PEOPLE, [person(n) for n in range(5)], count=3), "tetapi isinya lebih"),
        (dbf(PEOPLE, [person(n) for n in range(5)], length=80), "tidak sepanjang barisnya"),
        (dbf(PEOPLE, [person(n) for n in range(5)], start=3000), "terpotong"),
        (dbf(PEOPLE, [person(n) for n in range(5)], start=190), "tidak sepanjang barisnya"),
        (dbf(PEOPLE, [person(n) for n in range(5)], start=199, count=4), "tidak cocok"),
        (dbf((("NIK", "C", 16), ("NAMA", "?", 30)), [(NIKS[0], "A")]), "tidak dikenal"),
        (dbf(PEOPLE, [])[:60], "rusak"),
    ],
    ids=[
        "cut off",
        "too many",
        "far too many",
        "too few",
        "record",
        "head too long",
        "head too short",
        "field",
        "only a head",
        "no record",
    ],
)
def test_a_head_that_lies_is_one_sentence(read, data: bytes, said: str) -> None:
    got = read(data, "a.dbf")
    assert said in (got.problem or "")
    assert not got.tables
    assert (got.problem or "").count(". ") <= 1


def test_text_that_begins_like_a_dbase_file_is_text(read) -> None:
    rows = "".join(f"{NIKS[n]};{NAMES[n]};600000\n" for n in range(3))
    assert read("C;\n" + "NIK;Nama;Jumlah\n" + rows, "a.csv").container == "csv"
    assert read("0\t\n" + "NIK;Nama;Jumlah\n" + rows, "a.csv").container == "csv"
