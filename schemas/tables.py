"""The canonical tables: what every stage hands to the next, as pandera models on polars.

When to reach for it: whenever a frame crosses from one stage to another. Column names are spelled here and nowhere else
decides them. The invariants: text stays text (a NIK is a string), months are strings `YYYY-MM`, rupiah are whole
integers, days are `Date`, and `source_file|source_sheet|source_row` locates a row as a spreadsheet shows it.
"""

import datetime as dt
from typing import Any

import pandera.polars as pa
import polars as pl

from schemas import codes

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
SIXTEEN = r"^[0-9]{16}$"


def _isin(values: Any, **kw: Any) -> Any:
    return pa.Field(isin=[str(v) for v in values], **kw)


class Located(pa.DataFrameModel):
    """Columns of every row that came out of a file."""

    record_id: str = pa.Field(unique=True)  # sha256(file)[:12] + ":" + sheet + ":" + row; never a NIK
    source_file: str  # path below data/raw, `/` as separator
    source_sheet: str  # "" for text files
    source_row: int = pa.Field(ge=1)  # as a spreadsheet shows it; for text the physical line

    class Config:
        strict = True
        ordered = False


class Person(Located):
    """Person columns common to every source. Raw text is kept beside every value that cleaning changed."""

    nik: str = pa.Field(nullable=True, str_matches=SIXTEEN)  # the exact digits, or null when damaged or missing
    nik_raw: str = pa.Field(nullable=True)
    nik_status: str = _isin(codes.NikStatus)
    nik_known: str = pa.Field(nullable=True)  # of a damaged NIK: the leading digits that are certain (15 for ROUNDED)
    no_kk: str = pa.Field(nullable=True, str_matches=SIXTEEN)
    no_kk_raw: str = pa.Field(nullable=True)
    no_kk_status: str = _isin(codes.NikStatus)
    name: str = pa.Field(nullable=True)  # as written, white space folded
    sex: str = _isin(codes.Sex, nullable=True)
    birth_date: dt.date = pa.Field(nullable=True)
    birth_date_raw: str = pa.Field(nullable=True)
    birth_year: int = pa.Field(nullable=True, ge=1890, le=2100)  # as an age or a year of birth says it, give or take one
    birth_place: str = pa.Field(nullable=True)
    mother_name: str = pa.Field(nullable=True)
    address: str = pa.Field(nullable=True)
    rt: str = pa.Field(nullable=True)  # three digits
    rw: str = pa.Field(nullable=True)  # three digits
    village_code: str = pa.Field(nullable=True, str_matches=r"^\d{10}$")  # Kemendagri
    village_code_raw: str = pa.Field(nullable=True)
    village_name: str = pa.Field(nullable=True)  # canonical spelling where the code is known, else as written


class Registry(Person):
    """One person of one registry snapshot (DTKS or DTSEN)."""

    family_id: str  # no_kk where trusted, else the source's family key, else record_id
    family_key: str = pa.Field(nullable=True)  # the source's own key of the family (id_keluarga …), as written
    relationship: str = _isin(codes.Relationship, nullable=True)
    desil: int = pa.Field(nullable=True, ge=1, le=10)
    registry_status: str = _isin(codes.RegistryStatus)  # AKTIF where the source does not say
    padan: bool = pa.Field(nullable=True)  # matched at Dukcapil
    deceased: bool = pa.Field(nullable=True)
    deceased_on: dt.date = pa.Field(nullable=True)
    occupation: str = pa.Field(nullable=True)
    occupation_excluded: bool = pa.Field(nullable=True)  # ASN/TNI/Polri/pensioner/official/BUMN …; null where unknown
    disabled_severe: bool = pa.Field(nullable=True)
    pregnant: bool = pa.Field(nullable=True)
    school_level: str = pa.Field(nullable=True, isin=["SD", "SMP", "SMA", "TIDAK"])
    programmes: str = pa.Field(nullable=True)  # programmes the registry itself lists the person under, ";" between
    registry_kind: str = pa.Field(isin=["DTKS", "DTSEN"])
    snapshot: str = pa.Field(str_matches=MONTH)


