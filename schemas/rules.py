"""The catalogue of checks: what each rule id of a reject means, how grave it is, and what to do.

When to reach for it: to tell a row back (the sentence), to print the catalogue, to test that every id in use is documented. The
invariants: ids are stable and never reused; sentences are Indonesian, carry the mend, and hold no value of a row.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True)
class Rule:
    """One check: `sentence` is for the sender (may hold {places} for counts), `meaning` and `todo` are for the documentation."""

    id: str
    severity: str
    title: str
    sentence: str
    meaning: str
    todo: str


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Rule]:
    """All rules by id, in the order of the table."""
    text = resources.files("schemas").joinpath("rules.csv").read_text(encoding="utf-8")
    return {row["id"]: Rule(**row) for row in csv.DictReader(text.splitlines())}


def rule(rule_id: str) -> Rule:
    """The rule of an id. Raises KeyError for an id nobody declared: a bug, not bad data."""
    return catalogue()[rule_id]


def sentence(rule_id: str, **facts: object) -> str:
    """The sentence of a rule with its places filled: counts, row numbers and totals, never a value of a person."""
    return rule(rule_id).sentence.format(**facts)
