"""Small pieces of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GENERATED = "<!-- Written by docs/make.py. Change the table it comes from, then run it again. -->"


def cell(value: object) -> str:
    """A value as it may stand in a table: no bar, no line break."""
    return str(value).replace("|", "\\|").replace("\n", " ").strip()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A table with one line a row."""
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(' --- ' for _ in head)}|"]
    return [*lines, *(f"| {' | '.join(cell(v) for v in row)} |" for row in rows), ""]


def code(value: str) -> str:
    """A name in code type; nothing for nothing."""
    return f"`{value}`" if value else ""


def paged(*parts: Iterable[str]) -> str:
    """One page of its lines, with exactly one empty line between blocks and one at the end."""
    lines: list[str] = []
    for part in parts:
        for line in part:
            if line or (lines and lines[-1]):
                lines.append(line)
    return "\n".join(lines).rstrip("\n") + "\n"
