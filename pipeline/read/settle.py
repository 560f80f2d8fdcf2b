"""Which column stands for which field of one table, once its values have been looked at.

Reach for it with an assignment of headers. What stays doubtful and is needed is told (`twice`), never chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.read import decide
from pipeline.read.headers import ALTERNATIVE_RANK, GIST_RANK, MEMBERS, key, tokens
from pipeline.read.locate import looks_like_data
from pipeline.read.recognise import are_niks, is_money, middle_year, recognise, say_recognised
from pipeline.read.refusal import shown
from pipeline.read.together import FILLABLE, Join, money_paid, whereabouts
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.grid import Grid
    from pipeline.read.headers import Assignment, Heading, Vocabulary

_NEEDED = frozenset({"nik", "no_kk", "name", "amount", "state", "result", "id_kasus", "keputusan", "desil", "card"})
_BANKED = frozenset({"account", "card", "payer", "paid_on", "period"})
_VISITED = frozenset({"visited_on", "received", "amount_received", "enumerator", "submitted_at", "submission_id"})
_RT_RW = re.compile(r"\d{1,3}\s*/\s*\d{1,3}")
_TAIL = 40
"""Rows at the end of a sample that may be totals and signatures."""
_PROMOTED = (("name", "head_name"), ("nik", "head_nik"))


@dataclass
class Columns:
    """Fields decided so far: their columns, the kind of list, names that occur twice, remarks."""

    fields: dict[str, int]
    kind: Kind = Kind.UNKNOWN
    layout: str = ""
    hints: Mapping[str, Any] = field(default_factory=dict)
    twice: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    joins: dict[str, Join] = field(default_factory=dict)  # fields whose cells come of several columns

    @property
    def used(self) -> set[int]:
        """Every column that a field takes cells from."""
        return {*self.fields.values(), *(c for join in self.joins.values() for c in join.columns)}


class Samples:
    """Cells of the first rows below a header, by column; what stands under the last row of somebody's (totals, signatures) is left out."""

    def __init__(self, grid: Grid, after: int) -> None:
        self._grid, self._after = grid, after
        self._rows: list[Sequence[str]] | None = None

    def column(self, index: int) -> list[str]:
        """The cells of one column, blanks as ""."""
        if self._rows is None:
            rows = self._grid.sample(self._after)
            numbers = range(len(rows), max(0, len(rows) - _TAIL), -1)
            last = next((number for number in numbers if looks_like_data([str(cell or "") for cell in rows[number - 1]])), 0)
            self._rows = rows[:last] if last else rows
        return [str(row[index] or "") if index < len(row) else "" for row in self._rows]


def settle(
    assignment: Assignment,
    headings: Sequence[Heading],
    words: str,
    samples: Samples,
    vocabulary: Vocabulary,
    kind: Kind | None,
) -> Columns:
    """Resolve names that occur twice, ticks, doubtful columns and the head's columns; decide the kind where no layout does."""
    found = Columns({n: c for n, c in assignment.columns.items() if not _no_tick(n, c, samples, vocabulary)})
    asked = assignment.columns.get("result_tick:LAYAK")
    if asked is not None and "result" not in {*assignment.columns, *assignment.conflicts} and _yes_or_no(samples.column(asked)):
        found.fields.pop("result_tick:LAYAK", None)
        found.fields["result"] = asked
    dead = assignment.columns.get("result_tick:MENINGGAL")
    if dead is not None and "deceased" not in found.fields and _yes_or_no(samples.column(dead)):
        found.fields["deceased"] = dead
    settled = _name_twice(assignment, headings, samples, vocabulary, found)
    _fill_up(assignment, headings, settled, found)
    _own_members(found)
    signatures = found.fields.pop("signed", None)
    undecided: list[tuple[int, tuple[str, ...]]] = []
    for column, options in assignment.open.items():
        said = decide.decide_open(options, samples.column(column), vocabulary, found.fields)
        if said is None:
            undecided.append((column, options))
        else:
            found.fields[said] = column
    _status_by_words(samples, vocabulary, found)
    _by_cells(samples, found)
    taken = {*found.used, signatures, *assignment.ignored, *(c for group in assignment.conflicts.values() for c in group), *assignment.open}
    free = {c: () for c in range(len(headings)) if c not in taken} | dict(undecided)
    for name, column in recognise(headings, free, samples.column, vocabulary, found.fields).items():
        found.fields[name] = column
        found.notes.append(say_recognised(name, headings[column].text))
        undecided = [entry for entry in undecided if entry[0] != column]
    _status_by_words(samples, vocabulary, found)
    _result_without_visit(samples, vocabulary, found)
    _nik_by_numbers(headings, assignment, samples, found)
    _place_whereabouts(headings, samples, kind, found, words)
    _place_signatures(signatures, samples, vocabulary, kind, found)
    if kind in (None, Kind.DISBURSEMENT):
        remark = money_paid(found.fields)
        found.notes += [remark] if remark else []
    found.kind, label = (kind, kind.value) if kind is not None else decide.kind_of(found.fields, words)
    found.layout = f"auto:{label}"
    for column, options in undecided:
        prose = key(headings[column].text).startswith("ket")
        said = decide.default_open(options, found.kind, found.fields, words=prose)
        if said is not None:
            found.fields[said] = column
    _promote(found)
    return found


