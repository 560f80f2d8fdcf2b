"""Rows between the data that speak for the rows beneath: "KELUARGA 12 | No. KK: 1671… | Alamat: Jl. Musi 4 | Desil: 3".

Reach for it once the body is cut out and before its rows are sorted. Labels decide (the synonym table knows them), whatever stands around
them. The invariants: a row that names a person in its own columns is data; what a row says itself outranks the heading above it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.headers import Heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.read.locate import Finder

FIELDS = frozenset({"no_kk", "family_key", "address", "rt", "rw", "rt_rw", "village_name", "desil"})
"""What a family's heading may say for its members."""
_WORDS, _LEAST = 5, 2
"""Words of a label at most; labelled values from which a row without a card number is a heading."""
_COLON, _GAP = re.compile(r"\s*[:=]\s*"), re.compile(r"\s*[|;\t]\s*|\s{3,}")
_CARD = re.compile(r"(?<!\d)\d{16}(?!\d)")
_SHOWN = 5


def labelled(cells: Iterable[str], finder: Finder) -> dict[str, tuple[str, str]]:
    """The labelled values of a row: field to (label as written, value). A cell that is nothing but a label labels the next one."""
    filled = [cell for text in cells if (cell := str(text or "").strip())]
    pieces = _COLON.split(" | ".join(f"{cell}:" if _meant(cell, finder) else cell for cell in filled))
    found: dict[str, tuple[str, str]] = {}
    field = label = ""
    for number, piece in enumerate(pieces):
        value, name, text = (piece, "", "") if number == len(pieces) - 1 else _cut(piece, finder)
        if field and (said := _GAP.split(value.strip(" |;\t"))[0].strip(" ,-")):
            found.setdefault(field, (label, said))
        field, label = name, text
    return found


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


def family_headings(
    rows: Sequence[int], columns: Mapping[str, int], whole_row: Callable[[int], Sequence[str]], finder: Finder
) -> list[tuple[int, dict[str, tuple[str, str]]]]:
    """Of `rows` that hold nobody's number those that are headings: row and `labelled`. columns: the list's fields."""
    numbers = [c for name, c in columns.items() if name in ("nik", "no_kk")]
    out = []
    for row in rows:
        cells = [str(cell or "").strip() for cell in whole_row(row)]
        if not any(":" in cell or "=" in cell or _CARD.search(cell) for cell in cells):
            continue
        said = labelled(cells, finder)
        card = said.get("no_kk", ("", ""))[1]
        person = any(c < len(cells) and _CARD.fullmatch(cells[c]) and cells[c] != card for c in numbers)
        if not person and (card or len(said) >= _LEAST):
            out.append((row, said))
    return out


def under_headings(named: pl.DataFrame, headings: Sequence[tuple[int, dict[str, tuple[str, str]]]]) -> pl.DataFrame:
    """The rows with what the heading above them says, where they say nothing themselves; each heading speaks down to the next."""
    fields = sorted({field for _, said in headings for field in said})
    told = pl.DataFrame(
        {"source_row": [row for row, _ in headings], **{f"_{f}": [said.get(f, (None, None))[1] for _, said in headings] for f in fields}},
        schema={"source_row": pl.Int64, **{f"_{f}": pl.String for f in fields}},
    )
    joined = named.sort("source_row").join_asof(told.sort("source_row"), on="source_row")
    own = {f: pl.when(pl.col(f).str.strip_chars() != "").then(pl.col(f)) if f in named.columns else pl.lit(None) for f in fields}
    return joined.with_columns(pl.coalesce(own[f], f"_{f}").alias(f) for f in fields).drop(f"_{f}" for f in fields)


def say_headings(headings: Sequence[tuple[int, dict[str, tuple[str, str]]]]) -> str:
    """The sentence that tells which labels were taken down to the rows beneath."""
    labels = ", ".join(f"'{text}'" for text in dict.fromkeys(label for _, said in headings for label, _ in said.values()))
    return f"{len(headings)} baris judul keluarga di antara data dibaca: {labels} berlaku untuk baris di bawahnya."


def say_numbers_skipped(rows: Iterable[int], whole_row: Callable[[int], Sequence[str]]) -> list[str]:
    """A remark where skipped rows (blank to the list's columns, titles, totals) hold a number of sixteen digits: they may be data."""
    held = [row for row in rows if any(_CARD.search(str(cell or "")) for cell in whole_row(row))]
    if not held:
        return []
    shown = ", ".join(map(str, held[:_SHOWN])) + (", …" if len(held) > _SHOWN else "")
    return [f"{len(held)} baris dilewati padahal memuat nomor 16 angka (baris {shown}); periksa apakah itu data."]
