"""Fixtures of this stage: tables of a few rows, and what standardising them gives."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.read.model import ReadTable
from pipeline.standardise import FileContext, Standardised, standardise
from pipeline.standardise.findings import Findings
from schemas.codes import Kind
from schemas.settings import Settings
from tests.read_tables import read_table

Table = Callable[..., ReadTable]


@pytest.fixture
def table() -> Table:
    return read_table


@pytest.fixture
def context() -> FileContext:
    return FileContext("0" * 64, "2025-05", Settings())


@pytest.fixture
def run(context: FileContext) -> Callable[..., Standardised]:
    def standardise_rows(kind: Kind, rows: list[dict[str, Any]], **kw: Any) -> Standardised:
        own = kw.pop("context", context)
        return standardise(read_table(kind, rows, **kw), own)

    return standardise_rows


@pytest.fixture
def findings() -> Findings:
    return Findings("2025-05/daftar.csv", "", {})
