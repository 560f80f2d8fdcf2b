"""Rows whose remark says that the sum holds an earlier stage too: "Rapel Tahap 1 dan Tahap 2", or only "rapel".

When to reach for it: once the months of every row of a pay list are known. The invariant: a row is only stretched back; where the remark
names no months, by as many stages as its sum holds of the usual one of the list.
"""

from __future__ import annotations

import re

import polars as pl

from pipeline.standardise.money import periods
from pipeline.standardise.text import key
from schemas.months import shift, span

_BACK = re.compile(r"\b(?:DI)?(?:RAPEL(?:AN|KAN)?|TUNGGAKAN|AKUMULASI)\b")
_MOST = 4
"""Most stages that a sum is taken to hold."""


def with_back_payments(rows: pl.DataFrame, note: pl.Series, programme: pl.Series, amount: pl.Series, folder: str) -> pl.DataFrame:
    """The periods of `row_periods`, from the first month that a remark of back pay names, or that the sum reaches back to."""
    said = {text for text in note.drop_nulls().unique().to_list() if _BACK.search(key(text))}
    if not said:
        return rows
    frame = rows.with_columns(_note=note, _code=programme, _sum=amount)
    usual = frame.filter(pl.col("_sum") > 0).group_by("_code", "_sum").len().sort("_code", "len", "_sum", descending=[False, True, False])
    of = {code: rupiah for code, rupiah, _ in usual.unique("_code", keep="first", maintain_order=True).iter_rows()}
    starts = []
    for first, last, text, code, rupiah in frame.select("period_from", "period_to", "_note", "_code", "_sum").iter_rows():
        starts.append(_start(first, last, text, code, (rupiah, of.get(code)), folder) if text in said else first)
    return rows.with_columns(pl.Series("period_from", starts, dtype=pl.String))


def _start(first: str, last: str, text: str, code: str | None, sums: tuple[int | None, int | None], folder: str) -> str:
    """The first month that a row pays for by its remark."""
    named = periods.parse_period(text, folder, programme=code, year=int(last[:4]))
    rupiah, usual = sums
    times = rupiah // usual if rupiah and usual and rupiah % usual == 0 else 0
    if named is not None:
        holds = named.last == last or (named.last < first and times > 1)
        return min(first, named.first) if holds else first
    return shift(first, -(times - 1) * len(span(first, last))) if 1 < times <= _MOST else first
