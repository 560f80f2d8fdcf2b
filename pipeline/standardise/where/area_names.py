"""Area names with their drift: one key for `Ilir Barat II`, `ILIR BARAT DUA` and `Ilir-Barat 2`.

When to reach for it: to compare names of kelurahan, desa, kecamatan. The key is for comparing only, never for showing.
"""

from __future__ import annotations

import re
import unicodedata

_UNITS = {
    "SATU": 1, "DUA": 2, "TIGA": 3, "EMPAT": 4, "LIMA": 5, "ENAM": 6, "TUJUH": 7, "DELAPAN": 8, "SEMBILAN": 9, "SEPULUH": 10, "SEBELAS": 11,
}  # fmt: skip
_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
KINDS = (
    "DESA ADAT|KAMPUNG ADAT|KELURAHAN|KEL|DESA|DS|KALURAHAN|NAGARI|NAG|NGR|GAMPONG|GP|GMP|TIYUH|KEPENGHULUAN|KECAMATAN|KEC|DISTRIK"
    "|KAPANEWON|KEMANTREN"
)
"""Words before a name that only say what it is."""
OFTEN_KINDS = "KAMPUNG|KAMPONG|PEKON|NEGERI|LEMBANG|DUSUN|NAGORI|OHOI|KUTE|FINUA|BANUA"
"""Words that say what a place is and begin many a name too (Kampung Baru): left out only where no place is called so with them."""
_PREFIX = re.compile(rf"^({KINDS})\b\.?\s*")
_OFTEN = re.compile(rf"^(?:{OFTEN_KINDS})(?=...)")
_SHORT = {
    "SEI": "SUNGAI",
    "TJ": "TANJUNG",
    "TG": "TANJUNG",
    "BT": "BATU",
    "KP": "KAMPUNG",
    "KMP": "KAMPUNG",
    "KPG": "KAMPUNG",
    "TLG": "TALANG",
}


def _roman(token: str) -> int | None:
    if not token or not _ROMAN.fullmatch(token):
        return None
    total, last = 0, 0
    for letter in reversed(token):
        value = _ROMAN_VALUES[letter]
        total += -value if value < last else value
        last = max(last, value)
    return total


def _numbers(tokens: list[str]) -> list[str]:
    """Number words and Roman numerals as digits: DUA PULUH ENAM → 26, DUA BELAS → 12, II → 2."""
    out: list[str] = []
    i = 0
    while i < len(tokens):
        unit = _UNITS.get(tokens[i])
        following = tokens[i + 1] if i + 1 < len(tokens) else ""
        if unit and unit < 10 and following == "BELAS":
            out.append(str(10 + unit))
            i += 2
        elif unit and unit < 10 and following == "PULUH":
            after = _UNITS.get(tokens[i + 2], 0) if i + 2 < len(tokens) else 0
            extra = after if after < 10 else 0
            out.append(str(10 * unit + extra))
            i += 3 if extra else 2
        elif unit:
            out.append(str(unit))
            i += 1
        else:
            roman = _roman(tokens[i])
            out.append(str(roman) if roman else tokens[i].lstrip("0") or tokens[i])
            i += 1
    return out


def area_key(name: str) -> str:
    """Key under which two spellings of one area are equal: no spaces, hyphens, marks; numbers as digits; `[71] PALU` → PALU.

    Examples: "Tiga-puluh-lima Ilir" = "35 ILIR"; "SEI LAIS" = "Sungailais"; "Kel. Suka Maju" = "Sukamaju"; "9/10 Ulu" = "Sembilan Sepuluh
    Ulu".
    """
    text = unicodedata.normalize("NFKD", name).upper()
    text = "".join(ch for ch in text if not unicodedata.combining(ch))
    text = re.sub(r"^\s*\[?\d[\d.]*\]\s*|^\s*\(\d[\d.]*\)\s*", "", text)
    text = re.sub(r"[^A-Z0-9]+", " ", text.replace("'", "")).strip()
    text = _PREFIX.sub("", text) or text
    text = re.sub(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])", " ", text)
    tokens = [_SHORT.get(token, token) if i == 0 else token for i, token in enumerate(text.split())]
    return "".join(_numbers(tokens))


def bare_key(key: str) -> str:
    """A key without the word for a kind of place at its front: KAMPUNGMATARA → MATARA."""
    return _OFTEN.sub("", key)
