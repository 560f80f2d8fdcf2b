"""Who else names recipients of a programme: visits, closing lists, the registry itself. Where most of them stand in no pay list, a pay list
is missing.

Reach for it from the judgement of a month, before it says who is unpaid. The invariant: it only takes away (BD-00 in place of an
accusation); a few families, or one village among many, say nothing.
"""

from __future__ import annotations

import polars as pl

from pipeline.reconcile.paid.coverage import KECAMATAN

LEAST = 10
"""Families named in a kecamatan from which their share on pay lists says something."""
_LISTED = 0.25
"""Share of them on pay lists up to which a list is missing: whoever visits or orders for a programme asks mostly about its recipients."""
_MARKED = 0.5
"""The same for those the registry marks as recipients; and the share of the listed that must bear the mark before it is believed."""

_COUNTS = ("named", "named_listed")


def _by_village(said: pl.DataFrame, mine: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """village_code, named, named_listed (of them on a pay list of `mine`). said: family_id; families: family_id, village_code."""
    listed = mine.filter(pl.col("list_kind") == "disbursement").select("family_id", listed=pl.lit(value=True)).unique()
    placed = said.join(families.select("family_id", "village_code"), on="family_id").drop_nulls("village_code")
    told = placed.join(listed, on="family_id", how="left")
    return (
        told.group_by("village_code")
        .agg(named=pl.len().cast(pl.Int64), named_listed=pl.col("listed").fill_null(value=False).sum().cast(pl.Int64))
        .sort("village_code")
    )


def named_recipients(visits: pl.DataFrame, rows: pl.DataFrame, families: pl.DataFrame, code: str) -> pl.DataFrame:
    """Families that a visit or a closing list names under a programme: village_code, named, named_listed (of them on a pay list).

    visits: `visits_by_family`, with `named` the programme of the form; rows: pay and closing rows of all programmes with family_id;
    families: family_id, village_code of the registry.
    """
    mine = rows.filter(pl.col("programme") == code)
    closing = mine.filter(pl.col("list_kind") != "disbursement")
    said = pl.concat([visits.filter(pl.col("named") == code).select("family_id"), closing.select("family_id")]).unique()
    return _by_village(said, mine, families)


def marked_families(registry: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Families of the registry in force with the programmes it says a member receives: family_id, programmes (";" between).

    registry: with `record_id`, `programmes`; persons: those in force.
    """
    marks = registry.select("record_id", "programmes").drop_nulls()
    return marks.join(persons.select("record_id", "family_id"), on="record_id").select("family_id", "programmes").unique()


def marked_recipients(marks: pl.DataFrame, rows: pl.DataFrame, families: pl.DataFrame, code: str) -> pl.DataFrame:
    """As `named_recipients`, of the families that the registry marks under a programme (marks: `marked_families`).

    None where the mark is not to be believed: enough families of the registry are on the programme's pay lists, and most bear none.
    """
    mine = rows.filter(pl.col("programme") == code)
    said = marks.filter(pl.col("programmes").str.split(";").list.contains(code)).select("family_id").unique()
    paid = mine.filter(pl.col("list_kind") == "disbursement").select("family_id").unique()
    paid = paid.join(families.select("family_id"), on="family_id", how="semi")
    bear = paid.join(said, on="family_id", how="semi").height
    believed = paid.height < LEAST or bear >= _MARKED * paid.height
    return _by_village(said if believed else said.clear(), mine, families)


def _short(most: float, basis: str) -> pl.Expr:
    """Villages in whose kecamatan the named recipients stand on pay lists up to the share `most`: not where somebody is declared or missed
    already, nor where a village's own named ones are listed. Marks of the registry (basis "registri") tell nothing of a programme of which
    no list at all came; a closing list does."""
    named, listed = (pl.col(c).sum().over(pl.col("village_code").str.slice(0, KECAMATAN)) for c in _COUNTS)
    own = pl.col("named_listed") * 2 > pl.col("named")
    free = (pl.col("silent").list.len() == 0) & (pl.col("basis") != "deklarasi")
    free &= (pl.col("expected").list.len() > 0) | pl.lit(basis != "registri")
    return free & ~own & (named >= LEAST) & (listed <= most * named)


def without_their_list(coverage: pl.DataFrame, named: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    """The coverage of one programme, where a kecamatan's named recipients stand next to never on a pay list: a list of nobody's name is
    silent there (`?`, basis "saksi", or "registri" where only the registry's own marks tell it).

    coverage: `tables.Coverage`; named, marked: `named_recipients`, `marked_recipients`. What it says of other villages stays.
    """
    for witnesses, most, basis in ((named, _LISTED, "saksi"), (marked, _MARKED, "registri")):
        told = coverage.drop(_COUNTS).join(witnesses, on="village_code", how="left", maintain_order="left")
        told = told.with_columns(pl.col(_COUNTS).fill_null(0))
        short = told.select(short=_short(most, basis))["short"]
        counts = [pl.when(short).then(told[c]).otherwise(c if basis == "registri" else told[c]).alias(c) for c in _COUNTS]
        coverage = coverage.with_columns(
            *counts,
            silent=pl.when(short).then(pl.lit(["?"], dtype=pl.List(pl.String))).otherwise("silent"),
            basis=pl.when(short).then(pl.lit(basis)).otherwise("basis"),
            senders_present=pl.col("senders_present") & ~short,
            assessable=pl.col("assessable") & ~short,
        )
    return coverage
