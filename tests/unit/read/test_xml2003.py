"""Workbooks that Excel 2003 wrote as XML, under the name .xls."""

import pytest

HEAD = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:html="http://www.w3.org/TR/REC-html40">\n'
)
NIKS = [f"167108450180900{i}" for i in range(1, 4)]


def cell(text: str, kind: str = "String", **attributes: str) -> str:
    said = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f'<Cell{said}><Data ss:Type="{kind}">{text}</Data></Cell>'


def sheet(*rows: str, name: str = "Data") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(f"<Row>{row}</Row>" for row in rows)}</Table></Worksheet>'


def workbook(*sheets: str) -> str:
    return f"{HEAD}{''.join(sheets)}</Workbook>"


HEADER = cell("NIK") + cell("Nama") + cell("Nominal (Rp)") + cell("Tgl Bayar")


def row(nik: str, kind: str = "String") -> str:
    return cell(nik, kind) + cell("SITI &amp; AMINAH") + cell("600000", "Number") + cell("2025-05-12T00:00:00.000", "DateTime")


def test_every_cell_is_read_as_it_stands(read) -> None:
    got = read(workbook(sheet(cell("DAFTAR BAYAR SEMBAKO", MergeAcross="3"), "", HEADER, *(row(n) for n in NIKS))), "bri.xls")
    (table,) = got.tables
    assert (got.container, table.sheet, table.header_row, table.read) == ("xml2003", "Data", 3, 3)
    assert table.frame.select("source_row", "nik", "name", "amount", "paid_on", "nik__cell").rows() == [
        (4 + n, nik, "SITI & AMINAH", "600000", "2025-05-12", "text") for n, nik in enumerate(NIKS)
    ]


def test_numbers_are_known_as_numbers(read) -> None:
    rows = [row("1671084501809010", "Number"), row("1.67108450180901E+15", "Number"), row(NIKS[0])]
    table = read(workbook(sheet(HEADER, *rows))).tables[0]
    assert table.frame["nik__cell"].to_list() == ["number", "number", "text"]
    assert table.frame["nik"].to_list() == ["1671084501809010", "1.67108450180901E+15", NIKS[0]]


def test_places_are_those_of_index_and_merge(read) -> None:
    header = cell("NIK") + cell("Nama", MergeAcross="1") + cell("Nominal", Index="5")
    placed = cell(NIKS[0]) + cell("ANI") + cell("600000", "Number", Index="5")
    table = read(workbook(sheet(header, placed).replace("<Row>" + cell(NIKS[0]), '<Row ss:Index="7">' + cell(NIKS[0])))).tables[0]
    assert table.frame.select("source_row", "nik", "name", "amount").rows() == [(7, NIKS[0], "ANI", "600000")]


def test_sheets_are_read_one_by_one_and_in_utf_16(read) -> None:
    text = workbook(sheet(HEADER, row(NIKS[0]), name="SAKO"), sheet("", name="kosong"), sheet(HEADER, row(NIKS[1]), name="SIALANG"))
    got = read(("\ufeff" + text.replace('version="1.0"', 'version="1.0" encoding="utf-16"')).encode("utf-16-le"), "a.xls")
    assert [(t.sheet, t.frame["nik"].to_list()) for t in got.tables] == [("SAKO", NIKS[:1]), ("SIALANG", NIKS[1:2])]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (workbook(sheet(HEADER, row(NIKS[0])))[:-60], "rusak"),
        (workbook(), "kosong"),
        (workbook(sheet(HEADER, row(NIKS[0]))).replace("<Workbook", '<!DOCTYPE w [<!ENTITY a "b">]><Workbook', 1), "DOCTYPE"),
        (workbook(sheet(HEADER, cell("x", Index="99999999"))), "paling banyak"),
        (workbook(sheet(HEADER, row(NIKS[0])).replace("<Row>", '<Row ss:Index="999999999">', 1)), "paling banyak"),
    ],
    ids=["cut off", "no cell", "entities", "a far column", "a far row"],
)
def test_what_is_broken_or_dangerous_is_one_sentence(read, text: str, said: str) -> None:
    got = read(text, "a.xls")
    assert said in (got.problem or "")
    assert "XML 2003" in (got.problem or "")
