"""One file from bytes to canonical rows: read, standardise, set repeats aside, reject what nobody can use, validate, account.

When to reach for it: `padan inspect`, `check` and the month run call `ingest_file` for every file. The invariants: read = used + rejected +
duplicates for each table; an unusable file is one sentence and never an exception; every row that is not used is told with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.intake.accounts import Account, NumberTrust, Total, rows_of
from pipeline.intake.called import lesser, otherwise, replaces
from pipeline.intake.decided import as_decided
from pipeline.intake.doubt import doubted, of_other_matters
from pipeline.intake.household import members_beside
from pipeline.intake.mentions import MENTIONS, kind_of_list, mentions_of
from pipeline.intake.numbered import only_numbered, say_numbered
from pipeline.intake.repeats import repeats_of, with_copies
from pipeline.intake.totals import compared, stated_in_all
from pipeline.intake.unread import named_by, of_nobody
from pipeline.intake.unsaid import unsaid
from pipeline.read import propose_toml, read_file
from pipeline.read.model import PLACE
from pipeline.read.parts import parts_said, recipients_said, without_places
from pipeline.read.refusal import shown
from pipeline.standardise import FileContext, Standardised, standardise
from pipeline.standardise.findings import Findings, combine
from pipeline.standardise.money.mixed import with_each_programme
from pipeline.standardise.numbers.by_account import bearers_of
from pipeline.standardise.numbers.former import RENUMBERED, renumbered
from pipeline.standardise.numbers.own_keys import KEYS, key_cells
from pipeline.standardise.people.person import person_columns
from pipeline.standardise.table import MODELS
from pipeline.standardise.visits.survey import replaced
from pipeline.validate import validate
from pipeline.words.total_words import TOTAL_WORDS
from schemas import rules, tables
from schemas.codes import DAMAGED, TRUSTED, Kind, NikStatus
from schemas.layouts import Layout, load_layouts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.read import FileRead, ReadTable
    from schemas.settings import Settings

PLAIN_LIST = "auto:persons"
"""The layout `read` gives to a plain list of people of no known kind."""
PROPOSALS = "auto:usulan"
"""The layout of the sheet USULAN of a returned packet: its neighbours are visits of the month too."""
_RENUMBERED = "{n} pasang NIK lama dan baru di daftar ini dipakai untuk mengenali orangnya di daftar bayar dan kunjungan."
_TOTALS_ROW = (
    rf"^(?:{TOTAL_WORDS}|(REKAP\w*|KETERANGAN|CATATAN|MENGETAHUI|NB|DICETAK|TANDA TANGAN)\b)"
    r"|^[A-Z .]+,\s*(TANGGAL|TGL\.?)?\s*[\d.…_ ]{0,12}\s*[A-Z…._]*\s+(19|20)\d{2}\.?$|^[A-Z .]+,\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$|^NIP\b"
    r"|^[(\[]\s*[A-Z][A-Z .,'`\-]*[)\]]$|^[(\[][\s._…\-]+[)\]]$"
)
_DIGITS = r"[0-9]{6}|[0-9][.,][0-9]+[eE]"
"""What a cell must hold to be somebody's number, however damaged."""


@dataclass(frozen=True)
class Ingested:
    """What one file yields: canonical frames (possibly empty), everything told back, one account per table.

    `problem` is one Indonesian sentence where the file could not be used at all; `answers` are tables of a returned packet, as read.
    """

    name: str
    sha256: str
    size: int
    registry: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Registry))
    families: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.RegistryFamily))
    disbursements: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Disbursement))
    surveys: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Survey))
    rejects: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Rejects))
    accounts: list[Account] = field(default_factory=list)
    problem: str | None = None
    notes: tuple[str, ...] = ()
    answers: tuple[ReadTable, ...] = ()
    keys: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=KEYS))  # of registry rows, for `joined_by_own_key`
    mentions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MENTIONS))  # whom unused cells and rows name
    numbered: pl.DataFrame = field(default_factory=lambda: tables.empty(tables.Disbursement))  # rejected pay rows that only a number names
    renumbered: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RENUMBERED))  # old and new NIKs that a list gives
    bearers: tuple[pl.DataFrame, ...] = ()  # people of lists of no known kind, with whose account, card or telephone is whose


