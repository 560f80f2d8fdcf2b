"""Packets that come back: what lands, what does not, and why."""

from __future__ import annotations

import dataclasses
import datetime as dt

import openpyxl
import polars as pl
import pytest

from pipeline.answers import take_in
from pipeline.answers.cells import chosen, day, remark, rupiah, word
from pipeline.answers.ids import Ids, tidy
from pipeline.reconcile.case.case_ids import case_id
from pipeline.standardise.money.amounts import Dialect
from pipeline.standardise.people.dates import Span
from schemas.answers import DECISIONS, REASONS, AnswerList
from tests.unit.answers.answer_builders import KEY, LATEST, PERIOD, RUN, fill, listed, right_word, sheets

SPAN = Span(dt.date(2015, 1, 1), LATEST)


def lines_of(report, row):
    return report.lines.filter(pl.col("baris") == row).select("hasil", "aturan").rows()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tidak layak ", "TIDAK_LAYAK"),
        ("Tidak-Layak", "TIDAK_LAYAK"),
        ("TIDAKLAYAK", "TIDAK_LAYAK"),
        ("TDK LAYAK", "TIDAK_LAYAK"),
        ("tdk. lyk", "TIDAK_LAYAK"),
        ("gak layak", "TIDAK_LAYAK"),
        ("Tdk ditemukan", "TIDAK_DITEMUKAN"),
        ("Alm.", "MENINGGAL"),
        ("alm suami", None),
        ("TDK", None),
        ("YA", None),
        ("ya, layak", None),
        ("", None),
    ],
)
def test_a_code_in_any_spelling_and_no_other_word(text, wanted):
    assert chosen(text, DECISIONS[AnswerList.ELIGIBILITY]) == wanted


def test_reasons_in_small_letters():
    assert chosen("kartu dipegang orang lain", REASONS) == "KARTU_DIPEGANG_ORANG_LAIN"
    assert word("\u00a0Lainnya\u200b ") == "LAINNYA"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2025-05-31", dt.date(2025, 5, 31)),
        ("31/05/2025", dt.date(2025, 5, 31)),
        ("31-5-25", dt.date(2025, 5, 31)),
        ("31 Mei 2025", dt.date(2025, 5, 31)),
        ("45808", dt.date(2025, 5, 31)),
        ("05/31/2025", None),
        ("kemarin", None),
        ("31/05/2052", None),
    ],
)
def test_dates_day_first_and_within_reason(text, wanted):
    assert day(text, SPAN) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("600000", 600000),
        ("Rp 600.000,00", 600000),
        ("600.000", 600000),
        ("600,000", 600000),
        ("600000.00", 600000),
        ("450rb", 450000),
        ("1,2 jt", 1200000),
        ("-5", None),
        ("enam ratus", None),
    ],
)
def test_rupiah_in_every_dialect(text, wanted):
    assert rupiah(text, Dialect()) == wanted


def test_numbers_in_remarks_are_masked():
    assert remark("NIK 1671084507859001, hp 0812-3456-7890") == "NIK 167108******9001, hp 08******90"


def test_ids_with_look_alikes_are_put_right_only_when_one_case_fits():
    one = case_id(KEY, "IE-TL", ("1",))
    ids = Ids([one, case_id(KEY, "IE-TL", ("2",))])
    assert ids.find(one).id_kasus == one
    assert not ids.find(one.lower()).mended
    assert ids.find(f" {one.replace('-', '–')} ").id_kasus == one
    assert ids.find(one.replace("-", "")).id_kasus == one
    assert ids.find(one.replace("E", "Е").replace("K", "К")).id_kasus == one
    assert ids.find(one.replace("0", "O").replace("1", "l")).id_kasus == one
    swapped = one[:4] + one[5] + one[4] + one[6:]
    assert ids.find(swapped).rule == ("JWB-03" if swapped != one else None)
    assert ids.find(case_id(KEY, "IE-TL", ("3",))).rule == "JWB-04"
    assert ids.find("").rule == "JWB-01"
    assert tidy("ie – 7q3k9x2mrt – 4") == "IE-7Q3K9X2MRT-4"


def test_two_known_ids_that_look_alike_are_never_chosen_between():
    ids = Ids(["IE-0000000005-1", "IE-000000000S-1"])
    assert ids.find("IE-OOOOOOOOO5-1").id_kasus == "IE-0000000005-1"
    assert ids.find("IE-0000000QO5-I").id_kasus == "IE-0000000005-1"
    assert Ids(["IE-00000000B5-1", "IE-00000000BS-1"]).find("IE-0000000085-1").id_kasus is None


