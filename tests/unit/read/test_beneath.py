"""A further table beneath the first in one sheet: each is read with its own header and under its own title."""

import pytest

from pipeline.intake.ingest import Ingested

NIKS = [f"16710845018090{i:02}" for i in range(10, 40)]
NAMES = ["SITI AMINAH", "BUDI SANTOSO", "NYIMAS HALIMAH", "M AMIN", "ROHANA", "SUPARMI"]
TITLE = ["DAFTAR PENYALURAN SEMBAKO TAHAP 2 TAHUN 2025"]
HEAD = ["No", "NIK", "Nama", "Nominal"]


def people(first: int, count: int) -> list[list[object]]:
    return [[n + 1, NIKS[first + n], NAMES[n % 6], "600000"] for n in range(count)]


@pytest.fixture
def take(take_list):
    return lambda rows, name="bri": take_list(rows, name)


def told(got: Ingested) -> list[tuple[object, ...]]:
    return got.disbursements.sort("source_row").select("source_row", "nik", "state", "amount").rows()


def test_the_same_header_under_a_title_of_its_own(take) -> None:
    rows = [
        TITLE,
        ["A. SUDAH TERBAYAR"],
        HEAD,
        *people(0, 3),
        ["JUMLAH", "", "", "1800000"],
        [],
        ["B. TIDAK TERBAYAR"],
        HEAD,
        *people(3, 2),
    ]
    got = take(rows)
    assert told(got)[:3] == [(4 + n, NIKS[n], "PAID", 600000) for n in range(3)]
    assert [row[:2] for row in told(got)[3:]] == [(11 + n, NIKS[3 + n]) for n in range(2)]
    assert [(a.read, a.used) for a in got.accounts] == [(3, 3), (2, 2)]
    assert {row[2] for row in told(got)[3:]}.isdisjoint({"PAID"})
    assert got.accounts[0].totals[0].difference == 0
    assert set(got.disbursements["programme"]) == {"SEMBAKO"}


def test_a_section_has_only_a_title(take) -> None:
    rows = [TITLE, HEAD, ["I. SUDAH DIBAYAR"], *people(0, 3), ["II. TIDAK TERBAYAR"], *people(3, 2)]
    states = [row[2] for row in told(take(rows))]
    assert states[:3] == ["PAID"] * 3
    assert "PAID" not in states[3:]


def test_what_was_not_paid_may_come_first(take) -> None:
    rows = [TITLE, ["A. GAGAL SALUR"], HEAD, *people(0, 2), [], ["B. BERHASIL SALUR"], HEAD, *people(2, 3)]
    states = [row[2] for row in told(take(rows))]
    assert "PAID" not in states[:2]
    assert states[2:] == ["PAID"] * 3


def test_a_second_table_has_columns_of_its_own(take) -> None:
    second = [
        ["No", "Nama", "No KK", "NIK", "Alasan Gagal"],
        *([n, NAMES[n], f"16710801010190{n:02}", NIKS[3 + n], "Pindah"] for n in range(2)),
    ]
    rows = [TITLE, ["A. TERBAYAR"], HEAD, *people(0, 3), [], ["B. TIDAK TERBAYAR"], *second]
    got = take(rows)
    found = got.disbursements.sort("source_row")
    assert found["nik"].to_list() == NIKS[:5]
    assert found["no_kk"].to_list()[3:] == ["1671080101019000", "1671080101019001"]
    assert found["name"].to_list()[3:] == NAMES[:2]
    assert "PAID" not in found["state"].to_list()[3:]


def test_sections_of_programmes_are_their_programme(take) -> None:
    rows = [["DAFTAR PENYALURAN BANSOS TAHAP 2 TAHUN 2025"], ["A. PKH"], HEAD, *people(0, 3), ["B. SEMBAKO"], HEAD, *people(3, 3)]
    got = take(rows)
    assert got.disbursements.sort("source_row")["programme"].to_list() == ["PKH"] * 3 + ["SEMBAKO"] * 3


def test_a_header_on_every_page_parts_nothing(take) -> None:
    rows = [TITLE, HEAD, *people(0, 3), TITLE, ["Halaman 2"], HEAD, *people(3, 3), HEAD, *people(6, 2)]
    got = take(rows)
    assert len(got.accounts) == 1
    assert [row[1] for row in told(got)] == NIKS[:8]


def test_villages_between_the_rows_part_nothing(take) -> None:
    rows = [TITLE, HEAD, ["KELURAHAN SAKO"], *people(0, 2), ["KELURAHAN SIALANG"], *people(2, 2)]
    got = take(rows)
    assert len(got.accounts) == 1
    assert got.disbursements.sort("source_row")["village_name"].to_list() == ["Sako", "Sako", "Sialang", "Sialang"]


def test_a_second_table_that_cannot_be_read_is_told_with_its_row(take) -> None:
    rows = [
        TITLE,
        HEAD,
        *people(0, 3),
        [],
        ["B. TIDAK TERBAYAR"],
        ["No", "Nama", "Alamat", "Keterangan"],
        [1, "ROHANA", "JL MELATI 123456", "Pindah"],
    ]
    got = take(rows)
    assert [row[1] for row in told(got)] == NIKS[:3]
    problem = " ".join(a.problem or "" for a in got.accounts)
    assert "baris 8" in problem
    assert "NIK" in problem
    assert any("baris 8" in note for note in got.notes)


