"""Where a table's header stands: one row or several, under any number of title rows, over a row of column numbers.

Reach for it with the top rows of a grid. The header is the row (or two, or three rows) that names the most fields; the
earliest one on a tie; never a row that holds long numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import Heading, meaning, tokens
from pipeline.read.columns.month_columns import is_period
from pipeline.words.place_words import DISTRICTS, HAMLETS, OFTEN, VILLAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.headers import Meaning, Vocabulary
    from pipeline.read.grid import Row

KEY_FIELDS = frozenset(
    {
        "nik",
        "no_kk",
        "name",
        "member_nik",
        "member_name",
        "head_name",
        "head_nik",
        "card",
        "account",
        "person_key",
        "family_key",
        "id_kasus",
    }
)
"""Fields of which a list of people or families has at least one."""

_WHOLE_NUMBER = re.compile(r"^['`]?(\d{10,})(?:\.0)?$")
_LONG_NUMBER = re.compile(r"\d{6,}")
_NUMBER_CELL = re.compile(r"^\(?\s*(\d{1,3})\s*[.)]?$")
_LETTER = re.compile(r"[^\W\d_]")
_WIDEST_CELL = 250
_WIDEST_GROUP = 40
_DEEPEST = 3
"""Rows that a header has at most."""
_ENOUGH_FIELDS = 2
"""Fields from which a row of words is a header without doubt."""
_PLACE = re.compile(rf"(?i)^\W*(?:{VILLAGES}|{OFTEN}|{HAMLETS}|{DISTRICTS}|RT|RW)\b[\s.:/-]*(\S.*)")
_PLACE_WORDS = frozenset(
    (
        *f"{VILLAGES}|{OFTEN}|{HAMLETS}|{DISTRICTS}".lower().replace(" ", "|").split("|"),
        "rt",
        "rw",
        "nama",
        "kode",
        "dan",
        "ktp",
        "domisili",
    )
)
_SAYS_NOTHING = frozenset({"keterangan", "ket", "data", "identitas", "informasi", "rincian", "uraian", "lain", "lainnya", "umum"})
"""Words of a title over columns that add nothing to them ("Keterangan | Status")."""
_SAYS = re.compile(r"^[^(\[]*[^\W_]\s*[:=]\s*[^\W_]")


@dataclass(frozen=True)
class Header:
    """A header found: its first and last row (1-based), one heading a column, what it is worth."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    score: float
    titles: tuple[str, ...]
    above: int  # rows above it that are not blank and no data
    stray: tuple[int, ...] = ()  # data rows above it: nobody can say what their cells are


def holds_data(row: Row) -> bool:
    """Whether a row holds a number of six digits or more: no header does."""
    return any(_LONG_NUMBER.search(cell) for cell in row.cells)


def is_number_row(cells: Sequence[str]) -> bool:
    """Whether a row only counts the columns: `1 2 3 …`, `(1) (2) (3)`, `KOLOM 2 3 …`."""
    filled = [cell.strip() for cell in cells if cell and cell.strip()]
    found = [int(m.group(1)) for m in map(_NUMBER_CELL.match, filled) if m]
    if len(found) < 3 or len(found) < 0.8 * len(filled):
        return False
    return all(0 < b - a <= 3 for a, b in pairwise(found)) and found[0] <= 3


