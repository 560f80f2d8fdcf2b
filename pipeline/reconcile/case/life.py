"""The life of a case over the months: BARU, LANJUT, SELESAI_DATA, SELESAI_PUTUSAN, DIBUKA_LAGI, KAMBUH, and its age.

A case that is gone from the data is SELESAI_DATA once, in the month in which it is first missing, unless that month could not tell; one
that is gone because somebody decided about it is SELESAI_PUTUSAN. A decision holds while its evidence is unchanged, one about a stage's
money while the stage lasts; on a change the case comes back as DIBUKA_LAGI and names the fact. So does one that was confirmed, when the
money comes again: what a verifier is sure of, and the payer goes on with, is nobody's settled case.
"""

from __future__ import annotations

import json

import polars as pl

from pipeline.fact_marks import changed_facts, fact_marks
from pipeline.reconcile.case.case_ids import PER_PERIOD
from pipeline.wording import LIMIT, NAMES, shortened, wordings
from schemas.answers import SETTLES, meanings
from schemas.months import shift
from schemas.rulebook import months_between

CLOSED = ("SELESAI_DATA", "SELESAI_PUTUSAN")


def _last_seen(history: pl.DataFrame, period: str) -> pl.DataFrame:
    """Per id the last month seen, its status then, its age then, and the facts it rested on."""
    past = history.filter(pl.col("period") < period).sort("id_kasus", "period")
    facts = pl.col("facts") if "facts" in past.columns else pl.lit(None, dtype=pl.String)
    last = past.unique("id_kasus", keep="last", maintain_order=True)
    return last.select("id_kasus", last_status="status", last_period="period", last_age="age_months", old_facts=facts)


def _changed(row: dict[str, str | None]) -> str:
    """Plain names of the facts that differ from those decided on, by the marks of the decision or the facts of an earlier month.

    "buktinya" where nobody kept anything. Only facts that are evidence count.
    """
    id_kasus, after = row["id_kasus"] or "", fact_marks(row["id_kasus"] or "", row["facts"])
    before = json.loads(row["marks"] or "{}") or fact_marks(id_kasus, row["old_facts"])
    counts = set(wordings()[row["wording"] or ""].evidence)
    told = [NAMES.get(name, name) for name in changed_facts(before, after) if name in counts] if before else []
    return ", ".join(dict.fromkeys(told)) or "buktinya"


def _of_this_stage(period: str) -> pl.Expr:
    """Whether an answer speaks of the present payment: that a family came to nothing in one stage, or was rightly called unpaid then, says
    nothing of the next one's money. What it says of the family itself goes on."""
    of_money = (pl.col("kind") == "EE-RK") | ((pl.col("kind") == "EE-BB") & (pl.col("keputusan") == "LAYAK"))
    stage = shift(period, -((int(period[5:]) - 1) % 3))
    return ~of_money | (pl.col("about").fill_null(period) >= stage)


_GOES_ON = r"^IE-|^PB-GP$|^GD-(?:PR|KP)$"
"""Kinds of payments that should end, and that live from month to month."""


def _confirmed_as() -> pl.Expr:
    """The reason or the word by which an answer confirms the indication of its kind; null where it does not."""
    sure = [f"{kind}|{word}" for (kind, word), said in meanings().items() if said == "confirms"]
    told = (pl.when(pl.concat_str("kind", c, separator="|").is_in(sure)).then(c) for c in ("keputusan", "reason"))
    return pl.coalesce(told)


def _paid_again() -> pl.Expr:
    """Whether an answer confirms a case that rests on money of months after the one it was confirmed of."""
    later = (pl.col("bulan_dari") > pl.col("about")).fill_null(value=False)
    return pl.col("kind").str.contains(_GOES_ON) & _confirmed_as().is_not_null() & later


def _decided(cases: pl.DataFrame, answers: pl.DataFrame, period: str) -> pl.DataFrame:
    """Cases with `settled` (an answer about this very evidence settles it), `answered` (one about any evidence), its `marks`, and
    `paid_again` (what the sentence of a confirmed one ends with whose money came once more; else null).

    answers: one row a case and evidence, the newest of a case last. An answer without a hash speaks of whatever the evidence is. One
    about the other evidence of a later month (column `period`) is none about this month: it was not decided then.
    """
    some = answers.filter(pl.col("keputusan").is_in(SETTLES))
    told = {"marks": "marks", "about": "period", "reason": "alasan_kode"}
    kept = {new: pl.col(old) if old in some.columns else pl.lit(None, dtype=pl.String) for new, old in told.items()}
    some = some.select("id_kasus", "keputusan", decided_hash="evidence_hash", **kept)
    dated = cases if "bulan_dari" in cases.columns else cases.with_columns(bulan_dari=pl.lit(None, dtype=pl.String))
    some = some.join(dated.select("id_kasus", "kind", "evidence_hash", "bulan_dari"), on="id_kasus")
    note = pl.format(" Sudah dipastikan {} ({}), tetapi dibayar lagi.", _confirmed_as(), "about")
    last = (
        some.filter(pl.col("about").fill_null(period) <= period)
        .unique("id_kasus", keep="last", maintain_order=True)
        .select("id_kasus", "marks", paid_again=pl.when(_paid_again()).then(note), answered=pl.lit(value=True))
    )
    same = pl.col("decided_hash").is_null() | (pl.col("decided_hash") == pl.col("evidence_hash"))
    hit = some.filter(same & _of_this_stage(period) & ~_paid_again())
    hit = hit.select("id_kasus", settled=pl.lit(value=True)).unique("id_kasus")
    out = cases.join(last, on="id_kasus", how="left", maintain_order="left").join(hit, on="id_kasus", how="left", maintain_order="left")
    return out.with_columns(pl.col("answered", "settled").fill_null(value=False))


