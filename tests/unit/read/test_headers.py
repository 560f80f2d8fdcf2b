"""What offices write above their columns, and what it means."""

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.columns.headers import Heading, assign, build_vocabulary, key, map_headers, meaning
from pipeline.read.columns.month_columns import find_months
from pipeline.read.columns.payments import by_period
from pipeline.read.columns.ticks import ticked_sexes
from schemas.fields import known_field
from schemas.layouts import load_synonyms

VOCABULARY = build_vocabulary(load_synonyms().model_dump(mode="json"))


def field_of(text: str) -> str:
    said = meaning(Heading(text), VOCABULARY)
    return said.fields[0] if said and said.fields else ""


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("NIK", "nik"),
        ("NIK PENGURUS / ART", "nik"),
        ("1. NIK Calon Penerima Bantuan", "nik"),
        ("Nomor Induk Kependudukan (NIK)", "nik"),
        ("nik_kk", "head_nik"),
        ("NIK Pengganti", "substitute_nik"),
        ("NIK Petugas", ""),
        ("NIK Ibu Kandung", ""),
        ("NO. KK", "no_kk"),
        ("nomor_kartu_keluarga", "no_kk"),
        ("kkno", "no_kk"),
        ("KETMENINGG", "deceased"),  # as dBase cuts it
        ("RATARATAXX", ""),
        ("No.KKS", "card"),
        ("no_kks", "card"),
        ("Nomor Kartu Keluarga Sejahtera (KKS)", "card"),
        ("Nama Penerima Manfaat", "name"),
        ("Nama Lengkap Penerima Bansos (sesuai KTP)", "name"),
        ("Nama Kepala Keluarga", "head_name"),
        ("Nama Bank", "payer"),
        ("Nama Ibu Kandung", "mother_name"),
        ("Nama Petugas", "enumerator"),
        ("TANGGAL LAHIR\n(31/01/2000)", "birth_date"),
        ("Tgl. Lahir", "birth_date"),
        ("Desa/Kelurahan", "village_name"),
        ("Kel.", "village_name"),
        ("Kode Pos", ""),
        ("KODE WILAYAH", "village_code"),
        ("subDistrict", "district_name"),
        ("KAB/KOTA", "regency_name"),
        ("RT/RW", "rt_rw"),
        ("L/P", "sex"),
        ("Jml Bantuan (Rp)", "amount"),
        ("Besaran", "amount"),
        ("Jumlah bantuan yang diterima (Rp)", "amount_received"),
        ("Apakah keluarga sudah menerima bansos?", "received"),
        ("Status Salur", "state"),
        ("Hasil Verifikasi", "result"),
        ("BNPT_PPKM", "programme_flag:BPNT-PPKM"),
        ("Tidak Ditemui", "result_tick:TIDAK DITEMUI"),
        ("group_a/nik", "nik"),
        ("identitas-no_kk", "no_kk"),
        ("data:nama", "name"),
        ("_submission_time", "submitted_at"),
        ("No.", ""),
        ("Foto KTP", ""),
    ],
)
def test_headers_mean(header: str, field: str) -> None:
    assert field_of(header) == field


def test_every_synonym_names_a_known_field() -> None:
    synonyms = load_synonyms()
    assert all(known_field(name) for name in synonyms.fields)
    assert all(known_field(rule.field) for rule in synonyms.rules)
    assert all(known_field(name) for options in synonyms.ambiguous.values() for name in options)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(VOCABULARY.exact)), st.sampled_from([str.upper, str.title, lambda s: f"  {s} *", lambda s: f"{s} (Rp)"]))
def test_case_blanks_and_hints_do_not_matter(word: str, dress) -> None:
    if word not in VOCABULARY.ambiguous and f"{word}rp" not in VOCABULARY.exact:  # "Bantuan (Rp)" is a word of its own
        assert field_of(dress(word)) == VOCABULARY.exact[word][0]


def test_of_two_words_for_one_field_the_better_wins() -> None:
    found = assign([Heading("NIK KTP"), Heading("NIK"), Heading("NAMA")], VOCABULARY)
    assert found.columns == {"nik": 1, "name": 2}
    assert found.conflicts == {}


def test_the_same_word_twice_is_a_conflict() -> None:
    found = assign([Heading("NIK"), Heading("Nama"), Heading("NAMA")], VOCABULARY)
    assert (found.columns, found.conflicts) == ({"nik": 0}, {"name": (1, 2)})


def test_a_merged_title_of_other_people_keeps_its_columns_from_being_the_persons() -> None:
    other = Heading("DATA PENGGANTI NIK", ("DATA PENGGANTI NIK", "PENGGANTI NIK", "NIK"))
    child = Heading("IDENTITAS KPM NIK", ("IDENTITAS KPM NIK", "KPM NIK", "NIK"))
    assert meaning(other, VOCABULARY).fields == ("substitute_nik",)
    assert meaning(child, VOCABULARY).fields == ("nik",)


def test_a_foreign_list_maps_what_it_can() -> None:
    assert map_headers(["id", "NIK", "Nama", "Nama", "Umur"], VOCABULARY, {"nik", "name"}) == {"name": "Nama", "nik": "NIK"}


def test_keys_forget_case_and_punctuation() -> None:
    assert key("NO. KK") == key("no_kk") == key("NOKK") == "nokk"


@pytest.mark.parametrize(
    ("group", "header", "field"),
    [
        ("Identitas KPM", "RT", "rt"), ("Identitas KPM", "Kelurahan", "village_name"), ("Identitas Penerima", "Alamat", "address"),
        ("Domisili", "RT/RW", "rt_rw"), ("Penyaluran", "Tanggal", "paid_on"), ("Data Diri", "NIK", "nik"),
    ],
)  # fmt: skip
def test_a_header_under_a_group_speaks_for_itself_first(group: str, header: str, field: str) -> None:
    said = meaning(Heading(f"{group} {header}", (f"{group} {header}", header)), VOCABULARY)
    assert said.fields == (field,)


class _Unread(dict[int, list[str]]):
    """Cells that nobody may look at: of a large workbook they are the dear part."""

    def column(self, index: int) -> list[str]:
        raise AssertionError(index)

    __missing__ = column


def test_cells_are_looked_at_only_where_the_header_asks_for_it() -> None:
    headings, unread = [Heading(text) for text in ("NIK", "NAMA", "ALAMAT", "NOMINAL")], cast("Any", _Unread())
    assert ticked_sexes(headings, unread, VOCABULARY) == {}
    assert by_period(headings, unread, VOCABULARY) == []
    assert find_months(headings, unread, VOCABULARY) == {}
