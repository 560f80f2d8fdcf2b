"""Builders of files for the reading tests: bytes in, what `read_file` makes of them out."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipeline.intake.ingest import Ingested, ingest_file
from pipeline.read import FileRead, read_file
from schemas.layouts import load_layouts
from schemas.settings import Limits, Settings

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


@pytest.fixture(params=["xlsx", "csv"])
def take_list(request: pytest.FixtureRequest, tmp_path: Path, book: Book) -> Callable[..., Ingested]:
    """A list taken in as a workbook and as text, `take_list(rows, "bri")`; each row it has is accounted for."""

    def run(rows: list[list[Any]], name: str, sheet: str = "Data") -> Ingested:
        path = tmp_path / f"{name}.{request.param}"
        if request.param == "xlsx":
            path.write_bytes(book({sheet: rows}))
        else:
            width = max(map(len, rows))
            path.write_text("".join("\t".join(map(str, [*row, *[""] * (width - len(row))])) + "\n" for row in rows))
        got = ingest_file(path, f"2025-05/{path.name}", "2025-05", settings=Settings())
        for account in got.accounts:
            assert account.read == account.used + account.rejected + account.duplicates
        return got

    return run
