"""Link a month's pay lists and surveys to the registry, person by person.

When to reach for it: from `pipeline.month`. Registry rows of one person (several snapshots) count once; identical payee
rows are linked once and share the result. The invariants: a right record has at most one MATCH; with two about equally
good registry persons it has REVIEW pairs only; judgements outrank scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.link.at_home import settled_at_home, without_chance_numbers
from pipeline.link.explain import explain
from pipeline.link.judgements import DIFFERENT, SAME
from pipeline.link.masked_numbers import with_seen
from pipeline.link.params import LinkSettings
from pipeline.link.people import link_people
from pipeline.link.prepare import Stacked, person_comparisons
from pipeline.link.same_person import same_person
from pipeline.link.slips import known_by_slip
from pipeline.words.spellings import are_two, spellings
from schemas import tables
from schemas.codes import Band

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.link.explain import Explanation
    from pipeline.link.weights import Model

_IDENTITY = (
    "nik", "nik_known", "nik_seen", "no_kk", "kk_seen", "name", "sex", "birth_date", "birth_year", "birth_place", "mother_name", "address",
    "rt", "rw", "village_code", "village_name",
)  # fmt: skip


def link_month(
    registry: pl.DataFrame,
    disbursements: pl.DataFrame,
    surveys: pl.DataFrame,
    judgements: pl.DataFrame | None = None,
    *,
    settings: LinkSettings | None = None,
    models: Mapping[str, Model] | None = None,
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Links of paid and visited persons to registry persons, and a report per source.

    registry may hold several snapshots; `left_id` is the row that stands for the person (newest snapshot). judgements:
    left_id and right_id (record ids) or left_record and right_record (`file|sheet|row`), and `judgement`
    (ORANG_SAMA / ORANG_BERBEDA). models: per source a model of an earlier month (report["…"]["model"], or table link_models) to
    weigh by; without, each is trained on these lists. Result: schemas.tables.Links, sorted by source, right record, left record.
    """
    settings = settings or LinkSettings()
    registry = with_seen(known_by_slip(registry, pl.concat([disbursements["nik"], surveys["nik"]])))
    people, home = registry_people(registry)
    told = _by_id(judgements, registry, disbursements, surveys)
    found: list[pl.DataFrame] = []
    report: dict[str, Any] = {"registry_rows": registry.height, "registry_persons": people.height}
    for source, frame in (("disbursement", disbursements), ("survey", surveys)):
        if people.height == 0 or frame.height == 0:
            report[source] = {"rows": frame.height, "match": 0, "review": 0}
            continue
        group = _identities(with_seen(known_by_slip(frame, people["nik"])))
        payees = group.unique("payee", keep="first", maintain_order=True).drop("payee")
        judged = _judged(told, home, dict(group.select("record_id", "payee").rows()))
        linkage = link_people(people, payees, settings=settings, mode="many_to_one", judgements=judged, model=(models or {}).get(source))
        pairs = _otherwise_spelt(without_chance_numbers(linkage.pairs), people, payees)
        pairs = settled_at_home(pairs, people, payees)
        pairs = _on_the_card(pairs, registry, payees, home)
        found.append(_as_links(pairs, source, registry, frame, group))
        report[source] = {"rows": frame.height, "identities": payees.height, "model": linkage.model.to_json(), **linkage.report}
    if not found:
        return tables.empty(tables.Links), report
    links = _kept_apart(pl.concat(found), told, home).sort("right_source", "right_record", "left_record", "left_id", "right_id")
    return tables.conform(links, tables.Links), report


def explain_link(registry: pl.DataFrame, frame: pl.DataFrame, pair: tuple[str, str], model: Model) -> Explanation | None:
    """The waterfall of one link of a month: what each field added to its weight, under the model the month linked with.

    registry: the rows in force, as `link_month` had them; frame: the pay or survey rows; pair: `left_id`, `right_id` of the link. None
    where a record does not stand in the frames, or the model speaks of other fields.
    """
    registry = with_seen(known_by_slip(registry, frame["nik"]))
    people, home = registry_people(registry)
    group = _identities(with_seen(known_by_slip(frame, people["nik"])))
    payees = group.unique("payee", keep="first", maintain_order=True)
    left, right = home.get(pair[0]), dict(group.select("record_id", "payee").rows()).get(pair[1])
    stacked = Stacked(people, payees.drop("payee"))
    comparisons = person_comparisons(stacked)
    if left is None or right is None or tuple(c.spec.name for c in comparisons) != tuple(f.name for f in model.fields):
        return None
    for comparison in comparisons:
        comparison.count(people.height)
    ids = stacked.column("record_id").to_list()
    return explain(model, comparisons, ids.index(left), ids.index(right, people.height))


