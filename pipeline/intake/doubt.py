"""A list that contradicts the kind it was taken for, or the lists beside it: told, and judged by nobody.

When to reach for it: `ingest` asks `doubted` of every table, `gathering` and the judgement ask `strange_lists` of a month. The
invariants: what a layout was written for is never doubted by its words; a doubt takes rows out of the judgement (their senders stay
silent), it accuses nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.called import WHOLE, otherwise, wages
from schemas.codes import DAMAGED, TRUSTED, Kind, RegistryStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read import ReadTable

LEAST = 20
"""Families or rows from which a share says something of a whole list."""
_MEMBERS = 0.5
"""Share of families with two different payees or more from which a list is one of members."""
_KNOWN, _ELSEWHERE = 0.1, 0.5
"""Share of payees that a registry knows, below which a list is of other people; and one that names no place."""
_SHORT, _TIMES, _MISSED, _MOST = 0.25, 4.0, 0.05, 0.4
"""Share of a village's payees that its registry misses from which it is short; how many times the share elsewhere; the least of that; the
share from which on it is short whatever the others miss."""
_TOLD, _FEW = 0.9, 5
"""Share of a village's registry rows that name their RW, from which on an RW that it lacks is missing; so many payees of it must be."""
OF_PERSONS = ("PBI-JK", "PBI-DAERAH", "ATENSI", "PENA", "YAPI", "PERMAKANAN", "KIP")
"""Programmes that pay persons: several of one family are nothing strange."""
_STANDING = frozenset({"desil", "registry_status", "relationship", "padan", "is_inactive", "deleted", "deceased", "members", "mother_name"})
_VISITED = re.compile(r"\b(?:verval|verifikasi|survei|survey|ground ?check|kunjungan|musdes|muskel|monev|monitoring)\b", re.IGNORECASE)
_PAID = re.compile(
    r"\b(?:daftar (?:bayar|terima|pembayaran|penerima)|danom|nominatif|salur|penyaluran|pembayaran|pencairan|terbayar|realisasi|penerima"
    r"|kpm|closing|sp2d)\b",
    re.IGNORECASE,
)
_REGISTERED = re.compile(r"\b(?:dtks|dtsen|bdt|p3ke|regsosek|siks|registri|data terpadu|penduduk|anggota)\b", re.IGNORECASE)
_MEND = "Bila memang {kind}, ajarkan bentuknya dengan padan layout adopt; bila bukan, minta daftar yang benar."


def doubted(table: ReadTable, frame: pl.DataFrame, folder: str) -> str | None:
    """What contradicts the kind of a table, as the beginning of a sentence; None where nothing does. frame: its canonical rows."""
    if table.kind == Kind.REGISTRY and (struck := _all_struck(frame)) is not None:
        return struck
    if table.kind == Kind.REGISTRY and table.layout.startswith("auto:"):
        return _no_registry(table, folder)
    if table.kind in (Kind.DISBURSEMENT, Kind.CLOSING) and "component" not in table.frame.columns:
        return _of_members(frame)
    return None


def of_other_matters(table: ReadTable, frame: pl.DataFrame, folder: str) -> str | None:
    """Why a list is none that a month needs (proposals, people struck off, voters, wages), as the beginning of a sentence; else None."""
    nameless = table.kind in (Kind.DISBURSEMENT, Kind.CLOSING) and frame["programme"].null_count() == frame.height
    return otherwise(table, folder) or (wages(table, folder) if nameless else None)


def _no_registry(table: ReadTable, folder: str) -> str | None:
    """A list of people without a mark of a registry whose title, sheet or file says that it is something else."""
    fields = set(table.headers)
    if fields & _STANDING or any(name.startswith("programme_flag:") for name in fields):
        return None
    own = table.name.removeprefix(f"{folder}/")
    said = re.sub(r"[_\-./]+", " ", f"{table.title} {table.sheet} {own}")
    if _REGISTERED.search(said):
        return None
    for pattern, what in ((_VISITED, "hasil kunjungan"), (_PAID, "daftar bayar")):
        if found := pattern.search(said):
            return f"Namanya ('{found[0]}') menyebut {what}, tetapi kolomnya hanya daftar orang. {_MEND.format(kind='registri')}"
    return None


