"""Rows of a worksheet as XML text, whole columns and many sheets at a time: why a hundred packets take a second, not minutes.

xlsxwriter builds the workbook (styles, lists, protection) with two pattern rows; `rows_xml` words the data rows, each cell in the
style its pattern cell has, and `fill_rows` puts them in place. Text goes out as inline strings: never a formula, never a link.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every member, so that the same content gives the same bytes."""

CELL_LIMIT = 32_000
"""Characters of a cell; a spreadsheet holds 32,767."""

_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


LINE_POINTS = 13
"""Height of a line of text of 10 points."""


def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _escape_odd(text: str) -> str:
    return _ODD.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def _text_xml(column: str) -> pl.Expr:
    """Escaped text of a string column; control characters as `_xHHHH_`, as spreadsheets write them."""
    text = pl.col(column).str.slice(0, CELL_LIMIT)
    odd = text.str.contains(r"[\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|_x[0-9A-Fa-f]{4}_")
    plain = pl.when(odd).then(text.map_elements(_escape_odd, return_dtype=pl.String, skip_nulls=True)).otherwise(text)
    return plain.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])


@dataclass(frozen=True)
class Rows:
    """What goes into a sheet: text and whole numbers; per row whether it looks like the second pattern row, and its lines of text."""

    frame: pl.DataFrame
    band: pl.Series
    lines: pl.Series

    @classmethod
    def plain(cls, frame: pl.DataFrame) -> Rows:
        """Rows of one line that all look like the first pattern row."""
        return cls(frame, pl.repeat(0, frame.height, eager=True), pl.repeat(1, frame.height, eager=True))


Styles = tuple[tuple[str, ...], tuple[str, ...]]
"""Style numbers of the cells of the two pattern rows, in column order."""


def rows_xml(parts: Sequence[Rows], styles: Styles) -> list[str]:
    """The `<row>` elements of each sheet's rows, numbered from 2 in each; sheets of the same columns are worded in one go.

    Empty text and nulls become blank cells that keep their style.
    """
    frame = pl.concat([part.frame for part in parts])
    numbered = frame.with_columns(
        pl.concat([pl.int_range(2, part.frame.height + 2, eager=True) for part in parts]).cast(pl.String).alias("__row"),
        pl.concat([part.band.cast(pl.Boolean) for part in parts]).alias("__band"),
        (pl.concat([part.lines for part in parts]) * LINE_POINTS + 2).cast(pl.String).alias("__high"),
    )
    pieces: list[pl.Expr] = [pl.lit('<row r="'), pl.col("__row"), pl.lit('" ht="'), pl.col("__high"), pl.lit('" customHeight="1">')]
    for index, (name, dtype) in enumerate(frame.schema.items()):
        letters = column_letters(index)
        style = pl.when(pl.col("__band")).then(pl.lit(styles[1][index])).otherwise(pl.lit(styles[0][index]))
        if dtype == pl.String:
            full = (pl.lit('" t="inlineStr"><is><t xml:space="preserve">'), _text_xml(name), pl.lit("</t></is></c>"))
            blank = pl.col(name).fill_null("") == ""
        else:
            full = (pl.lit('"><v>'), pl.col(name).cast(pl.String), pl.lit("</v></c>"))
            blank = pl.col(name).is_null()
        value = pl.when(blank).then(pl.lit('"/>')).otherwise(pl.concat_str(*full))
        pieces += [pl.lit(f'<c r="{letters}'), pl.col("__row"), pl.lit('" s="'), style, value]
    pieces.append(pl.lit("</row>"))
    worded = numbered.select(pl.concat_str(*pieces)).to_series().to_list()
    ends = list(accumulate(part.frame.height for part in parts))
    return ["".join(worded[end - part.frame.height : end]) for part, end in zip(parts, ends, strict=True)]


def pattern_styles(workbook: bytes, member: str) -> Styles:
    """The styles of rows 2 and 3 of a sheet, which stand for the rows to come."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        sheet = book.read(member).decode("utf-8")
    first, second = (tuple(style or "0" for style in re.findall(rf'<c r="[A-Z]+{row}"(?: s="(\d+)")?', sheet)) for row in (2, 3))
    return first, second


def fill_rows(workbook: bytes, sheets: Mapping[str, str]) -> bytes:
    """The workbook with the pattern rows 2 and 3 of each named sheet replaced by its rows (`rows_xml`), zipped without a time stamp."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name in sheets:
                content = _with_rows(content.decode("utf-8"), sheets[name]).encode("utf-8")
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, content)
    return out.getvalue()


def _with_rows(sheet: str, rows: str) -> str:
    start, end = sheet.index('<row r="2"'), sheet.index("</sheetData>")
    last = rows.count("<row ") + 1
    head = re.sub(r'<dimension ref="A1:([A-Z]+)\d+"/>', rf'<dimension ref="A1:\g<1>{last}"/>', sheet[:start], count=1)
    return head + rows + sheet[end:]
