"""A list with one column a month (`Jan | Feb | Mar`, as villages keep their BLT): the months paid and what they sum to.

Reach for it while the columns of one table are settled. Months in a row that are filled are one payment: its `period` says from which
month to which, its `amount` is what those months sum to. A row with gaps (January and March) stands for several payments, one without
any filled month for one of nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import tokens
from pipeline.read.columns.recognise import are_days, is_money
from pipeline.read.columns.status import in_thousands, is_ticked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.read.columns.headers import Heading, Vocabulary

_NAMES = (*("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"),)
_SPELT = {
    **{spelling: number for number, name in enumerate(_NAMES, 1) for spelling in (name, name[:3])},
    "pebruari": 2,
    "peb": 2,
    "march": 3,
    "may": 5,
    "june": 6,
    "july": 7,
    "agt": 8,
    "ags": 8,
    "aug": 8,
    "sept": 9,
    "oct": 10,
    "nop": 11,
    "nopember": 11,
    "dec": 12,
}
_BESIDE = re.compile(r"bulan|bln|rp|rupiah|(?:20)?\d\d")
SUM = frozenset(
    (
        *(
            "rp",
            "rupiah",
            "idr",
            "jumlah",
            "jml",
            "jlh",
            "total",
            "nominal",
            "besaran",
            "besar",
            "nilai",
            "uang",
            "dana",
            "bantuan",
            "bansos",
        ),
        *("program", "salur", "bayar", "terima", "diterima", "dibayar", "dibayarkan", "tersalur", "disalurkan", "realisasi", "cair"),
    )
)
"""Words beside the name of a programme or a month that only say that the column holds its money."""
_LEAST_SUM = 50_000
"""Less than this under the name of a month is no sum that a programme pays."""
_LEAST_A_MONTH = 200_000
"""The least that any programme pays a family in cash a month (Sembako); less than this a month is the sum of one month."""
_A_MONTH = re.compile(r"(?i)\brp\.?\s*([\d.,]+\d)(?:,-)?\s*(?:per|/|tiap|setiap|se)\s*-?\s*(?:bulan|bln)")
_EACH = re.compile(r"(?i)(?:@|\bmasing[- ]?masing|\bsebesar)\W*rp\.?\s*([\d.,]+\d)")
_PLAN = re.compile(r"(?i)\b(?:calon|usulan|rencana|kuota|proposal)\b")
_STAGE = re.compile(r"(?i)(?:tahap|thp|triwulan|tw|termin|kuartal|q)\.?\s*(?:\d|[ivx]{1,4})\b")
_ANY_MONTH = "|".join(sorted(_SPELT, key=len, reverse=True))
_SPAN = re.compile(
    r"(?i)(?:realisasi|penyaluran|salur|pembayaran|bayar|pencairan|cair|diterima|terima)\s+(?:bulan\s+)?"
    rf"(?:{_ANY_MONTH})\s*(?:-|–|s/?d|s\.d\.?|sampai)\s*(?:{_ANY_MONTH})\b"
)
"""Money of several months under one header: `Realisasi Apr-Jun`."""
_DATED = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])-\d\d(?: 00:00:00)?")
"""A header that is a day of the sheet, shown as its month (`Apr-25`)."""
_MOST_STAGES = 6
_NUMBERED = re.compile(r"(?i)(?:bulan|bln)(?: ke)?[ -]*0?(\d{1,2})")
_OF_A_STAGE = 3
"""Months of a stage: `Bulan 1` to `Bulan 3` may be those of any quarter."""
_DAY_WORDS = frozenset({"tanggal", "tgl", "hari", "penyaluran", "pembayaran", "pencairan", "penerimaan", "disalurkan"})
_NEARLY_ALL, _ENOUGH = 0.8, 5
"""Share of rows that were paid a whole quarter, and rows, from which on a month that one lacks is one not paid."""
_OF_VILLAGES = re.compile(r"(?i)\b(?:blt|dana desa|bltdd)\b")
"""Aid that villages pay month by month: who gets no more has moved, died or left it."""
_UNSAID = ("", "-", "--")
NOTHING = (*_UNSAID, "0", "rp0", "rp 0", "x", "tidak", "belum", "false")


@dataclass(frozen=True)
class Run:
    """`period`, `amount`, `state` or `paid_on` of the columns of months. `each`: the column of one month's sum where months are ticked
    only, or None."""

    columns: tuple[int, ...]
    names: tuple[str, ...]
    field: str
    each: int | None = None
    a_month: bool = True  # `each` is one month's sum, not the total
    rupiah: int = 0  # one month's sum where the title says it
    stages: bool = False  # columns of stages: the last one that is filled stands for the row
    quarters: tuple[tuple[int, int], ...] = ()  # first and last place of the quarters that nearly every row was paid whole

    @property
    def most(self) -> int:
        """The most payments that a row can stand for."""
        return 1 if self.stages else (len(self.columns) + 1) // 2

    def holds(self, number: int) -> pl.Expr:
        """Whether a row has a payment of this number (0 = first)."""
        return self._by_pattern(lambda bits: len(self._runs(bits)) > number, pl.Boolean)

    def value(self, number: int = 0) -> pl.Expr:
        """The text of the field for a row's payment of this number, of columns named `c<index>`."""

        def chosen(bits: str) -> tuple[int, int] | None:
            runs = self._runs(bits)
            return runs[number] if number < len(runs) else None

        if self.field == "period":
            return self._by_pattern(lambda bits: self._said(self._due(bits, chosen(bits))), pl.String)
        if self.field == "paid_on":
            last = self._by_pattern(lambda bits: (chosen(bits) or (0, -1))[1], pl.Int64)
            return pl.coalesce(pl.when(last == n).then(pl.col(f"c{column}")) for n, column in enumerate(self.columns))
        if self.field == "state":
            return pl.when(self.holds(number)).then(pl.lit("Dibayar"))
        if self.each is not None and not self.a_month:
            return self._share(number).cast(pl.String)
        paid = self._by_pattern(lambda bits: _mask(chosen(bits), len(bits)), pl.String)
        sums = [pl.lit(self.rupiah) if self.rupiah else _number(c if self.each is None else self.each) for c in self.columns]
        total = pl.sum_horizontal(pl.when(paid.str.slice(n, 1) == "1").then(cell).otherwise(0) for n, cell in enumerate(sums))
        return total.cast(pl.String)

    def _share(self, number: int) -> pl.Expr:
        """Of the sum of all ticked months what falls to those of one payment; the payments of a row sum to it."""

        def months(bits: str, until: int) -> int:
            return sum(last - first + 1 for first, last in self._runs(bits)[:until])

        total = _number(self.each or 0)
        ticked = self._by_pattern(lambda bits: max(1, len(bits) - bits.count("0")), pl.Int64)
        before = self._by_pattern(lambda bits: months(bits, number), pl.Int64)
        after = self._by_pattern(lambda bits: months(bits, number + 1) if bits.strip("0") else 1, pl.Int64)
        return total * after // ticked - total * before // ticked

    def _by_pattern(self, say: Callable[[str], object], dtype: type[pl.DataType]) -> pl.Expr:
        """What `say` gives for which of the columns are filled ("101")."""
        nothing = _UNSAID if self.stages else NOTHING  # a zero beside a stage's own status says that nothing came
        filled = [~pl.col(f"c{c}").fill_null("").str.strip_chars().str.to_lowercase().is_in(nothing) for c in self.columns]
        pattern = pl.concat_str(cell.cast(pl.Int8).cast(pl.String) for cell in filled)
        every = ("".join(bits) for bits in product("01", repeat=len(self.columns)))
        return pattern.replace_strict({bits: say(bits) for bits in every}, return_dtype=dtype)

    def _runs(self, bits: str) -> tuple[tuple[int, int], ...]:
        """First and last place of each run of ones; of stages the last one alone."""
        if self.stages:
            at = bits.rfind("1")
            return () if at < 0 else ((at, at),)
        return tuple((found.start(), found.end() - 1) for found in re.finditer("1+", bits))

    def _due(self, bits: str, run: tuple[int, int] | None) -> tuple[int, int] | None:
        """A payment's months, and those to the end of a quarter that it begins and most others were paid whole: they were its due too."""
        if run is None:
            return None
        first, last = run
        ends = [b for a, b in self.quarters if first <= a <= last < b and not bits[last + 1 : b + 1].strip("0")]
        return (first, ends[0]) if ends else run

    def _said(self, run: tuple[int, int] | None) -> str | None:
        if run is None:
            return None
        first, last = self.names[run[0]], self.names[run[1]]
        return first if first == last else f"{first} - {last}"


