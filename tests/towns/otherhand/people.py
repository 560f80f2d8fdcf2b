"""Make the people first: villages, families of one to eight, NIK and KK of serials 9001 to 9999 that never end in 0."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from . import rules
from .names import LINEAGES, PLACES, make_name

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True)
class Village:
    """A kelurahan or desa with both codes and the spellings that files use."""

    name: str
    kemendagri: str
    bps: str
    kecamatan: str
    regency: str
    spellings: tuple[str, ...]
    share: float

    @property
    def dotted(self) -> str:
        """The Kemendagri code with dots."""
        code = self.kemendagri
        return f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"

    @property
    def desa(self) -> bool:
        """True where the village has Dana Desa."""
        return self.kemendagri[6] == "2"


SAKO = Village("SAKO", "1671081002", "1671070003", "SAKO", "KOTA PALEMBANG", ("SAKO", "Sako", "Kel. Sako"), 0.34)
SIALANG = Village("SIALANG", "1671081006", "1671070002", "SAKO", "KOTA PALEMBANG", ("SIALANG", "Sialang", "KEL SIALANG"), 0.25)
SUKAMAJU = Village(
    "SUKAMAJU", "1671081001", "1671070001", "SAKO", "KOTA PALEMBANG", ("SUKAMAJU", "Suka Maju", "SUKA MAJU", "Suka-maju"), 0.19
)
SAKO_BARU = Village(
    "SAKO BARU", "1671081007", "1671070007", "SAKO", "KOTA PALEMBANG", ("SAKO BARU", "Sakobaru", "SAKOBARU", "Sako Baru"), 0.12
)
DESA = Village(
    "SUNGAI RENGIT",
    "1607102003",
    "1607102003",
    "TALANG KELAPA",
    "KAB. BANYUASIN",
    ("SUNGAI RENGIT", "Sungai Rengit", "Sei Rengit"),
    0.10,
)
OUTSIDE = Village("SRIMULYA", "1671161001", "1671161001", "SEMATANGBORANG", "KOTA PALEMBANG", ("SRIMULYA", "Sri Mulya"), 0.0)
KELURAHAN = (SAKO, SIALANG, SUKAMAJU, SAKO_BARU)
STREETS = (
    "JL MUSI RAYA",
    "JL SIAGA",
    "JL BETET",
    "JL PERUMNAS",
    "LR MASJID",
    "LR HARAPAN",
    "JL KENTEN RAYA",
    "JL PANGERAN AYIN",
    "LR SEPAKAT",
    "GG MELATI",
    "JL MERPATI",
)


@dataclass
class Person:
    """One human being. `dead` with `died` None is a death of unknown date; both None/False means alive."""

    pid: int
    name: str
    sex: str
    born: date
    birthplace: str
    mother: str
    nik: str
    role: str
    job: str = ""
    married: bool = False
    dead: bool = False
    died: date | None = None
    registry_force: dict[str, str] = field(default_factory=dict)


@dataclass
class Family:
    """One family card."""

    fid: int
    kk: str
    village: Village
    rt: int
    rw: int
    address: str
    desil: int
    members: list[Person]
    registered: bool = True
    active: bool = True
    murky: bool = False
    late_death: bool = False
    tags: set[str] = field(default_factory=set)

    @property
    def head(self) -> Person:
        """The first member."""
        return self.members[0]

    @property
    def wife(self) -> Person | None:
        """The wife of the head, if any."""
        return next((person for person in self.members if person.role == "ISTRI"), None)

    @property
    def alive(self) -> list[Person]:
        """Members not dead at the closing."""
        return [person for person in self.members if not person.dead]

    def barred(self) -> bool:
        """True if a living member holds an excluded job."""
        return any(rules.excluded_job(person.job) for person in self.members)


class Registry:
    """Hands out numbers that nobody else has, people and families."""

    def __init__(self, rng: Random, today: date) -> None:
        self.rng = rng
        self.today = today
        self.taken: set[str] = set()
        self.people = 0
        self.cards = 0

    def serial(self) -> str:
        """A serial of 9001 to 9999 that does not end in 0."""
        return f"9{self.rng.randint(0, 99):02d}{self.rng.randint(1, 9)}"

    def number(self, stem: str) -> str:
        """An unused 16-digit number over a 12-digit stem."""
        while (number := stem + self.serial()) in self.taken:
            pass
        self.taken.add(number)
        return number

    def nik(self, area: str, born: date, sex: str) -> str:
        """A NIK: area, birth day (+40 for women), month, year, serial."""
        return self.number(f"{area}{born.day + (40 if sex == 'P' else 0):02d}{born:%m%y}")

    def kk(self, area: str, first: date | None = None, last: date | None = None) -> str:
        """A family card number: area, day of issue, serial."""
        issued = rules.random_day(self.rng, first or date(2011, 1, 1), last or date(2024, 10, 31))
        return self.number(f"{area}{issued:%d%m%y}")

    def person(
        self,
        sex: str,
        years: float,
        role: str,
        area: str,
        lineage: int | None = None,
        mother: str = "",
        father: str | None = None,
    ) -> Person:
        """A person of about this age."""
        rng = self.rng
        born = self.today - timedelta(days=int(years * 365.2425) + rng.randint(0, 300))
        prefix = rng.choices((area, "167107", "167116", "167110", "160201"), (82, 6, 5, 4, 3))[0]
        self.people += 1
        jobs = rules.JOBS_L if sex == "L" else rules.JOBS_P
        job = rng.choice(jobs) if years >= 20 else ("PELAJAR/MAHASISWA" if years >= 6 else "BELUM/TIDAK BEKERJA")
        name = make_name(rng, sex, lineage, old=years > 55, father=father)
        return Person(
            self.people,
            name,
            sex,
            born,
            rng.choice(PLACES),
            mother or make_name(rng, "P", old=True),
            self.nik(prefix, born, sex),
            role,
            job,
        )

    def family(self, village: Village, *, desil: int | None = None, shape: str | None = None, registered: bool = True) -> Family:
        """A family of a shape: SENDIRI, LANSIA, PASANGAN, INTI, IBU, BESAR."""
        rng = self.rng
        area = "160710" if village.desa else village.kemendagri[:6]
        shape = shape or rng.choices(("SENDIRI", "LANSIA", "PASANGAN", "INTI", "IBU", "BESAR"), (5, 8, 10, 58, 8, 11))[0]
        self.cards += 1
        family = Family(
            self.cards,
            self.kk(area),
            village,
            rng.randint(1, 14),
            rng.randint(1, 9),
            f"{rng.choice(STREETS)} NO {rng.randint(1, 180)}",
            desil or rng.choices(range(1, 11), (20, 19, 17, 14, 8, 6, 5, 4, 4, 3))[0],
            [],
            registered=registered,
        )
        family.members = self._members(shape, area)
        if any(person.job in ("", None) for person in family.members):
            raise AssertionError("a person without a job")
        adults = [person for person in family.members if rules.age(person.born, self.today) > 24]
        if adults and rng.random() < (0.09 if family.desil >= 6 else 0.012):
            rng.choice(adults).job = rng.choice(rules.EXCLUDED_JOBS)
        return family

    def _members(self, shape: str, area: str) -> list[Person]:
        rng = self.rng
        lineage = rng.randrange(len(LINEAGES)) if rng.random() < 0.12 else None
        if shape in ("SENDIRI", "LANSIA"):
            years = rng.uniform(30, 57) if shape == "SENDIRI" else rng.uniform(60, 86)
            return [self.person(rng.choice("LP"), years, "KEPALA", area, lineage)]
        years = rng.uniform(25, 58) if shape != "PASANGAN" else rng.uniform(26, 75)
        if shape == "IBU":
            head = self.person("P", years, "KEPALA", area)
            return [head, *self._children(head, None, None, area, rng.choices((1, 2, 3), (5, 4, 2))[0])]
        head = self.person("L", years, "KEPALA", area, lineage)
        other = rng.randrange(len(LINEAGES)) if rng.random() < 0.08 else None
        wife = self.person("P", max(19.5, years - rng.uniform(-1, 7)), "ISTRI", area, other)
        head.married = wife.married = True
        members = [head, wife]
        if shape != "PASANGAN":
            members += self._children(wife, head, lineage, area, rng.choices((1, 2, 3, 4, 5, 6), (24, 32, 24, 11, 6, 3))[0])
        if shape == "BESAR" and len(members) < 8:
            members.append(self.person(rng.choice("LP"), min(years + rng.uniform(21, 30), 92), "ORANG TUA", area))
        return members[:8]

    def _children(self, mother: Person, father: Person | None, lineage: int | None, area: str, count: int) -> list[Person]:
        rng = self.rng
        oldest = min(rules.age(mother.born, self.today) - 19, 23.0)
        ages = sorted((rng.uniform(0.1, max(oldest, 0.4)) for _ in range(count)), reverse=True)
        spaced: list[float] = []
        for years in ages:
            if not spaced or spaced[-1] - years > 1.9:
                spaced.append(years)
        surname = father.name if father else None
        return [self.person(rng.choice("LP"), years, "ANAK", area, lineage, mother.name, surname) for years in spaced]


def pkh_components(family: Family, day: date) -> list[str]:
    """The components that the family truly has, dearest first, four at most."""
    found = [
        rules.component(person.born, day)[0]
        for person in family.alive
        if rules.age(person.born, day) < 19 or rules.age(person.born, day) >= 71
    ]
    return sorted((name for name in found if name), key=lambda name: (-rules.COMPONENT_AMOUNT[name], name))[:4]


def pkh_plain(family: Family, day: date) -> bool:
    """True if no member is of an age at which readings of the PKH rule part."""
    return not any(rules.disputed(person.born, day) for person in family.alive)


def pkh_certain(family: Family, day: date) -> bool:
    """True if the family certainly has a component."""
    return any(rules.component(person.born, day)[1] for person in family.alive)
