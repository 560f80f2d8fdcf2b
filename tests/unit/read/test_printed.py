"""Texts taken out of a PDF: columns shift from page to page, cells wrap and touch, and some of them cannot be cut at all."""

import pytest

from pipeline.read.columns.headers import build_vocabulary
from pipeline.read.columns.locate import Finder
from pipeline.read.texts import printed
from pipeline.read.texts.lines import find_lines
from schemas.layouts import load_synonyms

HEADER = (
    "NO      NO KK              NIK                NAMA LENGKAP         STATUS DLM KLG    JK   TGL LAHIR    GAMPONG          DESIL    KET"
)
NAMES = ("Husaini Risyad", "Ti Harun", "Zulkifli Usman", "Fauzi Nurdin", "Nur", "Cut Nyak Meutia")
DESA = ("Punge Jurong", "Ulee Lheue")


def kk(number: int) -> str:
    return f"117103161118{9000 + number // 3}"


def nik(number: int) -> str:
    return f"117103080496{9000 + number}"


def line(number: int, shift: int = 0, name: str = "", village: str = "", note: str = "") -> str:
    """A row as pdftotext prints it: the number and the desil at the right of their columns."""
    left = f"{number:>7} {kk(number)}   {nik(number)}   {name or NAMES[number % 6]:<21}{'Anak':<18}{'L':<5}{'08-04-1996':<13}"
    return f"{left}{' ' * shift}{village or DESA[number % 2]:<17}{number % 9 + 1:>8}{note}"


def page(first: int, last: int, shift: int = 0) -> str:
    at = HEADER.index("GAMPONG")
    return "\n".join([HEADER[:at] + " " * shift + HEADER[at:], *(line(n, shift) for n in range(first, last + 1))])


def people(table, *columns: str) -> list[tuple[str | None, ...]]:
    return table.frame.select("nik", *columns).rows()


def test_each_page_of_a_print_is_cut_by_its_own_header(read) -> None:
    foot = "\n\n{:>80}\n"
    text = "\n".join(
        [
            "KOTA BANDA ACEH\nDAFTAR ANGGOTA KELUARGA DTSEN SEMESTER I TAHUN 2025\n",
            page(1, 6) + foot.format("Halaman 1 dari 3"),
            page(7, 12, 4) + foot.format("Halaman 2 dari 3"),
            page(13, 15, 1),
        ]
    )
    found = read(text, "DTSEN.txt")
    table = found.tables[0]
    assert people(table, "no_kk", "name", "village_name", "desil") == [
        (nik(n), kk(n), NAMES[n % 6], DESA[n % 2], str(n % 9 + 1)) for n in range(1, 16)
    ]
    assert (table.read, found.rejects.height) == (15, 0)
    assert table.title == "KOTA BANDA ACEH / DAFTAR ANGGOTA KELUARGA DTSEN SEMESTER I TAHUN 2025"
    assert "Teks cetakan 3 halaman" in " ".join(table.notes)


def test_a_page_without_a_header_is_read_by_that_of_the_first(read) -> None:
    second = "\n".join(line(n, 2)[1:] for n in range(7, 12))
    table = read(f"DAFTAR DTSEN\n\n{page(1, 6)}\n\f{second}\n\f", "DTSEN.txt").tables[0]
    assert people(table, "name", "village_name", "desil") == [(nik(n), NAMES[n % 6], DESA[n % 2], str(n % 9 + 1)) for n in range(1, 12)]


@pytest.mark.parametrize(
    ("name", "note", "expected"),
    [
        ("Siti Aminah Binti MuhAnak", "", ("Siti Aminah Binti Muh", "2")),  # cut off by its column, with the next one's value behind it
        ("SITI AMINAH BINTI MUHANAK", "", (None, "2")),  # nobody can say where the name ends
        ("", "-", (NAMES[1], "2")),  # a dash of the empty column behind touches the number
        ("", " Lansia", (NAMES[1], "2")),
    ],
)
def test_values_that_touch_are_parted_or_left_out(read, name: str, note: str, expected: tuple[str | None, str]) -> None:
    touching = line(1, note=note)
    if name:
        touching = touching.replace(f"{NAMES[1]:<21}Anak", f"{name}")
    rows = [touching, *(line(n, note="   Lansia" if n == 3 else "") for n in range(2, 7))]
    table = read("\n".join(["DTSEN", "", HEADER, *rows]), "DTSEN.txt").tables[0]
    assert people(table, "name", "desil")[0] == (nik(1), *expected)
    assert people(table)[1:] == [(nik(n),) for n in range(2, 7)]
    assert ("1 isi sel menempel" in " ".join(table.notes)) == (expected[0] is None)


