"""Words as offices write them by hand, without their vowels or in the language of the region: `tdk lyk` is *tidak layak*, `GGL` is *gagal*,
`dereng nampi` is *belum menerima*.

Reach for it wherever words of a status or a result are looked up, while reading and while standardising. Only whole words are spelt out,
and only those that stand for one word each.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = {
    "SDH": "SUDAH", "SDAH": "SUDAH", "UDAH": "SUDAH", "BLM": "BELUM", "BLUM": "BELUM", "TDK": "TIDAK", "TDAK": "TIDAK", "TLH": "TELAH",
    "MSH": "MASIH", "DGN": "DENGAN", "YG": "YANG", "KRN": "KARENA", "KARNA": "KARENA", "SDG": "SEDANG", "ORG": "ORANG",
    "PNDH": "PINDAH", "PDH": "PINDAH", "BLK": "BALIK", "DPT": "DAPAT", "TRM": "TERIMA", "TRIMA": "TERIMA", "DITRM": "DITERIMA",
    "SMNTR": "SEMENTARA", "LYK": "LAYAK", "MNGGL": "MENINGGAL", "MNINGGAL": "MENINGGAL", "MENINGAL": "MENINGGAL", "KTMU": "KETEMU",
    "MSKN": "MISKIN", "GGL": "GAGAL", "RTR": "RETUR", "BRHSL": "BERHASIL", "BERHSL": "BERHASIL", "SKSS": "SUKSES", "SLR": "SALUR",
    "TRSLR": "TERSALUR", "BYR": "BAYAR", "DIBYR": "DIBAYAR", "TRBYR": "TERBAYAR", "KSNG": "KOSONG", "SLD": "SALDO", "HSL": "HASIL",
    "SBGN": "SEBAGIAN", "TF": "TRANSFER", "NNTF": "NONAKTIF", "AKTF": "AKTIF",
}  # fmt: skip
REGIONAL = {
    # Javanese
    **dict.fromkeys(("SAMPUN", "MPUN", "UWIS", "WIS", "WES"), "SUDAH"), **dict.fromkeys(("DERENG", "DURUNG", "DURING"), "BELUM"),
    **dict.fromkeys(("MBOTEN", "BOTEN", "ORA"), "TIDAK"), **dict.fromkeys(("NAMPI", "NAMPA", "NRIMA", "NRIMO"), "MENERIMA"),
    **dict.fromkeys(("KATAMPI", "KATAMPA", "KATAMPEN", "DITAMPI", "DITAMPA", "DITRIMA", "DITRIMO"), "DITERIMA"),
    **dict.fromkeys(("SAGED", "ISA", "ISO", "BISO"), "BISA"), **dict.fromkeys(("ANGSAL", "ENTUK", "PIKANTUK"), "DAPAT"),
    **dict.fromkeys(("KABAYAR", "KABAYARAKEN", "DIBAYARAKE"), "DIBAYAR"), **dict.fromkeys(("SEDO", "SEDA", "KAPUNDUT"), "MENINGGAL"),
    "PEJAH": "MATI", "PINDHAH": "PINDAH", "AKTIP": "AKTIF",
    # Sundanese
    **dict.fromkeys(("PARANTOS", "ATOS", "GEUS", "ENGGEUS"), "SUDAH"),
    **dict.fromkeys(("TEU ACAN", "TACAN", "ENCAN"), "BELUM"),
    **dict.fromkeys(("HENTEU", "TEU"), "TIDAK"), **dict.fromkeys(("KENGING", "MEUNANG"), "DAPAT"), "TIASA": "BISA",
    **dict.fromkeys(("MAOT", "PUPUS", "NGANTUNKEUN"), "MENINGGAL"), "NGALIH": "PINDAH", "KAICALAN": "KEHILANGAN",
    # Balinese, Sasak, Minang, Acehnese, Banjar, Bugis, Makassar, Batak, Madurese
    **dict.fromkeys(("NENTEN", "NDEQ", "INDAK", "HANA", "KADA", "TENA", "NDANG"), "TIDAK"),
    **dict.fromkeys(("NERIMA", "NATERIMA", "MANARIMO", "MANJALO"), "MENERIMA"), **dict.fromkeys(("KATERIMA", "DITARIMO"), "DITERIMA"),
    **dict.fromkeys(("ALUN", "GOLOM", "BALUM", "DEPPA", "NDEQMAN"), "BELUM"),
    **dict.fromkeys(("ALAH", "HUDAH", "PURANI", "LEBBAK", "NUNGA", "AMPON"), "SUDAH"),
    "PADEM": "MATI", "TARIMO": "TERIMA", "POLIH": "DAPAT",
}  # fmt: skip
"""Words of the languages of regions, from memory: what they say of money and people, and none that is an Indonesian word as well."""
_MEANT = {**REGIONAL, **SHORT}
_REGIONAL = re.compile(r"\b(?:" + "|".join(sorted(REGIONAL, key=len, reverse=True)) + r")\b", re.IGNORECASE)
_WORD = re.compile(r"\b(?:" + "|".join(sorted(_MEANT, key=len, reverse=True)) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=65536)
def in_full(text: str) -> str:
    """A text with its shortened and regional words as they are meant, in capitals; all else as it stands."""
    return _WORD.sub(lambda match: _MEANT[match[0].upper()], text)


@lru_cache(maxsize=65536)
def in_indonesian(text: str) -> str:
    """A text with the words of regional languages in Indonesian, in capitals; all else as it stands."""
    return _REGIONAL.sub(lambda match: REGIONAL[match[0].upper()], text)
