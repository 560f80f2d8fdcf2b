"""Small dirt on rows of families of whom nothing is wrong: typing, gaps, a slipped digit."""

from __future__ import annotations

from .people import Family
from .plan import Town
from .rows import Paid, Row


def _typo(town: Town, name: str) -> str:
    """One letter doubled, dropped, or swapped with the next; never the first of a word."""
    at = town.rng.randrange(1, len(name) - 1)
    if " " in name[at - 1 : at + 2]:
        return name
    return town.rng.choice(
        (name[:at] + name[at] + name[at:], name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :])
    )


def dirty(town: Town, family: Family, rows: list[Paid]) -> None:
    """Dirt as offices know it; a slipped digit is a truth of its own (ID-NB)."""
    dice = town.rng.random
    slipped = dice() < 0.02
    for row in rows:
        if dice() < 0.06:
            row.name = _typo(town, row.name)
        if dice() < 0.10:
            row.kk = ""
        if dice() < 0.05:
            row.address = ""
        if not slipped and row.kk and dice() < 0.03:
            row.nik = ""
        if slipped:
            row.nik = family.payee.nik[:13] + str((int(family.payee.nik[13:]) + 111) % 900 + 100)
    if slipped and rows:
        town.true("ID-NB", "", family, family.payee, list[Row](rows), "a slipped serial")
        town.truths[-1].keys += [rows[0].nik]
    town.decoy("clean but for the dirt of lists", family, list[Row](rows))
