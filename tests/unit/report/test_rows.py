"""Cases as people read them: columns, masking, order, households."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from pipeline.report.packing import area_names, cut, packets, slug
from pipeline.report.rows import case_rows
from pipeline.wording import COUNTS, DATES, MONEY, wordings
from schemas import answers
from tests.report_month import month_report

ORDER = [
    "urut",
    "id_kasus",
    "prioritas",
    "jenis",
    "nama",
    "umur",
    "alamat",
    "rt",
    "rw",
    "alasan",
    "keputusan",
    "alasan_kode",
    "jumlah_diterima",
    "tgl_kunjungan",
    "petugas",
    "bukti",
    "catatan",
    "status_kasus",
    "bulan_ke",
    "program",
    "periode",
    "nik_samar",
    "no_kk_samar",
    "a_nama",
    "a_nik",
    "a_tgl_lahir",
    "b_nama",
    "b_nik",
    "b_tgl_lahir",
    "tanda_nama",
    "tanda_nik",
    "tanda_tgl",
    "skor",
    "hak",
    "perintah_bayar",
    "dibayar",
    "diterima_survei",
    "selisih",
    "penyalur",
    "id_aturan",
    "sumber_a",
    "sumber_b",
    "hash_bukti",
    "versi",
]


def one_case(**changes):
    """A report of one case; keyword arguments replace columns of the case or its evidence."""
    report = month_report(1)
    cases, evidence = report.cases, report.evidence
    for name, value in changes.items():
        if name in evidence.columns:
            evidence = evidence.with_columns(pl.lit(value, dtype=evidence.schema[name]).alias(name))
        if name in cases.columns:
            cases = cases.with_columns(pl.lit(value, dtype=cases.schema[name]).alias(name))
    return case_rows(month_report(1, cases=cases, evidence=evidence))


def test_columns_stand_in_the_order_of_the_conventions():
    assert case_rows(month_report(5)).columns[: len(ORDER)] == ORDER
    assert list(answers.PACKET_COLUMNS) == [*ORDER, *answers.TOLD_COLUMNS, "usul_nik"]  # new columns only at the end
    assert all(name == name.lower() and len(name) <= 24 for name in answers.PACKET_COLUMNS)


def test_every_number_and_date_a_sentence_may_speak_of_is_a_cell_of_its_row():
    elsewhere = {"hak", "perintah", "dibayar", "diterima", "selisih"}  # hak, perintah_bayar, dibayar, diterima_survei, selisih
    spoken = {fact for wording in wordings().values() for fact in wording.facts}
    assert spoken & {*MONEY, *COUNTS, *DATES, "snapshot", "tercatat", "bulan_dari", "bulan_sampai", "posisi", "sebab"} <= {
        *elsewhere,
        *answers.TOLD_COLUMNS.values(),
    }
    facts = '{"desil":7,"batas_desil":5,"snapshot":"2025-03","tgl_kunjungan":"2025-05-12","posisi":"angka ke-14","a_nik":"x"}'
    row = one_case(facts=facts).row(0, named=True)
    told = {name: row[name] for name in answers.TOLD_COLUMNS if row[name] not in (None, "")}
    assert told == {"desil": 7, "batas_desil": 5, "data_sosial": "2025-03", "tgl_survei": "2025-05-12", "posisi_beda": "angka ke-14"}


def test_every_identifier_is_masked_and_free_text_too():
    row = one_case(
        nik="1671084507859001", no_kk="1671081203119002", a_nik="1671084507859001", b_nik="1671084607859001", a_name="SITI 1671084507859001"
    ).row(0, named=True)
    assert row["nik_samar"] == "167108******9001"
    assert row["no_kk_samar"] == "167108******9002"
    assert row["a_nik"] == row["b_nik"] == "167108******9001"
    assert row["nama"] == row["a_nama"] == "SITI 167108******9001"


def test_sources_have_spaces_for_people_and_dates_are_iso():
    row = one_case(sources_a="2025-05/bri.csv||412").row(0, named=True)
    assert row["sumber_a"] == "2025-05/bri.csv |  | 412"
    assert row["a_tgl_lahir"] == "1960-01-01"
    assert row["b_tgl_lahir"] == ""


@pytest.mark.parametrize(
    ("due", "paid", "received", "gap"),
    [
        (600000, 400000, None, -200000),
        (600000, 800000, None, 200000),
        (600000, 600000, 400000, -200000),
        (600000, 600000, 600000, 0),
        (600000, None, None, None),
        (None, 600000, 0, -600000),
    ],
)
def test_difference_is_received_minus_paid_where_they_differ_else_paid_minus_due(due, paid, received, gap):
    assert one_case(amount_due=due, amount_paid=paid, amount_received=received)["selisih"].to_list() == [gap]


def test_order_is_area_rw_rt_household_priority_id():
    rows = case_rows(month_report(600))
    assert rows["urut"].to_list() == list(range(1, 601))
    homes = rows.select("area", "household").rows()
    assert len(set(homes)) == sum(a != b for a, b in zip(homes, [None, *homes], strict=False))
    assert rows["area"].is_sorted()
    inside = rows.select("area", "household", "prioritas", "id_kasus").rows()
    assert all(a[2:] < b[2:] for a, b in itertools.pairwise(inside) if a[:2] == b[:2])


def test_order_does_not_depend_on_the_order_of_the_tables():
    report = month_report(200)
    shuffled = month_report(200, cases=report.cases.reverse(), evidence=report.evidence.sample(fraction=1, shuffle=True, seed=1))
    assert case_rows(report).equals(case_rows(shuffled))


def test_printed_hash_has_letters_only_and_tells_hashes_apart():
    assert answers.printed_hash("0123456789abcdef" * 4) == "ghijklmnopabcdef"


def test_cut_never_splits_a_household_and_never_exceeds_the_limit():
    rows = pl.DataFrame({"household": ["a"] * 3 + ["b"] * 2 + ["c"] * 4 + ["d"], "n": range(10)})
    assert [part["household"].to_list() for part in cut(rows, 5)] == [["a", "a", "a", "b", "b"], ["c", "c", "c", "c", "d"]]
    assert [part.height for part in cut(rows, 3)] == [3, 2, 4, 1]
    assert cut(rows.clear(), 5) == []


def test_packets_hold_open_cases_once_and_carry_the_names_of_the_conventions():
    report = month_report(900, packet_rows=50)
    rows = case_rows(report)
    made = packets(report, rows, area_names(report))
    waiting = rows.filter(~pl.col("status_kasus").str.starts_with("SELESAI"))
    assert sorted(i for p in made for i in p.rows["id_kasus"]) == sorted(waiting["id_kasus"])
    assert max(p.rows.height for p in made) <= 50
    assert made[0].stem == "kasus_2025-05_1671081001_SIALANG_3f9c1e7a"
    assert made[1].stem == "kasus_2025-05_1671081001_SIALANG_3f9c1e7a_2"
    assert all(p.rows["urut"].to_list() == list(range(1, p.rows.height + 1)) for p in made)


def test_cases_without_a_village_get_a_packet_of_their_own():
    rows = one_case(village_code=None)
    report = month_report(1)
    assert packets(report, rows, {})[0].stem == "kasus_2025-05_0000000000_TANPA_WILAYAH_3f9c1e7a"


@pytest.mark.parametrize(
    ("name", "told"), [("SAKO BARU", "SAKO_BARU"), ("5 Ilir", "5_ILIR"), ("Séméru / II", "SEMERU_II"), ("../x", "X"), ("", "")]
)
def test_slug_is_ascii_capitals_and_underscores(name, told):
    assert slug(name) == told


def test_a_number_in_any_text_of_a_case_is_masked_so_that_one_cell_stops_no_month():
    phone, nik = "HP 0812-9999-0001", "1671084507859001"
    row = one_case(a_name=phone, b_name=phone, address=phone, rt=nik, rw=nik, sentence=phone).row(0, named=True)
    assert {row[n] for n in ("nama", "a_nama", "b_nama", "alamat", "alasan")} == {"HP 08********01"}
    assert (row["rt"], row["rw"]) == ("167108******9001", "167108******9001")
