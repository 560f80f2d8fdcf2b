"""Grey pairs: rows that may be somebody in the registry. They accuse nobody, and they keep the other side from being accused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.in_force import STRAY_SHARE
from pipeline.reconcile.inputs import trusted
from pipeline.reconcile.kinds.duplicates import double
from pipeline.words import names

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import MonthInputs, Slice
    from schemas.rulebook import RulesAt


NAMESAKES = 10
"""Waiting families of one name that a payee without any number may belong to; of more the chance is small that it is this one."""


def by_name_alone(rows: pl.DataFrame, resolved: pl.DataFrame, piece: Slice) -> pl.DataFrame:
    """Paid rows of a name without number or birth date that no pass found, and the families in force that hold the very name: record_id,
    family_id. Somebody who moved to another village stands on such a list under nothing but her name."""
    bare = rows.filter((pl.col("list_kind") == "disbursement") & pl.all_horizontal(pl.col(c).is_null() for c in _NUMBERS))
    bare = bare.join(resolved.filter(pl.col("found") == "NO").select("record_id"), on="record_id").select("record_id", "name")
    if bare.is_empty():
        return pl.DataFrame(schema={"record_id": pl.String, "family_id": pl.String})
    people = piece.persons.select("family_id", key=pl.Series(names.keys(piece.persons["name"]), dtype=pl.String)).unique()
    found = bare.select("record_id", key=pl.Series(names.keys(bare["name"]), dtype=pl.String)).drop_nulls().join(people, on="key")
    return found.select("record_id", "family_id").sort("record_id", "family_id")


def _waiting(judged: pl.DataFrame, paid: pl.DataFrame, namesakes: pl.DataFrame) -> pl.DataFrame:
    """Of `namesakes` of a programme's rows those families that wait for its money: record_id, alone, family_id."""
    waiting = judged.filter((pl.col("entitled") == "YES") & (pl.col("n_rows") == 0)).select("family_id").unique()
    found = namesakes.join(paid.select("record_id"), on="record_id", how="semi").join(waiting, on="family_id", how="semi")
    found = found.filter(pl.len().over("record_id") <= NAMESAKES)
    return found.select("record_id", pl.lit(value=False).alias("alone"), "family_id")


_NUMBERS = ("nik", "nik_known", "no_kk", "birth_date")


