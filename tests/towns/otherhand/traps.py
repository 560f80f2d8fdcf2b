"""Lay traps: families that look wrong and are not. No targeting error may be raised for any of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from . import model, rules
from .model import Pay

if TYPE_CHECKING:
    from .people import Family
    from .planner import Planner


def trap_all(plan: Planner) -> None:
    """Lay every trap."""
    for step in (
        _twins,
        _father_and_son,
        _namesakes,
        _deaths,
        _not_entitled_not_paid,
        _missing_payer,
        _components,
        _resubmitted,
        _plain_habits,
        _names,
        _numbers,
        _parts,
        _bank_then_post,
        _repeats,
        _unknown_answers,
        _in_process,
    ):
        step(plan)


def _plain_habits(plan: Planner) -> None:
    for family in plan.pick(18, plan.several):
        pay = plan.pay(family, person=family.wife)
        plan.decoy("paid wife of an entitled head", family, person=pay.person)
    for family in plan.pick(10, plan.entitled, lambda f: any(p.role == "ANAK" and rules.age(p.born, plan.day) > 18 for p in f.members)):
        child = next(p for p in family.members if p.role == "ANAK" and rules.age(p.born, plan.day) > 18)
        plan.pay(family, person=child)
        plan.decoy("grown child holds the card", family, person=child)
    for family in plan.pick(12, plan.entitled):
        pay = plan.pay(family)
        plan.decoy("three-month lump sum", family, person=pay.person)
    for family in plan.pick(18, plan.pkh_ready):
        pay = plan.pay(family)
        plan.pay(family, rules.PKH, pay.person)
        for programme in (rules.SEMBAKO, rules.PKH):
            plan.decoy("PKH and Sembako together", family, programme, pay.person)


def _names(plan: Planner) -> None:
    for how, what, number in (
        ("cut", "truncated bank name", 16),
        ("variant", "title, Arabic variant or abbreviation", 16),
        ("old", "old spelling", 12),
        ("alias", "nickname after ALS", 8),
        ("role", "role in parentheses", 5),
    ):
        for family in plan.pick(
            number,
            plan.entitled,
            lambda f, how=how: f.wife is not None if how == "role" else how != "cut" or len(f.head.name) > 14,
        ):
            person = {"role": family.wife, "cut": family.head}.get(how)
            pay = plan.pay(family, person=person, force={"name": how})
            plan.decoy(what, family, person=pay.person)


def _numbers(plan: Planner) -> None:
    for family in plan.pick(14, plan.entitled):
        pay = plan.pay(family, force={"nik": "damaged"})
        plan.decoy("damaged NIK of a registered payee", family, person=pay.person)
    for family in plan.pick(8, plan.entitled):
        pay = plan.pay(family, force={"nik": "missing", "name": "clean"})
        plan.decoy("no NIK at all", family, person=pay.person)
    for family in plan.pick(9, plan.entitled, lambda f: 1 < f.head.born.day <= 12 and f.head.born.day != f.head.born.month):
        pay = plan.pay(family, person=family.head, force={"dob": "swap"})
        family.head.registry_force.setdefault("dob", "swap" if plan.rng.random() < 0.5 else "ok")
        plan.decoy("day and month swapped", family, person=pay.person)
    for family in plan.pick(14, plan.entitled, lambda f: not f.head.nik.startswith(f.village.kemendagri[:6])):
        plan.pay(family, person=family.head)
        plan.decoy("NIK of another area", family)
    for family in plan.pick(9, plan.entitled):
        fresh = plan.town.numbers.kk(family.kk[:6])
        pay = plan.pay(family, force={"nik": "clean", "kk": fresh})
        plan.decoy("another family card number", family, person=pay.person)


def _parts(plan: Planner) -> None:
    """Parts that sum to what is due; months paid one by one."""
    period = plan.town.period
    for number, family in enumerate(plan.pick(14, plan.urban)):
        payee = plan.payee(family)
        first = (300_000, 400_000, 200_000)[number % 3]
        other = plan.second if number % 2 else plan.bank
        plan.pay(family, person=payee, amount=first, force={"nik": "clean"})
        plan.pay(family, person=payee, amount=600_000 - first, payer=other, force={"nik": "clean"})
        plan.decoy("two parts that make the due amount", family, person=payee)
    for family in plan.pick(10, plan.urban):
        payee = plan.payee(family)
        for month in range(period.first.month, period.last.month + 1):
            single = rules.Period(period.year, month)
            plan.pay(
                family,
                person=payee,
                amount=200_000,
                payer=plan.second,
                span=(single, single),
                force={"nik": "clean", "name": "clean"},
            )
        plan.decoy("three months in three rows", family, person=payee)


def _bank_then_post(plan: Planner) -> None:
    for number, family in enumerate(plan.pick(18, plan.urban)):
        state = (model.FAILED, model.EMPTY, model.NOT_TAKEN)[number % 3]
        first = plan.payee(family)
        second = family.wife if family.wife and number % 4 == 0 else first
        plan.pay(family, person=first, state=state, force={"nik": "clean"})
        plan.pay(family, person=second, payer=plan.second, force={"nik": "clean"})
        plan.decoy("failed at the bank, paid by the other payer", family, person=second)


def _repeats(plan: Planner) -> None:
    """The same row twice in one file, word for word."""
    for number, family in enumerate(plan.pick(13, plan.urban)):
        pay = plan.pay(family, payer=plan.second if number % 3 == 2 else "", force={"nik": "clean"})
        plan.town.pays.append(
            Pay(
                family,
                pay.person,
                pay.programme,
                pay.payer,
                pay.amount,
                pay.state,
                pay.word,
                pay.span,
                pay.component,
                pay.force,
                pay,
                pay.paid_on,
                pay.account,
            )
        )
        plan.decoy("row repeated word for word", family, person=pay.person)


def _unknown_answers(plan: Planner) -> None:
    """Answers that are no evidence: not found, refused, blank, moved, double; a right amount; a blank amount."""
    for result, what, number in (
        ("TIDAK_DITEMUKAN", "survey: not found", 13),
        ("MENOLAK", "survey: refused", 9),
        ("KOSONG", "survey: blank", 9),
        ("PINDAH", "survey: moved", 9),
        ("GANDA", "survey: double", 7),
        ("LAYAK", "survey: amount left blank", 8),
    ):
        for index, family in enumerate(plan.pick(number, plan.entitled)):
            pay = plan.pay(family)
            plan.visit(family, pay.person, result, programme=rules.SEMBAKO if index % 2 else None)
            plan.decoy(what, family, person=pay.person)


def _pair(plan: Planner, shape: str) -> list[tuple[Family, Family]]:
    """Pairs of entitled families of one kelurahan, made neighbours."""
    pairs = []
    least = 48 if shape == "son" else 0
    chosen = plan.pick(
        8,
        plan.urban,
        lambda f: f.head.sex == "L" and len(f.members) > 1 and rules.age(f.head.born, plan.day) > least,
    )
    for first in chosen:
        found = plan.pick(
            1,
            plan.urban,
            lambda f, first=first: (
                f.village is first.village
                and f.head.sex == "L"
                and len(f.members) > 1
                and (shape != "son" or 20 < rules.age(first.head.born, plan.day) - rules.age(f.head.born, plan.day) < 34)
            ),
            exact=True,
        )
        if found:
            other = found[0]
            other.rt, other.rw, other.address = first.rt, first.rw, first.address
            pairs.append((first, other))
    return pairs


def _renamed(family: Family, name: str) -> None:
    old = family.head.name
    family.head.name = name
    for child in family.members[2:]:
        if child.role == "ANAK" and child.name.endswith(" " + old.split()[-1]):
            child.name = child.name.rsplit(" ", 1)[0] + " " + name.rsplit(maxsplit=1)[-1]


def _twins(plan: Planner) -> None:
    """Grown twins next door to each other: HASAN and HUSEN, one birthday, one mother."""
    endings = ("BASRI", "ARIFIN", "SALEH", "EFENDI", "ANWAR", "USMAN", "BURHAN", "YUSUF")
    names = (("HASAN", "HUSEN"), ("RAHMAT", "RAHMAD"), ("ZULKIFLI", "ZULKARNAIN"), ("EDI", "EDO"))
    for number, (first, other) in enumerate(_pair(plan, "twins")):
        one, two = names[number % len(names)]
        ending = endings[number % len(endings)]
        _renamed(first, f"{one} {ending}")
        _renamed(other, f"{two} {ending}")
        other.head.born, other.head.mother, other.head.birthplace = first.head.born, first.head.mother, first.head.birthplace
        other.head.nik = plan.town.numbers.nik(first.head.nik[:6], first.head.born, "L")
        for family in (first, other):
            plan.pay(family, person=family.head, force={"nik": "clean", "name": "clean"})
            plan.decoy("twins", family)


def _father_and_son(plan: Planner) -> None:
    """One word for a name, father and son, one address, two cards."""
    words = ("SUPARDI", "WAGIMAN", "NANGCIK", "SARNUBI", "PONIMAN", "LAMSARI", "TUGIMIN", "MATNUR")
    for number, (father, son) in enumerate(_pair(plan, "son")):
        for family in (father, son):
            _renamed(family, words[number % len(words)])
            plan.pay(
                family,
                person=family.head,
                force={"nik": "missing" if family is son and number % 3 == 0 else "clean", "name": "clean"},
            )
            plan.decoy("father and son of one name", family)


def _namesakes(plan: Planner) -> None:
    """Common names in two kelurahan, both rightly paid."""
    for number in range(plan.count(7)):
        name = ("SITI AISYAH", "SUPRIYADI", "NURHAYATI", "MUHAMMAD ALI", "FATIMAH", "AHMAD YANI", "SITI AMINAH")[number % 7]
        sex = "L" if name in ("SUPRIYADI", "MUHAMMAD ALI", "AHMAD YANI") else "P"
        seen: set[str] = set()
        for _ in range(2):
            found = plan.pick(
                1,
                plan.urban,
                lambda f, sex=sex, seen=seen: (
                    f.village.kemendagri not in seen and any(p.sex == sex and p.role in ("KEPALA", "ISTRI") for p in f.members)
                ),
                exact=True,
            )
            for family in found:
                seen.add(family.village.kemendagri)
                person = next(p for p in family.members if p.sex == sex and p.role in ("KEPALA", "ISTRI"))
                person.name = name
                plan.pay(family, person=person)
                plan.decoy("namesakes in two kelurahan", family, person=person)


def _deaths(plan: Planner) -> None:
    """Somebody dead who is not the payee; a death after the closing (set B has dates)."""
    if plan.town.layout_set == "A":
        for family in plan.pick(8, plan.several):
            plan.pay(family, person=family.wife)
            plan.decoy("wife paid, husband lives", family, person=family.wife)
        return
    for number, family in enumerate(plan.pick(9, plan.several, lambda f: len(f.members) > 2)):
        family.head.dead = True
        family.head.died = (
            rules.random_day(plan.rng, plan.day - timedelta(days=700), plan.day - timedelta(days=120)) if number % 3 else None
        )
        plan.pay(family, person=family.wife)
        plan.decoy("head dead, widow paid", family, person=family.wife)
    if plan.town.period.month > plan.day.month:
        for family in plan.pick(9, plan.entitled, lambda f: len(f.members) == 1):
            family.late_death = True
            family.head.died = plan.town.period.start + timedelta(days=plan.rng.randint(14, 25))
            plan.pay(family)
            plan.decoy("death after the closing", family)


def _not_entitled_not_paid(plan: Planner) -> None:
    """High desil or an excluded job, and rightly nothing; the list says EXCLUDE PEKERJAAN for some."""
    for number, family in enumerate(plan.pick(14, lambda f: f.village is not plan.missing and f.desil <= 3 and f.wife is not None)):
        if not family.barred():
            plan.rng.choice((family.head, family.wife)).job = plan.rng.choice(rules.EXCLUDED_JOBS)
        if number % 2:
            plan.pay(family, state=model.EXCLUDED, word="EXCLUDE PEKERJAAN (ASN/TNI/Polri)")
        plan.decoy("excluded job, not paid", family, "")
    rich = max(7, rules.ceiling(rules.SEMBAKO, plan.town.period) + 1)
    for family in plan.pick(8, lambda f: f.village is not plan.missing and f.desil >= rich and not f.barred()):
        plan.pay(family, state=plan.rng.choice((model.FAILED, model.EMPTY)))
        plan.decoy("not entitled, and the bank refused", family)


def _in_process(plan: Planner) -> None:
    for number, family in enumerate(plan.pick(16, plan.entitled)):
        state = model.UNKNOWN if number % 4 == 3 else model.IN_PROCESS
        pay = plan.pay(family, state=state)
        plan.decoy("payment in process or of unknown state", family, person=pay.person)


def _missing_payer(plan: Planner) -> None:
    """Entitled and without a row, where a payer's file never came: not assessable."""
    for family in plan.pick(28, lambda f: f.village is plan.missing and f.desil <= 4 and not f.barred()):
        family.tags.add("unpaid")
        plan.decoy("payer's file missing", family)


