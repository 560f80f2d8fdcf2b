"""Numbers that are no NIK and yet somebody's: of an account, of a KKS, of a telephone, which is the account of a wallet on it.

When to reach for it: pay lists carry them beside a person or instead of one, and lists of whose they are carry them beside a NIK
(`by_account` brings both together). The invariants: a number that a spreadsheet destroyed is none; what a list calls an account or a card
comes before a telephone.
"""

from __future__ import annotations

import polars as pl

from pipeline.standardise.text import fold_column

FIELDS = ("account", "card", "phone")
_NUMBER = r"^[0-9]{4,25}$"
_PHONE = r"^(?:62|0)?(8[0-9]{7,12})$"
"""A mobile number as offices write it: 0812…, 62812…, +62 812-…, or 812… where a spreadsheet took the zero."""


def own_numbers(source: pl.DataFrame) -> pl.DataFrame:
    """Columns `account, card` of every row, in its order; the telephone's number as the account of a list without either."""
    account, card = (_identifier(source, column) for column in ("account", "card"))
    if "phone" in source.columns and account.null_count() == account.len() and card.null_count() == card.len():
        account = _phone(source).alias("account")
    return pl.DataFrame([account, card])


def _phone(source: pl.DataFrame) -> pl.Series:
    """Telephone numbers with the zero before them; anything else is null."""
    digits = fold_column(source, "phone").str.replace_all(r"[^0-9]", "")
    return "0" + digits.str.extract(_PHONE)


def _identifier(source: pl.DataFrame, column: str) -> pl.Series:
    """An account or card number as text: no quotes, blanks, `.0`; words such as NOKKS and numbers Excel destroyed are null."""
    raw = fold_column(source, column)
    if raw.null_count() == raw.len():
        return raw.alias(column)
    text = raw.str.replace(r'^="(.*)"$', "$1").str.strip_chars("'\"` ").str.replace(r"[.,]0$", "").str.replace_all(r"[ .\-]", "")
    text = pl.select(pl.when(text.str.contains(_NUMBER)).then(text)).to_series()
    if f"{column}__cell" in source.columns:
        lost = (source[f"{column}__cell"] == "number") & (text.str.len_chars() >= 16) & text.str.ends_with("0")
        text = text.set(lost.fill_null(value=False), None)
    zero = text.str.contains(r"^0+$").fill_null(value=False)
    return text.set(zero, None).alias(column)
