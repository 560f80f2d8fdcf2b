"""Pay lists: row before title before file before folder; mixed programmes; numbers of card and account."""

import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipeline.standardise import FileContext, Standardised
from schemas.codes import Kind

Run = Callable[..., Standardised]


def row(run: Run, cells: dict[str, Any], **kw: Any) -> dict[str, Any]:
    return run(kw.pop("kind", Kind.DISBURSEMENT), [{"name": "A", "amount": "600000", **cells}], **kw).frame.row(0, named=True)


@pytest.mark.parametrize(
    ("cells", "kw", "months", "source"),
    [
        ({"period": "Tahap 1 Tahun 2025", "programme": "PKH"}, {"title": "TAHAP 2 TAHUN 2025"}, ("2025-01", "2025-03"), "row"),
        ({"period": None, "programme": "PKH"}, {"title": "DAFTAR SALUR PKH TAHAP 2 TAHUN 2025"}, ("2025-04", "2025-06"), "title"),
        ({"programme": "PKH"}, {"sheet": "TW II 2025"}, ("2025-04", "2025-06"), "title"),
        ({"programme": "PKH"}, {"name": "2025-05/pkh_tahap2_2025.csv"}, ("2025-04", "2025-06"), "file"),
        ({"programme": "SEMBAKO"}, {"title": "TAHAP 2", "name": "2025-05/x_2025.csv"}, ("2025-04", "2025-06"), "title"),
        ({"programme": "BLT DD"}, {}, ("2025-05", "2025-05"), "folder"),
        ({"programme": "PKH"}, {}, ("2025-04", "2025-06"), "folder"),
        ({"programme": "SEMBAKO"}, {}, ("2025-04", "2025-06"), "folder"),
        ({"programme": "SEMBAKO", "amount": "200000"}, {}, ("2025-05", "2025-05"), "folder"),
        ({"programme": "BERAS", "month": "Juli-September", "year": "2024"}, {}, ("2024-07", "2024-09"), "row"),
        ({"programme": "BLT DD", "month": "4", "year": "2025"}, {}, ("2025-04", "2025-04"), "row"),
        ({"programme": "PKH", "period": "2", "year": "2025"}, {}, ("2025-04", "2025-06"), "row"),
        ({"programme": "PKH", "period": "entah"}, {"title": "TAHAP 2 TAHUN 2025"}, ("2025-04", "2025-06"), "title"),
        ({"programme": "PKH"}, {"title": "DICETAK 12 JANUARI 2025"}, ("2025-04", "2025-06"), "folder"),
        ({"programme": "BPNT"}, {"title": "BANTUAN SEMBAKO BULAN MEI DAN BLT BBM BULAN MEI - JUNI 2025"}, ("2025-05", "2025-05"), "title"),
        ({"programme": "BPNT"}, {"title": "BANTUAN SEMBAKO BULAN APRIL DAN MEI 2025"}, ("2025-04", "2025-05"), "title"),
        ({"programme": "PKH"}, {"title": "BANSOS PKH DAN SEMBAKO TAHAP 1 2025"}, ("2025-01", "2025-03"), "title"),
    ],
)
def test_where_the_months_come_from(run: Run, cells: dict[str, Any], kw: dict[str, Any], months: tuple[str, str], source: str) -> None:
    found = row(run, cells, **kw)
    assert ((found["period_from"], found["period_to"]), found["period_source"]) == (months, source)


