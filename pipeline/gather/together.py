"""What the files of a month tell of one another: whose an account is, which place a name means, which family a key.

Reach for it from `gathering` only, once all files are read. The invariants: every function takes the files by name and gives them back, in
the same order; nothing is dropped; what was found is told with the file that it changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from pipeline.intake.numbered import with_people
from pipeline.standardise.numbers.by_account import people_of_accounts
from pipeline.standardise.numbers.own_keys import joined_by_own_key, with_own_key
from pipeline.standardise.where.places import agree_on_places
from schemas.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.intake.ingest import Ingested


def with_account_holders(files: Mapping[str, Ingested], folders: Mapping[str, str], period: str) -> tuple[dict[str, Ingested], list[str]]:
    """The files, with the people of pay rows that only an account names, and without the burekols, which pay nobody; and the names of the
    files that were asked. folders: the month of each file.

    What came in after the month says nothing of whose accounts they were.
    """
    told = {name: got for name, got in sorted(files.items()) if folders[name] <= period}
    lists = {name: pl.concat([got.disbursements, got.numbered]) for name, got in told.items()}
    found = people_of_accounts(lists, [rows for got in told.values() for rows in got.bearers])
    out = {name: with_people(got, found[name].rows, found[name].note) if name in found else got for name, got in files.items()}
    for name, got in out.items():
        book = pl.col("list_kind") == str(Kind.ACCOUNTS)
        if got.disbursements.height and got.disbursements.filter(book).height:
            out[name] = replace(got, disbursements=got.disbursements.filter(~book))
    return out, sorted({file for one in found.values() for file in one.files})


def with_places(files: Mapping[str, Ingested]) -> dict[str, Ingested]:
    """The files, in which villages that no table knows have one code through all of them."""
    kinds = ("registry", "families", "disbursements", "surveys")
    agreed = agree_on_places({(name, kind): getattr(got, kind) for name, got in files.items() for kind in kinds})
    out = {}
    for name, got in files.items():
        registry, families, disbursements, surveys = (agreed[name, kind] for kind in kinds)
        out[name] = replace(got, registry=registry, families=families, disbursements=disbursements, surveys=surveys)
    return out


def joined_by_key(files: Mapping[str, Ingested]) -> dict[str, Ingested]:
    """The files, in which persons without a card have the key of their family where the registry's two files carry one of their own
    (`own_keys`)."""
    out = dict(files)
    keyed = [got for _, got in sorted(files.items()) if got.keys.height]
    if not keyed:
        return out
    registry, families, keys = (pl.concat([getattr(got, kind) for got in keyed]) for kind in ("registry", "families", "keys"))
    for joined in joined_by_own_key(registry, families, keys):
        for name, got in out.items():
            note = (joined.note,) if name == joined.file else ()
            people, homes = with_own_key(got.registry, joined.rows), with_own_key(got.families, joined.rows)
            out[name] = replace(got, registry=people, families=homes, notes=(*got.notes, *note))
    return out
