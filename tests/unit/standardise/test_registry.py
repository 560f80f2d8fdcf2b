"""Registry rows: standings, death, jobs, components, desil, snapshot, family."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipeline.standardise import Standardised
from pipeline.standardise.people import coded
from pipeline.standardise.people.relationships import decide_table
from schemas.codes import Kind

Run = Callable[..., Standardised]
NIK, KK = "1671080507859001", "1671081001209001"


def row(run: Run, cells: dict[str, Any], **kw: Any) -> dict[str, Any]:
    return run(Kind.REGISTRY, [{"nik": NIK, "name": "A", "no_kk": KK, **cells}], **kw).frame.row(0, named=True)


@pytest.mark.parametrize(
    ("cells", "standing"),
    [
        ({}, "AKTIF"), ({"registry_status": "Aktif"}, "AKTIF"), ({"registry_status": "NON AKTIF"}, "NONAKTIF"),
        ({"is_inactive": "1"}, "NONAKTIF"),
        ({"is_inactive": "0"}, "AKTIF"), ({"is_inactive": "Nonaktif"}, "NONAKTIF"), ({"deleted": "Dihapus"}, "DIHAPUS"),
        ({"is_inactive": "1", "deleted": "Ya"}, "DIHAPUS"),
        ({"deleted": "Tidak"}, "AKTIF"), ({"registry_status": "Meninggal"}, "AKTIF"), ({"registry_status": "apa?"}, "AKTIF"),
    ],
)  # fmt: skip
def test_three_standings(run: Run, cells: dict[str, str], standing: str) -> None:
    assert row(run, cells)["registry_status"] == standing


@pytest.mark.parametrize(
    ("cells", "dead", "day"),
    [
        ({}, None, None), ({"deceased": "Meninggal"}, True, None), ({"deceased": "Masih Hidup"}, False, None),
        ({"deceased": "1"}, True, None),
        ({"deceased_on": "10/05/2025"}, True, dt.date(2025, 5, 10)), ({"registry_status": "MENINGGAL DUNIA"}, True, None),
        ({"deceased": "?"}, None, None),
        ({"deceased": "Meninggal tanggal 12/03/2024"}, True, dt.date(2024, 3, 12)), ({"deceased": "12-03-2024"}, True, dt.date(2024, 3, 12)),
        ({"deceased": "MENINGGAL DUNIA, 5 Mei 2023"}, True, dt.date(2023, 5, 5)), ({"deceased": "Masih hidup 12/03/2024"}, False, None),
        ({"registry_status": "Meninggal (12-03-2024)"}, True, dt.date(2024, 3, 12)), ({"registry_status": "Aktif"}, None, None),
        ({"deceased": "Meninggal tanggal 12/03/2024", "deceased_on": "11/03/2024"}, True, dt.date(2024, 3, 11)),
        ({"deceased_on": "11/23/2024"}, True, None), ({"deceased_on": "31/02/2024"}, True, None), ({"deceased_on": "2024-13-01"}, True, None), ({"deceased_on": "9022024"}, True, dt.date(2024, 2, 9)), ({"deceased_on": "31022024"}, True, None),
        ({"deceased_on": "-"}, None, None), ({"deceased_on": "00/00/0000"}, None, None), ({"deceased_on": "tidak"}, None, None),
    ],
)  # fmt: skip
def test_death(run: Run, cells: dict[str, str], dead: bool | None, day: dt.date | None) -> None:
    found = row(run, cells)
    assert (found["deceased"], found["deceased_on"]) == (dead, day)


def test_who_bears_a_mark_that_nobody_explains_is_judged_by_nothing(run: Run) -> None:
    cells = {"desil": "9", "occupation": "PNS"}
    plain, marked = row(run, cells), row(run, {**cells, "unread_mark": "dicoret"})
    assert (plain["desil"], plain["occupation_excluded"]) == (9, True)
    assert (marked["desil"], marked["occupation_excluded"], marked["deceased"], marked["registry_status"]) == (None, None, None, "AKTIF")


@pytest.mark.parametrize(
    ("job", "excluded"),
    [
        ("Pegawai Negeri Sipil (PNS)", True), ("TENTARA NASIONAL INDONESIA (TNI)", True), ("Kepolisian RI (POLRI)", True),
        ("PENSIUNAN", True), ("Karyawan BUMN", True),
        ("ASN", True), ("PPPK", True), ("Kepala Desa", True), ("Anggota DPRD Kabupaten/Kota", True), ("Pendamping PKH", True),
        ("Direktur CV", True),
        ("Mengurus Rumah Tangga", False), ("PETANI/PEKEBUN", False), ("Buruh Harian Lepas", False), ("Belum/Tidak Bekerja", False),
        ("Karyawan Swasta", False),
        ("Guru", None), ("Perangkat Desa", None), ("Istri PNS", None), ("Mantan TNI", None), ("5", None), ("-", None),
        ("TUKANG CUKUR ASRAMA TNI", None), ("Petugas kebersihan kantor polisi", None), ("CALON PNS GAGAL", None),
        ("Pembantu rumah tangga pejabat", None), ("Ayah PNS", None), ("Anggota TNI", True), ("Purnawirawan TNI", True), ("PNS Guru", True),
    ],
)  # fmt: skip
def test_jobs_that_exclude(job: str, excluded: bool | None) -> None:
    assert coded.excluded_job(job) is excluded


@pytest.mark.parametrize(
    ("name", "sex", "dead"),
    [
        ("ALM. WAGIMAN WIBOWO", "L", True), ("Wagiman (Alm)", "L", True), ("ALMH. SITI AMINAH", "P", True), ("SITI AMINAH, ALMH", "P", True),
        ("ALMARHUM BUDI", None, True), ("SITI AMINAH", "P", None), ("ALM. SARNO", "P", None), ("JANDA ALM. SARNO", "P", None),
        ("SITI BINTI ALM", "P", None), ("SITI B. ALM. AHMAD", "P", None), ("HALMAHERA", "L", None), ("BU ALMH. SRI", "P", None),
    ],
)  # fmt: skip
def test_a_mark_of_death_on_the_persons_own_name(run: Run, name: str, sex: str | None, dead: bool | None) -> None:
    assert row(run, {"name": name, "sex": sex})["deceased"] is dead


@pytest.mark.parametrize(
    ("text", "level"),
    [("SD/Sederajat", "SD"), ("MI", "SD"), ("SMP", "SMP"), ("MTs", "SMP"), ("SMA/SMK", "SMA"), ("MA", "SMA"), ("Tidak sekolah", "TIDAK"),
     ("PAUD", "TIDAK"), ("S1", "TIDAK"),
     ("?", None)],
)  # fmt: skip
def test_school_levels(text: str, level: str | None) -> None:
    assert coded.school_level(text) == level


def test_components(run: Run) -> None:
    found = row(run, {"disability": "Disabilitas Berat", "pregnant": "Hamil", "padan": "Tidak Padan"})
    assert (found["disabled_severe"], found["pregnant"], found["padan"]) == (True, True, False)
    found = row(run, {"disability": "Ya", "pregnant": "2", "padan": "1"})
    assert (found["disabled_severe"], found["pregnant"], found["padan"]) == (None, False, True)


@pytest.mark.parametrize(
    ("text", "desil"),
    [
        ("3", 3),
        ("03", 3),
        ("3.0", 3),
        ("Desil 4", 4),
        ("10", 10),
        ("Desil 1-4", None),
        ("Desil 6-10", 6),
        ("6 ke atas", 6),
        ("5-10", None),
        ("0", None),
        ("11", None),
        ("", None),
    ],
)
def test_desil(run: Run, text: str, desil: int | None) -> None:
    assert row(run, {"desil": text})["desil"] == desil


def test_a_range_of_desil_is_told(run: Run) -> None:
    assert "DES-01" in run(Kind.REGISTRY, [{"name": "A", "desil": "Desil 1-4"}]).rejects["rule_id"].to_list()


def test_desil_before_dtsen_is_another_scale(run: Run) -> None:
    done = run(Kind.REGISTRY, [{"name": "A", "desil": "3"}], title="DTKS per 31 Januari 2025")
    assert done.frame["desil"].to_list() == [None]
    assert done.frame["registry_kind"].to_list() == ["DTKS"]
    assert done.frame["snapshot"].to_list() == ["2025-01"]
    assert "DES-02" in done.rejects["rule_id"].to_list()


def test_kind_and_snapshot(run: Run) -> None:
    assert row(run, {"desil": "3"})["registry_kind"] == "DTSEN"
    assert row(run, {}, layout="siks-bnba", hints={"registry_kind": "DTKS"})["registry_kind"] == "DTKS"
    assert row(run, {}, name="2025-05/dtsen_2025-03.csv")["snapshot"] == "2025-03"
    assert row(run, {}, name="2025-05/dtsen_v3_2025_16.71.csv")["snapshot"] == "2025-05"


def test_desil_makes_a_list_of_2025_dtsen_whatever_its_layout_but_not_p3ke(run: Run) -> None:
    found = row(run, {"desil": "3"}, layout="siks-ng-bnba", hints={"registry_kind": "DTKS"})
    assert (found["registry_kind"], found["desil"]) == ("DTSEN", 3)
    found = row(run, {"desil": "3"}, layout="p3ke", hints={"registry_kind": "DTKS"})
    assert (found["registry_kind"], found["desil"]) == ("DTKS", None)


def test_family_is_the_kk_else_the_sources_key_else_the_record(run: Run) -> None:
    rows = [
        {"name": "A", "no_kk": KK, "family_key": "K1"},
        {"name": "B", "no_kk": "167108", "family_key": "K1"},
        {"name": "C", "no_kk": None, "family_key": None},
    ]
    frame = run(Kind.REGISTRY, rows).frame
    assert frame["family_id"].to_list() == [KK, "K1", frame["record_id"][2]]


def test_the_family_of_a_masked_card_is_what_can_be_seen_of_it_at_its_address(run: Run) -> None:
    cards = ["167108******9001", "167108******9001", "167108******9001", "167108******9002", "****************"]
    streets = ["JL. MUSI 4", "JL. MUSI 4", "JL. OGAN 7", "JL. MUSI 4", "JL. MUSI 4"]
    rows = [{"no_kk": card, "name": f"ORANG {n}", "address": street} for n, (card, street) in enumerate(zip(cards, streets, strict=True))]
    families = run(Kind.REGISTRY, rows).frame["family_id"]
    assert families[0] == families[1]
    assert families.n_unique() == 4


def test_programmes_the_registry_lists(run: Run) -> None:
    cells = {"programme_flag:SEMBAKO": "1", "programme_flag:PKH": "YA", "programme_flag:BST": "TIDAK", "programme_flag:PBI-JK": "0"}
    assert row(run, cells)["programmes"] == "PKH;SEMBAKO"
    assert row(run, {"programme": "PKH, BPNT"})["programmes"] == "PKH;SEMBAKO"
    assert row(run, {})["programmes"] is None


def relations(codes: list[str], sexes: str, years: list[int]) -> pl.DataFrame:
    return pl.DataFrame({"code": codes, "sex": list(sexes), "birth_date": [dt.date(y, 1, 1) for y in years]})


def test_code_three_is_a_child_where_both_sexes_have_it() -> None:
    assert decide_table(relations(["1"] * 3 + ["3"] * 6, "LLLLPLPLP", [1970] * 3 + [2005] * 6)) == "bps"


def test_code_three_is_a_wife_where_all_are_women_of_the_heads_age() -> None:
    assert decide_table(relations(["1"] * 3 + ["3"] * 6, "LLLPPPPPP", [1970] * 3 + [1973] * 6)) == "dukcapil"


def test_code_three_stays_open_with_too_few_rows(run: Run) -> None:
    assert decide_table(relations(["1", "3"], "LP", [1970, 1972])) is None
    done = run(
        Kind.REGISTRY,
        [{"name": "A", "relationship": "1"}, {"name": "B", "relationship": "3"}, {"name": "C", "relationship": "Anak kandung"}],
    )
    assert done.frame["relationship"].to_list() == ["KEPALA", None, "ANAK"]
    assert "KOD-02" in done.rejects["rule_id"].to_list()


@pytest.mark.parametrize(("profile", "expected"), [("bps", "ANAK"), ("regsosek", "ANAK"), ("dukcapil", "PASANGAN"), ("p3ke", "ANAK")])
def test_code_three_by_profile(run: Run, profile: str, expected: str) -> None:
    assert row(run, {"relationship": "3"}, hints={"relationship": profile})["relationship"] == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Kepala Keluarga", "KEPALA"), ("1. KEPALA KELUARGA", "KEPALA"), ("ISTRI", "PASANGAN"), ("Istri/Suami", "PASANGAN"),
     ("ANAK", "ANAK"), ("Orang Tua/Mertua", "ORANG_TUA"),
     ("FAMILI LAIN", "FAMILI_LAIN"), ("Pembantu Rumah Tangga", "PEMBANTU"), ("LAINNYA", "LAINNYA"), ("MENANTU", "MENANTU"),
     ("Cucu", "CUCU")],
)  # fmt: skip
def test_words_of_relationship(run: Run, word: str, expected: str) -> None:
    assert row(run, {"relationship": word})["relationship"] == expected


def test_a_list_of_heads_is_a_list_of_persons(run: Run) -> None:
    done = run(Kind.REGISTRY, [{"head_name": "BUDI", "head_nik": NIK, "no_kk": KK}])
    assert done.frame.select("name", "nik").row(0) == ("BUDI", NIK)


def test_the_titles_village_serves_a_list_without_one(run: Run) -> None:
    done = run(Kind.REGISTRY, [{"name": "A"}], title="DATA SINTETIS / KELURAHAN SAKO BARU KECAMATAN SAKO / TAHUN 2025")
    assert done.frame["village_code"].to_list() == ["1671081007"]


def test_century_of_two_digit_birth_years(run: Run) -> None:
    frame = run(Kind.REGISTRY, [{"name": "A", "birth_date": "1-1-30"}, {"name": "B", "birth_date": "1-1-20"}]).frame
    assert frame["birth_date"].to_list() == [dt.date(1930, 1, 1), dt.date(2020, 1, 1)]
    assert frame["birth_date_raw"].to_list() == ["1-1-30", "1-1-20"]


def test_a_column_by_which_everybody_is_dead_is_not_believed(run: Run) -> None:
    """The dated death stays; five of a hundred without a date are believed."""
    many = [{"name": f"N{i}", "deceased": "Meninggal"} for i in range(30)]
    done = run(Kind.REGISTRY, [*many, {"name": "B", "deceased": "Meninggal", "deceased_on": "01/02/2024"}])
    assert done.frame["deceased"].to_list() == [None] * 30 + [True]
    assert "MAT-01" in done.rejects["rule_id"].to_list()
    few = [{"name": f"N{i}", "deceased": "Meninggal" if i < 5 else "Hidup"} for i in range(100)]
    assert run(Kind.REGISTRY, few).frame["deceased"].sum() == 5


@pytest.mark.parametrize(
    ("column", "remark", "dead", "day"),
    [
        ("result", "Meninggal 05/06/2024", True, dt.date(2024, 6, 5)),
        ("note", "Alm.", True, None),
        ("note", "Alm. 12/05/2024", True, dt.date(2024, 5, 12)),
        ("note", "suami meninggal 2024", None, None),
        ("result", "", None, None),
    ],
)
def test_a_remark_that_begins_with_death_speaks_of_the_person(
    run: Run, column: str, remark: str, dead: bool | None, day: dt.date | None
) -> None:
    frame = run(Kind.REGISTRY, [{"name": "A", column: remark}, *({"name": f"B{n}", column: ""} for n in range(9))]).frame
    assert frame.select("deceased", "deceased_on").row(0) == (dead, day)


@pytest.mark.parametrize(
    ("cells", "year"),
    [
        ({"age": "37"}, 1987),
        ({"age": "37 TH"}, 1987),
        ({"age": "0"}, 2024),
        ({"birth_year": "1987", "age": "40"}, 1987),
        ({"age": "-"}, None),
    ],
)
def test_an_age_or_a_year_is_a_year_of_birth(run: Run, cells: dict[str, Any], year: int | None) -> None:
    assert row(run, cells)["birth_year"] == year


@pytest.mark.parametrize(("header", "severe"), [("disabilitas_berat", [True, False]), ("Penyandang Disabilitas", [None, False])])
def test_a_header_that_asks_for_a_severe_disability_is_answered_by_yes_and_no(run: Run, header: str, severe: list[bool | None]) -> None:
    rows = [{"name": "A", "no_kk": "1671081205109001", "disability": said} for said in ("Ya", "Tidak")]
    assert run(Kind.REGISTRY, rows, headers={"disability": header}).frame["disabled_severe"].to_list() == severe


def test_an_export_of_several_quarters_holds_a_snapshot_of_each(run: Run) -> None:
    rows = [
        {"nik": NIK, "name": "A", "no_kk": KK, "desil": "2", "period": quarter}
        for quarter in ("TW IV 2024", "TW I 2025", "TW II 2025", "?")
    ]
    frame = run(Kind.REGISTRY, rows, name="2025-05/dtsen.csv").frame
    assert frame["snapshot"].to_list() == ["2024-12", "2025-03", "2025-05", "2025-05"], (
        "a quarter that is not over, and none, is the folder's"
    )
