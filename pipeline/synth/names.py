"""Names as given in Palembang: tokens by frequency, titles by line of descent, mononyms, twins, namesakes (DOMAIN §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.synth.dice import Dice


def _tokens(text: str) -> tuple[str, ...]:
    """The words of a text, most frequent first."""
    return tuple(text.split())


MEN = _tokens(
    """
    MUHAMMAD AHMAD ABDUL AGUS HENDRA ANDI RUDI DEDI YUSUF HERMAN EDI BUDI EKO IWAN SUPRIYADI JOKO FIRMAN
    ARDIANSYAH RIDWAN ZAINAL SYAMSUL HASAN IBRAHIM FAJAR RIZKI BAMBANG ISMAIL USMAN HAMZAH SAIFUL KURNIAWAN
    SUTRISNO NURDIN ARIF TAUFIK FERDI RAHMAT SOLEH DARMAWAN IRWAN HARYANTO SUGENG ALI UMAR BAKRI SLAMET MARYANTO
    WAHYU JUNAIDI MURSALIN ROHMAN KHOLIK NASRUN ASMAWI HUSNI SARNUBI MARZUKI FAHRUR ZULKARNAIN EFENDI HAIRUL
    DJONI KASMIN PAIMIN TUKIMAN SUKARDI WAGIMAN ALAMSYAH RUSDI BURHAN YANTO ROZALI MASRI ROBBY HENGKI TONI FEBRI
    DIMAS REZA RANGGA ALDI BAYU GALIH ILHAM RAFLI FADIL GILANG YOGA ANGGA DANU RIYAN KEVIN NAUFAL
    """
)
WOMEN = _tokens(
    """
    SITI NUR SRI DEWI FATIMAH AISYAH YULIANA RATNA ROSMALA LINDA ERNA EKA DWI MARYATI SUMARNI YUNI ANITA
    SUSILAWATI ROHANA HALIMAH KHADIJAH NURJANAH MURNI ASMAWATI MARLINA RINA DESI FITRI INDAH LESTARI PUTRI AYU
    MEGAWATI SURYANI HERLINA ZUBAIDAH NURHAYATI MASNI RUSMINI SUPARMI TUMINAH PONIRAH SULASTRI WARSINI SUHARTI
    ROMLAH JAMILAH MARDIANA ERMAWATI NOVITA SEPTI MEILANI JULAIHA ROSDIANA CHOIRIYAH LAILA SAFITRI HASNAH ZALEHA
    NAZIRAH MUTIARA CINDY TIARA PUSPITA INTAN SALSABILA NABILA ZAHRA KARTINI SUNARTI WIWIK YATI ENDANG TITIN
    ELLY MEISKE VERA RISKA WULAN OKTARINA DIANA MELATI TRI KASIH BAIDAH CIK NYIMAH MARHAMAH SOLEHA
    """
)
MEN_LAST = _tokens(
    """
    SAPUTRA HIDAYAT SETIAWAN WIJAYA SANTOSO GUNAWAN KURNIADI PRATAMA RAMADHAN SYAHPUTRA HAKIM RAHMAN AZIZ HALIM
    LATIF KARIM GANI SIREGAR NASUTION HARTONO SUSANTO ISKANDAR FIRDAUS ARIFIN SYARIF AKBAR FAUZI MAULANA ANWAR
    BASRI HUSIN KADIR SALIM JAILANI EFENDI TANJUNG SUHERMAN MARTONO SAMSUDIN BADARUDDIN AMIN YAHYA TOHIR ROZAK
    MUIN SAHRONI HARAHAP SUWANDI PURNOMO CAHYONO
    """
)
WOMEN_LAST = _tokens(
    """
    AMINAH AINI HAYATI WAHYUNI RAHAYU PERMATASARI ANGGRAINI LESTARI SARI PUSPITASARI HANDAYANI YANTI UTAMI
    SUSANTI KHASANAH JANNAH ROHIMAH MARIAM ZAHARA HASANAH KOMARIAH MAHARANI OKTAVIA PRATIWI ASTUTI NINGSIH WATI
    ASIAH HAMIDAH SAODAH RAHMAWATI FEBRIANTI APRIANI AGUSTINA DAMAYANTI SUNDARI NURAINI FADILAH KHOIRUNNISA
    MAIMUNAH SALAMAH ROSIDAH ARYANI MARDALENA EKAWATI
    """
)

TITLES = (("RADEN", "RADEN AYU"), ("MASAGUS", "MASAYU"), ("KEMAS", "NYIMAS"), ("KIAGUS", "NYAYU"))
"""Palembang titles (man, woman), handed down by the father."""

TWIN_TOKENS = {"L": (("HASAN", "HUSIN"), ("ALDI", "ALDO"), ("RIFKI", "RIZKI")), "P": (("AINI", "AINA"), ("PUTRI", "PUTRA"))}


def given_name(dice: Dice, sex: str, line: int | None) -> str:
    """A full name: one to three tokens, the title of the father's line in front where the family bears one."""
    first, last = (MEN, MEN_LAST) if sex == "L" else (WOMEN, WOMEN_LAST)
    size = dice.weighted((1, 2, 3), (14, 56, 30))
    tokens = [dice.zipf(first)]
    if size == 1:
        while tokens[0] in {"MUHAMMAD", "SITI", "NUR", "ABDUL", "SRI", "DWI", "TRI", "CIK"}:
            tokens = [dice.zipf(first)]
    if size == 3:
        tokens.append(dice.zipf(first))
    if size > 1:
        tokens.append(dice.zipf(last, 9.0))
    tokens = list(dict.fromkeys(tokens))
    if line is not None:
        tokens.insert(0, TITLES[line][0 if sex == "L" else 1])
    return " ".join(tokens)


def twin_names(dice: Dice, sex: str) -> tuple[str, str]:
    """Two names that differ by one token or one letter, as twins' do."""
    tail = dice.zipf(MEN_LAST if sex == "L" else WOMEN_LAST, 9.0)
    one, other = dice.pick(TWIN_TOKENS["L"]) if sex == "L" else ("AINI", "AINA")
    return (f"{one} {tail}", f"{other} {tail}") if sex == "L" else (f"NUR {one} {tail}", f"NUR {other} {tail}")
