"""CSV for people (CONVENTIONS): BOM, CRLF, `;`, text quoted, identifiers and formula-like text behind one apostrophe."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection

FORMULA = r"^[\s\x00\ufeff\u200b]*[=+\-@\t\r\n\x00＝＋－＠]|^[\t\r\n\x00]"
"""Text a spreadsheet might take for a formula: such a sign first, also after spaces; full-width twins too."""


def guarded(column: str, *, identifier: bool = False) -> pl.Expr:
    """A text column with one leading apostrophe where a spreadsheet would compute or shorten it.

    Text that already begins with an apostrophe gets one more, so that a reader who strips exactly one has the original.
    Missing and empty text stay empty.
    """
    text = pl.col(column).fill_null("")
    needs = text.str.contains(FORMULA) | text.str.starts_with("'")
    if identifier:
        needs = text != ""
    return pl.when(needs).then(pl.lit("'") + text).otherwise(text).alias(column)


def unguarded(text: str) -> str:
    """What stood there before `guarded`: one leading apostrophe taken off."""
    return text.removeprefix("'")


def people_csv(frame: pl.DataFrame, identifiers: Collection[str] = ()) -> bytes:
    """The bytes of a CSV for people. Whole numbers stay bare, every text is quoted; no float columns are expected."""
    return csv_bytes(csv_safe(frame, identifiers))


def csv_safe(frame: pl.DataFrame, identifiers: Collection[str] = ()) -> pl.DataFrame:
    """The frame with every text column `guarded`; those of `identifiers` behind an apostrophe wherever they are filled."""
    return frame.with_columns(guarded(name, identifier=name in identifiers) for name, dtype in frame.schema.items() if dtype == pl.String)


def csv_bytes(safe: pl.DataFrame) -> bytes:
    """A `csv_safe` frame, or some rows of it, as the bytes of a file."""
    buffer = io.BytesIO()
    safe.write_csv(buffer, separator=";", quote_style="non_numeric", include_bom=True, line_terminator="\r\n")
    return buffer.getvalue()
