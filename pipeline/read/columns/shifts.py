"""Columns that are not what their header alone says: their cells, the columns beside them or the kind of list shift them.

Reach for it while the columns of one table are settled. Nothing is shifted onto a field that the list has already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.columns.headers import ALTERNATIVE_RANK, GIST_RANK, MEMBERS, tokens
from pipeline.read.columns.recognise import SHARE, are_families, are_names, are_niks, middle_year, say_recognised
from pipeline.read.columns.status import STATUSES, SUMS_ARE, is_sums, meant
from pipeline.words.place_words import VILLAGES
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Assignment, Heading, Vocabulary
    from pipeline.read.columns.samples import Columns, Samples

_CODE = re.compile(r"\d{1,2}|\d{3,4}|\d{6,10}|\d\d(?:\.\d\d){1,2}(?:\.\d{4})?")
_DATED = re.compile(r"(?i)\b(?:tahap|tw|triwulan|termin)\b|\b(?:jan|feb|mar|apr|mei|jun|jul|agu|agt|sep|okt|nov|des)[a-z]*\b.*\b20\d\d\b")
_RT_RW = re.compile(r"\d{1,3}\s*/\s*\d{1,3}")
_CALLED_OTHERWISE = (
    (Kind.SURVEY, "state_note", "note"),
    (Kind.SURVEY, "amount", "amount_received"),
    (Kind.DISBURSEMENT, "received", "state"),
    (Kind.DISBURSEMENT, "amount_received", "amount"),
    (Kind.DISBURSEMENT, "visited_on", "paid_on"),
)
_PROMOTED = (("name", "head_name"), ("nik", "head_nik"))
_NO_NAMES = frozenset({"received", "account", "card", "amount", "amount_received", "nik", "no_kk", "paid_on", "visited_on", "birth_date"})
_PARTS = (frozenset({"tgl", "tanggal", "hari", "dd"}), frozenset({"bln", "bulan", "mm"}), frozenset({"thn", "tahun", "th", "yyyy"}))


def place_status(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """Each column of a status under the field that its cells and the marks beside it make it."""
    for said in STATUSES:
        column = found.fields.get(said)
        cells = [] if column is None else [" ".join(v.split()) for v in samples.column(column) if v.strip()]
        other = meant(said, cells, set(found.fields), vocabulary.values)
        if other == "amount" and column is not None and "terima" in vocabulary.speller.gists(tokens(headings[column].text))[0]:
            other = "amount_received"
        if other != said and other not in found.fields:
            found.fields[other] = found.fields.pop(said)


def sums_beside_words(assignment: Assignment, samples: Samples, found: Columns) -> None:
    """Of several columns headed as one field of words (`Status`, `Salur (Rp)`; `Terima bantuan?`, `Uang diterima (Rp)`) the one that holds
    sums is the money, if the list has no other; the words stay with the best of the rest."""
    for said, money in SUMS_ARE.items():
        leader = [found.fields[said]] if said in found.fields else []
        claimed = list(dict.fromkeys([*leader, *assignment.conflicts.get(said, ()), *assignment.others.get(said, ())]))
        sums = [c for c in claimed if _sums(samples.column(c)) and (c in leader or c not in found.fields.values())]
        if len(claimed) < 2 or len(sums) != 1 or money in found.fields:
            continue
        found.fields[money] = sums[0]
        if leader == sums:
            found.fields[said] = next(c for c in claimed if c not in leader)


def _sums(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and is_sums(filled)


def by_cells(samples: Samples, found: Columns) -> None:
    """Columns whose cells can only be something else: `004/002` under `Alamat (RT/RW)` is RT and RW; days long past under `Tgl` are days
    of birth; names under `Diterima oleh` answer no question, and under `Account Holder` are no account."""
    for name, other, is_other in _CELLS_SAY:
        column = found.fields.get(name)
        cells = [] if column is None else [v.strip() for v in samples.column(column) if v.strip()]
        if cells and other not in found.fields and is_other(cells):
            found.fields[other] = found.fields.pop(name)
    column = found.fields.get("desil")
    if column is not None and {v.strip().lower() for v in samples.column(column) if v.strip()} <= {"v", "x", "√", "✓", "✔"}:
        del found.fields["desil"]  # a tick is no Roman five
    for name in [n for n, column in found.fields.items() if n not in found.joins and holds_names(n, samples.column(column))]:
        del found.fields[name]


def _neighbourhoods(cells: Sequence[str]) -> bool:
    return all(_RT_RW.fullmatch(cell) for cell in cells)


def _long_past(cells: Sequence[str]) -> bool:
    return 1900 < middle_year(cells) < 2015


_CELLS_SAY = (("address", "rt_rw", _neighbourhoods), ("visited_on", "birth_date", _long_past))


def holds_names(field: str, cells: Sequence[str]) -> bool:
    """Whether a column taken for a number, a sum, a day or an answer holds names of people."""
    return field in _NO_NAMES and are_names([v.strip() for v in cells if v.strip()], least=3)


def nik_by_numbers(headings: Sequence[Heading], assignment: Assignment, samples: Samples, found: Columns) -> None:
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


def kk_by_numbers(headings: Sequence[Heading], samples: Samples, found: Columns) -> None:
    """Numbers that are KK numbers, several rows to each, under a header that only says card (`NO KARTU`) are the families of a list that
    names no KK; the card of a bank (KKS) is one person's and never looks so."""
    column = found.fields.get("card")
    if column is None or {"no_kk", "family_key"} & found.fields.keys() or _BANK_CARD & set(tokens(headings[column].text)):
        return
    cells = [v.strip() for v in samples.column(column) if v.strip()]
    if are_families(cells) and len(set(cells)) <= SHARE * len(cells):
        found.fields["no_kk"] = found.fields.pop("card")
        found.notes.append(say_recognised("no_kk", headings[column].text))