class RegistryFamily(Located):
    """One family row of a registry (DTSEN family file). No person row: never linked."""

    family_id: str
    family_key: str = pa.Field(nullable=True)
    no_kk: str = pa.Field(nullable=True, str_matches=SIXTEEN)
    no_kk_raw: str = pa.Field(nullable=True)
    no_kk_status: str = _isin(codes.NikStatus)
    head_name: str = pa.Field(nullable=True)
    head_nik: str = pa.Field(nullable=True)
    address: str = pa.Field(nullable=True)
    rt: str = pa.Field(nullable=True)
    rw: str = pa.Field(nullable=True)
    village_code: str = pa.Field(nullable=True, str_matches=r"^\d{10}$")
    village_code_raw: str = pa.Field(nullable=True)
    village_name: str = pa.Field(nullable=True)
    desil: int = pa.Field(nullable=True, ge=1, le=10)
    registry_status: str = _isin(codes.RegistryStatus)  # AKTIF where the source does not say
    members: int = pa.Field(nullable=True)
    registry_kind: str = pa.Field(isin=["DTKS", "DTSEN"])
    snapshot: str = pa.Field(str_matches=MONTH)


class Disbursement(Person):
    """One row of a pay list or a closing list: the pengurus (payee) of a family and what became of the money."""

    list_kind: str = _isin([codes.Kind.DISBURSEMENT, codes.Kind.CLOSING, codes.Kind.ACCOUNTS])
    programme: str = pa.Field(nullable=True)  # canonical code; null where no word of file or row says it
    programme_raw: str = pa.Field(nullable=True)
    payer: str = pa.Field(nullable=True)  # canonical: BRI, BNI, MANDIRI, BTN, BSI, POS, BSB, BULOG, DESA … or as written
    period_from: str = pa.Field(nullable=True, str_matches=MONTH)
    period_to: str = pa.Field(nullable=True, str_matches=MONTH)
    period_raw: str = pa.Field(nullable=True)
    period_source: str = pa.Field(isin=["row", "title", "file", "folder"])  # where the period was read
    amount: int = pa.Field(nullable=True)  # rupiah
    amount_raw: str = pa.Field(nullable=True)
    state: str = _isin(codes.PayState)
    state_raw: str = pa.Field(nullable=True)
    exclusion_ground: str = _isin(codes.ExclusionGround, nullable=True)
    paid_on: dt.date = pa.Field(nullable=True)
    account: str = pa.Field(nullable=True)
    card: str = pa.Field(nullable=True)  # KKS number
    component: str = pa.Field(nullable=True)  # PKH component words of the row
    substitute_nik: str = pa.Field(nullable=True)
    substitute_name: str = pa.Field(nullable=True)
    copies: int = pa.Field(nullable=True)  # identical rows of the list that were set aside as its repeats; null: none
    note: str = pa.Field(nullable=True)


class Survey(Person):
    """One visit: what was found, by whom, when."""

    visited_on: dt.date = pa.Field(nullable=True)
    result: str = _isin(codes.SurveyResult)
    result_raw: str = pa.Field(nullable=True)
    programme: str = pa.Field(nullable=True)  # null: the form names none; "?": it names one that no table knows
    received: str = _isin(codes.Received, nullable=True)  # did the family receive anything; null where not asked
    amount_received: int = pa.Field(nullable=True)
    enumerator: str = pa.Field(nullable=True)
    submitted_at: str = pa.Field(nullable=True)  # ISO, as exported
    deceased_on: dt.date = pa.Field(nullable=True)
    note: str = pa.Field(nullable=True)
    told_by: str = pa.Field(nullable=True)  # the office's own list that tells it (deaths, employees); null: a visit


