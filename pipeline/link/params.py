"""What may be set about a linkage, and the fields it knows.

When to reach for it: to start a linkage. `LinkSettings` holds every number that is not learned from the lists;
`FieldSpec` says how one column is compared. The invariant: nothing here depends on a particular data set.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

Mode = Literal["one_to_one", "many_to_one", "many"]


class FieldKind(StrEnum):
    """How a column is compared; each kind has its own ladder of comparison levels."""

    NIK = "nik"  # 16 digits with a known structure
    ID = "id"  # any other identifier: one edit apart is a level
    NAME = "name"  # a whole name, word by word
    PART = "part"  # one part of a name (given name, surname)
    DATE = "date"
    TEXT = "text"  # address, place
    CODE = "code"  # postcode, village code, house number
    FLAG = "flag"  # few values: sex, state
    NUMBER = "number"  # age


@dataclass(frozen=True)
class FieldSpec:
    """One comparison. `place`: changes when a person moves. `shared`: people of one household have it in common."""

    name: str
    kind: FieldKind
    place: bool = False
    shared: bool = False


PERSON_FIELDS: Final = (
    FieldSpec("nik", FieldKind.NIK),
    FieldSpec("name", FieldKind.NAME),
    FieldSpec("birth_date", FieldKind.DATE),
    FieldSpec("age", FieldKind.NUMBER),
    FieldSpec("sex", FieldKind.FLAG),
    FieldSpec("no_kk", FieldKind.ID, shared=True),
    FieldSpec("mother_name", FieldKind.NAME, shared=True),
    FieldSpec("birth_place", FieldKind.TEXT, shared=True),
    FieldSpec("address", FieldKind.TEXT, place=True, shared=True),
    FieldSpec("rt_rw", FieldKind.CODE, place=True, shared=True),
    FieldSpec("village", FieldKind.CODE, place=True, shared=True),
)
"""The person columns of the canonical tables as comparisons."""

VERDICT_FIELDS: Final = ("nik", "name", "birth_date", "sex", "no_kk", "address", "village", "mother_name")
"""Fields whose verdict stands in `links`."""


@dataclass(frozen=True)
class LinkSettings:
    """Numbers of a linkage that are not learned.

    match_probability: at or above it a pair is MATCH. review_probability: at or above it, REVIEW.
    short_list: with at most this many rows left to link, time is no matter and `pairs_of_short_list` may be compared.
    pairs_per_record: how many candidate pairs the looser blocking rules may give for each record.
    guards: cap pairs that must not be merged on score alone (twins, one NIK with two names) at REVIEW.
    """

    match_probability: float = 0.95
    review_probability: float = 0.50
    pairs_per_record: float = 4.0
    pairs_at_least: int = 300_000
    short_list: int = 20_000
    pairs_of_short_list: int = 1_000_000
    all_pairs_below: int = 120_000
    sample_pairs: int = 60_000
    slice_pairs: int = 50_000
    iterations: int = 40
    guards: bool = True
    threads: int = 2
