"""Registries that count only where a month has no other: P3KE, lists of people that nothing calls a registry, of what a registry gained.

When to reach for it: from `pipeline.gather.gathering`, once all files are read. The invariants: nobody is registered by such a list
beside a registry, and whom a registry gained is no stranger to it; where it is all there is, or the member file of a registry's families,
it is used as before; beside families without members it tells who they are. Each is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.accounts import rows_of
from pipeline.intake.called import ADDED
from pipeline.intake.mentions import registered_elsewhere
from pipeline.standardise.findings import Findings, combine
from schemas import tables
from schemas.codes import RegistryStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.intake.accounts import Account
    from pipeline.intake.ingest import Ingested

OWN_SHARE, WHOLE_SHARE = 0.5, 0.9
"""Shares of a list's family cards that stand in a registry's family file, from which on its other people may be that registry's too, and
from which on it is the member file of that."""
SEVERAL, COVERED = 1.5, 0.5
"""Rows for each family card, from which on a list may tell who the members are; share of the family file's cards that a list of a row each
must hold to be its member file: heads of all inhabitants are not."""


def registries(files: Iterable[Ingested], period: str) -> Iterator[tuple[Account, pl.DataFrame]]:
    """Each account of persons of a registry, with its rows that are not later than the month."""
    for got in files:
        for account in got.accounts:
            if account.kind == "registry":
                yield account, got.registry.filter(rows_of(account, got.accounts) & (pl.col("snapshot") <= period))


def adds_people(got: Ingested) -> bool:
    """Whether a file holds what a registry gained: whom it names is no stranger, although nobody is registered by it."""
    return any((account.lesser or "").startswith(ADDED) for account in got.accounts)


def lesser_aside(files: Mapping[str, Ingested], period: str) -> dict[str, Ingested]:
    """The files of which a registry counts only beside no other, without its rows, where there is another.

    Where the other lists families alone, the rows of its cards are its members: of a list of all inhabitants those, and nobody else.
    """
    people = [(account, rows) for account, rows in registries(files.values(), period) if account.lesser is None and rows.height]
    homes = pl.concat([tables.empty(tables.RegistryFamily), *(_families(got, period) for got in files.values())])
    if not people and homes.is_empty():
        return {}
    told = pl.concat([homes["no_kk"].head(0), *(rows["no_kk"] for _, rows in people)]).drop_nulls().unique()
    newest = homes.drop_nulls("no_kk").sort("snapshot", "no_kk").unique("no_kk", keep="last", maintain_order=True)
    open_ = newest.filter(~pl.col("no_kk").is_in(told.implode())).select("no_kk", _snapshot="snapshot")
    found = {name: _without_lesser(got, open_) for name, got in files.items() if any(a.lesser and a.used for a in got.accounts)}
    return {name: got for name, got in found.items() if got is not files[name]}


def _families(got: Ingested, period: str) -> pl.DataFrame:
    """The families of the family files that are registries like any other."""
    own = [rows_of(a, got.accounts) for a in got.accounts if a.kind == "registry_family" and not a.lesser]
    return got.families.filter(pl.any_horizontal(*own, pl.lit(value=False)) & (pl.col("snapshot") <= period))


def _members(rows: pl.DataFrame, homes: pl.DataFrame) -> tuple[pl.DataFrame, float]:
    """The rows of a list that are members of families without any, and the share of its cards that they are. homes: no_kk, `_snapshot`."""
    cards = rows["no_kk"].drop_nulls()
    held = cards.unique()
    known = int(held.is_in(homes["no_kk"].implode()).sum())
    share = known / held.len() if known else 0.0
    several = cards.len() >= SEVERAL * held.len()
    if share >= WHOLE_SHARE and (several or known >= COVERED * homes.height):
        return rows, share
    if not share or not several:
        return rows.head(0), 0.0
    return rows.join(homes, on="no_kk", how="semi", maintain_order="left"), share


def _without_lesser(got: Ingested, homes: pl.DataFrame) -> Ingested:
    registry, families, accounts, told, named = got.registry, got.families, list(got.accounts), [], [got.mentions]
    for at, account in enumerate(got.accounts):
        if not (account.lesser and account.used):
            continue
        mine = rows_of(account, got.accounts)
        rows = registry.filter(mine)
        members, share = _members(rows, homes)
        if members.height == rows.height > 0:
            continue
        findings = Findings(account.file, account.sheet, {})
        findings.once("LAY-06", "", detail=account.lesser)
        told.append(findings.frame())
        if account.lesser.startswith(ADDED) or share >= OWN_SHARE:
            named.append(registered_elsewhere(rows.join(members, on="record_id", how="anti")))
        registry = pl.concat([registry.filter(~mine), _of_their_families(members, homes)])
        families = families.filter(~mine)
        used = members["source_row"].n_unique()
        accounts[at] = replace(account, used=used, rejected=account.read - account.duplicates - used, warnings=account.warnings + 1)
    if not told:
        return got
    set_aside = got.registry.height - registry.height + got.families.height - families.height
    note = f"Bulan ini punya registri lain, jadi {set_aside} baris daftar ini tidak dipakai sebagai registri."
    if used := sum(a.used for a in accounts if a.lesser):
        note += f" {used} baris dipakai sebagai anggota keluarga yang ada di registri itu."
    return replace(
        got, registry=registry, families=families, accounts=accounts, rejects=combine([got.rejects, *told]), mentions=pl.concat(named),
        notes=(*got.notes, note),
    )  # fmt: skip


def _of_their_families(members: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Such members as persons of the registry of their families: of its snapshot, and in its standing and desil, not in the list's own."""
    placed = members.join(homes, on="no_kk", how="left", maintain_order="left")
    return placed.with_columns(
        snapshot=pl.coalesce("_snapshot", "snapshot"), desil=pl.lit(None, dtype=pl.Int64), registry_status=pl.lit(str(RegistryStatus.AKTIF))
    ).select(members.columns)
