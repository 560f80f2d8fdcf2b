"""Rows that are coloured or struck through: read by the sheet's own legend, told where none explains them, silent where they only adorn."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import xlsxwriter

from pipeline.read import ReadTable

RED, YELLOW, GREEN = "#FF0000", "#FFFF00", "#92D050"
STRUCK = "struck"
PAY = ["No", "Nama", "NIK", "Kelurahan", "Nominal"]
LIST = ["No", "NIK", "No KK", "Nama", "Hubungan", "Desil"]
VILLAGES = ("SAKO", "SUKAMAJU", "SIALANG")


def nik(number: int) -> str:
    return f"16710845018{9000 + number:05d}"


def pays(count: int = 30) -> list[list[Any]]:
    return [[n, f"ORANG {chr(65 + n % 26)}", nik(n), VILLAGES[n % 3], 600_000] for n in range(1, count + 1)]


def registry(count: int = 30) -> list[list[Any]]:
    kin = ("KEPALA KELUARGA", "ISTRI", "ANAK")
    return [[n, nik(n), nik(n // 3 + 500), f"ORANG {chr(65 + n % 26)}", kin[n % 3], n % 5 + 1] for n in range(1, count + 1)]


def sheet(
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    marks: Mapping[int, str],
    *,
    above: Sequence[Sequence[Any]] = (),
    below: Sequence[Sequence[Any]] = (),
    header: str = "",
) -> bytes:
    """An XLSX; `marks`: the colour (or strike) of the whole row of somebody's number. A cell of a legend may be (text, look)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Data")

    def look(mark: str) -> Any:
        return book.add_format({"font_strikeout": True} if mark == STRUCK else {"bg_color": mark}) if mark else None

    for at, line in enumerate((["DAFTAR PENYALURAN SEMBAKO"], *above, [], head, *rows, [], *below)):
        mark = marks.get(rows.index(line) + 1, "") if line in rows else header if line is head else ""
        for column, cell in enumerate(line):
            text, own = cell if isinstance(cell, tuple) else (cell, mark)
            (page.write_string if isinstance(text, str) else page.write_number)(at, column, text, look(own))
    book.close()
    return out.getvalue()


def table(read, data: bytes) -> ReadTable:
    return read(data, "daftar.xlsx").tables[0]


def told(found: ReadTable, field: str) -> dict[str, list[int]]:
    """Value to the running numbers of the rows that bear it."""
    rows: dict[str, list[int]] = {}
    for number, value in found.frame.select("nik", field).iter_rows() if field in found.frame.columns else ():
        if value:
            rows.setdefault(value, []).append(int(number[-3:]))
    return rows


MARKS = {3: RED, 7: RED, 11: YELLOW, 12: RED}
SWATCHES = [["", ("", RED), "Gagal salur / retur"], ["", ("", YELLOW), "= Saldo kosong"]]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (SWATCHES, []),
        ([], SWATCHES),
        ([["Keterangan: Merah = Gagal salur / retur; Kuning = Saldo kosong"]], []),
        ([["Keterangan warna"], ["", "Baris merah", ": Gagal salur / retur"], ["", "Kuning", ": Saldo kosong"]], []),
        ([], [["", "blok merah artinya Gagal salur / retur"], ["", "diarsir kuning berarti Saldo kosong"]]),
        ([["", ("Gagal salur / retur", RED)], ["", ("Saldo kosong", YELLOW)]], []),
        ([["", ("Merah", RED), "= Gagal salur / retur", ("Kuning", YELLOW), "= Saldo kosong"]], []),
    ],
)
def test_a_colour_means_what_the_sheets_own_legend_says(read, above: list[Any], below: list[Any]) -> None:
    found = table(read, sheet(PAY, pays(), MARKS, above=above, below=below))
    assert told(found, "state_note") == {"Gagal salur / retur": [3, 7, 12], "Saldo kosong": [11]}
    assert "merah = 'Gagal salur / retur' (3 baris), kuning = 'Saldo kosong' (1 baris)" in " ".join(found.notes)
    assert (found.read, found.title, "unread_mark" in found.frame.columns) == (30, found.title, False)
    assert "Gagal" not in found.title


def test_rows_without_a_colour_have_a_meaning_too_where_the_legend_gives_one(read) -> None:
    found = table(read, sheet(PAY, pays(), MARKS, above=[*SWATCHES, ["", "", "Tidak berwarna = sudah salur"]]))
    words = told(found, "state_note")
    assert (len(words["sudah salur"]), words["Saldo kosong"]) == (26, [11])


@pytest.mark.parametrize(
    "above",
    [
        [["Keterangan: Dicoret = meninggal dunia"]],
        [["Keterangan:", ("Dicoret", STRUCK), ": meninggal dunia"]],
        [["Nama yang dicoret sudah meninggal dunia"]],
        [["", ("nama", STRUCK), "= meninggal dunia"]],
    ],
)
def test_struck_rows_mean_what_the_legend_says(read, above: list[Any]) -> None:
    found = table(read, sheet(LIST, registry(), {4: STRUCK, 9: STRUCK}, above=above))
    (word, rows), *others = told(found, "note").items()
    assert (word.removeprefix("sudah "), rows, others) == ("meninggal dunia", [4, 9], [])
    assert (found.kind, found.read) == ("registry", 30)


def test_a_list_with_remarks_of_its_own_keeps_them(read) -> None:
    rows = [[*row, "lansia" if row[0] in (4, 5) else ""] for row in registry()]
    found = table(read, sheet([*LIST, "Catatan"], rows, {4: STRUCK, 9: STRUCK}, above=[["Dicoret = meninggal dunia"]]))
    assert told(found, "note") == {"lansia; meninggal dunia": [4], "lansia": [5], "meninggal dunia": [9]}


