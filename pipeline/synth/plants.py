"""Planted situations: every kind of case CONVENTIONS knows. Counts are for 1,500 families and grow with the town.

A plant only arranges facts; what case follows is `rules`' business, so a plant can bring more cases than its name says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.synth import rules
from pipeline.synth.areas import OUTSIDE
from pipeline.synth.draft import WORDS, Draft
from pipeline.synth.people import EXCLUDED_JOBS

if TYPE_CHECKING:
    from pipeline.synth.model import Family

Plant = Callable[[Draft, int], None]
HALF = 2


def above_ceiling(d: Draft, i: int) -> None:
    """Paid though the desil is too high."""
    family = d.take(lambda f: d.rich(f) and bool(rules.components(f, d.calendar)), "above_ceiling", anywhere=False)
    if family:
        payer = "POS" if i % 4 == 0 else d.bank
        d.pay(family, "SEMBAKO", payer=payer)
        if i % 3 == 0:
            d.pay(family, "PKH", payer=payer)


def inactive(d: Draft, i: int) -> None:
    """Paid though the registry says inactive or removed (only where the registry layout tells)."""
    family = d.take(d.poor, "inactive") if d.registry_tells_death else None
    if family:
        family.status = "NONAKTIF" if i % HALF else "DIHAPUS"
        d.pay(family)


def _kill(d: Draft, family: Family, i: int) -> None:
    """The payee is dead since before the stage: told by the registry (with or without a day) or by a visit."""
    payee = family.payee
    day = d.calendar.start - dt.timedelta(days=d.dice.between(40, 300))
    alone = len(family.members) == 1
    payee.dead = True
    if d.registry_tells_death and i % 3 != 0:
        payee.death_known_by = "registry"
        payee.died_on = day if i % HALF else None
    else:
        payee.death_known_by = "survey"
        payee.died_on = day if i % HALF else None
        result = "MENINGGAL_TUNGGAL" if alone else "MENINGGAL_ADA_AHLI"
        d.visit(family, result, payee, tells_death_day=payee.died_on is not None)


def dead_alone(d: Draft, i: int) -> None:
    """Paid after death, nobody left."""
    family = d.take(lambda f: d.poor(f) and len(f.members) == 1, "dead_alone")
    if family:
        d.pay(family)
        if d.poor(family, "PKH") and i % 3 == 0:
            d.pay(family, "PKH")
        _kill(d, family, i)


def dead_payee(d: Draft, i: int) -> None:
    """The payee is dead, the family lives."""
    family = d.take(lambda f: d.poor(f) and len(f.members) > HALF, "dead_payee")
    if family:
        d.pay(family)
        family.decoys.add("dead_payee_family_lives")
        _kill(d, family, i)


def excluded_job(d: Draft, i: int) -> None:
    """Someone in the family holds an excluded job: by the registry, or found at the visit."""
    family = d.take(lambda f: d.poor(f) and len(f.members) > 1, "excluded_job")
    if family:
        d.pay(family, payer="POS" if i % 5 == 0 else d.bank)
        if i % 3 == 0:
            d.visit(family, "TIDAK_LAYAK_PEKERJAAN")
        else:
            adults = [m for m in family.members if m.age(d.calendar.start) > 22] or family.members
            d.dice.pick(adults).occupation = d.dice.pick(EXCLUDED_JOBS)


def unregistered(d: Draft, i: int) -> None:
    """Paid, in no registry."""
    family = d.maker.family(d.villages)
    family.in_registry = False
    for member in family.members:
        member.in_registry = False
    d.add(family, "unregistered")
    payer = "POS" if i % 4 == 0 or family.village is d.silent else d.bank
    d.pay(family, payer=payer)


def outside(d: Draft, i: int) -> None:
    """Paid in a kelurahan no registry file covers."""
    family = d.maker.family((OUTSIDE,))
    family.in_registry = False
    for member in family.members:
        member.in_registry = False
    d.add(family, "outside")
    d.pay(family)
    del i


def village_fund(d: Draft, i: int) -> None:
    """BLT Dana Desa in a kelurahan; every second family draws Sembako as well."""
    family = d.take(d.poor, "village_fund")
    if family:
        d.pay(family, "BLT-DD", payer="DESA")
        if i % HALF or d.sembako_first:
            d.pay(family)


def well_off(d: Draft, i: int) -> None:
    """The visit finds a well-off family; every second form names no programme."""
    family = d.take(lambda f: d.poor(f) and (i % 4 != 0 or d.poor(f, "PKH")), "well_off")
    if family:
        d.pay(family)
        if i % 4 == 0:
            d.pay(family, "PKH")
        d.visit(family, "TIDAK_LAYAK_MAMPU", programme="SEMBAKO" if i % HALF else "")


def new_poor(d: Draft, i: int) -> None:
    """Poor by the visit, in no registry, unpaid; now and then with a temporary NIK."""
    family = d.maker.family(d.villages)
    family.in_registry = False
    for member in family.members:
        member.in_registry = False
    d.add(family, "new_poor")
    if i % 4 == 0:
        family.payee.nik = d.maker.numbers.temporary(family.village.code)
    d.visit(family, "LAYAK")


def payment_failed(d: Draft, i: int) -> None:
    """On the list and not paid: account, empty card, not taken, returned by the post office, excluded without ground."""
    states = ("FAILED_ACCOUNT", "EMPTY", "PAID_NOT_TAKEN", "RETURNED", "EXCLUDED")
    state = states[i % len(states)]
    family = d.take(lambda f: d.poor(f) and (i % 3 != 0 or d.poor(f, "PKH")), "payment_failed")
    if family:
        payer = "POS" if state == "RETURNED" else d.bank
        word = "EXCLUDE" if state == "EXCLUDED" else d.dice.pick(WORDS[state])
        d.pay(family, state=state, payer=payer, word=word)
        if i % 3 == 0 and not d.sembako_first:
            d.pay(family, "PKH", payer=payer)


def listed_not_paid(d: Draft, i: int) -> None:
    """On the closing list of PKH, on no pay list."""
    family = d.take(lambda f: d.poor(f, "PKH"), "listed_not_paid")
    if family:
        d.pay(family)
        closing(d, family)
    del i


def closing(d: Draft, family: Family) -> None:
    """One closing row for each PKH component."""
    for name in rules.components(family, d.calendar):
        d.pay(family, "PKH", closing=True, component=name, amount=rules.PKH_STAGE[name], payer="", state="IN_PROCESS", word="-")


def short_paid(d: Draft, i: int) -> None:
    """Paid less than due, or received less than paid."""
    family = d.take(d.poor, "short_paid")
    if family and i % HALF:
        d.pay(family, amount=d.dice.pick((200_000, 400_000)), payer="POS" if i % 5 == 0 else d.bank)
    elif family:
        d.pay(family)
        d.visit(family, "LAYAK", programme="SEMBAKO", received="YA", amount_received=d.dice.pick((400_000, 450_000, 500_000)))


def over_paid(d: Draft, i: int) -> None:
    """Paid more than due."""
    family = d.take(d.poor, "over_paid")
    if family:
        d.pay(family, amount=1_200_000 if i % HALF else 900_000)


def never_received(d: Draft, i: int) -> None:
    """Paid by the file, nothing received by the visit."""
    family = d.take(d.poor, "never_received")
    if family:
        d.pay(family, payer="POS" if i % 4 == 0 else d.bank)
        d.visit(family, "LAYAK", programme="SEMBAKO" if i % 3 else "", received="TIDAK", amount_received=0)


def two_payers(d: Draft, i: int) -> None:
    """Paid by the bank and by the post office: one person, or husband and wife."""
    family = d.take(lambda f: d.poor(f) and len(f.members) > HALF and f.payee is not f.head, "two_payers")
    if family:
        d.pay(family)
        d.pay(family, payer="POS", payee=family.head if i % HALF else family.payee)


def one_payer_twice(d: Draft, i: int) -> None:
    """Two cards of one family filled by one bank."""
    family = d.take(lambda f: d.poor(f) and f.payee is not f.head, "one_payer_twice")
    if family:
        d.pay(family)
        d.pay(family, payee=family.head if i % HALF else family.payee)


def split_card(d: Draft, i: int) -> None:
    """The wife heads a card of her own at the same door and stands on her husband's still; both cards are paid."""
    family = d.take(lambda f: d.poor(f) and f.payee is not f.head, "split_card")
    if not family:
        return
    other = d.maker.family((family.village,), "adult")
    other.desil, other.rt, other.rw, other.address = family.desil, family.rt, family.rw, family.address
    other.members = [replace(family.payee, pid=d.maker.next_pid, fid=other.fid, relationship="KEPALA")]
    d.maker.next_pid += 1
    d.add(other, "second_card")
    family.unsure |= {"GD-PY", "GD-KK"}
    other.unsure |= {"GD-PY", "GD-KK"}
    d.pay(family, payee=family.head)
    d.pay(other)
    del i


