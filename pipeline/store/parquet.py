"""Tables on disk: Parquet with page checksums, the same bytes from any number of threads, checked when read.

When to reach for it: between two stages, and for every published table. The invariants: explicit row groups, one chunk a
column, no metadata but the schema; a flipped bit is an error when read, never other data.
"""

from __future__ import annotations

import io
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
CHECKED_ROWS = 20_000


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
    """Read a table, checking the checksum of every page. PadanError when it is absent or damaged.

    pyarrow checks the pages and polars reads the same bytes: polars alone would take a flipped bit for data, and a table that
    passes from one to the other lies in memory twice.
    """
    wanted = None if columns is None else list(columns)
    try:
        stored = path.read_bytes()
        with pq.ParquetFile(pa.BufferReader(stored), page_checksum_verification=True) as file:
            for _ in file.iter_batches(CHECKED_ROWS, columns=wanted, use_threads=False):
                pass
        pa.default_memory_pool().release_unused()
        return _one_chunk(pl.read_parquet(io.BytesIO(stored), columns=wanted))
    except FileNotFoundError:
        raise PadanError("tabel ini tidak ada. Jalankan bulannya lagi.", file=label(path.name)) from None
    except (OSError, pa.ArrowException):
        raise PadanError(
            "tabel tersimpan ini rusak. Jalankan bulannya lagi: tabel dibuat ulang dari masukannya.", file=label(path.name)
        ) from None


def _one_chunk(frame: pl.DataFrame) -> pl.DataFrame:
    """The same with one piece of memory a column, made column by column: steps would make and keep such copies one by one."""
    return pl.DataFrame([frame.drop_in_place(name).rechunk() for name in frame.columns])


def columns_of(path: Path) -> list[str]:
    """The columns that a table declares, without reading it."""
    return list(_declared(path).schema.to_arrow_schema().names)


def rows_of(path: Path) -> int:
    """The number of rows a table declares, without reading it."""
    return int(_declared(path).num_rows)


def _declared(path: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(path)
    except (OSError, pa.ArrowException):
        raise PadanError("tabel tersimpan ini rusak. Jalankan bulannya lagi.", file=label(path.name)) from None
