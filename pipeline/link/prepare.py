"""From canonical person columns to comparisons over the stacked rows of both lists.

When to reach for it: the first step of a linkage. Lists are put in the order of `record_id` first, so that row order
cannot matter. The invariants: absent columns are missing values; a birth date taken from a NIK never counts beside the
NIK itself.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from pipeline import names
from pipeline.link.compare import (
    CodeComparison,
    Comparison,
    ExactComparison,
    IdComparison,
    NikComparison,
    NumberComparison,
    PartComparison,
    TextComparison,
)
from pipeline.link.dates import DateComparison
from pipeline.link.encode import Bools, distinct, encode
from pipeline.link.params import PERSON_FIELDS, FieldKind, FieldSpec
from pipeline.link.words import NameComparison

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = (
    "record_id", "nik", "nik_known", "name", "birth_date", "sex", "no_kk", "mother_name", "birth_place", "address", "rt",
    "rw", "village_code",
    "village_name",
)  # fmt: skip
"""Columns of a person table that a linkage reads."""

_T = TypeVar("_T")
_R = TypeVar("_R")
_SAME_WORD = {
    " JALAN ": " JL ", " JLN ": " JL ", " GANG ": " GG ", " LORONG ": " LR ", " LRG ": " LR ", " KOMPLEKS ": " KOMP ",
    " KOMPLEK ": " KOMP ",
    " PERUMAHAN ": " PERUM ", " PRM ": " PERUM ", " NOMOR ": " ", " NO ": " ", " BLK ": " BLOK ",
}  # fmt: skip
_RT_RW = r" R[TW] ?\d+( ?(RW)? ?\d+)?"


def both(work: Callable[[_T], _R], *items: _T) -> list[_R]:
    """The same work on several things, on two cores."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))


def plain_text(values: pl.Series) -> pl.Series:
    """Addresses and places as upper-case words, usual abbreviations made one; null where nothing is left."""
    encoded = encode(values)
    plain = _plain(distinct(values, encoded))
    return plain.gather(pl.Series(encoded.codes).replace(-1, None)).rename(values.name)


def _plain(values: pl.Series) -> pl.Series:
    text = names.where(
        " " + values.cast(pl.String).str.to_uppercase() + " ", r"[^A-Z0-9 ]|  ", lambda s: s.str.replace_all(r"[^A-Z0-9]+", " ")
    )
    text = text.str.replace_many(list(_SAME_WORD), list(_SAME_WORD.values()))
    text = names.where(text, r" R[TW] ?\d", lambda s: s.str.replace_all(_RT_RW, "")).str.strip_chars()
    return pl.select(pl.when(text.str.len_chars() > 0).then(text)).to_series()


def nik_birth_date(nik: pl.Series, latest_year: int = 2025) -> pl.Series:
    """Birth date that the first twelve digits of a NIK say; null where they say none. The century is the later possible one."""
    frame = pl.DataFrame(
        {
            "d": nik.str.slice(6, 2).cast(pl.Int32, strict=False),
            "m": nik.str.slice(8, 2).cast(pl.Int32, strict=False),
            "y": nik.str.slice(10, 2).cast(pl.Int32, strict=False),
        }
    ).with_columns(d=pl.when(pl.col("d") > 40).then(pl.col("d") - 40).otherwise("d"))
    year = pl.when(pl.col("y") + 2000 <= latest_year).then(pl.col("y") + 2000).otherwise(pl.col("y") + 1900)
    text = pl.concat_str(
        [
            year.cast(pl.String),
            pl.lit("-"),
            pl.col("m").cast(pl.String).str.zfill(2),
            pl.lit("-"),
            pl.col("d").cast(pl.String).str.zfill(2),
        ]
    )
    return frame.select(d=text.str.to_date("%Y-%m-%d", strict=False))["d"]


def nik_sex(nik: pl.Series) -> pl.Series:
    """Sex that a NIK says: day above 40 is P."""
    day = nik.str.slice(6, 2).cast(pl.Int32, strict=False)
    return pl.select(pl.when(day > 40).then(pl.lit("P")).when(day > 0).then(pl.lit("L"))).to_series()


