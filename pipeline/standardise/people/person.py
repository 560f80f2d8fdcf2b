"""The person columns common to every source: location, numbers, name, birth, address, village.

When to reach for it: `table.py` builds every person table on it. The invariants: all rows of the source, in its order; raw text beside what
cleaning changed; `record_id` is the file's hash, the sheet and the row, never a NIK.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.numbers.identity import Trust, identify
from pipeline.standardise.people.dates import parse_column
from pipeline.standardise.text import fold_column, map_distinct
from pipeline.standardise.where.areas import locate, neighbourhood
from pipeline.standardise.words import is_blank, sex

if TYPE_CHECKING:
    from pipeline.standardise.context import FileContext, SourceTable
    from pipeline.standardise.findings import Findings


def absent(frame: pl.DataFrame, name: str) -> pl.Series:
    """An all-null text column as long as the frame."""
    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, frame.height)


def located(table: SourceTable, context: FileContext) -> pl.DataFrame:
    """`record_id, source_file, source_sheet, source_row` of every row; the second payment of one row is `…:7+1`."""
    stem = f"{context.sha256[:12]}:{table.sheet}:"
    again = pl.int_range(pl.len()).over("source_row")
    several = table.frame["source_row"].n_unique() < table.frame.height
    further = pl.when(again > 0).then(pl.lit("+") + again.cast(pl.String)).otherwise(pl.lit("")) if several else pl.lit("")
    return table.frame.select(
        record_id=pl.lit(stem) + pl.col("source_row").cast(pl.String) + further,
        source_file=pl.lit(table.name),
        source_sheet=pl.lit(table.sheet),
        source_row=pl.col("source_row").cast(pl.Int64),
    )


_IN_NAME = r"(?:^|[^\d.,])(\d{15,17}|\d[.,]\d+\s?[eE]\+?\s?\d{1,2}|[1-9]\d{5,14}\s?(?:…|\.{2,}|[xX*]{2,}))(?:[^\d]|$)"
"""A NIK beside a name: whole, as Excel's notation, or cut off ("167108…")."""


_FAMILY_FIRST = r"(?i)^([^\W\d_][^,]*[^\W\d_.]), ?((?:[^\W\d_][^,.]*)?)$"
"""A name with one comma and no degree behind it; a bank may have cut all that followed."""
_LEAST_TURNED, _MOSTLY = 5, 0.5
"""So many such names, and such a share of a list's, show that it writes the family's name first; a degree without dots is of few."""


def number_in_name(frame: pl.DataFrame) -> pl.DataFrame:
    """Names that hold a NIK (`SITI AMINAH / 1671…`, `SITI AMINAH (1,67108E+15)`), whole or damaged: the number is the NIK, the rest is
    the name.

    In a list without a NIK column where most names do so; in another one for the rows whose own NIK is blank or that very number.
    """
    if "name" not in frame.columns:
        return frame
    number = pl.col("name").str.extract(_IN_NAME, 1)
    held = frame.filter(pl.col("name").str.contains("[0-9]")).select(number.is_not_null().sum()).item()
    if not held:
        return frame
    rest = pl.col("name").str.replace(_IN_NAME, " ").str.replace(r"(?i)\bNIK\b[.:\s]*", "").str.replace_all(r"[(\[{]\s*[)\]}]|\s+", " ")
    rest = rest.str.strip_chars(" /|;:,.()-\n'[]")
    name = pl.when(rest != "").then(rest)
    if "nik" not in frame.columns:
        return frame if 2 * held <= frame.height - frame["name"].null_count() else frame.with_columns(nik=number, name=name)
    blank = pl.col("nik").fill_null("").str.strip_chars().is_in(["", "-", "--", "0"])
    mine = number.is_not_null() & (blank | (pl.col("nik").str.strip_chars() == number).fill_null(value=False))
    return frame.with_columns(nik=pl.when(mine).then(number).otherwise("nik"), name=pl.when(mine).then(name).otherwise("name"))


def head_as_person(frame: pl.DataFrame) -> pl.DataFrame:
    """A list that names only heads of families is a list of those heads: their name and NIK become the row's."""
    if "name" in frame.columns or "nik" in frame.columns or "head_name" not in frame.columns:
        return frame
    named = frame.rename({"head_name": "name"})
    return named.rename({"head_nik": "nik"}) if "head_nik" in named.columns else named