@dataclass(frozen=True)
class TableIngested:
    """One table: its good rows, what is told back, its account."""

    frame: pl.DataFrame
    rejects: pl.DataFrame
    account: Account
    mentions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MENTIONS))
    numbered: pl.DataFrame | None = None
    bearers: pl.DataFrame | None = None
    renumbered: pl.DataFrame | None = None


def ingest_file(
    path: Path,
    name: str,
    period: str,
    *,
    settings: Settings,
    office: Path | None = None,
    layouts: Sequence[Layout] | None = None,
) -> Ingested:
    """Read one file and turn it into canonical rows, rejects and accounts.

    `name` is the path below data/raw, `period` the folder's month `YYYY-MM`, `office` the data folder whose `layouts/` and `lookups/`
    outrank the shipped ones. Never raises for what a file holds: the reason stands in `problem`, in `rejects` and in the accounts.
    """
    known = layouts if layouts is not None else load_layouts(office / "layouts" if office else None)
    return ingest_read(read_file(path, name, layouts=known, limits=settings.limits), period, settings=settings, office=office)


def ingest_read(file: FileRead, period: str, *, settings: Settings, office: Path | None = None) -> Ingested:
    """What `ingest_file` does after reading. Several tables of one kind (sheets) are stacked in their order."""
    context = FileContext(file.sha256, period, settings, office / "lookups" if office else None)
    file = replace(file, tables=tuple(as_decided(table, period) for table in file.tables))
    unread = tables.conform(file.rejects, tables.Rejects)
    blocks = [Account(t.name, t.sheet, str(t.kind), t.layout, header_row=t.header_row) for t in file.tables]
    lost = [unread.filter(rows_of(block, blocks, "sheet", "row").fill_null(value=False)) for block in blocks]
    done = [ingest_table(table, context, mine) for table, mine in zip(file.tables, lost, strict=True)]
    if not done:
        problem = file.problem or ("Berkas tidak berisi tabel." if unread.is_empty() else None)
        account = Account(file.name, "", str(Kind.UNKNOWN), "", skipped=file.skipped, problem=problem)
        return Ingested(file.name, file.sha256, file.size, rejects=unread, accounts=[account], problem=problem, notes=tuple(file.notes))
    if all(r.account.read == 0 and r.account.problem is None for r in done):
        told = rules.sentence("LAY-04")
        done = [replace(r, account=replace(r.account, problem=told)) for r in done]
    frames: dict[str, list[pl.DataFrame]] = {"registry": [], "families": [], "disbursements": [], "surveys": []}
    homes = {
        Kind.REGISTRY: "registry", Kind.REGISTRY_FAMILY: "families", Kind.DISBURSEMENT: "disbursements",
        Kind.CLOSING: "disbursements", Kind.SURVEY: "surveys",
    }  # fmt: skip
    for table, result in zip(file.tables, done, strict=True):
        if table.kind in homes:
            frames[homes[table.kind]].append(result.frame)
        elif table.layout == PROPOSALS:
            from pipeline.answers.leads import as_visits

            if visits := as_visits(table):
                frames["surveys"].append(ingest_table(visits, context).frame)
    stacked = {home: pl.concat(parts) for home, parts in frames.items() if parts}
    usable = any(result.account.problem is None for result in done)
    problem = file.problem or (None if usable else next(r.account.problem for r in done if r.account.problem))
    return Ingested(
        file.name,
        file.sha256,
        file.size,
        **stacked,
        rejects=combine([unread, *(result.rejects for result in done)]),
        accounts=[result.account for result in done],
        problem=problem,
        notes=(*file.notes, *(note for result in done for note in result.account.notes)),
        answers=tuple(table for table in file.tables if table.kind == Kind.ANSWERS),
        keys=pl.concat([pl.DataFrame(schema=KEYS), *(key_cells(t, r.frame) for t, r in zip(file.tables, done, strict=True))]),
        mentions=pl.concat([pl.DataFrame(schema=MENTIONS), *(result.mentions for result in done)]),
        numbered=pl.concat([tables.empty(tables.Disbursement), *(r.numbered for r in done if r.numbered is not None)]),
        renumbered=pl.concat([pl.DataFrame(schema=RENUMBERED), *(r.renumbered for r in done if r.renumbered is not None)]),
        bearers=tuple(result.bearers for result in done if result.bearers is not None and result.bearers.height),
    )


