"""Pivot tables of a spreadsheet: sums and counts by row, no list of anybody.

Reach for it before a sheet's header is sought. English and Indonesian spreadsheets name their parts alike in every file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.grid import Row

_ROWS = re.compile(r"(?i)\s*(?:row labels|label baris)\s*$")
_VALUE = re.compile(
    r"(?i)\s*(?:(?:sum|count|average|min|max|product|distinct count|stddevp?|varp?) of"
    r"|(?:jumlah|hitungan|cacah|rata-rata|min|maks|hasil kali) dari)\s+\S"
)
_SEARCH = 12
"""Rows in which a pivot table names its parts."""


def is_pivot(rows: Sequence[Row]) -> bool:
    """Whether the first rows of a sheet are those of a pivot table: a label of rows and a sum or count somewhere, or one row of one label
    and nothing but sums and counts."""
    labelled = values = False
    for row in rows[:_SEARCH]:
        filled = [cell for cell in row.cells if cell.strip()]
        sums = sum(bool(_VALUE.match(cell)) for cell in filled)
        if len(filled) > 1 and sums >= len(filled) - 1:
            return True
        labelled = labelled or bool(filled and _ROWS.match(filled[0]))
        values = values or sums > 0
    return labelled and values
