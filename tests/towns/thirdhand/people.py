"""People of a third-hand town: persons, families, their true numbers. Serials lie in 9000-9999; nobody real is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

MEN = (
    "AGUS BAMBANG CANDRA DEDI EKO FAUZAN GALIH HENDRA IWAN JONI KURNIAWAN LUKMAN MAULANA NASRUL OKTA PARMIN RUSLI SUGENG TAUFIK UJANG WAHYU "
    "YANTO ZULKIFLI ASEP BUDI CECEP DARWIN EDWARD FIRMAN GUNAWAN HERMAN ISMAIL JUNAIDI KOSIM MARWAN NURDIN PAHMI RIDUAN SOLEH TARMIZI"
).split()
WOMEN = (
    "ANISA BADRIAH CICI DEWI ELLY FARIDA GUSTI HALIMAH INDAH JUMIATI KARTINI LASTRI MARYAM NILA OLIVIA PUSPA RATNA SULASTRI TUTI UMI VERA "
    "WIWIN YULIA ZAHRA ASMAWATI BUNGA CHOIRIYAH DARMI ERNAWATI FITRIA HAYATI IDA JAMILAH KOMARIAH LILIS MISNAH NURLELA RODIAH SUMIATI"
).split()
LAST = (
    "PRATAMA WIJAYA LESTARI ANGGRAINI SAPUTRA RAMADHAN KUSUMA HARTONO PERMATA SANTOSO NUGRAHA WULANDARI SAFITRI HIDAYAT SETIAWAN FIRDAUS "
    "ARIFIN MULYADI SUSANTI RAHAYU PURNAMA HANDAYANI SIREGAR TANJUNG NASUTION EFENDI BASTARI SYAPUTRI MARLINA OKTAVIANI SURYANI DAMAYANTI"
).split()
STREETS = ("JL MAWAR", "JL KENANGA", "LR PELANGI", "JL SUKA DAMAI", "LR BUNTU", "JL TANJUNG API", "GG MELATI", "JL PANCA USAHA")


@dataclass(eq=False)
class Person:
    """One person. `school` is a Dapodik level or empty; `dead` a day, or None; `dead_undated`: dead, nobody wrote when."""

    nik: str
    name: str
    sex: str
    born: date
    relation: str
    job: str = ""
    school: str = ""
    mother: str = ""
    dead: date | None = None
    dead_undated: bool = False


@dataclass(eq=False)
class Family:
    """One family card, with what the registry in force says of it."""

    number: int
    kk: str
    village: int
    rt: int
    rw: int
    address: str
    desil: int | None
    members: list[Person] = field(default_factory=list)
    active: bool = True
    in_registry: bool = True
    joined_later: bool = False  # only the snapshot after the closing knows the family
    left_later: bool = False  # the snapshot after the closing has dropped it
    later_desil: int | None = None  # what the snapshot after the closing says
    old_kk: str = ""

    @property
    def head(self) -> Person:
        return self.members[0]

    @property
    def payee(self) -> Person:
        """The wife where there is one: PKH and Sembako are paid to the pengurus."""
        return next((p for p in self.members if p.relation == "ISTRI"), self.head)


class Maker:
    """Makes families whose numbers never repeat."""

    def __init__(self, rng: Random, area: str, today: date) -> None:
        self.rng, self.area, self.today = rng, area, today
        self.used: set[str] = set()
        self.names: set[str] = set()
        self.count = 0

    def nik(self, born: date, sex: str, area: str = "") -> str:
        while True:
            day = born.day + (40 if sex == "P" else 0)
            text = f"{area or self.area}{day:02d}{born:%m%y}9{self.rng.randrange(10)}{self.rng.randrange(10)}{self.rng.randrange(1, 10)}"
            if text not in self.used:
                self.used.add(text)
                return text

    def kk(self) -> str:
        issued = date(self.rng.randrange(2009, 2023), self.rng.randrange(1, 13), self.rng.randrange(1, 29))
        return self.nik(issued, "L")

    def name(self, sex: str) -> str:
        while True:
            first = self.rng.choice(MEN if sex == "L" else WOMEN)
            text = f"{first} {self.rng.choice(LAST)}"
            if self.rng.random() < 0.25:
                text = f"{text} {self.rng.choice(LAST)}"
            if text not in self.names and len(set(text.split())) == len(text.split()):
                self.names.add(text)
                return text

    def born(self, low: int, high: int) -> date:
        """A birth day of a person who is between low and high completed years old, well away from a birthday of the quarter."""
        age = self.rng.randint(low, high)
        return (
            date(self.today.year - age - 1, self.rng.choice((11, 12)), self.rng.randrange(1, 29))
            if self.today.month < 10
            else date(self.today.year - age, self.rng.randrange(1, 6), self.rng.randrange(13, 29))
        )

    def person(self, relation: str, sex: str, low: int, high: int, job: str = "", school: str = "") -> Person:
        born = self.born(low, high)
        area = self.area if self.rng.random() < 0.9 else "160705"
        return Person(self.nik(born, sex, area), self.name(sex), sex, born, relation, job, school, self.name("P"))

    def family(self, shape: str, desil: int) -> Family:
        """`elders` two of 60+, `single` one of 60+, `toddler` a couple with a small child, `school` a couple with pupils, `adults` no component."""
        self.count += 1
        rng = self.rng
        family = Family(
            self.count,
            self.kk(),
            rng.randrange(4),
            rng.randint(1, 9),
            rng.randint(1, 5),
            f"{rng.choice(STREETS)} NO {rng.randint(1, 240)}",
            desil,
        )
        labour = rng.choice(("BURUH HARIAN LEPAS", "PETANI/PEKEBUN", "WIRASWASTA", "KARYAWAN SWASTA", "BELUM/TIDAK BEKERJA"))
        if shape == "single":
            family.members = [self.person("KEPALA KELUARGA", rng.choice("LP"), 66, 84, "BELUM/TIDAK BEKERJA")]
        elif shape == "elders":
            family.members = [
                self.person("KEPALA KELUARGA", "L", 66, 80, labour),
                self.person("ISTRI", "P", 63, 76, "MENGURUS RUMAH TANGGA"),
            ]
        else:
            family.members = [
                self.person("KEPALA KELUARGA", "L", 33, 52, labour),
                self.person("ISTRI", "P", 28, 45, "MENGURUS RUMAH TANGGA"),
            ]
            if shape == "toddler":
                family.members.append(self.person("ANAK", rng.choice("LP"), 1, 4))
            if shape == "school":
                family.members.append(self.person("ANAK", rng.choice("LP"), 8, 11, "PELAJAR/MAHASISWA", "SD"))
                if rng.random() < 0.5:
                    family.members.append(self.person("ANAK", rng.choice("LP"), 13, 14, "PELAJAR/MAHASISWA", "SMP"))
            if shape == "adults":
                family.members.append(self.person("ANAK", "L", 20, 24, labour))
        return family
