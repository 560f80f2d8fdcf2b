"""One NIK beside two names: variants of one name, or two people (DOMAIN §6.1, ID-BD)."""

from __future__ import annotations

import polars as pl
import pytest

from tests.unit.reconcile import builders as b
from tests.unit.reconcile.test_identity_open import month

NAMES = [
    ("SITI AMINAH", "ST. AMINAH", False),
    ("KIAGUS MUHAMMAD AMIN", "KGS M AMIN", False),
    ("SULAIMAN", "SULEMAN", False),
    ("SALEH", "SALRH", False),
    ("NUR AINI", "NUR", False),
    ("SRI WAHYUNI", "SRIWAHYUNI", False),
    ("AHMAD TONNI", "AHMAD TOIN", False),
    ("ZUBAIDAH NURHAYATI ZAHARA", "ZUBAIDAH NURHAYATI Z", False),
    ("NUR FITRI OKTAVIA", "NUR F. OKTAVIA", False),
    ("MASNI Y YANTI", "MASNI YULIANA YANTI", False),
    ("NRU AINI AINI", "NUR A. AINI", False),
    ("SUSILAWATI LINDA SAODAH", "SUSILAWATI LINDA SAD", False),
    ("RADEN RUDI", "RADENRUDI", False),
    ("RADEN AYU AIAYAH", "RAADEN AYU AISYAH", False),
    ("ABDULLAH SUKAIMAN", "ABDULLAH SULEMAN", False),
    ("AHMAD UAR", "UMAR", False),
    ("SITI MASAYU", "MASAYU", False),
    ("MASAYU SITI AISYAH YULIANA", "MASAYU SITI AISYAH J", False),
    ("RINA SUSILAWATI SUNDARI", "RINA SUSILAWATI SULD", False),
    ("ROHANA YULIANA ANGGRAINI", "ROHANA ANGGRAINI JUL", False),
    ("MARDIANA YULIANA SAFITRI", "MARDIANA SAFITRI JAM", True),
    ("RADEN AYU NUR LAILA RAHMAWATI", "RADEN AYOE NUR LAILA", False),
    ("MASAYU ROHANA", "MASAJOE ROHANAH", False),
    ("BUDI SANTOSO", "RATNA DEWI", True),
    ("MUHAMMAD TAUFIK", "MUHAMMAD HERMAN", True),
    ("SAADIAH AMINAH", "SULASTRI AMINAH", True),
    ("SITI ROGAYAH", "SITI KOMARIAH", True),
    ("HASAN", "HUSEN", True),
    ("RADEN AYU SULASTRI WAHYUNI MAHMUDAH", "HJ. RADEN AYU SULASTRI", False),
    ("KIAGUS KHAIRUL SANTOSO", "KIAGUS K. S.", False),
    ("KHAIRUL SANTOSO", "S. K.", True),
    ("NYS. SITI TRI NURHAYATI", "NYIMAS SITI TRI NUHA", False),
    ("RADEN AYU MARLINA AMINAH HALIMAH", "R. AYU MARLINA AMINA", False),
    ("MUHAMMAD DEDI UMAR", "MCOH. DEDI UMAR", False),
    ("MUHAMMAD SUPARMAN SYAIFUL", "SUPARMAN SYAIFUL MOC", False),
    ("MUHAMMAD ANDI AHMAD", "MOHATAD ANDI A.", False),
    ("MUHAMMAD KASIM", "MOHKASIM", False),
    ("NUR LESTARI ANGGRAINI", "LESTARI ANGGRAINI NO", False),
    ("SULEMAN IBRAHIM", "SOELAIMAN IBRAHIM", False),
    ("NI WAYAN LANGGENG", "NI WY. LANGGENG", False),
    ("I KETUT SUDARMA", "I KT. SUDARMA", False),
    ("I MADE RAI", "I MD. RAI", False),
    ("NI NYOMAN RAI", "NI NYM RAI", False),
    ("MARTHA NURMAIDA BR. SIMATUPANG", "MARTHA NURMAIDA BORU", False),
    ("NI KOMANG SARI", "NI KETUT RAI", True),
    ("DATUAK RAJO", "DT. RAJO", False),
    ("SUTAN MUDO", "ST. MUDO", False),
    ("DAENG TENRI", "DG TENRI", False),
    ("TEUKU RIZAL", "TK. RIZAL", False),
    ("PANDUKO SINARO", "DT. SINARO", True),
    ("ZAINUDIN BASRI", "ZND YULIANTO", True),
]


def test_two_names_of_one_number():
    m = month()
    for number, (one, two, _) in enumerate(NAMES, 1):
        m.pay(m.family(number, name=one)[0], name=two)
    cases = m.run().cases
    assert cases.sort("family_id").select("kind", "family_id").rows() == [("ID-BD", b.kk(n)) for n, case in enumerate(NAMES, 1) if case[2]]


@pytest.mark.parametrize(
    ("born", "kinds"),
    [("1958-09-02", ["ID-BD", "ID-TJ"]), ("1981-03-17", ["ID-TJ"])],
    ids=["of another generation", "a slip of the year"],
)
def test_likeness_of_names_is_chance_between_two_cards_and_births(born: str, kinds: list[str]) -> None:
    m = month()
    m.family(1, name="RAHMAN")
    m.family(2, name="AHMAD", nik=b.nik(10), birth_date=born)
    told = m.run().cases.filter(pl.col("kind").str.starts_with("ID-"))
    assert sorted(told["kind"].to_list()) == kinds
