"""Which column of a foreign list is what, by its cells, where the header does not say.

When to reach for it: `padan link`, after the headers (`pipeline.link.roles`). A field that a list's headers do not name is given
to a column without a role whose cells can be nothing else: birth dates spread over two generations, telephone numbers, names
in words. The invariants: only where exactly one column of the list will do (words that both lists have under one header are
compared anyhow); a header that speaks of another person or of an event is never taken; a role told by a header stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from pipeline.link import values
from pipeline.link.roles import guess_roles, looks_like_id, of_another

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.link.roles import Roles

LOOKED_AT: Final = 2_000
"""Cells of a column that are looked at, spread over its length."""
MOSTLY: Final = 0.8
GENERATION: Final = 20
"""Years between the oldest and the youngest tenth from which dates are those of births, not of visits or payments."""
NAMES: Final = ("name", "given_name", "surname")


def roles_of(left: pl.DataFrame, right: pl.DataFrame | None = None) -> Roles:
    """Field → the columns that hold it: by header, and by content where a list has no header for the field."""
    frames = [left] if right is None else [left, right]
    roles = dict(guess_roles(left.columns, right.columns if right is not None else None))
    for frame in frames:
        taken = {c for columns in roles.values() for c in columns}
        free = [c for c in frame.columns if c not in taken and not looks_like_id(c) and not of_another(c)]
        for field, fits in _CONTENTS.items():
            known = NAMES if field == "name" else ("birth_date", "birth_year", "age") if field == "birth_date" else (field,)
            if any(c in frame.columns for name in known for c in roles.get(name, ())):
                continue
            shared = {c for c in free if field == "name" and len(frames) > 1 and all(c in f.columns for f in frames)}
            found = [c for c in free if c not in shared and fits(_sample(frame[c]))]
            if len(found) == 1:
                roles[field] = (*roles.get(field, ()), found[0])
                free.remove(found[0])
    return roles


def _sample(column: pl.Series) -> pl.Series:
    there = values.bare(column).drop_nulls()
    return there.gather_every(max(1, len(there) // LOOKED_AT))


def _share(hits: pl.Series) -> float:
    return float(hits.fill_null(value=False).cast(pl.Float64).mean() or 0.0)  # type: ignore[arg-type]


def _birth_dates(cells: pl.Series) -> bool:
    """Whole dates of people born over more than a generation."""
    if len(cells) < 2 or _share(cells.str.contains(r"\d")) < MOSTLY or _share(cells.str.len_chars() >= 6) < MOSTLY:
        return False
    read = values.dates(cells)
    whole = read.filter(pl.all_horizontal(pl.all().is_not_null()) & pl.col("m").is_between(1, 12) & pl.col("d").is_between(1, 31))
    years = whole["y"].cast(pl.Int64)
    if whole.height < MOSTLY * len(cells) or not years.is_between(1890, 2100).all():
        return False
    return int(years.quantile(0.9, "nearest") or 0) - int(years.quantile(0.1, "nearest") or 0) >= GENERATION


def _phones(cells: pl.Series) -> bool:
    """Nine to fifteen digits behind a 0 or a plus, mostly different ones."""
    digits = cells.str.replace_all(r"[\s().\-/]", "")
    return _share(digits.str.contains(r"^(\+|0)\d{8,14}$")) >= MOSTLY and cells.n_unique() >= 0.5 * len(cells)


def _names(cells: pl.Series) -> bool:
    """Two words and more of letters alone, mostly different ones."""
    wordy = cells.str.contains(r"^\pL[\pL\pM.,'’ \-]*$") & cells.str.contains(r"\pL{2,}[^\pL]+\pL")
    return _share(wordy) >= MOSTLY and cells.n_unique() >= 0.7 * len(cells)


_CONTENTS: Final[dict[str, Callable[[pl.Series], bool]]] = {"birth_date": _birth_dates, "phone": _phones, "name": _names}
