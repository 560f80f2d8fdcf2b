"""`commands.md`: the help of every command, exactly as the program prints it."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING
from unittest import mock

from docs.markdown import GENERATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cyclopts import App

WIDTH = 80


def commands(app: App, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and subcommand by its words, in the order of the help."""
    for name in app:
        if name.startswith("-"):
            continue
        yield (*above, name)
        yield from commands(app[name], (*above, name))


def help_of(app: App, words: tuple[str, ...]) -> str:
    """The help of a command as plain text, 80 columns wide."""
    from rich.console import Console

    sheet = io.StringIO()
    with mock.patch.dict(os.environ):
        os.environ.pop("PADAN_DATA", None)
        app.help_print(list(words), console=Console(file=sheet, width=WIDTH, force_terminal=False, color_system=None, legacy_windows=False))
    return "\n".join(line.rstrip() for line in sheet.getvalue().splitlines()).strip("\n")


def page() -> str:
    """The whole page."""
    from flows.cli import build

    app = build()
    lines = [GENERATED, "", "# Commands", "", "What `padan COMMAND --help` prints.", ""]
    for words in [(), *commands(app)]:
        lines += [f"## {' '.join(('padan', *words))}", "", "```text", help_of(app, words), "```", ""]
    return "\n".join(lines).rstrip("\n") + "\n"
