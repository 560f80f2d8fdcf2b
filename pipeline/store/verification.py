"""Everything stored, recomputed and compared: what was altered, removed or put in, by name.

When to reach for it: for `padan audit verify`. The invariants: the runs' ledger chains the hash of every manifest, a
manifest holds the hash of every file of its run; so each byte stands below one chain, and a breach is named, never mended.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import PadanError
from pipeline.store import ledger
from pipeline.store.files import empty_folders, files_below, sha256_file
from pipeline.store.publishing import MANIFEST, damage, load_manifest, manifest_sha256
from pipeline.store.raw import MONTH
from schemas.ledger import Entry, EntryKind, LedgerName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from schemas.manifest import Head


@dataclass(frozen=True)
class Breach:
    """One thing that is not as the chain says: where, and what ("altered", "removed", "put in", "points elsewhere")."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Verdict:
    """What was checked, every breach, in order of place, where each ledger ends (to be noted outside the office), and remarks.

    A remark is no breach: something an earlier version wrote in a form that proves nothing, and on which nothing rests.
    """

    runs: int
    files: int
    entries: int
    breaches: tuple[Breach, ...]
    ends: tuple[tuple[LedgerName, Head], ...]
    remarks: tuple[str, ...] = ()


@dataclass
class _Hashes:
    """SHA-256 by inode: a file that several runs share by hard link is read once."""

    known: dict[tuple[int, int], str] = field(default_factory=dict)
    files: int = 0

    def __call__(self, path: Path) -> str:
        self.files += 1
        state = path.lstat()
        where = (state.st_dev, state.st_ino)
        if where not in self.known:
            self.known[where] = sha256_file(path)
        return self.known[where]


def verify(data: Path, noted: Sequence[str] = ()) -> Verdict:
    """Recompute every hash of every published run and of the ledgers. Never raises for a breach; it is in the answer.

    `noted` are hashes of ledger entries (or how they begin) noted elsewhere: whoever rewrites or shortens a whole chain
    cannot keep them.
    """
    breaches: list[Breach] = []
    chains = {name: _chain(data, name, breaches) for name in LedgerName}
    broken = {str(b.where) for b in breaches}
    runs = chains[LedgerName.RUNS]
    said: dict[tuple[str, str], str] = {}
    counts_now: dict[str, str] = {}
    purged = ledger.purged_runs(runs)
    for entry in runs:
        if entry.kind == EntryKind.RUN:
            period, run = str(entry.body["period"]), str(entry.body["run_id"])
            said[period, run] = str(entry.body["manifest_sha256"])
            counts_now[period] = run
    hashes = _Hashes()
    for (period, run), sha in sorted(said.items()):
        breaches += _check_run(data, period, run, sha, None if f"{period}/{run}" in purged else hashes)
        if "ledger/decisions.jsonl" not in broken:
            breaches += _check_decisions(data, period, run, chains[LedgerName.DECISIONS])
    whole = "ledger/runs.jsonl" not in broken  # behind a break nothing can be said of runs that come later
    breaches += _put_in(data, said) if whole else []
    breaches += _beside_the_ledgers(data)
    for period, run in sorted(counts_now.items()) if whole else ():
        if f"{period}/{run}" not in purged:
            breaches += _check_current(data, period, run)
    breaches += _noted(chains, noted)
    entries = sum(len(c) for c in chains.values())
    ends = tuple((name, ledger.head_of(chain)) for name, chain in chains.items())
    remarks = _remarks(data, chains[LedgerName.DURATIONS], broken)
    return Verdict(len(said), hashes.files, entries, tuple(dict.fromkeys(breaches)), ends, remarks)


def _remarks(data: Path, durations: Sequence[Entry], broken: set[str]) -> tuple[str, ...]:
    """Durations that versions before 29 November 2026 wrote: lines without a hash, or a file a run."""
    root, found = data / "clean" / "ledger", []
    path = root / f"{LedgerName.DURATIONS}.jsonl"
    whole = path.is_file() and f"ledger/{path.name}" not in broken
    if lines := ledger.older_lines(path.read_bytes()).count(b"\n") if whole else 0:
        seal = "sealed by entry 1 since" if durations else "not sealed yet"
        found.append(f"ledger/{path.name}: {lines} lines of an earlier version, which had no hash then; {seal}. No result rests on them")
    if files := [name for name in files_below(root) if _OLD_DURATION.fullmatch(name)]:
        found.append(
            f"ledger/durations/: {len(files)} files of an earlier version, without a hash. No result rests on them; they may be deleted"
        )
    return tuple(found)


