"""DOMAIN's first checks, from bytes to canonical rows, counted against readers that know nothing of Padan (csv, openpyxl)."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from pipeline.intake.ingest import Ingested, ingest_file
from pipeline.reconcile.kinds.recovery import proposed_niks
from pipeline.words.nik import PROVINCES, nik_birth_date, nik_sex
from schemas.settings import Settings
from tests import biff

Rows = list[list[Any]]
HEAD = ["NIK", "NAMA", "NO KK", "TANGGAL LAHIR", "DESIL", "HUBUNGAN KELUARGA", "JENIS KELAMIN"]


def nik(i: int, province: int = 16) -> str:
    return f"{province:02d}7108{i % 28 + 1:02d}{i % 12 + 1:02d}{50 + i % 50:02d}{9000 + i % 1000:04d}"


def person(i: int, number: Any, kin: str = "1", sex: str = "L") -> list[Any]:
    return [number, f"ORANG {chr(65 + i % 26)}{chr(65 + i // 26 % 26)}", f"16710801{i % 12 + 1:02d}159001", "", str(1 + i % 10), kin, sex]


def take(path: Path) -> Ingested:
    return ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())


def as_csv(tmp_path: Path, rows: Rows, name: str = "dtsen.csv", delimiter: str = ";") -> tuple[Ingested, int]:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path = tmp_path / name
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    independent = sum(1 for _ in csv.reader(io.StringIO(text.getvalue()), delimiter=delimiter)) - 1
    return take(path), independent


def as_xlsx(tmp_path: Path, rows: Rows, name: str = "dtsen.xlsx") -> tuple[Ingested, int]:
    path = tmp_path / name
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write_number(r, c, cell) if isinstance(cell, int | float) else sheet.write_string(r, c, str(cell))
    workbook = openpyxl.load_workbook(path, read_only=True)
    independent = sum(1 for row in workbook.worksheets[0].iter_rows(values_only=True) if any(v is not None for v in row)) - 1
    workbook.close()
    return take(path), independent


def as_xls(tmp_path: Path, rows: Rows, name: str = "dtsen.xls") -> tuple[Ingested, int]:
    path = tmp_path / name
    path.write_bytes(biff.book(rows))
    return take(path), biff.count_rows(path.read_bytes()) - 1


def balanced(done: Ingested, independent: int) -> None:
    accounts = done.accounts
    assert sum(a.read for a in accounts) == independent
    assert all(a.read == a.used + a.rejected + a.duplicates for a in accounts)


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_xls])
def test_1_ten_thousand_niks_of_all_provinces_stay_exact_as_text(tmp_path: Path, write: Any) -> None:
    numbers = [nik(i, PROVINCES[i % len(PROVINCES)]) for i in range(10_000)]
    done, independent = write(tmp_path, [HEAD, *(person(i, n) for i, n in enumerate(numbers))])
    balanced(done, independent)
    assert done.registry["nik_raw"].to_list() == numbers
    assert done.registry["nik"].to_list() == numbers


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
@pytest.mark.parametrize("typed", [False, True], ids=["written by a program", "typed into Excel"])
def test_1_number_cells_are_never_accepted_unflagged_where_a_digit_could_be_lost(tmp_path: Path, write: Any, *, typed: bool) -> None:
    whole = [int(nik(i, PROVINCES[i % len(PROVINCES)])) for i in range(400)]
    numbers = [number // 10 * 10 if typed else number for number in whole]  # Excel keeps fifteen digits of what is typed
    done, independent = write(tmp_path, [HEAD, *(person(i, n) for i, n in enumerate(numbers))])
    balanced(done, independent)
    for sent, row in zip(whole, done.registry.iter_rows(named=True), strict=True):
        assert (row["nik"] is None) == (typed or sent >= 2**53 or sent % 10 == 0)
        assert row["nik"] is None or int(row["nik"]) == sent
    assert ("NIK-14" if typed else "NIK-12") in done.rejects["rule_id"].to_list()


def test_2_damage_is_named_and_never_joins(tmp_path: Path) -> None:
    good = nik(1)
    cells = [good, "'" + nik(2), nik(3) + ".0", "1.67108E+15", "1,67107E+15", nik(4)[:15], nik(5) + "1", "-", "0", "", f"{nik(6)}/{nik(7)}"]
    done, independent = as_csv(tmp_path, [HEAD, *(person(i, c) for i, c in enumerate(cells))])
    balanced(done, independent)
    statuses = [
        "OK",
        "REPAIRED",
        "REPAIRED",
        "SCIENTIFIC",
        "SCIENTIFIC",
        "LENGTH",
        "LENGTH",
        "MISSING",
        "MISSING",
        "MISSING",
        "TWO_NUMBERS",
    ]
    assert done.registry["nik_status"].to_list() == statuses
    assert done.registry["nik"].to_list()[:3] == [good, nik(2), nik(3)]
    assert done.registry["nik"].null_count() == 8


@pytest.mark.parametrize(
    ("digits", "born", "sex"),
    [
        ("1671084507859001", "1985-07-05", "P"),
        ("1671080507859001", "1985-07-05", "L"),
        ("1671087112809001", "1980-12-31", "P"),
        ("1671080007859001", None, None),  # day 00
        ("1671083207859001", None, None),  # day 32
        ("1671084007859001", None, None),  # day 40: nobody's
        ("1671087207859001", None, None),  # day 72
        ("1671080513859001", None, None),  # month 13
        ("1671083002859001", None, None),  # 30 February
    ],
)
def test_3_a_nik_says_birth_and_sex_or_is_impossible(tmp_path: Path, digits: str, born: str | None, sex: str | None) -> None:
    said = pl.select(nik_birth_date(pl.lit(digits), dt.date(2025, 1, 1)), sex=nik_sex(pl.lit(digits))).row(0)
    assert said == (dt.date.fromisoformat(born) if born else None, sex)
    done, independent = as_csv(tmp_path, [HEAD, *(person(i, nik(i)) for i in range(4)), person(5, digits, sex=sex or "L")])
    balanced(done, independent)
    assert done.registry["nik_status"].to_list()[-1] == ("OK" if born else "IMPOSSIBLE")


def test_3_serial_0000_is_impossible_and_another_area_only_information(tmp_path: Path) -> None:
    rows = [person(0, nik(0)), person(1, "1671080507850000"), person(2, "3273010507859001")]
    done, independent = as_csv(tmp_path, [[*HEAD, "KELURAHAN"], *([*row, "SAKO"] for row in rows)])
    balanced(done, independent)
    assert done.registry["nik_status"].to_list() == ["OK", "IMPOSSIBLE", "OK"]
    assert done.registry["village_name"].n_unique() == 1


def test_4_the_column_of_birth_dates_decides_the_century(tmp_path: Path) -> None:
    """YY 30 at the age of 95 and in an unborn child's row; and a date that fits neither century stops nothing."""
    old = "1671080507309001"
    rows = [[old, "ORANG AA", "1671080101159001", "05/07/1930", "1", "1", "L"]]
    rows += [["1671080507109002", "ORANG BB", "1671080101159002", "05/07/2010", "1", "4", "L"]]
    rows += [["1671080507709003", "ORANG CC", "1671080101159003", "17/08/1955", "1", "1", "L"]]
    done, independent = as_csv(tmp_path, [HEAD, *rows])
    balanced(done, independent)
    frame = done.registry.select("nik", "birth_date", said=nik_birth_date(pl.col("nik"), pl.col("birth_date")))
    assert frame["said"].to_list() == [dt.date(1930, 7, 5), dt.date(2010, 7, 5), dt.date(1970, 7, 5)]
    assert contradicting(frame) == [False, False, True]
    assert pl.select(nik_birth_date(pl.lit(old), dt.date(2025, 5, 31))).item() == dt.date(1930, 7, 5)


