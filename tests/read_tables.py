"""Tables as `read` hands them over, by hand: a few rows, one reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.read.model import ReadTable

if TYPE_CHECKING:
    from schemas.codes import Kind


def read_table(kind: Kind, rows: list[dict[str, Any]], **kw: Any) -> ReadTable:
    """A table of text rows; `source_row` counts from 2 as below a header line. Keywords overrule the fields of `ReadTable`."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    schema = {"source_row": pl.Int64, **dict.fromkeys(columns, pl.String)}
    frame = pl.DataFrame({"source_row": range(2, len(rows) + 2), **{c: [row.get(c) for row in rows] for c in columns}}, schema=schema)
    usual = {"name": "2025-05/daftar.csv", "sheet": "", "layout": "auto:test", "header_row": 1, "read": len(rows)}
    return ReadTable(**{**usual, "kind": kind, "headers": {c: c.upper() for c in columns}, "frame": frame, **kw})
