"""Pay rows that could not be used, as payments of unknown state: whoever they name may have been paid.

When to reach for it: `ingest` adds them to a pay list's good rows. The invariants: they are no part of the account (their rows are
rejected and told); state UNKNOWN, no amount; so their families are not assessable (BD-00) and never told as unpaid.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise import standardise
from pipeline.words import nik
from schemas.codes import Kind, PayState

if TYPE_CHECKING:
    from pipeline.read import ReadTable
    from pipeline.standardise import FileContext

_NUMBER = re.compile(r"(?<!\d)\d{15,17}(?!\d)")
_NAME = re.compile(r"[^\W\d_][^\d;|=]{2,60}")
_SAID = ("programme", "payer", "period", "month", "year")
_STATE = "Baris tidak terbaca"
"""A status that no table knows: the state of such a row is unknown."""


def named_by(unread: pl.DataFrame, table: ReadTable, context: FileContext) -> pl.DataFrame | None:
    """Rows of `tables.Disbursement` for the people whose numbers stand in lines that could not be parsed; None where there are none.

    `unread`: the rejects `read` raised for rows of this table; `value` holds the line. Two numbers, of which neither is a woman's, may be
    NIK and KK either way: both are told.
    """
    if table.kind != Kind.DISBURSEMENT or unread.is_empty():
        return None
    known = {
        name: sorted(table.frame[name].drop_nulls().unique().to_list(), key=len, reverse=True) for name in _SAID if name in table.frame
    }
    words = {cell for name in table.frame.columns if name != "name" for cell in _texts(table.frame, name)}
    rows = []
    lines = unread.filter((pl.col("severity") == "error") & pl.col("row").is_not_null() & pl.col("value").is_not_null())
    for row, line in lines.select("row", "value").unique().sort("row", "value").iter_rows():
        said = {name: next((cell for cell in cells if len(cell) > 1 and cell in line), None) for name, cells in known.items()}
        fields = [field.strip(" \"'") for field in re.split(r"[;,|\t]", line)]
        said["name"] = next((field for field in fields if _NAME.fullmatch(field) and field not in words), None)
        for first, second in _pairs(list(dict.fromkeys(_NUMBER.findall(line)))[:2]):
            rows.append({"source_row": row, "nik": first, "no_kk": second, "state": _STATE, **said})
    if not rows:
        return None
    schema = {"source_row": pl.Int64, **dict.fromkeys(("nik", "no_kk", "name", "state", *known), pl.String)}
    return standardise(replace(table, frame=pl.DataFrame(rows, schema=schema)), context).frame


def _texts(frame: pl.DataFrame, name: str) -> list[str]:
    """What the other rows say in one column, so that it is not taken for a name."""
    return frame[name].drop_nulls().unique().to_list() if frame.schema[name] == pl.String else []


def _pairs(numbers: list[str]) -> list[tuple[str, str | None]]:
    """NIK and KK of the numbers in one line, every way they can be meant."""
    if len(numbers) < 2:
        return [(number, None) for number in numbers]
    women = pl.Series(numbers).to_frame("n").select(nik.is_woman_day(pl.col("n")).fill_null(value=False)).to_series().to_list()
    if any(women):
        return [(numbers[women.index(True)], numbers[1 - women.index(True)])]
    return [(numbers[0], numbers[1]), (numbers[1], numbers[0])]


def of_nobody(frame: pl.DataFrame) -> pl.DataFrame:
    """Pay rows without name and NIK that carry a KK: a payment of unknown state to that family."""
    state = pl.lit(str(PayState.UNKNOWN))
    return frame.filter(pl.col("no_kk").is_not_null()).with_columns(state=state, amount=pl.lit(None, dtype=pl.Int64))
