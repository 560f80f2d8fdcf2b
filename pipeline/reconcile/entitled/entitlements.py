"""Who was entitled: the dated rules of a programme on the families of the registry in force.

YES and NO are both claims: where the rule needs a fact that nobody states (desil, a component, somebody else's list), the answer is
UNKNOWN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.components import family_components
from pipeline.reconcile.surveys import NOT_FIT

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import Slice
    from schemas.rulebook import RulesAt

FOURTH_LEVEL = 6
"""Position in a Kemendagri code of the digit that tells kelurahan (1), desa (2) and desa adat (3) apart."""

NO_REASON = ""
NO_COMPONENT = "komponen tidak pasti"


def usual_span(rows: pl.DataFrame, rules: RulesAt) -> tuple[str, str, int | None]:
    """The span and due amount that most rows of the programme's pay lists have; the rulebook's own period where there are none."""
    mine = rows.filter(pl.col("programme") == rules.code)
    usual = (
        mine.group_by("span_from", "span_to", "span_due")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .sort(pl.col("n").neg(), "span_from", "span_to", "span_due", nulls_last=True)
        .head(1)
    )
    if usual.is_empty():
        return rules.period_from, rules.period_to, rules.due(rules.period_from, rules.period_to)
    return usual["span_from"][0], usual["span_to"][0], usual["span_due"][0]


def _units(rules: RulesAt, piece: Slice) -> pl.DataFrame:
    """The things that may be entitled: families, or living persons where the programme's unit is a person."""
    families = piece.families.with_columns(programme=pl.lit(rules.code))
    if rules.unit == "family":
        return families.with_columns(person_key=pl.lit(""), person_id=pl.lit(None, dtype=pl.String))
    people = piece.persons.select("person_id", "family_id", own_record="record_id", own_dead="dead")
    people = people.unique("person_id", keep="first", maintain_order=True)
    return (
        people.join(families, on="family_id", how="inner", maintain_order="left")
        .with_columns(
            person_key=pl.col("person_id"),
            head_record=pl.col("own_record"),
            living=pl.when("own_dead").then(0).otherwise(1).cast(pl.Int64),
            members=pl.lit(1, dtype=pl.Int64),
        )
        .drop("own_record", "own_dead")
    )


def _grounds(units: pl.DataFrame, rules: RulesAt) -> pl.DataFrame:
    """Flags: every ground on which the rule says no, and every reason not to know."""
    test = rules.eligibility
    outside = test.criterion == "outside_list"
    level = pl.col("village_code").str.slice(FOURTH_LEVEL, 1)
    forbidden = level.is_in(list(rules.area.forbidden_fourth_level)) if rules.area else pl.lit(value=False)
    above = (pl.col("desil") > test.desil_max) if test.desil_max else pl.lit(value=False)
    job = pl.lit(rules.job is not None)
    alive = pl.col("members").eq(0) | pl.col("living").gt(0)
    return units.with_columns(
        all_dead=~alive,
        by_area=forbidden.fill_null(value=False),
        by_status=alive & (~pl.col("any_active") | pl.col("head_inactive")) & pl.lit(not outside),
        by_desil=above.fill_null(value=False) & pl.lit(not outside),
        by_job=job & (pl.col("job") | (pl.col("result") == "TIDAK_LAYAK_PEKERJAAN").fill_null(value=False)),
        no_desil=pl.lit(test.desil_max is not None and not outside) & pl.col("desil").is_null(),
        by_field=pl.col("result").is_in(NOT_FIT).fill_null(value=False),
        gone_by_field=(pl.col("result") == "MENINGGAL_TUNGGAL").fill_null(value=False),
        outside=pl.lit(outside),
    )


