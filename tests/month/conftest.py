"""A small town, written once and run once for all whole-month tests of a session."""

from pathlib import Path

import pytest

from pipeline.gather.standing import MonthResult
from pipeline.month import run_month
from pipeline.synth import write_town

PERIOD = "2025-05"


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the raw files of a town of 250 families, its truth beside it."""
    folder = tmp_path_factory.mktemp("town")
    write_town(folder, families=250, seed=4711)
    return folder


@pytest.fixture(scope="session")
def published(town: Path) -> MonthResult:
    """The town's month, run."""
    return run_month(PERIOD, town)
