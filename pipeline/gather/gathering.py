"""Gather a month: take private copies of its files, read them in parallel, keep what speaks for the month, name the run.

Reach for it from `pipeline.month` only. The invariants: only private copies are parsed; a file that cannot be used stops nothing and is
named; what other folders add is listed with the reason; the run's id covers every file whose content could change the result.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline import store
from pipeline.answers.leads import proposed_once
from pipeline.answers.monthly import head_of_month, receive
from pipeline.answers.take_in import told
from pipeline.errors import SOURCE_MISSING, PadanError
from pipeline.gather import covering
from pipeline.gather.aside import without_copies, without_resent
from pipeline.gather.discover import discover
from pipeline.gather.partial import Partial, partial_pays, partial_registries, say_partial, silent_parts
from pipeline.gather.plan import Looked, Plan
from pipeline.gather.returned import with_returns
from pipeline.gather.slipped import say_slipped, slipped, without_slipped
from pipeline.gather.standing import standing_parts
from pipeline.gather.together import joined_by_key, with_account_holders, with_places
from pipeline.gather.vanished import awaited, say_vanished, silent_senders, vanished
from pipeline.intake.accounts import rows_of, unknown_columns
from pipeline.intake.ingest import PLAIN_LIST, Ingested, ingest_file
from pipeline.intake.lesser import adds_people, lesser_aside, registries
from pipeline.intake.mentions import MENTIONS, mattering
from pipeline.intake.unusable import named, unusable, why_unusable
from pipeline.remarks import remarks_on, unknown_results, without_rules
from pipeline.standardise.money.substitutes import parted_from_substitutes
from pipeline.standardise.numbers.former import RENUMBERED, by_list, known_by_former
from pipeline.standardise.numbers.misplaced import card_for_nik
from pipeline.standardise.people.families import (
    attach_families,
    families_alone,
    one_family_a_block,
    one_family_a_key,
    one_family_a_torn_card,
)
from schemas import tables
from schemas.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pipeline.gather.discover import Found
    from pipeline.read import ReadTable
    from schemas.manifest import Parts, Vanished
    from schemas.settings import Settings

USUAL_PAYER = "shows who usually pays"
LATER_PAYMENT = "pays for a later month, before a visit"
NAMES_ACCOUNTS = "says whose accounts are paid"
"""Reasons of pay lists none of whose rows is judged."""
READERS = 2
"""Files parsed at once; each in a child process of its own."""


@dataclass(frozen=True)
class _Month:
    """The month that is gathered: which one, in which data folder, where the run is built, and what the office set."""

    period: str
    data: Path
    staging: Path
    settings: Settings


@dataclass
class _Basket:
    """The files of a month, as far as they are gathered. Files go by their names below `data/raw`."""

    taken: list[store.Taken] = field(default_factory=list)
    read: dict[str, Ingested] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)  # the month in whose folder each file lies
    reasons: dict[str, str] = field(default_factory=dict)  # why each file counts for the month; those without a reason are dropped
    returned: list[tuple[str, ReadTable]] = field(default_factory=list)  # packets that came back, in whatever folder: file hash, table
    problems: list[dict[str, str]] = field(default_factory=list)  # files that could not be read at all: see `Plan`
    looked: list[list[str]] = field(default_factory=list)  # everything looked at, in order: name, SHA-256 or why it was not read
    far: int = 0  # folders before the window that were looked at for a registry

    def files(self) -> list[Ingested]:
        """What was read of each file, by name."""
        return [got for _, got in sorted(self.read.items())]


@dataclass(frozen=True)
class _Lacking:
    """What is known to exist and is not there: pay lists that an earlier run of the month used; parts of pay lists and of registries."""

    gone: tuple[Vanished, ...]
    pays: Sequence[Partial]
    registries: Sequence[Partial]


def gather(period: str, data: Path, staging: Path, settings: Settings, progress: Callable[[str], None]) -> dict[str, int]:
    """Fill `staging` with inputs, tables and the plan; returns rows per table.

    progress: called with one Indonesian phrase for each file that is read. Raises PadanError: with exit code 3 where there is no registry,
    with 2 where the disk is full or a file changes while it is copied. A file that cannot be read is told in the plan and stops nothing.
    """
    month = _Month(period, data, staging, settings)
    found = discover(data, period, settings)
    store.check_space(data, sum(f.bytes for f in found.near))
    basket = _read_files(found, month, progress)
    _keep_what_counts(basket, month)
    frames = _frames(basket, month)
    if frames["registry"].is_empty() and frames["registry_families"].is_empty():
        _no_registry(period, basket)
    _set_slipped_aside(basket, frames)
    lacking = _lacking(basket, frames, month)
    frames["senders_seen"] = _with_silent(frames, lacking, month)
    for name, frame in frames.items():
        store.write_table(frame, staging / "tables" / f"{name}.parquet")
    store.write_table(_mentions(basket, frames, period), mentions_at(staging))
    _plan(basket, frames, lacking, found.notes, month).write(staging)
    return {name: frame.height for name, frame in frames.items()}


def _read_files(found: Found, month: _Month, progress: Callable[[str], None]) -> _Basket:
    """All files near the month, and folders further back, newest first, until a registry is found."""
    basket = _Basket()
    _take_and_read(found.near, month, basket, progress)
    for folder in found.far:
        if any(account.lesser is None and rows.height for account, rows in registries(basket.read.values(), month.period)):
            break
        basket.far += 1
        _take_and_read(folder, month, basket, progress)
    return basket


def _keep_what_counts(basket: _Basket, month: _Month) -> None:
    """Leave each thing that several files tell in one of them, and of the files those that count for the month, with their reasons.

    The order matters: copies go before anything is compared, and what files tell of one another is asked before any of them is dropped.
    """
    basket.read = without_copies(basket.read, basket.folders, month.period)
    basket.read, books = with_account_holders(basket.read, basket.folders, month.period)
    basket.read = without_resent(basket.read, basket.folders)
    for name, rows in with_returns({name: got.disbursements for name, got in sorted(basket.read.items())}).items():
        basket.read[name] = replace(basket.read[name], disbursements=rows)
    basket.read |= lesser_aside(basket.read, month.period)
    basket.reasons = {**dict.fromkeys(books, NAMES_ACCOUNTS), **_reasons(basket, month)}
    _forget_unused(basket, month.staging)
    basket.read = joined_by_key(with_places(basket.read))


def _lacking(basket: _Basket, frames: dict[str, pl.DataFrame], month: _Month) -> _Lacking:
    accounts = [got.accounts for got in basket.files()]
    hashes = {name: got.sha256 for name, got in basket.read.items()}
    return _Lacking(
        gone=vanished(month.data, month.period, frames["disbursements"], hashes),
        pays=partial_pays(accounts, frames["disbursements"]),
        registries=partial_registries(accounts, frames["registry"]),
    )


def _with_silent(frames: dict[str, pl.DataFrame], lacking: _Lacking, month: _Month) -> pl.DataFrame:
    """`senders_seen`, with the senders of the month's own lists that are gone or lack a part."""
    silent = silent_senders(awaited(lacking.gone, month.settings, month.period), month.period)
    parts = silent_parts(lacking.pays, frames["disbursements"], frames["registry"]["village_code"], month.period)
    return pl.concat([frames["senders_seen"], silent, parts]).unique(maintain_order=True)


