"""Coded words through their tables."""

import pytest

from pipeline.standardise.words import find, find_all, sex, truth, whole


@pytest.mark.parametrize(
    ("word", "expected"),
    [("1", "L"), ("2", "P"), ("2.0", "P"), ("L", "L"), ("p", "P"), ("LAKI-LAKI", "L"), ("Laki - laki", "L"), ("Perempuan", "P"),
     ("Pria", "L"),
     ("WANITA", "P"), ("LK", "L"), ("PR", "P"), ("1. Laki-laki", "L"), ("3", None), ("?", None)],
)  # fmt: skip
def test_sex(word: str, expected: str | None) -> None:
    assert sex(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("YA", True),
        ("v", True),
        ("✓", True),
        ("1", True),
        ("x", True),
        ("Tidak", False),
        ("0", False),
        ("T", False),
        ("2", False),
        ("mungkin", None),
    ],
)
def test_truth(word: str, expected: bool | None) -> None:
    assert truth(word) is expected


def test_whole_numbers_lose_their_float_tail() -> None:
    assert [whole(t) for t in ("3.0", "03", "3", "3,5", "A1")] == ["3", "3", "3", "3,5", "A1"]


@pytest.mark.parametrize(
    ("word", "code"),
    [("BPNT", "SEMBAKO"), ("Sembako", "SEMBAKO"), ("Program Sembako/BPNT", "SEMBAKO"), ("BLT DD", "BLT-DD"), ("BLT Dana Desa", "BLT-DD"),
     ("Bantuan Pangan Beras", "BERAS"), ("PBI-JK", "PBI-JK"), ("PBI APBN", "PBI-JK"), ("PBI APBD", "PBI-DAERAH"), ("BLT Kesra", "BLT-KESRA"), ("BST", "BST"), ("PKH", "PKH"),
     ("Bantuan Pangan Non Tunai", "SEMBAKO")],
)  # fmt: skip
def test_programme_words(word: str, code: str) -> None:
    found = find("programme_words", word)
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("DAFTAR SALUR SEMBAKO/BPNT TAHAP 2", ("SEMBAKO",)),
        ("PKH/SEMBAKO", ("PKH", "SEMBAKO")),
        ("KPM Sembako Non PKH", ("SEMBAKO",)),
        ("Bantuan Pangan Non Tunai (BPNT)", ("SEMBAKO",)),
        ("kks_sembako_tahap2", ("SEMBAKO",)),
        ("bltdd2025", ("BLT-DD",)),
        ("DAFTAR PENERIMA BANTUAN LANGSUNG TUNAI (BLT) DANA GAMPONG", ("BLT-DD",)),
        ("PEMERINTAH DESA SUKAMAJU / PENERIMA BLT APRIL", ("BLT-DD",)),
        ("PEMERINTAH DESA SUKAMAJU / PENERIMA BLT KESRA", ("BLT-KESRA",)),
        ("PENERIMA BLT APRIL", ()),
        ("REALISASI SEMBAKO TAHAP 2 - KPM IRISAN PKH-SEMBAKO GELOMBANG 1", ("SEMBAKO",)),
        ("KPM GABUNGAN PKH DAN SEMBAKO", ("PKH", "SEMBAKO")),
        ("PENERIMA BLT MINYAK GORENG KPM PKH NON SEMBAKO, APRIL, MEI, JUNI 2022", ("BLT-MIGOR",)),
        ("BANTUAN PANGAN BERAS KPM PKH DAN BPNT", ("BERAS",)),
        ("BANSOS PKH DAN KPM SEMBAKO", ("PKH", "SEMBAKO")),
        ("DAFTAR KPM PKH", ("PKH",)),
        ("Daftar nama", ()),
        ("Penebalan Sembako Juni", ("SEMBAKO-PENEBALAN",)),
        ("PENEBALAN BANTUAN SEMBAKO BULAN JUNI DAN JULI 2025", ("SEMBAKO-PENEBALAN",)),
        ("DAFTAR PENERIMA BANTUAN BAZNAS KAB GARUT", ("BAZNAS",)),  # other schemes' lists are of a programme nobody judges
        ("Penerima PIP SD 2025", ("PIP",)),
        ("ATENSI YAPI Kemensos", ("ATENSI",)),
        ("Pipit Sembako", ("SEMBAKO",)),
    ],
)
def test_programmes_named_in_a_text(text: str, codes: tuple[str, ...]) -> None:
    assert find_all("programme_words", text, file_name=True) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [("PT POS INDONESIA (PERSERO)", ("POS",)), ("BANK MANDIRI", ("MANDIRI",)), ("GRADUASI MANDIRI", ()), ("DESA SUKAMAJU", ()),
     ("Bank Sumsel Babel", ("BSB",)),
     ("Himpunan BRI dan BNI", ("BNI", "BRI"))],
)  # fmt: skip
def test_payers_named_in_a_title(text: str, codes: tuple[str, ...]) -> None:
    assert find_all("payer_words", text) == codes


