"""One row that stands for several payments: money in a column for each programme, or months paid with gaps between them.

Reach for it while the columns of one table are settled (`by_programme`) and when its rows are cut out (`spread`). The invariants: a row
gives at least one row; a programme whose cell is blank, a dash or zero is claimed only where a status of its own says something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, meaning, tokens
from pipeline.read.columns.month_columns import SUM, Run, is_period, period_in
from pipeline.read.columns.recognise import are_days, are_sums

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.headers import Assignment, Vocabulary
    from pipeline.read.columns.samples import Columns, Samples

_OWN = ("amount", "state", "state_note", "paid_on", "payer", "component", "card", "card_state", "account", "period")
"""What a column of a programme may say of its payment."""
_PAYERS, _BANK = (
    frozenset({"bri", "bni", "btn", "bsi", "bsb", "mandiri", "pos", "himbara"}),
    frozenset({"bank", "pt", "kantor", "penyalur"}),
)
_OTHER = frozenset(
    {"lain", "lainnya", "selain", "pernah", "dulu", "sebelumnya", "usulan", "hak", "seharusnya", "kuota", "selisih", "kurang"}
)
UNSAID = ("", "-", "--", "0", "0.0", "0,00", "rp0", "rp 0", "rp -", "rp0,-", "rp 0,-", "rp-", "nihil", "null", "none")
NO_PART = r"^(?:tidak|tdk|t|n|no|bukan\b.*|non[- ]?(?:kpm|peserta|penerima).*|tidak (?:ada|terdaftar|menerima program).*)$"
"""Cells that say nothing of a programme's payment, and how one says that somebody has no part in it."""
_FITTING = 0.9
"""Share of the rows in which a column of a sum must be that of the programmes beside it."""


@dataclass(frozen=True)
class Payment:
    """A programme's payment (of one month or stage, where its money stands by these; "": the list's programme): the columns of its own
    fields."""

    programme: str
    columns: Mapping[str, int]
    period: str = ""
    payer: str = ""  # as the headers name it: `SEMBAKO (BRI)`

    def cells(self) -> dict[str, pl.Expr]:
        """Its fields."""
        said = {
            **({"programme": pl.lit(self.programme)} if self.programme else {}),
            **({"period": pl.lit(self.period)} if self.period else {}),
        }
        said |= {"payer": pl.lit(self.payer)} if self.payer else {}
        return said | {name: pl.col(f"c{column}") for name, column in self.columns.items()}

    def claimed(self) -> pl.Expr:
        """Whether a row says anything of this payment."""
        plain = {name: pl.col(f"c{c}").fill_null("").str.strip_chars().str.to_lowercase() for name, c in self.columns.items()}
        if "amount" not in plain:
            return pl.any_horizontal(cell != "" for cell in plain.values())
        said = ~plain["amount"].is_in(UNSAID)
        if "state" in plain:
            said |= ~plain["state"].is_in(UNSAID) & ~plain["state"].str.contains(NO_PART)
        return said


def by_programme(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, assignment: Assignment) -> list[Payment]:
    """Payments of columns that each hold the money of one programme (`PKH (Rp) | SEMBAKO (Rp)`; `PKH | Nominal, Status`), with the
    columns of its status, day or payer; empty where the list says programme and money otherwise."""
    mine: dict[str, dict[int, tuple[str, ...]]] = {}
    for column, heading in enumerate(headings):
        named = programme_in(heading, vocabulary)
        if named is not None:
            mine.setdefault(named[0], {})[column] = named[1]
    found = [payment for code, columns in mine.items() for payment in _of_one(code, columns, samples, vocabulary)]
    taken = {c for payment in found for c in payment.columns.values()}
    rest = {name: c for name, c in assignment.columns.items() if c not in taken}
    if len({payment.programme for payment in found}) < 2:
        return [] if len(found) != 1 or found[0].period or {"amount", "programme"} & rest.keys() else found
    if "amount" in rest and not _sums(samples.column(rest["amount"]), [samples.column(p.columns["amount"]) for p in found]):
        return []
    return found


