"""A few plain lists by hand for whole runs: one registry file, one pay list a payer. Numbers are synthetic (serials 9000 and up)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SAKO, SIALANG = ("1671081002", "SAKO"), ("1671081006", "SIALANG")
SYLLABLES = ("BA", "DU", "GI", "KO", "LE", "MA", "NU", "PI", "RO", "SE", "TA", "WI")
REGISTRY = (
    "NIK",
    "NO KK",
    "NAMA",
    "TANGGAL LAHIR",
    "JENIS KELAMIN",
    "HUBUNGAN KELUARGA",
    "PEKERJAAN",
    "KODE DESA",
    "KELURAHAN",
    "RT",
    "RW",
    "DESIL NASIONAL",
)
PAYMENTS = ("NO", "NIK", "NAMA", "NO KK", "BANSOS", "PERIODE", "NOMINAL", "STATUS SALUR", "KELURAHAN", "BANK PENYALUR")


@dataclass(frozen=True)
class Home:
    """A household of one man, by its number."""

    number: int
    desil: int = 2
    village: tuple[str, str] = SAKO

    @property
    def nik(self) -> str:
        n = self.number
        return f"167108{1 + n % 28:02d}{1 + n % 12:02d}{60 + n % 30:02d}{9001 + n:04d}"

    @property
    def kk(self) -> str:
        return f"1671081506{10 + self.number % 12:02d}{9001 + self.number:04d}"

    @property
    def name(self) -> str:
        a, b = divmod(self.number, 12)
        words = (SYLLABLES[b], SYLLABLES[a % 12], SYLLABLES[(a + 5 * b) % 12]), (SYLLABLES[(7 * a + b) % 12], SYLLABLES[(b + 3) % 12], "NI")
        return " ".join("".join(word) for word in words)


@dataclass(frozen=True)
class Pay:
    """One row of a pay list."""

    home: Home
    period: str
    amount: int = 200_000
    state: str = "Sukses Salur"
    programme: str = "SEMBAKO"


def write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Rows as a CSV with semicolons."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def registry(path: Path, homes: Iterable[Home]) -> None:
    """A registry file."""
    rows: list[Sequence[object]] = [REGISTRY]
    for home in homes:
        nik, (code, village) = home.nik, home.village
        born = f"{nik[6:8]}/{nik[8:10]}/19{nik[10:12]}"
        rows.append([nik, home.kk, home.name, born, "L", "KEPALA KELUARGA", "BURUH", code, village, 1 + home.number % 7, 2, home.desil])
    write(path, rows)


def pay_list(path: Path, payer: str, pays: Iterable[Pay]) -> None:
    """A pay list of one payer."""
    rows: list[Sequence[object]] = [PAYMENTS]
    for pay in pays:
        home = pay.home
        rows.append([len(rows), home.nik, home.name, home.kk, pay.programme, pay.period, pay.amount, pay.state, home.village[1], payer])
    write(path, rows)
