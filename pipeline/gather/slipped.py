"""A column of NIKs that was sorted or pushed apart from the rest of its list: each stands beside another payee's name.

When to reach for it: from `pipeline.gather.gathering`, once the month's rows are known. The invariants: only where a registry gives most
of a list's NIKs to other people of the same list, so that no single mistake explains it; the numbers are set aside, nobody is given
another's; names and family cards stay, and the raw text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from schemas.codes import TRUSTED, NikStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST, MOST = 10, 0.5
"""So many rows whose NIK and own family or name a registry knows, and more than such a share of them another's."""
_LIST = ("source_file", "source_sheet")


def slipped(rows: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """Lists whose NIKs belong to others of the same list: source_file, source_sheet, n (such rows), total (rows that could be asked).

    rows: pay rows or visits; registry: its people. By family card where both have one, else by name.
    """
    sound = [str(status) for status in TRUSTED]
    mine = rows.filter(pl.col("nik_status").is_in(sound)).select(
        *_LIST, "nik", card="no_kk", called=pl.col("name").str.to_uppercase().str.strip_chars()
    )
    people = registry.select("nik", "no_kk", "name").join(mine.select("nik").drop_nulls().unique(), on="nik", how="semi")
    people = people.filter(pl.len().over("nik") == 1).with_columns(called=pl.col("name").str.to_uppercase().str.strip_chars())
    found = [_others(mine, people.select("nik", own=own), key) for key, own in (("card", "no_kk"), ("called", "called"))]
    asked = (
        pl.concat(found).sort(*_LIST, "total", "n", descending=[False, False, True, True]).unique(_LIST, keep="first", maintain_order=True)
    )
    return asked.filter((pl.col("total") >= LEAST) & (pl.col("n") > MOST * pl.col("total"))).sort(_LIST)


def _others(mine: pl.DataFrame, people: pl.DataFrame, key: str) -> pl.DataFrame:
    """Of each list the rows whose NIK is that of somebody else there: `key` is the row's own, `own` the registry's of that NIK."""
    known = mine.drop_nulls(key).join(people.drop_nulls("own"), on="nik", how="inner")
    known = known.filter(pl.col(key).is_in(people["own"].drop_nulls().implode()))
    there = mine.select(*_LIST, own=key).drop_nulls("own").unique().with_columns(there=pl.lit(value=True))
    known = known.join(there, on=[*_LIST, "own"], how="left", nulls_equal=True)
    other = (pl.col("own") != pl.col(key)) & pl.col("there").fill_null(value=False)
    return known.group_by(_LIST).agg(n=other.sum().cast(pl.Int64), total=pl.len().cast(pl.Int64))


def without_slipped(rows: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """The rows, those of such lists without their NIKs. Row order is kept."""
    if lists.is_empty():
        return rows
    marked = rows.join(lists.select(*_LIST, _gone=pl.lit(value=True)), on=_LIST, how="left", maintain_order="left", nulls_equal=True)
    gone = pl.col("_gone").fill_null(value=False)
    status = pl.when(gone & pl.col("nik").is_not_null()).then(pl.lit(str(NikStatus.MISSING))).otherwise("nik_status")
    return marked.with_columns(nik=pl.when(~gone).then("nik"), nik_status=status).drop("_gone")


def say_slipped(lists: pl.DataFrame) -> Sequence[tuple[str, str]]:
    """(file, sentence) for each such list."""
    told = (
        "kolom NIK daftar ini{sheet} tergeser atau terurut sendiri: {n} dari {total} baris memuat NIK penerima lain dari daftar yang "
        "sama, jadi NIK-nya tidak dipakai. Minta daftar yang benar."
    )
    return [(file, told.format(sheet=f" › {sheet}" if sheet else "", n=n, total=total)) for file, sheet, n, total in lists.iter_rows()]
