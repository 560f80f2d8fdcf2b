"""What is told back to the sender: one frame of rejects, built by rule, row and column.

When to reach for it: whenever standardising finds a cell it cannot use. The invariants: sentences come from `schemas.rules`, a
value stands in `value` only, rows are those a spreadsheet shows, the order is by row, column and rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.refusal import shown
from schemas import rules, tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REJECTS = tables.polars_schema(tables.Rejects)


_LONGEST_WORD = 40


def _quoted(word: str, rows: int) -> str:
    """A word as its sentence names it: quoted where several rows write it alike, without digits of a number; else "ini" (this one).

    A text that stands in one row only may be anybody's name or remark: the row is told, the text is not.
    """
    plain = shown(word, _LONGEST_WORD)
    told = rows > 1 and plain and "…" not in plain and not re.search(r"(?:\d\W*){5}", plain)
    return f"'{plain}'" if told else "ini"


@dataclass
class Findings:
    """Rejects of one table while it is standardised. `headers` gives the header a field was read from."""

    file: str
    sheet: str
    headers: Mapping[str, str]
    frames: list[pl.DataFrame] = field(default_factory=list)

    def header(self, column: str) -> str:
        """The header as the file writes it, else the field's own name."""
        return self.headers.get(column, column)

    def rows(self, rule_id: str, column: str, rows: pl.Series, values: pl.Series | None = None) -> None:
        """One reject per row: `rows` are source rows, `values` the raw texts (same length)."""
        if rows.len() == 0:
            return
        rule = rules.rule(rule_id)
        told = values.cast(pl.String) if values is not None else pl.Series([None] * rows.len(), dtype=pl.String)
        self.frames.append(
            pl.DataFrame({"row": rows.cast(pl.Int64), "value": told}).select(
                file=pl.lit(self.file),
                sheet=pl.lit(self.sheet),
                row="row",
                column=pl.lit(self.header(column)),
                rule_id=pl.lit(rule_id),
                severity=pl.lit(rule.severity),
                sentence=pl.lit(rule.sentence),
                value="value",
            )
        )

    def rows_naming(self, rule_id: str, column: str, rows: pl.Series, first: pl.Series) -> None:
        """One reject per row whose sentence names another row (`{first}`)."""
        if rows.len() == 0:
            return
        before, after = rules.rule(rule_id).sentence.split("{first}")
        self.rows(rule_id, column, rows)
        named = pl.Series("sentence", [f"{before}{number}{after}" for number in first.to_list()])
        self.frames[-1] = self.frames[-1].with_columns(named)

    def once(self, rule_id: str, column: str, *, row: int | None = None, value: str | None = None, **facts: object) -> None:
        """One reject for a whole column, word or file; `row` is its first row where that helps."""
        rule = rules.rule(rule_id)
        told = rules.sentence(rule_id, **facts)
        record = (self.file, self.sheet, row, self.header(column), rule_id, rule.severity, told, value)
        self.frames.append(pl.DataFrame([record], schema=REJECTS, orient="row"))

    def words(self, rule_id: str, column: str, rows: pl.Series, words: pl.Series) -> None:
        """One reject per distinct word with its count, at the word's first row; words in order of count, then of the alphabet."""
        counted = (
            pl.DataFrame({"row": rows, "word": words})
            .filter(pl.col("word").is_not_null())
            .group_by("word")
            .agg(pl.len().alias("n"), pl.col("row").min())
            .sort(["n", "word"], descending=[True, False])
        )
        for word, n, row in counted.iter_rows():
            self.once(rule_id, column, row=row, value=word, n=n, word=_quoted(str(word), n))

    def frame(self) -> pl.DataFrame:
        """All rejects, in order of row (whole-file ones first), column, rule, sentence."""
        return combine(self.frames)


def combine(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Rejects of several sources as one frame of `tables.Rejects`, in a total order."""
    if not frames:
        return tables.empty(tables.Rejects)
    order = ["file", "sheet", "row", "column", "rule_id", "sentence", "value"]
    return tables.conform(pl.concat(frames, how="vertical"), tables.Rejects).sort(order, nulls_last=False)