def _mask(run: tuple[int, int] | None, width: int) -> str:
    return "".join("1" if run and run[0] <= n <= run[1] else "0" for n in range(width))


def _number(column: int) -> pl.Expr:
    plain = pl.col(f"c{column}").str.replace(r"[.,]\d{1,2}$", "").str.replace(r",-$", "").str.replace_all(r"\D", "")
    return plain.cast(pl.Int64, strict=False).fill_null(0)


def _rupiah(text: str) -> int:
    return int(re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}$|,-$", "", text.strip())) or 0)


def is_period(text: str) -> bool:
    """Whether the words of a header are a month or a stage and nothing else."""
    return period_in(text, frozenset())[0] != ""


def period_in(text: str, beside: frozenset[str] = SUM) -> tuple[str, tuple[str, ...]]:
    """The month (with its year, if told) or the stage that a header names, and its other words but those `beside`; "" where it names none,
    or several months."""
    if dated := _DATED.fullmatch(text.strip()):
        return f"{_NAMES[int(dated[2]) - 1].capitalize()} {dated[1]}", ()
    if stage := _STAGE.search(text):
        rest = tokens(text[: stage.start()] + " " + text[stage.end() :])
        named = stage[0]
    else:
        words = tokens(text)
        months = [word for word in words if word in _SPELT]
        rest = tuple(word for word in words if word not in _SPELT)
        years = [word[-2:] for word in rest if re.fullmatch(r"20\d\d|\d\d", word)]
        named = " ".join([_NAMES[_SPELT[months[0]] - 1].capitalize(), *(f"20{y}" for y in years[:1])]) if len(months) == 1 else ""
    return named, tuple(word for word in rest if not _BESIDE.fullmatch(word) and word not in beside)


