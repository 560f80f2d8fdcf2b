"""Words as offices write them by hand, without their vowels: `tdk lyk` is *tidak layak*, `GGL` is *gagal*.

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
_WORD = re.compile(r"\b(?:" + "|".join(sorted(SHORT, key=len, reverse=True)) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=65536)
def in_full(text: str) -> str:
    """A text with its shortened words in full, in capitals; all else as it stands."""
    return _WORD.sub(lambda match: SHORT[match[0].upper()], text)
