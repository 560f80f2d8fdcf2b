"""The survey of lines agrees with Python's own CSV reader, line by line."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.texts.lines import find_lines, head_lines, survey_lines
from pipeline.read.texts.records import join_lines, split_lenient, split_orderly
from pipeline.read.texts.uniform import uniform_frame

ALPHABET = 'ab";\n '


def by_csv(line: str) -> list[str] | None:
    """Strict reading of one line: None where the quotes are not in order."""
    try:
        rows = list(csv.reader([line], delimiter=";", strict=True))
    except csv.Error:
        return None
    return (rows and rows[0]) or [""]


@settings(deadline=None, max_examples=300)
@given(st.text(ALPHABET, max_size=60))
def test_lines_are_where_the_line_ends_are(text: str) -> None:
    lines = find_lines(text.encode())
    expected = text.split("\n")[: -1 if text.endswith("\n") or not text else None]
    assert [lines.text(i) for i in range(len(lines))] == expected
    head = head_lines(text.encode(), 3)
    assert [head.text(i) for i in range(len(head))] == expected[:3]


@settings(deadline=None, max_examples=400)
@given(st.text(ALPHABET, max_size=80))
def test_an_orderly_line_is_one_the_csv_reader_takes(text: str) -> None:
    lines = find_lines(text.encode())
    plain = survey_lines(lines, ord(";"))
    for i in range(len(lines)):
        line = lines.text(i)
        fields = split_orderly(line, ";")
        assert bool(plain.orderly[i]) == (fields is not None), line
        if fields is not None:
            assert plain.separators[i] == len(fields) - 1
            assert fields == by_csv(line)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.integers(1, 4), max_size=12), st.booleans(), st.integers(2, 3))
def test_uniform_means_every_line_has_that_many_fields(widths: list[int], final: bool, width: int) -> None:
    text = "\n".join(";".join("x" * w) for w in widths) + ("\n" if final and widths else "")
    found = uniform_frame(text.encode(), ";", width, [0], skip=0, offset=0, quoted=False)
    assert (found is not None) == (bool(widths) and all(w == width for w in widths))
    assert found is None or found.height == len(widths)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.lists(st.text('a;" ', max_size=2), min_size=1, max_size=3), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_a_text_is_taken_as_quoted_throughout_only_where_it_is(rows: list[list[str]], final: bool, honest: bool) -> None:
    inner = [[cell.replace('"', '""') if honest else cell for cell in row] for row in rows]
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in inner) + ("\n" if final else "")
    found = uniform_frame(text.encode(), ";", 2, [0, 1], skip=0, offset=0, quoted=True)
    if all(len(row) == 2 and not any(set('";') & set(cell) for cell in row) for row in rows):
        assert found is not None
    if found is not None:
        expected = [[cell or None for cell in by_csv(line) or []] for line in text.splitlines()]
        assert [list(row) for row in found.rows()] == expected


def test_a_quote_opened_on_one_line_does_not_reach_the_next() -> None:
    plain = survey_lines(find_lines(b'a;"b;c\n"d";e;f\ng;h;"i"\n'), ord(";"))
    assert plain.orderly.tolist() == [False, True, True]
    assert plain.separators.tolist()[1:] == [2, 2]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ('a;BUDI "CAK" S;c', ["a", 'BUDI "CAK" S', "c"]),
        ('"a";"SITI "ITI" A";"c"', ["a", 'SITI "ITI" A', "c"]),
        ('"a;"b";"c"', ["a", "b", "c"]),
        (';";c', ["", '"', "c"]),
        ('a;"b;x" y";c', ["a", 'b;x" y', "c"]),
        ('a;"b;x" y;c', None),
        ("a;b", None),
        ('a;"JL. "MELATI; NO 2";c', ["a", 'JL. "MELATI; NO 2', "c"]),
    ],
)
def test_stray_quotes_are_kept_or_the_line_is_given_up(line: str, fields: list[str] | None) -> None:
    assert split_lenient(line, ";", 3) == fields


def test_a_quoted_line_break_joins_two_lines() -> None:
    lines = ['1;"JL. MELATI', 'NO. 2";3', "4;5;6"]
    record = join_lines(0, 3, lines.__getitem__, ";", 3)
    assert record is not None
    assert (record.last, record.fields) == (1, ["1", "JL. MELATI\nNO. 2", "3"])


def test_a_broken_quote_never_swallows_whole_rows() -> None:
    lines = ['1;2;"3', "4;5;6", '7;8;9"']
    assert join_lines(0, 3, lines.__getitem__, ";", 3) is None
