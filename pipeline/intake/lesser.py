"""Registries that count only where a month has no other: P3KE, lists of people that nothing calls a registry, of what a registry gained.

When to reach for it: from `pipeline.gather.gathering`, once all files are read. The invariants: nobody is registered by such a list
beside a registry, and whom a registry gained is no stranger to it; where it is all there is, or the member file of a registry's families,
it is used as before. Each is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.accounts import rows_of
from pipeline.intake.called import ADDED
from pipeline.intake.mentions import registered_elsewhere
from pipeline.standardise.findings import Findings, combine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.intake.accounts import Account
    from pipeline.intake.ingest import Ingested

OWN_SHARE = 0.5
"""Share of a list's family cards that stand in a registry's family file, from which on it is the member file of that."""


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
    """The files of which a registry counts only beside no other, without its rows, where there is another."""
    if not any(account.lesser is None and rows.height for account, rows in registries(files.values(), period)):
        return {}
    cards = pl.concat([pl.Series("no_kk", [], dtype=pl.String), *(_cards(got) for got in files.values())]).unique()
    found = {name: _without_lesser(got, cards) for name, got in files.items() if any(a.lesser and a.used for a in got.accounts)}
    return {name: got for name, got in found.items() if got is not files[name]}


def _cards(got: Ingested) -> pl.Series:
    """Family cards of the family files that are registries like any other."""
    own = [got.families.filter(rows_of(a, got.accounts))["no_kk"] for a in got.accounts if a.kind == "registry_family" and not a.lesser]
    return pl.concat([got.families["no_kk"].head(0), *own]).drop_nulls()


def _without_lesser(got: Ingested, cards: pl.Series) -> Ingested:
    registry, families, accounts, told, named = got.registry, got.families, list(got.accounts), [], [got.mentions]
    for at, account in enumerate(got.accounts):
        if not (account.lesser and account.used):
            continue
        mine = rows_of(account, got.accounts)
        held = registry.filter(mine)["no_kk"].drop_nulls().unique()
        if held.len() and held.is_in(cards.implode()).sum() >= OWN_SHARE * held.len():
            continue
        findings = Findings(account.file, account.sheet, {})
        findings.once("LAY-06", "", detail=account.lesser)
        told.append(findings.frame())
        named += [registered_elsewhere(registry.filter(mine))] if account.lesser.startswith(ADDED) else []
        registry = registry.filter(~mine)
        families = families.filter(~mine)
        accounts[at] = replace(account, used=0, rejected=account.read - account.duplicates, warnings=account.warnings + 1)
    if not told:
        return got
    set_aside = got.registry.height - registry.height + got.families.height - families.height
    return replace(
        got, registry=registry, families=families, accounts=accounts, rejects=combine([got.rejects, *told]), mentions=pl.concat(named),
        notes=(*got.notes, f"Bulan ini punya registri lain, jadi {set_aside} baris daftar ini tidak dipakai sebagai registri."),
    )  # fmt: skip
