"""A town's plan: who lives there, who is entitled, paid, visited, and which situations are planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.synth import rules
from pipeline.synth.areas import SAKO
from pipeline.synth.decoys import DECOYS
from pipeline.synth.dice import Dice
from pipeline.synth.draft import Draft
from pipeline.synth.identity import Numbers
from pipeline.synth.people import EXCLUDED_JOBS, Maker
from pipeline.synth.plants import PLANTS, closing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.synth.model import Calendar, Family

STANDARD_FAMILIES = 1500
DESIL_WEIGHTS = (13, 13, 12, 11, 11, 10, 9, 8, 7, 6)
POS_SHARE = 0.16
SMALL = 150  # families: below, a town need not show every situation


@dataclass(frozen=True)
class Shares:
    """What becomes of an entitled family nothing was planted in."""

    paid: float = 0.82
    failed: float = 0.02
    in_process: float = 0.01  # the rest is on no list (quota)
    visited: float = 0.08
    closed: float = 0.9  # PKH families that stand on the closing list


@dataclass(frozen=True)
class Wanted:
    """Figures a town must meet exactly (the demo's)."""

    poor_persons: int | None = None
    recipients: int | None = None


def draft_town(
    seed: int,
    families: int,
    calendar: Calendar,
    *,
    bank: str,
    registry_tells_death: bool,
    silent: bool = True,
    scale: float | None = None,
    wanted: Wanted,
    shares: Shares,
) -> Draft:
    """Facts of a town: same seed, same facts. `scale` multiplies the planted situations (default families / 1500)."""
    dice = Dice(seed, "people")
    maker = Maker(dice, Numbers(Dice(seed, "numbers")), calendar)
    population = [maker.family(SAKO) for _ in range(families)]
    _give_desil(Dice(seed, "desil"), population, wanted.poor_persons, calendar)
    last = SAKO[-1] if silent else None
    first = wanted.recipients is not None
    draft = Draft(Dice(seed, "plan"), maker, calendar, bank, SAKO, last, registry_tells_death, sembako_first=first)
    draft.families = list(population)
    draft.free = draft.dice.shuffled(population)
    sure = _one_a_sender(draft, draft.free)
    kept = [f for f in draft.free if f.fid in sure]
    draft.free = [f for f in draft.free if f.fid not in sure]
    scale = families / STANDARD_FAMILIES if scale is None else scale
    for plant, count in (*PLANTS, *DECOYS):
        for i in range(max(1, round(count * scale)) if families >= SMALL else round(count * scale)):
            plant(draft, i)
    draft.free = [*kept, *draft.free]
    _background(draft, sure, shares, wanted.recipients)
    return draft


def _give_desil(dice: Dice, families: Sequence[Family], poor_persons: int | None, calendar: Calendar) -> None:
    """Desil by weight, or so that families at or below the ceiling of Sembako hold exactly `poor_persons` persons."""
    ceiling = calendar.ceiling("SEMBAKO")
    for family in families:
        family.desil = dice.weighted(range(1, 11), DESIL_WEIGHTS)
    if poor_persons is not None:
        left = poor_persons
        for family in dice.shuffled(families):
            size = len(family.members)
            poor = size <= left and (left - size == 0 or left - size >= 1)
            left -= size if poor else 0
            low, high = (1, ceiling) if poor else (ceiling + 1, 10)
            family.desil = dice.between(low, high)
        if left:
            raise ValueError(f"The town is too small for {poor_persons} poor persons: {left} are missing.")
    for family in families:
        if family.desil > ceiling + 1 and dice.chance(0.08):
            family.head.occupation = dice.pick(EXCLUDED_JOBS)


def _background(draft: Draft, sure: dict[int, str], shares: Shares, recipients: int | None) -> None:
    """Everyone else: paid, failed, on the way or on no list, by share; the exact number of recipients where it is wanted."""
    dice = draft.dice
    free, draft.free = draft.free, []
    entitled = [f for f in free if draft.poor(f)]
    post = {f.fid for f in entitled if sure.get(f.fid, "POS" if dice.chance(POS_SHARE) else "") == "POS"}
    reachable = [f.fid for f in entitled if f.village is not draft.silent or f.fid in post]
    if recipients is None:
        paid = {fid for fid in reachable if fid in sure or dice.chance(shares.paid)}
    else:
        already = len({p.fid for p in rules.paid_rows(draft.pays, draft.calendar)})
        paid = set(reachable[: recipients - already])
        if len(paid) != recipients - already:
            raise ValueError(f"The town has too few families for {recipients} recipients.")
    listed, rest = set(reachable), 1 - shares.paid
    for family in entitled:
        payer = "POS" if family.fid in post else draft.bank
        if family.fid in paid:
            _pay_both(draft, family, payer, shares, both=family.fid in sure)
        elif family.fid in listed and dice.chance(shares.failed / rest):
            draft.pay(family, payer=payer, state="FAILED_ACCOUNT" if payer != "POS" else "RETURNED")
        elif family.fid in listed and dice.chance(shares.in_process / rest):
            draft.pay(family, payer=payer, state="IN_PROCESS")


def _one_a_sender(draft: Draft, free: Sequence[Family]) -> dict[int, str]:
    """A family for every sender and kelurahan, to be paid Sembako and PKH: only the silent sender is silent."""
    chosen: dict[int, str] = {}
    for village in draft.villages:
        fits = [f.fid for f in free if f.village is village and draft.poor(f, "PKH")]
        senders = ("POS",) if village is draft.silent else ("POS", draft.bank)
        chosen |= dict(zip(fits, senders, strict=False))
    return chosen


def _pay_both(draft: Draft, family: Family, payer: str, shares: Shares, *, both: bool) -> None:
    dice = draft.dice
    draft.pay(family, payer=payer)
    right = rules.entitled(family, "PKH", draft.calendar)
    if right != "NO" and rules.components(family, draft.calendar) and (both or dice.chance(shares.paid)):
        draft.pay(family, "PKH", payer=payer)
        if dice.chance(shares.closed):
            closing(draft, family)
    if dice.chance(shares.visited):
        draft.visit(family, "LAYAK", form="first")
