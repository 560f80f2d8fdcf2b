"""Pairs of one name on one card: with one birth date in their NIKs, or one address where a NIK lacks, it is the same person; a child and
somebody grown are not.

When to reach for it: after the scores of a pay list or survey against the registry. The invariants: how common a name is does not count
where card, birth or house, and the whole name agree (a like one where all three do) and nobody else on the card bears it; the rows' own
birth dates outrank the NIKs'.
"""

from __future__ import annotations

import polars as pl

from schemas.codes import Band

_DECADES = 15
"""Years between the births of two NIKs, of other days and months too, from which on no slip of the pen explains them."""
_GROWN = 17
"""Years of life below which a registered person is a child, beside the youngest one of the registry."""


def _births(frame: pl.DataFrame, side: str) -> pl.DataFrame:
    """Day (women's without the 40), month and year of each row's NIK; null without one."""
    digits = {name: pl.col("nik").str.slice(at, 2).cast(pl.Int32, strict=False) for name, at in (("day", 6), ("month", 8), ("year", 10))}
    parts = {**digits, "day": digits["day"] % 40}
    return frame.select(pl.col("record_id").alias(f"{side}_id"), **{f"{side}_{name}": part for name, part in parts.items()})


def settled_at_home(pairs: pl.DataFrame, people: pl.DataFrame, payees: pl.DataFrame) -> pl.DataFrame:
    """The pairs, those at home decided: MATCH for the one namesake on the payee's card, no pair of a child and the NIK of somebody grown.

    people, payees: record_id, nik, birth_date. Row order is kept.
    """
    same_name, at_address = pl.col("verdict_name") == "=", pl.col("verdict_address") == "="
    home = (same_name | (pl.col("verdict_name") == "≈")) & (pl.col("verdict_no_kk") == "=") & (pl.col("verdict_birth_date") != "≠")
    if pairs.is_empty() or not pairs.select(home.any()).item():
        return pairs
    child = pl.col("birth_date") > pl.col("birth_date").max().dt.offset_by(f"-{_GROWN}y")
    children = people.filter(child)["record_id"]
    dated = pairs.join(_births(people, "left"), on="left_id", how="left", maintain_order="left")
    dated = dated.join(_births(payees, "right"), on="right_id", how="left", maintain_order="left")
    same = {part: pl.col(f"left_{part}") == pl.col(f"right_{part}") for part in ("day", "month", "year")}
    apart = (pl.col("left_year") - pl.col("right_year")).abs()
    apart = pl.min_horizontal(apart, 100 - apart) >= _DECADES  # the century is not in a NIK
    other = home & same_name & (pl.col("verdict_nik") == "≠") & (pl.col("verdict_birth_date") != "=")
    other &= (apart & ~same["day"] & ~same["month"]).fill_null(value=False) & pl.col("left_id").is_in(children.implode())
    born = pl.all_horizontal(same.values())
    sure = (same_name & (born | (at_address & born.is_null()))) | (born & at_address)  # `born` is null where a NIK is missing
    only = (home.sum() == 1) & (pl.col("band") != str(Band.MATCH)).all()
    alone = home & sure.fill_null(value=False) & only.over("right_id")
    band = pl.when(alone).then(pl.lit(str(Band.MATCH))).otherwise("band")
    return dated.filter(~other).with_columns(band=band).select(pairs.columns)


def without_chance_numbers(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs without open ones that rest on two NIKs alike by one area and one birth: beside another name and another card that is two
    people born on one day."""
    house = [pl.col(f"verdict_{name}").is_in(["=", "≈"]) for name in ("address", "mother_name")]
    other = (pl.col("verdict_name") == "≠") & (pl.col("verdict_no_kk") == "≠") & ~pl.any_horizontal(house)
    chance = other & (pl.col("verdict_nik") == "≈")
    return pairs.filter(~(chance & (pl.col("band") == str(Band.REVIEW))))
