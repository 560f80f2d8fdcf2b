"""Every command is documented, every documented command exists, and the shell lines of the pages parse."""

import re

import pytest

from docs.pages_commands import commands, help_of
from flows import cli
from tests.docs.conftest import PAGES, ROOT, fences, inline, padan_lines, shell_lines

APP = cli.build()
WORDS = list(commands(APP))
README = ROOT / "README.md"
PLACEHOLDER = re.compile(r"[<>…]")


def calls():
    return [pytest.param(tokens, id=f"{page.name}: {' '.join(tokens)}"[:90]) for page in PAGES for tokens in padan_lines(page)]


def test_every_command_stands_in_the_table_of_the_readme():
    told = [text.split() for text in inline(README) if text.startswith("padan ")]
    leaves = [words for words in WORDS if not any(other[: len(words)] == words and other != words for other in WORDS)]
    assert [words for words in leaves if not any(tuple(t[1 : 1 + len(words)]) == words for t in told)] == []


def test_every_command_named_anywhere_exists():
    known = {words[0] for words in WORDS}
    for page in PAGES:
        named = {text.split()[1] for text in inline(page) if text.startswith("padan ") and len(text.split()) > 1}
        assert {name for name in named if name.islower() and name.isalpha()} <= known, page.name


@pytest.mark.parametrize("words", [(), ("run",), ("audit",), ("audit", "rerun")], ids=" ".join)
def test_pasted_help_is_what_the_program_prints(words):
    """A few by name; the whole page is compared in test_generated."""
    pasted = dict(zip([(), *WORDS], fences(ROOT / "docs" / "commands.md", "text"), strict=True))
    assert pasted[words] == f"{help_of(APP, words)}\n"


@pytest.mark.parametrize("tokens", calls())
def test_shell_lines_parse(tokens):
    if any(PLACEHOLDER.search(t) for t in tokens):
        pytest.skip("holds a placeholder")
    _, bound, unused, *_ = APP.parse_known_args(cli.prepare(tokens))
    assert not unused
    assert bound is not None


def test_the_readme_has_the_two_commands():
    install = "python3 -m venv .venv && .venv/bin/pip install -q -c .ci/constraints.txt -e '.[dev]' && "
    blocks = [block.strip() for block in fences(README, "sh")]
    assert blocks[:2] == [f"{install}.venv/bin/padan demo", f"{install}.venv/bin/python -m pytest -n 2 --dist loadfile"]


def test_a_month_can_be_looked_at_as_the_readme_says(tmp_path, capsys):
    """The cheap ones, run for real: an empty data folder, a list of two people with synthetic numbers."""
    (tmp_path / "raw" / "2025-06").mkdir(parents=True, mode=0o700)
    data = ["--data", str(tmp_path)]
    assert "padan check 2025-06" in shell_lines(README)
    assert cli.main(["check", "2025-06", *data]) == 2
    assert cli.main(["audit", "runs", *data]) == 0
    assert cli.main(["audit", "verify", *data]) == 0
    assert cli.main(["purge", "--before", "2023-01", *data]) == 0
    assert cli.main(["layout", "list", *data]) == 0
    assert cli.main(["doctor", *data]) == 0
    assert cli.main(["audit", "explain", "GD-HMWMGM6QQ7-3", *data]) == 2
    told = capsys.readouterr()
    assert "nothing was altered" in told.out
    assert "Traceback" not in told.err
