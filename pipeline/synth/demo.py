"""The demo: a synthetic Kecamatan Sako with the district's own two figures, and what they do and do not say.

The seed text divides 498 recipients by 2,351 poor persons and calls 21.2 % coverage. Recipients are families, the poor are
persons: the same 498 families hold about 1,700 persons. Here both figures are met exactly, so that the report can show the
family rate beside it.

Definitions used (chosen here, stated in `DemoFacts`): a *poor person* is a registry person whose family stands at or
below the ceiling of Sembako (desil 1–5 in 2025-05, national desil); a *recipient family* has a PAID row of Sembako that covers
the month. Whoever is paid PKH or BLT-DD in the demo is paid Sembako too, so "recipient of anything" counts the same families.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.synth import rules
from pipeline.synth.model import Noise
from pipeline.synth.plan import Shares, Wanted
from pipeline.synth.sheets import LABEL, write
from pipeline.synth.town import Town, make_town

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.synth.model import Family

PERIOD = "2025-05"
POOR_PERSONS = 2_351
RECIPIENT_FAMILIES = 498
SEED = 16_71_08
FAMILIES = 5_630
MARK = ".data-sintetis"
"""A hidden file that says a month's folder holds the demo and nothing of the office's."""
SCALE = 0.4  # of the planted situations of a town of 1,500 families


@dataclass(frozen=True)
class DemoFacts:
    """What is true of the demo month before any file was damaged. Units are in the names."""

    period: str
    poor_persons: int
    recipient_families: int
    registry_persons: int
    registry_families: int
    poor_families: int  # families at or below the ceiling
    poor_families_paid: int  # of those, how many were paid Sembako
    recipient_persons: int  # members of the recipient families that the registry knows
    ceiling: int  # highest desil that may receive Sembako

    @property
    def mixed_rate(self) -> float:
        """Families divided by persons, the seed's 21.2 %: no rate of anything."""
        return self.recipient_families / self.poor_persons

    @property
    def family_coverage(self) -> float:
        """Of the families at or below the ceiling, the share paid: 1 = all."""
        return self.poor_families_paid / self.poor_families


def demo_town(noise: Noise | None = None, seed: int = SEED) -> Town:
    """The demo town; built twice where planted families change the number of poor persons."""
    noise = noise or Noise(kk_missing=0.0, kk_changed=0.004)
    target = POOR_PERSONS
    for _ in range(3):
        wanted = Wanted(target, RECIPIENT_FAMILIES)
        town = make_town(seed, FAMILIES, period=PERIOD, noise=noise, silent=False, scale=SCALE, shares=Shares(), wanted=wanted)
        found = demo_facts(town).poor_persons
        if found == POOR_PERSONS:
            return town
        target -= found - POOR_PERSONS
    raise ValueError(f"The demo holds {found} poor persons instead of {POOR_PERSONS}: change FAMILIES or SEED.")


def demo_facts(town: Town) -> DemoFacts:
    """Count the facts of the demo's definitions."""
    draft = town.draft
    ceiling = draft.calendar.ceiling("SEMBAKO")
    listed = [f for f in draft.families if f.in_registry]
    poor = [f for f in listed if f.desil <= ceiling]
    paid = {p.fid for p in rules.paid_rows(draft.pays, draft.calendar) if p.programme == "SEMBAKO"}
    return DemoFacts(
        period=draft.calendar.period,
        poor_persons=_persons(poor),
        recipient_families=len(paid),
        registry_persons=_persons(listed),
        registry_families=len(listed),
        poor_families=len(poor),
        poor_families_paid=sum(f.fid in paid for f in poor),
        recipient_persons=_persons([f for f in listed if f.fid in paid]),
        ceiling=ceiling,
    )


def _persons(families: Sequence[Family]) -> int:
    """Persons, once each: a wife on two cards is one."""
    return len({member.nik for family in families for member in family.members})


def write_demo(raw: Path, *, seed: int = SEED) -> DemoFacts:
    """Write the demo's files below `raw` (the folder that holds the months), all of them into the demo's month.

    Returns the facts; the same seed gives the same bytes.
    """
    town = demo_town(seed=seed)
    for doc in town.written.docs:
        path = doc.path if doc.path.startswith(PERIOD) else f"{PERIOD}/{doc.path.split('/', 1)[1]}"
        write(dataclasses.replace(doc, path=path), raw)
    (raw / PERIOD / MARK).write_text(f"{LABEL}\n", encoding="utf-8")
    return demo_facts(town)


def make_demo(month: Path, *, seed: int = SEED) -> DemoFacts:
    """Write the demo into a month's folder (`…/raw/2025-05`); any other month is refused with a ValueError."""
    if month.name != PERIOD:
        raise ValueError(f"The demo is of {PERIOD}, not {month.name}.")
    return write_demo(month.parent, seed=seed)
