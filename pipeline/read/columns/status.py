"""What a column of a status tells: what became of the money, what a visit found, the standing in a registry, who lives, or a sum.

Reach for it once headers are assigned: a header (`Hasil`, `Keadaan`, `Status`) rarely says which of them it is; the words in its cells
and the marks beside it do. One decision, in `meant`; nothing is moved onto a field that the list has already.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import spelt_out
from pipeline.read.columns.marks import ASKED, BANKED, VISIT, ticked
from pipeline.read.columns.recognise import is_money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.read.columns.headers import Assignment, Heading, Vocabulary, Words

_MONTH = re.compile(r"20\d\d[-/.]?(?:0[1-9]|1[0-2])(?:[-/.]?(?:0[1-9]|[12]\d|3[01]))?(?:\.0)?")
"""A month or a day in digits alone (202505), which is no sum."""
_AT_HOME = re.compile(
    r"(?i)(?:masih |msh )?(?:(?:tinggal|hidup) (?:ber)?sama|tinggal serumah|serumah|satu rumah|tinggal di (?:ruta|rumah)|menetap|anggota)\b"
)
"""How registries call a member who lives with the family (Regsosek 404, code 1)."""
BOXES = frozenset({"☐", "□", "[ ]", "[]"})
"""Boxes that nobody ticked."""
CROSSES = frozenset({"û", "ý", "☒", "✗", "✘"}) | BOXES
"""Signs that say no; `û` and `ý` are crosses in Wingdings."""
_FALSE = frozenset({"0", "-", "false", "tidak"}) | CROSSES
_LISTED = frozenset({"relationship", "mother_name", "desil", "person_key", "family_key", "birth_place"})
_PAID_BESIDE = frozenset({"period", "month", "programme", "visited_on", *BANKED})


def meant(said: str, cells: Sequence[str], have: set[str], patterns: Mapping[str, Words]) -> str:
    """The field that a column taken for `said` really is, by its filled cells and the other fields `have`.

    Sums are money. Words of a payment are its state and words of a visit its result, whatever the header. A result without a mark of a
    visit is alive-or-dead where its words are; the state of a pay list or the standing in a registry where no survey uses them.
    """
    if not cells:
        return said
    if said in SUMS_ARE and (is_sums(cells) or (said in _TOLD_IN_THOUSANDS and in_thousands(cells))):
        return SUMS_ARE[said]
    if said == "received" and _sums_among_words(cells):
        return "amount_received"
    if said == "received" and sum(bool(patterns["programme"].fullmatch(cell)) for cell in cells) >= 0.9 * len(cells):
        return "programme"
    counts = Counter(cells)
    fits = {
        name: sum(n for cell, n in counts.items() if patterns[name].fullmatch(cell)) / len(cells)
        for name in ("state", "result", "deceased")
    }
    met = have & VISIT - {"visited_on"}
    alive = fits["deceased"] == 1 and any("hidup" in cell.lower() for cell in cells)
    if said == "registry_status":
        return "deceased" if alive else said
    if said == "note":
        found = "result" not in have and fits["result"] >= 0.9 and have & VISIT and not have & BANKED
        return "result" if found else "state" if "amount" in have and not met and fits["state"] >= 0.9 else said
    if said not in _SWAPPED:
        return said
    if fits[_SWAPPED[said]] >= 0.9 and fits[said] <= 0.5:
        return _SWAPPED[said]
    alive = alive or _of_members(counts, have)
    return _unvisited(have, fits, alive=alive) if said == "result" and not ticked(have) else said


def _of_members(counts: Mapping[str, int], have: set[str]) -> bool:
    """Whether a status says of each member of the families of a list where he lives (`Tinggal bersama`, `Meninggal`), as registries do."""
    members = {"relationship", "no_kk"} <= have and bool(have & {"birth_date", "sex", "occupation"})
    at_home = sum(n for cell, n in counts.items() if _AT_HOME.match(cell))
    return members and at_home >= 0.5 * sum(counts.values())


def _unvisited(have: set[str], fits: Mapping[str, float], *, alive: bool) -> str:
    """What a result is in a list that bears no other mark of a visit; "result" where one is there. Money received beside a bank's numbers
    is money handed over."""
    bank = have & (BANKED | {"period"})
    if "amount" in have and bank and not have & VISIT and fits["result"] <= 0.5:
        return "state"
    spent = ASKED if len(bank) > 1 else frozenset[str]()
    if have & VISIT - {"visited_on"} - spent:
        return "result"
    paid = have & (spent | {"amount"}) and have & _PAID_BESIDE
    if alive and not paid:
        return "deceased"
    if fits["result"] >= 0.5:
        return "result"
    return "state" if paid else "registry_status" if len(have & _LISTED) > 1 else "result"


_SWAPPED = {"result": "state", "state": "result"}
SUMS_ARE = {
    "received": "amount_received",
    "state": "amount",
    "result": "amount",
    "programme": "amount",
    "month": "amount",
    "period": "amount",
}
"""What a column of sums is whose header, read as words, would be another field (`Salur (Rp)`, `Uang diterima (Rp)`)."""
STATUSES = ("received", "programme", "month", "period", "note", "result", "state", "registry_status")
"""Fields whose column may be another, in the order in which they are asked."""


_THOUSANDS = re.compile(r"0|[1-9]\d{1,6}[05]")
_TOLD_IN_THOUSANDS = frozenset({"received", "state", "result", "programme"})


def is_sums(cells: Sequence[str]) -> bool:
    """Whether cells are sums of money and no codes."""
    return any(len(cell) > 3 for cell in cells) and all(map(is_money, cells)) and not all(map(_MONTH.fullmatch, cells))


def in_thousands(cells: Sequence[str]) -> bool:
    """Whether cells are sums told in thousands: 600, 450, 1200. Codes have fewer digits."""
    plain = [cell.removesuffix(".0") for cell in cells]
    return any(len(cell) > 2 for cell in plain) and all(map(_THOUSANDS.fullmatch, plain))


def _sums_among_words(cells: Sequence[str]) -> bool:
    """Whether cells are sums of money and words that answer in their place: 600000, 600 rb, belum, tidak dapat."""
    sums = [cell for cell in cells if (is_money(cell) and len(cell) > 3) or _SPOKEN.fullmatch(cell)]
    words = [cell for cell in cells if not any(letter.isdigit() for letter in cell)]
    return 4 * len(sums) >= len(cells) and len(sums) + len(words) == len(cells)


_SPOKEN = re.compile(r"(?i)(?:rp\.?\s*)?\d{1,3}(?:[.,]\d{1,3})?\s*(?:rb|ribu|jt|juta)\b\s*(?:rupiah)?")


def is_ticked(cells: Iterable[str], vocabulary: Vocabulary) -> bool:
    """Whether a column holds ticks and blanks only, or one letter that ticks in a font of signs (`P` in Wingdings 2, `a` in Webdings)."""
    said = {v.strip() for v in cells if v.strip()} - BOXES
    return {v.lower() for v in said} in _SIGNS or all(vocabulary.values["tick"].fullmatch(v) for v in said)


_SIGNS = ({"p"}, {"r"}, {"a"})


_OF_PAYMENT = re.compile(r"\b(?:bayar|pembayaran|salur|penyaluran|cair|pencairan|realisasi|transaksi|transfer)\b")


def _answer(heading: Heading) -> str:
    """What a header says, in full: the yes or no beneath a title of payments (`Pembayaran | Dibayar, Tidak`) is one of payment."""
    word = spelt_out(heading.readings[-1])
    group = spelt_out(heading.text).removesuffix(word)
    return {"tidak": "tidak dibayar", "ya": "sudah dibayar"}.get(word, word) if _OF_PAYMENT.search(group) else word


def ticked_states(
    assignment: Assignment, headings: Sequence[Heading], cells: Mapping[int, Sequence[str]], vocabulary: Vocabulary
) -> dict[int, str]:
    """Columns that are ticked where the money went the way their header says (`Sudah Diambil`, `Tdk Terbayar`), with that word.

    `cells`: those of every column. Columns of one matter only: none is ticked beside another in one row.
    """
    taken = {c for name, c in assignment.columns.items() if name.startswith(("result_tick:", "programme_flag:")) or name == "deceased"}
    words: dict[int, str] = {}
    for column, heading in enumerate(headings):
        word = _answer(heading) if heading.text and column not in taken else ""
        if not word:
            continue
        if not vocabulary.values["state"].fullmatch(word) and (word not in ("sudah", "belum") or len(heading.readings) < 2):
            continue
        filled = [cell.strip().lower() for cell in cells[column] if cell.strip()]
        if set(filled) - _FALSE and is_ticked(set(filled) - {"-"}, vocabulary):
            words[column] = word
    rows = zip(*(cells[column] for column in words), strict=True)
    alone = all(sum(cell.strip().lower() not in {"", *_FALSE} for cell in row) <= 1 for row in rows)
    return words if alone else {}
