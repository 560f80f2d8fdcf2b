"""Which column stands for which field of one table, once its values have been looked at.

Reach for it with an assignment of headers. What stays doubtful and is needed is told (`twice`), never chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.read.columns import decide
from pipeline.read.columns.across import PERSONAL
from pipeline.read.columns.asked import asked_of_each, asked_of_one, fit_for_one, say_asked_of_one
from pipeline.read.columns.corrected import desils_by_time, place_desils_by_time, renewed
from pipeline.read.columns.counts import component_counts
from pipeline.read.columns.drawn import money_drawn
from pipeline.read.columns.goods import goods, handed_over, place_goods
from pipeline.read.columns.headers import at_column, key, tokens, without
from pipeline.read.columns.marks import ASKED, STANDING
from pipeline.read.columns.month_columns import find_months, find_stages, one_month
from pipeline.read.columns.month_words import are_states
from pipeline.read.columns.payments import by_period, by_programme, place_payments
from pipeline.read.columns.recognise import are_desils, are_niks, recognise, say_recognised, unread_answers
from pipeline.read.columns.registers import registers
from pipeline.read.columns.samples import Columns
from pipeline.read.columns.shifts import (
    area_codes,
    born_in_parts,
    by_cells,
    desil_of_ds,
    holds_names,
    kk_by_numbers,
    named_in_parts,
    nik_by_numbers,
    own_members,
    period_of_programme,
    place_status,
    promote,
    sums_beside_words,
    village_of_area,
    village_of_district,
)
from pipeline.read.columns.signed import signatures
from pipeline.read.columns.status import is_ticked, ticked_states
from pipeline.read.columns.steps import by_steps
from pipeline.read.columns.ticks import (
    answered_pairs,
    answers_in_words,
    further_ticks,
    no_tick,
    place_desils,
    place_months,
    place_sexes,
    place_ticks,
    ticked_desils,
    ticked_receipts,
    ticked_sexes,
)
from pipeline.read.columns.together import FILLABLE, Join, filled_up, money_paid, whereabouts
from pipeline.read.columns.verdicts import further_findings, further_remarks
from pipeline.read.refusal import shown
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.read.columns.headers import Assignment, Heading, Vocabulary
    from pipeline.read.columns.payments import Payment
    from pipeline.read.columns.samples import Samples

_NEEDED = frozenset({"nik", "no_kk", "name", "amount", "state", "result", "id_kasus", "keputusan", "desil", "card"})


_SHORTENED = re.compile(r"(?i)\b\d{1,2}\s*(?:angka|digit|nomor)\s*(?:ter)?akhir\b|\blast\s+\d\s+digits?\b")
"""A header of the last digits of a number: they are nobody's whole number, and not a damaged one either."""
_OF_ACCOUNT = frozenset({"rekening", "rek", "norek", "tabungan"})
"""Words by which a name is the account's, which the bank cuts and which may be another's: the list's own name counts (DOMAIN §2.1)."""


@dataclass(frozen=True)
class _Marked:
    """Columns that their marks tell, before their headers are asked: states, months, answers, days in parts, desils, sexes, last digits."""

    ticks: Mapping[int, str]
    months: Mapping[int, str]
    pairs: Mapping[int, str]
    born: Sequence[int]
    receipts: Mapping[int, str]
    desils: Mapping[int, str]
    sexes: Mapping[int, str]
    shortened: AbstractSet[int]

    @property
    def columns(self) -> set[int]:
        """All of them."""
        return {*self.ticks, *self.months, *self.pairs, *self.receipts, *self.born, *self.desils, *self.sexes, *self.shortened}