def _is_stage(text: str) -> bool:
    """Whether a header is that of a stage, or of the money of several months."""
    return bool(_STAGE.match(text) or _SPAN.match(text))


def find_months(
    headings: Sequence[Heading],
    cells: Mapping[int, Sequence[str]],
    vocabulary: Vocabulary,
    spoken: Callable[[int], bool] = lambda _: False,
) -> dict[int, str]:
    """Columns that each stand for a month, in order, with its name (and year, if told): two or more whose cells are sums, ticks, days, or
    words of a status (`spoken`)."""
    found: dict[int, str] = {}
    numbered = _numbered(headings)
    for column, heading in enumerate(headings):
        staged = _month_of_stage(heading)
        if not numbered.get(column) and not staged and not _month_of(heading, SUM | _DAY_WORDS):
            continue
        filled = [cell.strip() for cell in cells[column] if cell.strip() not in ("", "-")]
        days = bool(filled) and are_days(filled)
        named = numbered.get(column) or _month_of(heading, SUM | _DAY_WORDS if days else SUM) or (staged if days else "")
        sums = all(map(is_money, filled)) or in_thousands(filled)
        if named and (days or sums or is_ticked(filled, vocabulary) or spoken(column)):
            found[column] = named
    return (
        found
        if len(set(found.values())) == len(found) > 1
        and len(found) <= len(_NAMES)
        and any(cell.strip() for c in found for cell in cells[c])
        else {}
    )


def one_month(headings: Sequence[Heading], columns: Iterable[int], cells: Callable[[int], Sequence[str]]) -> dict[int, str]:
    """Of some columns the one that is headed by a month alone and holds its money (`FEB` in the list of February); else empty."""
    named = {c: name for c in sorted(columns) if (name := _month_of(headings[c], SUM))}
    held = {c: [cell for cell in cells(c) if cell.strip() not in ("", "-")] for c in named}
    found = {c: name for c, name in named.items() if len(held[c]) >= _ENOUGH and all(_rupiah(cell) >= _LEAST_SUM for cell in held[c])}
    return found if len(found) == len(named) == 1 and all(is_money(cell) for c in found for cell in held[c]) else {}


def _month_of(heading: Heading, beside: frozenset[str]) -> str:
    """The month that a header, or the row of it nearest to the data, names without any word but those `beside`; "" where none."""
    said = [(*period_in(text, beside), text) for text in (heading.readings[-1], heading.text)]
    told = [named for named, rest, text in said if named and not rest and not _STAGE.search(text)]
    return max(told, key=len, default="")  # with its year, where a row above names it


def _month_of_stage(heading: Heading) -> str:
    """The one month that a stage is in a header ("Tahap II (Mei)", as the cash aid of 2020 had them); "" where there is none."""
    text = heading.readings[-1]
    named, rest = period_in(_STAGE.sub(" ", text), SUM | _DAY_WORDS)
    return named if _STAGE.search(text) and not rest and not _STAGE.search(named) else ""


def _numbered(headings: Sequence[Heading]) -> dict[int, str]:
    """Columns headed by the numbers of months (`Bulan 1`, `Bulan 2`, …): more than the three of a stage, from the first one on."""
    said = {c: int(match[1]) for c, heading in enumerate(headings) if (match := _NUMBERED.fullmatch(heading.text.strip()))}
    whole = list(said.values()) == list(range(1, len(said) + 1))
    return {c: _NAMES[n - 1].capitalize() for c, n in said.items()} if whole and _OF_A_STAGE < len(said) <= len(_NAMES) else {}


