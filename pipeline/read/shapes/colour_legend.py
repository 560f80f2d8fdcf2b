"""What a sheet itself says of its colours and struck rows: "Merah = gagal salur", a coloured cell beside a word, "Dicoret = meninggal".

Reach for it with the rows beside a table (above its header, beneath its last row, to its right) and the looks of their cells. The
invariant: a colour means something only where the sheet says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.read.formats.sheet_styles import COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.read.formats.sheet_styles import Look

_PLAIN = (
    "tidak berwarna",
    "tdk berwarna",
    "tak berwarna",
    "tanpa warna",
    "tidak diwarnai",
    "tidak diblok",
    "putih",
    "warna putih",
    "polos",
)
_UNSTRUCK = ("tidak dicoret", "tdk dicoret", "tanpa coretan", "tidak tercoret")
_STRUCK = ("dicoret", "tercoret", "coretan", "coret", "strikethrough", "strike")
_LABELS = sorted((*_PLAIN, *_UNSTRUCK, *_STRUCK, *COLOURS), key=lambda word: (-len(word), word))
_SAYS = re.compile(
    rf"(?i)\b(?:(?:warna|blok|diblok|arsir|arsiran|diarsir|baris|sel|tanda|yang|di)\s+)*({'|'.join(map(re.escape, _LABELS))})\b"
    r"(?:\s*(?:[=:→]|->|-(?=\s)|artinya|berarti|adalah|menandakan)+\s*|\s+(?=(?:sudah|telah|karena)\b))"
)
_SIGN = " =:;,.-–→|/"
_LETTERS = re.compile(r"[A-Za-z]{2}")
_LONGEST, _NEAR = 80, 3
"""Signs of a meaning at most; columns to the right in which the word of a coloured cell is sought."""
_FEW = 6
"""Filled cells of a row that explains colours, at most."""


@dataclass
class Legend:
    """What a sheet says: of fills by their number, of struck rows, of rows with neither; the rows that say it."""

    fills: dict[int, str] = field(default_factory=dict)
    struck: str = ""
    plain: str = ""
    unstruck: str = ""
    rows: set[int] = field(default_factory=set)


def legend_of(
    rows: Mapping[int, Sequence[tuple[int, str, Look]]], colours: Mapping[int, Sequence[str]], known: Callable[[str], bool]
) -> Legend:
    """The legend that rows of cells (column, text, look) spell out. `colours`: the fills of the list's own rows, and the words for them;
    `known`: whether a text is a word of a status."""
    legend = Legend()
    for row, cells in sorted(rows.items()):
        if sum(bool(text) for _, text, _ in cells) > _FEW:
            continue
        found = [*_by_cells(cells, colours, known), *_by_words(" ".join(text for _, text, _ in cells if text), colours)]
        for name, word in found:
            if isinstance(name, int):
                legend.fills.setdefault(name, word)
            elif not getattr(legend, name):
                setattr(legend, name, word)
        if found:
            legend.rows.add(row)
    return legend


def _meaning(text: str) -> str:
    said = " ".join(text.split()).strip(_SIGN)
    return said if len(said) <= _LONGEST and _LETTERS.search(said) else ""


def _by_words(text: str, colours: Mapping[int, Sequence[str]]) -> list[tuple[int | str, str]]:
    """What a line says of colours by their names."""
    marks = [*_SAYS.finditer(text)]
    ends = [*(after.start() for _, after in pairwise(marks)), len(text)][: len(marks)]
    found: list[tuple[int | str, str]] = []
    for mark, end in zip(marks, ends, strict=True):
        word, label = _meaning(re.split(r"[;|\n]", text[mark.end() : end])[0]), mark[1].lower()
        if not word:
            continue
        name = "plain" if label in _PLAIN else "unstruck" if label in _UNSTRUCK else "struck" if label in _STRUCK else ""
        found += [(name, word)] if name else [(code, word) for code, names in sorted(colours.items()) if label in names]
    return found


def _by_cells(
    cells: Sequence[tuple[int, str, Look]], colours: Mapping[int, Sequence[str]], known: Callable[[str], bool]
) -> list[tuple[int | str, str]]:
    """What coloured or struck cells say: by the word beside them, or by their own where it is that of a status."""
    found: list[tuple[int | str, str]] = []
    for place, (column, text, look) in enumerate(cells):
        name: int | str = look.fill if look.fill in colours else "struck" if look.struck and text else ""
        if not name:
            continue
        beside = next((said for at, said, _ in cells[place + 1 :] if said and at - column <= _NEAR), "")
        bare = not _LETTERS.search(text) or text.lower().strip(_SIGN) in _LABELS
        if bare or beside.startswith(("=", ":")):
            found += [(name, word)] if (word := _meaning(beside)) else []
        elif isinstance(name, int) and known(_meaning(text)):
            found.append((name, _meaning(text)))
    return found
