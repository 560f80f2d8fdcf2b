"""Lists typed in Word: tables of a .docx as offices of villages send them, and documents that are none."""

import io
import zipfile

import pytest

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"><w:body>'
)
NIKS = [f"167108450180900{i}" for i in range(1, 8)]
NAMES = ("SITI AMINAH", "BUDI SANTOSO", "DEWI LESTARI", "EKO PRASETYO", "RINA WATI", "JOKO SUSILO", "ANI YUDHOYONO")
HEADER = ("No", "Nama", "NIK", "Jumlah (Rp)", "Tanggal bayar", "Keterangan")


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(p(run(part)) for part in text.split(chr(10)))}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def paid(number: int, state: str = "Dibayar") -> str:
    return tr(str(number), NAMES[number - 1], NIKS[number - 1], "600.000", f"{number} Mei 2025", state)


def docx(*body: str, name: str = "word/document.xml", head: str = HEAD) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(name, f"{head}{''.join(body)}</w:body></w:document>")
    return out.getvalue()


TITLE = p(run("DAFTAR PEMBAYARAN BANTUAN SEMBAKO TAHAP II TAHUN 2025")), p(), p(run("Kantor Pos "), run("Bukittinggi"))


def test_a_table_is_read_with_the_lines_above_it_as_its_title(read) -> None:
    got = read(docx(*TITLE, tbl(tr(*HEADER), *(paid(n) for n in range(1, 4)))), "Pembayaran Pos.docx")
    (table,) = got.tables
    assert (got.container, table.sheet, table.header_row, table.read, got.problem) == ("docx", "", 3, 3, None)
    assert "SEMBAKO TAHAP II" in table.title
    assert "Kantor Pos Bukittinggi" in table.title
    assert table.frame.select("source_row", "name", "nik", "amount", "paid_on").rows() == [
        (3 + n, NAMES[n - 1], NIKS[n - 1], "600.000", f"{n} Mei 2025") for n in range(1, 4)
    ]
    assert any("2 baris" in note for note in table.notes)


def test_merged_cells_stand_where_they_begin(read) -> None:
    above, below = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    first = tr(tc("Nama", above), tc("NIK", above), tc("Pembayaran", '<w:gridSpan w:val="2"/>'), tc("Keterangan", above))
    second = tr(tc("", below), tc("x", below), "Jumlah (Rp)", "Tanggal", tc("", below))
    rows = [tr(NAMES[n], NIKS[n], "600.000", "5 Mei 2025", "Dibayar") for n in range(3)]
    late = tr(NIKS[3], "600.000", "5 Mei 2025", "Dibayar", properties='<w:gridBefore w:val="1"/>')
    table = read(docx(tbl(first, second, *rows, late)), "a.docx").tables[0]
    assert table.frame.select("source_row", "name", "nik", "amount", "paid_on").rows() == [
        *((3 + n, NAMES[n], NIKS[n], "600.000", "5 Mei 2025") for n in range(3)),
        (6, None, NIKS[3], "600.000", "5 Mei 2025"),
    ]


def test_a_long_list_that_word_broke_in_two_is_one_and_a_signature_block_is_none_of_it(read) -> None:
    signature = tbl(tr("Mengetahui,\nWali Nagari", "Kapau, 5 Mei 2025\nPetugas Pos"), tr("NAMA WALI", "NAMA PETUGAS"))
    parts = tbl(tr(*HEADER), paid(1), paid(2)), p(), tbl(paid(3), paid(4))
    got = read(docx(*TITLE, *parts, p(run("Demikian.")), signature), "a.docx")
    (table,) = got.tables
    assert table.frame["nik"].to_list() == NIKS[:4]
    assert (table.read, got.problem) == (4, None)


def test_what_stands_between_two_tables_is_their_section(read) -> None:
    parts = p(run("A. SUDAH DIBAYAR")), tbl(tr(*HEADER), paid(1, ""), paid(2, "")), p(run("B. GAGAL SALUR")), tbl(paid(3, ""), paid(4, ""))
    got = read(docx(*TITLE, *parts), "a.docx")
    assert sum(table.read for table in got.tables) == 4
    assert [(t.frame["nik"].to_list(), "GAGAL SALUR" in t.title) for t in got.tables] == [(NIKS[:2], False), (NIKS[2:4], True)]


