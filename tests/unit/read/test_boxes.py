"""A NIK in sixteen boxes, one digit a column, as printed forms have it."""

from typing import Any

NIKS = [f"167108450180900{i}" for i in range(1, 8)]
NAMES = ("SITI AMINAH", "BUDI SANTOSO", "DEWI LESTARI", "EKO PRASETYO", "RINA WATI", "JOKO SUSILO")
GAP = [None] * 15


def row(number: int, *boxes: str, box: type = int) -> list[Any]:
    return [number, NAMES[number - 1], *(box(digit) for written in boxes for digit in written), 600000, "sudah diterima", "5/5/2025"]


def form(book, header: list[Any], *rows: list[Any]) -> bytes:
    return book({"Form B": [["FORM PENYALURAN BANTUAN SEMBAKO TAHAP II TH. 2025"], header, *rows]})


HEADER = ["NO", "NAMA", "NOMOR INDUK KEPENDUDUKAN (NIK)", *GAP, "TERIMA", "KET", "TGL"]


def test_digits_in_boxes_are_one_number_and_told(read, book) -> None:
    table = read(form(book, HEADER, *(row(n, NIKS[n - 1]) for n in range(1, 6))), "form.xlsx").tables[0]
    assert table.frame.select("source_row", "nik", "nik__cell", "name", "amount").rows() == [
        (2 + n, NIKS[n - 1], "text", NAMES[n - 1], "600000") for n in range(1, 6)
    ]
    assert any("satu angka per kotak" in note for note in table.notes)
    assert not [unused for unused in table.unused if unused.filled and "tanpa judul" in unused.header]


def test_card_and_nik_side_by_side_are_two_numbers_with_text_cells_too(read, book) -> None:
    header = ["NO", "NAMA", "NO. KK", *GAP, "NIK", *GAP, "TERIMA", "KET", "TGL"]
    table = read(form(book, header, *(row(n, NIKS[6], NIKS[n - 1], box=str) for n in range(1, 6))), "form.xlsx").tables[0]
    assert table.frame.select("no_kk", "nik").rows() == [(NIKS[6], NIKS[n - 1]) for n in range(1, 6)]


def test_the_numbers_of_the_boxes_may_stand_above_them(read, book) -> None:
    numbers = [None, None, *range(1, 17), None, None, None]
    table = read(form(book, HEADER, numbers, *(row(n, NIKS[n - 1]) for n in range(1, 6))), "form.xlsx").tables[0]
    assert table.frame["nik"].to_list() == NIKS[:5]


def test_a_box_left_empty_makes_a_number_too_short_and_nothing_is_filled_in(read, book) -> None:
    short = row(2, NIKS[1])
    short[5] = None
    table = read(form(book, HEADER, row(1, NIKS[0]), short, *(row(n, NIKS[n - 1]) for n in range(3, 7))), "form.xlsx").tables[0]
    assert table.frame["nik"].to_list()[:2] == [NIKS[0], NIKS[1][:3] + NIKS[1][4:]]


def test_ticks_and_marks_under_headings_of_their_own_are_no_boxes(read, book) -> None:
    header = ["NO", "NAMA", "NIK", *(f"Pertanyaan {n}" for n in range(1, 16)), "Jumlah", "Status"]
    rows = [[n, NAMES[n - 1], NIKS[n - 1], *[1] * 15, 600000, "Dibayar"] for n in range(1, 6)]
    table = read(book({"Data": [header, *rows]}), "a.xlsx").tables[0]
    assert table.frame["nik"].to_list() == NIKS[:5]
