"""What is done to the cells of named columns: kinds of identifier cells, exact digits, columns that hold two things.

Reach for it once columns carry field names. No value is cleaned here; that is `standardise`'s work.
"""

from __future__ import annotations

import re
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
    """Columns that hold two things: `RT/RW` "003/002", `TTL` "Palembang, 01-02-1980", `No. KK / NIK`, `1. BUDI (istri)`."""
    frame, headers = _merge_school(frame, headers)
    frame, headers = _two_numbers(*_numbered_names(frame, headers))
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


def _two_numbers(frame: pl.DataFrame, headers: dict[str, str]) -> tuple[pl.DataFrame, dict[str, str]]:
    """KK and NIK in one cell: the KK is the number that several rows bear, else the one that the header names first. A cell that does not
    hold both stays as it is."""
    held = [name for name in ("no_kk", "nik") if name in frame.columns]
    if len(held) != 1:
        return frame, headers
    cell, header = pl.col(held[0]), headers.get(held[0], "")
    parts = frame.select(cell.str.extract_groups(_TWO_NUMBERS).struct.rename_fields(["a", "b"]).alias("p")).unnest("p")
    both = parts.drop_nulls()
    if 2 * both.height <= frame.height - frame[held[0]].null_count():
        return frame, headers
    repeats = both["b"].n_unique() - both["a"].n_unique()
    order = [m.lower() for m in re.findall(r"(?i)kk|nik", header)]
    if not repeats and sorted(set(order)) != ["kk", "nik"]:
        return frame, headers
    first_is_card = repeats > 0 or (repeats == 0 and order[0] == "kk")
    card, person = ("a", "b") if first_is_card else ("b", "a")
    made = frame.with_columns(no_kk=parts[card], nik=parts[person]).with_columns(pl.col(held[0]).fill_null(frame[held[0]]))
    if f"{held[0]}__cell" in frame.columns:
        made = made.with_columns(pl.col(f"{held[0]}__cell").alias(f"{name}__cell") for name in ("no_kk", "nik"))
    return made, {**headers, "no_kk": header, "nik": header}


def _numbered_names(frame: pl.DataFrame, headers: dict[str, str]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Names as a form numbers them, with the relation behind: `1. BUDI HARYANTO (kepala keluarga)`."""
    if "name" not in frame.columns:
        return frame, headers
    name, filled = pl.col("name"), frame.height - frame["name"].null_count()
    if 2 * frame.select(name.str.contains(_NUMBERED).sum()).item() > filled:
        frame = frame.with_columns(name=name.str.replace(_NUMBERED, ""))
    said = frame.select(name.str.extract(_RELATION, 1)).to_series()
    if "relationship" in frame.columns or 2 * (frame.height - said.null_count()) <= filled:
        return frame, headers
    frame = frame.with_columns(name=name.str.replace(_RELATION, ""), relationship=said)
    return frame, {**headers, "relationship": headers.get("name", "")}


_TWO_NUMBERS = r"^\D*(\d{16})\s*[/|;,&\n -]+\s*(\d{16})\D*$"
_NUMBERED = r"^\s*\d{1,3}\s*[.)]\s*"
_RELATION = (
    r"(?i)\s*[(\[]\s*((?:kepala|kpl)\.? (?:keluarga|kel\.?|klg)|kk|is[ti]+e?ri|suami|anak(?: \w+)?|menantu|cucu|orang ?tua|mertua|"
    r"famili(?: lain)?|saudara|keponakan|pembantu|lainnya)\s*[)\]]\s*$"
)


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
