"""People side by side in one row: every group of columns a person at the row of the file, no cell of one under another's name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

Cells = list[list[Any]]
KKS = [f"16710812051090{n:02}" for n in range(10, 40)]
NIKS = [f"16710845018090{n:02}" for n in range(10, 90)]
MEN = ["BUDI SANTOSO", "M AMIN", "KGS ABDUL RONI", "HERMANTO"]
WOMEN = ["SITI AMINAH", "NYIMAS HALIMAH", "RUSMINI", "YULIANA"]


@pytest.fixture
def take(tmp_path: Path, book) -> Callable[..., Ingested]:
    def run(rows: Cells, name: str = "daftar.xlsx", merges: tuple[str, ...] = ()) -> Ingested:
        path = tmp_path / name
        if name.endswith(".csv"):
            path.write_text("".join(";".join(map(str, row)) + "\n" for row in rows))
        else:
            path.write_bytes(book({"Data": rows}, merges))
        got = ingest_file(path, f"2025-05/{name}", "2025-05", settings=Settings())
        for account in got.accounts:
            assert account.read == account.used + account.rejected + account.duplicates
        return got

    return run


def who(got: Ingested, *more: str) -> list[tuple[Any, ...]]:
    frame = got.registry if got.registry.height else got.disbursements
    return frame.sort("source_row", "record_id").select("source_row", "name", "nik", *more).rows()


FIELDS = ["Nama", "NIK", "Hubungan", "Pekerjaan", "Ket"]


def across(people: list[list[str]], most: int = 3) -> list[str]:
    return [cell for person in [*people, *[[""] * 5] * (most - len(people))] for cell in person]


FAMILY = [
    [MEN[0], NIKS[0], "Kepala Keluarga", "Buruh", ""],
    [WOMEN[0], NIKS[1], "Istri", "", "Meninggal 02-03-2025"],
    ["ANDI", NIKS[2], "Anak", "PNS", ""],
]


def test_each_member_of_a_row_is_a_person_and_no_cell_is_the_next_ones(take) -> None:
    head = ["No", "No KK", "Desa", "Desil", *(f"{field} ART {n}" for n in (1, 2, 3) for field in FIELDS)]
    rows = [
        ["DATA KELUARGA DTSEN MEI 2025"],
        head,
        [1, KKS[0], "SAKO", 2, *across(FAMILY)],
        [2, KKS[1], "SAKO", 7, *across([[MEN[1], NIKS[3], "Kepala Keluarga", "", ""], ["-", "-", "-", "-", "-"]])],
        [3, KKS[2], "SAKO", 3, *across([[MEN[2], NIKS[4], "Kepala Keluarga", "", ""], ["BAYI", "", "Anak", "", ""]])],
    ]
    got = take(rows)
    assert who(got, "no_kk", "desil", "occupation") == [
        (3, MEN[0], NIKS[0], KKS[0], 2, "Buruh"),
        (3, WOMEN[0], NIKS[1], KKS[0], 2, None),
        (3, "ANDI", NIKS[2], KKS[0], 2, "PNS"),
        (4, MEN[1], NIKS[3], KKS[1], 7, None),
        (5, MEN[2], NIKS[4], KKS[2], 3, None),
        (5, "BAYI", None, KKS[2], 3, None),
    ]
    dead = got.registry.filter(deceased=True).select("name", "deceased_on").rows()
    assert [(name, str(day)) for name, day in dead] == [(WOMEN[0], "2025-03-02")]
    assert [(a.kind, a.read, a.used, a.skipped) for a in got.accounts] == [("registry", 6, 6, 2)]
    assert got.registry["record_id"].n_unique() == 6
    assert "3 baris dibaca sebagai 6 orang" in got.notes[0]
    assert got.rejects.filter(rule_id="NIK-01")["row"].to_list() in ([5], [None])


def test_under_titles_of_groups_and_with_numbers_that_are_number_cells(take) -> None:
    rows = [
        ["No KK", "Kelurahan", "Desil", "Anggota ke-1", "", "", "Anggota ke-2", "", ""],
        ["", "", "", "Nama", "NIK", "SHDK", "Nama", "NIK", "SHDK"],
        [KKS[0], "SAKO", 1, MEN[0], NIKS[0], "KEPALA KELUARGA", WOMEN[0], int(NIKS[1]), "ISTRI"],
        [KKS[1], "SAKO", 1, MEN[1], int(NIKS[2]), "KEPALA KELUARGA", WOMEN[1], "1,67108E+15", "ISTRI"],
    ]
    got = take(rows, merges=("D1:F1", "G1:I1"))
    assert [row[:2] for row in who(got)] == [(3, MEN[0]), (3, WOMEN[0]), (4, MEN[1]), (4, WOMEN[1])]
    assert [row[2] for row in who(got)] == [NIKS[0], NIKS[1], NIKS[2], None]
    assert got.rejects.filter(rule_id="NIK-02")["row"].to_list() == [4]


def test_all_names_first_then_all_numbers(take) -> None:
    rows = [
        ["No KK", "Desa", "Desil", "Nama ART 1", "Nama ART 2", "NIK ART 1", "NIK ART 2", "Hub ART 1", "Hub ART 2"],
        [KKS[0], "SAKO", 1, MEN[0], WOMEN[0], NIKS[0], NIKS[1], "KK", "Istri"],
        [KKS[1], "SAKO", 1, MEN[1], "", NIKS[2], "", "KK", ""],
    ]
    assert who(take(rows), "no_kk") == [(2, MEN[0], NIKS[0], KKS[0]), (2, WOMEN[0], NIKS[1], KKS[0]), (3, MEN[1], NIKS[2], KKS[1])]


def test_a_head_of_its_own_columns_is_a_person_too_and_one_who_is_told_again_is_not(take) -> None:
    head = [
        "No KK",
        "Desa",
        "Desil",
        "Nama Kepala Keluarga",
        "NIK Kepala Keluarga",
        "Nama Anak 1",
        "NIK Anak 1",
        "Nama Anak 2",
        "NIK Anak 2",
    ]
    rows = [
        head,
        [KKS[0], "SAKO", 1, MEN[0], NIKS[0], "ANDI", NIKS[1], "ANA", NIKS[2]],
        [KKS[1], "SAKO", 1, MEN[1], NIKS[3], "", "", "", ""],
    ]
    got = take(rows)
    assert who(got, "relationship") == [
        (2, MEN[0], NIKS[0], "KEPALA"),
        (2, "ANDI", NIKS[1], "ANAK"),
        (2, "ANA", NIKS[2], "ANAK"),
        (3, MEN[1], NIKS[3], "KEPALA"),
    ]
    again = [text.replace("Anak", "ART") for text in head]
    rows = [again, [KKS[0], "SAKO", 1, MEN[0], NIKS[0], MEN[0], NIKS[0], WOMEN[0], NIKS[1]]]
    assert who(take(rows)) == [(2, MEN[0], NIKS[0]), (2, WOMEN[0], NIKS[1])]


def test_members_named_on_a_pay_list_are_not_paid_and_fill_nothing(take) -> None:
    rows = [
        ["DAFTAR PENYALURAN SEMBAKO BRI TAHAP 2 2025"],
        [
            "Nama KPM",
            "NIK",
            "No KK",
            "Kelurahan",
            "Nama Anggota 1",
            "NIK Anggota 1",
            "Nama Anggota 2",
            "NIK Anggota 2",
            "Nominal",
            "Status",
        ],
        [MEN[0], "", KKS[0], "SAKO", WOMEN[0], NIKS[1], "ANDI", NIKS[2], 600000, "Sukses Salur"],
        [MEN[1], NIKS[3], KKS[1], "SAKO", WOMEN[1], NIKS[4], "", "", 600000, "Sukses Salur"],
    ]
    got = take(rows)
    assert who(got, "amount") == [(3, MEN[0], None, 600000), (4, MEN[1], NIKS[3], 600000)]
    assert "'Nama Anggota 1'" in got.notes[0]


def test_what_is_told_of_one_number_is_never_filled_from_another(take) -> None:
    """The names stand once only, so nobody can be parted: the head's job is his own, not the third member's."""
    rows = [
        ["Nama Kepala Keluarga", "NIK", "No KK", "Desa", "Desil", "Pekerjaan ART 1", "Pekerjaan ART 2", "Pekerjaan ART 3"],
        [MEN[0], NIKS[0], KKS[0], "SAKO", 1, "", "", "PNS"],
        [MEN[1], NIKS[1], KKS[1], "SAKO", 1, "Buruh", "TNI", ""],
    ]
    got = take(rows)
    jobs = (got.registry if got.registry.height else got.families).select("source_row", "occupation").rows() if got.registry.height else []
    assert [job for _, job in jobs] == [None, "Buruh"]


def test_one_person_as_two_sources_have_him_stays_one_row(take) -> None:
    head = ["No KK", "Desa", "Desil", "Nama 1", "NIK 1", "Nama 2", "NIK 2"]
    rows = [head, *([KKS[n], "SAKO", 1, MEN[n], NIKS[n], MEN[n], NIKS[n] if n else NIKS[9]] for n in range(4))]
    got = take(rows)
    assert sum(a.read for a in got.accounts) == 4


SIDE = ["No", "Nama", "NIK", "No KK", "Kelurahan", "Rp", "Sts"]


def paid(n: int, state: str = "CAIR") -> list[Any]:
    return [n + 1, (MEN + WOMEN)[n], NIKS[n], KKS[n], "SAKO", 600000, state]


@pytest.mark.parametrize("name", ["salur.xlsx", "salur.csv"])
def test_two_lists_side_by_side_are_one(take, name: str) -> None:
    rows = [
        ["HASIL SALUR SEMBAKO MANDIRI TRIWULAN II 2025"],
        [*SIDE, "", *SIDE],
        [*paid(0), "", *paid(3, "GAGAL")],
        [*paid(1), "", *paid(4)],
        [*SIDE, "", *SIDE],  # the next page
        [*paid(2), "", *paid(5)],
        ["", "", "", "", "", "", "", "", 7, MEN[3], "", KKS[6], "SAKO", 600000, "CAIR"],
        ["JUMLAH", "", "", "", "", "", "", "", "", "", "", "", "", 4200000, ""],
        ["Palembang, 30 Mei 2025", *[""] * 14],
    ]
    got = take([[*row, *[""] * (15 - len(row))] for row in rows], name)
    assert [(row, person, str(state)) for row, person, _, state in who(got, "state")] == [
        (3, MEN[0], "PAID"),
        (3, MEN[3], "FAILED_ACCOUNT"),
        (4, MEN[1], "PAID"),
        (4, WOMEN[0], "PAID"),
        (6, MEN[2], "PAID"),
        (6, WOMEN[1], "PAID"),
        (7, MEN[3], "PAID"),
    ]
    account = got.accounts[0]
    assert (account.read, account.used, account.skipped) == (7, 7, 5)
    assert [(total.row, total.difference) for total in account.totals] == [(8, 0)]


def test_each_of_two_lists_keeps_its_own_village_and_total(take) -> None:
    def of(n: int) -> list[Any]:
        return [cell for cell in paid(n) if cell != "SAKO"]

    side, blank = [text for text in SIDE if text != "Kelurahan"], [""] * 6
    rows = [
        ["PENYALURAN SEMBAKO MANDIRI TRIWULAN II 2025"],
        [*side, "", *side],
        ["KELURAHAN SAKO", *[""] * 5, "", "KELURAHAN SIALANG", *[""] * 5],
        [*of(0), "", *of(2)],
        [*of(1), "", *blank],
        ["JUMLAH", "", "", "", 1200000, "", "", "JUMLAH", "", "", "", 500000, ""],
    ]
    got = take(rows)
    assert who(got, "village_name") == [(4, MEN[0], NIKS[0], "Sako"), (4, MEN[2], NIKS[2], "Sialang"), (5, MEN[1], NIKS[1], "Sako")]
    assert [(t.row, t.stated, t.difference) for t in got.accounts[0].totals] == [(6, 1200000, 0), (6, 500000, -100000)]
    assert got.rejects.filter(rule_id="UANG-05")["row"].to_list() == [6]


def test_a_person_told_in_both_lists_is_told_back_at_the_rows_of_the_file(take) -> None:
    rows = [["SALUR SEMBAKO MANDIRI TW II 2025"], [*SIDE[1:], *SIDE[1:]], [*paid(0)[1:], *paid(1)[1:]], [*paid(2)[1:], *paid(0)[1:]]]
    got = take(rows)
    assert [(a.read, a.used, a.duplicates) for a in got.accounts] == [(4, 3, 1)]
    again = got.rejects.filter(rule_id="DUP-01")
    assert again["row"].to_list() == [4]
    assert "baris 3" in again["sentence"][0]


@pytest.mark.parametrize("children", [["Nama Anak 1", "NIK Anak 1", "Nama Anak 2", "NIK Anak 2"], []])
def test_the_spouse_beside_the_head_is_a_person_too(take, children: list[str]) -> None:
    head = ["No", "No KK", "Nama Kepala Keluarga", "NIK KK", "Nama Istri/Suami", "NIK Istri/Suami", *children, "Desa", "Desil"]
    young = ["ANDI", NIKS[2], "", ""] if children else []
    rows = [
        ["DTSEN TW II 2025"],
        head,
        [1, KKS[0], MEN[0], NIKS[0], WOMEN[0], NIKS[1], *young, "SAKO", 2],
        [2, KKS[1], MEN[1], NIKS[3], "", "", *([""] * len(children)), "SAKO", 3],
    ]
    got = take(rows)
    told = who(got, "no_kk", "relationship")
    assert (3, WOMEN[0], NIKS[1], KKS[0], "PASANGAN") in told
    assert (3, MEN[0], NIKS[0], KKS[0], "KEPALA") in told
    assert (4, MEN[1], NIKS[3], KKS[1], "KEPALA") in told
    assert len(told) == (4 if children else 3)


def test_the_spouse_of_a_payee_is_not_paid(take) -> None:
    head = ["NIK", "Nama KPM", "Nama Suami", "NIK Suami", "Nominal", "Status"]
    got = take([["DAFTAR BAYAR SEMBAKO MEI 2025"], head, [NIKS[1], WOMEN[0], MEN[0], NIKS[0], "600000", "Sukses"]])
    assert who(got, "state") == [(3, WOMEN[0], NIKS[1], "PAID")]


def test_husband_wife_and_children_under_titles_of_their_own_keep_their_numbers(take) -> None:
    people = ["SUAMI / KK", "ISTRI", "ANAK 1", "ANAK 2"]
    rows: Cells = [["DATA DTSEN TW II 2025"], ["NO", "NO KK", *(cell for who in people for cell in (who, "", "")), "DESA", "DESIL"]]
    rows.append(["", "", *["NAMA", "NIK", "TGL LAHIR"] * 4, "", ""])
    for n in range(4):
        born = ["05/01/1980", "05/01/1984", "07/02/2010", "" if n % 2 else "11/02/2012"]
        names = [MEN[n], WOMEN[n], f"ANAK SATU {n}", "" if n % 2 else f"ANAK DUA {n}"]
        niks = [NIKS[4 * n], NIKS[4 * n + 1], NIKS[4 * n + 2], "" if n % 2 else NIKS[4 * n + 3]]
        rows.append([n + 1, KKS[n], *(cell for three in zip(names, niks, born, strict=True) for cell in three), "SAKO", 2])
    found = who(take(rows, merges=("C2:E2", "F2:H2", "I2:K2", "L2:N2")), "relationship")
    assert {(name, nik) for _, name, nik, _ in found} >= {(MEN[n], NIKS[4 * n]) for n in range(4)}
    assert {(name, nik) for _, name, nik, _ in found} >= {(WOMEN[n], NIKS[4 * n + 1]) for n in range(4)}
    assert len(found) == 14


def test_a_payment_to_husband_and_wife_is_one_persons_and_never_mixes_their_numbers(take) -> None:
    head = ["No", "No KK", "Nama Suami", "NIK Suami", "Nama Istri", "NIK Istri", "Desa", "Nominal", "Status", "Tanggal"]
    rows = [
        ["SEMBAKO TAHAP 2 2025 (APRIL-JUNI) BRI"],
        head,
        [1, KKS[0], MEN[0], NIKS[0], WOMEN[0], NIKS[1], "SAKO", 600000, "Sukses", "06/05/2025"],
        [2, KKS[1], "-", "-", WOMEN[1], NIKS[2], "SAKO", 600000, "Sukses", "06/05/2025"],
        [3, KKS[2], MEN[2], "", WOMEN[2], NIKS[4], "SAKO", 600000, "Gagal", ""],
        ["", "", "", "", "", "", "JUMLAH", 1800000, "", ""],
    ]
    got = take(rows)
    assert who(got, "no_kk", "state") == [
        (3, MEN[0], NIKS[0], KKS[0], "PAID"),
        (4, WOMEN[1], NIKS[2], KKS[1], "PAID"),
        (5, MEN[2], None, KKS[2], "FAILED_ACCOUNT"),
    ]


def test_members_that_stand_in_one_cell_are_persons_of_their_row(take) -> None:
    cells = [
        f"1. {WOMEN[0]} (ISTRI) - {NIKS[1]}\n2. ANDI - {NIKS[2]}",
        f"{WOMEN[1]} NIK. {NIKS[4]}; BUDI (ANAK) {NIKS[5]}",
        "",
        f"1) {WOMEN[2]} / {NIKS[8]}",
    ]
    rows = [
        ["DTSEN TW II 2025"],
        ["No", "No KK", "Kepala Keluarga", "NIK KK", "Anggota Keluarga (Nama - NIK)", "Desa", "Desil"],
        *([n + 1, KKS[n], MEN[n], NIKS[3 * n], cell, "SAKO", 2] for n, cell in enumerate(cells)),
    ]
    got = take(rows)
    told = who(got, "no_kk", "relationship")
    assert {(3, WOMEN[0], NIKS[1], KKS[0], None), (3, MEN[0], NIKS[0], KKS[0], "KEPALA")} <= set(told)
    assert [(row, nik) for row, _, nik, *_ in told if row > 3] == [
        (4, NIKS[3]),
        (4, NIKS[4]),
        (4, NIKS[5]),
        (5, NIKS[6]),
        (6, NIKS[9]),
        (6, NIKS[8]),
    ]
    assert not any("tidak dikenal" in note for note in got.notes)
