"""A published month in small: real packets written by the report stage, and the universe of their cases."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import polars as pl

from pipeline.answers import Known, known
from pipeline.answers.known import printed_rows
from pipeline.read import ReadTable, read_file
from pipeline.reconcile.case.case_ids import case_id
from pipeline.report import write_reports
from schemas.answers import DECISIONS
from schemas.codes import Kind
from schemas.kinds import case_kinds
from schemas.layouts import load_layouts
from schemas.settings import Limits
from tests.report_month import month_report

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))
LATEST = dt.date(2025, 12, 31)
PERIOD, RUN = "2025-05", "3f9c1e7ab204"
ONE_VILLAGE = {"1671081002": "SAKO"}


@dataclasses.dataclass(frozen=True)
class Published:
    """A folder of reports, its cases and the packet of its one village."""

    folder: Path
    cases: pl.DataFrame
    known: Known
    packet: Path

    @property
    def asked(self) -> pl.DataFrame:
        """Cases that stand in the packet."""
        return self.cases.filter(pl.col("status") != "SELESAI_PUTUSAN")


def publish(folder: Path, count: int = 80) -> Published:
    """Write the reports of `count` cases of every kind with ids that carry a right check character."""
    report = month_report(count, villages=ONE_VILLAGE)
    ids = {old: case_id(KEY, kind, (str(n),)) for n, (old, kind) in enumerate(report.cases.select("id_kasus", "kind").iter_rows())}
    named = pl.col("id_kasus").replace_strict(ids, return_dtype=pl.String)
    report = dataclasses.replace(report, run_id=RUN, cases=report.cases.with_columns(named), evidence=report.evidence.with_columns(named))
    write_reports(report, folder)
    cases = report.cases.join(report.evidence, on="id_kasus", maintain_order="left")
    universe = known(cases.with_columns(run_id=pl.lit(RUN), seen=pl.lit(1)))
    (listed,) = (folder / "kasus").glob("kasus_*_semua_*.csv")
    printed = printed_rows(listed.read_bytes())
    (packet,) = (folder / "kasus").glob("kasus_*_SAKO_*.xlsx")
    return Published(folder, cases, Known(universe, lambda *_: printed), packet)


def sheets(path: Path, name: str | None = None) -> list[tuple[str, ReadTable]]:
    """The answer tables of a file, as the month run finds them."""
    read = read_file(path, name or path.name, layouts=load_layouts(), limits=Limits())
    assert read.problem is None, read.problem
    return [(read.sha256, table) for table in read.tables if table.kind == Kind.ANSWERS]


def right_word(kind: str, number: int) -> str:
    """A legal word for a case, another one for another number."""
    words = DECISIONS[case_kinds()[kind].answers]
    return words[number % len(words)]


def fill(source: Path, target: Path, rows: dict[int, dict[str, object]], sheet: str = "KASUS") -> Path:
    """Copy a packet with cells filled: {row as Excel shows it: {column: value}}."""
    book = openpyxl.load_workbook(source)
    page = book[sheet]
    at = {cell.value: cell.column for cell in page[1]}
    for row, cells in rows.items():
        for column, value in cells.items():
            page.cell(row, at[column]).value = value
    book.save(target)
    return target


def listed(packet: Path) -> list[tuple[int, str, str]]:
    """(row, id, kind) of every row of a packet."""
    page = openpyxl.load_workbook(packet)["KASUS"]
    return [(row, str(page.cell(row, 2).value), str(page.cell(row, 4).value)) for row in range(2, page.max_row + 1)]
