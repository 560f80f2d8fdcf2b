"""A chart on a sheet of an old workbook changes no cell of the sheet."""

import pytest

from pipeline.read.charts import without_charts
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


def test_a_workbook_without_charts_and_a_broken_one_stay_as_they_are() -> None:
    whole = biff.book(ROWS)
    assert without_charts(whole) is whole
    broken = biff.book(ROWS, [FIGURES])[:1600]
    assert without_charts(broken) == broken


def test_only_the_kind_of_a_charts_records_changes() -> None:
    before = biff.book(ROWS, [FIGURES])
    after = without_charts(before)
    changed = [at for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    assert {after[at : at + 2] for at in changed[::2]} == {b"\xff\x0f"}
    assert len(changed) == 2 * (1 + 2 * len(FIGURES))  # the range they cover, and each figure
