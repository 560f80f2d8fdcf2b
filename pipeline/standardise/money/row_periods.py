"""Months that every row of a pay list pays for: its own words, else those of title, sheet or file name, else the folder's month.

When to reach for it: `disbursement.py` calls it; what a text of months says is read in `periods.py`. The invariants: the row speaks before
the title, the title before the file's name, the file's name before the folder. Source: DOMAIN §2.1, §4 (schedule).
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.context import codes_of, own_name
from pipeline.standardise.money import periods
from pipeline.standardise.text import fold_column, joined_by
from pipeline.standardise.words import find_all, is_blank, whole
from schemas.months import first_day, shift, span

if TYPE_CHECKING:
    from pipeline.standardise.context import FileContext, SourceTable
    from pipeline.standardise.findings import Findings

_ONE_MONTH, _THREE_MONTHS = 200_000, 600_000
"""Sembako of one month and of three, in rupiah."""
_LONG_BEFORE, _STAGES = 31, (2, 3, 4, 6)
"""Days before the first day of a stage from which on nobody is paid for it; months of the stages of a year."""
_LEAST_ROWS = 3
"""From this many rows of three months' money on, a list pays quarters."""


def _texts(table: SourceTable, context: FileContext) -> list[tuple[str, str]]:
    header = "" if "period" in table.headers else table.headers.get("amount", "")  # "Triwulan II (April-Juni)" over the sums
    said = [(part, "title") for part in (header, *table.title.split(" / "), table.title, table.sheet)]
    return [(periods.without_days(text), where) for text, where in [*said, (Path(own_name(table, context)).stem, "file")] if text]


def _from_texts(
    texts: list[tuple[str, str]], programme: str | None, year: int | None, folder: str, a_year: int = 4
) -> tuple[periods.Months | None, str]:
    """Months a title, sheet or file name speaks of (a year said elsewhere in them counts), and which of them."""
    said = year or next((y for text, _ in texts if (y := _year(text))), None)
    for text, where in texts:
        for part in (_of_programme(text, programme), text):
            months = periods.parse_period(part, folder, programme=programme, year=said, a_year=a_year)
            if months:
                return months, where
    return None, "folder"


_JOINT = re.compile(r"\s*(?:\bDAN\b|\bSERTA\b|[&+,;])\s*")


def _of_programme(text: str, programme: str | None) -> str:
    """What a text of several programmes says of one of them ("SEMBAKO BULAN SEPTEMBER DAN BLT BBM SEPTEMBER - OKTOBER 2022"); "" of one
    alone, and where the programme stands in it more than once."""
    parts: list[tuple[tuple[str, ...], str]] = []
    for part in _JOINT.split(text):
        named = find_all("programme_words", part)
        if named or not parts:
            parts.append((named, part))
        else:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} DAN {part}")
    mine = [part for named, part in parts if named == (programme,)]
    return mine[0] if len(mine) == 1 and len(parts) > 1 else ""


def _year(text: str) -> int | None:
    years = sorted(set(re.findall(r"(?<!\d)20[12]\d(?!\d)", text)))
    return int(years[0]) if len(years) == 1 else None


def _folder_months(programme: str | None, amount: int | None, folder: str) -> periods.Months:
    """What a list covers that says nothing: its folder's month; the whole quarter for PKH, and for Sembako paid as three months."""
    quarter = (int(folder[5:]) - 1) // 3 * 3 + 1
    if (programme == "PKH" and folder >= "2025-01") or (programme == "SEMBAKO" and amount == _THREE_MONTHS):
        first = f"{folder[:4]}-{quarter:02d}"
        return periods.Months(first, shift(first, 2))
    return periods.Months(folder, folder)


def _top_stage(frame: pl.DataFrame, texts: list[tuple[str, str]]) -> int:
    """The highest tahap a list names for Sembako, in its rows, else in its title or file name; 0 where it names none."""
    said = frame.filter(pl.col("programme") == "SEMBAKO")["period"].drop_nulls().unique().sort().to_list()
    numbers = [number for text in said if (number := periods.stage_number(text))]
    titles = [number for text, _ in texts if not text.strip().isdigit() and (number := periods.stage_number(text))]
    return max(numbers or titles or [0])


def _stages_a_year(number: int | None, top: int, amount: int | None) -> int:
    """Sembako stages a year before 2025: four, unless the list goes on to tahap 5 (then six) or 7 (then twelve).

    Rp600.000 is three months whatever the list: a tahap up to 4 is then a quarter. Source: DOMAIN §2.1 (four tahap a year).
    """
    if top <= 4 or (amount == _THREE_MONTHS and (number or 0) <= 4):
        return 4
    return 6 if top <= 6 else 12


def _said(
    text: str, year: int | None, texts: list[tuple[str, str]], programme: str | None, folder: str, a_year: int
) -> periods.Months | None:
    """Months of a period cell. A tahap without a year takes the year of title or file name, unless it would then lie ahead."""
    number = periods.stage_number(text)
    bare = whole(text).isdigit()
    for guess in (year or _from_year(texts), year):
        if bare and number:
            months = periods.stage(number, guess, programme, folder, a_year) if number <= 4 or programme == "SEMBAKO" else None
        else:
            months = periods.parse_period(text, folder, programme=programme, year=guess, a_year=a_year)
        if months is None or months.first <= shift(folder, 2) or guess == year:
            return months
    return None


