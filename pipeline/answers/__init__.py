"""Answers in: returned packets read back row by row, kept in the ledger, ranked, and turned into constraints and closed cases.

`known_cases(data)` → `take_in(…)` → `in_force_at(data, head)` → `judgements(…)` for the linkage, `.answers` for the reconciliation;
`progress` and `precision` say how far it is and how often the rules were right. The stage never judges a case.
"""

from pipeline.answers.decisions import revoke, sign
from pipeline.answers.in_force import ANSWERS, Decisions, Judged, in_force
from pipeline.answers.judgements import judgements
from pipeline.answers.known import Known, known, known_cases
from pipeline.answers.leads import LEADS
from pipeline.answers.learning import precision, progress
from pipeline.answers.take_in import IntakeReport, in_force_at, take_in

__all__ = [
    "ANSWERS",
    "LEADS",
    "Decisions",
    "IntakeReport",
    "Judged",
    "Known",
    "in_force",
    "in_force_at",
    "judgements",
    "known",
    "known_cases",
    "precision",
    "progress",
    "revoke",
    "sign",
    "take_in",
]
