"""Headers none of whose words is known: they are found by what stands below them."""

import pytest

from pipeline.read.columns.locate import header_by_shape
from pipeline.read.grid import Row

PEOPLE = [[str(n), f"16710845018090{n:02d}", f"SITI {chr(65 + n)}", "600000", "Oke"] for n in range(1, 6)]


def rows(*lines: list[str]) -> list[Row]:
    return [Row(number, number, tuple(cells)) for number, cells in enumerate([*lines, *PEOPLE], 1) if any(cells)]


@pytest.mark.parametrize(
    ("lines", "first", "last", "texts"),
    [
        ([["Urut", "Ident", "Panggilan", "Droping", "Kondisi"]], 1, 1, ["Urut", "Ident", "Panggilan", "Droping", "Kondisi"]),
        (
            [["KOPERASI"], [""], ["Urut", "Ident", "Panggilan", "Droping", ""], ["", "", "", "Nilai", "Kondisi"]],
            3,
            4,
            ["Urut", "Ident", "Panggilan", "Droping Nilai", "Droping Kondisi"],
        ),
    ],
)
def test_words_over_a_column_of_whole_numbers_are_a_header(lines: list[list[str]], first: int, last: int, texts: list[str]) -> None:
    found = header_by_shape(rows(*lines), 30)
    assert found is not None
    assert (found.first, found.last, [h.text for h in found.headings]) == (first, last, texts)


@pytest.mark.parametrize("lines", [[["LAPORAN DROPPING", "MEI"]], [["KOPERASI"], ["LAPORAN DROPPING"]], []])
def test_a_title_is_none(lines: list[list[str]]) -> None:
    assert header_by_shape(rows(*lines), 30) is None
