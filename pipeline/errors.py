"""The one exception that crosses a stage boundary: a sentence for a person, its place as attributes, no person's data."""

from __future__ import annotations

DONE, FINDINGS, BAD_INPUT, SOURCE_MISSING = 0, 1, 2, 3
"""Exit codes of the command line (DESIGN)."""


class PadanError(Exception):
    """Something the user can mend. `str(error)` names file, sheet, row, column, rule and the mend, never a value."""

    def __init__(
        self,
        sentence: str,
        *,
        file: str | None = None,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        rule: str | None = None,
        exit_code: int = BAD_INPUT,
    ) -> None:
        self.sentence, self.file, self.sheet, self.row = sentence, file, sheet, row
        self.column, self.rule, self.exit_code = column, rule, exit_code
        super().__init__(str(self))

    def __str__(self) -> str:
        place = " › ".join(p for p in (self.file, self.sheet) if p)
        if self.row is not None:
            place += f" baris {self.row}"
        if self.column:
            place += f" kolom {self.column}"
        return " ".join(p for p in (self.rule, f"{place}:" if place else "", self.sentence) if p)
