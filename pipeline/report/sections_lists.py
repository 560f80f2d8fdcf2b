"""Sections of the summary that count cases, files, rules and gaps: frames in, tables to draw out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.damaged_columns import count_by_column
from pipeline.report.masking import mask_text
from pipeline.report.model import ACCOUNTS, CHANGES, FLAGS, OVERLAPS, PROGRAMMES, TOGETHER, MonthReport, fill
from pipeline.report.pages import Cell, Column, Section, Table, Tile
from pipeline.report.rows import CLOSED, open_cases
from pipeline.report.scorecards import score_cards, told
from pipeline.wording import fields_in_english
from schemas import tables
from schemas.codes import CaseKind, CaseStatus
from schemas.kinds import case_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.report.words import Words

Rows = list["Sequence[Cell | str]"]
STANDING = {
    CaseStatus.DIBUKA_LAGI.value: "bad",
    CaseStatus.KAMBUH.value: "bad",
    CaseStatus.SELESAI_DATA.value: "good",
    CaseStatus.SELESAI_PUTUSAN.value: "good",
}
"""Look of a change: what asks for work again, and what is done."""

DAMAGED_SHARE = 0.05
"""A sender whose share of damaged NIK reaches this is marked."""


def changes_section(report: MonthReport, w: Words) -> Section:
    """What differs from the run before, newest standing first."""
    frame = fill(report.changes, CHANGES).filter(pl.col("change").is_not_null())
    if report.previous_run:
        before = {"previous": report.previous_run[:8], "month": w.month(report.previous_period or report.period)}
        lead, nothing = w("changes_lead", **before), w("changes_none", **before)
    else:
        lead, nothing = w("changes_answers"), w("changes_first")
    if frame.is_empty():
        return Section("perubahan", w("h_changes"), empty=nothing)
    tiles: list[Tile] = []
    for status in (s.value for s in CaseStatus):
        of_one = frame.filter(pl.col("change") == status)
        if of_one.is_empty():
            continue
        top = of_one.group_by("kind").len().sort(["len", "kind"], descending=[True, False]).head(3)
        kinds = ", ".join(f"{kind} ({w.number(n)})" for kind, n in top.iter_rows())
        tiles.append(Tile(w.number(of_one.height), w(f"change_{status}"), kinds, STANDING.get(status, "")))
    return Section("perubahan", w("h_changes"), lead, tiles=tiles, lines=_reopened(frame, w))


def _reopened(frame: pl.DataFrame, w: Words) -> list[str]:
    """Which fields changed in cases that came back, most frequent first."""
    notes = frame.filter((pl.col("change") == CaseStatus.DIBUKA_LAGI.value) & (pl.col("note").fill_null("") != ""))
    if w.language == "en":
        notes = notes.with_columns(note=fields_in_english(pl.col("note")))
    counted = notes.group_by("note").len().sort(["len", "note"], descending=[True, False]).head(6)
    told = "; ".join(f"{mask_text(note)} ({w.number(n)})" for note, n in counted.iter_rows())
    return [w("reopened_because", fields=told)] if told else []


def cases_section(report: MonthReport, w: Words) -> Section:
    """Each kind of case with its meaning, how many are open, new and settled, and the rupiah paid in them."""
    cases = tables.conform(report.cases, tables.Cases)
    if cases.is_empty():
        return Section("kasus", w("h_cases"), empty=w("cases_none"))
    shut = pl.col("status").is_in(CLOSED)
    counted = cases.group_by("kind").agg(
        (~shut).sum().alias("open"),
        (pl.col("status") == CaseStatus.BARU.value).sum().alias("new"),
        shut.sum().alias("closed"),
        pl.col("amount_paid").filter(~shut).sum().alias("amount"),
    )
    by_kind = {r["kind"]: r for r in counted.iter_rows(named=True)}
    columns = [Column(w("col_kind"), narrow=True)]
    columns += [Column(w(k), number=True) for k in ("col_open", "col_new", "col_closed", "col_amount")]
    columns += [Column(w("col_place")), Column(w("col_meaning"), wide=True)]
    rows: Rows = []
    for kind, facts in case_kinds().items():
        r = by_kind.get(kind)
        if r is None:
            continue
        counts = (w.number(r["new"]), w.number(r["closed"]), w.rupiah(r["amount"]))
        name = Cell(kind, sub=facts.title(w.language))
        rows.append([name, Cell(w.number(r["open"]), "strong"), *counts, w(f"place_{facts.place}"), facts.meaning(w.language)])
    made = [Table(w("h_cases_kinds"), columns, rows)]
    made += [t for t in (_flags_table(report, w), _overlaps_table(report, w), _together_table(report, w), _ages_table(report, w)) if t.rows]
    return Section("kasus", w("h_cases"), w("cases_lead"), tables=made, lines=[w("ages_lead")])


def _flags_table(report: MonthReport, w: Words) -> Table:
    """Flag × programme, in families and rupiah, as auditors ask for it."""
    rows: Rows = [
        [r["programme"] or "–", r["flag"], *(w.number(r[k]) for k in ("families", "alone")), *(w.rupiah(r[k]) for k in ("rupiah", "stake"))]
        for r in fill(report.flags, FLAGS).sort("programme", "flag", nulls_last=True).iter_rows(named=True)
    ]
    keys = ("col_families", "col_alone", "col_amount", "col_stake")
    columns = [Column(w("col_programme")), Column(w("col_flag")), *(Column(w(k), number=True) for k in keys)]
    return Table(w("flags_caption"), columns, rows)


def _together_table(report: MonthReport, w: Words) -> Table:
    """Families by the programmes they are paid under."""
    rows: Rows = [
        [r["programmes"].replace("+", " + "), w.number(r["families"]), w.rupiah(r["rupiah"]), w.number(r["flagged"])]
        for r in fill(report.together, TOGETHER).sort("programmes").iter_rows(named=True)
    ]
    keys = ("col_families", "col_amount", "col_flagged")
    return Table(w("together_caption"), [Column(w("col_programme")), *(Column(w(k), number=True) for k in keys)], rows)


def _overlaps_table(report: MonthReport, w: Words) -> Table:
    """Combinations of kinds on one family, so that nobody adds up families twice."""
    frame = fill(report.overlaps, OVERLAPS).sort(["programme", "families", "flags"], descending=[False, True, False], nulls_last=True)
    rows: Rows = [
        [r["programme"] or "–", (r["flags"] or "").replace("+", " + "), w.number(r["families"]), w.rupiah(r["rupiah"])]
        for r in frame.iter_rows(named=True)
    ]
    columns = [Column(w("col_programme")), Column(w("col_flags"))]
    columns += [Column(w("col_families"), number=True), Column(w("col_amount"), number=True)]
    return Table(w("overlaps_caption"), columns, rows, folded=True)


def _ages_table(report: MonthReport, w: Words) -> Table:
    waiting = open_cases(report).with_columns(
        pl.when(pl.col("age_months") >= 7).then(pl.lit("7+")).otherwise(pl.col("age_months").cast(pl.String)).alias("age"),
        pl.col("kind").replace_strict({k: f.place for k, f in case_kinds().items()}, return_dtype=pl.String).alias("place"),
    )
    counted = waiting.group_by("age").agg(
        (pl.col("place") == "meja").sum().alias("desk"),
        (pl.col("place") == "lapangan").sum().alias("field"),
        pl.len().alias("all"),
    )
    rows: Rows = [
        [r["age"], w.number(r["desk"]), w.number(r["field"]), Cell(w.number(r["all"]), "strong")]
        for r in counted.sort("age").iter_rows(named=True)
    ]
    columns = [Column(w("col_age"))]
    columns += [Column(title, number=True) for title in (w("place_meja").capitalize(), w("place_lapangan").capitalize(), w("col_cases"))]
    return Table(w("ages"), columns, rows)


def senders_section(report: MonthReport, w: Words) -> Section:
    """A score card per sender (rows, rejects, damaged NIK, rupiah, late or missing), then per file what was read and what became of it."""
    accounts = fill(report.accounts, ACCOUNTS).sort("sender", "file", "sheet", nulls_last=True)
    if accounts.is_empty() and score_cards(report).is_empty():
        return Section("pengirim", w("h_senders"), empty=w("senders_none"))
    columns = [Column(w("col_sender")), Column(w("col_file")), Column(w("col_layout"))]
    keys = ("col_read", "col_used", "col_rejected", "col_duplicates", "col_damaged", "col_rupiah", "col_total")
    columns += [Column(w(k), number=True) for k in keys]
    rows: Rows = [
        [
            r["sender"] or "–",
            Cell(_place(r), "path"),
            r["layout"] or "–",
            *(w.number(r[k]) for k in ("read", "used")),
            Cell(w.number(r["rejected"]), "bad" if r["rejected"] else ""),
            w.number(r["duplicates"]),
            _damaged(r["nik_damaged"], r["nik_rows"], w),
            Cell("–", "soft") if r["total_found"] is None else w.rupiah(r["total_found"]),
            _total(r["total_stated"], r["total_found"], w),
        ]
        for r in accounts.iter_rows(named=True)
    ]
    lines = [f"{_place(r)}: {mask_text(r['problem'])}" for r in accounts.iter_rows(named=True) if r["problem"]]
    damaged = [
        w("damaged_column", file=_place({"file": file, "sheet": sheet}), n=w.number(n)) for file, sheet, n in count_by_column(report)
    ]
    lead = " ".join([w("senders_lead"), *damaged])
    made = [_cards_table(report, w), Table(w("senders_files"), columns, rows)]
    return Section("pengirim", w("h_senders"), lead, tables=made, lines_title=w("lines_problems"), lines=lines)


def _cards_table(report: MonthReport, w: Words) -> Table:
    """The score card of each sender: files, rows, what was lost, and whether it came in time."""
    rows: Rows = [
        [
            mask_text(r["sender"]),
            Cell(told(r, w), "good" if r["state"] == "CAME" else "bad"),
            *(w.number(r[k]) for k in ("files", "read", "used")),
            Cell(w.number(r["rejected"]), "bad" if r["rejected"] else ""),
            w.number(r["duplicates"]),
            _damaged(r["nik_damaged"], r["nik_rows"], w),
            Cell("–", "soft") if r["rupiah"] is None else w.rupiah(r["rupiah"]),
            Cell("–", "soft") if r["difference"] is None else Cell(w.rupiah(r["difference"]), "bad" if r["difference"] else "good"),
        ]
        for r in score_cards(report).iter_rows(named=True)
    ]
    keys = ("col_files", "col_read", "col_used", "col_rejected", "col_duplicates", "col_damaged", "col_rupiah", "col_total")
    return Table(w("h_senders"), [Column(w("col_sender")), Column(w("col_came")), *(Column(w(k), number=True) for k in keys)], rows)


def _place(account: Mapping[str, str | None]) -> str:
    sheet = f" › {account['sheet']}" if account["sheet"] else ""
    return mask_text(f"{account['file']}{sheet}")


def _damaged(damaged: int | None, rows: int | None, w: Words) -> Cell:
    if not rows or damaged is None:
        return Cell("–", "soft")
    share = damaged / rows
    return Cell(w.percent(share), "bad" if share >= DAMAGED_SHARE else "")


def _total(stated: int | None, found: int | None, w: Words) -> Cell:
    if stated is None or found is None:
        return Cell("–", "soft")
    return Cell(w.rupiah(found - stated), "bad" if found != stated else "good")


def open_section(report: MonthReport, w: Words) -> Section:
    """What could not be judged and why: families by reason and programme, BD-00 cases by rule."""
    waiting = (
        tables.conform(report.entitlements, tables.Entitlements)
        .filter(~pl.col("assessable"))
        .group_by("programme", "reason")
        .agg(pl.col("family_id").n_unique().alias("families"))
        .sort(["families", "programme", "reason"], descending=[True, False, False])
    )
    made: list[Table] = []
    if not waiting.is_empty():
        rows: Rows = [
            [mask_text(_reason(r["reason"] or "", w)) or "–", r["programme"], w.number(r["families"])]
            for r in waiting.iter_rows(named=True)
        ]
        columns = [Column(w("col_reason"), wide=True), Column(w("col_programme")), Column(w("col_families"), number=True)]
        made.append(Table(w("h_open"), columns, rows))
    by_rule = (
        open_cases(report)
        .filter(pl.col("kind") == CaseKind.BD_00.value)
        .group_by("rule_id", pl.col("programme").fill_null("–"))
        .len()
        .sort(["len", "rule_id", "programme"], descending=[True, False, False])
    )
    if not by_rule.is_empty():
        rows = [[rule, programme, w.number(n)] for rule, programme, n in by_rule.iter_rows()]
        columns = [Column(w("col_rule")), Column(w("col_programme")), Column(w("col_cases"), number=True)]
        made.append(Table(w("open_cases"), columns, rows))
    if not made:
        return Section("terbuka", w("h_open"), empty=w("open_none"))
    return Section("terbuka", w("h_open"), w("open_lead"), tables=made)


def _reason(reason: str, w: Words) -> str:
    """Why nobody can judge, in the page's language; the legal text of a rule stays as it is."""
    return re.sub(r"^belum masuk: ", w("reason_silent"), w("reason_nobody") if reason == "tidak ada penyalur yang diketahui" else reason)


