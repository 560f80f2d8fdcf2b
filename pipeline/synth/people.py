"""Families of one to eight with ages that fit together.

Ages 6 and 59–60 are left out on purpose: there the rules of PKH (early childhood, old age) turn within one stage.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.synth.areas import BIRTH_PLACES, STREETS, Village
from pipeline.synth.model import Calendar, Family, Person
from pipeline.synth.names import TITLES, given_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.synth.dice import Dice
    from pipeline.synth.identity import Numbers

JOBS = (
    "BURUH HARIAN LEPAS",
    "WIRASWASTA",
    "PEDAGANG",
    "KARYAWAN SWASTA",
    "SOPIR",
    "TUKANG BATU",
    "TUKANG JAHIT",
    "PEMBANTU RUMAH TANGGA",
    "NELAYAN/PERIKANAN",
    "BELUM/TIDAK BEKERJA",
)
EXCLUDED_JOBS = (
    "PEGAWAI NEGERI SIPIL (PNS)",
    "TENTARA NASIONAL INDONESIA (TNI)",
    "KEPOLISIAN RI (POLRI)",
    "PENSIUNAN",
    "KARYAWAN BUMN",
)
SHAPES = ("elder", "adult", "couple", "parents", "mother", "three", "grand")
SHAPE_WEIGHTS = (6, 5, 10, 50, 10, 11, 8)
MAX_SIZE = 8
SCHOOL_AGES = ((7, 12, "SD"), (13, 15, "SMP"), (16, 18, "SMA"))


def school_of(age: int, *, stays: bool) -> str:
    """Level of school at this age; TIDAK where the child has left school or is no child."""
    return next((level for low, high, level in SCHOOL_AGES if low <= age <= high and stays), "TIDAK")


@dataclass
class Maker:
    """Makes families one after the other."""

    dice: Dice
    numbers: Numbers
    calendar: Calendar
    next_pid: int = 0
    next_fid: int = 0

    def family(self, villages: Sequence[Village], shape: str | None = None) -> Family:
        """One family of a random (or the given) shape in one of the villages."""
        dice = self.dice
        line = dice.between(0, len(TITLES) - 1) if dice.chance(0.14) else None
        address = f"{dice.pick(STREETS)} NO. {dice.between(1, 180)}"
        village = dice.pick(villages)
        family = Family(self.next_fid, self.numbers.kk(), village, dice.between(1, 40), dice.between(1, village.rws), address)
        self.next_fid += 1
        self._fill(family, shape or dice.weighted(SHAPES, SHAPE_WEIGHTS), line)
        return family

    def person(self, family: Family, sex: str, age: int, relationship: str, **kw: str) -> Person:
        """Add a member. `name`, `mother` may be given."""
        dice, start = self.dice, self.calendar.start
        born = start - dt.timedelta(days=int(age * 365.25) + dice.between(20, 340))
        name = kw.get("name") or given_name(dice, sex, None)
        mother = kw.get("mother") or given_name(dice, "P", None)
        person = Person(
            self.next_pid,
            family.fid,
            self.numbers.nik(born, sex),
            name,
            sex,
            born,
            relationship,
            dice.pick(BIRTH_PLACES),
            mother,
            in_registry=family.in_registry,
        )
        self.next_pid += 1
        years = person.age(start)
        person.school = school_of(years, stays=dice.chance(0.93))
        person.occupation = self._job(years, sex, person.school)
        person.disabled = dice.chance(0.008)
        family.members.append(person)
        return person

    def _job(self, years: int, sex: str, school: str) -> str:
        if school != "TIDAK":
            return "PELAJAR/MAHASISWA"
        if years < 18:
            return "BELUM/TIDAK BEKERJA"
        if sex == "P" and self.dice.chance(0.7):
            return "MENGURUS RUMAH TANGGA"
        return self.dice.pick(JOBS)

    def _fill(self, family: Family, shape: str, line: int | None) -> None:
        dice = self.dice
        if shape == "elder":
            self.person(family, dice.weighted("LP", (3, 7)), dice.between(62, 84), "KEPALA")
            return
        if shape == "adult":
            self.person(family, dice.weighted("LP", (6, 4)), dice.between(22, 57), "KEPALA")
            return
        if shape == "mother":
            mother = self.person(family, "P", dice.between(25, 55), "KEPALA")
            self._children(family, mother, line, dice.weighted((1, 2, 3, 4), (3, 4, 2, 1)))
            return
        age = dice.between(46, 57) if shape == "grand" else dice.between(22, 57)
        father = self.person(family, "L", age, "KEPALA", name=given_name(dice, "L", line))
        mother = self.person(family, "P", max(20, age - dice.between(0, 8)), "PASANGAN")
        if shape != "couple":
            self._children(family, mother, line, dice.weighted((1, 2, 3, 4, 5), (28, 36, 22, 10, 4)))
        if shape == "three":
            parent = "P" if dice.chance(0.65) else "L"
            years = min(92, father.age(self.calendar.start) + dice.between(20, 30))
            self.person(family, parent, 62 if years in {58, 59, 60} else years, "ORANG_TUA")
        if shape == "grand":
            self.person(family, "P", dice.between(22, 28), "MENANTU")
            self.person(family, dice.pick("LP"), dice.between(0, 4), "CUCU", name="")
        del family.members[MAX_SIZE:]

    def _children(self, family: Family, mother: Person, line: int | None, count: int) -> None:
        ages = {self._child_age(mother) for _ in range(count)}
        for age in sorted(ages, reverse=True):
            sex = self.dice.pick("LP")
            self.person(family, sex, age, "ANAK", name=given_name(self.dice, sex, line), mother=mother.name)

    def _child_age(self, mother: Person) -> int:
        age = max(0, mother.age(self.calendar.start) - self.dice.between(19, 36))
        age = min(age, 27)
        return 5 if age in {5, 6} else age
