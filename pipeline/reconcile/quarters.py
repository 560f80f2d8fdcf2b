"""RTs of a village that a pay list leaves out as a whole: it was made for some of them ("RT 001 S/D RT 003"), and the rest is not there.

Reach for it once the units of a programme are judged. The invariant: it only takes away (BD-00 in place of EE-BB), and only where chance
alone would next to never leave out so many families who live in one RT.
"""

from __future__ import annotations

import math

import polars as pl

_CHANCE = 1e-4
"""Chance, at the rate of the village's other RTs, below which an RT without a single row was left out as a whole."""
_SURE, _BASE = 0.99, 10
"""The highest rate that is believed; entitled families of RTs that are on the list, from which on there is a rate."""
_QUARTER = ["village_code", "rw", "rt"]


def _left_out(counted: pl.DataFrame) -> list[str]:
    """Villages some of whose RTs have no row although chance, whatever RTs it strikes, would next to never leave so many out."""
    heard = pl.col("heard")
    by_village = counted.group_by("village_code").agg(
        rts=pl.len(),
        unheard=(~heard).sum(),
        left=pl.col("families").filter(~heard).sum(),
        families=pl.col("families").filter(heard).sum(),
        listed=pl.col("listed").filter(heard).sum(),
    )
    out = []
    for village, rts, unheard, left, families, listed in by_village.sort("village_code").iter_rows():
        rate = min(_SURE, listed / families) if families >= _BASE else 0.0
        if unheard and rate and left * math.log1p(-rate) + math.log(math.comb(rts, unheard)) < math.log(_CHANCE):
            out.append(village)
    return out


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
    villages = _left_out(counted.filter(pl.col("families") > 0))
    out = counted.filter(~pl.col("heard") & pl.col("village_code").is_in(villages)).select(_QUARTER)
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
