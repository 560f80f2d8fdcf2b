"""Which files speak for a month: those that lie in its folder, and those of other folders that reach into it.

Reach for it from `pipeline.month` only. It knows folders and months; what a file holds it learns from `pipeline.ingest`.
Order never depends on the file system: candidates are sorted by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import PadanError
from pipeline.store.raw import check_month, list_raw, raw_months
from schemas import months

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.store.raw import RawFile
    from schemas.settings import Settings

FAR_MONTHS = 36
"""How far back a registry is looked for when no nearer folder holds one."""


@dataclass(frozen=True)
class Found:
    """What lies in `data/raw`: near files (the month's window), far ones (newest folder first), and remarks."""

    near: tuple[RawFile, ...]
    far: tuple[tuple[RawFile, ...], ...]
    notes: tuple[str, ...]


def discover(data: Path, period: str, settings: Settings) -> Found:
    """Files that may speak for `period`, sorted by name. PadanError (exit 2) where the raw folder is not there."""
    check_month(period)
    raw = data / "raw"
    if not raw.is_dir():
        raise PadanError(f"there is no folder data/raw. Make data/raw/{period} and put that month's files into it.")
    folders = raw_months(data)
    first = months.shift(period, -settings.survey.window_months_before)
    last = months.shift(period, settings.survey.window_months_after)
    oldest = months.shift(period, -FAR_MONTHS)
    near = [file for month in folders if first <= month <= last for file in list_raw(data, month)]
    far = [tuple(list_raw(data, month)) for month in reversed(folders) if oldest <= month < first]
    loose = [p.name for p in raw.iterdir() if p.is_file() and not p.name.startswith((".", "~$"))]
    notes = []
    if loose:
        notes.append(
            f"{len(loose)} berkas terletak langsung di data/raw dan tidak dibaca. Pindahkan ke folder bulannya, misalnya data/raw/{period}."
        )
    return Found(tuple(sorted(near, key=lambda f: f.name)), tuple(far), tuple(notes))


def covering(disbursements: pl.DataFrame, folder: str, period: str) -> pl.DataFrame:
    """Pay-list rows that speak for the month.

    Of the month's own folder: rows whose payment period touches the quarter of the month, so that instalments of one stage stay together.
    Of other folders: rows whose payment period covers the month itself.
    """
    first = months.shift(period, -((int(period[5:]) - 1) % 3))
    start, end = (first, months.shift(first, 2)) if folder == period else (period, period)
    return disbursements.filter(pl.col("period_from").le(end) & pl.col("period_to").ge(start))


def within(surveys: pl.DataFrame, folder: str, period: str, settings: Settings) -> pl.DataFrame:
    """Visits that speak for the month: by date inside the window; undated ones when they lie in the month's own folder."""
    first = months.first_day(months.shift(period, -settings.survey.window_months_before))
    last = months.last_day(months.shift(period, settings.survey.window_months_after))
    dated = pl.col("visited_on").is_between(first, last)
    return surveys.filter(dated.fill_null(folder == period) if folder == period else dated.fill_null(value=False))


def senders_seen(earlier: Iterable[tuple[str, pl.DataFrame]], period: str) -> pl.DataFrame:
    """Who reported for which village in the three months before: programme, payer, village_code, period, rows.

    `earlier`: (month of the folder, pay-list rows); rows count for the month in whose folder they came in. Rows without a programme,
    payer or village say nothing. Sorted by all columns.
    """
    first, keys = months.shift(period, -3), ["programme", "payer", "village_code"]
    frames = [
        rows.select(keys).drop_nulls().with_columns(period=pl.lit(folder))
        for folder, rows in earlier
        if first <= folder < period and rows.height
    ]
    if not frames:
        return pl.DataFrame(schema={**dict.fromkeys([*keys, "period"], pl.String), "rows": pl.Int64})
    return pl.concat(frames).group_by([*keys, "period"]).agg(rows=pl.len().cast(pl.Int64)).sort(pl.all())
