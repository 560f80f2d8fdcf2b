"""A text taken out of a PDF (`pdftotext -layout`) to a grid: each page cut by its own header, wrapped cells put together again.

Reach for it when no separator yields a header. Columns shift from page to page, so nothing holds for the whole file but the headings. The
invariants: every line that holds somebody's number is a row or is rejected with a sentence, no number is cut or joined, and a file most of
which cannot be cut is refused with one sentence instead of being called damaged.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, key
from pipeline.read.refusal import Refused, shown
from pipeline.read.rows import is_group, is_signature, is_total
from pipeline.read.shapes.family_headings import card_lines
from pipeline.read.texts.fixed_width import PAGE, RULER, page_shape
from pipeline.read.texts.line_grid import LineGrid
from pipeline.read.texts.print_columns import Page, leaves_of, meets, parted, pieces_of
from pipeline.read.texts.print_wraps import Wraps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.read.columns.locate import Finder
    from pipeline.read.texts.lines import Lines
    from pipeline.read.texts.print_columns import Leaf, Piece

_SOMEBODY = re.compile(r"\d{6,}")
_LONG = re.compile(r"(?<!\d)\d{10,}(?!\d)")
_IDENTIFIER = re.compile(r"(?<!\d)\d{16}(?!\d)")
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:,-|[.,]00)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_COUNTED = re.compile(r"\d{1,6}\.?")
_WORD = re.compile(r"[^\W\d_]{3}")
_LETTER = re.compile(r"[^\W\d_]")
_WIDEST = 40
_DEEPEST = 4
"""Lines of a header at most."""
_MOST_BAD, _MOSTLY = 0.05, 0.8
"""Share of lines that cannot be cut from which a file is refused; share of a column's cells from which on it is one of numbers."""
_FEWEST = 3
NOT_CUT = "berkas teks ini tidak terpisah menjadi kolom (teks salinan PDF atau cetakan). Minta pengirim mengirim Excel atau CSV aslinya."
_PARTED = (
    "cetakan ini terlalu lebar: kolom '{words}' ada di halaman lain dan barisnya tidak dapat dipasangkan. "
    "Minta pengirim mengirim Excel atau CSV aslinya."
)
_UNCLEAR = (
    "Kolom pada baris cetakan ini tidak dapat dipisahkan dengan pasti, jadi barisnya tidak dipakai. "
    "Minta pengirim mengirim Excel atau CSV aslinya."
)


_KINDS = {
    "long": {"nik", "no_kk", "head_nik", "account", "card"},
    "number": {"desil", "amount", "amount_received", "members", "rt", "rw"},
    "date": {"birth_date", "paid_on", "visited_on"},
    "words": {"name", "address", "village_name", "hamlet", "relationship", "occupation", "note", "state", "state_note", "registry_status"},
}
"""What the values of some fields look like (`pipeline.read.texts.print_columns`)."""
_CUT = "Teks cetakan {pages} halaman: kolomnya dipisahkan menurut letak judul kolom dan jarak kosong."
_LEFT_OUT = "{values} isi sel menempel pada isi kolom di sebelahnya, jadi dibaca kosong. Minta Excel atau CSV aslinya."


@dataclass
class _Section:
    """One page: its lines (first, end), the lines of its header if it has one, its columns."""

    first: int
    end: int
    header: tuple[int, ...] = ()
    leaves: list[Leaf] = field(default_factory=list)
    page: Page | None = None

    def under(self) -> range:
        """The lines beneath the header."""
        return range(max(self.header) + 1 if self.header else self.first, self.end)

    @property
    def texts(self) -> tuple[str, ...]:
        """The headings."""
        return tuple(key(leaf.text) for leaf in self.leaves)