def _mentions(basket: _Basket, frames: dict[str, pl.DataFrame], period: str) -> pl.DataFrame:
    """Whom the lists name where nothing is taken from (`pipeline.intake.mentions`), as far as it matters to the month's people."""
    named = pl.concat([pl.DataFrame(schema=MENTIONS), *(got.mentions for got in _speaking(basket, period))])
    return mattering(named, frames["disbursements"], frames["registry"], frames["registry_families"])


def mentions_at(staging: Path) -> Path:
    """Where `gather` leaves the mentions (`_mentions`) for the judgement of the same run."""
    return staging / "tmp" / "mentions.parquet"


def _take_and_read(files: Sequence[store.RawFile], month: _Month, basket: _Basket, progress: Callable[[str], None]) -> None:
    """Put private copies of the files, and what they say, into the basket."""
    for file in files:
        if file.problem is not None:
            basket.problems.append({"file": file.name, "folder": file.month, "problem": file.problem})
    months_of = {file.name: file.month for file in files}
    runs = [store.month_folder(month.data, other) / "current" for other in store.published_months(month.data)]
    taken = store.take_inputs([(f, "") for f in files if f.problem is None], month.staging, reuse=runs)  # equal bytes lie on the disk once
    basket.taken += taken
    basket.folders |= months_of
    hashes = {one.name: one.input.sha256 for one in taken}
    basket.looked += [[f.name, f.problem or hashes[f.name]] for f in files]

    def read(one: store.Taken) -> Ingested:
        progress(f"membaca {one.name}")
        return ingest_file(one.copy, one.name, months_of[one.name], settings=month.settings, office=month.data)

    with ThreadPoolExecutor(READERS) as pool:
        for one, got in zip(taken, pool.map(read, taken), strict=True):
            basket.read[one.name] = got
            basket.returned += [(got.sha256, table) for table in got.answers]