def _ages(cases: pl.DataFrame, period: str) -> pl.Series:
    """Age in months: 1 for a case that begins, else its last age and the months since."""
    since = {month: months_between(month, period) - 1 for month in cases["last_period"].drop_nulls().unique()}
    begins = cases["status"].is_in(["BARU", "KAMBUH"])
    rows = zip(begins, cases["last_period"], cases["last_age"], strict=True)
    return pl.Series([1 if new or month is None else age + since[month] for new, month, age in rows], dtype=pl.Int64)


def with_life(cases: pl.DataFrame, history: pl.DataFrame, answers: pl.DataFrame, period: str) -> pl.DataFrame:
    """Cases of the month with `status` and `age_months`.

    history: earlier cases (rows of the month itself or later are ignored, so that a rerun of an older month renumbers nothing). A decided
    case is SELESAI_PUTUSAN while its evidence is the one that was decided on. Age counts months from the first of the present spell.
    """
    out = cases.join(_last_seen(history, period), on="id_kasus", how="left", maintain_order="left")
    out = _decided(out, answers, period)
    known = pl.col("last_status").is_not_null()
    again = pl.col("last_status") == "SELESAI_DATA"
    status = (
        pl.when("settled").then(pl.lit("SELESAI_PUTUSAN"))
        .when("answered").then(pl.lit("DIBUKA_LAGI"))
        .when(again).then(pl.lit("KAMBUH"))
        .when(known).then(pl.lit("LANJUT"))
        .otherwise(pl.lit("BARU"))
    )  # fmt: skip
    out = out.with_columns(status=status)
    out = out.with_columns(age_months=_ages(out, period))
    reopened = out.filter(pl.col("status") == "DIBUKA_LAGI")
    if reopened.height:
        told = reopened.select("id_kasus", "facts", "old_facts", "marks", "wording", "paid_again")
        what = [row["paid_again"] or f" Dibuka lagi: {_changed(row)} berubah." for row in told.iter_rows(named=True)]
        notes = reopened.select("id_kasus", note=pl.Series(what, dtype=pl.String))
        out = out.join(notes, on="id_kasus", how="left", maintain_order="left")
        room = pl.lit(LIMIT) - pl.col("note").str.len_chars()
        out = out.with_columns(sentence=shortened(pl.col("sentence"), room.fill_null(LIMIT)) + pl.col("note").fill_null("")).drop("note")
    return out.drop("last_status", "last_period", "last_age", "old_facts", "answered", "settled", "marks", "paid_again")


def gone(cases: pl.DataFrame, history: pl.DataFrame, untold: pl.DataFrame, period: str) -> pl.DataFrame:
    """Cases of the last run month that are no longer there: their old rows with the month's period, SELESAI_DATA and their age.

    untold: programme, family_id that this month cannot tell (BD-00): their cases are not settled, they are silent. Kinds about the money
    of one period end with their period and are not settled by its passing.
    """
    past = history.filter(pl.col("period") < period)
    if past.is_empty():
        return past
    last = past.filter(pl.col("period") == pl.col("period").max().over("id_kasus"))
    open_ones = last.filter(~pl.col("status").is_in(CLOSED)).join(cases.select("id_kasus"), on="id_kasus", how="anti")
    open_ones = open_ones.join(
        untold.select("programme", "family_id").unique(), on=["programme", "family_id"], how="anti", nulls_equal=True
    )
    if "facts" in open_ones.columns:
        until = open_ones["facts"].str.json_path_match("$.bulan_sampai")
        open_ones = open_ones.filter(~(pl.col("kind").is_in(sorted(PER_PERIOD)) & (until < period)).fill_null(value=False))
    out = open_ones.unique("id_kasus", keep="last", maintain_order=True)
    ages = _ages(out.with_columns(last_period="period", last_age="age_months", status=pl.lit("LANJUT")), period)
    return out.with_columns(period=pl.lit(period), status=pl.lit("SELESAI_DATA"), age_months=ages)


def decided_away(past: pl.DataFrame, asked: pl.DataFrame, answers: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Decided cases that are no longer raised, as SELESAI_PUTUSAN: a pair told apart, or told to be one person, is a question no more.

    past: cases that are gone (`gone`). asked: cases of this very month as they were asked. Both count where an answer about the very
    evidence of the row settles it.
    """
    settled = answers.filter(pl.col("keputusan").is_in(SETTLES)).select("id_kasus", "evidence_hash").unique()
    rows = pl.concat([past, asked], how="diagonal_relaxed").join(settled, on=["id_kasus", "evidence_hash"], how="semi")
    rows = rows.join(cases.select("id_kasus"), on="id_kasus", how="anti")
    return rows.unique("id_kasus", keep="first", maintain_order=True).with_columns(status=pl.lit("SELESAI_PUTUSAN"))
