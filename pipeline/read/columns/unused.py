"""The columns of a table that nothing is taken from, and how much stands in them: no column is passed over in silence.

Reach for it when a table's rows are cut out. A column is unused when no field takes cells from it, or only fields that the kind of list
has no use for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.model import Unused
from schemas.codes import Kind
from schemas.fields import idle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.samples import Columns
    from pipeline.read.grid import Grid


def _resting(found: Columns) -> set[int]:
    """Columns whose fields the kind of list has no use for."""
    fields: dict[int, list[str]] = {}
    for name, column in found.fields.items():
        fields.setdefault(column, []).append(name)
    wallet = found.kind is Kind.DISBURSEMENT and not {"account", "card"} & found.fields.keys()  # `own_numbers` takes its telephones
    return {c for c, names in fields.items() if all(idle(found.kind.value, name) and not (wallet and name == "phone") for name in names)}


def unused(headings: Sequence[Heading], found: Columns) -> list[int]:
    """The columns that nothing is taken from, from the left."""
    busy = (found.used - _resting(found)) | set(found.keys)
    return [c for c in range(len(headings)) if c not in busy]


def unused_columns(grid: Grid, headings: Sequence[Heading], found: Columns, rows: pl.Series, after: int) -> tuple[Unused, ...]:
    """Unused columns from the left, each with its header and the filled cells of `rows`; one without header only where cells are filled.

    Of a large text the cells of its first rows are counted.
    """
    resting = _resting(found)
    left = unused(headings, found)
    if not left:
        return ()
    counts = grid.filled(after, len(headings), left, rows)
    whole = bool(counts)
    if not whole:
        sample = grid.sample(after)
        counts = {c: sum(c < len(row) and bool(str(row[c] or "").strip()) for row in sample) for c in left}
    return tuple(
        Unused(headings[c].text or f"kolom ke-{c + 1} (tanpa judul)", counts[c], whole=whole, known=c in resting or c in found.ignored)
        for c in left
        if headings[c].text or counts[c]
    )
