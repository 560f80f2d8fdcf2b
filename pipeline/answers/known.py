"""Every case that was ever published, each version of its evidence: what a returned row is checked against.

Reach for `known_cases` before taking answers in. The invariants: one row per case and evidence hash, the newest publication of it; runs
come in the order in which they came to count; a purged run is no longer known.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipeline import store
from pipeline.answers.cells import plain
from schemas.ledger import EntryKind, LedgerName

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLUMNS: dict[str, pl.DataType] = {
    "id_kasus": pl.String(),
    "kind": pl.String(),
    "programme": pl.String(),
    "period": pl.String(),
    "run_id": pl.String(),
    "seen": pl.Int64(),  # place of the run in the ledger; greater: later
    "village_code": pl.String(),
    "no_kk": pl.String(),
    "rule_id": pl.String(),
    "score": pl.Int64(),
    "evidence_hash": pl.String(),
    "facts": pl.String(),
    "sources_a": pl.String(),
    "sources_b": pl.String(),
    "a_name": pl.String(),
    "a_nik": pl.String(),
    "a_birth_date": pl.Date(),
    "b_name": pl.String(),
    "b_nik": pl.String(),
    "b_birth_date": pl.Date(),
}
"""Columns of `Known.cases`."""

PEOPLE = ("registry", "disbursements", "surveys")
"""Tables of a run that hold persons."""


def _nothing(_: str, __: str) -> dict[str, dict[str, str]]:
    return {}


@dataclass(frozen=True)
class Known:
    """The case universe.

    cases: `COLUMNS`, sorted by id and `seen`. printed(period, run): the rows of that run's case list as people got them, by id, text by
    column; empty where they are gone. people(period, run): the person rows of that run (record_id, place and person columns), or none.
    """

    cases: pl.DataFrame
    printed: Callable[[str, str], dict[str, dict[str, str]]] = _nothing
    people: Callable[[str, str], pl.DataFrame | None] = field(default=lambda _, __: None)
    runs: tuple[tuple[str, str], ...] = ()  # every published run (period, run id), in the order in which they last came to count


def known(cases: pl.DataFrame) -> pl.DataFrame:
    """A frame of cases (with or without evidence columns) in the form of `COLUMNS`, absent columns null."""
    return cases.select((pl.col(n) if n in cases.columns else pl.lit(None)).cast(t).alias(n) for n, t in COLUMNS.items())


def published_runs(data: Path) -> list[tuple[str, str]]:
    """(period, run id) of every run that is still there, in the order in which they last came to count."""
    last: dict[tuple[str, str], int] = {}
    for entry in store.read_ledger(data, LedgerName.RUNS):
        if entry.kind == EntryKind.RUN:
            last[str(entry.body["period"]), str(entry.body["run_id"])] = entry.number
    there = [key for key in last if (store.run_folder(data, *key) / "tables" / "cases.parquet").is_file()]
    return sorted(there, key=lambda key: last[key])


def known_cases(data: Path) -> Known:
    """The universe of a data folder: the cases of all published runs."""
    parts, runs = [], published_runs(data)
    for number, (period, run) in enumerate(runs, 1):
        frame = store.read_table(store.run_folder(data, period, run) / "tables" / "cases.parquet")
        parts.append(known(frame.with_columns(run_id=pl.lit(run), seen=pl.lit(number, dtype=pl.Int64), period=pl.lit(period))))
    cases = pl.concat(parts) if parts else pl.DataFrame(schema=COLUMNS)
    cases = cases.sort("id_kasus", "evidence_hash", "seen").unique(["id_kasus", "evidence_hash"], keep="last", maintain_order=True)
    return Known(cases.sort("id_kasus", "seen", "evidence_hash"), _Printed(data), _People(data), tuple(runs))


class _Printed:
    """Case lists as they went out, read once a run."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._read: dict[tuple[str, str], dict[str, dict[str, str]]] = {}

    def __call__(self, period: str, run: str) -> dict[str, dict[str, str]]:
        if (period, run) not in self._read:
            folder = store.run_folder(self._data, period, run) / "reports" / "kasus"
            lists = sorted(folder.glob(f"kasus_{period}_semua_*.csv"))
            self._read[period, run] = printed_rows(lists[0].read_bytes()) if lists else {}
        return self._read[period, run]


def printed_rows(text: bytes) -> dict[str, dict[str, str]]:
    """The rows of one of our own case lists by id_kasus, cells as people read them."""
    lines = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";")
    return {row["id_kasus"]: {name: plain(cell) for name, cell in row.items() if name} for row in lines}


class _People:
    """Person rows of a run, read once a run."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._read: dict[tuple[str, str], pl.DataFrame | None] = {}

    def __call__(self, period: str, run: str) -> pl.DataFrame | None:
        if (period, run) not in self._read:
            from pipeline.answers.identity import person_rows

            folder = store.run_folder(self._data, period, run) / "tables"
            frames = [store.read_table(folder / f"{name}.parquet") for name in PEOPLE if (folder / f"{name}.parquet").is_file()]
            self._read[period, run] = person_rows(*frames) if frames else None
        return self._read[period, run]
