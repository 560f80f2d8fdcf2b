"""Plain lists as a workbook: a sheet each, text cells as text, header frozen and repeated, A4 landscape."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from pipeline.report.sheet_xml import Rows, fill_rows, pattern_styles, rows_xml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = dt.datetime(2025, 1, 1)  # noqa: DTZ001 (a fixed property of the file, not a time)
TEXT = {"num_format": "@", "quote_prefix": True, "text_wrap": True, "valign": "top"}


def plain_xlsx(sheets: Mapping[str, pl.DataFrame], widths: Mapping[str, int]) -> bytes:
    """The bytes of a workbook with a sheet for each frame of text and whole-number columns; the same frames give the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Padan", "author": "Padan", "created": CREATED})
        head = book.add_format({"bold": True, "bg_color": "#e4e9ee", "bottom": 1})
        looks = {pl.String: book.add_format(TEXT), pl.Int64: book.add_format({"num_format": "0", "valign": "top"})}
        for name, frame in sheets.items():
            _shell(book.add_worksheet(name), frame, widths, head, looks)
    shell = buffer.getvalue()
    members = {f"xl/worksheets/sheet{at}.xml": frame for at, frame in enumerate(sheets.values(), start=1)}
    return fill_rows(shell, {member: rows_xml([Rows.plain(f)], pattern_styles(shell, member))[0] for member, f in members.items()})


def _shell(sheet: Worksheet, frame: pl.DataFrame, widths: Mapping[str, int], head: Format, looks: Mapping[Any, Format]) -> None:
    """A sheet's header, its two pattern rows and how it looks and prints."""
    for index, (name, dtype) in enumerate(frame.schema.items()):
        sheet.set_column(index, index, widths.get(name, 14))
        sheet.write_string(0, index, name, head)
        for row in (1, 2):
            sheet.write_blank(row, index, None, looks[pl.String if dtype == pl.String else pl.Int64])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, frame.height, frame.width - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
