"""The ledgers: append-only lines, each chained to the one before by its hash.

When to reach for it: to write down that a run counts, that data were deleted, that a verifier decided; and to read that
back as of a run. The invariants: lines are never changed; an append is whole or absent (a line cut off by a crash was never
acknowledged and is taken back before the next); writers queue on a lock of the file itself; no clock inside. Lines that a
version before the chain wrote stay at the head, are no entries, and are sealed by the first entry.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pipeline.errors import PadanError
from pipeline.store.files import canonical_json, fsync_path, make_folder, telling
from schemas.ledger import GENESIS, Entry, EntryKind, LedgerName
from schemas.manifest import Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


class BrokenChain(PadanError):  # noqa: N818
    """A ledger was altered: `what` for the auditor, `number` the first entry that does not fit, `whole` the entries before it."""

    def __init__(self, what: str, *, file: str, number: int, whole: Sequence[Entry] = ()) -> None:
        super().__init__(
            f"rantai catatan putus di entri {number}. Pulihkan berkas ini dari cadangan; `padan audit verify` menyebut semua yang diubah.",
            file=file,
        )
        self.what, self.number, self.whole = what, number, tuple(whole)


def ledger_path(data: Path, name: LedgerName) -> Path:
    """The file of a ledger: `data/clean/ledger/<name>.jsonl`."""
    return data / "clean" / "ledger" / f"{name}.jsonl"


def entry_hash(number: int, kind: str, body: Mapping[str, object], previous: str) -> str:
    """The hash of an entry: over its number, kind, body and the hash before."""
    return hashlib.sha256(canonical_json([number, str(kind), body, previous])).hexdigest()


_OLDER = re.compile(
    rb'(\{"period": "\d{4}-\d\d", "run_id": "[0-9a-z]{12}", "started": "[0-9T:+-]{19,25}", "seconds": \{[a-z_0-9":., ]*\}\}\n)+'
)
"""Durations as versions of 24 to 28 November 2026 wrote them: plain lines, not chained."""


def older_lines(text: bytes) -> bytes:
    """The plain durations at the head of a ledger's bytes, written before durations were a chain; usually none."""
    found = _OLDER.match(text)
    return found.group() if found else b""


def parse_chain(text: bytes, file: str) -> list[Entry]:
    """The entries of a ledger's bytes. Raises BrokenChain at the first that was altered, removed or put in.

    A last line without a line end is a crash's leftover, not an entry.
    """
    entries: list[Entry] = []
    older = older_lines(text)
    previous = _start(older)
    for number, line in enumerate(text[len(older) :].split(b"\n")[:-1], 1):
        try:
            entry = Entry.model_validate_json(line)
        except ValidationError:
            said = f"entry {number} was altered: it is no longer readable."
            raise BrokenChain(said, file=file, number=number, whole=entries) from None
        if entry.number != number or entry.previous != previous:
            said = f"entry {number} does not follow the one before: an entry was removed, put in or altered."
            raise BrokenChain(said, file=file, number=number, whole=entries)
        if entry_hash(number, entry.kind, entry.body, previous) != entry.sha256:
            said = f"entry {number} was altered: its hash does not fit."
            raise BrokenChain(said, file=file, number=number, whole=entries)
        entries.append(entry)
        previous = entry.sha256
    return entries


def _start(older: bytes) -> str:
    """What the first entry follows: nothing, or the hash of the older lines, which it so seals."""
    return hashlib.sha256(older).hexdigest() if older else GENESIS


def read_ledger(data: Path, name: LedgerName, *, upto: Head | None = None) -> list[Entry]:
    """All entries, oldest first; with `upto`, those a run saw. Raises BrokenChain when the chain does not hold."""
    path = ledger_path(data, name)
    if not path.exists():
        entries: list[Entry] = []
    else:
        with telling(str(path)):
            entries = parse_chain(path.read_bytes(), f"ledger/{path.name}")
    if upto is None:
        return entries
    seen = entries[: upto.entries]
    if head_of(seen) != upto:
        raise BrokenChain(f"the first {upto.entries} entries are not those the run saw.", file=f"ledger/{path.name}", number=upto.entries)
    return seen


def head_of(entries: list[Entry]) -> Head:
    """The end of a chain."""
    return Head(entries=len(entries), sha256=entries[-1].sha256 if entries else GENESIS)


def head(data: Path, name: LedgerName) -> Head:
    """The end of a ledger as it is stored now: how many entries it has, and the hash of the last one."""
    return head_of(read_ledger(data, name))


def purged_runs(entries: Iterable[Entry]) -> set[str]:
    """Runs (`period/run`) whose data a purge deleted and that were not published again since."""
    gone: set[str] = set()
    for entry in entries:
        if entry.kind == EntryKind.PURGE:
            named = entry.body.get("runs")
            gone.update(str(name) for name in (named if isinstance(named, list) else ()))
        elif entry.kind == EntryKind.RUN:
            gone.discard(f"{entry.body['period']}/{entry.body['run_id']}")
    return gone


def append(data: Path, name: LedgerName, events: Iterable[tuple[EntryKind, Mapping[str, object]]]) -> Head:
    """Append entries, flushed, all of them or none; returns the new end. Raises PadanError (disk, broken chain)."""
    path = ledger_path(data, name)
    make_folder(path.parent)
    with telling(str(path)):
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            text = b""
            while piece := os.pread(fd, 1 << 20, len(text)):
                text += piece
            entries = parse_chain(text, f"ledger/{path.name}")
            whole = text.rfind(b"\n") + 1
            if whole != len(text):
                os.ftruncate(fd, whole)
            after = head_of(entries) if entries else Head(entries=0, sha256=_start(older_lines(text)))
            added = _chain(events, after)
            _write(fd, b"".join(canonical_json(e.model_dump(mode="json")) + b"\n" for e in added), whole)
        finally:
            os.close(fd)
        fsync_path(path.parent)
    return head_of([*entries, *added])


def _chain(events: Iterable[tuple[EntryKind, Mapping[str, object]]], after: Head) -> list[Entry]:
    number, previous, added = after.entries, after.sha256, []
    for kind, body in events:
        number += 1
        sha = entry_hash(number, kind, body, previous)
        added.append(Entry(number=number, kind=kind, body=dict(body), previous=previous, sha256=sha))
        previous = sha
    return added


def _write(fd: int, lines: bytes, size: int) -> None:
    """Append and flush; a failed write is taken back, so that no half line stays."""
    try:
        view = memoryview(lines)
        while view:
            view = view[os.write(fd, view) :]
        os.fsync(fd)
    except OSError:
        os.ftruncate(fd, size)
        raise
