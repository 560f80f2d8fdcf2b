"""The whole run of one month, as plain functions on a staging folder: the only module that knows every stage.

Reach for `run_month`; an orchestrator calls the same STEPS one by one. Between steps everything lies on disk as Parquet, so that a
step takes a folder and gives counts. The invariants: nothing outside the staging folder is written before `publish`; the run's id is
computed from what went in; no clock, no network, no printing.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from pipeline import store
from pipeline.answers import in_force_at, precision
from pipeline.answers.monthly import asked, constraints
from pipeline.errors import PadanError
from pipeline.gather import gathering
from pipeline.gather.plan import Plan
from pipeline.gather.snapshots import rows_in_force
from pipeline.gather.standing import MonthResult, result_of
from pipeline.gather.unchanged import remember
from pipeline.link.families import persons_and_families
from pipeline.link.month import link_month
from pipeline.missing import month_missing
from pipeline.monthly_report import month_report, pay_lists, run_summary
from pipeline.moved import moved
from pipeline.reconcile import UNSEEN, MonthInputs, reconcile
from pipeline.reconcile.case.chance import LEARNED
from pipeline.reconcile.entitled.in_force import choose_snapshots
from pipeline.reconcile.inputs import Closing
from pipeline.reconcile.paid.control import control_totals
from pipeline.report import scan_output, write_reports
from pipeline.store.office import office_settings
from pipeline.targeting.flags import flag_totals, overlaps, paid_together
from pipeline.targeting.rates import breakdown, cgh, rates
from schemas import tables
from schemas.rulebook import Rulebook, RulebookError, load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from schemas.settings import Settings

    Step = Callable[["Workspace", Callable[[str], None]], dict[str, int]]
    Doer = Callable[[str, "Workspace", Callable[[str], None]], object]


def _quiet(_: str) -> None:
    """The progress of whoever does not ask."""


@dataclass(frozen=True)
class Workspace:
    """Where a run is built: the month, the data folder, the staging folder (all that a step may know)."""

    period: str
    data: Path
    staging: Path

    def table(self, name: str) -> Path:
        """Where a canonical table of this run lies."""
        return self.staging / "tables" / f"{name}.parquet"

    def read(self, name: str, columns: Sequence[str] | None = None, *, without: Collection[str] = ()) -> pl.DataFrame:
        """A canonical table of this run: the whole, some columns, or all `without` some that the step does not look at.

        A city's rows fill the memory: ask for what is needed.
        """
        path = self.table(name)
        return store.read_table(path, [c for c in store.columns_of(path) if c not in without] if without else columns)

    def settings(self) -> Settings:
        """The office's settings."""
        return office_settings(self.data)

    def rulebook(self) -> Rulebook:
        """The programme rulebook in force: shipped, then the office's own. PadanError where a file cannot be used."""
        try:
            return load_rulebook(self.data / "programmes")
        except RulebookError as error:
            raise PadanError(str(error)) from None

    def plan(self) -> Plan:
        """What `gather` found out about the month beside its tables."""
        return Plan.read(self.staging)


def gather(work: Workspace, progress: Callable[[str], None] = _quiet) -> dict[str, int]:
    """Take private copies of the month's files, read them, and keep what speaks for the month. Writes tables and the plan."""
    return gathering.gather(work.period, work.data, work.staging, work.settings(), progress)


def link(work: Workspace, progress: Callable[[str], None] = _quiet) -> dict[str, int]:
    """Find out who is who: registry persons, payees, people met in the field; then families."""
    progress("mencocokkan orang di antara daftar")
    registry, disbursements, surveys = work.read("registry"), work.read("disbursements"), work.read("surveys")
    rows, aliases = rows_in_force(registry, snapshots_in_force(work.period, work.rulebook(), registry, disbursements))
    head = work.plan().parts.decisions
    decided = constraints(work.data, head, store.ensure_key(work.data).secret, rows, disbursements, surveys)
    links, report = link_month(rows, disbursements, surveys, decided)
    members = persons_and_families(rows, disbursements, surveys, links)
    members = pl.concat([members, _alias_members(members, aliases)]).sort("record_id")
    store.write_table(links, work.table("links"), order=["right_source", "right_record", "left_record"])
    store.write_table(members, work.table("persons"), order=["record_id"])
    models = [(source, told.pop("model")) for source, told in report.items() if isinstance(told, dict) and "model" in told]
    store.write_table(
        pl.DataFrame(models, schema=tables.polars_schema(tables.LinkModels), orient="row"),
        work.table("link_models"),
        order=["right_source"],
    )
    (work.staging / "tmp" / "linkage.json").write_text(json.dumps(report, sort_keys=True, default=str), encoding="utf-8")
    bands = links["band"].value_counts()
    return {f"links_{b}": n for b, n in sorted(zip(bands["band"].to_list(), bands["count"].to_list(), strict=True))}


def snapshots_in_force(period: str, rulebook: Rulebook, registry: pl.DataFrame, disbursements: pl.DataFrame) -> pl.DataFrame:
    """The snapshot in force per village for the programme that most rows of the month belong to."""
    paid = disbursements.group_by("programme").len().drop_nulls("programme").sort(["len", "programme"], descending=[True, False])
    rules = next((r for code in paid["programme"].to_list() if (r := rulebook.at(code, period)) is not None), None)
    closing = Closing(rules.closing, rules.eligibility.registry_kind) if rules is not None else Closing(period, None)
    return choose_snapshots(registry, closing, period)


