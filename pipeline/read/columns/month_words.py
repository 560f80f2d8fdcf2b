"""Columns of months whose cells say in words, or in codes of a legend (`x = sudah; G = gagal`), what became of the money of each.

Reach for it beside `month_columns`, whose months are sums, ticks or days. The invariants: months in a row of one word are one payment with
that word as its state; a cell that no word explains keeps its months apart and says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.month_columns import NOTHING, Run, a_month, of_one_month

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pipeline.read.columns.headers import Heading, Vocabulary
    from pipeline.read.columns.samples import Samples

_STATES = re.compile(r"\b(?:ter|di)?(?:salur|bayar|cair|transaksi|terima|retur|gagal|top ?up|ambil)", re.IGNORECASE)
"""Words by which a legend speaks of money."""
_UNEXPLAINED = "?"


def are_states(column: int, samples: Samples, vocabulary: Vocabulary) -> bool:
    """Whether the cells of a column say what became of money: words of a status, or codes that a legend explains by such words."""
    cells = {cell.strip() for cell in samples.column(column)} - {"", "-"}
    if not cells:
        return False
    if samples.codes(column):
        return any(_STATES.search(cell) for cell in cells)
    spoken = [cell for cell in cells if vocabulary.values["state"].fullmatch(cell)]
    return bool(spoken) and all(cell in spoken or vocabulary.values["tick"].fullmatch(cell) for cell in cells)


def words_of(months: Collection[int], samples: Samples, vocabulary: Vocabulary) -> dict[str, str]:
    """Cell, in lower case, to its word, over all columns of months; empty where none of them holds words."""
    found: dict[str, str] = {}
    if not any(are_states(column, samples, vocabulary) for column in months):
        return found
    for column in months:
        codes = samples.codes(column)
        words = codes or {cell.strip(): cell.strip() for cell in samples.column(column) if cell.strip() not in ("", "-")}
        found |= {cell.lower(): word for cell, word in words.items()}
    return found


@dataclass(frozen=True)
class Spoken(Run):
    """`period`, `amount` or `state` of columns of months in `words`."""

    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """Each month may have a word of its own."""
        return len(self.columns)

    def value(self, number: int = 0) -> pl.Expr:
        """The text of the field for a row's payment of this number; the state is its months' word."""
        if self.field != "state":
            return super().value(number)
        said = {sign: word for word, sign in self._signs().items()}

        def word(bits: str) -> str | None:
            runs = self._runs(bits)
            return said.get(bits[runs[number][0]]) if number < len(runs) else None

        return self._by_pattern(word, pl.String)

    def _signs(self) -> dict[str, str]:
        return {word: chr(ord("a") + n) for n, word in enumerate(sorted(set(self.words.values())))}

    def _runs(self, bits: str) -> tuple[tuple[int, int], ...]:
        return tuple((found.start(), found.end() - 1) for found in re.finditer(r"([^0])\1*", bits))

    def _by_pattern(self, say: Callable[[str], object], dtype: type[pl.DataType]) -> pl.Expr:
        signs = self._signs()
        known = {**dict.fromkeys(NOTHING, "0"), **{cell: signs[word] for cell, word in self.words.items()}}
        cells = [pl.col(f"c{c}").fill_null("").str.strip_chars().str.to_lowercase() for c in self.columns]
        pattern = pl.concat_str(cell.replace_strict(known, default=_UNEXPLAINED, return_dtype=pl.String) for cell in cells)

        def told(patterns: pl.Series) -> pl.Series:
            return patterns.replace_strict({bits: say(bits) for bits in patterns.unique()}, return_dtype=dtype)

        return pattern.map_batches(told, return_dtype=dtype)


def spoken_runs(
    months: Mapping[int, str],
    amount: int | None,
    title: str,
    headings: Sequence[Heading],
    words: Mapping[str, str],
    quarters: tuple[tuple[int, int], ...] = (),
) -> dict[str, Spoken]:
    """`period`, `state` and, where a column or the title says what one month is, `amount` of months in words."""
    columns, names = tuple(months), tuple(months.values())
    found = {name: Spoken(columns, names, name, words=words, quarters=quarters) for name in ("period", "state")}
    if amount is not None and of_one_month(headings[amount]):
        return {**found, "amount": Spoken(columns, names, "amount", amount, words=words)}
    each = a_month(" ".join([title, *words.values()]))
    return {**found, "amount": Spoken(columns, names, "amount", rupiah=each, words=words)} if each and amount is None else found