def _column(frame: pl.DataFrame, name: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    return frame[name].cast(dtype) if name in frame.columns else pl.Series(name, [None] * frame.height, dtype=dtype)


def person_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """The person columns a linkage compares, derived ones included; absent ones null."""
    text = {
        c: _column(frame, c, pl.String)
        for c in (
            "nik",
            "nik_known",
            "name",
            "sex",
            "no_kk",
            "mother_name",
            "birth_place",
            "address",
            "rt",
            "rw",
            "village_code",
            "village_name",
        )
    }
    rt_rw = pl.select(pl.concat_str([text["rw"].fill_null("?"), pl.lit("/"), text["rt"].fill_null("?")])).to_series()
    rt_rw = pl.select(pl.when(text["rt"].is_not_null()).then(rt_rw)).to_series()
    numbers = pl.select(pl.coalesce(text["nik"], text["nik_known"])).to_series()
    sex = text["sex"]
    blank = sex.is_null().arg_true()
    if len(blank):
        told = pl.select(pl.coalesce(names.title_sex(text["name"].gather(blank)), nik_sex(numbers.gather(blank)))).to_series()
        sex = sex.scatter(blank, told)
    birth = _column(frame, "birth_date", pl.Date)
    unsaid = birth.is_null() & (numbers.str.len_chars() >= 12).fill_null(value=False)
    said = pl.Series("said", [None] * len(birth), dtype=pl.Date)
    if unsaid.any():
        said = said.scatter(unsaid.arg_true(), nik_birth_date(numbers.filter(unsaid)))
    return pl.DataFrame(
        {
            "nik": text["nik"],
            "nik_known": text["nik_known"],
            "name": text["name"],
            "birth_date": birth,
            "birth_said": said,
            "sex": sex,
            "no_kk": text["no_kk"],
            "mother_name": text["mother_name"],
            "birth_place": plain_text(text["birth_place"]),
            "address": plain_text(text["address"]),
            "rt_rw": rt_rw,
            "village": text["village_code"],
            "village_name": plain_text(text["village_name"]).str.replace_all(" ", ""),
        }
    )


def person_comparisons(left: pl.DataFrame, right: pl.DataFrame) -> list[Comparison]:
    """Comparisons of canonical person columns that hold something in both lists (`person_columns` of each)."""
    stacked = pl.concat([left, right])
    if left["village"].null_count() == left.height or right["village"].null_count() == right.height:
        stacked = stacked.with_columns(village=pl.col("village_name"))
    with_nik = (stacked["nik"].is_not_null() | stacked["nik_known"].is_not_null()).to_numpy()

    def prepare(spec: FieldSpec) -> Comparison | None:
        if spec.name == "birth_date":
            made: Comparison = DateComparison(spec, stacked["birth_date"], stacked["birth_said"], with_nik)
        else:
            made = build(spec, stacked[spec.name], stacked["nik_known"] if spec.name == "nik" else None)
        return made if _on_both(made.present, left.height) else None

    return [c for c in both(prepare, *PERSON_FIELDS) if c is not None]


def _on_both(present: Bools, left: int) -> bool:
    return bool(present[:left].any() and (present[left:].any() or left == len(present)))


def build(spec: FieldSpec, values: pl.Series, known: pl.Series | None = None) -> Comparison:
    """The comparison of one column over the stacked rows."""
    kind = spec.kind
    if kind is FieldKind.NIK:
        return NikComparison(spec, values, known)
    if kind is FieldKind.NAME:
        return NameComparison(spec, values)
    if kind is FieldKind.DATE:
        return DateComparison(spec, values)
    if kind is FieldKind.NUMBER:
        return NumberComparison(spec, values)
    if kind is FieldKind.FLAG:
        return ExactComparison(spec, values)
    classes = {
        FieldKind.ID: IdComparison,
        FieldKind.TEXT: TextComparison,
        FieldKind.CODE: CodeComparison,
        FieldKind.PART: PartComparison,
    }
    return classes[kind](spec, values)
