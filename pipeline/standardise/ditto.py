"""Ditto marks: a cell that says "as above" (`"`, `-"-`, s.d.a, idem) holds what the cell above it holds.

When to reach for it: before anything of a table is understood. The invariants: only a cell that is a mark and nothing else is one; a mark
under a blank cell says nothing; whose row it is (name, NIK) is never as above.
"""

from __future__ import annotations

import polars as pl

_MARK = (
    r"(?i)^\W*(?:s\.?\s?d\.?\s?a\.?|idem|ditto|sama (?:dengan |seperti )?(?:yang )?(?:di )?atas)\W*$"
    r"|^[\s\-–—.=]*(?:[\"”“„″〃]|''|’’|,,)[\s\-–—.=]*$"
)
_HINTS = ('"', "''", ",,", "’’", "“", "”", "„", "″", "〃", "sda", "s.d", "s d", "idem", "ditto", "atas")
"""What every mark holds: looked for first, as letters."""
_OF = (
    *(
        "no_kk",
        "family_key",
        "head_name",
        "address",
        "rt",
        "rw",
        "hamlet",
        "village_code",
        "village_name",
        "district_code",
        "district_name",
    ),
    *("regency_name", "province_name", "desil", "programme", "payer", "period", "month", "year", "amount", "paid_on", "state"),
    *("state_note", "visited_on", "enumerator", "result"),
)
"""Fields that may be as above; whose row it is never is."""


def as_above(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """The table with ditto marks as what they stand for, and how many there were in each column."""
    texts = [name for name in _OF if frame.schema.get(name) == pl.String]
    hinted = (pl.col(name).filter(pl.col(name).str.contains_any(list(_HINTS), ascii_case_insensitive=True)) for name in texts)
    counts = frame.select(cells.str.contains(_MARK).sum() for cells in hinted).row(0, named=True) if texts else {}
    marked = {name: int(n) for name, n in counts.items() if n}
    filled = []
    for name in marked:
        mark = pl.col(name).str.contains(_MARK).fill_null(value=False)
        block = (~mark).cum_sum()  # a cell and the marks beneath it
        kept = [column for column in (name, f"{name}__cell") if column in frame.columns]
        filled += [pl.when(~mark).then(column).first().over(block).alias(column) for column in kept]
    return (frame.with_columns(filled) if filled else frame), marked
