"""Whose death a cell speaks of."""

import datetime as dt
from collections.abc import Callable

import pytest

from pipeline.standardise import Standardised
from pipeline.standardise.people.coded import deceased, standing
from pipeline.standardise.people.deaths import Death, whose
from pipeline.standardise.visits.results import read_result
from schemas.codes import Kind
from schemas.codes import SurveyResult as R

SELF = (
    *("Meninggal", "MENINGGAL DUNIA", "Alm", "Alm.", "alm 2023", "MD", "MD 5/6/2024", "Wafat", "wafat th 2024", "Meninggal 12-03-2025"),
    *("meninggal dunia Maret 2025", "Sudah meninggal", "sdh meninggal", "KPM meninggal", "Ybs meninggal dunia", "non aktif (meninggal)"),
    *("Meninggal (belum ada akta)", "Meninggal, suami masih ada", "Meninggal, ahli waris istri", "Meninggal ada ahli waris", "Mati"),
    *("Meninggal digantikan anak", "Meninggal (ahli waris)", "Dihapus karena meninggal", "Tutup usia", "Lansia, meninggal", "Almarhumah"),
    *("Suami meninggal, ybs juga meninggal", "KPM meninggal diganti anak", "Tidak layak: meninggal", "Meninggal istri masih hidup"),
    *("Telah meninggal dunia pada tanggal 12 Juni 2024", "meninggal, KK tunggal", "alm., ada ahli waris", "Meninggal sebatang kara"),
)
OTHER = (
    *("Suami meninggal", "Istri meninggal dunia", "Janda (suami meninggal)", "Anak pertama meninggal", "Orang tua sudah meninggal"),
    *("yatim (ayah meninggal)", "istri alm. Sarno", "Almarhum bapak", "Cerai mati", "CERAI MATI (2019)", "Janda cerai mati", "duda mati"),
    *(
        "ditinggal mati suami",
        "Ditinggal suami meninggal",
        "Meninggal suaminya",
        "Meninggal (suami)",
        "Suami: meninggal",
        "Suami - meninggal",
    ),
    *("Janda alm. Karto", "anak dari alm Budi", "Bapaknya wafat 2020", "Suami 12/03/2025 meninggal", "Pengganti KPM meninggal"),
    *("Ortu meninggal semua", "ibu kandung meninggal", "Ahli waris meninggal", "anggota keluarga meninggal", "Pengganti almarhum Sarno"),
    *("Bayi meninggal saat lahir", "Janda karena suami meninggal, punya 2 anak", "Cerai mati, punya anak 3"),
)
NONE = ("Hidup", "Masih hidup", "Belum meninggal", "Tidak meninggal", "BELUM MENINGGAL DUNIA", "Bukan meninggal, pindah", "masih sehat")
DOUBT = (
    *("Meninggal?", "Tercatat meninggal, masih hidup", "Diduga meninggal", "Kabarnya meninggal", "Data salah, meninggal"),
    *("Alm. Sarno", "dikira meninggal ternyata masih hidup"),
)
SILENT = ("Pindah", "Lumpuh", "ODGJ", "ada", "belum ada akta meninggal", "ada surat kematian", "mati suri", "KTP mati", "MDT", "Salma", "-")
CASES = [
    (w, d)
    for d, words in ((Death.SELF, SELF), (Death.OTHER, OTHER), (Death.NONE, NONE), (Death.DOUBT, DOUBT), (None, SILENT))
    for w in words
]


@pytest.mark.parametrize(("cell", "death"), CASES)
def test_whose_death(cell: str, death: Death | None) -> None:
    assert whose(cell) is death


@pytest.mark.parametrize(("cell", "death"), [case for case in CASES if case[1] is not None])
def test_only_the_death_of_the_person_of_the_row_counts(cell: str, death: Death) -> None:
    assert deceased(cell) is {Death.SELF: True, Death.NONE: False}.get(death)
    result = read_result(cell)
    assert (result in {R.MENINGGAL, R.MENINGGAL_TUNGGAL, R.MENINGGAL_ADA_AHLI}) == (death is Death.SELF), result


@pytest.mark.parametrize("cell", ["Suami meninggal, istri masih layak", "Suami meninggal istri masih layak", "Layak (cerai mati)"])
def test_what_stands_beside_the_death_of_another_is_still_read(cell: str) -> None:
    assert read_result(cell) is R.LAYAK


def test_a_death_of_others_leaves_the_standing() -> None:
    assert [standing(v) for v in ("TIDAK LAYAK", "Dicoret", "graduasi", "LAYAK")] == ["NONAKTIF"] * 3 + ["AKTIF"]
    assert (standing("Suami meninggal"), standing("non aktif (meninggal)"), standing("Cerai mati")) == ("AKTIF", "NONAKTIF", "AKTIF")


def test_a_day_beside_the_death_of_another_is_no_day_of_death(run: Callable[..., Standardised]) -> None:
    cells = ["Suami meninggal 12-03-2025", "MD 5/6/2024", "12-03-2025", "Cerai mati 12/03/2025", "Belum meninggal"]
    rows = [{"nik": "", "name": f"SITI {letter}", "desil": "1", "deceased": cell} for letter, cell in zip("ABCDE", cells, strict=True)]
    found = run(Kind.REGISTRY, rows).frame
    assert found["deceased"].to_list() == [None, True, True, None, False]
    assert found["deceased_on"].to_list() == [None, dt.date(2024, 6, 5), dt.date(2025, 3, 12), None, None]
