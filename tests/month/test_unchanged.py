"""When a month need not be looked at again, and everything that makes it be."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import store
from pipeline.gather.standing import MonthResult
from pipeline.gather.unchanged import unchanged_month
from schemas.ledger import EntryKind, LedgerName

PERIOD = "2025-05"


@pytest.fixture
def again(town: Path, published: MonthResult, tmp_path: Path) -> Path:
    """The town after its run, to do things to."""
    assert published.folder.is_dir()
    for part in ("raw", "clean"):
        shutil.copytree(town / part, tmp_path / part, symlinks=True)
    shutil.copy(town / "secret.key", tmp_path / "secret.key")
    return tmp_path


def test_nothing_changed_is_told_as_the_run_told_it(again: Path, published: MonthResult) -> None:
    told = unchanged_month(again, PERIOD)
    assert told is not None
    assert (told.run_id, told.unchanged, told.counts) == (published.run_id, True, published.counts)
    assert (told.missing_sources, told.exit_code) == (published.missing_sources, published.exit_code)
    assert set(told.notes) <= set(published.notes)


def test_what_a_killed_run_left_is_swept_even_where_there_is_no_other_work(again: Path) -> None:
    left = again / "clean" / ".staging" / PERIOD / "tmp" / "plan.json"
    left.parent.mkdir(parents=True)
    left.write_text("{}")
    assert unchanged_month(again, PERIOD) is not None
    assert list((again / "clean" / ".staging").iterdir()) == []


def same_size_same_time(data: Path) -> None:
    path = next((data / "raw" / PERIOD).rglob("*pos*.csv"))
    state, body = path.stat(), bytearray(path.read_bytes())
    body[-3] ^= 1
    path.write_bytes(body)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def late_file(data: Path) -> None:
    (data / "raw" / "2025-06").mkdir()
    (data / "raw" / "2025-06" / "susulan.csv").write_text("x\n")


def flipped_report(data: Path) -> None:
    path = data / "clean" / PERIOD / "current" / "reports" / "ringkasan.html"
    path.write_bytes(path.read_bytes() + b" ")


CHANGES: dict[str, Callable[[Path], object]] = {
    "other bytes of the same size and time": same_size_same_time,
    "a late file of another month": late_file,
    "a setting": lambda d: (d / "settings.toml").write_text("packet_rows = 100\n"),
    "another key": lambda d: (d / "secret.key").write_text("ab" * 32),
    "a damaged published file": flipped_report,
    "the memory lost": lambda d: shutil.rmtree(d / "clean" / ".looked"),
    "another run counts": lambda d: (d / "clean" / PERIOD / "current").unlink(),
    "a decision about the month": lambda d: store.append(
        d, LedgerName.DECISIONS, [(EntryKind.DECISION, {"tindakan": "jawaban", "id_kasus": "EE-1", "keputusan": "LAYAK", "period": PERIOD})]
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_the_month_is_looked_at(again: Path, change: str) -> None:
    CHANGES[change](again)
    assert unchanged_month(again, PERIOD) is None


def test_a_decision_about_a_later_month_leaves_it_alone(again: Path, published: MonthResult) -> None:
    body = {"tindakan": "jawaban", "id_kasus": "EE-1", "keputusan": "LAYAK", "period": "2025-06", "evidence_hash": "0" * 64}
    store.append(again, LedgerName.DECISIONS, [(EntryKind.DECISION, body)])
    told = unchanged_month(again, PERIOD)
    assert told is not None
    assert told.run_id == published.run_id