class Rejects(pa.DataFrameModel):
    """A row, cell or file that could not be used, told back. `value` never appears unmasked in a report."""

    file: str
    sheet: str
    row: int = pa.Field(nullable=True)  # null: the whole file or sheet
    column: str = pa.Field(nullable=True)  # header as the file writes it
    rule_id: str
    severity: str = pa.Field(isin=["error", "warning"])  # error: the row is not used; warning: used, and told
    sentence: str
    value: str = pa.Field(nullable=True)

    class Config:
        strict = True


class Links(pa.DataFrameModel):
    """One pair of records held to be one person. Locations are `file|sheet|row`."""

    left_source: str = pa.Field(isin=["registry"])
    right_source: str = pa.Field(isin=["disbursement", "survey"])
    left_record: str
    right_record: str
    left_id: str  # record_id
    right_id: str
    match_weight: float  # log2, rounded to 3 decimals
    match_probability: float = pa.Field(ge=0, le=1)
    band: str = _isin(codes.Band)
    rule: str
    verdict_nik: str = _isin(codes.Verdict)
    verdict_name: str = _isin(codes.Verdict)
    verdict_birth_date: str = _isin(codes.Verdict)
    verdict_sex: str = _isin(codes.Verdict)
    verdict_no_kk: str = _isin(codes.Verdict)
    verdict_address: str = _isin(codes.Verdict)
    verdict_village: str = _isin(codes.Verdict)
    verdict_mother_name: str = _isin(codes.Verdict)

    class Config:
        strict = True


class LinkModels(pa.DataFrameModel):
    """The linkage models of a run, one a source: enough to weigh pairs of another month the same way."""

    right_source: str = pa.Field(isin=["disbursement", "survey"], unique=True)
    model: str  # m, u and priors as JSON (pipeline.link.weights.Model)

    class Config:
        strict = True


class Members(pa.DataFrameModel):
    """`persons` table: which record is which person of which family, over all three sources."""

    record_id: str = pa.Field(unique=True)
    source: str = pa.Field(isin=["registry", "disbursement", "survey"])
    person_id: str  # of a registry person: record_id of its registry row in force; else of its first record
    family_id: str  # registry family_id where linked; else by trusted KK; else person_id
    link_band: str = _isin(codes.Band, nullable=True)  # how a record of another source hangs on its registry person

    class Config:
        strict = True


class Entitlements(pa.DataFrameModel):
    """What the rulebook says of one family (or person) for one programme in the month judged."""

    family_id: str
    person_id: str = pa.Field(nullable=True)  # set for programmes whose unit is a person
    programme: str
    period: str = pa.Field(str_matches=MONTH)
    entitled: str = _isin(codes.Tri)
    assessable: bool  # registry and every expected sender are there for this area, programme and month
    reason: str  # why not assessable or why unknown; "" otherwise
    amount_due: int = pa.Field(nullable=True)  # rupiah for the whole payment period that covers the month
    due_from: str = pa.Field(nullable=True, str_matches=MONTH)
    due_to: str = pa.Field(nullable=True, str_matches=MONTH)
    rule_id: str
    legal_basis: str
    confidence: str = pa.Field(isin=["verified", "secondary", "unverified"])
    desil: int = pa.Field(nullable=True)
    village_code: str = pa.Field(nullable=True)
    no_kk: str = pa.Field(nullable=True)
    snapshot: str = pa.Field(nullable=True)
    listed: str = _isin(codes.Tri)  # on a closing or pay list of the programme

    class Config:
        strict = True


class Payments(pa.DataFrameModel):
    """One pay-list row that covers the month, with the person and family it belongs to."""

    record_id: str = pa.Field(unique=True)
    person_id: str
    family_id: str
    in_registry: str = _isin(codes.Tri)  # YES linked, UNKNOWN open grey pair, NO no registry person found
    programme: str = pa.Field(nullable=True)
    payer: str = pa.Field(nullable=True)
    period_from: str = pa.Field(str_matches=MONTH)
    period_to: str = pa.Field(str_matches=MONTH)
    state: str = _isin(codes.PayState)
    amount: int = pa.Field(nullable=True)
    paid_on: dt.date = pa.Field(nullable=True)
    village_code: str = pa.Field(nullable=True)

    class Config:
        strict = True


