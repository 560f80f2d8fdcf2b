"""A text whose lines were cut into columns, as a grid: titles and lines of labels stay whole, lines that could not be cut are told back.

Reach for it from the readers of texts without separators (`pipeline.read.texts.fixed_width`, `pipeline.read.texts.printed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.formats.sheet import SheetGrid
from pipeline.read.grid import Body, Row, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class LineGrid(SheetGrid):
    """Cells by line. The first `titles` lines are titles; `heads` are lines of labels of what is beneath; `bad` lines are rejected with
    `sentence`."""

    def __init__(
        self,
        frame: pl.DataFrame,
        texts: pl.Series,
        *,
        titles: int,
        heads: frozenset[int],
        bad: Iterable[int],
        sentence: str,
        search: int,
        sheet: str,
    ) -> None:
        self._texts, self._titles, self._heads = texts, titles, heads
        self._bad, self._sentence = sorted({*bad, *heads}), sentence
        super().__init__(sheet, frame, None, data=b"", search=search)

    def _read_top(self) -> list[Row]:
        rows = super()._read_top()
        return [Row(r.row, r.last, self.whole_row(r.row)) for r in rows]

    def rows(self, after: int, count: int) -> list[Row]:
        """Up to `count` rows after row `after`, blank ones left out."""
        heads = [Row(i + 1, i + 1, self.whole_row(i + 1)) for i in self._heads if after <= i < after + count]
        return sorted([*super().rows(after, count), *heads], key=lambda row: row.row)

    def whole_row(self, row: int) -> tuple[str, ...]:
        """Every cell of one row; a title or a line of labels is one cell."""
        if row > self._titles and row - 1 not in self._heads:
            return super().whole_row(row)
        text = self._texts[row - 1].strip()
        return (text if row - 1 in self._heads else " ".join(text.split()),)

    def body(self, after: int, width: int, columns: Sequence[int]) -> Body:
        """Rows after row `after`; lines that could not be cut are rejected."""
        found = super().body(after, width, columns)
        bad = [i + 1 for i in self._bad if i + 1 > after]
        troubles = tuple(Trouble(row, "READ-01", "error", self._sentence, None, self._texts[row - 1][:200]) for row in bad)
        frame = found.frame.filter(~pl.col("source_row").is_in(pl.Series(bad, dtype=pl.Int64).implode()))
        return Body(frame, troubles, found.blank)
