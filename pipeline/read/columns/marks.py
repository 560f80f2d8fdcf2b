"""Which fields mark a list as one of visits, of payments, or of a registry: the one table of marks.

Reach for it wherever fields found so far say what a list is about. A mark is a field's name; ticks of answers are marks of a visit too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FORM = frozenset({"submission_id", "submitted_at"})
ASKED = frozenset({"received", "amount_received"})
VISIT = FORM | ASKED | {"visited_on", "enumerator"}
SURVEY = VISIT | {"result"}
BANKED = frozenset({"account", "card", "payer", "paid_on"})
LISTED = frozenset({"programme", "period", "month", "card", "account", "payer", "component"})
STANDING = frozenset({"desil", "registry_status", "is_inactive", "deleted", "padan", "relationship", "deceased", "mother_name"})


def ticked(fields: Iterable[str]) -> bool:
    """Whether answers of a visit are ticked in columns of their own."""
    return any(name.startswith("result_tick:") for name in fields)


def visited(fields: Iterable[str]) -> bool:
    """Whether any mark of a visit is there."""
    have = set(fields)
    return bool(have & SURVEY) or ticked(have)
