"""Every line of a text file is parsed or told back, with the number a spreadsheet shows."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.read import FileRead
from schemas.codes import Kind

HEAD = "nik;nama;alamat;nominal;status salur\n"
NIKS = [f"167108450180900{i}" for i in range(1, 7)]
ROWS = [f"{n};ORANG {i};JL. {i};600000;SUKSES SALUR" for i, n in enumerate(NIKS, 1)]


def table(found: FileRead):
    assert found.problem is None
    assert len(found.tables) == 1
    return found.tables[0]


def column(found: FileRead, field: str) -> list[str | None]:
    return table(found).frame.get_column(field).to_list()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "^", "~"])
def test_the_separator_is_the_one_that_yields_the_header(read, separator: str) -> None:
    text = (HEAD + "\n".join(ROWS) + "\n").replace(";", separator)
    found = read(text)
    assert (found.delimiter, table(found).kind, column(found, "nik")) == (separator, Kind.DISBURSEMENT, NIKS)


def test_commas_inside_fields_do_not_make_the_comma_the_separator(read) -> None:
    rows = [row.replace("JL. ", "JL. A, B, C, D, NO ") for row in ROWS]
    assert column(read(HEAD + "\n".join(rows)), "address")[0] == "JL. A, B, C, D, NO 1"


def test_a_sep_line_names_the_separator(read) -> None:
    found = read("sep=|\n" + (HEAD + "\n".join(ROWS)).replace(";", "|"))
    assert table(found).header_row == 2
    assert table(found).frame.get_column("source_row").to_list() == [3, 4, 5, 6, 7, 8]


def test_row_numbers_count_physical_lines(read) -> None:
    text = HEAD + ROWS[0] + "\n\n\n" + ROWS[1].replace("JL. 2", '"JL. 2\nRT 3"') + "\n" + ROWS[2] + "\n"
    found = read(text)
    assert table(found).frame.get_column("source_row").to_list() == [2, 5, 7]
    assert column(found, "address")[1] == "JL. 2\nRT 3"


def test_a_row_of_the_wrong_length_is_told_back(read) -> None:
    found = read(HEAD + "\n".join([ROWS[0], f"{NIKS[1]};A", ROWS[2] + ";lebih", ROWS[3]]))
    assert column(found, "nik") == [NIKS[0], NIKS[3]]
    assert found.rejects.select("row", "rule_id", "severity").rows() == [(3, "READ-01", "error"), (4, "READ-01", "error")]
    assert table(found).read == 4


def test_surplus_empty_cells_lose_nothing(read) -> None:
    found = read(HEAD + "\n".join([ROWS[0] + ";;", ROWS[1]]))
    assert (column(found, "nik"), found.rejects.height) == (NIKS[:2], 0)


def test_a_trailing_separator_on_every_row_but_the_header(read) -> None:
    found = read(HEAD + ";\n".join(ROWS * 10) + ";\n")
    assert (table(found).read, found.rejects.height) == (60, 0)


def test_most_rows_of_another_length_refuse_the_file(read) -> None:
    found = read(HEAD + "\n".join(f"{n};A;B" for n in NIKS * 20))
    assert found.problem is not None
    assert "judulnya 5 kolom" in found.problem


def test_broken_quotes_cost_their_own_line_only(read) -> None:
    broken = ROWS[1].replace("JL. 2", '"JL. 2;x" y')
    found = read(HEAD + "\n".join([ROWS[0], broken, ROWS[2]]))
    assert column(found, "nik") == [NIKS[0], NIKS[2]]
    assert found.rejects.select("row", "rule_id").rows() == [(3, "READ-02")]


def test_nul_bytes_do_not_stop_the_reading(read) -> None:
    assert column(read(HEAD + ROWS[0].replace("ORANG", "OR\0ANG")), "nik") == NIKS[:1]


def test_half_a_million_lines_in_one_quote_are_refused_quickly(read) -> None:
    found = read(HEAD + '"' + "A;B\n" * 200_000)
    assert found.problem is not None


def test_a_line_beyond_the_limit_is_refused(read) -> None:
    assert "panjangnya" in (read(HEAD + "A" * 1_100_000 + "\n").problem or "")
    late = HEAD + (ROWS[0] + "\n") * 1_000 + "A" * 4_000_000 + ";b;c;d;e\n"
    assert read(late).problem is not None


@pytest.mark.parametrize("text", ["", "\n\n\n", "  \n \n"])
def test_nothing_is_no_list(read, text: str) -> None:
    assert "kosong" in (read(text).problem or "")


def test_a_footer_short_of_cells_is_a_total(read) -> None:
    found = table(read(HEAD + "\n".join(ROWS) + "\nJUMLAH;;;3600000\n"))
    assert [(t.field, t.row, t.value_text) for t in found.totals] == [("amount", 8, "3600000")]
    assert (found.read, found.frame.height) == (6, 6)


@pytest.mark.parametrize("row", [("", ';"'), ("", '";'), ("", ';";"'), (',1"a,', ";"), ('";"', ""), (";", '"')])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_separators_between_quotes_inside_a_field_are_part_of_it(read, row: tuple[str, str], quoting) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=quoting, lineterminator="\r\n")
    writer.writerows([["nik", "nama", "alamat"], ["1671084501890001", *row], ["1671084501890002", "a", "b"]])
    found = table(read(out.getvalue()))
    assert found.frame.select("name", "address").rows() == [tuple(cell or None for cell in row), ("a", "b")]


CELL = st.text('ab ,;"x1', max_size=6)


def test_line_breaks_in_most_rows_are_no_broken_quotes(read) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["nik", "nama", "alamat"])
    writer.writerows([[f"16710845018{i:05d}", f"SITI {i}\n", f"JL. MELATI\nRT {i}"] for i in range(90_001, 90_061)])
    found = table(read(out.getvalue()))
    assert found.frame.height == 60
    assert found.frame["address"].to_list()[59] == "JL. MELATI\nRT 90060"


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=25), quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_what_the_csv_writer_wrote_comes_back(read, rows: list[tuple[str, str]], quoting) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=quoting, lineterminator="\r\n")
    writer.writerow(["nik", "nama", "alamat"])
    writer.writerows([[f"16710845018{i:05d}", *row] for i, row in enumerate(rows, 90_001)])
    found = table(read(out.getvalue()))
    assert found.frame.select("name", "address").rows() == [tuple(cell or None for cell in row) for row in rows]


@pytest.mark.parametrize(
    ("end", "numbered", "parts"),
    [
        ("1671084501809006;ORANG 6;JL", False, ["terputus di baris 7"]),
        ("6;16710845018", True, ["terputus di baris 7"]),
        ("6", True, ["terputus di baris 7"]),
        ('6;1671084501809006;"ORANG', True, ["terputus di baris 7"]),
        ("1671084501809006;ORANG 6;JL. 6;600000;SUKSES SA", False, []),  # whole as far as anybody can tell
        ("1671084501809006;ORANG 6;JL\n", False, []),  # a short row, and the file goes on
        ("JUMLAH;5", False, []),
        ("Sako, 12 Mei 2025", False, []),
        ("Total;;;3000000", True, []),
        ("", True, []),
    ],
)
def test_a_file_that_ends_in_the_midst_of_a_row_is_a_part(read, end: str, numbered: bool, parts: list[str]) -> None:
    lines = [HEAD.strip(), *ROWS[:5]]
    lines = [f"{'no' if n == 0 else n};{line}" for n, line in enumerate(lines)] if numbered else lines
    found = read("\n".join([*lines, end]))
    assert table(found).hints.get("parts", []) == parts
    assert bool(parts) == any("terputus di tengah baris 7" in note for note in table(found).notes)


def test_last_cells_left_off_where_they_are_empty_lose_no_row(read) -> None:
    head = HEAD.strip() + ";keterangan"
    people = [f"16710845018090{i};ORANG {chr(55 + i)};JL. {i};600000;SUKSES SALUR" for i in range(10, 40)]
    lines = [f"{line};diambil istri" if n % 4 == 0 else line for n, line in enumerate(people)]
    broken = "1671084501809050;JL. 50;600000;SUKSES SALUR;diambil"  # the name is left out, not the last cell
    found = read("\n".join([head, *lines, broken, "1671084501809051;ORANG Z;JL. 3;600000"]) + "\n")
    assert len(column(found, "nik")) == 30
    assert set(column(found, "state")) == {"SUKSES SALUR"}
    assert found.rejects["row"].to_list() == [32, 33], "a length that no other line has is told back"
    whole = read("\n".join([head, *lines[:5], *(f"{line};di loket" for line in people[5:9]), people[9]]))
    assert "parts" not in table(whole).hints, "nor is a last line that ends as others do broken off"