_BANK_CARD = frozenset({"kks", "sejahtera", "atm", "debit", "debet", "rekening", "bank"})


def period_of_programme(samples: Samples, found: Columns) -> None:
    """A column that names the programme and its months (`Sembako Juli - September 2025`) is the period too, in a list without another."""
    column = found.fields.get("programme")
    cells = [] if column is None or {"period", "month"} & found.fields.keys() else [v for v in samples.column(column) if v.strip()]
    if cells and column is not None and all(_DATED.search(cell) for cell in cells):
        found.fields["period"] = column


def born_in_parts(headings: Sequence[Heading], samples: Samples) -> list[int]:
    """Columns of day, month and year of birth (`Tanggal Lahir | Tgl, Bln, Thn`); empty where the day stands in one column."""
    found: list[int] = []
    for part, most in zip(_PARTS, (31, 12, 9999), strict=True):
        fitting = [
            column
            for column, heading in enumerate(headings)
            if "lahir" in tokens(heading.text)
            and part & set(tokens(heading.readings[-1]))
            and (cells := [v.strip().removesuffix(".0") for v in samples.column(column) if v.strip()])
            and all((v.isdigit() and 0 < int(v) <= most) or (most == 12 and v.isalpha()) for v in cells)
        ]
        found += fitting[:1]
    return found if len(found) == len(set(found)) == len(_PARTS) else []


_OF_NAME = ({"depan", "first", "given"}, {"tengah", "middle"}, {"belakang", "last", "surname", "family"})


def named_in_parts(headings: Sequence[Heading]) -> list[int]:
    """Columns of the parts of one name, first to last (`Nama Depan | Nama Belakang`); empty where the name stands in one column."""
    words = {
        c: set(tokens(heading.readings[-1])) - {"nama", "name", "kpm", "penerima"} for c, heading in enumerate(headings) if heading.text
    }
    found = [next((c for c, said in words.items() if said and said <= part), None) for part in _OF_NAME]
    return [c for c in found if c is not None] if found[0] is not None and found[2] is not None else []


def area_codes(assignment: Assignment, samples: Samples, found: Columns) -> None:
    """Numbers under the name of an area (`desa` 001) are its code; the name is then what another column says (`nama_desa`)."""
    for level in ("province", "regency", "district", "village"):
        name, code = f"{level}_name", f"{level}_code"
        column = found.fields.get(name)
        cells = [] if column is None else [v.strip() for v in samples.column(column) if v.strip()]
        if not cells or not all(_CODE.fullmatch(cell) for cell in cells):
            continue
        found.fields.setdefault(code, found.fields.pop(name))
        others = [c for c in (*assignment.conflicts.get(name, ()), *assignment.others.get(name, ())) if c != column]
        if others:
            found.fields[name] = others[0]


def desil_of_ds(headings: Sequence[Heading], assignment: Assignment, samples: Samples, found: Columns) -> None:
    """`Ds` over numbers from 1 to 10 is the desil of a list without another; over names it is the village (Desa), and beside districts in
    numbers its code."""
    if "desil" in found.fields or any(_numbers_of(samples, found.fields.get(name)) for name in ("district_name", "district_code")):
        return
    column = next((c for c, h in enumerate(headings) if "ds" in (words := set(tokens(h.text))) and words <= _DESIL_WORDS), None)
    cells = _numbers_of(samples, column)
    if column is None or not cells or not all(cell.isdigit() and 1 <= int(cell) <= _MOST_DESIL and cell[0] != "0" for cell in cells):
        return
    claimed = (found.fields.get("village_name"), *assignment.conflicts.get("village_name", ()), *assignment.others.get("village_name", ()))
    others = [c for c in dict.fromkeys(claimed) if c not in (None, column)]
    if len(set(cells)) < _FEW_DESILS and not others:
        return
    if found.fields.get("village_name") == column:
        del found.fields["village_name"]
        if others and others[0] is not None:
            found.fields["village_name"] = others[0]
    if column in getattr(found.joins.get("village_name"), "columns", ()):
        del found.joins["village_name"]
    found.fields["desil"] = column
    found.notes.append(say_recognised("desil", headings[column].text))


