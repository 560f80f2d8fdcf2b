"""What answers teach: how far verifiers are, and how often each rule and score band was right.

Reach for `progress` and `precision`. The invariants: an answer that says nothing about the indication (not met, not found) is no proof
either way; precision is told with its interval and its count; it speaks of the cases that were answered, not of all.
"""

from __future__ import annotations

import polars as pl

from schemas.answers import SETTLES, meanings

BANDS = ((0, 49), (50, 74), (75, 89), (90, 100))
"""Score bands, both ends inside."""

NO_INDICATION = ("CAKUPAN-01", "CAKUPAN-02", "CAKUPAN-03", "CAKUPAN-05")
"""Rules that say only that something is missing or not done yet: no visit can prove them right or wrong."""

PRECISION: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "rule_id": pl.String(),
    "band": pl.String(),
    "answered": pl.Int64(),
    "confirmed": pl.Int64(),
    "refuted": pl.Int64(),
    "unclear": pl.Int64(),
    "precision": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}
"""answered = confirmed + refuted + unclear; precision = confirmed / (confirmed + refuted), null where neither; low–high: Wilson, 95 %."""


def precision(answers: pl.DataFrame) -> pl.DataFrame:
    """How often each rule was right, by score band, from the answers in force (`in_force.ANSWERS`). Columns: PRECISION, sorted."""
    table = meanings()
    said = [
        "unclear" if rule in NO_INDICATION else table.get((kind, reason or ""), table.get((kind, word), "unclear"))
        for kind, rule, word, reason in answers.select("kind", "rule_id", "keputusan", "alasan_kode").iter_rows()
    ]
    band = pl.col("score").map_elements(_band, return_dtype=pl.String)
    counted = (
        answers.with_columns(said=pl.Series(said, dtype=pl.String), band=band, rule_id=pl.col("rule_id").fill_null(""))
        .group_by("kind", "rule_id", "band")
        .agg(
            pl.len().cast(pl.Int64).alias("answered"),
            *((pl.col("said") == word).sum().cast(pl.Int64).alias(name) for name, word in _SAID),
        )
        .sort("kind", "rule_id", "band", nulls_last=True)
    )
    bounds = [_wilson(c, c + r) for c, r in counted.select("confirmed", "refuted").iter_rows()]
    whole = counted.with_columns(
        pl.Series(name, [b[at] for b in bounds], dtype=pl.Float64) for at, name in enumerate(("precision", "low", "high"))
    )
    return whole.select(pl.col(n).cast(t) for n, t in PRECISION.items())


_SAID = (("confirmed", "confirms"), ("refuted", "refutes"), ("unclear", "unclear"))


def _band(score: int) -> str:
    return next((f"{low}–{high}" for low, high in BANDS if low <= score <= high), "")


def _wilson(hits: int, tries: int) -> tuple[float | None, float | None, float | None]:
    """Share and its Wilson interval (95 %), rounded to four digits; nulls where nothing was tried."""
    if not tries:
        return None, None, None
    from scipy.stats import binomtest  # only where there are answers: it is slow to load

    bounds = binomtest(hits, tries).proportion_ci(0.95, method="wilson")
    return round(hits / tries, 4), round(float(bounds.low), 4), round(float(bounds.high), 4)


def progress(answers: pl.DataFrame, conflicts: pl.DataFrame, cases: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How far a month is: per kelurahan, and per verifier.

    cases: a run's `tables.Cases`. Areas: village_code, cases (asked), settled, tried (answered, but open still), conflicts, open. An answer
    counts for a case while its evidence is the one that was answered. Verifiers: petugas, answers, settled, villages, last_visit.
    """
    asked = cases.filter(pl.col("status") != "SELESAI_DATA").select("id_kasus", "evidence_hash", "village_code")
    here = answers.select("id_kasus", "evidence_hash", "keputusan", "petugas", "tgl_kunjungan")
    now = asked.join(here, on=["id_kasus", "evidence_hash"], how="left", maintain_order="left")
    split = conflicts.select("id_kasus", "evidence_hash", clash=pl.lit(value=True)).unique()
    now = now.join(split, on=["id_kasus", "evidence_hash"], how="left", maintain_order="left").with_columns(
        settles=pl.col("keputusan").is_in(SETTLES).fill_null(value=False), clash=pl.col("clash").fill_null(value=False)
    )
    areas = (
        now.group_by("village_code")
        .agg(
            pl.len().cast(pl.Int64).alias("cases"),
            pl.col("settles").sum().cast(pl.Int64).alias("settled"),
            (pl.col("keputusan").is_not_null() & ~pl.col("settles")).sum().cast(pl.Int64).alias("tried"),
            pl.col("clash").sum().cast(pl.Int64).alias("conflicts"),
        )
        .with_columns(open=pl.col("cases") - pl.col("settled"))
        .sort("village_code", nulls_last=True)
    )
    people = (
        now.filter(pl.col("keputusan").is_not_null())
        .group_by(pl.col("petugas").fill_null(""))
        .agg(
            pl.len().cast(pl.Int64).alias("answers"),
            pl.col("settles").sum().cast(pl.Int64).alias("settled"),
            pl.col("village_code").drop_nulls().n_unique().cast(pl.Int64).alias("villages"),
            pl.col("tgl_kunjungan").max().alias("last_visit"),
        )
        .sort("petugas")
    )
    return areas, people
