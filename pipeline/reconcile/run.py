"""The judgement of one month, step by step: registry in force, who is who in it, entitlement, money, coverage, cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.doubt import desil_held, rows_not_asked, rows_of_short_villages, rows_of_strangers
from pipeline.reconcile.case.cases import assemble, settle
from pipeline.reconcile.case.chance import with_chance
from pipeline.reconcile.case.drafts import EMPTY
from pipeline.reconcile.case.evidence import with_doors
from pipeline.reconcile.case.life import decided_away, gone, with_life
from pipeline.reconcile.case.told import can_be_told
from pipeline.reconcile.entitled.components import members_in_equal_rows
from pipeline.reconcile.entitled.deaths import dead_payees
from pipeline.reconcile.entitled.either import one_of_each_pair, paid_around, with_around
from pipeline.reconcile.entitled.entitlements import CONFLICT, entitlements_of, usual_span
from pipeline.reconcile.entitled.facts import family_facts
from pipeline.reconcile.entitled.in_force import registry_in_force, with_person_ids
from pipeline.reconcile.entitled.registers import with_told
from pipeline.reconcile.inputs import UNSEEN, Closing, Reconciled, trusted
from pipeline.reconcile.judged import judge
from pipeline.reconcile.kinds.duplicates import excluding_pair, paid_twice
from pipeline.reconcile.kinds.exclusion import exclusion, grey_payment, new_poor
from pipeline.reconcile.kinds.identity import all_rows, identity
from pipeline.reconcile.kinds.inclusion import inclusion
from pipeline.reconcile.kinds.mentioned import named_elsewhere, with_named
from pipeline.reconcile.kinds.open_questions import by_name_alone, grey_payments, mark_candidates, unregistered_visits
from pipeline.reconcile.kinds.recovery import with_proposals
from pipeline.reconcile.kinds.shortfall import shortfall
from pipeline.reconcile.kinds.splits import shared_people, split_cards, suspicious_pairs, two_cards_one_family, with_doubled
from pipeline.reconcile.paid.chain import money_chain, with_broken_link
from pipeline.reconcile.paid.coverage import coverage_of, missing_files, silent_rivals
from pipeline.reconcile.paid.money import UNIT, family_rows, flat_due, listed_only, unit_money
from pipeline.reconcile.paid.payments import OPEN, instalments_alone, net_of_retur, payments_table, rows_of_month, told_once, with_spans
from pipeline.reconcile.paid.quarters import unheard_quarters
from pipeline.reconcile.paid.receipts import with_receipts
from pipeline.reconcile.paid.retold import retold
from pipeline.reconcile.paid.witnesses import marked_families, marked_recipients, named_recipients, without_their_list
from pipeline.reconcile.resolve import WANTED, resolve, settled_by_number
from pipeline.reconcile.surveys import field_receipts, field_results, visits_by_family
from schemas import tables
from schemas.months import shift

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from pipeline.reconcile.inputs import MonthInputs, Slice
    from schemas.rulebook import Rulebook, RulesAt


_CLOSED = 0.5
"""Rows of a closing list to those of the pay lists of a village from which it is the village's list."""

_VILLAGE, _ALONE = 20, 0.9
"""From so many families on, of which this share has one member, a registry lists the heads of a village alone."""


@dataclass(frozen=True)
class _Seen:
    """One slice of the registry and what was carried to it."""

    piece: Slice
    resolved: pl.DataFrame  # pay rows and visits
    listed: pl.DataFrame  # pay and closing rows of the month
    rows: pl.DataFrame  # the same with their family
    money: pl.DataFrame
    visits: pl.DataFrame
    shared: pl.DataFrame  # persons on two cards
    strange: pl.Series  # record_id of pay rows of lists of whose payees the registry knows next to none
    namesakes: pl.DataFrame  # pay rows of a bare name, and the families that hold it
    short: pl.Series  # record_id of pay rows of villages whose registry seems to be cut
    named: pl.DataFrame  # families and payees whom a list names where nothing is taken from it
    marks: pl.DataFrame  # families with the programmes that the registry says they receive
    around: pl.DataFrame  # families paid in months beside, under a programme that excludes another