def contradicting(frame: pl.DataFrame) -> list[bool]:
    return frame.select(pl.col("said") != pl.col("birth_date")).to_series().to_list()


@pytest.mark.parametrize("cell", ["{stem}", "{stem}l"])
def test_5_fifteen_digits_name_and_birth_date_find_the_row_of_the_registry_as_a_candidate(tmp_path: Path, cell: str) -> None:
    numbers = ["1671080507809007", "1671084507859018", "1671081203779029"]
    born = ["05/07/1980", "05/07/1985", "12/03/1977"]
    people = [
        [n, f"ORANG {chr(65 + i)}UMI", f"16710801{i + 1:02d}159001", b, "2", "1", "L"]
        for i, (n, b) in enumerate(zip(numbers, born, strict=True))
    ]
    registry, independent = as_csv(tmp_path, [HEAD, *people])
    balanced(registry, independent)
    head = ["NIK", "NAMA PENERIMA", "TGL LAHIR", "NOMINAL", "STATUS SALUR"]
    paid = [
        [cell.format(stem=people[0][0][:15]), people[0][1], born[0], "600000", "Sukses Salur"],
        [numbers[1], people[1][1], born[1], "600000", "Sukses Salur"],
    ]
    pays, independent = as_csv(tmp_path, [head, *paid], "bri sembako tahap 2 2025.csv")
    balanced(pays, independent)
    damaged = pays.disbursements.sort("source_row").head(1)
    assert damaged["nik"].to_list() == [None]  # it joins nothing by itself
    found = proposed_niks([pays.disbursements], registry.registry, damaged["record_id"])
    assert found["proposed_nik"].to_list() == [numbers[0]]
    stranger = registry.registry.with_columns(name=pl.lit("LAIN SEKALI"))
    assert proposed_niks([pays.disbursements], stranger, damaged["record_id"]).is_empty()


