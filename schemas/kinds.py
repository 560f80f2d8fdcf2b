"""What each kind of case means, how urgent it is, where it is settled and which answers fit: the table `case_kinds.csv`.

Reach for it wherever a kind is shown to a person. The table is read once and may be edited by a non-programmer; a kind
missing in it, or a word outside the closed lists, stops the program at load.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from schemas.answers import BY_RULE, AnswerList
from schemas.codes import CaseKind

PLACES = ("meja", "lapangan")
"""Where a case is settled: at the desk from papers, or in the field by a visit."""


@dataclass(frozen=True)
class KindFacts:
    """One line of `case_kinds.csv`."""

    kind: CaseKind
    priority: int  # 1 = settle first (who is who), 2 = money or people at stake, 3 = amounts, 4 = data repair
    place: str  # one of PLACES
    answers: AnswerList
    title_id: str
    title_en: str
    meaning_id: str
    meaning_en: str

    def title(self, language: str = "id") -> str:
        """The short name of the kind in a language (`id` or `en`)."""
        return self.title_en if language == "en" else self.title_id

    def meaning(self, language: str = "id") -> str:
        """What the kind says about a family, one sentence."""
        return self.meaning_en if language == "en" else self.meaning_id


@cache
def case_kinds() -> dict[str, KindFacts]:
    """All kinds in the order of the table, keyed by code (`IE-TL`)."""
    text = resources.files("schemas").joinpath("case_kinds.csv").read_text(encoding="utf-8")
    facts: dict[str, KindFacts] = {}
    for line in csv.DictReader(text.splitlines(), delimiter=";"):
        kind = CaseKind(line["kind"])
        if line["place"] not in PLACES:
            raise ValueError(f"case_kinds.csv: {kind.value}: place is one of {', '.join(PLACES)}")
        facts[kind.value] = KindFacts(
            kind,
            int(line["priority"]),
            line["place"],
            AnswerList[line["answers"]],
            line["title_id"],
            line["title_en"],
            line["meaning_id"],
            line["meaning_en"],
        )
    missing = sorted(kind.value for kind in CaseKind if kind.value not in facts)
    if missing:
        raise ValueError(f"case_kinds.csv lacks {', '.join(missing)}")
    return facts


def answers_of(kind: str, rule_id: str | None) -> AnswerList:
    """The closed list a case is answered with: its rule's own, else its kind's."""
    return BY_RULE.get(rule_id or "", case_kinds()[kind].answers)