def _set_slipped_aside(basket: _Basket, frames: dict[str, pl.DataFrame]) -> None:
    """Leave the NIKs of lists out of which most stand beside other people of the same list; told of their files."""
    for name in ("disbursements", "surveys"):
        lists = slipped(frames[name], frames["registry"])
        frames[name] = without_slipped(frames[name], lists)
        for file, said in say_slipped(lists):
            basket.read[file] = replace(basket.read[file], notes=(*basket.read[file].notes, said))


def _reasons(basket: _Basket, month: _Month) -> dict[str, str]:
    """Why each file belongs to the month: its own folder, or what of it reaches into the month. Files without a reason are left out."""
    period, settings, reasons = month.period, month.settings, dict[str, str]()
    within = (covering.within(got.surveys, basket.folders[name], period, settings) for name, got in basket.read.items())
    visits = _concat(within, tables.empty(tables.Survey))
    for name, got in basket.read.items():
        folder = basket.folders[name]
        if folder == period:
            reasons[name] = "lies in the month's folder"
        elif (got.registry.height or got.families.height or adds_people(got)) and folder <= period:
            reasons[name] = "registry snapshot up to the month"
        elif covering.covering(got.disbursements, folder, period).height:
            reasons[name] = "pays for the month"
        elif covering.within(got.surveys, folder, period, settings).height:
            reasons[name] = "visits around the month"
        elif got.disbursements.height and folder < period:
            reasons[name] = USUAL_PAYER
        elif covering.told_too_late(visits, covering.paid_later(got.disbursements, period)).height:
            reasons[name] = LATER_PAYMENT
    return reasons


def _forget_unused(basket: _Basket, staging: Path) -> None:
    """Drop the private copies of files that do not speak for the month."""
    keep, drop = [], []
    for one in basket.taken:
        reason = basket.reasons.get(one.name)
        if reason is None:
            drop.append(one)
        else:
            row = one.input.model_copy(update={"reason": reason})
            keep.append(store.Taken(row, one.copy, one.source, one.state))
    still = {one.input.stored for one in keep}
    for one in drop:
        if one.input.stored not in still:
            (staging / one.input.stored).unlink(missing_ok=True)
        basket.read.pop(one.name)
    basket.taken = sorted(keep, key=lambda t: t.name)


def _concat(frames: Iterable[pl.DataFrame], empty: pl.DataFrame) -> pl.DataFrame:
    kept = [f for f in frames if f.height]
    return pl.concat(kept, rechunk=True) if kept else empty


def _unread(basket: _Basket, month: _Month) -> pl.DataFrame:
    """Senders whose list lies in the month's folder and could not be read (`covering.unread_senders`), of programmes that the rulebook
    knows: nobody waits for the others."""
    period, data = month.period, month.data
    files = [(p["file"], 0) for p in basket.problems if p["folder"] == period]
    for name, got in basket.read.items():
        if got.accounts and all(a.foreign for a in got.accounts):
            continue
        people = sum(a.read for a in got.accounts if a.layout == PLAIN_LIST or a.problem)
        if basket.folders[name] == period and (got.problem or people) and not (got.disbursements.height or got.surveys.height):
            files.append((name, people))
    own = [got for name, got in basket.read.items() if basket.folders[name] == period]
    listed = pl.concat([tables.empty(tables.Registry), *(got.registry for got in basket.read.values() if got.registry.height)])
    partly = [got.disbursements for got in own if any(a.problem and a.read and not a.foreign for a in got.accounts)]
    told = [*(covering.untold(got.disbursements, period, listed) for got in own), *(covering.senders_of(rows, period) for rows in partly)]
    found = pl.concat([covering.unread_senders(files, period, data / "lookups"), *told]).unique(maintain_order=True)
    known = pl.col("programme").is_in(load_rulebook(data / "programmes").codes())
    return found.filter(known | pl.col("programme").is_null())


