"""PKH components: which are certain, which are possible, and the stage amount that follows.

Certain is only what a birth date (that the NIK does not contradict) or an explicit column says on every day of the stage; the rest is
possible. So the due amount is a
range: `low` from what is certain, `high` from what is possible, each the sum of at most four persons (DOMAIN §4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.ages import completed_years
from pipeline.reconcile.inputs import trusted
from pipeline.words.nik import contradicts_birth_date, nik_birth_date
from schemas.months import first_day, last_day

if TYPE_CHECKING:
    import datetime as dt

    from schemas.rulebook import RulesAt

SCHOOL_AGE = (6, 21)
ADULT, OLDEST = 15, 100
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


def _possible(rules: RulesAt) -> dict[str, pl.Expr]:
    """For each component whether one person may bring it, from `age_first` and `age_last`."""
    start, end = pl.col("age_first"), pl.col("age_last")
    level, female = pl.col("school_level"), pl.col("sex").fill_null("P") == "P"
    fertile = female & (end.is_null() | ((end >= FERTILE_AGE[0]) & (start <= FERTILE_AGE[1])))
    schools = {
        word: (level == word) | (level.is_null() & (end >= youngest) & (start <= oldest))
        for word, (youngest, oldest) in _LEVEL_AGES.items()
    }
    return {
        "USIA_DINI": (end >= 0) & (start <= rules.ages.early_to),
        **schools,
        "LANSIA": end >= rules.ages.elder_from,
        "DISABILITAS": pl.col("disabled_severe").fill_null(value=True),
        "HAMIL": pl.col("pregnant").fill_null(value=True) & fertile,
    }


def _range(amounts: dict[str, int], rules: RulesAt) -> tuple[pl.Expr, pl.Expr]:
    """Lowest and highest stage amount of one person, from `age_first` and `age_last` (ages on the first and last day of the stage)."""
    start, end = pl.col("age_first"), pl.col("age_last")
    early, elder = rules.ages.early_to, rules.ages.elder_from
    level = pl.col("school_level")
    sure_early = (start >= 0) & (end <= early) & level.fill_null("TIDAK").is_in(["TIDAK"])
    # a child who may already sit in a primary school: certain as a component, not in its amount
    maybe_school = (end >= SCHOOL_AGE[0]) & level.is_null()
    low = [pl.when(sure_early & ~maybe_school).then(amounts.get("USIA_DINI", 0))]
    low += [pl.when(sure_early & maybe_school).then(min(amounts.get("USIA_DINI", 0), amounts.get("SD", 0)))]
    low += [pl.when(level == word).then(amounts.get(word, 0)) for word in _LEVEL_AGES]
    low.append(pl.when(start >= elder).then(amounts.get("LANSIA", 0)))
    low.append(pl.when(pl.col("disabled_severe")).then(amounts.get("DISABILITAS", 0)))
    low.append(pl.when(pl.col("pregnant")).then(amounts.get("HAMIL", 0)))
    high = [pl.when(may_be).then(amounts.get(word, 0)) for word, may_be in _possible(rules).items()]
    undated = pl.when(start.is_null()).then(max(amounts.values(), default=0))
    return pl.max_horizontal(*low).fill_null(0), pl.max_horizontal(*high, undated).fill_null(0)


def family_components(persons: pl.DataFrame, rules: RulesAt) -> pl.DataFrame:
    """Per family the certain components and the range of the stage amount.

    `persons`: the registry in force with `dead`. Returns family_id, components (number of members with a certain one), low, high.
    The low end takes the cheapest four of the certain ones where there are more, the high end the dearest four of the possible. Who died on
    a day that nobody tells brings nothing to the low end and her component to the high one.
    """
    amounts = rules.amount.components or {}
    low, high = _range(amounts, rules)
    top = rules.amount.max_components
    each = _living(persons, rules, perhaps=_perhaps(persons)).select(
        "family_id", low=pl.when("dead").then(0).otherwise(low).cast(pl.Int64), high=high.cast(pl.Int64)
    )
    least = each.filter(pl.col("low") > 0).sort("family_id", "low").group_by("family_id", maintain_order=True)
    most = each.filter(pl.col("high") > 0).sort("family_id", "high", descending=[False, True]).group_by("family_id", maintain_order=True)
    certain = least.agg(pl.len().cast(pl.Int64).alias("components"), pl.col("low").head(top).sum())
    possible = most.agg(pl.col("high").head(top).sum())
    return (
        each.select("family_id")
        .unique()
        .join(certain, on="family_id", how="left")
        .join(possible, on="family_id", how="left")
        .with_columns(pl.col("components", "low", "high").fill_null(0))
        .sort("family_id")
    )


def _perhaps(persons: pl.DataFrame) -> pl.Expr:
    """Whether a person may have lived in the stage though she is dead: a visit or a list tells it without a day."""
    return pl.col("dead_told").is_not_null() & pl.col("dead_on").is_null() if "dead_told" in persons.columns else pl.lit(value=False)


def _born_by_nik(day: dt.date) -> pl.Expr:
    """The birth date in a whole NIK where its century is no question: nobody is older than `OLDEST`, and no head of a family, nor the
    spouse, a child."""
    late = nik_birth_date(trusted("nik"), on=day)
    age = completed_years(late, day)
    grown = pl.col("relationship").is_in(["KEPALA", "PASANGAN"]).fill_null(value=False)
    return pl.when(age.is_between(0, OLDEST) & ~(grown & (age < ADULT))).then(late)


def _living(persons: pl.DataFrame, rules: RulesAt, perhaps: pl.Expr | None = None) -> pl.DataFrame:
    """The living, and who `perhaps` lived, with their ages on the first and last day of the stage, where the birth date can be believed; of
    a row without one the date in the NIK."""
    sure_of_it = pl.when(~contradicts_birth_date(trusted("nik"), pl.col("birth_date"))).then(pl.col("birth_date"))
    alive = ~pl.col("dead") if perhaps is None else ~pl.col("dead") | perhaps
    by_nik = pl.when(pl.col("birth_date").is_null()).then(_born_by_nik(last_day(rules.period_to)))
    living = persons.filter(alive).with_columns(born=pl.coalesce(sure_of_it, by_nik))
    return living.with_columns(
        age_first=completed_years(pl.col("born"), first_day(rules.period_from)),
        age_last=completed_years(pl.col("born"), last_day(rules.period_to)),
    )


def members_in_equal_rows(rows: pl.DataFrame, persons: pl.DataFrame, rules: RulesAt) -> pl.DataFrame:
    """Pay rows of a programme by components, each for as many members as it stands for: amount and `listed_due` are theirs together.

    Two children of one level stand in two equal rows, of which the reader set the second aside (`copies`). They are as many as the registry
    holds who may bring the component, and no more than the rule pays; of a family that it does not know, no more than the rule pays. A row
    that names no component is one of those whose sum it is, where the registry holds members for it.
    """
    named = component_word(pl.col("component"))
    of_sum = pl.col("amount").replace_strict(_by_sum(rules), default=None, return_dtype=pl.String)
    of_word = pl.coalesce(named, pl.when(pl.col("component").is_null()).then(of_sum))
    mine = (pl.col("programme") == rules.code) & (pl.col("copies") > 0) & of_word.is_not_null()
    if "copies" not in rows.columns or not rows.select(mine.any()).item():
        return rows
    age = _possible(rules)
    several = [words for words in _by_sum(rules).values() if words not in age]
    age |= {words: pl.any_horizontal(age[word] for word in words.split("|")) for words in several}
    counted = (
        _living(persons, rules)
        .group_by("family_id")
        .agg((may_be | pl.col("age_first").is_null()).fill_null(value=True).sum().alias(word) for word, may_be in age.items())
    )
    counted = counted.unpivot(index="family_id", variable_name="_word", value_name="_members")
    found = rows.with_columns(_word=of_word).join(counted, on=["family_id", "_word"], how="left", maintain_order="left")
    unknown = pl.when(named.is_null()).then(1).otherwise(rules.amount.max_components)
    most = pl.min_horizontal(pl.col("_members").cast(pl.Int64).fill_null(unknown), pl.lit(rules.amount.max_components))
    taken = pl.when(mine).then(pl.min_horizontal("copies", (most - 1).clip(0))).otherwise(0)
    found = found.with_columns(_taken=taken.cast(pl.Int64))
    times = 1 + pl.col("_taken")
    return found.with_columns(
        amount=pl.col("amount") * times,
        listed_due=pl.col("listed_due") * times,
        copies=pl.when(pl.col("_taken") > 0).then(pl.col("copies") - pl.col("_taken")).otherwise("copies"),
    ).select(rows.columns)


def _by_sum(rules: RulesAt) -> dict[int, str]:
    """The components of each stage amount, with a stroke between those of one ("DISABILITAS|LANSIA")."""
    sums: dict[int, list[str]] = {}
    for word, amount in sorted((rules.amount.components or {}).items()):
        sums.setdefault(amount, []).append(word)
    return {amount: "|".join(words) for amount, words in sums.items()}


def component_word(component: pl.Expr) -> pl.Expr:
    """The component that a pay row names; null where it names none or several."""
    text = component.str.to_uppercase()
    hits = [pl.when(text.str.contains(pattern)).then(pl.lit(word)) for word, pattern in WORDS.items()]
    found = pl.sum_horizontal(hit.is_not_null().cast(pl.Int64) for hit in hits)
    return pl.when(found == 1).then(pl.coalesce(*hits))


_COUNTED = r"^\d+ [A-Z]+(?: \+ \d+ [A-Z]+)*$"
"""Components with their counts, as the reader makes them of columns that count: "2 BALITA + 1 SD"."""


def counts_all(component: pl.Expr) -> pl.Expr:
    """Whether a row counts all components of its family at once: a second such row is no part of the same payment."""
    return component.str.to_uppercase().str.contains(_COUNTED).fill_null(value=False)


def listed_amount(component: pl.Expr, amounts: dict[str, int], most: int) -> pl.Expr:
    """Stage amount of the component that a pay row names, or of those that it counts, up to `most` persons; null where it names none, or
    several without counting them."""
    text = component.str.to_uppercase()
    priced = {WORDS[word]: value for word, value in amounts.items() if word in WORDS}
    if not priced:
        return pl.lit(None, dtype=pl.Int64)
    hits = [pl.when(text.str.contains(pattern)).then(value) for pattern, value in priced.items()]
    named = pl.sum_horizontal(hit.is_not_null().cast(pl.Int64) for hit in hits)
    counts = [text.str.extract(rf"(\d+) (?:{pattern})").cast(pl.Int64, strict=False).fill_null(0) for pattern in priced]
    counted = pl.sum_horizontal(count * value for count, value in zip(counts, priced.values(), strict=True))
    within = pl.sum_horizontal(counts).is_between(1, most)
    return pl.when(counts_all(component)).then(pl.when(within).then(counted)).when(named == 1).then(pl.coalesce(*hits)).cast(pl.Int64)
