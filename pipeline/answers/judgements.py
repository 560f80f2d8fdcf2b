"""Decisions of "same person" and "not the same" as constraints on a month's records: they outrank any score, month after month.

Reach for `judgements` before `link_month`. The invariants: a decision about a pair holds for every record of the two people, in every
source and snapshot; "not the same" is spread over all of them, "the same" only over those that are surely meant; a later decision about
the same two records replaces an earlier one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.answers.identity import Side, candidates, person_rows, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.answers.in_force import Judged

SAME, DIFFERENT = "ORANG_SAMA", "ORANG_BERBEDA"
SCHEMA = {"left_id": pl.String, "right_id": pl.String, "judgement": pl.String}
MANY = 200
"""No person stands on so many rows of one month: a side that fits more is not used."""


def judgements(
    judged: Sequence[Judged], key: bytes, registry: pl.DataFrame, disbursements: pl.DataFrame, surveys: pl.DataFrame
) -> pl.DataFrame:
    """left_id, right_id (record ids), judgement (ORANG_SAMA / ORANG_BERBEDA) for `link_month(judgements=…)`, sorted.

    judged: identity decisions in force, the weightiest last. The frames are those of the month to be linked. A pair nobody of the month
    fits adds nothing.
    """
    told = [one for one in judged if one.keputusan in (SAME, DIFFERENT) and one.a and one.b]
    frames = [f for f in (registry, disbursements, surveys) if f.height]
    if not told or not frames:
        return pl.DataFrame(schema=SCHEMA)
    rows = candidates(key, person_rows(*frames), [side for one in told for side in (one.a, one.b)])
    by_part = _index(rows)
    said: dict[tuple[str, str], str] = {}
    for one in told:
        first, second = resolve(one.a, one.b, _near(by_part, one.a, one.b))
        if one.keputusan == SAME:
            first, second = _surest(first), _surest(second)
        if len(first) > MANY or len(second) > MANY:
            continue
        for left in first:
            for right in second:
                a, b = sorted((left, right))
                said[a, b] = one.keputusan
    triples = [(a, b, word) for (a, b), word in sorted(said.items())]
    return pl.DataFrame(triples, schema=SCHEMA, orient="row")


def _index(rows: Sequence[tuple[str, Side]]) -> dict[str, list[tuple[str, Side]]]:
    """Candidate rows by their NIK and name tokens."""
    index: dict[str, list[tuple[str, Side]]] = {}
    for row in rows:
        for part in ("nik", "name"):
            if part in row[1]:
                index.setdefault(row[1][part], []).append(row)
    return index


def _near(index: dict[str, list[tuple[str, Side]]], *sides: Side) -> list[tuple[str, Side]]:
    """Candidate rows that share a NIK or name token with one of two sides, each once."""
    found = {
        record: (record, tokens)
        for side in sides
        for part in ("nik", "name")
        if part in side
        for record, tokens in index.get(side[part], [])
    }
    return [found[record] for record in sorted(found)]


def _surest(records: dict[str, int]) -> dict[str, int]:
    """Only the rows of the highest tier: "the same" must not reach a namesake."""
    best = max(records.values(), default=0)
    return {record: at for record, at in records.items() if at == best}
