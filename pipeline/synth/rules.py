"""The truth: what follows from the facts by the words of CONVENTIONS and DESIGN, written without a look at the product's rules.

`certain` cases are those the words decide; what they leave open is `ambiguous`, and a scorer should count it neither way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.synth.model import Calendar, Family, Pay, Person, Visit

PROGRAMMES = ("SEMBAKO", "PKH")
SEMBAKO_STAGE = 600_000  # 200.000 a month, three months together
BLT_DD_STAGE = 900_000
PKH_STAGE = {"HAMIL": 750_000, "USIA DINI": 750_000, "SD": 225_000, "SMP": 375_000, "SMA": 500_000}
PKH_STAGE |= {"DISABILITAS BERAT": 600_000, "LANSIA": 600_000}
PKH_PERSONS = 4
OLD, EARLY, FERTILE = 60, 6, 50
FAILED = frozenset({"FAILED_ACCOUNT", "RETURNED", "EMPTY", "PAID_NOT_TAKEN"})
WAITING = frozenset({"IN_PROCESS", "UNKNOWN"})
AGAINST = frozenset({"TIDAK_LAYAK_MAMPU", "TIDAK_LAYAK_PEKERJAAN", "TIDAK_LAYAK"})
JOB_WORDS = ("PEGAWAI NEGERI", "TENTARA", "KEPOLISIAN", "PENSIUNAN", "BUMN")


@dataclass(frozen=True)
class Case:
    """One line of the truth. `keys` name the rows it rests on."""

    kind: str
    programme: str
    family: Family | None
    person: Person | None
    keys: tuple[str, ...]
    certainty: str = "certain"
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of one family: its rows, its visits, and which senders are silent where it lives."""

    family: Family
    pays: tuple[Pay, ...]
    visits: tuple[Visit, ...]
    calendar: Calendar
    silent: bool  # an expected sender of Sembako and PKH wrote nothing about this kelurahan
    covered: bool  # the registry has rows of this kelurahan


def component(person: Person, calendar: Calendar) -> str:
    """The PKH component a person stands for, "" for none."""
    age = person.age(calendar.start)
    if person.dead:
        return ""
    if person.pregnant:
        return "HAMIL"
    if age <= EARLY:
        return "USIA DINI"
    if person.disabled:
        return "DISABILITAS BERAT"
    if age >= OLD:
        return "LANSIA"
    return person.school if person.school in PKH_STAGE else ""


def components(family: Family, calendar: Calendar) -> list[str]:
    """Components the family is paid for: the four that bring most, ties by age order on the card."""
    found = [c for m in family.members if (c := component(m, calendar))]
    return sorted(found, key=lambda c: -PKH_STAGE[c])[:PKH_PERSONS]


def due(family: Family, programme: str, calendar: Calendar) -> int:
    """Rupiah due for the whole stage."""
    if programme == "PKH":
        return sum(PKH_STAGE[c] for c in components(family, calendar))
    return SEMBAKO_STAGE if programme == "SEMBAKO" else BLT_DD_STAGE


def excluded_job(family: Family) -> bool:
    """Does anyone in the family hold a job that bars from aid?"""
    return any(word in m.occupation for m in family.living for word in JOB_WORDS)


def entitled(family: Family, programme: str, calendar: Calendar) -> str:
    """YES, NO or UNKNOWN by registry and rule. PKH is certain only by age: schools, pregnancy, disability may be unseen."""
    if family.desil > calendar.ceiling(programme) or not family.in_registry or family.status != "AKTIF":
        return "NO"
    if not family.living or excluded_job(family):  # a look at every member: last
        return "NO"
    if programme == "PKH":
        found = components(family, calendar)
        if set(found) & {"USIA DINI", "LANSIA"}:
            return "YES"
        young = any(6 <= m.age(calendar.start) <= 21 for m in family.living)
        return "UNKNOWN" if found or young or any(m.disabled or m.pregnant for m in family.living) else "NO"
    return "YES"


def covers(pay: Pay, period: str) -> bool:
    """Does the row's period hold the month?"""
    return pay.first <= period <= pay.last


def covers_stage(pay: Pay, calendar: Calendar) -> bool:
    """Does the row's period touch the stage of the month?"""
    return pay.first <= calendar.months[2] and calendar.months[0] <= pay.last