def _components(plan: Planner) -> None:
    """Set B: a family of several PKH components has several rows. A substitute took the rice."""
    if plan.town.layout_set != "B":
        return
    for family in plan.pick(14, plan.pkh_ready, lambda f: plan.due(f, rules.PKH) > 1_000_000):
        pay = plan.pay(family, rules.PKH)
        plan.decoy("several component rows", family, rules.PKH, pay.person)
    for number, family in enumerate(plan.pick(14, plan.urban, lambda f: f.wife is not None)):
        stranger = plan.rng.choice([other for other in plan.town.families if other.registered and other is not family])
        rice = plan.pay(family, rules.RICE, family.head, payer="BULOG", amount=0, word="SUDAH DISERAHKAN", force={"nik": "clean"})
        rice.substitute = family.wife if number % 2 else stranger.head
        plan.decoy("a substitute took the rice", family, rules.RICE, family.head)
        if number % 2 == 0:
            plan.decoy("took the rice for a neighbour", stranger, rules.RICE, stranger.head)


def _resubmitted(plan: Planner) -> None:
    """A form corrected by a later one: what the first said counts no more (set A: Kobo)."""
    if plan.town.layout_set != "A":
        return
    for number, family in enumerate(plan.pick(12, plan.entitled)):
        pay = plan.pay(family)
        wrong = plan.visit(
            family,
            pay.person,
            ("MAMPU", "TIDAK_DITEMUKAN", "LAYAK")[number % 3],
            programme=rules.SEMBAKO,
            force={"nik": "clean", "name": "clean"},
        )
        if number % 3 == 2:
            wrong.received = 0
        wrong.replaced = True
        right = plan.visit(family, pay.person, "LAYAK", programme=rules.SEMBAKO, received=600_000, force={"nik": "clean", "name": "clean"})
        wrong.day, right.day = sorted((wrong.day, right.day))
        plan.decoy("form corrected by a later one", family, person=pay.person)
