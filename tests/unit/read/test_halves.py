"""A large sheet that is loaded in two halves is the sheet as one reader gives it, cell for cell, or is loaded whole."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from pipeline.read.formats import excel, halves
from pipeline.read.formats.archive import Bounds, checked
from pipeline.read.formats.sheet_xml import scan_sheet
from schemas.settings import Limits

LIMITS = Limits().model_dump()


def _workbook(write: Callable[[Any], None], edit: Callable[[bytes], bytes] = lambda xml: xml) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    write(book)
    book.close()
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edit(content) if name.startswith("xl/worksheets/sheet") else content)
    return out.getvalue()


def _frames(data: bytes) -> list[tuple[str, pl.DataFrame]]:
    archive = checked(data, Bounds(2**28, 10_000, 5_000))
    grids = excel.new_workbook(data, archive, "xlsx", LIMITS)
    return [(grid.sheet, grid._frame) for grid in grids]  # type: ignore[attr-defined]


def _both(monkeypatch: pytest.MonkeyPatch, data: bytes) -> tuple[list[tuple[str, pl.DataFrame]], list[tuple[str, pl.DataFrame]], int]:
    """Frames loaded whole, frames loaded in halves, and how many sheets were joined of halves."""
    whole = _frames(data)
    joined = 0

    def counting(*args: Any) -> pl.DataFrame | None:
        nonlocal joined
        frame = _joined(*args)
        joined += frame is not None
        return frame

    _joined = halves._joined
    monkeypatch.setattr(halves, "LARGE", 0)
    monkeypatch.setattr(halves, "_joined", counting)
    return whole, _frames(data), joined


def _mixed(book: Any) -> None:
    """Titles, a list from column B on, blank rows, styled blanks, days, numbers above 2^53, a long text, formulas, empty texts."""
    sheet = book.add_worksheet("Data")
    day, grey = book.add_format({"num_format": "dd-mm-yyyy"}), book.add_format({"bg_color": "#cccccc"})
    sheet.write(0, 1, "DAFTAR PENERIMA")
    sheet.write_row(2, 1, ["NIK", "NAMA", "TGL LAHIR", "NOMINAL"])
    for row in range(3, 60):
        if row % 13 == 0:
            continue
        sheet.write_row(row, 1, [f"16710841018090{row:02d}", f"SITI <{row}> & 'X'"])
        sheet.write_datetime(row, 3, dt.date(1980, 5, row % 27 + 1), day)
        sheet.write_number(row, 4, 9100123456789012 + row)
        sheet.write_formula(row, 5, f"=E{row + 1}*2", value=row * 2)
        sheet.write_blank(row, 7, None, grey)
    sheet.write_string(20, 6, "")
    sheet.write_string(21, 6, "lama " * 2_000)
    book.add_worksheet("Kosong")
    beside = book.add_worksheet("Lain")
    for row in range(10):
        beside.write_row(row, 0, [row, "x"])


def test_halves_joined_are_the_whole_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, halved, joined = _both(monkeypatch, _workbook(_mixed))
    assert joined == 2
    assert [name for name, _ in halved] == [name for name, _ in whole] == ["Data", "Kosong", "Lain"]
    for (_, one), (_, other) in zip(whole, halved, strict=True):
        assert other.equals(one)


def _plain(book: Any) -> None:
    sheet = book.add_worksheet("Data")
    for row in range(40):
        sheet.write_row(row, 0, [f"A{row}", row, f"C{row}"] if row != 25 else ["sendiri"])


def _swapped_rows(xml: bytes) -> bytes:
    """The last row element moved before all others: its number says that it is the last."""
    rows = re.findall(rb"<row .*?</row>", xml)
    return xml.replace(rows[-1], b"").replace(rows[0], rows[-1] + rows[0])


def _shared_formulas(xml: bytes) -> bytes:
    master = b'<c r="B3"><f t="shared" ref="B3:B40" si="0">A1+1</f><v>2</v></c>'
    xml = xml.replace(b'<c r="B3"><v>2</v></c>', master)
    return re.sub(rb'<c r="B(3\d)"><v>(\d+)</v></c>', rb'<c r="B\1"><f t="shared" si="0"/><v>\2</v></c>', xml)


def _twice_at_the_cut(xml: bytes) -> bytes:
    """The first row of the lower half bears the number of the last one of the upper half."""
    start = xml.find(b"<row ", len(xml) // 2)
    stop = xml.find(b"</row>", start)
    row = re.sub(rb'r="([A-C]?)(\d+)"', lambda m: b'r="%b%d"' % (m[1], int(m[2]) - 1), xml[start:stop])
    return xml[:start] + row + xml[stop:]


@pytest.mark.parametrize(
    ("edit", "halved"),
    [
        (lambda xml: xml, 1),
        (_shared_formulas, 1),
        (lambda xml: xml.replace(b'<dimension ref="A1:C40"/>', b'<dimension ref="A1:C7"/>'), 1),
        (_swapped_rows, 0),
        (lambda xml: re.sub(rb'<row r="\d+"', b"<row", xml), 0),  # rows without numbers
        (lambda xml: re.sub(rb'<c r="B\d+"', b"<c", xml), 0),  # cells without addresses
        (_twice_at_the_cut, 0),
    ],
)
def test_what_does_not_fit_together_is_loaded_whole(monkeypatch: pytest.MonkeyPatch, edit: Callable[[bytes], bytes], halved: int) -> None:
    whole, again, joined = _both(monkeypatch, _workbook(_plain, edit))
    assert again[0][1].equals(whole[0][1])
    assert joined == halved


def test_a_sheet_of_one_row_or_of_very_many_columns_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    def wide(book: Any) -> None:
        book.add_worksheet("Satu").write_row(0, 0, ["NIK", "NAMA"])
        broad = book.add_worksheet("Lebar")
        for row in range(10):
            broad.write_row(row, 0, list(range(300)))

    whole, again, joined = _both(monkeypatch, _workbook(wide))
    assert joined == 0
    assert all(one.equals(other) for (_, one), (_, other) in zip(whole, again, strict=True))


def test_a_workbook_too_large_for_two_readers_is_loaded_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _workbook(_plain)
    monkeypatch.setitem(LIMITS, "memory_bytes", 9 * 1000)  # its parts are larger than the ninth of it
    monkeypatch.setattr(excel, "scan_sheet", lambda xml, **_: scan_sheet(xml, columns=100, cells=10**6))
    whole, again, joined = _both(monkeypatch, data)
    assert joined == 0
    assert again[0][1].equals(whole[0][1])