def in_process(d: Draft, i: int) -> None:
    """The money is on its way, or the sender's word is in no table."""
    family = d.take(d.poor, "in_process")
    if family:
        d.pay(family, state="UNKNOWN" if i % 3 == 0 else "IN_PROCESS")


def stranger(d: Draft, i: int) -> None:
    """A pay row with the NIK and card of one person and the name of another."""
    family = d.take(d.poor, "stranger")
    if family:
        other = d.dice.pick(d.families).head
        sex = family.payee.sex
        name = other.name if other.sex != sex and not set(other.name.split()) & set(family.payee.name.split()) else "WANDA KROSBI"
        d.pay(family, strange_name=name)
        family.unsure.add("*")
    del i


def desil_five(d: Draft, i: int) -> None:
    """Desil 5: Sembako is right, PKH is not."""
    family = d.take(
        lambda f: f.desil == d.calendar.ceiling("SEMBAKO") and d.poor(f) and bool(rules.components(f, d.calendar)), "desil_five"
    )
    if family:
        d.pay(family)
        if family.desil > d.calendar.ceiling("PKH"):
            d.pay(family, "PKH")
    del i


def wrong_pkh_amount(d: Draft, i: int) -> None:
    """PKH with one component too few or too many, in a family whose components nobody can doubt."""
    family = d.take(lambda f: d.poor(f, "PKH") and _plain(d, f), "wrong_pkh_amount")
    if family:
        owed = rules.due(family, "PKH", d.calendar)
        d.pay(family)
        d.pay(family, "PKH", amount=owed + (500_000 if i % HALF else -375_000))


