"""Good rows and rejects: a canonical table checked against its pandera model, row by row.

When to reach for it: after standardising, before anything uses the rows. The invariants: eager and lazy=True, nothing coerced, nothing
dropped by pandera itself; good + rejected = rows in; no exception and no sentence carries a value. A check that breaks is our bug and
stops. Source: STACK §1 (tests/unit/test_pandera_facts.py keeps those facts).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.errors import SchemaErrors

from pipeline.errors import PadanError
from pipeline.standardise.findings import combine
from schemas import rules, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandera.polars as pa

RULE = "VAL-01"


@cache
def _schema(model: type[pa.DataFrameModel], *, known_unique: bool) -> pa.DataFrameSchema:
    """The model as a schema; `known_unique`: without the search for repeated values, the dearest of its checks."""
    schema = model.to_schema()
    unique = {name: {"unique": False} for name in _unique_columns(model)} if known_unique else {}
    return schema.update_columns(unique) if unique else schema


def _unique_columns(model: type[pa.DataFrameModel]) -> list[str]:
    return [name for name, column in model.to_schema().columns.items() if column.unique]


def _no_repeats(frame: pl.DataFrame, model: type[pa.DataFrameModel]) -> bool:
    """Whether no column that must not repeat does: as many hashes as rows. Equal hashes prove nothing: then the repeats are looked for."""
    return all(name in frame.columns and frame[name].hash().n_unique() == frame.height for name in _unique_columns(model))


_HOLDS: dict[str, Callable[[pl.Expr, Mapping[str, Any]], pl.Expr]] = {
    "greater_than_or_equal_to": lambda cell, said: cell >= said["min_value"],
    "less_than_or_equal_to": lambda cell, said: cell <= said["max_value"],
    "isin": lambda cell, said: cell.is_in(said["allowed_values"]),
    "str_matches": lambda cell, said: cell.str.contains(said["pattern"]),
}
"""The checks of our models as polars words; a missing cell is asked by none of them."""


@cache
def _all_checks(model: type[pa.DataFrameModel]) -> list[pl.Expr] | None:
    """Every check of a model, each true of a table that fits it; None where one of them is of a kind that is not among `_HOLDS`."""
    schema = model.to_schema()
    if schema.checks or any(check.name not in _HOLDS for column in schema.columns.values() for check in column.checks):
        return None
    filled = [~pl.col(name).has_nulls() for name, column in schema.columns.items() if not column.nullable]
    asked = [
        _HOLDS[check.name](pl.col(name), check.statistics).all()  # true where nothing is filled
        for name, column in schema.columns.items()
        for check in column.checks
    ]
    return [expr.alias(str(number)) for number, expr in enumerate([*filled, *asked])]


def _fits(frame: pl.DataFrame, model: type[pa.DataFrameModel]) -> bool:
    """Whether a table surely fits its model, asked of all columns at once: nearly every one does. If not, pandera says what is wrong."""
    checks = _all_checks(model)
    if checks is None or dict(frame.schema) != tables.polars_schema(model) or not _no_repeats(frame, model):
        return False
    return all(frame.lazy().select(checks).collect().row(0))


@dataclass(frozen=True)
class Checked:
    """Rows that fit the model, in their order, and one reject per row and column that does not."""

    good: pl.DataFrame
    rejects: pl.DataFrame


def validate(frame: pl.DataFrame, model: type[pa.DataFrameModel]) -> Checked:
    """Split a canonical frame into rows that fit its model and rows told back (rule VAL-01, severity error).

    `frame` must be eager and have the Located columns. Raises PadanError without any value when the frame lacks a column, has a wrong
    type or a check itself breaks: those are bugs of the program, not bad data.
    """
    if _fits(frame, model):
        return Checked(frame, tables.empty(tables.Rejects))
    try:
        _schema(model, known_unique=_no_repeats(frame, model)).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return Checked(frame, tables.empty(tables.Rejects))
    cases = cases.select("column", "check", pl.col("index").cast(pl.Int64), "schema_context")
    bugs = cases.filter(pl.col("index").is_null())
    if bugs.height:
        what = ", ".join(sorted({f"{column}: {check}" for column, check in bugs.select("column", "check").iter_rows()}))
        raise PadanError(f"cacat Padan: tabel {model.__name__} tidak dapat diperiksa ({what[:300]}). Laporkan.") from None
    failed = cases.select("index", "column").unique().sort("index", "column")
    place = frame.select("source_file", "source_sheet", "source_row").with_row_index("index").cast({"index": pl.Int64})
    told = failed.join(place, on="index", how="left", maintain_order="left")
    rule = rules.rule(RULE)
    rejects = told.select(
        file="source_file",
        sheet="source_sheet",
        row="source_row",
        column="column",
        rule_id=pl.lit(RULE),
        severity=pl.lit(rule.severity),
        sentence=pl.lit(rule.sentence),
        value=pl.lit(None, dtype=pl.String),
    )
    good = frame.with_row_index("_index").filter(~pl.col("_index").is_in(failed["index"].cast(pl.UInt32).implode())).drop("_index")
    lost = failed["index"].n_unique()
    if good.height + lost != frame.height:
        raise PadanError(f"cacat Padan: tabel {model.__name__}: {good.height} baik dan {lost} ditolak dari {frame.height} baris. Laporkan.")
    return Checked(good, combine([rejects]))