def _name_twice(assignment: Assignment, headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, found: Columns) -> set[str]:
    """Decide names that occur twice. Returns those where nothing is lost: all say the same, or only one says anything."""
    settled: set[str] = set()
    for name, group in assignment.conflicts.items():
        if name == "result" and all(_ticked(samples.column(c), vocabulary) for c in group):
            found.fields |= {f"result_tick:{_answer(headings[c])}": c for c in group}
            continue
        chosen = _one_of(group, samples)
        if chosen is not None:
            found.fields[name] = chosen
            settled.add(name)
        elif name in _NEEDED:
            found.twice[name] = [f"{headings[c].text} (kolom ke-{c + 1})" for c in group]
        else:
            found.fields[name] = group[0]
    return settled


def _fill_up(assignment: Assignment, headings: Sequence[Heading], settled: set[str], found: Columns) -> None:
    """Of columns that say one thing the best leads; the others fill its blanks where that makes sense. Each is told."""
    for name, column in list(found.fields.items()):
        same = () if name in settled else assignment.conflicts.get(name, ())
        others = [c for c in (*same, *assignment.others.get(name, ())) if c != column]
        if name in FILLABLE and others:
            found.joins[name] = Join((column, *others))
            told = ", ".join(f"'{shown(headings[c].text)}'" for c in others)
            found.notes.append(f"Kolom '{shown(headings[column].text)}' dipakai; sel kosongnya diisi dari kolom {told}.")
        elif same and name not in _NEEDED:
            found.notes.append(f"Kolom '{shown(headings[column].text)}' ada lebih dari satu; hanya kolom ke-{column + 1} yang dipakai.")


