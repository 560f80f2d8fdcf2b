"""One file: every row is used, rejected or a repeat; totals to the rupiah; a file nobody can use is one sentence."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PadanError
from pipeline.intake.accounts import Account
from pipeline.intake.ingest import Ingested, ingest_file, ingest_read, ingest_table
from pipeline.read.model import ControlTotal, FileRead
from pipeline.standardise import FileContext
from pipeline.standardise.table import MODELS
from schemas import tables
from schemas.codes import Kind
from schemas.settings import Settings
from tests.read_tables import read_table

NIK = ["1671080507859001", "1671084507859002", "1671080101809003"]
CONTEXT = FileContext("f" * 64, "2025-05")


def told(rejects: pl.DataFrame, *rules: str) -> list[tuple[int, str]]:
    return [(row, rule) for row, rule in rejects.select("row", "rule_id").rows() if rule in rules]


def test_read_is_used_plus_rejected_plus_duplicates() -> None:
    rows = [
        {"nik": NIK[0], "name": "SITI", "amount": "600000", "state": "Sukses Salur"},
        {"nik": NIK[0], "name": "SITI", "amount": "600000", "state": "Sukses Salur"},
        {"nik": None, "name": None, "amount": "600000", "state": "Sukses Salur"},
        {"nik": None, "name": "JUMLAH", "amount": "1800000", "state": None},
        {"nik": "1.67E+15", "name": "BUDI", "amount": "600000", "state": "hmm"},
    ]
    done = ingest_table(read_table(Kind.DISBURSEMENT, rows), CONTEXT)
    account = done.account
    assert (account.read, account.used, account.rejected, account.duplicates) == (5, 2, 2, 1)
    assert done.frame["source_row"].to_list() == [2, 6]  # the damaged NIK keeps its row
    assert told(done.rejects, "DUP-01", "BAR-01", "BAR-02") == [(3, "DUP-01"), (4, "BAR-01"), (5, "BAR-02")]
    repeat = done.rejects.filter(pl.col("rule_id") == "DUP-01").row(0, named=True)
    assert "baris 2" in repeat["sentence"]
    assert (account.nik_rows, account.nik_damaged) == (2, 1)


def test_rows_that_read_itself_refused_count_as_read_and_rejected() -> None:
    one = read_table(Kind.SURVEY, [{"nik": NIK[0], "name": "A"}], read=2)
    unread = pl.DataFrame(
        [("2025-05/bri.csv", "", 3, None, "READ-01", "error", "Baris rusak.", None)],
        schema=tables.polars_schema(tables.Rejects),
        orient="row",
    )
    file = FileRead("2025-05/bri.csv", "f" * 64, 10, "csv", tables=(one,), rejects=unread)
    done = ingest_read(file, "2025-05", settings=Settings())
    assert (done.accounts[0].read, done.accounts[0].used, done.accounts[0].rejected) == (2, 1, 1)
    assert done.rejects["rule_id"].to_list() == ["READ-01"] if done.rejects.height == 1 else "READ-01" in done.rejects["rule_id"].to_list()


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Palembang, 2 Juni 2025", False), ("Palembang , 02-06-2025", False), ("PALEMBANG, ...... Juni 2025", False),
        ("Palembang, Juni 2025", False), ("( SITI AMINAH )", False), ("(..................)", False), ("[ BUDI, S.E. ]", False),
        ("SITI AMINAH (ALM)", True), ("SITI, S.PD", True), ("H. AMIN", True),
    ],
)  # fmt: skip
def test_a_signature_is_nobody(name: str, person: bool) -> None:
    rows = [{"nik": None, "name": name, "result": "Layak"}, {"nik": NIK[0], "name": "( BUDI )", "result": "Layak"}]
    assert ingest_table(read_table(Kind.SURVEY, rows), CONTEXT).frame.height == 1 + person


def test_a_place_and_day_of_signing_is_nobody() -> None:
    rows = [
        {"nik": "Palembang, 2 Juni 2025", "name": None},
        {"nik": None, "name": "Palembang, 2 Juni 2025"},
        {"nik": "?", "name": None},
        {"nik": "x", "name": "SITI"},
    ]
    done = ingest_table(read_table(Kind.SURVEY, rows), CONTEXT)
    assert told(done.rejects, "BAR-01", "BAR-02") == [(2, "BAR-02"), (3, "BAR-02"), (4, "BAR-01")]
    assert done.frame["name"].to_list() == ["SITI"]


def test_rows_that_differ_in_one_mapped_field_are_no_repeats() -> None:
    rows = [{"nik": NIK[0], "name": "SITI", "amount": "600000"}, {"nik": NIK[0], "name": "SITI", "amount": "600001"}]
    assert ingest_table(read_table(Kind.DISBURSEMENT, rows), CONTEXT).account.duplicates == 0


@pytest.mark.parametrize(
    ("stated", "row", "difference"),
    [("Rp 1.200.000", 4, 0), ("1.200.000,00", 4, 0), ("1.800.000", 4, 600_000), ("Rp 1.199.999", 4, -1), ("tidak jelas", 4, None)],
)
def test_the_files_own_total_is_compared_to_the_rupiah(stated: str, row: int, difference: int | None) -> None:
    rows = [{"nik": n, "name": "A", "amount": "600.000"} for n in NIK[:2]]
    done = ingest_table(read_table(Kind.DISBURSEMENT, rows, totals=(ControlTotal("amount", row, stated),)), CONTEXT)
    assert done.account.totals[0].difference == difference
    assert done.account.total_found == 1_200_000
    assert (len(told(done.rejects, "UANG-05")) == 1) == (difference not in (0, None))


def test_totals_of_pages_and_of_all_rows_are_both_understood() -> None:
    rows = [{"nik": n, "name": "A", "amount": "100000"} for n in NIK]
    totals = (ControlTotal("amount", 3, "100000"), ControlTotal("amount", 6, "200000"), ControlTotal("amount", 7, "300000"))
    one = read_table(Kind.DISBURSEMENT, rows, totals=totals)
    paged = replace(one, frame=one.frame.with_columns(source_row=pl.Series([2, 4, 5])))
    done = ingest_table(paged, CONTEXT)
    assert [t.difference for t in done.account.totals] == [0, 0, 0]


@pytest.mark.parametrize(
    ("title", "stated", "difference"),
    [
        ("DAFTAR PENERIMA / JUMLAH KPM: 3", 3, 0),
        ("SEBANYAK 1.204 KELUARGA", 1204, 1201),
        ("TOTAL 2 KK", 2, 0),
        ("DAFTAR SEMBAKO - 41 KPM", 41, 38),
        ("SEMBAKO TAHAP 2 KPM SAKO", None, None),
        ("SEMBAKO TAHUN 2025 KPM SAKO", None, None),
        ("TAHAP 2 TAHUN 2025", None, None),
    ],
)
def test_recipients_counted_in_a_title_are_compared(title: str, stated: int | None, difference: int | None) -> None:
    rows = [
        {"nik": n, "name": "A", "no_kk": k, "amount": "1"}
        for n, k in zip(NIK, ("1671081001209001",) * 2 + ("1671081001209002",), strict=True)
    ]
    done = ingest_table(read_table(Kind.DISBURSEMENT, rows, title=title), CONTEXT)
    assert [(t.stated, t.difference) for t in done.account.totals] == ([] if stated is None else [(stated, difference)])
    assert bool(told(done.rejects, "BAR-04") or "BAR-04" in done.rejects["rule_id"].to_list()) == bool(difference)


def test_repeats_count_in_the_senders_total() -> None:
    rows = [{"nik": NIK[0], "name": "A", "amount": "100000"}] * 2
    done = ingest_table(read_table(Kind.DISBURSEMENT, rows, totals=(ControlTotal("amount", 4, "200000"),)), CONTEXT)
    assert done.account.totals[0].difference == 0


@pytest.mark.parametrize("kind", MODELS)
def test_a_list_without_rows_has_an_account_of_none(kind: Kind) -> None:
    row = {"nik": NIK[0], "name": "A", "rt": "1", "village_name": "SAKO", "amount": "1", "result": "Layak", "birth_date": "-"}
    one = read_table(kind, [row])
    done = ingest_table(replace(one, frame=one.frame.clear(), read=0), CONTEXT)
    assert (done.account.read, done.account.used, done.rejects["rule_id"].to_list()) == (0, 0, ["LAY-04"])


def test_resubmitted_forms_are_duplicates() -> None:
    rows = [{"nik": NIK[0], "name": "A", "result": r, "submitted_at": f"2025-05-0{i}T00:00:00Z"} for i, r in ((2, "Layak"), (1, "Pindah"))]
    done = ingest_table(read_table(Kind.SURVEY, rows), CONTEXT)
    assert done.frame["result"].to_list() == ["LAYAK"]
    assert (done.account.used, done.account.duplicates) == (1, 1)
    assert told(done.rejects, "DUP-02") == [(3, "DUP-02")]


def test_a_family_row_without_any_key_is_rejected() -> None:
    done = ingest_table(
        read_table(Kind.REGISTRY_FAMILY, [{"no_kk": "1671081001209001", "desil": "1"}, {"no_kk": None, "desil": "2"}]), CONTEXT
    )
    assert (done.account.used, told(done.rejects, "BAR-03")) == (1, [(3, "BAR-03")])


def test_a_plain_list_of_people_is_checked_but_serves_no_month() -> None:
    one = read_table(Kind.UNKNOWN, [{"nik": "1.67E+15", "name": "A"}, {"nik": NIK[0], "name": "B"}], layout="auto:persons")
    done = ingest_read(FileRead("2025-05/x.csv", "f" * 64, 10, "csv", tables=(one,)), "2025-05", settings=Settings())
    account = done.accounts[0]
    assert (done.problem, account.read, account.rejected, account.nik_rows, account.nik_damaged) == (None, 2, 2, 2, 1)
    assert set(done.rejects["rule_id"].to_list()) == {"LAY-02", "NIK-02"}
    assert any("tidak dipakai" in note for note in done.notes)


def test_an_unknown_table_is_named_with_its_nearest_layout() -> None:
    one = read_table(Kind.UNKNOWN, [{"name": "A"}], nearest=("kks-siks", ("nik", "amount")))
    file = FileRead("2025-05/x.csv", "f" * 64, 10, "csv", tables=(one,))
    done = ingest_read(file, "2025-05", settings=Settings())
    assert done.problem is not None
    assert "kks-siks" in done.problem
    assert (done.accounts[0].read, done.accounts[0].rejected, done.accounts[0].missing) == (1, 1, ("nik", "amount"))


def test_a_refused_file_is_one_sentence() -> None:
    done = ingest_read(
        FileRead("2025-05/x.csv", "f" * 64, 10, "", problem="Berkas kosong. Minta kirim ulang."), "2025-05", settings=Settings()
    )
    assert done.problem == "Berkas kosong. Minta kirim ulang."
    assert done.accounts[0].problem == done.problem
    assert done.registry.is_empty()


def test_two_sheets_of_one_workbook_stack() -> None:
    sheets = tuple(
        read_table(Kind.DISBURSEMENT, [{"nik": n, "name": "A", "amount": "1"}], sheet=s) for n, s in ((NIK[0], "BRI"), (NIK[1], "BNI"))
    )
    done = ingest_read(FileRead("2025-05/x.xlsx", "f" * 64, 10, "xlsx", tables=sheets), "2025-05", settings=Settings())
    assert done.disbursements.select("source_sheet", "payer").rows() == [("BRI", "BRI"), ("BNI", "BNI")]
    assert len(done.accounts) == 2


def test_an_account_that_loses_rows_stops() -> None:
    with pytest.raises(PadanError, match="cacat Padan"):
        Account("f", "", "survey", "x", read=3, used=1, rejected=1)


def csv(tmp_path: Path, text: str, name: str = "daftar.csv") -> Ingested:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return ingest_file(path, f"2025-05/{name}", "2025-05", settings=Settings())


def test_a_pay_list_from_bytes(tmp_path: Path) -> None:
    head = "NIK;NAMA;NO_KKS;JENIS BANSOS;TAHAP SALUR;NOMINAL;STATUS SALUR\n"
    rows = "".join(f"'{n};NAMA {c};-;SEMBAKO;Tahap 2 Tahun 2025;Rp 600.000;Sukses Salur\n" for n, c in zip(NIK, "ABC", strict=True))
    done = csv(tmp_path, head + rows, "bri.csv")
    assert done.problem is None
    assert done.disbursements.select("nik", "programme", "payer", "period_from", "amount", "state").row(0) == (
        NIK[0], "SEMBAKO", "BRI", "2025-04", 600_000, "PAID",
    )  # fmt: skip
    assert done.disbursements["record_id"][0] == f"{done.sha256[:12]}::2"


def test_no_exception_or_sentence_ever_holds_a_nik(tmp_path: Path) -> None:
    done = csv(tmp_path, f"nik,nama,desil\n{NIK[0]} / {NIK[1]},A,x\n{NIK[0]}9,B,3\n")
    assert not done.rejects["sentence"].str.contains(r"\d{8,}").any()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*NIK, None, "x", "1.6E+15"]),
            st.sampled_from(["A", None, "JUMLAH"]),
            st.sampled_from(["1", "600.000", "x", None]),
        ),
        max_size=12,
    )
)
@settings(max_examples=25, deadline=None)
def test_counts_are_conserved_whatever_the_rows(cells: list[tuple[str | None, str | None, str | None]]) -> None:
    rows = [{"nik": n, "name": m, "amount": a} for n, m, a in cells]
    if not rows:
        return
    done = ingest_table(read_table(Kind.DISBURSEMENT, rows), CONTEXT)
    account = done.account
    assert account.read == len(rows) == account.used + account.rejected + account.duplicates
    errors = done.rejects.filter((pl.col("severity") == "error") & pl.col("row").is_not_null())
    assert errors["row"].n_unique() == account.rejected
    assert done.rejects.filter(pl.col("rule_id").str.starts_with("DUP"))["row"].n_unique() == account.duplicates


def test_whom_an_unusable_pay_row_names_may_have_been_paid(tmp_path: Path) -> None:
    """A line that cannot be parsed and a row without name and NIK are rejected, and are payments of unknown state, never none."""
    kk = "1671081001209101"
    head = "PENYALURAN SEMBAKO TAHAP 2 TAHUN 2025 BRI\nNIK;No KK;Nama;Kelurahan;Nominal;Status\n"
    good = f"{NIK[0]};{kk};SITI AMINAH;Sako;600000;Sukses Salur\n" + f"{NIK[2]};{kk};BUDI SANTOSO;Sako;600000;Gagal\n"
    broken = f"{NIK[1]};1671081001209102;DEWI LESTARI;Sako;600000;Sukses Salur;X;Y\n"
    path = tmp_path / "bri.csv"
    path.write_text(head + good + broken + ";1671081001209103;;Sako;600000;Sukses Salur\n", encoding="utf-8")
    done = ingest_file(path, "2025-05/bri.csv", "2025-05", settings=Settings())
    (account,) = done.accounts
    assert (account.read, account.used, account.rejected, account.total_used) == (4, 2, 2, 1_200_000)
    open_rows = done.disbursements.filter(pl.col("source_row") > 4)
    assert set(open_rows["state"]) == {"UNKNOWN"}
    assert open_rows["amount"].null_count() == open_rows.height
    assert set(open_rows.select("source_row", "nik", "no_kk", "name", "programme", "payer").rows()) == {
        (5, NIK[1], "1671081001209102", "DEWI LESTARI", "SEMBAKO", "BRI"),
        (6, None, "1671081001209103", None, "SEMBAKO", "BRI"),
    }


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("bri.csv", "DAFTAR SEMBAKO BAGIAN 1 DARI 2\n{rows}", "bagian 1 dari 2"),
        ("bri.csv", "DAFTAR SEMBAKO\n{rows}\n;;\nHalaman 1 dari 3;;", "halaman 1 dari 3"),
        ("bri.csv", "DAFTAR SEMBAKO\n{rows}\n;;\nbersambung;;", "bersambung"),
        ("bri part 2.csv", "DAFTAR SEMBAKO\n{rows}", "part 2"),
        ("bri.csv", "DAFTAR SEMBAKO TAHAP 1 DARI 4\n{rows}", ""),
    ],
    ids=["title", "foot", "more follows", "file name", "a stage"],
)
def test_a_list_that_is_a_part_says_by_which_words(tmp_path: Path, name: str, text: str, part: str) -> None:
    rows = "NIK;NAMA;NOMINAL\n" + "\n".join(f"{nik};SITI {nik[-1]};600000" for nik in NIK)
    path = tmp_path / name
    path.write_text(text.format(rows=rows), encoding="utf-8")
    assert [a.part for a in ingest_file(path, f"2025-05/{name}", "2025-05", settings=Settings()).accounts] == [part]
