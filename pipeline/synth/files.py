"""Which record goes into which file of a layout set, and where it came to stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.synth.dice import Dice
from pipeline.synth.layout import book, document, with_duplicates
from pipeline.synth.noise import Number, strike
from pipeline.synth.records import Record
from pipeline.synth.sheets import Doc, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.synth.draft import Draft
    from pipeline.synth.layout_sets import LayoutSet, Source
    from pipeline.synth.model import Family, Noise, Pay, Person
    from pipeline.synth.noise import View

ACCENTS = ("JL. CAFÉ MUSI NO. 3", "LR. MÉKAR NO. 12", "JL. RENÉ DESCARTES 1")
ACCENT_SHARE = 0.004


@dataclass(frozen=True)
class Placed:
    """A record where it stands: `place` is file|sheet|row; `repeat` says that an earlier row of the file equals it."""

    key: str
    source: str  # registry | disbursement | survey
    place: str
    record: Record
    fields: frozenset[str]
    repeat: bool


@dataclass(frozen=True)
class Written:
    """All files of a town and every record's place."""

    docs: tuple[Doc, ...]
    placed: tuple[Placed, ...]


class _Writer:
    """Keeps one damaged view for each person of each file."""

    def __init__(self, draft: Draft, noise: Noise, seed: int) -> None:
        self.draft, self.noise, self.seed = draft, noise, seed
        self.families = {f.fid: f for f in draft.families}
        self.people = {m.pid: m for f in draft.families for m in f.members}
        self.docs: list[Doc] = []
        self.placed: list[Placed] = []

    def views(self, source: Source) -> Callable[[Person, Family], View]:
        """A function that shows a person as this file does, the same each time."""
        dice, seen = Dice(self.seed, f"views {source.layout.path}"), dict[int, "View"]()
        towns = tuple(v for v in self.draft.villages if v is not self.draft.silent)
        registry, shown = source.habits.keep_kk, {c.field for c in source.layout.columns}
        habits = replace(source.habits, move_to=() if registry else towns, both_numbers=not registry and {"nik", "kk"} <= shown)

        def view(person: Person, family: Family) -> View:
            """One person as this source writes her, the same each time."""
            if person.pid not in seen:
                seen[person.pid] = strike(person, family, self.noise, habits, dice, self.draft.maker.numbers)
            return seen[person.pid]

        return view

    def add(self, kind: str, doc: Doc, source: Source, records: Iterable[Record]) -> None:
        """Put a document into the town and write down where its records stand."""
        by_key = {r.key: r for r in records}
        shown = frozenset(c.field for c in source.layout.columns)
        skip = {i for i, c in enumerate(source.layout.columns) if c.field == "no"}
        self.docs.append(doc)
        seen: set[object] = set()
        for sheet in doc.sheets:
            for row, line in enumerate(sheet.lines, start=1):
                if not line.key:
                    continue
                content = tuple(c for i, c in enumerate(line.cells) if i not in skip)
                name = "" if doc.delimiter else sheet.name
                place = f"{doc.path}|{name}|{row}"
                self.placed.append(Placed(line.key, kind, place, by_key[line.key], shown, content in seen))
                seen.add(content)


def lay_out(draft: Draft, layouts: LayoutSet, noise: Noise, seed: int) -> Written:
    """Every file of the town. The order of files is fixed, the order of rows is the seed's."""
    writer = _Writer(draft, noise, seed)
    _registry(writer, layouts)
    pays = [p for p in draft.pays if not p.closing]
    for source, wanted in (
        (layouts.card_list, [p for p in pays if p.payer == draft.bank]),
        (layouts.post, [p for p in pays if p.payer == "POS" and not p.early]),
        (layouts.post_early, [p for p in pays if p.payer == "POS" and p.early]),
        (layouts.village_fund, [p for p in pays if p.payer == "DESA"]),
        (layouts.closing, [p for p in draft.pays if p.closing]),
    ):
        _pay_file(writer, source, wanted)
    for source, form in ((layouts.first_form, "first"), (layouts.second_form, "second")):
        _survey_file(writer, source, form)
    return Written(tuple(writer.docs), tuple(writer.placed))


def _registry(writer: _Writer, layouts: LayoutSet) -> None:
    draft, noise = writer.draft, writer.noise
    source = replace(layouts.members, habits=replace(layouts.members.habits, share=noise.registry))
    view, dice = writer.views(source), Dice(writer.seed, "registry rows")
    listed = [f for f in draft.families if f.in_registry]
    records = [Record(f"r{m.pid}", f, m, view(m, f), draft.calendar) for f in listed for m in f.members if m.in_registry]
    records = with_duplicates(records, noise.duplicate_rows * 0.2, dice)
    if source.layout.delimiter:
        doc = _spoil(document(source.layout, records), writer, {r.key: r for r in records}, dice)
    else:
        pages = [
            (v.name, (*source.layout.titles, f"KELURAHAN {v.name} KECAMATAN SAKO"), [r for r in records if r.family.village is v])
            for v in draft.villages
        ]
        doc = book(source.layout, pages)
    writer.add("registry", doc, source, records)
    plain = writer.views(layouts.families)
    heads = dice.shuffled([Record(f"f{f.fid}", f, f.head, plain(f.head, f), draft.calendar) for f in listed])
    writer.docs.append(document(layouts.families.layout, heads))
    if layouts.later_members and layouts.later_families:
        _later_snapshot(writer, layouts.later_members, layouts.later_families, listed)