def judge(facts: Facts) -> Iterator[Case]:
    """Every case of one family for the month, in a fixed order."""
    family = facts.family
    programmes = list(PROGRAMMES) + sorted({p.programme for p in facts.pays if p.programme not in PROGRAMMES})
    for programme in programmes:
        rows = [p for p in facts.pays if p.programme == programme and not p.closing]
        for case in _judge_programme(facts, programme, rows):
            yield _open(case, family)
    paid = {p.programme for p in paid_rows(facts.pays, facts.calendar)}
    if "BLT-DD" in paid and family.in_registry:
        for other in sorted(paid & set(PROGRAMMES)):
            yield _case(facts, "GD-PR", f"BLT-DD;{other}", [p for p in facts.pays if p.state == "PAID"])
    if family.plant == "split_card":
        yield _case(facts, "GD-KP", "SEMBAKO", facts.pays)
    if not family.in_registry and facts.covered:
        poor = [v for v in facts.visits if v.result == "LAYAK" and not v.replaced]
        if poor:
            yield Case("EE-TD", "", family, family.head, tuple(f"v{v.key}" for v in poor), "ambiguous" if paid else "certain")


def _open(case: Case, family: Family) -> Case:
    if case.kind in family.unsure or "*" in family.unsure:
        return Case(case.kind, case.programme, case.family, case.person, case.keys, "ambiguous", case.note)
    return case


def paid_rows(pays: Sequence[Pay], calendar: Calendar) -> list[Pay]:
    """Rows of pay lists that paid the month."""
    return [p for p in pays if p.state == "PAID" and not p.closing and covers(p, calendar.period)]


def _case(facts: Facts, kind: str, programme: str, rows: Sequence[Pay], certainty: str = "certain", note: str = "") -> Case:
    family = facts.family
    person = next((m for p in rows for m in family.members if m.pid == p.pid), family.head)
    keys = tuple(f"p{p.key}" for p in rows) or tuple(f"r{m.pid}" for m in family.members[:1] if m.in_registry)
    return Case(kind, programme, family, person, keys, certainty, note)


def _judge_programme(facts: Facts, programme: str, rows: list[Pay]) -> Iterator[Case]:
    now = [p for p in rows if covers(p, facts.calendar.period)]
    paid = paid_rows(now, facts.calendar)
    if paid:
        yield from _judge_paid(facts, programme, rows, paid)
    elif programme in PROGRAMMES:
        yield from _judge_unpaid(facts, programme, now)


def _judge_unpaid(facts: Facts, programme: str, now: list[Pay]) -> Iterator[Case]:
    right = entitled(facts.family, programme, facts.calendar)
    states = {p.state for p in now}
    if not facts.family.in_registry:
        if states & WAITING:
            yield _case(facts, "BD-00", programme, now, "ambiguous", "belum terdaftar, pembayaran diproses")
        return
    doubted = {v.result for v in _speaking(facts, programme)} & AGAINST or any(m.dead or m.died_on for m in facts.family.members)
    sure = "certain" if right == "YES" and not doubted else "ambiguous"
    if right == "NO" and doubted and not now and facts.family.desil <= facts.calendar.ceiling(programme):
        yield _case(facts, "EE-BB", programme, now, "ambiguous", "meninggal atau tidak layak menurut kunjungan")
    if facts.silent and right == "NO":
        yield _case(facts, "BD-00", programme, now, "ambiguous", "penyalur diam, keluarga tidak berhak")
    if right == "NO":
        if states & WAITING:
            yield _case(facts, "BD-00", programme, now, "ambiguous", "diproses, tidak berhak")
        return
    if states & WAITING:
        yield _case(facts, "BD-00", programme, now, sure if len(states) == 1 else "ambiguous", "diproses / kata asing")
        return
    without_ground = any(p.state == "EXCLUDED" and p.word == "EXCLUDE" for p in now)
    if states & FAILED or without_ground:
        yield _case(facts, "EE-RK", programme, now, "ambiguous" if facts.silent else sure)
        if facts.silent:
            yield _case(facts, "BD-00", programme, now, "ambiguous", "penyalur lain diam")
    elif not now and facts.silent:
        yield _case(facts, "BD-00", programme, now, sure, "penyalur diam")
    elif not now:
        yield _case(facts, "EE-BB", programme, now, sure, "terdaftar" if _listed(facts, programme) else "kuota")


def _listed(facts: Facts, programme: str) -> bool:
    return any(p.closing and p.programme == programme for p in facts.pays)


