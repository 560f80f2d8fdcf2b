"""Any list of people as one frame of text, columns as the file names them: for `padan link`, which asks nothing of a layout.

Reach for it with CSV, workbooks (first sheet that holds rows) and Parquet. The same contained child reads them; here a row
that cannot be parsed refuses the file, because no one would be told of it otherwise.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.errors import PadanError
from pipeline.read.contained.child import content_of
from pipeline.read.contained.containment import opened, parsed
from pipeline.read.contained.received import frame_of, sentence_for
from pipeline.read.refusal import Refused
from schemas.layouts import shipped_layouts
from schemas.settings import Limits

if TYPE_CHECKING:
    from pathlib import Path

_ROOMY = Limits(file_bytes=2 * 2**30, unpacked_bytes=4 * 2**30, memory_bytes=6 * 2**30, seconds=600)


def read_plain(path: Path, *, limits: Limits = _ROOMY) -> pl.DataFrame:
    """The rows of one list as text, null where a cell is empty; two columns of one name get `_2`, a nameless one `kolom_<n>`.

    The header is the first row, or the row below titles that names fields of people. Raises PadanError (one sentence) when
    the file cannot be read whole.
    """
    try:
        with opened(path, limits) as source:
            status, handles = parsed(source, shipped_layouts(), limits, plain=True)
        try:
            if status != "ok" or not handles:
                raise Refused(sentence_for(status, limits))
            summary: dict[str, Any] = json.loads(content_of(handles[0]))
            if summary["problem"]:
                raise Refused(summary["problem"])
            return frame_of(handles[1]).rename(dict(zip(summary["columns"]["from"], summary["columns"]["to"], strict=True)))
        finally:
            for handle in handles:
                os.close(handle)
    except Refused as refusal:
        raise PadanError(str(refusal), file=path.name) from None


def plain_table(data: bytes, limits: dict[str, int], knowledge: Any) -> tuple[pl.DataFrame, list[str]]:
    """Inside the child: the frame (columns `c0`, `c1`, …) and the names of its columns. Raises Refused."""
    from pipeline.read import files

    if data.startswith(b"PAR1"):
        return _parquet(data)
    for grid in files.grids_of(data, limits, knowledge):
        top = grid.top()
        if not top:
            continue
        header = knowledge.finder().find(top, knowledge.search)
        if header is not None and (header.score >= 2 or header.above == 0):
            last, names = header.last, [heading.text for heading in header.headings]
        else:
            last, names = top[0].last, [cell.strip() for cell in top[0].cells]
        width = max(len(names), grid.width()) if not grid.sheet else len(names)
        body = grid.body(last, width if grid.sheet else len(names), range(len(names)))
        errors = [t for t in body.rejected if t.severity == "error"]
        if errors:
            raise Refused(f"baris {errors[0].row}: {errors[0].sentence} (seluruhnya {len(errors)} baris)")
        filled = pl.any_horizontal(pl.all().exclude("source_row").str.strip_chars().ne("").fill_null(value=False))
        return body.frame.filter(filled).drop("source_row"), _distinct(names)
    raise Refused("berkas ini tidak memuat baris. Periksa berkasnya.")


def _parquet(data: bytes) -> tuple[pl.DataFrame, list[str]]:
    import io

    frame = pl.read_parquet(io.BytesIO(data))
    names = frame.columns
    casts = []
    for name, dtype in frame.schema.items():
        if dtype.is_nested():
            raise Refused("kolom Parquet yang berisi daftar tidak dibaca. Keluarkan kolom itu, lalu ulangi.")
        column = pl.col(name)
        if dtype.is_float():
            whole = column.is_not_nan() & (column == column.round(0)) & (column.abs() < 2**53)
            column = pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
        casts.append(column.cast(pl.String).alias(name))
    return frame.select(casts).rename({name: f"c{i}" for i, name in enumerate(names)}), _distinct(names)


def _distinct(names: list[str]) -> list[str]:
    out: list[str] = []
    for number, name in enumerate(names, 1):
        wanted = " ".join(name.split()) or f"kolom_{number}"
        count = 2
        while wanted in out:
            wanted, count = f"{name}_{count}", count + 1
        out.append(wanted)
    return out