def _in_play(rows: pl.DataFrame, inputs: MonthInputs, rulebook: Rulebook) -> list[RulesAt]:
    """Programmes of the month: those with rows, those a sender is expected for, those paid in the last three months."""
    codes = set(rows["programme"].drop_nulls().unique())
    codes |= {e.programme for e in inputs.settings.expected if e.holds(inputs.period)}
    known = (pl.col("period") < inputs.period) | pl.col("village_code").is_not_null()  # of the month itself: a list that is gone
    codes |= set(inputs.senders_seen.filter(known)["programme"].drop_nulls().unique())
    found = [rulebook.at(code, inputs.period) for code in sorted(codes)]
    return [rules for rules in found if rules is not None]


def _see(inputs: MonthInputs, everyone: pl.DataFrame, rows: pl.DataFrame, closing: Closing, codes: list[str], rulebook: Rulebook) -> _Seen:
    piece, family_file = registry_in_force(everyone, inputs.families, closing, inputs.period)
    piece = family_facts(with_told(piece, inputs), family_file)
    shared = shared_people(piece)
    piece = with_doubled(piece, shared)
    asked = pl.concat([rows.select(WANTED), inputs.surveys.select(WANTED)])
    resolved = resolve(asked, piece, inputs.links, inputs.members, everyone)
    rows = retold(told_once(instalments_alone(net_of_retur(rows, resolved), resolved), resolved), resolved)
    mine = rows.filter(pl.col("programme").is_in(codes))
    mine = family_rows(mine, resolved, rulebook, inputs.period)
    for rules in (rulebook.at(code, inputs.period) for code in codes):
        if rules is not None and rules.amount.components:
            mine = members_in_equal_rows(mine, piece.persons, rules)
    money = flat_due(unit_money(mine), rulebook, inputs.period)
    visits = visits_by_family(inputs.surveys, resolved, codes)
    return _Seen(
        piece,
        resolved,
        rows,
        mine,
        money,
        visits,
        shared,
        strange=pl.concat(
            [rows_of_strangers(rows, everyone), rows_not_asked(rows, everyone, resolved.filter(pl.col("found") == "YES")["record_id"])]
        ),
        namesakes=by_name_alone(rows, resolved, piece),
        short=rows_of_short_villages(rows, everyone, inputs.cut),
        named=named_elsewhere(rows, resolved, piece, inputs.mentions),
        marks=marked_families(inputs.registry, piece.persons),
        around=paid_around(inputs, piece, everyone, rulebook),
    )


def _closing(rules: RulesAt, rows: pl.DataFrame) -> Closing:
    """When the list of a programme was closed: by the rulebook, or earlier where its lists pay a longer period that began before.

    Sembako of 2024 was paid monthly or for a quarter, as the list says: what a quarter's list pays was settled when the quarter began.
    """
    began = usual_span(rows, rules)[0]
    own = shift(began, (rules.schedule.closing_month or 1) - 1)
    return Closing(min(own, rules.closing) if began < rules.period_from else rules.closing, rules.eligibility.registry_kind)


def _paid_elsewhere(rules: RulesAt, rulebook: Rulebook, lists: Mapping[str, pl.DataFrame], period: str) -> pl.DataFrame:
    """Families paid under a programme that may not stand beside this one, and not paid under this one. lists: rows by programme."""
    parts = [pl.DataFrame(schema=CONFLICT)]
    paid = {
        code: rows.filter((pl.col("state") == "PAID") & (pl.col("list_kind") == "disbursement")).select("family_id").unique()
        for code, rows in lists.items()
    }
    for keeps, joins, rule in rulebook.conflicts(period):
        other = {keeps: joins, joins: keeps}.get(rules.code, "")
        if other in paid:
            parts.append(
                paid[other]
                .join(paid[rules.code], on="family_id", how="anti")
                .with_columns(
                    conflict_rule=pl.lit(rule.id),
                    conflict_id=pl.lit(rule.id),
                    conflict_legal_basis=pl.lit(rule.legal_basis),
                    conflict_confidence=pl.lit(rule.confidence),
                )
            )
    return pl.concat(parts).sort("family_id", "conflict_rule").unique("family_id", keep="first", maintain_order=True)