@pytest.mark.parametrize(
    ("rows", "kw", "months"),
    [
        ([("Tahap 4 Tahun 2024", "600000")], {}, ["2024-10 2024-12"]),
        ([("Tahap IV 2024", "200000")], {}, ["2024-10 2024-12"]),
        ([("Tahap 4", "600000")], {"title": "DAFTAR SALUR TAHUN 2024"}, ["2024-10 2024-12"]),
        ([("Tahap 4", "600000")], {"name": "2024-12/salur_2024.csv"}, ["2024-10 2024-12"]),
        ([("Tahap 4", "600000")], {}, ["2024-10 2024-12"]),
        ([("4", "600000")], {}, ["2024-10 2024-12"]),
        ([("Tahap 4", "600000")], {"title": "DATA TAHUN 2025", "folder": "2025-01"}, ["2024-10 2024-12"]),  # never ahead of the folder
        ([("Tahap 3", "400000"), ("Tahap 6", "400000")], {}, ["2024-05 2024-06", "2024-11 2024-12"]),
        ([("Tahap 3", "600000"), ("Tahap 6", "400000")], {}, ["2024-07 2024-09", "2024-11 2024-12"]),
        ([("Tahap 3", "200000"), ("Tahap 12", "200000")], {}, ["2024-03 2024-03", "2024-12 2024-12"]),
        ([(None, "400000")], {"title": "SALUR SEMBAKO TAHAP 6 TAHUN 2024"}, ["2024-11 2024-12"]),
        ([("entah", "600000"), (None, "600000")], {}, ["2024-10 2024-12"] * 2),
        ([("entah", "200000")], {}, ["2024-12 2024-12"]),
    ],
)
def test_sembako_stages_before_2025(run: Run, rows: list[tuple[str | None, str]], kw: dict[str, Any], months: list[str]) -> None:
    folder = kw.pop("folder", "2024-12")
    cells = [{"name": "A", "programme": "SEMBAKO", "period": period, "amount": amount} for period, amount in rows]
    done = run(Kind.DISBURSEMENT, cells, **({"name": f"{folder}/bnba.csv"} | kw), context=FileContext("0" * 64, folder))
    found = done.frame.select(pl.concat_str("period_from", "period_to", separator=" ")).to_series().to_list()
    assert found == months
    quarter = any(word in (None, "entah") and rupiah == "600000" for word, rupiah in rows)
    assert ("PER-02" in done.rejects["rule_id"].to_list()) == quarter


@pytest.mark.parametrize(
    ("cells", "kw", "programme"),
    [
        ({"programme": "BPNT"}, {"title": "PKH"}, "SEMBAKO"),
        ({}, {"title": "DAFTAR PENERIMA SEMBAKO/BPNT"}, "SEMBAKO"),
        ({}, {"sheet": "PKH"}, "PKH"),
        ({}, {"name": "2025-05/bltdd.csv"}, "BLT-DD"),
        ({}, {"hints": {"programme": "BERAS"}}, "BERAS"),
        ({}, {"title": "PKH DAN SEMBAKO"}, None),
        ({"programme": "PKH/SEMBAKO"}, {}, None),
        ({"programme": "PKH/SEMBAKO", "component": "SD"}, {}, "PKH"),
        ({"programme": "BANTUAN APA"}, {"title": "PKH"}, None),
        ({"programme": "2"}, {"hints": {"codes": {"programme": {"2": "BPNT"}}}}, "SEMBAKO"),
        ({}, {}, None),
    ],
)
def test_programme(run: Run, cells: dict[str, Any], kw: dict[str, Any], programme: str | None) -> None:
    assert row(run, cells, **kw)["programme"] == programme


@pytest.mark.parametrize(
    ("cells", "kw", "payer"),
    [
        ({"payer": "PT. Bank Rakyat Indonesia (Persero)"}, {}, "BRI"),
        ({"payer": "bri"}, {"title": "PT POS INDONESIA"}, "BRI"),
        ({"payer": "Cabang Kenten"}, {"title": "PT POS INDONESIA"}, "POS"),
        ({"payer": "Bank Aceh"}, {"title": "PT POS INDONESIA"}, "BANK ACEH"),
        ({"payer": "Koperasi X"}, {}, "KOPERASI X"),
        ({}, {"name": "2025-05/BRI/salur.xlsx"}, "BRI"),
        ({}, {"name": "2025-05/pos.csv"}, "POS"),
        ({}, {"hints": {"payer": "BSB"}}, "BSB"),
        ({}, {}, None),
    ],
)
def test_payer(run: Run, cells: dict[str, Any], kw: dict[str, Any], payer: str | None) -> None:
    assert row(run, cells, **kw)["payer"] == payer


