"""Error rates per programme and area, each with its unit, what was divided, and bounds from what is unknown.

Auditors' definitions (DOMAIN §7.1), E entitled, R paid, over one unit, area, programme and month:

- exclusion_error (undercoverage) = entitled and not paid / entitled. 0 = everyone was paid, 1 = nobody was.
- inclusion_error = paid and not entitled / paid. 0 = every payment was right, 1 = none was. leakage: the same in rupiah.
- coverage = entitled and paid / entitled. quota = entitled and on no list / entitled: not a failed payment.

Operators' own sense (`*_petugas`), over visits that say something: inclusion = paid and judged not eligible / paid and judged; exclusion =
not paid and judged eligible / not paid and judged.

numerator counts what is shown; unknown what may or may not belong to it; low = numerator / denominator, high = (numerator + unknown) /
denominator. The rate is low; null where nothing can be divided (nobody paid: inclusion error is undefined, not 0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.entitled.ages import completed_years
from pipeline.reconcile.surveys import SAYS
from schemas import tables
from schemas.answers import PROPOSED
from schemas.months import first_day

if TYPE_CHECKING:
    from pipeline.reconcile import MonthInputs, Reconciled

UNIT = ["programme", "family_id", "person"]
METHOD = "batas dari yang belum diketahui"
WHOLE = "Seluruh wilayah"
MISSED = ("EE-BB", "EE-RK")
"""Kinds that say of an entitled family that nothing reached it: as many as an exclusion error counts."""


def _flag(cases: pl.DataFrame, kinds: pl.Expr, name: str, person: pl.Expr) -> pl.DataFrame:
    """Units that have a case of these kinds (a resolved case of an earlier month is none, nor a question that a person has answered)."""
    answered = (pl.col("kind") == "BD-00") & (pl.col("status") == "SELESAI_PUTUSAN")
    hit = cases.filter(kinds & (pl.col("status") != "SELESAI_DATA") & ~answered)
    return hit.select("programme", "family_id", person=person.fill_null("")).unique().with_columns(pl.lit(value=True).alias(name))


def _known_exclusions(inputs: MonthInputs, payments: pl.DataFrame, person: pl.Expr) -> pl.DataFrame:
    ground = inputs.disbursements.filter(pl.col("exclusion_ground").is_not_null()).select("record_id")
    out = payments.filter(pl.col("state") == "EXCLUDED").join(ground, on="record_id", how="semi")
    return out.select("programme", "family_id", person=person.fill_null("")).unique().with_columns(set_aside=pl.lit(value=True))


def units(judged: Reconciled, inputs: MonthInputs) -> pl.DataFrame:
    """One row per programme and unit that is entitled or paid: flags entitled, paid, wrong, unpaid, unknown, listed, rupiah, desil,
    village.

    `paid` counts every household with a PAID row, grey pairs too (then `grey`: whether it is right cannot be told).
    """
    person_programmes = judged.entitlements.filter(pl.col("person_id").is_not_null())["programme"].unique().to_list()
    person = pl.when(pl.col("programme").is_in(person_programmes)).then(pl.col("person_id")).otherwise(pl.lit(""))
    entitled = judged.entitlements.with_columns(person=pl.col("person_id").fill_null("")).select(
        *UNIT, "entitled", "assessable", "desil", "listed", home="village_code"
    )
    paid_rows = judged.payments.filter(pl.col("state") == "PAID").with_columns(person=person)
    paid = paid_rows.group_by(UNIT).agg(
        pl.col("amount").sum().alias("rupiah"),
        pl.col("village_code").drop_nulls().sort().first().alias("paid_in"),
        (pl.col("in_registry") == "UNKNOWN").all().alias("grey"),
    )
    cases = judged.cases
    kind = pl.col("kind")
    return (
        entitled.join(paid, on=UNIT, how="full", coalesce=True)
        .join(_flag(cases, kind.str.starts_with("IE-"), "wrong", person), on=UNIT, how="left")
        .join(_flag(cases, kind.is_in(MISSED), "missed", person), on=UNIT, how="left")
        .join(_flag(cases, kind == "BD-00", "open", person), on=UNIT, how="left")
        .join(_known_exclusions(inputs, judged.payments, person), on=UNIT, how="left")
        .with_columns(
            village_code=pl.coalesce("home", "paid_in"),
            paid=pl.col("rupiah").is_not_null(),
            entitled=pl.col("entitled").fill_null("UNKNOWN"),
            unit=pl.when(pl.col("programme").is_in(person_programmes)).then(pl.lit("person")).otherwise(pl.lit("family")),
            **{name: pl.col(name).fill_null(value=False) for name in ("wrong", "missed", "open", "set_aside", "grey", "assessable")},
        )
        .sort(UNIT)
    )


def _counts(of: pl.DataFrame) -> pl.DataFrame:
    """Numerator, unknown and denominator of the auditors' measures per programme and village."""
    yes, paid = pl.col("entitled") == "YES", pl.col("paid")
    shown = yes & ~paid & pl.col("missed") & ~pl.col("open") & ~pl.col("set_aside")
    untold = yes & ~paid & ~shown
    wrong = paid & pl.col("wrong")
    doubt = paid & ~wrong & (pl.col("grey") | pl.col("open") | (pl.col("entitled") == "UNKNOWN"))
    quota = shown & (pl.col("listed") == "NO")
    quota_untold = (shown & (pl.col("listed") == "UNKNOWN")) | untold
    money = pl.col("rupiah").fill_null(0)
    zero = pl.lit(0)
    measures: tuple[tuple[str, str | None, pl.Expr, pl.Expr, pl.Expr], ...] = (
        ("exclusion_error", None, shown.sum(), untold.sum(), yes.sum()),
        ("inclusion_error", None, wrong.sum(), doubt.sum(), paid.sum()),
        ("leakage", "rupiah", money.filter(wrong).sum(), money.filter(doubt).sum(), money.filter(paid).sum()),
        ("coverage", None, (yes & paid).sum(), untold.sum(), yes.sum()),
        ("quota", None, quota.sum(), quota_untold.sum(), yes.sum()),
    )
    grouped = of.group_by("programme", "unit", "village_code").agg(
        pl.struct(numerator=top.cast(pl.Int64), unknown=(rest + zero).cast(pl.Int64), denominator=bottom.cast(pl.Int64)).alias(name)
        for name, _, top, rest, bottom in measures
    )
    parts = [
        grouped.select(
            "programme", "village_code", definition=pl.lit(name), unit=pl.lit(unit) if unit else pl.col("unit"), counts=pl.col(name)
        )
        for name, unit, *_ in measures
    ]
    return pl.concat(parts).unnest("counts")


