"""Which cases first: what is at stake, how likely, how long already; and a worklist that fits the people there are.

A worklist never splits a household and stands in walking order. The table of cut-offs says what each size of team would reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

CUTOFFS = (25, 50, 100, 200, 300, 500, 1000)
WALK = ["kecamatan", "village_code", "rw", "rt", "household"]


def at_stake() -> pl.Expr:
    """Rupiah that the case is about: paid without right, lost on the way, or never given. 0 where it is about no money."""
    due, paid, received = (pl.col(c).fill_null(0) for c in ("amount_due", "amount_paid", "amount_received"))
    kind = pl.col("kind")
    hand = pl.col("amount_received").is_not_null() & (received < paid)
    return (
        pl.when(kind.str.starts_with("IE-") | kind.is_in(["PB-TS", "PB-GP", "GD-PR", "GD-KP"])).then(paid)
        .when(kind.is_in(["GD-PY", "GD-KK", "PB-LB"])).then(paid - due)
        .when((kind == "PB-KR") & hand).then(paid - received)
        .when((kind == "PB-KR") | kind.str.starts_with("EE-")).then(due - paid)
        .otherwise(0)
        .clip(lower_bound=0)
        .cast(pl.Int64)
    )  # fmt: skip


def weighed(cases: pl.DataFrame) -> pl.DataFrame:
    """Open cases with `stake` (rupiah) and `weight`, heaviest first; ties: id_kasus.

    weight = rupiah × probability × age in months; exclusion errors are leads, weighed by rupiah × probability alone. Closed cases and
    BD-00, which
    nobody can settle yet, are left out.
    """
    chance = pl.col("score") / 100
    lead = pl.col("kind").str.starts_with("EE-")
    weight = pl.col("stake") * chance * pl.when(lead).then(1).otherwise(pl.col("age_months"))
    return (
        cases.filter(~pl.col("status").str.starts_with("SELESAI") & (pl.col("kind") != "BD-00"))
        .with_columns(stake=at_stake())
        .with_columns(weight=weight.round(0).cast(pl.Int64))
        .sort(pl.col("weight").neg(), "id_kasus")
    )


def _households(weighed_cases: pl.DataFrame) -> pl.DataFrame:
    """Households by weight per case, heaviest first: household, n, total, and the running number of cases."""
    named = weighed_cases.with_columns(household=pl.coalesce("no_kk", "family_id", "id_kasus"))
    each = named.group_by("household").agg(pl.len().cast(pl.Int64).alias("n"), pl.col("weight").sum().alias("total"))
    return each.sort((pl.col("total") / pl.col("n")).neg(), "household")


def worklist(cases: pl.DataFrame, evidence: pl.DataFrame, capacity: int) -> pl.DataFrame:
    """At most `capacity` cases, whole households only, in walking order (kecamatan, kelurahan, RW, RT, card, weight, id).

    The households with the most weight per case come first; one too large for the room that is left is passed over for the next. Columns:
    those of
    `weighed`, household, kecamatan, rt, rw, urut (1 …).
    """
    heavy = weighed(cases)
    room, chosen = capacity, []
    for household, n, _ in _households(heavy).iter_rows():
        if n <= room:
            chosen.append(household)
            room -= n
        if not room:
            break
    picked = heavy.with_columns(household=pl.coalesce("no_kk", "family_id", "id_kasus")).filter(pl.col("household").is_in(chosen))
    homes = evidence.select("id_kasus", "rt", "rw")
    walk = picked.join(homes, on="id_kasus", how="left", maintain_order="left").with_columns(
        kecamatan=pl.col("village_code").str.slice(0, 6)
    )
    walk = walk.sort(*WALK, pl.col("weight").neg(), "id_kasus", nulls_last=True)
    return walk.with_columns(urut=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def cutoffs(cases: pl.DataFrame, sizes: Sequence[int] = CUTOFFS) -> pl.DataFrame:
    """What each size of worklist would reach: capacity, cases, households, stake (rupiah), expected (rupiah × probability), share of all
    expected."""
    heavy = weighed(cases).with_columns(household=pl.coalesce("no_kk", "family_id", "id_kasus"))
    order = _households(heavy)
    expected = (pl.col("stake") * pl.col("score") / 100).round(0).cast(pl.Int64)
    everything = int(heavy.select(expected.sum()).item()) if heavy.height else 0
    out = []
    for size in sizes:
        room, chosen = size, []
        for household, n, _ in order.iter_rows():
            if n <= room:
                chosen.append(household)
                room -= n
        part = heavy.filter(pl.col("household").is_in(chosen))
        reached = int(part.select(expected.sum()).item()) if part.height else 0
        out.append(
            {
                "capacity": size,
                "cases": part.height,
                "households": len(chosen),
                "stake": int(part["stake"].sum()),
                "expected": reached,
                "share": reached / everything if everything else None,
            }
        )
    schema = {"capacity": pl.Int64, "cases": pl.Int64, "households": pl.Int64, "stake": pl.Int64, "expected": pl.Int64, "share": pl.Float64}
    return pl.DataFrame(out, schema=schema)
