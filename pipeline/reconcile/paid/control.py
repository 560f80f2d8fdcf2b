"""Control totals: where every rupiah of every pay list went, list by list, to the rupiah.

When to reach for it: after the cases are known. The invariant: total = set aside + other months + in cases + open + clean, asserted.
"""

from __future__ import annotations

import polars as pl

from pipeline.errors import PadanError
from schemas import tables

LISTS = {
    "source_file": pl.String,
    "source_sheet": pl.String,
    "rows": pl.Int64,  # read
    "stated": pl.Int64,  # the sender's own sum; null where the list has none
    "total": pl.Int64,  # rupiah of all rows read
    "used": pl.Int64,  # rupiah of the rows that were neither rejected nor repeats
    "other_months": pl.Int64,  # of those, rupiah of rows that do not speak for the month
}
"""One row a pay list, as `ingest` counted it."""

_LIST = ["source_file", "source_sheet"]


def _touched(cases: pl.DataFrame) -> pl.DataFrame:
    """place, told (True: a case rests on the row, False: a BD-00 only). ID-* and what is gone from the data make no row unclean."""
    standing = cases.filter(~pl.col("kind").str.starts_with("ID-") & (pl.col("status") != "SELESAI_DATA"))
    long = standing.select("kind", place="sources").explode("place", empty_as_null=False, keep_nulls=False)
    return long.group_by("place").agg(told=(pl.col("kind") != "BD-00").any())


def control_totals(rows: pl.DataFrame, cases: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """`tables.Control`: one row a pay list that speaks for the month, sorted by file and sheet.

    rows: the month's pay and closing rows; cases: with `sources` and `status`; lists: `LISTS`. Rows without an amount count 0. Raises
    PadanError where a rupiah is missing: our bug, told before anything is published.
    """
    marked = rows.with_columns(
        place=tables.located(), money=pl.col("amount").fill_null(0), source_sheet=pl.col("source_sheet").fill_null("")
    ).join(_touched(cases), on="place", how="left")
    told, unclear = pl.col("told").fill_null(value=False), (~pl.col("told")).fill_null(value=False)
    summed = marked.group_by(_LIST).agg(
        pl.col("payer").drop_nulls().unique().sort().str.join("+").replace("", None).alias("payers"),
        pl.col("money").sum().alias("judged"),
        pl.col("money").filter(told).sum().alias("in_cases"),
        pl.col("money").filter(unclear).sum().alias("open_cases"),
        pl.col("money").filter(pl.col("told").is_null()).sum().alias("clean"),
    )
    out = lists.join(summed, on=_LIST, how="left").with_columns(
        pl.col("judged", "in_cases", "open_cases", "clean").fill_null(0), set_aside=pl.col("total") - pl.col("used")
    )
    lost = out.filter(pl.col("used") != pl.col("other_months") + pl.col("judged"))
    if lost.height:
        file, sheet = lost.select(_LIST).row(0)
        raise PadanError("internal error: the rupiah of this list do not add up over its cases and clean rows.", file=file, sheet=sheet)
    return tables.conform(out, tables.Control).sort(_LIST)