_DESIL_WORDS = frozenset({"ds", "kesejahteraan", "peringkat", "dtsen", "status", "nasional", "tingkat", "ekonomi"})
_MOST_DESIL, _FEW_DESILS = 10, 3


def _numbers_of(samples: Samples, column: int | None) -> list[str]:
    """The filled cells of a column that holds numbers alone; none of any other."""
    cells = [] if column is None else [v.strip().removesuffix(".0") for v in samples.column(column) if v.strip()]
    return cells if all(cell.isdigit() for cell in cells) else []


_VILLAGES_TOO = frozenset({"kampung", "kampong", "negeri", "banua"})
"""Words for a hamlet in one province and for a village in another."""


_AREA, _OF_AREA = frozenset({"wilayah", "wil", "daerah"}), frozenset({"wilayah", "wil", "daerah", "nama", "asal", "penerima", "kpm"})
_VILLAGE_SAID = re.compile(rf"(?i)\b(?:{VILLAGES})\b[\s.:]*[^\W\d_]")
_PLACE_NAME = re.compile(r"(?i)(?!(?:rt|rw|zona|blok|utara|selatan|timur|barat|pusat|kota|kab|kec|i{1,3}|iv|v)\b)[^\W\d_][^\d;|=/]{2,40}")


def village_of_area(headings: Sequence[Heading], words: str, samples: Samples, found: Columns) -> None:
    """The village of each row under a header that says no more than area (`Wilayah`, `Wil.`), in a list of which neither another column nor
    the title names one: a few names that come again and again."""
    if {"village_name", "village_code", "district_name"} & found.fields.keys() or _VILLAGE_SAID.search(words):
        return
    for column, heading in enumerate(headings):
        said = set(tokens(heading.text))
        if column in found.used or not said & _AREA or not said <= _OF_AREA:
            continue
        cells = [cell.strip() for cell in samples.column(column) if cell.strip()]
        if len(cells) > 3 and all(map(_PLACE_NAME.fullmatch, cells)) and len({cell.lower() for cell in cells}) <= len(cells) / 2:
            found.fields["village_name"] = column
            found.notes.append(say_recognised("village_name", heading.text))
            return


def village_of_district(headings: Sequence[Heading], found: Columns) -> None:
    """A `Kampung` is a hamlet beside a village, and the village itself in a list that goes from it to its district at once
    (Papua; Negeri: Maluku)."""
    column = found.fields.get("hamlet")
    if column is None or {"village_name", "village_code"} & found.fields.keys() or "district_name" not in found.fields:
        return
    if _VILLAGES_TOO & set(tokens(headings[column].text)):
        found.fields["village_name"] = found.fields.pop("hamlet")


def own_members(found: Columns) -> None:
    """The member of the family is the row's own person where the list has no other; beside a payee he stays the member."""
    for own, member in MEMBERS:
        if member in found.fields and own not in found.fields and own not in found.twice:
            found.fields[own] = found.fields.pop(member)


def promote(found: Columns) -> None:
    """Fields that one kind of list calls otherwise: the head's name and NIK are the row's own where the list has no others (never in a
    family file), and a registry's row is the member beside its head; the reason of a visit's result is its remark, the money beside
    `received` what was received; the day of a pay list without another is the pay day."""
    fields = found.fields
    if found.kind is Kind.REGISTRY:
        for (own, member), (_, head) in zip(MEMBERS, _PROMOTED, strict=True):
            if member in fields:
                if own in fields:
                    fields.setdefault(head, fields[own])
                fields[own] = fields.pop(member)
    if found.kind is not Kind.REGISTRY_FAMILY:
        for own, head in _PROMOTED:
            if own not in fields and head in fields:
                fields[own] = fields.pop(head)
    asked = fields.keys() & {"received", "submitted_at", "submission_id"}  # else the sum is copied from the list that was visited
    for kind, said, own in _CALLED_OTHERWISE:
        if found.kind is kind and said in fields and own not in fields and (said != "amount" or asked):
            fields[own] = fields.pop(said)