def test_a_list_without_a_status_column_pays_only_if_it_says_so(run: Run) -> None:
    assert row(run, {}, title="REALISASI PENYALURAN")["state"] == "PAID"
    assert row(run, {}, title="DAFTAR NOMINATIF PENYALURAN")["state"] == "UNKNOWN"
    assert row(run, {})["state"] == "UNKNOWN"
    assert row(run, {"paid_on": "12/05/2025"})["state"] == "PAID"
    assert row(run, {"paid_on": None}, title="REALISASI PENYALURAN")["state"] == "UNKNOWN"  # it has a day column, and no day


def test_a_closing_list_orders(run: Run) -> None:
    found = row(run, {"state": "SP2D"}, kind=Kind.CLOSING, title="FINAL CLOSING PKH")
    assert (found["list_kind"], found["state"], found["programme"]) == ("closing", "IN_PROCESS", "PKH")


def test_numbers_of_card_and_account_stay_text(run: Run) -> None:
    found = row(run, {"card": "'6013019000009012", "account": "0012345678"})
    assert (found["card"], found["account"]) == ("6013019000009012", "0012345678")
    found = row(run, {"card": "NOKKS", "account": "3.2E+15"})
    assert (found["card"], found["account"]) == (None, None)
    assert row(run, {"card": "6013019000009010", "card__cell": "number"})["card"] is None  # rounded


def test_substitutes_are_kept_beside_the_payee(run: Run) -> None:
    found = row(run, {"nik": "1671080507859001", "substitute_nik": "'1671080507859002", "substitute_name": "B"})
    assert (found["nik"], found["substitute_nik"], found["substitute_name"]) == ("1671080507859001", "1671080507859002", "B")


def test_unreadable_amount_keeps_the_row(run: Run) -> None:
    done = run(Kind.DISBURSEMENT, [{"name": "A", "amount": "6E5", "state": "Sukses Salur"}])
    assert done.frame.select("amount", "amount_raw", "state").row(0) == (None, "6E5", "PAID")
    assert done.rejects["rule_id"].to_list() == ["UANG-01"]


@pytest.mark.parametrize(
    ("rows", "kw", "kind", "states"),
    [
        ([{"state": "Sukses Salur"}, {"state": "Proses"}, {"state": "hmm"}, {"state": None}], {}, "disbursement",
         ["PAID", "IN_PROCESS", "UNKNOWN", "UNKNOWN"]),
        ([{"state": "SI", "paid_on": "12/05/2025"}, {"state": None, "paid_on": None}], {}, "disbursement", ["PAID", "UNKNOWN"]),
        ([{"state": "Proses SPM"}], {}, "disbursement", ["IN_PROCESS"]),
        ([{"state": "SI", "paid_on": "12/05/2025"}], {"title": "FINAL CLOSING PKH"}, "disbursement", ["PAID"]),
        ([{"state": "SP2D"}, {"state": "Exclude"}], {"title": "FINAL CLOSING PKH"}, "closing", ["IN_PROCESS", "EXCLUDED"]),
        ([{"state": "Final Closing"}, {"state": None}], {}, "closing", ["IN_PROCESS", "IN_PROCESS"]),
        ([{"state": "SI", "amount": None}], {}, "closing", ["IN_PROCESS"]),
        ([{"state": "tahap dua"}], {}, "closing", ["UNKNOWN"]),
    ],
)  # fmt: skip
def test_a_closing_layout_with_results_is_a_pay_list(
    run: Run, rows: list[dict[str, Any]], kw: dict[str, Any], kind: str, states: list[str]
) -> None:
    done = run(Kind.CLOSING, [{"name": "A", "amount": "600000", "programme": "PKH", **cells} for cells in rows], **kw)
    assert done.frame["list_kind"].unique().to_list() == [kind]
    assert done.frame["state"].to_list() == states


