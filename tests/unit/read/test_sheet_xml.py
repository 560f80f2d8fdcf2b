"""Number cells of an XLSX sheet's XML: the quick look at a column of texts and the search say the same."""

import pytest

from pipeline.read.formats.sheet_xml import column_letters, number_cells, scan_sheet

TEXTS = '<c r="A{}" t="s"><v>1</v></c>', '<c r="A{}" s="12" t="s"><v>1</v></c>', '<c r="A{}" s="3"/>', '<c r="A{}" t="inlineStr"><is/></c>'
NUMBERS = (
    '<c r="A{}"><v>1671014101019001</v></c>',
    '<c r="A{}" s="12"><v>1671014101019001</v></c>',
    '<c r="A{}" t="n"><v>1671014101019001</v></c>',
    '<c r="A{}" s="12" t="n"><v>1671014101019001</v></c>',
    '<c r="A{}">\n  <v>1671014101019001</v>\n</c>',
    '<c r="A{}">\n  <f>1671014101019000+1</f>\n  <v>1671014101019001</v>\n</c>',
)


def _sheet(*cells: str, prefix: str = "") -> bytes:
    rows = "".join(f'<row r="{i}">{cell.format(i)}<c r="AA{i}"><v>{i}</v></c></row>' for i, cell in enumerate(cells, 1))
    xml = f"<worksheet><sheetData>{rows}</sheetData><pageMargins left='0.7' right='0.7' top='0.75'/></worksheet>"
    return (xml.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:") if prefix else xml).encode()


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_found_wherever_it_stands_among_texts(number: str, prefix: str) -> None:
    for place in (0, 2, 4):
        cells = [*TEXTS[:place], number, *TEXTS[place:]]
        scan = scan_sheet(_sheet(*cells, prefix=prefix), columns=100, cells=10**6)
        found = number_cells(scan, [0, 26])
        assert scan.regular
        assert scan.farthest == 26
        assert found[0].numbers.to_list() == [place + 1]
        assert found[0].exact.rows() == [(place + 1, "1671014101019001")]
        assert found[26].numbers.to_list() == [1, 2, 3, 4, 5]


def test_a_column_of_texts_and_styled_blanks_has_no_number() -> None:
    scan = scan_sheet(_sheet(*TEXTS * 30), columns=100, cells=10**6)
    assert number_cells(scan, [0])[0].numbers.len() == 0
    assert not scan.deep


def test_a_row_number_of_seven_digits_is_seen() -> None:
    xml = b'<worksheet><sheetData><row r="1000000"><c r="B1000000" s="1"><v>1</v></c></row></sheetData></worksheet>'
    assert scan_sheet(xml, columns=100, cells=10**9).deep


def test_a_cell_without_any_attribute_carries_no_address() -> None:
    xml = b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c><v>16710141</v></c></row></sheetData><pageMargins/></worksheet>'
    assert not scan_sheet(xml, columns=100, cells=10**6).regular


def test_a_column_left_of_the_first_has_no_letters_and_stops_nobody() -> None:
    assert [column_letters(index) for index in (-3, -1, 0, 25, 26)] == ["", "", "A", "Z", "AA"]
