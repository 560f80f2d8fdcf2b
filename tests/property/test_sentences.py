"""Ten thousand cases put into words: at most 220 characters, every number and date is a fact of the case, no word of the code."""

import datetime as dt
import json
import random
import re

import polars as pl
import pytest

from pipeline.reconcile.kinds.exclusion import STATES
from pipeline.reconcile.kinds.identity import CAUSES, SOURCES
from pipeline.wording import (
    DATES,
    ENGLISH,
    FACTS,
    LIMIT,
    MONEY,
    NAMES,
    NEW_MONEY,
    SIDES,
    VALUES,
    WORDS,
    in_english,
    rupiah,
    shortened,
    worded,
    wordings,
)
from schemas.codes import CaseKind, PayState, SurveyResult
from schemas.kinds import case_kinds

WANTED = 10_000
TEXTS = {
    "program": ("Sembako", "PKH", "BLT Dana Desa", "PIP"), "program_2": ("BST", "PKH"), "penyalur": ("BRI", "POS", "BSB", "?", ""),
    "penyalur_2": ("POS", "BNI", "?"), "status": ("nonaktif", "graduasi"), "snapshot": ("2025-03", "2024-12"), "tercatat": ("2024-11",),
    "pekerjaan": ("PNS", "PENSIUNAN TNI", "ANGGOTA DPRD KABUPATEN ATAU KOTA ATAU PROVINSI"), "sumber_fakta": ("data sosial", "survei lapangan"),
    "keadaan": ("rekening gagal", "saldo kosong", "masih diproses"), "bulan_dari": ("2025-04",), "bulan_sampai": ("2025-06",),
    "berkas": ("data sosial", "daftar bayar"), "berkas_2": ("formulir survei",), "sebab": ("dirusak Excel menjadi notasi ilmiah",), "posisi": ("angka ke-15",),
}  # fmt: skip
PEOPLE = ("SITI AMINAH", "RADEN MAS MUHAMMAD ABDURRAHMAN WIRAATMADJA KUSUMANINGRAT", "M", "ST. AMINAH", "NYIMAS HJ. HALIMAH S.Pd")
NUMBER = re.compile(r"\d[\d.\-]*\d|\d")
CODE_WORDS = {
    "family", "person", "paid", "unpaid", "missing", "unknown", "null", "none", "true", "false", "registry", "survey", "disbursement", "payer",
    "amount", "due", "ordered", "received", "entitled", "eligible", "listed", "case", "kind", "rule", "score", "review", "match", "not",
    "the", "and", "of", "or", "is", "was", "for", "with", "birth", "name", "date", "address", "village", "error", "nan", "source", "row",
}  # fmt: skip


def drafts(seed: int = 20_250_531) -> pl.DataFrame:
    """Facts of every type for every wording, in turn; one in eight is not known."""
    rng = random.Random(seed)

    def fact(name: str) -> object:
        if rng.random() < 1 / 8:
            return None
        if name in MONEY:
            return rng.choice((0, 1, 600_000, -50_000, rng.randint(1, 10**12)))
        if name in DATES or name.endswith("tgl_lahir"):
            return dt.date(1920, 1, 1) + dt.timedelta(days=rng.randint(0, 40_000))
        if name.startswith("nama") or name in {"a_nik", "b_nik"}:
            return rng.choice(PEOPLE) if name.startswith("nama") else "1671******9001"
        return rng.choice(TEXTS[name]) if name in WORDS else rng.randint(1, 10)

    keys = sorted(wordings())
    columns = {**FACTS, **SIDES}
    rows = [
        {"wording": keys[i % len(keys)], "rule_id": "R", "legal_basis": "UU", **{name: fact(name) for name in columns}}
        for i in range(WANTED)
    ]
    return pl.DataFrame(rows, schema={"wording": pl.String, "rule_id": pl.String, "legal_basis": pl.String, **columns})


def told(row: dict[str, object]) -> set[str]:
    """Every number that stands in the row's own columns, as sentences write numbers, dates and rupiah."""
    found: set[str] = set()
    for name, value in row.items():
        if isinstance(value, dt.date):
            found.add(value.strftime("%d-%m-%Y"))
        elif isinstance(value, int):
            found |= {str(value), *NUMBER.findall(f"{value:,}".replace(",", "."))}
        elif isinstance(value, str) and name not in {"sentence", "facts"}:
            found |= set(NUMBER.findall(value))
    return found