def ingest_table(table: ReadTable, context: FileContext, unread: pl.DataFrame | None = None) -> TableIngested:
    """One table to good rows, rejects and account. `unread` are the rejects `read` raised for rows of this table (they count as read)."""
    lost = 0 if unread is None else unread.filter((pl.col("severity") == "error") & pl.col("row").is_not_null())["row"].n_unique()
    height = table.frame["source_row"].n_unique()  # a row may stand for several payments
    read = table.read or height + lost
    if not read and not table.problem and (table.kind in MODELS or table.layout == PLAIN_LIST):
        return _without_rows(table)
    if table.layout == PLAIN_LIST:
        return _plain_list(table, context, read, unread)
    if table.kind not in MODELS:
        return _named(_unused(table, read), table, context, table.frame.select("source_row"), unread)
    if table.kind in (Kind.DISBURSEMENT, Kind.CLOSING):
        table = with_each_programme(table, context)
    done = standardise(table, context)
    if (other := of_other_matters(table, done.frame, context.period)) is not None:
        return _named(_doubtful(table, read, other, foreign=True), table, context, done.frame, unread)
    members = members_beside(table, done.frame)
    if (doubt := doubted(table, _without(done.frame, members), context.period)) is not None:
        return _named(_doubtful(table, read, doubt), table, context, done.frame, unread)
    findings = Findings(table.name, table.sheet, table.headers)
    if members.len():
        table, read = replace(table, skipped=table.skipped + members.len()), read - members.len()
        findings.once("BAR-05", "", n=members.len())
    again = repeats_of(table, done.frame)
    findings.rows_naming("DUP-01", "", again["source_row"], table.in_file(again, "first")["first"])
    repeats = again["source_row"].to_list()
    forms = _replaced_forms(done.frame, table, repeats, findings)
    aside = pl.Series([*repeats, *forms], dtype=pl.Int64)
    totals_rows = _total_rows(done.frame, table.kind)
    refused = pl.concat([_refused(done.frame, table.kind, aside, totals_rows, findings), members]).unique().sort()
    checked = validate(with_copies(_without(done.frame, pl.concat([aside, refused])), again), MODELS[table.kind])
    rows = _without(done.frame, pl.concat([totals_rows, members]))
    totals = compared(table, done, rows, read, findings)
    rejects = table.in_file(table.at_question(combine([done.rejects, findings.frame(), checked.rejects])))
    if height < table.frame.height:
        rejects = rejects.unique(maintain_order=True)  # a cell of several payments is told once
    account = _account(table, done, rows, checked.good, read, aside.len(), _totals_in_file(totals, table), rejects)
    if table.kind in (Kind.REGISTRY, Kind.REGISTRY_FAMILY) and (why := lesser(table, context.period)) is not None:
        account = replace(account, lesser=why, notes=(*account.notes, rules.sentence("LAY-06", detail=why)))
    told = [rules.sentence("BAR-05", n=members.len())] if members.len() else []
    account = replace(account, notes=(*account.notes, *unsaid(checked.good), *_lost_columns(rejects), *told))
    good = _with_unread(_in_file(checked.good, table), table, done.frame, refused, unread, context)
    numbered = None
    if table.kind in (Kind.DISBURSEMENT, Kind.CLOSING) and refused.len():
        numbered = _in_file(validate(only_numbered(done.frame, refused), MODELS[table.kind]).good, table)
    account = replace(account, notes=(*account.notes, *say_numbered(numbered)))
    return _named(TableIngested(good, rejects, account, numbered=numbered), table, context, _without(done.frame, aside), unread)


def _named(done: TableIngested, table: ReadTable, context: FileContext, frame: pl.DataFrame, unread: pl.DataFrame | None) -> TableIngested:
    """A table with whom its unused cells and rows name. frame: all its rows, as far as they are understood."""
    if table.kind == Kind.ANSWERS:
        return done
    of = kind_of_list(table, context.lookups, used=done.account.used > 0, foreign=done.account.foreign)
    return replace(done, mentions=mentions_of(table, of, frame, done.frame, unread))