def _first_name_first(name: pl.Series) -> pl.Series:
    """The names of a list that writes most of them family name first ("PATTIASINA HUWAE, YOHANES"), the other way round."""
    turned = name.str.contains(_FAMILY_FIRST).fill_null(value=False)
    named = name.len() - name.null_count()
    if turned.sum() < max(_LEAST_TURNED, _MOSTLY * named):
        return name
    first = name.str.replace(_FAMILY_FIRST, "$2 $1").str.strip_chars()
    return pl.select(pl.when(turned).then(first).otherwise(name)).to_series().alias(name.name)


def _name(source: pl.DataFrame, findings: Findings) -> pl.Series:
    name = fold_column(source, "name").str.strip_chars("'\"`").str.strip_chars()
    name = name.set(name.is_in(["", "-", "--", "NULL", "null", "nan", "None"]).fill_null(value=False), None)
    name = _first_name_first(name)
    digits = name.str.contains(r"[0-9]").fill_null(value=False)
    findings.rows("NAM-02", "name", source["source_row"].filter(digits), name.filter(digits))
    return name


def birth_years(source: pl.DataFrame, period: str) -> pl.Series:
    """Year of birth as the list tells it without a day: a year, or an age in full years in the month of its folder.

    Of an age it is the year of the middle of the twelve months in which somebody of that age was born.
    """
    year, month = int(period[:4]), int(period[5:])

    def by_age(text: str) -> int | None:
        """The year of birth of an age in full years."""
        found = re.match(r"\s*(\d{1,3})(?:[.,]0)?\s*(?:TH|THN|TAHUN|YEARS?)?\b", text.upper())
        age = int(found[1]) if found else None
        return None if age is None or not 0 <= age <= 120 else (12 * year + month - 12 * age - 6) // 12

    def told(text: str) -> int | None:
        """A year that somebody living can be born in."""
        found = re.fullmatch(r"\s*((?:18|19|20)\d\d)(?:[.,]0)?\s*", text)
        return int(found[1]) if found and 1890 <= int(found[1]) <= year else None

    said = map_distinct(fold_column(source, "birth_year"), told, pl.Int64)
    return pl.select(pl.coalesce(said, map_distinct(fold_column(source, "age"), by_age, pl.Int64)).alias("birth_year")).to_series()


def coded(source: pl.DataFrame, column: str, convert: object, dtype: pl.DataType, findings: Findings) -> pl.Series:
    """A coded column through `convert`; words it does not know are null and told once each (KOD-01)."""
    raw = fold_column(source, column)
    said = map_distinct(raw, lambda v: None if is_blank(v) else v, pl.String)
    values = map_distinct(said, convert, dtype)  # type: ignore[arg-type]
    lost = said.is_not_null() & values.is_null()
    findings.words("KOD-01", column, source["source_row"].filter(lost), said.filter(lost))
    return values.alias(column)


def person_columns(
    table: SourceTable, source: pl.DataFrame, context: FileContext, findings: Findings
) -> tuple[pl.DataFrame, tuple[Trust, ...], str | None]:
    """The columns of `tables.Person` (and `nik_known`) for every row; the trust of its number columns; its area code system."""
    births, births_raw = parse_column(source, "birth_date", context.births(), findings)
    with ThreadPoolExecutor(1) as beside:
        judged = beside.submit(identify, source, births, context.settings.identity, findings)
        where, address = located(table, context), fold_column(source, "address")
        door = neighbourhood(source, address)
        columns = pl.DataFrame(
            [
                _name(source, findings).alias("name"),
                coded(source, "sex", sex, pl.String(), findings),
                births.alias("birth_date"),
                births_raw.alias("birth_date_raw"),
                birth_years(source, context.period),
                fold_column(source, "birth_place").alias("birth_place"),
                fold_column(source, "mother_name").alias("mother_name"),
                address.alias("address"),
            ]
        )
        numbers, trust = judged.result()
    places, system = locate(
        source,
        findings,
        numbers=numbers,
        hint=table.hints.get("area_codes", ""),
        area=context.settings.area,
        office=context.lookups,
    )
    frame = pl.concat([where, numbers, columns, door, places], how="horizontal")
    return frame, trust, system