def test_a_pay_list_without_money_is_told_with_its_unused_headers(run: Run) -> None:
    rows = [{"name": "A", "programme": "PKH", "state": "Sukses Salur"}]
    told = run(Kind.DISBURSEMENT, rows, unmapped=("BESARAN", "FOTO")).rejects.filter(pl.col("rule_id") == "UANG-06")
    assert told.select("row", "severity").rows() == [(None, "warning")]
    assert "Kolom yang tidak dipakai: BESARAN, FOTO." in told["sentence"][0]
    quiet = [rows[0] | {"amount": "1"}, rows[0] | {"programme": "BERAS"}]
    for row_ in quiet:
        assert "UANG-06" not in run(Kind.DISBURSEMENT, [row_]).rejects["rule_id"].to_list()
    assert "UANG-06" not in run(Kind.DISBURSEMENT, [{"name": "A"}]).rejects["rule_id"].to_list()


@pytest.mark.parametrize(
    ("amounts", "first", "last", "told"),
    [
        ([600000, 600000, 600000], "2025-04", "2025-06", True),
        ([600000, 600000, 600000, 200000], "2025-04", "2025-06", True),
        ([600000, 200000, 200000, 200000], "2025-05", "2025-05", False),
        ([600000, 600000], "2025-05", "2025-05", False),
        ([500000, 1200000, 600000, 600000, 600000], "2025-04", "2025-06", True),
    ],
)
def test_a_list_of_one_month_that_pays_three_covers_the_quarter(run: Run, amounts: list[int], first: str, last: str, told: bool) -> None:
    rows = [{"name": f"N{i}", "programme": "SEMBAKO", "month": "Mei 2025", "amount": str(a)} for i, a in enumerate(amounts)]
    done = run(Kind.DISBURSEMENT, rows)
    assert done.frame.select("period_from", "period_to").row(0) == (first, last)
    assert ("PER-03" in done.rejects["rule_id"].to_list()) == told
    if amounts[-1] == 200000:
        assert done.frame.select("period_from", "period_to").row(-1) == ("2025-05", "2025-05")


def test_the_period_of_a_list_that_names_none_is_one_for_all_its_rows(run: Run) -> None:
    """Rows of three months' money decide; what is paid short, over or not at all belongs to the same quarter."""
    rows = [
        {"name": f"N{i}", "programme": "SEMBAKO", "amount": a}
        for i, a in enumerate(["500000", "1200000", "0", "600000", "600000", "600000"])
    ]
    found = run(Kind.DISBURSEMENT, rows).frame.select("period_from", "period_to").unique().rows()
    assert found == [("2025-04", "2025-06")]


@pytest.mark.parametrize(
    ("cells", "kw", "state"),
    [
        ({}, {"name": "2025-05/pos/daftar sembako TIDAK TERBAYAR.xlsx"}, "FAILED_ACCOUNT"),
        ({}, {"title": "DAFTAR KPM RETUR PENYALURAN SEMBAKO TAHAP 2"}, "RETURNED"),
        ({}, {"sheet": "Belum diambil"}, "PAID_NOT_TAKEN"),
        ({}, {"title": "DAFTAR SUKSES DAN GAGAL SALUR"}, "UNKNOWN"),
        ({"state": "SUKSES SALUR"}, {"sheet": "Gagal salur"}, "PAID"),
        ({"state_note": "Masih dalam proses"}, {"title": "TIDAK TERBAYAR"}, "IN_PROCESS"),
        ({"state_note": "NIK tidak padan"}, {"title": "TIDAK TERBAYAR"}, "FAILED_ACCOUNT"),
        ({"paid_on": "12/05/2025"}, {"sheet": "Gagal salur"}, "PAID"),
        ({"paid_on": "12/05/2025"}, {"title": "LAPORAN PENYALURAN / B. KPM GAGAL SALUR (REKENING TIDAK AKTIF)"}, "FAILED_ACCOUNT"),
        ({"paid_on": "12/05/2025"}, {"title": "C. KPM RETUR"}, "RETURNED"),
        ({"paid_on": "12/05/2025"}, {"title": "D. KPM SALDO KOSONG / BELUM TRANSAKSI"}, "EMPTY"),
        ({"paid_on": "12/05/2025"}, {"title": "A. KPM YANG SUDAH SALUR"}, "PAID"),
        ({"paid_on": "12/05/2025"}, {"title": "PENYALURAN SUSULAN KPM GAGAL SALUR TAHAP 1"}, "PAID"),
        ({"paid_on": "12/05/2025", "state": "SUKSES"}, {"title": "B. KPM GAGAL SALUR"}, "PAID"),
    ],
)
def test_a_list_of_those_who_were_not_paid(run: Run, cells: dict[str, Any], kw: dict[str, Any], state: str) -> None:
    assert row(run, cells, **kw)["state"] == state


