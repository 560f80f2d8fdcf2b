"""Rows of a list that repeat an earlier one: one entry typed or pasted twice pays nobody twice.

Reach for it from `ingest` only. The invariants: a row repeats another where all its mapped fields are the same, however they are written (a
village with and without "Kel.", capitals, signs), and it stands under the same family card, where a list prints that once for a block; a
minus or a bracket before a sum is no sign; the running number is no field. Of two equal credits of which a later row takes one back
neither is a repeat, and a row that names nobody repeats none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipeline.read import ReadTable

_SIGNS = r"[^\p{L}\p{N}(-]+"
_BELOW_ZERO = r"^\s*(?:[Rr][Pp]\.?\s*)?[-−(]\s*(?:[Rr][Pp]\.?\s*)?\d"
_PLACES = ("village_name", "village_code")


def repeats_of(table: ReadTable, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows all of whose mapped fields equal an earlier one of the table: source_row, first. frame: its canonical rows."""
    source = table.frame
    fields = [c for c in source.columns if c != "source_row" and "__" not in c]
    nothing = source.select("source_row", first="source_row").clear()
    if not fields:
        return nothing
    telling = [c for c in ("nik", "no_kk") if c in fields]
    numbers = source.select(telling or fields).hash_rows()  # numbers that differ spare the look at everything else
    if numbers.n_unique() == source.height:
        return nothing
    if source["source_row"].is_duplicated().any():
        return _rows_again(source.select("source_row", *fields), fields)
    alike = _written_alike(source.filter(numbers.is_duplicated()).select("source_row", *fields), frame)
    first = alike.select("source_row", first=pl.col("source_row").first().over(fields))
    again = first.filter(pl.col("source_row") != pl.col("first"))
    return again if again.is_empty() else _not_taken_back(_of_somebody(again, source), source)


_WHO = ("nik", "account", "card", "no_kk", "name", "head_nik", "head_name", "family_key", "person_key")


def _of_somebody(again: pl.DataFrame, source: pl.DataFrame) -> pl.DataFrame:
    """The repeats that name anybody: rows of which the name and number were not read are each lost, and none repeats another."""
    who = [pl.col(name).cast(pl.String).str.contains(r"[\p{L}\p{N}]") for name in _WHO if name in source.columns]
    if not who:
        return again
    named = source.filter(pl.any_horizontal(who)).get_column("source_row")
    return again.filter(pl.col("source_row").is_in(named.implode()))


def _not_taken_back(again: pl.DataFrame, source: pl.DataFrame) -> pl.DataFrame:
    """The repeats but those of whom a row of a sum below zero takes money back: a bank's booking, one of two."""
    who = next((name for name in _WHO if name in source.columns), None)
    if who is None or "amount" not in source.columns:
        return again
    back = source.filter(pl.col("amount").cast(pl.String).str.contains(_BELOW_ZERO)).get_column(who).drop_nulls()
    booked = source.filter(pl.col(who).is_in(back.implode())).get_column("source_row")
    return again.filter(~pl.col("source_row").is_in(booked.implode()))


def _written_alike(rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The cells without capitals and signs, their village by its code where it is known, a blank card that of the block above."""
    folded = rows.with_columns(pl.exclude("source_row").cast(pl.String).str.to_uppercase().str.replace_all(_SIGNS, ""))
    if "no_kk" in rows.columns and "no_kk" in frame.columns:
        cards = frame.select("source_row", _card="no_kk").unique("source_row", keep="first", maintain_order=True)
        folded = folded.join(cards, on="source_row", how="left", maintain_order="left")
        folded = folded.with_columns(no_kk=pl.coalesce(pl.col("no_kk").replace("", None), "_card")).drop("_card")
    places = [name for name in _PLACES if name in rows.columns]
    if not places or "village_code" not in frame.columns:
        return folded
    known = frame.select("source_row", _code="village_code").unique("source_row")
    placed = folded.join(known, on="source_row", how="left", maintain_order="left")
    return placed.with_columns(pl.coalesce("_code", name).alias(name) for name in places).drop("_code")


def _rows_again(source: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    """As `repeats_of`, of rows of several payments each: a row repeats another where each of its payments stands in an earlier one."""
    first = source.select("source_row", first=pl.col("source_row").min().over(fields))
    again = first.group_by("source_row", maintain_order=True).agg(pl.col("first").max(), old=(pl.col("first") < pl.col("source_row")).all())
    return again.filter("old").select("source_row", "first")


def with_copies(rows: pl.DataFrame, again: pl.DataFrame) -> pl.DataFrame:
    """Pay rows with the number of rows that were set aside as their repeats: two children of one level may stand in two equal rows."""
    if "copies" not in rows.columns or again.is_empty():
        return rows
    count = again.group_by(source_row="first").agg(pl.len().cast(pl.Int64).alias("_n"))
    return rows.join(count, on="source_row", how="left", maintain_order="left").with_columns(copies="_n").drop("_n")