def by_period(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary) -> list[Payment]:
    """Payments of columns that tell of a month or stage its money and besides its status or day (`April | Nominal, Tanggal`, `Mei | …`);
    empty where fewer than two are told so."""
    told: dict[str, dict[str, int]] = {}
    for column, heading in enumerate(headings):
        named, words = period_in(heading.text)
        filled = [cell for cell in (c.strip() for c in samples.column(column)) if cell not in ("", "-", "--")] if named else []
        if not filled:
            continue
        sums = are_sums(filled)
        name = "amount" if sums and not words else next((n for n in _OWN[1:] if n in _fields(words, vocabulary)), "")
        name = "paid_on" if not sums and are_days(filled) else name
        if name and name in told.setdefault(named, {}):
            return []
        told.setdefault(named, {}).update({name: column} if name else {})
    told = {named: columns for named, columns in told.items() if columns}
    if len(told) < 2 or not all("amount" in columns and len(columns) > 1 for columns in told.values()):
        return []
    return [Payment("", columns, named) for named, columns in told.items()]


def programme_in(heading: Heading, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]] | None:
    """The one programme that a header names, and its other words; None where it names none, several, or somebody else's."""
    words = tokens(heading.text)
    codes: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        size = next((n for n in range(4, 0, -1) if tuple(words[at : at + n]) in vocabulary.programmes), 0)
        if size:
            codes.append(vocabulary.programmes[tuple(words[at : at + size])])
        else:
            rest.append(words[at])
        at += size or 1
    return (codes[0], tuple(rest)) if len(set(codes)) == 1 and not _OTHER & set(rest) else None


def _of_one(code: str, columns: Mapping[int, tuple[str, ...]], samples: Samples, vocabulary: Vocabulary) -> list[Payment]:
    """The payments of one programme: one, or one a month or stage; none where it is not clear which column holds its money."""
    sums: dict[int, str] = {}
    said: dict[str, int] = {}
    payers = {word for words in columns.values() for word in words if word in _PAYERS}
    for column, heading in columns.items():
        words = tuple(word for word in heading if word not in _PAYERS and word not in _BANK)
        filled = [cell for cell in (c.strip() for c in samples.column(column)) if cell not in ("", "-", "--")]
        named = [word for word in words if word not in SUM]
        label = " ".join(named) if is_period(" ".join(named)) else ""
        fields = _fields(words, vocabulary)
        if are_sums(filled) and (not named or label or "amount" in fields):
            sums[column] = label
        else:
            name = "paid_on" if filled and are_days(filled) else next((name for name in _OWN[1:] if name in fields), "")
            if name and name not in said and filled:
                said[name] = column
    if len(sums) > 1 and (not all(sums.values()) or len(set(sums.values())) < len(sums)):
        return []
    own = said if len(sums) == 1 else {}
    payer = payers.pop().upper() if len(payers) == 1 and "payer" not in own else ""
    return [Payment(code, {"amount": column, **own}, label, payer) for column, label in sums.items()]


