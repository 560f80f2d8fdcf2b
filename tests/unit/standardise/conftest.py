"""Builders for tables as `read` hands them over: a few rows, one reason."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipeline.read.model import ReadTable
from pipeline.standardise import FileContext, Standardised, standardise
from pipeline.standardise.findings import Findings
from schemas.codes import Kind
from schemas.settings import Settings

Table = Callable[..., ReadTable]


def build(kind: Kind, rows: list[dict[str, Any]], **kw: Any) -> ReadTable:
    """A table of text rows; `source_row` counts from 2 as below a header line."""
    columns: dict[str, None] = {}
    for row in rows:
        columns |= dict.fromkeys(row)
    data = {c: [row.get(c) for row in rows] for c in columns}
    frame = pl.DataFrame(
        {"source_row": list(range(2, len(rows) + 2)), **data}, schema={"source_row": pl.Int64, **dict.fromkeys(columns, pl.String)}
    )
    name = kw.pop("name", "2025-05/daftar.csv")
    headers = {c: c.upper() for c in columns}
    return ReadTable(name, kw.pop("sheet", ""), kind, kw.pop("layout", "auto:test"), 1, headers, frame, read=len(rows), **kw)


@pytest.fixture
def table() -> Table:
    return build


@pytest.fixture
def context() -> FileContext:
    return FileContext("0" * 64, "2025-05", Settings())


@pytest.fixture
def run(context: FileContext) -> Callable[..., Standardised]:
    def standardise_rows(kind: Kind, rows: list[dict[str, Any]], **kw: Any) -> Standardised:
        own = kw.pop("context", context)
        return standardise(build(kind, rows, **kw), own)

    return standardise_rows


@pytest.fixture
def findings() -> Findings:
    return Findings("2025-05/daftar.csv", "", {})
