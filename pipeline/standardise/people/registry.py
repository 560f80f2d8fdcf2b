"""Registry tables (DTKS, DTSEN): persons with family, desil, standing, death, job, components, programmes; and family rows.

When to reach for it: `table.py` calls it for kinds REGISTRY and REGISTRY_FAMILY. The invariants: three standings, never one; the snapshot
is the folder's month unless the file names an earlier one; a family is its KK where that can be believed.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.context import codes_of
from pipeline.standardise.money.periods import version_month
from pipeline.standardise.numbers.damage import TELLING
from pipeline.standardise.numbers.identity import plain_number
from pipeline.standardise.people import coded as read
from pipeline.standardise.people.dates import parse_column, parse_date
from pipeline.standardise.people.deaths import Death, whose
from pipeline.standardise.people.person import coded
from pipeline.standardise.people.relationships import relationships
from pipeline.standardise.text import fold_column, map_distinct
from pipeline.standardise.visits.remarks import coded_word, death_day, presence, standing_codes
from pipeline.standardise.words import find, find_all, is_blank, truth, whole
from schemas.codes import PROGRAMMES, NikStatus, RegistryStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.standardise.context import FileContext, SourceTable
    from pipeline.standardise.findings import Findings

DTSEN_SINCE = "2025-02"
"""Inpres 4/2025 of 5 February 2025 makes DTSEN the one registry; an older list is DTKS, and its desil another scale."""
_FLAG = "programme_flag:"


def kind_and_snapshot(table: SourceTable, context: FileContext) -> tuple[str, str]:
    """(DTKS or DTSEN, month of the snapshot) of a registry table.

    A list with desils since February 2025 is DTSEN whatever its layout was made for (P3KE apart: its desil is another scale).
    """
    name = table.name.split("/", 1)[-1] if table.name[:7] == context.period else table.name
    snapshot = version_month([table.title, table.sheet, name], context.period) or context.period
    hinted = table.hints.get("registry_kind", "")
    spoken = f"{table.layout} {table.title} {table.sheet} {name}".upper()
    if hinted == "DTKS" and "desil" in table.frame.columns and snapshot >= DTSEN_SINCE and "P3KE" not in spoken:
        return "DTSEN", snapshot
    if hinted in {"DTKS", "DTSEN"}:
        return str(hinted), snapshot
    if "DTSEN" in spoken:
        return "DTSEN", snapshot
    if "DTKS" in spoken or "BDT" in spoken or snapshot < DTSEN_SINCE:
        return "DTKS", snapshot
    return ("DTSEN" if "desil" in table.frame.columns or context.period >= DTSEN_SINCE else "DTKS"), snapshot


def row_snapshots(source: pl.DataFrame, snapshot: str, context: FileContext) -> pl.Series:
    """The month of the snapshot that each row is of, where one export holds several ("TW I 2025", "TW II 2025"); else the list's."""
    own = map_distinct(fold_column(source, "period"), lambda v: version_month([v], context.period), pl.String)
    return own.fill_null(snapshot).rename("snapshot")


def desils(table: SourceTable, source: pl.DataFrame, snapshot: str, findings: Findings) -> pl.Series:
    """Desil of every row; a range or another text is null (DES-01); before DTSEN, or from P3KE, it is another scale and null (DES-02)."""
    raw = fold_column(source, "desil")
    said = map_distinct(raw, lambda v: None if is_blank(v) else v, pl.String)
    values = map_distinct(said, read.desil, pl.Int64)
    lost = said.is_not_null() & values.is_null()
    if lost.any():
        rows = source["source_row"].filter(lost)
        findings.once("DES-01", "desil", row=int(rows.min()), n=rows.len())  # type: ignore[arg-type]
    p3ke = "P3KE" in f"{table.layout} {table.title} {table.sheet}".upper()
    if (snapshot < DTSEN_SINCE or p3ke) and values.is_not_null().any():
        findings.once("DES-02", "desil")
        return pl.Series("desil", [None], dtype=pl.Int64).new_from_index(0, source.height)
    return _unless_marked(values, source).alias("desil")


def _unless_marked(values: pl.Series, source: pl.DataFrame) -> pl.Series:
    """Values of the rows without a strike or colour that nobody explains: who bears one may be dead or gone, and is judged by nothing."""
    marked = fold_column(source, "unread_mark").is_not_null()
    return values.set(marked, None) if marked.any() else values


