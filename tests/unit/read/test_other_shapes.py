"""Web pages named .xls, fixed width, ad-hoc lists of any country."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.errors import PadanError
from pipeline.read.plain import read_plain

NIKS = [f"167108450180900{i}" for i in range(1, 4)]


def test_an_html_table_with_spans_is_read(read) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>ORANG&nbsp;A</td><td>600000</td></tr>" for n in NIKS)
    page = (
        "<html><head><style>td{}</style></head><body><table><tr><td colspan=3>DAFTAR BAYAR</td></tr>"
        f"<tr><th>NIK</th><th>Nama<br>KPM</th><th>Nominal</th></tr>{rows}</table><script>x=1</script></body></html>"
    )
    table = read(page, "laporan.xls").tables[0]
    assert (table.title, table.header_row, table.frame.get_column("nik").to_list()) == ("DAFTAR BAYAR", 2, NIKS)
    assert table.frame.get_column("name").to_list() == ["ORANG A"] * 3


@pytest.mark.parametrize("before", ["<p></p>", "<h3>DAFTAR BAYAR</h3>\n", "<font size=2><b>BRI</b>"])
def test_a_piece_of_a_page_is_read_whatever_tag_begins_it(read, before: str) -> None:
    page = f"{before}<table><tr><td>NIK</td><td>NAMA</td></tr><tr><td>{NIKS[0]}</td><td>SITI AMINAH</td></tr></table>"
    got = read(page, "laporan.xls")
    assert (got.container, got.tables[0].frame["nik"].to_list()) == ("html", NIKS[:1])


def test_a_list_inside_a_cell_of_the_page_s_layout_is_read(read) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>ORANG A</td><td><table><tr><td>RT</td><td>001</td></tr></table></td></tr>" for n in NIKS)
    inner = f"<table><tr><th>NIK</th><th>Nama</th><th>RT</th></tr>{rows}</table>"
    page = f"<html><body><table><tr><td>Menu</td></tr><tr><td>{inner}</td></tr><tr><td>Hal. 1</td></tr></table></body></html>"
    (table,) = read(page, "laporan.xls").tables
    assert table.frame["nik"].to_list() == NIKS
    assert table.frame["rt"].to_list() == ["RT 001"] * 3


def test_a_page_without_a_table_is_refused(read) -> None:
    assert "tanpa tabel" in (read("<html><body>Sesi habis</body></html>", "a.xls").problem or "")


FIXED = """DAFTAR PEMBAYARAN
NIK               NAMA             ALAMAT           NOMINAL
1671084501809001  SITI AMINAH      JL. MELATI 1      600000
1671084501809002  BUDI SANTOSO     LR. KENANGA 2    1200000
1671084501809003  SUPARMI          JL. MAWAR         600000
"""


def test_fixed_width_is_cut_where_blanks_run_through(read) -> None:
    table = read(FIXED, "bank.txt").tables[0]
    assert table.frame.select("source_row", "nik", "name", "amount").rows() == [
        (3, NIKS[0], "SITI AMINAH", "600000"),
        (4, NIKS[1], "BUDI SANTOSO", "1200000"),
        (5, NIKS[2], "SUPARMI", "600000"),
    ]


@pytest.mark.parametrize("ruler", ["", "--- --------------------- ---------------- -------- -------\n"])
def test_a_full_column_before_one_blank_is_cut_by_ruler_or_header(read, ruler: str) -> None:
    head = f"{'NO':<4}{'NAMA':<22}{'NIK':<17}{'NOMINAL':<9}STATUS\n"
    names = ["PARTO WIJAYA AMIN BIN", "SITI", "BUDI SANTOSO"]
    rows = "".join(f"{i:<4}{name:<22}{nik:<17}{600000:<9}SUKSES SALUR\n" for i, (name, nik) in enumerate(zip(names, NIKS, strict=True), 1))
    table = read(f"LAPORAN PENYALURAN\n\n{head}{ruler}{rows}", "bank.txt").tables[0]
    assert table.frame.select("name", "nik", "amount", "state").rows() == [
        (name, nik, "600000", "SUKSES SALUR") for name, nik in zip(names, NIKS, strict=True)
    ]


def test_a_fixed_width_layout_of_the_office_needs_no_header(read, tmp_path: Path) -> None:
    (tmp_path / "inti.toml").write_text(
        'id = "bank-inti"\ntitle = "Bank inti"\nkind = "disbursement"\nstatus = "verified"\n'
        "[slices]\nnik = [0, 16]\nname = [16, 30]\namount = [30, 40]\n"
    )
    text = "".join(f"{n}{'ORANG':<14}{600000:>10}\n" for n in NIKS)
    table = read(text, "inti.txt", office=tmp_path).tables[0]
    assert (table.layout, table.header_row) == ("bank-inti", 0)
    assert table.frame.select("nik", "name", "amount").rows() == [(n, "ORANG", "600000") for n in NIKS]


def test_a_foreign_list_keeps_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("rec_id, given_name, surname,postcode\nrec-1,  ann,lee,0201\nrec-2,,ng,4000\n")
    frame = read_plain(path)
    assert frame.columns == ["rec_id", "given_name", "surname", "postcode"]
    assert frame.get_column("postcode").to_list() == ["0201", "4000"]


def test_parquet_and_workbooks_become_text(tmp_path: Path, book) -> None:
    pl.DataFrame({"id": [1, 2], "nik": [1671084501809001.0, None], "w": [1.5, 2.0]}).write_parquet(tmp_path / "a.parquet")
    assert read_plain(tmp_path / "a.parquet").rows() == [("1", "1671084501809001", "1.5"), ("2", None, "2")]
    (tmp_path / "a.xlsx").write_bytes(book({"Data": [["id", "name"], ["1", "ann"], [], ["2", "bob"]]}))
    assert read_plain(tmp_path / "a.xlsx").rows() == [("1", "ann"), ("2", "bob")]


def test_an_ad_hoc_list_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,ann\n2,bob,extra\n")
    with pytest.raises(PadanError, match="baris 3"):
        read_plain(tmp_path / "a.csv")
    with pytest.raises(PadanError, match="tidak ada"):
        read_plain(tmp_path / "b.csv")


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,name,,x\na,b,c,d\n")
    assert read_plain(tmp_path / "a.csv").columns == ["name", "name_2", "kolom_3", "x"]


@pytest.mark.parametrize("around", ["<!-- ekspor portal -->\n{}", "\ufeff{}"])
def test_a_web_page_is_known_behind_a_remark_or_in_utf_16(read, around: str) -> None:
    page = around.format(f"<table><tr><td>NIK</td><td>Nama</td></tr><tr><td>{NIKS[0]}</td><td>ANI</td></tr></table>")
    data = page.encode("utf-16-le") if page.startswith("\ufeff") else page.encode()
    assert read(data, "a.xls").tables[0].frame.get_column("nik").to_list() == NIKS[:1]


@pytest.mark.parametrize("inner", ['"{};ANI;600000"', '"{},""ANI"",600000"'])
def test_lines_that_stand_in_quotes_as_a_whole_are_unwrapped(read, inner: str) -> None:
    head = '"NIK;Nama;Nominal"' if ";" in inner else '"NIK,""Nama"",Nominal"'
    table = read("\r\n".join([head, *(inner.format(n) for n in NIKS)])).tables[0]
    assert table.frame.select("nik", "name", "amount").rows() == [(n, "ANI", "600000") for n in NIKS]
    assert "terbungkus" in " ".join(table.notes)
