"""Kecamatan Sako as the generator knows it: codes of both systems, spellings, streets (DOMAIN §5.4).

Source of codes: cahyadsn/wilayah (MIT) for Kemendagri, edwardsamuel/Wilayah-Administratif-Indonesia (ODbL) for BPS.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Village:
    """One kelurahan."""

    code: str  # Kemendagri, 10 digits
    bps: str
    name: str
    spellings: tuple[str, ...]
    district: str = "SAKO"
    rws: int = 12

    @property
    def dotted(self) -> str:
        """The code with dots, as decrees write it."""
        return f"{self.code[:2]}.{self.code[2:4]}.{self.code[4:6]}.{self.code[6:]}"


SAKO = (
    Village("1671081001", "1671070001", "SUKAMAJU", ("SUKA MAJU", "Suka Maju", "KEL. SUKAMAJU", "Sukamaju")),
    Village("1671081002", "1671070003", "SAKO", ("Sako", "KEL. SAKO", "KELURAHAN SAKO")),
    Village("1671081006", "1671070002", "SIALANG", ("Sialang", "KEL SIALANG", "SI ALANG")),
    Village("1671081007", "1671070007", "SAKO BARU", ("SAKOBARU", "Sako Baru", "KEL. SAKO BARU", "SAKO-BARU")),
)
"""The four kelurahan of Kecamatan Sako."""

OUTSIDE = Village("1671161001", "", "SRIMULYA", ("Sri Mulya",), district="SEMATANGBORANG")
"""A kelurahan of the neighbour kecamatan, which the registry of Sako does not cover."""

STREETS = (
    "JL. SIARAN",
    "JL. MUSI RAYA",
    "JL. SEPAKAT",
    "LR. MUFAKAT",
    "JL. HUSIN BASRI",
    "PERUMNAS BLOK A",
    "LR. KENANGA",
    "JL. RAYA SAKO",
    "JL. PANGERAN AYIN",
    "LR. MELATI",
    "JL. BETAWI RAYA",
    "LR. LANGGAR",
    "JL. KEBUN SIRIH",
    "KOMP. GRIYA SAKO",
    "LR. BAKTI",
    "JL. SULTAN AGUNG",
)

NIK_AREAS = ("167108", "167116", "167106", "167109", "167110", "160701", "161001", "160201", "160601")
NIK_AREA_WEIGHTS = (70, 8, 5, 4, 4, 3, 2, 2, 2)
"""Areas of first registration: a NIK need not begin with the code of where its owner lives now."""

BIRTH_PLACES = ("PALEMBANG", "PALEMBANG", "PALEMBANG", "SEKAYU", "KAYUAGUNG", "PRABUMULIH", "INDRALAYA", "BATURAJA")
