"""Which case a typed `id_kasus` means: look-alike letters and signs are put right where exactly one known case fits.

Reach for `Ids(known ids).find(text)`. The invariants: an id that is right as typed is never changed; two known cases that look alike are
never chosen between; a right id of no known case stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.cells import plain
from pipeline.reconcile.case.case_ids import is_case_id

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = str.maketrans(
    dict(
        zip(
            "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0417",
            "ABESIJKMHOPCTYX3",
            strict=True,
        )
    )
    | dict(zip("\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7", "ABEZHIKMNOPTYX", strict=True))
    | {"\u0130": "I", "\u0131": "I"}
)
"""Cyrillic and Greek capitals that look like Latin ones."""
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad_~\u02d7\ufe58\ufe63\uff0d./\\|]")
_FORM = re.compile(r"([A-Z]{2}(?:-[A-Z0-9]{2})?)-?([0-9A-Z]{10})-?([0-9A-Z])")
_SAME = str.maketrans("OQIL", "0011")
_ALIKE = str.maketrans("OQDILUSZBG", "00011V5286")


@dataclass(frozen=True)
class Found:
    """A known case's id, and whether the cell had to be put right; or the rule id that says why there is none."""

    id_kasus: str | None
    mended: bool = False
    rule: str | None = None


def tidy(cell: str | None) -> str:
    """The id as typed, in capitals, Latin letters, ordinary dashes, no blanks."""
    text = unicodedata.normalize("NFKC", plain(cell)).upper().translate(_LETTERS)
    text = re.sub(r"\s+", "", _DASHES.sub("-", text)).strip("-'\"`*,;:")
    form = _FORM.fullmatch(re.sub(r"-+", "-", text))
    return "-".join(form.groups()) if form else re.sub(r"-+", "-", text)


class Ids:
    """The known ids, ready to be looked up by what a cell shows."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = set(known)
        self._by_shape: list[dict[str, set[str]]] = [{}, {}]
        for one in self._known:
            for table, rule in zip(self._by_shape, (_SAME, _ALIKE), strict=True):
                table.setdefault(one.translate(rule), set()).add(one)

    def find(self, cell: str | None) -> Found:
        """The case a cell means. JWB-01: blank; JWB-03: no right id and no look-alike; JWB-04: a right id nobody published."""
        if not plain(cell):
            return Found(None, rule="JWB-01")
        text = tidy(cell)
        if text in self._known:
            return Found(text, mended=text != plain(cell).upper())
        if is_case_id(text):
            return Found(None, rule="JWB-04")
        for table, rule in zip(self._by_shape, (_SAME, _ALIKE), strict=True):
            fits = table.get(text.translate(rule), set())
            if len(fits) == 1:
                return Found(next(iter(fits)), mended=True)
        return Found(None, rule="JWB-03")
