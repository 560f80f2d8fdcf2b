"""The programme facts as this hand reads them in DOMAIN.md: ceilings, amounts, excluded jobs, PKH components, months."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

SEMBAKO, PKH, BLT, RICE = "SEMBAKO", "PKH", "BLT-DD", "BERAS"
SEMBAKO_MONTH = 200_000
BLT_MONTH = 300_000
EXCLUDED_JOBS = (
    "PEGAWAI NEGERI SIPIL",
    "TENTARA NASIONAL INDONESIA",
    "KEPOLISIAN RI",
    "PNS",
    "ASN",
    "TNI",
    "POLRI",
    "KARYAWAN BUMN",
)
JOBS_L = (
    "BURUH HARIAN LEPAS",
    "WIRASWASTA",
    "KARYAWAN SWASTA",
    "PEDAGANG",
    "SOPIR",
    "TUKANG KAYU",
    "NELAYAN/PERIKANAN",
    "BELUM/TIDAK BEKERJA",
)
JOBS_P = ("MENGURUS RUMAH TANGGA", "MENGURUS RUMAH TANGGA", "PEDAGANG", "BURUH HARIAN LEPAS", "KARYAWAN SWASTA")
COMPONENT_AMOUNT = {"USIA DINI": 750_000, "SD": 225_000, "SMP": 375_000, "SMA": 500_000, "LANSIA": 600_000}
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


@dataclass(frozen=True)
class Period:
    """The month judged and the quarter (tahap) in which it is paid."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `YYYY-MM`."""
        year, month = text.split("-")
        return cls(int(year), int(month))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def stage(self) -> int:
        """Number of the tahap, 1 to 4."""
        return (self.month - 1) // 3 + 1

    @property
    def first(self) -> Period:
        """First month of the quarter."""
        return Period(self.year, self.stage * 3 - 2)

    @property
    def last(self) -> Period:
        """Last month of the quarter."""
        return Period(self.year, self.stage * 3)

    @property
    def before(self) -> Period:
        """Last month of the quarter before."""
        return Period(self.year - 1, 12) if self.stage == 1 else Period(self.year, self.first.month - 1)

    @property
    def after(self) -> Period:
        """The month after this one."""
        return Period(self.year + 1, 1) if self.month == 12 else Period(self.year, self.month + 1)

    @property
    def start(self) -> date:
        """First day of the month."""
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        """Last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])


def ceiling(programme: str, period: Period) -> int:
    """Highest desil that may receive: none is too high before April 2025; then PKH 4, Sembako 5 in 2025 and 4 from 2026."""
    if (period.year, period.month) < (2025, 4):
        return 10
    if programme == SEMBAKO and period.year == 2025:
        return 5
    return 4


def age(born: date, day: date) -> float:
    """Age in years, to the day."""
    return (day - born).days / 365.2425


def component(born: date, day: date) -> tuple[str, bool]:
    """Name the PKH component an age suggests and whether it is certain: ("", False) where none can be.

    Certain are the ages no reading of the rule disputes: half a year to five and a half, and 71 and over.
    """
    years = age(born, day)
    if years < 6.99:
        return "USIA DINI", 0.5 <= years <= 5.5
    if years < 13:
        return "SD", False
    if years < 16:
        return "SMP", False
    if years < 22:
        return "SMA", False
    if years >= 59:
        return "LANSIA", years >= 71
    return "", False


def disputed(born: date, day: date) -> bool:
    """True for ages at which readings of the PKH rule part: newborn, about six, 59 to 71."""
    years = age(born, day)
    return years < 0.5 or 5.5 < years < 7 or 18.5 < years < 22 or 59 <= years < 71


def excluded_job(job: str | None) -> bool:
    """True for a job that bars the whole family."""
    return job in EXCLUDED_JOBS


def random_day(rng, first: date, last: date) -> date:  # type: ignore[no-untyped-def]
    """A day between two days, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))