def somebodys(path: Path) -> int:
    """Rows whose second cell is a number of sixteen digits, counted by csv or openpyxl."""
    if path.suffix == ".csv":
        cells = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    else:
        cells = [[str(v or "") for v in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    return sum(len(row) > 1 and row[1].isdigit() and len(row[1]) == 16 for row in cells)


@pytest.mark.parametrize("header", ["NO KK", "NKK", "nomor_kartu_keluarga", "kkno"])
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_6_columns_are_found_by_any_name_under_titles_and_above_feet(tmp_path: Path, write: Any, header: str) -> None:
    """Header in rows 6 and 7, a line break inside it, a row of numbers beneath; JUMLAH and signatures below."""
    titles: Rows = [["PEMERINTAH KOTA PALEMBANG"], ["DAFTAR PENERIMA SEMBAKO"], ["TAHAP 2 TAHUN 2025"], [""], [""]]
    head: Rows = [
        ["No", "NIK_KK", header, "NO_KKS", "NAMA\nPENERIMA", "PENYALURAN", ""],
        ["", "", "", "", "", "NOMINAL", "STATUS"],
        ["1", "2", "3", "4", "5", "6", "7"],
    ]
    rows: Rows = [
        [str(i), nik(i), f"16710801{i:02d}159001", f"60131000{i:08d}", f"ORANG A{chr(65 + i)}", "600000", "Sukses Salur"]
        for i in range(1, 6)
    ]
    foot: Rows = [
        ["", "JUMLAH", "", "", "", "3000000", ""],
        ["", "", "", "", "", "Palembang, 30 Juni 2025", ""],
        ["", "", "", "", "", "LURAH SAKO", ""],
    ]
    name = f"bri.{'csv' if write is as_csv else 'xlsx'}"
    done, _ = write(tmp_path, [[*row, *[""] * (7 - len(row))] for row in (*titles, *head, *rows, *foot)], name)
    people = somebodys(tmp_path / name)
    assert people == len(rows)
    assert [(a.read, a.used) for a in done.accounts] == [(people, people)]
    frame = done.disbursements.sort("source_row")
    assert frame["no_kk"].to_list() == [row[2] for row in rows]
    assert frame["card"].to_list() == [row[3] for row in rows]
    assert frame["nik"].to_list() == [row[1] for row in rows]
    assert [(t.stated, t.difference) for t in done.accounts[0].totals] == [(3_000_000, 0)]


def test_6_a_card_is_no_family_and_a_list_without_its_needed_column_names_what_it_has(tmp_path: Path) -> None:
    done, _ = as_csv(tmp_path, [["NAMA", "NO_KKS", "NOMINAL", "STATUS"], ["ORANG A", "6013100000000001", "600000", "Sukses"]], "bri.csv")
    assert done.disbursements["no_kk"].to_list() == [None]
    done, _ = as_csv(tmp_path, [["NAMA", "JENIS", "NOMINAL", "STATUS"], ["ORANG A", "SEMBAKO", "600000", "Sukses"]], "bri2.csv")
    assert "kolom NIK tidak ditemukan" in (done.problem or "")
    assert all(f"'{header}'" in (done.problem or "") for header in ("NAMA", "JENIS", "NOMINAL", "STATUS"))


def test_6_an_old_workbook_under_a_new_name_and_a_sheet_of_ghost_rows_load(tmp_path: Path) -> None:
    rows = [HEAD, *(person(i, nik(i)) for i in range(5))]
    renamed, independent = as_xls(tmp_path, rows, "dtsen lama.xlsx")
    balanced(renamed, independent)
    assert renamed.registry.height == 5
    path = tmp_path / "hantu.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, plain = book.add_worksheet(), book.add_format({"border": 1})
        for r in range(4_000):
            for c in range(len(HEAD)):
                sheet.write_string(r, c, str(rows[r][c])) if r < len(rows) else sheet.write_blank(r, c, None, plain)
    ghosts = take(path)
    balanced(ghosts, 5)
    assert ghosts.registry.height == 5


def test_7_broken_quote_and_latin1_every_line_is_parsed_or_listed(tmp_path: Path) -> None:
    head = "nomor_induk_kependudukan|nomor_kartu_keluarga|nama|tanggal_lahir|jenis_kelamin|status_hubungan_keluarga"
    lines = [f'"{nik(i)}"|"167108010115900{i}"|"JOSÉ {chr(65 + i)}"|"1980-01-0{i}"|"1"|"1"' for i in range(1, 6)]
    lines[2] = lines[2].replace('"JOSÉ D"', '"JOSÉ D')
    path = tmp_path / "anggota_keluarga_dtsen_v3_2025_16.71.csv"
    path.write_bytes("\r\n".join([head, *lines]).encode("latin-1") + b"\r\n")
    done = take(path)
    account = done.accounts[0]
    physical = path.read_bytes().count(b"\r\n")  # no reader agrees with another on broken quotes: lines are what the sender counts
    assert account.read == physical - account.header_row == len(lines)
    assert account.used + account.rejected == account.read
    errors = done.rejects.filter(pl.col("severity") == "error")
    assert errors["row"].to_list() == [4] * account.rejected
    assert "JOSÉ B" in done.registry["name"].to_list()


def test_8_nothing_is_dropped_in_silence(tmp_path: Path) -> None:
    rows = [person(0, nik(1)), person(0, nik(1)), ["", "", "1671080101159001", "", "3", "1", "L"], person(3, "x")]
    done, independent = as_csv(tmp_path, [HEAD, *rows])
    balanced(done, independent)
    account = done.accounts[0]
    assert (account.used, account.rejected, account.duplicates) == (2, 1, 1)
    assert len(done.sha256) == 64
    lost = done.rejects.filter(pl.col("rule_id").is_in(["DUP-01", "BAR-01"]))
    assert lost.select("row", "rule_id").sort("row").rows() == [(3, "DUP-01"), (4, "BAR-01")]


@pytest.mark.parametrize(("births", "expected"), [("2008", "ANAK"), ("1975", "PASANGAN")])
def test_9_code_three_is_read_by_the_table_the_file_speaks(tmp_path: Path, births: str, expected: str) -> None:
    rows = []
    for i in range(8):
        child = expected == "ANAK"
        rows += [
            [nik(2 * i), f"KEPALA {chr(65 + i)}", f"1671080101159{i:03d}", "01/01/1970", "3", "1", "1"],
            [nik(2 * i + 1), f"LAIN {chr(65 + i)}", f"1671080101159{i:03d}", f"01/02/{births}", "3", "3", str(1 + i % 2) if child else "2"],
        ]
    done, independent = as_csv(tmp_path, [HEAD, *rows])
    balanced(done, independent)
    assert set(done.registry["relationship"].to_list()) == {"KEPALA", expected}
    assert set(done.registry["sex"].to_list()) == {"L", "P"}


@pytest.mark.parametrize(("name", "code"), [("SAKO", "1671081002"), ("KARYA BARU", "1671151004")])
def test_10_one_code_two_systems(tmp_path: Path, name: str, code: str) -> None:
    rows = [[*person(i, nik(i)), c, name] for i, c in enumerate(("1671081002", "16.71.08.1002"))]
    done, independent = as_csv(tmp_path, [[*HEAD, "KODE DESA", "KELURAHAN"], *rows])
    balanced(done, independent)
    assert done.registry["village_code"].to_list() == [code, code]


PAY = ["NIK", "NAMA PENERIMA", "NO_KKS", "JENIS BANSOS", "TAHAP SALUR", "NOMINAL", "STATUS SALUR"]


def test_16_only_money_that_arrived_is_paid(tmp_path: Path) -> None:
    words = [
        ("Rp 600.000", "Sukses Salur", "PAID"), ("Rp0", "EXCLUDE PEKERJAAN", "EXCLUDED"), ("Rp 0", "SALDO KOSONG", "EMPTY"),
        ("Rp 600.000", "GAGAL OMSPAN", "FAILED_ACCOUNT"), ("Rp 600.000", "PROSES SPM", "IN_PROCESS"),
        ("Rp 600.000", "kata baru", "UNKNOWN"),
    ]  # fmt: skip
    rows = [[nik(i), f"A{chr(65 + i)}", "-", "SEMBAKO", "Tahap 2 Tahun 2025", a, w] for i, (a, w, _) in enumerate(words)]
    done, independent = as_csv(tmp_path, [PAY, *rows], "bri.csv")
    balanced(done, independent)
    assert done.disbursements["state"].to_list() == [state for _, _, state in words]
    assert "STA-01" in done.rejects["rule_id"].to_list()


def test_17_every_spelling_is_six_hundred_thousand_and_the_total_agrees(tmp_path: Path) -> None:
    for n, amount in enumerate(["Rp 600.000,00", "600.000", "600,000", "Rp600.000,-", "600000.0"]):
        rows = [[nik(i), f"A{chr(65 + i)}", "-", "SEMBAKO", "Tahap 2 Tahun 2025", amount, "Sukses Salur"] for i in range(3)]
        done, independent = as_csv(tmp_path, [PAY, *rows, ["JUMLAH", "", "", "", "", "Rp 1.800.000", ""]], f"bri{n}.csv")
        assert done.disbursements["amount"].to_list() == [600_000] * 3
        assert [t.difference for t in done.accounts[0].totals] == [0]
        balanced(done, independent - 1)  # the row of the total is no payee's
