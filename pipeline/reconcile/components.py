"""PKH components: which are certain, which are possible, and the stage amount that follows.

Certain is only what a birth date (that the NIK does not contradict) or an explicit column says on every day of the stage; the rest is possible. So the due amount is a
range: `low` from what is certain, `high` from what is possible, each the sum of at most four persons (DOMAIN §4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.ages import completed_years, contradicts_birth_date
from pipeline.reconcile.resolve import trusted
from schemas.months import first_day, last_day

if TYPE_CHECKING:
    from schemas.rulebook import RulesAt

SCHOOL_AGE = (6, 21)
FERTILE_AGE = (12, 55)
_LEVEL_AGES = {"SD": (6, 14), "SMP": (11, 18), "SMA": (14, 21)}
"""Ages at which a child may sit in a level of school: what makes a level possible where no column says it."""

WORDS = {
    "HAMIL": "HAMIL|NIFAS",
    "USIA_DINI": "DINI|BALITA|PAUD|0-6",
    "SD": r"\bSD\b|SEKOLAH DASAR",
    "SMP": r"\bSMP\b|MENENGAH PERTAMA",
    "SMA": r"\bSMA\b|\bSMK\b|MENENGAH ATAS",
    "DISABILITAS": "DISABIL|DIFABEL|CACAT",
    "LANSIA": "LANSIA|LANJUT USIA",
}
"""How pay lists write components; read by `listed_amount`."""


def _range(amounts: dict[str, int], rules: RulesAt) -> tuple[pl.Expr, pl.Expr]:
    """Lowest and highest stage amount of one person."""
    sure_of_it = pl.when(~contradicts_birth_date(trusted("nik"), pl.col("birth_date"))).then(pl.col("birth_date"))
    start, end = completed_years(sure_of_it, first_day(rules.period_from)), completed_years(sure_of_it, last_day(rules.period_to))
    early, elder = rules.ages.early_to, rules.ages.elder_from
    level, female = pl.col("school_level"), pl.col("sex").fill_null("P") == "P"
    sure_early = (start >= 0) & (end <= early) & level.fill_null("TIDAK").is_in(["TIDAK"])
    # a child who may already sit in a primary school: certain as a component, not in its amount
    maybe_school = (end >= SCHOOL_AGE[0]) & level.is_null()
    low = [pl.when(sure_early & ~maybe_school).then(amounts.get("USIA_DINI", 0))]
    low += [pl.when(sure_early & maybe_school).then(min(amounts.get("USIA_DINI", 0), amounts.get("SD", 0)))]
    high = [pl.when((end >= 0) & (start <= early)).then(amounts.get("USIA_DINI", 0))]
    for word, (youngest, oldest) in _LEVEL_AGES.items():
        value = amounts.get(word, 0)
        low.append(pl.when(level == word).then(value))
        high.append(pl.when((level == word) | (level.is_null() & (end >= youngest) & (start <= oldest))).then(value))
    low.append(pl.when(start >= elder).then(amounts.get("LANSIA", 0)))
    high.append(pl.when(end >= elder).then(amounts.get("LANSIA", 0)))
    severe, pregnant = pl.col("disabled_severe"), pl.col("pregnant")
    low.append(pl.when(severe).then(amounts.get("DISABILITAS", 0)))
    high.append(pl.when(severe.fill_null(value=True)).then(amounts.get("DISABILITAS", 0)))
    fertile = female & (end.is_null() | ((end >= FERTILE_AGE[0]) & (start <= FERTILE_AGE[1])))
    low.append(pl.when(pregnant).then(amounts.get("HAMIL", 0)))
    high.append(pl.when(pregnant.fill_null(value=True) & fertile).then(amounts.get("HAMIL", 0)))
    undated = pl.when(sure_of_it.is_null()).then(max(amounts.values(), default=0))
    return pl.max_horizontal(*low).fill_null(0), pl.max_horizontal(*high, undated).fill_null(0)


def family_components(persons: pl.DataFrame, rules: RulesAt) -> pl.DataFrame:
    """Per family the certain components and the range of the stage amount.

    `persons`: the registry in force with `dead`. Returns family_id, components (number of members with a certain one), low, high.
    The low end takes the cheapest four of the certain ones where there are more, the high end the dearest four of the possible.
    """
    amounts = rules.amount.components or {}
    low, high = _range(amounts, rules)
    top = rules.amount.max_components
    each = persons.filter(~pl.col("dead")).select("family_id", low.cast(pl.Int64).alias("low"), high.cast(pl.Int64).alias("high"))
    counts = each.group_by("family_id").agg(
        (pl.col("low") > 0).sum().cast(pl.Int64).alias("components"), pl.len().cast(pl.Int64).alias("n")
    )
    ranked = (
        each.with_columns(
            pl.when(pl.col("low") > 0).then(pl.col("low")).rank("ordinal").over("family_id").alias("r_low"),
            (-pl.col("high")).rank("ordinal").over("family_id").alias("r_high"),
        )
        .group_by("family_id")
        .agg(
            pl.col("low").filter(pl.col("r_low") <= top).sum().alias("low"),
            pl.col("high").filter(pl.col("r_high") <= top).sum().alias("high"),
        )
    )
    return counts.drop("n").join(ranked, on="family_id").sort("family_id")


def listed_amount(component: pl.Expr, amounts: dict[str, int]) -> pl.Expr:
    """Stage amount of the component that a pay row names; null where it names none or several."""
    text = component.str.to_uppercase()
    hits = [pl.when(text.str.contains(WORDS[word])).then(value) for word, value in amounts.items() if word in WORDS]
    if not hits:
        return pl.lit(None, dtype=pl.Int64)
    found = pl.sum_horizontal(hit.is_not_null().cast(pl.Int64) for hit in hits)
    return pl.when(found == 1).then(pl.coalesce(*hits)).otherwise(None).cast(pl.Int64)