def test_short_payer_words_count_only_in_file_names() -> None:
    assert find_all("payer_words", "pos sako") == ()
    assert find_all("payer_words", "pos sako", file_name=True) == ("POS",)


@pytest.mark.parametrize("word", ["Tidak bertransaksi", "belum bertransaksi", "TIDAK ADA TRANSAKSI", "Unclaimed", "not claimed"])
def test_money_that_nobody_took_is_not_taken_however_it_is_said(word: str) -> None:
    assert find("pay_states", word) == ("PAID_NOT_TAKEN", "")


@pytest.mark.parametrize(("word", "value"), [("MS", "LAYAK"), ("TMS", "TIDAK_LAYAK"), ("MS 2", None)])
def test_the_short_words_of_verval_forms(word: str, value: str | None) -> None:
    found = find("survey_words", word)
    assert (found and found[0]) == value


@pytest.mark.parametrize(
    ("table", "name", "code"),
    [
        ("payer_words", "BankSumselBabel_Sembako_2025Q3.csv", "BSB"),
        ("payer_words", "LaporanBankBri.xlsx", "BRI"),
        ("payer_words", "rekapPosIndonesia.csv", "POS"),
        ("programme_words", "bltDanaDesaMei.xlsx", "BLT-DD"),
    ],
)
def test_words_written_together_in_a_name_of_a_file(table: str, name: str, code: str) -> None:
    assert find_all(table, name, file_name=True) == (code,)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("REALISASI SEMBAKO LANSIA APBD KOTA SURAKARTA", ("BANSOS-DAERAH",)),
        ("PENYALURAN PKH PLUS PROVINSI JAWA TIMUR", ("BANSOS-DAERAH",)),
        ("BPNT-D", ("BANSOS-DAERAH",)),
        ("PAKET SEMBAKO BAZNAS", ("BAZNAS",)),
        ("PKH PROVINSI JAWA TIMUR", ("PKH",)),
        ("BLT DANA DESA APBDES 2025", ("BLT-DD",)),
        ("PKH APBN DAN APBD", ("PKH",)),
        ("PKH DAERAH TERPENCIL", ("PKH",)),
    ],
)
def test_aid_of_the_region_is_no_national_programme(text: str, codes: tuple[str, ...]) -> None:
    assert find_all("programme_words", text) == codes
    assert find("programme_words", text) == (codes[0], "")


@pytest.mark.parametrize(
    ("title", "programmes"),
    [
        ("SEKRETARIAT DAERAH - BAGIAN KESEJAHTERAAN RAKYAT", ()),
        ("Bagian Kesra Setda", ()),
        ("BAGIAN KESRA DAFTAR BAYAR SEMBAKO", ("SEMBAKO",)),
        ("BLT KESRA 2025", ("BLT-KESRA",)),
        ("BANTUAN LANGSUNG KESEJAHTERAAN RAKYAT", ("BLT-KESRA",)),
    ],
)
def test_the_office_of_a_list_is_no_programme(title: str, programmes: tuple[str, ...]) -> None:
    assert find_all("programme_words", title) == programmes


@pytest.mark.parametrize(
    ("title", "programmes"),
    [
        ("BLT DANA GAMPONG MEI 2025", ("BLT-DD",)),
        ("BLT DANA LEMBANG MEI 2025", ("BLT-DD",)),
        ("BLT DANA KELURAHAN MEI 2025", find_all("programme_words", "BLT DANA LAIN MEI 2025")),
        ("BANTUAN LANGSUNG TUNAI PEMERINTAH KELURAHAN SAKO", find_all("programme_words", "BANTUAN LANGSUNG TUNAI PEMERINTAH KOTA")),
    ],
)
def test_the_fund_of_a_kelurahan_is_no_village_fund(title: str, programmes: tuple[str, ...]) -> None:
    assert find_all("programme_words", title) == programmes
