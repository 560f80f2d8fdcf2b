"""Whom the month's lists name where nothing is taken from: in a column nobody knows, in a row or a whole list that was refused.

When to reach for it: `ingest` notes every such number, `gathering` keeps those of people who are paid or registered, and the judgement
(`reconcile.mentioned`) then calls nobody a stranger or unpaid whom a list names after all. The invariants: nothing is paid, owed or linked
by a mention; it only takes an accusation away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.called import is_complaint, is_no_list_of_payments, replaces_people
from pipeline.read.columns.beside import BESIDE, NUMBER, PROGRAMMES
from pipeline.read.model import PLACE
from pipeline.standardise.text import parted
from pipeline.standardise.words import find_all
from schemas.codes import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.read import ReadTable

MENTIONS = {"place": pl.String, "of": pl.String, "programme": pl.String, "number": pl.String, "own": pl.Boolean}
"""Columns: "file|sheet|row"; what kind of list names the number (below); of a pay list's used rows their programme, else null; the number,
or null where an unused cell says something of `programme` for whoever the row is; whether the number is the used row's own, from a field
that was read."""
REGISTRY, PAYMENTS, PEOPLE = "registry", "payments", "people"
"""A list that may register somebody, one that may pay, and any other list of people."""
_PAY = re.compile(r"\b(?:salur|penyaluran|bayar|pembayaran|pencairan|danom|realisasi|transfer|sp2d|retur|gagal)\b", re.IGNORECASE)
_NUMBERS = ("nik", "no_kk")
_LINES = pl.DataFrame(schema={"row": pl.Int64, "value": pl.String})
_UNSAID = pl.DataFrame(schema={"source_row": pl.Int64, "programme": pl.String})
_MONEY = frozenset({"amount", "state", "paid_on", "payer", "programme"})


def kind_of_list(table: ReadTable, office: Path | None, *, used: bool, foreign: bool = False) -> str:
    """What a table is, or may be where it was refused: `REGISTRY`, `PAYMENTS` or `PEOPLE` (`foreign`: one of other matters)."""
    words = re.sub(r"[_\-./\\]+", " ", f"{table.title} / {table.sheet} / {parted(table.name)}")
    if (foreign and (is_complaint(words) or replaces_people(table))) or (not used and is_no_list_of_payments(words)):
        return PEOPLE
    if table.kind in (Kind.DISBURSEMENT, Kind.CLOSING):
        return PAYMENTS
    if foreign or table.kind == Kind.SURVEY:
        return PEOPLE
    if used:
        return REGISTRY
    named = find_all("payer_words", words, office) or find_all("programme_words", words, office) or _PAY.search(words)
    return PAYMENTS if named or _MONEY & set(table.headers) else REGISTRY


def mentions_of(table: ReadTable, of: str, frame: pl.DataFrame, used: pl.DataFrame, unread: pl.DataFrame | None) -> pl.DataFrame:
    """The mentions (`MENTIONS`) of one table. frame: all its rows, as far as they are understood; used: those that are taken; unread: the
    rejects `read` raised for its lines."""
    taken = used["source_row"] if "source_row" in used.columns else pl.Series([], dtype=pl.Int64)
    unclear = _unclear(table, frame, taken)
    lines = unread.filter((pl.col("severity") == "error") & pl.col("row").is_not_null()) if unread is not None else _LINES
    if unclear.is_empty() and lines.is_empty():
        return pl.DataFrame(schema=MENTIONS)
    rows = _rows(table, unclear).with_columns(own=pl.col("source_row").is_in(taken.implode()))
    rows = rows.filter(~pl.col("own") | pl.any_horizontal(pl.col("beside", PROGRAMMES).is_not_null()))
    mine = pl.col("source_row").is_in(rows["source_row"].implode())
    said = used.filter(mine).select("source_row", "programme") if of == PAYMENTS and "programme" in used.columns else _UNSAID
    said = said.unique("source_row", keep="first", maintain_order=True)
    others = [rows.select("source_row", number="beside"), lines.select(source_row="row", number=pl.col("value").str.extract_all(NUMBER))]
    parts = [*(rows.select("source_row", number=name, own="own") for name in _NUMBERS)]
    parts += [cell.explode("number").with_columns(own=pl.lit(value=False)) for cell in others]
    found = pl.concat(parts).drop_nulls("number").join(said, on="source_row", how="left")
    under = rows.select("source_row", programme=pl.col(PROGRAMMES).str.split(" ")).explode("programme").drop_nulls()
    found = pl.concat([found, under.with_columns(number=pl.lit(None, dtype=pl.String), own=pl.lit(value=False))], how="diagonal")
    place = pl.concat_str(pl.lit(f"{table.name}|{table.sheet}|"), pl.col("source_row").cast(pl.String))
    return found.select(place=place, of=pl.lit(of), programme="programme", number="number", own="own").unique()


def registered_elsewhere(rows: pl.DataFrame) -> pl.DataFrame:
    """The mentions (`MENTIONS`) of rows of a registry that is set aside and yet may register its people."""
    place = pl.concat_str(pl.col("source_file"), pl.col("source_sheet").fill_null(""), pl.col("source_row").cast(pl.String), separator="|")
    named = [
        rows.select(place=place, of=pl.lit(REGISTRY), programme=pl.lit(None, dtype=pl.String), number=name, own=pl.lit(value=False))
        for name in _NUMBERS
    ]
    return pl.concat([pl.DataFrame(schema=MENTIONS), *named]).drop_nulls("number").unique(maintain_order=True)


def _unclear(table: ReadTable, frame: pl.DataFrame, taken: pl.Series) -> pl.DataFrame:
    """The rows that may name somebody besides those they are taken for: mostly there are few, and nothing more is asked of the others."""
    if PLACE in table.frame.columns or not taken.len():
        return frame  # rows of people side by side are counted otherwise than those that are taken
    besides = [pl.col(name).is_not_null() for name in (BESIDE, PROGRAMMES) if name in table.frame.columns]
    told = table.frame.filter(pl.any_horizontal(besides))["source_row"] if besides else taken.head(0)
    aside = [pl.col(name).is_null() & pl.col(f"{name}_raw").is_not_null() for name in _NUMBERS if f"{name}_raw" in frame.columns]
    return frame.filter(pl.any_horizontal(~pl.col("source_row").is_in(taken.implode()), pl.col("source_row").is_in(told.implode()), *aside))


def _rows(table: ReadTable, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table as the file counts them: source_row, its numbers, those set aside or in unused cells (`beside`, null: none), and
    `PROGRAMMES`."""
    known = [name for name in (*_NUMBERS, *(f"{name}_raw" for name in _NUMBERS)) if name in frame.columns]
    cells = table.frame.select("source_row", *(name for name in (BESIDE, PROGRAMMES) if name in table.frame.columns))
    rows = frame.select("source_row", *known).join(cells.unique("source_row", keep="first"), on="source_row", how="left")
    wanted = (*_NUMBERS, *(f"{name}_raw" for name in _NUMBERS), BESIDE, PROGRAMMES)
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in wanted if name not in rows.columns)
    aside = [pl.when(pl.col(name).is_null()).then(pl.col(f"{name}_raw")) for name in _NUMBERS]
    beside = pl.concat_str([*aside, BESIDE], separator=" ", ignore_nulls=True).str.extract_all(NUMBER)
    rows = rows.with_columns(beside=pl.when(beside.list.len() > 0).then(beside))
    return table.in_file(rows.select("source_row", *_NUMBERS, "beside", PROGRAMMES), "source_row")


def mattering(mentions: pl.DataFrame, pays: pl.DataFrame, registry: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """The mentions of rows that name a payee, or in which a list that may pay names somebody registered; sorted by all columns."""
    paid = pl.concat([pays["nik"], pays["no_kk"]]).drop_nulls().unique().implode()
    known = pl.concat([registry["nik"], registry["no_kk"], families["no_kk"], families["head_nik"]]).drop_nulls().unique().implode()
    hit = pl.col("number").is_in(paid) | (
        (pl.col("of") == PAYMENTS) & ~pl.col("own") & (pl.col("number").is_in(known) | pl.col("number").is_null())
    )
    return mentions.join(mentions.filter(hit).select("place").unique(), on="place", how="semi").sort(pl.all(), nulls_last=True)
