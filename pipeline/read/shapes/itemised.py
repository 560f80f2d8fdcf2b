"""Numbered lines of people as they are typed into a chat or one column (`1. Siti Aminah - 600rb - sudah`), cut into cells.

Reach for it with the lines of a text, or of a sheet of one column, that name no columns. The invariants: a line begins with its number and
holds a name; NIK, money, RT and words of a status are told by what they are, whatever else a line says is a remark; a list of lines without
money or status is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, spelt_out
from pipeline.read.columns.locate import Header
from pipeline.read.formats.sheet import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Vocabulary
    from pipeline.read.columns.locate import Finder
    from pipeline.read.grid import Grid

_ITEM = re.compile(r"\W{0,3}(\d{1,4})\s*[.)\-:]\s*(\S.*)")
_TOKEN = re.compile(
    r"(?i)(?P<nik>(?<!\d)\d{16}(?!\d))"
    r"|(?P<sum>\b(?:rp\.?\s*)?\d{1,3}(?:[.,]\d{3})+(?:,-)?|\b(?:rp\.?\s*)?\d{2,4}\s?(?:rb|ribu|k)\b|(?<!\d)(?:rp\.?\s*)?[1-9]\d{5,6}(?!\d))"
    r"|(?P<rt>\brt\W{0,2}\d{1,3}(?:\W{1,3}rw\W{0,2}\d{1,3})?|(?<!\d)\d{1,3}/\d{1,3}(?![\d/]))"
)
_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[|;:=,]\s*|\s*[-–—]\s+|\s+[-–—]\s*")
_NAME = re.compile(r"[^\W\d_][^\d]{1,60}")
_ANSWERS = {
    "✅": "sudah dibayar",
    "☑": "sudah dibayar",
    "✔": "sudah dibayar",
    "❌": "belum dibayar",
    "sudah": "sudah dibayar",
    "belum": "belum dibayar",
}
_SHORT = re.compile(r"(?i)^\D*(\d{2,4})\s?(?:rb|ribu|k)$")
_HEADS = {"no": "No", "name": "Nama", "nik": "NIK", "rt": "RT", "sum": "Nominal", "state": "Status Salur", "note": "Keterangan"}
_LEAST, _SHARE, _MOSTLY = 4, 0.9, 0.6
"""Lines of people at least; share of the numbered lines that must be such; share of all lines below the first one."""
_TOLD = "Daftar ini diketik baris demi baris; tiap baris bernomor dibaca sebagai satu orang ({heads}). Bila keliru, minta Excel."


class ItemGrid(SheetGrid):
    """Lines cut into cells, under headings that no line holds; `header` tells them and the row above the first person."""

    header: Header


def itemised(lines: Sequence[str], finder: Finder, *, search: int, sheet: str) -> ItemGrid | None:
    """The grid of such lines, a row a line; None where they are none, or a line above them names columns that nothing parts."""
    vocabulary = finder.vocabulary
    people = {n: cells for n, line in enumerate(lines) if (cells := _cells(line, vocabulary))}
    numbered = [n for n, line in enumerate(lines) if _ITEM.fullmatch(line.strip())]
    first = next(iter(people), 0)
    below = sum(bool(line.strip()) for line in lines[first:])
    if len(people) < max(_LEAST, _SHARE * len([n for n in numbered if n >= first])) or len(people) < _MOSTLY * below or first > search:
        return None
    if any(_names_columns(line, finder) for line in lines[:first]):
        return None
    if not any(cells.get("sum") or cells.get("state") for cells in people.values()):
        return None
    heads = [name for name in _HEADS if any(cells.get(name) for cells in people.values())]
    rows = [
        [people[n].get(name) or None for name in heads] if n in people else [line.strip() or None, *([None] * (len(heads) - 1))]
        for n, line in enumerate(lines)
    ]
    grid = ItemGrid(
        sheet, pl.DataFrame(rows, schema={f"c{c}": pl.String for c in range(len(heads))}, orient="row"), None, data=b"", search=search
    )
    titles = tuple(" ".join(line.split()) for line in lines[:first] if line.strip())
    grid.header = Header(0, first, tuple(Heading(_HEADS[name]) for name in heads), 0.0, titles, len(titles))
    grid.notes = (_TOLD.format(heads=", ".join(_HEADS[name] for name in heads)),)
    return grid


def _names_columns(line: str, finder: Finder) -> bool:
    """Whether three words or more of a line without numbers are headings."""
    words = [] if re.search(r"\d", line) else re.findall(r"[^\W\d_]+", line)
    said = [finder.meaning(Heading(word)) for word in dict.fromkeys(word.lower() for word in words)]
    return (
        len({one.fields[0] for one in said if one is not None and one.fields} & _KEYED) > 0
        and sum(bool(one and one.fields) for one in said) > 2
    )


_KEYED = frozenset({"nik", "no_kk", "name"})


def of_one_column(grid: Grid, finder: Finder, search: int) -> Grid:
    """A sheet nearly all of whose rows are one cell of such a line, cut; any other grid as it is."""
    if not isinstance(grid, SheetGrid) or isinstance(grid, ItemGrid):
        return grid
    filled = [[cell.strip() for cell in row.cells if cell.strip()] for row in grid.top()]
    if not filled or sum(len(cells) == 1 and bool(_ITEM.fullmatch(cells[0])) for cells in filled) < _LEAST:
        return grid
    if sum(len(cells) > 1 for cells in filled) > (1 - _SHARE) * len(filled):
        return grid
    lines = [" ".join(cell.strip() for cell in row if cell and cell.strip()) for row in grid.texts().rows()]
    cut = itemised(lines, finder, search=search, sheet=grid.sheet)
    if cut is None:
        return grid
    cut.hidden, cut.notes = grid.hidden, (*grid.notes, *cut.notes)
    return cut


def _cells(line: str, vocabulary: Vocabulary) -> dict[str, str]:
    """What a numbered line says of somebody, by `_HEADS`; none where it is no such line."""
    item = _ITEM.fullmatch(line.strip())
    if item is None:
        return {}
    found = {"no": item[1]}
    words: list[str] = []
    at = 0
    for token in [*_TOKEN.finditer(item[2]), None]:
        text = item[2][at : token.start()] if token else item[2][at:]
        words += [piece for part in _BETWEEN.split(text) if (piece := part.strip(" \t-–—.,;:()[]*_"))]
        if token is not None:
            kind = token.lastgroup or ""
            if kind in found:
                return {}
            found[kind], at = token[0].strip(), token.end()
    for word in words:
        said = _ANSWERS.get(spelt_out(word), word)
        if "name" not in found and _NAME.fullmatch(word):
            found["name"] = word
        elif "state" not in found and (said != word or vocabulary.values["state"].fullmatch(spelt_out(word))):
            found["state"] = said
        else:
            found["note"] = f"{found['note']}; {word}" if "note" in found else word
    if short := _SHORT.match(found.get("sum", "")):
        found["sum"] = f"{short[1]}.000"
    return found if "name" in found and ("sum" in found or "state" in found or "nik" in found) else {}
