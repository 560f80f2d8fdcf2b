"""Columns that say one thing twice, as it was and as it is: what was corrected (`NIK Lama | NIK Baru`, `Nominal Semula | Seharusnya`), and
the desils of several quarters.

Reach for it once headers have their fields. The invariants: of an old and a new column the new one counts, the old one fills its blanks
(but not with the NIK of who held the card before); of desils of several times none is chosen here, for what a file is read for is not known
yet (`desil:1`, `desil:2`, …: `standardise`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.columns.headers import Heading, at_column, key, meaning, tokens
from pipeline.read.columns.month_columns import is_period
from pipeline.read.columns.recognise import are_sums
from pipeline.read.columns.together import Join
from pipeline.read.refusal import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Vocabulary
    from pipeline.read.columns.samples import Columns, Samples

_RENEWED = frozenset({"nik", "no_kk", "name", "account", "card", "address", "birth_date", "village_name", "rt", "rw", "desil"})
_OF_HOLDER = frozenset({"nik", "birth_date"})
"""What goes with a person: of a card with an old and a new holder the new one's blank stays blank."""
_CORRECTED = frozenset({"amount", "amount_received", "paid_on"})
"""Fields of a payment that both columns may claim: one of them says what was wrong."""
_OLD = frozenset({"lama", "sebelum", "sebelumnya", "semula", "awal", "asal", "salah", "tertulis", "terdahulu"})
_NEW = frozenset(
    {"baru", "sesudah", "setelah", "menjadi", "terbaru", "terkini", "perbaikan", "benar", "seharusnya", "sekarang", "koreksi", "pembetulan"}
)
_MADE_BY = frozenset({"ralat", "koreksi", "perbaikan", "pembetulan", "revisi", "yang", "di"})
"""What made a thing new ("Jumlah setelah ralat"): no word of the thing."""


def renewed(headings: Sequence[Heading], vocabulary: Vocabulary, samples: Samples, found: Columns) -> None:
    """What was corrected in a list that has both: the new cell, the old one where there is none. Columns that say no more than old and
    new (`Semula | Menjadi`) are of money where their cells are."""
    said: dict[str, dict[bool, list[int]]] = {}
    for column, heading in enumerate(headings):
        words = tokens(heading.text)
        when = {word for word in words if word in _OLD | _NEW}
        old = when & _OLD
        if not when or (old and when - _MADE_BY - old):
            continue
        name = _bare(tuple(word for word in words if word not in when | _MADE_BY), vocabulary, samples, column)
        if name in _RENEWED | _CORRECTED:
            said.setdefault(name, {}).setdefault(not old, []).append(column)
    named = said.get("name", {})
    holders = (named[True][0], named[False][0]) if {when: len(columns) for when, columns in named.items()} == {True: 1, False: 1} else ()
    for name, columns in said.items():
        before, after = columns.get(False, []), columns.get(True, [])
        if len(before) == len(after) == 1 and _is_free(name, (*before, *after), headings, found):
            found.twice.pop(name, None)
            of_holder = holders if name in _OF_HOLDER else ()
            found.fields[name], found.joins[name] = after[0], Join((after[0], before[0]), holders=of_holder)
            texts = [shown(headings[c].text) for c in (after[0], before[0])]
            only = " bila namanya tidak diganti" if of_holder else ""
            found.notes.append(f"Kolom '{texts[0]}' dipakai; sel kosongnya diisi dari kolom '{texts[1]}'{only}.")


def _bare(words: tuple[str, ...], vocabulary: Vocabulary, samples: Samples, column: int) -> str:
    """The one field that a header means without the words for old and new; "" for none, or several."""
    if not words or words == ("jumlah",):
        cells = [cell for cell in samples.column(column) if cell.strip()]
        return "amount" if cells and are_sums(cells) else ""
    bare = meaning(Heading(" ".join(words)), vocabulary)
    return bare.fields[0] if bare is not None and len(bare.fields) == 1 else ""


def _is_free(name: str, columns: Sequence[int], headings: Sequence[Heading], found: Columns) -> bool:
    """Whether no third column has a field already, or claims it as well."""
    if name in _CORRECTED and name in found.fields:
        return found.fields[name] in columns
    claims = set(found.twice.get(name, ()))
    mine = {at_column(headings, c) for c in columns}
    return name not in found.fields and (name in _CORRECTED or name == "desil" or claims <= mine)


def desils_by_time(group: Sequence[int], headings: Sequence[Heading]) -> tuple[int, ...]:
    """The columns of desils in the order of the list, where each header names another month or quarter; else none."""
    times = [" ".join(word for word in tokens(headings[c].text) if word != "desil") for c in group]
    return tuple(group) if len({key(time) for time in times}) == len(group) and all(map(is_period, times)) else ()


def place_desils_by_time(columns: Sequence[int], headings: Sequence[Heading], found: Columns) -> None:
    """All of them as `desil:1`, `desil:2`, …; the last one as the desil until the month is known."""
    found.fields |= {f"desil:{n}": column for n, column in enumerate(columns, 1)}
    found.fields["desil"] = columns[-1]
    told = ", ".join(f"'{shown(headings[c].text)}'" for c in columns)
    found.notes.append(f"Desil tiap waktu ({told}): yang berlaku pada bulan berkas dipakai.")
