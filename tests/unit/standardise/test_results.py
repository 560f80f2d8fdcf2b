"""What the field found (DOMAIN §3, check 22)."""

import polars as pl
import pytest

from pipeline.standardise.findings import Findings
from pipeline.standardise.visits.results import combine, read_result, survey_results
from schemas.codes import SurveyResult as R


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MD", R.MENINGGAL), ("PD", R.PINDAH), ("TT", R.TIDAK_DITEMUKAN), ("MM", R.MENOLAK), ("Ganda", R.GANDA), ("LAYAK", R.LAYAK),
        ("Eligible", R.LAYAK),
        ("TIDAK LAYAK", R.TIDAK_LAYAK), ("Tidak Layak (Mampu)", R.TIDAK_LAYAK_MAMPU), ("MAMPU", R.TIDAK_LAYAK_MAMPU),
        ("Tidak mampu", R.LAYAK),
        ("GRADUASI MANDIRI", R.TIDAK_LAYAK_MAMPU), ("ASN/TNI/POLRI", R.TIDAK_LAYAK_PEKERJAAN),
        ("Tidak layak karena PNS", R.TIDAK_LAYAK_PEKERJAAN),
        ("Meninggal Dunia", R.MENINGGAL), ("Sudah meninggal, ahli waris ada", R.MENINGGAL_ADA_AHLI),
        ("Meninggal, KK tunggal", R.MENINGGAL_TUNGGAL),
        ("MENINGGAL ADA AHLI WARIS", R.MENINGGAL_ADA_AHLI), ("meninggal, tidak ada ahli waris", R.MENINGGAL_TUNGGAL),
        ("Suami sudah meninggal", None),
        ("Layak, suami meninggal", R.LAYAK), ("belum meninggal", None), ("Pindah ke Jambi", R.PINDAH), ("tidak pindah", None),
        ("Alamat tidak ditemukan", R.TIDAK_DITEMUKAN), ("TIDAK DIKENAL", R.TIDAK_DITEMUKAN), ("Menolak didata", R.MENOLAK),
        ("Ditemui", R.DITEMUI),
        ("Tidak Ditemui", R.TIDAK_DITEMUKAN), ("BEKERJA LUAR NEGERI", R.PINDAH), ("belum didata", R.BELUM_DIDATA), ("entah", None),
        ("belum tentu layak", None), ("kurang layak", None), ("tidak bisa ditemui", R.TIDAK_DITEMUKAN),
        ("Miskin, belum menerima bantuan", R.LAYAK), ("miskin, belum dapat bantuan", R.LAYAK), ("miskin, tetapi bergaji tetap", None), ("PNS, sudah pisah KK", None),
        ("tidak ganda", None), ("Tidak layak, keluarga mampu", R.TIDAK_LAYAK_MAMPU), ("Keluarga tidak mampu", R.LAYAK),
        ("3", None), ("Bukan keluarga mampu", R.LAYAK), ("Bukan orang mampu", R.LAYAK), ("Tidak tergolong mampu", R.LAYAK),
        ("Keluarga kurang mampu", R.LAYAK), ("Tidak termasuk keluarga sejahtera", R.LAYAK), ("Tergolong miskin", R.LAYAK),
        ("Tidak, keluarga mampu", None), ("Tidak tergolong miskin", R.TIDAK_LAYAK_MAMPU),
        ("Tidak layak, tergolong mampu", R.TIDAK_LAYAK_MAMPU), ("Tidak meninggal, masih hidup", R.DITEMUI),
        ("Bukan meninggal dunia, pindah", R.PINDAH), ("Layak namun belum menerima sama sekali", R.LAYAK),
        ("Layak, tidak menerima bantuan", R.LAYAK), ("Tidak menerima bantuan", R.DITEMUI),
        ("Meninggal, suami masih ada", R.MENINGGAL_ADA_AHLI), ("Meninggal (diganti anak)", R.MENINGGAL_ADA_AHLI),
        ("Meninggal, tidak ada anak", R.MENINGGAL),
        ("Tidak layak, punya mobil", R.TIDAK_LAYAK_MAMPU), ("Layak, tidak punya mobil", R.LAYAK), ("TL - Mampu", R.TIDAK_LAYAK_MAMPU),
        ("Tidak layak - pindah domisili", R.PINDAH), ("TIDAK LAYAK karena sudah pindah", R.PINDAH), ("tdk layak, ganda", R.GANDA),
        ("Tidak memenuhi syarat: alamat tidak ditemukan", R.TIDAK_DITEMUKAN), ("Tidak layak, tidak pindah", R.TIDAK_LAYAK),
        ("Tidak layak - suami meninggal", R.TIDAK_LAYAK), ("Tidak layak (usia produktif)", R.TIDAK_LAYAK_LAIN),
        ("Rumah tidak layak huni", None), ("Layak - rumah tidak layak huni", R.LAYAK), ("Tidak layak huni", None),
        ("Tidak layak, rumah layak huni", R.TIDAK_LAYAK), ("Tidak layak graduasi", R.LAYAK), ("Belum layak graduasi", R.LAYAK),
        ("Layak graduasi", R.TIDAK_LAYAK_MAMPU), ("Layak, tidak ada anggota keluarga PNS", R.LAYAK),
        ("Tidak layak, ada anggota keluarga PNS", R.TIDAK_LAYAK_PEKERJAAN), ("Tanpa anggota TNI", None),
        ("Tidak ketemu", R.TIDAK_DITEMUKAN), ("Tidak berdomisili", R.PINDAH), ("Dobel", R.GANDA),
    ],
)  # fmt: skip
def test_words_and_sentences(text: str, expected: R | None) -> None:
    assert read_result(text) == expected


