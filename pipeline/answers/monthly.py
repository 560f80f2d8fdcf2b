"""The answers' part in a month's run: take in what lies among the month's files, then what counts as of the run's ledger head.

Reach for it from `pipeline.month` and `pipeline.gather.gathering` only. The invariants: `receive` writes to the ledger and to its own
report, nothing of it reaches a published byte; all that does is computed from the ledger up to the run's head and from the run's own
tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline import store
from pipeline.answers.decisions import ANSWER
from pipeline.answers.in_force import judged
from pipeline.answers.judgements import DIFFERENT, SAME, judgements
from pipeline.answers.known import known_cases
from pipeline.answers.take_in import IntakeReport, in_force_at, take_in
from schemas import months, tables
from schemas.ledger import LedgerName

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.read import ReadTable
    from schemas.ledger import Entry
    from schemas.manifest import Head

MONTHS_AFTER = 12
"""A visit for a month's cases is believed up to so many months after it."""


def latest_visit(period: str) -> dt.date:
    """The last day on which somebody can have visited for a month's cases."""
    return months.last_day(months.shift(period, MONTHS_AFTER))


def receive(data: Path, period: str, sheets: Sequence[tuple[str, ReadTable]], key: bytes) -> IntakeReport | None:
    """Take in the returned packets found among the files of a month's run, whatever month they answer; None where there are none.

    sheets: (SHA-256 of the file, table) of all tables of kind ANSWERS that were read, also of files that add nothing else to the month.
    Call it before the run's parts are made: the head of the ledger is one of them.
    """
    if not sheets:
        return None
    return take_in(data, sheets, known_cases(data), latest=latest_visit(period), key=key)


def head_of_month(data: Path, period: str, key: bytes, registry: pl.DataFrame, disbursements: pl.DataFrame, surveys: pl.DataFrame) -> Head:
    """The end of the ledger that a run of the month must see: that of the run that counts, while no later entry touches the month.

    So a decision makes only those months run again that it can change: those of its evidence and after it, and earlier ones that hold the
    very same evidence or the two people it speaks of. A month that was never run sees all. The frames are those the run would link.
    """
    now = store.read_ledger(data, LedgerName.DECISIONS)
    run = store.current(data, period)
    seen = store.load_manifest(store.run_folder(data, period, run)).parts.decisions if run else None
    if run is None or seen is None or store.head_of(now[: seen.entries]) != seen:
        return store.head_of(now)
    path = store.run_folder(data, period, run) / "tables" / "cases.parquet"
    held = set(store.read_table(path).select("id_kasus", "evidence_hash").iter_rows()) if path.is_file() else set()

    def touches(entry: Entry) -> bool:
        if entry.body.get("tindakan") != ANSWER:
            told = entry.body.get("entri")
            return any(touches(now[int(str(number)) - 1]) for number in (told if isinstance(told, list) else [told]))
        about, one = str(entry.body.get("period") or ""), judged(entry)
        if about <= period or (entry.body.get("id_kasus"), entry.body.get("evidence_hash")) in held:
            return True
        return one is not None and judgements([one], key, registry, disbursements, surveys).height > 0

    return store.head_of(now) if any(touches(entry) for entry in now[seen.entries :]) else seen


def constraints(
    data: Path, head: Head, key: bytes, registry: pl.DataFrame, disbursements: pl.DataFrame, surveys: pl.DataFrame
) -> pl.DataFrame:
    """Identity decisions as of a run's head, in terms of the month's records: the `judgements` of `link_month`."""
    return judgements(in_force_at(data, head).judged, key, registry, disbursements, surveys)


def shown(answers: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Answers in force about the evidence that the month's cases rest on now: what a case list may print beside them.

    An answer about older evidence is left out: printed beside the new evidence and sent back, it would be taken for an answer to it.
    """
    now = cases.select("id_kasus", "evidence_hash")
    return answers.join(now, on=["id_kasus", "evidence_hash"], how="semi", maintain_order="left")


def asked(data: Path, answers: pl.DataFrame, period: str) -> pl.DataFrame:
    """Identity cases of the month that have an answer, as the run that asked them showed them: a decision about a pair makes it vanish.

    answers: `in_force.ANSWERS`. Rows of the run an answer names, of this month or of a later one in which the case was old enough to have
    lived in this month; `period` and `age_months` are the month's. Columns of `Cases` and `CaseEvidence`; runs that were purged give none.
    """
    parts = [tables.empty(tables.Cases)]
    said = answers.filter(pl.col("keputusan").is_in([SAME, DIFFERENT]) & (pl.col("period") >= period)).drop_nulls("run_id")
    for month, run in said.select("period", "run_id").unique().sort("period", "run_id").iter_rows():
        path = store.run_folder(data, month, run) / "tables" / "cases.parquet"
        if path.is_file():
            rows = store.read_table(path).filter(pl.col("status") != "SELESAI_DATA")
            rows = rows.join(said, on=["id_kasus", "evidence_hash"], how="semi")
            since = len(months.span(period, month)) - 1
            parts.append(rows.with_columns(pl.col("age_months") - since, period=pl.lit(period)).filter(pl.col("age_months") > 0))
    return pl.concat(parts, how="diagonal_relaxed").unique("id_kasus", keep="last", maintain_order=True).sort("id_kasus")
