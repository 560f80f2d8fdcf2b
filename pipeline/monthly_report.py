"""Fill the report of a month from its tables: the frames that people's files are drawn from, and `run.json` for tools.

Reach for it from `pipeline.month` only. It selects and adds up; it decides nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.answers import in_force_at, precision, progress
from pipeline.answers.monthly import shown
from pipeline.linked_shares import linkage
from pipeline.missing import month_missing, unread_lists
from pipeline.reconcile.paid.control import LISTS
from pipeline.remarks import told_again
from pipeline.report import MonthReport
from pipeline.report.model import ACCOUNTS, Units, frame_of
from pipeline.report.scorecards import score_cards
from pipeline.wording import NEW_MONEY, PAID_AGAIN, REOPENED
from schemas import codes, lookups, tables

if TYPE_CHECKING:
    from pipeline.gather.plan import Plan
    from pipeline.month import Workspace


def month_report(work: Workspace, run: str) -> MonthReport:
    """Everything the month's reports say, from the tables of the staged run."""
    plan, settings = work.plan(), work.settings()
    cases = work.read("cases")
    evidence = cases.select(list(tables.polars_schema(tables.CaseEvidence)))
    entitlements, payments = work.read("entitlements"), work.read("payments")
    disbursements = work.read("disbursements", ("record_id", "name", "rt", "village_name", "account", "card"))
    parts = plan.parts
    decided = in_force_at(work.data, parts.decisions)
    seen = work.read("senders_seen", ("period", "payer", "village_code"))
    visits = work.read("surveys", ("source_file", "visited_on", "village_code"))
    told = accounts(plan, visits)
    quiet = ["LANJUT"] if parts.parents else ["LANJUT", "BARU"]  # in a first month every case is new: only answers change it
    return MonthReport(
        period=work.period,
        run_id=run,
        cases=cases.select(list(tables.polars_schema(tables.Cases))),
        evidence=evidence,
        office=settings.office,
        version=parts.versions["padan"],
        area=settings.area,
        packet_rows=settings.packet_rows,
        previous_run=parts.parents[-1].run_id if parts.parents else None,
        previous_period=parts.parents[-1].period if parts.parents else None,
        synthetic=synthetic(told),
        answers=shown(decided.answers, cases),
        progress=progress(decided.answers, decided.conflicts, cases)[0],
        precision=learned(decided.answers, work.period),
        rates=work.read("rates"),
        breakdown=work.read("breakdown"),
        cgh=work.read("cgh"),
        overlaps=work.read("overlaps"),
        flags=work.read("flags"),
        together=work.read("together"),
        languages=settings.languages,
        rejects=work.read("rejects"),
        entitlements=entitlements,
        payments=payments,
        chain=work.read("chain"),
        control=work.read("control"),
        coverage=work.read("coverage"),
        accounts=told,
        changes=cases.filter(~pl.col("status").is_in(quiet)).select(
            "id_kasus",
            "kind",
            "village_code",
            pl.col("status").alias("change"),
            note=pl.coalesce(
                pl.col("sentence").str.extract(REOPENED), pl.when(pl.col("sentence").str.contains(PAID_AGAIN)).then(pl.lit(NEW_MONEY))
            ),
        ),
        programmes=programmes(work, entitlements),
        recipients=recipients(payments, disbursements),
        areas=area_names(work),
        links=linkage(work),
        notes=(*plan.notes, *_told_again(work, payments)),
        unread=tuple(seen.filter(unread_lists(work.period))["payer"].drop_nulls().unique().sort().to_list()),
        survey_missing=tuple(a for a in settings.survey.expected if not visits["village_code"].str.starts_with(a).any()),
        units=units(work, entitlements, payments),
        private_numbers=frozenset(
            number for column in ("account", "card") for number in disbursements[column].drop_nulls().unique().to_list() if len(number) >= 8
        ),
    )


def _told_again(work: Workspace, payments: pl.DataFrame) -> list[str]:
    columns = ("record_id", "source_file", "list_kind", "programme", "payer", "period_from", "period_to", "state")
    return told_again(work.period, work.read("disbursements", columns), payments)


