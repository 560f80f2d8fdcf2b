"""A visit that is told in two columns, whether somebody was met and what was recommended: both count (DOMAIN §3)."""

from pathlib import Path

import pytest

from pipeline.intake.ingest import Ingested, ingest_file
from schemas.settings import Settings

NIK = [f"167108410785{n}" for n in range(9000, 9012)]


def visits(tmp_path: Path, head: str, *answers: str) -> Ingested:
    path = tmp_path / "kobo.csv"
    rows = (f"u{n};2025-05-{n:02}T08:00:00Z;{NIK[n]};ORANG {chr(64 + n)};{answer}" for n, answer in enumerate(answers, 1))
    path.write_text("\n".join((f"_uuid;_submission_time;g/nik;g/nama;{head}", *rows)) + "\n", encoding="utf-8")
    return ingest_file(path, path.name, "2025-05", settings=Settings())


@pytest.mark.parametrize(
    "head",
    [
        "g/keberadaan;g/kelayakan", "Keberadaan KPM;Rekomendasi", "g/hasil_kunjungan;g/rekomendasi_kelayakan",
        "Status KPM;Kelayakan", "hasil verifikasi;kelayakan", "g/ditemukan;g/kesimpulan",
    ],
)  # fmt: skip
def test_both_columns_count_under_any_header(tmp_path: Path, head: str) -> None:
    got = visits(tmp_path, head, "ada;layak", "ada;tidak layak", "meninggal;", "pindah;tidak layak", "tidak ditemukan;", "meninggal;layak")
    assert got.surveys["result"].to_list() == ["LAYAK", "TIDAK_LAYAK", "MENINGGAL", "PINDAH", "TIDAK_DITEMUKAN", "MENINGGAL"]
    assert got.accounts[0].unmapped == ()


def test_yes_and_no_answer_each_question_by_itself(tmp_path: Path) -> None:
    got = visits(tmp_path, "g/ditemui;g/layak", "ya;ya", "ya;tidak", "tidak;", "tidak;tidak")
    assert got.surveys["result"].to_list() == ["LAYAK", "TIDAK_LAYAK", "TIDAK_DITEMUKAN", "TIDAK_DITEMUKAN"]


def test_codes_of_whereabouts_beside_words(tmp_path: Path) -> None:
    got = visits(tmp_path, "g-kelayakan;g_hasil-keberadaan_art", "LAYAK;1", "LAYAK;2", ";6", "TIDAK LAYAK;3", "TIDAK LAYAK;1")
    assert got.surveys["result"].to_list() == ["LAYAK", "MENINGGAL", "TIDAK_DITEMUKAN", "PINDAH", "TIDAK_LAYAK"]


def test_two_that_contradict_each_other_accuse_nobody_and_are_told(tmp_path: Path) -> None:
    got = visits(tmp_path, "keberadaan;kelayakan", "pindah;layak", "ada;layak")
    assert got.surveys["result"].to_list() == ["UNKNOWN", "LAYAK"]
    assert got.surveys["result_raw"].to_list() == ["layak / pindah", "layak / ada"]
    assert got.rejects.filter(rule_id="SRV-02")["row"].to_list() == [2]


def test_an_unknown_word_of_the_second_column_is_told_and_takes_nothing_away(tmp_path: Path) -> None:
    got = visits(tmp_path, "keberadaan;kelayakan", *["ada;layak"] * 8, "di sawah;layak")
    assert got.surveys["result"].to_list() == ["LAYAK"] * 9
    assert got.rejects.filter(rule_id="SRV-01").select("column", "value").rows() == [("keberadaan", "di sawah")]


@pytest.mark.parametrize(
    "head", ["Kelayakan rumah", "Kelayakan 2024", "Hasil verifikasi sebelumnya", "Status NIK", "Hasil kunjungan istri"]
)
def test_what_is_said_of_a_house_or_of_another_visit_is_no_finding(tmp_path: Path, head: str) -> None:
    got = visits(tmp_path, f"hasil kunjungan;{head}", "layak;tidak layak", "layak;tidak layak", "layak;layak")
    assert got.surveys["result"].to_list() == ["LAYAK"] * 3


@pytest.mark.parametrize(
    ("head", "results", "programmes"),
    [
        ("Layak PIP;Catatan", ["BELUM_DIDATA"] * 2, [None] * 2),
        ("Layak KUR;Layak", ["TIDAK_LAYAK", "LAYAK"], [None] * 2),
        ("Layak;Layak KIP", ["LAYAK", "TIDAK_LAYAK"], [None] * 2),
        ("Layak PKH;Catatan", ["LAYAK", "TIDAK_LAYAK"], ["PKH"] * 2),
        ("Layak Bansos;Catatan", ["LAYAK", "TIDAK_LAYAK"], [None] * 2),
    ],
)
def test_fit_for_other_aid_says_nothing_and_fit_for_one_programme_speaks_of_it(
    tmp_path: Path, head: str, results: list[str], programmes: list[str | None]
) -> None:
    got = visits(tmp_path, head, "Ya;Tidak", "Tidak;Ya")
    assert got.surveys["result"].to_list() == results
    assert got.surveys["programme"].to_list() == programmes


@pytest.mark.parametrize(
    ("head", "answer", "result"),
    [
        ("Hasil;Alasan", "Tidak Layak;sudah tidak domisili", "PINDAH"),
        ("Hasil;Alasan", "Tidak Layak;NIK tidak padan Dukcapil", "TIDAK_LAYAK_LAIN"),
        ("Hasil;Alasan", "Tidak Layak;rumah sudah bagus", "TIDAK_LAYAK_MAMPU"),
        ("Hasil;Alasan", "Tidak Layak;foto terlampir", "TIDAK_LAYAK"),
        ("Hasil;Alasan", "Layak;NIK tidak padan", "LAYAK"),
        ("Hasil;Alasan", ";NIK tidak padan", "BELUM_DIDATA"),
        ("Hasil;Keterangan;Alasan", "Tidak Layak;foto ada;Pindah", "PINDAH"),
        ("Hasil;Keterangan;Alasan", "Tidak Layak;foto ada;", "TIDAK_LAYAK"),
        ("Rekomendasi;Alasan;Keterangan", "Tidak Layak;Meninggal;di RT 2", "MENINGGAL"),
        ("Layak (Y/T);Ket", "T;Data ganda", "GANDA"),
        ("Layak (Y/T);Ket", "T;Mampu", "TIDAK_LAYAK_MAMPU"),
    ],
)
def test_the_reason_beside_not_eligible_in_whichever_column_of_remarks(tmp_path: Path, head: str, answer: str, result: str) -> None:
    fit = "Y" if head.startswith("Layak") else "Layak"
    out = visits(tmp_path, head, answer, *[fit + ";" * head.count(";")] * 3)
    assert out.surveys["result"].to_list() == [result, "LAYAK", "LAYAK", "LAYAK"]
