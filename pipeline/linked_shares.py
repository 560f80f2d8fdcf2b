"""Which rows of a month found their person, and which groups of people find theirs less often than others.

Reach for it from `pipeline.monthly_report` only. The invariant: it counts what the links say and decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report import LinkSummary
from pipeline.report.model import BANDS, MATCH_RATES, WEIGHTS, fill
from pipeline.words.names import title_sex
from pipeline.words.nik import nik_sex
from schemas.months import first_day

if TYPE_CHECKING:
    from pipeline.month import Workspace

WEIGHT_STEP = 4.0
"""Width of a bar in the histogram of match weights (log2)."""


def linkage(work: Workspace) -> LinkSummary:
    """Bands, weights and match rates of the month's links: the page on which a biased matcher would show."""
    links = work.read("links", ("left_id", "right_id", "right_source", "match_weight", "band", "rule"))
    best = links.sort("match_weight", "left_id", descending=[True, False]).unique("right_id", keep="first", maintain_order=True)
    told_of = ("record_id", "sex", "nik", "name", "birth_date", "village_code", "village_name")
    people = {"disbursement": work.read("disbursements", told_of), "survey": work.read("surveys", told_of)}
    bands, rates = [], []
    for source, frame in people.items():
        told = frame.join(
            best.filter(pl.col("right_source") == source).select("right_id", "band", "rule"),
            left_on="record_id",
            right_on="right_id",
            how="left",
        )
        bands.append(
            told.group_by(pl.col("band").fill_null("NONE"), pl.col("rule").fill_null("–"))
            .agg(pairs=pl.len())
            .select(pl.lit(source).alias("right_source"), "band", "rule", pl.col("pairs").cast(pl.Int64))
        )
        rates.append(told.select(*told_of[1:], matched=pl.col("band") == "MATCH"))
    weights = (
        links.with_columns(low=(pl.col("match_weight") / WEIGHT_STEP).floor() * WEIGHT_STEP)
        .group_by("low", "band")
        .agg(pairs=pl.len().cast(pl.Int64))
        .with_columns(high=pl.col("low") + WEIGHT_STEP)
        .select("low", "high", "band", "pairs")
        .sort("low", "band")
    )
    return LinkSummary(
        bands=fill(pl.concat(bands), BANDS).sort("right_source", "band", "rule"),
        weights=fill(weights, WEIGHTS),
        match_rates=match_rates(pl.concat(rates), work.period),
    )


def match_rates(told: pl.DataFrame, period: str) -> pl.DataFrame:
    """Share of records linked, by what a matcher is often unfair to: sex, age, one-word names, default birth dates, village.

    told: `sex`, `nik`, `name`, `birth_date`, `village_code`, `village_name`, `matched`. Sex is told by the title or the NIK where no
    column does; a kelurahan of one code is one group, however lists spell it, and keeps the name that most rows write.
    """
    age = (pl.lit(first_day(period)) - pl.col("birth_date")).dt.total_days() // 365.25
    day = pl.col("birth_date").dt.strftime("%d-%m")
    groups = {
        "sex": pl.coalesce("sex", title_sex(told["name"]).alias("title"), nik_sex(pl.col("nik"))),
        "age": pl.when(age < 40).then(pl.lit("< 40")).when(age < 60).then(pl.lit("40–59")).when(age.is_not_null()).then(pl.lit("60 +")),
        "words": pl.when(pl.col("name").str.strip_chars().str.contains(" ")).then(pl.lit("2 +")).otherwise(pl.lit("1")),
        "birth": pl.when(day.is_in(["01-01", "31-12", "01-07"])).then(day),
        "village": pl.lit(village_names(told)),
    }
    parts = [
        told.with_columns(group=pl.lit(name), value=expr.fill_null("–"))
        .group_by("group", "value")
        .agg(records=pl.len().cast(pl.Int64), matched=pl.col("matched").fill_null(value=False).sum().cast(pl.Int64))
        for name, expr in groups.items()
    ]
    return fill(pl.concat(parts), MATCH_RATES).sort("group", "value")


def village_names(told: pl.DataFrame) -> pl.Series:
    """One name a kelurahan: what most rows of its code write, else the name in capitals; spaces and signs make no second one."""
    name = pl.col("village_name").str.to_uppercase().str.replace(r"^\s*(?:KELURAHAN|KEL|DESA)\b[.\s]*", "").str.strip_chars()
    rows = told.select("village_code", name=pl.when(name.str.len_chars() > 0).then(name))
    by_code = rows.with_columns(name=pl.coalesce(_usual(rows["village_code"], rows["name"]), "name", "village_code"))["name"]
    return pl.select(pl.coalesce(_usual(by_code.str.replace_all(r"[^\pL\pN]+", ""), by_code), by_code)).to_series()


def _usual(key: pl.Series, name: pl.Series) -> pl.Series:
    """Per row the name that most rows of its key have (ties: the first by alphabet); null where the key is null or has no name."""
    rows = pl.DataFrame({"key": key, "name": name})
    counted = rows.drop_nulls().group_by("key", "name").len().sort(["len", "name"], descending=[True, False])
    usual = counted.unique("key", keep="first", maintain_order=True).select("key", usual="name")
    return rows.join(usual, on="key", how="left", maintain_order="left")["usual"]