def test_every_reason_of_one_sheet(published, tmp_path):
    rows = listed(published.packet)
    by_list = {}
    for row, _, kind in rows:
        by_list.setdefault(kind[:2], []).append((row, kind))
    (pay, _), (pay2, _), (pay3, _) = [r for r in by_list["PB"] if r[1] != "PB-GP"][:3]
    (who, _), (who2, _) = by_list["ID"][:2]
    (poor, _), (poor2, _) = [r for r in by_list["IE"] if r[1] != "IE-WL"][:2]
    file = fill(
        published.packet,
        tmp_path / "kembali.xlsx",
        {
            poor: {"keputusan": "tidak layak ", "alasan_kode": "mampu", "tgl_kunjungan": "31/05/2025", "petugas": "Rina"},
            poor2: {"keputusan": "YA"},
            who: {"keputusan": "LAYAK"},
            who2: {"keputusan": "ORANG_SAMA", "alasan_kode": "LAINNYA"},
            pay: {"keputusan": "KURANG", "jumlah_diterima": "Rp 450.000,-", "tgl_kunjungan": dt.date(2025, 5, 30), "alasan_kode": "POTONG"},
            pay2: {"catatan": "rumah kosong"},
            pay3: {"petugas": "Rina", "tgl_kunjungan": dt.date(2025, 5, 30)},
        },
    )
    report = take_in(tmp_path, sheets(file), published.known, latest=LATEST, key=KEY)
    assert report.landed == 2
    assert report.refused == 4
    assert report.rows == len(rows) == report.landed + report.known + report.open + report.refused
    assert lines_of(report, poor) == [("DITERIMA", "")]
    assert lines_of(report, poor2) == [("DIABAIKAN", "JWB-06")]
    assert lines_of(report, who) == [("DIABAIKAN", "JWB-07")]
    assert lines_of(report, who2) == [("DIABAIKAN", "JWB-09")]
    assert lines_of(report, pay) == [("CATATAN", "JWB-08"), ("DITERIMA", "")]
    assert lines_of(report, pay2) == [("DIABAIKAN", "JWB-05")]
    assert lines_of(report, pay3) == []
    assert report.edited == 0, report.lines
    text = report.path.read_bytes().decode("utf-8-sig")
    assert "Pilih salah satu: LAYAK, TIDAK_LAYAK" in text


def test_edited_evidence_is_told_and_the_answer_lands(published, tmp_path):
    (row, _, kind), (other, _, kind2) = listed(published.packet)[:2]
    file = fill(
        published.packet,
        tmp_path / "ubah.xlsx",
        {
            row: {"keputusan": right_word(kind, 0), "dibayar": 123, "nama": "ORANG LAIN"},
            other: {"keputusan": right_word(kind2, 0), "hash_bukti": "aaaa"},
        },
    )
    report = take_in(tmp_path, sheets(file), published.known, latest=LATEST, key=KEY)
    assert (report.landed, report.edited) == (2, 1)
    told = report.lines.filter(pl.col("aturan") == "JWB-14")["penjelasan"].item()
    assert "(nama, dibayar)" in told
    assert report.lines.filter(pl.col("aturan") == "JWB-15")["baris"].to_list() == [other]


def test_an_open_payment_is_answered_with_the_words_of_money(published, tmp_path, monkeypatch):
    monkeypatch.setattr("schemas.kinds.BY_RULE", {"BD-00-01": AnswerList.PAYMENT})
    one, other = [row for row, _, kind in listed(published.packet) if kind == "BD-00"][:2]
    file = fill(published.packet, tmp_path / "bd.xlsx", {one: {"keputusan": "TIDAK_MENERIMA"}, other: {"keputusan": "ORANG_SAMA"}})
    report = take_in(tmp_path, sheets(file), published.known, latest=LATEST, key=KEY)
    assert lines_of(report, one) == [("DITERIMA", "")]
    assert lines_of(report, other) == [("DIABAIKAN", "JWB-07")]