class Cases(pa.DataFrameModel):
    """The product: one row, one problem, one id (CONVENTIONS; contract in DESIGN)."""

    id_kasus: str = pa.Field(unique=True)
    kind: str = _isin(codes.CaseKind)
    programme: str = pa.Field(nullable=True)
    period: str = pa.Field(str_matches=MONTH)
    family_id: str = pa.Field(nullable=True)
    person_id: str = pa.Field(nullable=True)
    nik: str = pa.Field(nullable=True)
    no_kk: str = pa.Field(nullable=True)
    village_code: str = pa.Field(nullable=True)
    amount_due: int = pa.Field(nullable=True)
    amount_ordered: int = pa.Field(nullable=True)
    amount_paid: int = pa.Field(nullable=True)
    amount_received: int = pa.Field(nullable=True)
    payer: str = pa.Field(nullable=True)
    rule_id: str
    legal_basis: str
    score: int = pa.Field(ge=0, le=100)
    sources: pl.List = pa.Field(dtype_kwargs={"inner": pl.String})  # "file|sheet|row"
    evidence_hash: str
    status: str = _isin(codes.CaseStatus)
    age_months: int = pa.Field(ge=1)
    sentence: str

    class Config:
        strict = False  # evidence columns for the packet stand behind these (see CaseEvidence)


class CaseEvidence(pa.DataFrameModel):
    """Evidence columns of `tables/cases.parquet` behind the contract's: what a packet prints, unmasked.

    a_* is the registry side (or the first record), b_* the other side. Joined 1:1 with Cases by `id_kasus`.
    """

    id_kasus: str = pa.Field(unique=True)
    a_name: str = pa.Field(nullable=True)
    a_nik: str = pa.Field(nullable=True)
    a_birth_date: dt.date = pa.Field(nullable=True)
    b_name: str = pa.Field(nullable=True)
    b_nik: str = pa.Field(nullable=True)
    b_birth_date: dt.date = pa.Field(nullable=True)
    verdict_name: str = _isin(codes.Verdict, nullable=True)
    verdict_nik: str = _isin(codes.Verdict, nullable=True)
    verdict_birth_date: str = _isin(codes.Verdict, nullable=True)
    address: str = pa.Field(nullable=True)
    rt: str = pa.Field(nullable=True)
    rw: str = pa.Field(nullable=True)
    village_name: str = pa.Field(nullable=True)
    age: int = pa.Field(nullable=True)  # years, of a_* (else b_*) at the first day of the period
    sources_a: str = pa.Field(nullable=True)  # one "file|sheet|row"
    sources_b: str = pa.Field(nullable=True)
    facts: str  # JSON object of the values the sentence speaks of, keys as schemas/wording.csv names them
    broken_link: str = pa.Field(nullable=True)  # cases about money: where the family's chain broke first (registry, order, payer, hand)
    answers_for_it: str = pa.Field(nullable=True)  # the party that answers for that link
    missing: int = pa.Field(nullable=True)  # rupiah lost there
    proposed_nik: str = pa.Field(nullable=True)  # ID-NR: the NIK of the registry that it may have been; used nowhere

    class Config:
        strict = True


class Coverage(pa.DataFrameModel):
    """What is assessable: one row per programme and village, with the senders expected there and those that stayed silent."""

    programme: str
    village_code: str
    period: str = pa.Field(str_matches=MONTH)
    registry_families: int = pa.Field(ge=0)
    snapshot: str = pa.Field(nullable=True)  # the registry in force here
    late_snapshot: bool  # True: only a snapshot after the closing exists
    registry_covers: bool
    rows: int = pa.Field(ge=0)  # pay rows of the programme in the village
    expected: pl.List = pa.Field(dtype_kwargs={"inner": pl.String})
    silent: pl.List = pa.Field(dtype_kwargs={"inner": pl.String})
    basis: str  # deklarasi, riwayat, tetangga, saksi (visits or closing lists name recipients of no pay list), registri (it does), or ""
    named: int = pa.Field(ge=0)  # families that a visit or a closing list (basis registri: the registry) names under the programme
    named_listed: int = pa.Field(ge=0)  # of these, on a pay list of the programme
    senders_present: bool
    assessable: bool

    class Config:
        strict = True


