"""What goes into the judgement of one month and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from pipeline.intake.mentions import MENTIONS
from pipeline.reconcile.case.chance import LEARNED
from schemas import tables
from schemas.codes import TRUSTED
from schemas.settings import Settings

_TRUSTED = [str(status) for status in TRUSTED]

ANSWERS = {
    "id_kasus": pl.String,
    "keputusan": pl.String,
    "alasan_kode": pl.String,
    "jumlah_diterima": pl.Int64,
    "tgl_kunjungan": pl.Date,
    "petugas": pl.String,
    "evidence_hash": pl.String,
}
"""Columns of the answers in force: one row a case and evidence, already ranked, conflicts left out, the newest of a case last.
`evidence_hash` is the hash of the evidence that was answered; null means "whatever it was". A column `marks` (`pipeline.fact_marks`) lets
a reopened case name the fact that changed."""

SENDERS = {"programme": pl.String, "payer": pl.String, "village_code": pl.String, "period": pl.String, "rows": pl.Int64}
"""Columns of `senders_seen`: who reported for which village in which earlier month, with how many rows (null: unknown). Rows of
the month itself without a village: a sender ("" one that nothing names) whose list of a programme (null: of any) lies there and could not
be read; with a village: one whose list an earlier run of the month used there, and that is gone."""

UNSEEN = (
    "nik_known",
    "no_kk_raw",
    "birth_date_raw",
    "birth_year",
    "birth_place",
    "mother_name",
    "village_code_raw",
    "family_key",
)
"""Registry columns that no judgement looks at: `MonthInputs.registry` may come without them (a city's registry fills the memory)."""


@dataclass(frozen=True)
class MonthInputs:
    """The canonical frames of one month, and what is known from before it.

    registry, families, disbursements, surveys, links, members: frames of `schemas.tables`; the registry may hold several snapshots, and
    disbursements every row that was read for the month (rows that do not cover it are left aside here).
    key: bytes of the office's secret; case ids are keyed by it. history: cases of earlier months, with the evidence column `facts`
    where it was kept; rows of the month itself or later are ignored. answers: see `ANSWERS`. senders_seen: see `SENDERS`.
    periods_seen: earlier months that were run at all. cut: villages of which the registry is a part by its own words. asked: cases of this
    very month that were answered, as they were asked; those that are no longer raised end as SELESAI_PUTUSAN. mentions: whom the lists name
    where nothing is taken from.
    """

    period: str
    registry: pl.DataFrame
    families: pl.DataFrame
    disbursements: pl.DataFrame
    surveys: pl.DataFrame
    links: pl.DataFrame
    members: pl.DataFrame
    settings: Settings = field(default_factory=Settings)
    key: bytes = b""
    answers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ANSWERS))
    history: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Cases))
    senders_seen: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SENDERS))
    periods_seen: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    mentions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MENTIONS))
    asked: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Cases))
    learned: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LEARNED))


@dataclass(frozen=True)
class Reconciled:
    """The judgement of one month: frames of `schemas.tables` of the same names, and the money chain.

    chain: one row per programme and family (person for a person's programme): due, ordered, paid, received, the first broken link and
    who answers for it (`schemas.tables.Chain`).
    """

    entitlements: pl.DataFrame
    payments: pl.DataFrame
    cases: pl.DataFrame
    evidence: pl.DataFrame
    coverage: pl.DataFrame
    chain: pl.DataFrame


@dataclass(frozen=True)
class Closing:
    """The registry's cut for a programme: month of closing, and the kind of registry the rule names."""

    month: str
    registry_kind: str | None


@dataclass(frozen=True)
class Slice:
    """The registry in force for a closing.

    persons: registry rows in force (with `person_id`, `dead`: True/False, `dead_on`); families: one row a family (see `facts.py`);
    chosen: village_code, snapshot, late (True where only a snapshot after the closing exists); heads: family-file rows of families of which
    no person row is in force.
    """

    closing: Closing
    persons: pl.DataFrame
    families: pl.DataFrame
    chosen: pl.DataFrame
    heads: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.RegistryFamily))


def trusted(column: str) -> pl.Expr:
    """The number where it may join lists, else null."""
    return pl.when(pl.col(f"{column}_status").is_in(_TRUSTED)).then(pl.col(column))