def by_pages(lines: Lines, finder: Finder, *, search: int, sheet: str) -> LineGrid | None:
    """The grid of a print; None where no line names columns. Raises Refused where too many lines cannot be cut."""
    raw = [lines.text(i) for i in range(len(lines))]
    texts = [text.replace("\f", "").expandtabs() for text in raw]
    header = _first_header(texts, finder, search)
    if header is None:
        return None
    labels = card_lines(texts, finder)  # looks at every line: only of a text that is a print
    sections = _sections(raw, texts, header)
    somebody = {i for section in sections for i in section.under() if i not in labels and _is_row(texts[i])}
    _refuse_parted(sections, texts, somebody)
    shards = _shards(somebody, texts, sections)
    reference = _set_columns(sections, texts, somebody - set(shards), finder)
    if reference is None or finder.score([Heading(leaf.text) for leaf in reference.leaves]) < 2:
        return None
    cells, bad, unclear = _cut(sections, texts, somebody | set(shards), reference)
    torn, lost = _mend(cells, shards)
    bad, unclear = (bad | torn) - set(shards), unclear + lost
    somebody -= set(shards)
    if len(somebody) < _FEWEST - 1 or len(bad) > _MOST_BAD * len(somebody) or unclear > len(cells):
        raise Refused(NOT_CUT)
    notes = _put_others(cells, sections, texts, somebody, header, labels.union(shards))
    headings = [leaf.text for leaf in reference.leaves]
    frame = _frame(cells, headings, texts, header)
    lines_of = pl.Series("line", texts, dtype=pl.String)
    grid = LineGrid(frame, lines_of, titles=header[0], heads=labels, bad=bad, sentence=_UNCLEAR, search=search, sheet=sheet)
    grid.notes = (_CUT.format(pages=len(sections)), *([_LEFT_OUT.format(values=unclear)] if unclear else []), *notes)
    return grid


def refuse_uncut(lines: Sequence[str], separator: str) -> None:
    """Raise Refused where whole lines stand in one cell: beside a number of sixteen digits another, or words."""
    somebodys = [text for text in lines if _IDENTIFIER.search(text)]
    whole = [text for text in somebodys if any(_is_line(cell) for cell in text.split(separator))]
    if len(whole) >= _FEWEST and 2 * len(whole) > len(somebodys):
        raise Refused(NOT_CUT)


def _is_line(cell: str) -> bool:
    return len(_IDENTIFIER.findall(cell)) > 1 or bool(_IDENTIFIER.search(cell) and _WORD.search(cell))


def _refuse_parted(sections: Sequence[_Section], texts: Sequence[str], somebody: set[int]) -> None:
    """Raise Refused where pages hold the further columns of a list too wide for its paper: whose row is whose nobody can tell."""
    apart = [
        [i for i in s.under() if texts[i].strip() and not PAGE.match(texts[i])] for s in sections if not somebody.intersection(s.under())
    ]
    lines = [i for page in apart if len(page) > _FEWEST for i in page]
    if 2 * len(lines) > len(somebody):
        raise Refused(_PARTED.format(words=shown(" ".join(texts[lines[0]].split()))))


def _is_row(text: str) -> bool:
    """Whether a line is somebody's: a number of six digits, or a count in front of three values and more."""
    if PAGE.match(text):
        return False
    pieces = pieces_of(text)
    if len(pieces) < 3 and is_signature([piece.text for piece in pieces]):
        return False
    if _SOMEBODY.search(text):
        return len(pieces) > 2 or bool(_LONG.search(text) and len(pieces) > 1)
    return len(pieces) > 2 and bool(_COUNTED.fullmatch(pieces[0].text)) and bool(_LETTER.search(text))


