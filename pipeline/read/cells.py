"""What is done to the cells of named columns: kinds of identifier cells, exact digits, columns that hold two things.

Reach for it once columns carry field names. No value is cleaned here; that is `standardise`'s work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.model import CELL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.read.grid import Grid

_SPLITS = {"rt_rw": ("rt", "rw"), "birth_place_date": ("birth_place", "birth_date")}


def cell_kinds(frame: pl.DataFrame, grid: Grid, fields: Mapping[str, int], after: int) -> pl.DataFrame:
    """Add `<field>__cell` for the identifiers of a workbook, and put the exact digits of number cells in place."""
    wanted = {name: fields[name] for name in CELL_FIELDS if name in fields}
    kinds = grid.kinds(tuple(wanted.values()), after) if wanted else {}
    for name, column in wanted.items():
        if column not in kinds:
            frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(f"{name}__cell"))
            continue
        known = kinds[column]
        number = pl.col("source_row").is_in(known.numbers.implode())
        kind = pl.when(number).then(pl.lit("number")).otherwise(pl.lit("text"))
        frame = frame.with_columns(pl.when(pl.col(name).is_not_null()).then(kind).alias(f"{name}__cell"))
        if known.exact.height:
            digits = known.exact.rename({"row": "source_row"})
            frame = frame.join(digits, on="source_row", how="left", maintain_order="left")
            frame = frame.with_columns(pl.coalesce("digits", name).alias(name)).drop("digits")
    return frame


def split_columns(frame: pl.DataFrame, headers: dict[str, str]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Columns that hold two things: `RT/RW` "003/002", `TTL` "Palembang, 01-02-1980"."""
    frame, headers = _merge_school(frame, headers)
    for name, (left, right) in _SPLITS.items():
        if name not in frame.columns:
            continue
        cell = pl.col(name)
        if name == "rt_rw":
            parts = cell.str.extract_groups(r"^\s*(?:RT\.?\s*)?(\w+)\s*[/\\|,-]?\s*(?:RW\.?\s*)?(\w+)?\s*$")
        else:
            parts = cell.str.extract_groups(r"^\s*(.*?)[\s,/]*(\d.*)?$")
        made = {n: parts.struct.field(g) for n, g in ((left, "1"), (right, "2")) if n not in frame.columns}
        frame = frame.with_columns(**made).drop(name)
        header = headers.pop(name)
        headers |= dict.fromkeys(made, header)
    return frame, headers


def _merge_school(frame: pl.DataFrame, headers: dict[str, str]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Partisipasi ("Masih sekolah") and jenjang tertinggi ("SMP") say together whether and where somebody is at school."""
    attendance, reached = "school_attendance", "school_reached"
    if attendance in frame.columns and "school_level" not in frame.columns:
        parts = [name for name in (attendance, reached) if name in frame.columns]
        joined = pl.concat_str(parts, separator=" ", ignore_nulls=True)
        level = pl.when(pl.col(attendance).is_not_null()).then(joined).alias("school_level")
        frame = frame.with_columns(level)
        headers["school_level"] = headers[attendance]
    headers = {name: header for name, header in headers.items() if name not in (attendance, reached)}
    return frame.drop(attendance, reached, strict=False), headers
