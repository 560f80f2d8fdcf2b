"""Several columns that say one thing: which one leads, which fill its blanks, and what a code of whereabouts means.

Reach for it while the columns of one table are settled. Nothing is summed or mixed: a cell of the result is always the cell
of one column, except that Regsosek's codes of whereabouts become words where they stand beside another column of deaths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as default
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.headers import Heading, tokens
from pipeline.read.columns.marks import STANDING, visited
from pipeline.read.refusal import shown
from schemas.codes import ALIVE, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


FILLABLE = frozenset(
    (
        *("deceased", "deceased_on", "event_on", "phone", "note", "state_note", "mother_name", "address", "hamlet"),
        *("birth_place", "enumerator", "occupation", "disability", "marital_status"),
    )
)
"""Fields of which a second column may fill the first one's blanks; of any other field the first column alone counts."""

REGSOSEK_404 = {"1": "DITEMUI", "2": "MENINGGAL", "3": "PINDAH", "4": "PINDAH", "5": "DITEMUI", "6": "TIDAK DITEMUKAN"}
"""Whereabouts of a member, Regsosek 2022 question 404 (DOMAIN §1.6): 1 here, 2 dead, 3 and 4 moved, 5 new, 6 not found."""
_ALIVE_OR_DEAD = {"1": "HIDUP", "2": "MENINGGAL", "3": "HIDUP", "4": "HIDUP", "5": "HIDUP", "6": ""}
_BLANK = ("", "-", "--", ".", "null", "none", "n/a", "nan")
_NO = ("0", "false", "tidak", "û", "ý", "☒", "✗", "✘", "☐", "□", "[ ]", "[]")
_NOTHING = ("0", "0.0", "0,0", "0.00", "0,00")
_DEATH = r"(?i)\b(meninggal|wafat)\b"
_CODE = re.compile(r"0?[1-6](?:\.0)?")
_MEMBER = frozenset({"art", "anggota", "404"})
_NOT_SURVEY = STANDING - {"deceased", "mother_name"} | {"state", "paid_on", "amount"}


@dataclass(frozen=True)
class Join:
    """One field of several columns, best first. `codes` turns the last one's codes into words; its deaths outrank, if `death_wins`;
    `words` are what a tick in each column stands for."""

    columns: tuple[int, ...]
    codes: Mapping[str, str] = default(default_factory=dict)
    death_wins: bool = False
    words: Mapping[int, str] = default(default_factory=dict)
    parted: str = ""  # what stands between the columns where each holds a part (day, month, year); of a name (" ") one may be blank
    nothing_is_blank: bool = False  # a sum of nothing is filled too
    counted: Mapping[int, str] = default(default_factory=dict)  # what each column counts: "2 BALITA + 1 SD"
    holders: tuple[int, ...] = ()  # the names of who holds a card now and before: the last column is of somebody else where they differ

    def value(self) -> pl.Expr:
        """The cell that counts, of columns named `c<index>`."""
        if self.parted:
            parts = [pl.col(f"c{c}").str.strip_chars().str.strip_suffix(".0") for c in self.columns]
            return pl.concat_str(parts, separator=self.parted, ignore_nulls=self.parted == " ").str.strip_chars().replace("", None)
        if self.counted:
            counts = [pl.when(_is_tick(c)).then(pl.concat_str(_count(c), pl.lit(f" {word}"))) for c, word in self.counted.items()]
            return pl.concat_str(counts, separator=" + ", ignore_nulls=True).replace("", None)
        if self.words:
            return pl.coalesce(pl.when(_is_tick(column)).then(pl.lit(word)) for column, word in self.words.items())
        blank = (*_BLANK, *_NOTHING) if self.nothing_is_blank else _BLANK
        cells: list[pl.Expr] = [
            pl.when(~pl.col(f"c{c}").str.strip_chars().str.to_lowercase().is_in(blank)).then(pl.col(f"c{c}")) for c in self.columns
        ]
        if self.codes:
            number = cells[-1].str.strip_chars().str.to_uppercase().str.replace(r"^0*([0-9]+?)(\.0+)?$", "$1")
            word = number.replace_strict(dict(self.codes), default=None, return_dtype=pl.String)
            cells[-1] = pl.coalesce(word, cells[-1])
        if self.holders:
            cells[-1] = pl.when(self.same_holder()).then(cells[-1])
        if self.death_wins:
            cells.insert(0, pl.when(cells[-1].str.contains(_DEATH)).then(cells[-1]))
        return pl.coalesce(cells)

    def same_holder(self) -> pl.Expr:
        """Whether who held the card before holds it still: the new name is blank or the same."""
        now, before = (pl.col(f"c{c}").fill_null("").str.to_uppercase().str.replace_all(r"[^A-Z]", "") for c in self.holders)
        return (now == "") | (now == before)


