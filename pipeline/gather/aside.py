"""Files of a month that tell one thing twice: copies, versions of a registry, lists that were sent again. Each thing counts once.

Reach for it from `gathering` only, once all files are read. The invariants: which of two files counts depends on their names, folders and
content, never on the order in which they were read; rows that count elsewhere stay in their file's account as duplicates, and are told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.gather.resent import resent
from pipeline.gather.versions import replaced
from pipeline.intake.accounts import rows_of
from pipeline.intake.ingest import Ingested
from pipeline.standardise.findings import Findings, combine
from schemas import tables
from schemas.codes import PayState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.gather.resent import Again
    from pipeline.intake.accounts import Account


def without_copies(files: Mapping[str, Ingested], folders: Mapping[str, str], period: str) -> dict[str, Ingested]:
    """The files, those of the same bytes counted once: a list saved twice, or carried on to the next month's folder, pays nobody twice; and
    versions of one registry by the last of them. folders: the month of each file.

    The copy in the month's own folder counts, of registries the oldest one (it is no newer for having been copied); ties: the shorter
    name, then the first. The rows of the others are duplicates.
    """
    out, first = dict(files), dict[str, str]()
    for name in sorted(files, key=lambda n: (not files[n].registry.height and folders[n] != period, len(n), n)):
        got = files[name]
        counts = first.setdefault(got.sha256, name)
        if counts == name:
            continue
        if got.answers:  # each answer counts once anyway
            out[name] = replace(got, surveys=tables.empty(tables.Survey))
        else:
            out[name] = _counted_elsewhere(got, f"isinya sama persis dengan {counts}; dihitung sekali.")
    people = {
        name: got.registry for name, got in out.items() if got.registry.height and all(a.kind == "registry" for a in got.accounts if a.used)
    }
    for name, newer in replaced(people).items():
        note = f"registri yang sama ada lagi dalam {newer}, yang menurut namanya menggantikan berkas ini; hanya {newer} yang dipakai."
        out[name] = _counted_elsewhere(out[name], note)
    return out


def _counted_elsewhere(got: Ingested, note: str) -> Ingested:
    """A file all of whose rows count in another one."""
    nothing = [None if a.total_used is None else 0 for a in got.accounts]
    aside = [replace(a, used=0, rejected=0, duplicates=a.read, total_used=n) for a, n in zip(got.accounts, nothing, strict=True)]
    return Ingested(got.name, got.sha256, got.size, accounts=aside, problem=got.problem, notes=(note,))


def without_resent(files: Mapping[str, Ingested], folders: Mapping[str, str]) -> dict[str, Ingested]:
    """The files, the payments of a list that was sent again counted once: its rows that a newer list repeats or corrects are duplicates."""
    out = dict(files)
    replacing = {(name, account.sheet) for name, got in files.items() for account in got.accounts if account.replaces}
    for again in resent({name: got.disbursements for name, got in files.items()}, folders, replacing):
        got = out[again.file]
        told, accounts = [got.rejects], []
        for account in got.accounts:
            without, rejects = _without(account, again, got)
            accounts.append(without)
            told += [] if rejects is None else [rejects]
        left = again.left_out(got.disbursements)
        kept = got.disbursements.join(again.rows.select("record_id"), on="record_id", how="anti", maintain_order="left")
        unknown = left.len() > 0 and again.newer in {file for file, _ in replacing}
        if unknown:  # the title of the newer one says that it takes this one's place
            open_ = pl.when(pl.col("record_id").is_in(left.implode())).then(pl.lit(str(PayState.UNKNOWN))).otherwise("state")
            kept = kept.with_columns(state=open_)
        notes = (*got.notes, again.note, *([again.say_left(left.len(), unknown=unknown)] if left.len() else []))
        out[again.file] = replace(got, disbursements=kept, accounts=accounts, rejects=combine(told), notes=notes)
    return out


def _without(account: Account, again: Again, got: Ingested) -> tuple[Account, pl.DataFrame | None]:
    """The account of a table without the rows that were sent again, and what is told of them (DUP-03); None where it holds none of them."""
    rows = rows_of(account, got.accounts)
    mine = again.rows.filter(rows)
    if not mine.height:
        return account, None
    told = Findings(account.file, account.sheet, {})
    place = mine["source_row"].unique().sort()
    told.rows_naming("DUP-03", "", place, pl.Series([again.newer] * place.len()))
    used = None if account.total_used is None else account.total_used - int(mine["amount"].sum())
    gone = again.whole_rows(got.disbursements.filter(rows))
    counted = replace(
        account, used=account.used - gone, duplicates=account.duplicates + gone, total_used=used, warnings=account.warnings + place.len()
    )
    return counted, told.frame()