def _all_struck(frame: pl.DataFrame) -> str | None:
    """A registry all of whose people are inactive or removed: it tells who was struck off, and nothing of the others."""
    if frame.height < LEAST or (frame["registry_status"] == str(RegistryStatus.AKTIF)).any():
        return None
    return f"Semua {frame.height} orangnya nonaktif atau dihapus; itu daftar orang yang dikeluarkan, bukan registri. {WHOLE}"


def _of_members(frame: pl.DataFrame) -> str | None:
    """A list that pays most families through several people: a registry with a column of money."""
    sound = [str(status) for status in TRUSTED]
    believed = pl.col("nik_status").is_in(sound) & pl.col("no_kk_status").is_in(sound)
    of_families = ~pl.col("programme").is_in(OF_PERSONS).fill_null(value=False)
    held = frame["no_kk"].drop_nulls()
    further = held.len() - held.hash().n_unique()  # a family of several payees takes a row more than its first, whatever is left out below
    if further < _MEMBERS * (frame.select((believed & of_families).sum()).item() - further):  # there cannot be enough of them
        return None
    rows = frame.lazy().filter(believed & of_families).select("no_kk", "programme", "period_from", "nik").collect()
    families = rows.group_by("no_kk", "programme", "period_from").agg(pl.col("nik").n_unique())
    several = families.filter(pl.col("nik") > 1).height
    if families.height < LEAST or several < _MEMBERS * families.height:
        return None
    return (
        f"{several} dari {families.height} keluarga berisi dua penerima atau lebih, padahal bantuan ini dibayar per keluarga; "
        f"ini tampak seperti daftar anggota keluarga. {_MEND.format(kind='daftar bayar')}"
    )


_NUMBERED = 0.5
"""Share of a registry's rows with a NIK, or a KK, from which on these numbers tell whom it knows (a spreadsheet may damage NIKs)."""


