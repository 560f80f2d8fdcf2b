"""What may not leave the office does not: NIK, KK, accounts and phones in columns and in free text."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report import find_leaks
from pipeline.report.masking import mask_text, mask_value, masked, masked_text
from pipeline.store import label
from pipeline.words.private import mask_number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1671084507859001", "167108******9001"),
        ("167108450785900", "16***********00"),
        ("081299990001", "08********01"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_number_keeps_area_and_serial_and_loses_the_birth_date(number, shown):
    assert mask_number(number) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SITI 1671084507859001", "SITI 167108******9001"),
        ("NIK1671084507859001x", "NIK167108******9001x"),
        ("1671 0845 0785 9001", "167108******9001"),
        ("167108-450785-9001", "167108******9001"),
        ("16.71.08.450785.9001", "167108******9001"),
        ("HP 081299990001", "HP 08********01"),
        ("SITI (0812-9999-0001)", "SITI (08********01)"),
        ("WA +62 812 9999 0001", "WA 62*********01"),
        ("Rp600.000 pada 2025-05-12", "Rp600.000 pada 2025-05-12"),
        ("dibayar 2 kali: BRI 12-03 Rp600.000 dan Pos 20-03", "dibayar 2 kali: BRI 12-03 Rp600.000 dan Pos 20-03"),
        ("JL. MERDEKA NO. 12 RT 003", "JL. MERDEKA NO. 12 RT 003"),
        (None, ""),
    ],
)
def test_free_text_loses_long_numbers_only(text, shown):
    assert mask_text(text) == shown
    assert pl.DataFrame({"t": [text]}, schema={"t": pl.String}).select(masked_text("t"))["t"].to_list() == [shown]


@pytest.mark.parametrize("value", ["1671 0850.7859-001", "16710845 07859001", "1671'0845'0785'9001", "'1671084507859001"])
def test_a_rejected_cell_is_masked_however_its_digits_are_separated(value):
    assert "45" not in mask_value(value)
    assert not re.search(r"\d{7}", re.sub(r"\D", "", mask_value(value).split("*")[0]))


def test_a_rejected_cell_without_ten_digits_is_shown():
    assert mask_value("1,67E+15") == "1,67E+15"
    assert mask_value("31/02/1990") == "31/02/1990"


def test_a_column_masks_whole_numbers_and_blanks_the_rest():
    frame = pl.DataFrame({"nik": ["1671084507859001", None, "167"]})
    assert frame.select(masked("nik").alias("m"))["m"].to_list() == ["167108******9001", "", ""]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789 .-aA\n", max_size=40))
def test_masking_twice_changes_nothing_and_leaves_no_long_run(text):
    once = mask_text(text)
    assert mask_text(once) == once
    assert not re.search(r"\d{10}", once)


@pytest.mark.parametrize("name", ["0812-9999-0001 dari WA.csv", "1671-0845-0785-9001 SITI.xlsx", "2025-05/081299990001.csv"])
def test_a_file_name_is_masked_wherever_the_scanner_would_refuse_it(name, tmp_path):
    (tmp_path / "run.json").write_text(label(name), encoding="utf-8")
    assert label(name) != name
    assert find_leaks(tmp_path) == []
    assert label("kasus_2025-05_1671081002_SAKO_3f9c1e7a.xlsx") == "kasus_2025-05_1671081002_SAKO_3f9c1e7a.xlsx"
