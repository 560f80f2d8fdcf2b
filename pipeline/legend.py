"""The legend that a title, a header or a foot spells out: codes and the words they stand for.

Reach for it where cells hold codes. A legend explains at least two codes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEGEND = re.compile(
    r"(?<![\w.])([A-Z]{1,3}(?=\s*[=:])|\d{1,2})\s*[=:.]\s*([A-Z][A-Z /.'-]*[A-Z])"
    r"(?=\s*(?:[;,.)|\n]|$|[A-Z\d]{1,3}\s*=|\d{1,2}\.\s))"
)


def legend(text: str) -> Mapping[str, str]:
    """Code to word of a legend a text spells out ("1 = Layak; 2 = Tidak Layak"); empty where fewer than two are explained."""
    found = {code: " ".join(word.split()) for code, word in _LEGEND.findall(text.upper().replace(" / ", "; "))}
    return found if len(found) > 1 else {}
