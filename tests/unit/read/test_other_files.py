"""Files that are no lists: each is refused by its own name, with advice that can be followed."""

import io
import zipfile

import pytest

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def ole2(stream: str) -> bytes:
    return OLE2 + stream.encode("utf-16-le") + bytes(512)


OPEN = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("content", "said", "mend"),
    [
        (ole2("WordDocument"), "Word lama (.doc)", "Ctrl+V"),
        (ole2("PowerPoint Document"), "PowerPoint", "tabel aslinya"),
        (ole2("__substg1.0_0037001F"), "Outlook", "lampiran"),
        (b"{\\rtf1\\ansi{\\fonttbl}", "RTF", "Ctrl+V"),
        (b"%PDF-1.7\n", "PDF", "Excel atau CSV"),
        (packed(mimetype=OPEN + "text"), ".odt", "Ctrl+V"),
        (packed(mimetype=OPEN + "presentation"), "OpenDocument", "Ctrl+V"),
        (packed(ppt__presentation_xml="<a/>"), "PowerPoint", "tabel aslinya"),
        (packed(**{"Index__Document.iwa": "x"}), "iWork", "Ekspor"),
        (b"SQLite format 3\0" + bytes(100), "SQLite", "Ekspor"),
        (b"\0\1\0\0Standard Jet DB\0", "Access", "Ekspor"),
        (b"\0\1\0\0Standard ACE DB\0", "Access", "Ekspor"),
        (b"$FL2@(#) SPSS DATA FILE", "SPSS", "Ekspor"),
        (b"<stata_dta><header>", "Stata", "Ekspor"),
        (b"\x72\x02\x01\x00\x05\x00" + bytes(100), "Stata", "Ekspor"),
        (b"PAR1\x15\x04", "Parquet", "Ekspor"),
        (b"ARROW1\0\0", "Arrow", "Ekspor"),
        (b"-- MySQL dump 10.13\n", "SQL", "Ekspor"),
        (b'{\n  "count" : 2, "results" : []}', "JSON", "Ekspor"),
        (b'[\r\n  { "nik" : "1"}]', "JSON", "Ekspor"),
        (b"GIF89a", "gambar", "tabel aslinya"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "gambar", "tabel aslinya"),
        (b"\0\0\0\x18ftypheic", "foto", "tabel aslinya"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_its_name(read, content: bytes, said: str, mend: str) -> None:
    got = read(content, "daftar.xlsx")
    assert said in (got.problem or "")
    assert mend in (got.problem or "")
    assert not got.tables
