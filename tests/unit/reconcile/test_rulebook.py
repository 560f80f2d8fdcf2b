"""The rulebook: dates decide, overlaps and gaps are refused with a sentence, an office's own file outranks."""

from __future__ import annotations

import pytest

from pipeline.reconcile.entitled.components import WORDS
from schemas.rulebook import COMPONENTS, RulebookError, load_rulebook, window

BOOK = load_rulebook()
DISTRICT = """
code = "{code}"
title = "Bantuan Kota"
valid_from = "2025-01"

[[eligibility]]
id = "KOTA-1"
valid_from = "2025-01"
valid_to = "2025-06"
desil_max = 2
legal_basis = "Perwali 1/2025"

[[eligibility]]
id = "KOTA-2"
valid_from = "{second}"
desil_max = 3
legal_basis = "Perwali 2/2025"

[[schedule]]
id = "KOTA-JADWAL"
valid_from = "2025-01"
months = 1
legal_basis = "Perwali 1/2025"

[[amount]]
id = "KOTA-NILAI"
valid_from = "2025-01"
per_month = 100000
legal_basis = "Perwali 1/2025"
"""
GOOD = DISTRICT.format(code="KOTA", second="2025-07")
TOP_UP = '\n[[top_up]]\nid = "T"\nvalid_from = "2025-06"\nper_month = 1\nlegal_basis = "x"\n'


@pytest.mark.parametrize(
    ("programme", "month", "desil", "rule"),
    [
        ("PKH", "2024-12", None, "PKH-LAYAK-2020"),
        ("PKH", "2025-03", None, "PKH-LAYAK-2025-T1"),
        ("PKH", "2025-04", 4, "PKH-LAYAK-2025"),
        ("SEMBAKO", "2024-12", None, "SEMBAKO-LAYAK-2020"),
        ("SEMBAKO", "2025-07", 5, "SEMBAKO-LAYAK-2025"),
        ("SEMBAKO", "2026-01", 4, "SEMBAKO-LAYAK-2026"),
        ("PBI-JK", "2026-01", 5, "PBI-JK-LAYAK-2025"),
        ("BLT-KESRA", "2025-11", 4, "BLT-KESRA-LAYAK"),
    ],
)
def test_ceiling_follows_the_date(programme, month, desil, rule):
    rules = BOOK.at(programme, month)
    assert (rules.eligibility.desil_max, rules.eligibility.id) == (desil, rule)
    assert rules.eligibility.legal_basis


@pytest.mark.parametrize(
    ("programme", "month"), [("BST", "2025-05"), ("BLT-KESRA", "2025-09"), ("PKH", "2019-12"), ("TIDAK-ADA", "2025-05")]
)
def test_a_programme_that_is_not_in_force_has_no_rules(programme, month):
    assert BOOK.at(programme, month) is None


def test_a_stage_closes_in_its_first_month():
    rules = BOOK.at("PKH", "2025-05")
    assert (rules.period_from, rules.period_to, rules.closing) == ("2025-04", "2025-06", "2025-04")


@pytest.mark.parametrize(
    ("first", "last", "options"),
    [
        ("2025-01", "2025-03", (600_000,)),
        ("2025-04", "2025-06", (600_000, 800_000, 1_000_000)),
        ("2025-06", "2025-07", (400_000, 800_000)),
        ("2025-08", "2025-08", (200_000,)),
    ],
)
def test_the_top_up_may_travel_with_the_stage(first, last, options):
    assert BOOK.at("SEMBAKO", last).due_options(first, last) == options


def test_windows_count_from_january():
    assert window("2025-05", 3) == ("2025-04", "2025-06")
    assert window("2024-12", 2) == ("2024-11", "2024-12")
    assert window("2025-01", 1) == ("2025-01", "2025-01")


def test_pairs_that_exclude_each_other():
    pairs = {(keeps, joins) for keeps, joins, _ in BOOK.conflicts("2020-05")}
    assert pairs == {("PKH", "BLT-DD"), ("PKH", "BST"), ("SEMBAKO", "BLT-DD"), ("SEMBAKO", "BST"), ("BLT-DD", "BST")}
    assert {(keeps, joins) for keeps, joins, _ in BOOK.conflicts("2025-05")} == {("PKH", "BLT-DD"), ("SEMBAKO", "BLT-DD")}


