"""Visits: answers, days, and which of several submissions counts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from pipeline.read.model import ReadTable
from pipeline.standardise import FileContext, Standardised, standardise
from pipeline.standardise.visits.remarks import not_received, received_nothing
from pipeline.standardise.visits.survey import instants, received, replaced, sum_told
from schemas.codes import Kind

Run = Callable[..., Standardised]
Table = Callable[..., ReadTable]
NIK = "1671080507859001"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ya", "YA"),
        ("1", "YA"),
        ("Sudah menerima", "YA"),
        ("Tidak", "TIDAK"),
        ("Tidak menerima", "TIDAK"),
        ("belum", "TIDAK"),
        ("lupa", None),
        ("2", "TIDAK"),
        ("1. Ya", "YA"),
        ("2. Tidak", "TIDAK"),
        ("Tidak tahu", None),
        ("dapat", "YA"),
        ("tidak dapat", "TIDAK"),
        ("Sdh", "YA"),
        ("blm", "TIDAK"),
        ("sdh sampai", "YA"),
        ("dapat dipahami", None),
    ],
)
def test_received(text: str, expected: str | None) -> None:
    assert received(text) == expected


def test_times_of_submission_compare_across_zones() -> None:
    texts = pl.Series(["2025-05-01T10:00:00.000+07:00", "2025-05-01T02:00:00Z", "2025-05-01T03:30:00Z", "kemarin"])
    assert instants(texts).arg_sort().to_list() == [3, 1, 0, 2]


def test_the_last_submission_of_a_form_counts(run: Run) -> None:
    rows = [
        {"nik": NIK, "name": "A", "result": "Layak", "submitted_at": "2025-05-01T10:00:00Z"},
        {"nik": NIK, "name": "A", "result": "Meninggal", "submitted_at": "2025-05-03T10:00:00Z"},
        {"nik": NIK, "name": "A", "result": "Pindah", "submitted_at": "2025-05-02T10:00:00Z"},
    ]
    old = replaced(run(Kind.SURVEY, rows).frame)
    assert old.select("source_row", "first").rows() == [(2, 3), (4, 3)]


def test_two_programmes_are_two_forms_and_sheets_without_time_replace_nothing(run: Run) -> None:
    forms = [{"nik": NIK, "name": "A", "programme": p, "submitted_at": "2025-05-01T10:00:00Z"} for p in ("PKH", "BPNT")]
    assert replaced(run(Kind.SURVEY, forms).frame).is_empty()
    sheets = [{"nik": NIK, "name": "A", "result": r} for r in ("Layak", "Pindah")]
    assert replaced(run(Kind.SURVEY, sheets).frame).is_empty()


def test_persons_without_any_key_never_replace_each_other(run: Run) -> None:
    rows = [{"name": "SITI", "submitted_at": f"2025-05-0{i}T10:00:00Z"} for i in (1, 2)]
    assert replaced(run(Kind.SURVEY, rows).frame).is_empty()


def test_the_day_of_submission_stands_in_for_the_visit(run: Run) -> None:
    rows = [
        {"name": "A", "visited_on": "02/05/2025", "submitted_at": "2025-05-03T10:00:00Z"},
        {"name": "B", "visited_on": None, "submitted_at": "2025-05-03T10:00:00Z"},
    ]
    assert run(Kind.SURVEY, rows).frame["visited_on"].to_list() == [dt.date(2025, 5, 2), dt.date(2025, 5, 3)]


@pytest.mark.parametrize(
    ("cells", "result", "day"),
    [
        ({"result": "Meninggal dunia pada tanggal 12 Juni 2024, masih ada ahli waris"}, "MENINGGAL_ADA_AHLI", dt.date(2024, 6, 12)),
        ({"result": "Meninggal", "note": "wafat tgl. 12/06/2024"}, "MENINGGAL", dt.date(2024, 6, 12)),
        ({"result": "Meninggal", "note": "Meninggal, didata tanggal 12 Juni 2024"}, "MENINGGAL", None),
        ({"result": "Layak", "note": "suami meninggal 12 Juni 2024"}, "LAYAK", None),
        ({"result": None, "deceased_on": "12/06/2024"}, "MENINGGAL", dt.date(2024, 6, 12)),
        ({"result": None, "deceased_on": "12/06/2024", "note": "masih ada ahli waris"}, "MENINGGAL_ADA_AHLI", dt.date(2024, 6, 12)),
        ({"result": "Meninggal", "note": "hidup sebatang kara"}, "MENINGGAL_TUNGGAL", None),
        ({"result": None, "deceased_on": "-"}, "BELUM_DIDATA", None),
        ({"result": None, "deceased": "Ya"}, "MENINGGAL", None),
        ({"result": "Layak", "deceased": "Tidak"}, "LAYAK", None),
    ],
)
def test_a_death_is_told_by_sentence_or_by_its_own_column(run: Run, cells: dict[str, str], result: str, day: dt.date | None) -> None:
    found = run(Kind.SURVEY, [{"name": "A", **cells}]).frame.row(0, named=True)
    assert (found["result"], found["deceased_on"]) == (result, day)


@pytest.mark.parametrize(
    ("cells", "got"),
    [
        ({"result": "Layak namun belum menerima sama sekali"}, "TIDAK"),
        ({"result": "Layak, tidak menerima bantuan"}, "TIDAK"),
        ({"result": "Layak", "note": "belum pernah menerima bantuan apa pun"}, "TIDAK"),
        ({"result": "Layak", "note": "tidak menerima bantuan lain"}, None),
        ({"result": "Layak", "note": "tidak menerima bantuan", "received": "Ya"}, "YA"),
        ({"result": "Layak", "note": "tidak dapat ditemui lagi"}, None),
    ],
)
def test_a_sentence_may_say_that_nothing_was_received(run: Run, cells: dict[str, str], got: str | None) -> None:
    found = run(Kind.SURVEY, [{"name": "A", **cells}]).frame.row(0, named=True)
    assert (found["result"], found["received"]) == ("LAYAK", got)


@pytest.mark.parametrize(
    ("header", "title", "expected"),
    [
        ("keberadaan_art", "", ["DITEMUI", "MENINGGAL", "PINDAH", "PINDAH", "DITEMUI", "TIDAK_DITEMUKAN"]),
        ("KEBERADAAN", "PADANAN MK-DTKS 2023", ["DITEMUI", "TIDAK_DITEMUKAN", "GANDA", "MENINGGAL", "UNKNOWN", "UNKNOWN"]),
    ],
)
def test_codes_of_presence(table: Table, context: FileContext, header: str, title: str, expected: list[str]) -> None:
    rows = [{"name": "A", "result": f"{code}"} for code in range(1, 7)]
    sheet = replace(table(Kind.SURVEY, rows, title=title), headers={"result": header})
    assert standardise(sheet, context).frame["result"].to_list() == expected
    as_deaths = replace(sheet, headers={"deceased": header}, frame=sheet.frame.rename({"result": "deceased"}))
    assert standardise(as_deaths, context).frame["result"].to_list() == expected


def test_presence_in_a_registry_tells_deaths(table: Table, context: FileContext) -> None:
    rows = [{"name": "A", "deceased": code} for code in ("1", "02", "3.0", "6")]
    sheet = replace(table(Kind.REGISTRY, rows), headers={"deceased": "keberadaan_art"})
    assert standardise(sheet, context).frame["deceased"].to_list() == [False, True, False, None]
    alive = replace(table(Kind.REGISTRY, [{"name": "A", "deceased": a} for a in ("Ya", "Tidak")]), headers={"deceased": "masih_hidup"})
    assert standardise(alive, context).frame["deceased"].to_list() == [False, True]


@pytest.mark.parametrize(
    ("title", "rows", "told_by"),
    [
        ("DAFTAR AKTA KEMATIAN", [{"deceased_on": "12/03/2025"}], "daftar kematian"),
        ("DAFTAR ASN KABUPATEN", [{"result": "PNS"}], "daftar pegawai"),
        ("VERIFIKASI: MENINGGAL", [{"deceased_on": "12/03/2025"}], None),
        ("DAFTAR", [{"result": "PNS", "visited_on": "12/03/2025"}], None),
        ("DAFTAR", [{"result": "PNS"}, {"result": "Layak"}], None),
    ],
    ids=["deaths", "employees", "a visit by its title", "a visit by its day", "results of a visit"],
)
def test_a_list_of_another_office_is_no_visit(
    table: Table, context: FileContext, title: str, rows: list[dict], told_by: str | None
) -> None:
    listed = table(Kind.SURVEY, [{"nik": NIK, "name": "A", **row} for row in rows], title=title)
    assert set(standardise(listed, context).frame["told_by"]) == {told_by}


@pytest.mark.parametrize(
    ("word", "programme"), [("Sembako", "SEMBAKO"), ("7", "?"), ("-", None), ("PKH dan Sembako", None), ("bansos", None)]
)
def test_a_programme_nobody_knows_is_not_none(run: Run, word: str, programme: str | None) -> None:
    rows = [{"nik": NIK, "name": "A", "result": "Layak", "programme": word}]
    assert run(Kind.SURVEY, rows).frame["programme"].to_list() == [programme]


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("VERIFIKASI KELIAN BANJAR, 28 MEI 2025", "2025-05-28"),
        ("VERVAL RT 02 / Tgl: 28/05/2025    Petugas: Wahyu", "2025-05-28"),
        ("VERVAL DATA PER 30 APRIL 2025", None),
        ("VERVAL 2 MEI 2025 S.D. 9 MEI 2025", None),
    ],
)
def test_the_day_of_a_survey_that_stands_in_its_title(run: Run, title: str, day: str | None) -> None:
    got = run(Kind.SURVEY, [{"name": "A", "nik": "1671085507859001", "result": "Layak"}], title=title).frame["visited_on"]
    assert got.cast(pl.String).to_list() == [day]
    own = run(Kind.SURVEY, [{"name": "A", "result": "Layak", "visited_on": "20/05/2025"}], title=title).frame["visited_on"]
    assert own.cast(pl.String).to_list() == ["2025-05-20"]


@pytest.mark.parametrize(
    ("note", "code", "nothing"),
    [
        ("tidak pernah menerima bantuan Sembako", "SEMBAKO", False),
        ("belum pernah terima uangnya", None, True),
        ("tdk pernah trima", None, True),
        ("belum menerima sembako tahap 2", None, False),
        ("tidak menerima bantuan lain", None, False),
        ("kurang mampu, belum pernah dapat", None, False),
    ],
)
def test_a_remark_that_a_programme_never_came(note: str, code: str | None, nothing: bool) -> None:
    assert (not_received(note), received_nothing(note)) == (code, nothing)


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("Ya, terima 500 ribu", 500_000),
        ("Terima Rp500.000 dipotong 100 ribu", 500_000),
        ("Sudah, Rp 600.000", 600_000),
        ("Ya", None),
        ("Ya, 400 ribu lalu 200 ribu", None),
        ("Sudah diterima tanggal 12-05-2025", None),
    ],
)
def test_a_sum_in_a_sentence_is_what_came(text: str, rupiah: int | None) -> None:
    assert sum_told(text) == rupiah
