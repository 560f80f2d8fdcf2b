"""Derive every true case from what was really written, by the rules of DESIGN and CONVENTIONS, knowing who each row is.

A case is `certain`, or `ambiguous` where the rules can be read either way: the scorer ignores the latter both ways.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import model, people, rules
from .oracle_ids import identity_cases

if TYPE_CHECKING:
    from .model import Line, Pay, Town, Visit
    from .people import Family, Person

CERTAIN, AMBIGUOUS = "certain", "ambiguous"


@dataclass
class Truth:
    """One true case."""

    kind: str
    programme: str
    family: Family
    person: Person
    note: str
    certainty: str = CERTAIN
    lines: list[Line] = field(default_factory=list)


@dataclass
class View:
    """All that concerns one family."""

    family: Family
    registry: list[Line]
    pays: dict[str, list[Pay]]
    visits: list[Visit]

    def paid(self, programme: str) -> list[Pay]:
        """Rows of a programme that say PAID, repetitions left out."""
        return [pay for pay in self.pays.get(programme, []) if pay.state == model.PAID and pay.same_as is None]


def derive(town: Town) -> list[Truth]:
    """All true cases of a town."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in town.lines:
        lines[line.family.fid].append(line)
    cases: list[Truth] = []
    for family in town.families:
        mine = lines[family.fid]
        pays: dict[str, list[Pay]] = defaultdict(list)
        for line in mine:
            if line.pay is not None:
                pays[line.pay.programme].append(line.pay)
        visits = [line.visit for line in mine if line.visit is not None and not line.visit.replaced]
        view = View(family, [line for line in mine if line.source == "registry"], pays, visits)
        found = _registered(town, view) if family.registered else _unregistered(view)
        for case in found:
            case.lines = [line for line in mine if line.pay is None or line.pay.programme == case.programme]
        cases += found
    cases += _planted(town, lines)
    return cases + [Truth(*entry) for entry in identity_cases(town)]


def _planted(town: Town, lines: dict[int, list[Line]]) -> list[Truth]:
    """Split cards: the case itself, and the other readings of it as ambiguous."""
    cases = []
    for entry in town.planted:
        mine = [line for family in entry.families for line in lines[family.fid]]
        cases.append(Truth(entry.kind, entry.programme, entry.families[0], entry.person, entry.note, entry.certainty, mine))
        cases += [
            Truth(kind, entry.programme, family, family.head, "another reading of a split card", AMBIGUOUS, mine)
            for kind in ("GD-KK", "GD-PY")
            for family in entry.families
        ]
    return cases


def _unregistered(view: View) -> list[Truth]:
    family = view.family
    cases = []
    covered = family.village is not people.OUTSIDE
    any_paid = False
    for programme in view.pays:
        paid = view.paid(programme)
        if not paid:
            continue
        any_paid = True
        payee = paid[0].person
        known = any(pay.written and pay.written.nik == pay.person.nik for pay in paid)
        certainty = CERTAIN if known and programme in (rules.SEMBAKO, rules.PKH) else AMBIGUOUS
        if covered:
            cases.append(Truth("IE-TR", programme, family, payee, "paid, in no registry", certainty))
            if certainty == AMBIGUOUS:
                cases.append(Truth("BD-00", programme, family, payee, "a grey pair at most", AMBIGUOUS))
        else:
            cases.append(Truth("BD-00", programme, family, payee, "no registry covers the area"))
    certainty = AMBIGUOUS if any_paid or not covered else CERTAIN
    poor = [visit.person for visit in view.visits if visit.result == "LAYAK"]
    return cases + [Truth("EE-TD", "", family, person, "poor by the survey, in no registry", certainty) for person in poor]


def _registered(town: Town, view: View) -> list[Truth]:
    cases: list[Truth] = []
    for programme in (rules.SEMBAKO, rules.PKH):
        if view.paid(programme):
            cases += _paid(town, view, programme)
        elif programme in view.pays:
            cases += _on_list(town, view, programme)
        else:
            cases += _no_row(town, view, programme)
    if rules.BLT in view.pays:
        cases += _village_fund(view)
    if view.family.murky:
        for case in cases:
            case.certainty = AMBIGUOUS
    return cases


