"""Lines copied out of a PDF with one blank between all words (`1 3505… SITI AMINAH 1900000001 600.000 SUKSES`) to a grid.

Reach for it when no separator yields a header and columns stand apart by no more than a blank. The invariants: what parts two columns is
that one holds words and the next a number, or numbers of other kinds, so that two columns of words side by side are refused; a header must
name just as many columns, of the same kinds; a line with somebody's number that is of another make is rejected with a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading
from pipeline.read.rows import is_total
from pipeline.read.texts.line_grid import LineGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.locate import Finder
    from pipeline.read.texts.lines import Lines

_SOMEBODY = re.compile(r"(?<!\d)\d{16}(?!\d)")
_KINDS = (
    ("C", re.compile(r"\d{1,4}[.)]?")),
    ("L", re.compile(r"['`]?\d{16}")),
    ("D", re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d\d-\d\d")),
    ("M", re.compile(r"(?i)(?:rp\.?)?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d\d|,-)?(?:,-)?")),
    ("N", re.compile(r"['`]?\d{5,20}")),
    ("S", re.compile(r"\d{1,3}/\d{1,3}")),
    ("W", re.compile(r".*[^\W\d_].*")),
)
"""What a word of a line is: a count, sixteen digits, a day, money, another long number, RT/RW, or a word; any other is "-"."""
_OF_KIND = {
    "L": {"nik", "no_kk", "head_nik", "account", "card", "person_key", "family_key"},
    "N": {"account", "card", "phone", "amount", "amount_received", "person_key", "family_key", "village_code", "district_code"},
    "D": {"birth_date", "paid_on", "visited_on", "deceased_on", "event_on"},
    "M": {"amount", "amount_received"},
    "S": {"rt_rw"},
    "C": {"rt", "rw", "age", "birth_year", "members", "desil", "year", "month"},
}
"""The fields that a column of such cells may be; of words any other."""
_COUNTS = re.compile(r"(?i)(?:no|nomor|urut|no\.? ?urut|#)\.?")
_SAMPLE, _FEWEST, _SHARE, _APART = 500, 3, 0.8, 0.1
"""Lines looked at; lines of people at least; share of them of one make; share of them that may hold two blanks side by side."""
_UNCLEAR = "Kolom pada baris salinan ini tidak dapat dipisahkan dengan pasti, jadi barisnya tidak dipakai. Minta Excel atau CSV aslinya."
_CUT = "Teks ini tidak punya pemisah kolom; kolomnya dipisahkan menurut jenis isinya ({headings})."


def by_kinds(lines: Lines, finder: Finder, *, search: int, sheet: str) -> LineGrid | None:
    """The grid of such lines; None where they are of no one make or no line above them names as many columns."""
    texts = [lines.text(i).replace("\f", "").strip() for i in range(len(lines))]
    people = [i for i, text in enumerate(texts) if _SOMEBODY.search(text)]
    sample = people[:_SAMPLE]
    if len(people) < _FEWEST or sum("  " in texts[i] or "\t" in texts[i] for i in sample) > _APART * len(sample):
        return None
    makes = [_make(_words(texts[i])) for i in sample]
    counts = Counter(re.sub("W+", "W", made) for made in makes)
    make = max(counts, key=lambda made: (counts[made], made))
    pattern = re.compile("".join("(W+|-)" if kind == "W" else f"({kind}|-)" for kind in make[:-1]) + _last(make[-1]))
    if sum(bool(pattern.fullmatch(made)) for made in makes) < _SHARE * len(sample) or "L" not in make or len(make) < _FEWEST:
        return None
    found = next(((i, heads) for i in range(min(people[0], search)) if (heads := _headings(texts[i].split(), make, finder))), None)
    if found is None:
        return None
    at, headings = found
    rows: list[list[str | None]] = [[None] * len(make) for _ in texts]
    bad = []
    for i, text in enumerate(texts):
        words = _words(text)
        if _SOMEBODY.search(text) and i > at:
            cut = pattern.fullmatch(_make(words))
            if cut is None:
                bad.append(i)
                continue
            rows[i] = [" ".join(words[a:b]) or None for a, b in map(cut.span, range(1, len(make) + 1))]
        elif is_total([text]) and "M" in make and words[-1:] and _kind(words[-1]) in "MN":
            rows[i][0], rows[i][make.index("M")] = " ".join(words[:-1]), words[-1]
        elif text != texts[at]:
            rows[i][0] = text or None
    rows[at] = [*headings]
    frame = pl.DataFrame(rows, schema={f"c{n}": pl.String for n in range(len(make))}, orient="row")
    grid = LineGrid(
        frame,
        pl.Series("line", texts, dtype=pl.String),
        titles=at,
        heads=frozenset(),
        bad=bad,
        sentence=_UNCLEAR,
        search=search,
        sheet=sheet,
    )
    grid.notes = (_CUT.format(headings=" | ".join(headings)),)
    return grid


def _words(text: str) -> list[str]:
    """The words of a line; `Rp` goes with its sum."""
    return re.sub(r"(?i)\brp\.?\s+(?=\d)", "Rp", text).split()


def _kind(word: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(word)), "-")


def _make(words: Sequence[str]) -> str:
    return "".join(map(_kind, words))


def _last(kind: str) -> str:
    """The last column, which may be blank."""
    return "((?:W|-)*)" if kind == "W" else f"({kind}?|-)"


def _headings(words: Sequence[str], make: str, finder: Finder) -> list[str] | None:
    """The words of a line as one heading a column, each of which may head cells of its kind; None where they cannot. Of several ways the
    one that names the most fields, then the one with the shorter first headings."""
    best: dict[tuple[int, int], tuple[float, list[str]]] = {(0, 0): (0.0, [])}
    for column, kind in enumerate(make):
        for start in range(column, len(words)):
            if (column, start) not in best:
                continue
            value, heads = best[column, start]
            for end in range(start + 1, len(words) - (len(make) - column - 1) + 1):
                text = " ".join(words[start:end])
                worth = _worth(text, kind, finder)
                if worth is not None and value + worth > best.get((column + 1, end), (-1.0, []))[0]:
                    best[column + 1, end] = (value + worth, [*heads, text])
    found = best.get((len(make), len(words)))
    return found[1] if found is not None and finder.score([Heading(text) for text in found[1]]) >= _FEWEST - 1 else None


def _worth(text: str, kind: str, finder: Finder) -> float | None:
    """What a heading is worth over cells of a kind; None where it cannot stand there."""
    said = finder.meaning(Heading(text))
    fields = set(said.fields) if said is not None else set()
    if kind == "C" and _COUNTS.fullmatch(text):
        return 1.0
    if not fields:
        return 0.0 if len(text.split()) == 1 and kind == "W" else None
    if said is not None and (said.by_rule or said.by_gist) and _two_headings(text.split(), finder):
        return None
    wanted = _OF_KIND.get(kind)
    numbers = set().union(*_OF_KIND.values())
    return 1.0 if (fields & wanted if wanted is not None else not fields <= numbers) else None


def _two_headings(words: Sequence[str], finder: Finder) -> bool:
    """Whether words are the headings of two columns (`Nama Alamat`), whose cells nothing parts."""
    for at in range(1, len(words)):
        one, other = (finder.meaning(Heading(" ".join(part))) for part in (words[:at], words[at:]))
        if one is not None and other is not None and one.fields and other.fields and not set(one.fields) & set(other.fields):
            return True
    return False
