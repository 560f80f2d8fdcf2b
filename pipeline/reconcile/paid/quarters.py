"""RTs of a village that a pay list leaves out as a whole: it was made for some of them ("RT 001 S/D RT 003"), and the rest is not there.

Reach for it once the units of a programme are judged. The invariants: it only takes away (BD-00 in place of EE-BB), and only at the ends of
a village's RT numbers, where chance alone would next to never leave out so many families.
"""

from __future__ import annotations

import math

import polars as pl

_CHANCE = 1e-3
"""Chance, at the rate of the whole village, below which its RTs without a single row were left out."""
_SURE, _BASE = 0.99, 10
"""The highest rate that is believed; entitled families of a village from which on there is a rate."""
_QUARTER = ["village_code", "rw", "rt"]


def _left_out(counted: pl.DataFrame) -> pl.DataFrame:
    """RTs without a row before the first or behind the last RT of a village that has one, where chance would next to never leave out so
    many families at an end: in the village, or in all villages together that show such an end (village_code, rt)."""
    heard = pl.col("rt").filter("heard")
    ends = counted.with_columns(
        beyond=(pl.col("rt") < heard.min().over("village_code")) | (pl.col("rt") > heard.max().over("village_code")),
        rate=(pl.col("listed").sum() / pl.col("families").sum()).over("village_code").clip(upper_bound=_SURE),
        all=pl.col("families").sum().over("village_code"),
    ).filter(pl.col("beyond").fill_null(value=False) & (pl.col("all") >= _BASE) & (pl.col("families") > 0))
    chance = pl.col("families").sum() * (1 - pl.col("rate").first()).log() + (2 * pl.len() + 1).log()
    villages = ends.group_by("village_code").agg(chance=chance).filter(pl.col("chance") < 0).sort("village_code")
    together = villages["chance"].sum() < math.log(_CHANCE)
    found = villages.filter(pl.lit(together) | (pl.col("chance") < math.log(_CHANCE)))
    return ends.join(found, on="village_code", how="semi").select("village_code", "rt")


def unheard_quarters(judged: pl.DataFrame, persons: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """The judged units with those of RTs left out as not assessable, their senders silent ("BRI (RT 004)").

    judged: of one programme; persons: the registry in force (family_id, rw, rt); coverage: of the programme.
    """
    homes = persons.select("family_id", "rw", "rt").drop_nulls("rt").sort("family_id", "rw", "rt", nulls_last=True)
    homes = homes.unique("family_id", keep="first", maintain_order=True).with_columns(pl.col("rw").fill_null(""))
    placed = judged.select("family_id", "village_code", "entitled", "n_rows", "assessable").join(homes, on="family_id")
    there = placed.filter(pl.col("assessable").fill_null(value=False))
    counted = there.group_by(_QUARTER).agg(
        families=(pl.col("entitled") == "YES").sum(),
        listed=((pl.col("entitled") == "YES") & (pl.col("n_rows") > 0)).sum(),
        heard=(pl.col("n_rows") > 0).any(),
    )
    by_rt = counted.group_by("village_code", "rt").agg(pl.col("families", "listed").sum(), pl.col("heard").any())
    out = counted.join(_left_out(by_rt.sort("village_code", "rt")), on=["village_code", "rt"], how="semi").select(_QUARTER)
    if out.is_empty():
        return judged
    door = pl.format("RT {}", "rt") + pl.when(pl.col("rw") != "").then(pl.format(" RW {}", "rw")).otherwise(pl.lit(""))
    open_ = placed.join(out, on=_QUARTER).join(coverage.select("village_code", "expected"), on="village_code")
    named = open_.select("family_id", "expected", door=door).unique("family_id").explode("expected")
    told = named.group_by("family_id").agg(_unheard=pl.format("{} ({})", "expected", "door").sort())
    wide = judged.join(told, on="family_id", how="left", maintain_order="left")
    left_out = pl.col("_unheard").is_not_null()
    return wide.with_columns(
        silent=pl.coalesce("_unheard", "silent"),
        assessable=pl.col("assessable") & ~left_out,
        senders_present=pl.col("senders_present") & ~left_out,
    ).drop("_unheard")