def _possible(rows: pl.DataFrame, piece: Slice, rules: RulesAt) -> pl.DataFrame:
    """Rows of a programme but those where it cannot be paid at all: an impossible payment takes no other claim away."""
    if rules.area is None:
        return rows
    homes = piece.families.select("family_id", home="village_code")
    level = pl.coalesce("village_code", "home").str.slice(6, 1)
    barred = level.is_in(list(rules.area.forbidden_fourth_level)).fill_null(value=False)
    return rows.join(homes, on="family_id", how="left").filter(~barred).drop("home")


def _where_paid(rows: pl.DataFrame, resolved: pl.DataFrame, piece: Slice) -> pl.DataFrame:
    """payer, village_code of each pay row of a programme: the row's own village where the registry has it, else its family's (a list may
    write a village under its new kecamatan, and the registry under the old one)."""
    homes = piece.families.select("family_id", home="village_code")
    pays = rows.filter(pl.col("list_kind") == "disbursement").join(resolved.select("record_id", "family_id"), on="record_id", how="left")
    known = pl.col("village_code").is_in(homes["home"].drop_nulls().unique().implode())
    village = pl.when(known).then(pl.col("village_code")).otherwise(pl.coalesce("home", "village_code"))
    return pays.join(homes, on="family_id", how="left").select("payer", village_code=village)


def _extract(rules: RulesAt, seen: _Seen) -> bool:
    """Whether the registry holds the poorest alone, up to a desil below the programme's ceiling: who is not there may stand above it."""
    ceiling, held = rules.eligibility.desil_max, desil_held(seen.piece.families)
    return ceiling is not None and held is not None and held < ceiling


def _closed_villages(rules: RulesAt, seen: _Seen) -> pl.DataFrame:
    """Villages that a closing list of the programme covers: village_code, closing_here. One that names few beside those who are paid there
    is no whole list, and who does not stand on it was not left out for the quota."""
    rows = seen.listed.filter(pl.col("programme") == rules.code)
    homes = seen.piece.families.select("family_id", home="village_code")
    placed = rows.join(seen.resolved.select("record_id", "family_id"), on="record_id").join(homes, on="family_id", how="left")
    counts = placed.group_by(village_code=pl.coalesce("village_code", "home")).agg(
        closed=pl.col("from_closing").sum(), paid=(~pl.col("from_closing") & (pl.col("list_kind") == "disbursement")).sum()
    )
    whole = (pl.col("closed") > 0) & (pl.col("closed") >= _CLOSED * pl.col("paid"))
    return counts.filter(whole).select("village_code", closing_here=pl.lit(value=True))


