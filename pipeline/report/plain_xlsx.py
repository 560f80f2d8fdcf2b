"""A plain list as a workbook: one sheet, text cells as text, header frozen and repeated, A4 landscape."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from pipeline.report.sheet_xml import Rows, fill_rows, pattern_styles, rows_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

CREATED = dt.datetime(2025, 1, 1)  # noqa: DTZ001 (a fixed property of the file, not a time)
TEXT = {"num_format": "@", "quote_prefix": True, "text_wrap": True, "valign": "top"}


def plain_xlsx(frame: pl.DataFrame, sheet_name: str, widths: Mapping[str, int]) -> bytes:
    """The bytes of a workbook with the frame's text and whole-number columns; the same frame gives the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Padan", "author": "Padan", "created": CREATED})
        sheet = book.add_worksheet(sheet_name)
        head = book.add_format({"bold": True, "bg_color": "#e4e9ee", "bottom": 1})
        looks = {pl.String: book.add_format(TEXT), pl.Int64: book.add_format({"num_format": "0", "valign": "top"})}
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
    shell, member = buffer.getvalue(), "xl/worksheets/sheet1.xml"
    return fill_rows(shell, {member: rows_xml([Rows.plain(frame)], pattern_styles(shell, member))[0]})
