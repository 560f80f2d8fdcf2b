"""A further table beneath the first in one sheet: "B. TIDAK TERBAYAR" with a header of its own, or under the header above.

Reach for it while a grid is named. A row begins a table where it is a header (words alone, two fields or more, data below) that differs
from the one above or stands under titles of its own, or where it is the lone title of a section: a status of payment, a programme, a
payer, or the next in an enumeration (A., B.). The invariant: rows beneath it are never judged under the header or the title above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import Heading, key, spelt_out
from pipeline.read.columns.locate import is_number_row, looks_like_data, names_place
from pipeline.read.rows import is_group, is_signature, is_total
from pipeline.read.shapes.numbered_remarks import note_of
from pipeline.read.shapes.remarks_beneath import remark_of
from pipeline.words.asides import is_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from pipeline.read.columns.locate import Finder, Header
    from pipeline.read.grid import Body, Grid, Kinds, Row, Trouble

_ITEM = re.compile(r"^\W*([A-Z]|[IVX]{2,4}|\d{1,2})\s*[.)]\s*\S")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_STATUS = re.compile(
    r"\b(?:gagal|retur|saldo kosong|exclude|tidak hadir|dikembalikan)\b|\b(?:tidak|belum|sudah|telah|sukses|berhasil|proses)"
    r"\s+(?:di|ter|ber|me)?(?:salur|bayar|cair|transaksi|transfer|ambil|terima|realisasi|serah|n?erima)\w*|\b(?:terbayar|tersalur|dibayar|dibayarkan)\b"
)
_PAYER = re.compile(
    r"\W*(?:(?:lembaga |bank )?(?:penyalur|bayar|pembayar)\W+)?(?:pt\.? ?)?"
    r"(?:bank [^\d;]{3,40}|bri|bni|btn|bsi|mandiri|himbara|(?:kantor )?pos(?: indonesia)?)"
    r"(?: (?:kc|kcp|cabang|unit|kantor) [^\d;]{3,40})?\W*"
)
_LONG_NUMBER = re.compile(r"\d{6,}")
_LETTER = re.compile(r"[^\W\d_]")
_LEAST_FIELDS = 2
_LOOK_AHEAD = 8
_TITLE_CELLS = 2


@dataclass(frozen=True)
class Beneath:
    """Where a further table begins: its first row (a title or the header), and the row that is a section's title under the header above,
    or 0 where the table has a header of its own."""

    start: int
    section: int = 0


class Rest:
    """A grid from one row on."""

    def __init__(self, grid: Grid, start: int) -> None:
        self._grid, self.start = grid, start
        self.sheet, self.hidden = grid.sheet, grid.hidden
        self.notes: tuple[str, ...] = ()

    def top(self) -> list[Row]:
        """The first rows from `start` on, blank ones left out, numbered as in the sheet."""
        return self._grid.rows(self.start - 1, 120)

    def rows(self, after: int, count: int) -> list[Row]:
        """Up to `count` rows after row `after`, blank ones left out."""
        return self._grid.rows(after, count)

    def width(self) -> int:
        """Number of columns."""
        return self._grid.width()

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Rows after row `after`."""
        return self._grid.body(after, width, columns)

    def sample(self, after: int) -> list[Sequence[str]]:
        """Cells of the first rows below `after`."""
        return self._grid.sample(after)

    def tail(self) -> list[Sequence[str]]:
        """Cells of the last rows."""
        return self._grid.tail()

    def whole_row(self, row: int) -> tuple[str, ...]:
        """Every cell of one row."""
        return self._grid.whole_row(row)

    def kinds(self, columns: Sequence[int], after: int) -> dict[int, Kinds]:
        """Cell kinds of some columns."""
        return self._grid.kinds(columns, after)

    def hidden_rows(self, after: int) -> int:
        """Rows below `after` that a filter hides."""
        return self._grid.hidden_rows(after)

    def rows_below(self, after: int) -> int:
        """Rows below `after` that are not blank."""
        return self._grid.rows_below(after)

    def filled(self, after: int, width: int, columns: Sequence[int], rows: pl.Series) -> dict[int, int]:
        """How many cells of these rows are filled."""
        return self._grid.filled(after, width, columns, rows)

    def troubles(self, after: int, columns: Sequence[int]) -> list[Trouble]:
        """Cells below `after` that hold an error."""
        return self._grid.troubles(after, columns)


def find_beneath(rows: Iterable[int], grid: Grid, header: Header, finder: Finder) -> Beneath | None:
    """The first further table among `rows` (those without anybody's number, below the header)."""
    texts = [key(heading.readings[-1]) for heading in header.headings]
    item = next((label for text in reversed(header.titles) if (label := _item(text))), "")
    titles: list[int] = []
    places: list[int] = []
    within = _status_within_a_place(grid, header, finder)
    for row in rows:
        cells = [str(cell or "").strip() for cell in grid.whole_row(row)]
        filled = [cell for cell in cells if cell]
        if titles and row - titles[-1] > _TITLE_CELLS:
            titles = []
        if places and row - places[-1] > _TITLE_CELLS:
            places = []
        if remark_of(filled) or note_of(filled):
            continue  # of other rows
        if begins_table(cells, texts, finder) or (titles and _repeats(cells, texts)):
            known = {key(text) for text in header.titles}
            own = [r for r in titles if not _known_title(grid.whole_row(r), known)]
            if (own or not _repeats(cells, texts)) and _data_follows(grid, row):
                return Beneath(min([row, *titles, *([] if _repeats(cells, texts) else places)]))
            titles = []
        elif (within and is_group(filled) and _data_follows(grid, row)) or (
            len(filled) == 1 and _is_section(filled[0], item, finder) and _data_follows(grid, row, headed=False)
        ):
            return Beneath(row, section=row)
        elif 0 < len(filled) <= _TITLE_CELLS and not is_total(cells) and not is_group(filled) and not is_signature(filled):
            titles.append(row)
        elif is_group(filled):
            places.append(row)  # of the rows beneath, or of the table whose header follows
        else:
            titles = []
    return None


