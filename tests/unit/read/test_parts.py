"""What a list says of itself being a part of a longer one; a word alone makes none."""

from __future__ import annotations

import pytest

from pipeline.read.parts import EARLIER, REST, parts_of_pages, parts_said, recipients_said, without_places


@pytest.mark.parametrize(
    ("title", "has", "wants"),
    [
        ("BAGIAN 1 DARI 2", {1}, {1, 2}),
        ("Bag. I dari II", {1}, {1, 2}),
        ("Halaman : 2 / 3", {2}, {1, 2, 3}),
        ("BRI_Sako_part1of2", {1}, {1, 2}),
        ("Sembako Sako (2 dari 2)", {2}, {1, 2}),
        ("dua dari tiga lembar", {2}, {1, 2, 3}),
        ("Penerima, bagian kedua", {2}, {1, 2}),
        ("Lanjutan dari halaman 1", {2}, {1}),
        ("REALISASI SEMENTARA MEI 2025", set(), {0}),
        ("SEMBAKO MEI GELOMBANG 2", {2}, {1, 2}),
        ("Showing 1 to 50 of 81 entries", {1}, {1, 2}),
        ("Menampilkan 51 sampai 81 dari 81 entri", {2}, {1, 2}),
        ("Menampilkan 101 s.d. 150 dari 1.230 data", {3}, set(range(1, 26))),
    ],
)
def test_a_title_names_a_part(title: str, has: set[int], wants: set[int]) -> None:
    [part] = parts_said([title], title=True)
    assert (part.has, part.wants) == (has, wants)
    assert parts_said([part.said], title=True) == [part], "said again it is the same part"


@pytest.mark.parametrize(
    "title",
    ["PENYALURAN ULANG SEMBAKO BAGI KPM YANG SEMULA GAGAL", "TAHAP 1 DARI 4", "tahap 1 dari 2", "Hal : 1/V/2025", "Hal 1/2025", "lembar ke 1", "BAGIAN KESRA", "RT 1/2", "Halaman 1 dari 1", "bagian dari 2 desa",
     "Showing 1 to 81 of 81 entries"],
)  # fmt: skip
def test_other_words_are_no_part(title: str) -> None:
    assert parts_said([title], title=True) == []


def test_what_rows_say_counts_only_with_a_count_or_at_the_end() -> None:
    assert parts_said(["berkas tidak lengkap", "bagian 2", "bersambung"]) == []
    [more] = parts_said(["bersambung"], last=True)
    assert (more.has, more.wants) == ({1}, {2})


def test_the_pages_of_a_print_are_all_there() -> None:
    page = "DAFTAR BAYAR\nHalaman {k} dari 2\n1671080507859001 SITI\n1671080507859002 NUR bagian 3 dari 9"
    said = parts_of_pages("\n".join(page.format(k=k) for k in (1, 2)))
    assert said == ["halaman 1 dari 2", "halaman 2 dari 2"]


@pytest.mark.parametrize(
    ("title", "registry", "said", "lacks"),
    [
        ("REALISASI SEMBAKO TAHAP 2 2025 BNI - KPM SEMBAKO MURNI (NON PKH)", False, "sembako murni", REST),
        ("SEMBAKO BSI TANPA PKH", False, "tanpa pkh", REST),
        ("KPM_BARU_SEMBAKO_TAHAP_2", False, "kpm baru", REST),
        ("BNI PERLUASAN HASIL BUREKOL", False, "perluasan", REST),
        ("REALISASI SUSULAN SEMBAKO", False, "susulan", EARLIER),
        ("SEMBAKO BRI KPM LANSIA DAN DISABILITAS", False, "kpm lansia", REST),
        ("SEMBAKO DESA KARANG NO URUT 1 S/D 12", False, "no urut 1 s/d 12", REST),
        ("SEMBAKO DESA KARANG NAMA A - M", False, "nama a - m", REST),
        ("DTSEN DESIL 1 DAN 2", True, "desil 1 dan 2", REST),
        ("DTSEN KEPALA KELUARGA PEREMPUAN", True, "kepala keluarga perempuan", REST),
        ("DTSEN PUNYA BALITA", True, "punya balita", REST),
        ("DATA DTSEN TRIWULAN II 2025 - KELUARGA PENERIMA PKH", True, "penerima pkh", REST),
        ("DTSEN 2025 DATA LANSIA KEC. SAKO", True, "data lansia", REST),
    ],
)
def test_a_title_names_whom_alone_a_list_holds(title: str, registry: bool, said: str, lacks: int) -> None:
    [part] = recipients_said([title], registry=registry)
    assert (part.said, part.wants) == (said, {lacks})
    assert recipients_said([part.said], registry=registry) == [part], "said again it is the same"


@pytest.mark.parametrize(
    ("title", "registry"),
    [
        ("DAFTAR PENERIMA PKH TAHAP 2 2025", False), ("PENYALURAN PKH DAN SEMBAKO", False), ("DESA BARU, KEC. TAMBAHAN", False),
        ("SEMBAKO TAMBAHAN (PENEBALAN) JUNI 2025", False), ("PENGGANTIAN KKS", False), ("DATA DTSEN TRIWULAN II 2025", True),
        ("DTKS PENERIMA BANSOS KELURAHAN SAKO", True), ("DATA TUNGGAL SOSIAL EKONOMI NASIONAL", True), ("DTSEN DESIL 1-5", True), ("DATA DTSEN DESIL 1 S.D. 10", True),
    ],
)  # fmt: skip
def test_other_titles_name_everybody(title: str, registry: bool) -> None:
    assert recipients_said([title], registry=registry) == []


@pytest.mark.parametrize(
    ("title", "names", "said"),
    [
        ("PENYALURAN SEMBAKO MURNI MEI 2025", ("MURNI",), []),
        ("sembako_murni_mei_2025", ("Murni",), []),
        ("PENYALURAN SEMBAKO KELURAHAN PERLUASAN", (), []),
        ("PENYALURAN SEMBAKO KEL. MURNI - KPM MURNI", (), ["kpm murni"]),
        ("PENYALURAN SEMBAKO MURNI MEI 2025", ("SAKO", "SUKA MAJU"), ["sembako murni"]),
        ("SEMBAKO SUKA-MAJU KPM BARU", ("SUKA MAJU",), ["kpm baru"]),
        ("SEMBAKO DESA BARU, KPM BARU", ("BARU",), ["kpm baru"]),
    ],
)
def test_the_name_of_a_village_is_no_word_of_a_part(title: str, names: tuple[str, ...], said: list[str]) -> None:
    assert [part.said for part in recipients_said([without_places(title, names)], registry=False)] == said
