"""Whom and what a table's unused cells name: numbers of people, and programmes that a header names.

Reach for it when a table's rows are cut out. Nothing is judged from such a cell; but whoever it names is no stranger to the file, and who
has one under a programme may be paid for it (`pipeline.intake.mentions`). A column is looked at for numbers only where its first rows
hold one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.payments import NO_PART, UNSAID, programme_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading, Vocabulary
    from pipeline.read.grid import Grid

BESIDE, PROGRAMMES = "beside__numbers", "beside__programmes"
"""Columns of a table's frame: the numbers of people in a row's unused cells, and the programmes under whose headers it has filled ones;
with a blank between them, null where there are none."""
NUMBER = r"\b[1-9][0-9]{5}(?:0[1-9]|[1-6][0-9]|7[01])(?:0[1-9]|1[0-2])[0-9]{6}\b"
"""Sixteen digits that may be a NIK or a KK: an area, a day (women's have 40 added), a month, a year and a serial."""
_NUMBER = re.compile(NUMBER)


def beside(
    grid: Grid, after: int, headings: Sequence[Heading], columns: Sequence[int], vocabulary: Vocabulary | None
) -> pl.DataFrame | None:
    """What some columns name below row `after`: source_row, `BESIDE`, `PROGRAMMES`, a row for each that names anything; None: nothing.
    Without a vocabulary no programme is looked for."""
    sample = grid.sample(after) if columns else []
    numbers = [c for c in columns if any(c < len(row) and _NUMBER.search(str(row[c] or "")) for row in sample)]
    named = {c: programme_in(headings[c], vocabulary) for c in columns} if vocabulary is not None else {}
    programmes = {c: said[0] for c, said in named.items() if said is not None}
    if not numbers and not programmes:
        return None
    frame = grid.body(after, len(headings), sorted({*numbers, *programmes})).frame
    held = [pl.col(f"c{c}").str.extract_all(NUMBER).fill_null([]) for c in numbers]
    said = [pl.when(_says_something(f"c{c}")).then(pl.lit(code)) for c, code in programmes.items()]
    found = frame.select(
        "source_row",
        _joined(pl.concat_list(held) if held else pl.lit([], dtype=pl.List(pl.String))).alias(BESIDE),
        _joined(pl.concat_list(said).list.drop_nulls() if said else pl.lit([], dtype=pl.List(pl.String))).alias(PROGRAMMES),
    )
    return found.filter(pl.any_horizontal(pl.col(BESIDE, PROGRAMMES).is_not_null()))


def _joined(words: pl.Expr) -> pl.Expr:
    joined = words.list.unique(maintain_order=True).list.join(" ")
    return pl.when(joined != "").then(joined)


def _says_something(column: str) -> pl.Expr:
    plain = pl.col(column).fill_null("").str.strip_chars().str.to_lowercase()
    return ~plain.is_in(UNSAID) & ~plain.str.contains(NO_PART)