def _standing(source: pl.DataFrame, codes: Mapping[str, str], findings: Findings) -> pl.Series:
    """AKTIF unless a status word, an inactive mark or a deleted mark says otherwise; deleted outranks inactive."""
    said = coded(source, "registry_status", lambda v: read.standing(coded_word(codes, v)), pl.String(), findings)
    inactive = map_distinct(fold_column(source, "is_inactive"), _marked, pl.Boolean)
    deleted = map_distinct(fold_column(source, "deleted"), _marked, pl.Boolean)
    frame = pl.DataFrame({"said": said, "inactive": inactive, "deleted": deleted})
    return frame.select(
        pl.when("deleted").then(pl.lit(str(RegistryStatus.DIHAPUS)))
        .when((pl.col("said") == str(RegistryStatus.DIHAPUS)) | ~pl.col("inactive").fill_null(value=False))
        .then(pl.col("said").fill_null(str(RegistryStatus.AKTIF)))
        .otherwise(pl.lit(str(RegistryStatus.NONAKTIF)))
        .alias("registry_status")
    ).to_series()  # fmt: skip


def _marked(raw: str) -> bool | None:
    """Whether a mark column (is_nonaktif, deleted_label) is set: yes, 1, or the word of the state itself."""
    if is_blank(raw):
        return None
    known = truth(raw)
    if known is not None:
        return known
    state = read.standing(raw)
    return state is not None and state != str(RegistryStatus.AKTIF)


def _programmes(source: pl.DataFrame, office: Path | None) -> pl.Series:
    """Programmes the registry itself lists the person under, `;` between, in the order of the rulebook, then of the alphabet."""
    flags = sorted(c for c in source.columns if c.startswith(_FLAG))
    codes = [c.removeprefix(_FLAG) for c in flags]
    order = sorted(range(len(codes)), key=lambda i: _rank(codes[i]))
    parts = [
        pl.when(map_distinct(source[flags[i]], read.flagged, pl.Boolean)).then(pl.lit(codes[i])).alias(f"p{n}") for n, i in enumerate(order)
    ]

    def spoken(text: str) -> str | None:
        """The programmes that a cell names, `;` between."""
        exact = find("programme_words", text, office)
        several = find_all("programme_words", text, office) or ((exact[0],) if exact else ())
        return ";".join(sorted(several, key=_rank)) or None

    named = map_distinct(fold_column(source, "programme"), spoken, pl.String)
    if not parts:
        return named.alias("programmes")
    listed = source.select(pl.concat_str(parts, separator=";", ignore_nulls=True).replace("", None).alias("programmes")).to_series()
    return pl.select(pl.coalesce(listed, named).alias("programmes")).to_series()


def _rank(code: str) -> tuple[int, str]:
    return (PROGRAMMES.index(code) if code in PROGRAMMES else len(PROGRAMMES), code)


def family_keys(source: pl.DataFrame, person: pl.DataFrame) -> pl.Series:
    """The source's own key of each row's family; where its card is masked by the sender, what can be seen of it, at its address."""
    said = fold_column(source, "family_key")
    masked = (pl.col("no_kk_status") == str(NikStatus.MASKED)) & (pl.col("no_kk_raw").str.count_matches("[0-9]") >= TELLING)
    seen = pl.concat_str("no_kk_raw", "address", "rt", "rw", "village_code", separator="|", ignore_nulls=True)
    return person.select(pl.coalesce(said, pl.when(masked).then(seen)).alias("family_key")).to_series()


def family_ids(frame: pl.DataFrame, family_key: pl.Series) -> pl.Series:
    """KK where it can be believed, else the source's family key, else the record itself."""
    return frame.select(pl.coalesce("no_kk", family_key, "record_id").alias("family_id")).to_series()


DEAD_SHARE, MANY_ROWS = 0.25, 20
"""No registry of living people has this share of dead without a date (DOMAIN §7: 1.7 M of some 200 M recorded dead); of so many rows."""


def _death_told(raw: str, context: FileContext) -> dt.date | None:
    """The day of death in a remark ("Meninggal tanggal 12/03/2024"); a day alone says so too in a column of deaths."""
    if whose(raw) not in {None, Death.SELF} or read.deceased(raw) is False:
        return None
    span = context.events()
    day = parse_date(raw, span)
    return day if day and span.earliest <= day <= span.latest else death_day(raw, span)


