"""Which case goes into which file: one packet per kelurahan, at most so many cases, a household never split."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.report.damaged_columns import of_senders
from pipeline.report.masking import masked_text
from pipeline.report.rows import CLOSED, NO_AREA
from schemas.answers import ANSWER_COLUMNS

if TYPE_CHECKING:
    from pipeline.report.model import MonthReport

UNNAMED = "TANPA_WILAYAH"


@dataclass(frozen=True)
class Packet:
    """One file for one verifier: `stem` is its name without ending, `urut` restarts at 1 within it."""

    stem: str
    area_code: str
    area_name: str
    part: int
    parts: int
    rows: pl.DataFrame


def slug(text: str) -> str:
    """A name as file names carry it: ASCII capitals, digits and single underscores, at most 40 characters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "_", plain.upper()).strip("_")[:40].strip("_")


def area_names(report: MonthReport) -> dict[str, str]:
    """Names by area code: the given table first, then the rates, then what most cases write (ties: first in the alphabet)."""
    named = pl.concat(
        [
            _pairs(report.areas, "code", "name", 0),
            _pairs(report.rates, "area_code", "area_name", 1),
            _pairs(
                report.evidence.join(report.cases.select("id_kasus", "village_code"), on="id_kasus"),
                "village_code",
                "village_name",
                3,
            ),
        ]
    )
    best = named.sort(["code", "rank", "count", "name"], descending=[False, False, True, False]).unique(
        "code", keep="first", maintain_order=True
    )
    return dict(best.select("code", masked_text("name")).iter_rows())


def _pairs(frame: pl.DataFrame, code: str, name: str, rank: int) -> pl.DataFrame:
    if not {code, name} <= set(frame.columns):
        return pl.DataFrame(schema={"code": pl.String, "name": pl.String, "count": pl.UInt32, "rank": pl.Int32})
    return (
        frame.select(pl.col(code).cast(pl.String).alias("code"), pl.col(name).cast(pl.String).alias("name"))
        .drop_nulls()
        .group_by("code", "name")
        .agg(pl.len().cast(pl.UInt32).alias("count"))
        .with_columns(pl.lit(rank, dtype=pl.Int32).alias("rank"))
    )


def area_stem(report: MonthReport, prefix: str, code: str, names: dict[str, str]) -> str:
    """File name of an area's list without its ending, in ASCII: `kasus_2025-05_1671081002_SAKO_ab12cd34`."""
    name = UNNAMED if code == NO_AREA else slug(names.get(code, "")) or code
    return f"{prefix}_{report.period}_{code}_{name}_{report.run8}"


def packets(report: MonthReport, rows: pl.DataFrame, names: dict[str, str]) -> list[Packet]:
    """Open cases cut into packets of at most `report.packet_rows`, in the order of `rows`; a NIK column that is damaged as a whole is
    asked of its sender and not of verifiers, person by person (`damaged_columns`).

    A household larger than a packet gets a packet of its own, however long. The second and later parts end in `_2`, `_3` …. Answers are
    blank: one given before would come back as if it were new.
    """
    blank = [pl.lit(None, dtype=rows.schema[name]).alias(name) for name in ANSWER_COLUMNS]
    waiting = rows.filter(~pl.col("status_kasus").is_in(CLOSED)).with_columns(blank)
    waiting = waiting.join(of_senders(report), on="id_kasus", how="anti", maintain_order="left")
    made: list[Packet] = []
    for (code,), of_area in waiting.group_by("area", maintain_order=True):
        area = str(code)
        stem = area_stem(report, "kasus", area, names)
        parts = cut(of_area, report.packet_rows)
        for number, part in enumerate(parts, start=1):
            counted = part.with_columns(pl.int_range(1, part.height + 1, dtype=pl.Int64).alias("urut"))
            suffix = "" if number == 1 else f"_{number}"
            made.append(Packet(stem + suffix, area, names.get(area, UNNAMED), number, len(parts), counted))
    return made


def cut(rows: pl.DataFrame, limit: int) -> list[pl.DataFrame]:
    """The rows in parts of at most `limit`, in their order; rows of one `household` in a row stay together, whatever the limit."""
    sizes = rows.select(pl.col("household").rle()).unnest("household")["len"].to_list()
    slices, start, filled = [], 0, 0
    for size in sizes:
        if filled and filled + size > limit:
            slices.append(rows.slice(start, filled))
            start, filled = start + filled, 0
        filled += size
    if filled:
        slices.append(rows.slice(start, filled))
    return slices
