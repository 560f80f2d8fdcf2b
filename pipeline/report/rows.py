"""Cases as people read them: one frame with the packet's columns, masked, households together, in walking order."""

from __future__ import annotations

import polars as pl

from pipeline.report.masking import masked, masked_text
from pipeline.report.model import ANSWERS, MonthReport, fill
from pipeline.wording import FACTS
from schemas import answers, codes, tables
from schemas.kinds import case_kinds

CLOSED = (codes.CaseStatus.SELESAI_DATA.value, codes.CaseStatus.SELESAI_PUTUSAN.value)
"""Standings of a case that nobody is asked about again."""

NO_AREA = "0000000000"
"""Stands for the kelurahan of a case whose village is unknown."""

KEYS = ("area", "household", "place")
"""Helper columns beside the packet's: village code (or NO_AREA), household key, desk or field."""


def open_cases(report: MonthReport) -> pl.DataFrame:
    """Cases that still ask for an answer."""
    return report.cases.filter(~pl.col("status").is_in(CLOSED))


def case_rows(report: MonthReport) -> pl.DataFrame:
    """All cases as `answers.PACKET_COLUMNS` plus KEYS, sorted; `urut` counts from 1 over the whole month.

    Sort: kecamatan, kelurahan, RW, RT, household (KK), prioritas, id_kasus. A household's RW and RT are the lowest of its cases, so
    that it stays together; inside it the desk question "one person or two" (prioritas 1) stands before the visit it may spare. Ties
    end at id_kasus, which is unique. Missing sorts last.
    """
    evidence = tables.conform(report.evidence, tables.CaseEvidence)
    given = fill(report.answers, ANSWERS).unique("id_kasus", keep="last", maintain_order=True)
    joined = (
        tables.conform(report.cases, tables.Cases)
        .join(evidence, on="id_kasus", how="left", maintain_order="left")
        .join(given, on="id_kasus", how="left", maintain_order="left")
        .with_columns(
            pl.col("village_code").fill_null(NO_AREA).alias("area"),
            pl.coalesce("no_kk", "family_id", "person_id", "id_kasus").alias("household"),
            pl.col("kind").replace_strict({k: f.priority for k, f in case_kinds().items()}, return_dtype=pl.Int64).alias("prioritas"),
            pl.col("kind").replace_strict({k: f.place for k, f in case_kinds().items()}, return_dtype=pl.String).alias("place"),
        )
    )
    return _worded(_ordered(joined), report)


def _ordered(frame: pl.DataFrame) -> pl.DataFrame:
    """In walking order, with `urut`."""
    home = ["area", "household"]
    return (
        frame.with_columns(pl.col("rw").min().over(home).alias("home_rw"), pl.col("rt").min().over(home).alias("home_rt"))
        .sort(["area", "home_rw", "home_rt", "household", "prioritas", "id_kasus"], nulls_last=True)
        .with_row_index("urut", offset=1)
    )


def _worded(frame: pl.DataFrame, report: MonthReport) -> pl.DataFrame:
    """The packet's columns by name, masked; text columns hold `` for missing, numbers null."""
    day = "%Y-%m-%d"
    hashes = {h: answers.printed_hash(h) for h in frame["evidence_hash"].unique().to_list()}
    columns: dict[str, pl.Expr] = {
        "urut": pl.col("urut").cast(pl.Int64),
        "id_kasus": pl.col("id_kasus"),
        "prioritas": pl.col("prioritas"),
        "jenis": pl.col("kind"),
        "nama": pl.coalesce("a_name", "b_name"),
        "umur": pl.col("age"),
        "alamat": masked_text("address"),
        "rt": masked_text("rt"),
        "rw": masked_text("rw"),
        "alasan": masked_text("sentence"),
        **{name: pl.col(name) for name in answers.ANSWER_COLUMNS},
        "status_kasus": pl.col("status"),
        "bulan_ke": pl.col("age_months"),
        "program": pl.col("programme"),
        "periode": pl.col("period"),
        "nik_samar": masked("nik", whole=report.whole_numbers),
        "no_kk_samar": masked("no_kk", whole=report.whole_numbers),
        "a_nama": masked_text("a_name"),
        "a_nik": masked("a_nik", whole=report.whole_numbers),
        "a_tgl_lahir": pl.col("a_birth_date").dt.strftime(day),
        "b_nama": masked_text("b_name"),
        "b_nik": masked("b_nik", whole=report.whole_numbers),
        "b_tgl_lahir": pl.col("b_birth_date").dt.strftime(day),
        "tanda_nama": pl.col("verdict_name"),
        "tanda_nik": pl.col("verdict_nik"),
        "tanda_tgl": pl.col("verdict_birth_date"),
        "skor": pl.col("score"),
        "hak": pl.col("amount_due"),
        "perintah_bayar": pl.col("amount_ordered"),
        "dibayar": pl.col("amount_paid"),
        "diterima_survei": pl.col("amount_received"),
        "selisih": difference(),
        "penyalur": pl.col("payer"),
        "id_aturan": pl.col("rule_id"),
        "sumber_a": _source("sources_a"),
        "sumber_b": _source("sources_b"),
        "hash_bukti": pl.col("evidence_hash").replace_strict(hashes, return_dtype=pl.String, default=""),
        "versi": pl.lit(report.version),
    }
    told = _told(frame)
    columns |= {name: told.struct.field(name) for name in answers.TOLD_COLUMNS}
    columns["usul_nik"] = masked("proposed_nik", whole=report.whole_numbers)
    worded = frame.select(*(expr.alias(name) for name, expr in columns.items()), *KEYS)
    return worded.with_columns(
        masked_text("nama"),
        masked_text("catatan"),
        masked_text("sumber_a"),
        masked_text("sumber_b"),
        *(
            pl.col(n).fill_null("")
            for n, t in worded.schema.items()
            if t == pl.String and n not in ("nama", "catatan", "sumber_a", "sumber_b")
        ),
    )


def _told(frame: pl.DataFrame) -> pl.Expr:
    """The facts `alasan` speaks of as a struct with the fields `answers.TOLD_COLUMNS`; days as ISO text, absent ones null."""
    types = {fact: pl.Int64() if FACTS[fact] == pl.Int64 else pl.String() for fact in answers.TOLD_COLUMNS.values()}
    known = frame["facts"].fill_null("{}").str.json_decode(pl.Struct(types))
    return pl.lit(known.struct.rename_fields(list(answers.TOLD_COLUMNS)))


def difference() -> pl.Expr:
    """What is missing (negative) or too much (positive): received − paid where both are known and differ, else paid − due."""
    short = pl.col("amount_received") - pl.col("amount_paid")
    return pl.when(short != 0).then(short).otherwise(pl.col("amount_paid") - pl.col("amount_due"))


def _source(column: str) -> pl.Expr:
    """`file|sheet|row` with spaces around the bars, as people read it."""
    return pl.col(column).str.replace_all("|", " | ", literal=True)
