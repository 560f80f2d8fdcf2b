"""What the town holds: payments, visits, rows written, decoys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from random import Random

    from .dirt import Written
    from .people import Family, Person, Registry
    from .rules import Period

PAID, IN_PROCESS, FAILED, RETURNED, NOT_TAKEN, EMPTY, EXCLUDED, UNKNOWN = (
    "PAID",
    "IN_PROCESS",
    "FAILED_ACCOUNT",
    "RETURNED",
    "PAID_NOT_TAKEN",
    "EMPTY",
    "EXCLUDED",
    "UNKNOWN",
)


@dataclass(eq=False)
class Pay:
    """One payment row. `span` is (first, last) month; `same_as` makes it an exact repetition of another row."""

    family: Family
    person: Person
    programme: str
    payer: str
    amount: int
    state: str = PAID
    word: str = ""
    span: tuple[Period, Period] | None = None
    component: str = ""
    force: dict[str, str] = field(default_factory=dict)
    same_as: Pay | None = None
    paid_on: date | None = None
    account: str = ""
    substitute: Person | None = None
    written: Written | None = None
    cells: list = field(default_factory=list)
    row: str = ""


@dataclass(eq=False)
class Visit:
    """One survey form. `programme` None: the form names none. `received` None: left blank."""

    family: Family
    person: Person
    result: str
    day: date
    programme: str | None = None
    received: int | None = None
    remark: str = ""
    force: dict[str, str] = field(default_factory=dict)
    replaced: bool = False
    written: Written | None = None
    row: str = ""


@dataclass(frozen=True)
class Line:
    """A row as it stands in a file. `fragile`: a broken line that a reader may rightly reject."""

    source: str
    place: str
    family: Family
    person: Person
    written: Written
    pay: Pay | None = None
    visit: Visit | None = None
    fragile: bool = False

    @property
    def repeated(self) -> bool:
        """True for an exact repetition or a form that a later one replaces."""
        return bool((self.pay and self.pay.same_as) or (self.visit and self.visit.replaced))


@dataclass(frozen=True)
class Decoy:
    """A trap: no targeting error may be raised for this family and programme. Programme empty: for none."""

    family: Family
    person: Person
    programme: str
    what: str


@dataclass(frozen=True)
class Planted:
    """A case planted by hand that no rule over rows derives (a split card), or a certainty to change."""

    kind: str
    programme: str
    families: tuple[Family, ...]
    person: Person
    note: str
    certainty: str = "certain"


@dataclass(eq=False)
class Town:
    """The whole town while it is being made."""

    out: Path
    layout_set: str
    period: Period
    rng: Random
    numbers: Registry
    families: list[Family] = field(default_factory=list)
    pays: list[Pay] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    family_rows: dict[int, str] = field(default_factory=dict)
    decoys: list[Decoy] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    silent: set[tuple[str, str]] = field(default_factory=set)
    noise: float = 1.0

    @property
    def raw(self) -> Path:
        """Folder of the files that came in."""
        return self.out / "raw"

    def is_silent(self, family: Family, programme: str) -> bool:
        """True where a sender expected for this programme and kelurahan sent nothing."""
        return (programme, family.village.kemendagri) in self.silent