def _verdict(units: pl.DataFrame, rules: RulesAt) -> pl.DataFrame:
    test, area, job = rules.eligibility, rules.area or rules.eligibility, rules.job or rules.eligibility
    no = pl.any_horizontal("all_dead", "by_area", "by_status", "by_desil", "by_job", "gone_by_field", pl.col("conflict_rule").is_not_null())
    unsure = (
        pl.when("outside").then(pl.lit("daftar penerima ditetapkan di luar data sosial"))
        .when("loose").then(pl.lit("orang tanpa nomor KK: keluarganya tidak diketahui"))
        .when("doubled").then(pl.lit("semua anggotanya tercatat juga pada KK lain"))
        .when("no_desil").then(pl.lit("desil tidak diketahui"))
        .when("not_padan").then(pl.lit("belum padan dengan Dukcapil"))
        .when("by_field").then(pl.lit("survei lapangan menyatakan tidak layak"))
        .when("no_component").then(pl.lit(NO_COMPONENT))
        .otherwise(pl.lit(NO_REASON))
    )  # fmt: skip
    ruled = pl.when("by_area").then(pl.lit("area")).when(pl.col("by_job") & ~pl.col("by_status") & ~pl.col("by_desil")).then(pl.lit("job"))
    plain = ~pl.any_horizontal("all_dead", "by_area", "by_status", "by_desil", "by_job", "gone_by_field")
    ground = ruled.when(plain & pl.col("conflict_rule").is_not_null()).then(pl.lit("conflict")).otherwise(pl.lit("test"))

    def part(name: str) -> pl.Expr:
        return (
            pl.when(ground == "area").then(pl.lit(getattr(area, name)))
            .when(ground == "job").then(pl.lit(getattr(job, name)))
            .when(ground == "conflict").then(pl.col(f"conflict_{name}"))
            .otherwise(pl.lit(getattr(test, name)))
        )  # fmt: skip

    return units.with_columns(
        entitled=pl.when(no).then(pl.lit("NO")).when(unsure != NO_REASON).then(pl.lit("UNKNOWN")).otherwise(pl.lit("YES")),
        reason=pl.when(no).then(pl.lit(NO_REASON)).otherwise(unsure),
        rule_id=part("id"),
        legal_basis=part("legal_basis"),
        confidence=part("confidence"),
    )


CONFLICT = {
    "family_id": pl.String,
    "conflict_rule": pl.String,
    "conflict_id": pl.String,
    "conflict_legal_basis": pl.String,
    "conflict_confidence": pl.String,
}


def entitlements_of(
    rules: RulesAt, piece: Slice, field: pl.DataFrame, conflicts: pl.DataFrame, usual: tuple[str, str, int | None]
) -> pl.DataFrame:
    """Judge every family (or person) of the registry in force for one programme; one row a unit, all grounds as columns.

    field: `surveys.field_results` of the programme. conflicts: families paid under a programme that this one may not join (columns
    `CONFLICT`, one row a family). usual: span and due of the pay lists. The due amount is for the whole payment period; PKH gives the range
    `due_low`–`due_high` and a `due` only where both are equal.
    """
    units = _units(rules, piece)
    units = units.join(field.drop("programme", "died_on"), on="family_id", how="left", maintain_order="left")
    units = units.join(conflicts, on="family_id", how="left", maintain_order="left")
    first, last, flat = usual
    if rules.amount.components is not None:
        parts = family_components(piece.persons, rules)
        units = units.join(parts, on="family_id", how="left", maintain_order="left")
        units = units.with_columns(due_low=pl.col("low").fill_null(0), due_high=pl.col("high").fill_null(0)).drop("low", "high")
        sure = (pl.col("due_low") == pl.col("due_high")) & (pl.col("due_low") > 0)  # no component known is not "Rp0 due"
        units = units.with_columns(due=pl.when(sure).then(pl.col("due_low")))
    else:
        amount = pl.lit(flat, dtype=pl.Int64)
        units = units.with_columns(components=pl.lit(0, dtype=pl.Int64), due_low=amount, due_high=amount, due=amount)
    needs = rules.eligibility.needs_component
    units = units.with_columns(
        no_component=(pl.col("components").fill_null(0) == 0) & pl.lit(needs), due_from=pl.lit(first), due_to=pl.lit(last)
    )
    return _verdict(_grounds(units, rules), rules)
