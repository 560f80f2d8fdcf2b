"""The result (and the day) that the title of a part, or a sheet, gives its rows: "B. KELUARGA YANG SUDAH MAMPU / TIDAK LAYAK".

When to reach for it: surveys without a result of their own (a village's berita acara has a list for each result). The invariants: the
title of a whole list is no result of its rows, but for a list of employees; a title of several results, and one that the sheet's name
contradicts, says nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.standardise.people.dates import parse_date
from pipeline.standardise.text import key
from pipeline.standardise.visits.results import beside, read_result
from pipeline.words.employees import job_by_numbers, job_named
from schemas.codes import SurveyResult as R

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from pipeline.standardise.context import SourceTable
    from pipeline.standardise.people.dates import Span

_ITEM = re.compile(r"^\W*(?:[A-Z]|[IVX]{1,4}|\d{1,2})\s*[.)]\s*(?=\S)")
_OR = re.compile(r"\s*(?:/|-|,|&|\bdan\b|\batau\b)\s*", re.IGNORECASE)
_GENERAL = {R.TIDAK_LAYAK, R.DITEMUI}
_DAY = re.compile(
    r"(?i)(\b(?:per|s\.?/?d\.?|sampai|data|keadaan|sk|nomor|no|surat|lahir)\W+(?:tanggal |tgl\.? )?)?"
    r"(?<!\d)(\d{1,2}\s+[a-z]{3,9}\.?\s+20\d\d|\d{1,2}[-/.]\d{1,2}[-/.]20\d\d)(?!\d)"
)
_MOST_WORDS = 4
"""Words of a sheet's name that is a result and nothing else."""


def title_result(table: SourceTable, office: Path | None) -> str | None:
    """The words that say what was found of every row of a table; None where no part's title and no sheet's name does."""
    parts = table.title.split(" / ")
    at = next((n for n in range(len(parts) - 1, -1, -1) if _ITEM.match(parts[n])), None)
    part = _ITEM.sub("", " / ".join(parts[at:])) if at is not None else ""
    sheet = table.sheet if len(key(table.sheet).split()) <= _MOST_WORDS else ""
    several = [text for text in (part, sheet) if len(_results(text, office)) > 1]
    said = {text: found for text in (part, sheet) if (found := read_result(text, office) if text else None) is not None}
    if several or (len(said) > 1 and beside(*said.values()) is R.UNKNOWN):
        return None
    by_numbers = job_by_numbers(table.name.rsplit("/", 1)[-1]) if table.hints.get("employees") else None
    return next(iter(said), None) or job_named(f"{table.title} / {table.sheet}") or by_numbers


def title_day(table: SourceTable, span: Span) -> dt.date | None:
    """The one day that title or sheet gives to all visits of a table ("VERIFIKASI KELIAN BANJAR, 28 MEI 2025"); None where they name none,
    several, or the day of a document or of the data."""
    have = set(table.frame.columns)
    if "deceased_on" in have or not (have & {"result", "received", "amount_received"} or any(c.startswith("result_tick:") for c in have)):
        return None
    said = [match for text in (table.title, table.sheet) for match in _DAY.finditer(text)]
    days = {day for match in said if (day := parse_date(match[2], span))}
    return days.pop() if len(days) == 1 and not any(match[1] for match in said) else None


def _results(text: str, office: Path | None) -> set[R]:
    """The results that the clauses of a title name, without those that another of them only says more closely."""
    named = {found for clause in _OR.split(text) if clause and (found := read_result(clause, office)) is not None}
    return named - _GENERAL if named - _GENERAL and not (R.LAYAK in named and len(named) > 1) else named
