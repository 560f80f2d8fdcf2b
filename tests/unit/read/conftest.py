"""Builders of files for the reading tests: bytes in, what `read_file` makes of them out."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipeline.read import FileRead, read_file
from schemas.layouts import load_layouts
from schemas.settings import Limits

Read = Callable[..., FileRead]
Book = Callable[..., bytes]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes (or text) under any name and read them."""

    def run(data: bytes | str, name: str = "kiriman", *, office: Path | None = None, **limits: int) -> FileRead:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_file(path, name, layouts=load_layouts(office), limits=Limits(**limits))

    return run


@pytest.fixture
def book() -> Book:
    """An XLSX of some sheets: `book({"Data": rows})`; strings stay text, numbers are number cells."""

    def make(sheets: dict[str, list[list[Any]]], merges: tuple[str, ...] = ()) -> bytes:
        out = io.BytesIO()
        made = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for area in merges:
                sheet.merge_range(area, "")
        made.close()
        return out.getvalue()

    return make