def test_marks_without_a_legend_are_told_with_their_rows(read) -> None:
    found = table(read, sheet(PAY, pays(), {**MARKS, 20: STRUCK}))
    assert told(found, "unread_mark") == {"berwarna merah": [3, 7, 12], "berwarna kuning": [11], "dicoret": [20]}
    assert "3 baris berwarna merah; artinya tidak dibaca" in " ".join(found.notes)
    assert (found.kind, "state_note" in found.frame.columns) == ("disbursement", False)


def test_a_legend_of_words_that_no_status_has_is_told(read) -> None:
    found = table(read, sheet(PAY, pays(), {3: RED, 7: RED}, above=[["Merah = lihat surat nomor tiga"]]))
    assert told(found, "unread_mark") == {"berwarna merah": [3, 7]}
    assert "arti 'lihat surat nomor tiga' tidak dikenal" in " ".join(found.notes)


ADORNED: dict[str, tuple[Sequence[str], Sequence[Sequence[Any]], Mapping[int, str]]] = {
    "nothing": (PAY, pays(), {}),
    "every second row": (PAY, pays(), dict.fromkeys(range(2, 31, 2), YELLOW)),
    "every third row": (PAY, pays(), dict.fromkeys(range(3, 31, 3), YELLOW)),
    "every tenth row": (PAY, pays(60), dict.fromkeys(range(10, 61, 10), YELLOW)),
    "all rows": (PAY, pays(), dict.fromkeys(range(1, 31), GREEN)),
    "most rows": (PAY, pays(), dict.fromkeys(range(1, 21), GREEN)),
    "a village": (PAY, pays(), {n: YELLOW for n in range(1, 31) if VILLAGES[n % 3] == "SAKO"}),
    "heads of families": (LIST, registry(), {n: YELLOW for n in range(1, 31) if n % 3 == 0}),
    "who got nothing": (PAY, [[*row[:4], 0 if row[0] in (5, 9) else 600_000] for row in pays()], {5: RED, 9: RED}),
    "who has a remark": ([*PAY, "Ket"], [[*row, f"catatan {row[0]}" if row[0] in (5, 9) else ""] for row in pays()], {5: RED, 9: RED}),
    "what a status tells": ([*PAY, "Status"], [[*row, "GAGAL" if row[0] == 5 else "SUKSES"] for row in pays()], {5: RED}),
    "what lies beside a status": ([*PAY, "Status"], [[*row, "GAGAL" if row[0] == 5 else "SUKSES"] for row in pays()], {8: YELLOW}),
}


@pytest.mark.parametrize("case", ADORNED)
def test_what_only_adorns_is_no_message(read, case: str) -> None:
    head, rows, marks = ADORNED[case]
    found = table(read, sheet(head, rows, marks, header=GREEN))
    assert "unread_mark" not in found.frame.columns
    assert not [note for note in found.notes if "warna" in note or "coret" in note]
    assert found.read == len(rows)


def test_single_cells_that_are_coloured_or_struck_are_no_message(read) -> None:
    rows = [[cell if column != 1 or row[0] != 4 else (cell, RED) for column, cell in enumerate(row)] for row in pays()]
    rows = [[cell if column != 4 or row[0] != 6 else (cell, STRUCK) for column, cell in enumerate(row)] for row in rows]
    found = table(read, sheet(PAY, rows, {}))
    assert (found.notes, "unread_mark" in found.frame.columns) == ((), False)


def test_conditional_formats_and_table_styles_are_no_message(read) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Data")
    page.add_table(0, 0, 30, 4, {"data": pays(), "columns": [{"header": name} for name in PAY], "style": "Table Style Medium 9"})
    page.conditional_format(1, 4, 30, 4, {"type": "cell", "criteria": "<", "value": 0, "format": book.add_format({"bg_color": RED})})
    book.close()
    found = table(read, out.getvalue())
    assert (found.notes, "unread_mark" in found.frame.columns) == ((), False)


def test_a_total_in_colour_and_a_sheet_that_begins_further_right_change_nothing(read) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page, red = book.add_worksheet("Data"), book.add_format({"bg_color": RED})
    for at, row in enumerate([PAY, *pays()]):
        page.write_row(at + 2, 3, row, red if row[0] in (5, 6, 17) else None)
    page.write_row(40, 3, ["JUMLAH", "", "", "", 18_000_000], red)
    page.write_row(0, 3, ["Merah = gagal salur"])
    book.close()
    found = table(read, out.getvalue())
    assert (told(found, "state_note"), found.read) == ({"gagal salur": [5, 6, 17]}, 30)


def test_a_legend_beside_the_list_costs_no_row_of_it(read) -> None:
    rows = [[*row, "", ("", RED), "Gagal salur"] if row[0] == 2 else row for row in pays()]
    found = table(read, sheet(PAY, rows, {7: RED, 12: RED}))
    assert (told(found, "state_note"), found.read) == ({"Gagal salur": [7, 12]}, 30)


def test_a_list_of_names_alone_and_rows_of_blanks_above_it_are_borne(read) -> None:
    """One column that counts, under a row without a cell of its own: neither stops the reader."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page, red = book.add_worksheet("Data"), book.add_format({"bg_color": RED})
    page.set_row(0, 30)
    page.write_blank(1, 5, None, red)
    page.write_row(2, 1, ["Nama"])
    for at in range(3, 20):
        page.write_row(at, 1, [f"ORANG {chr(65 + at)}"], red if at == 9 else None)
    book.close()
    assert "berhenti di tengah jalan" not in (read(out.getvalue(), "nama.xlsx").problem or "")