def _noted(chains: Mapping[LedgerName, Sequence[Entry]], noted: Sequence[str]) -> list[Breach]:
    known = [entry.sha256 for chain in chains.values() for entry in chain]
    what = "no entry has the noted hash {}…: its end was cut off, or all of it was rewritten"
    return [Breach("ledger", what.format(sha[:12])) for sha in noted if not any(k.startswith(sha) for k in known)]


def _chain(data: Path, name: LedgerName, breaches: list[Breach]) -> list[Entry]:
    try:
        return ledger.read_ledger(data, name)
    except ledger.BrokenChain as broken:
        breaches.append(Breach(str(broken.file), broken.what))
        return list(broken.whole)
    except PadanError as error:
        breaches.append(Breach(f"ledger/{name}.jsonl", error.sentence))
        return []


def _check_run(data: Path, period: str, run: str, sha: str, hashes: _Hashes | None) -> list[Breach]:
    """One run against its ledger entry; `hashes` None: its data were purged, only the manifest is left."""
    folder = data / "clean" / period / run
    if not folder.parent.is_dir():
        return [Breach(period, "the month was removed")]
    if not (folder / MANIFEST).is_file():
        what = f"removed {MANIFEST}" if folder.is_dir() else "the run was removed"
        return [Breach(f"{period}/{run}", what)]
    found = []
    if manifest_sha256(folder) != sha:
        found.append(Breach(f"{period}/{run}", f"altered {MANIFEST}"))
    if hashes is not None:
        found += [Breach(f"{period}/{run}", problem) for problem in damage(folder, hashes)]
    try:
        parts = load_manifest(folder).parts
    except PadanError:
        return found
    for parent in parts.parents:
        older = data / "clean" / parent.period / parent.run_id
        if not (older / MANIFEST).is_file() or manifest_sha256(older) != parent.manifest_sha256:
            found.append(Breach(f"{period}/{run}", f"its parent {parent.period}/{parent.run_id} is altered or removed"))
    return found


def _check_decisions(data: Path, period: str, run: str, chain: list[Entry]) -> list[Breach]:
    try:
        seen = load_manifest(data / "clean" / period / run).parts.decisions
    except PadanError:
        return []
    if ledger.head_of(chain[: seen.entries]) == seen:
        return []
    return [Breach(f"{period}/{run}", "the decisions it saw are no longer those in ledger/decisions.jsonl")]


def _put_in(data: Path, said: dict[tuple[str, str], str]) -> list[Breach]:
    """Months and runs that lie there although no ledger entry names them."""
    root, found = data / "clean", []
    if not root.is_dir():
        return []
    for month in sorted(e.name for e in os.scandir(root)):
        if month == "ledger" or month in WORKPLACES:
            continue
        known = {run for period, run in said if period == month}
        if not known:
            what = "the month was put in" if MONTH.fullmatch(month) else "was put in"
            found.append(Breach(month, what + _UNNAMED))
            continue
        there = {e.name for e in os.scandir(root / month)} - {"current", ".current.new"}
        found += [Breach(f"{month}/{name}", "was put in" + _UNNAMED) for name in sorted(there - known)]
    return found


def _beside_the_ledgers(data: Path) -> list[Breach]:
    """What lies among the ledgers and is none, nor a report of returned packets."""
    root, ours = data / "clean" / "ledger", {*(f"{name}.jsonl" for name in LedgerName), ".answers.lock", f"{INTAKE}/"}
    there = {*files_below(root), *empty_folders(root)} - ours
    known = (_INTAKE_REPORT, _OLD_DURATION)
    return [Breach(f"ledger/{name}", "was put in") for name in sorted(there) if not any(k.fullmatch(name) for k in known)]


WORKPLACES = {".staging", ".locks", ".looked", ".gitkeep"}
"""Folders of work in progress and of memories that prove nothing (swept, or made again), and what the repository ships there."""
INTAKE = "intake"
"""The folder among the ledgers that says what became of each returned row."""
_INTAKE_REPORT = re.compile(rf"{INTAKE}/\.?terima_[0-9a-f]{{12}}\.csv(\.new)?")
_OLD_DURATION = re.compile(r"durations/\d{4}-\d\d-[0-9a-z]{12}\.json")
_UNNAMED = ": no ledger entry names it (or the end of ledger/runs.jsonl was cut off)"


def _check_current(data: Path, period: str, run: str) -> list[Breach]:
    link = data / "clean" / period / "current"
    if not link.parent.is_dir():
        return []
    try:
        points = str(link.readlink())
    except OSError:
        return [Breach(f"{period}/current", "is a link no more" if link.exists() else "removed")]
    return [] if points == run else [Breach(f"{period}/current", f"points at {points[:40]}; the ledger says {run}")]
