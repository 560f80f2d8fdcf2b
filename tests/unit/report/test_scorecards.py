"""The score card of a sender: what it sent, what was lost, and whether it came, came late or is awaited."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from pipeline.report.returns import write_returns
from pipeline.report.scorecards import score_cards
from pipeline.report.sections_lists import senders_section
from pipeline.report.words import Words
from schemas import tables
from tests.report_month import month_report

COLUMNS = ["file", "sender", "kind", "read", "used", "rejected", "duplicates", "nik_rows", "nik_damaged", "until"]


def cards(*rows, **kw):
    accounts = pl.DataFrame(rows, schema=COLUMNS, orient="row", infer_schema_length=None)
    report = replace(month_report(1, accounts=accounts), coverage=kw.pop("coverage", tables.empty(tables.Coverage)), **kw)
    return {row["sender"]: row for row in score_cards(report).iter_rows(named=True)}


def sent(file, sender="BRI", kind="disbursement", until="2025-06"):
    return (file, sender, kind, 10, 7, 2, 1, 8, 4, until)


def test_the_files_of_a_sender_are_one_card():
    (card,) = cards(sent("2025-05/a.csv"), sent("2025-05/b.csv")).values()
    assert [card[k] for k in ("files", "read", "used", "rejected", "duplicates", "nik_rows", "nik_damaged")] == [2, 20, 14, 4, 2, 16, 8]
    assert card["read"] == card["used"] + card["rejected"] + card["duplicates"]
    assert card["state"] == "CAME"


@pytest.mark.parametrize(
    ("file", "until", "state"),
    [
        ("2025-05/bri.csv", "2025-06", "CAME"),
        ("2025-06/bri.csv", "2025-06", "CAME"),  # the stage is still being paid
        ("2025-07/bri.csv", "2025-06", "LATE"),
        ("2025-05/bri.csv", "2025-03", "LATE"),
        ("2025-05/bri.csv", None, "CAME"),  # unknown is no accusation
    ],
)
def test_a_list_is_late_by_its_own_folder_and_period(file, until, state):
    card = cards(sent(file, until=until))["BRI"]
    assert card["state"] == state
    assert (card["since"], card["until"]) == ((file[:7], until) if state == "LATE" else (None, None))


def test_a_list_that_names_nobody_goes_by_its_own_name():
    assert list(cards(sent("2025-05/desa/BLT DD.xlsx", None))) == ["BLT DD"]


def test_a_registry_of_an_earlier_closing_is_not_late_and_lists_of_earlier_months_are_not_this_months():
    told = cards(sent("2025-05/dtsen.csv", "DTSEN", "registry", "2025-03"), sent("2025-04/pos.csv", "POS", until="2025-03"))
    assert {sender: card["state"] for sender, card in told.items()} == {"DTSEN": "CAME"}


def test_who_is_expected_and_silent_is_missing_or_came_in_part_or_cannot_be_read():
    row = {"programme": "SEMBAKO", "period": "2025-05", "expected": ["BRI", "POS"], "silent": ["BRI", "POS", "?"]}
    coverage = tables.conform(pl.DataFrame([row | {"village_code": f"167108100{n}"} for n in (1, 2)]), tables.Coverage)
    told = cards(sent("2025-05/bri.csv"), coverage=coverage)
    assert {s: (c["state"], c["awaited"]) for s, c in told.items()} == {"BRI": ("PARTLY", 2), "POS": ("MISSING", 2)}
    assert cards(sent("2025-05/bri.csv"), coverage=coverage, unread=("POS",))["POS"]["state"] == "UNREAD"


def test_visits_are_awaited_where_some_came_in_the_months_before_or_the_office_asks_for_them():
    before = sent("2025-03/kobo.csv", "SURVEI", "survey", "2025-03")
    assert (cards(before)["SURVEI"]["state"], cards(before)["SURVEI"]["since"]) == ("NO_VISITS", "2025-03")
    assert cards(sent("2025-01/kobo.csv", "SURVEI", "survey", "2025-01")) == {}
    now = sent("2025-05/kobo.csv", "SURVEI", "survey", "2025-05")
    assert cards(before, now)["SURVEI"]["state"] == "CAME"
    asked = cards(now, survey_missing=("167108",))["SURVEI"]
    assert (asked["state"], asked["since"], asked["files"]) == ("NO_VISITS_IN", "167108", 1)


def test_the_page_and_the_senders_own_workbook_show_the_card_and_nobody_elses(tmp_path):
    report = month_report(1)
    section = senders_section(report, Words())
    assert [row[0] for row in section.tables[0].rows] == ["BRI", "DTSEN", "POS"]
    assert "menunggu" in section.tables[0].rows[2][1].text
    write_returns(report, tmp_path)
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "BRI.xlsx").read_bytes()))
    head, *rows = book["RAPOR"].iter_rows(values_only=True)
    assert [dict(zip(head, row, strict=True)) | {"kedatangan": ""} for row in rows] == [
        {
            "pengirim": "BRI", "kedatangan": "", "berkas": 1, "dibaca": 700, "dipakai": 698, "ditolak": 2, "rangkap": 0, "nik_rusak": 65,
            "nik_rusak_persen": "9,4%", "rupiah": 418_800_000, "selisih_jumlah": -600_000,
        }
    ]  # fmt: skip
