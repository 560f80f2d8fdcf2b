"""The nouns of a synthetic town: persons, families, payments, visits, noise rates, the calendar of the month.

Everything here is fact before any office writes it down; damage comes later, file by file (`noise`), and the truth is judged
from these facts alone (`rules`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import PadanError

if TYPE_CHECKING:
    from pipeline.synth.areas import Village

STAGE_MONTHS = 3


@dataclass(frozen=True)
class Noise:
    """How often each kind of damage strikes one row of one file (0 = never, 1 = always); every file is struck independently."""

    typo: float = 0.05
    transposition: float = 0.02
    abbreviation: float = 0.06
    drop_token: float = 0.03
    swap_tokens: float = 0.02
    old_spelling: float = 0.06
    title: float = 0.06
    glue: float = 0.04
    truncate: int = 20  # characters a bank keeps of a name; 0: all
    nik_missing: float = 0.025
    nik_rounded: float = 0.02  # Excel number cell, 16th digit lost (workbooks only)
    nik_scientific: float = 0.01
    nik_typo: float = 0.015
    nik_letters: float = 0.005
    nik_apostrophe: float = 0.05  # repaired exactly: no damage
    nik_two: float = 0.003  # two numbers in one cell
    swapped: float = 0.003  # NIK and KK in each other's columns (women: the day tells)
    nik_float: float = 0.02  # `.0` behind the number: repaired exactly
    kk_missing: float = 0.03
    kk_changed: float = 0.02
    day_month_swap: float = 0.02
    year_slip: float = 0.01
    sex_slip: float = 0.004
    moved: float = 0.02
    name_drift: float = 0.15  # village names in another spelling
    duplicate_rows: float = 0.01
    broken_quotes: int = 4  # lines of a text file with a stray quote
    registry: float = 0.3  # registry rows are struck with this share of the rates above


@dataclass(frozen=True)
class Calendar:
    """The month judged and the payment stage around it."""

    period: str = "2025-05"

    @property
    def month(self) -> dt.date:
        """First day of the month judged."""
        return dt.date.fromisoformat(f"{self.period}-01")

    @property
    def start(self) -> dt.date:
        """First day of the stage; the stage is closed in this month."""
        return dt.date(self.month.year, 3 * ((self.month.month - 1) // 3) + 1, 1)

    @property
    def stage(self) -> int:
        """Number of the stage in its year, 1 to 4."""
        return (self.start.month - 1) // 3 + 1

    @property
    def months(self) -> tuple[str, str, str]:
        """The three months of the stage as `YYYY-MM`."""
        first, second, third = (f"{self.start.year}-{self.start.month + i:02d}" for i in range(STAGE_MONTHS))
        return first, second, third

    def ceiling(self, programme: str) -> int:
        """Highest desil that may receive (from 2025-04 PKH 4, Sembako 5; from 2026-01 both 4; DOMAIN §4, secondary source)."""
        if self.period < "2025-04":
            raise PadanError(f"batas desil untuk {self.period} tidak diketahui. Minta bulan dari 2025-04 ke atas.")
        return 5 if programme == "SEMBAKO" and self.period < "2026-01" else 4


@dataclass
class Person:
    """One person as the civil registry would know her."""

    pid: int
    fid: int
    nik: str
    name: str
    sex: str
    born: dt.date
    relationship: str
    birth_place: str
    mother: str
    occupation: str = "BELUM/TIDAK BEKERJA"
    school: str = "TIDAK"
    disabled: bool = False
    pregnant: bool = False
    dead: bool = False
    died_on: dt.date | None = None
    death_known_by: str = ""  # registry | survey
    in_registry: bool = True

    def age(self, day: dt.date) -> int:
        """Whole years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass
class Family:
    """One family card and who stands on it."""

    fid: int
    kk: str
    village: Village
    rt: int
    rw: int
    address: str
    desil: int = 0
    status: str = "AKTIF"
    in_registry: bool = True
    members: list[Person] = field(default_factory=list)
    plant: str = ""  # the situation planted here; "" = background
    decoys: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)  # kinds of case the rules leave open for this family

    @property
    def head(self) -> Person:
        """Head of the family (first member)."""
        return self.members[0]

    @property
    def living(self) -> list[Person]:
        """Members who live."""
        return [m for m in self.members if not m.dead]

    @property
    def payee(self) -> Person:
        """The pengurus: the wife where there is one, else the head."""
        wives = [m for m in self.members if m.relationship == "PASANGAN" and not m.dead]
        return (wives or self.living or self.members)[0]


@dataclass
class Pay:
    """One row of a pay list (or of a closing list: `closing`)."""

    key: int
    fid: int
    pid: int
    programme: str
    payer: str
    first: str  # YYYY-MM
    last: str
    amount: int
    state: str
    word: str
    paid_on: dt.date | None = None
    component: str = ""
    closing: bool = False
    substitute: int | None = None
    early: bool = False  # stands in the file of the stage's first month
    strange_name: str = ""  # of somebody else, under this person's numbers
    strange_nik: str = ""  # a temporary number in place of the NIK
    card: str = ""


@dataclass
class Visit:
    """One visit by the field."""

    key: int
    fid: int
    pid: int
    result: str
    word: str
    visited_on: dt.date
    form: str  # first | second: which of the two survey files of a layout set
    programme: str = ""
    received: str = ""
    amount_received: int | None = None
    enumerator: str = ""
    replaced: bool = False  # a later form of the same family replaces this one
    tells_death_day: bool = False