def test_a_day_in_few_rows_of_the_unpaid_is_a_payment(run: Run) -> None:
    """A monitoring list of those who have not drawn their money, kept up to date: who has a day has drawn it since."""
    rows = [{"name": f"N{i}", "amount": "600000", "paid_on": "12/05/2025" if i == 0 else None} for i in range(5)]
    done = run(Kind.DISBURSEMENT, rows, title="DAFTAR KPM BELUM TRANSAKSI")
    assert done.frame["state"].to_list() == ["PAID", *["PAID_NOT_TAKEN"] * 4]


@pytest.mark.parametrize(
    ("header", "value", "kept"),
    [("Nama Pengganti", "SITI AMINAH", "SITI AMINAH"), ("Nama Pengganti", "-", None), ("Diwakili oleh", "SITI AMINAH", None)],
)
def test_a_substitute_is_somebody_who_took_the_place(run: Run, header: str, value: str, kept: str | None) -> None:
    assert row(run, {"substitute_name": value}, headers={"substitute_name": header})["substitute_name"] == kept


@pytest.mark.parametrize(
    ("days", "title", "name", "period"),
    [
        (
            ["03/02/2025", "10/02/2025", "22/02/2025"],
            "DAFTAR REALISASI SEMBAKO BRI",
            "2025-05/sembako mei 2025.xlsx",
            ("2025-01", "2025-03"),
        ),
        (
            ["03/02/2025", "10/02/2025", "22/05/2025"],
            "DAFTAR REALISASI SEMBAKO BRI",
            "2025-05/sembako mei 2025.xlsx",
            ("2025-04", "2025-06"),
        ),
        (["03/02/2025", "10/02/2025", "22/02/2025"], "SEMBAKO TAHAP 2 TAHUN 2025", "2025-05/bri.xlsx", ("2025-04", "2025-06")),
        (["03/02/2025"] * 3 + [""] * 5, "DAFTAR REALISASI SEMBAKO BRI", "2025-05/bri.xlsx", ("2025-04", "2025-06")),
        (["25/03/2025", "26/03/2025", "27/03/2025"], "DAFTAR REALISASI SEMBAKO BRI", "2025-05/bri.xlsx", ("2025-04", "2025-06")),
    ],
    ids=["all long before", "one within", "the title says it", "few days among many rows", "shortly before"],
)
def test_days_long_before_the_period_of_a_file_s_name(run: Run, days: list[str], title: str, name: str, period: tuple[str, str]) -> None:
    rows = [{"name": f"N{i}", "amount": "600000", "state": "SUKSES", "paid_on": day} for i, day in enumerate(days)]
    done = run(Kind.DISBURSEMENT, rows, title=title, name=name)
    assert done.frame.select("period_from", "period_to").unique().rows() == [period]
    assert ("PER-04" in done.rejects["rule_id"].to_list()) == (period[0] == "2025-01")


PAID_TITLE = "DAFTAR PENERIMA SEMBAKO APRIL-JUNI 2025 (@ Rp 600.000,-) YANG TELAH DIBAYARKAN"


