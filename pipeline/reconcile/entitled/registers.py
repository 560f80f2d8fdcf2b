"""What visits and lists of other offices tell of a person of the registry: that she died, that she is an employee of the state.

Reach for it before the facts of families are drawn up: who is dead, or employed, is so for every programme. The invariants: only a sure
link tells of a person; the last visit that met her alive outranks an undated list; the registry's own word stays its own (`dead_told`,
`job_told` are null there).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.reconcile.surveys import DEATHS, FIELD, SAYS
from schemas.months import first_day

if TYPE_CHECKING:
    from pipeline.reconcile.inputs import MonthInputs, Slice

_TOLD = {
    "dead_told": pl.String, "dead_by": pl.String, "told_on": pl.Date, "job_told": pl.String, "job_by": pl.String, "told_job": pl.String,
}  # fmt: skip
"""Columns of a person: the row that tells of the death and what it is called, the day; the same of the job, and the job."""


def with_told(piece: Slice, inputs: MonthInputs) -> Slice:
    """The slice whose persons are `dead` and `occupation_excluded` by visits and lists too, with the columns `_TOLD`.

    A death on a day of the closing's month or later was not yet known and counts for nothing (CONVENTIONS, IE-MD).
    """
    told = _told(inputs, piece)
    people = piece.persons.join(told, on="person_id", how="left", maintain_order="left")
    dies = pl.col("dead_told").is_not_null() & ~pl.col("dead")
    works = pl.col("job_told").is_not_null() & ~pl.col("occupation_excluded").fill_null(value=False)
    people = people.with_columns(
        *(pl.when(dies).then(name).alias(name) for name in ("dead_told", "dead_by")),
        *(pl.when(works).then(name).alias(name) for name in ("job_told", "job_by")),
        dead=pl.col("dead") | dies,
        dead_on=pl.when(dies).then("told_on").otherwise("dead_on"),
        occupation_excluded=pl.col("occupation_excluded") | works,
        occupation=pl.when(works).then("told_job").otherwise("occupation"),
    )
    return replace(piece, persons=people.drop("told_on", "told_job"))


def _told(inputs: MonthInputs, piece: Slice) -> pl.DataFrame:
    """person_id and `_TOLD` of the persons in force whom a visit or list surely tells of."""
    sure = inputs.members.filter((pl.col("source") == "survey") & (pl.col("link_band") == "MATCH")).select("record_id", "person_id")
    rows = inputs.surveys.drop("person_id", strict=False).filter(pl.col("result").is_in(SAYS)).join(sure, on="record_id")
    rows = rows.join(piece.persons.select("person_id").unique(), on="person_id", how="semi")
    rows = rows.sort("person_id", "visited_on", "submitted_at", "record_id", nulls_last=False)
    by = pl.col("told_by").fill_null(FIELD)
    last = rows.unique("person_id", keep="last", maintain_order=True)
    dead = last.filter(pl.col("result").is_in(DEATHS) & (pl.col("deceased_on") < first_day(piece.closing.month)).fill_null(value=True))
    work = rows.filter((pl.col("result") == "TIDAK_LAYAK_PEKERJAAN") & pl.col("told_by").is_not_null())
    work = work.unique("person_id", keep="last", maintain_order=True)
    out = dead.select("person_id", dead_told="record_id", dead_by=by, told_on="deceased_on").join(
        work.select("person_id", job_told="record_id", job_by=by, told_job="result_raw"), on="person_id", how="full", coalesce=True
    )
    return out.select("person_id", *(pl.col(name).cast(dtype) for name, dtype in _TOLD.items()))