def test_text_that_is_deleted_or_drawn_twice_is_not_read(read) -> None:
    gone = "<w:del><w:r><w:delText>LAMA </w:delText></w:r></w:del>" + run(NAMES[0])
    moved = "<w:moveFrom>" + run("PINDAH") + "</w:moveFrom>"
    twice = f"<mc:AlternateContent><mc:Choice>{run(NIKS[0])}</mc:Choice><mc:Fallback>{run(NIKS[0])}</mc:Fallback></mc:AlternateContent>"
    cells = [f"<w:tc>{p(gone, moved)}</w:tc>", f"<w:tc>{p(twice)}</w:tc>", "600.000"]
    table = read(docx(tbl(tr("Nama", "NIK", "Jumlah (Rp)"), tr(*cells), tr(NAMES[1], NIKS[1], "600.000"))), "a.docx").tables[0]
    assert table.frame.select("name", "nik").rows() == [(NAMES[0], NIKS[0]), (NAMES[1], NIKS[1])]
    assert any("Track Changes" in note for note in table.notes)


@pytest.mark.parametrize("name", ["word/document2.xml", "word/document.xml"])
def test_the_body_is_found_in_documents_of_word_online_and_of_the_strict_kind(read, name: str) -> None:
    strict = HEAD.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    got = read(docx(tbl(tr(*HEADER), paid(1), paid(2)), name=name, head=strict), "a.docx")
    assert [table.read for table in got.tables] == [2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (docx(p(run("Dengan hormat,"))), "tidak memuat tabel"),
        (docx(tbl(tr(*HEADER), paid(1)) + "<w:p>"), "rusak"),
        (docx(tbl(tr(*HEADER), paid(1)), head=HEAD.replace("<w:document", '<!DOCTYPE w [<!ENTITY a "b">]><w:document', 1)), "DOCTYPE"),
        (docx(tbl(tr(tc("NIK", '<w:gridSpan w:val="99999999"/>')))), "kolom"),
        (docx(tbl(tr(*HEADER), paid(1)), name="word/document9.xml")[:-30], "rusak"),
    ],
    ids=["a letter", "cut off", "entities", "a far column", "a broken zip"],
)
def test_what_cannot_be_read_is_one_sentence_that_can_be_followed(read, content: bytes, said: str) -> None:
    got = read(content, "a.docx")
    assert said in (got.problem or "")
    assert not got.tables


def test_a_document_in_an_archive_is_read_too(read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("kirim/daftar.docx", docx(*TITLE, tbl(tr(*HEADER), paid(1), paid(2))))
    assert [(t.sheet, t.read) for t in read(out.getvalue(), "kirim.zip").tables] == [("kirim/daftar.docx", 2)]


@pytest.mark.parametrize("word", [True, False])
def test_forms_beneath_each_other_are_a_table(read, *, word: bool) -> None:
    lines = ["HASIL VERIFIKASI LAPANGAN SEMBAKO MEI 2025"]
    for n in range(3):
        lines += [f"FORMULIR {n + 1}", f"Nama KPM : {NAMES[n]}", f"NIK      : {NIKS[n]}", "Alamat : Jl. Musi 4, RT 01"]
        lines += [f"Hasil : {'Tidak layak - mampu' if n == 1 else 'Layak'}", *(["Catatan : punya toko"] if n == 1 else [])]
    got = read(docx(*(p(run(line)) for line in lines)) if word else "\n".join(lines), "formulir")
    (table,) = got.tables
    assert table.kind == "survey"
    assert table.frame["name"].to_list() == list(NAMES[:3])
    assert table.frame["nik"].to_list() == NIKS[:3]
    assert table.frame["result"].to_list() == ["Layak", "Tidak layak - mampu", "Layak"]
    assert any("3 formulir berlabel" in note for note in table.notes)


def test_a_letter_with_labels_is_no_list(read) -> None:
    letter = [p(run(line)) for line in ("Nomor : 12/2025", "Hal : Undangan", "Hari : Senin", "Nomor : 13/2025", "Hal : Undangan")]
    assert "tidak memuat tabel" in (read(docx(*letter), "surat.docx").problem or "")
    one = [p(run(line)) for line in ("Nama : SITI AMINAH", f"NIK : {NIKS[0]}", "Alamat : Sako")]
    assert "tidak memuat tabel" in (read(docx(*one), "surat.docx").problem or "")
