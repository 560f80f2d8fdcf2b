"""Sheets as programs other than Excel write their XML: unescaped text, rows in any order, two rows of one number."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

ROWS = [["NIK", "NAMA PENERIMA", "NOMINAL", "STATUS SALUR"]]
ROWS += [[f"16710845018090{n:02d}", f"SITI & {chr(55 + n)}", "600000", "Sukses Salur"] for n in range(10, 20)]


def rewritten(data: bytes, change: Callable[[str], str], parts: str = r"sheet1|sharedStrings") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info).decode()
            new.writestr(info.filename, change(text) if re.search(parts, info.filename) else text)
    return out.getvalue()


def raw(xml: str) -> str:
    return re.sub(r"<t>([^<]*)</t>", lambda m: f"<t><![CDATA[{m[1].replace('&amp;', '&')}]]></t>", xml)


def backwards(xml: str) -> str:
    rows = re.findall(r"<row.*?</row>", xml)
    return re.sub(r"(<row.*</row>)", "".join(reversed(rows)), xml) if rows else xml


@pytest.mark.parametrize("change", [raw, backwards])
def test_the_same_cells_however_they_are_written(read, book, change: Callable[[str], str]) -> None:
    plain = book({"Data": ROWS})
    changed = rewritten(plain, change)
    assert changed != plain
    table = read(changed, "bri.xlsx").tables[0]
    assert table.frame["nik"].to_list() == [row[0] for row in ROWS[1:]]
    assert table.frame["name"].to_list() == [row[1] for row in ROWS[1:]]


def test_styled_blanks_left_of_a_list_do_not_move_what_is_known_of_its_cells(read, book) -> None:
    heads = ["NIK", "NAMA PENERIMA", "NOMINAL", "STATUS SALUR"]
    moved = book(
        {"Data": [[None, *heads], *([None, 9_171_014_501_900_000 + n, f"ORANG {chr(65 + n)}", 600_000, "Sukses"] for n in range(9))]}
    )

    def styled(xml: str) -> str:
        return re.sub(r'(<row r="(\d+)"[^>]*>)', r'\g<1><c r="A\2" s="0"/>', xml)

    table = read(rewritten(moved, styled), "bri.xlsx").tables[0]
    assert table.frame["nik__cell"].to_list() == ["number"] * 9


def test_days_counted_from_1904_are_so_beside_settings_of_later_versions(read, book) -> None:
    counted = book({"Data": [[*ROWS[0], "TANGGAL SALUR"], *([*row, date(2025, 5, 12)] for row in ROWS[1:])]})
    later = '<workbookPr date1904="1"/>', '<extLst><ext uri="{1}" xmlns:x15="urn:x"><x15:workbookPr a="1"/></ext></extLst></workbook>'

    def changed(xml: str) -> str:
        return re.sub(r"<workbookPr[^>]*/>", later[0], xml).replace("</workbook>", later[1])

    table = read(rewritten(counted, changed, "workbook.xml$"), "bri.xlsx").tables[0]
    assert table.frame["paid_on"].to_list() == ["2029-05-13"] * 10


def test_two_rows_of_one_number_are_refused_and_none_is_lost(read, book) -> None:
    twice = rewritten(book({"Data": ROWS}), lambda xml: re.sub(r'r="([A-D]?)11"', r'r="\g<1>5"', xml))
    found = read(twice, "bri.xlsx")
    assert found.problem is not None
    assert "nomor baris yang sama" in found.problem