def _operators(of: pl.DataFrame, inputs: MonthInputs) -> pl.DataFrame:
    """The operators' before–after measures from the latest visit of each family that says something; proposals are no sample."""
    mine = inputs.members.filter((pl.col("source") == "survey") & pl.col("link_band").eq_missing("MATCH")).select("record_id", "family_id")
    visits = inputs.surveys.join(mine, on="record_id", how="inner").filter(pl.col("result").is_in(SAYS))
    visits = visits.filter(pl.col("told_by").is_null())  # another office's list has visited nobody
    visits = visits.filter(pl.col("result_raw").ne_missing(PROPOSED))
    visits = visits.sort("family_id", "visited_on", "submitted_at", "record_id", nulls_last=False)
    visits = visits.unique("family_id", keep="last", maintain_order=True).select("family_id", "result", named="programme")
    seen = of.join(visits, on="family_id", how="inner").filter(pl.col("named").is_null() | (pl.col("named") == pl.col("programme")))
    not_eligible = pl.col("result") != "LAYAK"
    replaced = pl.col("result") == "MENINGGAL_ADA_AHLI"
    paid = pl.col("paid")
    zero = pl.lit(0, dtype=pl.Int64)
    parts = []
    for name, top, bottom in (
        ("inclusion_error_petugas", paid & not_eligible & ~replaced, paid),
        ("exclusion_error_petugas", ~paid & ~not_eligible, ~paid),
    ):
        parts.append(
            seen.group_by("programme", "unit", "village_code")
            .agg(numerator=top.sum().cast(pl.Int64), unknown=zero, denominator=bottom.sum().cast(pl.Int64))
            .with_columns(definition=pl.lit(name))
        )
    columns = ["programme", "village_code", "definition", "unit", "numerator", "unknown", "denominator"]
    return pl.concat(parts).select(columns)


def with_rate(counts: pl.DataFrame) -> pl.DataFrame:
    """`rate`, `low`, `high` of counts; null where the denominator is 0."""
    bottom = pl.when(pl.col("denominator") > 0).then(pl.col("denominator"))
    low = pl.col("numerator") / bottom
    high = ((pl.col("numerator") + pl.col("unknown")) / bottom).clip(upper_bound=1.0)
    return counts.with_columns(rate=low, low=low, high=high, method=pl.lit(METHOD))


def village_names(inputs: MonthInputs) -> pl.DataFrame:
    """The most frequent name of each village code (ties: first in the alphabet)."""
    rows = pl.concat(
        [frame.select("village_code", "village_name") for frame in (inputs.registry, inputs.families, inputs.disbursements)]
    ).drop_nulls()
    named = rows.group_by("village_code", "village_name").agg(pl.len().alias("n"))
    return (
        named.sort("village_code", "n", "village_name", descending=[False, True, False])
        .unique("village_code", keep="first", maintain_order=True)
        .select("village_code", area_name="village_name")
    )


def _shared_digits(codes: list[str]) -> str:
    """The leading digits that all codes share."""
    first, last = min(codes, default=""), max(codes, default="")
    same = [a == b for a, b in zip(first, last, strict=False)]
    return first[: same.index(False)] if False in same else first


