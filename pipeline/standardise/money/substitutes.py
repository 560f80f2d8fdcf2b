"""Aid that went to another family in a KPM's stead: the row of the first is no receipt, and the substitute stands in a row of his own.

When to reach for it: once the registry and the pay lists of a month are read. A person who only fetched the aid (`diwakilkan`, the wife, an
heir, somebody of the same card, or a name in a substitute's column without a word of replacement) changes nothing: the family was reached.
The invariants: only a row that says the KPM was replaced (`diganti`, `penggantian`) and by whom is parted; the money is counted once.
"""

from __future__ import annotations

import re

import polars as pl

from pipeline.standardise.money.states import ground_of
from pipeline.standardise.text import key, map_distinct
from pipeline.words import names
from schemas import tables
from schemas.codes import Kind, NikStatus, PayState

_REPLACED = re.compile(r"\b(?:DIGANTI(?:KAN)?|PENGGANTIAN|(?:KPM|PBP|PENERIMA) PENGGANTI|DIALIHKAN|PENGALIHAN)\b")
_OF_FAMILY = re.compile(
    r"\b(?:WAKIL|PERWAKILAN|(?:DI|ME)WAKIL\w*|SATU KK|1 KK|SE ?KK|ANGGOTA KELUARGA|AHLI WARIS|SUAMI(?:NYA)?|ISTE?RI(?:NYA)?|ANAK(?:NYA)?"
    r"|ORANG TUA|ORTU|IBU(?:NYA)?|CUCU|(?:TIDAK|BELUM|BATAL) DIGANTI(?:KAN)?|PENGURUS|KARTU|KKS|REKENING)\b"
)
"""Words by which whoever took it did so for the family, nobody was replaced, or only the payee, the card or the account was."""
_ALIKE = 80.0
_KEPT = ("record_id", "source_file", "source_sheet", "source_row", "village_code", "village_code_raw", "village_name")
_PERSON = set(tables.polars_schema(tables.Person))


def parted_from_substitutes(rows: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """Pay rows with each replaced KPM EXCLUDED, on the ground the row gives, and behind them a row for each substitute."""
    spoken = pl.concat_str(["state_raw", "note"], separator=" / ", ignore_nulls=True)
    named = pl.any_horizontal(pl.col("substitute_nik", "substitute_name").is_not_null()) & (pl.col("list_kind") == str(Kind.DISBURSEMENT))
    asked = rows.filter(named).select("record_id", "nik", "no_kk", "name", "substitute_nik", "substitute_name", spoken=spoken)
    asked = asked.filter(map_distinct(asked["spoken"], _says_replaced, pl.Boolean).fill_null(value=False))
    own = [_same(*row) for row in asked.select("nik", "substitute_nik", "name", "substitute_name").iter_rows()]
    asked = asked.filter(~pl.Series(own, dtype=pl.Boolean))
    asked = asked.filter(~_of_one_family(asked, registry))
    if asked.is_empty():
        return rows
    ground = map_distinct(asked["spoken"], ground_of, pl.String)
    told = asked.select("record_id", _ground=ground)
    marked = rows.join(told.with_columns(_mine=pl.lit(value=True)), on="record_id", how="left", maintain_order="left")
    mine = pl.col("_mine").fill_null(value=False)
    first = marked.with_columns(
        state=pl.when(mine).then(pl.lit(str(PayState.EXCLUDED))).otherwise("state"),
        exclusion_ground=pl.when(mine).then("_ground").otherwise("exclusion_ground"),
        amount=pl.when(mine).then(None).otherwise("amount"),
    ).select(rows.columns)
    return pl.concat([first, _substitutes(rows.join(told, on="record_id", how="semi", maintain_order="left"))])


def _says_replaced(text: str) -> bool:
    return bool(_REPLACED.search(key(text))) and not _OF_FAMILY.search(key(text))


def _same(nik: str | None, other_nik: str | None, name: str | None, other_name: str | None) -> bool:
    """Whether payee and substitute are one person."""
    if nik and other_nik:
        return nik == other_nik
    return names.similarity(name, other_name) >= _ALIKE


def _of_one_family(asked: pl.DataFrame, registry: pl.DataFrame) -> pl.Series:
    """Whether the registry has the substitute in the family of the payee (by NIK, the payee's also by the card)."""
    homes = registry.filter(pl.col("nik").is_not_null()).select("nik", "family_id", card="no_kk").unique(maintain_order=True)
    theirs = asked.join(homes.rename({"nik": "substitute_nik"}), on="substitute_nik").select(
        "record_id", "no_kk", "nik", "family_id", "card"
    )
    own = theirs.join(homes.select("nik", own="family_id"), on="nik", how="left")
    shared = own.filter((pl.col("own") == pl.col("family_id")) | (pl.col("card") == pl.col("no_kk")))
    return asked["record_id"].is_in(shared["record_id"].implode())


def _substitutes(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as the substitutes' own: what they got (by "diganti" alone, too), and of the person only number, name and village."""
    blank = [pl.lit(None, dtype=rows.schema[name]).alias(name) for name in rows.columns if name in _PERSON - set(_KEPT)]
    known = pl.col("substitute_nik").is_not_null()
    missing = pl.lit(str(NikStatus.MISSING))
    out = rows.with_columns(blank).with_columns(
        record_id=pl.col("record_id") + "+s",
        nik="substitute_nik",
        nik_raw="substitute_nik",
        nik_status=pl.when(known).then(pl.lit(str(NikStatus.OK))).otherwise(missing),
        no_kk_status=missing,
        name="substitute_name",
        state=pl.when(pl.col("state") == str(PayState.UNKNOWN)).then(pl.lit(str(PayState.PAID))).otherwise("state"),
        substitute_nik=pl.lit(None, dtype=pl.String),
        substitute_name=pl.lit(None, dtype=pl.String),
    )
    return out.select(rows.columns)