def _alias_members(members: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """Member rows of registry rows of other snapshots: the person and family of the row they repeat."""
    return aliases.join(members.rename({"record_id": "same_as"}), on="same_as", how="inner").select(members.columns)


def judge(work: Workspace, progress: Callable[[str], None] = _quiet) -> dict[str, int]:
    """Judge every family and programme: entitlements, payments, cases, rates."""
    progress("membandingkan hak dengan pembayaran")
    plan, rulebook = work.plan(), work.rulebook()
    answers = in_force_at(work.data, plan.parts.decisions).answers
    inputs = MonthInputs(
        period=work.period,
        registry=work.read("registry", without=UNSEEN),
        families=work.read("registry_families"),
        disbursements=work.read("disbursements"),
        surveys=work.read("surveys"),
        links=work.read("links"),
        members=work.read("persons"),
        settings=work.settings(),
        key=store.ensure_key(work.data).secret,
        answers=answers,
        history=gathering.history(work.data, plan.parts),
        senders_seen=work.read("senders_seen"),
        periods_seen=tuple(parent.period for parent in plan.parts.parents),
        cut=tuple(plan.cut),
        mentions=store.read_table(gathering.mentions_at(work.staging)),
        asked=asked(work.data, answers, work.period),
        learned=precision(answers.filter(pl.col("period").fill_null("9999-12") < work.period)).select(list(LEARNED)),
    )
    judged = reconcile(inputs, rulebook)
    cases = judged.cases.join(judged.evidence, on="id_kasus", how="left", maintain_order="left", validate="1:1")
    for name, frame in (
        ("entitlements", judged.entitlements),
        ("payments", judged.payments),
        ("cases", cases),
        ("coverage", judged.coverage),
        ("chain", judged.chain),
        ("control", control_totals(inputs.disbursements, judged.cases, pay_lists(plan, inputs.disbursements, work.period))),
        ("rates", rates(judged, inputs)),
        ("breakdown", breakdown(judged, inputs)),
        ("cgh", cgh(judged, inputs)),
        ("overlaps", overlaps(judged)),
        ("flags", flag_totals(judged)),
        ("together", paid_together(judged)),
    ):
        store.write_table(frame, work.table(name))
    return _kinds(cases)


def _kinds(cases: pl.DataFrame) -> dict[str, int]:
    open_cases = cases.filter(~pl.col("status").str.starts_with("SELESAI"))
    counts = open_cases["kind"].value_counts()
    return {str(kind): int(n) for kind, n in sorted(zip(counts["kind"].to_list(), counts["count"].to_list(), strict=True))}


def report(work: Workspace, progress: Callable[[str], None] = _quiet) -> dict[str, int]:
    """Write what people read, and check that no whole NIK stands in it."""
    progress("menulis laporan")
    run = store.run_id(work.plan().parts)
    told = month_report(work, run)
    folder = work.staging / "reports"
    write_reports(told, folder)
    counts = _kinds(work.read("cases"))
    summary = run_summary(work, run, counts, told)
    (folder / "run.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    scan_output(folder, told.private_numbers)
    return {"files": sum(1 for p in folder.rglob("*") if p.is_file())}


def publish(work: Workspace, progress: Callable[[str], None] = _quiet) -> dict[str, int]:
    """Move the staged run into place and let it count."""
    progress("menerbitkan")
    plan = work.plan()
    store.publish(
        work.staging,
        work.data,
        plan.parts,
        counts=_kinds(work.read("cases")),
        missing_sources=month_missing(work),
        taken=plan.taken,
    )
    return {}


STEPS: dict[str, Step] = {"gather": gather, "link": link, "judge": judge, "report": report, "publish": publish}
"""The steps of a month, in order. After `gather` it may turn out that nothing is to be done."""


def perform(name: str, work: Workspace, progress: Callable[[str], None]) -> dict[str, int]:
    """Do one step, and give the memory it used back to the machine: the next one starts from the disk."""
    counts = STEPS[name](work, progress)
    gc.collect()
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):  # a C library that keeps what it has
        ctypes.CDLL(None).malloc_trim(0)
    return counts


def run_month(period: str, data: Path, *, progress: Callable[[str], None] = _quiet, force: bool = False, do: Doer = perform) -> MonthResult:
    """Reconcile one month and publish it; nothing to do where the same run is published already.

    `do` performs a step by its name (an orchestrator or a stopwatch may stand around it). Raises PadanError: exit 2 for bad input or
    configuration, 3 where the month has no registry; MonthBusy where another run holds the month. A missing payer does not stop the run:
    the result's exit code is then 3.
    """
    store.check_month(period)
    store.check_folder(data)
    store.check_readable(data, period)
    with store.month_lock(data, period), store.staging(data, period) as staging:
        work, before = Workspace(period, data, staging), store.current(data, period)
        work.rulebook()  # a programme file that cannot be used is told before anything is read
        do("gather", work, progress)
        plan = work.plan()
        unchanged = not force and store.already_published(data, period, plan.run_id)
        for name in () if unchanged else list(STEPS)[1:]:
            do(name, work, progress)
        remember(data, period, plan)
        once = [*plan.said_once, *moved(data, period, before, plan.run_id)]
        return result_of(data, period, plan.run_id, unchanged=unchanged, once=once)
