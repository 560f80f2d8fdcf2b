"""Numbers written in words, as clerks and enumerators do beside or in place of figures: "lima ratus ribu" is 500000.

Reach for it where a figure cannot be read. The invariant: every word of the text is a number's, or it is no number.
"""

from __future__ import annotations

import re

_ONES = {
    "NOL": 0, "SATU": 1, "DUA": 2, "TIGA": 3, "EMPAT": 4, "LIMA": 5, "ENAM": 6, "TUJUH": 7, "DELAPAN": 8, "SEMBILAN": 9,
}  # fmt: skip
_TENS = {"BELAS": 0, "PULUH": 10, "RATUS": 100}
_GROUPS = {"JUTA": 1_000_000, "RIBU": 1_000}
_ALONE = re.compile(r"\bSE(?=(?:PULUH|BELAS|RATUS|RIBU|JUTA)\b)")
_FIGURES = re.compile(r"\d{1,3}")


def spelt_number(text: str) -> int | None:
    """The number that words spell, "rupiah" left out; None where some word is no number's or the words come in no order of a number.

    Examples: "enam ratus ribu rupiah" 600000; "satu juta dua ratus ribu" 1200000; "6 ratus ribu" 600000; "seratus orang" None.
    """
    words = re.sub(r"[^A-Z0-9]+", " ", _ALONE.sub("SATU ", text.upper())).split()
    words = [word for word in words if word not in ("RUPIAH", "RP")]
    total, below = 0, 10**9
    group: list[str] = []
    for word in words:
        if word not in _GROUPS:
            group.append(word)
            continue
        value = _hundreds(group)
        if not value or _GROUPS[word] >= below:
            return None
        total, below, group = total + value * _GROUPS[word], _GROUPS[word], []
    rest = _hundreds(group) if group else 0
    return None if not words or rest is None else total + rest


def _hundreds(words: list[str]) -> int | None:
    """A number below a thousand: DUA RATUS LIMA PULUH, TUJUH BELAS; None where the words make none."""
    total, below, one = 0, 1_000, None
    for word in words:
        if word in _ONES or _FIGURES.fullmatch(word):
            if one is not None:
                return None
            one = _ONES.get(word, int(word) if word.isdigit() else 0)
        elif word in _TENS and one is not None and (scale := _TENS[word] or 1) < below:
            total, below, one = total + (10 + one if word == "BELAS" else one * scale), scale, None
        else:
            return None
    return total + (one or 0)
