"""The money chain: due → ordered → paid → received, the first broken link, and who answers for it.

`registry`: entitled and never listed (the list-makers answer where a closing list shows it; else nobody can tell who does). `payer`:
ordered and not paid in full (the payer answers). `hand`: paid and not received in full (whoever handed it over answers). Broken only where
every sender was there to tell.
"""

from __future__ import annotations

import polars as pl

from schemas import tables

_NEEDED = (
    "programme", "family_id", "person_key", "village_code", "entitled", "assessable", "open", "candidate", "closing", "excluded_known",
    "n_rows", "n_paid", "due", "due_low", "asked", "ordered", "closing_amount", "paid", "got", "payer", "bad_payer", "open_payer",
    "closing_here",
)  # fmt: skip


def money_chain(judged: pl.DataFrame, period: str) -> pl.DataFrame:
    """`tables.Chain`: one row per unit that is entitled or was on a list.

    missing: rupiah lost at the first broken link; null where the chain is whole or cannot be told.
    """
    units = judged.select(_NEEDED).filter((pl.col("entitled") == "YES") | (pl.col("n_rows") > 0) | pl.col("closing"))
    due = pl.when(pl.col("entitled") == "NO").then(0).otherwise(pl.col("due")).cast(pl.Int64)
    instalments = pl.min_horizontal("asked", pl.max_horizontal("ordered", "due_low"))  # several payers: of parts the sum, of repeats one
    ordered = pl.coalesce("closing_amount", pl.max_horizontal("ordered", instalments, "paid"), pl.when(pl.col("n_rows") == 0).then(0))
    paid = pl.when(pl.col("n_paid") == 0).then(0).otherwise(pl.col("paid")).cast(pl.Int64)
    units = units.with_columns(c_due=due, c_ordered=ordered, c_paid=paid, c_got=pl.col("got"))
    tellable = pl.col("assessable") & ~pl.col("open") & ~pl.col("candidate") & (pl.col("entitled") == "YES")
    never = tellable & (pl.col("n_rows") == 0) & ~pl.col("closing")
    listed_short = (
        tellable & (pl.col("c_ordered") > 0) & (pl.col("c_ordered") < pl.col("due_low")) & (pl.col("c_paid") >= pl.col("c_ordered"))
    )
    unpaid = tellable & ~pl.col("excluded_known") & ((pl.col("c_paid") < pl.col("c_ordered")) | (pl.col("n_paid") == 0)) & ~never
    short = (pl.col("n_paid") > 0) & (pl.col("c_got") < pl.col("c_paid"))
    link = (
        pl.when(never).then(pl.lit("registry")).when(unpaid).then(pl.lit("payer")).when(listed_short).then(pl.lit("order"))
        .when(short).then(pl.lit("hand"))
    )  # fmt: skip
    party = (
        pl.when((link == "order") | ((link == "registry") & pl.col("closing_here"))).then(pl.lit("PENETAPAN"))
        .when(link == "payer").then(pl.coalesce("bad_payer", "payer"))
        .when(link == "hand").then(pl.lit("PENDAMPING"))
    )  # fmt: skip
    lost = (
        pl.when(link == "registry").then(pl.col("c_due")).when(link == "order").then(pl.col("due_low") - pl.col("c_ordered"))
        .when(link == "payer").then(pl.max_horizontal("c_ordered", pl.when(pl.col("n_paid") == 0).then(pl.col("c_due"))) - pl.col("c_paid"))
        .when(link == "hand").then(pl.col("c_paid") - pl.col("c_got"))
    )  # fmt: skip
    out = units.with_columns(
        person_id=pl.when(pl.col("person_key") != "").then(pl.col("person_key")),
        period=pl.lit(period),
        payer=pl.coalesce("payer", "bad_payer", "open_payer"),
        due=pl.col("c_due"),
        ordered=pl.col("c_ordered"),
        paid=pl.col("c_paid"),
        received=pl.col("c_got"),
        broken_link=link,
        answers_for_it=party,
        missing=lost,
    )
    return tables.conform(out, tables.Chain).sort("programme", "family_id", "person_id")


MONEY_KINDS = ("EE-BB", "EE-RK", "PB-KR", "PB-TS")
"""Kinds about money that did not arrive: each names the first broken link of the family's chain."""


def with_broken_link(cases: pl.DataFrame, chain: pl.DataFrame) -> pl.DataFrame:
    """Cases with `broken_link`, `answers_for_it`, `missing` of their unit's chain; null for the other kinds, and where nothing can be told.

    cases: with `unit_person` ("" unless a person is paid).
    """
    links = chain.select(
        "programme", "family_id", "broken_link", "answers_for_it", "missing", unit_person=pl.col("person_id").fill_null("")
    ).filter(pl.col("broken_link").is_not_null())
    about = cases.with_columns(pl.col("unit_person").fill_null("")).join(
        links, on=["programme", "family_id", "unit_person"], how="left", maintain_order="left", validate="m:1"
    )
    told = pl.col("kind").is_in(MONEY_KINDS)
    return about.with_columns(pl.when(told).then(name).alias(name) for name in ("broken_link", "answers_for_it", "missing"))
