"""The rest of the town's life: who is paid rightly, who is visited, and a row from every sender in every kelurahan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import people, rules

if TYPE_CHECKING:
    from .people import Family
    from .planner import Planner


def live(plan: Planner) -> None:
    """Pay and visit the families that no plan has touched, then see that every sender serves every kelurahan."""
    for family in plan.free:
        _pay_some(plan, family)
    _serve_everywhere(plan)
    if plan.town.layout_set == "B":
        _rice(plan)
    _silence(plan)


def _pay_some(plan: Planner, family: Family) -> None:
    rng = plan.rng
    eligible = not family.barred() and family.registered
    missing = family.village is plan.missing
    if not eligible or "unpaid" in family.tags:
        return
    programmes = []
    if family.desil <= rules.ceiling(rules.SEMBAKO, plan.town.period) and rng.random() < (0.35 if missing else 0.55):
        programmes.append(rules.SEMBAKO)
    if family.desil <= 4 and people.pkh_plain(family, plan.day) and people.pkh_components(family, plan.day) and rng.random() < 0.35:
        programmes.append(rules.PKH)
    payee = plan.payee(family)
    second = not family.village.desa and rng.random() < 0.22
    paid = 0
    for programme in programmes:
        payer = plan.second if second and not (plan.town.layout_set == "B" and programme == rules.PKH) else ""
        if missing and (payer or plan.bank) == _absent(plan, programme):
            payer = _other(plan, programme)
            if not payer:
                continue
        plan.pay(family, programme, payee, payer=payer)
        paid += 1
    roll = rng.random()
    if missing:
        return
    if paid and roll < 0.16:
        programme = rng.choice(programmes)
        plan.visit(family, payee, "LAYAK", programme=programme, received=plan.due(family, programme))
    elif paid and roll < 0.22:
        plan.visit(family, payee, "LAYAK")
    elif not paid and roll < 0.06:
        plan.visit(family, family.head, "LAYAK")


def _absent(plan: Planner, programme: str) -> str:
    """The payer whose file never came: in A the bank, in B the second bank (Sembako only)."""
    if plan.town.layout_set == "A":
        return plan.bank
    return plan.second if programme == rules.SEMBAKO else ""


def _other(plan: Planner, programme: str) -> str:
    if plan.town.layout_set == "A":
        return plan.second
    return plan.bank if programme == rules.SEMBAKO else ""


def _serve_everywhere(plan: Planner) -> None:
    """Give each sender at least two rows in each kelurahan it serves, so that only the missing one is silent."""
    senders = [(plan.bank, rules.SEMBAKO), (plan.second, rules.SEMBAKO), (plan.bank, rules.PKH)]
    if plan.town.layout_set == "A":
        senders.append((plan.second, rules.PKH))
    for payer, programme in senders:
        for village in people.KELURAHAN:
            if village is plan.missing and payer == _absent(plan, programme):
                continue
            have = sum(pay.payer == payer and pay.programme == programme and pay.family.village is village for pay in plan.town.pays)
            paid = {pay.family.fid for pay in plan.town.pays}
            for family in plan.free:
                if have >= 2:
                    break
                fits = (
                    family.village is village
                    and family.fid not in paid
                    and not family.barred()
                    and family.desil <= 4
                    and "unpaid" not in family.tags
                )
                if fits and (programme != rules.PKH or (people.pkh_plain(family, plan.day) and people.pkh_components(family, plan.day))):
                    plan.pay(family, programme, payer=payer)
                    have += 1


def _rice(plan: Planner) -> None:
    """Rice of Bulog for some of the listed poor in the kelurahan."""
    for family in plan.free:
        if family.desil <= 4 and not family.barred() and not family.village.desa and plan.rng.random() < 0.12:
            plan.pay(family, rules.RICE, family.head, payer="BULOG", amount=0, word="SUDAH DISERAHKAN")


def _silence(plan: Planner) -> None:
    """Work out, over what was really written, which programme lacks a sender in which kelurahan."""
    for programme in (rules.SEMBAKO, rules.PKH):
        served: dict[str, set[str]] = {}
        for pay in plan.town.pays:
            if pay.programme == programme and pay.family.village in people.KELURAHAN:
                served.setdefault(pay.payer, set()).add(pay.family.village.kemendagri)
        for villages in served.values():
            for village in people.KELURAHAN:
                if village.kemendagri not in villages:
                    plan.town.silent.add((programme, village.kemendagri))
