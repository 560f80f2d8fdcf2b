"""A registry printed card by card: what a card's labels say is every member's, whatever the print looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.read import ReadTable, read_file
from schemas.codes import Kind
from schemas.layouts import load_layouts
from schemas.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TITLE = ["DAFTAR KELUARGA DTSEN"]
HEADER = ["No", "NIK", "Nama", "Tgl Lahir", "Hubungan"]
STREETS = ("Jl. Musi 4", "Lr. Sepakat 9", "Jl. Ogan 2")
HOMES = 3
PAIR = (("HENDRA", "KEPALA KELUARGA"), ("YULI", "ISTRI"))


def kk(n: int) -> str:
    return f"1671081506{10 + n}{9001 + n:04}"


def nik(n: int) -> str:
    return f"16710801{1 + n % 12:02}80{9001 + n:04}"


def members(n: int) -> list[list[str]]:
    head = ["1", nik(2 * n), f"HENDRA{'ABC'[n]}", "03-05-1980", "Kepala Keluarga"]
    return [head, ["2", nik(2 * n + 1), f"YULI{'ABC'[n]}", "04-06-1982", "Istri"]]


def said(n: int) -> list[tuple[str, str]]:
    return [("No. KK", kk(n)), ("Alamat", STREETS[n]), ("Kelurahan", ("Sako", "Sialang", "Sako")[n]), ("Desil", str(n + 1))]


def in_one_cell(n: int) -> list[list[str]]:
    return [[f"{label}: {value}"] for label, value in said(n)]


def in_neighbours(n: int) -> list[list[str]]:
    return [[label, "", value] for label, value in said(n)]


def with_colons_apart(n: int) -> list[list[str]]:
    return [[label, ":", value] for label, value in said(n)]


def two_a_row(n: int) -> list[list[str]]:
    card, address, village, desil = said(n)
    rows = [[*card, "", *desil], ["Kepala Keluarga", f"HENDRA{'ABC'[n]}", "", *village], list(address)]
    return [[cell for cell in row if cell] for row in rows]


def printed(labels: Callable[[int], list[list[str]]], page: Sequence[Sequence[str]] = ()) -> list[list[str]]:
    rows: list[list[str]] = [TITLE, []]
    for n in range(HOMES):
        rows += [*(list(row) for row in page if n), *labels(n), HEADER, *members(n), []]
    return rows


def read(path: Path) -> list[ReadTable]:
    return list(read_file(path, f"2025-04/{path.name}", layouts=load_layouts(), limits=Settings().limits).tables)


def as_xlsx(folder: Path, rows: Sequence[Sequence[str | int]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(folder / "kartu.xlsx")
    return folder / "kartu.xlsx"


def as_csv(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    (folder / "kartu.csv").write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    return folder / "kartu.csv"


def as_text(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    widths = (4, 20, 20, 14, 20)
    lines = ["".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)) if len(row) == len(widths) else "  ".join(row) for row in rows]
    (folder / "kartu.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "kartu.txt"


def assert_told(tables: list[ReadTable]) -> None:
    """One registry, each member with what his card says."""
    assert len(tables) == 1
    table = tables[0]
    rows = table.frame
    assert table.kind is Kind.REGISTRY
    assert rows["nik"].to_list() == [nik(n) for n in range(2 * HOMES)]
    assert rows["no_kk"].to_list() == [kk(n) for n in range(HOMES) for _ in range(2)]
    assert rows["address"].to_list() == [STREETS[n] for n in range(HOMES) for _ in range(2)]
    assert rows["village_name"].to_list() == ["Sako", "Sako", "Sialang", "Sialang", "Sako", "Sako"]
    assert rows["desil"].to_list() == [str(n + 1) for n in range(HOMES) for _ in range(2)]
    assert table.read == 2 * HOMES


@pytest.mark.parametrize("labels", [in_one_cell, in_neighbours, with_colons_apart, two_a_row])
@pytest.mark.parametrize("save", [as_xlsx, as_csv])
def test_what_a_card_says_is_every_members(tmp_path: Path, labels, save) -> None:
    assert_told(read(save(tmp_path, printed(labels))))


def test_a_print_in_columns_of_blanks_is_read_too(tmp_path: Path) -> None:
    assert_told(read(as_text(tmp_path, printed(in_one_cell))))


@pytest.mark.parametrize("save", [as_xlsx, as_csv, as_text])
def test_headers_of_pages_between_the_cards_say_nothing(tmp_path: Path, save) -> None:
    assert_told(read(save(tmp_path, printed(in_one_cell, page=[TITLE, ["Halaman 2"]]))))


def test_a_family_goes_on_over_a_page(tmp_path: Path) -> None:
    rows = printed(in_one_cell)
    at = rows.index(members(1)[1])
    assert_told(read(as_xlsx(tmp_path, [*rows[:at], [], TITLE, ["Halaman 2"], HEADER, *rows[at:]])))


def test_a_card_without_its_number_takes_none_from_the_card_before(tmp_path: Path) -> None:
    def labels(n: int) -> list[list[str]]:
        return [["No. KK: -"], *in_one_cell(n)[1:]] if n == 1 else in_one_cell(n)

    (table,) = read(as_xlsx(tmp_path, printed(labels)))
    assert table.frame["no_kk"].to_list() == [kk(0), kk(0), None, None, kk(2), kk(2)]
    assert table.frame["desil"].to_list() == ["1", "1", "2", "2", "3", "3"]


def test_rows_stay_where_the_file_has_them(tmp_path: Path) -> None:
    rows = printed(in_one_cell)
    (table,) = read(as_xlsx(tmp_path, rows))
    assert table.frame["source_row"].to_list() == [rows.index(row) + 1 for n in range(HOMES) for row in members(n)]
    assert table.read + table.skipped == len(rows) - 1  # the last blank row is no row of the sheet


def test_a_card_number_in_a_number_cell_is_known_as_one(tmp_path: Path) -> None:
    rows = [[int(cell) if cell == kk(1) else cell for cell in row] for row in printed(in_neighbours)]
    (table,) = read(as_xlsx(tmp_path, rows))
    assert table.frame["no_kk__cell"].to_list() == ["text", "text", "number", "number", "text", "text"]


def test_the_labels_above_a_whole_list_are_its_title_and_no_card(tmp_path: Path) -> None:
    rows = [["Kelurahan: Sako"], ["RT/RW: 001/002"], HEADER, *members(0), *members(1)]
    (table,) = read(as_xlsx(tmp_path, rows))
    assert "rt" not in table.frame.columns
    assert "Kelurahan: Sako" in table.title


def test_signatures_and_totals_between_cards_carry_no_card(tmp_path: Path) -> None:
    rows = printed(in_one_cell)
    at = rows.index(members(0)[1]) + 1
    rows = [*rows[:at], ["", "Jumlah", "2"], [], ["Mengetahui", "", "Lurah", "", "Petugas"], *rows[at:]]
    assert_told(read(as_xlsx(tmp_path, rows)))


def test_a_print_with_a_line_a_family_and_its_village_on_the_heads_of_pages(tmp_path: Path) -> None:
    rule = "-" * 84
    lines = []
    for page, village in enumerate(("KOTO TANGAH", "GADUT")):
        lines += [f"DINAS SOSIAL                            HAL :  {page + 1}", f"KECAMATAN : TILATANG     NAGARI : {village}", rule]
        lines += [f"{'NIK':<17}{'NAMA':<16}{'HUB':<18}JK TGL LAHIR  PEKERJAAN", rule]
        for n in range(4 * page, 4 * page + 4):
            lines.append(f"NO KK : {kk(n)}   JORONG: Ladang    DESIL : {n + 1}")
            lines += [f"{nik(2 * n + m):<17}{name:<16}{hub:<18}{'LP'[m]}  0{1 + m}-02-1963 PETANI" for m, (name, hub) in enumerate(PAIR)]
            lines.append("")
    (tmp_path / "print.prn").write_text("\r\n".join(lines), encoding="utf-8")
    (table,) = read(tmp_path / "print.prn")
    rows = table.frame
    assert rows["no_kk"].to_list() == [kk(n) for n in range(8) for _ in range(2)]
    assert rows["village_name"].to_list() == ["KOTO TANGAH"] * 8 + ["GADUT"] * 8
    assert rows["sex"].to_list() == ["L", "P"] * 8
    assert rows["birth_date"].to_list() == ["01-02-1963", "02-02-1963"] * 8


def test_a_header_of_two_words_stays_whole_where_nothing_parts_its_cells(tmp_path: Path) -> None:
    lines = ["DATA DTSEN", f"{'NIK':<18}{'NAMA':<16}{'HUB':<17}TGL LAHIR  DESIL"]
    lines += [f"{nik(n):<18}{'HENDRA ' + 'ABCDEF'[n]:<16}{'ISTRI':<17}03-05-80   4" for n in range(6)]
    (tmp_path / "dtsen.txt").write_text("\n".join(lines), encoding="utf-8")
    (table,) = read(tmp_path / "dtsen.txt")
    assert table.frame["birth_date"].to_list() == ["03-05-80"] * 6


_CARD = """KARTU KELUARGA
No. {card}
Nama Kepala Keluarga : {head:<30}Desa/Kelurahan : OLAK ALEN
Alamat : Dsn. Sumber RT 001/002                     Kecamatan : SELOREJO

No  Nama Lengkap                    NIK               JK  Tempat Lahir   Tgl Lahir   Hubungan
{members}

"""


def test_copies_of_family_cards_in_a_text_are_members(read) -> None:
    cards = []
    for n in range(4):
        rows = [(1, f"TEGUH {'ABCD'[n]} KURNIAWAN", f"35052106037490{n:02}", "L", "06-03-1974", "Kepala Keluarga")]
        rows += [(2, f"SITI {'ABCD'[n]} AMINAH", f"35052167037890{n:02}", "P", "27-03-1978", "Istri")]
        members = "\n".join(f"{no:<4}{name:<32}{nik}  {sex}   Blitar         {born}  {kin}" for no, name, nik, sex, born, kin in rows)
        cards.append(_CARD.format(card=f"35052102041390{n:02}", head=rows[0][1], members=members))
    (table,) = read("\n".join(cards), "salinan kk.txt").tables
    assert table.kind == "registry"
    assert table.frame["no_kk"].to_list() == [f"35052102041390{n:02}" for n in (0, 0, 1, 1, 2, 2, 3, 3)]
    assert table.frame["nik"].n_unique() == table.read == 8
    assert table.frame["village_name"].unique().to_list() == ["OLAK ALEN"]
