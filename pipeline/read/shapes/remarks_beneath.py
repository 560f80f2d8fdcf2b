"""Lines that begin with an asterisk: what became of the rows that bear it, or of the row right above (`*) gagal dibayar`).

Reach for it while rows are told apart. Such a line is neither a row nor a title of what follows, and never speaks of the whole list: where
cells bear its mark it speaks of their rows; where none does, one beneath a row speaks of that, and one among the titles of nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(r"\s*(\*{1,3}|#)\s*\)?\s*([^\W\d_].{2,100})")
_OF_MONEY = re.compile(
    r"(?i)(?:gagal|tidak|tdk|belum|blm|retur|sudah|sdh|telah|pindah|meninggal|rekening|rek|kartu|kks|saldo|dikembalikan|ditolak|dibayar"
    r"|diambil|exclude)\b"
)
"""How a remark on one row begins; a footnote of other words ("data per 30 April") speaks of none."""
_MARKED = ("name", "head_name", "nik", "no_kk", "amount", "state")
"""Fields whose cells may bear a mark."""
_NOTE = "state_note"
_SEVERAL = 20
"""Marks of one list that are looked at."""


def remark_of(filled: Sequence[str]) -> tuple[str, str] | None:
    """The mark and the words of a line that is no row but remarks on others; None for any other row."""
    found = _LINE.fullmatch(filled[0]) if len(filled) == 1 else None
    return (found[1], found[2].strip()) if found is not None and _OF_MONEY.match(found[2]) else None


def explains_mark(text: str) -> bool:
    """Whether a line explains a mark ("*) tidak transaksi")."""
    return _LINE.fullmatch(text) is not None


def without_marked(titles: Sequence[str]) -> list[str]:
    """The titles of a list but those that explain a mark."""
    return [title for title in titles if not explains_mark(title)]


def with_remarks(named: pl.DataFrame, remarks: Sequence[tuple[int, tuple[str, str]]], titles: Sequence[str]) -> pl.DataFrame:
    """The rows of a table (`source_row` and its fields, row order) with what lines say of them in `state_note`, and without the marks.

    remarks: row and `remark_of` of the lines among the rows; titles: those above the list, and lines beneath it outside its columns.
    """
    lines = [(found[1], found[2]) for title in titles if (found := _LINE.fullmatch(title))]
    explained: dict[str, str] = dict([*lines, *(said for _, said in remarks)][:_SEVERAL])
    cells = [name for name in _MARKED if name in named.columns and named.schema[name] == pl.String]
    if not explained or named.is_empty() or not cells:
        return named
    bear = [
        (pl.any_horizontal(pl.col(cells).str.contains(_ends_in(mark))).fill_null(value=False), text) for mark, text in explained.items()
    ]
    said = [pl.when(borne & ~borne.all()).then(pl.lit(text)) for borne, text in bear]  # a mark of all tells nobody apart
    told = named.select("source_row", _said=pl.concat_str(said, separator="; ", ignore_nulls=True).replace("", None)).drop_nulls()
    if told.is_empty():
        told = _of_rows_above(named, remarks)
    if told.is_empty():
        return named
    out = named.join(told, on="source_row", how="left", maintain_order="left")
    own = pl.col(_NOTE) if _NOTE in named.columns else pl.lit(None, dtype=pl.String)
    note = pl.concat_str(own, "_said", separator="; ", ignore_nulls=True).replace("", None)
    bare = [pl.col(name).str.replace(r"\s*(?:\*{1,3}|#)\s*\)?\s*$", "") for name in cells]
    return out.with_columns(note.alias(_NOTE), *bare).drop("_said")


def _ends_in(mark: str) -> str:
    """A pattern of cells that end in just this mark."""
    return rf"(?:^|[^*#]){re.escape(mark)}\s*\)?\s*$"


def _of_rows_above(named: pl.DataFrame, remarks: Sequence[tuple[int, tuple[str, str]]]) -> pl.DataFrame:
    """`source_row, _said` of the rows right beneath which the lines stand, one or several."""
    said = pl.DataFrame([(row, text) for row, (_, text) in remarks], schema={"row": pl.Int64, "_said": pl.String}, orient="row").sort("row")
    rows = named.select(pl.col("source_row").unique()).sort("source_row").with_columns(_of="source_row")
    told = said.join_asof(rows, left_on="row", right_on="source_row", strategy="backward").drop_nulls("_of")
    beneath = pl.col("row") - pl.col("_of") <= pl.len().over("_of")
    return told.filter(beneath).group_by(source_row="_of").agg(pl.col("_said").sort_by("row").str.join("; "))