def area_names(work: Workspace) -> pl.DataFrame:
    """`code`, `name` of every village of the month: as the lookups call it, else as most of its rows write it (ties: the first by name)."""
    rows = pl.concat([work.read(table, ("village_code", "village_name")) for table in ("registry", "disbursements", "surveys")])
    codes_seen = pl.concat([work.read("coverage")["village_code"], rows["village_code"]]).drop_nulls()
    near = tuple(codes_seen.str.head(4).unique().sort().to_list())
    known = [{"code": v.code, "name": v.name} for v in lookups.villages(work.data / "lookups", near)]
    written = rows.drop_nulls().group_by(code="village_code", name="village_name").len()
    written = written.sort("code", "len", "name", descending=[False, True, False])
    named = pl.concat([pl.DataFrame(known, schema={"code": pl.String, "name": pl.String}), written.select("code", "name")])
    return named.unique("code", keep="first", maintain_order=True).sort("code")


def learned(answers: pl.DataFrame, period: str) -> pl.DataFrame:
    """How often each rule was right (`precision`), from answers about this month and earlier ones: later ones would change it unasked."""
    return precision(answers.filter(pl.col("period").fill_null("") <= period))


def synthetic(told: pl.DataFrame) -> bool:
    """Whether the month is made of made-up people: a file or sheet that says DATA SINTETIS."""
    says = [pl.col(name).fill_null("").str.to_uppercase().str.contains(r"DATA[ _]SINTETIS") for name in ("file", "sheet")]
    return bool(told.select(pl.any_horizontal(says).any()).item())


