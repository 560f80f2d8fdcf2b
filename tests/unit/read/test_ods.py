"""ODS as other programs than LibreOffice write it."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.read import FileRead

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
NIK = "1671084101900001"
SITI = "SITI  <text:span>AMINAH</text:span>"


def ods(
    between: str = "", manifest: str = "", *, kind: str = ' office:value-type="string"', name: str = SITI, rows: str = "", **further: str
) -> bytes:
    """A sheet of a header and a person, `between` standing between its rows and cells, each cell of one `kind`; or these `rows`."""

    def row(*cells: str) -> str:
        inside = between.join(f"<table:table-cell{kind}>{between}<text:p>{c}</text:p>{between}</table:table-cell>" for c in cells)
        return f"<table:table-row>{between}{inside}{between}</table:table-row>"

    rows = rows or between.join((row("NIK", "Nama"), row(NIK, name)))
    sheet = f'<table:table table:name="Data">{between}{rows}{between}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", f"<office:document-content {NAMES}>{body}</office:document-content>")
        made.writestr("META-INF/manifest.xml", MANIFEST.format(manifest))
        for name, content in further.items():
            made.writestr(name.replace("_", "/"), content)
    return out.getvalue()


def test_indents_between_rows_and_cells_are_no_damage(read) -> None:
    plain, indented = read(ods()), read(ods("\n   "))
    assert plain.tables[0].frame.get_column("nik").to_list() == [NIK]
    assert indented.tables[0].frame.equals(plain.tables[0].frame)


@pytest.mark.parametrize(
    "kind", ["", ' table:style-name="ce1"', ' office:value-type="time" office:time-value="PT8H"', ' office:value-type="tel"']
)
def test_words_in_a_cell_that_does_not_call_itself_text_are_read(read, kind: str) -> None:
    table = read(ods(kind=kind)).tables[0]
    assert table.frame["nik"].to_list() == [NIK]
    assert table.frame["name"].to_list() == ["SITI  AMINAH"]


@pytest.mark.parametrize("name", ["SITI<text:line-break/>AMINAH", "SITI<text:tab/>AMINAH", "<![CDATA[SITI\nAMINAH]]>"])
def test_a_break_within_a_cell_parts_the_words_beside_it(read, name: str) -> None:
    assert read(ods(name=name)).tables[0].frame["name"].to_list() == ["SITI\nAMINAH"]


def test_numbers_below_empty_rows_and_right_of_empty_columns_are_seen_as_numbers(read) -> None:
    row = '<table:table-row><table:table-cell table:number-columns-repeated="2"/>{}{}</table:table-row>'
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="9171014501909004"/>'
    rows = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    rows += row.format(text.format("NIK"), text.format("NAMA"))
    rows += row.format(number, text.format("SITI")) + row.format(text.format(NIK), text.format("RINA"))
    table = read(ods(rows=rows)).tables[0]
    assert table.frame.select("source_row", "nik__cell").rows() == [(5, "number"), (6, "text")]


def test_declarations_of_macro_libraries_are_no_danger(read) -> None:
    declared = '<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd"><library:libraries/>'
    assert read(ods(**{"Basic_script-lc.xml": declared})).tables[0].read == 1


def test_only_a_locked_content_asks_for_a_file_without_password(read) -> None:
    locked = '<manifest:file-entry manifest:full-path="{}"><manifest:encryption-data/></manifest:file-entry>'
    assert "password" in (read(ods(manifest=locked.format("content.xml"))).problem or "")
    assert read(ods(manifest=locked.format("Basic/Standard/Module1.xml"))).problem is None


def test_a_broken_first_member_is_told_as_damage(read) -> None:
    assert "terpotong" in (read(ods().replace(b"mimetype", b"mimetYpe", 1)).problem or "")


def test_a_filled_row_that_stands_for_thousands_is_refused_before_it_fills_the_memory(read) -> None:
    def repeated(rows: str) -> FileRead:
        content = zipfile.ZipFile(io.BytesIO(ods())).read("content.xml").decode().replace("</table:table>", f"{rows}</table:table>")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            made.writestr("content.xml", content)
            made.writestr("META-INF/manifest.xml", MANIFEST.format(""))
        return read(out.getvalue())

    many = 'table:number-rows-repeated="1048576"'
    filled = f'<table:table-row {many}><table:table-cell office:value-type="string"><text:p>9</text:p></table:table-cell></table:table-row>'
    assert "diulang 1048576 kali" in (repeated(filled).problem or "")
    for empty in (f"<table:table-row {many}/>", f"<table:table-row {many}><table:table-cell/></table:table-row>"):
        assert repeated(empty).tables[0].read == 1
