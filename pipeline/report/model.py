"""MonthReport: everything a month's reports say, as frozen frames. `report` words and draws it; it computes no finding.

`pipeline/month.py` fills it. Frames marked *optional* may be left out; a column a frame lacks is read as null, so that a
caller gives what it has. Column names and types of the frames that are not canonical tables stand in the constants below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from schemas import tables

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    Schema = Mapping[str, type[pl.DataType]]

ACCOUNTS = {
    "file": pl.String,  # path below data/raw
    "sheet": pl.String,
    "sender": pl.String,  # who sent it (BRI, POS, DTSEN, SURVEI …); null: the file's name speaks
    "kind": pl.String,  # schemas.codes.Kind
    "layout": pl.String,
    "read": pl.Int64,
    "used": pl.Int64,
    "rejected": pl.Int64,
    "duplicates": pl.Int64,
    "skipped": pl.Int64,
    "nik_rows": pl.Int64,  # used rows with a NIK cell that is not blank
    "nik_damaged": pl.Int64,  # of those, with a NIK that cannot be trusted
    "total_stated": pl.Int64,  # rupiah in the file's own JUMLAH row; null where it has none
    "total_found": pl.Int64,  # rupiah added up from its rows
    "problem": pl.String,  # one sentence where the file or sheet could not be used
    "until": pl.String,  # last month it speaks to: of its payment periods, or of its visits
}
"""One row per file and sheet that came in: what was read and what became of it. read = used + rejected + duplicates."""

CHANGES = {
    "id_kasus": pl.String,
    "kind": pl.String,
    "village_code": pl.String,
    "change": pl.String,  # schemas.codes.CaseStatus
    "note": pl.String,  # which field changed, or which decision closed it; may be null
}
"""Cases whose standing differs from the run before. Empty when there was none."""

PROGRAMMES = {
    "programme": pl.String,
    "title": pl.String,
    "unit": pl.String,  # family or person
    "desil_max": pl.Int64,  # null: no test by desil
    "valid_from": pl.String,
    "valid_to": pl.String,
    "legal_basis": pl.String,
    "confidence": pl.String,  # verified, secondary, unverified
    "snapshot": pl.String,  # registry snapshot in force (YYYY-MM)
    "paid_from": pl.String,  # months of the payment period, and the month its list was closed
    "paid_to": pl.String,
    "closing": pl.String,
}
"""The rules this month was judged by, one row per programme."""

RECIPIENTS = {
    "name": pl.String,
    "village_code": pl.String,
    "village_name": pl.String,
    "rt": pl.String,
    "programme": pl.String,
    "period": pl.String,
    "state": pl.String,  # schemas.codes.PayState; EXCLUDED and UNKNOWN rows are not published
}
"""Recipients for the notice board, one row per payment row."""

BREAKDOWN = {
    "programme": pl.String,
    "group": pl.String,  # sex, age (of the family's head)
    "value": pl.String,
    "definition": pl.String,
    "unit": pl.String,
    "numerator": pl.Int64,
    "unknown": pl.Int64,
    "denominator": pl.Int64,
    "rate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
"""Rates of the whole area by groups of people, as `targeting` counts them."""

CGH = {
    "programme": pl.String,
    "poor_rupiah": pl.Int64,
    "all_rupiah": pl.Int64,
    "poor_families": pl.Int64,
    "all_families": pl.Int64,
    "unknown": pl.Int64,
    "cgh": pl.Float64,
}
"""Coady–Grosh–Hoddinott ratio per programme."""

OVERLAPS = {"programme": pl.String, "flags": pl.String, "families": pl.Int64, "rupiah": pl.Int64}
"""Families by the kinds of case they have together (`IE-TL+GD-PY`): a family stands once."""

FLAGS = {
    "programme": pl.String,
    "flag": pl.String,
    "families": pl.Int64,
    "alone": pl.Int64,  # of them, under no other flag of the programme
    "rupiah": pl.Int64,  # paid to them
    "stake": pl.Int64,  # rupiah that the cases are about
}
"""Flag × programme; a family under two flags stands under each."""

TOGETHER = {"programmes": pl.String, "families": pl.Int64, "rupiah": pl.Int64, "flagged": pl.Int64}
"""Families by the programmes they are paid under (`PKH+SEMBAKO`), and how many of them bear a flag."""

BANDS = {"right_source": pl.String, "band": pl.String, "rule": pl.String, "pairs": pl.Int64}
"""How pairs were made, per source: band MATCH, REVIEW or NONE (records without a person found)."""

WEIGHTS = {"low": pl.Float64, "high": pl.Float64, "band": pl.String, "pairs": pl.Int64}
"""Histogram of match weights (log2)."""

MATCH_RATES = {"group": pl.String, "value": pl.String, "records": pl.Int64, "matched": pl.Int64}
"""Share of records linked within groups of people: group is `sex`, `age`, `rt`, `source` …; a low share warns of bias."""

ANSWERS = {
    "id_kasus": pl.String,
    "keputusan": pl.String,
    "alasan_kode": pl.String,
    "jumlah_diterima": pl.Int64,
    "tgl_kunjungan": pl.String,
    "petugas": pl.String,
    "bukti": pl.String,
    "catatan": pl.String,
}
"""Answers that hold now, printed into the CSV of all cases (packets are asked blank)."""

PROGRESS = {"village_code": pl.String} | dict.fromkeys(("cases", "settled", "tried", "conflicts", "open"), pl.Int64)
"""How far the verifiers are, per kelurahan (`pipeline.answers.progress`)."""

PRECISION: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("kind", "rule_id", "band"), pl.String),
    **dict.fromkeys(("answered", "confirmed", "refuted", "unclear"), pl.Int64),
    **dict.fromkeys(("precision", "low", "high"), pl.Float64),
}
"""How often each rule was right, by score band, where somebody looked (`pipeline.answers.precision`)."""

AREAS = {"code": pl.String, "name": pl.String}
"""Names of areas by code of any length (6 digits kecamatan, 10 digits kelurahan)."""


def frame_of(schema: Schema) -> pl.DataFrame:
    """An empty frame of one of the schemas above."""
    return pl.DataFrame(schema=schema)


def fill(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """`frame` with exactly the schema's columns: absent ones null, each cast to its type."""
    if frame.is_empty():
        return frame_of(schema)
    absent = (pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns)
    return frame.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in schema.items())


