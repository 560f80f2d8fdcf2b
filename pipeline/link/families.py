"""Which record is which person of which family, over registry, pay lists and surveys.

When to reach for it: after `link_month`. The wife is paid and the head is registered: that is one family, whoever of it
stands on the pay list. The invariants: every record occurs once; no person holds two registry persons; a family is never
guessed from a name.
"""

from __future__ import annotations

import polars as pl

from pipeline.link.month import registry_people
from pipeline.link.same_person import same_person
from schemas import tables

SURE = 0.9
"""Probability that all REVIEW pairs of a record together must reach for their common family to be taken."""


def persons_and_families(registry: pl.DataFrame, disbursements: pl.DataFrame, surveys: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """One row a record: its person, its family, and how it hangs on the registry (schemas.tables.Members).

    link_band MATCH: the person is known, and so is the family. REVIEW: an open grey pair; person and family are those of
    the best candidate. null with a family of the registry: a trusted KK (or all candidates together) names the family, but
    not which person of it: person_id is the record's own. null otherwise: in no registry; the family is its trusted KK.
    """
    _, home = registry_people(registry)
    table = pl.DataFrame(
        {"record_id": list(home), "person_id": list(home.values())}, schema={"record_id": pl.String, "person_id": pl.String}
    )
    families = registry.select("record_id", "family_id", "no_kk")
    listed = families.join(table, on="record_id", how="left", maintain_order="left").with_columns(
        source=pl.lit("registry"), link_band=pl.lit(None, dtype=pl.String)
    )
    others = [
        frame.select("record_id", "nik", "no_kk", "name", "birth_date").with_columns(source=pl.lit(source))
        for source, frame in (("disbursement", disbursements), ("survey", surveys))
    ]
    right = pl.concat(others)
    linked = _linked(right, links, listed)
    out = pl.concat([listed.select(_COLUMNS), linked.select(_COLUMNS)])
    return tables.conform(out.sort("source", "record_id"), tables.Members)


_COLUMNS = ["record_id", "source", "person_id", "family_id", "link_band"]


def _linked(right: pl.DataFrame, links: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    by_person = listed.select(left_id="record_id", left_person="person_id", left_family="family_id")
    pairs = links.select("left_id", "right_id", "match_weight", "match_probability", "band").join(by_person, on="left_id", how="left")
    best = (
        pairs.sort("band", -pl.col("match_probability"), -pl.col("match_weight"), "left_id")
        .group_by("right_id", maintain_order=True)
        .agg(
            pl.col("left_person").first(), pl.col("left_family").first(), pl.col("band").first(),
            one_family=pl.col("left_family").n_unique() == 1, together=pl.col("match_probability").sum(), candidates=pl.len(),
        )
    )  # fmt: skip
    by_card = listed.filter(pl.col("no_kk").is_not_null()).group_by("no_kk").agg(card_family=pl.col("family_id").min())
    in_card = listed.filter(pl.col("no_kk").is_not_null()).select(left_person="person_id", no_kk="no_kk", person_card_family="family_id")
    in_card = in_card.group_by("left_person", "no_kk").agg(pl.col("person_card_family").min())
    work = (
        right.join(best, left_on="record_id", right_on="right_id", how="left", maintain_order="left")
        .join(by_card, on="no_kk", how="left", maintain_order="left")
        .join(in_card, on=["left_person", "no_kk"], how="left", maintain_order="left")
    )
    own = work.select("record_id", "nik", "name", "birth_date", family=pl.col("no_kk"))
    work = work.with_columns(own=same_person(own, "family", pl.lit(0)))
    matched = pl.col("band") == "MATCH"
    review = pl.col("band") == "REVIEW"
    common = review & pl.col("one_family") & (pl.col("candidates") > 1) & (pl.col("together") >= SURE)
    by_kk = ~matched.fill_null(value=False) & pl.col("card_family").is_not_null()
    return work.select(
        "record_id",
        "source",
        person_id=pl.when(matched).then("left_person").when(by_kk | common).then("own").when(review).then("left_person").otherwise("own"),
        family_id=pl.when(matched)
        .then(pl.coalesce("person_card_family", "left_family"))
        .when(by_kk)
        .then("card_family")
        .when(review)
        .then("left_family")
        .otherwise(pl.coalesce("no_kk", "own")),
        link_band=pl.when(matched)
        .then(pl.lit("MATCH"))
        .when(by_kk | common)
        .then(None)
        .when(review)
        .then(pl.lit("REVIEW"))
        .otherwise(None),
    )