@pytest.mark.parametrize(
    ("title", "paid_on", "state", "amount"),
    [
        (PAID_TITLE, "06/05/2025", "PAID", 600_000),
        (PAID_TITLE, None, "PAID", 600_000),
        ("DAFTAR PENERIMA SEMBAKO TAHAP 2 2025", "06/05/2025", "PAID", None),
        ("DAFTAR PENERIMA SEMBAKO TAHAP 2 2025", None, "UNKNOWN", None),
        ("DAFTAR KPM SEMBAKO YANG BELUM DIBAYARKAN (@ Rp 600.000)", None, "IN_PROCESS", 600_000),
        ("BLT DANA DESA @ Rp 300.000 per bulan YANG TELAH DIBAYARKAN", None, "PAID", None),
    ],
)
def test_a_list_without_sums_is_paid_by_its_days_or_its_title(
    run: Run, title: str, paid_on: str | None, state: str, amount: int | None
) -> None:
    cells = {"name": "A", "nik": "1671085507859001", **({"paid_on": paid_on} if paid_on else {})}
    got = run(Kind.DISBURSEMENT, [cells], title=title).frame.row(0, named=True)
    assert (got["amount"], got["state"]) == (amount, state)


@pytest.mark.parametrize(
    ("name", "kind", "state"),
    [
        ("REALISASI SALUR PKH BRI Periode April - Juni 2025.csv", "disbursement", "PAID"),
        ("Rencana realisasi PKH April - Juni 2025.csv", "closing", "IN_PROCESS"),
        ("Realisasi PKH yang belum cair April - Juni 2025.csv", "disbursement", "IN_PROCESS"),
        ("PKH April - Juni 2025.csv", "closing", "IN_PROCESS"),
        ("REALISASI SALUR PKH Danom Pos Tahap 2 Tahun 2025.csv", "disbursement", "PAID"),
        ("Danom Pos PKH Tahap 2 Tahun 2025.csv", "closing", "IN_PROCESS"),
    ],
)
def test_components_in_a_realisation_are_paid(run: Run, name: str, kind: str, state: str) -> None:
    rows = [{"nik": "1671080507859001", "name": "A", "component": "SD", "amount": "225000"}]
    frame = run(Kind.CLOSING, rows, name=f"2025-05/{name}").frame
    assert frame.select("list_kind", "state").rows() == [(kind, state)]


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("REALISASI SEMBAKO (TERMASUK KPM YANG SEMULA BELUM TERSALUR)", "PAID"),
        ("REALISASI SEMBAKO KPM YANG SEMULA GAGAL SALUR", "PAID"),
        ("DAFTAR PEMBAYARAN SEMBAKO MELALUI PT POS (PENGALIHAN GAGAL BSI)", "PAID"),
        ("REALISASI SEMBAKO SP2D TGL 02-05-2025 BRI", "PAID"),
        ("DAFTAR SEMBAKO SP2D TGL 02-05-2025 BRI", "UNKNOWN"),
        ("REALISASI PENYALURAN SEMBAKO TAHAP 2 TAHUN 2025 SETELAH PERBAIKAN GAGAL CEK REKENING", "PAID"),
        ("DAFTAR PENERIMA SEMBAKO YANG TELAH DIBAYARKAN BNI", "PAID"),
        ("DAFTAR PENERIMA SEMBAKO YANG SUDAH DICAIRKAN", "PAID"),
        ("DAFTAR PENERIMA SEMBAKO YANG AKAN DIBAYARKAN BNI", "UNKNOWN"),
        ("DAFTAR PENERIMA SEMBAKO YANG BELUM DICAIRKAN", "IN_PROCESS"),
        ("LAPORAN REALISASI SEMBAKO TANPA KENDALA GAGAL SALUR", "PAID"),
        ("REALISASI SEMBAKO BAGI KPM EKS GAGAL BUREKOL", "PAID"),
        ("REALISASI SEMBAKO, REKENING TIDAK AKTIF YANG SUDAH DIAKTIFKAN", "PAID"),
        ("REALISASI SEMBAKO TAHAP 2 2025 BRI (RETUR NIHIL)", "PAID"),
        ("REALISASI SEMBAKO BRI (DI LUAR KPM GAGAL SALUR)", "PAID"),
        ("LAPORAN REALISASI SEMBAKO: 20 KPM TERSALUR, 0 KPM GAGAL", "PAID"),
        ("LAPORAN SEMBAKO: 18 KPM TERSALUR, 2 KPM GAGAL", "UNKNOWN"),
        ("PENYERAHAN SEMBAKO BAGI YANG TIDAK HADIR", "UNKNOWN"),
        ("PEMBAYARAN SEMBAKO TAHAP 2 2025 KEPADA KPM RETUR TAHAP 1", "UNKNOWN"),
        ("REALISASI SEMBAKO KPM YANG SEBELUMNYA BELUM TRANSAKSI", "UNKNOWN"),
        ("DAFTAR RETUR SEMBAKO TAHAP 2 (TW II) BRI", "RETURNED"),
        ("DAFTAR 20 KPM GAGAL SALUR SEMBAKO", "FAILED_ACCOUNT"),
        ("DAFTAR KPM TIDAK HADIR PEMBAYARAN SEMBAKO", "PAID_NOT_TAKEN"),
        ("SEMBAKO BRI YANG BELUM MENGAMBIL KKS", "PAID_NOT_TAKEN"),
        ("SEMBAKO BRI - DANA DISETOR KEMBALI KE RKUN", "RETURNED"),
        ("SEMBAKO BRI KARTU BELUM TERDISTRIBUSI", "PAID_NOT_TAKEN"),
        ("DAFTAR KPM BELUM TERSALUR SEMBAKO", "IN_PROCESS"),
    ],
)
def test_a_title_that_takes_in_who_was_unpaid_before_leaves_its_rows_paid(run: Run, title: str, state: str) -> None:
    rows = [{"nik": "1671080507859001", "name": "A", "amount": "600000", **day} for day in ({"paid_on": "12/05/2025"}, {})]
    rows = rows[:1] if re.search("PENGALIHAN|SEMULA|PERBAIKAN", title) else rows[1:]
    assert run(Kind.DISBURSEMENT, rows, title=title).frame["state"].to_list() == [state]


