"""How likely a case is to be confirmed: `skor`, 0–100.

Three parts: a prior for the sort of evidence (`schemas/priors.csv`: each number and its reason), times the probability of the link it rests
on; times what the rule's own confidence is worth; then, where verifiers have answered cases of the same rule in earlier months, moved on
the scale of log-odds towards the share that they confirmed, as if the prior were so many answers. So with no answers it is an opinion, and
with many a measured frequency that still ranks the cases of one rule by their links. Answers of the month itself do not count: a worklist
does not change under the feet of those who walk it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from schemas.priors import prior

if TYPE_CHECKING:
    from schemas.rulebook import Rulebook

LEARNED = {"kind": pl.String, "rule_id": pl.String, "confirmed": pl.Int64, "refuted": pl.Int64}
"""Answers of earlier months by kind and rule; one row each (rows of one rule are added up)."""


def with_chance(cases: pl.DataFrame, learned: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Cases whose `score` (whole 0–100) is weighed by the rule's confidence and moved by what was learned of the rule."""
    worth = rule_confidences(rulebook)
    before = (pl.col("score") / 100 * pl.col("rule_id").replace_strict(worth, default=1.0, return_dtype=pl.Float64)).clip(0.01, 0.99)
    rows = cases.with_columns(_prior=before)
    told = learned.group_by("kind", "rule_id").agg(pl.col("confirmed", "refuted").sum())
    means = rows.group_by("kind", "rule_id").agg(mean=pl.col("_prior").mean()).join(told, on=["kind", "rule_id"])
    worth_of_prior = prior("answers")
    shifts = [
        (kind, rule, _log_odds((worth_of_prior * mean + yes) / (worth_of_prior + yes + no)) - _log_odds(mean))
        for kind, rule, mean, yes, no in means.iter_rows()
    ]
    table = pl.DataFrame(shifts, schema={"kind": pl.String, "rule_id": pl.String, "_shift": pl.Float64}, orient="row")
    rows = rows.join(table, on=["kind", "rule_id"], how="left", maintain_order="left")
    odds = (pl.col("_prior") / (1 - pl.col("_prior"))).log() + pl.col("_shift").fill_null(0.0)
    moved = (1 / (1 + (-odds).exp()) * 100).round().cast(pl.Int64)
    return rows.with_columns(score=moved).drop("_prior", "_shift")


def rule_confidences(rulebook: Rulebook) -> dict[str, float]:
    """What each rule of the rulebook is worth, by its id."""
    return {rule.id: prior(f"rule.{rule.confidence}") for programme in rulebook.programmes.values() for rule in programme.rules()}


def _log_odds(share: float) -> float:
    share = min(max(share, 0.01), 0.99)
    return math.log(share / (1 - share))
