"""What stands in the files of a third-hand town: rows of three sources, truths and decoys that point at them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(eq=False)
class Row:
    """A row of any source; `place` is told by whoever writes the file."""

    nik: str
    kk: str
    name: str
    village: int
    address: str
    rt: int
    rw: int
    place: str = ""
    true_nik: str = ""  # of the person it means; empty: nobody in the registry


@dataclass(eq=False)
class Listed(Row):
    """A registry person."""

    sex: str = ""
    born: date | None = None
    relation: str = ""
    job: str = ""
    school: str = ""
    mother: str = ""
    desil: int | None = None
    active: bool = True
    dead: bool = False
    dead_on: date | None = None


@dataclass(eq=False)
class Paid(Row):
    """A payment row. `state` is a canonical word, worded anew by each layout."""

    programme: str = ""
    payer: str = ""
    amount: int = 0
    state: str = "PAID"
    first: str = ""
    last: str = ""
    paid_on: date | None = None
    component: str = ""
    substitute: str = ""
    programme_words: str = ""  # as the list writes it, where it says more than one
    born: date | None = None


@dataclass(eq=False)
class Seen(Row):
    """A visit. `received` None: not asked; `programme` empty: the form names none."""

    programme: str = ""
    result: str = "LAYAK"
    received: int | None = None
    visited: date | None = None
    born: date | None = None
    sex: str = ""
    note: str = ""
    dead_on: date | None = None


@dataclass(eq=False)
class Truth:
    """One case that must be found (or, uncertain, may be)."""

    kind: str
    programme: str
    nik: str
    kk: str
    rows: list[Row]
    keys: list[str] = field(default_factory=list)
    certain: bool = True
    note: str = ""


@dataclass(eq=False)
class Decoy:
    """Somebody of whom no error may be said."""

    what: str
    nik: str
    kk: str
    rows: list[Row]
    programme: str = ""