def _plain(d: Draft, family: Family) -> bool:
    ages = [m.age(d.calendar.start) for m in family.members]
    return not any(6 <= a <= 21 for a in ages) and not any(m.disabled or m.pregnant for m in family.members)


def paid_under_temporary_nik(d: Draft, i: int) -> None:
    """The bank knows an entitled payee by a temporary number only: paid, and an identity to mend."""
    family = d.take(d.poor, "paid_under_temporary_nik")
    if family:
        family.decoys.add("paid_under_temporary_nik")
        d.pay(family, strange_nik=d.maker.numbers.temporary(family.village.code))
    del i


PLANTS: tuple[tuple[Plant, int], ...] = (
    (dead_alone, 12),
    (two_payers, 16),
    (one_payer_twice, 12),
    (split_card, 4),
    (dead_payee, 12),
    (above_ceiling, 28),
    (inactive, 10),
    (excluded_job, 14),
    (unregistered, 20),
    (outside, 6),
    (village_fund, 16),
    (well_off, 16),
    (new_poor, 18),
    (payment_failed, 22),
    (listed_not_paid, 10),
    (short_paid, 20),
    (over_paid, 12),
    (never_received, 14),
    (in_process, 12),
    (stranger, 8),
    (desil_five, 8),
    (wrong_pkh_amount, 8),
    (paid_under_temporary_nik, 6),
)