def rest(text: str) -> str:
    return f"{'':<46}{text}"


def test_wrapped_names_come_together_where_that_is_sure(read) -> None:
    """A cell in the middle of its row leaves its own line empty; the rests above and beneath are then its own."""
    bare = line(2).replace(NAMES[2], " " * len(NAMES[2]))
    rows = [line(1), rest("Raden Mas Suryo"), bare, rest("Kusumo Adiningrat"), line(3), line(4), line(5)]
    table = read("\n".join(["DTSEN", "", HEADER, *rows]), "DTSEN.txt").tables[0]
    assert people(table, "name")[:3] == [(nik(1), NAMES[1]), (nik(2), "Raden Mas Suryo Kusumo Adiningrat"), (nik(3), NAMES[3])]
    assert table.read == 5


def test_a_rest_that_may_be_either_neighbours_is_nobodys_and_told(read) -> None:
    rows = [line(1), rest("Adiningrat"), line(2), line(3), line(4)]
    table = read("\n".join(["DTSEN", "", HEADER, *rows]), "DTSEN.txt").tables[0]
    assert people(table, "name") == [(nik(n), NAMES[n % 6]) for n in range(1, 5)]
    assert "1 potongan isi sel" in " ".join(table.notes)


def test_what_a_long_name_pushed_beneath_its_row_comes_back(read) -> None:
    whole = line(2)
    at = whole.index("Anak")
    rows = [line(1), whole[:at].rstrip(), " " * at + whole[at:], *(line(n) for n in range(3, 9))]
    table = read("\n".join(["DTSEN", "", HEADER, *rows]), "DTSEN.txt").tables[0]
    assert people(table, "birth_date", "village_name")[1] == (nik(2), "08-04-1996", DESA[0])
    assert table.read == 8


def test_two_header_lines_with_a_group_are_one_header(read) -> None:
    head = [
        "No.                            Nama          Pembayaran              ",
        "              NIK                        ------------------          ",
        "Urut                         Penerima     Jumlah      Tanggal    Ket",
    ]
    rows = [f"{n:>3}   {nik(n)}   {NAMES[n % 6]:<17}{600_000:>9,}  {'12-05-2025':<13}{'Retur' if n == 3 else ''}" for n in range(1, 7)]
    table = read("\n".join(["DAFTAR BAYAR SEMBAKO", "", head[0], head[1].replace("-", " "), head[2], *rows]), "bayar.txt").tables[0]
    assert people(table, "name", "amount", "paid_on") == [(nik(n), NAMES[n % 6], "600,000", "12-05-2025") for n in range(1, 7)]


def test_totals_and_signatures_of_a_print_are_nobody(read) -> None:
    head = "No      NIK                 Nama               Jumlah (Rp)     Keterangan"
    rows = [f"{n:>4} {nik(n)}   {NAMES[n % 6]:<22}{600_000:>9,}{'      Retur' if n == 2 else ''}" for n in range(1, 6)]
    foot = [f"JUMLAH{'':<39}3,000,000", "", f"{'':<50}Banda Aceh, 12 Mei 2025", f"{'':<50}Lurah", "", f"{'':<50}NIP 196501011990031001"]
    found = read("\n".join(["DAFTAR BAYAR SEMBAKO", "", head, *rows, *foot]), "bayar.txt")
    table = found.tables[0]
    assert (table.read, table.frame.height, found.rejects.height) == (5, 5, 0)
    assert [(t.field, t.value_text) for t in table.totals] == [("amount", "3,000,000")]


