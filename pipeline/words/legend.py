"""The legend that a title, a header or a foot spells out: codes and the words they stand for.

Reach for it where cells hold codes. A legend explains at least two codes.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CODE = r"[A-Z]{1,3}\d{0,2}|\d{1,2}[A-Z]?"
_MARK = re.compile(rf"(?<![\w.])(?:({_CODE})\s*[=:]|(\d{{1,2}})\s*[.)])\s*(?=[A-Z])")
_WORD = re.compile(r"(?:[^;,|\n().]|\([^()]*\)|\.(?!\s))*")
_ALONE = re.compile(rf"(?i)\W*({_CODE})(?:\.0)?\W*")
_SOMEBODY = re.compile(r"\d{6}")
_LETTERS = re.compile(r"[A-Za-z]{3}")


def legend(text: str) -> Mapping[str, str]:
    """Code to word of a legend a text spells out ("1 = Layak; 2 = Tidak Layak"); empty where fewer than two are explained."""
    whole = text.upper().replace(" / ", "; ")
    marks = [*_MARK.finditer(whole)]
    if len(marks) < 2:
        return {}
    ends = [after.start() for _, after in pairwise(marks)] + [len(whole)]
    said = [(mark[1] or mark[2], _WORD.match(whole[mark.end() : end])) for mark, end in zip(marks, ends, strict=True)]
    found = {code: " ".join(word[0].split()).strip(" /-'") for code, word in said if word}
    return found if len(found) > 1 else {}


def is_legend(text: str) -> bool:
    """Whether a line is a legend and nobody's row: codes explained, and no number of six digits."""
    return not _SOMEBODY.search(text) and bool(legend(text))


def paired(rows: Sequence[Sequence[str]]) -> Mapping[str, str]:
    """Code to word of rows that hold a code and its word in cells of their own (an equals sign between them or not)."""
    found: dict[str, str] = {}
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip(" =:-")]
        code = _ALONE.fullmatch(cells[0]) if len(cells) == 2 else None
        if code and _LETTERS.search(cells[1]):
            found[code[1].upper()] = cells[1].strip(" =:")
    return found if len(found) > 1 else {}