def _own_day(raw: str, context: FileContext) -> dt.date | None:
    """The day of death of the person of the row, in a cell that speaks of other things too."""
    if whose(raw) is not Death.SELF:
        return None
    return death_day(raw, context.events()) or _death_told(re.sub(r"^\D+", "", raw), context)


def _is_day(raw: str) -> bool:
    """Whether a cell under the heading of a day of death is some day, even one that cannot be read: the person is dead, the day unknown."""
    return bool(_SOME_DAY.search(raw))


_SOME_DAY = re.compile(
    r"\b\d{1,2}\s?[/.\- ]\s?\d{1,2}\s?[/.\- ]\s?(?:19|20)\d\d\b|\b(?:19|20)\d\d[/.\-]\d{1,2}[/.\-]\d{1,2}\b"
    r"|^\s*(?:[0-3]?\d[01]\d(?:19|20)\d\d|(?:19|20)\d\d[01]\d[0-3]\d|(?:19|20)\d\d)(?:\.0)?\s*$"
)


def _dead(raw: str, context: FileContext) -> bool | None:
    """Whether a cell of a column of deaths says that the person is dead."""
    said = read.deceased(raw)
    return True if said is None and _death_told(raw, context) else said


def _struck(raw: str) -> bool | None:
    """True where a word of standing is one of the person's death; a mark (`1`, `Ya`) is none."""
    return True if whose(raw) is Death.SELF else None


def _believed(dead: pl.Series, told: pl.Series, source: pl.DataFrame, findings: Findings) -> pl.Series:
    """Deaths without a date where they are few; a column by which a quarter of the registry is dead is not believed (MAT-01)."""
    bare = dead.fill_null(value=False) & told.is_null()
    if dead.len() < MANY_ROWS or bare.sum() < DEAD_SHARE * dead.len():
        return dead
    findings.once("MAT-01", "deceased", row=int(source["source_row"].filter(bare).min()), n=int(bare.sum()), total=dead.len())  # type: ignore[arg-type]
    return dead.set(bare, None)


_LATE = r"(?:alm|almh|almarhum|almarhumah)"
_LATE_FIRST, _LATE_LAST = rf"(?i)^\s*\(?{_LATE}\b\.?\)?[.\s]+\S", rf"(?i)\S\s*[(\[,/]?\s*\b{_LATE}\.?\s*[)\]]?\s*$"
_OF_KIN = r"(?i)\b(?:istri|isteri|suami|janda|duda|ibu|bu|ny|bapak|bpk|pak|anak|cucu|mertua|bin|binti|bt|b|a/n|an)\b[.\s(]*" + _LATE
_HIS = r"(?i)\b(?:alm|almarhum)\b"


def _late_by_name(source: pl.DataFrame, person: pl.DataFrame) -> pl.Series:
    """True where a name bears the mark of its own person's death (`ALM. WAGIMAN`, `SITI (ALMH)`), before or behind it; the mark of a man
    on a woman's name is her husband's."""
    name = pl.lit(fold_column(source, "name"))
    marked = (name.str.contains(_LATE_FIRST) | name.str.contains(_LATE_LAST)) & ~name.str.contains(_OF_KIN)
    hers = (pl.col("sex") == "P").fill_null(value=False) & name.str.contains(_HIS)
    return person.select(pl.when(marked & ~hers).then(pl.lit(value=True)).alias("late")).to_series()


