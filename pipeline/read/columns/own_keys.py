"""Columns of a registry by which its two files may hang together: a household's own id under whatever header (id_rumah, RUTA, No);
and of pay lists and visits the former numbers beside the new ones (`NIK Lama`).

Reach for it once the columns of a table are settled. Nothing is decided here: whether a column is the key shows beside the other file
(`standardise.own_keys`, `standardise.former`). The invariant: such a column is no mapped field; it makes no row a repeat and none other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.together import Join
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.samples import Columns, Samples

MARK = "own_key__"
"""Beginning of the name of such a column in a table's frame; its header stands in the hint `own_keys`."""
_MOST, _LEAST, _LONGEST = 3, 5, 40
_ALL = 0.98


def own_keys(found: Columns, headings: Sequence[Heading], samples: Samples) -> tuple[int, ...]:
    """Columns that may join a list to another: former numbers of people who were paid, visited or only listed; of a registry what may be a
    household's id, of persons without a KK column one that repeats, of families one that does not."""
    if found.kind in (Kind.DISBURSEMENT, Kind.CLOSING, Kind.SURVEY, Kind.UNKNOWN):
        return tuple(c for name in ("nik", "no_kk") if isinstance(join := found.joins.get(name), Join) for c in join.columns[1:])
    if found.kind not in (Kind.REGISTRY, Kind.REGISTRY_FAMILY) or (found.kind is Kind.REGISTRY and "no_kk" in found.fields):
        return ()
    free = [c for c, heading in enumerate(headings) if heading.text and c not in found.used]
    return tuple(c for c in free if _may_be(samples.column(c), found.kind))[:_MOST]


def key_cells_of(column: int, found: Columns) -> pl.Expr:
    """The cells of such a column, of columns named `c<index>`; the number of who held a card before is none of the new holder's."""
    held = [join for join in found.joins.values() if isinstance(join, Join) and join.holders and column in join.columns[1:]]
    return pl.when(held[0].same_holder()).then(pl.col(f"c{column}")) if held else pl.col(f"c{column}")


def _may_be(cells: Sequence[str], kind: Kind) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < max(_LEAST, _ALL * len(cells)) or max(map(len, filled)) > _LONGEST:
        return False
    if sum(any(sign.isdigit() for sign in cell) for cell in filled) < _ALL * len(filled):
        return False
    different = len(set(filled))
    return different < len(filled) if kind is Kind.REGISTRY else different >= _ALL * len(filled)
