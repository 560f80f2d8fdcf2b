"""Tables on disk: Parquet with page checksums, the same bytes from any number of threads, checked when read.

When to reach for it: between two stages, and for every published table. The invariants: explicit row groups, one chunk a
column, no metadata but the schema; a flipped bit is an error when read, never other data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import PadanError
from pipeline.store.files import label, make_folder, telling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROW_GROUP = 100_000


def total_order(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """`frame` sorted by `keys` (nulls last); where these leave ties, by every other plain column too."""
    by = list(keys)
    if not frame.is_empty() and not frame.select(pl.struct(by).is_unique().all()).item():
        by += [c for c, t in frame.schema.items() if c not in by and not t.is_nested() and t != pl.Null]
    return frame.sort(by, nulls_last=True, maintain_order=True)


def write_table(frame: pl.DataFrame, path: Path, *, order: Sequence[str] = ()) -> int:
    """Write a table and return its number of rows. `order`: key columns to sort by (ties by the rest); none: as it is.

    OSError becomes a PadanError that names the folder; no stump is left behind.
    """
    if order:
        frame = total_order(frame, order)
    make_folder(path.parent)
    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
    try:
        with telling(str(path)):
            pq.write_table(
                table,
                path,
                row_group_size=ROW_GROUP,
                compression="zstd",
                compression_level=3,
                write_page_checksum=True,
                version="2.6",
                data_page_version="2.0",
                write_statistics=True,
            )
    except PadanError:
        path.unlink(missing_ok=True)
        raise
    return frame.height


def read_table(path: Path, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Read a table, checking the checksum of every page. PadanError when it is absent or damaged."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read(columns=None if columns is None else list(columns))
    except FileNotFoundError:
        raise PadanError("tabel ini tidak ada. Jalankan bulannya lagi.", file=label(path.name)) from None
    except (OSError, pa.ArrowException):
        raise PadanError(
            "tabel tersimpan ini rusak. Jalankan bulannya lagi: tabel dibuat ulang dari masukannya.", file=label(path.name)
        ) from None
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame):  # a table always gives a frame; said for the type checker
        raise TypeError(path.name)
    return frame


def rows_of(path: Path) -> int:
    """The number of rows a table declares, without reading it."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        raise PadanError("tabel tersimpan ini rusak. Jalankan bulannya lagi.", file=label(path.name)) from None
