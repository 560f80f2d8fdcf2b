"""Relation to the head of the family: words, or codes of one of several tables; which table is decided per file.

When to reach for it: registry tables. The invariants: code 3 is a child for BPS and a wife for Dukcapil, so it is never read without a
profile or evidence of the whole file; what stays open is null and told. Source: DOMAIN §1.6 and check 9.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.standardise.text import fold_column, key, map_distinct
from pipeline.standardise.words import find, is_blank, whole
from schemas import lookups

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.standardise.findings import Findings

PROFILES = {"regsosek": "bps", "bps": "bps", "susenas": "susenas", "dukcapil": "dukcapil", "p3ke": "p3ke"}
_SAME_EVERYWHERE = {"1": "KEPALA", "2": "PASANGAN"}
_LEAST_ROWS, _LEAST_AGED = 5, 3


def decide_table(frame: pl.DataFrame) -> str | None:
    """Which code table the rows speak: `code` (digits), `sex` (L/P, may be null), `birth_date`. None where nothing decides.

    Codes 10 and 11 exist only at Dukcapil. Of the rows with code 3 (five, or three whose ages are known), nine in ten women and hardly
    younger than the heads: wives (Dukcapil). Both sexes, or much younger than the heads: children (BPS).
    """
    if frame["code"].is_in(["10", "11"]).any():
        return "dukcapil"
    third = frame.filter(pl.col("code") == "3")
    women = third["sex"].drop_nulls()
    enough = _LEAST_AGED if third["birth_date"].null_count() == 0 else _LEAST_ROWS
    share = float((women == "P").mean()) if women.len() >= enough else None  # type: ignore[arg-type]
    heads, births = frame.filter(pl.col("code") == "1")["birth_date"].drop_nulls(), third["birth_date"].drop_nulls()
    younger: float | None = None
    if heads.len() and births.len() >= _LEAST_AGED:
        day = pl.Series(heads.cast(pl.Int32)).median(), pl.Series(births.cast(pl.Int32)).median()
        younger = (float(day[1]) - float(day[0])) / 365.25  # type: ignore[arg-type]
    if share is not None and 0.15 <= share <= 0.85 and third.height >= _LEAST_ROWS:
        return "bps"
    if younger is not None and younger >= 15:
        return "bps"
    if share is not None and share >= 0.9 and (younger < 12 if younger is not None else third.height >= _LEAST_ROWS):
        return "dukcapil"
    return None


def _table_of(header: str) -> str | None:
    """The code table whose own word for the relation a header uses; None for any other."""
    words = key(header)
    if re.search(r"\b(SHDK|STAT HBKEL|KK LEVEL)\b", words):
        return "dukcapil"
    return "bps" if re.search(r"\b(KRT|RUTA|RUMAH TANGGA)\b", words) else None


def relationships(
    source: pl.DataFrame,
    sexes: pl.Series,
    births: pl.Series,
    profile: str,
    findings: Findings,
    office: Path | None = None,
    header: str = "",
) -> tuple[pl.Series, str | None]:
    """Relationship of every row and the code table used (None: words only, or undecided). Told back: KOD-01, KOD-02.

    What the rows show outranks the layout's `profile` where one reads code 3 as a wife and the other as a child; where neither says
    anything, the words of the `header` do: SHDK is Dukcapil's, KRT (rumah tangga) is BPS's.
    """
    raw = fold_column(source, "relationship")
    said = map_distinct(raw, lambda v: None if is_blank(v) else whole(v), pl.String)
    codes = pl.select(pl.when(said.str.contains(r"^\d{1,2}$")).then(said)).to_series()
    values = map_distinct(said, lambda v: None if v.isdigit() else (find("relationship_words", v, office) or (None,))[0], pl.String)
    table = PROFILES.get(profile)
    if codes.is_not_null().any():
        shown = decide_table(pl.DataFrame({"code": codes, "sex": sexes, "birth_date": births}))
        if table is None or (shown is not None and (shown == "dukcapil") != (table == "dukcapil")):
            table = shown or _table_of(header)
        known = lookups.relationships(table) if table else _SAME_EVERYWHERE
        coded = map_distinct(codes, known.get, pl.String)
        if table is None and (codes.is_not_null() & coded.is_null()).any():
            findings.once("KOD-02", "relationship")
        values = pl.select(pl.coalesce(values, coded)).to_series()
    lost = said.is_not_null() & values.is_null() & (codes.is_null() | pl.Series([table is not None]).new_from_index(0, said.len()))
    findings.words("KOD-01", "relationship", source["source_row"].filter(lost), said.filter(lost))
    return values, table