def accounts(plan: Plan, visits: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row per file and sheet that came in for the month, those that could not be used included.

    visits (`source_file`, `visited_on`) tell until when a list of visits speaks; a pay list says it itself.
    """
    rows = plan.accounts + [{"file": p["file"], "sheet": "", "kind": "unknown", "problem": p["problem"]} for p in plan.problems]
    if not rows:
        return frame_of(ACCOUNTS)
    seen = pl.DataFrame(schema={"source_file": pl.String, "visited_on": pl.Date}) if visits is None else visits
    last = dict(seen.group_by("source_file").agg(pl.col("visited_on").max().dt.strftime("%Y-%m")).iter_rows())
    plain = [{**{key: row.get(key) for key in ACCOUNTS}, "until": row.get("period_to") or last.get(row["file"])} for row in rows]
    return pl.DataFrame(plain, schema=ACCOUNTS).sort("file", "sheet")


def pay_lists(plan: Plan, disbursements: pl.DataFrame, period: str) -> pl.DataFrame:
    """The pay lists whose rupiah the month answers for (`control.LISTS`): those of its own folder, and those of others that pay for it."""
    rows = [
        {
            "source_file": a["file"],
            "source_sheet": a["sheet"] or "",
            "rows": a["read"],
            "stated": a["total_stated"],
            "total": a["total_found"],
            "used": a["total_used"],
            "other_months": a["total_other"],
        }
        for a in plan.accounts
        if a["total_used"] is not None
    ]
    every = pl.col("stated").is_not_null().all()
    lists = (
        pl.DataFrame(rows, schema=LISTS)  # tables that stand one beneath another in a sheet are one list
        .group_by("source_file", "source_sheet", maintain_order=True)
        .agg(
            pl.col("rows").sum(), pl.when(every).then(pl.col("stated").sum()).alias("stated"), pl.col("total", "used", "other_months").sum()
        )
    )
    here = pl.col("source_file").str.starts_with(f"{period}/")
    return lists.filter(here | pl.col("source_file").is_in(disbursements["source_file"].unique().to_list()))


def programmes(work: Workspace, entitlements: pl.DataFrame) -> pl.DataFrame:
    """The rules the month was judged by, one row per programme that was judged."""
    rulebook, rows = work.rulebook(), []
    for code in sorted(entitlements["programme"].unique().to_list()):
        rules = rulebook.at(code, work.period)
        if rules is None:
            continue
        snapshots = entitlements.filter(pl.col("programme") == code)["snapshot"].drop_nulls().unique().sort().to_list()
        rows.append(
            {
                "programme": code,
                "title": rules.title,
                "unit": rules.unit,
                "desil_max": rules.eligibility.desil_max,
                "valid_from": rules.eligibility.valid_from,
                "valid_to": rules.eligibility.valid_to,
                "legal_basis": rules.eligibility.legal_basis,
                "confidence": rules.eligibility.confidence,
                "snapshot": ", ".join(snapshots) or None,
                "paid_from": rules.period_from,
                "paid_to": rules.period_to,
                "closing": rules.closing,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None) if rows else pl.DataFrame(schema={"programme": pl.String})


def recipients(payments: pl.DataFrame, disbursements: pl.DataFrame) -> pl.DataFrame:
    """Who stands on the notice board: name, place, programme, period, state; nothing else."""
    names = disbursements.select("record_id", "name", "rt", "village_name")
    return (
        payments.join(names, on="record_id", how="inner")
        .select(
            "name",
            "village_code",
            "village_name",
            "rt",
            "programme",
            pl.lit("").alias("period"),
            "state",
            _from="period_from",
            _to="period_to",
        )
        .with_columns(
            period=pl.when(pl.col("_from") == pl.col("_to")).then("_from").otherwise(pl.concat_str("_from", pl.lit(" – "), "_to"))
        )
        .drop("_from", "_to")
        .sort(pl.all())
    )


def units(work: Workspace, entitlements: pl.DataFrame, payments: pl.DataFrame) -> Units | None:
    """Families paid Sembako beside the persons and families at or below its ceiling; None where the month has none of them."""
    rules = work.rulebook().at("SEMBAKO", work.period)
    if rules is None or rules.eligibility.desil_max is None or "SEMBAKO" not in entitlements["programme"]:
        return None
    ceiling = rules.eligibility.desil_max
    judged = entitlements.filter(pl.col("programme") == "SEMBAKO")
    poor = judged.filter(pl.col("desil") <= ceiling).select("family_id", "snapshot").unique()
    persons = (
        work.read("persons", ("source", "family_id", "person_id"))
        .filter(pl.col("source") == "registry")
        .join(poor, on="family_id", how="semi")
        .get_column("person_id")
        .n_unique()
    )
    paid = payments.filter((pl.col("programme") == "SEMBAKO") & (pl.col("state") == str(codes.PayState.PAID)))["family_id"].unique()
    families, both = poor["family_id"].n_unique(), poor.filter(pl.col("family_id").is_in(paid.implode())).height
    if not persons or not families or not paid.len():
        return None
    return Units(recipients=paid.len(), persons=persons, families=families, paid=both, ceiling=ceiling)


def run_summary(work: Workspace, run: str, counts: dict[str, int], report: MonthReport) -> dict[str, Any]:
    """`run.json`: what tools rely on (DESIGN, contracts). Durations are kept out of it, so that the same month gives the same bytes."""
    plan = work.plan()
    coverage = work.read("coverage")
    keys = ("file", "sheet", "kind", "layout", "read", "used", "rejected", "duplicates", "skipped")
    told = accounts(plan).select(*keys, "problem").to_dicts()
    inputs = [{**row, "reason": plan.reasons.get(row["file"])} for row in told]
    return {
        "period": work.period,
        "run_id": run,
        "inputs": inputs,
        "senders": score_cards(report).to_dicts(),
        "cases": counts,
        "coverage": [
            {"programme": p, "village_code": v, "assessable": a, "silent": s}
            for p, v, a, s in coverage.select("programme", "village_code", "assessable", "silent")
            .sort("programme", "village_code")
            .iter_rows()
        ],
        "precision": _rounded(learned(in_force_at(work.data, plan.parts.decisions).answers, work.period).to_dicts()),
        "linkage": _rounded(json.loads((work.staging / "tmp" / "linkage.json").read_text(encoding="utf-8"))),
        "notes": list(report.notes),
        "durations": "ledger/durations.jsonl",  # below data/clean, a line a run: seconds never repeat, and these bytes must
        "exit_state": "source_missing" if month_missing(work) else "done",
    }


def _rounded(value: Any) -> Any:
    """Floats to six decimals, all the way down: enough to read, and no number as long as a NIK."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value
