"""A desil told by a tick in one of ten columns."""

import pytest

NIKS = [f"16710845018090{i:02}" for i in range(10, 16)]


def rows(tick: str, count: int) -> list[list[str]]:
    return [
        [n, f"ORANG {chr(65 + i)}", f"16710801010190{i:02}", *(tick if d == i else "" for d in range(count))] for i, n in enumerate(NIKS)
    ]


@pytest.mark.parametrize("tick", ["v", "x", "√", "1", "X"])
def test_columns_named_desil_1_to_10(read, tick: str) -> None:
    header = ["NIK", "Nama", "No KK", *(f"Desil {d}" for d in range(1, 11))]
    text = "\n".join(";".join(row) for row in [["DTSEN KELURAHAN SAKO"], header, *rows(tick, 10)])
    table = read(text, "dtsen.csv").tables[0]
    assert table.kind == "registry"
    assert table.frame["desil"].to_list() == ["1", "2", "3", "4", "5", "6"]


def test_desil_over_the_numbers_one_to_ten(read, book) -> None:
    first = ["No", "NIK", "Nama", "No KK", "Desil", *[""] * 9]
    second = ["", "", "", "", *(str(d) for d in range(1, 11))]
    body = [[str(i), *row] for i, row in enumerate(rows("v", 10), 1)]
    table = read(book({"Data": [["DTSEN KELURAHAN SAKO"], first, second, *body]}), "dtsen.xlsx").tables[0]
    assert table.frame["desil"].to_list() == ["1", "2", "3", "4", "5", "6"]


def test_two_ticks_in_a_row_say_nothing(read) -> None:
    header = ["NIK", "Nama", "No KK", *(f"Desil {d}" for d in range(1, 5))]
    body = rows("v", 4)
    body[0][3:5] = ["v", "v"]
    table = read("\n".join(";".join(row) for row in [["DTSEN SAKO"], header, *body]), "dtsen.csv").tables[0]
    assert "desil" not in table.frame.columns or set(table.frame["desil"]) <= {None}