@pytest.mark.parametrize(
    ("remark", "state"),
    [
        ("retur tahap 1", "PAID"),
        ("retur thp I sudah diperbaiki", "PAID"),
        ("retur, sudah diperbaiki", "PAID"),
        ("retur tahap II", "RETURNED"),
        ("retur", "RETURNED"),
    ],
)
def test_a_remark_on_another_stage_or_on_what_was_put_right_tells_nothing_of_the_payment(run: Run, remark: str, state: str) -> None:
    row = {"nik": "1671080507859001", "name": "A", "amount": "600000", "state_note": remark}
    assert run(Kind.DISBURSEMENT, [row], title="REALISASI SEMBAKO TAHAP 2 2025").frame["state"].to_list() == [state]


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("REALISASI SEMBAKO KPM YANG TIDAK HADIR PADA PENYALURAN PERTAMA", "PAID"),
        ("REALISASI SEMBAKO BRI MINUS YANG GAGAL", "PAID"),
        ("PENYALURAN SEMBAKO BRI UNTUK KPM YANG BELUM PERNAH GAGAL SALUR", "PAID"),
        ("REALISASI SEMBAKO BRI. KPM TIDAK HADIR AKAN DIBAYAR BULAN DEPAN", "PAID"),
        ("REALISASI SEMBAKO BRI YANG GAGAL", "FAILED_ACCOUNT"),
    ],
)
def test_a_failure_of_others_or_of_before_in_a_title_leaves_dated_rows_paid(run: Run, title: str, state: str) -> None:
    rows = [{"nik": "1671080507859001", "name": "A", "amount": "600000", "paid_on": "12/05/2025"}]
    assert run(Kind.DISBURSEMENT, rows, title=title).frame["state"].to_list() == [state]


def test_a_day_on_which_money_was_fetched_outweighs_a_title_of_failures(run: Run) -> None:
    rows = [{"nik": f"167108050785900{n}", "name": "A", "amount": "600000", "paid_on": "12/05/2025"} for n in (1, 2)]
    for header, state in (("TANGGAL AMBIL", "PAID"), ("TANGGAL TRANSFER", "FAILED_ACCOUNT")):
        got = run(Kind.DISBURSEMENT, rows, title="SEMBAKO TAHAP 2 GAGAL SALUR", headers={"paid_on": header})
        assert got.frame["state"].unique().to_list() == [state]