def _judge_paid(facts: Facts, programme: str, rows: list[Pay], paid: list[Pay]) -> Iterator[Case]:
    family = facts.family
    if not family.in_registry:
        if programme == "BLT-DD":
            yield _case(facts, "IE-WL", programme, paid, "ambiguous")
        yield _case(facts, "IE-TR" if facts.covered else "BD-00", programme, paid)
        return
    wrong = list(_wrong(facts, programme, paid))
    yield from wrong
    double = _double(facts, programme, paid)
    if double:
        yield double
    visits = _speaking(facts, programme)
    denied = [v for v in visits if v.received == "TIDAK"]
    if denied:
        case = _case(facts, "PB-TS", programme, paid, "ambiguous" if wrong or double else "certain")
        yield Case(case.kind, programme, family, case.person, (*case.keys, *(f"v{v.key}" for v in denied)), case.certainty)
    hard = [c for c in wrong if c.kind.startswith("IE") and c.certainty == "certain"]
    if not (hard or double or denied):
        yield from _judge_amount(facts, programme, rows, visits)


def _judge_amount(facts: Facts, programme: str, rows: list[Pay], visits: list[Visit]) -> Iterator[Case]:
    months = facts.calendar.months
    stage = [p for p in rows if p.state == "PAID" and months[0] <= p.first and p.last <= months[2]]
    total, owed = sum(p.amount for p in stage), due(facts.family, programme, facts.calendar)
    told = [v for v in visits if v.amount_received is not None and v.amount_received < total]
    if total > owed:
        unseen = programme == "PKH" and any(m.sex == "P" and m.age(facts.calendar.start) < FERTILE for m in facts.family.living)
        yield _case(facts, "PB-LB", programme, stage, "ambiguous" if unseen else "certain", "kehamilan tidak terlihat" if unseen else "")
    elif total < owed or told:
        case = _case(facts, "PB-KR", programme, stage)
        keys = (*case.keys, *(f"v{v.key}" for v in told))
        yield Case("PB-KR", programme, facts.family, case.person, keys)


def _wrong(facts: Facts, programme: str, paid: list[Pay]) -> Iterator[Case]:
    family, calendar = facts.family, facts.calendar
    if programme == "BLT-DD":
        yield _case(facts, "IE-WL", programme, paid)
        if family.desil > calendar.ceiling("PKH"):
            yield _case(facts, "IE-TL", programme, paid, "ambiguous")
        return
    visits = _speaking(facts, programme)
    told = {v.result for v in visits}
    reasons = []
    if not family.living:
        reasons.append("IE-MD")
    elif excluded_job(family) or "TIDAK_LAYAK_PEKERJAAN" in told:
        reasons.append("IE-PK")
    if family.desil > calendar.ceiling(programme) or family.status != "AKTIF":
        reasons.append("IE-TL")
    if "TIDAK_LAYAK_MAMPU" in told:
        reasons.append("IE-SV")
    for kind in reasons:
        yield _case(facts, kind, programme, paid, "certain" if kind == reasons[0] else "ambiguous")
    dead = [m for m in family.members if m.dead and m.pid in {p.pid for p in paid}]
    dead = [m for m in dead if m.died_on is None or m.died_on < calendar.start]
    if dead and family.living:
        yield _case(facts, "PB-GP", programme, [p for p in paid if p.pid == dead[0].pid], "ambiguous" if reasons else "certain")
    later = [m for m in family.members if m.died_on and m.died_on >= calendar.start and m.pid in {p.pid for p in paid}]
    if later and len(family.members) > 1:
        yield _case(facts, "PB-GP", programme, paid, "ambiguous", "meninggal setelah penetapan")
    if "TIDAK_LAYAK" in told:
        yield _case(facts, "IE-SV", programme, paid, "ambiguous", "tidak layak tanpa alasan")


def _double(facts: Facts, programme: str, paid: list[Pay]) -> Case | None:
    if len(paid) < 2:
        return None
    kind = "GD-PY" if len({p.payer for p in paid}) > 1 else "GD-KK"
    fits = sum(p.amount for p in paid) <= due(facts.family, programme, facts.calendar)
    return _case(facts, kind, programme, paid, "ambiguous" if fits else "certain")


def _speaking(facts: Facts, programme: str) -> list[Visit]:
    return [v for v in facts.visits if not v.replaced and v.programme in {"", programme}]