def _looked_up(pays: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """Rows of pay lists with a sound number of a kind that most of the registry has (NIK, KK), of places that it covers, with `known`:
    whether one of both stands in it. None where it lists nobody, or hardly a number (its sender masked them): whom it knows cannot be
    asked."""
    numbered = {name: (registry.select(pl.col(name).is_not_null().mean()).item() or 0.0) >= _NUMBERED for name in ("nik", "no_kk")}
    sound = [str(status) for status in TRUSTED]
    here = registry["village_code"].drop_nulls().unique().implode()
    rows = pays.filter(
        (pl.col("list_kind") == "disbursement")
        & pl.any_horizontal(pl.col(f"{name}_status").is_in(sound) for name, told in numbered.items() if told or not any(numbered.values()))
        & pl.lit(any(numbered.values()))
        & (pl.col("village_code").is_null() | pl.col("village_code").is_in(here))
    )
    known = [pl.col(number).is_in(registry[number].drop_nulls().unique().implode()).fill_null(value=False) for number in ("nik", "no_kk")]
    return rows.with_columns(known=pl.any_horizontal(known))


def strange_lists(pays: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """Pay lists of a place that the registry covers, of whose payees it knows next to none, by NIK or KK, or of no place at all, of whose
    payees it knows less than half: source_file, source_sheet, rows.

    Such a list is another place's or another time's, or its numbers are damaged: its payees are no strangers one by one.
    """
    found = _looked_up(pays, registry).with_columns(pl.col("source_sheet").fill_null(""))
    here = pl.col("village_code").is_not_null().any()
    by_row = found.group_by("source_file", "source_sheet", "source_row").agg(pl.col("known").any(), placed=here)
    counts = {"rows": pl.len().cast(pl.Int64), "known": pl.col("known").sum().cast(pl.Int64), "placed": pl.col("placed").any()}
    lists = by_row.group_by("source_file", "source_sheet").agg(**counts)
    elsewhere = ~pl.col("placed") & (pl.col("rows") >= _FEW) & (pl.col("known") < _ELSEWHERE * pl.col("rows"))
    strange = ((pl.col("rows") >= LEAST) & (pl.col("known") < _KNOWN * pl.col("rows"))) | elsewhere
    return lists.filter(strange).select("source_file", "source_sheet", "rows", "known").sort("source_file", "source_sheet")


def short_villages(pays: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """Villages whose payees the registry misses far more often than elsewhere, or nearly half of them: village_code, rows (payees), known.

    An export that was cut leaves every family behind the cut unregistered: who is not found there is not assessable, not a stranger.
    """
    payees = _looked_up(pays, registry).drop_nulls("village_code").unique(["village_code", "nik", "no_kk"])
    by_village = payees.group_by("village_code").agg(rows=pl.len().cast(pl.Int64), known=pl.col("known").sum().cast(pl.Int64))
    missed, others = pl.col("rows") - pl.col("known"), pl.col("rows").sum() - pl.col("rows")
    usual = ((missed.sum() - missed) / others).clip(lower_bound=_MISSED)
    enough = (pl.col("rows") >= LEAST) & (others >= LEAST)
    short = enough & (missed >= _SHORT * pl.col("rows")) & (missed >= _TIMES * usual * pl.col("rows"))
    short |= (pl.col("rows") >= LEAST) & (missed >= _MOST * pl.col("rows"))
    return by_village.filter(short).sort("village_code")


def absent_quarters(pays: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """RW, and RT, of a village that its registry lacks as a whole although it names those of its people: village_code, level ("RW", "RT"),
    number, rows (payees), none of them known.

    Such a registry is a part of the village (RW 01 to 05): who is paid in the others is not assessable, not a stranger.
    """
    return pl.concat([_absent(pays, registry, level) for level in ("rw", "rt")])


def _absent(pays: pl.DataFrame, registry: pl.DataFrame, level: str) -> pl.DataFrame:
    places = ["village_code", level]
    told = registry.group_by("village_code").agg(pl.col(level).drop_nulls().unique().alias("all"), said=pl.col(level).is_not_null().mean())
    told = told.drop_nulls("village_code").filter((pl.col("said") >= _TOLD) & (pl.col("all").list.len() > 1)).select("village_code")
    payees = _looked_up(pays, registry).drop_nulls(places).unique([*places, "nik", "no_kk"])
    by_place = payees.group_by(places).agg(rows=pl.len().cast(pl.Int64), known=pl.col("known").sum().cast(pl.Int64))
    absent = by_place.join(told, on="village_code").join(registry.select(places).drop_nulls().unique(), on=places, how="anti")
    strange = absent.filter((pl.col("rows") >= _FEW) & (pl.col("known") == 0)).sort(places)
    return strange.select("village_code", pl.lit(level.upper()).alias("level"), pl.col(level).alias("number"), "rows")


def rows_of_short_villages(pays: pl.DataFrame, registry: pl.DataFrame, cut: Sequence[str] = ()) -> pl.Series:
    """record_id of the pay rows of `short_villages` and `absent_quarters`, and of villages whose registry is `cut` by its own words; where
    there are such villages, of rows of no known village too."""
    absent = absent_quarters(pays, registry)
    quarters = [
        pays.join(
            absent.filter(pl.col("level") == level.upper()),
            left_on=["village_code", level],
            right_on=["village_code", "number"],
            how="semi",
        )
        for level in ("rw", "rt")
    ]
    short = pl.concat([short_villages(pays, registry)["village_code"], pl.Series(cut, dtype=pl.String)])
    villages = pays.filter(pl.col("village_code").is_in(short.implode()).fill_null(value=bool(cut)))
    return pl.concat([rows["record_id"] for rows in (villages, *quarters)]).unique(maintain_order=True)


def rows_of_strangers(pays: pl.DataFrame, registry: pl.DataFrame) -> pl.Series:
    """record_id of the rows of `strange_lists`."""
    lists = strange_lists(pays, registry).select("source_file", "source_sheet")
    placed = pays.select("record_id", "source_file", pl.col("source_sheet").fill_null(""))
    return placed.join(lists, on=["source_file", "source_sheet"], how="semi")["record_id"]


_FOUND = 0.8


def rows_not_asked(pays: pl.DataFrame, registry: pl.DataFrame, found: pl.Series) -> pl.Series:
    """record_id of the rows of lists that no number of the registry could be asked for (its NIKs are damaged, the list has no KK), where
    the search by names and what is left of the numbers found fewer than nearly all: who is not found there is no stranger yet.

    found: record_id of the rows whose person or family the registry knows.
    """
    broken = registry.select(pl.col("nik_status").is_in([str(status) for status in DAMAGED]).mean()).item() or 0.0
    if broken < _NUMBERED:
        return pl.Series([], dtype=pl.String)
    asked = _looked_up(pays, registry)["record_id"].implode()
    rows = pays.filter(pl.col("list_kind") == "disbursement").with_columns(
        asked=pl.col("record_id").is_in(asked), found=pl.col("record_id").is_in(found.implode())
    )
    of_list = ["source_file", "source_sheet"]
    lost = ~pl.col("asked").any().over(of_list) & (pl.col("found").mean().over(of_list) < _FOUND)
    return rows.filter(lost)["record_id"]


EXTRACT = 30
"""Families with a desil from which on a registry without any above one is an extract up to it."""


def desil_held(rows: pl.DataFrame) -> int | None:
    """The highest desil of a registry of so many families that it would hold higher ones if it held all; None where nothing can be told, as
    of one desil on all rows. rows: column desil."""
    said = rows["desil"].drop_nulls() if "desil" in rows.columns else pl.Series([], dtype=pl.Int64)
    top = said.max() if said.len() >= EXTRACT and said.n_unique() > 1 else None
    return top if isinstance(top, int) else None


def say_extract(registry: pl.DataFrame) -> list[str]:
    """A remark where the newest registry holds no family above a low desil."""
    newest = registry.filter(pl.col("snapshot") == pl.col("snapshot").max().over("village_code"))
    top = desil_held(newest)
    if top is None or top >= _WHOLE:
        return []
    told = (
        f"Data sosial tidak memuat keluarga di atas desil {top}. Untuk program yang batasnya lebih tinggi, penerima yang tidak ada di sana "
        "mungkin terdaftar pada desil berikutnya: belum dinilai (BD-00). Minta ekspor tanpa saringan desil."
    )
    return [told]


_WHOLE = 5
"""No programme's ceiling is higher."""


def say_strange(lists: pl.DataFrame) -> list[str]:
    """A remark for each list of `strange_lists`."""
    return [
        f"{file}{f' › {sheet}' if sheet else ''}: hanya {known} dari {rows} penerima ada di data sosial wilayah ini menurut NIK atau KK. "
        "Periksa apakah daftar ini dari tempat atau bulan lain, atau nomornya rusak; penerimanya belum dinilai (BD-00)."
        for file, sheet, rows, known in lists.iter_rows()
    ]


def say_short(villages: pl.DataFrame) -> list[str]:
    """A remark for each village of `short_villages`."""
    return [
        f"Kelurahan/desa {code}: {rows - known} dari {rows} penerima tidak ada di data sosial menurut NIK atau KK, terlalu banyak "
        "untuk satu tempat. Data sosialnya mungkin terpotong: minta ekspor lengkap; penerima itu belum dinilai (BD-00)."
        for code, rows, known in villages.iter_rows()
    ]


def say_absent(quarters: pl.DataFrame) -> list[str]:
    """A remark for each place of `absent_quarters`."""
    return [
        f"Kelurahan/desa {code} {level} {number}: {rows} penerima, tetapi tidak seorang pun dari {level} itu ada di data sosial. Datanya "
        "tampaknya hanya sebagian wilayah: minta bagian lainnya; penerima itu belum dinilai (BD-00)."
        for code, level, number, rows in quarters.iter_rows()
    ]
