"""Pages of the documentation and the shell lines in them."""

import re
import shlex
from pathlib import Path

import pytest

from flows import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```", re.DOTALL | re.MULTILINE)


def fences(page: Path, language: str) -> list[str]:
    """Bodies of the fenced blocks of a language."""
    return [body for told, body in _FENCE.findall(page.read_text(encoding="utf-8")) if told == language]


def shell_lines(page: Path) -> list[str]:
    """Every line of the `sh` blocks of a page, each part of an `&&` chain for itself."""
    lines = [line.strip() for body in fences(page, "sh") for line in body.splitlines() if line.strip()]
    return [part.strip() for line in lines for part in line.split("&&")]


def padan_lines(page: Path) -> list[list[str]]:
    """The tokens after `padan` of every shell line that calls it."""
    calls = [shlex.split(line) for line in shell_lines(page)]
    return [tokens[1:] for tokens in calls if tokens[0] in {"padan", ".venv/bin/padan"}]


def inline(page: Path) -> list[str]:
    """What stands in backticks within a line."""
    return re.findall(r"`([^`\n]+)`", _FENCE.sub("", page.read_text(encoding="utf-8")))


@pytest.fixture(autouse=True)
def _leave_the_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """`set_up` changes logging, umask and warnings of the process: not inside the test process."""
    monkeypatch.setattr(cli, "set_up", lambda: None)
    for name in ("PADAN_DATA", "PADAN_DEBUG", "PADAN_KEY", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_PROFILES_PATH", "/nonexistent")