class Finder:
    """Finds headers with one vocabulary; remembers what each text meant."""

    def __init__(self, vocabulary: Vocabulary, own: Mapping[str, str]) -> None:
        self.vocabulary, self.own = vocabulary, own
        self._known: dict[Heading, Meaning | None] = {}

    def meaning(self, heading: Heading) -> Meaning | None:
        """What a heading means, remembered."""
        if heading not in self._known:
            too_long = len(heading.text) > _WIDEST_CELL or not _LETTER.search(heading.text)
            self._known[heading] = None if too_long else meaning(heading, self.vocabulary, self.own)
        return self._known[heading]

    def column_of(self, title: str, header: Header) -> int | None:
        """The first column of a header that means the one field that `title` means; None where none does."""
        meant = self.meaning(Heading(title))
        wanted = meant.fields if meant is not None and len(meant.fields) == 1 else ()
        said = [self.meaning(heading) if heading.text else None for heading in header.headings]
        return next((c for c, one in enumerate(said) if wanted and one is not None and one.fields == wanted), None)

    def score(self, headings: Sequence[Heading]) -> float:
        """How many fields a row names; a rule's or an undecided meaning counts for less; 0 without a field of people."""
        worth: dict[str, float] = {}
        key = False
        for heading in headings:
            said = self.meaning(heading) if heading.text else None
            if said is None or not said.fields:
                continue
            weight = 0.6 if said.by_rule or len(said.fields) > 1 else 0.9 if said.by_gist else 1.0
            worth[said.fields[0]] = max(weight, worth.get(said.fields[0], 0.0))
            key = key or bool(KEY_FIELDS & set(said.fields[:1]))
        return sum(worth.values()) if key else 0.0

    def find(self, rows: Sequence[Row], search: int) -> Header | None:
        """The header among the first rows; None where no row names a field of people. One that stands above somebody's row goes before a
        richer one below it, which is another table's."""
        near = [row for row in rows if row.row <= search] or list(rows[:search])
        header = self._find(rows, near)
        first = next((n for n, row in enumerate(near) if looks_like_data(row.cells)), len(near))
        if header is None or not header.stray or not first:
            return header
        above = self._find(rows, near[:first])
        return above if above is not None and above.score >= _ENOUGH_FIELDS else header

    def _find(self, rows: Sequence[Row], near: Sequence[Row]) -> Header | None:
        """The best header that begins in one of the rows `near`."""
        best: tuple[float, int, int] | None = None
        for depth in range(1, _DEEPEST + 1):  # a deeper header must name more than a shallower one, else its top rows are titles
            found = self._best_of(rows, near, depth)
            if found is not None and (best is None or found[0] > best[0] + 0.5 or _groups(rows, found, best)):
                best = found
        if best is None:
            return None
        _, index, depth = best
        depth += self._rows_below(rows[index : index + depth], rows[index + depth : index + depth + _DEEPEST + 1])
        block = rows[index : index + depth]
        titles, stray = _above(rows[:index])
        return Header(block[0].row, block[-1].last, _headings(block), best[0], titles, index - len(stray), stray)

    def _rows_below(self, block: Sequence[Row], below: Sequence[Row]) -> int:
        """How many more header rows follow: words under the later columns (`Bulan` over `April (Rp)`), nothing under those that name
        people, and data below them (beneath the title of a section, too); or numbers under one title (`Desil` over 1, 2, …)."""
        if len(block) < _DEEPEST and below and _numbers_one_title(block[-1], below[0]):
            return 1
        keys = [c for c, h in enumerate(_headings(block)) if (said := self.meaning(h)) is not None and KEY_FIELDS & set(said.fields[:1])]
        for number, row in enumerate(below[: _DEEPEST - len(block)]):
            filled = [c for c, cell in enumerate(row.cells) if cell.strip()]
            if (
                not _continues([*block, *below[: number + 1]])
                or not keys
                or not filled
                or filled[0] <= min(keys)
                or set(filled) & set(keys)
            ):
                return 0
            if len(filled) == 1 and not self._heads(row.cells[filled[0]]):  # somebody's row with one cell filled
                return 0
            if looks_like_data(next((row.cells for row in below[number + 1 :] if not _is_section(row)), ())):
                return number + 1
        return 0

    def _heads(self, text: str) -> bool:
        """Whether a lone cell beneath a header is a header: it means a field, or a month or stage; an answer (`Pindah`) is somebody's."""
        said = self.meaning(Heading(text.strip()))
        return is_period(text) or (said is not None and not any(name.startswith("result_tick:") for name in said.fields))

    def _best_of(self, rows: Sequence[Row], near: Sequence[Row], depth: int) -> tuple[float, int, int] | None:
        """The best header of `depth` rows: what it names, its first row's index, its depth; the earliest on a tie."""
        best: tuple[float, int, int] | None = None
        for index, row in enumerate(near):
            block = rows[index : index + depth]
            if holds_data(row) or len(block) < depth or not all(_continues(block[: n + 1]) for n in range(1, depth)):
                continue
            if depth > 1 and (any(map(_is_title, block, block[1:])) or not any(self.score(_headings([row])) for row in block)):
                continue
            value = self.score(_headings(block))
            if value > 0 and (best is None or value > best[0]):
                best = (value, index, depth)
        return best


