"""How likely a case is to be confirmed: `skor`, 0–100.

Three parts: a prior by hand for the kind of evidence, times the probability of the link it rests on (both set where the kind is raised);
times what the rule's own confidence is worth; then, where verifiers have answered cases of the same rule in earlier months, moved on the
scale of log-odds towards the share that they confirmed, as if the prior were `PRIOR_ANSWERS` answers. So with no answers it is an opinion,
and with many a measured frequency that still ranks the cases of one rule by their links. Answers of the month itself do not count: a
worklist does not change under the feet of those who walk it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from schemas.rulebook import Rulebook

PRIOR_ANSWERS = 20
"""How many answers the prior is worth."""

CONFIDENCE = {"verified": 1.0, "secondary": 0.98, "unverified": 0.95}
"""What a rule is worth whose text was read, told by others, or remembered: set by hand."""

LEARNED = {"kind": pl.String, "rule_id": pl.String, "confirmed": pl.Int64, "refuted": pl.Int64}
"""Answers of earlier months by kind and rule; one row each (rows of one rule are added up)."""


def with_chance(cases: pl.DataFrame, learned: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Cases whose `score` (whole 0–100) is weighed by the rule's confidence and moved by what was learned of the rule."""
    worth = rule_confidences(rulebook)
    prior = (pl.col("score") / 100 * pl.col("rule_id").replace_strict(worth, default=1.0, return_dtype=pl.Float64)).clip(0.01, 0.99)
    rows = cases.with_columns(_prior=prior)
    told = learned.group_by("kind", "rule_id").agg(pl.col("confirmed", "refuted").sum())
    means = rows.group_by("kind", "rule_id").agg(mean=pl.col("_prior").mean()).join(told, on=["kind", "rule_id"])
    shifts = [
        (kind, rule, _log_odds((PRIOR_ANSWERS * mean + yes) / (PRIOR_ANSWERS + yes + no)) - _log_odds(mean))
        for kind, rule, mean, yes, no in means.iter_rows()
    ]
    table = pl.DataFrame(shifts, schema={"kind": pl.String, "rule_id": pl.String, "_shift": pl.Float64}, orient="row")
    rows = rows.join(table, on=["kind", "rule_id"], how="left", maintain_order="left")
    odds = (pl.col("_prior") / (1 - pl.col("_prior"))).log() + pl.col("_shift").fill_null(0.0)
    moved = (1 / (1 + (-odds).exp()) * 100).round().cast(pl.Int64)
    return rows.with_columns(score=moved).drop("_prior", "_shift")


def rule_confidences(rulebook: Rulebook) -> dict[str, float]:
    """What each rule of the rulebook is worth (`CONFIDENCE`), by its id."""
    return {rule.id: CONFIDENCE[rule.confidence] for programme in rulebook.programmes.values() for rule in programme.rules()}


def _log_odds(share: float) -> float:
    share = min(max(share, 0.01), 0.99)
    return math.log(share / (1 - share))
