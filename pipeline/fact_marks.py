"""Short marks of a case's facts: enough to say which fact changed since a decision, too little to say what it was.

Reach for it when a decision is kept (the ledger outlives every run) and when a decided case comes back. A mark is 16 bits of a hash over
case, fact and value: two values share one in 65,536 cases, and nobody can read a name out of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def fact_marks(id_kasus: str, facts: str | None) -> dict[str, str]:
    """Marks of the facts of a case (a JSON object); missing values have none."""
    values: dict[str, object] = json.loads(facts or "{}")
    return {name: _mark(id_kasus, name, value) for name, value in sorted(values.items()) if value is not None}


def changed_facts(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Names of the facts whose marks differ, come or go, in alphabetical order."""
    return [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]


def _mark(id_kasus: str, name: str, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return hashlib.sha256(f"{id_kasus}\x1f{name}\x1f{text}".encode()).hexdigest()[:4]
