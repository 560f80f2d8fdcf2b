"""One answer cell as verifiers really type it: codes in any case, dates day first, rupiah in any dialect. Null or exact, never guessed.

Reach for it when a packet comes back. What cannot be read is told by the caller; nothing here knows a row.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.standardise.money.amounts import Dialect, parse_amount
from pipeline.standardise.people.dates import Span, is_blank, parse_date
from pipeline.words.shorthand import in_full

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
_LONG = re.compile(r"\d(?:[ .\-]?\d){9,}")
_NOTHING = {"", "-", "--", "—", "–", "#N/A", "NULL", "NONE", "NAN"}
_NOT = frozenset({"TAK", "GAK", "GA", "NGGAK", "ENGGAK", "NDAK"})
_DEAD = dict.fromkeys(("MD", "ALM", "ALMH", "ALMARHUM", "ALMARHUMAH", "WAFAT"), "MENINGGAL")
LONGEST = 500
"""Free text of an answer is kept up to so many characters."""


def plain(cell: str | None) -> str:
    """A cell without invisible characters, outer blanks and the one apostrophe that keeps text text; "" for blank."""
    if not cell:
        return ""
    text = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", cell)).split())
    return text.removeprefix("'").strip()


def given(cell: str | None) -> str:
    """`plain`, with signs for nothing (`-`, `NULL`) read as blank."""
    text = plain(cell)
    return "" if text.upper() in _NOTHING else text


def word(cell: str | None) -> str:
    """A code as the closed lists spell it: `tidak layak `, `Tidak-Layak` → `TIDAK_LAYAK`; "" for blank."""
    text = unicodedata.normalize("NFKC", given(cell)).upper()
    return re.sub(r"[\s_\-./]+", "_", text).strip("_")


def chosen(cell: str | None, words: Collection[str]) -> str | None:
    """The word of a closed list that the cell means, or None: also written without its separators, or short (`TDK LAYAK`, `GAK LAYAK`,
    `ALM`)."""
    for said in dict.fromkeys((word(cell), _in_full(cell))):
        bare = said.replace("_", "")
        found = said if said in words else next((w for w in words if bare and w.replace("_", "") == bare), None)
        if found is not None:
            return found
    return None


def _in_full(cell: str | None) -> str:
    """`word` of a cell whose shortened words are spelt out."""
    said = word(in_full(word(cell).replace("_", " ")))
    first, _, rest = said.partition("_")
    return "_".join(filter(None, ("TIDAK" if first in _NOT else _DEAD.get(said, first), rest)))


def remark(cell: str | None) -> str:
    """Free text to be kept: at most LONGEST characters, every run of ten digits and more masked (it may be a NIK or an account)."""
    return _LONG.sub(_masked, given(cell))[:LONGEST]


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f"{digits[:6]}{'*' * max(len(digits) - 10, 4)}{digits[-4:]}" if len(digits) >= 16 else f"{digits[:2]}{'*' * 6}{digits[-2:]}"


def day(cell: str | None, span: Span, *, month_first: bool = False) -> dt.date | None:
    """A date, day before month, inside `span`; None where blank or not to be read. `month_first`: a mm/dd column, refused."""
    text = given(cell)
    if not text or is_blank(text) or (month_first and re.match(r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]", text)):
        return None
    found = parse_date(text, span)
    return found if found is not None and span.earliest <= found <= span.latest else None


def rupiah(cell: str | None, spoken: Dialect) -> int | None:
    """Whole rupiah, not negative; None where blank or not to be read beyond doubt."""
    text = given(cell)
    value = parse_amount(text, spoken) if text else None
    return value if isinstance(value, int) and value >= 0 else None
