"""Dates as Indonesian lists write them: day first, month names, Excel serials, ISO. Month first only where the NIKs prove it.

When to reach for it: for every date column of a source. The invariants: the order of day and month is judged over the whole
column; a date that cannot be read is null and told; the raw text is kept by the caller. Source: CONVENTIONS "readers accept".
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.people.turned_dates import turned_cells
from pipeline.standardise.text import fold_column, replace

if TYPE_CHECKING:
    from pipeline.standardise.findings import Findings

MONTHS = {
    "JAN": 1, "JANUARI": 1, "JANUARY": 1, "JANUWARI": 1, "FEB": 2, "FEBRUARI": 2, "FEBRUARY": 2, "PEBRUARI": 2, "PEB": 2, "MAR": 3,
    "MARET": 3,
    "MRT": 3, "MARCH": 3, "APR": 4, "APRIL": 4, "MEI": 5, "MAY": 5, "JUN": 6, "JUNI": 6, "JUNE": 6, "JUL": 7, "JULI": 7, "JULY": 7,
    "AGU": 8, "AGS": 8, "AGT": 8, "AGUST": 8, "AGUSTUS": 8, "AUG": 8, "AUGUST": 8, "SEP": 9, "SEPT": 9, "SEPTEMBER": 9, "OKT": 10,
    "OKTOBER": 10, "OCT": 10, "OCTOBER": 10, "NOV": 11, "NOVEMBER": 11, "NOP": 11, "NOPEMBER": 11, "DES": 12, "DESEMBER": 12, "DEC": 12,
    "DECEMBER": 12,
}  # fmt: skip
"""Month names and their usual shortenings, Indonesian (new and old spelling) and English."""

_EPOCH = dt.date(1899, 12, 30)
_BLANK = {
    "-",
    "--",
    "0",
    "00",
    "NULL",
    "NONE",
    "NAN",
    "NAT",
    "N/A",
    "#N/A",
    "/",
    "//",
    "- -",
    "-/-/-",
    "00/00/0000",
    "0000-00-00",
    "00-00-0000",
    "TIDAK ADA",
    "TIDAK TAHU",
    ".",
}
_DAY_FIRST = re.compile(r"^(\d{1,2})\s?[/.\-\s]\s?(\d{1,2})\s?[/.\-\s]\s?(\d{4}|\d{2})$")
_YEAR_FIRST = re.compile(r"^(\d{4})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{1,2})$")
_NAMED = re.compile(r"^(\d{1,2})[\s\-/.]*([A-Z]{3,})[\s\-/.,']*(\d{4}|\d{2})$")
_NAMED_US = re.compile(r"^([A-Z]{3,})[\s\-/.]+(\d{1,2})(?:ST|ND|RD|TH)?\s?,\s?(\d{4})$")
_SERIAL = re.compile(r"^(\d{3,5})(?:[.,]\d+)?$")
_TIME = re.compile(r"[\sT]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*(AM|PM|Z|WIB|WITA|WIT|UTC|[+\-]\d{2}:?\d{2})*$")
_RANGE = re.compile(
    r"^\d{1,2}(?:[\s/.\-]+\w+(?:[\s/.\-]+\d{2,4})?)?\s*(?:S\s?/?\s?D\.?|S\.\s?D\.?|SAMPAI(?: DENGAN)?|HINGGA|DAN|&|[-–])\s*"
    r"(?=\d{1,2}[\s/.\-]+\w+[\s/.\-]+\d{2,4}$)"
)
_WEEKDAY = re.compile(r"^(SENIN|SELASA|RABU|KAMIS|JUM'?AT|SABTU|MINGGU|MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*\s*,?\s+")


@dataclass(frozen=True)
class Span:
    """Which dates make sense in a column, and how two-digit years are read: the latest year not after `latest`."""

    earliest: dt.date
    latest: dt.date


def _tidy(text: str) -> str:
    text = text.upper().strip().strip("'\"`*").strip()
    text = _WEEKDAY.sub("", _TIME.sub("", text)).strip().rstrip(".,")
    place, comma, rest = text.rpartition(",")
    if comma and re.search(r"\d", rest) and not re.search(r"\d", place):
        text = rest.strip()
    return text


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _of_year(text: str, month: int, day: int, span: Span) -> dt.date | None:
    """The date of a year in four digits; of one in two the later century, unless that lies after the span."""
    if len(text) == 4:
        return _date(int(text), month, day)
    late, early = _date(2000 + int(text), month, day), _date(1900 + int(text), month, day)
    return late if late is not None and late <= span.latest else early


def _eight_digits(text: str) -> dt.date | None:
    if text[:2] in {"19", "20"}:
        date = _date(int(text[:4]), int(text[4:6]), int(text[6:]))
        if date:
            return date
    return _date(int(text[4:]), int(text[2:4]), int(text[:2]))


def parse_date(raw: str, span: Span) -> dt.date | None:
    """One date, day before month, or None where no known way of writing fits. Bounds are not judged here.

    Of several days ("10 s/d 14 Mei 2025") it is the last.

    Examples: "31/01/1985", "5-7-85", "1985-07-05T00:00:00", "5 Juli 1985", "05-Jul-85", "Palembang, 05-07-1985", "31233" (Excel serial).
    """
    text = _tidy(raw)
    if match := _DAY_FIRST.match(text):
        return _of_year(match[3], int(match[2]), int(match[1]), span)
    if match := _YEAR_FIRST.match(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED.match(text):
        month = MONTHS.get(match[2])
        return _of_year(match[3], month, int(match[1]), span) if month else None
    if match := _NAMED_US.match(text):
        month = MONTHS.get(match[1])
        return _date(int(match[3]), month, int(match[2])) if month else None
    if re.fullmatch(r"\d{8}", text):
        return _eight_digits(text)
    if re.fullmatch(r"[1-9](?:0[1-9]|1[0-2])(?:19|20)\d\d", text):
        return _eight_digits(f"0{text}")  # Excel took the first nought of 08051985
    if match := _RANGE.match(text):
        return parse_date(text[match.end() :], span)
    if (match := _SERIAL.match(text)) and 366 <= int(match[1]) <= 73050 and not 1890 <= int(match[1]) <= 2100:  # 1985 is a year, no serial
        return _EPOCH + dt.timedelta(days=int(match[1]))
    return None


_YEARLESS = re.compile(r"^(\d{1,2})\s?(?:[/.\-]\s?(\d{1,2})|[ \-]([A-Z]+))$")


def with_year(column: pl.Series, folder: str) -> pl.Series:
    """Days of an event without a year ("15/5", "3 Mei") with the last year in which they do not lie after the quarter behind the folder."""
    latest = dt.date(int(folder[:4]), int(folder[5:]), 1) + dt.timedelta(days=123)

    def dated(value: str) -> str:
        """The day with that year; as written where it is no such day."""
        match = _YEARLESS.match(_tidy(value))
        month = (int(match[2]) if match[2] else MONTHS.get(match[3])) if match else None
        days = [day for year in (latest.year, latest.year - 1) if match and month and (day := _date(year, month, int(match[1])))]
        return next((f"{day:%d/%m/%Y}" for day in days if day <= latest), value)

    return column.replace_strict({v: dated(v) for v in column.drop_nulls().unique().to_list()}, default=None, return_dtype=pl.String)


def is_blank(raw: str) -> bool:
    """Whether the cell says that there is no date."""
    return raw.upper().strip("'\" ") in _BLANK


def month_first(values: list[str]) -> bool:
    """Whether a column of `a/b/year` only makes sense as month first: some b above 12, and no a above 12."""
    day_like, month_like = 0, 0
    for value in values:
        match = _DAY_FIRST.match(_tidy(value))
        if match:
            day_like += int(match[1]) > 12 >= int(match[2])
            month_like += int(match[2]) > 12 >= int(match[1])
    return month_like > 0 and day_like == 0


_FEW = 50
PROVEN, OF_ALL = 5, 0.9
"""So many NIKs, and such a share of those that can tell, must bear a birth date read month first."""
_SECOND_ABOVE = r"^\D?\d{1,2}\s?[/.\-]\s?(?:1[3-9]|2\d|3[01])\s?[/.\-]"


def proven_month_first(source: pl.DataFrame) -> bool:
    """Whether the birth dates of a table are month first beyond doubt: row by row the NIK bears that very month and day (an English Excel
    wrote them), and next to none the other way round."""
    if not {"nik", "birth_date"} <= set(source.columns) or not source["birth_date"].cast(pl.String).str.contains(_SECOND_ABOVE).any():
        return False
    rows = source.select(
        pl.col("birth_date").cast(pl.String).str.extract_groups(r"^\D?(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]").alias("written"),
        digits=pl.col("nik").cast(pl.String).str.replace_all(r"\D", ""),
    ).filter(pl.col("digits").str.len_chars() == 16)
    first, second = (pl.col("written").struct.field(n).cast(pl.Int64) for n in ("1", "2"))
    rows = rows.select(
        first.alias("first"),
        second.alias("second"),
        day=pl.col("digits").str.slice(6, 2).cast(pl.Int64),
        month=pl.col("digits").str.slice(8, 2).cast(pl.Int64),
    )
    rows = rows.with_columns(pl.col("day") - pl.when(pl.col("day") > 40).then(40).otherwise(0)).drop_nulls()
    telling = rows.filter(pl.col("first") != pl.col("second"))
    led = telling.filter((pl.col("first") == pl.col("month")) & (pl.col("second") == pl.col("day"))).height
    return led >= PROVEN and led >= OF_ALL * telling.height


def _turned(value: str) -> str:
    """A date written month first with its day in front."""
    match = _DAY_FIRST.match(_tidy(value))
    return f"{match[2]}/{match[1]}/{match[3]}" if match else value


def parse_column(
    source: pl.DataFrame, column: str, span: Span, findings: Findings, *, told_as: str | None = None
) -> tuple[pl.Series, pl.Series]:
    """A date column of a source: (dates, folded raw text), in row order.

    Told back: TGL-04 once where it is month first and the NIKs prove that, TGL-05 where date cells are turned, TGL-02 once where the whole
    column is month first and nothing proves it (every date of it is then null), TGL-01 for cells nobody can read, TGL-03 for dates outside
    `span` or not in the calendar.
    """
    raw = fold_column(source, column)
    name = told_as or column
    values = raw.drop_nulls().unique().sort().to_list()
    raw = pl.Series(column, raw)
    led = any(_DAY_FIRST.match(_tidy(value)) for value in values[:_FEW]) and proven_month_first(source)
    silent: set[str] = set()
    if led:
        findings.once("TGL-04", name, n=sum(bool(_DAY_FIRST.match(_tidy(value))) for value in values))
        parsed = {value: parse_date(_turned(value), span) for value in values}
    elif month_first(values):
        findings.once("TGL-02", name, n=len(values))
        slashed = {value for value in values if _DAY_FIRST.match(_tidy(value))}
        parsed = {value: None if value in slashed else parse_date(value, span) for value in values}
        silent = slashed
    else:
        turned = turned_cells(source, column, values)
        if turned:
            findings.once("TGL-05", name, n=len(turned))
        parsed = {value: turned.get(value) or parse_date(value, span) for value in values}
    kept = {value: date if date and span.earliest <= date <= span.latest else None for value, date in parsed.items()}
    unread = {
        v: "TGL-03" if parsed[v] or _DAY_FIRST.match(_tidy(v)) or _YEAR_FIRST.match(_tidy(v)) else "TGL-01"
        for v, d in kept.items()
        if d is None and not is_blank(v) and v not in silent
    }
    dates = replace(raw, kept, pl.Date)
    if unread:
        rules = replace(raw, unread, pl.String)
        for rule in ("TGL-01", "TGL-03"):
            some = (rules == rule).fill_null(value=False)
            findings.rows(rule, name, source["source_row"].filter(some), raw.filter(some))
    return dates, raw
