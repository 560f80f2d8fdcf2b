"""Lists of returns, and of those who did not fetch their money: what became of what another list of the same payer sent without a word of
its own.

When to reach for it: from `pipeline.gather.gathering`, once the rows of all pay lists have their people. The invariants: only a list of
returns alone speaks of another, longer one, and only where nearly all of it stands there with the same sum (or names no sum); a row that
says itself what became of its money stays, unless the payment was cancelled, or it says no more than that the money was sent to the card
("Sukses top up") and the other that it lies there (TIDAK TRANSAKSI); a day of payment after the return is a second try, and stays paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas.codes import Kind, PayState

if TYPE_CHECKING:
    from collections.abc import Mapping

_BACK = (PayState.RETURNED, PayState.FAILED_ACCOUNT, PayState.PAID_NOT_TAKEN)
_SENT = (PayState.PAID, PayState.IN_PROCESS, PayState.UNKNOWN)
HELD, LONGER = 0.9, 2
"""Share of the list of returns that must stand in the other; how many times as long that must be, as no second try of them alone is."""
_CANCELLED = r"\b(?:DI|PEM)?BATAL(?:KAN|AN)?\b|DITARIK KEMBALI"
"""Words of a payment that was taken back after it was made: they outrank the word of the list that made it."""
_FETCHED = r"AMBIL|BAYAR|TERIMA|TRANSAKSI|TARIK|SERAH|GESEK|HADIR|LUNAS|REALISASI|KWITANSI"
"""Words of money that came into somebody's hands; any other word for paid may mean the card alone."""
_DAYS_OF_A_TRANSFER = 3
"""Days of payment of one list up to which they may be those of the transfer; more are those on which people came."""
_ALIKE = ("payer", "programme", "period_from", "period_to")
_KEYS = ("nik", "account", "card")
_LIST = ["source_file", "source_sheet"]


def with_returns(lists: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Of the pay lists (by file, `tables.Disbursement`) those of whose rows a list of returns tells, with the state that it tells."""
    filled = [rows for rows in lists.values() if rows.height]
    if len(filled) < 2:
        return {}
    rows = pl.concat(filled).with_columns(pl.col("source_sheet").fill_null(""))
    back = pl.col("state").is_in([str(s) for s in _BACK])
    returns = rows.filter(back.all().over(_LIST))
    sent = pl.col("state").is_in([str(s) for s in _SENT]) & (pl.col("list_kind") == str(Kind.DISBURSEMENT))
    silent = rows.with_columns(days=pl.col("paid_on").n_unique().over(_LIST)).filter(sent & (pl.col("amount") > 0))
    if returns.is_empty() or silent.is_empty():
        return {}
    sizes = rows.group_by(_LIST).len("size")
    met = pl.concat([_met(returns, silent, key) for key in _KEYS])
    met = met.unique("b_row", keep="first", maintain_order=True).unique("told", keep="first", maintain_order=True)
    theirs = sizes.select(b_file="source_file", b_sheet="source_sheet", n="size")
    met = met.join(sizes, on=_LIST).join(theirs, on=["b_file", "b_sheet"])
    whole = pl.len() >= HELD * pl.col("n").first()
    told = met.filter((whole & (pl.col("size").first() >= LONGER * pl.col("n").first())).over([*_LIST, "b_file", "b_sheet"]))
    told = told.select(record_id="told", _state="b_state", _raw="b_raw").unique("record_id", keep="first", maintain_order=True)
    return {
        file: out.with_columns(state=pl.coalesce("_state", "state"), state_raw=pl.coalesce("_raw", "state_raw")).drop("_state", "_raw")
        for file, mine in lists.items()
        if mine.height and (out := mine.join(told, on="record_id", how="left", maintain_order="left"))["_state"].count()
    }


def _met(returns: pl.DataFrame, silent: pl.DataFrame, key: str) -> pl.DataFrame:
    """Rows of returns beside the silent rows of another list of one key, payer, programme, months and sum."""
    asked = returns.filter(pl.col(key).is_not_null()).select(
        key, *_ALIKE, b_amount="amount", back_on="paid_on", b_file="source_file", b_sheet="source_sheet", b_row="record_id",
        b_state="state", b_raw=pl.coalesce("state_raw", "note"),
    )  # fmt: skip
    sent = silent.filter(pl.col(key).is_not_null()).select(key, *_ALIKE, "amount", "paid_on", "state_raw", "days", *_LIST, told="record_id")
    met = sent.join(asked, on=[key, *_ALIKE], nulls_equal=True)
    met = met.filter((pl.col("amount") == pl.col("b_amount")).fill_null(value=True))
    elsewhere = (pl.col("source_file") != pl.col("b_file")) | (pl.col("source_sheet") != pl.col("b_sheet"))
    later = (pl.col("back_on") < pl.col("paid_on")).fill_null(value=False)
    cancels = pl.col("b_raw").str.to_uppercase().str.contains(_CANCELLED).fill_null(value=False)
    word = pl.col("state_raw").str.to_uppercase()
    before = (pl.col("paid_on") < pl.col("back_on")).fill_null(value=False)  # the post pays cash: what it says is paid was fetched
    there = pl.col("b_state") == str(PayState.PAID_NOT_TAKEN)
    fetched = word.str.contains(_FETCHED).fill_null(value=False) | (pl.col("days") > _DAYS_OF_A_TRANSFER)
    fetched |= (pl.col("payer") == "POS").fill_null(value=False) & (word.is_not_null() | (pl.col("paid_on").is_not_null() & ~before))
    return (
        met.filter(elsewhere & ~later & (cancels | (there & ~fetched) | (~there & word.is_null())))
        .sort("b_row", "told")
        .unique("b_row", keep="first", maintain_order=True)
        .drop(key)
    )
