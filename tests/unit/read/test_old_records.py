"""Charts on sheets and code pages of other programs change no cell of an old workbook."""

import struct

import pytest

from pipeline.read.formats.old_records import mended
from tests import biff

ROWS = [["NIK", "NAMA PENERIMA", "NOMINAL", "STATUS SALUR"]]
ROWS += [[f"16710845018090{n:02d}", f"SITI {chr(55 + n)}", "600000", "Sukses Salur"] for n in range(10, 30)]
FIGURES = [[float(n), 1000.0 + n] for n in range(40)]


@pytest.mark.parametrize("charts", [1, 3])
def test_the_figures_of_a_chart_replace_nobodys_number(read, charts: int) -> None:
    plain = read(biff.book(ROWS), "bri.xls").tables[0]
    drawn = read(biff.book(ROWS, [FIGURES] * charts), "bri.xls").tables[0]
    assert drawn.frame["nik"].to_list() == [row[0] for row in ROWS[1:]]
    assert drawn.frame.rows() == plain.frame.rows()


def test_a_workbook_mended_and_a_broken_one_stay_as_they_are() -> None:
    whole = biff.book(ROWS)
    assert mended(whole) is whole
    broken = biff.book(ROWS, [FIGURES])[:1600]
    assert mended(broken) == broken


def test_only_the_kind_of_a_charts_records_changes() -> None:
    before = biff.book(ROWS, [FIGURES])
    after = mended(before)
    changed = [at for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert {after[at : at + 2] for at in changed[::2]} == {b"\xff\x0f"}
    assert len(changed) == 2 * (1 + 2 * len(FIGURES))  # the range they cover, and each figure


@pytest.mark.parametrize("page", [1252, 437])
def test_a_code_page_that_a_program_left_in_a_new_workbook_changes_no_text(read, page: int) -> None:
    utf16, own = (struct.pack("<HHH", 0x0042, 2, number) for number in (1200, page))
    plain, written = biff.book(ROWS), biff.book(ROWS).replace(utf16, own)
    assert written != plain
    assert mended(written) == plain
    assert read(written, "bri.xls").tables[0].frame.rows() == read(plain, "bri.xls").tables[0].frame.rows()
