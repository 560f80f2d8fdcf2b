"""One row, several payments: money in a column for each programme, months paid with gaps between them."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from pipeline.intake.ingest import ingest_file
from schemas.settings import Settings

NIKS = [f"16710845018090{i:02}" for i in range(10, 30)]
NAMES = ["SITI AMINAH", "BUDI SANTOSO", "NYIMAS HALIMAH", "M AMIN", "ROHANA", "SUPARMI"]
PKH, SEMBAKO, BOTH = ["750000", "-"], ["0", "600000"], ["1.225.000", "600.000"]


def csv(header: str, rows: list[list[str]], title: str = "DAFTAR PENYALURAN BANSOS TAHAP 2 TAHUN 2025") -> str:
    lines = [title, header, *(";".join([nik, name, *row]) for nik, name, row in zip(NIKS, NAMES * 4, rows, strict=False))]
    return "\n".join(lines) + "\n"


@pytest.fixture
def paid(tmp_path: Path):
    def run(text: str):
        path = tmp_path / "bri.csv"
        path.write_text(text)
        got = ingest_file(path, "2025-05/bri.csv", "2025-05", settings=Settings())
        return got, got.disbursements.select("source_row", "programme", "amount", "state").rows()

    return run


@pytest.mark.parametrize(
    "header", ["PKH (Rp);SEMBAKO (Rp)", "Nominal PKH;Nominal BPNT", "PKH;Sembako", "Jumlah Uang PKH;Bantuan Sembako (Rp)"]
)
def test_money_in_a_column_for_each_programme_is_a_payment_each(paid, header: str) -> None:
    got, rows = paid(csv(f"NIK;Nama;{header}", [PKH, SEMBAKO, BOTH]))
    assert rows == [
        (3, "PKH", 750000, "PAID"),
        (4, "SEMBAKO", 600000, "PAID"),
        (5, "PKH", 1225000, "PAID"),
        (5, "SEMBAKO", 600000, "PAID"),
    ]
    account = got.accounts[0]
    assert (account.read, account.used, account.rejected, account.total_used) == (3, 3, 0, 3175000)
    assert got.disbursements["record_id"].is_unique().all()
    assert any("tiap program" in note for note in got.notes)


def test_each_programme_has_its_own_status(paid) -> None:
    header = "NIK;Nama;PKH (Rp);Status PKH;Sembako (Rp);Status Sembako"
    rows = [
        ["750000", "Sukses Salur", "-", "-"],
        ["750000", "Gagal Cek Rekening", "600000", "Sukses Salur"],
        ["0", "Saldo Kosong", "-", ""],
    ]
    assert paid(csv(header, rows))[1] == [
        (3, "PKH", 750000, "PAID"),
        (4, "PKH", 750000, "FAILED_ACCOUNT"),
        (4, "SEMBAKO", 600000, "PAID"),
        (5, "PKH", 0, "EMPTY"),
    ]


def test_programmes_stand_over_their_columns_in_a_row_of_their_own(tmp_path: Path, book) -> None:
    head = [
        ["DAFTAR PENYALURAN TAHAP 2 TAHUN 2025"],
        ["No", "NIK", "Nama", "PKH", "", "SEMBAKO", ""],
        ["", "", "", "Nominal", "Status", "Nominal", "Status"],
    ]
    rows = [
        [1, NIKS[0], "SITI AMINAH", 750000, "Sukses Salur", "", ""],
        [2, NIKS[1], "BUDI SANTOSO", 225000, "Retur", 600000, "Sukses Salur"],
    ]
    path = tmp_path / "bri.xlsx"
    path.write_bytes(book({"Data": [*head, *rows]}))
    found = ingest_file(path, "2025-05/bri.xlsx", "2025-05", settings=Settings()).disbursements
    assert found.select("programme", "amount", "state").rows() == [
        ("PKH", 750000, "PAID"),
        ("PKH", 225000, "RETURNED"),
        ("SEMBAKO", 600000, "PAID"),
    ]


def test_a_group_of_columns_tells_its_own_payer_day_and_status(tmp_path: Path, book) -> None:
    head = [
        ["REKAPITULASI PENYALURAN BANSOS TAHAP 2 TAHUN 2025"],
        ["No", "NIK", "Nama", "SEMBAKO (BRI)", "", "", "PKH (BNI)", "", ""],
        ["", "", "", "NOMINAL", "TANGGAL", "STATUS", "NOMINAL", "TANGGAL", "STATUS"],
    ]
    rows = [
        [n, NIKS[n], NAMES[n], 600000, "14/05/2025", "SUKSES", 750000, f"0{n + 1}/05/2025", "RETUR" if n else "SUKSES"] for n in range(4)
    ]
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(book({"Data": [*head, *rows]}))
    found = ingest_file(path, "2025-05/rekap.xlsx", "2025-05", settings=Settings()).disbursements
    told = found.select("programme", "payer", "state", pl.col("paid_on").cast(pl.String)).rows()
    assert told[:4] == [
        ("SEMBAKO", "BRI", "PAID", "2025-05-14"),
        ("PKH", "BNI", "PAID", "2025-05-01"),
        ("SEMBAKO", "BRI", "PAID", "2025-05-14"),
        ("PKH", "BNI", "RETURNED", "2025-05-02"),
    ]


def test_a_sum_of_the_programmes_is_no_further_payment_and_jumlah_is_compared(paid) -> None:
    rows = [["750000", "600000", "1350000"], ["", "600000", "600000"], ["225000", "", "225000"]]
    got, found = paid(csv("NIK;Nama;PKH (Rp);Sembako (Rp);Jumlah (Rp)", rows) + "JUMLAH;;975000;1200000;2175000\n")
    assert [amount for _, _, amount, _ in found] == [750000, 600000, 600000, 225000]
    assert [(t.stated, t.difference) for t in got.accounts[0].totals if t.field == "amount"] == [(2175000, 0)]


def test_who_is_paid_for_no_programme_is_counted_and_paid_nothing(paid) -> None:
    got, rows = paid(csv("NIK;Nama;PKH (Rp);Sembako (Rp)", [BOTH, BOTH, ["-", "0"]]))
    assert rows[-1] == (5, None, 0, "EMPTY")
    assert got.accounts[0].used == 3


def test_a_zero_beside_a_blank_says_that_nothing_came_of_its_programme(paid) -> None:
    _, rows = paid(csv("NIK;Nama;PKH (Rp);Sembako (Rp)", [BOTH, BOTH, ["", "0"], ["0", "0"], ["", ""]]))
    assert rows[-3:] == [(5, "SEMBAKO", 0, "EMPTY"), (6, None, 0, "EMPTY"), (7, None, 0, "EMPTY")]


def test_a_programme_by_stages_is_a_payment_a_stage(paid) -> None:
    header = "NIK;Nama;PKH Tahap 1;PKH Tahap 2;Sembako Tahap 1;Sembako Tahap 2"
    rows = [["750000", "750000", "", "600000"], ["", "225000", "600000", "600000"]]
    found = paid(csv(header, rows, "DAFTAR PENYALURAN BANSOS 2025"))[0].disbursements
    assert found.select("source_row", "programme", "period_from", "period_to", "amount").rows() == [
        (3, "PKH", "2025-01", "2025-03", 750000),
        (3, "PKH", "2025-04", "2025-06", 750000),
        (3, "SEMBAKO", "2025-04", "2025-06", 600000),
        (4, "PKH", "2025-04", "2025-06", 225000),
        (4, "SEMBAKO", "2025-01", "2025-03", 600000),
        (4, "SEMBAKO", "2025-04", "2025-06", 600000),
    ]


def test_a_repeated_row_of_two_payments_is_one_duplicate(paid) -> None:
    text = csv("NIK;Nama;PKH (Rp);Sembako (Rp)", [BOTH, BOTH, BOTH])
    got, rows = paid(text + text.splitlines()[-1] + "\n")
    account = got.accounts[0]
    assert (account.read, account.used, account.duplicates, len(rows)) == (4, 3, 1, 6)


def test_flags_of_a_registry_stay_flags(paid) -> None:
    header = "NIK;Nama;No KK;Hubungan;Desil;PKH;BPNT"
    rows = [[f"16710801010190{i:02}", "Kepala Keluarga", "2", "YA", "TIDAK"] for i in range(3)]
    got, found = paid(csv(header, rows, "DTSEN KELURAHAN SAKO"))
    assert (found, got.registry.height) == ([], 3)


def test_months_paid_with_a_gap_are_payments_each(paid) -> None:
    rows = [["300000", "", "300000", "300000"], ["300000", "300000", "", ""], ["", "", "", ""]]
    found = paid(csv("NIK;Nama;Jan;Feb;Mar;Apr", rows, "PENYALURAN BLT DANA DESA TAHUN 2025"))[0].disbursements
    assert found.select("source_row", "period_from", "period_to", "amount").rows()[:3] == [
        (3, "2025-01", "2025-01", 300000),
        (3, "2025-03", "2025-04", 600000),
        (4, "2025-01", "2025-02", 600000),
    ]


def test_the_sum_of_ticked_months_is_shared_by_the_payments_of_a_row(paid) -> None:
    rows = [["v", "", "v", "900000"], ["v", "v", "v", "900000"]]
    found = paid(csv("NIK;Nama;Jan;Feb;Mar;Jumlah", rows, "PENYALURAN BLT DANA DESA TAHUN 2025"))[0].disbursements
    assert found.select("source_row", "period_from", "period_to", "amount").rows() == [
        (3, "2025-01", "2025-01", 450000),
        (3, "2025-03", "2025-03", 450000),
        (4, "2025-01", "2025-03", 900000),
    ]
    assert found["amount"].sum() == 1_800_000


def test_months_under_a_merged_heading_of_two_rows_are_months(tmp_path: Path, book) -> None:
    head = [
        ["BLT DANA DESA"],
        ["No", "NIK", "Nama", "REALISASI TAHUN 2025", "", ""],
        ["", "", "", "TRIWULAN II", "", ""],
        ["", "", "", "APR", "MEI", "JUN"],
    ]
    path = tmp_path / "blt.xlsx"
    path.write_bytes(
        book({"Data": [*head, *([n, nik, name, 300000, 300000, 0] for n, (nik, name) in enumerate(zip(NIKS, NAMES, strict=False)))]})
    )
    found = ingest_file(path, "2025-05/blt.xlsx", "2025-05", settings=Settings()).disbursements
    assert set(found.select("period_from", "period_to", "amount", "state").rows()) == {("2025-04", "2025-05", 600000, "PAID")}
    assert found.height == len(NAMES)


def test_a_month_with_its_own_day_or_status_is_a_payment_of_its_own(paid) -> None:
    header = "NIK;Nama;April Jumlah;April Tgl Bayar;Mei Jumlah;Mei Tgl Bayar"
    rows = [["300000", "12/04/2025", "300000", "13/05/2025"], ["300000", "12/04/2025", "", ""]]
    found = paid(csv(header, rows, "PENYALURAN BLT DANA DESA TAHUN 2025"))[0].disbursements
    told = found.select("source_row", "period_from", "amount", pl.col("paid_on").cast(pl.String)).rows()
    assert told == [(3, "2025-04", 300000, "2025-04-12"), (3, "2025-05", 300000, "2025-05-13"), (4, "2025-04", 300000, "2025-04-12")]
    status = "NIK;Nama;Nominal April;Status April;Nominal Mei;Status Mei"
    answered = paid(csv(status, [["300000", "Sukses", "300000", "Retur"], ["300000", "Sukses", "300000", "Sukses"]]))[0].disbursements
    assert answered.select("source_row", "period_from", "state").rows()[:2] == [(3, "2025-04", "PAID"), (3, "2025-05", "RETURNED")]


def test_days_beneath_months_are_months_paid(paid) -> None:
    rows = [["12/04/2025", "13/05/2025", "600000"], ["12/04/2025", "", "300000"]]
    found = paid(csv("NIK;Nama;Tgl Salur April;Tgl Salur Mei;Jumlah", rows, "BLT DANA DESA TAHUN 2025"))[0].disbursements
    told = found.select("source_row", "period_from", "period_to", "amount", "state", pl.col("paid_on").cast(pl.String)).rows()
    assert told == [(3, "2025-04", "2025-05", 600000, "PAID", "2025-05-13"), (4, "2025-04", "2025-04", 300000, "PAID", "2025-04-12")]


def test_days_beneath_the_stages_of_a_month_each_are_months_paid(paid) -> None:
    rows = [["600000", "28/04/2025", "20/05/2025", "12/06/2025"], ["600000", "28/04/2025", "20/05/2025", ""]]
    found = paid(csv("NIK;Nama;Nominal per tahap;Tahap I (April);Tahap II (Mei);Tahap III (Juni)", rows, "PENERIMA BST"))[0].disbursements
    told = found.select("period_from", "period_to", "amount", "state").rows()
    assert told == [("2025-04", "2025-06", 1800000, "PAID"), ("2025-04", "2025-05", 1200000, "PAID")]
    money = paid(csv("NIK;Nama;Tahap 1 (Jan-Mar);Tahap 2 (Apr-Jun)", [["750000", "600000"]] * 2, "PENYALURAN PKH 2025"))[0].disbursements
    assert money["amount"].sum() == 1_200_000, "money of stages stays money of stages"


def test_months_told_by_number_are_months_where_they_are_more_than_a_stage(paid) -> None:
    title, rows = "PENYALURAN BLT DANA DESA TAHUN 2025", [["300000"] * 4, ["300000"] * 4]
    found = paid(csv("NIK;Nama;Bulan 1;Bulan 2;Bulan 3;Bulan 4", rows, title))[0].disbursements
    assert found.select("period_from", "period_to", "amount").rows() == [("2025-01", "2025-04", 1200000)] * 2


def test_a_column_headed_by_the_month_of_the_list_holds_its_money(paid) -> None:
    for head, cells, amounts in (("FEB", ["300000"] * 5, [300_000] * 5), ("FEB", ["1"] * 5, []), ("Desil;FEB", ["2;300000"] * 5, [])):
        text = csv(f"NIK;Nama;{head}", [cell.split(";") for cell in cells], title="REALISASI BLT DANA DESA TAHUN 2025")
        assert [amount for _, _, amount, _ in paid(text)[1]] == amounts


def test_months_headed_by_days_of_the_sheet_are_months(tmp_path: Path, book) -> None:
    head = ["NIK", "Nama", *(dt.datetime(2025, month, 1) for month in (4, 5, 6))]  # noqa: DTZ001
    rows = [[nik, name, 300000, 300000, 300000] for nik, name in zip(NIKS[:3], NAMES, strict=False)]
    path = tmp_path / "blt.xlsx"
    path.write_bytes(book({"S": [["REALISASI BLT DANA DESA"], head, *rows]}))
    found = ingest_file(path, "2025-05/blt.xlsx", "2025-05", settings=Settings()).disbursements
    assert found.select("period_from", "period_to", "amount").rows() == [("2025-04", "2025-06", 900_000)] * 3


def test_months_in_thousands_are_money_where_the_title_says_so(paid) -> None:
    found = paid(csv("NIK;Nama;Apr;Mei", [["300", "300"], ["300", "0"]], "REALISASI BLT DANA DESA 2025 (dalam ribuan rupiah)"))[0]
    assert found.disbursements.select("period_to", "amount").rows() == [("2025-05", 600_000), ("2025-04", 300_000)]


def test_what_was_received_after_a_cut_is_what_was_paid(paid) -> None:
    rows = [["600000", "", "600000", "Dibayar"], ["600000", "50000", "550000", "Dibayar"], ["600000", "", "", "Gagal"]]
    got, told = paid(csv("NIK;Nama;Jumlah Seharusnya;Potongan;Jumlah Diterima;Status", rows, "REALISASI SEMBAKO APRIL-JUNI 2025 BSI"))
    assert [row[2:] for row in told] == [(600_000, "PAID"), (550_000, "PAID"), (600_000, "FAILED_ACCOUNT")]
    assert any("Jumlah Diterima" in note for note in got.notes)


def test_a_day_told_by_its_cells_is_called_a_pay_day_in_a_pay_list(paid) -> None:
    rows = [["600000", f"{day:02}/05/2025"] for day in range(10, 15)]
    got, _ = paid(csv("NIK;Nama;Nominal;Tgl Real", rows))
    assert got.disbursements["paid_on"].null_count() == 0
    assert not any("kunjungan" in note for note in got.notes)


@pytest.mark.parametrize("last", ["ALASAN GAGAL", "KETERANGAN"])
def test_a_list_of_those_whose_payment_failed_is_a_pay_list_by_its_title(paid, last: str) -> None:
    title = "DAFTAR KPM GAGAL SALUR SEMBAKO TAHAP 2 TAHUN 2025 BNI"
    _, rows = paid(csv(f"NIK;NAMA;DESA;{last}", [["SAKO", "Rekening pasif"]] * 4, title))
    assert rows == [(row, "SEMBAKO", None, "FAILED_ACCOUNT") for row in (3, 4, 5, 6)]


def test_columns_that_count_components_are_what_the_row_is_paid_for(paid) -> None:
    rows = [["0", "2", "1", "", "", "1725000"], ["1", "", "", "1", "", "1125000"], ["", "", "", "", "1", "600000"]]
    got, _ = paid(csv("NIK;NAMA;Bumil;Balita;Anak SD;Jml SMP;Lansia;Total Bantuan", rows, "DAFTAR PENYALURAN PKH TAHAP 2 TAHUN 2025"))
    assert got.disbursements["component"].to_list() == ["2 BALITA + 1 SD", "1 HAMIL + 1 SMP", "1 LANSIA"]
    assert got.disbursements["amount"].to_list() == [1725000, 1125000, 600000]


def test_sums_under_the_names_of_components_count_nobody(paid) -> None:
    got, _ = paid(csv("NIK;NAMA;SD;SMP;SMA;Jumlah", [["225000", "", "500000", "725000"]] * 3, "DAFTAR PENYALURAN PKH TAHAP 2 TAHUN 2025"))
    assert got.disbursements["component"].to_list() == [None] * 3


@pytest.mark.parametrize("odd", ["-600000", "(600.000)", "Rp -600.000", "batal"])
def test_a_few_odd_cells_make_no_column_of_a_programme_unknown(paid, odd: str) -> None:
    got, rows = paid(csv("NIK;Nama;Nominal PKH;Nominal Sembako", [*[["750000", "600000"]] * 12, ["750000", odd]]))
    assert [row[1:3] for row in rows].count(("SEMBAKO", 600000)) == 12
    assert got.accounts[0].used == 13


@pytest.mark.parametrize("last", ["PKH 750.000", "belum", ""])
def test_programmes_and_sums_in_one_cell_are_a_payment_each(tmp_path: Path, book, last: str) -> None:
    cells = ["SEMBAKO 600.000 + PKH Rp 750.000 = 1.350.000", "BPNT: Rp600.000,-", "PKH 225.000; Sembako 600.000", "SEMBAKO 600.000", last]
    rows = [[nik, name, cell, "14/05/2025"] for nik, name, cell in zip(NIKS, NAMES, cells, strict=False)]
    path = tmp_path / "pos.xlsx"
    head = ["NIK", "Nama", "Rincian Bantuan", "Tgl Bayar"]
    path.write_bytes(book({"S": [["PT POS - REALISASI BANSOS TAHAP 2 2025"], head, *rows, ["", "", "Kepala Kantor Pos", ""]]}))
    found = ingest_file(path, "2025-05/pos.xlsx", "2025-05", settings=Settings()).disbursements
    told = found.sort("source_row", "programme").select("source_row", "programme", "amount").rows()
    if last == "belum":
        assert all(programme is None for _, programme, _ in told), "one cell of another make: nobody can say what the others mean"
        return
    one = [(3, "PKH", 750_000), (3, "SEMBAKO", 600_000), (4, "SEMBAKO", 600_000), (5, "PKH", 225_000), (5, "SEMBAKO", 600_000)]
    assert told[:6] == [*one, (6, "SEMBAKO", 600_000)]
    assert told[6:] == ([(7, "PKH", 750_000)] if last else [(7, None, 0)])


def test_of_status_columns_a_step_each_the_furthest_counts(paid) -> None:
    said = [
        "SUKSES;SI;SUDAH TOP UP;SUDAH TRANSAKSI",
        "SUKSES;SI;SUDAH TOP UP;BELUM TRANSAKSI",
        "GAGAL OMSPAN;-;-;-",
        "PROSES BUREKOL;-;-;-",
    ]
    said += ["EXCLUDE PEKERJAAN ASN;-;-;-", "SUKSES;-;-;-"]
    rows = [["600000" if "TOP UP" in cells else "0", *cells.split(";")] for cells in said]
    head = "NIK;Nama;Nominal;STATUS SP2D;STATUS SI;STATUS TOP UP;STATUS TRANSAKSI"
    _, found = paid(csv(head, rows, title="PROGRES SALUR SEMBAKO BRI TAHAP 2 TAHUN 2025"))
    assert [state for *_, state in found] == ["PAID", "PAID_NOT_TAKEN", "FAILED_ACCOUNT", "IN_PROCESS", "EXCLUDED", "IN_PROCESS"]