def _first_header(texts: Sequence[str], finder: Finder, search: int) -> tuple[int, ...] | None:
    """The lines of the first header: those that name the most, and the lines between them and the first row."""
    best: tuple[float, tuple[int, ...]] | None = None
    near = [i for i, text in enumerate(texts[:search]) if text.strip() and not RULER.match(text)]
    for place, line in enumerate(near):
        for depth in range(1, _DEEPEST + 1):
            block = near[place : place + depth]
            if len(block) < depth or any(_is_row(texts[i]) for i in block) or block[-1] - line > 2 * depth:
                break
            if any(_is_title(texts[a], texts[b]) for a, b in pairwise(block)):
                break
            score = finder.score([Heading(leaf.text) for leaf in leaves_of([texts[i] for i in block])])
            if score >= 2 and (best is None or score > best[0] + 0.5):
                best = (score, tuple(block))
    if best is None:
        return None
    block = list(best[1])
    for i in near[near.index(block[-1]) + 1 :]:
        heads = leaves_of([texts[n] for n in block])
        pieces = pieces_of(texts[i])
        if len(block) >= _DEEPEST or i - block[-1] > 2 or _is_row(texts[i]) or not all(any(meets(h, p) for h in heads) for p in pieces):
            break
        if not any(_is_row(texts[n]) for n in near[near.index(i) + 1 :][:2]) or not _heading_words(texts, block[-1], i, pieces):
            break
        block.append(i)
    return tuple(block)


def _is_title(text: str, below: str) -> bool:
    """Whether a line above a line of headings is a title: one text that is long or begins where the first heading does."""
    pieces = pieces_of(text)
    return len(pieces) == 1 and (len(pieces[0].text) > _WIDEST or pieces[0].start <= pieces_of(below)[0].start)


def _heading_words(texts: Sequence[str], above: int, at: int, pieces: Sequence[Piece]) -> bool:
    """Whether a line beneath a header goes on with it: it follows it on another page too, or says a word or two without a number."""
    over, shape = _squeezed(texts[above]), _squeezed(texts[at])
    others = [i for i, text in enumerate(texts) if i != above and _squeezed(text) == over]
    if others:
        return all(shape in (_squeezed(text) for text in texts[i + 1 : i + 1 + at - above]) for i in others)
    return all(len(p.text.split()) <= 2 and not re.search(r"\d", p.text) for p in pieces)


def _sections(raw: Sequence[str], texts: Sequence[str], header: tuple[int, ...]) -> list[_Section]:
    """The pages: from form feed to form feed, or from header to header."""
    shapes = [_squeezed(texts[i]) for i in header]
    starts = [i for i in range(header[0], len(texts)) if _heads(texts, i, shapes)]
    feeds = [i for i, text in enumerate(raw) if "\f" in text and i > header[0] and any(t.strip() for t in texts[i:])]
    breaks = sorted({0, *feeds}) if feeds else [0, *starts[1:]]
    found = []
    for first, end in zip(breaks, [*breaks[1:], len(texts)], strict=True):
        start = next((i for i in starts if first <= i < end), None)
        found.append(_Section(first, end, _block(texts, start, len(shapes)) if start is not None else ()))
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


def _heads(texts: Sequence[str], at: int, shapes: Sequence[str]) -> bool:
    """Whether the header stands again from a line on."""
    if _squeezed(texts[at]) != shapes[0]:
        return False
    return [_squeezed(texts[i]) for i in _block(texts, at, len(shapes))] == list(shapes)


def _block(texts: Sequence[str], at: int, depth: int) -> tuple[int, ...]:
    """So many lines from one on that are neither blank nor a ruler."""
    return tuple([i for i in range(at, min(len(texts), at + 3 * depth)) if texts[i].strip() and not RULER.match(texts[i])][:depth])


def _set_columns(sections: Sequence[_Section], texts: Sequence[str], somebody: set[int], finder: Finder) -> _Section | None:
    """Give each page its columns; returns the page whose headings hold for all. A page without a header has those of the page before."""
    sizes: Counter[tuple[str, ...]] = Counter()
    for section in sections:
        lines = [pieces_of(texts[i], i) for i in section.under() if i in somebody]
        if section.header:
            section.leaves = parted(leaves_of([texts[i] for i in section.header]), lines)
            sizes[section.texts] += max(1, len(lines))
    if not sizes:
        return None
    names = max(sizes, key=lambda texts: (sizes[texts], len(texts), texts))
    reference = next(section for section in sections if section.texts == names)
    known = hints = [_expected(leaf, finder) for leaf in reference.leaves]
    for _ in range(2):  # what a column holds on one page tells where it stands on another
        before: Page | None = None
        for section in sections:
            lines = [pieces_of(texts[i], i) for i in section.under() if i in somebody]
            if section.texts == names:
                section.page = Page(section.leaves, lines, known=known)
            elif not section.header and before is not None:
                places = [zone or leaf for zone, leaf in zip(before.zones, before.leaves, strict=True)]
                section.page = Page(places, lines, above=False, known=known)
            before = section.page or before
        known = [_usual_kind([s.page.kinds[n] for s in sections if s.page]) or hint for n, hint in enumerate(hints)]
    return reference


