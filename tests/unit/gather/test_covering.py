"""Who usually pays: earlier lists say so, but not the lists of the very stage that is judged. And whose list could not be read."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipeline.gather.covering import of_this_payment, paid_later, say_elsewhere, senders_seen, unread_senders, untold, within
from pipeline.missing import missing_sources
from schemas import tables
from schemas.settings import Settings


@pytest.mark.parametrize(
    ("first", "last", "seen"),
    [("2025-04", "2025-06", 0), ("2025-01", "2025-03", 1), ("2025-05", "2025-05", 1)],
    ids=["the stage judged", "the stage before", "a month before"],
)
def test_the_stage_under_judgement_is_no_history(first: str, last: str, seen: int) -> None:
    """Lists of April to June lie in May's folder; June is judged: who is silent in them stays missed."""
    rows = pl.DataFrame({"programme": "SEMBAKO", "payer": "POS", "village_code": "1671081002", "period_from": [first], "period_to": [last]})
    assert senders_seen([("2025-05", rows)], "2025-06").height == seen


@pytest.mark.parametrize(
    ("first", "last", "many", "seen"),
    [
        ("2025-01", "2025-03", 5, ["2025-03"]),
        ("2025-01", "2025-03", 4, []),
        ("2025-04", "2025-04", 5, []),
        ("2025-04", "2025-06", 5, []),
        ("2024-10", "2024-12", 5, []),
    ],
    ids=["the stage before", "a few late rows", "a month of this stage", "this stage", "long ago"],
)
def test_a_list_of_the_stage_before_in_the_months_own_folder_shows_who_pays(first: str, last: str, many: int, seen: list[str]) -> None:
    row = {"programme": "SEMBAKO", "payer": "BRI", "village_code": "1671081002", "period_from": first, "period_to": last}
    rows = pl.DataFrame([row] * many)
    assert senders_seen([("2025-05", rows)], "2025-05")["period"].to_list() == seen


@pytest.mark.parametrize(
    ("first", "last", "many", "said"),
    [
        ("2020-04", "2020-04", 22, "22 baris BLT-DD membayar 2020-04, bukan 2020-07"),
        ("2020-01", "2020-03", 5, "5 baris BLT-DD membayar 2020-01 s.d. 2020-03, bukan 2020-07"),
        ("2020-01", "2020-03", 4, ""),
        ("2020-07", "2020-09", 22, ""),
        ("2020-09", "2020-09", 22, ""),
    ],
    ids=["another month", "another quarter", "a few late rows", "this quarter", "an instalment of it"],
)
def test_a_list_of_other_months_in_the_months_own_folder_is_told(first: str, last: str, many: int, said: str) -> None:
    row = {"list_kind": "disbursement", "programme": "BLT-DD", "period_from": first, "period_to": last}
    pays = pl.DataFrame([{"record_id": str(n), **row} for n in range(many)])
    sentences = say_elsewhere("2020-07/blt.xlsx", pays, "2020-07")
    assert [sentence.partition(": ")[2].partition(", jadi")[0] for sentence in sentences] == ([said] if said else [])


@pytest.mark.parametrize(
    ("name", "people", "said"),
    [
        ("2025-08/BRI_PEMALANG_SEMBAKO_T3.txt", 111, [("SEMBAKO", "BRI")]),
        ("2025-08/PT POS/lembar kerja.xlsx", 0, [(None, "POS")]),
        ("2025-08/daftar sembako.xlsx", 40, [("SEMBAKO", "")]),
        ("2025-08/daftar sembako.xlsx", 0, []),
        ("2025-08/Surat pengantar BRI.pdf", 0, []),
        ("2025-08/BRI.pdf", 0, []),
        ("2025-08/data siswa.xlsx", 300, []),
        ("2025-08/verval sembako BRI.xlsx", 60, []),
    ],
)
def test_a_list_that_could_not_be_read_names_its_sender(name: str, people: int, said: list[tuple[str | None, str]]) -> None:
    found = unread_senders([(name, people)], "2025-08")
    assert found.select("programme", "payer").rows() == said
    assert set(found["period"]) <= {"2025-08"}


