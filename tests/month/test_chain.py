"""Two years made by `padan backfill`: verified in under a minute, and whatever was altered in them is named. Slow: 24 whole months."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows import cli
from pipeline import store
from schemas.months import span
from tests.month.plain_town import Home, Pay, pay_list, registry, write

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

MONTHS = span("2024-01", "2025-12")
HARMED = "2024-07"
BULAN = ("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember").split()


def run(path: Path) -> Path:
    return (path / "clean" / HARMED / "current").resolve()


def backfill(data: Path, first: str, last: str) -> int:
    return cli.main(["backfill", first, last, "--direct", "--data", str(data)])


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A village of twelve homes, one of them never paid and answered for by a verifier; a home more in the second year's registry."""
    data = tmp_path_factory.mktemp("years") / "data"
    homes = [Home(n) for n in range(12)]
    registry(data / "raw" / MONTHS[0] / "dtsen.csv", homes)
    registry(data / "raw" / MONTHS[12] / "dtsen.csv", [*homes, Home(12)])
    for month in MONTHS:
        covered = f"{BULAN[int(month[5:]) - 1]} {month[:4]}"
        pay_list(data / "raw" / month / "bri sembako.csv", "BRI", [Pay(home, covered) for home in homes[:-1]])
    (data / "programmes").mkdir()
    rule = Path(store.__file__).parents[2] / "schemas" / "programmes" / "bst.toml"
    shutil.copy(rule, data / "programmes" / "bst.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "set_up", lambda: None)
        assert backfill(data, MONTHS[0], MONTHS[0]) == 0
        cases = pl.read_parquet(data / "clean" / MONTHS[0] / "current" / "tables" / "cases.parquet")
        rows = [["id_kasus", "keputusan", "tgl_kunjungan", "petugas", "hash_bukti"]]
        rows += [[case, "TIDAK_LAYAK", "31/01/2024", "Rina", told] for case, told in cases.select("id_kasus", "evidence_hash").iter_rows()]
        write(data / "raw" / MONTHS[1] / "jawaban.csv", rows)
        assert backfill(data, MONTHS[0], MONTHS[-1]) in (0, 3)
    return data


def test_the_chain_holds_and_is_verified_in_under_a_minute(years: Path) -> None:
    assert store.published_months(years) == MONTHS
    assert store.head(years, "decisions").entries == 1
    manifests = [store.load_manifest(years / "clean" / month / "current") for month in MONTHS]
    assert [len(m.parts.parents) for m in manifests] == [*range(12), *[12] * 12]
    begun = time.process_time()
    verdict = store.verify(years)
    assert time.process_time() - begun < 60
    assert (verdict.runs, verdict.breaches) == (25, ())  # January twice: its case was answered for


def test_a_second_backfill_does_no_work(years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "set_up", lambda: None)
    before = {name: store.head(years, name) for name in ("runs", "decisions", "durations")}
    assert backfill(years, MONTHS[0], MONTHS[-1]) in (0, 3)
    assert {name: store.head(years, name) for name in before} == before
    # the month with a returned packet in sight was read once more, for the packets of later runs; now nothing is opened at all
    monkeypatch.setattr("pipeline.month.run_month", lambda *_a, **_k: pytest.fail("a month that did not change was read"))
    assert backfill(years, MONTHS[0], MONTHS[-1]) in (0, 3)


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.unlink()  # inputs are hard links: a flipped byte of a shared copy is another test
    path.write_bytes(bytes(body))


def other_size(path: Path) -> None:
    path.write_bytes(re.sub(rb'"bytes": \d', b'"bytes": 0', path.read_bytes(), count=1))


HARMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "raw copy": (lambda d: flip(max(run(d).glob("inputs/*"))), f"{HARMED}/*: altered inputs/"),
    "rule": (lambda d: flip(run(d) / "rules/office/programmes/bst.toml"), f"{HARMED}/*: altered rules/office/programmes/bst.toml"),
    "shipped rule": (lambda d: flip(run(d) / "rules/shipped/lookups/pay_states.csv"), f"{HARMED}/*: altered rules/shipped/lookups/pay_states.csv"),
    "decision": (lambda d: flip(d / "clean/ledger/decisions.jsonl"), "ledger/decisions.jsonl: entry 1 "),
    "manifest": (lambda d: other_size(run(d) / "manifest.json"), f"{HARMED}/*: altered manifest.json"),
    "Parquet": (lambda d: flip(run(d) / "tables/cases.parquet"), f"{HARMED}/*: altered tables/cases.parquet"),
    "report": (lambda d: flip(run(d) / "reports/ringkasan.html"), f"{HARMED}/*: altered reports/ringkasan.html"),
    "deleted month": (lambda d: shutil.rmtree(d / "clean" / HARMED), f"{HARMED}: the month was removed"),
    "inserted month": (lambda d: shutil.copytree(run(d).parent, d / "clean/2026-01", symlinks=True), "2026-01: the month was put in"),
    "inserted run": (lambda d: shutil.copytree(run(d), run(d).parent / "aaaaaaaaaaaa"), f"{HARMED}/aaaaaaaaaaaa: was put in"),
    "run ledger": (lambda d: flip(d / "clean/ledger/runs.jsonl"), "ledger/runs.jsonl: entry "),
    "durations": (lambda d: flip(d / "clean/ledger/durations.jsonl"), "ledger/durations.jsonl: entry "),
    "another run counts": (lambda d: (run(d).parent / "current").unlink(), f"{HARMED}/current: removed"),
    "foreign file": (lambda d: (run(d) / "reports/catatan.txt").write_text("x"), f"{HARMED}/*: added reports/catatan.txt"),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_each_alteration_is_named_first_and_alone(years: Path, tmp_path: Path, harm: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(years / "clean", data / "clean", symlinks=True)
    do, said = HARMS[harm]
    name = run(data).name
    do(data)
    told = [str(b) for b in store.verify(data).breaches]
    wanted = said.replace("*", name)
    assert any(t.startswith(wanted) for t in told), told
    others = [t for t in told if not t.startswith(wanted)]
    follow = (f"its parent {HARMED}/{name} is altered or removed", "the decisions it saw are no longer those in ledger/decisions.jsonl")
    assert [t for t in others if not t.endswith(follow)] == []
    assert len(others) <= 12