def _open_rows(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    grey = resolved.filter(pl.col("found") == "UNKNOWN")
    return rows.filter(pl.col("list_kind") == "disbursement").join(grey, on="record_id", how="inner", maintain_order="left")


def _on_the_other_card(judged: pl.DataFrame, rows: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Paid rows of persons who stand in two families, offered to the family they were not counted for: record_id, family_id, alone.

    Where the counted family is paid twice over, the split card is told as GD-KP and nothing more is asked.
    """
    paid = rows.filter((pl.col("state") == "PAID") & (pl.col("list_kind") == "disbursement"))
    twice = judged.filter(double()).select("family_id", alone=pl.lit(value=True)).unique()
    return (
        paid.select("record_id", "person_id", "family_id")
        .join(shared, on=["person_id", "family_id"], how="inner")
        .join(twice, on="family_id", how="left")
        .select("record_id", pl.col("alone").fill_null(value=False), family_id="other")
    )


def _bearing_their_number(rows: pl.DataFrame, resolved: pl.DataFrame) -> pl.DataFrame:
    """Pay rows counted for one family that bear the card or NIK of another, offered to the other: record_id, alone, family_id."""
    lists = rows.filter(pl.col("list_kind") == "disbursement").select("record_id")
    named = lists.join(resolved.select("record_id", family_id="numbered").drop_nulls(), on="record_id")
    return named.explode("family_id", empty_as_null=False, keep_nulls=False).select(
        "record_id", pl.lit(value=False).alias("alone"), "family_id"
    )


def mark_candidates(
    judged: pl.DataFrame,
    code: str,
    rows: pl.DataFrame,
    resolved: pl.DataFrame,
    paid: pl.DataFrame,
    shared: pl.DataFrame,
    namesakes: pl.DataFrame,
) -> pl.DataFrame:
    """Judged units of a programme with `candidate` (an open pay row may be theirs), `candidate_rows`, `told_by_row` (its case stands
    already), `by_number` (those rows are counted for other families and bear a number of this one),
    `no_programme` (those rows are surely this family's, and no word says of which programme they are).

    paid: the programme's rows with their family; shared: `splits.shared_people`; namesakes: `by_name_alone`.

    A row whose programme nobody could read may be of any programme. A paid row that touches one family only is told under that family.
    """
    mine = _open_rows(rows.filter((pl.col("programme") == code) | pl.col("programme").is_null()), resolved)
    numbered = _bearing_their_number(rows.filter((pl.col("programme") == code) | pl.col("programme").is_null()), resolved)
    known = rows.filter(pl.col("programme").is_null() & (pl.col("list_kind") == "disbursement")).join(
        resolved.filter(pl.col("found") == "YES"), on="record_id", how="inner"
    )
    both = pl.concat(
        [
            mine.with_columns(
                alone=(pl.col("state") == "PAID") & (pl.col("candidates").list.len() == 1) & pl.col("programme").is_not_null()
            )
            .select("record_id", "alone", family_id="candidates")
            .explode("family_id", empty_as_null=False, keep_nulls=False),
            known.select("record_id", "family_id", alone=pl.lit(value=False)).select("record_id", "alone", "family_id"),
            _on_the_other_card(judged, paid, shared),
            _waiting(judged, paid, namesakes),
            numbered,
        ]
    )
    touched = (
        both.drop_nulls("family_id")
        .sort("family_id", "record_id")
        .group_by("family_id", maintain_order=True)
        .agg(
            pl.col("record_id").unique(maintain_order=True).alias("candidate_rows"),
            pl.col("alone").any().alias("told_by_row"),
            pl.col("record_id").is_in(numbered["record_id"].implode()).all().alias("by_number"),
            pl.col("record_id").is_in(known["record_id"].implode()).all().alias("no_programme"),
        )
    )
    return judged.join(touched, on="family_id", how="left", maintain_order="left").with_columns(
        candidate=pl.col("candidate_rows").is_not_null(),
        told_by_row=pl.col("told_by_row").fill_null(value=False),
        by_number=pl.col("by_number").fill_null(value=False),
        no_programme=pl.col("no_programme").fill_null(value=False),
    )


def grey_payments(rows: pl.DataFrame, resolved: pl.DataFrame, piece: Slice, rules: RulesAt, links: pl.DataFrame) -> pl.DataFrame:
    """Paid rows that are open questions, one row a household: under the one registry family they touch, else under their own.

    Columns as drafts need them (`exclusion.grey_payment`); `alike`: the registry row of the payee's open pair, null where there is none.
    """
    grey = _open_rows(rows.filter(pl.col("state") == "PAID"), resolved)
    one = pl.when(pl.col("candidates").list.len() == 1).then(pl.col("candidates").list.first())
    heads = piece.families.select("family_id", "head_record", home="village_code")
    grey = grey.with_columns(family_id=pl.coalesce(one, "family_id"))
    grey = grey.sort("family_id", "payer", "paid_on", "amount", "name", "nik", "record_id", nulls_last=True)
    out = grey.group_by("family_id", maintain_order=True).agg(
        pl.when(pl.col("amount").is_not_null().any()).then(pl.col("amount").sum()).alias("paid"),
        pl.col("payer").drop_nulls().unique().sort().str.join("+").alias("payer"),
        pl.col("record_id").alias("paid_records"),
        pl.col("record_id").first().alias("paid_row"),
        pl.col("person_id").first(),
        pl.col("village_code").drop_nulls().first(),
        pl.col("span_from").min().alias("due_from"),
        pl.col("span_to").max().alias("due_to"),
    )
    out = out.join(heads, on="family_id", how="left", maintain_order="left")
    pairs = links.filter(pl.col("band") == "REVIEW").join(piece.persons.select(left_id="record_id"), on="left_id", how="semi")
    pairs = pairs.sort("right_id", pl.col("match_weight").neg(), "left_id").unique("right_id", keep="first", maintain_order=True)
    out = out.join(pairs.select(paid_row="right_id", alike="left_id"), on="paid_row", how="left", maintain_order="left")
    return out.with_columns(
        programme=pl.lit(rules.code),
        program=pl.lit(rules.title),
        village_code=pl.coalesce("village_code", "home"),
        rule_id=pl.lit(""),
        legal_basis=pl.lit(""),
    )


def unregistered_visits(inputs: MonthInputs, everyone: pl.DataFrame, resolved: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Households that the last visit calls poor and no registry knows, where a registry covers the area and nothing was paid.

    One row a household. Visits of a person that any snapshot knows, or that is an open question, are left out.
    """
    last = inputs.surveys.join(
        resolved.filter((pl.col("found") == "NO") & pl.col("elsewhere").is_null()), on="record_id", how="inner", maintain_order="left"
    ).sort("family_id", "visited_on", "submitted_at", "name", "nik", "record_id", nulls_last=False)
    last = last.unique("family_id", keep="last", maintain_order=True).filter(pl.col("result") == "LAYAK")
    families = everyone.group_by(pl.col("village_code")).agg(pl.col("family_id").n_unique().alias("n"))
    visited = last.group_by("village_code").agg(pl.len().alias("seen"))
    covered = families.join(visited, on="village_code", how="inner").filter(pl.col("n") >= STRAY_SHARE * pl.col("seen"))
    known_share = resolved.join(inputs.surveys.select("record_id"), on="record_id")
    mostly = known_share.height > 0 and known_share.filter(pl.col("found") == "YES").height * 2 >= known_share.height
    here = pl.col("village_code").is_in(covered["village_code"].drop_nulls().to_list())
    last = last.filter(here | (pl.col("village_code").is_null() & pl.lit(mostly)))
    last = last.filter(~pl.col("village_code").is_in(list(inputs.cut)).fill_null(value=bool(inputs.cut)))
    last = last.filter(pl.col("village_code").fill_null(inputs.settings.area).str.starts_with(inputs.settings.area))
    if judged.width:
        paid = judged.filter(pl.col("n_paid") > 0).select("family_id").unique()
        last = last.join(paid, on="family_id", how="anti", maintain_order="left")
    programme = pl.when(pl.col("programme") != "?").then("programme")
    last = last.with_columns(programme=programme)
    return last.with_columns(s_record="record_id", sound_nik=trusted("nik").is_not_null(), rule_id=pl.lit(""), legal_basis=pl.lit(""))