@pytest.mark.parametrize(
    ("now", "left", "seen"),
    [(9, "POS", []), (7, "POS", ["BRI"]), (9, "BRI", ["BRI"])],
    ids=["handed over", "some went over", "still there"],
)
def test_a_payer_whose_payees_another_pays_is_waited_for_no_more(now: int, left: str, seen: list[str]) -> None:
    def paid(month: str, payers: list[str]) -> pl.DataFrame:
        columns = {"programme": "SEMBAKO", "village_code": "1671081002", "state": "PAID", "period_from": month, "period_to": month}
        return pl.DataFrame({"payer": payers, "nik": [f"167108010180{9000 + n}" for n in range(len(payers))]}).with_columns(
            pl.lit(value).alias(name) for name, value in columns.items()
        )

    lists = [("2025-04", paid("2025-04", ["BRI"] * 10)), ("2025-05", paid("2025-05", [left, *["POS"] * (now - 1)]))]
    assert senders_seen(lists, "2025-05")["payer"].to_list() == seen


@pytest.mark.parametrize(
    ("programme", "state", "amount", "rows", "said"),
    [
        (None, "PAID", 600_000, 9, ["program tidak terbaca: BRI (daftarnya ada, tidak terbaca)"]),
        ("SEMBAKO", "UNKNOWN", None, 9, ["SEMBAKO: BRI (daftarnya ada, tidak terbaca)"]),
        ("SEMBAKO", "UNKNOWN", 600_000, 9, []),
        ("SEMBAKO", "PAID", None, 9, []),
        (None, "PAID", 600_000, 3, []),
    ],
    ids=["no programme", "neither state nor money", "money told", "state told", "a few stray rows"],
)
def test_a_list_in_which_nothing_is_told_is_missed(
    programme: str | None, state: str, amount: int | None, rows: int, said: list[str]
) -> None:
    columns = {"programme": pl.String, "payer": pl.String, "state": pl.String, "amount": pl.Int64}
    pays = pl.DataFrame([(programme, "BRI", state, amount)] * rows, schema=columns, orient="row")
    assert missing_sources(tables.empty(tables.Coverage), untold(pays, "2025-05"), "2025-05") == said


PAY = {"programme": pl.String, "nik": pl.String, "no_kk": pl.String, "period_from": pl.String, "paid_on": pl.Date, "state": pl.String}


@pytest.mark.parametrize(
    ("visited", "programme", "card", "speaks"),
    [
        ("2025-08-27", None, "1671081506109001", False),
        ("2025-08-09", None, "1671081506109001", True),
        ("2025-08-27", None, "1671081506109002", True),
        ("2025-08-27", "SEMBAKO", "1671081506109001", False),
        ("2025-08-27", "BLT-DD", "1671081506109001", True),
        (None, None, "1671081506109001", True),
    ],
    ids=["after the next payment", "before it", "another family", "of its programme", "of another programme", "no day"],
)
def test_a_visit_tells_of_the_newest_payment(visited: str | None, programme: str | None, card: str, *, speaks: bool) -> None:
    """April to June is judged; July to September came on 10 August: who is asked on the 27th tells of that. June is of the same stage."""
    nik, own = "1671080101609001", "1671081506109001"
    pays = [
        ("SEMBAKO", nik, own, "2025-04", dt.date(2025, 6, 2), "PAID"),
        ("SEMBAKO", nik, "1671081506109002", "2025-06", dt.date(2025, 6, 2), "PAID"),
        ("SEMBAKO", nik, own, "2025-07", dt.date(2025, 8, 10), "PAID"),
    ]
    later = paid_later(pl.DataFrame(pays, schema=PAY, orient="row"), "2025-05")
    day = dt.date.fromisoformat(visited) if visited else None
    row = {"record_id": "s:1", "programme": programme, "nik": None, "no_kk": card, "visited_on": day, "received": "TIDAK"}
    types = {"programme": pl.String, "nik": pl.String, "visited_on": pl.Date}
    visits = pl.DataFrame([{**row, "amount_received": 0}], schema_overrides=types)
    assert of_this_payment(visits, later).select("received", "amount_received").row(0) == (("TIDAK", 0) if speaks else (None, None))


@pytest.mark.parametrize(
    ("told_by", "day", "folder", "speaks"),
    [
        ("daftar kematian", None, "2025-02", True),
        ("daftar kematian", None, "2025-05", True),
        ("daftar kematian", None, "2025-06", False),
        ("daftar pegawai", dt.date(2024, 1, 2), "2025-03", True),
        (None, None, "2025-02", False),
        (None, dt.date(2024, 1, 2), "2025-02", False),
        (None, dt.date(2025, 5, 2), "2025-02", True),
    ],
)
def test_what_another_offices_list_tells_holds_in_later_months(
    told_by: str | None, day: dt.date | None, folder: str, *, speaks: bool
) -> None:
    rows = pl.DataFrame({"told_by": [told_by], "visited_on": [day]}, schema={"told_by": pl.String, "visited_on": pl.Date})
    assert within(rows, folder, "2025-05", Settings()).height == speaks
