"""Who the two sides of a judgement are, in keyed tokens: so that "same person" and "not the same" outlive files, rows and months.

Reach for `side_of` when an answer is kept and `resolve` when a month is linked. The invariants: the ledger holds no name and no number,
only tokens that need the office's key; a row that contradicts a side by its NIK is never taken for it; what fits both sides fits neither.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import polars as pl

from schemas import tables
from schemas.codes import TRUSTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Side = dict[str, str]
"""Tokens of one person: any of `nik`, `no_kk`, `name`, `birth`, `village`, and `exact` over all that the row wrote."""

_EXACT = ("nik_raw", "no_kk_raw", "name", "birth_date_raw", "address", "village_code_raw")
_WANTED = ("record_id", *_EXACT, "nik", "nik_status", "no_kk", "no_kk_status", "birth_date", "village_code")
_PARTS = ("nik", "no_kk", "name", "birth", "village", "exact")
EXACT, BY_NIK, BY_BIRTH, BY_HOME = 4, 3, 2, 1
"""How surely a row is a side: written just so; the same NIK and name; NIK and birth date; without NIK, card or home beside the name."""


def person_rows(*frames: pl.DataFrame) -> pl.DataFrame:
    """record_id, place (`file|sheet|row`) and the plain parts of identity of registry, pay and survey rows; absent columns are null."""
    trusted = [str(status) for status in TRUSTED]
    parts = []
    for frame in frames:
        place = tables.located() if "source_row" in frame.columns else pl.lit(None, dtype=pl.String)
        rows = frame.select(
            place.alias("place"),
            *((pl.col(n) if n in frame.columns else pl.lit(None)).cast(pl.String).alias(n) for n in _WANTED),
        )
        parts.append(rows)
    rows = pl.concat(parts)
    written = [pl.col(n).fill_null("").str.strip_chars() for n in _EXACT]
    return rows.select(
        "record_id",
        "place",
        nik=pl.when(pl.col("nik_status").is_in(trusted)).then("nik"),
        no_kk=pl.when(pl.col("no_kk_status").is_in(trusted)).then("no_kk"),
        name=_letters("name"),
        birth=pl.col("birth_date"),
        village=pl.col("village_code"),
        exact=pl.concat_str(written, separator="\x1f"),
    )


def _letters(column: str) -> pl.Expr:
    """A name as bare capital letters: spaces, dots and digits do not tell people apart."""
    text = pl.col(column).str.normalize("NFKD").str.to_uppercase().str.replace_all(r"[^A-Z]", "")
    return pl.when(text != "").then(text)


def token(key: bytes, part: str, value: str | None) -> str | None:
    """The keyed token (80 bits) of one part of an identity; null stays null."""
    if not value:
        return None
    return hashlib.blake2b(value.encode(), key=key[:64], person=f"padan-{part}".encode()[:16], digest_size=10).hexdigest()


def side_of(key: bytes, row: Mapping[str, str | None]) -> Side:
    """A person as tokens, part by part (NIK, name, birth date …): from a row of `person_rows`. Parts that it lacks are left out."""
    made = {part: token(key, part, row.get(part)) for part in _PARTS}
    return {part: value for part, value in made.items() if value is not None}


def bare_side(key: bytes, name: str | None, nik: str | None, birth: object, village: str | None) -> Side:
    """A person as tokens where nothing is left of him but what the case list showed; see `side_of`."""
    letters = re.sub(r"[^A-Z]", "", (name or "").upper()) or None
    number = nik if nik and re.fullmatch(r"\d{16}", nik) else None
    return side_of(key, {"nik": number, "name": letters, "birth": str(birth) if birth else None, "village": village})


def tier(side: Side, row: Side) -> int:
    """How surely a row is the person of a side: EXACT, BY_NIK, BY_BIRTH, BY_HOME, or 0: not known to be."""
    if "exact" in side and side["exact"] == row.get("exact"):
        return EXACT

    def same(part: str) -> bool | None:
        return None if part not in side or part not in row else side[part] == row[part]

    nik, name, birth = same("nik"), same("name"), same("birth")
    if nik is False:
        return 0
    if nik:
        return BY_NIK if name else BY_BIRTH if birth else 0
    if not name or birth is False:
        return 0
    if same("no_kk") or (birth and same("village")):
        return BY_HOME
    return 0


def candidates(key: bytes, people: pl.DataFrame, sides: Iterable[Side]) -> list[tuple[str, Side]]:
    """Rows that share a NIK or a name with any of the sides, as (record_id, tokens), in order of record_id."""
    wanted: dict[str, set[str]] = {"nik": set(), "name": set()}
    for side in sides:
        for part, tokens in wanted.items():
            if part in side:
                tokens.add(side[part])
    hit = pl.lit(value=False)
    for part, tokens in wanted.items():
        values = people[part].drop_nulls().unique().to_list() if tokens else []
        hits = [value for value in values if token(key, part, value) in tokens]
        hit = hit | pl.col(part).is_in(hits).fill_null(value=False)
    rows = people.filter(hit).sort("record_id")
    return [(str(row["record_id"]), side_of(key, row)) for row in rows.iter_rows(named=True)]


def resolve(one: Side, two: Side, rows: Iterable[tuple[str, Side]]) -> tuple[dict[str, int], dict[str, int]]:
    """Which rows are the two people of an answered case: record_id → how surely (`tier`), for either side.

    rows: candidates as (record_id, tokens). A row belongs to the side it fits more surely, to neither where it fits both alike.
    """
    first, second = {}, {}
    for record, row in rows:
        a, b = tier(one, row), tier(two, row)
        if a > b:
            first[record] = a
        elif b > a:
            second[record] = b
    return first, second
