"""Plant errors of every kind: who is paid without right, who goes without, where money went missing, whose numbers are wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from . import model, rules
from .people import DESA, Family, pkh_components

if TYPE_CHECKING:
    from .planner import Planner


def plant_all(plan: Planner) -> None:
    """Plant every kind of case."""
    for step in (
        _too_rich,
        _dead_alone,
        _payee_dead,
        _jobs,
        _well_off,
        _not_registered,
        _village_fund,
        _new_poor,
        _refused_by_bank,
        _short_and_long,
        _nothing_received,
        _paid_twice,
        _two_programmes,
        _split_cards,
        _bad_numbers,
        _foreign_nik,
    ):
        step(plan)


def _too_rich(plan: Planner) -> None:
    """IE-TL by desil, just above the ceiling too, and (set B) by status."""
    period = plan.town.period
    top = rules.ceiling(rules.SEMBAKO, period)

    def sound(family: Family) -> bool:
        return family.village is not plan.missing and not family.barred()

    for family in plan.pick(18, sound, lambda f: f.desil > top + 1):
        plan.pay(family)
    for family in plan.pick(6, sound, lambda f: f.desil == top + 1):
        plan.pay(family)
    for number, family in enumerate(plan.pick(9, sound, lambda f: f.desil >= 5 and plan.due(f, rules.PKH) > 0)):
        pay = plan.pay(family, rules.PKH)
        if number % 2 and family.desil <= top:
            plan.pay(family, person=pay.person)
    if plan.town.layout_set == "B":
        for family in plan.pick(7, plan.entitled):
            family.active = False
            plan.pay(family)


def _dead_alone(plan: Planner) -> None:
    """IE-MD: the dead who lived alone. Set B: from the registry, with and without a date, and from the survey."""
    for number, family in enumerate(plan.pick(16, plan.entitled, lambda f: len(f.members) == 1)):
        plan.pay(family, force={"nik": "clean"} if number % 2 else {})
        if plan.town.layout_set == "B" and number % 2:
            family.head.dead = True
            if number % 4 == 1:
                family.head.died = rules.random_day(plan.rng, date(plan.day.year - 1, 1, 5), date(plan.day.year - 1, 12, 20))
        else:
            plan.visit(family, family.head, "MENINGGAL_TUNGGAL", remark="tidak ada ahli waris dalam KK")


def _payee_dead(plan: Planner) -> None:
    """PB-GP: the payee is dead, the family lives."""
    for number, family in enumerate(plan.pick(18, plan.several, lambda f: len(f.members) >= 3)):
        payee = plan.payee(family)
        plan.pay(family, person=payee)
        if number % 5 == 0 and plan.pkh_ready(family) and plan.town.layout_set == "A":
            plan.pay(family, rules.PKH, payee)
        if plan.town.layout_set == "B" and number % 2:
            payee.dead = True
            payee.died = rules.random_day(plan.rng, date(plan.day.year - 1, 1, 5), date(plan.day.year - 1, 12, 20)) if number % 3 else None
        else:
            plan.visit(family, payee, "MENINGGAL_ADA", remark="masih ada ahli waris")
        plan.decoy("dead payee, family left", family, person=payee)


def _jobs(plan: Planner) -> None:
    """IE-PK: a job in the registry of someone who is not the payee, or one the survey found."""
    for family in plan.pick(13, plan.several):
        payee = family.wife or family.head
        other = next(person for person in family.members if person is not payee)
        other.job = plan.rng.choice(rules.EXCLUDED_JOBS)
        plan.pay(family, person=payee)
    for number, family in enumerate(plan.pick(7, plan.several)):
        pay = plan.pay(family)
        plan.visit(
            family,
            pay.person,
            "PEKERJAAN",
            programme=rules.SEMBAKO if number % 2 else None,
            remark=plan.rng.choice(("suami PNS", "anak anggota TNI", "ASN")),
        )


def _well_off(plan: Planner) -> None:
    """IE-SV: for the programme the form names, else for each one paid."""
    for number, family in enumerate(plan.pick(20, plan.pkh_ready)):
        pay = plan.pay(family)
        if number % 3 == 0:
            plan.pay(family, rules.PKH, pay.person)
        plan.visit(
            family,
            pay.person,
            "MAMPU",
            programme=rules.SEMBAKO if number % 2 else None,
            remark=plan.rng.choice(("rumah permanen, punya mobil", "punya toko", "")),
        )


def _not_registered(plan: Planner) -> None:
    """IE-TR where a registry covers the area; where none does (a kelurahan of the next kecamatan) only BD-00."""
    from .people import OUTSIDE

    for number in range(plan.count(28)):
        family = plan.newcomer(DESA if number % 9 == 8 else None)
        second = number % 3 == 0 and not family.village.desa
        plan.pay(family, payer=plan.second if second else "", force={"nik": "clean"} if number % 6 else {})
        if number % 7 == 1 and plan.due(family, rules.PKH):
            plan.pay(family, rules.PKH, family.wife or family.head, force={"nik": "clean"})
    for _ in range(plan.count(9)):
        family = plan.newcomer(OUTSIDE)
        pay = plan.pay(family, payer=plan.second, force={"nik": "clean"})
        plan.decoy("area that no registry covers", family, person=pay.person)


def _village_fund(plan: Planner) -> None:
    """IE-WL: BLT Dana Desa to a kelurahan. Rightful BLT-DD in the desa beside it."""
    period = plan.town.period
    for number, family in enumerate(plan.pick(10, plan.urban)):
        pay = plan.pay(family, rules.BLT, span=(period, period))
        if number % 5 == 4:
            plan.pay(family, person=pay.person)
    for family in plan.pick(14, plan.entitled, lambda f: f.village.desa and f.desil <= 2):
        pay = plan.pay(family, rules.BLT, span=(period, period))
        plan.decoy("BLT-DD in a desa, nothing beside it", family, rules.BLT, pay.person)


def _new_poor(plan: Planner) -> None:
    """EE-TD: poor, in no registry, not paid; beside them the unregistered whom nobody found."""
    for _ in range(plan.count(24)):
        family = plan.newcomer()
        plan.visit(
            family,
            family.head,
            "LAYAK",
            remark=plan.rng.choice(("usulan baru", "belum terdata", "rumah bambu, kepala keluarga tidak bekerja")),
            force={"nik": "clean"},
        )
    for _ in range(plan.count(8)):
        family = plan.newcomer()
        plan.visit(family, family.head, plan.rng.choice(("TIDAK_DITEMUKAN", "MENOLAK", "KOSONG")), force={"nik": "clean"})
        plan.decoy("unregistered, survey knows nothing", family, "")


def _refused_by_bank(plan: Planner) -> None:
    """EE-RK: on the list, entitled, and nothing came; by either payer, for either programme."""
    states = (model.FAILED, model.EMPTY, model.NOT_TAKEN, model.EXCLUDED, model.FAILED)
    for number, family in enumerate(plan.pick(32, plan.entitled)):
        state = states[number % len(states)]
        second = number % 6 == 5 and not family.village.desa
        if second:
            state = model.RETURNED if plan.second == "POS" else model.FAILED
        pay = plan.pay(family, state=state, payer=plan.second if second else "")
        if number % 8 == 3 and state == model.NOT_TAKEN:
            plan.visit(family, pay.person, "LAYAK", programme=rules.SEMBAKO, received=0)
    for family in plan.pick(10, plan.pkh_ready):
        plan.pay(family, rules.PKH, state=plan.rng.choice((model.FAILED, model.NOT_TAKEN)))
    for family in plan.pick(4, plan.urban):
        who = plan.payee(family)
        plan.pay(family, person=who, state=model.FAILED)
        plan.pay(family, person=who, state=model.RETURNED if plan.second == "POS" else model.EMPTY, payer=plan.second)


def _short_and_long(plan: Planner) -> None:
    """PB-KR: a row under what is due, or less in the hand than in the file; PB-LB: a row over it."""
    for number, family in enumerate(plan.pick(13, plan.entitled)):
        plan.pay(family, amount=(400_000, 200_000, 500_000)[number % 3])
    for number, family in enumerate(plan.pick(13, plan.entitled)):
        pay = plan.pay(family)
        plan.visit(
            family,
            pay.person,
            "LAYAK",
            programme=rules.SEMBAKO,
            received=(500_000, 550_000, 400_000)[number % 3],
            remark=("dipotong", "", "ada potongan")[number % 3],
        )
    for number, family in enumerate(plan.pick(6, plan.pkh_ready)):
        pay = plan.pay(family, rules.PKH)
        total = plan.due(family, rules.PKH)
        plan.visit(family, pay.person, "LAYAK", programme=rules.PKH, received=total - (50_000, 100_000)[number % 2])
    for family in plan.pick(5, plan.pkh_ready, lambda f: pkh_components(f, plan.day) == ["USIA DINI"]):
        plan.pay(family, rules.PKH).amount = 500_000  # less in the file than its one certain component makes
        for person in family.members:
            person.registry_force.update({"nik": "clean", "dob": "ok"})
    for number, family in enumerate(plan.pick(13, plan.entitled)):
        plan.pay(family, amount=(900_000, 1_200_000)[number % 2])


def _nothing_received(plan: Planner) -> None:
    """PB-TS: paid according to the file, nothing in the hand."""
    for number, family in enumerate(plan.pick(17, plan.pkh_ready)):
        programme = rules.PKH if number % 4 == 3 else rules.SEMBAKO
        pay = plan.pay(family, programme)
        plan.visit(family, pay.person, "LAYAK", programme=programme, received=0, remark=("kartu dipegang ketua kelompok", "")[number % 2])


def _paid_twice(plan: Planner) -> None:
    """GD-PY and GD-KK: one person twice, or husband and wife."""
    for number, family in enumerate(plan.pick(17, plan.urban, lambda f: f.wife is not None)):
        first, other = family.head, family.wife if number % 2 else family.head
        plan.pay(family, person=first, force={"nik": "clean"})
        plan.pay(family, person=other, payer=plan.second, force={"nik": "clean"})
    for number, family in enumerate(plan.pick(15, plan.several)):
        other = family.wife if number % 2 else family.head
        plan.pay(family, person=family.head, force={"nik": "clean", "name": "clean"})
        plan.pay(family, person=other, force={"nik": "clean", "name": "variant"})


def _two_programmes(plan: Planner) -> None:
    """GD-PR in the desa: BLT-DD beside Sembako or PKH, to one person or to husband and wife."""
    period = plan.town.period
    for number, family in enumerate(plan.pick(12, plan.several, lambda f: f.village.desa)):
        programme = rules.PKH if number % 3 == 2 and plan.pkh_ready(family) else rules.SEMBAKO
        pay = plan.pay(family, programme)
        other = family.head if pay.person is not family.head and number % 2 else pay.person
        plan.pay(family, rules.BLT, other, span=(period, period))


def _split_cards(plan: Planner) -> None:
    """GD-KP: a second card of this year with the wife as head, who still stands on the first; both cards paid."""
    year = plan.town.period.year
    for number, family in enumerate(plan.pick(13, plan.several, lambda f: len(f.members) >= 3)):
        wife = family.wife
        if wife is None:
            continue
        open_form = number % 4 == 3
        town = plan.town
        child = family.members[-1]
        area = family.kk[:6]
        second = Family(
            town.numbers.cards + 1,
            town.numbers.kk(area, date(year, 1, 2), date(year, 3, 20)),
            family.village,
            family.rt,
            family.rw,
            family.address,
            family.desil,
            [wife, child],
            murky=True,
        )
        town.numbers.cards += 1
        family.murky = True
        family.members.remove(child)
        if open_form:
            family.members.remove(wife)
        town.families.append(second)
        plan.pay(family, person=family.head, force={"nik": "clean"})
        other = plan.second if number % 3 == 1 and not family.village.desa else ""
        plan.pay(second, person=wife, payer=other, force={"nik": "clean", "kk": second.kk})
        certainty = "ambiguous" if open_form else "certain"
        plan.plant(
            "GD-KP",
            rules.SEMBAKO,
            (family, second),
            wife,
            "wife heads a new card at the same address, both cards paid",
            certainty,
        )


def _bad_numbers(plan: Planner) -> None:
    """ID-NR, ID-NS, ID-NB, ID-TJ on people who are otherwise in order."""
    village = "0{}{:05d}"
    for family in plan.pick(16, plan.entitled):
        plan.pay(family, force={"nik": "damaged", "name": "clean"} if family.village.desa else {"nik": "damaged"})
    for family in plan.pick(6, plan.entitled):
        payee = plan.payee(family)
        payee.registry_force["nik"] = "damaged"
        plan.pay(family, person=payee, force={"nik": "clean"})
    for number, family in enumerate(plan.pick(9, plan.several, lambda f: rules.age(f.members[-1].born, plan.day) < 18)):
        family.members[-1].registry_force["nik"] = village.format(family.village.kemendagri, number + 1)
        plan.pay(family)
    for number, family in enumerate(plan.pick(6, plan.entitled)):
        plan.pay(family, force={"nik": village.format(family.village.kemendagri, 500 + number), "kk": family.kk})
    for family in plan.pick(14, plan.entitled):
        plan.pay(family, force={"nik": "typo"})
    for family in plan.pick(7, plan.entitled):
        payee = plan.payee(family)
        payee.registry_force["nik"] = "typo"
        plan.pay(family, person=payee, force={"nik": "clean"})
    for number, family in enumerate(plan.pick(14, plan.entitled)):
        payee = plan.payee(family)
        payee.registry_force["sex" if number % 3 == 2 else "dob"] = "wrong" if number % 3 == 2 else "year"
        plan.pay(family, person=payee)


def _foreign_nik(plan: Planner) -> None:
    """ID-BD: a neighbour's NIK in somebody's row; the card and the name say who it really is. Nobody is paid twice."""
    chosen = plan.pick(2 * plan.count(10), plan.entitled, exact=True)
    for owner, other in zip(chosen[::2], chosen[1::2], strict=False):
        first = plan.pay(owner, force={"nik": "clean", "name": "clean"})
        second = plan.pay(other, force={"nik": first.person.nik, "kk": other.kk, "name": "clean"})
        plan.decoy("somebody else's NIK in the row", owner, person=first.person)
        plan.decoy("somebody else's NIK in the row", other, person=second.person)