def registry_columns(
    table: SourceTable, source: pl.DataFrame, person: pl.DataFrame, context: FileContext, findings: Findings
) -> tuple[pl.DataFrame, str | None]:
    """Columns of `tables.Registry` behind the person's, and the relationship code table of the file."""
    kind, snapshot = kind_and_snapshot(table, context)
    profile, header = table.hints.get("relationship", ""), table.headers.get("relationship", "")
    relation, code_table = relationships(source, person["sex"], person["birth_date"], profile, findings, context.lookups, header=header)
    died, _ = parse_column(source, "deceased_on", context.events(), findings)
    event, _ = parse_column(source, "event_on", context.events(), findings)
    here = codes_of(table, "deceased") or presence(table.headers.get("deceased", ""), f"{table.title} {table.sheet} {table.name}")
    dead = coded(source, "deceased", lambda v: _dead(coded_word(here, v), context), pl.Boolean(), findings)
    standings = codes_of(table, "registry_status") or standing_codes(table.headers.get("registry_status", ""))
    status_dead = map_distinct(fold_column(source, "registry_status"), lambda v: _struck(coded_word(standings, v)), pl.Boolean)
    in_remark = map_distinct(fold_column(source, "deceased"), lambda v: _death_told(v, context), pl.Date)
    in_status = map_distinct(fold_column(source, "registry_status"), lambda v: _own_day(v, context), pl.Date)
    status_dead = pl.select(pl.coalesce(_late_by_name(source, person), status_dead)).to_series()
    remarks = pl.select(pl.coalesce(fold_column(source, c) for c in ("result", "note", "state_note"))).to_series()
    remarks = map_distinct(remarks, lambda v: v if whose(v) is Death.SELF else None, pl.String)
    in_words = map_distinct(remarks, lambda v: _own_day(v, context), pl.Date)
    undated = died.is_null() & map_distinct(fold_column(source, "deceased_on"), _is_day, pl.Boolean).fill_null(value=False)
    told = pl.select(pl.coalesce(died, in_remark, in_status, in_words)).to_series()
    frame = (
        pl.DataFrame({"dead": dead, "died": told, "status_dead": status_dead, "event": event, "remark": remarks})
        .with_columns(dead=pl.when(undated).then(pl.lit(value=True)).otherwise("dead"))
        .with_columns(
            deceased=pl.when(pl.any_horizontal(pl.col("died", "remark").is_not_null()) | pl.col("status_dead"))
            .then(pl.lit(value=True))
            .otherwise("dead")
        )
    )
    dead = _believed(frame["deceased"], told, source, findings)
    frame = frame.with_columns(deceased=dead)
    died = frame.select(pl.coalesce("died", pl.when(pl.col("deceased")).then("event")).alias("died")).to_series()
    family_key = family_keys(source, person)
    jobs = fold_column(source, "occupation")
    severe = partial(read.severe_disability, header=table.headers.get("disability", "").replace("_", " "))
    columns = pl.DataFrame(
        [
            family_ids(person, family_key),
            family_key.alias("family_key"),
            relation.alias("relationship"),
            desils(table, source, snapshot, findings),
            _standing(source, standings, findings),
            coded(source, "padan", read.padan, pl.Boolean(), findings),
            dead,
            died.alias("deceased_on"),
            jobs.alias("occupation"),
            _unless_marked(map_distinct(jobs, read.excluded_job, pl.Boolean), source).alias("occupation_excluded"),
            map_distinct(fold_column(source, "disability"), severe, pl.Boolean).alias("disabled_severe"),
            map_distinct(fold_column(source, "pregnant"), read.pregnant, pl.Boolean).alias("pregnant"),
            map_distinct(fold_column(source, "school_level"), read.school_level, pl.String).alias("school_level"),
            _programmes(source, context.lookups),
        ]
    )
    return columns.with_columns(pl.lit(kind).alias("registry_kind"), row_snapshots(source, snapshot, context)), code_table


def family_columns(
    table: SourceTable, source: pl.DataFrame, person: pl.DataFrame, context: FileContext, findings: Findings
) -> pl.DataFrame:
    """Columns of `tables.RegistryFamily` behind location, KK, address and village."""
    kind, snapshot = kind_and_snapshot(table, context)
    family_key = family_keys(source, person)
    head_name = fold_column(source, "head_name" if "head_name" in source.columns else "name")
    head_nik = "head_nik" if "head_nik" in source.columns else "nik"
    numbers = plain_number(source[head_nik]) if head_nik in source.columns else fold_column(source, head_nik)
    standings = codes_of(table, "registry_status") or standing_codes(table.headers.get("registry_status", ""))
    members = map_distinct(fold_column(source, "members"), lambda v: int(whole(v)) if whole(v).isdigit() else None, pl.Int64)
    columns = pl.DataFrame(
        [
            family_ids(person, family_key),
            family_key.alias("family_key"),
            head_name.alias("head_name"),
            numbers.alias("head_nik"),
            desils(table, source, snapshot, findings),
            _standing(source, standings, findings),
            members.alias("members"),
        ]
    )
    return columns.with_columns(pl.lit(kind).alias("registry_kind"), row_snapshots(source, snapshot, context))
