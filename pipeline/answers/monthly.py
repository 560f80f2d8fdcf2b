"""The answers' part in a month's run: take in what lies among the month's files, then what counts as of the run's ledger head.

Reach for it from `pipeline.month` and `pipeline.gathering` only. The invariants: `receive` writes to the ledger and to its own report,
nothing of it reaches a published byte; all that does is computed from the ledger up to the run's head and from the run's own tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.answers.intake import Intake
from pipeline.answers.judgements import judgements
from pipeline.answers.known import known_cases
from pipeline.answers.leads import leads_frame, read_leads
from pipeline.answers.take_in import EARLIEST, IntakeReport, in_force_at, take_in
from pipeline.standardise.dates import Span
from schemas import months

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

    from pipeline.read import ReadTable
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


def leads(sheets: Sequence[tuple[str, ReadTable]], period: str) -> pl.DataFrame:
    """Proposals (USULAN) of the month's own files, each neighbour once (columns: `leads.LEADS`)."""
    out = Intake()
    for sha256, table in sheets:
        if table.layout == "auto:usulan":
            out.add(read_leads(table, sha256, Span(EARLIEST, latest_visit(period))))
    return leads_frame(out.leads)