def rules_section(report: MonthReport, w: Words) -> Section:
    """The ceilings and the law behind them, and how sure the rulebook is."""
    programmes = fill(report.programmes, PROGRAMMES).sort("programme", "valid_from")
    if programmes.is_empty():
        return Section("aturan", w("h_rules"), empty=w("rules_none"))
    looks = {"verified": "good", "unverified": "bad"}
    rows: Rows = [
        [
            r["programme"],
            r["title"] or "",
            w.get(f"unit_{r['unit']}", r["unit"] or "–"),
            w("no_ceiling") if r["desil_max"] is None else f"≤ {r['desil_max']}",
            _validity(r["valid_from"], r["valid_to"], w),
            r["legal_basis"] or "–",
            Cell(w.get(f"confidence_{r['confidence']}", r["confidence"] or "–"), looks.get(r["confidence"] or "", "")),
            r["snapshot"] or "–",
        ]
        for r in programmes.iter_rows(named=True)
    ]
    keys = ("col_unit", "col_ceiling", "col_valid", "col_basis", "col_confidence", "col_snapshot")
    columns = [Column(w("col_programme")), Column(""), *(Column(w(k)) for k in keys)]
    stages = programmes.filter(pl.col("closing").is_not_null()).select("programme", first="paid_from", last="paid_to", closing="closing")
    lines = [w("rule_stage", **stage) for stage in stages.iter_rows(named=True)]
    return Section("aturan", w("h_rules"), w("rules_lead"), tables=[Table(w("h_rules"), columns, rows)], lines=lines)


def _validity(start: str | None, end: str | None, w: Words) -> str:
    if start and end:
        return w("until", start=start, end=end)
    return w("since", start=start) if start else "–"


def files_section(counts: Mapping[str, int], w: Words) -> Section:
    """Where each list lies, with how many files there are."""
    terms = [(f"{name}/ ({w('files_count', n=w.number(n))})", w(f"files_{name}")) for name, n in counts.items() if n]
    return Section("berkas", w("h_files"), w("files_lead"), terms=terms)