@dataclass(frozen=True)
class LinkSummary:
    """How well the lists were linked; every frame may be empty."""

    bands: pl.DataFrame = field(default_factory=lambda: frame_of(BANDS))
    weights: pl.DataFrame = field(default_factory=lambda: frame_of(WEIGHTS))
    match_rates: pl.DataFrame = field(default_factory=lambda: frame_of(MATCH_RATES))


@dataclass(frozen=True)
class Units:
    """What tempts a reader to divide recipients by poor persons: families are paid, persons are counted (DOMAIN §7.1)."""

    recipients: int  # families paid
    persons: int  # of families at or below the ceiling
    families: int  # at or below the ceiling
    paid: int  # of those families, paid
    ceiling: int  # highest desil that may receive


@dataclass(frozen=True)
class MonthReport:
    """One judged month, ready to be worded and drawn.

    `cases` and `evidence` are 1:1 by id_kasus; `entitlements`, `payments` and `chain` are the whole tables (sums are made
    from them). `area` is the leading digits the headline speaks of ("" = everything that occurs).
    """

    period: str
    run_id: str
    cases: pl.DataFrame  # tables.Cases
    evidence: pl.DataFrame  # tables.CaseEvidence
    office: str = "Dinas Sosial"
    version: str = ""
    area: str = ""
    packet_rows: int = 500
    deadline: dt.date | None = None
    previous_run: str | None = None  # run of the newest earlier month that counts, and that month
    previous_period: str | None = None
    synthetic: bool = False  # made-up people: every title says so
    languages: tuple[str, ...] = ("id",)  # "id" always; add "en" for the auditors' twin of the summary
    rates: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Rates))
    breakdown: pl.DataFrame = field(default_factory=lambda: frame_of(BREAKDOWN))
    cgh: pl.DataFrame = field(default_factory=lambda: frame_of(CGH))
    overlaps: pl.DataFrame = field(default_factory=lambda: frame_of(OVERLAPS))
    flags: pl.DataFrame = field(default_factory=lambda: frame_of(FLAGS))
    together: pl.DataFrame = field(default_factory=lambda: frame_of(TOGETHER))
    rejects: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Rejects))
    entitlements: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Entitlements))
    payments: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Payments))
    chain: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Chain))
    control: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Control))
    coverage: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Coverage))
    accounts: pl.DataFrame = field(default_factory=lambda: frame_of(ACCOUNTS))
    changes: pl.DataFrame = field(default_factory=lambda: frame_of(CHANGES))
    programmes: pl.DataFrame = field(default_factory=lambda: frame_of(PROGRAMMES))
    recipients: pl.DataFrame = field(default_factory=lambda: frame_of(RECIPIENTS))
    answers: pl.DataFrame = field(default_factory=lambda: frame_of(ANSWERS))
    progress: pl.DataFrame = field(default_factory=lambda: frame_of(PROGRESS))
    precision: pl.DataFrame = field(default_factory=lambda: frame_of(PRECISION))
    areas: pl.DataFrame = field(default_factory=lambda: frame_of(AREAS))
    links: LinkSummary = field(default_factory=LinkSummary)
    notes: tuple[str, ...] = ()  # sentences for the page, in Indonesian
    unread: tuple[str, ...] = ()  # payers whose list lies in the month's folder and could not be read
    survey_missing: tuple[str, ...] = ()  # areas of `settings.survey.expected` without a visit of the month
    units: Units | None = None  # families and persons of Sembako side by side, so that nobody divides one by the other
    whole_numbers: bool = False  # case lists with whole NIK and KK: an explicit order of an officer, logged by the caller
    private_numbers: frozenset[str] = frozenset()  # accounts, cards, phones of the month: the scanner looks for each

    @property
    def run8(self) -> str:
        """The eight characters of the run id that stand in file names."""
        return self.run_id[:8]