def _lost_columns(rejects: pl.DataFrame) -> list[str]:
    """What the run says too: columns of which no date is read, by their headers, and visits without a result."""
    lost = (
        rejects.filter(pl.col("rule_id").is_in(["TGL-02", "SRV-03", "SRV-04", "KK-16", "NIK-16"]))
        .select("rule_id", "column", "sentence")
        .unique(maintain_order=True)
    )
    return [f"Kolom '{shown(column or '')}': {told}" if rule == "TGL-02" else told for rule, column, told in lost.iter_rows()]


def _in_file(frame: pl.DataFrame, table: ReadTable) -> pl.DataFrame:
    """Rows of people who stand side by side, at the row of the file that they share; the second one's id is `…:7+1`."""
    if PLACE not in table.frame.columns:
        return frame
    placed = table.in_file(frame, "source_row", nth="_nth")
    further = pl.when(pl.col("_nth") > 0).then(pl.lit("+") + pl.col("_nth").cast(pl.String)).otherwise(pl.lit(""))
    stem = pl.col("record_id").str.replace(r":\d+$", ":")
    return placed.with_columns(record_id=stem + pl.col("source_row").cast(pl.String) + further).drop("_nth")


def _totals_in_file(totals: tuple[Total, ...], table: ReadTable) -> tuple[Total, ...]:
    rows = table.in_file(pl.DataFrame({"row": [total.row for total in totals]}, schema={"row": pl.Int64}))["row"]
    return tuple(replace(total, row=int(row)) for total, row in zip(totals, rows, strict=True))


