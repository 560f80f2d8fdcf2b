"""What a list says of itself being a part of a longer one; a word alone makes none."""

from __future__ import annotations

import pytest

from pipeline.read.parts import parts_of_pages, parts_said


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
    ],
)
def test_a_title_names_a_part(title: str, has: set[int], wants: set[int]) -> None:
    [part] = parts_said([title], title=True)
    assert (part.has, part.wants) == (has, wants)
    assert parts_said([part.said], title=True) == [part], "said again it is the same part"


@pytest.mark.parametrize(
    "title",
    ["TAHAP 1 DARI 4", "tahap 1 dari 2", "Hal : 1/V/2025", "Hal 1/2025", "lembar ke 1", "BAGIAN KESRA", "RT 1/2", "Halaman 1 dari 1", "bagian dari 2 desa"],
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