def test_the_same_file_twice_adds_nothing(published, tmp_path):
    rows = listed(published.packet)
    file = fill(published.packet, tmp_path / "dua.xlsx", {r: {"keputusan": right_word(k, r), "petugas": "Rina"} for r, _, k in rows})
    first = take_in(tmp_path, sheets(file), published.known, latest=LATEST, key=KEY)
    before = (tmp_path / "clean" / "ledger" / "decisions.jsonl").read_bytes()
    again = take_in(tmp_path, sheets(file, "2025-06/lain.xlsx"), published.known, latest=LATEST, key=KEY)
    assert (first.landed, again.landed, again.known) == (len(rows), 0, len(rows))
    assert (tmp_path / "clean" / "ledger" / "decisions.jsonl").read_bytes() == before


def test_no_person_stands_in_the_ledger(published, tmp_path):
    rows = listed(published.packet)
    note = "NIK asli 1671084507859001"
    file = fill(published.packet, tmp_path / "n.xlsx", {r: {"keputusan": right_word(k, r), "catatan": note} for r, _, k in rows})
    take_in(tmp_path, sheets(file), published.known, latest=LATEST, key=KEY)
    text = (tmp_path / "clean" / "ledger" / "decisions.jsonl").read_text()
    for column in ("a_nik", "b_nik", "nik", "no_kk", "a_name", "b_name"):
        assert not [v for v in published.cases[column].drop_nulls().unique() if v in text], column
    assert "1671084507859001" not in text


def test_proposals_become_leads(published, tmp_path):
    file = fill(
        published.packet,
        tmp_path / "usul.xlsx",
        {
            2: {
                "nama": "SUMIATI",
                "jenis_kelamin": "P",
                "tgl_lahir": "3/2/1950",
                "alamat": "Lr. Damai",
                "rt": "RT 4",
                "rw": 2,
                "jumlah_anggota": 3,
            },
            5: {"nama": "Sumiati ", "tgl_lahir": "03-02-1950", "alamat": "LR DAMAI", "rt": "004", "rw": "02", "alasan_usulan": "janda"},
            7: {"catatan": "lihat saja"},
        },
        sheet="USULAN",
    )
    report = take_in(tmp_path, sheets(file), published.known, latest=LATEST, key=KEY)
    assert report.leads.select("nama", "jenis_kelamin", "tgl_lahir", "rt", "rw", "jumlah_anggota", "village_code").rows() == [
        ("SUMIATI", "P", dt.date(1950, 2, 3), "004", "002", 3, "1671081002")
    ]
    assert report.lines.filter(pl.col("aturan") == "JWB-19")["baris"].to_list() == [7]


def test_a_packet_whose_header_row_was_deleted_is_known_by_its_order(published, tmp_path):
    (_, case, kind), *_ = listed(published.packet)
    file = fill(published.packet, tmp_path / "kembali.xlsx", {2: {"keputusan": right_word(kind, 0), "petugas": "Rina"}})
    book = openpyxl.load_workbook(file)
    book["KASUS"].delete_rows(1)
    book.save(file)
    report = take_in(tmp_path / "data", sheets(file), published.known, latest=LATEST, key=KEY)
    assert (report.landed, report.open, report.refused) == (1, published.asked.height - 1, 0)
    assert report.lines["id_kasus"].to_list() == [case]


def test_signs_lost_by_an_old_code_page_and_months_turned_into_dates_are_no_edits(published, tmp_path):
    text = published.packet.with_suffix(".csv").read_bytes().decode("utf-8-sig").replace('"2025-05"', '"Mei-25"')
    file = tmp_path / "kembali.csv"
    file.write_bytes(text.encode("cp1252", errors="replace"))
    report = take_in(tmp_path / "data", sheets(file), published.known, latest=LATEST, key=KEY)
    assert (report.edited, report.open) == (0, published.asked.height)


def test_a_packet_of_an_earlier_run_about_the_same_evidence_was_not_edited(published, tmp_path):
    (_, _, kind), *_ = listed(published.packet)
    file = fill(published.packet, tmp_path / "kembali.xlsx", {2: {"keputusan": right_word(kind, 0)}})
    then = published.known.printed(PERIOD, RUN)
    now = {one: {**row, "sumber_a": "2025-05/dtsen baru.csv |  | 9"} for one, row in then.items()}
    rerun = dataclasses.replace(
        published.known, printed=lambda _, run: then if run == "older" else now, runs=((PERIOD, "older"), (PERIOD, RUN))
    )
    assert take_in(tmp_path / "a", sheets(file), rerun, latest=LATEST, key=KEY).edited == 0
    changed = fill(file, tmp_path / "diubah.xlsx", {2: {"a_nama": "DIGANTI"}})
    assert take_in(tmp_path / "b", sheets(changed), rerun, latest=LATEST, key=KEY).edited == 1
