"""Visits that ask one thing of several programmes: whether PKH came and how much of it, whether Sembako came and how much of it.

Reach for it once a list is known to be one of visits. The invariants: an answer speaks of the programme in its own header; what was found
of the family (eligible, dead) is said of every programme, unless its own header asks whether she is eligible for one (`Layak PKH`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.columns.headers import Heading, meaning
from pipeline.read.columns.month_columns import SUM
from pipeline.read.columns.payments import Payment, programme_in
from pipeline.read.columns.recognise import are_sums
from pipeline.read.refusal import shown
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Vocabulary
    from pipeline.read.columns.samples import Columns, Samples

ASKED_OF_ONE = "dibaca untuk program"


def asked_of_one(group: Sequence[int], headings: Sequence[Heading], vocabulary: Vocabulary) -> tuple[str, int] | None:
    """Of columns that ask one thing of several programmes (`Terima PKH`, `Terima Sembako`): the programme that most headers of the list
    name (ties: the first column's), and its column; None where they do not name several, or one of them twice."""
    named = {c: said[0] for c, heading in enumerate(headings) if (said := programme_in(heading, vocabulary)) is not None}
    codes = [named.get(c, "") for c in group]
    if len(set(codes)) < len(codes) or not all(codes):
        return None
    return max(zip(codes, group, strict=True), key=lambda pair: (list(named.values()).count(pair[0]), -pair[1]))


def say_asked_of_one(code: str, column: int, group: Sequence[int], headings: Sequence[Heading]) -> str:
    """The sentence for the columns of other programmes, which are left unused."""
    others = ", ".join(f"'{shown(headings[c].text)}'" for c in group if c != column)
    return f"Kolom '{shown(headings[column].text)}' {ASKED_OF_ONE} {code}; kolom untuk program lain ({others}) tidak dipakai."


def asked_of_each(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """Give each programme its own answers, in a form that asks whether several came (`Terima PKH? | Jumlah PKH | Terima Sembako? | …`)."""
    told: dict[str, dict[str, int]] = {}
    for column, heading in enumerate(headings):
        named = programme_in(heading, vocabulary)
        said = _answers(named[1], samples.column(column), vocabulary) if named is not None else ""
        if named is not None and said:
            if said in told.setdefault(named[0], {}):
                return  # one programme is asked twice: nobody knows which counts
            told[named[0]][said] = column
    if len(told) < _SEVERAL or not any("received" in columns for columns in told.values()):
        return
    found.asked = tuple(Payment(code, columns) for code, columns in told.items())
    mine = {c for columns in told.values() for c in columns.values()}
    for name in ("received", "amount_received", "amount", "programme"):
        if found.fields.get(name) in mine:
            del found.fields[name]
    for one in reversed(found.asked):
        found.fields |= one.columns
    found.hints = {name: said for name, said in found.hints.items() if name != "programme"}
    found.notes = [note for note in found.notes if ASKED_OF_ONE not in note]
    found.notes.append(f"Satu baris menjawab untuk {len(told)} program ({', '.join(told)}); tiap jawaban dibaca untuk programnya sendiri.")


def fit_for_one(headings: Sequence[Heading], vocabulary: Vocabulary, found: Columns) -> None:
    """The programme of a form whose result says in its header for which one alone the family is eligible or not."""
    column = found.fields.get("result") if found.kind is Kind.SURVEY else None
    if column is None or "programme" in found.fields or "programme" in found.hints or found.asked:
        return
    named = programme_in(headings[column], vocabulary)
    if named is not None and _FIT & set(named[1]):
        found.hints = {**found.hints, "programme": named[0]}


_FIT = frozenset({"layak", "kelayakan", "eligible"})
_SEVERAL = 2
_ANSWERS = frozenset({"ya", "tidak", "y", "t", "sudah", "belum"})
"""Answers that a header offers: `Terima PKH (Ya/Tidak)`."""


def _answers(words: Sequence[str], cells: Sequence[str], vocabulary: Vocabulary) -> str:
    """What a column headed by a programme and these words answers: whether it came (`received`), or how much; "" where neither."""
    words = [word for word in words if word not in _ANSWERS]
    filled = [cell.strip() for cell in cells if cell.strip() not in ("", "-", "--")]
    found = meaning(Heading(" ".join(words)), vocabulary) if words else None
    fields = found.fields if found is not None else ()
    if filled and are_sums(filled):
        return "amount_received" if set(words) <= SUM or {"amount", "amount_received", "received"} & set(fields) else ""
    return "received" if "received" in fields else ""