def _fields(words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the words beside a programme's name mean."""
    found = meaning(Heading(" ".join(words)), vocabulary) if words else None
    return found.fields if found is not None else ()


def _sums(totals: Sequence[str], parts: Sequence[Sequence[str]]) -> bool:
    """Whether a column is the sum of others, row by row."""
    rows = [(rupiah(total), sum(map(rupiah, cells))) for total, *cells in zip(totals, *parts, strict=True)]
    filled = [(total, summed) for total, summed in rows if total or summed]
    return sum(total == summed for total, summed in filled) >= _FITTING * len(filled)


def rupiah(text: str) -> int:
    """A sum of money as written, in whole rupiah; 0 where it is none."""
    plain = re.sub(r"[.,]\d{1,2}$|,-$", "", text.strip())
    return int(re.sub(r"\D", "", plain) or 0)


def place_payments(payments: Sequence[Payment], headings: Sequence[Heading], found: Columns) -> None:
    """The fields of a list whose rows are paid for several programmes."""
    if not payments:
        return
    found.payments = tuple(payments)
    for payment in reversed(payments):
        found.fields |= payment.columns
    told = ", ".join(f"'{' '.join(headings[p.columns['amount']].text.split())}'" for p in payments)
    each = "program" if payments[0].programme else "bulan atau tahap"
    found.notes.append(f"Kolom {told} dibaca sebagai uang tiap {each}: satu baris dapat menjadi beberapa pembayaran.")


def spread(frame: pl.DataFrame, found: Columns) -> pl.DataFrame:
    """Rows of columns `c<index>` as fields, `source_row` first; a row of several payments as often as it has payments, in their order."""
    cells = {name: pl.col(f"c{c}") for name, c in found.fields.items()} | {name: join.value() for name, join in found.joins.items()}
    parts = _of_programmes(found.payments) or _of_answers(found.asked) or _of_months(found)
    if not parts:
        return frame.select("source_row", *(cell.alias(name) for name, cell in cells.items()))
    shared = {name: cell for name, cell in cells.items() if name not in parts[0][1]}
    made = [
        frame.filter(claimed).select("source_row", *(cell.alias(name) for name, cell in {**shared, **own}.items()))
        for claimed, own in parts
    ]
    return pl.concat(made).sort("source_row", maintain_order=True)


_Part = tuple[pl.Expr, dict[str, pl.Expr]]


def _of_programmes(payments: Sequence[Payment]) -> list[_Part]:
    """Which rows claim each payment, and its fields; last the rows that claim none: with nothing paid under the
    programme whose cell is a zero where another's is blank, else under no programme."""
    own = dict.fromkeys((name for payment in payments for name in payment.cells()), pl.lit(None, dtype=pl.String))
    if len(payments) < 2:
        return [(pl.lit(value=True), payment.cells()) for payment in payments]
    parts = [(payment.claimed(), own | payment.cells()) for payment in payments]
    none = ~pl.any_horizontal(claimed for claimed, _ in parts)
    sums = {n: pl.col(f"c{payment.columns['amount']}") for n, payment in enumerate(payments) if "amount" in payment.columns}
    plain = {n: cell.fill_null("").str.strip_chars().str.to_lowercase() for n, cell in sums.items()}
    apart = none & pl.any_horizontal(pl.lit(value=False), *(cell == "" for cell in plain.values()))
    nothing = [(apart & cell.is_in(UNSAID) & cell.str.contains(r"0"), parts[n][1]) for n, cell in plain.items()]
    rest = none & ~pl.any_horizontal(pl.lit(value=False), *(zero for zero, _ in nothing))
    return [*parts, *nothing, (rest, own | {"amount": pl.lit("0")})]


def _of_answers(asked: Sequence[Payment]) -> list[_Part]:
    """What a visit found, for every programme, and again with the answers for each programme that it asked about and got one for."""
    if not asked:
        return []
    own = dict.fromkeys((name for one in asked for name in one.cells()), pl.lit(None, dtype=pl.String))
    return [(pl.lit(value=True), own), *((one.claimed(), own | one.cells()) for one in asked)]


def _of_months(found: Columns) -> list[_Part]:
    """The first, second, … payment of rows whose months paid have gaps; none where no row can have a second one."""
    runs = {name: join for name, join in found.joins.items() if isinstance(join, Run)}
    most = max((run.most for run in runs.values()), default=1)
    if most < 2:
        return []
    parts: list[_Part] = [(pl.lit(value=True), {name: run.value() for name, run in runs.items()})]
    for number in range(1, most):
        further = pl.any_horizontal(run.holds(number) for run in runs.values())
        parts.append((further, {name: run.value(number) for name, run in runs.items()}))
    return parts