def _expected(leaf: Leaf, finder: Finder) -> str:
    """What the values beneath a heading should be; "" where its words do not say."""
    said = finder.meaning(Heading(leaf.text))
    field = said.fields[0] if said is not None and said.fields else ""
    return next((kind for kind, fields in _KINDS.items() if field in fields), "")


def _usual_kind(kinds: Iterable[str]) -> str:
    counts = Counter(kind for kind in kinds if kind)
    return max(sorted(counts), key=lambda kind: counts[kind], default="")


def _cut(
    sections: Sequence[_Section], texts: Sequence[str], lines: set[int], reference: _Section
) -> tuple[dict[int, list[str]], set[int], int]:
    """The cells of every row; the rows that cannot be cut (a long number without a column, or where its column has none); how many values
    of the others were left out."""
    cells: dict[int, list[str]] = {}
    unclear: dict[int, int] = {}
    for section in sections:
        for i in section.under():
            if i in lines and section.page is not None and (found := section.page.cells(texts[i])) is not None:
                cells[i], unclear[i] = found
    width = len(reference.leaves)
    filled = [[row[c] for row in cells.values() if row[c]] for c in range(width)]
    shares = [sum(bool(_LONG.search(v)) for v in column) / max(1, len(column)) for column in filled]
    for i, row in list(cells.items()):
        strange = any(
            (shares[c] > _MOSTLY and _LONG.search(cell) and not _LONG.fullmatch(cell.strip("'")))
            or (shares[c] < 1 - _MOSTLY and _IDENTIFIER.search(cell))
            for c, cell in enumerate(row)
        )
        if strange or sorted(_LONG.findall(" ".join(row))) != sorted(_LONG.findall(texts[i])):
            del cells[i]
    return cells, {i for i in lines if i not in cells}, sum(unclear[i] for i in cells)


def _shards(somebody: set[int], texts: Sequence[str], sections: Sequence[_Section]) -> dict[int, tuple[int, int | None]]:
    """Where nearly every row holds a long number: the lines between two rows that hold values beside each other but no such number, which a
    wrapped or cut name pushed out of its row, and those rows."""
    numbered = {i for i in somebody if _LONG.search(texts[i])}
    if len(numbered) < _MOSTLY * len(somebody):
        return {}
    found: dict[int, tuple[int, int | None]] = {}
    for section in sections:
        rows = [i for i in section.under() if i in numbered]
        for above, beneath in zip(rows, [*rows[1:], None][: len(rows)], strict=True):
            for line in range(above + 1, min(above + 3, section.end) if beneath is None else beneath):
                if _is_shard(texts[line], counted=line in somebody, last=beneath is None):
                    found[line] = (above, beneath)
    return found


def _is_shard(text: str, *, counted: bool, last: bool) -> bool:
    said = _said(text)
    if len(said) < 2 or is_total(said) or is_signature(said) or PAGE.match(text) or (last and not _LETTER.search(text)):
        return False
    return counted or any(map(_FIGURE.fullmatch, said))