def _status_within_a_place(grid: Grid, header: Header, finder: Finder) -> bool:
    """Whether a table is the section of a status whose rows follow at once ("Tidak hadir :"): it ends where the next place begins. A
    status under which places stand speaks of all of them."""
    filled = [str(cell) for cell in grid.whole_row(header.first) if str(cell or "").strip()]
    if header.first != header.last or len(filled) != 1 or _subject(filled[0], finder) != "status":
        return False
    first = next(iter(grid.rows(header.first, 1)), None)
    return first is not None and not is_group([cell for cell in first.cells if cell.strip()])


def begins_table(cells: Sequence[str], texts: Sequence[str], finder: Finder) -> bool:
    """Whether a row is a header other than the one above: words alone, naming two fields or more."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) <= _TITLE_CELLS or any(_LONG_NUMBER.search(cell) or not _LETTER.search(cell) for cell in filled):
        return False
    return not _repeats(cells, texts) and finder.score([Heading(cell.strip()) for cell in cells]) >= _LEAST_FIELDS


def inherited(titles: Sequence[str]) -> tuple[str, ...]:
    """What the titles of the table above say of the whole sheet: no items of an enumeration, no status of its rows."""
    kept = (_STATUS.sub(" ", title.lower()).upper() if _STATUS.search(title.lower()) else title for title in titles if not _item(title))
    return tuple(text for title in kept if (text := " ".join(title.split())))


def titles_beneath(above: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """The titles of a further table: its own, and what those above say of the whole sheet unless its own say it anew ("Kelurahan: …")."""
    whole = inherited(above)
    if set(whole) & set(own) and len(own) >= len(whole):  # a heading repeated in full
        return tuple(own)
    said = {_label(text) for text in own} - {""}
    return tuple(dict.fromkeys((*(text for text in whole if _label(text) not in said), *own)))


def _label(text: str) -> str:
    """What a title speaks of: the words before its colon, or the kind of place it names; "" for any other."""
    if ":" in text:
        return key(text.partition(":")[0])
    return key(text.split(maxsplit=1)[0]) if names_place(text) else ""


def repeats(cells: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a row without anybody's number is the header above once more."""
    return not any(_LONG_NUMBER.search(cell) for cell in cells) and _repeats(cells, texts)


def _repeats(cells: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a row is the header above once more."""
    filled = [(c, key(cell)) for c, cell in enumerate(cells) if cell.strip()]
    return len(filled) > 1 and 2 * sum(c < len(texts) and texts[c] == text for c, text in filled) > len(filled)


def _known_title(cells: Sequence[str], known: set[str]) -> bool:
    """Whether a title only repeats one above the first header, or numbers a page."""
    filled = [key(str(cell)) for cell in cells if str(cell or "").strip()]
    return all(text in known or re.fullmatch(r"(?:halaman|hal|lembar|page)\d+(?:dari\d+)?", text) for text in filled)


def _is_section(text: str, before: str, finder: Finder) -> bool:
    """Whether a lone text is the title of a section: a status of payment, a programme, a payer, or the item after `before`."""
    if is_aside(text):
        return False
    item = _item(text)
    return bool(item and before and _follows(before, item)) or bool(_subject(text, finder))


def _subject(text: str, finder: Finder) -> str:
    """What the title of a section tells of its rows: a status of payment, a programme or a payer; "" for any other text."""
    plain = spelt_out(_ITEM.sub(lambda m: m[0][-1], text) if _item(text) else text)
    if _STATUS.search(plain):
        return "status"
    if finder.vocabulary.values["programme"].fullmatch(plain):
        return "programme"
    return "payer" if _PAYER.fullmatch(plain) and not _LONG_NUMBER.search(plain) else ""


def titles_of_section(above: Sequence[str], own: str, finder: Finder) -> tuple[str, ...]:
    """The titles of a section: what those above say of the whole sheet and its own, which takes the place of one that tells the like."""
    subject = _subject(own, finder)
    return titles_beneath([text for text in above if not subject or _subject(text, finder) != subject], (own,))


def _item(text: str) -> str:
    found = _ITEM.match(text)
    return found[1] if found else ""


def _follows(before: str, item: str) -> bool:
    """Whether one label comes after another: B after A, II after I, 2 after 1."""
    if before.isdigit() and item.isdigit():
        return int(item) == int(before) + 1
    if before in _ROMAN and item in _ROMAN and _ROMAN.index(item) == _ROMAN.index(before) + 1:
        return True
    return len(before) == len(item) == 1 and ord(item) == ord(before) + 1


def _data_follows(grid: Grid, row: int, *, headed: bool = True) -> bool:
    """Whether somebody's row stands within a few rows of this one; of a section's title no other lone text before it."""
    for below in grid.rows(row, _LOOK_AHEAD):
        filled = [cell for cell in below.cells if cell.strip()]
        if is_number_row(below.cells):
            continue
        if looks_like_data(below.cells) or (len(filled) > _TITLE_CELLS and any(_LONG_NUMBER.search(cell) for cell in filled)):
            return True
        if not headed and len(filled) > _TITLE_CELLS:
            return False
    return False