def _whole_quarters(frame: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """A Sembako list that names one month a row, or none at all, and pays three (Rp600.000 in most rows) pays that month's quarter: PER-03.

    Named months only from 2025 on (four tahap a year). What is paid short or over belongs to the quarter of its list too; a row of one
    month's money stays what it says, and so does a single quarter among others of one month's money.
    """
    sembako = pl.col("programme") == "SEMBAKO"
    nowhere = pl.col("period_source") == "folder"
    single = pl.col("period_from") == pl.col("period_to")
    for mine, told in ((sembako & nowhere, False), (sembako & ~nowhere & single & (pl.col("period_from") >= "2025-01"), True)):
        paid = frame.filter(mine & (pl.col("amount") > 0))
        rows = paid.filter(pl.col("amount") == _THREE_MONTHS)
        if rows.height < _LEAST_ROWS or 2 * rows.height < paid.height:
            continue
        if told:
            findings.once("PER-03", "period", row=int(rows["source_row"].min()), n=rows.height)  # type: ignore[arg-type]
        quarter = (pl.col("period_from").str.slice(5).cast(pl.Int32) - 1) // 3 * 3
        year = pl.col("period_from").str.head(5)
        months = {
            name: pl.concat_str(year, month.cast(pl.String).str.zfill(2))
            for name, month in (("period_from", quarter + 1), ("period_to", quarter + 3))
        }
        move = mine & single & pl.col("amount").ne_missing(_ONE_MONTH)
        frame = frame.with_columns(pl.when(move).then(value).otherwise(name).alias(name) for name, value in months.items())
    return frame


def row_periods(
    table: SourceTable, source: pl.DataFrame, programme: pl.Series, amount: pl.Series, context: FileContext, findings: Findings
) -> pl.DataFrame:
    """Months covered by every row: `period_from, period_to, period_raw, period_source`. Words nobody can read: PER-01, next source.

    Sembako of Rp600.000 without a readable period is the folder's quarter: PER-02.
    """
    raw = {c: fold_column(source, c) for c in ("period", "month", "year")}
    frame = pl.DataFrame({**raw, "programme": programme, "amount": amount, "source_row": source["source_row"]})
    months_codes = codes_of(table, "period")
    texts = _texts(table, context)
    top = _top_stage(frame, texts)
    said_by = ("period", "month", "year", "programme", "amount")
    keys = [c for c in said_by if frame[c].n_unique() > 1] or ["period"]
    distinct = frame.unique(keys).select(said_by).sort(pl.all(), nulls_last=True)
    out: list[tuple[str, str, str, bool]] = []
    for period, month, year_text, code, rupiah in distinct.iter_rows():
        year = int(whole(year_text)) if year_text and re.fullmatch(r"20\d\d", whole(year_text)) else None
        said = None
        if period and not is_blank(period):
            text = months_codes.get(period, period)
            said = _said(text, year, texts, code, context.period, _stages_a_year(periods.stage_number(text), top, rupiah))
        if said is None and month and not is_blank(month):
            said = periods.month_column(month, year or _from_year(texts), context.period)
        unread = said is None and any(text and not is_blank(text) for text in (period, month))
        where = "row"
        if said is None:
            said, where = _from_texts(texts, code, year, context.period, _stages_a_year(None, top, rupiah))
        if said is None:
            said = _folder_months(code, rupiah, context.period)
        out.append((said.first, said.last, where, unread))
    schema = {"period_from": pl.String, "period_to": pl.String, "period_source": pl.String, "unread": pl.Boolean}
    found = pl.concat([distinct.select(keys), pl.DataFrame(out, schema=schema, orient="row")], how="horizontal")
    frame = joined_by(frame, found, keys)
    lost = frame.filter("unread")
    if lost.height:
        findings.once("PER-01", "period", row=int(lost["source_row"].min()), n=lost.height)  # type: ignore[arg-type]
    quarter = frame.filter((pl.col("period_source") == "folder") & (pl.col("programme") == "SEMBAKO") & (pl.col("amount") == _THREE_MONTHS))
    if quarter.height:
        detail = f"{quarter['period_from'][0]} s.d. {quarter['period_to'][0]}"
        findings.once("PER-02", "period", row=int(quarter["source_row"].min()), n=quarter.height, detail=detail)  # type: ignore[arg-type]
    frame = _whole_quarters(frame, findings)
    said_text = pl.concat_str(["period", "month", "year"], separator=" ", ignore_nulls=True).replace("", None)
    return frame.select("period_from", "period_to", said_text.alias("period_raw"), "period_source")


def of_their_days(rows: pl.DataFrame, paid_on: pl.Series, findings: Findings) -> pl.DataFrame:
    """The periods of `row_periods`; where all days of payment lie long before the one that only the name of file or folder says, those of
    the days (PER-04). A list of last quarter sent once more under this month's name pays nothing of this quarter."""
    mine = pl.col("period_source").is_in(["file", "folder"])
    named = rows.with_columns(paid_on=paid_on).filter(mine)
    newest, dated = named["paid_on"].max(), named["paid_on"].count()
    if not isinstance(newest, dt.date) or dated < max(_LEAST_ROWS, named.height / 2):
        return rows  # a few old days among rows without any say nothing of the list
    first, last = named.group_by("period_from", "period_to").len().sort("len", "period_from", "period_to").row(-1)[:2]
    if newest + dt.timedelta(_LONG_BEFORE) >= first_day(min(named["period_from"].to_list())):
        return rows
    month = f"{newest:%Y-%m}"
    length = len(span(first, last))
    begins = month if length == 1 else shift(month, -((newest.month - 1) % length)) if length in _STAGES else None
    if begins is None:
        return rows
    ends = shift(begins, length - 1)
    findings.once("PER-04", "paid_on", n=named.height, detail=f"{begins} s.d. {ends}")
    return rows.with_columns(
        period_from=pl.when(mine).then(pl.lit(begins)).otherwise("period_from"),
        period_to=pl.when(mine).then(pl.lit(ends)).otherwise("period_to"),
    )


def _from_year(texts: list[tuple[str, str]]) -> int | None:
    return next((year for text, _ in texts if (year := _year(text))), None)