def results(rows: list[dict[str, str | None]], codes: dict[str, str] | None = None) -> tuple[list[str], list[tuple[str, int]]]:
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(row)
    source = pl.DataFrame({c: [r.get(c) for r in rows] for c in columns}, schema=dict.fromkeys(columns, pl.String)).with_columns(
        source_row=pl.int_range(2, pl.len() + 2, dtype=pl.Int64)
    )
    nothing = pl.lit(None, dtype=pl.String)
    texts = source.select(*(pl.col(c) if c in columns else nothing.alias(c) for c in ("result", "note", "received")))
    texts = (
        texts if texts.height == source.height else pl.DataFrame({c: [None] * source.height for c in texts.columns}, schema=texts.schema)
    )
    texts = texts.with_columns(dead=pl.lit(value=False))
    findings = Findings("f", "", {})
    out = survey_results(source, texts, codes or {}, findings)
    return out["result"].to_list(), findings.frame().select("rule_id", "row").rows()


def test_ticks_and_words_combine() -> None:
    rows = [
        {"result_tick:DITEMUI": "v", "result_tick:TIDAK DITEMUI": None, "result": "LAYAK"},
        {"result_tick:DITEMUI": None, "result_tick:TIDAK DITEMUI": "✓", "result": None},
        {"result_tick:DITEMUI": "v", "result_tick:TIDAK DITEMUI": "v", "result": None},
        {"result_tick:DITEMUI": None, "result_tick:TIDAK DITEMUI": "v", "result": "LAYAK"},
        {"result_tick:DITEMUI": "0", "result_tick:TIDAK DITEMUI": "1", "result": "Pindah"},
    ]
    found, told = results(rows)
    assert found == ["LAYAK", "TIDAK_DITEMUKAN", "UNKNOWN", "UNKNOWN", "PINDAH"]
    assert told == [("SRV-02", 4), ("SRV-02", 5)]


def test_a_remark_refines_and_never_overturns() -> None:
    rows = [
        {"result": "LAYAK", "note": "pindah minggu depan"},
        {"result": "Meninggal", "note": "ahli waris ada, meninggal Maret"},
        {"result": None, "note": "menolak"},
        {"result": "Tidak Layak", "note": "PNS"},
        {"result": "Ditemui", "note": "rumah sederhana"},
    ]
    assert results(rows)[0] == ["LAYAK", "MENINGGAL_ADA_AHLI", "MENOLAK", "TIDAK_LAYAK_PEKERJAAN", "DITEMUI"]


def test_blank_is_not_surveyed_and_unknown_is_told() -> None:
    found, told = results([{"result": None}, {"result": "entah"}, {"result": None, "received": "YA"}])
    assert found == ["BELUM_DIDATA", "UNKNOWN", "DITEMUI"]
    assert told == [("SRV-01", 3)]


def test_codes_are_read_by_the_layouts_table() -> None:
    assert results([{"result": "4"}], {"4": "Meninggal"})[0] == ["MENINGGAL"]
    assert results([{"result": "4"}])[0] == ["UNKNOWN"]


def test_combining_is_symmetric() -> None:
    for a in R:
        for b in R:
            assert combine(a, b) == combine(b, a)
