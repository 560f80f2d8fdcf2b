"""Which column stands for which field of one table, once its values have been looked at.

Reach for it with an assignment of headers. What stays doubtful and is needed is told (`twice`), never chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.legend import legend
from pipeline.read import decide
from pipeline.read.headers import ALTERNATIVE_RANK, GIST_RANK, MEMBERS, key, tokens, without
from pipeline.read.locate import looks_like_data
from pipeline.read.marks import visited
from pipeline.read.month_columns import Run, find_months, month_runs
from pipeline.read.recognise import are_names, are_niks, middle_year, recognise, say_field, say_recognised
from pipeline.read.refusal import shown
from pipeline.read.status import STATUSES, is_ticked, meant, ticked_states
from pipeline.read.together import FILLABLE, Join, money_paid, whereabouts
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.grid import Grid
    from pipeline.read.headers import Assignment, Heading, Vocabulary

_NEEDED = frozenset({"nik", "no_kk", "name", "amount", "state", "result", "id_kasus", "keputusan", "desil", "card"})
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
    joins: dict[str, Join | Run] = field(default_factory=dict)  # fields whose cells come of several columns

    @property
    def used(self) -> set[int]:
        """Every column that a field takes cells from."""
        each = (join.each for join in self.joins.values() if isinstance(join, Run) and join.each is not None)
        return {*self.fields.values(), *(c for join in self.joins.values() for c in join.columns), *each}


class Samples:
    """Cells of the first rows below a header, by column; what stands under the last row of somebody's (totals, signatures) is left out.

    Cells of a column that are codes of a legend (in its header, in the title, at the foot of the list) are its words.
    """

    def __init__(self, grid: Grid, after: int, headings: Sequence[Heading] = (), title: str = "") -> None:
        self._grid, self._after, self._headings, self._title = grid, after, headings, title
        self._rows: list[Sequence[str]] = []
        self._foot: Mapping[str, str] = {}
        self._read = False

    def column(self, index: int) -> list[str]:
        """The cells of one column, blanks as "", codes as the words they stand for."""
        cells, codes = self._cells(index), self.codes(index)
        return [codes.get(cell.strip(), cell) for cell in cells] if codes else cells

    def codes(self, index: int) -> Mapping[str, str]:
        """Cell to word, where a legend explains every cell of a column."""
        cells = {cell.strip() for cell in self._cells(index)} - {""}
        header = self._headings[index].text if index < len(self._headings) else ""
        for known in (legend(header), legend(self._title), self._foot):
            words = {cell: known.get(cell.upper().removesuffix(".0"), "") for cell in cells}
            if known and words and all(words.values()):
                return words
        return {}

    def _cells(self, index: int) -> list[str]:
        if not self._read:
            rows = self._grid.sample(self._after)
            numbers = range(len(rows), max(0, len(rows) - _TAIL), -1)
            last = next((number for number in numbers if looks_like_data([str(cell or "") for cell in rows[number - 1]])), 0)
            self._rows = rows[:last] if last else rows
            self._foot = legend("; ".join(str(cell) for row in rows[last:] for cell in row if cell)) if last else {}
            self._read = True
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
    cells = {c: samples.column(c) for c in range(len(headings))}
    ticks, months = ticked_states(assignment, headings, cells, vocabulary), find_months(headings, cells, vocabulary)
    assignment = without(assignment, {*ticks, *months})
    found = Columns({n: c for n, c in assignment.columns.items() if not _no_tick(n, c, samples, vocabulary)})
    _answers_in_words(assignment, samples, found)
    settled = _name_twice(assignment, headings, samples, vocabulary, found)
    _fill_up(assignment, headings, settled, found)
    _own_members(found)
    signatures = found.fields.pop("signed", None)
    undecided = _by_values(assignment, samples, vocabulary, found)
    _place_ticks(ticks, headings, found)
    _place_status(samples, vocabulary, found)
    _by_cells(samples, found)
    _place_months(months, headings, cells, vocabulary, found)
    twice = {c for name, group in assignment.conflicts.items() for c in group if not _holds_names(name, samples.column(c))}
    taken = {*found.used, signatures, *assignment.ignored, *twice, *assignment.open}
    free = {c: () for c in range(len(headings)) if c not in taken} | undecided
    for name, column in recognise(headings, free, samples.column, vocabulary, found.fields).items():
        found.fields[name] = column
        found.notes.append(say_recognised(name, headings[column].text))
        undecided.pop(column, None)
    _place_status(samples, vocabulary, found)
    _nik_by_numbers(headings, assignment, samples, found)
    _place_whereabouts(headings, samples, kind, found, words)
    _place_signatures(signatures, samples, vocabulary, kind, found)
    if kind in (None, Kind.DISBURSEMENT):
        remark = money_paid(found.fields)
        found.notes += [remark] if remark else []
    found.kind, label = (kind, kind.value) if kind is not None else decide.kind_of(found.fields, words)
    found.layout = f"auto:{label}"
    for column, options in undecided.items():
        prose = key(headings[column].text).startswith("ket")
        said = decide.default_open(options, found.kind, found.fields, words=prose)
        if said is not None:
            found.fields[said] = column
    _promote(found)
    _village_of_district(headings, found)
    _name_codes(samples, found)
    return found


def _village_of_district(headings: Sequence[Heading], found: Columns) -> None:
    """A `Kampung` is a hamlet beside a village, and the village itself in a list that goes from it to its district at once (Papua)."""
    column = found.fields.get("hamlet")
    if column is None or {"village_name", "village_code"} & found.fields.keys() or "district_name" not in found.fields:
        return
    if {"kampung", "kampong"} & set(tokens(headings[column].text)):
        found.fields["village_name"] = found.fields.pop("hamlet")


def _answers_in_words(assignment: Assignment, samples: Samples, found: Columns) -> None:
    """A column headed LAYAK or MENINGGAL that says yes or no in words is the result, or who is dead."""
    asked = assignment.columns.get("result_tick:LAYAK")
    if asked is not None and "result" not in {*assignment.columns, *assignment.conflicts} and _yes_or_no(samples.column(asked)):
        found.fields.pop("result_tick:LAYAK", None)
        found.fields["result"] = asked
    dead = assignment.columns.get("result_tick:MENINGGAL")
    if dead is not None and "deceased" not in found.fields and _yes_or_no(samples.column(dead)):
        found.fields["deceased"] = dead


def _by_values(assignment: Assignment, samples: Samples, vocabulary: Vocabulary, found: Columns) -> dict[int, tuple[str, ...]]:
    """Decide columns of several meanings by their values; returns those that stay undecided."""
    undecided: dict[int, tuple[str, ...]] = {}
    for column, options in assignment.open.items():
        said = decide.decide_open(options, samples.column(column), vocabulary, found.fields)
        if said is None:
            undecided[column] = options
        else:
            found.fields[said] = column
    return undecided


def _place_ticks(ticks: Mapping[int, str], headings: Sequence[Heading], found: Columns) -> None:
    """Columns ticked where the money went the way their header says are the state of a pay list, or what was received in a visit."""
    if not ticks:
        return
    name = "received" if visited(found.fields) else "state"
    if name in found.fields:
        return
    found.fields[name] = next(iter(ticks))
    found.joins[name] = Join(tuple(ticks), words=ticks)
    told = ", ".join(f"'{shown(headings[c].text)}'" for c in ticks)
    found.notes.append(f"Centang di kolom {told} dibaca sebagai {say_field(name)}.")


def _place_months(
    months: Mapping[int, str], headings: Sequence[Heading], cells: Mapping[int, Sequence[str]], vocabulary: Vocabulary, found: Columns
) -> None:
    """Columns of months are the period of each row and what was paid in it."""
    if not months or visited(found.fields) or {"period", "month"} & found.fields.keys():
        return
    for name, run in month_runs(months, found.fields.get("amount"), headings, cells, vocabulary).items():
        found.fields.setdefault(name, next(iter(months)))
        found.joins[name] = run
    told = ", ".join(f"'{shown(headings[c].text)}'" for c in months)
    found.notes.append(f"Kolom {told} dibaca sebagai uang tiap bulan: periode dan jumlah tiap baris dihitung dari bulan yang terisi.")


def _name_codes(samples: Samples, found: Columns) -> None:
    """What the codes of a legend stand for, in the columns that are written in them."""
    given = found.hints.get("codes", {})
    codes = {name: dict(said) for name, column in found.fields.items() if name not in found.joins and (said := samples.codes(column))}
    if codes:
        found.hints = {**found.hints, "codes": {**codes, **given}}


def _name_twice(assignment: Assignment, headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, found: Columns) -> set[str]:
    """Decide names that occur twice. Returns those where nothing is lost: all say the same, or only one says anything."""
    settled: set[str] = set()
    for name, claimed in assignment.conflicts.items():
        group = [c for c in claimed if not _holds_names(name, samples.column(c))] or claimed
        if name == "result" and all(is_ticked(samples.column(c), vocabulary) for c in group):
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


def _place_status(samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """Each column of a status under the field that its cells and the marks beside it make it."""
    for said in STATUSES:
        column = found.fields.get(said)
        cells = [] if column is None else [" ".join(v.split()) for v in samples.column(column) if v.strip()]
        other = meant(said, cells, set(found.fields), vocabulary.values)
        if other != said and other not in found.fields:
            found.fields[other] = found.fields.pop(said)


def _by_cells(samples: Samples, found: Columns) -> None:
    """Columns whose cells can only be something else: `004/002` under `Alamat (RT/RW)` is RT and RW; days long past under `Tgl` are days
    of birth; names under `Diterima oleh` answer no question, and under `Account Holder` are no account."""
    for name, other, is_other in _CELLS_SAY:
        column = found.fields.get(name)
        cells = [] if column is None else [v.strip() for v in samples.column(column) if v.strip()]
        if cells and other not in found.fields and is_other(cells):
            found.fields[other] = found.fields.pop(name)
    for name in [n for n, column in found.fields.items() if n not in found.joins and _holds_names(n, samples.column(column))]:
        del found.fields[name]


def _neighbourhoods(cells: Sequence[str]) -> bool:
    return all(_RT_RW.fullmatch(cell) for cell in cells)


def _long_past(cells: Sequence[str]) -> bool:
    return 1900 < middle_year(cells) < 2015


_CELLS_SAY = (("address", "rt_rw", _neighbourhoods), ("visited_on", "birth_date", _long_past))
_NO_NAMES = frozenset({"received", "account", "card", "amount", "amount_received", "nik", "no_kk", "paid_on", "visited_on", "birth_date"})


def _holds_names(field: str, cells: Sequence[str]) -> bool:
    """Whether a column taken for a number, a sum, a day or an answer holds names of people."""
    return field in _NO_NAMES and are_names([v.strip() for v in cells if v.strip()], least=3)


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
    if ticks and is_ticked(list(ticks), vocabulary):
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
    return not is_ticked(samples.column(column), vocabulary)


def _yes_or_no(cells: Sequence[str]) -> bool:
    """Whether a column says of each person, in words, yes or no (or alive and dead)."""
    return {v.strip().upper() for v in cells} - {""} <= {"YA", "TIDAK", "Y", "T", "HIDUP", "MENINGGAL", "BELUM", "SUDAH", "TDK"} and any(
        cells
    )


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