def settle(
    assignment: Assignment,
    headings: Sequence[Heading],
    words: str,
    samples: Samples,
    vocabulary: Vocabulary,
    kind: Kind | None,
    *,
    by_programmes: bool = True,
) -> Columns:
    """Resolve names that occur twice, ticks, doubtful columns and the head's columns; decide the kind where no layout does.

    `by_programmes`: money may stand in a column for each programme, or each month or stage, where that makes a pay list.
    """
    as_given = assignment
    payments, paid = _payments(assignment, headings, samples, vocabulary) if by_programmes else ([], set())
    assignment = without(assignment, paid)
    marked = _marked(assignment, headings, samples, vocabulary, paid=bool(payments))
    things = goods(headings, samples, words)
    assignment = without(assignment, {*marked.columns, *things})
    found = _by_headers(assignment, headings, samples, vocabulary, marked, payments)
    signed = found.fields.pop("signed", None)
    undecided = _by_values(assignment, samples, vocabulary, found)
    _place_states(assignment, headings, words, samples, vocabulary, marked, found)
    twice = {c for name, group in assignment.conflicts.items() for c in group if not holds_names(name, samples.column(c))}
    named = {c for columns in assignment.others.values() for c in columns if columns}
    idle = [c for c in assignment.ignored if not are_desils([cell.strip() for cell in samples.column(c) if cell.strip()])]
    taken = {*found.used, *paid, *marked.pairs, signed, *idle, *twice, *named, *assignment.open}
    free = {c: () for c in range(len(headings)) if c not in taken | {*things}} | undecided
    recognised = recognise(headings, free, samples.column, vocabulary, found.fields)
    for name, column in recognised.items():
        found.fields[name] = column
        undecided.pop(column, None)
    if not STANDING & found.fields.keys() and "amount" not in found.fields:
        place_months(one_month(headings, free.keys() - recognised.values(), samples.column), words, headings, samples, vocabulary, found)
    place_status(headings, samples, vocabulary, found)
    by_steps(headings, found)
    period_of_programme(samples, found)
    nik_by_numbers(headings, assignment, samples, found)
    kk_by_numbers(headings, samples, found)
    _place_whereabouts(headings, samples, kind, found, words)
    _place_signatures(signed, samples, vocabulary, kind, found)
    found.goods = things if handed_over(headings, words, things, found) else ()
    _name_kind(headings, words, samples, kind, found)
    if payments and found.kind not in (Kind.DISBURSEMENT, Kind.CLOSING):
        return settle(as_given, headings, words, samples, vocabulary, kind, by_programmes=False)
    if found.kind is Kind.SURVEY:
        asked_of_each(headings, samples, vocabulary, found)
    _of_the_kind(headings, samples, vocabulary, undecided, found)
    _tell_recognised(headings, words, samples, vocabulary, recognised, free.keys(), found)
    return found


def _payments(
    assignment: Assignment, headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary
) -> tuple[list[Payment], set[int]]:
    """The payments that a row stands for, and all columns of money that they take the place of."""
    payments = by_programme(headings, samples, vocabulary, assignment) or by_period(headings, samples, vocabulary)
    paid = {c for payment in payments for c in payment.columns.values()}
    if payments:
        general = ("amount", "programme") if payments[0].programme else ("amount", "period", "month")
        paid |= {assignment.columns[name] for name in general if name in assignment.columns}
    return payments, paid


def _marked(assignment: Assignment, headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, *, paid: bool) -> _Marked:
    cells = {c: samples.column(c) for c in range(len(headings))}
    return _Marked(
        ticks=ticked_states(assignment, headings, cells, vocabulary),
        months={}
        if paid
        else find_months(headings, cells, vocabulary, lambda c: are_states(c, samples, vocabulary)) or find_stages(headings, cells),
        pairs=answered_pairs(headings, samples, vocabulary),
        born=born_in_parts(headings, samples),
        receipts=ticked_receipts(headings, samples, vocabulary),
        desils=ticked_desils(headings, samples, vocabulary),
        sexes=ticked_sexes(headings, samples, vocabulary),
        shortened={c for c, heading in enumerate(headings) if _SHORTENED.search(heading.text)},
    )


def _by_headers(
    assignment: Assignment,
    headings: Sequence[Heading],
    samples: Samples,
    vocabulary: Vocabulary,
    marked: _Marked,
    payments: Sequence[Payment],
) -> Columns:
    """The fields that headers and marks alone settle."""
    found = Columns({n: c for n, c in assignment.columns.items() if not no_tick(n, c, samples, vocabulary)})
    found.ignored = frozenset(assignment.ignored)
    if "head_name" in found.fields and key(headings[found.fields.get("name", 0)].text) == "namaalias":
        found.fields.pop("name", None)  # what the head is called besides, no person of its own
    found.fields |= {f"result_tick:{answer}": column for column, answer in marked.pairs.items() if answer}
    if marked.born:
        found.fields["birth_date"], found.joins["birth_date"] = marked.born[0], Join(tuple(marked.born), parted="-")
    if "name" not in found.fields and (parts := named_in_parts(headings)):
        found.fields["name"], found.joins["name"] = parts[0], Join(tuple(parts), parted=" ")
    place_payments(payments, headings, found)
    if marked.receipts and "received" not in found.fields:
        columns = tuple(marked.receipts)
        found.fields["received"], found.joins["received"] = columns[0], Join(columns, words=marked.receipts)
    place_desils(marked.desils, found)
    place_sexes(marked.sexes, found)
    answers_in_words(assignment, samples, vocabulary, found)
    further_ticks(assignment, headings, samples, vocabulary, found)
    settled = _name_twice(assignment, headings, samples, vocabulary, found)
    sums_beside_words(assignment, samples, found)
    _fill_up(assignment, headings, settled, found)
    renewed(headings, vocabulary, samples, found)
    own_members(found)
    return found