def test_every_sentence_fits_and_says_only_what_the_case_holds() -> None:
    cases = worded(drafts())
    assert cases.height == WANTED
    assert set(cases["wording"]) == set(wordings())
    english = set(CODE_WORDS) | {str(s).lower() for s in (*PayState, *SurveyResult) if "_" in s} | {str(k).lower() for k in CaseKind}
    for row in cases.iter_rows(named=True):
        sentence = row["sentence"]
        assert 0 < len(sentence) <= LIMIT, row["wording"]
        fixed = set(NUMBER.findall(re.sub(r"\{\w+\}", "", wordings()[row["wording"]].sentence)))
        assert set(NUMBER.findall(sentence)) - told(row) <= fixed, (row["wording"], sentence)
        words = set(re.findall(r"[a-z_]+(?:-[a-z]+)?", re.sub(r"[A-Z][A-Z .']+", "", sentence).lower()))
        assert not words & english, (row["wording"], words & english)
        assert "{" not in sentence
        assert set(json.loads(row["facts"])) == set(wordings()[row["wording"]].kept)


def test_no_wording_holds_a_number_of_its_own() -> None:
    """A number in a sentence that is no fact would be one nobody can check: only "s.d." and the law's words are fixed."""
    bare = {key: NUMBER.findall(re.sub(r"\{\w+\}", "", w.sentence)) for key, w in wordings().items()}
    assert {key: numbers for key, numbers in bare.items() if numbers} == {}


def test_a_sentence_is_never_cut_in_the_middle() -> None:
    """The longest facts still leave room for the full stop."""
    cases = worded(drafts(seed=7))
    assert cases.filter(~pl.col("sentence").str.ends_with(".") & (pl.col("sentence").str.len_chars() >= LIMIT)).is_empty()


def test_rupiah_are_dotted_by_thousands() -> None:
    frame = pl.DataFrame({"a": [0, 999, 1000, 600_000, -50_000, 10**12]})
    assert frame.select(said=rupiah(pl.col("a")))["said"].to_list() == [
        "Rp0",
        "Rp999",
        "Rp1.000",
        "Rp600.000",
        "Rp-50.000",
        "Rp1.000.000.000.000",
    ]


@pytest.mark.slow
def test_the_english_twin_tells_the_same_numbers() -> None:
    cases = worded(drafts(seed=11)).with_columns(kind=pl.col("wording").str.slice(0, 5))
    cases = cases.with_columns(english=in_english(cases))
    assert cases.filter(pl.col("english") == "").is_empty()
    assert cases["english"].str.len_chars().max() <= LIMIT
    for indonesian, english in cases.select("sentence", "english").iter_rows():
        if not indonesian.endswith("…") and not english.endswith("…"):
            assert sorted(NUMBER.findall(indonesian)) == sorted(NUMBER.findall(english))


def test_the_english_twin_of_a_reopened_case_names_what_changed() -> None:
    cases = worded(drafts(seed=11)).with_columns(kind=pl.col("wording").str.slice(0, 5)).head(3)
    again = cases.with_columns(sentence=pl.col("sentence") + pl.lit(" Dibuka lagi: tanggal lahir, jumlah dibayar berubah."))
    assert in_english(again).to_list() == [f"{s} Reopened because these changed: birth date, amount paid." for s in in_english(cases)]
    assert set(ENGLISH) == {*NAMES.values(), "buktinya", NEW_MONEY}


def test_the_english_twin_has_no_indonesian_word_of_a_cause_a_source_or_a_state() -> None:
    words = {*CAUSES.values(), *SOURCES.values(), *STATES.values(), "survei lapangan"}
    assert words <= set(VALUES)
    told = {"wording": ["ID-NR.rusak", "ID-NB.beda", "EE-RK.keadaan"], "kind": ["ID-NR", "ID-NB", "EE-RK"], "rule_id": [""] * 3}
    facts = {
        "berkas": ["daftar bayar"] * 3,
        "berkas_2": ["data sosial"] * 3,
        "beda": [4] * 3,
        "posisi": ["angka ke-3, 4, 5 dan lainnya"] * 3,
    }
    more = {"sebab": ["kehilangan 3 angka terakhir"] * 3, "keadaan": ["saldo kosong"] * 3, "nama_a": ["SITI"] * 3, "nama_b": ["SITI"] * 3}
    cases = worded(
        pl.DataFrame(told | facts | more | {"program": ["Sembako"] * 3, "hak": [600_000] * 3}).with_columns(legal_basis=pl.lit(""))
    )
    assert in_english(cases).to_list() == [
        "The NIK in the pay list lost its last 3 digits and cannot be trusted; check KTP or KK and correct it.",
        "The NIK in the pay list and the registry differ in 4 digit(s) (digit 3, 4, 5 and others), yet were linked as one person (SITI).",
        "Entitled to Sembako Rp600.000 and on the pay list of a payer that is not named, but the money did not arrive: empty balance; no other payer paid.",
    ]


