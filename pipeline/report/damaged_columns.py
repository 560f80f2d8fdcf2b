"""Columns of NIK that are damaged as a whole: one matter of their sender, not a visit for each of their rows.

When to reach for it: when packets are cut and when the page tells of the files. The invariants: every case stays in the tables and in the
list of all cases, one row a problem; only what verifiers are asked leaves out the damaged NIKs of such a column, which the return list
asks of the sender, row by row. A case with a row of any sound column stays in the packet. Source: DOMAIN §5.2 (a damaged column lowers the
trust of its whole file).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.model import ACCOUNTS, MonthReport, fill
from pipeline.report.rows import open_cases
from schemas import tables
from schemas.codes import CaseKind

if TYPE_CHECKING:
    from collections.abc import Sequence

LOST = 0.3
"""Share of damaged NIKs above which nothing of a column is believed (grade D, `standardise.identity.Trust`)."""
FEWEST = 20
"""Damaged NIKs that make a column; fewer are asked one by one."""
ROUNDED = ("NIK-14",)
"""Rules that tell of a column that lost digits as a whole."""
_PLACE = ["file", "sheet"]


def damaged_columns(report: MonthReport) -> pl.DataFrame:
    """file, sheet of the lists whose NIK column is damaged as a whole."""
    accounts = fill(report.accounts, ACCOUNTS)
    told = tables.conform(report.rejects, tables.Rejects).filter(pl.col("rule_id").is_in(ROUNDED)).select(_PLACE).unique()
    rounded = accounts.join(told, on=_PLACE, how="semi", nulls_equal=True).select(_PLACE)
    lost = accounts.filter(pl.col("nik_damaged") > LOST * pl.col("nik_rows")).select(_PLACE)
    many = accounts.filter(pl.col("nik_damaged") >= FEWEST)
    return many.join(pl.concat([rounded, lost]), on=_PLACE, how="semi", nulls_equal=True).select(_PLACE).unique().sort(_PLACE)


def of_senders(report: MonthReport) -> pl.DataFrame:
    """id_kasus, file, sheet of the open ID-NR cases all of whose rows stand in damaged columns, once for each of those."""
    columns = damaged_columns(report)
    broken = open_cases(report).filter(pl.col("kind") == str(CaseKind.ID_NR)).select("id_kasus", place="sources")
    if columns.is_empty() or broken.is_empty():
        return pl.DataFrame(schema={"id_kasus": pl.String, "file": pl.String, "sheet": pl.String})
    parts = pl.col("place").str.split("|")  # file|sheet|row; a bar in the file's name would be a part more
    placed = broken.explode("place", empty_as_null=True, keep_nulls=True).select(
        "id_kasus", file=parts.list.head(parts.list.len() - 2).list.join("|"), sheet=parts.list.get(-2, null_on_oob=True)
    )
    sound = placed.join(columns, on=_PLACE, how="anti")
    return placed.join(sound, on="id_kasus", how="anti").unique().sort("id_kasus", *_PLACE)


def count_by_column(report: MonthReport) -> Sequence[tuple[str, str, int]]:
    """(file, sheet, cases left to the sender) of each damaged column that has any."""
    return of_senders(report).group_by(_PLACE).agg(pl.len()).sort(_PLACE).rows()
