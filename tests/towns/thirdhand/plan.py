"""The town while it is being made: months, rules as this author reads them, and the small verbs that scenarios are told in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from .people import Family, Maker, Person
from .rows import Decoy, Listed, Paid, Row, Seen, Truth

PAYERS = {"BLT-DD": "DESA", "BERAS": "BULOG", "BLT-KESRA": "POS"}
STAGE = {"LANSIA": 600_000, "USIA_DINI": 750_000, "SD": 225_000, "SMP": 375_000}


@dataclass(frozen=True)
class Month:
    """The month judged and what holds in it, read from DOMAIN §4."""

    period: str
    stage: tuple[str, str]  # PKH
    sembako: tuple[str, str]
    closing: str  # first month of the PKH stage
    ceilings: dict[str, int]  # empty: no desil test
    dtsen: bool

    def day(self, day: int, shift: int = 0) -> date:
        year, month = map(int, self.period.split("-"))
        month += shift
        return date(year + (month - 1) // 12, (month - 1) % 12 + 1, day)

    def months(self, programme: str) -> tuple[str, str]:
        if programme in {"BLT-DD", "BERAS"}:
            return self.period, self.period
        return self.stage if programme == "PKH" else self.sembako


MONTHS = {
    "2024-11": Month("2024-11", ("2024-10", "2024-12"), ("2024-11", "2024-11"), "2024-10", {}, False),
    "2025-03": Month("2025-03", ("2025-01", "2025-03"), ("2025-01", "2025-03"), "2025-01", {}, False),
    "2025-08": Month("2025-08", ("2025-07", "2025-09"), ("2025-07", "2025-09"), "2025-07", {"PKH": 4, "SEMBAKO": 5}, True),
    "2025-11": Month("2025-11", ("2025-10", "2025-12"), ("2025-10", "2025-12"), "2025-10", {"PKH": 4, "SEMBAKO": 5, "BLT-KESRA": 4}, True),
    "2026-02": Month("2026-02", ("2026-01", "2026-03"), ("2026-01", "2026-03"), "2026-01", {"PKH": 4, "SEMBAKO": 4}, True),
}


@dataclass(eq=False)
class Town:
    """Families, rows, truths; `kelurahan[i]` says whether village i is one."""

    rng: Random
    month: Month
    maker: Maker
    kelurahan: tuple[bool, ...]
    schools_known: bool
    families: list[Family] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)
    decoys: list[Decoy] = field(default_factory=list)
    overrides: dict[str, dict[str, object]] = field(default_factory=dict)  # of registry rows, by NIK
    listed: dict[str, list[Listed]] = field(default_factory=dict)  # NIK -> its registry rows, once written

    # --- people -------------------------------------------------------------------------------------------------
    def new(self, shape: str = "", desil: int | None = None, village: int | None = None) -> Family:
        shape = shape or self.rng.choice(("elders", "single", "toddler", "school", "adults", "toddler"))
        family = self.maker.family(shape, desil if desil is not None else self.rng.randint(1, 4))
        if village is not None:
            family.village = village
        self.families.append(family)
        return family

    # --- rules --------------------------------------------------------------------------------------------------
    def components(self, family: Family) -> list[str]:
        found = []
        for person in family.members:
            age = (self.month.day(1) - person.born).days // 365
            if age >= 60:
                found.append("LANSIA")
            elif age <= 5:
                found.append("USIA_DINI")
            elif person.school:
                found.append(person.school)
        return found[:4]

    def sure(self, family: Family) -> bool:
        """Whether the registry alone shows a component: age, or a school column."""
        return any(word in ("LANSIA", "USIA_DINI") or self.schools_known for word in self.components(family))

    def due(self, family: Family, programme: str) -> int:
        if programme == "PKH":
            return sum(STAGE[word] for word in self.components(family))
        first, last = self.month.months(programme)
        return (int(last[5:]) - int(first[5:]) + 1) * {"SEMBAKO": 200_000, "BERAS": 0}.get(programme, 300_000)

    def entitled(self, family: Family, programme: str) -> bool:
        ceiling = self.month.ceilings.get(programme, 10)
        fits = not self.month.dtsen or family.desil <= ceiling
        return family.active and fits and (programme != "PKH" or bool(self.components(family)))

    def programmes(self, family: Family) -> list[str]:
        return [programme for programme in ("PKH", "SEMBAKO") if self.entitled(family, programme)]

    # --- verbs --------------------------------------------------------------------------------------------------
    def pay(self, family: Family, programme: str, person: Person | None = None, **with_: object) -> Paid:
        """A payment row as an orderly payer writes it; any field may be given otherwise."""
        person = person or family.payee
        first, last = self.month.months(programme)
        row = Paid(
            nik=person.nik, kk=family.kk, name=person.name, village=family.village, address=family.address, rt=family.rt, rw=family.rw,
            true_nik=person.nik, programme=programme, payer=PAYERS.get(programme) or ("POS" if family.village == 3 else "BANK"),
            amount=self.due(family, programme), first=first, last=last, paid_on=self.month.day(self.rng.randint(3, 17)), born=person.born,
        )  # fmt: skip
        for name, value in with_.items():
            setattr(row, name, value)
        self.paid.append(row)
        return row

    def pay_all(self, family: Family, *, but: tuple[str, ...] = (), **with_: object) -> list[Paid]:
        return [self.pay(family, programme, **with_) for programme in self.programmes(family) if programme not in but]

    def visit(self, family: Family, result: str = "LAYAK", person: Person | None = None, **with_: object) -> Seen:
        person = person or family.head
        row = Seen(
            nik=person.nik, kk=family.kk, name=person.name, village=family.village, address=family.address, rt=family.rt, rw=family.rw,
            true_nik=person.nik, result=result, visited=self.month.day(self.rng.randint(19, 27)), born=person.born, sex=person.sex,
        )  # fmt: skip
        for name, value in with_.items():
            setattr(row, name, value)
        self.seen.append(row)
        return row

    def other(self, family: Family, payer: str = "") -> str:
        """The payer that does not serve the family."""
        return "POS" if (payer or ("POS" if family.village == 3 else "BANK")) == "BANK" else "BANK"

    def true(self, kind: str, programme: str, family: Family, person: Person, rows: list[Row], note: str = "", **with_: object) -> None:
        keys = [p.nik for p in family.members] + [family.kk] + ([family.old_kk] if family.old_kk else [])
        if kind.startswith("ID-"):
            keys = [person.nik]
        truth = Truth(kind, programme, person.nik, family.kk, list(rows), keys, note=note)
        for name, value in with_.items():
            setattr(truth, name, value)
        self.truths.append(truth)

    def maybe(self, kinds: str, family: Family, rows: list[Row], note: str = "") -> None:
        """Readings on which careful people differ."""
        for kind in kinds.split():
            for programme in ("",) if kind.startswith("ID-") else ("PKH", "SEMBAKO"):
                self.true(kind, programme, family, family.payee, rows, note, certain=False)

    def decoy(self, what: str, family: Family, rows: list[Row], programme: str = "") -> None:
        self.decoys.append(Decoy(what, family.payee.nik, family.kk, list(rows), programme))
