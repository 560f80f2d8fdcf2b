"""Hide what may not leave the office: NIK and KK by `167108******0001`, other long numbers inside free text too.

The birth date (digits 7–12) is what a mask must hide; area and serial stay, so that an office finds its row again.
"""

from __future__ import annotations

import re

import polars as pl

from pipeline.words.private import mask_grouped, mask_groups, mask_number

LONG_RUN = r"\d{10,}"
"""A run of digits in free text that may be a NIK, a KK, a card, an account or a phone number."""

MISTYPED = re.compile(r"(?<![A-Za-z0-9])[0-9OoIl]{10,}(?![A-Za-z0-9])")
"""A number in which letters stand for digits: O for 0, l for 1."""

LOOSE = re.compile(r"\d(?:[ .,'\-]{0,2}\d){9,}")
"""Ten digits and more whatever separates them: what a rejected cell may hide."""


def _mask_run(found: re.Match[str]) -> str:
    return mask_number(found.group())


def _mask_mistyped(found: re.Match[str]) -> str:
    """Sixteen signs are hidden where the birth date stands, whichever of them are letters."""
    text = found.group()
    return f"{text[:6]}******{text[-4:]}" if len(text) == 16 else mask_number(text)


def mask_text(text: str | None) -> str:
    """Free text with every long run of digits masked; everything else is left as it was. Masking twice changes nothing."""
    if not text:
        return ""
    return re.sub(LONG_RUN, _mask_run, mask_grouped(text))


def mask_value(value: str | None) -> str:
    """A rejected cell as its sender may see it again: any ten digits and more are masked, however they are separated."""
    return LOOSE.sub(mask_groups, MISTYPED.sub(_mask_mistyped, value)) if value else ""


def masked(column: str, *, whole: bool = False) -> pl.Expr:
    """A NIK or KK column (16 digits or null) masked, or left whole on an explicit order; null becomes an empty text."""
    number = pl.col(column)
    if whole:
        return number.fill_null("")
    return pl.when(number.str.len_chars() == 16).then(number.str.slice(0, 6) + "******" + number.str.slice(12, 4)).otherwise(pl.lit(""))


def masked_text(column: str) -> pl.Expr:
    """A free-text column with long runs of digits masked; rows without such a run are not touched at all."""
    text = pl.col(column).fill_null("")
    suspect = text.str.replace_all(r"[ .\-]", "").str.contains(LONG_RUN)
    return pl.when(suspect).then(text.map_elements(mask_text, return_dtype=pl.String, skip_nulls=True)).otherwise(text).alias(column)
