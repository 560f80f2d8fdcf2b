"""Numbers of synthetic people: built like real ones, told apart by the serial 9001–9999, unique, never ending in 0.

A serial that ends in 0 is left out because Excel's rounding makes exactly such numbers: in a synthetic list a final 0 always
means damage.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipeline.synth.areas import NIK_AREA_WEIGHTS, NIK_AREAS

if TYPE_CHECKING:
    from pipeline.synth.dice import Dice

NIK_LENGTH = 16
WOMAN = 40  # added to the day of birth in a woman's NIK


class Numbers:
    """Gives out numbers and never the same twice."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.used: set[str] = set()

    def _serial(self, stem: str) -> str:
        while True:
            number = f"{stem}9{self.dice.between(0, 99):02d}{self.dice.between(1, 9)}"
            if number not in self.used:
                self.used.add(number)
                return number

    def nik(self, born: dt.date, sex: str, area: str | None = None) -> str:
        """A NIK: area of first registration, day of birth (+40 for women), serial."""
        area = area or self.dice.weighted(NIK_AREAS, NIK_AREA_WEIGHTS)
        day = born.day + (WOMAN if sex == "P" else 0)
        return self._serial(f"{area}{day:02d}{born:%m%y}")

    def kk(self) -> str:
        """A family card number: area, day of issue, serial."""
        issued = dt.date(2008, 1, 1) + dt.timedelta(days=self.dice.between(0, 6000))
        return self._serial(f"{self.dice.weighted(NIK_AREAS[:3], (90, 6, 4))}{issued:%d%m%y}")

    def temporary(self, village_code: str) -> str:
        """A placeholder of an office: 0, village, counter (OpenSID)."""
        while True:
            number = f"0{village_code}9{self.dice.between(0, 9999):04d}"
            if number not in self.used:
                self.used.add(number)
                return number

    def card(self) -> str:
        """A KKS card number with the test prefix 9999."""
        return f"999960{self.dice.between(0, 99_999_999):08d}{self.dice.between(11, 99)}"

    def account(self, length: int = 15) -> str:
        """A bank account with the test prefix 9999."""
        return "9999" + "".join(str(self.dice.between(0, 9)) for _ in range(length - 5)) + "7"


def nik_plausible(number: str) -> bool:
    """Could an office have issued this number? 16 digits, a province of Indonesia, a real day, serial not 0000."""
    if len(number) != NIK_LENGTH or not number.isdigit() or not 11 <= int(number[:2]) <= 97 or number[12:] == "0000":
        return False
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    try:
        dt.date(1900 + year if year else 2000, month, day - WOMAN if day > WOMAN else day)
    except ValueError:
        return False
    return True


def nik_agrees(number: str, born: dt.date | None, sex: str) -> bool:
    """Does the NIK's own day and sex agree with the row? A day–month swap agrees; what the row leaves out agrees."""
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    if sex and (day > WOMAN) != (sex == "P"):
        return False
    if born is None:
        return True
    day = day - WOMAN if day > WOMAN else day
    return year == born.year % 100 and (day, month) in {(born.day, born.month), (born.month, born.day)}
