"""A stratified sample that anybody can redraw from the same frame and seed, and what its answers say with 95 % intervals.

Drawing: each unit gets SHA-256(seed, stratum, unit); the smallest hashes of each stratum are taken: the same list on any machine, and a
larger
sample contains the smaller one. Estimating: weighted by stratum; non-response stays in the sample and widens the result; interval endpoints
come from scipy's exact (Clopper–Pearson) beta quantiles at the effective size of the design (Korn and Graubard's method).
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOOR = 20
"""Answers below which no rate is given: "not enough data"."""

ESTIMATE = {
    "drawn": pl.Int64,
    "answered": pl.Int64,
    "wrong": pl.Int64,
    "rate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "bound_low": pl.Float64,  # all who did not answer were right
    "bound_high": pl.Float64,  # all who did not answer were wrong
    "method": pl.String,
}
"""Columns of an estimate."""


def sample_size(population: int, margin: float = 0.05, level: float = 0.95) -> int:
    """How many of `population` to visit for a margin of ± `margin`: Cochran with the finite correction, worst case p = ½.

    498 recipients at ±5 % give 218 (217.02 rounded up). At least 1, at most the population.
    """
    from scipy.stats import norm

    if population <= 0:
        return 0
    z = float(norm.ppf(0.5 + level / 2))
    first = z * z / 4 / (margin * margin)
    return max(1, min(population, math.ceil(first / (1 + (first - 1) / population))))


def allocate(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Split `total` over strata in proportion to their sizes, at least one each where it goes, never more than the stratum holds.

    Largest remainders first; ties: the stratum's name.
    """
    everything = sum(sizes.values())
    total = min(total, everything)
    if not total:
        return dict.fromkeys(sorted(sizes), 0)
    exact = {name: total * size / everything for name, size in sizes.items()}
    out = {name: min(sizes[name], int(share)) for name, share in exact.items()}
    if total >= sum(1 for size in sizes.values() if size):
        out = {name: max(n, 1) if sizes[name] else 0 for name, n in out.items()}
    order = sorted(sizes, key=lambda name: (int(exact[name]) - exact[name], name))
    while sum(out.values()) > total:
        out[max((n for n in out if out[n] > 1), key=lambda n: (out[n] - exact[n], n))] -= 1
    while sum(out.values()) < total:
        for name in order:
            if sum(out.values()) < total and out[name] < sizes[name]:
                out[name] += 1
    return dict(sorted(out.items()))


def _ticket(seed: str, stratum: str, unit: str) -> str:
    return hashlib.sha256(f"{seed}\x1f{stratum}\x1f{unit}".encode()).hexdigest()


def draw_sample(frame: pl.DataFrame, seed: str | int, size: int, *, unit: str = "unit", stratum: str = "stratum") -> pl.DataFrame:
    """Draw `size` units, spread over the strata in proportion.

    frame: one row a unit, with the columns named by `unit` (a stable key, no row number) and `stratum`. Returns the drawn rows with
    `stratum_size`, `stratum_drawn`, `weight` (units of the stratum each one stands for), sorted by stratum and ticket. The order of the
    frame
    does not matter. Raises ValueError where a unit stands twice.
    """
    if frame[unit].n_unique() != frame.height:
        raise ValueError("a unit stands twice in the sampling frame; give one row per family")
    sizes = {str(name): n for name, n in frame.group_by(pl.col(stratum).fill_null("")).len().iter_rows()}
    shares = allocate(sizes, size)
    tickets = [_ticket(str(seed), str(s or ""), str(u)) for s, u in frame.select(stratum, unit).iter_rows()]
    table = pl.DataFrame(
        {"_s": list(shares), "stratum_size": [sizes[s] for s in shares], "stratum_drawn": list(shares.values())},
        schema={"_s": pl.String, "stratum_size": pl.Int64, "stratum_drawn": pl.Int64},
    )
    ranked = (
        frame.with_columns(_s=pl.col(stratum).fill_null("").cast(pl.String), _t=pl.Series(tickets, dtype=pl.String))
        .join(table, on="_s", how="left")
        .sort("_s", "_t")
        .with_columns(_n=pl.int_range(pl.len()).over("_s"))
    )
    taken = ranked.filter(pl.col("_n") < pl.col("stratum_drawn"))
    return taken.with_columns(weight=pl.col("stratum_size") / pl.col("stratum_drawn")).drop("_s", "_t", "_n")


