"""A first month without settings or history: the pay list that the last run used goes, and comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.audit import rerun_month
from pipeline.gather.standing import MonthResult
from pipeline.month import run_month
from pipeline.store import current, load_manifest
from tests.month.plain_town import SAKO as IN_SAKO
from tests.month.plain_town import Home, Pay, pay_list, registry
from tests.month.test_whole import digests, table

PERIOD = "2025-08"
STAGE = "Tahap 3 Tahun 2025"
SAKO, FAR = IN_SAKO[0], "1671091006"
NEAR_HOMES = [Home(n) for n in range(40)]
FAR_HOMES = [Home(n, village=(FAR, "TALANG AMAN")) for n in range(100, 140)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The bank and the post office pay in Sako, the bank alone in Talang Aman; in each two families get nothing."""
    folder = tmp_path / "data"
    registry(folder / "raw" / "2025-07" / "dtsen.csv", NEAR_HOMES + FAR_HOMES)
    month = folder / "raw" / PERIOD
    pay_list(month / "BRI.csv", "BRI", [Pay(h, STAGE, 600_000) for h in NEAR_HOMES[2:20] + FAR_HOMES[2:]])
    pay_list(month / "POS.csv", "POS", [Pay(h, STAGE, 600_000) for h in NEAR_HOMES[20:]])
    return folder


def unpaid(result: MonthResult) -> list[tuple[str, str, int]]:
    open_cases = table(result, "cases").filter(~pl.col("status").str.starts_with("SELESAI"))
    wanted = open_cases.filter(pl.col("kind").is_in(["EE-BB", "EE-RK", "BD-00"]))
    return wanted.group_by("kind", "village_code").agg(pl.len()).sort("kind", "village_code").rows()


@pytest.mark.slow
def test_a_list_that_is_gone_makes_nobody_unpaid(data: Path) -> None:
    whole = run_month(PERIOD, data)
    assert unpaid(whole) == [("EE-BB", SAKO, 2), ("EE-BB", FAR, 2)]
    kept = (data / "raw" / PERIOD / "POS.csv").rename(data / "POS.csv")
    part = run_month(PERIOD, data)
    assert unpaid(part) == [("BD-00", SAKO, 22), ("EE-BB", FAR, 2)]
    assert part.exit_code == 3
    assert part.missing_sources == ["SEMBAKO: POS (1 kelurahan/desa)"]
    assert any(note.startswith(f"{PERIOD}/POS.csv: daftar ini (SEMBAKO, 20 baris) dipakai") for note in part.notes)
    assert any(f"daftar yang hilang {PERIOD}/POS.csv" in note for note in part.notes)
    at = (pl.col("definition") == "exclusion_error") & (pl.col("area_code") == FAR)
    assert table(whole, "rates").filter(at).equals(table(part, "rates").filter(at))

    again = run_month(PERIOD, data)
    assert (again.unchanged, again.run_id) == (True, part.run_id)
    assert run_month(PERIOD, data, force=True).run_id == part.run_id
    assert rerun_month(data, PERIOD, part.run_id, progress=print).identical

    kept.rename(data / "raw" / PERIOD / "POS.csv")
    back = run_month(PERIOD, data)
    assert (back.run_id, back.folder) == (whole.run_id, whole.folder)
    assert digests(back) == digests(whole)
    assert current(data, PERIOD) == whole.run_id


@pytest.mark.slow
def test_one_after_another_and_back_in_any_order(data: Path) -> None:
    whole = run_month(PERIOD, data)
    bri, pos = (data / "raw" / PERIOD / name for name in ("BRI.csv", "POS.csv"))
    bri.rename(data / "BRI.csv")
    run_month(PERIOD, data)
    pos.rename(data / "POS.csv")
    nothing = run_month(PERIOD, data)
    assert unpaid(nothing) == [("BD-00", SAKO, 40), ("BD-00", FAR, 40)]
    (data / "BRI.csv").rename(bri)
    assert unpaid(run_month(PERIOD, data)) == [("BD-00", SAKO, 22), ("EE-BB", FAR, 2)]
    (data / "POS.csv").rename(pos)
    assert run_month(PERIOD, data).run_id == whole.run_id


@pytest.mark.slow
def test_another_name_or_a_corrected_list_is_no_list_gone(data: Path) -> None:
    run_month(PERIOD, data)
    month = data / "raw" / PERIOD
    (month / "POS.csv").rename(month / "PT POS susulan.csv")
    assert load_manifest(run_month(PERIOD, data).folder).parts.vanished == ()
    pay_list(month / "POS benar.csv", "POS", [Pay(h, STAGE, 600_000) for h in NEAR_HOMES[22:]])
    (month / "PT POS susulan.csv").unlink()
    mended = run_month(PERIOD, data)
    assert load_manifest(mended.folder).parts.vanished == ()
    assert unpaid(mended) == [("EE-BB", SAKO, 4), ("EE-BB", FAR, 2)]


@pytest.mark.slow
def test_the_office_says_that_a_list_was_withdrawn(data: Path) -> None:
    run_month(PERIOD, data)
    (data / "raw" / PERIOD / "POS.csv").unlink()
    said = '[[expected]]\nprogramme = "SEMBAKO"\npayer = "BRI"\narea = "1671"\n'
    (data / "settings.toml").write_text(said)
    withdrawn = run_month(PERIOD, data)
    assert unpaid(withdrawn) == [("EE-BB", SAKO, 22), ("EE-BB", FAR, 2)]
    assert not withdrawn.missing_sources
    assert not any("tidak ada lagi" in note for note in withdrawn.notes)


@pytest.mark.slow
def test_a_list_without_villages_is_missed_where_its_payees_live(data: Path) -> None:
    path = data / "raw" / PERIOD / "POS.csv"
    lines = [line.split(";") for line in path.read_text().splitlines()]
    place = next(n for n, cell in enumerate(lines[0]) if "kelurahan" in cell.lower())
    path.write_text("\n".join(";".join(c for n, c in enumerate(line) if n != place) for line in lines) + "\n")
    run_month(PERIOD, data)
    shutil.move(path, data)
    assert unpaid(run_month(PERIOD, data)) == [("BD-00", SAKO, 22), ("EE-BB", FAR, 2)]