def _without(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """`frame` without these rows of the sheet (`source_row`); mostly there are none, and nothing is copied."""
    return frame.filter(~pl.col("source_row").is_in(rows.implode())) if rows.len() else frame


def _with_unread(
    good: pl.DataFrame, table: ReadTable, frame: pl.DataFrame, refused: pl.Series, unread: pl.DataFrame | None, context: FileContext
) -> pl.DataFrame:
    """The good rows of a pay list, and those whom its unusable rows name, as payments of unknown state (no part of the account)."""
    if table.kind != Kind.DISBURSEMENT:
        return good
    named = named_by(unread, table, context) if unread is not None else None
    lost = of_nobody(frame.filter(pl.col("source_row").is_in(refused.implode()) & pl.col("name").is_null())) if refused.len() else None
    extra = [part for part in (named, None if lost is None else _in_file(lost, table)) if part is not None and part.height]
    return pl.concat([good, *(validate(part, MODELS[table.kind]).good for part in extra)]) if extra else good


def _plain_list(table: ReadTable, context: FileContext, read: int, unread: pl.DataFrame | None) -> TableIngested:
    """People of a list of no known kind: their numbers are checked and told, their rows serve no month (LAY-02)."""
    findings = Findings(table.name, table.sheet, table.headers)
    person, trust, system = person_columns(table, table.frame, context, findings)
    findings.once("LAY-02", "", n=read)
    named = otherwise(table, context.period)
    pairs = renumbered(person, table.frame)
    told = (*([named] if named else []), *([_RENUMBERED.format(n=pairs.height)] if pairs.height else []))
    told = (rules.sentence("LAY-02", n=read), *told)
    done = Standardised(person, findings.frame(), trust, area_system=system, notes=told)
    account = _account(table, done, person, person, read, 0, (), done.rejects)
    nearest, missing = table.nearest or (None, ())
    account = replace(account, foreign=named is not None)
    account = replace(account, used=0, rejected=read, nearest=nearest, missing=tuple(missing), proposal=_proposal(table))
    listed = TableIngested(tables.empty(tables.Rejects), done.rejects, account, bearers=bearers_of(person, table.frame), renumbered=pairs)
    return _named(listed, table, context, person, unread)


def _proposal(table: ReadTable) -> str:
    return propose_toml(table, re.sub(r"\.[A-Za-z0-9]+$", "", table.name.rsplit("/", 1)[-1]))


def _bare_account(table: ReadTable, **facts: Any) -> Account:
    """The account of a table of which nothing is used: what it is, and the `facts` of what became of it."""
    return Account(
        table.name, table.sheet, str(table.kind), table.layout, skipped=table.skipped, header_row=table.header_row,
        hidden_rows=table.hidden_rows, unmapped=tuple(table.unmapped), unused=table.unused, **facts,
    )  # fmt: skip


def _unused(table: ReadTable, read: int) -> TableIngested:
    """A table of no known kind: every row is rejected by one sentence with the nearest layout; a returned packet is left to the answers."""
    nothing = tables.empty(tables.Rejects)
    if table.kind == Kind.ANSWERS:
        return TableIngested(nothing, nothing, _bare_account(table, read=read, used=read, notes=table.notes))
    nearest, missing = table.nearest or (None, ())
    detail = f"Paling dekat: {nearest}; kolom yang kurang: {', '.join(missing)}." if nearest else ""
    findings = Findings(table.name, table.sheet, table.headers)
    findings.once("LAY-01", "", n=read, detail=detail)
    problem = table.problem or rules.sentence("LAY-01", n=read, detail=detail)
    account = _bare_account(
        table, read=read, rejected=read, problem=problem, nearest=nearest, missing=tuple(missing), notes=table.notes,
        proposal=_proposal(table),
    )  # fmt: skip
    return TableIngested(nothing, findings.frame(), account)


def _without_rows(table: ReadTable) -> TableIngested:
    """A list that ends right after its header (LAY-04): a sheet of nobody beside others is told; a file of nothing else is of no use."""
    findings = Findings(table.name, table.sheet, table.headers)
    findings.once("LAY-04", "", row=table.header_row or None)
    account = _bare_account(table, warnings=1, notes=(*table.notes, rules.sentence("LAY-04")))
    return TableIngested(tables.empty(MODELS.get(table.kind, tables.Rejects)), findings.frame(), account)


def _doubtful(table: ReadTable, read: int, doubt: str, *, foreign: bool = False) -> TableIngested:
    """A table that contradicts its own kind, or a `foreign` one of other matters: every row is rejected by one sentence (LAY-03)."""
    findings = Findings(table.name, table.sheet, table.headers)
    findings.once("LAY-03", "", n=read, detail=doubt)
    problem = rules.sentence("LAY-03", n=read, detail=doubt)
    account = _bare_account(table, read=read, rejected=read, problem=problem, notes=table.notes, proposal=_proposal(table), foreign=foreign)
    return TableIngested(tables.empty(MODELS[table.kind]), findings.frame(), account)


def _replaced_forms(frame: pl.DataFrame, table: ReadTable, repeats: list[int], findings: Findings) -> list[int]:
    """Survey forms that a later submission replaces (DUP-02)."""
    if table.kind != Kind.SURVEY:
        return []
    old = replaced(frame.filter(~pl.col("source_row").is_in(pl.Series(repeats, dtype=pl.Int64).implode())))
    findings.rows_naming("DUP-02", "", old["source_row"], table.in_file(old, "first")["first"])
    return old["source_row"].to_list()


def _total_rows(frame: pl.DataFrame, kind: Kind) -> pl.Series:
    """Rows of a list of people that are a total, a note or a place and day of signing: named so in some cell, and without a NIK."""
    if kind == Kind.REGISTRY_FAMILY:
        return frame["source_row"].head(0)
    missing = pl.col("nik_status") == str(NikStatus.MISSING)
    no_nik = frame.filter(~pl.col("nik_status").is_in([str(s) for s in TRUSTED])).filter(missing | ~pl.col("nik_raw").str.contains(_DIGITS))
    named = pl.col("name").str.to_uppercase().str.contains(_TOTALS_ROW).fill_null(value=False)
    elsewhere = [
        pl.col(c).str.to_uppercase().str.contains(_TOTALS_ROW).fill_null(value=False) & pl.col("name").is_null()
        for c in ("nik_raw", "no_kk_raw")
    ]
    return no_nik.filter(pl.any_horizontal(named, *elsewhere))["source_row"]


def _refused(frame: pl.DataFrame, kind: Kind, aside: pl.Series, totals: pl.Series, findings: Findings) -> pl.Series:
    """Rows nobody can use: a total among the rows, neither name nor NIK, a family row without any key. Told as errors."""
    rows = _without(frame, aside)
    if kind == Kind.REGISTRY_FAMILY:
        lost = rows.filter(pl.all_horizontal(pl.col(c).is_null() for c in ("no_kk_raw", "head_name", "family_key")))
        findings.rows("BAR-03", "", lost["source_row"])
        return lost["source_row"]
    told = rows["source_row"].filter(rows["source_row"].is_in(totals.implode()))
    findings.rows("BAR-02", "name", told)
    without = (pl.col("nik_status") == str(NikStatus.MISSING)) | ~pl.col("nik_raw").str.contains(_DIGITS)
    nobody = rows.filter(pl.col("name").is_null() & without & ~pl.col("source_row").is_in(told.implode()))["source_row"]
    findings.rows("BAR-01", "name", nobody)
    return pl.concat([told, nobody]).unique().sort()


def _sender(table: ReadTable, good: pl.DataFrame) -> str | None:
    """Who sent the list: the payer most rows name, the registry's kind, or SURVEI."""
    if table.kind == Kind.SURVEY:
        lists = good["told_by"].unique().to_list() if good.height else [None]
        return "SURVEI" if None in lists else str(lists[0]).upper()
    column = "registry_kind" if table.kind in {Kind.REGISTRY, Kind.REGISTRY_FAMILY} else "payer"
    named = good[column].drop_nulls() if column in good.columns else pl.Series([], dtype=pl.String)
    if not named.len():
        return None
    counts = named.value_counts().sort(["count", column], descending=[True, False])
    return str(counts[column][0])


def _account(
    table: ReadTable,
    done: Standardised,
    rows: pl.DataFrame,
    good: pl.DataFrame,
    read: int,
    duplicates: int,
    totals: tuple[Total, ...],
    rejects: pl.DataFrame,
) -> Account:
    """The account of a table. rows: all that were read but the totals among them; good: those that are used."""
    held = good.filter(pl.col("nik_status") != str(NikStatus.MISSING)) if "nik_status" in good.columns else good.head(0)
    damaged = held.filter(pl.col("nik_status").is_in([str(s) for s in DAMAGED])).height if held.height else 0
    used = good["source_row"].n_unique()
    money = [t for t in totals if t.field == "amount" and t.stated is not None]
    paid = "amount" in good.columns and good.height > 0
    span = good.select(pl.col("period_from").min(), pl.col("period_to").max()).row(0) if "period_from" in good.columns else (None, None)
    return Account(
        table.name,
        table.sheet,
        str(good["list_kind"][0] if "list_kind" in good.columns and good.height else table.kind),
        table.layout,
        sender=_sender(table, good),
        read=read,
        used=used,
        rejected=read - used - duplicates,
        duplicates=duplicates,
        skipped=table.skipped,
        nik_rows=held.height,
        nik_damaged=damaged,
        total_stated=stated_in_all(money, int(rows["amount"].sum()) if paid else 0),
        total_found=int(rows["amount"].sum()) if paid else None,
        total_used=int(good["amount"].sum()) if paid else None,
        problem=table.problem,
        header_row=table.header_row,
        section=table.hints.get("section", ""),
        hidden_rows=table.hidden_rows,
        warnings=rejects.filter(pl.col("severity") == "warning").height,
        totals=totals,
        trust=tuple(NumberTrust(t.column, t.header, t.grade, t.counts, t.number_cells) for t in done.trust),
        area_system=done.area_system,
        relationship_table=done.relationship_table,
        period_from=span[0],
        period_to=span[1],
        snapshot=max(good["snapshot"].unique().to_list(), default=None) if "snapshot" in good.columns else None,
        unmapped=tuple(table.unmapped),
        unused=tuple(u for u in table.unused if u.header not in {table.headers.get(name) for name in done.also_used}),
        notes=(*table.notes, *done.notes),
        replaces=replaces(table.title),
        part=_part(table, good),
    )


def _part(table: ReadTable, rows: pl.DataFrame) -> str:
    """The words by which title, sheet, file name or page lines call a table a part of a longer list; "" where none does. The name of a
    place (kelurahan Murni) is no such word."""
    stem = re.sub(r"\.\w{2,5}$", "", table.name.rsplit("/", 1)[-1])
    places = [
        name for frame in (rows, table.frame) if "village_name" in frame.columns for name in frame["village_name"].drop_nulls().unique()
    ]
    called = [without_places(text, places) for text in (*table.title.split(" / "), table.sheet, stem)]
    own = [part.said for part in parts_said(called[-2:], title=True)]
    registry = table.kind in (Kind.REGISTRY, Kind.REGISTRY_FAMILY)
    own += [part.said for part in recipients_said(called, registry=registry)]
    return "; ".join(dict.fromkeys([*table.hints.get("parts", ()), *own]))