@pytest.mark.parametrize(
    ("title", "payer"),
    [
        ("DAFTAR SEMBAKO MELALUI PT POS (PENGALIHAN GAGAL BSI)", "POS"),
        ("DAFTAR SEMBAKO GAGAL SALUR BANK BSI, DIBAYAR OLEH KANTOR POS", "POS"),
        ("DAFTAR SEMBAKO BANK BSI DAN PT POS", None),
    ],
)
def test_of_several_payers_in_a_title_the_one_it_is_paid_through_pays(run: Run, title: str, payer: str | None) -> None:
    rows = [{"nik": "1671080507859001", "name": "A", "amount": "600000", "paid_on": "12/05/2025"}]
    assert run(Kind.DISBURSEMENT, rows, title=title).frame["payer"].to_list() == [payer]


@pytest.mark.parametrize(("header", "state"), [("RC_DESC", "PAID"), ("Persetujuan", "UNKNOWN")])
def test_approved_by_a_banks_computer_is_paid(run: Run, header: str, state: str) -> None:
    rows = [{"nik": "1671080507859001", "name": "A", "amount": "600000", "state": "APPROVED"}]
    assert run(Kind.DISBURSEMENT, rows, title="SEMBAKO", headers={"state": header}).frame["state"].to_list() == [state]


@pytest.mark.parametrize(
    ("more", "paid", "kinds"),
    [
        ({"desil": "7"}, True, ["disbursement", "accounts"]),
        ({}, True, ["disbursement", "disbursement"]),
        ({"desil": "7"}, False, ["disbursement", "disbursement"]),
    ],
    ids=["a registry with the money beside it", "a pay list", "nobody has both"],
)
def test_families_beside_the_payments_are_no_payments(run: Run, more: dict[str, str], paid: bool, kinds: list[str]) -> None:
    rows = [{"nik": "1671080507859001", "amount": "600000", "paid_on": "12/05/2025" if paid else ""}, {"nik": "1671080507859002"}]
    got = run(Kind.DISBURSEMENT, [{"name": "A", "amount": "", "paid_on": "", **more, **row} for row in rows], title="SEMBAKO")
    assert got.frame["list_kind"].to_list() == kinds


@pytest.mark.parametrize(
    ("sheet", "state"), [("SUKSES", "PAID"), ("GAGAL", "FAILED_ACCOUNT"), ("PROSES", "UNKNOWN"), ("BUREKOL SUKSES", "UNKNOWN")]
)
def test_a_sheet_named_after_success_is_of_those_who_were_paid(run: Run, sheet: str, state: str) -> None:
    rows = [{"nik": "1671080507859001", "name": "A", "amount": "600000"}]
    assert run(Kind.DISBURSEMENT, rows, title="SEMBAKO BRI TAHAP 2 2025", sheet=sheet).frame["state"].to_list() == [state]


def test_what_nearly_every_description_names_is_the_programme_and_the_months(run: Run) -> None:
    rows = [
        {"nik": f"167108050785900{n}", "name": "A", "amount": "300000", "state_note": f"SEMBAKO TAHAP 2 2025 TERMIN {n % 2 + 1}"}
        for n in range(6)
    ]
    got = run(Kind.DISBURSEMENT, rows, title="PENYALURAN BTN", name="2025-05/btn.csv").frame
    assert got.select("programme", "period_from", "period_to", "state").unique().rows() == [("SEMBAKO", "2025-04", "2025-06", "PAID")]
    few = [{**row, "state_note": "pindah ke PKH" if n < 2 else None} for n, row in enumerate(rows)]
    assert run(Kind.DISBURSEMENT, few, title="PENYALURAN BTN", name="2025-05/btn.csv").frame["programme"].to_list() == [None] * 6
    named = run(Kind.DISBURSEMENT, rows, title="PENYALURAN PKH BTN TAHAP 2 2025", name="2025-05/btn.csv").frame
    assert named["programme"].unique().to_list() == ["PKH"], "the title speaks first"