def _speaking(basket: _Basket, period: str) -> list[Ingested]:
    """The files that say anything of the month itself, by name."""
    silent = (USUAL_PAYER, LATER_PAYMENT, NAMES_ACCOUNTS)
    return [got for name, got in sorted(basket.read.items()) if basket.folders[name] == period or basket.reasons[name] not in silent]


def _frames(basket: _Basket, month: _Month) -> dict[str, pl.DataFrame]:
    """The tables of the month, by name: `registry`, `registry_families`, `disbursements`, `surveys`, `senders_seen`, `rejects`."""
    files, period = basket.files(), month.period
    registry, families = _registry_rows(files, period)
    renumbered = pl.concat([pl.DataFrame(schema=RENUMBERED), *(got.renumbered for got in files)])
    keys = [got.keys for got in files]
    pays = known_by_former(by_list(_pay_rows(basket, period), registry, renumbered), registry, keys)
    visits = covering.of_this_payment(by_list(_visits(basket, month), registry, renumbered), _paid_later(files, period))
    visits = known_by_former(visits, registry, keys)
    disbursements, swapped_pays = card_for_nik(pays, registry)
    surveys, swapped_visits = card_for_nik(visits, registry)
    seen = covering.senders_seen(((basket.folders[name], got.disbursements) for name, got in sorted(basket.read.items())), period)
    rejects = [*(got.rejects for got in _speaking(basket, period)), swapped_pays, swapped_visits]
    return {
        "registry": registry,
        "registry_families": families,
        "disbursements": parted_from_substitutes(disbursements, registry),
        "surveys": surveys,
        "senders_seen": pl.concat([seen, _unread(basket, month).select(seen.columns)]),
        "rejects": _concat(rejects, tables.empty(tables.Rejects)),
    }