@pytest.mark.parametrize("group", ["KELURAHAN SAKO", "Desa : Karang Asem", "Kel. Sialang"])
def test_a_village_right_beneath_the_header_is_no_header(take, group: str) -> None:
    got = take([TITLE, HEAD, [group], *people(0, 3)])
    assert got.disbursements["village_name"].n_unique() == 1
    assert got.disbursements["nik"].to_list() == NIKS[:3]
    assert got.disbursements["name"].to_list() == NAMES[:3]


def test_a_first_row_with_one_word_is_no_header(take) -> None:
    rows = [TITLE, [*HEAD, "Catatan"], ["", "", "", "", "Pindah alamat"], *([*row, ""] for row in people(0, 3))]
    assert [row[1] for row in told(take(rows))] == NIKS[:3]


def test_a_village_in_the_title_of_each_table_is_its_own(take) -> None:
    blocks = []
    for n, village in enumerate(["Hamadi", "Entrop"]):
        blocks += [["BNI KC JAYAPURA"], [f"Kelurahan: {village}"], ["Sembako Tahap 1 Tahun 2025"], HEAD, *people(5 * n, 3), []]
    got = take(blocks)
    assert got.disbursements.sort("source_row")["village_name"].to_list() == ["Hamadi"] * 3 + ["Entrop"] * 3


def test_ticks_of_a_payer_s_list_are_its_states(take) -> None:
    head = ["No", "Nama Penerima", "NIK", "Nilai", "Sudah Terima", "Belum Terima", "Tgl", "Alasan Belum"]
    rows = [
        [n + 1, NAMES[n], NIKS[n], "600000", *(("", "v", "", "Pindah") if n == 2 else ("v", "", f"1{n}/02/2025", ""))] for n in range(5)
    ]
    got = take([["BNI KC JAYAPURA"], ["Sembako Tahap 1 Tahun 2025"], head, *rows[:2], head, *rows[2:]])
    found = got.disbursements.sort("source_row")
    assert found["amount"].to_list() == [600000] * 5
    assert [state == "PAID" for state in found["state"]] == [True, True, False, True, True]


def test_a_header_may_name_both_name_and_nik(take) -> None:
    rows = [[f"{NAMES[n]} ({NIKS[n]})", "Sako", "600000", "Sudah cair"] for n in range(5)]
    got = take([["LAPORAN SALUR SEMBAKO TAHAP 2 2025 BSI"], ["Nama (NIK)", "Kelurahan", "Dana", "Keterangan"], *rows])
    assert got.disbursements.select("nik", "name").rows() == [(NIKS[n], NAMES[n]) for n in range(5)]


def test_a_place_above_a_header_of_its_own_is_the_place_of_its_table(take) -> None:
    other = ["No", "Nama", "NIK", "Nominal"]
    rows = [
        TITLE,
        ["Kelurahan Sako Baru"],
        HEAD,
        *people(0, 3),
        [],
        ["Kelurahan Sialang"],
        other,
        *[[n, name, nik, money] for n, nik, name, money in people(3, 3)],
        [],
        ["Kelurahan Sukamaju"],
        other,
        *[[n, name, nik, money] for n, nik, name, money in people(6, 3)],
    ]
    got = take(rows)
    assert got.disbursements.sort("source_row")["village_name"].str.to_uppercase().to_list() == [
        *["SAKO BARU"] * 3, *["SIALANG"] * 3, *["SUKAMAJU"] * 3
    ]  # fmt: skip


def test_the_rows_of_excels_subtotal_are_nobody(take) -> None:
    rows = [TITLE, HEAD, *people(0, 3), ["", "", "Gampong Jawa Total", "1800000"], *people(3, 2), ["", "", "Grand Total", "3000000"]]
    got = take(rows)
    assert (got.disbursements.height, [a.read for a in got.accounts]) == (5, [5])
    assert got.disbursements["amount"].sum() == 3_000_000


@pytest.mark.parametrize("names", [("BANK RAKYAT INDONESIA (BRI)", "PT POS INDONESIA"), ("A. BRI", "B. Kantor Pos Palembang")])
def test_sections_of_payers_are_their_payer(take, names: tuple[str, str]) -> None:
    head = [*HEAD, "Status"]
    first, second = ([[*row, "Terbayar"] for row in people(at, 3)] for at in (0, 3))
    rows = [
        ["REKAP PENYALURAN SEMBAKO TAHAP 2 TAHUN 2025"],
        head,
        [names[0]],
        *first,
        ["Jumlah BRI", "", "", "1800000"],
        [names[1]],
        *second,
    ]
    got = take(rows, "rekap")
    assert got.disbursements.sort("source_row")["payer"].to_list() == ["BRI"] * 3 + ["POS"] * 3
    assert got.rejects.filter(rule_id="UANG-05").is_empty()


def test_the_number_of_a_page_is_nobody(take) -> None:
    rows = [TITLE, HEAD, *people(0, 3), ["", "", "Halaman 1", ""], HEAD, *people(3, 2), ["", "", "Hal. 2 dari 2", ""]]
    assert [row[1] for row in told(take(rows))] == NIKS[:5]