def _groups(rows: Sequence[Row], deeper: tuple[float, int, int], found: tuple[float, int, int]) -> bool:
    """Whether a deeper header says as much and only adds rows of group titles (two cells or more) above a header found already."""
    above = rows[deeper[1] : found[1]]
    same_end = deeper[1] + deeper[2] == found[1] + found[2]
    return same_end and deeper[0] >= found[0] - 0.5 and all(sum(bool(cell.strip()) for cell in row.cells) > 1 for row in above)


def header_by_shape(rows: Sequence[Row], search: int) -> Header | None:
    """A header none of whose words is known: the last row of words alone above rows that hold a number of 16 digits in one column, with
    the row above it where that one alone names the column (a title of groups over `Nilai | Kondisi`)."""
    near = [row for row in rows if row.row <= search]
    for index in range(len(near) - 1):
        for depth in (1, 2):
            block, below = rows[max(index + 1 - depth, 0) : index + 1], rows[index + 1 : index + 6]
            if len(block) == depth and looks_like_data(below[0].cells) and _is_words(block) and _over_numbers(block, below):
                return header_at(rows, index + 1 - depth, depth)
    return None


def _is_words(block: Sequence[Row]) -> bool:
    """Whether the first row of a block holds three words or more and no row of it anything else, the second being one of its own."""
    filled = [[cell for cell in row.cells if cell.strip()] for row in block]
    if any(map(holds_data, block)) or len(filled[0]) < 3 or not all(_LETTER.search(cell) for cells in filled for cell in cells):
        return False
    return len(block) == 1 or (_continues(block) and not _is_title(block[0], block[1]))


def _over_numbers(block: Sequence[Row], below: Sequence[Row]) -> bool:
    """Whether a column that the block names holds a whole number in each of the rows below."""
    named = {c for row in block for c, cell in enumerate(row.cells) if cell.strip()}
    return any(all(c < len(r.cells) and _WHOLE_NUMBER.match(r.cells[c].strip()) for r in below) for c in named)


def header_at(rows: Sequence[Row], index: int, depth: int = 1) -> Header:
    """The header of one row (or of `depth`), whatever its words are worth."""
    titles, _ = _above(rows[:index])
    block = rows[index : index + depth]
    return Header(block[0].row, block[-1].last, _headings(block), 0.0, titles, index)


