"""`id_kasus`: the kind's group, ten base-32 characters of a keyed hash, a check character (`IE-7Q3K9X2MRT-4`).

The hash is over kind, programme and the household's or person's key (and the months of the money for kinds that are per period), keyed by
the office's secret: the same in every run, month and on every machine while the problem lives, and never a digit of a NIK in it.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from pipeline.wording import OF_A_PERIOD
from schemas.codes import CaseKind

if TYPE_CHECKING:
    from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U, which are misread."""
_CHECK = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 10

PER_PERIOD = frozenset(OF_A_PERIOD)
"""Kinds about the money of one payment period: each period is a problem of its own. All others live on from month to month."""

OF_PERSON = frozenset(str(kind) for kind in CaseKind if kind.startswith("ID-"))
"""Kinds about a person; the others are about a household."""


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36 over the letters and digits of `text`: finds every single wrong and every swapped neighbouring character."""
    value = 36
    for character in text:
        if character.isalnum():
            value = (value + _CHECK.index(character)) % 36 or 36
            value = value * 2 % 37
    return _CHECK[(37 - value) % 36]


def case_id(key: bytes, kind: str, parts: Sequence[str]) -> str:
    """The id of a case of `kind` over its key parts; different parts give different ids (up to 1 in 10^15)."""
    message = "\x1f".join((kind, *parts)).encode()
    number = int.from_bytes(hmac.digest(key, message, "sha256")[:8], "big")
    letters = ""
    for _ in range(LENGTH):
        number, rest = divmod(number, 32)
        letters += ALPHABET[rest]
    stem = f"{kind[:2]}-{letters}"
    return f"{stem}-{check_character(stem)}"


def is_case_id(text: str) -> bool:
    """Whether `text` has the form of a case id and the right check character."""
    group, _, rest = text.partition("-")
    letters, _, check = rest.partition("-")
    groups = {str(kind)[:2] for kind in CaseKind}
    fits = group in groups and len(letters) == LENGTH and all(c in ALPHABET for c in letters)
    return fits and check == check_character(f"{group}-{letters}")


def case_ids(key: bytes, kinds: Sequence[str], parts: Sequence[tuple[str, ...]], order: Sequence[str]) -> list[str]:
    """Ids of many cases. Cases that share kind and parts are told apart by their rank in `order` (a text of their content)."""
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    out = [""] * len(kinds)
    for i in sorted(range(len(kinds)), key=lambda i: (kinds[i], parts[i], order[i])):
        rank = seen.get((kinds[i], parts[i]), 0)
        seen[kinds[i], parts[i]] = rank + 1
        out[i] = case_id(key, kinds[i], parts[i] if not rank else (*parts[i], str(rank)))
    return out