def registry_people(registry: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """One row a registry person, gaps of its newest row filled from older ones, and for each record the row that stands for it."""
    if registry.height == 0:
        return registry, {}
    newest_first = pl.col("snapshot").rank("dense", descending=True)
    person = same_person(registry, "family_id", newest_first)
    work = registry.with_columns(person=person)
    home = dict(zip(registry["record_id"].to_list(), person.to_list(), strict=True))
    if person.n_unique() == registry.height:
        return registry, home
    work = work.sort(pl.col("record_id") != pl.col("person"), newest_first, "record_id", maintain_order=True)
    kept = [c for c in _IDENTITY if c in work.columns]
    people = work.group_by("person", maintain_order=True).agg(
        pl.col("family_id").first(), *(pl.col(c).drop_nulls().first().alias(c) for c in kept)
    )
    return people.rename({"person": "record_id"}), home


def _identities(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with `payee`: the lowest record_id among rows whose person columns are all equal."""
    kept = [c for c in _IDENTITY if c in frame.columns]
    work = frame.select("record_id", *kept).sort("record_id")
    return work.with_columns(payee=pl.col("record_id").first().over(kept))


def _by_id(judgements: pl.DataFrame | None, *frames: pl.DataFrame) -> pl.DataFrame | None:
    """Decisions by record ids; those about a record of no frame are left out."""
    if judgements is None or judgements.height == 0:
        return None
    work = judgements
    if "left_id" not in work.columns:
        place: dict[str, str] = {}
        for frame in frames:
            place |= dict(frame.select(tables.located().alias("at"), "record_id").rows())
        work = work.with_columns(
            left_id=pl.col("left_record").replace_strict(place, default=None, return_dtype=pl.String),
            right_id=pl.col("right_record").replace_strict(place, default=None, return_dtype=pl.String),
        )
    work = work.filter(pl.col("judgement").is_in([SAME, DIFFERENT]) & pl.col("left_id").is_not_null() & pl.col("right_id").is_not_null())
    return work.select("left_id", "right_id", "judgement")


def _judged(told: pl.DataFrame | None, home: dict[str, str], payee: dict[str, str]) -> pl.DataFrame | None:
    """Decisions in terms of the rows that are linked. One payee with contradicting decisions keeps both: that forbids."""
    if told is None:
        return None
    stands = home | payee
    rows = [(stands.get(a, a), stands.get(b, b), said) for a, b, said in told.rows()]
    return pl.DataFrame(rows, schema={"left_id": pl.String, "right_id": pl.String, "judgement": pl.String}, orient="row")


def _kept_apart(links: pl.DataFrame, told: pl.DataFrame | None, home: dict[str, str]) -> pl.DataFrame:
    """Links in which two rows that a verifier told apart, a pay row and a visit say, are not both one registry person by themselves.

    Each source is linked alone, so none of the two is known to be the wrong one: both are for review, but for a link that he confirmed.
    """
    if told is None:
        return links
    held = links.select("right_id", "band", person=pl.col("left_id").replace(home))
    held = held.filter(pl.col("band") == str(Band.MATCH)).drop("band").unique()
    both = told.filter(pl.col("judgement") == DIFFERENT).join(held, left_on="left_id", right_on="right_id")
    both = both.join(held, left_on=["right_id", "person"], right_on=["right_id", "person"])
    same = told.filter(pl.col("judgement") == SAME)
    said = pl.concat([same.select(row=one, person=pl.col(other).replace(home)) for one, other in _BOTH_WAYS])
    apart = (
        pl.concat([both.select(row=one, person="person") for one, _ in _BOTH_WAYS]).unique().join(said, on=["row", "person"], how="anti")
    )
    doubted = apart.select(right_id="row", _person="person", _doubted=pl.lit(value=True))
    links = links.with_columns(_person=pl.col("left_id").replace(home)).join(
        doubted, on=["right_id", "_person"], how="left", maintain_order="left"
    )
    band = (
        pl.when(pl.col("_doubted").fill_null(value=False) & (pl.col("band") == str(Band.MATCH)))
        .then(pl.lit(str(Band.REVIEW)))
        .otherwise("band")
    )
    return links.with_columns(band=band).drop("_person", "_doubted")


_BOTH_WAYS = (("left_id", "right_id"), ("right_id", "left_id"))


def _otherwise_spelt(pairs: pl.DataFrame, people: pl.DataFrame, payees: pl.DataFrame) -> pl.DataFrame:
    """Pairs in which a payee of one open pair with his NIK matches where his name is but another spelling (KAHIRUL, KHAIRUL; MUHDWI).

    Comparison keys hide such slips (KH is H); beside an equal NIK and no other birth date variants of a name are the same (DOMAIN §6.2).
    """
    open_ = (pl.col("band") == str(Band.REVIEW)) & (pl.col("verdict_nik") == "=") & (pl.col("verdict_birth_date") != "≠")
    alone = open_ & ((pl.col("verdict_nik") == "=").sum().over("right_id") == 1)
    left = people.select(left_id="record_id", l="name")
    right = payees.select(right_id="record_id", r="name")
    named = pairs.select("left_id", "right_id", alone=alone).with_row_index().filter("alone")
    named = named.join(left, on="left_id").join(right, on="right_id").sort("index")
    if named.is_empty():
        return pairs
    both = zip(spellings(named["l"]), spellings(named["r"]), strict=True)
    same = [bool(one[0] and two[0]) and not are_two(one, two, two_people=False) for one, two in both]
    spelt = pl.int_range(pl.len()).is_in(named.filter(pl.Series(same, dtype=pl.Boolean))["index"].implode())
    return pairs.with_columns(band=pl.when(spelt).then(pl.lit(str(Band.MATCH))).otherwise("band"))


def _on_the_card(pairs: pl.DataFrame, registry: pl.DataFrame, payees: pl.DataFrame, home: dict[str, str]) -> pl.DataFrame:
    """Pairs in which a person who stands in the registry more than once is named by the row of the card that the payee's row carries.

    Ties: the lower record id. Nothing else of a pair changes: it is the same person.
    """
    stands = pl.col("record_id").replace_strict(home, default=None, return_dtype=pl.String)
    rows = registry.with_columns(left_id=stands).filter(pl.len().over("left_id") > 1).drop_nulls("no_kk")
    if rows.is_empty():
        return pairs
    rows = rows.sort("record_id").unique(["left_id", "no_kk"], keep="first", maintain_order=True)
    cards = payees.select("no_kk", right_id="record_id").drop_nulls()
    said = pairs.select("left_id", "right_id").join(cards, on="right_id").join(rows, on=["left_id", "no_kk"])
    said = said.select("left_id", "right_id", row="record_id")
    named = pairs.join(said, on=["left_id", "right_id"], how="left", maintain_order="left")
    other = (pl.col("row") != pl.col("left_id")).fill_null(value=False)
    return named.with_columns(
        left_id=pl.coalesce("row", "left_id"), verdict_no_kk=pl.when(other).then(pl.lit("=")).otherwise("verdict_no_kk")
    ).drop("row")


def _as_links(pairs: pl.DataFrame, source: str, registry: pl.DataFrame, frame: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    where_left = registry.select(left_id="record_id", left_record=tables.located())
    where_right = frame.select("record_id", right_record=tables.located())
    rows = group.select("record_id", "payee").rename({"payee": "right_id"})
    return (
        pairs.join(rows, on="right_id", how="inner")
        .drop("right_id")
        .rename({"record_id": "right_id"})
        .join(where_left, on="left_id", how="left")
        .join(where_right, left_on="right_id", right_on="record_id", how="left")
        .with_columns(left_source=pl.lit("registry"), right_source=pl.lit(source))
        .select(list(tables.polars_schema(tables.Links)))
    )