def _above(rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """What stands above a header: the title's texts, and the numbers of rows that are data (none of their cells is a title)."""
    stray = tuple(row.row for row in rows if looks_like_data(row.cells))
    return tuple(cell.strip() for row in rows if row.row not in stray for cell in row.cells if cell.strip()), stray


_BESIDE_A_NOTE = 4


def looks_like_data(cells: Sequence[str]) -> bool:
    """Whether a row is somebody's: a cell of nothing but 16 digits beside another, or of 10 or more beside two others.

    "No. SP2D : | 2515…" is a title; a note to the left of somebody's row ("Catatan:") is not.
    """
    filled = [cell.strip() for cell in cells if cell and cell.strip()]
    labels = sum(cell.startswith(":") or cell.endswith(":") for cell in filled)
    if labels > 1 or (labels and len(filled) <= _BESIDE_A_NOTE):
        return False
    longest = max((len(m.group(1)) for m in map(_WHOLE_NUMBER.match, filled) if m), default=0)
    return (longest >= 16 and len(filled) > 1) or (longest >= 10 and len(filled) > 2)


def _continues(block: Sequence[Row]) -> bool:
    """Whether the last row of a block can be a further header row of the rows above it."""
    last = block[-1]
    if holds_data(last) or is_number_row(last.cells) or last.row - block[-2].last > 1:
        return False
    filled = [cell for cell in last.cells if cell.strip()]
    if len(filled) == 1 and " " in filled[0].strip() and last.cells[0].strip() and block[-2].cells[0].strip():
        return False  # "SUDAH MENERIMA" beneath "No" is the title of a section
    return all(_LETTER.search(cell) for cell in filled) and not (filled and all(map(names_place, filled)))


def _is_section(row: Row) -> bool:
    """Whether a row is the title of a section by place ("DESA KRANGGAN") and nothing else."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    return len(filled) == 1 and names_place(filled[0])


def names_place(text: str) -> bool:
    """Whether a text names one place by which a list is parted ("KELURAHAN SAKO", "RT 01"), and is no header ("Desa/Kel")."""
    found = _PLACE.match(text)
    return found is not None and not _PLACE_WORDS.issuperset(tokens(found[1]))


def _numbers_one_title(above: Row, row: Row) -> bool:
    """Whether a row counts columns under one title alone: 1 beneath it, the others beneath the blanks to its right."""
    filled = [c for c, cell in enumerate(row.cells) if cell.strip()]
    if not is_number_row(row.cells) or row.cells[filled[0]].strip() != "1" or filled != list(range(filled[0], filled[-1] + 1)):
        return False
    titles = [bool(above.cells[c].strip()) if c < len(above.cells) else False for c in filled]
    return titles[0] and not any(titles[1:])


def levels(rows: Sequence[Row], header: Header) -> list[list[str]]:
    """The texts of a header's rows, a column each; a title of a group stands over each column of it."""
    block = [row for row in rows if header.first <= row.row <= header.last]
    width = len(header.headings)
    if len(block) == 1:
        return [[cell.strip() for cell in block[0].cells]]
    return [_spread(row.cells, block[n + 1 :], width) for n, row in enumerate(block)]


def _headings(block: Sequence[Row]) -> tuple[Heading, ...]:
    width = max(len(row.cells) for row in block)
    if len(block) == 1:
        return tuple(Heading(cell.strip()) for cell in block[0].cells)
    filled = [_spread(row.cells, block[n + 1 :], width) for n, row in enumerate(block)]
    return tuple(_stacked([level[column] for level in filled]) for column in range(width))


def _is_title(row: Row, below: Row) -> bool:
    """Whether a row is a title line and no title of a group: one text that is long or stands over every column of the row below it, a few
    of which one is long, over the first columns only, or texts that say something of the whole list ("Kelurahan : Sako", "1 = Layak")."""
    filled = [column for column, cell in enumerate(row.cells) if cell.strip()]
    if any(_SAYS.match(row.cells[column]) for column in filled):
        return True
    first = next((column for column, cell in enumerate(below.cells) if cell.strip()), 0)
    wide = any(len(row.cells[column].strip()) > _WIDEST_GROUP for column in filled)
    if len(filled) == 1:
        return filled[0] <= first or wide
    beside = filled == list(range(first, first + len(filled)))  # "PT BANK MANDIRI;LAPORAN PENYALURAN SEMBAKO TAHAP 2 TAHUN 2025"
    return beside and wide and 2 * len(filled) < sum(bool(cell.strip()) for cell in below.cells)


def _spread(cells: Sequence[str], below: Sequence[Row], width: int) -> list[str]:
    """A merged group title stands over its first column only: repeat it over the columns that have a cell below it."""
    out, held = [], ""
    for column in range(width):
        own = cells[column].strip() if column < len(cells) else ""
        child = any(column < len(row.cells) and row.cells[column].strip() for row in below)
        held = own or (held if child else "")
        out.append(own or (held if child else ""))
    return out


def _stacked(levels: Sequence[str]) -> Heading:
    parts = list(dict.fromkeys(level for level in levels if level))
    if len(parts) < 2:
        return Heading(parts[0] if parts else "")
    if all(_SAYS_NOTHING.issuperset(tokens(part)) for part in parts[:-1]):
        return Heading(" ".join(parts), (parts[-1],))
    return Heading(" ".join(parts), (" ".join(parts), " ".join(parts[-2:]), parts[-1]))
