"""Pay lists that the last run of this month used and that are gone: their payers are silent where they paid, nobody is unpaid for it.

Reach for it from `gathering` only. The invariants: a list counts as gone only where none of its rows is told by a file of the same name or
bytes, and no other list makes up for half of them; what is gone stays told run after run; once it is back nothing is left of it, so that
the month ends as the run it was before.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import polars as pl

from pipeline import store
from pipeline.errors import PadanError
from pipeline.reconcile.paid.coverage import KECAMATAN
from schemas.manifest import Vanished

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from schemas.settings import Settings

_READ = ("record_id", "source_file", "list_kind", "programme", "payer", "village_code", "period_from", "period_to")


def _rows(disbursements: pl.DataFrame, period: str) -> pl.DataFrame:
    """Pay rows that cover the month: record_id, file, programme, payer, written (the village as the list has it, "" for none)."""
    covers = pl.col("period_from").le(period) & pl.col("period_to").ge(period)
    mine = disbursements.filter((pl.col("list_kind") == "disbursement") & pl.col("programme").is_not_null() & covers)
    payer, written = pl.col("payer").fill_null("?"), pl.col("village_code").fill_null("")
    return mine.select("record_id", "programme", file="source_file", payer=payer, written=written)


def _homes(run: Path) -> pl.DataFrame:
    """record_id and home (village) of the records of a run whose family stands in its registry."""
    persons = store.read_table(run / "tables" / "persons.parquet", ["record_id", "family_id"])
    registry = store.read_table(run / "tables" / "registry.parquet", ["record_id", "village_code"]).drop_nulls()
    homes = persons.join(registry, on="record_id").sort("record_id").unique("family_id", keep="first", maintain_order=True)
    return persons.join(homes.select("family_id", home="village_code"), on="family_id")


def _silent_already(run: Path) -> dict[tuple[str, str], set[str]]:
    """(programme, payer) → villages where the last run missed this payer, because his list reached their neighbours."""
    out: dict[tuple[str, str], set[str]] = {}
    missed = store.read_table(run / "tables" / "coverage.parquet", ["programme", "village_code", "silent"])
    for programme, village, payers in missed.iter_rows():
        for payer in payers:
            out.setdefault((programme, payer), set()).add(village)
    return out


def _places(paid: Sequence[str], silent: AbstractSet[str]) -> tuple[str, ...]:
    """Villages where a list paid, and those of the same kecamatan where its payer was missed beside it."""
    near = {village[:KECAMATAN] for village in paid}
    return tuple(sorted({*paid, *(village for village in silent if village[:KECAMATAN] in near)}))


def _newly_gone(run: Path, period: str, there: Iterable[str], carried: Sequence[Vanished]) -> list[Vanished]:
    """Cells (list, programme, payer, village) of the last run whose file gives no row any more."""
    before = _rows(store.read_table(run / "tables" / "disbursements.parquet", list(_READ)), period)
    gone = before.filter(~pl.col("file").is_in(sorted(there)))
    if gone.is_empty():
        return []
    cells = ["file", "programme", "payer", "written"]
    unplaced = gone.filter(pl.col("written") == "")
    homes = _homes(run) if unplaced.height else pl.DataFrame(schema={"record_id": pl.String, "home": pl.String})
    lived = unplaced.join(homes, on="record_id").group_by(cells).agg(pl.col("home").unique().sort())
    counted = gone.group_by(cells).agg(pl.len().alias("rows")).join(lived, on=cells, how="left").sort(cells)
    totals = {(p, w): n for p, w, n in before.group_by("programme", "written").agg(pl.len()).iter_rows()}
    for one in carried:
        totals[one.programme, one.written] = totals.get((one.programme, one.written), 0) + one.rows
    silent = _silent_already(run)
    sha = {row.name: row.sha256 for row in store.load_manifest(run).parts.inputs}
    return [
        Vanished(
            file=file,
            sha256=sha[file],
            programme=programme,
            payer=payer,
            written=written,
            villages=_places([written] if written else home or [], silent.get((programme, payer), set())),
            rows=rows,
            total=totals[programme, written],
        )
        for file, programme, payer, written, rows, home in counted.iter_rows()
        if file in sha
    ]


def _last_run(data: Path, period: str, there: Iterable[str]) -> list[Vanished]:
    """What the run that counts now missed already, and what it used and is gone since. A rerun is told it beside the month's folder."""
    run = store.current(data, period)
    if run is None:
        told = store.month_folder(data, period) / store.VANISHED
        return [Vanished.model_validate(one) for one in json.loads(told.read_bytes())] if told.is_file() else []
    folder = store.run_folder(data, period, run)
    with contextlib.suppress(PadanError):  # a run that was purged or damaged remembers nothing; `audit verify` tells the damage
        carried = store.load_manifest(folder).parts.vanished
        return [*carried, *_newly_gone(folder, period, there, carried)]
    return []