def _is_tick(column: int) -> pl.Expr:
    cell = pl.col(f"c{column}").str.strip_chars().str.to_lowercase()
    return ~cell.is_in([*_BLANK, *_NO])


def _count(column: int) -> pl.Expr:
    """The number in a cell; a tick counts one."""
    return pl.coalesce(pl.col(f"c{column}").str.extract(r"^\s*0*(\d+)(?:\.0+)?\s*$"), pl.lit("1"))


def filled_up(name: str, columns: Sequence[int], headers: Sequence[str]) -> Join:
    """Columns of one field, each filling the blanks of those before it; one that asks whether somebody still lives comes last, in words."""
    asking = [c for c, header in zip(columns, headers, strict=True) if name == "deceased" and {"masih", "hidup"} <= set(tokens(header))]
    if len(asking) != 1 or len(columns) == 1:
        return Join(tuple(columns))
    return Join((*(c for c in columns if c not in asking), *asking), ALIVE)


@dataclass(frozen=True)
class Whereabouts:
    """What a column of whereabouts (`keberadaan`) becomes: a field of its own, or a part of one; codes it is written in."""

    field: str = ""  # "": of no use
    join: Join | None = None
    hints: Mapping[str, str] = default(default_factory=dict)


def whereabouts(
    column: int,
    header: str,
    values: Sequence[str],
    fields: Mapping[str, int],
    kind: Kind | None,
    words: str = "",
    events: Sequence[str] = (),
) -> Whereabouts:
    """Place a column of whereabouts. In a survey: the result, or beside one a further finding; elsewhere: alive or dead.

    Codes are Regsosek's where the header speaks of a member, a 6 occurs, or the days of `events` stand beside 2 and never beside 1; other
    digits say nothing, unless the title (`words`) speaks of DTKS: they are the ministry's then, and `standardise` knows them.
    """
    said = {v.strip() for v in values if v.strip()}
    digits = bool(said) and all(_CODE.fullmatch(v) for v in said)
    of_member = bool(_MEMBER & set(tokens(header))) or bool(_BLOCK_FOUR.match(header))
    coded = digits and (of_member or any(v.strip("0.") == "6" for v in said) or _dated(values, events))
    ministry = digits and not coded and bool({"dtks", "mkdtks"} & set(tokens(words)))
    if digits and not coded and not ministry:
        return Whereabouts()
    have = set(fields)
    survey = kind is Kind.SURVEY if kind is not None else visited(have) or not have & _NOT_SURVEY
    if survey:
        return Whereabouts("finding:1" if "result" in have else "result", hints=REGSOSEK_404 if coded else {})
    if ministry:
        return Whereabouts()
    if "deceased" not in have:
        return Whereabouts("deceased", hints=_ALIVE_OR_DEAD if coded else {})
    return Whereabouts("deceased", Join((fields["deceased"], column), _ALIVE_OR_DEAD if coded else {}, death_wins=True))


_BLOCK_FOUR = re.compile(r"(?i)\s*[rb]?4\d\d\b|\s*[rb]4\d\d_")
"""Questions of the fourth block of the questionnaire, which asks of each member."""


def _dated(codes: Sequence[str], events: Sequence[str]) -> bool:
    """Whether days stand beside code 2 (twice at least) and none beside code 1: 2 is then a death and 1 a life, as in Regsosek."""
    beside = [code.strip().removesuffix(".0").lstrip("0") for code, event in zip(codes, events, strict=False) if re.search(r"\d", event)]
    return beside.count("2") > 1 and "1" not in beside


def money_paid(fields: dict[str, int], headings: Sequence[Heading]) -> tuple[str, Join | None]:
    """In a pay list without any mark of a visit, the money received is the money paid: where the list has no other, and beside what was due
    (`Jumlah Seharusnya | Potongan | Jumlah Diterima`), whose cells fill its blanks. A remark ("": none), and the columns of the money."""
    paid = fields.keys() & {"state", "paid_on"}
    if "amount_received" not in fields or not paid or visited(fields.keys() - {"amount_received", "visited_on"}):
        return "", None
    column = fields.pop("amount_received")
    if "amount" not in fields:
        fields["amount"] = column
        return "", None
    due, said = fields["amount"], [set(tokens(heading.text)) for heading in headings]
    if said[due] & _DUE or any(words & _CUT for words in said):
        fields["amount"] = column
        names = [shown(headings[c].text) for c in (column, due)]
        return f"Uang yang dibayar dibaca dari kolom '{names[0]}', bukan '{names[1]}'.", Join((column, due))
    return "Daftar bayar ini punya dua kolom uang; kolom uang diterima tidak dipakai.", None


_DUE = frozenset({"seharusnya", "hak", "haknya", "pagu", "alokasi", "ketetapan", "kotor", "bruto"})
_CUT = frozenset({"potongan", "pemotongan", "dipotong", "potong"})
"""Words of a header of money that was due, and of what was taken off it."""