def _extras(judged: pl.DataFrame, rules: RulesAt, seen: _Seen) -> pl.DataFrame:
    """Columns that the kinds need beside the join: coverage of unknown villages, forbidden area of the row itself, rules of jobs and
    amounts."""
    rows = seen.listed
    mine = seen.resolved.join(rows.filter(pl.col("programme") == rules.code).select("record_id"), on="record_id")
    mostly_known = mine.height > 0 and mine.filter(pl.col("found") == "YES").height * 2 >= mine.height
    level = pl.coalesce("village", "village_code").str.slice(6, 1)
    forbidden = level.is_in(list(rules.area.forbidden_fourth_level)) if rules.area else pl.lit(value=False)
    here = _closed_villages(rules, seen)
    bare_head = (pl.col("members") == 1) & pl.col("no_kk").is_null() & (pl.col("family_id") == pl.col("head_record"))
    known = seen.piece.families.group_by("village_code").agg(peopled=(~bare_head & (pl.col("members") > 0)).any())
    families_only = known.filter(~pl.col("peopled"))["village_code"].drop_nulls()
    counted = (
        seen.piece.families.filter(pl.col("members") > 0).group_by("village_code").agg(pl.len(), alone=(pl.col("members") == 1).mean())
    )
    heads_only = counted.filter(pl.col("len") >= _VILLAGE, pl.col("alone") >= _ALONE)["village_code"].drop_nulls()
    people = seen.piece.families.filter(
        pl.col("members") > 0, ~pl.col("village_code").is_in(families_only.implode()).fill_null(value=False)
    )
    mostly_known &= people.height * 2 >= seen.piece.families.height
    workers = seen.piece.persons.select(job_record="record_id", job_name="name")
    area, job = rules.area or rules.eligibility, rules.job or rules.eligibility
    out = judged.join(here, on="village_code", how="left").join(workers, on="job_record", how="left")
    return out.with_columns(
        covered=pl.when(pl.col("village_code").is_null())
        .then(pl.lit(mostly_known) & ~pl.col("unknown_place").fill_null(value=False))
        .otherwise(pl.col("registry_covers") & pl.col("village_code").is_in(people["village_code"].drop_nulls().unique().implode()))
        .fill_null(value=False),
        families_only=pl.col("village_code").is_in(families_only.implode()).fill_null(value=False),  # they name a head and no other payee
        heads_only=pl.col("village_code").is_in(heads_only.implode()).fill_null(value=False),
        strange_list=pl.col("paid_row").is_in(seen.strange.implode()).fill_null(value=False),
        short_village=pl.col("paid_row").is_in(seen.short.implode()).fill_null(value=False) | pl.lit(_extract(rules, seen)),
        only_later=(pl.col("elsewhere") > seen.piece.closing.month).fill_null(value=False),
        paid_in_forbidden_area=forbidden.fill_null(value=False),
        closing_here=pl.col("closing_here").fill_null(value=False),
        area_rule=pl.lit(area.id),
        area_basis=pl.lit(area.legal_basis),
        job_rule=pl.lit(job.id),
        job_basis=pl.lit(job.legal_basis),
        job_visit=pl.when(pl.col("result") == "TIDAK_LAYAK_PEKERJAAN").then(pl.col("s_record")),
        amount_rule=pl.lit(rules.amount.id),
        amount_basis=pl.lit(rules.amount.legal_basis),
    ).sort(UNIT)


