"""Whole runs on plain lists: a payer's file that goes and comes back, totals to the rupiah, an office's own programme, a family's story."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipeline.errors import PadanError
from pipeline.gather.standing import MonthResult
from pipeline.month import run_month
from pipeline.story import family_story
from tests.month.plain_town import SIALANG, Home, Pay, pay_list, registry

PERIOD = "2025-08"
STAGE = "Tahap 3 Tahun 2025"
BRI, POS = [Home(n) for n in range(40)], [Home(n, village=SIALANG) for n in range(100, 140)]
WHOLE = 600_000

DISTRICT = """
code = "KARTU-MUSI"
title = "Kartu Musi Sejahtera"
words = ["KMS KOTA"]
valid_from = "2025-01"
{rules}
"""
RULE = '[[{table}]]\nid = "MUSI-{table}"\nvalid_from = "2025-01"\nlegal_basis = "Perwali 7/2025"\n{more}\n'
RULES = "".join(
    RULE.format(table=table, more=more)
    for table, more in (("eligibility", "desil_max = 2"), ("schedule", "months = 1"), ("amount", "per_month = 150000"))
)


def table(result: MonthResult, name: str) -> pl.DataFrame:
    return pl.read_parquet(result.folder / "tables" / f"{name}.parquet")


def digests(result: MonthResult) -> dict[str, str]:
    files = sorted(p for p in result.folder.rglob("*") if p.is_file())
    return {str(p.relative_to(result.folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BRI pays in Sako, the post office in Sialang, in July for July and in August for the stage; in each two families get nothing."""
    folder = tmp_path_factory.mktemp("plain")
    registry(folder / "raw" / "2025-07" / "dtsen.csv", BRI + POS)
    for payer, homes in (("BRI", BRI), ("POS", POS)):
        pay_list(folder / "raw" / "2025-06" / f"{payer}.csv", payer, [Pay(h, "Tahap 2 Tahun 2025", WHOLE) for h in homes])
        rows = [Pay(h, STAGE, WHOLE) for h in homes[5:]]
        rows += [Pay(homes[2], STAGE, WHOLE, "Gagal Cek Rekening"), Pay(homes[3], STAGE, 400_001), Pay(homes[4], STAGE, 1_300_007)]
        pay_list(folder / "raw" / PERIOD / f"{payer}.csv", payer, rows)
    return folder


@pytest.fixture(scope="module")
def whole(data: Path) -> MonthResult:
    return run_month(PERIOD, data)


def kinds(result: MonthResult, homes: list[Home]) -> dict[str, list[str]]:
    found = table(result, "cases").filter(pl.col("programme") == "SEMBAKO").select("no_kk", "kind").rows()
    return {home.kk: sorted(kind for kk, kind in found if kk == home.kk) for home in homes[:5]}


@pytest.mark.slow
def test_a_payer_s_file_goes_and_comes_back(data: Path, whole: MonthResult, tmp_path: Path) -> None:
    assert list(kinds(whole, POS).values()) == [["EE-BB"], ["EE-BB"], ["EE-RK"], ["PB-KR"], ["PB-LB"]]
    shutil.copytree(data / "raw", tmp_path / "raw")
    shutil.copy2(data / "secret.key", tmp_path / "secret.key")
    (tmp_path / "raw" / PERIOD / "POS.csv").unlink()
    short = run_month(PERIOD, tmp_path)
    assert short.missing_sources
    assert list(kinds(short, POS).values()) == [["BD-00"]] * 5
    assert kinds(short, BRI) == kinds(whole, BRI)
    elsewhere = (pl.col("area_code") == BRI[0].village[0]) & (pl.col("programme") == "SEMBAKO")
    assert table(short, "rates").filter(elsewhere).equals(table(whole, "rates").filter(elsewhere))
    assert table(whole, "rates").filter(elsewhere).height
    shutil.copy(data / "raw" / PERIOD / "POS.csv", tmp_path / "raw" / PERIOD / "POS.csv")
    again = run_month(PERIOD, tmp_path)
    assert again.run_id == whole.run_id
    assert digests(again) == digests(whole)


@pytest.mark.slow
def test_a_late_correction_makes_a_new_run_that_says_what_moved(data: Path, whole: MonthResult, tmp_path: Path) -> None:
    """October's folder brings two payments of the stage of August: one family had no row, one account had failed."""
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    late = [Pay(POS[0], STAGE, WHOLE), Pay(POS[2], STAGE, WHOLE)]
    pay_list(tmp_path / "data" / "raw" / "2025-10" / "koreksi.csv", "POS", late)
    again = run_month(PERIOD, tmp_path / "data")
    assert list(kinds(again, POS).values()) == [[], ["EE-BB"], [], ["PB-KR"], ["PB-LB"]]
    told = next(note for note in again.notes if note.startswith("Menggantikan jalan"))
    assert f"{whole.run_id}: 0 kasus datang, 2 hilang, 0 berubah. Sebab: masukan 2025-10/koreksi.csv." in told
    assert (tmp_path / "data" / "clean" / PERIOD / whole.run_id / "manifest.json").exists()
    assert not [note for note in run_month(PERIOD, tmp_path / "data").notes if note.startswith("Menggantikan")]


@pytest.mark.slow
def test_totals_per_payer_and_file_to_the_rupiah(whole: MonthResult) -> None:
    totals = table(whole, "control")
    file_total = 36 * WHOLE + 400_001 + 1_300_007
    in_cases = WHOLE + 400_001 + 1_300_007
    wanted = [(f"{PERIOD}/{payer}.csv", payer, file_total, in_cases, 35 * WHOLE) for payer in ("BRI", "POS")]
    assert totals.select("source_file", "payers", "total", "in_cases", "clean").rows() == wanted
    page = (whole.folder / "reports" / "ringkasan.html").read_text(encoding="utf-8")
    assert "Jumlah kendali per daftar bayar" in page
    assert "Rp23.300.008" in page


