"""Lists that may hang on a notice board: name, kelurahan, RT, programme, period, status of recipients, and nothing else.

Never a finding, never a number of a person. Rows the list excluded (job, death) or whose state is unknown are left out:
beside a name, such a word would be a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.masking import masked_text
from pipeline.report.model import RECIPIENTS, MonthReport, fill
from pipeline.report.packing import area_stem
from pipeline.report.people_csv import csv_bytes, csv_safe
from pipeline.report.rows import NO_AREA
from pipeline.store.files import make_folder, write_private
from schemas.codes import PayState

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC_COLUMNS = ("nama", "kelurahan", "rt", "program", "periode", "status")

PUBLIC_STATES = {
    PayState.PAID.value: "SUDAH_DISALURKAN",
    PayState.IN_PROCESS.value: "DALAM_PROSES",
    PayState.FAILED_ACCOUNT.value: "BELUM_DISALURKAN",
    PayState.RETURNED.value: "BELUM_DISALURKAN",
    PayState.PAID_NOT_TAKEN.value: "BELUM_DIAMBIL",
    PayState.EMPTY.value: "BELUM_DISALURKAN",
}
"""What the board says of a payment; states that are not here are not published."""

_ORDER = ("SUDAH_DISALURKAN", "BELUM_DIAMBIL", "DALAM_PROSES", "BELUM_DISALURKAN")


def public_rows(report: MonthReport) -> pl.DataFrame:
    """PUBLIC_COLUMNS and `area`, one row per person, programme and period: paid by one payer outranks failed at another."""
    frame = fill(report.recipients, RECIPIENTS).filter(pl.col("state").is_in(list(PUBLIC_STATES)), pl.col("name").is_not_null())
    worded = frame.select(
        masked_text("name").alias("nama"),
        masked_text("village_name").alias("kelurahan"),
        masked_text("rt").alias("rt"),
        pl.col("programme").fill_null("").alias("program"),
        pl.col("period").fill_null(report.period).alias("periode"),
        pl.col("state").replace_strict(PUBLIC_STATES, return_dtype=pl.String).alias("status"),
        pl.col("village_code").fill_null(NO_AREA).alias("area"),
    )
    rank = pl.col("status").replace_strict(dict(zip(_ORDER, range(4), strict=True)), return_dtype=pl.Int64)
    person = ["area", "rt", "nama", "program", "periode"]
    return worded.sort([*person, rank]).unique(person, keep="first", maintain_order=True)


def write_public(report: MonthReport, folder: Path, names: dict[str, str]) -> list[str]:
    """Write `penerima_…csv` per kelurahan; returns the names written."""
    written: list[str] = []
    for (code,), of_area in csv_safe(public_rows(report)).group_by("area", maintain_order=True):
        make_folder(folder)
        file = area_stem(report, "penerima", str(code), names) + ".csv"
        write_private(folder / file, csv_bytes(of_area.select(PUBLIC_COLUMNS)))
        written.append(file)
    return written