def _registry_rows(files: Sequence[Ingested], period: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Persons and families of the registry snapshots up to the month, each person with the family that the registry's cards give it."""
    families = _concat((got.families.filter(pl.col("snapshot") <= period) for got in files), tables.empty(tables.RegistryFamily))
    registry = _concat((got.registry.filter(pl.col("snapshot") <= period) for got in files), tables.empty(tables.Registry))
    if registry.height:
        registry = attach_families(one_family_a_torn_card(one_family_a_block(one_family_a_key(registry, families))), families)
    return registry, families


def _pay_rows(basket: _Basket, period: str) -> pl.DataFrame:
    """Pay rows that speak for the month, and earlier instalments of its stage."""
    lists = [(basket.folders[name], got.disbursements) for name, got in sorted(basket.read.items())]
    pays = _concat((covering.covering(rows, folder, period) for folder, rows in lists), tables.empty(tables.Disbursement))
    return pl.concat([pays, covering.instalments((rows for folder, rows in lists if folder != period), pays, period)])


def _visits(basket: _Basket, month: _Month) -> pl.DataFrame:
    """Visits that speak for the month, each proposed neighbour once."""
    files = sorted(basket.read.items())
    near = (covering.within(got.surveys, basket.folders[name], month.period, month.settings) for name, got in files)
    return proposed_once(_concat(near, tables.empty(tables.Survey)))


def _paid_later(files: Sequence[Ingested], period: str) -> pl.DataFrame:
    """Who was paid for a later stage, and since when (`covering.paid_later`), over all lists."""
    lists = (tables.empty(tables.Disbursement), *(got.disbursements for got in files))
    return pl.concat([covering.paid_later(rows, period) for rows in lists])


def _no_registry(period: str, basket: _Basket) -> None:
    seen = f"{len(basket.read)} berkas terbaca" if basket.read else "tidak ada berkas terbaca"
    hint = named([*((p["file"], p["problem"]) for p in basket.problems), *unusable(basket.read)])
    raise PadanError(
        f"belum ada registri (DTKS/DTSEN) untuk {period}, di foldernya atau di folder sebelumnya ({seen}). "
        f"Taruh registri bulan itu, atau dari penutupan sebelumnya, di data/raw/{period}."
        + (f" Tidak dapat dipakai: {hint}" if hint else ""),
        exit_code=SOURCE_MISSING,
    )


def _accounts(basket: _Basket, disbursements: pl.DataFrame) -> list[dict[str, Any]]:
    """The accounts of all tables that were read; those of pay lists with the rupiah of their rows that do not speak for the month."""
    speaking = disbursements.select(*_PLACE, "amount").partition_by("source_file", as_dict=True)
    out = []
    for got in basket.files():
        for account in got.accounts:
            mine = rows_of(account, got.accounts)
            used = int(got.disbursements.filter(mine)["amount"].sum())
            here = int(speaking[account.file,].filter(mine)["amount"].sum()) if (account.file,) in speaking else 0
            out.append(asdict(replace(account, total_other=None if account.total_used is None else used - here)))
    return out


_PLACE = ("source_file", "source_sheet", "source_row")


def history(data: Path, parts: Parts) -> pl.DataFrame:
    """Cases of the earlier runs that the run id names, oldest month first; empty where there is none."""
    paths = [store.run_folder(data, p.period, p.run_id) / "tables" / "cases.parquet" for p in parts.parents]
    if not paths:
        return tables.empty(tables.Cases)
    return pl.concat([store.read_table(path) for path in paths], how="diagonal_relaxed")


def _plan(basket: _Basket, frames: dict[str, pl.DataFrame], lacking: _Lacking, notes: Sequence[str], month: _Month) -> Plan:
    """What the later steps must know of the month. Writes the returned packets' answers into the ledger, and the rules into the staging.

    notes: what `discover` says to whoever runs the month.
    """
    period, data = month.period, month.data
    key = store.ensure_key(data)
    returned = receive(data, period, basket.returned, key.secret)  # before the parts: the head of the ledger is one of them
    rules = store.rules_in_force(data)
    store.keep_rules(rules, month.staging)
    decisions = head_of_month(data, period, key.secret, frames["registry"], frames["disbursements"], frames["surveys"])
    inputs = tuple(t.input for t in basket.taken)
    parts = standing_parts(period, data, month.settings, key.id, rules).model_copy(
        update={"inputs": inputs, "decisions": decisions, "vanished": lacking.gone}
    )
    once = [key.note, *notes, told(returned) if returned is not None else None]
    return Plan(
        run_id=store.run_id(parts),
        parts=parts,
        notes=_remarks(basket, frames, lacking, month),
        said_once=[said for said in once if said],
        accounts=_accounts(basket, frames["disbursements"]),
        problems=basket.problems,
        reasons=basket.reasons,
        cut=sorted({village for one in lacking.registries for village in one.villages}),
        taken=basket.taken,
        looked=Looked(basket.looked, basket.far, packets=returned is not None),
    )


def _remarks(basket: _Basket, frames: dict[str, pl.DataFrame], lacking: _Lacking, month: _Month) -> list[str]:
    """What the officer should hear of the month: of each file of its own folder first, then of all files together."""
    period, registry, disbursements = month.period, frames["registry"], frames["disbursements"]
    remarks = [f"{p['file']}: {p['problem']}" for p in basket.problems if p["folder"] == period]
    for name, got in sorted(basket.read.items()):
        if basket.folders[name] == period:
            said = [*got.notes, *filter(None, map(unknown_columns, got.accounts))]
            why = why_unusable(got) if got.problem or not said else None
            remarks += [f"{name}: {why}"] if why else [f"{name}: {note}" for note in dict.fromkeys(said)]
            remarks += covering.say_elsewhere(name, got.disbursements, period)
    return [
        *remarks,
        *families_alone(registry, frames["registry_families"]),
        *remarks_on(period, month.settings, registry, disbursements, frames["senders_seen"]),
        *unknown_results(frames["surveys"]),
        *without_rules(disbursements, load_rulebook(month.data / "programmes").codes()),
        *say_vanished(awaited(lacking.gone, month.settings, period), basket.folders),
        *say_partial(lacking.pays, lacking.registries),
    ]
