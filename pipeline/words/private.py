"""What a person's number looks like in free text: NIK in groups, mobile numbers. A leaf, for masking, file names and the scanner.

What the scanner refuses must be what is masked everywhere before it: else one cell or one file name stops a whole month.
"""

from __future__ import annotations

import re

GROUPED = re.compile(
    r"(?<!\d)(?:\d{4}([ .\-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .\-])\d{6}\2\d{4}|\d{8}[ .\-]\d{8}"
    r"|\d{2}([ .\-])\d{2}\3\d{2}\3\d{6}\3\d{4})(?!\d)"
)
"""A NIK written in groups: 4-4-4-4, 6-6-4, 8-8 or 2-2-2-6-4."""

PHONE = re.compile(r"(?<![\w.\-])(?:\+?62[ .\-]?|0)8\d{2}[ .\-]?\d{3,4}[ .\-]?\d{3,5}(?!\w)")
"""An Indonesian mobile number, also in groups."""


def mask_number(number: str | None) -> str:
    """`1671084507850001` → `167108******0001`; null → ``; any other length keeps at most its first two and last two digits."""
    if not number:
        return ""
    if len(number) == 16 and number.isdigit():
        return f"{number[:6]}******{number[-4:]}"
    return number[:2] + "*" * max(len(number) - 4, 4) + number[-2:]


def mask_groups(found: re.Match[str]) -> str:
    """A number found in groups, masked as one."""
    return mask_number(re.sub(r"\D", "", found.group()))


def mask_grouped(text: str) -> str:
    """Free text without grouped NIK and mobile numbers; other runs of digits are left."""
    return PHONE.sub(mask_groups, GROUPED.sub(mask_groups, text))