def _place_states(
    assignment: Assignment,
    headings: Sequence[Heading],
    words: str,
    samples: Samples,
    vocabulary: Vocabulary,
    marked: _Marked,
    found: Columns,
) -> None:
    """What became of the money, the months paid, desils and codes of areas, where cells tell it."""
    place_ticks(marked.ticks, headings, found)
    asked = found.fields.get("received")
    place_status(headings, samples, vocabulary, found)
    if asked is not None and "received" not in found.fields:  # `Penerimaan | Bantuan` holds programmes: the next column asks
        further = (*assignment.conflicts.get("received", ()), *assignment.others.get("received", ()))
        found.fields |= dict([("received", c) for c in further if c not in found.used][:1])
    by_cells(samples, found)
    desil_of_ds(headings, assignment, samples, found)
    area_codes(assignment, samples, found)
    place_months(marked.months, words, headings, samples, vocabulary, found)


def _name_kind(headings: Sequence[Heading], words: str, samples: Samples, kind: Kind | None, found: Columns) -> None:
    """The kind of list, by its fields and words where no layout says it; before that, which column of money was paid."""
    if kind in (None, Kind.DISBURSEMENT):
        remark, join = money_paid(found.fields, headings)
        found.notes += [remark] if remark else []
        found.joins |= {"amount": join} if join is not None else {}
    day = headings[found.fields["visited_on"]].text if "visited_on" in found.fields else ""
    registers(headings, words, samples, found)
    fields = {*found.fields, *(["state"] if found.goods else [])}
    found.kind, label = (kind, kind.value) if kind is not None else decide.kind_of(fields, " / ".join([words, *found.called]), day)
    found.layout = f"auto:{label}"


def _of_the_kind(
    headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, undecided: Mapping[int, tuple[str, ...]], found: Columns
) -> None:
    """What only the kind of list settles: open columns, money drawn, signatures, components, further findings."""
    for column, options in undecided.items():
        prose = key(headings[column].text).startswith("ket")
        said = decide.default_open(options, found.kind, found.fields, words=prose)
        if said is not None:
            found.fields[said] = column
    promote(found)
    money_drawn(headings, samples, found)
    signatures(headings, samples, found, vocabulary)
    if found.goods and found.kind is Kind.DISBURSEMENT:
        place_goods(headings, found.goods, found)
    component_counts(headings, samples, found)
    further_findings(headings, samples, vocabulary, found)
    further_remarks(headings, found)
    fit_for_one(headings, vocabulary, found)


def _tell_recognised(
    headings: Sequence[Heading],
    words: str,
    samples: Samples,
    vocabulary: Vocabulary,
    recognised: Mapping[str, int],
    free: AbstractSet[int],
    found: Columns,
) -> None:
    """The remarks on columns taken by what they hold, under the field that the kind of list makes of them, and on what stays odd."""
    for name, column in recognised.items():
        field = name if found.fields.get(name) == column else next((n for n, c in found.fields.items() if c == column), "")
        found.notes += [say_recognised(field, headings[column].text)] if field else []
    if found.kind is Kind.SURVEY and "received" not in found.fields:
        found.notes += unread_answers(headings, free - found.used, samples.column, vocabulary)
    found.misnamed = _misnamed(headings, samples, found)
    village_of_district(headings, found)
    village_of_area(headings, words, samples, found)
    _name_codes(samples, found)
    found.numbered_names = "nik" not in found.fields and "name" in found.fields and _hold_numbers(samples.column(found.fields["name"]))


