"""Two files of one registry joined by a key of their own: the family file's unique column whose values the person file repeats.

When to reach for it: once all registry files of a month are read (`read.own_keys` kept the columns that may be a key). The invariants: the
values decide, never the header; what two columns would join differently is joined by neither, and told; no row is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.read.columns.own_keys import MARK
from pipeline.words import names

if TYPE_CHECKING:
    from pipeline.standardise.context import SourceTable

KEYS = {"record_id": pl.String, "header": pl.String, "value": pl.String}
"""Columns of a frame of key cells: one row a registry row and column that may be a key."""

UNIQUE, FOUND, PEOPLED = 0.98, 0.9, 0.5
"""Share of family rows with a value of their own; of persons whose value is a family's; of families that some person names."""
HEADS, ENOUGH = 0.8, 5
"""Share of families whose head is one of the persons so joined; from so many families on it is asked."""
_COUNTED = r"^\d{1,6}$"
"""A running number, which by itself proves nothing: house numbers and lines begin at 1 in every list."""


def key_cells(table: SourceTable, rows: pl.DataFrame) -> pl.DataFrame:
    """The cells of a table's columns that may be a key (`KEYS`), of the rows that are used (record_id, source_row)."""
    told = table.hints.get("own_keys", {})
    columns = [c for c in table.frame.columns if c.startswith(MARK)] if "record_id" in rows.columns else []
    parts = [
        rows.select("record_id", "source_row")
        .join(table.frame.select("source_row", value=pl.col(c).str.strip_chars().str.to_uppercase()), on="source_row")
        .select("record_id", header=pl.lit(told.get(c, c)), value="value")
        .filter(pl.col("value") != "")
        for c in columns
    ]
    return pl.concat([pl.DataFrame(schema=KEYS), *parts])


@dataclass(frozen=True)
class Joined:
    """What joins one snapshot: record_id and family_key of rows of both files, the persons' file, and the sentence that tells it."""

    rows: pl.DataFrame
    file: str
    note: str


def joined_by_own_key(registry: pl.DataFrame, families: pl.DataFrame, keys: pl.DataFrame) -> list[Joined]:
    """The keys by which person files without a card hang on family files of their snapshot; one for each file of persons that has one.

    registry, families: frames of `schemas.tables`; keys: `KEYS` of rows of both. A file that two columns would join differently gets a
    sentence and no rows.
    """
    kept = ["record_id", "snapshot", "source_file"]
    people = keys.join(registry.filter(pl.col("no_kk").is_null()).select(*kept, "name"), on="record_id")
    listed = keys.join(families.select(*kept, "head_name"), on="record_id")
    out = []
    for (snapshot, file), mine in people.group_by("snapshot", "source_file", maintain_order=True):
        theirs = listed.filter(pl.col("snapshot") == snapshot)
        pairs = [
            (one["header"][0], other["header"][0], other["source_file"].unique().sort(), rows)
            for one in mine.partition_by("header", maintain_order=True)
            for other in _by_file_or_all(theirs)
            if (rows := _joins(one, other)) is not None
        ]
        if pairs:
            out.append(_told(str(file), pairs, mine["record_id"].n_unique()))
    return out


def _by_file_or_all(families: pl.DataFrame) -> list[pl.DataFrame]:
    """Columns of family rows, header by header: those of all files together, and where there are several files those of each."""
    whole = families.partition_by("header", maintain_order=True)
    several = [part for part in whole if part["source_file"].n_unique() > 1]
    return [*whole, *(each for part in several for each in part.partition_by("source_file", maintain_order=True))]


def _joins(persons: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame | None:
    """record_id, family_key of both sides where the one column is the other's key; else None."""
    once = families.filter(pl.col("value").is_unique())
    known, named = persons.join(once.select("value", "head_name"), on="value"), once.join(persons, on="value", how="semi")
    whole = once.height >= UNIQUE * families.height and once.height >= ENOUGH
    if not whole or known.height < FOUND * persons.height or named.height < PEOPLED * once.height:
        return None
    if known["value"].n_unique() == known.height or not _heads_agree(known):
        return None
    return pl.concat([known.select("record_id", "value"), named.select("record_id", "value")]).rename({"value": "family_key"})


def _heads_agree(known: pl.DataFrame) -> bool:
    """Whether the families' heads are among the persons that the key gives them; without heads, whether the key is no running number."""
    told = known.filter(pl.col("head_name").is_not_null() & pl.col("name").is_not_null())
    same = pl.Series(names.keys(told["name"]), dtype=pl.String) == pl.Series(names.keys(told["head_name"]), dtype=pl.String)
    heads = told.with_columns(same=same).group_by("value").agg(pl.col("same").any())
    if heads.height >= ENOUGH:
        return bool(heads["same"].sum() >= HEADS * heads.height)
    return bool(known["value"].str.contains(_COUNTED).mean() < FOUND)  # type: ignore[operator]


def _told(file: str, pairs: list[tuple[str, str, pl.Series, pl.DataFrame]], persons: int) -> Joined:
    """One join of a file of persons, or none where its columns contradict each other."""
    mine, theirs, files, rows = pairs[0]
    where = ", ".join(files)
    if not all(_alike(other, rows) for *_, other in pairs):
        columns = ", ".join(sorted({f"'{one}'" for one, *_ in pairs}))
        note = (
            f"Kolom {columns} dapat menghubungkan orang dengan keluarganya di {where}, dengan hasil yang berbeda; tidak disatukan. "
            "Namai kolom yang benar 'ID Keluarga' di kedua berkas."
        )
        return Joined(rows.clear(), file, note)
    found = rows.height - rows["family_key"].n_unique()
    same = f"kolom '{mine}'" if mine == theirs else f"kolom '{mine}' (di sana '{theirs}')"
    note = (
        f"Disatukan dengan {where} lewat {same}: {found} dari {persons} orang menemukan keluarganya di sana, dan dari sana "
        "diambil apa yang tidak ada di barisnya sendiri (No. KK, desil, kelurahan, alamat)."
    )
    return Joined(rows, file, note)


def _alike(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two joins hang the same rows together, whatever the values of their keys."""
    both = one.join(other, on="record_id", suffix="_2")
    pairs = both.select("family_key", "family_key_2").unique()
    return bool(pairs["family_key"].is_unique().all() and pairs["family_key_2"].is_unique().all())


def with_own_key(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Registry or family rows with the `family_key` of a join (record_id, family_key), and the family it makes where no card does."""
    if frame.is_empty() or rows.is_empty():
        return frame
    out = frame.join(rows.rename({"family_key": "own"}), on="record_id", how="left", maintain_order="left")
    out = out.with_columns(family_key=pl.coalesce("own", "family_key"))
    lone = pl.col("own").is_not_null() & pl.col("no_kk").is_null()
    return out.with_columns(family_id=pl.when(lone).then("family_key").otherwise("family_id")).select(frame.columns)
