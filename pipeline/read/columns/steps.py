"""A status column for each step of a payment (`STATUS SP2D | STATUS SI | STATUS TOP UP | STATUS TRANSAKSI`): the furthest step counts.

Reach for it while the columns of a pay list are settled. The invariants: of each row the last step that says anything is its state, a dash
or blank is a step not reached, and a bare success under a step is that step's and no payment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.columns.headers import Heading
    from pipeline.read.columns.samples import Columns

_ORDER = ("CEK REKENING", "BUREKOL", "SPM", "OMSPAN", "SP2D", "SI", "TOP UP", "TRANSAKSI")
_HEADER = re.compile(
    r"(?i)^(?:status|sts|stat|ket(?:erangan)?|hasil)[\s._-]+"
    r"(cek rek(?:ening)?|burekol|spm|omspan|sp2d|si|top ?up|transaksi|salur|pencairan)$"
)
_CALLED = {"CEK REK": "CEK REKENING", "TOPUP": "TOP UP", "SALUR": "TRANSAKSI", "PENCAIRAN": "TRANSAKSI"}
_BEFORE_MONEY = frozenset(_ORDER[:6])
_BLANK = ("", "-", "--", ".", "null", "none", "n/a")
_BARE = ("sukses", "berhasil", "selesai", "ok", "success", "ya", "sudah")


@dataclass(frozen=True)
class Steps:
    """The state of a payment of several steps: their columns, the furthest first, and what each is called."""

    columns: tuple[int, ...]
    names: tuple[str, ...]

    def value(self) -> pl.Expr:
        """The word of the furthest step that says anything, of columns named `c<index>`."""
        cells = []
        for column, name in zip(self.columns, self.names, strict=True):
            cell = pl.col(f"c{column}")
            plain = cell.str.strip_chars().str.to_lowercase()
            spelt = pl.when(plain.is_in(_BARE)).then(pl.lit(f"SUKSES {name}")).otherwise(cell) if name in _BEFORE_MONEY else cell
            cells.append(pl.when(~plain.is_in(_BLANK)).then(spelt))
        return pl.coalesce(cells)


def by_steps(headings: Sequence[Heading], found: Columns) -> None:
    """Take the state of several columns of steps, where the one that is taken already is one of them."""
    named = {c: match[1].upper() for c, heading in enumerate(headings) if (match := _HEADER.match(" ".join(heading.text.split())))}
    steps = {c: _CALLED.get(name, name) for c, name in named.items()}
    if found.fields.get("state") not in steps or "state" in found.joins or len(set(steps.values())) != len(steps) or len(steps) < 2:
        return
    taken = found.used - {found.fields["state"]}
    order = sorted((c for c in steps if c not in taken), key=lambda c: -_ORDER.index(steps[c]))
    found.joins["state"] = Steps(tuple(order), tuple(steps[c] for c in order))
    found.fields["state"] = order[0]
