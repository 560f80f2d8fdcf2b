"""Rejected pay rows that only an account, a card or a telephone names, and a file once they found their people after all.

When to reach for it: `ingest` keeps them, and the month takes them in once `standardise.by_account` has looked for them in all its lists.
The invariants: a row that found somebody counts as used and is no longer told as unusable; every other stays rejected; read = used +
rejected + duplicates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.accounts import Account, rows_of
from pipeline.standardise.numbers.by_account import nobody_but_a_number

if TYPE_CHECKING:
    from pipeline.intake.ingest import Ingested

_UNNAMED = "BAR-01"
"""Rows without name and NIK."""
_ALONE = "baris yang ditolak hanya menyebut nomor rekening"
"""What is told of them until the month's other lists have been asked."""


def only_numbered(frame: pl.DataFrame, refused: pl.Series) -> pl.DataFrame:
    """The rejected rows (`refused`: source_row) that name nobody but a number, which another list of the month may know."""
    return frame.filter(pl.col("source_row").is_in(refused.implode()) & pl.col("name").is_null() & nobody_but_a_number())


def say_numbered(rows: pl.DataFrame | None) -> tuple[str, ...]:
    """What is told of such rows while their list is looked at by itself."""
    if rows is None or rows.is_empty():
        return ()
    told = (
        f"{rows['source_row'].n_unique()} {_ALONE}, kartu, atau telepon. Saat 'padan run', "
        "orangnya dicari di daftar lain yang menyebut nomor itu beserta NIK-nya; taruh daftar itu di folder yang sama."
    )
    return (told,)


def with_people(got: Ingested, rows: pl.DataFrame, note: str) -> Ingested:
    """A file with its pay rows as `people_of_accounts` found them (rows: the good ones and `got.numbered`), and the note of it."""
    asked = pl.col("record_id").is_in(got.numbered["record_id"].implode())
    good = rows.filter(~(asked & nobody_but_a_number()))
    found = good.filter(asked)
    notes = (*(said for said in got.notes if _ALONE not in said), note)
    if found.is_empty():
        return replace(got, disbursements=good, notes=notes)
    places = found.select(sheet=pl.col("source_sheet").fill_null(""), row="source_row", rule_id=pl.lit(_UNNAMED)).unique()
    rejects = got.rejects.with_columns(_sheet=pl.col("sheet").fill_null(""))
    rejects = rejects.join(
        places, left_on=["_sheet", "row", "rule_id"], right_on=["sheet", "row", "rule_id"], how="anti", maintain_order="left"
    )
    accounts = [_counted(account, found.filter(rows_of(account, got.accounts)), got) for account in got.accounts]
    return replace(got, disbursements=good, rejects=rejects, accounts=accounts, notes=notes)


def _counted(account: Account, found: pl.DataFrame, got: Ingested) -> Account:
    """The account of a table with the rows that are used after all."""
    if found.is_empty():
        return account
    n, paid = found["source_row"].n_unique(), int(found["amount"].sum())
    asked = got.numbered.filter(rows_of(account, got.accounts))
    whole = int(asked["amount"].sum()) if account.total_found is None else account.total_found
    first, last = found["period_from"].min(), found["period_to"].max()
    payers = found["payer"].drop_nulls().unique().sort()
    return replace(
        account,
        used=account.used + n,
        rejected=account.rejected - n,
        total_found=whole,
        total_used=(account.total_used or 0) + paid,
        sender=account.sender or (str(payers[0]) if payers.len() else None),
        period_from=account.period_from or (str(first) if first else None),
        period_to=account.period_to or (str(last) if last else None),
    )