class Chain(pa.DataFrameModel):
    """The money chain of one family (person) and programme: due → ordered → paid → received, and where it broke first."""

    programme: str
    family_id: str
    person_id: str = pa.Field(nullable=True)
    period: str = pa.Field(str_matches=MONTH)
    village_code: str = pa.Field(nullable=True)
    payer: str = pa.Field(nullable=True)
    due: int = pa.Field(nullable=True)
    ordered: int = pa.Field(nullable=True)
    paid: int = pa.Field(nullable=True)
    received: int = pa.Field(nullable=True)
    broken_link: str = pa.Field(nullable=True)  # registry, order, payer, hand; null: whole, or not to be told
    answers_for_it: str = pa.Field(nullable=True)  # PENETAPAN (list-makers), the payer's code, PENDAMPING (hand-over)
    missing: int = pa.Field(nullable=True)  # rupiah lost at the broken link

    class Config:
        strict = True


class Control(pa.DataFrameModel):
    """The control total of one pay list: every rupiah of its rows stands in one of five places, and their sum is the total."""

    source_file: str  # path below data/raw
    source_sheet: str  # empty for text files
    payers: str = pa.Field(nullable=True)  # payers of its rows, joined by "+"; null: the list names none
    rows: int  # rows read
    stated: int = pa.Field(nullable=True)  # rupiah of the list's own JUMLAH; null where it has none
    total: int  # rupiah of all rows read = set_aside + other_months + in_cases + open_cases + clean
    set_aside: int  # rejected rows and repeats
    other_months: int  # rows of payment periods that this month does not judge
    in_cases: int  # rows behind a case
    open_cases: int  # rows behind a BD-00 and no other case: not assessable yet
    clean: int  # rows behind no case (ID-* cases make no row unclean)

    class Config:
        strict = True


class Rates(pa.DataFrameModel):
    """A rate with its definition, unit and bounds. `rate` is null where nothing can be divided."""

    definition: str
    programme: str
    unit: str = pa.Field(isin=["family", "person", "rupiah"])
    area_code: str
    area_name: str
    period: str = pa.Field(str_matches=MONTH)
    numerator: int = pa.Field(ge=0)
    unknown: int = pa.Field(ge=0)
    denominator: int = pa.Field(ge=0)
    rate: float = pa.Field(nullable=True)
    low: float = pa.Field(nullable=True)
    high: float = pa.Field(nullable=True)
    method: str

    class Config:
        strict = True


def polars_schema(model: type[pa.DataFrameModel]) -> dict[str, pl.DataType]:
    """The polars column types of a model, in order: use it to build an empty frame or to fill absent columns."""
    schema = model.to_schema()
    return {name: column.dtype.type for name, column in schema.columns.items()}


def empty(model: type[pa.DataFrameModel]) -> pl.DataFrame:
    """An empty frame of a model."""
    return pl.DataFrame(schema=polars_schema(model))


def conform(frame: pl.DataFrame, model: type[pa.DataFrameModel]) -> pl.DataFrame:
    """`frame` with exactly the model's columns, in its order: absent ones null, each cast to its type."""
    wanted = polars_schema(model)
    return frame.select((pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in wanted.items())


def located() -> pl.Expr:
    """`file|sheet|row` of a Located frame: the address of a row in the contracts (no spaces)."""
    return pl.concat_str(["source_file", "source_sheet", pl.col("source_row").cast(pl.String)], separator="|")
