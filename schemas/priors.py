"""How sure each sort of evidence is before anybody has answered: one table, frozen, each number with its reason (`priors.csv`).

The numbers are opinions of the authors, not measured; `pipeline.reconcile.case.chance` moves them by what verifiers answer.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def priors() -> dict[str, tuple[float, str]]:
    """evidence → (prior, why it is no more and no less)."""
    text = resources.files("schemas").joinpath("priors.csv").read_text(encoding="utf-8")
    return {row["evidence"]: (float(row["prior"]), row["why"]) for row in csv.DictReader(text.splitlines(), delimiter=";")}


def prior(evidence: str) -> float:
    """The prior of one sort of evidence (`evidence` of the table): 0–1, but for `answers`. KeyError: no such sort."""
    return priors()[evidence][0]