def _entitled(rules: RulesAt, seen: _Seen, inputs: MonthInputs, rulebook: Rulebook, lists: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Who is entitled under one programme. lists: rows of all programmes in play."""
    field = field_results(seen.visits.filter(pl.col("programme") == rules.code))
    mine = seen.listed.filter(pl.col("programme") == rules.code)
    conflicts = _paid_elsewhere(rules, rulebook, lists, inputs.period)
    return entitlements_of(rules, seen.piece, field, conflicts, usual_span(mine, rules))


def _covered(
    rules: RulesAt,
    seen: _Seen,
    inputs: MonthInputs,
    entitled: pl.DataFrame,
    missing: Mapping[str, AbstractSet[str]] | None = None,
    rivals: Mapping[str, AbstractSet[str]] | None = None,
) -> pl.DataFrame:
    """Coverage of one programme, village by village."""
    mine = seen.listed.filter(pl.col("programme") == rules.code)
    by_village = entitled.filter(pl.col("entitled") == "YES").group_by("village_code").agg(pl.len().cast(pl.Int64).alias("n"))
    homes = seen.piece.families.group_by(pl.col("village_code").fill_null("")).agg(pl.len().cast(pl.Int64).alias("n"))
    homes = seen.piece.chosen.join(homes, on="village_code", how="left").with_columns(pl.col("n").fill_null(0))
    where = _where_paid(mine, seen.resolved, seen.piece)
    found = coverage_of(rules, where, by_village, homes, inputs.senders_seen, inputs.settings, missing, rivals)
    paid = mine.filter(pl.col("list_kind") == "disbursement")
    if paid.height and not paid.select(pl.col("state").is_in(["PAID", *OPEN]).any()).item():
        told = {"silent": pl.col("expected"), "senders_present": pl.lit(value=False), "assessable": pl.lit(value=False)}
        found = tables.conform(found.with_columns(**told), tables.Coverage)  # who was not paid says of nobody else that he was not
    if rules.eligibility.criterion == "outside_list":
        return found
    named = named_recipients(seen.visits, seen.rows, seen.piece.families, rules.code)
    marked = marked_recipients(seen.marks, seen.rows, seen.piece.families, rules.code)
    return tables.conform(without_their_list(found, named, marked), tables.Coverage)


def _judged(rules: RulesAt, seen: _Seen, inputs: MonthInputs, entitled: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """The judged units of one programme."""
    code = rules.code
    field = field_results(seen.visits.filter(pl.col("programme") == code))
    receipts = field_receipts(seen.visits.filter(pl.col("programme") == code))
    dead = dead_payees(seen.rows.filter(pl.col("programme") == code), seen.piece, field)
    money = seen.money.filter(pl.col("programme") == code)
    closings = listed_only(seen.rows.filter(pl.col("programme") == code))
    judged = judge(rules, entitled, money, receipts, dead, closings, coverage)
    judged = judged.filter(pl.col("village_code").fill_null(inputs.settings.area).str.starts_with(inputs.settings.area))
    judged = with_named(unheard_quarters(judged, seen.piece.persons, coverage), seen.named, code)
    return _extras(judged, rules, seen)


def _entitlements_table(judged: pl.DataFrame, period: str) -> pl.DataFrame:
    """`tables.Entitlements` of the units that the registry knows."""
    known = judged.filter(pl.col("found") == "YES")
    no_sender = pl.when(pl.col("silent").list.len() > 0).then(pl.concat_str(pl.lit("belum masuk: "), pl.col("silent").list.join(", ")))
    why = pl.when(~pl.col("assessable")).then(no_sender.otherwise(pl.lit("tidak ada penyalur yang diketahui"))).otherwise(pl.col("reason"))
    listed = pl.when(pl.col("closing") | (pl.col("n_rows") > 0)).then(pl.lit("YES")).when(pl.col("closing_here")).then(pl.lit("NO"))
    table = known.with_columns(
        person_id=pl.when(pl.col("person_key") != "").then(pl.col("person_key")),
        period=pl.lit(period),
        reason=why,
        amount_due=pl.when(pl.col("entitled") == "NO").then(0).otherwise(pl.col("due")),
        listed=listed.otherwise(pl.lit("UNKNOWN")),
    )
    return tables.conform(table, tables.Entitlements).sort("programme", "family_id", "person_id")


def _person_niks(rows: pl.DataFrame) -> pl.DataFrame:
    sound = rows.select("person_id", person_nik=trusted("nik"), rank="rank").drop_nulls()
    return sound.sort("person_id", "rank", "person_nik").unique("person_id", keep="first", maintain_order=True).drop("rank")


def _of_programmes(
    views: list[tuple[RulesAt, _Seen]], inputs: MonthInputs, rulebook: Rulebook
) -> tuple[list[pl.DataFrame], list[pl.DataFrame], list[pl.DataFrame], list[pl.DataFrame]]:
    """Programme by programme: judged units, coverage, payments, and drafts of money that cannot be told yet."""
    judged, coverages, payments, drafts = [], [], [], []
    on_lists = {rules.code: _possible(view.rows.filter(pl.col("programme") == rules.code), view.piece, rules) for rules, view in views}
    around = pl.concat([view.around for view in {id(view): view for _, view in views}.values()]).unique() if views else None
    on_lists = on_lists if around is None else with_around(on_lists, around, rulebook, inputs.period)
    by_rule = {rules.code: _entitled(rules, view, inputs, rulebook, on_lists) for rules, view in views}
    entitled = list(one_of_each_pair(by_rule, on_lists, rulebook, inputs.period).values())
    del by_rule
    first = {rules.code: _covered(rules, view, inputs, who) for (rules, view), who in zip(views, entitled, strict=True)}
    missing = missing_files(first.values())
    pairs = [(keeps, joins) for keeps, joins, _ in rulebook.conflicts(inputs.period)]
    for rules, view in views:
        who = entitled.pop(0)
        coverage = _covered(rules, view, inputs, who, missing, silent_rivals(rules.code, first, pairs))
        units = _judged(rules, view, inputs, who, coverage)
        own = view.rows.filter(pl.col("programme") == rules.code)
        judged.append(mark_candidates(units, rules.code, view.listed, view.resolved, own, view.shared, view.namesakes))
        coverages.append(coverage)
        mine = view.listed.filter(pl.col("programme") == rules.code)
        payments.append(payments_table(mine, view.resolved))
        drafts.append(grey_payment(grey_payments(mine, view.resolved, view.piece, rules, inputs.links)))
    return judged, coverages, payments, drafts


def _stacked(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames on top of each other, null where one lacks a column. Column by column, taken out of `parts`: never twice in memory."""
    schema = {name: dtype for part in parts for name, dtype in part.schema.items()}
    columns = []
    for name, dtype in schema.items():
        held = [p.drop_in_place(name) if name in p.columns else pl.Series(name, [None] * p.height, dtype=dtype) for p in parts]
        columns.append(pl.concat(held, rechunk=True))
    return pl.DataFrame(columns)


_NOT_CARRIED = ("source_file", "source_sheet", "source_row", "nik_raw", "village_name", "programmes", *UNSEEN)
"""Registry columns that only the evidence of a case or a witness needs: the judgement's copies of the registry go without them."""


@dataclass(frozen=True)
class _Found:
    """What the money and the visits show. The wide rows it was told from are given up: a city's fill half the memory."""

    drafts: list[pl.DataFrame]
    coverage: pl.DataFrame
    payments: pl.DataFrame
    entitlements: pl.DataFrame
    chain: pl.DataFrame


def _find(inputs: MonthInputs, everyone: pl.DataFrame, rulebook: Rulebook) -> _Found:
    """Entitlement, money and field of every family and programme, and the drafts of what is wrong with them."""
    period = inputs.period
    rows = with_spans(rows_of_month(inputs.disbursements, rulebook, period), rulebook, period)
    play = _in_play(rows, inputs, rulebook)
    closings: dict[Closing, list[str]] = {}
    closing_of = {rules.code: _closing(rules, rows) for rules in play}
    for code, closing in closing_of.items():
        closings.setdefault(closing, []).append(code)
    default = Closing(period, None)
    seen = {
        closing: _see(inputs, everyone, rows, closing, codes, rulebook) for closing, codes in sorted(closings.items(), key=lambda c: c[1])
    }
    views = [(rules, seen[closing_of[rules.code]]) for rules in play]
    judged_parts, coverage_parts, payment_parts, open_drafts = _of_programmes(views, inputs, rulebook)
    base = seen[min(seen, key=lambda c: c.month, default=default)] if seen else _see(inputs, everyone, rows, default, [], rulebook)
    rest = rows.filter(~pl.col("programme").is_in([r.code for r in play]) | pl.col("programme").is_null())
    payment_parts.append(payments_table(rest, base.resolved))
    resolved = base.resolved
    paid_rows = pl.concat([view.rows for view in seen.values()], how="diagonal") if seen else rows
    pairs = {closing: suspicious_pairs(view.piece, everyone, view.shared) for closing, view in seen.items()}
    del seen, views, base  # the copies of the registry go before the wide rows of all programmes come
    judged = with_receipts(_stacked(judged_parts)) if judged_parts else pl.DataFrame()
    drafts = [EMPTY, *open_drafts]
    if judged.width:
        drafts += [inclusion(judged), exclusion(judged), shortfall(judged), paid_twice(judged, paid_rows)]
        drafts += [excluding_pair(judged, rulebook, period), two_cards_one_family(judged, paid_rows, period)]
        drafts += [split_cards(judged.filter(pl.col("programme").is_in(closings[c])), paid_rows, some) for c, some in pairs.items()]
    drafts.append(new_poor(unregistered_visits(inputs, everyone, resolved, judged)))
    return _Found(
        drafts=drafts,
        coverage=pl.concat(coverage_parts) if coverage_parts else tables.empty(tables.Coverage),
        payments=pl.concat(payment_parts).sort("record_id"),
        entitlements=_entitlements_table(judged, period) if judged.width else tables.empty(tables.Entitlements),
        chain=money_chain(judged, period) if judged.width else tables.empty(tables.Chain),
    )


def reconcile(inputs: MonthInputs, rulebook: Rulebook) -> Reconciled:
    """Judge one month: who was owed what, who got it, and what is wrong, missing or not to be told yet.

    Frames in, frames out (`tables.Entitlements`, `Payments`, `Cases`, `CaseEvidence`, `Coverage`, `Chain`), all sorted by their keys.
    Programmes the rulebook does not know in this month, and rows outside the month, make no case. Cases that earlier months had and this
    one has not stand in `cases` with SELESAI_DATA (see `life`).
    """
    period = inputs.period
    inputs = replace(inputs, links=settled_by_number(inputs.links))
    everyone = with_person_ids(inputs.registry.drop(_NOT_CARRIED, strict=False), inputs.members).filter(pl.col("snapshot") <= period)
    found = _find(inputs, everyone, rulebook)
    people = all_rows(everyone, inputs.disbursements, inputs.surveys, inputs.members, inputs.links)
    drafts = [*found.drafts, identity(people)]
    frames = (inputs.registry, inputs.families, inputs.disbursements, inputs.surveys)
    settled = with_proposals(settle(pl.concat(drafts)), (inputs.registry, inputs.disbursements, inputs.surveys), inputs.registry)
    cases = assemble(settled, frames, inputs.links, _person_niks(people), period, inputs.key)
    cases = with_doors(cases, inputs.registry, inputs.members, period)
    cases = with_broken_link(with_chance(cases, inputs.learned, rulebook), found.chain)
    paid = found.payments.filter(pl.col("state") == "PAID")
    cases = _with_gone(with_life(cases, inputs.history, inputs.answers, period), inputs, found.coverage, paid)
    return Reconciled(
        entitlements=found.entitlements,
        payments=found.payments,
        cases=tables.conform(cases, tables.Cases),
        evidence=tables.conform(cases, tables.CaseEvidence),
        coverage=found.coverage,
        chain=found.chain,
    )


def _with_gone(cases: pl.DataFrame, inputs: MonthInputs, coverage: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """The month's cases, and once each those that are gone from the data, all with their evidence columns."""
    past = gone(cases, inputs.history, cases.filter(pl.col("kind") == "BD-00"), inputs.period)
    decided = decided_away(past, inputs.asked, inputs.answers, cases)
    past = can_be_told(past.join(decided, on="id_kasus", how="anti"), inputs, coverage, paid)
    past = pl.concat([past, decided], how="diagonal_relaxed")
    wanted = {**tables.polars_schema(tables.Cases), **tables.polars_schema(tables.CaseEvidence)}
    kept = past.select((pl.col(n) if n in past.columns else pl.lit(None)).cast(t).alias(n) for n, t in wanted.items())
    kept = kept.with_columns(pl.col("facts").fill_null("{}"))
    return pl.concat([cases.select(pl.col(n).cast(t) for n, t in wanted.items()), kept]).sort("id_kasus")