def test_one_name_is_told_where_both_lists_write_the_same() -> None:
    pair = {"wording": ["ID-NB.beda"] * 2, "nama_a": ["SITI AMINAH"] * 2, "nama_b": ["Siti Aminah", "ST. AMINAH"], "rule_id": [""] * 2}
    told = worded(pl.DataFrame(pair).with_columns(legal_basis=pl.lit("")))["sentence"].to_list()
    assert told[0].endswith("satu orang (SITI AMINAH).")
    assert told[1].endswith("satu orang (SITI AMINAH / ST. AMINAH).")


def test_a_reopened_case_that_is_shortened_loses_no_digit() -> None:
    long = pl.DataFrame({"text": ["Dibayar Rp600.000 " * 13], "room": [190]})
    cut = long.select(said=shortened(pl.col("text"), pl.col("room")))["said"][0]
    assert len(cut) <= 190
    assert set(NUMBER.findall(cut)) == {"600.000"}
    assert cut.endswith("…")


def test_every_kind_has_a_sentence() -> None:
    assert {w.kind for w in wordings().values()} == set(case_kinds())


def test_one_month_is_told_once_and_a_span_as_a_span() -> None:
    said = {"wording": ["EE-BB.tidak_tahu_dtks", "PB-KR.dibayar"] * 2, "kind": ["EE-BB", "PB-KR"] * 2, "rule_id": [""] * 4}
    months = {"bulan_dari": ["2024-03"] * 2 + ["2025-04"] * 2, "bulan_sampai": ["2024-03"] * 2 + ["2025-06"] * 2}
    cases = worded(pl.DataFrame(said | months | {"program": ["Sembako"] * 4}).with_columns(legal_basis=pl.lit("")))
    spans = [re.findall(r"untuk (\S+(?: s\.d\. \S+)?)[;:]", s) for s in cases["sentence"]]
    assert spans == [["2024-03"], ["2024-03"], ["2025-04 s.d. 2025-06"], ["2025-04 s.d. 2025-06"]]
    assert [re.findall(r"for (\S+(?: to \S+)?)[;:]", s) for s in in_english(cases)] == [
        ["2024-03"],
        ["2024-03"],
        ["2025-04 to 2025-06"],
        ["2025-04 to 2025-06"],
    ]


def test_a_day_of_payment_that_no_list_tells_is_said_to_be_unknown() -> None:
    said = {"wording": ["PB-TS.survei"] * 2, "kind": ["PB-TS"] * 2, "rule_id": [""] * 2, "program": ["PKH"] * 2, "penyalur": ["BRI"] * 2}
    days = {"tgl_bayar": [dt.date(2025, 5, 2), None], "tgl_kunjungan": [dt.date(2025, 5, 20)] * 2, "dibayar": [225_000] * 2}
    cases = worded(pl.DataFrame(said | days).with_columns(legal_basis=pl.lit("")))
    assert [s.split(",")[0] for s in cases["sentence"]] == [
        "Tercatat dibayar PKH Rp225.000 (BRI) pada 02-05-2025",
        "Tercatat dibayar PKH Rp225.000 (BRI) (tanggal bayarnya tidak tercantum)",
    ]
    assert [s.split(",")[0] for s in in_english(cases)] == [
        "On record as paid PKH Rp225.000 (BRI) on 02-05-2025",
        "On record as paid PKH Rp225.000 (BRI) (pay day not listed)",
    ]


def test_a_sender_that_nobody_names_is_called_so() -> None:
    said = {
        "wording": ["BD-00.proses"] * 3,
        "kind": ["BD-00"] * 3,
        "rule_id": [""] * 3,
        "program": ["PKH"] * 3,
        "keadaan": ["saldo kosong"] * 3,
    }
    cases = worded(pl.DataFrame(said | {"penyalur": ["?", "", None]}).with_columns(legal_basis=pl.lit("")))
    assert all(s.startswith("Pembayaran PKH oleh penyalur yang tidak disebut belum selesai") for s in cases["sentence"])
    assert all(s.startswith("The payment of PKH by a payer that is not named is unfinished") for s in in_english(cases))