def _misnamed(headings: Sequence[Heading], samples: Samples, found: Columns) -> str:
    """The header of something else (`No HP`) over the NIKs of a list that has no number of anybody; "" where there is none."""
    if found.fields.keys() & {*decide.IDENTIFIERS, "member_nik"}:
        return ""
    numbered = (h.text for c, h in enumerate(headings) if h.text and are_niks([v.strip() for v in samples.column(c) if v.strip()]))
    return next(numbered, "")


def _hold_numbers(cells: Sequence[str]) -> bool:
    """Whether most names stand beside a NIK in their cell, whole or in Excel's notation."""
    filled = [cell for cell in cells if cell.strip()]
    return 2 * sum(bool(_NUMBER_IN_NAME.search(cell)) for cell in filled) > len(filled)


_NUMBER_IN_NAME = re.compile(r"[^\W\d_]{2}.*(?<!\d)(?:\d{15,17}(?!\d)|\d[.,]\d+\s?[eE]\+?\d)|^\d{15,17}\W.*[^\W\d_]{2}")


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
        group = [c for c in claimed if not holds_names(name, samples.column(c))] or claimed
        if name.startswith("result_tick:"):
            continue
        if name == "result" and all(is_ticked(samples.column(c), vocabulary) for c in group):
            found.fields |= {f"result_tick:{_answer(headings[c])}": c for c in group}
            continue
        if name in ASKED and (asked := asked_of_one(group, headings, vocabulary)) is not None:
            code, found.fields[name] = asked
            found.hints = {"programme": code, **found.hints}
            found.notes.append(say_asked_of_one(code, asked[1], group, headings))
            settled.add(name)
            continue
        own = [c for c in group if not _OF_ACCOUNT.intersection(tokens(headings[c].text))]
        if name == "name" and len(own) == 1:
            found.fields[name] = own[0]
            names, others = shown(headings[own[0]].text), ", ".join(f"'{shown(headings[c].text)}'" for c in group if c != own[0])
            found.notes.append(f"Kolom '{names}' dipakai sebagai nama; nama pemilik rekening ({others}) tidak dipakai.")
            settled.add(name)
            continue
        if name == "desil" and (dated := desils_by_time(group, headings)):
            place_desils_by_time(dated, headings, found)
            settled.add(name)
            continue
        chosen = _one_of(group, samples)
        if chosen is not None:
            found.fields[name] = chosen
            settled.add(name)
        elif name in _NEEDED:
            found.twice[name] = [at_column(headings, c) for c in group]
        else:
            found.fields[name] = group[0]
    return settled


def _fill_up(assignment: Assignment, headings: Sequence[Heading], settled: set[str], found: Columns) -> None:
    """Of columns that say one thing the best leads; the others fill its blanks where that makes sense. Each is told."""
    for name, column in list(found.fields.items()):
        same = () if name in settled else assignment.conflicts.get(name, ())
        others = [c for c in (*same, *assignment.others.get(name, ())) if c != column and not _of_another(name, headings, column, c)]
        if name in FILLABLE and others:
            found.joins[name] = filled_up(name, (column, *others), [headings[c].text for c in (column, *others)])
            found.fields[name], *others = found.joins[name].columns
            told = ", ".join(f"'{shown(headings[c].text)}'" for c in others)
            found.notes.append(f"Kolom '{shown(headings[found.fields[name]].text)}' dipakai; sel kosongnya diisi dari kolom {told}.")
        elif same and name not in _NEEDED:
            told = ", ".join(f"'{shown(headings[c].text)}' (kolom ke-{c + 1})" for c in sorted({column, *same}))
            found.notes.append(f"Kolom {told} mengatakan hal yang sama; hanya kolom ke-{column + 1} yang dipakai.")


def _of_another(name: str, headings: Sequence[Heading], column: int, other: int) -> bool:
    """Whether a column tells of a person what another tells of the next one: `Pekerjaan ART 1`, `Pekerjaan ART 2`."""
    texts = [headings[c].text for c in (column, other)]
    numbers = [_DIGITS.findall(text) for text in texts]
    return name in PERSONAL and numbers[0] != numbers[1] and key(_DIGITS.sub("", texts[0])) == key(_DIGITS.sub("", texts[1]))


_DIGITS = re.compile(r"\d+|\b[IVX]+\b")


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
