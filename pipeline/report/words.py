"""The words of the report pages in Indonesian and English: the table `schemas/report_words.csv`, numbers and months."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

LANGUAGES = ("id", "en")


@cache
def _table() -> dict[str, dict[str, str]]:
    text = resources.files("schemas").joinpath("report_words.csv").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = {}
    for line in csv.reader(text.splitlines()[1:], delimiter=";", strict=True):
        key, indonesian, english = line  # a sentence with `;` that nobody quoted would be a fourth field: refused
        table[key] = {"id": indonesian, "en": english}
    return table


class Words:
    """Sentences and numbers of one language. `words("col_paid")` is a sentence; a key nobody defined raises KeyError."""

    def __init__(self, language: str = "id") -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language is one of {', '.join(LANGUAGES)}, not {language}")
        self.language = language

    def __call__(self, key: str, **values: str) -> str:
        """The sentence of a key with its places filled in."""
        return _table()[key][self.language].format(**values)

    def get(self, key: str, default: str) -> str:
        """The sentence of a key, or `default` where the table has none (a code an office added)."""
        return _table()[key][self.language] if key in _table() else default

    def number(self, value: float | None, decimals: int = 0) -> str:
        """1234.5 → `1.235` (id) or `1,235` (en); null → `–`. A minus is the true sign `−`."""
        if value is None:
            return "–"
        text = f"{abs(value):,.{decimals}f}"
        if self.language == "id":
            text = text.translate(str.maketrans(",.", ".,"))
        return f"−{text}" if value < 0 else text

    def percent(self, share: float | None) -> str:
        """0.166 → `16,6 %` (id, the space does not break) or `16.6%` (en); null → `–`."""
        if share is None:
            return "–"
        return self.number(100 * share, 1) + ("\u00a0%" if self.language == "id" else "%")

    def rupiah(self, value: int | None) -> str:
        """600000 → `Rp600.000`; null → `–`."""
        if value is None:
            return "–"
        sign = "−" if value < 0 else ""
        return f"{sign}Rp{self.number(abs(value))}"

    def month(self, period: str) -> str:
        """`2025-05` → `Mei 2025`."""
        return f"{self('month_' + period[5:7])} {period[:4]}"
