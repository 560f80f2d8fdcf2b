"""Families and payees whom a list names where nothing is taken from it: they may be paid, or registered, for all anybody knows.

Reach for it once the rows of a month have their families. The invariants: it only takes away (BD-00 in place of IE-TR and EE-BB); a number
that many rows hold (a head of office, a school) ties nobody to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.mentions import PAYMENTS, REGISTRY
from pipeline.reconcile.inputs import trusted

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice

NAMED = {"family_id": pl.String, "programme": pl.String, "named_in": pl.String}
"""Columns: a registered family or a payee's own household, the programme it is asked for (null: any), the file that names it."""
_HOUSEHOLD = 30
"""Rows of one number: of a card those of its people; more of them are an office's."""


def _numbers(piece: Slice) -> pl.DataFrame:
    """Every card and NIK of the families in force: family_id, number."""
    own = [piece.persons.select("family_id", number=trusted(name)) for name in ("nik", "no_kk")]
    cards = [
        piece.families.select("family_id", number="no_kk"),
        *(piece.heads.select("family_id", number=n) for n in ("no_kk", "head_nik")),
    ]
    return pl.concat([*own, *cards]).drop_nulls().unique()


def _together(mentions: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """What stands in one row, or in rows of one household, with a number: record_id, place (of the first), number. numbers: record_id,
    number."""
    cells = mentions.select("place", "number").unique().filter(pl.len().over("number") <= _HOUSEHOLD)
    first = numbers.join(cells, on="number").select("record_id", "place")
    beside = first.join(cells, on="place")
    home = beside.join(cells.rename({"place": "other"}), on="number").select("record_id", "place", "other").unique()
    return home.join(cells.rename({"place": "other"}), on="other").select("record_id", "place", "number").unique()


def _families_of_rows(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """The families of pay rows by where these stand: place, family_id."""
    known = resolved.filter(pl.col("found") == "YES").select("record_id", "family_id")
    placed = rows.select("record_id", place=pl.format("{}|{}|{}", "source_file", "source_sheet", "source_row"))
    return placed.join(known, on="record_id").select("place", "family_id").unique()


def named_elsewhere(rows: pl.DataFrame, resolved: pl.DataFrame, piece: Slice, mentions: pl.DataFrame) -> pl.DataFrame:
    """Whom the lists name where nothing is taken from them (`NAMED`), sorted.

    A payee nobody knows, where a list that may register people names her, or any list puts her in one row or household with a registered
    family; that family; and a family whom a list that may pay names in a cell or row that was not understood, or for
    whom it says something of the programme there.
    """
    if mentions.is_empty():
        return pl.DataFrame(schema=NAMED)
    strange = resolved.filter(pl.col("found") == "NO").select("record_id", home="family_id")
    pays = rows.filter(pl.col("list_kind") == "disbursement").join(strange, on="record_id")
    asked = pl.concat([pays.select("record_id", number=trusted(name)) for name in ("nik", "no_kk")]).drop_nulls().unique()
    families = _numbers(piece)
    tied = _together(mentions, asked).join(families, on="number").select("record_id", "place", "family_id")
    listed = asked.join(mentions.filter(pl.col("of") == REGISTRY).select("number", "place"), on="number").select("record_id", "place")
    known = pl.concat([listed, tied.select("record_id", "place")]).join(pays.select("record_id", "home", "programme"), on="record_id")
    paid = mentions.filter((pl.col("of") == PAYMENTS) & ~pl.col("own")).join(families, on="number")
    under = mentions.filter(pl.col("number").is_null()).join(_families_of_rows(rows, resolved), on="place")
    homes = tied.join(pays.select("record_id", "programme"), on="record_id")
    found = pl.concat([
        known.select("home", "programme", "place").rename({"home": "family_id"}),
        homes.select("family_id", "programme", "place"),
        paid.select("family_id", "programme", "place"),
        under.select("family_id", "programme", "place"),
    ])  # fmt: skip
    file = pl.col("place").str.split("|").list.first()
    return found.select("family_id", "programme", named_in=file).unique().sort(pl.all(), nulls_last=True)


def with_named(judged: pl.DataFrame, named: pl.DataFrame, code: str) -> pl.DataFrame:
    """Judged units of a programme with `named_in`, the file that names the family where nothing is taken from it; null: none."""
    mine = named.filter(pl.col("programme").is_null() | (pl.col("programme") == code))
    files = mine.group_by("family_id").agg(pl.col("named_in").min())
    return judged.join(files, on="family_id", how="left", maintain_order="left")
