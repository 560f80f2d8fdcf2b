"""`rules.md`: kinds of case, the sentences, the programme rulebook, the checks."""

from __future__ import annotations

import csv
from importlib import resources
from typing import TYPE_CHECKING, Any

from docs.markdown import GENERATED, code, paged, table
from pipeline.wording import wordings
from schemas import answers
from schemas.kinds import case_kinds
from schemas.priors import priors
from schemas.rulebook import Dated, Programme, Schedule, load_rulebook
from schemas.rules import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONFIDENCE = {
    "verified": "the text of the rule was read",
    "secondary": "told by a second source; the text itself was not read",
    "unverified": "from memory or a weak source; reports say so",
}
_RULE_TABLES = ("eligibility", "schedule", "amount", "top_up", "ages", "conflict", "area", "job")


def _kinds() -> list[str]:
    lines = [
        "## Kinds of case",
        "",
        "Priority: 1 who is who, 2 money or people at stake, 3 amounts, 4 data repair. Identity cases (ID-*) and BD-00",
    ]
    own = ", ".join(f"{code(rule)} {code(words.value)}" for rule, words in answers.BY_RULE.items())
    lines += [f"are never counted in an error rate. Some rules of BD-00 have a list of answers of their own: {own}.", ""]
    head = ["kind", "name", "meaning", "priority", "settled", "answers", "in English"]
    return lines + table(
        head,
        (
            [code(k.kind.value), k.title_id, k.meaning_id, k.priority, k.place, code(k.answers.value), f"{k.title_en}. {k.meaning_en}"]
            for k in case_kinds().values()
        ),
    )


def _sentences() -> list[str]:
    lines = [
        "## Sentences",
        "",
        "`alasan` is one of these with the case's own facts in the braces. An empty rule means: the id and legal basis of",
    ]
    lines += ["the programme's rule that was applied.", ""]
    head = ["key", "kind", "rule", "legal basis", "sentence"]
    return lines + table(head, ([code(w.key), w.kind, code(w.rule_id), w.legal_basis, w.sentence] for w in wordings().values()))


def _rules_of(programme: Programme) -> Iterator[tuple[str, Dated]]:
    for name in _RULE_TABLES:
        for rule in getattr(programme, name):
            yield name, rule


def _said(rule: Dated) -> str:
    """What a rule says beyond its dates and basis."""
    values: dict[str, Any] = rule.model_dump(exclude=set(Dated.model_fields), exclude_none=True, exclude_defaults=True)
    if isinstance(rule, Schedule):
        values = {"months": rule.months, **values}
    told = []
    for name, value in values.items():
        if isinstance(value, dict):
            told.append(f"{name}: {', '.join(f'{k} {v}' for k, v in value.items())}")
        else:
            told.append(f"{name} {', '.join(map(str, value)) if isinstance(value, (list, tuple)) else value}")
    return "; ".join(told)


def _programmes() -> list[str]:
    lines = [
        "## The programme rulebook",
        "",
        "From `schemas/programmes/*.toml`; an office's own `data/programmes/*.toml` with the same code outranks the shipped",
    ]
    lines += ["file. A rerun of 2024-12 uses the rules of 2024-12. How sure we are of a rule:", ""]
    lines += table(["confidence", "meaning"], ([code(k), v] for k, v in _CONFIDENCE.items()))
    for programme in load_rulebook().programmes.values():
        until = programme.valid_to or "no end"
        listed = (
            "being paid without standing in the registry is IE-TR"
            if programme.in_registry_only
            else "recipients need not be in the registry"
        )
        lines += [
            f"### {programme.code}: {programme.title}",
            "",
            f"Unit: {programme.unit}. In force {programme.valid_from} to {until}; {listed}.",
            "",
        ]
        rows = [
            [code(rule.id), name, rule.valid_from, rule.valid_to or "", _said(rule), rule.legal_basis, rule.confidence]
            for name, rule in _rules_of(programme)
        ]
        lines += table(["rule", "about", "from", "to", "says", "legal basis", "confidence"], rows)
    return lines


def _answers() -> list[str]:
    lines = [
        "## What an answer says of the indication",
        "",
        "From `schemas/answer_meanings.csv`: how often a rule was right is counted by it (`padan answers --status`). A reason",
    ]
    lines += ["outranks the word beside it; what stands in neither column says nothing.", ""]
    text = resources.files("schemas").joinpath("answer_meanings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return lines + table(["kind", "confirms it", "refutes it"], ([code(r["kind"]), r["confirms"], r["refutes"]] for r in rows))


def _priors() -> list[str]:
    lines = [
        "## How sure each sort of evidence is before anybody answered",
        "",
        "From `schemas/priors.csv`, frozen and by hand: `skor` is the prior times the link's probability times what the rule is worth,",
    ]
    lines += ["moved by what verifiers answered in earlier months.", ""]
    return lines + table(["evidence", "prior", "why"], ([code(name), f"{number:g}", why] for name, (number, why) in priors().items()))


def _checks() -> list[str]:
    lines = [
        "## Checks on rows, cells and files",
        "",
        "Told back in `reports/pengembalian/`. *error*: the row is not used; *warning*: it is used, and told.",
        "",
    ]
    head = ["id", "severity", "title", "meaning", "what to do", "what the sender reads"]
    return lines + table(head, ([code(r.id), r.severity, r.title, r.meaning, r.todo, r.sentence] for r in catalogue().values()))


def page() -> str:
    """The whole page."""
    head = [
        GENERATED,
        "",
        "# Rules",
        "",
        "Every rule id that a case or a rejected row may carry. Tables and columns: [data-dictionary.md](data-dictionary.md).",
        "",
    ]
    return paged(head, _kinds(), _sentences(), _answers(), _priors(), _programmes(), _checks())