def _status_by_words(samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """A result whose words are those of a payment is its state, and the other way round (`Hasil` in a bank's list).

    Beside money and a bank's numbers, and without a mark of a visit, words that no survey uses are a state too.
    """
    for said, other in (("result", "state"), ("state", "result"), ("note", "state")):
        if said not in found.fields or other in found.fields:
            continue
        if said == "note" and ("amount" not in found.fields or (_VISITED - {"visited_on"}) & found.fields.keys()):
            continue
        cells = [" ".join(v.split()) for v in samples.column(found.fields[said]) if v.strip()]
        fit, misfit = (sum(bool((p := vocabulary.values.get(name)) and p.fullmatch(v)) for v in cells) for name in (other, said))
        banked = said == "result" and "amount" in found.fields and _BANKED & found.fields.keys() and not _VISITED & found.fields.keys()
        if (cells and fit >= 0.9 * len(cells) and misfit <= 0.5 * len(cells)) or (banked and misfit <= 0.5 * len(cells)):
            found.fields[other] = found.fields.pop(said)
            return


def _result_without_visit(samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """A result (`Kondisi`, `Keadaan`) in a list that bears no other mark of a visit, by its words and by the columns beside it.

    Words of the living and the dead alone are alive-or-dead; words no survey uses are the state of a pay list, the standing in a registry.
    """
    fields, patterns = found.fields, vocabulary.values
    spent = {"received", "amount_received"} if len(_BANKED & fields.keys()) > 1 else set()  # a bank's numbers: money handed over
    marks = (_VISITED - {"result", "visited_on"} - spent) & fields.keys()
    cells = [" ".join(v.split()) for v in samples.column(fields["result"]) if v.strip()] if "result" in fields else []
    if not cells or marks or any(name.startswith("result_tick:") for name in fields):
        return
    alive = any("hidup" in cell.lower() for cell in cells) and all(patterns["deceased"].fullmatch(cell) for cell in cells)
    strange = sum(bool(patterns["result"].fullmatch(cell)) for cell in cells) < 0.5 * len(cells)
    paid = fields.keys() & ({"amount"} | spent) and fields.keys() & {
        "period",
        "month",
        "programme",
        "paid_on",
        "visited_on",
        "account",
        "card",
        "payer",
    }
    listed = len(fields.keys() & {"relationship", "mother_name", "desil", "person_key", "family_key", "birth_place"}) > 1
    if alive and not paid:
        other = "deceased"
    elif strange and paid:
        other = "state"
    elif strange and listed:
        other = "registry_status"
    else:
        return
    if other not in fields:
        fields[other] = fields.pop("result")


def _by_cells(samples: Samples, found: Columns) -> None:
    """Columns whose header means one thing and whose cells can only be another of the same matter.

    Sums under a question (`Uang Diterima`) or a status (`Realisasi (Rp)`) are money; `004/002` under `Alamat (RT/RW)` is RT and RW; days
    long past under `Tgl` are days of birth.
    """
    for name, other, is_other in _CELLS_SAY:
        column = found.fields.get(name)
        cells = [] if column is None else [v.strip() for v in samples.column(column) if v.strip()]
        if cells and other not in found.fields and is_other(cells):
            found.fields[other] = found.fields.pop(name)


def _sums(cells: Sequence[str]) -> bool:
    return any(len(cell) > 3 for cell in cells) and all(map(is_money, cells))


def _neighbourhoods(cells: Sequence[str]) -> bool:
    return all(_RT_RW.fullmatch(cell) for cell in cells)


def _long_past(cells: Sequence[str]) -> bool:
    return 1900 < middle_year(cells) < 2015


_CELLS_SAY = (
    ("received", "amount_received", _sums), ("state", "amount", _sums), ("result", "amount", _sums), ("address", "rt_rw", _neighbourhoods),
    ("visited_on", "birth_date", _long_past),
)  # fmt: skip


def _nik_by_numbers(headings: Sequence[Heading], assignment: Assignment, samples: Samples, found: Columns) -> None:
    """Numbers of people under a header that only sounds like a card (`ID Card Number`) are the NIK a list would otherwise lack."""
    if {"nik", "head_nik"} & found.fields.keys():
        return
    for name in ("card", "person_key", "account"):
        column = found.fields.get(name)
        doubtful = assignment.ranks.get(name, 0) % ALTERNATIVE_RANK >= GIST_RANK
        if column is not None and doubtful and are_niks([v.strip() for v in samples.column(column) if v.strip()]):
            found.fields["nik"] = found.fields.pop(name)
            found.notes.append(say_recognised("nik", headings[column].text))
            return


def _place_whereabouts(headings: Sequence[Heading], samples: Samples, kind: Kind | None, found: Columns, words: str) -> None:
    """A column of whereabouts is no field of its own: it becomes the result, or a part of it, or alive-or-dead."""
    column = found.fields.pop("presence", None)
    if column is None:
        return
    days = next((found.fields[name] for name in ("deceased_on", "event_on") if name in found.fields), None)
    events = samples.column(days) if days is not None else ()
    placed = whereabouts(column, headings[column].text, samples.column(column), found.fields, kind, words, events)
    if not placed.field:
        found.notes.append(f"Kolom '{shown(headings[column].text)}' berisi kode yang tidak dikenal artinya; tidak dipakai.")
        return
    found.fields.setdefault(placed.field, column)
    if placed.join is not None:
        found.joins[placed.field] = placed.join
    if placed.hints:
        found.hints = {"codes": {placed.field: dict(placed.hints)}}


def _place_signatures(column: int | None, samples: Samples, vocabulary: Vocabulary, kind: Kind | None, found: Columns) -> None:
    """Ticks in the column where recipients sign are the state of a pay list without another; blanks there, and visits, have none."""
    survey = kind is Kind.SURVEY or decide.kind_of(found.fields, "")[0] is Kind.SURVEY
    if column is None or survey or "state" in found.fields or not {"amount", "programme", "payer"} & found.fields.keys():
        return
    ticks = {v.strip() for v in samples.column(column) if v.strip()}
    if ticks and _ticked(list(ticks), vocabulary):
        found.fields["state"] = column
        found.hints = {**found.hints, "codes": {**found.hints.get("codes", {}), "state": dict.fromkeys(sorted(ticks), "DITERIMA")}}


def _own_members(found: Columns) -> None:
    """The member of the family is the row's own person where the list has no other; beside a payee he stays the member."""
    for own, member in MEMBERS:
        if member in found.fields and own not in found.fields and own not in found.twice:
            found.fields[own] = found.fields.pop(member)


def _promote(found: Columns) -> None:
    """Fields that one kind of list calls otherwise: the head's name and NIK are the row's own where the list has no others (never in a
    family file), and a registry's row is the member beside its head; the reason of a visit's result is its remark, the money beside
    `received` what was received; the day of a pay list without another is the pay day."""
    fields = found.fields
    if found.kind is Kind.REGISTRY:
        for (own, member), (_, head) in zip(MEMBERS, _PROMOTED, strict=True):
            if member in fields:
                fields.setdefault(head, fields[own])
                fields[own] = fields.pop(member)
    if found.kind is not Kind.REGISTRY_FAMILY:
        for own, head in _PROMOTED:
            if own not in fields and head in fields:
                fields[own] = fields.pop(head)
    if found.kind is Kind.SURVEY and "state_note" in fields and "note" not in fields:
        fields["note"] = fields.pop("state_note")
    asked = fields.keys() & {"received", "submitted_at", "submission_id"}  # else the sum is copied from the list that was visited
    if found.kind is Kind.SURVEY and asked and "amount" in fields and "amount_received" not in fields:
        fields["amount_received"] = fields.pop("amount")
    if found.kind is Kind.DISBURSEMENT and "received" in fields and "state" not in fields:
        fields["state"] = fields.pop("received")
    if found.kind is Kind.DISBURSEMENT and "amount_received" in fields and "amount" not in fields:
        fields["amount"] = fields.pop("amount_received")
    if found.kind is Kind.DISBURSEMENT and "visited_on" in fields and "paid_on" not in fields:
        fields["paid_on"] = fields.pop("visited_on")


def _no_tick(name: str, column: int, samples: Samples, vocabulary: Vocabulary) -> bool:
    """A column headed MENINGGAL or LAYAK is an answer only when its cells are ticks."""
    if not name.startswith("result_tick:"):
        return False
    return not _ticked(samples.column(column), vocabulary)


def _yes_or_no(cells: Sequence[str]) -> bool:
    """Whether a column says of each person, in words, yes or no (or alive and dead)."""
    return {v.strip().upper() for v in cells} - {""} <= {"YA", "TIDAK", "Y", "T", "HIDUP", "MENINGGAL", "BELUM", "SUDAH", "TDK"} and any(
        cells
    )


def _ticked(cells: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a column holds ticks and blanks only."""
    return all(vocabulary.values["tick"].fullmatch(v) for v in {v.strip() for v in cells if v.strip()})


def _answer(heading: Heading) -> str:
    """The answer a tick column stands for: the last part of its header, without the question above it."""
    last = heading.readings[-1].rsplit("/", 1)[-1] if "/" in heading.text and " " not in heading.text else heading.readings[-1]
    answer = " ".join(tokens(last)).upper()
    if answer in ("YA", "TIDAK") and {"layak", "kelayakan"} & set(tokens(heading.text)):
        return "LAYAK" if answer == "YA" else "TIDAK LAYAK"
    return answer


def _one_of(group: Sequence[int], samples: Samples) -> int | None:
    """Of columns with one name: the only one that is filled, or the first when all say the same; else None."""
    contents = {c: samples.column(c) for c in group}
    filled = [c for c, values in contents.items() if any(v.strip() for v in values)]
    if len(filled) == 1:
        return filled[0]
    first = [v.strip() for v in contents[group[0]]]
    if first and any(first) and all([v.strip() for v in contents[c]] == first for c in group):
        return group[0]
    return None
