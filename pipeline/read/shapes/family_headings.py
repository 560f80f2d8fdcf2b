"""Rows between the data that speak for the rows beneath: "KELUARGA 12 | No. KK: 1671… | Alamat: Jl. Musi 4 | Desil: 3".

Reach for it wherever a row may be a label with its value and no row of a table; `pipeline.read.shapes.cards` takes the values down to the
members. Labels decide (the synonym table knows them), whatever stands around them. The invariant: a row that holds another number of
sixteen digits than the labelled one is somebody's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.columns.headers import Heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.read.columns.locate import Finder

CARD = frozenset({"no_kk", "family_key"})
"""What parts one family from the next."""
FIELDS = CARD | {"address", "rt", "rw", "rt_rw", "hamlet", "village_name", "village_code", "district_name", "desil", "head_name"}
"""What a family's heading may say for its members."""
PLACES = frozenset({"hamlet", "rt", "rw", "rt_rw", "village_name", "village_code", "district_name"})
"""What the head of a page may say for all of its families."""
_NUMBERED = frozenset({"no_kk", "rt", "rw", "rt_rw", "village_code", "desil"})
_WORDS, _LEAST = 5, 2
"""Words of a label at most; labelled values from which a row without a card number is a heading."""
_COLON, _GAP = re.compile(r"\s*[:=]\s*"), re.compile(r"\s*[|;\t]\s*|\s{3,}")
_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")
_LETTER = re.compile(r"[^\W\d_]")
_SHOWN = 5


class Said(NamedTuple):
    """One label of a row: its field ("": none that a heading speaks of), as written, and its value ("": blank)."""

    field: str
    label: str
    value: str


def labels(cells: Iterable[str], finder: Finder) -> list[Said]:
    """The labels of a row with their values. A cell that is nothing but a label labels the next one, a colon between them or not."""
    filled = [cell for text in cells if (cell := str(text or "").strip().lstrip(":=").strip())]
    pieces = _COLON.split(" | ".join(f"{cell}:" if _meant(cell, finder) else cell for cell in filled))
    found: list[Said] = []
    field = label = ""
    for number, piece in enumerate(pieces):
        value, name, text = (piece, "", "") if number == len(pieces) - 1 else _cut(piece, finder)
        if field:
            found.append(Said(field, label, _GAP.split(value.strip(" |;\t"))[0].strip(" ,-")))
        field, label = name, text
    return found


def labelled(cells: Iterable[str], finder: Finder) -> dict[str, tuple[str, str]]:
    """The labelled values of a row: field to (label as written, value); the first of a field."""
    return {said.field: (said.label, said.value) for said in reversed(labels(cells, finder)) if said.value}


def _meant(text: str, finder: Finder) -> str:
    """The field of the family that a text is the label of; ""."""
    meaning = finder.meaning(Heading(text.strip(" .-")))
    return meaning.fields[0] if meaning is not None and len(meaning.fields) == 1 and meaning.fields[0] in FIELDS else ""


def _cut(piece: str, finder: Finder) -> tuple[str, str, str]:
    """A text before a colon as what the label before said, the field of the label at its end ("": unknown), and that label."""
    parts = _GAP.split(piece)
    if len(parts) > 1:
        return " ".join(parts[:-1]), _meant(parts[-1], finder), parts[-1].strip()
    words = piece.split()
    for exact in (True, False):
        for count in range(min(_WORDS, len(words)), 0, -1) if exact else range(1, min(_WORDS, len(words)) + 1):
            label = " ".join(words[-count:])
            meaning = finder.meaning(Heading(label))
            if _meant(label, finder) and not (exact and meaning is not None and (meaning.by_gist or meaning.by_rule)):
                return " ".join(words[:-count]), _meant(label, finder), label
    return piece, "", ""


def may_head(cells: Sequence[str], finder: Finder) -> bool:
    """Whether a row may hold labels: a quick look. A colon, or a first cell or the one before a card number that is nothing but a label."""
    filled = [text for cell in cells if (text := str(cell or "").strip())]
    if not filled or len(filled) > 4 * _WORDS:
        return False
    if any(":" in cell or "=" in cell for cell in filled):
        return True
    before = [filled[n - 1] for n, cell in enumerate(filled) if n and _NUMBER.fullmatch(cell)]
    alone = [filled[0]] if 1 < len(filled) <= _WORDS else []
    return any(_LETTER.search(cell) and _plainly_meant(cell, finder) for cell in (*before, *alone))


def _plainly_meant(text: str, finder: Finder) -> bool:
    """Whether a text is a label to the letter, and not by its gist."""
    meaning = finder.meaning(Heading(text.strip(" .-:")))
    return bool(_meant(text.strip(":"), finder)) and not (meaning is not None and (meaning.by_gist or meaning.by_rule))


def heading(cells: Sequence[str], finder: Finder) -> list[Said]:
    """The labels of a row that is nobody's and says something of a family; none of any other row."""
    if not may_head(cells, finder):
        return []
    said = labels(cells, finder)
    known = {value for _, _, value in said}
    if not any(":" in cell or "=" in cell for cell in cells) and not all(_plausible(one) for one in said):
        return []
    if any(number not in known for cell in cells for number in _NUMBER.findall(str(cell or ""))):
        return []
    return said


def _plausible(said: Said) -> bool:
    """Whether a cell beside a label may be its value where no colon says so: a number where a number must be."""
    return bool(said.value) and (said.field not in _NUMBERED or any(map(str.isdigit, said.value)))


def is_heading(said: Sequence[Said]) -> bool:
    """Whether labels by themselves head a family: its card, or two values."""
    return any(one.field in CARD and one.value for one in said) or len({one.field for one in said if one.value}) >= _LEAST


def card_lines(texts: Sequence[str], finder: Finder) -> frozenset[int]:
    """Of the lines of a print those that are labels, where some of them name the cards of families; of any other none."""
    said = {n: found for n, text in enumerate(texts) if ":" in text and (found := heading([text], finder))}
    return frozenset(said) if any(one.field in CARD for found in said.values() for one in found) else frozenset()


def is_sixteen(text: str) -> bool:
    """Whether a text holds a number of sixteen digits."""
    return bool(_NUMBER.search(text))


def say_headings(blocks: Sequence[Sequence[Said]]) -> str:
    """The sentence that tells which labels were taken down to the rows beneath."""
    told = ", ".join(f"'{text}'" for text in dict.fromkeys(one.label for said in blocks for one in said if one.value))
    return f"{len(blocks)} baris judul keluarga di antara data dibaca: {told} berlaku untuk baris di bawahnya."


def say_numbers_skipped(rows: Iterable[int], whole_row: Callable[[int], Sequence[str]]) -> list[str]:
    """A remark where skipped rows (blank to the list's columns, titles, totals) hold a number of sixteen digits: they may be data."""
    held = [row for row in rows if any(_NUMBER.search(str(cell or "")) for cell in whole_row(row))]
    if not held:
        return []
    shown = ", ".join(map(str, held[:_SHOWN])) + (", …" if len(held) > _SHOWN else "")
    return [f"{len(held)} baris dilewati padahal memuat nomor 16 angka (baris {shown}); periksa apakah itu data."]
