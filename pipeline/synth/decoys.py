"""Decoys: situations that look wrong and are right. None of them may come out as a targeting error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.synth.draft import GROUNDS, WORDS, Draft
from pipeline.synth.names import twin_names
from pipeline.synth.people import EXCLUDED_JOBS

if TYPE_CHECKING:
    from pipeline.synth.model import Family, Person

Plant = Callable[[Draft, int], None]
HALF = 2


def failed_then_post(d: Draft, i: int) -> None:
    """Failed at the bank, paid by the post office: one payment."""
    family = d.take(d.poor, "failed_then_post")
    if family:
        family.decoys.add("failed_then_post")
        d.pay(family, state=("FAILED_ACCOUNT", "EMPTY")[i % HALF])
        d.pay(family, payer="POS")


def lump_sum(d: Draft, i: int) -> None:
    """Three months paid together in the stage's first month; the file lies in that month's folder."""
    family = d.take(d.poor, "lump_sum")
    if family:
        family.decoys.add("lump_sum")
        d.pay(family, payer="POS", early=True)
    del i


def monthly(d: Draft, i: int) -> None:
    """Three rows, one a month."""
    family = d.take(d.poor, "monthly")
    if family:
        family.decoys.add("monthly_rows")
        for month in d.calendar.months:
            d.pay(family, first=month, last=month, amount=200_000)
    del i


def parts(d: Draft, i: int) -> None:
    """Two months, then one."""
    family = d.take(d.poor, "parts")
    if family:
        first, second, third = d.calendar.months
        family.decoys.add("part_payments")
        d.pay(family, first=first, last=second, amount=400_000)
        d.pay(family, first=third, last=third, amount=200_000)
    del i


def twins(d: Draft, i: int) -> None:
    """Grown twins on one card; the head is paid, the other is visited."""
    family = d.maker.family([v for v in d.villages if v is not d.silent], "adult")
    family.desil = d.dice.between(1, 4)
    head = family.head
    one, other = twin_names(d.dice, head.sex)
    head.name, head.occupation = one, "BURUH HARIAN LEPAS"
    twin = d.maker.person(family, head.sex, 30, "FAMILI_LAIN", name=other, mother=head.mother)
    twin.born, twin.birth_place = head.born, head.birth_place
    twin.nik = d.maker.numbers.nik(head.born, head.sex, head.nik[:6])
    twin.school, twin.occupation = "TIDAK", "BURUH HARIAN LEPAS"
    d.add(family, "twins")
    family.decoys.add("twins")
    d.pay(family, payee=head)
    if i % HALF:
        d.visit(family, "LAYAK", twin)


def namesakes(d: Draft, i: int) -> None:
    """Father and son of one name, the son grown and on the same card; the father is paid, the son is visited."""
    family = d.take(lambda f: d.poor(f) and any(_grown_son(d, f)), "namesakes")
    if family:
        father, son = family.head, _grown_son(d, family)[0]
        father.name = son.name = father.name.split()[-1] if i % HALF else father.name
        family.decoys.add("namesakes")
        d.pay(family, payee=father)
        if i % 3 == 0:
            d.visit(family, "LAYAK", son)


def _grown_son(d: Draft, family: Family) -> list[Person]:
    if family.head.sex != "L" or not 36 < family.head.age(d.calendar.start) < 59:
        return []
    return [m for m in family.members if m.relationship == "ANAK" and m.sex == "L" and m.age(d.calendar.start) > 12]


def unknown_visit(d: Draft, i: int) -> None:
    """Not found, refused, not yet visited, moved, listed twice: no word on entitlement."""
    results = ("TIDAK_DITEMUKAN", "MENOLAK", "BELUM_DIDATA", "TIDAK_DITEMUKAN", "PINDAH", "GANDA", "UNKNOWN")
    family = d.take(d.poor, "unknown_visit")
    if family:
        family.decoys.add("unknown_visit")
        d.pay(family, payer="POS" if i % 6 == 0 else d.bank)
        form = "second" if i % HALF else "first"
        d.visit(family, results[i % len(results)], form=form)


def good_visit(d: Draft, i: int) -> None:
    """Paid, poor by the visit, all received."""
    family = d.take(d.poor, "good_visit")
    if family:
        d.pay(family)
        both = d.poor(family, "PKH")
        if both:
            d.pay(family, "PKH")
        if i % HALF:
            d.visit(family, "DITEMUI", form="second")
        else:
            d.visit(family, "LAYAK", programme="SEMBAKO", received="YA", amount_received=600_000)


def corrected_form(d: Draft, i: int) -> None:
    """A first form said well-off, a later one of the same family says poor: the later counts."""
    family = d.take(d.poor, "corrected_form")
    if family:
        family.decoys.add("corrected_form")
        d.pay(family)
        day = d.calendar.month + dt.timedelta(days=5 + i % 10)
        d.visit(family, "TIDAK_LAYAK_MAMPU", replaced=True, visited_on=day)
        d.visit(family, "LAYAK", visited_on=day + dt.timedelta(days=4), received="YA", amount_received=600_000)


def died_later(d: Draft, i: int) -> None:
    """The payee died after the closing of the stage."""
    family = d.take(lambda f: d.poor(f) and (i % 3 == 0) == (len(f.members) == 1), "died_later")
    if family:
        payee = family.payee
        d.pay(family)
        family.decoys.add("died_after_closing")
        payee.died_on = d.calendar.month + dt.timedelta(days=d.dice.between(1, 25))
        if d.registry_tells_death and i % HALF:
            payee.death_known_by = "registry"
        else:
            payee.death_known_by = "survey"
            alone = len(family.members) == 1
            day = payee.died_on + dt.timedelta(days=3)
            d.visit(family, "MENINGGAL_TUNGGAL" if alone else "MENINGGAL_ADA_AHLI", payee, tells_death_day=True, visited_on=day)


def excluded_with_ground(d: Draft, i: int) -> None:
    """Taken off the list for a ground the rules know."""
    family = d.take(d.poor, "excluded_with_ground")
    if family:
        family.decoys.add("excluded_with_ground")
        d.pay(family, state="EXCLUDED", word=GROUNDS[i % len(GROUNDS)], amount=0)


def job_unpaid(d: Draft, i: int) -> None:
    """Low desil, excluded job, unpaid: nothing was owed."""
    family = d.take(lambda f: d.poor(f) and f.head.age(d.calendar.start) > 24, "job_unpaid")
    if family:
        family.decoys.add("excluded_job_unpaid")
        family.head.occupation = EXCLUDED_JOBS[i % len(EXCLUDED_JOBS)]


def stage_before(d: Draft, i: int) -> None:
    """A row of the stage before stands beside the row of this stage; every third family has only the old row."""
    family = d.take(d.poor, "stage_before")
    if family:
        year, number = (d.calendar.start.year, d.calendar.stage - 1) if d.calendar.stage > 1 else (d.calendar.start.year - 1, 4)
        d.pay(family, first=f"{year}-{3 * number - 2:02d}", last=f"{year}-{3 * number:02d}")
        if i % 3:
            family.decoys.add("stage_before")
            d.pay(family)


def grown_child(d: Draft, i: int) -> None:
    """The post office paid a grown child for the mother; or a substitute fetched the money."""
    family = d.take(lambda f: d.poor(f) and any(17 < m.age(d.calendar.start) < 40 for m in f.members[2:]), "grown_child")
    if family:
        child = next(m for m in family.members[2:] if 17 < m.age(d.calendar.start) < 40)
        family.decoys.add("paid_to_other_member" if i % HALF else "substitute")
        if i % HALF:
            d.pay(family, payer="POS", payee=child)
        else:
            d.pay(family, payer="POS", substitute=child.pid)


def not_entitled_failed(d: Draft, i: int) -> None:
    """Above the ceiling and not paid: a failed row is nobody's loss."""
    family = d.take(d.rich, "not_entitled_failed")
    if family:
        family.decoys.add("not_entitled_failed")
        state = ("FAILED_ACCOUNT", "EMPTY")[i % HALF]
        d.pay(family, state=state, word=d.dice.pick(WORDS[state]))


DECOYS: tuple[tuple[Plant, int], ...] = (
    (twins, 20),
    (namesakes, 16),
    (grown_child, 16),
    (failed_then_post, 25),
    (lump_sum, 20),
    (monthly, 15),
    (parts, 15),
    (unknown_visit, 48),
    (good_visit, 50),
    (corrected_form, 10),
    (died_later, 14),
    (excluded_with_ground, 12),
    (job_unpaid, 10),
    (stage_before, 18),
    (not_entitled_failed, 10),
)
