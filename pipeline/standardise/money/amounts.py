"""Rupiah as lists write them, to whole integers; the meaning of dot and comma is decided per column, refused where ambiguous.

When to reach for it: for every money column of a source, and for the totals its JUMLAH rows state. The invariants: an amount is exact or
null; null is told unless the cell is blank. Source: DOMAIN §2.3 and check 17 (`Rp 600.000,00` is never 60000000).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.money.number_words import spelt_number
from pipeline.standardise.text import fold_column
from pipeline.standardise.text import replace as by_value

if TYPE_CHECKING:
    from pipeline.standardise.findings import Findings

_BLANK = {"", "-", "--", ".", "NULL", "NONE", "NAN", "N/A", "#N/A", "TIDAK ADA", "KOSONG"}
_NIL = {"NIHIL", "NOL"}
_CURRENCY = re.compile(r"^(RP\.?|IDR|RUPIAH)\s*|\s*(RUPIAH|IDR)$")
_TAIL = re.compile(r"[,.]\s?(-{1,2}|=)$")
_LOCAL = re.compile(r"RP|RUPIAH|,\s?-{1,2}\s*$")
_PLAIN = re.compile(r"\d+(?:\.0)?")
_DOT_GROUPS = re.compile(r"\d{1,3}(\.\d{3})+")
_COMMA_GROUPS = re.compile(r"\d{1,3}(,\d{3})+")
_DOT_DECIMAL = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)\.(\d{1,4})")
_COMMA_DECIMAL = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+),(\d{1,4})")
_SPOKEN = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?(RB|RIBU|JT|JUTA)(?:(\d{1,3})(?:RB|RIBU))?")
_TIMES = re.compile(
    r"(?i)(?P<n>\d{1,2})\s*(?:bln|bulan|kali)?\s*[x×*@]\s*(?P<each>(?:rp)?[\s.]*\d[\d.,\- ]{3,})"
    r"|(?P<also>(?:rp)?[\s.]*\d[\d.,\- ]{3,}?)\s*[x×*]\s*(?P<m>\d{1,2})\s*(?:bln|bulan|kali)?"
)
"""Several payments in one cell: "3 x Rp200.000", "200.000 x 3 bln"."""
_BESIDE = re.compile(
    r"(?i)^\s*@\s*(?=(?:rp|\d))|\s*\([a-z\s.,-]*\b(?:rupiah|ribu|juta)\b[a-z\s.,-]*\)\s*$"
    r"|\s*(?:/|\bper\b)\s*(?:kpm|kk|kel(?:uarga|\.)?|orang|org|penerima|jiwa)\s*$"
)
"""What stands beside a sum and does not change it: "(enam ratus ribu rupiah)", "/KPM"."""
_PLUS = re.compile(r"(?i)(?:rp)?[\s.]*\d[\d.,\- ]{3,}(?:\+\s*(?:rp)?[\s.]*\d[\d.,\- ]{3,})+")
_UNITS = {"RB": 1_000, "RIBU": 1_000, "JT": 1_000_000, "JUTA": 1_000_000}


_SCALES = {
    1_000: re.compile(
        r"\b(?:RIBUAN|DALAM RIBU|RIBU RUPIAH|RIBU RP)\b|\(\s*(?:RP\.?\s*)?(?:RIBU|RB)\s*(?:RP\.?\s*)?\)|\bRP\.?\s*\.?000\b"
        r"|\(\s*000\s*(?:RP\.?\s*)?\)"
        r"|[X×]\s*(?:RP\.?\s*)?1[.,]?000\b"
    ),
    1_000_000: re.compile(r"\b(?:JUTAAN|DALAM JUTA|JUTA RUPIAH|JUTA RP)\b|\(\s*(?:RP\.?\s*)?(?:JUTA|JT)\s*\)"),
}
LONGEST = 200
"""Characters of a cell beyond which it is no sum."""
SMALLEST, MOST = 10_000, 0.9
"""No aid is below so many rupiah: a column of which this share is, counts in thousands, or is no money."""
LARGEST = 20_000_000
"""No family is paid so much in a year: a column of which most is more has decimals that no sign parts off, or is no money."""
_CENTS = re.compile(r"\b\d?\s?(?:DEC|DECIMALS?|DESIMAL)\b|\bSEN\b|\bCENTS?\b")
_ZERO_FILLED = r"^0\d{9,}$"


@dataclass(frozen=True)
class Dialect:
    """Signs seen in clear roles: `decimal_comma` in values such as 600.000,00, `decimal_dot` in such as 600000.00 or 600,000.00; and
    `scale`, the rupiah that one counts where the list says so (dalam ribuan rupiah); `cents` where its last two digits are decimals."""

    decimal_comma: bool = False
    decimal_dot: bool = False
    scale: int = 1
    cents: bool = False


def _tidy(raw: str) -> tuple[str, bool]:
    """The bare figure and whether it is negative: no currency, spaces, `,-`; brackets and a leading minus are a sign."""
    text = re.sub(r"\s+", "", raw.upper().strip("'\" ").rstrip("*†"))
    negative = (text.startswith("(") and text.endswith(")")) or text.startswith("-")
    text = text.strip("()").lstrip("-+")
    text = _TAIL.sub("", _CURRENCY.sub("", text)).lstrip(".") if text not in _BLANK else text
    if text.startswith("-") and len(text) > 1:
        negative, text = True, text[1:]
    return text, negative


def dialect(values: list[str]) -> Dialect:
    """What the values of one column show beyond doubt about dot and comma.

    Beyond doubt: two different signs in one figure, one sign twice, or decimals after four and more digits. A lone group of three
    digits (600.000 or 600,000) decides nothing: rupiah have no three decimals, so it is read as thousands unless the column says otherwise.
    """
    comma = dot = False
    for raw in (value for value in values if len(value) <= LONGEST):
        text, _ = _tidy(raw)
        if _PLAIN.fullmatch(text):
            continue
        two_signs = "," in text and "." in text
        if _COMMA_DECIMAL.fullmatch(text) and (two_signs or re.match(r"\d{4,},", text)):
            comma = True
        elif _DOT_DECIMAL.fullmatch(text) and (two_signs or re.match(r"\d{4,}\.", text)):
            dot = True
        elif _DOT_GROUPS.fullmatch(text) and text.count(".") > 1:
            comma = True
        elif _COMMA_GROUPS.fullmatch(text) and text.count(",") > 1:
            dot = True
    return Dialect(comma, dot)


def _grouped(text: str, sign: str, spoken: Dialect) -> int | str:
    """A figure with one kind of sign in groups of three: thousands, unless the column uses that sign for decimals."""
    contrary = spoken.decimal_dot if sign == "." else spoken.decimal_comma
    if contrary and text.count(sign) == 1:
        return "UANG-02"
    return int(text.replace(sign, ""))


def _spoken(text: str) -> int | str:
    """A figure as people say it: 450RB, 1,2JT, 1JUTA200RIBU. One or two digits after the sign are tenths and hundredths in any dialect."""
    match = _SPOKEN.fullmatch(text)
    if match is None:
        return "UANG-01"
    whole, part, unit, thousands = match.groups()
    if thousands is not None and (part is not None or _UNITS[unit] == _UNITS["RB"]):
        return "UANG-01"
    fraction = int(part) * _UNITS[unit] // 10 ** len(part) if part else 0
    return int(whole) * _UNITS[unit] + fraction + int(thousands or 0) * _UNITS["RB"]


def _otherwise(raw: str, spoken: Dialect) -> int | str | None:
    """A sum in words, or of several payments in one cell; None of any other. (450 RB is no sum in words but a figure.)"""
    if bare := _BESIDE.sub("", raw):
        plain = bare if bare != raw else ""
        left, _, right = raw.rpartition("=")
        if plain or (left and (_TIMES.fullmatch(left.strip()) or "+" in left)):
            first, whole = parse_amount(left or plain, spoken), parse_amount(right, spoken) if left else None
            return first if whole is None or whole == first else "UANG-01"
    if _PLUS.fullmatch(raw.strip()):
        parts = [parse_amount(part, spoken) for part in raw.split("+")]
        sums = [part for part in parts if isinstance(part, int)]
        return sum(sums) if len(sums) == len(parts) else "UANG-01"
    if times := _TIMES.fullmatch(raw.strip()):
        each = parse_amount(times["each"] or times["also"], Dialect(scale=spoken.scale))  # typed by hand: groups are thousands
        return each * int(times["n"] or times["m"]) if isinstance(each, int) else each
    words = spelt_number(raw) if _IN_WORDS.search(raw) else None
    return words if words is not None and words >= SMALLEST else None


_IN_WORDS = re.compile(
    r"(?i)\b(?:\w*ratus|\w*puluh|\w*belas|se(?:ribu|juta)|(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan) (?:ribu|juta))\b"
)


def parse_amount(raw: str, spoken: Dialect = Dialect()) -> int | str | None:
    """One amount in whole rupiah; None for blank; a rule id where it cannot be used (UANG-01, -02, -03).

    Examples: "Rp 600.000,00", "Rp600.000,-", "600.000", "600,000", "600000.0", "600 rb", "0,6 juta" are 600000. "6E5" is UANG-01.
    """
    text, negative = _tidy(raw[:LONGEST])
    if text in _BLANK:
        return None
    if text in _NIL or len(raw) > LONGEST:
        return 0 if text in _NIL else "UANG-01"
    if (otherwise := _otherwise(raw, spoken)) is not None:
        return otherwise
    if _LOCAL.search(raw.upper()):  # Rp, rupiah and ,- are written with thousands only: the column need not decide
        spoken = Dialect(scale=spoken.scale)
    value = _spoken(text)
    if _PLAIN.fullmatch(text):
        value = int(text.removesuffix(".0"))
    elif _DOT_GROUPS.fullmatch(text):
        value = _grouped(text, ".", spoken)
    elif _COMMA_GROUPS.fullmatch(text):
        value = _grouped(text, ",", spoken)
    elif match := _COMMA_DECIMAL.fullmatch(text) or _DOT_DECIMAL.fullmatch(text):
        sign = text[-len(match[1]) - 1]
        contrary = spoken.decimal_dot if sign == "," else spoken.decimal_comma
        if contrary and not (spoken.decimal_comma and spoken.decimal_dot):
            value = "UANG-02"
        else:
            whole = text[: -len(match[1]) - 1]
            part = int(match[1]) * spoken.scale / 10 ** len(match[1])
            value = int(re.sub(r"[.,]", "", whole)) * spoken.scale + int(part) if part.is_integer() else "UANG-03"
            spoken = replace(spoken, scale=1)
    if isinstance(value, int):
        value *= spoken.scale if not _SPOKEN.fullmatch(text) else 1
        if value > 10**15:
            return "UANG-01"
        value = value // 100 if spoken.cents else value
    return -value if negative and isinstance(value, int) else value


_FOR_EACH = re.compile(
    r"(?:@|\b(?:MASING[- ]?MASING|SEBESAR|SENILAI|PER (?:KPM|KK|KELUARGA|ORANG|PENERIMA))\b)\W*RP\.?\s*(\d{1,3}(?:\.\d{3})+|\d{5,7})(?!\d)"
)
_MANY = re.compile(r"\b(?:BULAN|BLN|X)\b")


def said_for_each(title: str) -> int | None:
    """The sum that a title says each recipient gets ("@ Rp 600.000,-"); None where it names none, several, or one for each month."""
    found = {int(match[1].replace(".", "")) for match in _FOR_EACH.finditer(title.upper())}
    later = [title.upper()[match.end() :][:16] for match in _FOR_EACH.finditer(title.upper())]
    return found.pop() if len(found) == 1 and not any(map(_MANY.search, later)) else None


def _scale(amounts: pl.Series, said: str) -> int | None:
    """What one counts: 1 of ordinary amounts, what the list says of small ones, None of small ones that nobody explains."""
    paid = amounts.filter((amounts > 0).fill_null(value=False))
    scales = [scale for scale, words in _SCALES.items() if words.search(said.upper())]
    if not paid.len() and len(scales) == 1:
        return scales[0]  # parts of a million alone: none of them is whole rupiah
    if not paid.len() or (paid < SMALLEST).sum() < MOST * paid.len():
        return 1
    return scales[0] if len(scales) == 1 else None


def _has_cents(raw: pl.Series, amounts: pl.Series, said: str) -> bool | None:
    """Whether the last two digits of sums far too large for any aid are decimals, as hosts write them (`2DEC`, filled with zeros); None of
    such sums that nothing explains."""
    paid = amounts.filter((amounts > 0).fill_null(value=False))
    if not paid.len() or (paid > LARGEST).sum() < MOST * paid.len():
        return False
    told = _CENTS.search(re.sub(r"[_\W]+", " ", said.upper())) or raw.drop_nulls().str.contains(_ZERO_FILLED).all()
    return True if told and (paid % 100 == 0).all() and (paid // 100 <= LARGEST).all() else None


def parse_column(
    source: pl.DataFrame, column: str, findings: Findings, said: str = "", *, money: bool = True
) -> tuple[pl.Series, pl.Series, Dialect]:
    """A money column of a source: (rupiah, folded raw text, the column's dialect), in row order. Told back: UANG-01 to -04, -07, -09.

    `said`: title, sheet and header, which may say that the list counts thousands. A column of amounts too small for any aid is unknown
    (UANG-07), and so is one of amounts too large (UANG-09), unless it is not `money` (kilograms of rice).
    """
    raw = fold_column(source, column)
    values = raw.drop_nulls().unique().sort().to_list()
    spoken = dialect(values)

    def parsed_by(spoken: Dialect) -> tuple[dict[str, int | str | None], pl.Series]:
        """Each value read by a dialect, and the column by it (rupiah; null where it cannot be read)."""
        parsed = {value: parse_amount(value, spoken) for value in values}
        return parsed, by_value(raw, {value: amount for value, amount in parsed.items() if isinstance(amount, int)}, pl.Int64)

    parsed, amounts = parsed_by(spoken)
    scale = _scale(amounts, said) if money else 1
    if scale is None:
        small = amounts.is_not_null()
        findings.once("UANG-07", column, row=int(source["source_row"].filter(small).min()), n=int(small.sum()))  # type: ignore[arg-type]
        amounts = amounts.set(amounts > 0, None)
    elif scale > 1:
        spoken = replace(spoken, scale=scale)
        parsed, amounts = parsed_by(spoken)
    elif money and (cents := _has_cents(raw, amounts, said)) is not False:
        if cents:
            spoken = replace(spoken, cents=True)
            parsed, amounts = parsed_by(spoken)
        else:
            large = (amounts > LARGEST).fill_null(value=False)
            findings.once("UANG-09", column, row=int(source["source_row"].filter(large).min()), n=int(large.sum()))  # type: ignore[arg-type]
            amounts = amounts.set(amounts > 0, None)
    refused = {value: amount for value, amount in parsed.items() if isinstance(amount, str)}
    negative = {value: "UANG-04" for value, amount in parsed.items() if isinstance(amount, int) and amount < 0}
    if refused or negative:
        told = by_value(raw, {**refused, **negative}, pl.String)
        for rule in sorted({*refused.values(), *negative.values()}):
            some = (told == rule).fill_null(value=False)
            findings.rows(rule, column, source["source_row"].filter(some), raw.filter(some))
    return amounts, raw, spoken