def find_stages(headings: Sequence[Heading], cells: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Columns that each hold the money of a stage (`Tahap 1 (Jan-Mar)`), in order, with that header: two or more."""
    found: dict[int, str] = {}
    for column, heading in enumerate(headings):
        if not _is_stage(heading.readings[-1].strip()):
            continue
        filled = [cell.strip() for cell in cells[column] if cell.strip() not in ("", "-")]
        if filled and all(map(is_money, filled)):
            found[column] = " ".join(heading.readings[-1].split())
    return found if 1 < len(found) <= _MOST_STAGES else {}


def month_runs(
    months: Mapping[int, str],
    amount: int | None,
    title: str,
    headings: Sequence[Heading],
    cells: Mapping[int, Sequence[str]],
    vocabulary: Vocabulary,
) -> dict[str, Run]:
    """`period` and `amount` of columns of months. Where months are ticked only, `amount` is the list's column of a sum, or else the title
    says what one month is ("Rp 300.000 per bulan"); a tick is then the `state` too, unless the title calls the list a plan."""
    columns, names = tuple(months), tuple(months.values())
    if any(map(_is_stage, names)):
        begun = {c: name for c, name in months.items() if any(map(_rupiah, cells[c]))}  # zeros alone: nobody was paid yet
        return {name: Run(tuple(begun), tuple(begun.values()), name, stages=True) for name in ("period", "amount") if begun}
    period = Run(columns, names, "period", quarters=() if _OF_VILLAGES.search(title) else usual_quarters(months, cells))
    days = tuple(c for c in columns if are_days([cell.strip() for cell in cells[c] if cell.strip() not in _UNSAID]))
    if not all(c in days or is_ticked(cells[c], vocabulary) for c in columns):
        return {"period": period, "amount": Run(columns, names, "amount")}
    found = {"period": period} if _PLAN.search(title) else {"period": period, "state": Run(columns, names, "state")}
    found |= {"paid_on": Run(columns, names, "paid_on")} if len(days) == len(columns) else {}
    if amount is not None:
        return {**found, "amount": Run(columns, names, "amount", amount, _is_one_month(amount, columns, headings, cells))}
    each = a_month(title) or _each_tick(title, columns, cells)
    return {**found, "amount": Run(columns, names, "amount", rupiah=each)} if each else found


def a_month(text: str) -> int:
    """What a title says that one month is ("Rp 300.000 per bulan"); 0 where it says nothing."""
    said = _A_MONTH.search(text)
    return _rupiah(said[1]) if said else 0


def of_one_month(heading: Heading) -> bool:
    """Whether a header of money says that it is one month's."""
    return bool({"bulan", "bln", "perbulan"} & set(tokens(heading.text)))


def usual_quarters(months: Mapping[int, str], cells: Mapping[int, Sequence[str]]) -> tuple[tuple[int, int], ...]:
    """First and last place, among columns of months, of each quarter of which nearly every row that was paid any of it was paid all."""
    numbers = [_SPELT.get(name.split(" ")[0].lower(), 0) for name in months.values()]
    filled = [[cell.strip().lower() not in NOTHING for cell in cells[c]] for c in months]
    out = []
    for at, number in enumerate(numbers):
        if number % 3 == 1 and numbers[at : at + 3] == [number, number + 1, number + 2]:
            paid = [sum(row) for row in zip(*filled[at : at + 3], strict=True) if any(row)]
            if len(paid) >= _ENOUGH and sum(n == 3 for n in paid) >= _NEARLY_ALL * len(paid):
                out.append((at, at + 2))
    return tuple(out)


def _is_one_month(amount: int, columns: Sequence[int], headings: Sequence[Heading], cells: Mapping[int, Sequence[str]]) -> bool:
    """Whether a sum beside ticked months is that of one month: its header says so, or it is too small to be that of them all."""
    of_a_stage = {"per", "tiap", "setiap"} & set(words := tokens(headings[amount].text)) and {"tahap", "thp"} & set(words)
    if of_one_month(headings[amount]) or (of_a_stage and all(_month_of_stage(headings[c]) for c in columns)):
        return True
    return _too_small_for_all([_rupiah(cell) for cell in cells[amount]], columns, cells)


def _each_tick(title: str, columns: Sequence[int], cells: Mapping[int, Sequence[str]]) -> int:
    """What a title says that each tick is ("√ = sudah diterima @ Rp 300.000"): its one sum, where it is too small to be that of all months
    ticked in a row; 0 where it says none."""
    said = {_rupiah(found[1]) for found in _EACH.finditer(title)}
    each = said.pop() if len(said) == 1 else 0
    return each if each and _too_small_for_all([each] * len(cells[columns[0]]), columns, cells) else 0


def _too_small_for_all(sums: Sequence[int], columns: Sequence[int], cells: Mapping[int, Sequence[str]]) -> bool:
    """Whether the sums of most rows are less than any programme pays for the months ticked in them."""
    ticks = [sum(cells[c][row].strip().lower() not in NOTHING for c in columns) for row in range(len(sums))]
    each = sorted(total / number for total, number in zip(sums, ticks, strict=True) if number)
    return bool(each) and each[len(each) // 2] < _LEAST_A_MONTH