def test_a_number_that_stands_under_the_wrong_heading_is_told_back(read) -> None:
    wrong = f"{4:>7} {kk(4)}   {'':<19}{nik(4)}     {'Anak':<18}{'L':<5}{'08-04-1996':<13}{DESA[0]}"
    rows = [line(n) for n in range(1, 4)] + [wrong] + [line(n) for n in range(5, 40)]
    found = read("\n".join(["DTSEN", "", HEADER, *rows]), "DTSEN.txt")
    table = found.tables[0]
    assert [n for (n,) in people(table)] == [nik(n) for n in range(1, 40) if n != 4]
    assert [(r["row"], r["rule_id"]) for r in found.rejects.iter_rows(named=True)] == [(7, "READ-01")]
    assert table.read == 39


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["DTSEN", " ".join(HEADER.split()), *(" ".join(line(n).split()) for n in range(1, 9))]),  # one blank between columns
        "\n".join(["DTSEN", "", HEADER, *(line(n) if n % 3 else " ".join(line(n).split()) for n in range(1, 20))]),  # some lines
        "\n".join(f"{n} {nik(n)} {kk(n)} {NAMES[n % 6]}" for n in range(1, 9)),  # no header either
    ],
)
def test_what_cannot_be_cut_is_refused_in_one_sentence_and_no_number_called_damaged(read, text: str) -> None:
    found = read(text, "DTSEN.txt")
    said = "berkas teks ini tidak terpisah menjadi kolom (teks salinan PDF atau cetakan). Minta pengirim mengirim Excel atau CSV aslinya."
    assert (found.tables, found.problem) == ((), said)


def test_a_list_of_numbers_alone_is_no_print(read) -> None:
    assert people(read("\n".join(["NIK", *map(nik, range(1, 6))]), "nik.txt").tables[0]) == [(nik(n),) for n in range(1, 6)]


def test_only_of_a_print_is_every_line_looked_at_for_labels(monkeypatch) -> None:
    """A text of five megabytes with times of day in its lines, and without a header, was refused as taking too long."""
    looked: list[int] = []
    monkeypatch.setattr(printed, "card_lines", lambda texts, _finder: looked.append(len(texts)) or frozenset())
    text = "\n".join(f"hm13ksq{n},288.{n},1926-03-07T06:48:{n}Z" for n in range(10, 60))
    assert (
        printed.by_pages(
            find_lines(text.encode()), Finder(build_vocabulary(load_synonyms().model_dump(mode="json")), {}), search=30, sheet=""
        )
        is None
    )
    assert looked == []


def test_a_print_whose_columns_go_on_on_other_pages_is_refused(read) -> None:
    """Which row of the further page belongs to whom nobody can tell; without it the list would say nothing of who was paid."""
    head = "No      Nama KPM              NIK                Kelurahan     Jumlah (Rp)"
    rows = [f"{n:>7} {NAMES[n % 6]:<21} {nik(n)}   Lubuk Buaya   600.000" for n in range(1, 9)]
    further = ["Status         Tanggal", *["Sukses         12-05-2025", "Saldo Kosong"] * 4]
    found = read("\n".join(["LAPORAN REALISASI SEMBAKO", "", head, *rows, "\f" + further[0], *further[1:]]), "lap.txt")
    assert found.tables == ()
    assert found.problem.startswith("cetakan ini terlalu lebar: kolom 'Status Tanggal' ada di halaman lain")


def test_a_page_without_anybody_and_a_number_that_touches_a_name_lose_nothing(read) -> None:
    touching = line(2).replace(f"{nik(2)}   {NAMES[2]}", f"{nik(2)}{NAMES[2]}   ")
    rows = [line(1), touching, *(line(n) for n in range(3, 6))]
    table = read("\n".join(["DTSEN", "", HEADER, *rows, "\f", "Mengetahui,", "", "Lurah"]), "DTSEN.txt").tables[0]
    assert people(table, "name") == [(nik(n), NAMES[n % 6]) for n in range(1, 6)]