def _certain_component(town: Town, view: View) -> bool | None:
    """True: a component is certain from the registry as written. None: one is possible. False: none can be seen."""
    day = town.period.first.start
    alive = [line for line in view.registry if not line.person.dead]
    sure = [line for line in alive if rules.component(line.person.born, day)[1] and not line.fragile]
    whole = [line for line in sure if line.written.dob_kind == "ok" and line.written.nik == line.person.nik]
    if whole:
        return True
    if sure or any(rules.component(line.person.born, day)[0] for line in alive):
        return None
    return False


def _entitled(town: Town, view: View, programme: str) -> bool | None:
    """True or False where the rules decide; None where they leave it open."""
    family = view.family
    if not family.active or not family.alive or family.barred() or family.desil > rules.ceiling(programme, town.period):
        return False
    if programme == rules.PKH:
        return _certain_component(town, view)
    return True


def _contradicted(view: View) -> bool:
    """True where the survey speaks against a family that the registry entitles."""
    return view.family.late_death or any(visit.result not in ("LAYAK", "KOSONG", "TIDAK_DITEMUKAN", "MENOLAK") for visit in view.visits)


def _no_row(town: Town, view: View, programme: str) -> list[Truth]:
    family = view.family
    entitled = _entitled(town, view, programme)
    if town.is_silent(family, programme):
        return [
            Truth(
                "BD-00",
                programme,
                family,
                family.head,
                "a payer's file is missing here",
                CERTAIN if entitled and not _contradicted(view) else AMBIGUOUS,
            )
        ]
    if entitled is False:
        return (
            [Truth("EE-BB", programme, family, family.head, "only members of disputed age", AMBIGUOUS)]
            if _disputed(town, view, programme)
            else []
        )
    open_question = entitled is None or _contradicted(view) or rules.BLT in view.pays
    return [Truth("EE-BB", programme, family, family.head, "entitled, no row", AMBIGUOUS if open_question else CERTAIN)]


def _disputed(town: Town, view: View, programme: str) -> bool:
    family = view.family
    low = family.active and family.alive and not family.barred() and family.desil <= rules.ceiling(programme, town.period)
    return bool(low and programme == rules.PKH and not people.pkh_plain(family, town.period.first.start))


def _on_list(town: Town, view: View, programme: str) -> list[Truth]:
    family = view.family
    pays = view.pays[programme]
    states = {pay.state for pay in pays}
    entitled = _entitled(town, view, programme)
    if programme == rules.PKH and town.layout_set == "B" and entitled is None:
        entitled = True  # the closing names the component
    payee = pays[0].person
    if states & {model.IN_PROCESS, model.UNKNOWN}:
        cases = [Truth("BD-00", programme, family, payee, "in process or unknown state", CERTAIN if entitled else AMBIGUOUS)]
        return [*cases, Truth("EE-RK", programme, family, payee, "failed once, open once", AMBIGUOUS)] if len(states) > 1 else cases
    if entitled is False:
        return []
    unsure = entitled is None or _contradicted(view)
    if town.is_silent(family, programme):
        return [
            Truth("EE-RK", programme, family, payee, "refused, but another payer's file is missing", AMBIGUOUS),
            Truth("BD-00", programme, family, payee, "refused, but another payer's file is missing", AMBIGUOUS),
        ]
    return [Truth("EE-RK", programme, family, payee, f"on the list: {', '.join(sorted(states))}", AMBIGUOUS if unsure else CERTAIN)]