def test_an_office_adds_a_programme_by_one_file(tmp_path):
    (tmp_path / "kota.toml").write_text(DISTRICT.format(code="BANSOS-KOTA", second="2025-07"), encoding="utf-8")
    book = load_rulebook(tmp_path)
    assert book.at("BANSOS-KOTA", "2025-06").eligibility.desil_max == 2
    assert book.at("BANSOS-KOTA", "2025-07").eligibility.id == "KOTA-2"
    assert set(book.codes()) == {*BOOK.codes(), "BANSOS-KOTA"}


def test_an_office_outranks_the_shipped_file(tmp_path):
    (tmp_path / "sembako.toml").write_text(DISTRICT.format(code="BERAS", second="2025-07"), encoding="utf-8")
    book = load_rulebook(tmp_path)
    assert book.title("BERAS") == "Bantuan Kota"
    assert book.sources["BERAS"] != BOOK.sources["BERAS"]
    assert book.sources["PKH"] == BOOK.sources["PKH"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (DISTRICT.format(code="KOTA", second="2025-06"), "KOTA-1 dan KOTA-2 di tabel eligibility berlaku bersamaan pada 2025-06"),
        (DISTRICT.format(code="KOTA", second="2025-09"), "tabel eligibility kosong sejak 2025-07"),
        (
            GOOD.replace("per_month", "permonth"),
            "tabel amount, aturan KOTA-NILAI, kunci permonth tidak dikenal; mungkin maksudnya per_month?",
        ),
        (GOOD.replace("title", "titel"), "kunci titel tidak dikenal; mungkin maksudnya title?"),
        (
            GOOD.replace('valid_from = "2025-01"', 'valid_from = "2025-13"', 1),
            "kunci valid_from: isinya salah bentuk; bulan ditulis TTTT-BB",
        ),
        (GOOD.replace("desil_max = 2", "desil_max = 14"), "aturan KOTA-1, kunci desil_max: paling banyak 10"),
        (GOOD.replace("months = 1", "months = 5"), "isinya hanya boleh 1, 2, 3, 4, 6 atau 12"),
        (GOOD.replace("months = 1", "months = 3\nclosing_month = 4"), "closing_month 4 di luar periode 3 bulan"),
        (GOOD.replace('id = "KOTA-JADWAL"', 'id = "KOTA-1"'), "id aturan KOTA-1 dipakai dua kali"),
        (GOOD.replace("per_month = 100000", "components = {SEKOLAH = 1}"), "komponen SEKOLAH tidak dikenal; yang dikenal: HAMIL"),
        (GOOD.replace("per_month = 100000", "per_month = 1\ncomponents = {SD = 1}"), "tidak keduanya; hapus salah satu"),
        (GOOD.replace("desil_max = 2", "needs_component = true"), "aturan KOTA-1 meminta komponen"),
        (GOOD.replace("desil_max = 2", 'desil_max = 2\nregistry_kind = "DTKS"'), "DTKS tidak memuat desil"),
        (GOOD + TOP_UP, "aturan T tidak punya akhir; tulis valid_to"),
        ("code = [", "bukan TOML yang sah"),
        (
            DISTRICT.format(code="KOTA", second="2025-07")
            + '\n[[conflict]]\nid = "K"\nprogramme = "PKHH"\nvalid_from = "2025-01"\nlegal_basis = "x"\n',
            "PKHH yang tidak dikenal",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_one_sentence(tmp_path, text, words):
    (tmp_path / "kota.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=r".+") as caught:
        load_rulebook(tmp_path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_files_of_one_programme_are_refused(tmp_path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(DISTRICT.format(code="KOTA", second="2025-07"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"b\.toml: program KOTA sudah ada di a\.toml"):
        load_rulebook(tmp_path)


def test_components_are_those_that_lists_can_name():
    assert tuple(WORDS) == COMPONENTS


def test_weak_rules_are_named():
    assert "SEMBAKO-LAYAK-2025" in BOOK.unverified("2025-05")
    assert "PKH-LAYAK-2020" not in BOOK.unverified("2024-12")
