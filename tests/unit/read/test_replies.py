"""Columns that say by their values what they are: two answers of which one denies, sums under a header of words, a desil in each cell."""

import pytest

from pipeline.read.columns.replies import asks_receipt, two_answers

NIKS = [f"167108450180900{i}" for i in range(1, 7)]
VISIT = "Nama;NIK;Tgl kunjungan;Temuan;{};{}\n"


def visits(read, heads: tuple[str, str], cells: list[tuple[str, str]]):
    rows = "".join(
        f"ORANG {chr(65 + i)};{n};0{i + 1}/06/2025;Layak;{a};{b}\n" for i, (n, (a, b)) in enumerate(zip(NIKS, cells, strict=True))
    )
    (table,) = read(VISIT.format(*heads) + rows).tables
    return table


@pytest.mark.parametrize(
    ("head", "yes", "no"),
    [
        ("Dpt bantuan?", "dapat", "tidak dapat"),
        ("BLT bln Juni sdh diterima blm?", "sudah", "belum"),
        ("Bansos sudah sampai ke KPM?", "Sdh", "Blm"),
        ("Apakah uangnya masuk?", "masuk", "tdk masuk"),
    ],
)
def test_two_answers_under_a_header_that_speaks_of_receiving_tell_whether_aid_came(read, head: str, yes: str, no: str) -> None:
    table = visits(read, (head, "Jml (Rp)"), [("", ""), (yes, "600000"), (yes, "550.000"), (no, "0"), (yes, "600000"), (no, "0")])
    assert str(table.kind) == "survey"
    assert table.frame["received"].to_list() == [None, yes, yes, no, yes, no]
    assert table.headers["amount_received"] == "Jml (Rp)"


@pytest.mark.parametrize(
    "head",
    ["Kartu KKS sudah diterima?", "Apakah layak menerima bansos?", "Bansos diterima sendiri?", "Bantuan tepat sasaran?", "Atap bocor?"],
)
def test_another_question_is_not_whether_aid_came(read, head: str) -> None:
    table = visits(read, (head, "Catatan"), [("ya", ""), ("tidak", ""), ("ya", ""), ("ya", ""), ("tidak", ""), ("ya", "")])
    assert "received" not in table.headers


def test_answers_of_aid_that_are_not_read_are_told(read) -> None:
    got = [
        ("dapat", "dapat"),
        ("tidak dapat", "dapat"),
        ("dapat", "tidak dapat"),
        ("dapat", "dapat"),
        ("dapat", "dapat"),
        ("dapat", "dapat"),
    ]
    table = visits(read, ("Dapat PKH?", "Dapat sembako?"), got)
    assert "received" not in table.headers, "one column for each programme: neither is the other's"
    told = [note for note in table.notes if "berisi jawaban" in note]
    assert len(told) == 2
    assert "'Dapat PKH?'" in told[0]
    assert "'tidak dapat'" in told[0]


@pytest.mark.parametrize(
    ("cells", "clear"),
    [
        (["dapat", "Tidak dapat", ""], True), (["sudah", "BELUM."], True), (["sudah"], False), (["tidak", "belum"], False),
        (["tidak layak", "meninggal"], False), (["sudah", "belum", "pindah"], False), (["sudah terima", "belum", "blm ambil"], True),
    ],
)  # fmt: skip
def test_answers_are_clear_only_where_all_deny_or_affirm(cells: list[str], clear: bool) -> None:
    assert bool(two_answers(cells)) == clear


def test_coming_needs_the_aid_that_comes() -> None:
    assert asks_receipt({"dapat", "bantuan"})
    assert not asks_receipt({"dapat", "hadir"})
    assert not asks_receipt({"masuk", "sekolah"})


@pytest.mark.parametrize(
    ("heads", "answers", "sums"),
    [
        (("Terima Bantuan?", "Uang diterima (Rp)"), "received", "amount_received"),
        (("Uang diterima (Rp)", "Terima Bantuan?"), "received", "amount_received"),
    ],
)
def test_of_two_columns_about_what_was_received_the_sums_are_how_much(read, heads: tuple[str, str], answers: str, sums: str) -> None:
    said = {
        "Terima Bantuan?": ["Ya", "Tdk", "Ya", "Ya", "Ya", "Tdk"],
        "Uang diterima (Rp)": ["600000", "0", "450000", "600000", "600000", "0"],
    }
    table = visits(read, heads, list(zip(*(said[h] for h in heads), strict=True)))
    assert (table.headers[answers], table.headers[sums]) == ("Terima Bantuan?", "Uang diterima (Rp)")


def test_sums_beside_a_status_are_the_money_of_a_pay_list(read) -> None:
    rows = "".join(
        f"{n};ORANG {chr(65 + i)};{s};{w}\n" for i, (n, (s, w)) in enumerate(zip(NIKS, [("600000", "OK"), ("0", "Gagal")] * 3, strict=True))
    )
    (table,) = read("BRI SEMBAKO TW II 2025;;;\nNIK;Nama;Salur (Rp);Status\n" + rows).tables
    assert str(table.kind) == "disbursement"
    assert (table.headers["amount"], table.headers["state"]) == ("Salur (Rp)", "Status")
    assert table.frame["amount"].to_list() == ["600000", "0"] * 3


@pytest.mark.parametrize(("cell", "desil"), [("Desil {}", True), ("desil ke-{}", True), ("Desil 1-{}", False), ("Kelas {}", False)])
def test_a_desil_named_in_each_cell_needs_no_header(read, cell: str, desil: bool) -> None:
    rows = "".join(f"{n};167108010120900{i};ORANG {chr(65 + i)};Kepala Keluarga;{cell.format(i + 1)}\n" for i, n in enumerate(NIKS))
    (table,) = read("NIK;No KK;Nama;Hub Keluarga;rangking kesejahteraan\n" + rows).tables
    assert str(table.kind) == "registry"
    assert (table.headers.get("desil") == "rangking kesejahteraan") == desil


def test_ticks_under_ms_and_tms_are_eligible_or_not(read) -> None:
    ticks = [("X", "", ""), ("", "X", "Mampu"), ("X", "", ""), ("X", "", ""), ("", "X", "PNS"), ("X", "", "")]
    rows = "".join(
        f"ORANG {chr(65 + i)};{n};0{i + 1}/06/2025;{a};{b};{c}\n" for i, (n, (a, b, c)) in enumerate(zip(NIKS, ticks, strict=True))
    )
    (table,) = read("Nama;NIK;Tgl kunjungan;MS;TMS;Alasan TMS\n" + rows).tables
    assert (table.headers["result_tick:LAYAK"], table.headers["result_tick:TIDAK LAYAK"]) == ("MS", "TMS")


def test_words_of_a_result_under_a_header_of_the_enumerator_are_his_verdict(read) -> None:
    said = ["Layak", "Tidak layak", "Layak", "", "Layak", "Tidak layak"]
    rows = "".join(f"ORANG {chr(65 + i)};{n};0{i + 1}/06/2025;{s};Ya\n" for i, (n, s) in enumerate(zip(NIKS, said, strict=True)))
    (table,) = read("Nama;NIK;Tgl kunjungan;Penilaian Enumerator;Bantuan diterima\n" + rows).tables
    assert (table.headers.get("result"), table.headers.get("enumerator")) == ("Penilaian Enumerator", None)
