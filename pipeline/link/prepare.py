"""From canonical person columns to comparisons over the stacked rows of both lists.

When to reach for it: the first step of a linkage. Lists are put in the order of `record_id` first, so that row order
cannot matter. The invariants: absent columns are missing values; a birth date taken from a NIK never counts beside the
NIK itself.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from pipeline.link.compare import (
    CodeComparison,
    Comparison,
    ExactComparison,
    IdComparison,
    NumberComparison,
    PartComparison,
    TextComparison,
)
from pipeline.link.dates import DateComparison
from pipeline.link.encode import Bools, Change, by_value
from pipeline.link.masked_numbers import SEEN_FIELDS, SeenComparison
from pipeline.link.nik_digits import NikComparison
from pipeline.link.params import PERSON_FIELDS, FieldKind, FieldSpec
from pipeline.link.words import NameComparison
from pipeline.words import names

if TYPE_CHECKING:
    from collections.abc import Callable

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
    return by_value(values, plain)


def plain(values: pl.Series) -> pl.Series:
    """`plain_text` without looking for repeated values."""
    text = names.where(
        " " + values.cast(pl.String).str.to_uppercase() + " ", r"[^A-Z0-9 ]|  ", lambda s: s.str.replace_all(r"[^A-Z0-9]+", " ")
    )
    text = text.str.replace_many(list(_SAME_WORD), list(_SAME_WORD.values()))
    text = names.where(text, r" R[TW] ?\d", lambda s: s.str.replace_all(_RT_RW, "")).str.strip_chars()
    return pl.select(pl.when(text.str.len_chars() > 0).then(text)).to_series()


AREA_DIGITS = 6
"""Digits at the head of a NIK that say where it was issued; the next six say the birth date (UU 24/2013)."""


def nik_birth_date(nik: pl.Series, latest_year: int = 2026) -> pl.Series:
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


def said_by_nik(numbers: pl.Series, told: pl.Series) -> pl.Series:
    """The birth dates that stand in NIKs (digits 7 to 12), for rows that tell none themselves; null elsewhere.

    numbers: NIKs, or the certain digits of damaged ones. told: rows whose own column tells a birth date.
    """
    unsaid = ~told & (numbers.str.len_chars() >= 12).fill_null(value=False)
    said = pl.repeat(None, len(numbers), dtype=pl.Date, eager=True)
    return said.scatter(unsaid.arg_true(), nik_birth_date(numbers.filter(unsaid))) if unsaid.any() else said


def nik_sex(nik: pl.Series) -> pl.Series:
    """Sex that a NIK says: day above 40 is P."""
    day = nik.str.slice(6, 2).cast(pl.Int32, strict=False)
    return pl.select(pl.when(day > 40).then(pl.lit("P")).when(day > 0).then(pl.lit("L"))).to_series()


class Stacked:
    """Both lists on top of each other, each in the order of `record_id`, one column at a time (whole copies cost memory)."""

    def __init__(self, left: pl.DataFrame, right: pl.DataFrame | None) -> None:
        self.sides = [left] if right is None else [left, right]
        self.orders = [None if side["record_id"].is_sorted() else side["record_id"].arg_sort() for side in self.sides]
        self.left, self.size = left.height, sum(side.height for side in self.sides)

    def column(self, name: str, dtype: pl.DataType | type[pl.DataType] = pl.String) -> pl.Series:
        """A column over both lists, in the order of their record ids; null for the rows of a list that lacks it."""
        parts = []
        for side, order in zip(self.sides, self.orders, strict=True):
            if name not in side.columns:
                parts.append(pl.repeat(None, side.height, dtype=dtype, eager=True).alias(name))
            else:
                parts.append(side[name].cast(dtype) if order is None else side[name].cast(dtype).gather(order))
        return pl.concat(parts)

    def numbers(self) -> pl.Series:
        """NIK, or what is certain of a damaged one; of a masked one that `masked_numbers` compares nothing."""
        known = pl.when(self.column("nik_seen").is_null()).then(self.column("nik_known"))
        return pl.select(pl.coalesce(self.column("nik"), known)).to_series()

    def sex(self) -> pl.Series:
        """Sex as listed, else by title, else by NIK."""
        sex = self.column("sex")
        blank = sex.is_null().arg_true()
        if len(blank) == 0:
            return sex
        by_title, by_nik = names.title_sex(self.column("name").gather(blank)), nik_sex(self.numbers().gather(blank))
        return sex.scatter(blank, pl.select(pl.coalesce(by_title, by_nik)).to_series())

    def rt_rw(self) -> pl.Series:
        """RW and RT as one value; null without RT."""
        rt, rw = self.column("rt"), self.column("rw")
        joined = pl.concat_str([rw.fill_null("?"), pl.lit("/"), rt.fill_null("?")])
        return pl.select(pl.when(rt.is_not_null()).then(joined)).to_series()

    def village(self) -> pl.Series:
        """Village code; by name where a list has no codes at all."""
        code = self.column("village_code")
        if code[: self.left].count() and (code[self.left :].count() or len(self.sides) == 1):
            return code
        return plain_text(self.column("village_name")).str.replace_all(" ", "")

    def birth(self) -> tuple[pl.Series, pl.Series, Bools]:
        """Birth date as listed; what the NIK says where none is listed; which rows have digits of a NIK that speak of the birth date."""
        born, numbers = self.column("birth_date", pl.Date), self.numbers()
        return born, said_by_nik(numbers, born.is_not_null()), (numbers.str.len_chars() > AREA_DIGITS).fill_null(value=False).to_numpy()

    def years(self) -> pl.Series:
        """Year of birth as an age says it, of rows on the right that tell no day of birth by date or NIK; on the left by the date too."""
        said, numbers = self.column("birth_year", pl.Int64), self.numbers()
        if not said[self.left :].count():
            return said.clear(self.size)
        frame = pl.DataFrame({"said": said, "born": self.column("birth_date", pl.Date)}).with_row_index("row")
        told = pl.col("born").is_not_null() | (numbers.str.len_chars() >= 12).fill_null(value=False)
        ours = pl.coalesce(pl.col("born").dt.year().cast(pl.Int64), "said")
        return frame.select(pl.when(pl.col("row") < self.left).then(ours).when(~told).then("said")).to_series()

    def seen(self, spec: FieldSpec) -> Comparison | None:
        """The comparison of what masked numbers show; None where no number is masked."""
        seen = self.column(spec.name)
        if not seen.count():
            return None
        dated = self.column("birth_date", pl.Date).is_not_null().to_numpy()
        return SeenComparison(spec, seen, self.column(SEEN_FIELDS[spec]), self.left, dated)

    def comparison(self, spec: FieldSpec) -> Comparison:
        """The comparison of one person field."""
        if spec.name == "birth_date":
            return DateComparison(spec, *self.birth())
        if spec.name == "nik":
            return build(spec, self.column("nik"), self.column("nik_known"))
        if spec.name in {"birth_place", "address"}:
            return build(spec, self.column(spec.name), change=plain)
        derived = {"sex": self.sex, "rt_rw": self.rt_rw, "village": self.village, "age": self.years}
        return build(spec, derived[spec.name]() if spec.name in derived else self.column(spec.name))


def person_comparisons(stacked: Stacked) -> list[Comparison]:
    """Comparisons of canonical person columns that hold something in both lists."""

    def prepare(spec: FieldSpec) -> Comparison | None:
        made = stacked.seen(spec) if spec in SEEN_FIELDS else stacked.comparison(spec)
        return made if made is not None and _on_both(made.present, stacked.left) else None

    return [c for c in both(prepare, *PERSON_FIELDS, *SEEN_FIELDS) if c is not None]


def _on_both(present: Bools, left: int) -> bool:
    return bool(present[:left].any() and (present[left:].any() or left == len(present)))


def build(spec: FieldSpec, values: pl.Series, known: pl.Series | None = None, change: Change | None = None) -> Comparison:
    """The comparison of one field: how its values are graded follows from the kind of the field (`spec.kind`).

    values: the column over both lists on top of each other. known: for a NIK, the certain digits of damaged ones. change: what makes values
    comparable (letters only, say), done once for each different value.
    """
    kind = spec.kind
    if kind is FieldKind.NIK:
        return NikComparison(spec, values, known)
    if kind is FieldKind.NAME:
        return NameComparison(spec, values, change)
    if kind is FieldKind.DATE:
        return DateComparison(spec, values)
    if kind is FieldKind.NUMBER:
        return NumberComparison(spec, values if change is None else by_value(values, change))
    if kind is FieldKind.PART:
        return PartComparison(spec, values if change is None else by_value(values, change))
    if kind is FieldKind.FLAG:
        return ExactComparison(spec, values, change)
    classes = {
        FieldKind.ID: IdComparison,
        FieldKind.TEXT: TextComparison,
        FieldKind.CODE: CodeComparison,
    }
    return classes[kind](spec, values, change)
