"""One source table in canonical columns: the door of this package.

When to reach for it: `standardise(table, context)` for any table of a known kind. The invariants: every row of the source comes out, in
its order (what is rejected or repeated is decided later, in `ingest`); standardising is a function of the table and the context alone.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.context import FileContext, SourceTable, Standardised
from pipeline.standardise.ditto import as_above
from pipeline.standardise.findings import Findings
from pipeline.standardise.money.disbursement import disbursement_columns
from pipeline.standardise.numbers.civil_numbers import told_by_nip
from pipeline.standardise.numbers.dragged import undragged
from pipeline.standardise.numbers.mispaired import paired
from pipeline.standardise.people.person import head_as_person, number_in_name, person_columns
from pipeline.standardise.people.registry import family_columns, registry_columns
from pipeline.standardise.said_once import said_of_each
from pipeline.standardise.text import map_distinct
from pipeline.standardise.visits.remarks import coded_word
from pipeline.standardise.visits.survey import survey_columns
from schemas import tables
from schemas.codes import Kind

if TYPE_CHECKING:
    from pipeline.standardise.money.amounts import Dialect

MODELS: dict[Kind, type[tables.Located]] = {
    Kind.REGISTRY: tables.Registry,
    Kind.REGISTRY_FAMILY: tables.RegistryFamily,
    Kind.DISBURSEMENT: tables.Disbursement,
    Kind.CLOSING: tables.Disbursement,
    Kind.SURVEY: tables.Survey,
}
"""The canonical table of each kind of list."""


_DECODED_LATER = frozenset({"result", "deceased", "registry_status", "state", "programme", "period"})
"""Fields whose codes are turned into words where they are understood, so that the code stays as written beside its meaning."""


def _spelt(table: SourceTable, source: pl.DataFrame) -> pl.DataFrame:
    """The rows with the words for the codes that a legend of the list explains."""
    coded = {name: words for name, words in (table.hints.get("codes") or {}).items() if name in source.columns}
    return source.with_columns(
        map_distinct(source[name], partial(coded_word, words), pl.String).alias(name)
        for name, words in coded.items()
        if name not in _DECODED_LATER and not name.startswith("finding:")
    )


def standardise(table: SourceTable, context: FileContext) -> Standardised:
    """All rows of a source table in the columns of its kind, with everything that could not be read told back.

    `table` is what `read` hands over (text columns named by field, `source_row`); its kind must be one of MODELS (else KeyError). The frame
    conforms to the kind's model and is not validated yet.
    """
    model = MODELS[table.kind]
    rows, marks = as_above(table.frame)
    source = said_of_each(table, context, _spelt(table, rows))
    if table.kind != Kind.REGISTRY_FAMILY:
        source = told_by_nip(number_in_name(head_as_person(source)))
    findings = Findings(table.name, table.sheet, table.headers)
    for column, n in marks.items():
        findings.once("SDA-01", column, n=n)
    dialects: dict[str, Dialect] = {}
    code_table: str | None = None
    with ThreadPoolExecutor(1) as beside:  # what is told is put in order at the end, whoever tells it first
        people = beside.submit(person_columns, table, source, context, findings)
        if table.kind == Kind.REGISTRY:
            columns, code_table = registry_columns(table, source, people.result()[0], context, findings)
        elif table.kind == Kind.REGISTRY_FAMILY:
            columns = family_columns(table, source, people.result()[0], context, findings)
        elif table.kind == Kind.SURVEY:
            columns, dialects["amount_received"] = survey_columns(table, source, context, findings)
        else:
            columns, dialects["amount"] = disbursement_columns(table, source, context, findings)
        person, trust, system = people.result()
    frame = tables.conform(pl.concat([person, columns], how="horizontal"), model)
    if table.kind == Kind.REGISTRY:
        frame = undragged(frame, findings)
    if table.kind != Kind.REGISTRY_FAMILY:
        frame = paired(frame, findings)
    placed = "village_name" not in table.frame.columns and "hamlet" in source.columns and "village_name" in source.columns
    also = ("hamlet",) if placed and source["village_name"].equals(source["hamlet"], check_names=False) else ()
    return Standardised(frame, findings.frame(), trust, dialects, system, code_table, also_used=also)
