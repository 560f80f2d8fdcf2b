"""A sheet that explains the codes of the others: `Kode | Arti`, a heading over each column's codes, the column's name beside each code, or
beside all of its codes in one cell (`q4_layak | Kesimpulan | 1=Layak 2=Tidak layak`).

Reach for it before the sheets of a workbook are named. The invariants: a sheet that holds a number of somebody's is none; a code with two
words under one heading explains nothing.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.columns.headers import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.read.columns.headers import Heading

CODE = re.compile(r"[A-Za-z]{1,3}\d{0,2}|\d{1,2}[A-Za-z]?(\.0)?")
_WORD = re.compile(r"[A-Za-z]{2}")
_SOMEBODY = re.compile(r"\d{6}")
_MOST_ROWS = 200
_SHARE = 0.6
"""Share of the filled rows of a sheet that must explain a code; they hold nothing else (a list of places is no legend)."""
_LABEL = re.compile(r"([A-Za-z][A-Za-z /]{2,40}?)\s*:\s*(?=(?:\d{1,2}|[A-Z]{1,3})\s*[=.)]|\d{1,2}\s+[A-Za-z])")
"""What the codes behind it are about."""
_ITEM = re.compile(r"(?<![\w.])(\d{1,2}|[A-Z]{1,3})\s*[=.)\s]\s*([A-Za-z](?:\([^()]*\)|[^,;(\n]|\((?![^()]*\)))*)")
_IN_A_CELL = re.compile(r"(?:^|[\s,;/|])(?:(\d{1,2}|[A-Z]{1,2})\s*[=:.)]|([a-z]{1,2})\s*=)\s*(?=[A-Za-z])")
_GENERAL = frozenset(
    {"kode", "code", "kd", "kolom", "variabel", "nama", "keterangan", "arti", "daftar", "isian", "pilihan", "list", "name"}
)
"""Words of a heading that name no column."""


class Legend(NamedTuple):
    """Codes and their words; `about`: the heading they stand under, in words ("": any column's)."""

    about: frozenset[str]
    words: Mapping[str, str]


def codebook(rows: Sequence[Sequence[str]]) -> list[Legend]:
    """The legends of a sheet, in the order of their headings; none of a sheet that is something else."""
    cells = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not cells or len(cells) > _MOST_ROWS or any(_SOMEBODY.search(cell) for row in cells for cell in row):
        return []
    if in_cells := _in_cells(cells):
        return in_cells
    width = max(map(len, cells))
    grid = [[*row, *[""] * (width - len(row))] for row in cells]
    said: dict[frozenset[str], dict[str, set[str]]] = {}
    explained: set[int] = set()
    used: set[tuple[int, int]] = set()
    words_at = -1
    for column, beside in pairwise(range(width)):
        if column == words_at:
            continue
        pairs = {n for n, row in enumerate(grid) if CODE.fullmatch(row[column]) and _WORD.search(row[beside])}
        if len(pairs) < 2:
            continue
        beside_words = column == 0 or column - 1 == words_at
        headings = _headings(grid, column, pairs, beside_words=beside_words)
        for n in sorted(pairs):
            code = grid[n][column].upper().removesuffix(".0")
            said.setdefault(headings[n], {}).setdefault(code, set()).add(grid[n][beside])
        explained |= pairs
        used |= {(n, c) for n in pairs for c in (column, beside, *([] if beside_words else [column - 1]))}
        words_at = beside
    more = sum(any(cell and (n, c) not in used for c, cell in enumerate(grid[n])) for n in explained)
    if len(explained) < _SHARE * len(grid) or more:
        return []
    return [Legend(about, plain) for about, codes in said.items() if len(plain := {c: min(w) for c, w in codes.items() if len(w) == 1}) > 1]


def _in_cells(rows: Sequence[Sequence[str]]) -> list[Legend]:
    """The legends of a sheet that tells all codes of a column in one cell, the column's name and question to its left."""
    found: list[Legend] = []
    for row in rows:
        for n, cell in enumerate(row[1:], 1):
            marks = [*_IN_A_CELL.finditer(cell)]
            if len(marks) < 2 or cell[: marks[0].start()].strip():
                continue
            ends = [*(mark.start() for mark in marks[1:]), len(cell)]
            said = (cell[mark.end() : end].strip(" ,;/|.\n") for mark, end in zip(marks, ends, strict=True))
            words = {(mark[1] or mark[2]).upper(): word for mark, word in zip(marks, said, strict=True)}
            about = frozenset(token for text in row[:n] for token in tokens(text)) - _GENERAL
            if about and len(words) == len(marks):
                found.append(Legend(about, words))
    return found


def _headings(grid: Sequence[Sequence[str]], column: int, pairs: set[int], *, beside_words: bool) -> list[frozenset[str]]:
    """What each row's code is about: the name in the column to its left, else the last heading above it in its own column."""
    out: list[frozenset[str]] = []
    named = not beside_words and any(grid[n][column - 1] for n in pairs)
    held: frozenset[str] = frozenset()
    for n, row in enumerate(grid):
        text = row[column - 1] if named and n in pairs else row[column] if not named and n not in pairs else ""
        held = frozenset(tokens(text)) - _GENERAL if text else held
        out.append(held)
    return out


def lines_of(texts: Iterable[str]) -> list[Legend]:
    """The legends that lines of text tell a column each: "Hasil: 1 = Layak; 2 = Pindah", "Kode hasil: 1 Layak, 2 Pindah. Program: …"."""
    found: list[Legend] = []
    for text in texts:
        marks = [*_LABEL.finditer(text)]
        ends = [*(after.start() for after in marks[1:]), len(text)]
        for mark, end in zip(marks, ends, strict=False):
            words = {code.upper(): " ".join(word.split()).strip(" .-/") for code, word in _ITEM.findall(text[mark.end() : end])}
            about = frozenset(tokens(mark[1])) - _GENERAL
            if about and len(words) > 1:
                found.append(Legend(about, words))
    return found


def legends_of(index: int, headings: Sequence[Heading], legends: Iterable[Legend]) -> list[Mapping[str, str]]:
    """The legends that a column may be written in: those whose heading is this column's rather than another's, else those of no column."""
    mine: list[Mapping[str, str]] = []
    others: list[Mapping[str, str]] = []
    for about, words in legends:
        shared = [len(about & frozenset(tokens(heading.text))) for heading in headings]
        most = max(shared, default=0)
        if not most:
            others.append(words)
        elif index < len(shared) and shared[index] == most:
            mine.append(words)
    return mine or others