def _interval(rate: float, effective: float, freedom: float, answered: int, level: float) -> tuple[float, float]:
    """Korn–Graubard limits: Clopper–Pearson at the effective size, adjusted for the design's degrees of freedom."""
    from scipy.stats import beta, t

    if answered > 1 and freedom > 0:
        effective *= float((t.ppf(0.5 + level / 2, answered - 1) / t.ppf(0.5 + level / 2, freedom)) ** 2)
    hits, tail = rate * effective, (1 - level) / 2
    low = 0.0 if hits <= 0 else float(beta.ppf(tail, hits, effective - hits + 1))
    high = 1.0 if hits >= effective else float(beta.ppf(1 - tail, hits + 1, effective - hits))
    return low, high


def estimate(answers: pl.DataFrame, *, stratum: str = "stratum", level: float = 0.95, floor: int = FLOOR) -> pl.DataFrame:
    """The weighted rate of "wrong" among the drawn units, with a 95 % interval; one row (columns `ESTIMATE`).

    answers: the drawn rows (`draw_sample`) with `wrong`: True, False, or null for no answer. Within a stratum those who answered stand
    for all
    of it; the bounds say what the rate would be if all silent ones were right, or wrong. Fewer than `floor` answers: rate null, method
    says so.
    """
    per = (
        answers.group_by(pl.col(stratum).fill_null(""))
        .agg(
            pl.col("stratum_size").first(),
            pl.len().alias("drawn"),
            pl.col("wrong").is_not_null().sum().alias("answered"),
            pl.col("wrong").fill_null(value=False).sum().alias("wrong"),
        )
        .sort(stratum)
    )
    drawn, answered, wrong = (int(per[c].sum()) for c in ("drawn", "answered", "wrong"))
    out: dict[str, object] = {"drawn": drawn, "answered": answered, "wrong": wrong}
    everything = int(per["stratum_size"].sum())
    if answered < floor:
        out |= {"rate": None, "low": None, "high": None, "bound_low": None, "bound_high": None, "method": "data tidak cukup"}
        return pl.DataFrame([out], schema=ESTIMATE)
    rate = variance = bound_low = bound_high = 0.0
    heard = sum(r["stratum_size"] for r in per.iter_rows(named=True) if r["answered"])
    for row in per.iter_rows(named=True):
        share = row["stratum_size"] / everything
        bound_low += share * row["wrong"] / row["drawn"]
        bound_high += share * (row["wrong"] + row["drawn"] - row["answered"]) / row["drawn"]
        if not row["answered"]:
            continue  # a silent stratum: the others stand for it
        n, weight = row["answered"], row["stratum_size"] / heard
        p = row["wrong"] / n
        rate += weight * p
        smooth = (row["wrong"] + 0.5) / (n + 1) if p in (0.0, 1.0) else p
        left = max(0.0, 1 - n / row["stratum_size"])
        variance += weight * weight * smooth * (1 - smooth) / max(n - 1, 1) * left
    spread = rate * (1 - rate)
    effective = spread / variance if variance > 0 and spread > 0 else float(answered)
    heard_strata = per.filter(pl.col("answered") > 0).height
    low, high = _interval(rate, max(effective, 1.0), answered - heard_strata, answered, level)
    if variance == 0:  # everybody was asked and answered
        low = high = rate
    out |= {"rate": rate, "low": low, "high": high, "bound_low": bound_low, "bound_high": bound_high, "method": "Korn-Graubard 95 %"}
    return pl.DataFrame([out], schema=ESTIMATE)
