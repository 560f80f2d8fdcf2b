"""What the sixteen digits of a NIK say: area of first registration, birth date, sex; and which numbers no office can have issued.

When to reach for it: any stage that reads meaning out of a NIK or KK number. The invariants: pure polars expressions over text
columns, null in gives null out, nothing here repairs a number. Source of the rules: DOMAIN §5.1 and §5.2.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

PROVINCES = (
    *range(11, 20), 21, *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77), 81, 82, *range(91, 98),
)  # fmt: skip
"""Province prefixes: the 38 of today, with 97 beside them because numbers issued before the Papua splits keep their old prefix."""

_SEQUENCES = (1234567890123456, 123456789012345, 9876543210987654, 1234567812345678)
_SAME = 1111111111111111
WOMEN_ADD = 40

MASK = r"[*#xX\u{2022}\u{25cf}\u{2219}\u{2217}\u{ff0a}\u{d7}]"
MASKED = rf"^(?:[0-9]*{MASK}{{3,}}[0-9]*|{MASK}{{8,}}|[0-9]+(?:{MASK}+[0-9]+)*{MASK}{{3,}}[0-9]*)$"
"""A number of which the sender hid digits on purpose: a run of three signs of one kind of a mask, or more, among its digits."""


def visible(raw: pl.Expr) -> pl.Expr:
    """A masked number as sixteen signs, `*` for each that is hidden; null where it shows sixteen digits and more, or none."""
    text = raw.str.replace_all(r"[^0-9A-Za-z*#\u{2022}\u{25cf}\u{2219}\u{2217}\u{ff0a}\u{d7}]", "").str.replace_all(MASK, "*")
    first, last = text.str.extract(r"^([0-9]*)"), text.str.extract(r"([0-9]*)$")
    hidden = 16 - first.str.len_chars().cast(pl.Int64) - last.str.len_chars().cast(pl.Int64)
    filled = pl.when(hidden > 0).then(pl.concat_str(first, pl.lit("*").repeat_by(hidden.clip(0)).list.join(""), last))
    shown = pl.when(text.str.len_chars() == 16).then(text).otherwise(filled)
    return pl.when(shown.str.contains("[0-9]")).then(shown)


def number(digits: pl.Expr) -> pl.Expr:
    """The sixteen digits as a whole number; null for any other text (a sign, fifteen digits, a letter)."""
    sixteen = (digits.str.len_bytes() == 16) & ~digits.str.starts_with("+") & ~digits.str.starts_with("-")
    return pl.when(sixteen).then(digits).cast(pl.Int64, strict=False)


def _day_fits(day: pl.Expr, month: pl.Expr, year: pl.Expr) -> pl.Expr:
    """True where day and month exist in 19YY or in 20YY (29 February: YY divisible by four)."""
    longest = (
        pl.when(month.is_in([4, 6, 9, 11])).then(30).when(month == 2).then(pl.when(year % 4 == 0).then(29).otherwise(28)).otherwise(31)
    )
    return month.is_between(1, 12) & (day >= 1) & (day <= longest)


def issued(number: pl.Expr, *, women: bool = True) -> pl.Expr:
    """`possible_area_and_date` of a number at hand: many judgements of one column should turn its text into numbers once."""
    area, day, month, year = number // 10**10, number // 10**8 % 100, number // 10**6 % 100, number // 10**4 % 100
    if women:
        day = pl.when(day > WOMEN_ADD).then(day - WOMEN_ADD).otherwise(day)
    place = (area // 10**4).is_in(PROVINCES) & (area // 100 % 100 > 0) & (area % 100 > 0)
    filler = (number % _SAME == 0) | number.is_in(_SEQUENCES)
    return place & _day_fits(day, month, year) & ~filler


def possible_area_and_date(digits: pl.Expr, *, women: bool = True) -> pl.Expr:
    """Whether some office can have issued the first twelve digits: province, regency, district, birth (or issue) date.

    `women=False` for KK numbers, whose date is that of issue and never has 40 added. Null where there are no sixteen digits.
    """
    return issued(number(digits), women=women)


def is_possible(digits: pl.Expr, *, women: bool = True) -> pl.Expr:
    """Whether some office can have issued the number: `possible_area_and_date`, and serial 0000 is never issued."""
    whole = number(digits)
    return issued(whole, women=women) & (whole % 10**4 > 0)


def is_woman_day(digits: pl.Expr) -> pl.Expr:
    """Whether digits 7-8 lie in 41..71: the birth day of a woman. Never so in a KK number."""
    return is_woman(number(digits))


def is_woman(number: pl.Expr) -> pl.Expr:
    """`is_woman_day` of a number at hand."""
    return (number // 10**8 % 100).is_between(41, 71)


def says_woman(digits: pl.Expr) -> pl.Expr:
    """Whether the day digits carry the 40 of women; null where there is no number."""
    return digits.str.slice(6, 2).cast(pl.Int32, strict=False) > WOMEN_ADD


def contradicts_birth_date(digits: pl.Expr, born: pl.Expr) -> pl.Expr:
    """Whether the birth date inside the NIK is another one than the row's; False where either is missing.

    A swap of day and month explains itself. The century is not in a NIK and not compared.
    """
    number = digits.cast(pl.Int64, strict=False) // 10_000 % 1_000_000  # of all digits at once: ten times as fast as of a part of them
    inside = pl.when(digits.str.len_bytes() == 16).then(number)
    day, month, year = born.dt.day(), born.dt.month(), born.dt.year() % 100
    off = [inside - (x.cast(pl.Int64) * 10_000 + y.cast(pl.Int64) * 100 + year) for x, y in ((day, month), (month, day))]
    return (~(off[0].is_in([0, WOMEN_ADD * 10_000]) | off[1].is_in([0, WOMEN_ADD * 10_000]))).fill_null(value=False)


def nik_sex(nik: pl.Expr) -> pl.Expr:
    """Sex a NIK was issued for: P when the day is above 40, else L; null where the date part is impossible."""
    return pl.when(possible_area_and_date(nik)).then(pl.when(is_woman_day(nik)).then(pl.lit("P")).otherwise(pl.lit("L")))


def nik_birth_date(nik: pl.Expr, reference: pl.Expr | dt.date | None = None, *, on: dt.date | None = None) -> pl.Expr:
    """Birth date inside a NIK, with the century that a column of birth dates, or the day of the list, makes likely.

    `reference`: an expression of birth dates (the candidate nearer to it wins; a tie goes to the later), or a day on which the
    person was alive. `on` serves rows where that column is null: the latest candidate not after `on`. Rows with neither: null.
    """
    if isinstance(reference, dt.date):
        reference, on = None, reference
    whole = number(nik)
    day = whole // 10**8 % 100
    day = pl.when(day > WOMEN_ADD).then(day - WOMEN_ADD).otherwise(day)
    tail = pl.concat_str(
        (whole // 10**4 % 100).cast(pl.String).str.zfill(2),
        (whole // 10**6 % 100).cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
    )
    usable = possible_area_and_date(nik)
    early, late = ((pl.lit(c) + tail).str.to_date("%Y%m%d", strict=False) for c in ("19", "20"))
    early, late = (pl.when(usable).then(date) for date in (early, late))
    by_day: pl.Expr = pl.lit(None, dtype=pl.Date)
    if on is not None:
        by_day = pl.when(late <= on).then(late).otherwise(early)
    if reference is None:
        return by_day
    gap_early, gap_late = (early - reference).dt.total_days().abs(), (late - reference).dt.total_days().abs()
    nearest = pl.when(gap_early.is_null() | (gap_late <= gap_early)).then(late).otherwise(early)
    return pl.when(reference.is_null()).then(by_day).otherwise(pl.when(late.is_null()).then(early).otherwise(nearest))
