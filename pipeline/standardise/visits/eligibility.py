"""What "layak", "mampu" and "pindah" take as their object: a house unfit to live in says nothing of who may receive aid.

When to reach for it: `results.py`, before the words of a result are looked up. The invariants: a phrase that speaks of something else is
taken out, never judged; what is left decides, and nothing left is nothing said. Source: DOMAIN §3.
"""

from __future__ import annotations

import re

_NOT = r"(?:TIDAK|TDK|BELUM|BLM|KURANG|TAK|BUKAN)"
_HOW = rf"(?:{_NOT}|SUDAH|SDH|CUKUP|MASIH|SANGAT|YANG|INI) "
_THINGS = (
    r"(?:RUMAH|RUMAHNYA|TEMPAT TINGGAL|BANGUNAN|HUNIAN|LANTAI|DINDING|ATAP|JAMBAN|SANITASI|MCK|WC|DAPUR|KAMAR|GUBUK"
    r"|TEMPAT USAHA|PEKERJAAN|PENGHASILAN|PENDAPATAN|HIDUP"
    r"|KEHIDUPAN|HIDUPNYA)"
)
_ELSE = re.compile(
    rf"(?:(?:KONDISI )?{_THINGS} )?(?:{_HOW})*LAYAK (?:UNTUK )?(?:DI)?(?:HUNI|TINGGAL|TINGGALI|PAKAI|TEMPATI)\b"
    rf"|\b(?:KONDISI )?{_THINGS} (?:{_HOW})*LAYAK\b|\b(?:RUTILAHU|RTLH)\b"
    r"|\bKARTU KELUARGA SEJAHTERA\b|\bKELUARGA SEJAHTERA (?:1|I|SATU)\b"
    rf"|\b(?:{_HOW})*MAMPU (?:BEKERJA|BER\w+|MEMBACA|MENULIS|MELIHAT|MENDENGAR|JALAN|KERJA|BICARA|MENGURUS DIRI)\b"
    r"|\b(?:ANAK|ANAKNYA|SAUDARA|SAUDARANYA|TETANGGA|MENANTU) (?:SUDAH |SDH |CUKUP |YANG )*MAMPU\b"
    r"|\bPINDAH (?:RT|RW|MASUK|DATANG|KK|PENYALUR|REKENING|BANK|KERJA|AGAMA)\b"
)
_AID = r"(?:DI?BANTU|BANTUAN|DAPAT|MENDAPAT|MENDAPATKAN|MEMPEROLEH|MENERIMA|TERIMA|DIBERI|DIBERIKAN|BANSOS|PKH|SEMBAKO|BPNT|KPM|PENERIMA)"
_TO = r"(?:SEKALI |UNTUK |MENJADI |JADI |SEBAGAI )*"
_FIT = re.compile(
    rf"\b(?:PANTAS|PATUT|WAJAR|COCOK)(?= {_TO}{_AID}\b)|\b(?:PANTAS|PATUT)$|\bBERHAK\b(?! (?:UNTUK )?DI(?!BANTU|BERI|SALUR|USUL))"
)
"""Other words for "layak", with what makes them a result of aid ("pantas dibantu", not "pantas dihapus")."""
_NEEDS = re.compile(
    r"\b(?:PERLU|BUTUH|MEMBUTUHKAN|MEMERLUKAN) (?:DIBANTU|BANTUAN|BANSOS)(?= (?:SOSIAL|PEMERINTAH|BELUM|TIDAK|KARENA|SEGERA|SEKALI)\b|$)"
)
"""Whoever needs aid itself; aid with a house, a card or a business is another matter."""
_STAYS = re.compile(rf"\b{_NOT} LAYAK (?:UNTUK )?(?:DI)?GRADUASI(?:KAN)?\b")
_LEAVES = re.compile(r"\b(?:SUDAH |SDH )?LAYAK (?:UNTUK )?(?:DI)?GRADUASI(?:KAN)?\b")
_OUT = re.compile(
    rf"\b(?P<no>{_NOT} )?(?:LAYAK|PANTAS|PATUT|WAJAR) (?:UNTUK )?(?:DIKELUARKAN|DIHAPUS|DICORET|DIGANTI|DIBERHENTIKAN|DINONAKTIFKAN)\b"
)
_BOTH = re.compile(rf"\b{_NOT} LAYAK\b")


def spoken(words: str) -> str:
    """The words of a result (upper case, no signs) without what is fit or unfit for something else; graduation by its sense.

    Examples: "LAYAK RUMAH TIDAK LAYAK HUNI" → "LAYAK"; "BELUM LAYAK GRADUASI" → "LAYAK"; "LAYAK GRADUASI" → "GRADUASI".
    """
    words = _NEEDS.sub("LAYAK", _FIT.sub("LAYAK", words))
    words = _LEAVES.sub("GRADUASI", _STAYS.sub("MASIH LAYAK", words))
    words = _OUT.sub(lambda found: " " if found["no"] else "TIDAK LAYAK", words)
    return re.sub(r"\s+", " ", _ELSE.sub(" ", words)).strip()


def contradicts(words: str) -> bool:
    """Whether a result says both, eligible and not ("Layak / tidak layak" left unfilled, "tidak layak PKH, layak sembako")."""
    denied = _BOTH.search(words)
    return denied is not None and re.search(r"\bLAYAK\b", _BOTH.sub(" ", words)) is not None
