"""How one office wrote one person down: every file keeps its own, independently damaged view of a person.

`View` remembers what was damaged, so that the truth about identities (`identity_truth`) needs no guess.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.synth.identity import nik_plausible
from pipeline.synth.name_noise import damage_name

if TYPE_CHECKING:
    from pipeline.synth.areas import Village
    from pipeline.synth.dice import Dice
    from pipeline.synth.identity import Numbers
    from pipeline.synth.model import Family, Noise, Person

DAMAGED = frozenset({"two", "swapped", "rounded", "scientific", "letters", "short", "impossible"})
MISSING_WORDS = ("", "-", "0", "NULL")
SCIENTIFIC_DIGITS = 6


@dataclass(frozen=True)
class Habits:
    """What a file allows: a workbook has number cells, a bank cuts names, a survey does not move people."""

    workbook: bool
    cut: int = 0  # characters kept of a name; 0: all
    share: float = 1.0  # of the rates of `Noise`
    move_to: tuple[Village, ...] = ()
    keep_kk: bool = False  # a registry never changes a card number
    upper: bool = True
    both_numbers: bool = False  # NIK and KK stand side by side, so that they can be confused
    all_rounded: bool = False  # the whole NIK column was typed into Excel as numbers


@dataclass(frozen=True)
class Number:
    """An identifier as written: the digits (or wreck) in the cell, and what became of it."""

    text: str
    kind: str  # ok, missing, changed, temporary, typo, apostrophe, float, or a word of DAMAGED
    digits: str  # the 16 digits a careful reader gets, "" where nobody can know

    @property
    def cell(self) -> str | float:
        """What goes into a workbook: a number cell when Excel rounded it, else text."""
        return float(self.text) if self.kind == "rounded" else self.text


@dataclass(frozen=True)
class View:
    """One person as one file shows her."""

    nik: Number
    kk: Number
    name: str
    name_changes: int
    cut: bool
    sex: str
    born: dt.date
    born_kind: str  # ok | swap | slip
    village: Village
    village_text: str
    drift: int  # style of RT/RW numbers


def strike(person: Person, family: Family, noise: Noise, habits: Habits, dice: Dice, numbers: Numbers) -> View:
    """One person's row in one file, after the accidents of that file."""
    share = habits.share
    name, changes = damage_name(dice, person.name, noise, share)
    cut = bool(habits.cut) and len(name) > habits.cut
    if cut:
        name = name[: habits.cut].rstrip()
    born, born_kind = _birth(person.born, noise, share, dice)
    village = family.village
    if habits.move_to and village in habits.move_to and dice.chance(noise.moved * share):
        village = dice.pick(habits.move_to)
    spelling = dice.pick(village.spellings) if dice.chance(noise.name_drift * share) else village.name
    sex = person.sex if not dice.chance(noise.sex_slip * share) else ("P" if person.sex == "L" else "L")
    nik, kk = _nik(person.nik, noise, habits, dice, numbers), _kk(family.kk, noise, habits, dice, numbers)
    woman = person.sex == "P" and habits.both_numbers and not habits.all_rounded
    if woman and nik.kind == kk.kind == "ok" and dice.chance(2 * noise.swapped * share):
        nik, kk = Number(kk.text, "swapped", ""), Number(nik.text, "swapped", "")
    return View(
        nik=nik,
        kk=kk,
        name=name if habits.upper else name.title(),
        name_changes=changes,
        cut=cut,
        sex=sex,
        born=born,
        born_kind=born_kind,
        village=village,
        village_text=spelling,
        drift=dice.between(0, 5),
    )


def _birth(born: dt.date, noise: Noise, share: float, dice: Dice) -> tuple[dt.date, str]:
    if born.day <= 12 and born.day != born.month and dice.chance(noise.day_month_swap * share / 0.4):
        return dt.date(born.year, born.day, born.month), "swap"
    if dice.chance(noise.year_slip * share) and not (born.month == 2 and born.day == 29):
        return born.replace(year=born.year + dice.pick((-2, -1, 1, -10))), "slip"
    return born, "ok"


def _nik(nik: str, noise: Noise, habits: Habits, dice: Dice, numbers: Numbers) -> Number:
    share = habits.share
    if nik.startswith("0"):
        return Number(nik, "temporary", "")
    if habits.all_rounded and noise.nik_rounded:
        return Number(f"{nik[:15]}0", "rounded", "")
    rounded = noise.nik_rounded * share if habits.workbook else 0.0
    kinds = ("missing", "rounded", "scientific", "typo", "letters", "apostrophe", "float", "two")
    rates = [
        noise.nik_missing,
        0.0,
        noise.nik_scientific,
        noise.nik_typo,
        noise.nik_letters,
        noise.nik_apostrophe,
        noise.nik_float,
        noise.nik_two,
    ]
    rates = [r * share for r in rates]
    rates[1] = rounded
    kind = dice.weighted((*kinds, "ok"), (*rates, 1 - sum(rates)))
    match kind:
        case "missing":
            return Number(dice.pick(MISSING_WORDS), kind, "")
        case "rounded":
            return Number(f"{nik[:15]}0", kind, "")
        case "scientific":
            return Number(f"{nik[0]}{dice.pick(',.')}{nik[1:SCIENTIFIC_DIGITS]}E+15", kind, "")
        case "typo":
            return _nik_typo(nik, dice, numbers)
        case "letters":
            return _nik_wreck(nik, dice)
        case "apostrophe":
            spaced = " ".join(nik[i : i + 4] for i in range(0, len(nik), 4))
            return Number(dice.pick((f"'{nik}", f"{nik} ", f"`{nik}", f"{nik}\u00a0", spaced)), kind, nik)
        case "float":
            return Number(f"{nik}.0", kind, nik)
        case "two":
            return Number(f"{nik}/{nik[:13]}{dice.between(100, 998) // 10 * 10 + 1}", kind, "")
    return Number(nik, "ok", nik)


def _nik_typo(nik: str, dice: Dice, numbers: Numbers) -> Number:
    """One of the serial's last digits is wrong; the serial stays in 9001–9999 and belongs to nobody else."""
    while True:
        at = dice.pick((13, 14, 15))
        wrong = nik[:at] + str(dice.between(1, 9)) + nik[at + 1 :]
        if wrong != nik and wrong not in numbers.used:
            return Number(wrong, "typo", wrong)


def _nik_wreck(nik: str, dice: Dice) -> Number:
    """A letter among the digits, a digit lost, or a month that is none."""
    way = dice.between(0, 2)
    if way == 0:
        at = dice.between(12, 15)
        return Number(nik[:at] + dice.pick("OlI") + nik[at + 1 :], "letters", "")
    if way == 1:
        at = dice.between(6, 15)
        return Number(nik[:at] + nik[at + 1 :], "short", "")
    wrong = nik[:8] + str(dice.between(13, 19)) + nik[10:]
    return Number(wrong, "letters" if nik_plausible(wrong) else "impossible", "")


def _kk(kk: str, noise: Noise, habits: Habits, dice: Dice, numbers: Numbers) -> Number:
    share = 0.0 if habits.keep_kk else habits.share
    rates = (noise.kk_missing * share, noise.kk_changed * share, noise.nik_rounded * share * habits.workbook)
    kind = dice.weighted(("missing", "changed", "rounded", "ok"), (*rates, 1 - sum(rates)))
    if kind == "missing":
        return Number(dice.pick(("", "-", "0")), kind, "")
    if kind == "changed":
        old = numbers.kk()
        return Number(old, kind, old)
    return Number(f"{kk[:15]}0", kind, "") if kind == "rounded" else Number(kk, "ok", kk)