@pytest.mark.slow
def test_every_rupiah_of_a_list_stands_in_one_place(data: Path, tmp_path: Path) -> None:
    """A repeat, a row without a name, a row of another quarter, and one still in process of a family that is paid already."""
    shutil.copytree(data / "raw", tmp_path / "raw")
    home, other, late, slow = POS[30:34]
    rows = [Pay(home, STAGE, 600_000), Pay(home, STAGE, 600_000), Pay(late, "Tahap 1 Tahun 2025", 7), Pay(slow, STAGE, 11, "Proses SPM")]
    path = tmp_path / "raw" / PERIOD / "tambahan.csv"
    pay_list(path, "BSB", rows)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("2;", "1;", 1)  # the repeat has the first row's number too
    lines += [f"5;;;{other.kk};SEMBAKO;{STAGE};13;Sukses Salur;SIALANG;BSB", ";;JUMLAH;;;;1200031;;;"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    row = table(run_month(PERIOD, tmp_path), "control").filter(pl.col("source_file").str.ends_with("tambahan.csv")).row(0, named=True)
    assert (row["stated"], row["total"], row["set_aside"], row["other_months"]) == (1_200_031, 1_200_031, 600_013, 7)
    assert (row["in_cases"], row["open_cases"], row["clean"]) == (600_000, 0, 11)


@pytest.mark.slow
def test_an_office_s_own_programme_is_one_file(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data / "raw", tmp_path / "raw")
    (tmp_path / "programmes").mkdir()
    (tmp_path / "programmes" / "musi.toml").write_text(DISTRICT.format(rules=RULES), encoding="utf-8")
    rich = Home(300, desil=5)
    registry(tmp_path / "raw" / "2025-07" / "tambahan.csv", [rich])
    pay_list(
        tmp_path / "raw" / PERIOD / "kota.csv",
        "BSB",
        [Pay(h, "Agustus 2025", 150_000, programme="KMS KOTA") for h in [*BRI[1:], *POS, rich]],
    )
    result = run_month(PERIOD, tmp_path)
    found = table(result, "cases").filter(pl.col("programme") == "KARTU-MUSI").sort("kind")
    assert found.select("kind", "no_kk", "rule_id", "legal_basis").rows() == [
        ("EE-BB", BRI[0].kk, "MUSI-eligibility", "Perwali 7/2025"),
        ("IE-TL", rich.kk, "MUSI-eligibility", "Perwali 7/2025"),
    ]


def test_a_programme_with_a_gap_stops_the_run_with_a_sentence(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data / "raw", tmp_path / "raw")
    (tmp_path / "programmes").mkdir()
    gap = RULES.replace('valid_from = "2025-01"', 'valid_from = "2025-03"', 1)
    (tmp_path / "programmes" / "musi.toml").write_text(DISTRICT.format(rules=gap), encoding="utf-8")
    with pytest.raises(
        PadanError, match=r"musi\.toml.* tabel eligibility kosong sejak 2025-01; sesuaikan valid_from aturan MUSI-eligibility"
    ):
        run_month(PERIOD, tmp_path)


@pytest.mark.slow
def test_a_family_s_story_in_one_call(data: Path, whole: MonthResult) -> None:
    assert whole.run_id
    home = POS[3]
    story = family_story(data, PERIOD, home.kk)
    assert story.families == (home.kk,)
    assert story.cases["kind"].to_list() == ["PB-KR"]
    for part in (f"- {home.name}, KEPALA", "SEMBAKO: berhak (SEMBAKO-LAYAK-2025", "SEMBAKO: POS dibayar Rp400.001", "PB-KR"):
        assert part in story.text
    assert family_story(data, PERIOD, story.cases["id_kasus"][0]).text == family_story(data, PERIOD, home.nik).text == story.text
    with pytest.raises(PadanError, match="belum pernah dijalankan"):
        family_story(data, "2025-01", home.kk)


@pytest.mark.slow
def test_a_registry_of_families_only_runs(tmp_path: Path) -> None:
    """The card and the head's NIK tell what they can; who stands in neither is not assessable, and the run says what is missing."""
    month = tmp_path / "raw" / PERIOD
    lines = ["NIK Kepala Keluarga;Nama Kepala Keluarga;Nomor Kartu Keluarga;Jumlah Anggota;Kecamatan;Kelurahan;Kelompok Desil"]
    lines += [f"{h.nik};{h.name};{h.kk};4;Sako;{h.village[1].title()};{8 if h is BRI[0] else 2}" for h in BRI]
    month.mkdir(parents=True)
    (month / "keluarga dtsen juni 2025.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    stranger = Home(300)
    pay_list(month / "BRI.csv", "BRI", [Pay(h, STAGE, WHOLE) for h in [*BRI[:39], stranger]])
    result = run_month(PERIOD, tmp_path)
    cases = table(result, "cases").filter(pl.col("programme") == "SEMBAKO")
    assert sorted(cases.select("no_kk", "kind").rows()) == sorted([(BRI[0].kk, "IE-TL"), (BRI[39].kk, "EE-BB"), (stranger.kk, "BD-00")])
    assert any("hanya daftar keluarga (40 keluarga)" in note for note in result.notes)
    assert table(result, "links").is_empty()