def _paid(town: Town, view: View, programme: str) -> list[Truth]:
    family = view.family
    paid = view.paid(programme)
    payee = paid[0].person
    found: list[tuple[str, str]] = []
    if not family.active or family.desil > rules.ceiling(programme, town.period):
        found.append(("IE-TL", f"desil {family.desil}" if family.active else "inactive in the registry"))
    if family.barred() or _says(view, "PEKERJAAN", programme):
        found.append(("IE-PK", "excluded job"))
    if _says(view, "MAMPU", programme):
        found.append(("IE-SV", "well-off by the survey"))
    if not family.alive or _says(view, "MENINGGAL_TUNGGAL", programme):
        found.append(("IE-MD", "dead, nobody left"))
    elif any(pay.person.dead for pay in paid) or _says(view, "MENINGGAL_ADA", programme):
        found.append(("PB-GP", "payee dead, family lives"))
    targeting = any(kind.startswith("IE") for kind, _ in found)
    double = _double(view, programme, family)
    found += double
    nothing = any(visit.received == 0 and visit.programme == programme for visit in view.visits)
    if nothing:
        found.append(("PB-TS", "nothing received"))
    if not targeting and not double and not nothing:
        found += _money(town, view, programme)
    certainty = AMBIGUOUS if town.is_silent(family, programme) else CERTAIN
    cases = [Truth(kind, programme, family, payee, note, certainty) for kind, note in found]
    if certainty == AMBIGUOUS:
        cases.append(Truth("BD-00", programme, family, payee, "paid, but another payer's file is missing", AMBIGUOUS))
    if programme == rules.PKH and _entitled(town, view, programme) is False and not targeting:
        cases.append(Truth("IE-TL", programme, family, payee, "no component to be seen", AMBIGUOUS))
    if nothing and targeting:
        cases.append(Truth("PB-TS", programme, family, payee, "beside an inclusion error", AMBIGUOUS))
    if family.late_death:
        cases.append(Truth("PB-GP", programme, family, payee, "dead after the closing", AMBIGUOUS))
    return cases


def _says(view: View, result: str, programme: str) -> bool:
    """The survey says so for this programme: the one the form names, else each one paid."""
    return any(visit.result == result and visit.programme in (None, programme) for visit in view.visits)


def _double(view: View, programme: str, family: Family) -> list[tuple[str, str]]:
    """GD-PY or GD-KK: paid more than once for the same months beyond what parts of the due amount explain."""
    paid = [pay for pay in view.paid(programme) if not pay.component]
    spans = {pay.span for pay in paid}
    if family.murky or len(paid) < 2 or len(spans) > 1 or programme == rules.PKH:
        return []
    if sum(pay.amount for pay in paid) <= 3 * rules.SEMBAKO_MONTH:
        return []
    return [("GD-PY", "paid by two payers")] if len({pay.payer for pay in paid}) > 1 else [("GD-KK", "paid twice by one payer")]


def _money(town: Town, view: View, programme: str) -> list[tuple[str, str]]:
    """PB-KR and PB-LB: the file against the due amount (Sembako), the hand against the file."""
    total = sum(pay.amount for pay in view.paid(programme))
    given = [visit.received for visit in view.visits if visit.programme == programme and visit.received]
    if given and given[-1] < total:
        return [("PB-KR", f"received {given[-1]} of {total}")]
    if programme == rules.PKH:
        floor = _pkh_floor(town, view)
        return [("PB-KR", f"paid {total}, certain components make {floor}")] if total < floor else []
    due = 3 * rules.SEMBAKO_MONTH
    if total < due:
        return [("PB-KR", f"paid {total} of {due}")]
    if total > due:
        return [("PB-LB", f"paid {total}, due {due}")]
    return []


def _pkh_floor(town: Town, view: View) -> int:
    """What PKH owes at the least: by the rows of the closing (B), else by the certain components of the registry (A)."""
    rows = [pay.component for pay in view.paid(rules.PKH) if pay.component]
    if rows:
        return sum(rules.COMPONENT_AMOUNT[name] for name in rows)
    day = town.period.first.start
    sure = [rules.component(person.born, day)[0] for person in view.family.alive if rules.component(person.born, day)[1]]
    return sum(sorted((rules.COMPONENT_AMOUNT[name] for name in sure), reverse=True)[:4])


def _village_fund(view: View) -> list[Truth]:
    family = view.family
    paid = view.paid(rules.BLT)
    if not paid:
        return []
    payee = paid[0].person
    cases = []
    if not family.village.desa:
        cases.append(Truth("IE-WL", rules.BLT, family, payee, "Dana Desa in a kelurahan"))
    others = [programme for programme in (rules.SEMBAKO, rules.PKH) if view.paid(programme)]
    if others:
        cases.append(
            Truth(
                "GD-PR",
                rules.BLT,
                family,
                payee,
                f"BLT-DD beside {' and '.join(others)}",
                CERTAIN if family.village.desa else AMBIGUOUS,
            )
        )
    if family.desil > 1:
        cases.append(Truth("IE-TL", rules.BLT, family, payee, "extreme poor first: a reading", AMBIGUOUS))
    return cases
