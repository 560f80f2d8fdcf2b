"""A month that computes nothing: what the command line and the nights are tried on."""

import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flows import cli, console
from pipeline.errors import PadanError
from pipeline.gather.standing import MonthResult


@dataclass
class FakeMonth:
    """Stands in for `pipeline.month`: `ends` says how each month ends, `ran` what was run."""

    ends: dict[str, MonthResult | BaseException] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def run_month(self, period: str, data: Path, *, progress: Callable[[str], None], force: bool, do: object) -> MonthResult:
        del force, do
        progress(f"working on {period}")
        self.ran.append(period)
        end = self.ends.get(period)
        if isinstance(end, BaseException):
            raise end
        return end or result(data, period)


def result(data: Path, period: str = "2025-05", **changes: object) -> MonthResult:
    folder = data / "clean" / period / "abcdefgh2345"
    given: dict[str, object] = {"unchanged": False, "counts": {"EE-BB": 3}, "missing_sources": [], "notes": []}
    return MonthResult(run_id="abcdefgh2345", folder=folder, **{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> FakeMonth:
    fake = FakeMonth()
    module = types.ModuleType("pipeline.month")
    module.run_month, module.perform = fake.run_month, None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pipeline.month", module)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_PROFILES_PATH", "/nonexistent")
    return fake


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "raw" / "2025-05").mkdir(parents=True)
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def _leave_the_process_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`set_up` changes logging, umask and warnings of the process: not inside the test process."""
    monkeypatch.setattr(cli, "set_up", lambda: None)
    for name in ("PADAN_DATA", "PADAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    yield
    assert console.mask_digits("1") == "1"


@dataclass
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture
def padan(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run a command in this process."""

    def run(*tokens: object) -> Ended:
        code = cli.main([str(t) for t in tokens])
        told = capsys.readouterr()
        return Ended(code, told.out, told.err)

    return run


__all__ = ["PadanError"]
