"""A stratified sample that anybody can redraw from the same frame and seed, and what its answers say with 95 % intervals.

Drawing: each unit gets SHA-256(seed, stratum, unit); the smallest hashes of each stratum are taken: the same list on any machine, and a
larger sample contains the smaller one. Sizes, weighted rates and their limits come from `svy`, a library for complex samples: variance by
Taylor linearisation with the finite correction of each stratum, limits by the exact (Clopper–Pearson) method at the effective size of the
design. Who did not answer stays in the sample: fewer answers widen the limits, and the bounds say what the silent could change.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOOR = 20
"""Answers below which no rate is given: "not enough data"."""

METHOD = "Clopper-Pearson pada ukuran efektif, 95 %"

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
    from svy import SampleSize  # loaded where a sample is asked for: a month never needs it

    if population <= 0:
        return 0
    needed = SampleSize().estimate_prop(p=0.5, moe=margin, pop_size=population, alpha=1 - level)
    return max(1, min(population, int(needed.n)))


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
    frame does not matter. Raises ValueError where a unit stands twice.
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


def _weighted_rate(answered: pl.DataFrame, stratum: str, level: float) -> tuple[float, float, float]:
    """Rate of `wrong` and its limits: each stratum's answers stand for all of it.

    A stratum with one answer is measured against the whole's rate. Where each stratum is of one mind its spread is unknown, not nought:
    then the strata are left out of the variance, which only widens it. Korn and Graubard's cut at the number of answers is taken only where
    all say the same and there is no spread to take: elsewhere it would throw the finite correction away.
    """
    from svy import Design, Sample

    rows = answered.with_columns(_y=pl.col("wrong").cast(pl.Int64), _w=pl.col("stratum_size") / pl.len().over(stratum))
    census = rows.select((pl.len().over(stratum) >= pl.col("stratum_size")).all()).item()
    alike = rows.select((pl.col("_y").n_unique().over(stratum) == 1).all()).item()
    design = Design(stratum=stratum, wgt="_w", pop_size="stratum_size", singleton="center")
    if alike and not census:
        design = Design(wgt="_w")
    method: Literal["beta", "korn-graubard"] = "beta" if rows["_y"].n_unique() > 1 else "korn-graubard"
    said = Sample(data=rows, design=design).estimation.prop("_y", ci_method=method, alpha=1 - level)
    found = {row.y_level: (row.est, row.lci, row.uci) for row in said.estimates}
    if 1 in found:
        return found[1]
    rate, low, high = found[0]  # nobody wrong: the library names the share of those who are right
    return 1 - rate, 1 - high, 1 - low


def estimate(answers: pl.DataFrame, *, stratum: str = "stratum", level: float = 0.95, floor: int = FLOOR) -> pl.DataFrame:
    """The weighted rate of "wrong" among the drawn units, with a 95 % interval; one row (columns `ESTIMATE`).

    answers: the drawn rows (`draw_sample`) with `wrong`: True, False, or null for no answer. Within a stratum those who answered stand for
    all of it, and the strata that answered for one that did not; the bounds say what the rate would be if all silent ones were right, or
    wrong. Fewer than `floor` answers: rate null, method says so.
    """
    rows = answers.with_columns(pl.col(stratum).fill_null(""))
    heard = rows.filter(pl.col("wrong").is_not_null())
    wrong = int(heard["wrong"].sum())
    out: dict[str, object] = {"drawn": rows.height, "answered": heard.height, "wrong": wrong}
    if heard.height < floor:
        out |= {"rate": None, "low": None, "high": None, "bound_low": None, "bound_high": None, "method": "data tidak cukup"}
        return pl.DataFrame([out], schema=ESTIMATE)
    weight = pl.col("stratum_size") / pl.len().over(stratum)
    bounds = [rows.select((pl.col("wrong").fill_null(value=silent) * weight).sum() / weight.sum()).item() for silent in (False, True)]
    rate, low, high = _weighted_rate(heard, stratum, level)
    out |= {
        "rate": rate,
        "low": low,
        "high": high,
        "bound_low": bounds[0],
        "bound_high": bounds[1],
        "method": "Clopper-Pearson pada ukuran efektif, 95 %",
    }
    return pl.DataFrame([out], schema=ESTIMATE)