def _mend(cells: dict[int, list[str]], shards: Mapping[int, tuple[int, int | None]]) -> tuple[set[int], int]:
    """Put what was pushed out of a row back behind it; a name that both hold may be the row's above and is left out. Returns the rows of
    which nobody can say what is theirs, and how many values were left out."""
    torn: set[int] = set()
    lost = 0
    for shard, (above, beneath) in sorted(shards.items()):
        said = cells.pop(shard, None)
        first = min((c for c, cell in enumerate(said or ()) if cell), default=0)
        if said is not None and shard - above == 1 and above in cells and not any(cells[above][first + 1 :]):
            both = bool(cells[above][first])
            lost += both
            cells[above][first:] = ["" if both else said[first], *said[first + 1 :]]
            continue
        around = [row for row in (above, beneath) if row is not None]
        bare = [row for row in around if row in cells and any(text and not cells[row][c] for c, text in enumerate(said or ()))]
        torn.update(bare or around)
    for row in torn:
        cells.pop(row, None)
    return torn, lost


def _said(text: str) -> list[str]:
    return [piece.text for piece in pieces_of(text)]


def _put_others(
    cells: dict[int, list[str]],
    sections: Sequence[_Section],
    texts: Sequence[str],
    somebody: set[int],
    header: tuple[int, ...],
    apart: frozenset[int],
) -> list[str]:
    """Place the lines that are nobody's: heads and feet of pages vanish, the wrapped rest of a cell goes to its row, all others stay."""
    above = {page_shape(texts[i]) for i in range(header[-1] + 1) if texts[i].strip()}
    others = [i for i, text in enumerate(texts) if i > header[-1] and i not in somebody and text.strip()]
    counts = Counter(page_shape(texts[i]) for i in others if not _SOMEBODY.search(texts[i]))
    wraps = Wraps(cells)
    numbered = sum(bool(_LONG.search(texts[i])) for i in somebody) > _MOSTLY * len(somebody)
    for section in sections:
        rows = [i for i in section.under() if i in somebody]
        for i in range(section.first, section.end):
            if i not in others or i in apart or section.page is None:
                continue
            said = _said(texts[i])
            kept = is_total(said) or (is_group(said) and not section.page.begins(pieces_of(texts[i])[0]))
            again = not _SOMEBODY.search(texts[i]) and (page_shape(texts[i]) in above or counts[page_shape(texts[i])] > 1)
            if i in section.header or PAGE.match(texts[i]) or RULER.match(texts[i]) or (page_shape(texts[i]) in above and not kept):
                continue
            inside = bool(rows) and rows[0] - 2 <= i <= rows[-1] + 2
            rest = section.page.cells(texts[i]) if inside and not kept and not is_signature(said) else None
            if rest is not None and wraps.fits(rest[0]):
                wraps.add((section.first, section.end), i, rest[0])
            elif numbered and rows and rows[0] < i < rows[-1] and not kept:
                wraps.lost += 1
            elif not again or kept:
                cells[i] = _placed(section.page, pieces_of(texts[i]))
    return wraps.join(somebody)


def _placed(page: Page, pieces: Sequence[Piece]) -> list[str]:
    """Values of a line that is nobody's by the column they stand in, or nearest to."""
    out = [""] * len(page.leaves)
    for piece in pieces:
        places = [zone or leaf for zone, leaf in zip(page.zones, page.leaves, strict=True)]
        at = piece.end - 1 if piece.text[-1].isdigit() else piece.start
        distance = [max(place.start - at, at - place.end + 1, 0) for place in places]
        column = distance.index(min(distance))
        out[column] = f"{out[column]}{' ' if out[column] else ''}{piece.text}"
    return out


def _frame(cells: dict[int, list[str]], headings: Sequence[str], texts: Sequence[str], header: tuple[int, ...]) -> pl.DataFrame:
    """One row a line: titles whole, the header in its last line, then the cells."""
    width = len(headings)
    rows: list[list[str | None]] = [[None] * width for _ in texts]
    for i in range(header[0]):
        rows[i][0] = " ".join(texts[i].split()) or None
    rows[header[-1]] = [text or None for text in headings]
    for i, row in cells.items():
        rows[i] = [cell or None for cell in row]
    return pl.DataFrame(rows, schema={f"c{n}": pl.String for n in range(width)}, orient="row")
