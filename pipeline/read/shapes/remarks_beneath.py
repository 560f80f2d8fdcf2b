"""Lines that remark on the row above them: `*) gagal dibayar, rekening diblokir` under a person.

Reach for it while rows are told apart. A remark is neither a row nor the title of what follows; where the list marks cells with an
asterisk, such a line explains the mark and speaks of no row by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

_REMARK = re.compile(
    r"(?i)\s*\*{1,3}\s*\)?\s*((?:gagal|tidak|tdk|belum|blm|retur|sudah|sdh|telah|pindah|meninggal|rekening|rek|kartu|kks|saldo|dikembalikan"
    r"|ditolak|dibayar|diambil|exclude)\b.{0,80})"
)
_NAMES = ("name", "head_name", "nik", "no_kk", "amount", "state")
"""Fields whose cells may bear the asterisk that a line explains."""
_NOTE = "state_note"


def remark_of(filled: Sequence[str]) -> str:
    """What the only text of a row remarks on the row above it; "" for any other row."""
    found = _REMARK.fullmatch(filled[0]) if len(filled) == 1 else None
    return found[1].strip() if found else ""


def with_remarks(named: pl.DataFrame, remarks: Sequence[tuple[int, str]]) -> pl.DataFrame:
    """The rows of a table (`source_row` and its fields, row order) with what the lines beneath them (row, text) say in `state_note`."""
    cells = [name for name in _NAMES if name in named.columns and named.schema[name] == pl.String]
    if not remarks or named.is_empty() or named.select(pl.any_horizontal(pl.col(cells).str.contains("*", literal=True).any())).item():
        return named
    said = pl.DataFrame(remarks, schema={"row": pl.Int64, "_said": pl.String}, orient="row").sort("row")
    above = named.select("source_row").sort("source_row")
    told = said.join_asof(above.with_columns(_of="source_row"), left_on="row", right_on="source_row", strategy="backward")
    beneath = pl.col("row") - pl.col("_of") <= pl.len().over("_of")  # right beneath it, or beneath another such line
    told = told.filter(beneath).group_by(source_row="_of").agg(pl.col("_said").sort_by("row").str.join("; "))
    out = named.join(told, on="source_row", how="left", maintain_order="left")
    own = pl.col(_NOTE) if _NOTE in named.columns else pl.lit(None, dtype=pl.String)
    note = pl.concat_str(own, "_said", separator="; ", ignore_nulls=True).replace("", None)
    return out.with_columns(note.alias(_NOTE)).drop("_said")