def vanished(data: Path, period: str, disbursements: pl.DataFrame, hashes: Mapping[str, str]) -> tuple[Vanished, ...]:
    """Lists of this month that an earlier run used and that are gone. disbursements: the rows of now; hashes: SHA-256 by file."""
    now = _rows(disbursements, period)
    there = set(now["file"].unique())
    known = {hashes[file] for file in there}
    left = {(p, w): n for p, w, n in now.group_by("programme", "written").agg(pl.len()).iter_rows()}
    found = {
        (one.file, one.sha256, one.programme, one.payer, one.written): one
        for one in _last_run(data, period, there)
        if one.file not in there
        and one.sha256 not in known
        and 2 * left.get((one.programme, one.written), 0) <= 2 * one.total - one.rows  # not half of it is made up for
    }
    return tuple(found[key] for key in sorted(found))


def awaited(gone: Iterable[Vanished], settings: Settings, period: str) -> list[Vanished]:
    """Those that are still waited for: where the office declares by name who pays, a payer it does not name was withdrawn on purpose."""
    out = []
    for one in gone:
        named = [e for e in settings.expected if e.programme == one.programme and e.payer is not None and e.holds(period)]
        said = {village: {e.payer for e in named if village.startswith(e.area)} for village in one.villages}
        places = tuple(village for village, payers in said.items() if not payers or one.payer in payers)
        out += [one.model_copy(update={"villages": places})] if places else []
    return out


def silent_senders(gone: Iterable[Vanished], period: str) -> pl.DataFrame:
    """Rows as of `senders_seen`, of the month itself and with a village: who is silent where because his list is gone."""
    rows = {(one.programme, one.payer, village, period) for one in gone for village in one.villages}
    schema = {**dict.fromkeys(("programme", "payer", "village_code", "period"), pl.String), "rows": pl.Int64}
    return pl.DataFrame([(*row, None) for row in sorted(rows)], schema=schema, orient="row")


def say_vanished(gone: Sequence[Vanished], lying: Collection[str] = ()) -> list[str]:
    """A remark for each list that is gone. lying: files that are there still, none of whose rows is read any more (a newer Padan takes
    it for something else, or its sender changed it)."""
    out = []
    for file in sorted({one.file for one in gone}):
        mine = [one for one in gone if one.file == file]
        places = {village for one in mine for village in one.villages}
        programmes = ", ".join(sorted({one.programme for one in mine}))
        rows = sum(one.rows for one in mine)
        there = file in lying
        now = "berkasnya masih ada, tetapi sekarang tidak terbaca lagi sebagai daftar bayar" if there else "sekarang tidak ada lagi"
        mend = "Baca catatan berkas itu dan perbaiki menurut catatannya." if there else "Kembalikan berkasnya."
        withdrawn = "bukan daftar bayar" if there else "ditarik"
        out.append(
            f"{file}: daftar ini ({programmes}, {rows} baris) dipakai pada perhitungan sebelumnya dan {now}; siapa yang "
            f"belum dibayar di {len(places)} kelurahan/desa tidak dapat dinilai (BD-00). {mend} Bila memang {withdrawn}, tulis "
            "di settings.toml ([[expected]]) penyalur yang masih ditunggu untuk program itu."
        )
    return out