def rates(judged: Reconciled, inputs: MonthInputs) -> pl.DataFrame:
    """`tables.Rates`: every measure per programme and kelurahan, and for the whole area.

    The whole area's code is the office's own (`settings.area`), else the digits that all villages share.
    """
    if judged.entitlements.is_empty() and judged.payments.is_empty():
        return tables.empty(tables.Rates)
    of = units(judged, inputs)
    known = set(judged.entitlements["programme"].unique())
    of = of.filter(pl.col("programme").is_in(sorted(known)))
    counts = pl.concat([_counts(of), _operators(of, inputs)])
    codes = [c for c in counts["village_code"].drop_nulls().unique().to_list() if c]
    whole = inputs.settings.area or _shared_digits(codes)
    total = counts.group_by("programme", "definition", "unit").agg(pl.col("numerator", "unknown", "denominator").sum())
    total = total.with_columns(village_code=pl.lit(whole)).select(counts.columns)
    by_village = counts.filter(pl.col("village_code").is_not_null() & (pl.col("village_code") != whole))
    out = with_rate(pl.concat([by_village, total])).join(village_names(inputs), on="village_code", how="left")
    out = out.rename({"village_code": "area_code"}).with_columns(
        period=pl.lit(inputs.period),
        area_name=pl.when(pl.col("area_code") == whole).then(pl.lit(WHOLE)).otherwise(pl.coalesce("area_name", "area_code")),
    )
    return tables.conform(out, tables.Rates).sort(pl.col("area_code").str.len_chars(), "area_code", "programme", "definition", "unit")


def _band(age: pl.Expr) -> pl.Expr:
    return (
        pl.when(age < 18).then(pl.lit("0-17")).when(age < 40).then(pl.lit("18-39")).when(age < 60).then(pl.lit("40-59"))
        .when(age >= 60).then(pl.lit("60+")).otherwise(pl.lit("tidak diketahui"))
    )  # fmt: skip


def breakdown(judged: Reconciled, inputs: MonthInputs) -> pl.DataFrame:
    """The auditors' measures by sex and age of the family's head: programme, group (`sex`/`age`), value, and the columns of a rate.

    Where a person is paid, by her own sex and age. Age in completed years on the first day of the month. Who stands without a head
    (or a date) in the registry counts under "tidak diketahui". Units stay families (persons only where the programme's is).
    """
    of = units(judged, inputs)
    own = inputs.members.filter(pl.col("source") == "registry").select("record_id", of_person="person_id")
    people = (
        inputs.registry.join(own, on="record_id", how="left", maintain_order="left")
        .sort("family_id", "snapshot", "birth_date", "nik", "record_id", nulls_last=True)
        .with_columns(band=_band(completed_years(pl.col("birth_date"), first_day(inputs.period))))
    )
    heads = people.filter(pl.col("relationship") == "KEPALA").unique("family_id", keep="last", maintain_order=True)
    selves = people.unique("of_person", keep="last", maintain_order=True)
    of = of.join(heads.select("family_id", h_sex="sex", h_age="band"), on="family_id", how="left")
    of = of.join(selves.select(person="of_person", p_sex="sex", p_age="band"), on="person", how="left")
    person = pl.col("unit") == "person"
    of = of.with_columns(pl.when(person).then(f"p_{name}").otherwise(f"h_{name}").alias(name) for name in ("sex", "age"))
    parts = []
    for group in ("sex", "age"):
        some = of.with_columns(village_code=pl.col(group).fill_null("tidak diketahui"))
        counts = _counts(some).rename({"village_code": "value"}).with_columns(group=pl.lit(group))
        parts.append(with_rate(counts))
    columns = ["programme", "group", "value", "definition", "unit", "numerator", "unknown", "denominator", "rate", "low", "high"]
    return pl.concat(parts).select(columns).sort(columns[:5])


def cgh(judged: Reconciled, inputs: MonthInputs, desil: int = 4) -> pl.DataFrame:
    """Coady–Grosh–Hoddinott per programme: share of the rupiah that reaches families up to `desil`, over their share of all families.

    1 = no targeting, above 1 = the poor get more than their share. Families without a known desil are left out and counted (`unknown`).
    Returns programme, poor_rupiah, all_rupiah, poor_families, all_families, unknown, cgh (null where nothing was paid or no desil is
    known).
    """
    of = units(judged, inputs).filter(pl.col("unit") == "family")
    money, poor, known = pl.col("rupiah").fill_null(0), pl.col("desil") <= desil, pl.col("desil").is_not_null()
    out = of.group_by("programme").agg(
        poor_rupiah=money.filter(poor).sum(),
        all_rupiah=money.filter(known).sum(),
        poor_families=poor.sum().cast(pl.Int64),
        all_families=known.sum().cast(pl.Int64),
        unknown=(~known).sum().cast(pl.Int64),
    )
    share = (pl.col("poor_rupiah") / pl.col("all_rupiah")) / (pl.col("poor_families") / pl.col("all_families"))
    fits = (pl.col("all_rupiah") > 0) & (pl.col("poor_families") > 0)
    return out.with_columns(cgh=pl.when(fits).then(share)).sort("programme")
