"""CSV for people: the exact bytes, and nothing a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
import re

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.people_csv import people_csv, unguarded
from tests.hostile import hostile_texts


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_bytes_are_bom_semicolons_quoted_text_bare_numbers_crlf():
    frame = pl.DataFrame({"urut": [1, None], "nik": ["167108******9001", ""], "nama": ['A "B"', "x;y"], "selisih": [-200000, 0]})
    expected = '\ufeff"urut";"nik";"nama";"selisih"\r\n1;"\'167108******9001";"A ""B""";-200000\r\n;"";"x;y";0\r\n'
    assert people_csv(frame, {"nik"}) == expected.encode()


def test_hostile_texts_are_inert_and_read_back_equal():
    texts = hostile_texts()
    assert len(texts) > 515
    cells = [row[0] for row in read_back(people_csv(pl.DataFrame({"nama": texts})))[1:]]
    assert [unguarded(cell) for cell in cells] == texts
    assert not [cell for cell in cells if re.match(r"[\s\x00\u200b\ufeff]*[=+\-@＝＋－＠]", cell) or cell[:1] in {"\t", "\r", "\n", "\x00"}]


def test_a_name_that_begins_with_an_apostrophe_reads_back_equal():
    assert read_back(people_csv(pl.DataFrame({"nama": ["'AISYAH", "'"]})))[1:] == [["''AISYAH"], ["''"]]


def test_missing_and_empty_text_stay_empty_even_in_identifier_columns():
    assert read_back(people_csv(pl.DataFrame({"nik": ["", None], "n": [1, 2]}), {"nik"}))[1:] == [["", "1"], ["", "2"]]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=5))
def test_any_text_survives_one_apostrophe(texts):
    cells = [row[0] for row in read_back(people_csv(pl.DataFrame({"a": texts, "n": [1] * len(texts)})))[1:]]
    assert [unguarded(cell) for cell in cells] == texts
