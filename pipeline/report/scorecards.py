"""A score card per sender: what its lists of the month held, what was lost of them, and whether they came, came late, or are awaited.

When to reach for it: the page of the month and the return lists print it. The invariants: a list is late by its own words alone (it lies
in the folder of a month after the one it speaks to), never by a clock; a sender is missing where the coverage, or the office's settings,
expected it. Source: issue of the senders' accounts; DESIGN, determinism.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.model import ACCOUNTS, fill
from schemas import tables
from schemas.codes import Kind
from schemas.months import shift

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pipeline.report.model import MonthReport
    from pipeline.report.words import Words

SURVEY = "SURVEI"
"""The sender of visits (`ingest`)."""

COUNTS = ("read", "used", "rejected", "duplicates", "nik_rows", "nik_damaged")
SCORE = {
    "sender": pl.String,
    "files": pl.Int64,
    **dict.fromkeys(COUNTS, pl.Int64),
    "rupiah": pl.Int64,  # of all rows read; null: no list of money
    "difference": pl.Int64,  # rupiah found less rupiah stated, over lists that state a total
    "state": pl.String,  # CAME, LATE, PARTLY, UNREAD, MISSING; of visits NO_VISITS (since when), NO_VISITS_IN (where)
    "awaited": pl.Int64,  # villages that wait for this payer
    "since": pl.String,  # LATE: the folder's month; NO_VISITS: the month in which some came last; NO_VISITS_IN: the areas
    "until": pl.String,  # LATE: the last month the list speaks to
}
"""One row a sender, in order of the alphabet."""

HISTORY = 3
"""A sender of visits is expected where it sent some in one of so many months before."""

_STEM = pl.col("file").str.extract(r"([^/]+?)(?:\.[^./]*)?$")
"""A list without a named sender goes by its own name, as in the return lists."""
_FOLDER = pl.col("file").str.extract(r"^(\d{4}-\d{2})/")


def score_cards(report: MonthReport) -> pl.DataFrame:
    """`SCORE` of the month: its own folder's files, and later ones that speak for it. Answers of verifiers and unknown files are none."""
    accounts = fill(report.accounts, ACCOUNTS).with_columns(folder=_FOLDER.fill_null(report.period), sender=pl.coalesce("sender", _STEM))
    lists = accounts.filter(~pl.col("kind").is_in([str(Kind.ANSWERS), str(Kind.UNKNOWN)]))
    mine = lists.filter(pl.col("folder") >= report.period)
    late = (pl.col("folder") > pl.col("until")) & ~pl.col("kind").is_in([str(Kind.REGISTRY), str(Kind.REGISTRY_FAMILY)])
    late = late.fill_null(value=False)
    came = mine.group_by("sender").agg(
        pl.col("file").n_unique().cast(pl.Int64).alias("files"),
        *(pl.col(name).fill_null(0).sum() for name in COUNTS),
        pl.when(pl.col("total_found").is_not_null().any()).then(pl.col("total_found").sum()).alias("rupiah"),
        (pl.col("total_found") - pl.col("total_stated")).drop_nulls().sum().alias("_difference"),
        pl.col("total_stated").is_not_null().any().alias("_states"),
        pl.col("folder").filter(late).max().alias("since"),
        pl.col("until").filter(late).max().alias("until"),
    )
    awaited = _awaited(report)
    cards = came.join(awaited, on="sender", how="full", coalesce=True).join(
        _awaited_visits(report, lists, mine), on="sender", how="full", coalesce=True
    )
    cards = cards.with_columns(
        pl.col("files", *COUNTS).fill_null(0),
        pl.col("awaited").fill_null(0),
        difference=pl.when("_states").then("_difference"),
        since=pl.coalesce("last", "since"),
    )
    absent = pl.col("files") == 0
    state = (
        pl.when(pl.col("visits").is_not_null()).then("visits")
        .when(absent & pl.col("sender").is_in(list(report.unread))).then(pl.lit("UNREAD"))
        .when(absent).then(pl.lit("MISSING"))
        .when(pl.col("awaited") > 0).then(pl.lit("PARTLY"))
        .when(pl.col("since").is_not_null()).then(pl.lit("LATE"))
        .otherwise(pl.lit("CAME"))
    )  # fmt: skip
    return fill(cards.with_columns(state=state).sort("sender"), SCORE)


def told(card: Mapping[str, Any], w: Words) -> str:
    """What became of a sender's lists this month, in the reader's words: came, late, in part, not to be read, awaited."""
    return w(f"score_{card['state']}", n=w.number(card["awaited"]), since=card["since"] or "", until=card["until"] or "")


def _awaited_visits(report: MonthReport, lists: pl.DataFrame, mine: pl.DataFrame) -> pl.DataFrame:
    """sender, visits, last: one row where visits are awaited, by the settings (`last`: the areas) or by the months before (the newest)."""
    out = {"sender": pl.String, "visits": pl.String, "last": pl.String}
    if report.survey_missing:
        return pl.DataFrame([(SURVEY, "NO_VISITS_IN", ", ".join(report.survey_missing))], schema=out, orient="row")
    sent = lists.filter((pl.col("sender") == SURVEY) & (pl.col("used") > 0))
    before = sent.filter(pl.col("folder").is_between(pl.lit(shift(report.period, -HISTORY)), pl.lit(report.period), closed="left"))
    if before.is_empty() or sent.join(mine.select("file").unique(), on="file", how="semi").height:
        return pl.DataFrame(schema=out)
    return pl.DataFrame([(SURVEY, "NO_VISITS", before["folder"].max())], schema=out, orient="row")


def _awaited(report: MonthReport) -> pl.DataFrame:
    """sender, awaited: payers that were expected and are silent, with the villages that wait for each. `?` is nobody's name."""
    silent = tables.conform(report.coverage, tables.Coverage).select("village_code", sender="silent").explode("sender")
    named = silent.filter(pl.col("sender").is_not_null() & (pl.col("sender") != "?"))
    return named.group_by("sender").agg(awaited=pl.col("village_code").n_unique().cast(pl.Int64))
