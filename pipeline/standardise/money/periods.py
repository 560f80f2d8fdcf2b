"""Which months a payment covers: words of the row, the title, the sheet, the file's name; else the folder's month.

When to reach for it: for pay lists and closing lists (and the version month of a registry). The invariants: months are `YYYY-MM`; a
tahap becomes months by the programme's calendar or not at all; a year nobody says is the latest that does not lie ahead of the folder.
Source: DOMAIN §2.3 and §4 (four tahap a year since 2025, tahap 1 January to March).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from pipeline.standardise.people.dates import MONTHS
from pipeline.standardise.text import parted
from schemas.months import is_month, shift

QUARTERLY = ("PKH", "SEMBAKO")
MONTHLY = ("BLT-DD", "PBI-JK")
BY_THE_MONTH = (*MONTHLY, "BST")
"""Programmes whose tahap is one month: a month said beside it is that one ("BLT-DD BULAN JULI 2020 (TAHAP IV)")."""
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12}
_ORDINAL = {"KESATU": 1, "PERTAMA": 1, "KEDUA": 2, "KETIGA": 3, "KEEMPAT": 4, "SATU": 1, "DUA": 2, "TIGA": 3, "EMPAT": 4}
_NAMES = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
_YEAR = r"(20\d{2})"
_NUMERAL = r"(\d{1,2}|X?I{1,3}|I?V|VI{0,3}|I?X|KESATU|PERTAMA|KEDUA|KETIGA|KEEMPAT|SATU|DUA|TIGA|EMPAT)"
_RANGE = re.compile(
    rf"\b({_NAMES})\b\W*{_YEAR}?\W*(?:-|–|S/?D|S\.D\.?|SD|SAMPAI(?: DENGAN)?|HINGGA|TO|_|DAN|&|,|\s)\W*"
    rf"(?:(?:{_NAMES})\W*(?:,|DAN|&|-)\W*)?\b({_NAMES})\b(?:\W*{_YEAR})?"
)
_MONTH = re.compile(rf"\b({_NAMES})\b\W*{_YEAR}?")
_STAGE = re.compile(rf"\b(?:TAHAP|THP|TAHAPAN|TERMIN|TERM|SALUR KE|PENYALURAN KE)\W*(?:KE)?\W*{_NUMERAL}\b")
_QUARTER = re.compile(rf"\b(?:TRIWULAN|TRI WULAN|TW|KUARTAL|Q)\W*(?:KE)?\W*{_NUMERAL}\b")
_FURTHER = re.compile(
    rf"\s*(?P<joint>-|–|S/?D|S\.D\.?|SD|SAMPAI(?: DENGAN)?|HINGGA|DAN|&|\+|,|/)\s*"
    rf"(?:(?:TAHAP|THP|TAHAPAN|TERMIN|TERM|TRIWULAN|TRI WULAN|TW|KUARTAL|Q)\W*)?(?:KE\W*)?{_NUMERAL}\b(?!\s*(?:[./-]\s*\d|{_NAMES}))"
)
"""A further stage behind a first one: `3 dan 4`, `III-IV`, `1 s.d. TW 2`; no day of a month."""
_BARE = re.compile(rf"{_NUMERAL}(?:\s*(?:-|S/?D|S\.D\.?|SD|DAN|&|\+|,)\s*(?:\d{{1,2}}|[IVX]{{1,4}}))+(?:\s*20\d\d)?")
_MONTHS_OF_A_QUARTER = re.compile(r"0?(1|4|7|10)\s*-\s*0?(3|6|9|12)(?:\s*20\d\d)?")
_FIRST = re.compile(_NUMERAL)
_SEMESTER = re.compile(rf"\bSEMESTER\W*{_NUMERAL}\b")
_ISO = re.compile(r"(?<!\d)(20\d{2})[-_/.](0[1-9]|1[0-2])(?!\d)")
_ISO_RANGE = re.compile(r"(?<!\d)(20\d{2})[-_/.](0[1-9]|1[0-2])\W+(?:S/?D\W*|SD\W*|-\W*)?(20\d{2})[-_/.](0[1-9]|1[0-2])(?!\d)")
_SLASHED = re.compile(r"(?<![\d/.\-])(0?[1-9]|1[0-2])[/\-.](20\d{2})(?!\d)")
_DATED = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[/\-.](0?[1-9]|1[0-2])[/\-.](20\d{2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(?!\d)")
_DAY = re.compile(rf"(?<!\d)\d{{1,2}}[\s\-/._]+((?:(?:{_NAMES})|(?:0?[1-9]|1[0-2]))[\s\-/._]+20\d{{2}})(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)(20\d{2}[-_.](?:0[1-9]|1[0-2]))[-_.](?:0[1-9]|[12]\d|3[01])(?!\d)")


_FROM_DAY = rf"(?<!\d)(?P<d1>\d{{1,2}})[\s/.\-]+(?P<m1>{_NAMES}|\d{{1,2}})(?:[\s/.\-]+(?P<y1>20\d{{2}}))?"
_TO_DAY = rf"(?P<d2>\d{{1,2}})[\s/.\-]+(?P<m2>{_NAMES}|\d{{1,2}})[\s/.\-]+(?P<y2>20\d{{2}})(?!\d)"
_DAYS = re.compile(rf"{_FROM_DAY}\s*(?:-|–|S/?D\.?|S\.\s?D\.?|SAMPAI(?: DENGAN)?|HINGGA|TO)\s*{_TO_DAY}")


@dataclass(frozen=True)
class Months:
    """Months covered, both included."""

    first: str
    last: str


def _numeral(text: str) -> int:
    return int(text) if text.isdigit() else _ROMAN.get(text, _ORDINAL.get(text, 0))


def _month(year: int, number: int) -> str:
    return f"{year:04d}-{number:02d}"


def _spread(first: int, last: int, year: int | None, last_year: int | None, folder: str) -> Months:
    """Months `first` to `last` of a year; a range that ends before it begins runs over New Year."""
    over = 1 if last < first else 0
    end_year = last_year or year
    if end_year is None:
        end_year = int(folder[:4]) + over
        if _month(end_year - over, first) > shift(folder, 2):
            end_year -= 1
    start_year = year if year is not None and last_year is not None else end_year - over
    return Months(_month(start_year, first), _month(end_year, last))


def stage_number(raw: str) -> int | None:
    """The number of the (last) tahap a text speaks of ("Tahap IV 2024": 4; a bare 1 to 12 is one too), or None."""
    text = _plain(raw)
    if match := re.fullmatch(r"0?([1-9]|1[0-2])(?:[.,]0)?", text):
        return int(match[1])
    match = _STAGE.search(text)
    return _span(text, match)[1] or None if match else None


def _span(text: str, match: re.Match[str]) -> tuple[int, int]:
    """First and last of the stages that a text names from a match on; (0, 0) of some with others between them ("Tahap 1 dan 3")."""
    first = last = _numeral(match[1])
    at, known = match.end(), True
    while further := _FURTHER.match(text, at):
        number = _numeral(further[2])
        if number <= last or (further["joint"] in {",", "/"} and number > last + 1):
            break
        known = known and (number == last + 1 or further["joint"] not in _ADDS)
        last, at = number, further.end()
    return (first, last) if known else (0, 0)


_ADDS = frozenset({"DAN", "&", "+"})


def stage(number: int, year: int | None, programme: str | None, folder: str, a_year: int = 4) -> Months | None:
    """Months of a tahap by the programme's calendar; None where no calendar is known.

    PKH: quarters. Sembako: quarters since 2025, before that `a_year` stages (4, 6 or 12, which the list's own stages tell). Rows without a
    programme: quarters since 2025. BLT-DD: the tahap is the month. BST: tahap 1 to 9 of 2020 are April to December. Others: unknown.
    """
    if programme in MONTHLY:
        return _spread(number, number, year, None, folder) if 1 <= number <= 12 else None
    if programme == "BST":
        return Months(_month(2020, 3 + number), _month(2020, 3 + number)) if 1 <= number <= 9 and year in (None, 2020) else None
    if programme == "SEMBAKO" and a_year != 4 and 1 <= number <= a_year:
        length = 12 // a_year
        older = _spread(length * (number - 1) + 1, length * number, year, None, folder)
        if older.first < "2025-01":
            return older
    if programme not in (*QUARTERLY, None) or not 1 <= number <= 4:
        return None
    months = _spread(3 * number - 2, 3 * number, year, None, folder)
    return months if programme is not None or months.first >= "2025-01" else None


def _stages(span: tuple[int, int], year: int | None, programme: str | None, folder: str, a_year: int) -> Months | None:
    """Months from the first to the last of some stages."""
    first, last = (stage(number, year, programme, folder, a_year) for number in span)
    return Months(first.first, last.last) if first and last and first.first <= last.last else None


def _find_year(text: str) -> int | None:
    years = sorted(set(re.findall(r"(?<!\d)20\d{2}(?!\d)", text)))
    return int(years[0]) if len(years) == 1 else None


def _by_numbers(text: str) -> Months | None:
    if match := _ISO_RANGE.search(text):
        return Months(f"{match[1]}-{match[2]}", f"{match[3]}-{match[4]}")
    for pattern, year, month in ((_ISO, 1, 2), (_DATED, 2, 1), (_SLASHED, 2, 1), (_COMPACT, 1, 2)):
        if match := pattern.search(text):
            found = _month(int(match[year]), int(match[month]))
            return Months(found, found)
    return None


def _whole_months(text: str) -> str:
    """A text (upper case) in which days from the first of a month to the last of one (01/04/2025 S.D. 30/06/2025) are those months; other
    days are no period."""

    def months(match: re.Match[str]) -> str:
        """The months of two days that are the first and the last of one; else the days as written."""
        first, last = (MONTHS.get(match[name]) or int(match[name]) for name in ("m1", "m2"))
        end, start = int(match["y2"]), int(match["y1"] or match["y2"])
        whole = 1 <= first <= 12 and 1 <= last <= 12 and int(match["d1"]) == 1 and int(match["d2"]) == monthrange(end, last)[1]
        return f"{_month(start, first)} - {_month(end, last)}" if whole and (start, first) <= (end, last) else match[0]

    return _DAYS.sub(months, text)


def _plain(raw: str) -> str:
    text = re.sub(r"\s+", " ", raw.upper().replace("_", " ").replace("–", "-")).strip()
    return re.sub(r"(?<=[A-Z])(?=\d{1,4}\b)|(?<=\d)(?=[A-Z]{2}|Q[1-4]\b)", " ", text)


_DOCUMENT = re.compile(r"\b(?:NO|NOMOR|NMR)\b[\s.:]*\S*\d\S*/\S*\d{2,4}\S*")
"""The number of a document (SK NO 2/2025), which is no month."""


def parse_period(raw: str, folder: str, *, programme: str | None = None, year: int | None = None, a_year: int = 4) -> Months | None:
    """Months a text speaks of, or None where it speaks of none.

    `folder` is the month folder of the file, `year` the year of a column of its own, `a_year` as in `stage`. Examples: "Tahap 2
    Tahun 2026", "TW II 2025", "Periode Apr-Jun 2025", "Alokasi Juli-September", "Mei 2025", "2025-05", "05/2025".
    """
    text = _DOCUMENT.sub(" ", _plain(_whole_months(raw.upper())))
    said = _find_year(text) or year
    if match := _RANGE.search(text):
        first, last = MONTHS[match[1]], MONTHS[match[3]]
        start = int(match[2]) if match[2] else None
        end = int(match[4]) if match[4] else (said if start is None else None)
        return _spread(first, last, start, end or start, folder)
    if match := _QUARTER.search(text):
        first, last = _span(text, match)
        return _spread(3 * first - 2, 3 * last, said, None, folder) if first >= 1 and last <= 4 else None
    if (match := _MONTHS_OF_A_QUARTER.fullmatch(text)) and int(match[2]) - int(match[1]) == 2:
        return _spread(int(match[1]), int(match[2]), said, None, folder)
    month = _MONTH.search(text)
    if (match := _STAGE.search(text) or (_BARE.fullmatch(text) and _FIRST.match(text))) and not (month and programme in BY_THE_MONTH):
        return _stages(_span(text, match), said, programme, folder, a_year)
    if match := re.fullmatch(r"([IVX]{1,4})\s*[/\-]\s*20\d\d", text):  # Tahap "II/2025"
        return stage(_numeral(match[1]), said, programme, folder, a_year)
    if match := _SEMESTER.search(text):
        number = _numeral(match[1])
        return _spread(6 * number - 5, 6 * number, said, None, folder) if number in (1, 2) else None
    if numbers := _by_numbers(text):
        return numbers
    if month:
        number = MONTHS[month[1]]
        return _spread(number, number, int(month[2]) if month[2] else said, None, folder)
    return None


def month_column(raw: str, year: int | None, folder: str) -> Months | None:
    """Months of a month column (5, Mei, Juli-September), with the year of the row's year column."""
    number = re.fullmatch(r"0?([1-9]|1[0-2])(?:\.0)?", raw.strip())
    if number:
        return _spread(int(number[1]), int(number[1]), year, None, folder)
    return parse_period(raw, folder, year=year)


def without_days(text: str) -> str:
    """A title or file name without whole dates (12 Mei 2025, 2025-05-12): the day something was printed is no period, from the first of a
    month to the last of one is."""
    return _ISO_DAY.sub(" ", _DAY.sub(" ", _whole_months(text.upper())))


_VERSION = re.compile(
    r"\b(?:DTKS|DTSEN|P?BDT|SIKS(?:[ -]?NG)?|BNBA|REGSOSEK|DATA TERPADU[^/]{0,40}?|TAHUN|THN)\b[\s()_\-.:,]*"
    r"(?:(?:TAHUN|THN|SK)\W+)?(20\d\d)\b"
)
"""The year of a registry behind its name."""
_REGULATION = re.compile(
    r"\b(?:NOMOR|NO|SK|PERMENSOS|KEPMENSOS|KEPUTUSAN|PERATURAN|PERPRES|INPRES|UU|HUK)\b[^;]{0,60}?\bTAHUN\W+20\d\d|/HUK/20\d\d"
)
"""A regulation with its year, which is none of the data."""


def version_month(texts: list[str], folder: str) -> str | None:
    """The month of which a registry says it is, from its title or file name; None where it names none or one after the folder.

    A whole date counts by its month ("Data per 31 Maret 2025"); a quarter or another span that is over by its last month (DTSEN is
    refreshed quarterly, DOMAIN fact 3: "TW I 2025" is of March). A single month is believed before a span. An earlier year alone
    ("DTKS 2022", and no "Permensos Nomor 3 Tahun 2021") is its December.
    """
    said = [parse_period(_ISO_DAY.sub(r"\1", _DAY.sub(r"\1", parted(text).upper())), folder) for text in texts]
    over = [m for m in said if m and is_month(m.first) and is_month(m.last) and m.last <= folder]
    months = [m.last for m in sorted(over, key=lambda m: m.first != m.last)]
    years = [
        year
        for text in texts
        for year in _VERSION.findall(_REGULATION.sub(" ", parted(text).upper().replace("_", " ")))
        if year < folder[:4]
    ]
    return next(iter(months), f"{max(years)}-12" if years and not any(said) else None)
