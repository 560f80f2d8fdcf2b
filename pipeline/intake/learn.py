"""Learn a sender's layout from one of its files: which header stands for which field, as a TOML that the next file is read by.

Reach for `learn_layout` with what an officer says of the columns. The invariant: what it gives loads as a layout, or PadanError says why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import PadanError
from pipeline.read import ReadTable, propose_toml, read_file
from pipeline.store.files import label
from schemas.codes import Kind
from schemas.fields import known_field
from schemas.layouts import load_layouts, parse_layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from schemas.settings import Limits


def columns_named(parts: Sequence[str]) -> dict[str, str]:
    """field=Header pairs as an officer writes them → {field: header}. PadanError for a field Padan does not know or an empty header."""
    wanted = dict(part.partition("=")[::2] for part in parts)
    for field, header in wanted.items():
        if not known_field(field) or not header:
            raise PadanError(f"--map {field}=…: isian tidak dikenal atau judul kolomnya kosong. Lihat docs/data-dictionary.md.")
    return wanted


def learn_layout(
    file: Path, name: str, wanted: Mapping[str, str], *, kind: Kind | None, sheet: str | None, layouts: Path, limits: Limits
) -> tuple[ReadTable, str]:
    """The table learned from, with its headers as they will be read, and the layout as TOML.

    `wanted`: {field: header} the officer is sure of; `layouts`: the office's folder of layouts. PadanError where no table is found, its
    kind is unknown, or the layout would not load.
    """
    table = _table(file, name, wanted, kind, sheet, layouts, limits)
    rest = tuple(h for h in table.unmapped if h not in wanted.values())
    learned = replace(table, headers={**table.headers, **wanted}, unmapped=rest, kind=kind or table.kind)
    if learned.kind == Kind.UNKNOWN:
        raise PadanError("jenis daftar ini tidak dapat dipastikan. Sebutkan dengan --kind.", file=label(file.name))
    text = propose_toml(learned, name)
    try:
        parse_layout(text, name=name)
    except ValueError as error:
        raise PadanError(str(error)) from None
    return learned, text


def _table(
    file: Path, name: str, wanted: Mapping[str, str], kind: Kind | None, sheet: str | None, layouts: Path, limits: Limits
) -> ReadTable:
    known = load_layouts(layouts)
    if wanted:  # what the officer says of the columns helps to find the header row
        first = ReadTable(label(file.name), "", kind or Kind.DISBURSEMENT, name, 0, dict(wanted), pl.DataFrame())
        known = (parse_layout(propose_toml(first, name), name=name), *known)
    got = read_file(file, label(file.name), layouts=known, limits=limits)
    if got.problem is not None and not got.tables:
        raise PadanError(got.problem, file=label(file.name))
    tables = [t for t in got.tables if sheet is None or t.sheet == sheet]
    if not tables:
        where = f" di lembar {sheet}" if sheet else ""
        raise PadanError(f"tidak ada tabel yang dapat dipelajari{where}. Periksa isi berkasnya.", file=label(file.name))
    return tables[0]