def _later_snapshot(writer: _Writer, members: Source, families: Source, listed: list[Family]) -> None:
    """A snapshot after the closing in which everyone rose three desil: whoever judges by it calls every poor family too rich."""
    risen = [replace(f, desil=min(10, f.desil + 3)) for f in listed]
    view, dice = writer.views(members), Dice(writer.seed, "later registry")
    calendar = writer.draft.calendar
    rows = [Record(f"later{m.pid}", f, m, view(m, f), calendar) for f in risen for m in f.members if m.in_registry]
    writer.docs.append(document(members.layout, dice.shuffled(rows)))
    heads = [Record(f"later{f.fid}", f, f.head, view(f.head, f), calendar) for f in risen]
    writer.docs.append(document(families.layout, dice.shuffled(heads)))


def _spoil(doc: Doc, writer: _Writer, records: dict[str, Record], dice: Dice) -> Doc:
    """Stray quotes in a few lines nobody's payment hangs on; accents in utf-8 and latin1, line by line."""
    busy = {p.fid for p in writer.draft.pays} | {v.fid for v in writer.draft.visits}
    ceiling = writer.draft.calendar.ceiling("SEMBAKO")
    sheet = doc.sheets[0]
    lines, left = list(sheet.lines), writer.noise.broken_quotes
    address = next((i for i, c in enumerate(sheet.lines[0].cells) if str(c).startswith("alamat")), 0)
    for i in dice.shuffled(range(1, len(lines))):
        record = records[lines[i].key]
        cells = list(lines[i].cells)
        idle = record.family.fid not in busy and record.family.desil > ceiling and record.view.nik.kind == "ok"
        if left and idle:
            left -= 1
            quoted = [f'"{c}"' for c in cells]
            quoted[2] = f'"{cells[2]}' if left % 2 else f'"{str(cells[2])[:3]}"{str(cells[2])[3:]}"'
            lines[i] = replace(lines[i], raw=doc.delimiter.join(quoted))
        elif dice.chance(ACCENT_SHARE):
            cells[address] = dice.pick(ACCENTS)
            lines[i] = replace(lines[i], cells=tuple(cells), latin=dice.chance(0.5))
    return replace(doc, sheets=(Sheet(sheet.name, tuple(lines)),))


def _word(pay: Pay, source: Source) -> str:
    return source.paid_word if pay.state == "PAID" else pay.word


def _pay_file(writer: _Writer, source: Source, pays: list[Pay]) -> None:
    if not pays:
        return
    view, dice = writer.views(source), Dice(writer.seed, f"rows {source.layout.path}")
    records = []
    for pay in pays:
        person, family = writer.people[pay.pid], writer.families[pay.fid]
        shown = replace(pay, word=_word(pay, source))
        other = writer.people[pay.substitute] if pay.substitute is not None else None
        seen = view(person, family)
        if pay.strange_nik:
            seen = replace(seen, nik=Number(pay.strange_nik, "temporary", ""))
        records.append(Record(f"p{pay.key}", family, person, seen, writer.draft.calendar, shown, substitute=other))
    records = with_duplicates(records, writer.noise.duplicate_rows, dice)
    writer.add("disbursement", _pages(source, records), source, records)


def _pages(source: Source, records: list[Record]) -> Doc:
    if not source.layout.by_village:
        return document(source.layout, records)
    villages = sorted({r.view.village.name for r in records})
    return book(
        source.layout, [(v, (*source.layout.titles, f"KELURAHAN {v}"), [r for r in records if r.view.village.name == v]) for v in villages]
    )


def _survey_file(writer: _Writer, source: Source, form: str) -> None:
    view, dice = writer.views(source), Dice(writer.seed, f"rows {source.layout.path}")
    words = source.words or {}
    records = []
    for visit in writer.draft.visits:
        if visit.form != form:
            continue
        person, family = writer.people[visit.pid], writer.families[visit.fid]
        word = dice.pick(words[visit.result]) if visit.result in words else ""
        shown = view(person, family)
        records.append(Record(f"v{visit.key}", family, person, shown, writer.draft.calendar, visit=visit, visit_word=word))
    records = with_duplicates(records, 0.0, dice)
    if records:
        writer.add("survey", document(source.layout, records), source, records)
