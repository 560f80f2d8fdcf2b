"""Return lists: each sender gets back its own rows that could not be used, with Excel's row number and what to do."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.masking import mask_value, masked, masked_text
from pipeline.report.model import ACCOUNTS, MonthReport, fill
from pipeline.report.packing import slug
from pipeline.report.people_csv import people_csv
from pipeline.report.plain_xlsx import plain_xlsx
from pipeline.report.scorecards import score_cards, told
from pipeline.report.words import Words
from pipeline.store.files import make_folder, write_private
from schemas import tables
from schemas.rules import catalogue

if TYPE_CHECKING:
    from pathlib import Path

RETURN_COLUMNS = ("berkas", "lembar", "baris", "kolom", "tingkat", "aturan", "judul", "masalah", "nilai_samar", "usul_nik")
"""Columns of a return list. `baris` as the spreadsheet shows it, empty for a whole file; `masalah` carries the mend; `usul_nik` the NIK of
the registry that a damaged one may have been, masked, to be confirmed."""

SHEET_ROWS = 50_000
"""Rows of a return workbook; the CSV has them all."""

LEVELS = {"error": "TIDAK_DIPAKAI", "warning": "DIPAKAI"}
"""Severity in the words of the list: was the row used all the same?"""

REPEATS = ("DUP-01", "DUP-02")
"""Rules of rows that were set aside because another row says the same: neither used nor wrong."""

WIDTHS = {
    "berkas": 34,
    "lembar": 14,
    "baris": 8,
    "kolom": 20,
    "tingkat": 15,
    "aturan": 12,
    "judul": 26,
    "masalah": 80,
    "nilai_samar": 24,
    "usul_nik": 19,
    "kedatangan": 44,
}


def return_rows(report: MonthReport) -> pl.DataFrame:
    """All rejects as RETURN_COLUMNS and `pengirim`, by sender, file, sheet, row, column, rule."""
    frame = (
        tables.conform(report.rejects, tables.Rejects)
        .join(senders(report, "file", "sheet").rename({"sender": "of_sheet"}), on=["file", "sheet"], how="left", maintain_order="left")
        .join(senders(report, "file"), on="file", how="left", maintain_order="left")
        .with_columns(pl.coalesce("of_sheet", "sender", pl.col("file").map_elements(_stem, return_dtype=pl.String)).alias("sender"))
        .join(_proposals(report), on=["file", "sheet", "row"], how="left", maintain_order="left")
        .with_columns(proposed=pl.when(pl.col("rule_id").str.starts_with("NIK-")).then("proposed"))
        .sort(["sender", "file", "sheet", "row", "column", "rule_id", "sentence", "value"], nulls_last=False)
    )
    return frame.select(pl.col("sender").alias("pengirim"), *_columns(), masked("proposed").alias("usul_nik"))


def file_rows(rejects: pl.DataFrame) -> pl.DataFrame:
    """The rejects of files without a month (`padan inspect --out`) as RETURN_COLUMNS, but for the NIK a registry would propose."""
    return tables.conform(rejects, tables.Rejects).select(_columns())


def _columns() -> list[pl.Expr]:
    """RETURN_COLUMNS of a table of rejects, without `usul_nik`: numbers masked."""
    titles = {rule.id: rule.title for rule in catalogue().values()}
    return [
        masked_text("file").alias("berkas"),
        pl.col("sheet").alias("lembar"),
        pl.col("row").alias("baris"),
        pl.col("column").fill_null("").alias("kolom"),
        pl.when(pl.col("rule_id").is_in(REPEATS))
        .then(pl.lit("RANGKAP"))
        .otherwise(pl.col("severity").replace_strict(LEVELS, return_dtype=pl.String, default=""))
        .alias("tingkat"),
        pl.col("rule_id").alias("aturan"),
        pl.col("rule_id").replace_strict(titles, return_dtype=pl.String, default="").alias("judul"),
        masked_text("sentence").alias("masalah"),
        pl.col("value").map_elements(mask_value, return_dtype=pl.String).fill_null("").alias("nilai_samar"),
    ]


def _proposals(report: MonthReport) -> pl.DataFrame:
    """file, sheet, row, proposed: the rows behind cases for whose damaged NIK the registry has a number."""
    evidence = tables.conform(report.evidence, tables.CaseEvidence).select("id_kasus", proposed="proposed_nik").drop_nulls("proposed")
    cases = tables.conform(report.cases, tables.Cases).select("id_kasus", "sources").join(evidence, on="id_kasus", how="inner")
    place = pl.col("sources").str.extract_groups(r"^(?<file>.*)\|(?<sheet>[^|]*)\|(?<row>\d+)$")
    rows = cases.explode("sources").select("proposed", place).unnest("sources").with_columns(pl.col("row").cast(pl.Int64))
    return rows.drop_nulls().unique(["file", "sheet", "row"], keep="none")


def senders(report: MonthReport, *place: str) -> pl.DataFrame:
    """`place` (file, or file and sheet) and `sender`: who sent it; of several the first in order of the alphabet.

    A file without a named sender speaks for itself (its name). A workbook may hold a sheet a sender.
    """
    known = fill(report.accounts, ACCOUNTS).select(*place, "sender").filter(pl.col("sender").is_not_null())
    return known.sort(*place, "sender").unique(place, keep="first", maintain_order=True)


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def write_returns(report: MonthReport, folder: Path) -> list[str]:
    """Write `<SENDER>.csv` and `.xlsx` per sender (the workbook with its score card on the sheet RAPOR); returns the names, sorted."""
    written: list[str] = []
    rows = return_rows(report)
    if rows.is_empty():
        return written
    make_folder(folder)
    named = rows.with_columns(pl.col("pengirim").map_elements(_file_name, return_dtype=pl.String).alias("stem"))
    cards = score_lines(report)
    for (stem,), of_sender in named.group_by("stem", maintain_order=True):
        frame = of_sender.select(RETURN_COLUMNS)
        write_private(folder / f"{stem}.csv", people_csv(frame, ("usul_nik",)))
        write_private(folder / f"{stem}.xlsx", plain_xlsx({"PENGEMBALIAN": frame.head(SHEET_ROWS), "RAPOR": _of(cards, str(stem))}, WIDTHS))
        written += [f"{stem}.csv", f"{stem}.xlsx"]
    return sorted(written)


def score_lines(report: MonthReport) -> pl.DataFrame:
    """The score cards (`scorecards.SCORE`) in the words of the list: one row a sender, `pengirim` and whole numbers."""
    cards = score_cards(report)
    words = Words()
    share = pl.when(pl.col("nik_rows") > 0).then((pl.col("nik_damaged") * 100 / pl.col("nik_rows")).round(1).cast(pl.String) + "%")
    return cards.select(
        pengirim=masked_text("sender"),
        kedatangan=pl.Series([told(card, words) for card in cards.iter_rows(named=True)], dtype=pl.String),
        berkas="files",
        dibaca="read",
        dipakai="used",
        ditolak="rejected",
        rangkap="duplicates",
        nik_rusak="nik_damaged",
        nik_rusak_persen=share.str.replace(".", ",", literal=True).fill_null(""),
        rupiah="rupiah",
        selisih_jumlah="difference",
    )


def _of(cards: pl.DataFrame, stem: str) -> pl.DataFrame:
    """The card of the sender whose file is called `stem`, and nobody else's."""
    return cards.filter(pl.col("pengirim").map_elements(_file_name, return_dtype=pl.String) == stem)


def _file_name(sender: str) -> str:
    return slug(mask_value(sender)) or "TANPA_NAMA"
