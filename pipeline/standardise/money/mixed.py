"""Rows of a pay list that name two programmes and one sum ("PKH + SEMBAKO"): a payment of each.

When to reach for it: before a pay list is standardised. The invariants: the sum is shared, never lost or doubled: programmes of a flat sum
get what a stage (or a month) of theirs brings, the one without gets the rest; a row whose sum cannot be shared so stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.payments import rupiah
from pipeline.standardise.text import fold_column
from pipeline.standardise.words import find, find_all
from schemas.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.read import ReadTable
    from pipeline.standardise.context import FileContext
    from schemas.rulebook import Rulebook


_SHARED = (
    "{n} baris menyebut beberapa program dengan satu jumlah; dibaca sebagai pembayaran tiap program: yang bernilai tetap sebesar haknya, "
    "sisanya untuk program yang lain."
)


def named_programmes(word: str, office: Path | None) -> tuple[str, ...]:
    """Every programme that a cell names."""
    exact = find("programme_words", word, office)
    several = find_all("programme_words", word, office)
    return several if len(several) > 1 else ((exact[0],) if exact else several)


def _shares(codes: Sequence[str], amount: int, book: Rulebook, month: str) -> dict[str, int] | None:
    """What of one sum each programme got; None where it cannot be told."""
    rules = {code: found for code in codes if (found := book.at(code, month)) is not None}
    flat = {code: found for code, found in rules.items() if found.amount.per_month}
    rest = [code for code in codes if code not in flat]
    if not flat or len(rules) < len(codes) or len(rest) > 1:
        return None
    stage = {code: found.due(found.period_from, found.period_to) or 0 for code, found in flat.items()}
    for dues in (stage, {code: found.amount.per_month or 0 for code, found in flat.items()}):
        left = amount - sum(dues.values())
        if (left > 0) if rest else (left == 0):
            return dues | dict.fromkeys(rest, left)
    return dict.fromkeys(codes, 0) if amount == 0 else None


def with_each_programme(table: ReadTable, context: FileContext) -> ReadTable:
    """The table, a row for each programme that a row names (the same `source_row`), in the order of the rows."""
    if not {"programme", "amount"} <= set(table.frame.columns):
        return table
    said = fold_column(table.frame, "programme")
    several = {word: codes for word in said.drop_nulls().unique() if len(codes := named_programmes(word, context.lookups)) > 1}
    if not several:
        return table
    book = load_rulebook(context.lookups.parent / "programmes" if context.lookups else None)
    parts: list[tuple[int, str | None, str | None]] = []
    bare = fold_column(table.frame, "component").is_null()
    for at, (word, amount, alone) in enumerate(zip(said, table.frame["amount"], bare, strict=True)):
        shares = _shares(several[word], rupiah(amount or ""), book, context.period) if alone and word in several else None
        parts += [(at, code, str(share)) for code, share in shares.items()] if shares else [(at, None, None)]
    made = pl.DataFrame(parts, schema={"at": pl.Int64, "code": pl.String, "share": pl.String}, orient="row")
    rows = pl.concat([table.frame[made["at"]], made.select("code", "share")], how="horizontal")
    rows = rows.with_columns(programme=pl.coalesce("code", "programme"), amount=pl.coalesce("share", "amount"))
    shared = made.filter(pl.col("code").is_not_null())["at"].n_unique()
    notes = (*table.notes, _SHARED.format(n=shared)) if shared else table.notes
    return replace(table, frame=rows.drop("code", "share"), notes=notes)
