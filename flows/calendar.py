"""Which months a night has to look at: those whose files, decisions, rules or code changed since the last look.

When to reach for it: from `flows.nightly`. The invariants: no file is opened to find out; this is a memory to save work, never a proof: a
month that is looked at in vain finds its run published and does nothing; losing the memory costs one longer night.

Size and time of change alone would not do: whoever puts both back hides other bytes. The time at which the system itself changed the entry
(ctime) cannot be put back by any program, so other bytes are seen in the same night. What a clock set back or a decaying disk may hide is
never taken for proof: a run reads and hashes every file, and `padan audit verify` every stored byte.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.store.files import canonical_json
from pipeline.store.publishing import write_text
from schemas import months
from schemas.ledger import EntryKind, LedgerName

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.settings import Settings

BACK, FORWARD = 36, 3
"""Folders whose files may speak for a month: registries up to three years back, late surveys three months on."""


@dataclass(frozen=True)
class Looked:
    """How a month was when a night looked at it last, and how it ended: what had not arrived, or why nothing was published (exit 3)."""

    mark: str
    missing: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class Night:
    """What a night has to do: months at rest and those of them that changed, months still arriving, months nothing came for.

    `marks` is the state of each month as it was looked at, `known` what is remembered of it. A month at rest that did not change is run
    all the same when an earlier one gets a new run in this night: its cases continue those of that month.
    """

    rest: tuple[str, ...]
    changed: frozenset[str]
    waiting: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]
    marks: dict[str, str]
    known: dict[str, Looked]


def _memory(data: Path) -> Path:
    return data / "log" / "nightly.json"


def _remembered(data: Path) -> dict[str, Looked]:
    try:
        known = json.loads(_memory(data).read_bytes())
        return {str(k): Looked(str(v["mark"]), tuple(map(str, v["missing"])), str(v["sentence"])) for k, v in known.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def remember(data: Path, period: str, looked: Looked) -> None:
    """Note that a month was looked at in this state."""
    known = {month: asdict(one) for month, one in (_remembered(data) | {period: looked}).items()}
    write_text(_memory(data), json.dumps(known, indent=1, sort_keys=True) + "\n")


def plan_night(data: Path, settings: Settings, *, now: float, today: str, settle: float) -> Night:
    """Decide from the raw folder. `now`: epoch seconds; `today`: the month it is in the office; `settle`: seconds at rest."""
    folders = store.raw_months(data)
    files = {month: store.list_raw(data, month) for month in folders}
    common = [
        store.head(data, LedgerName.DECISIONS).sha256,
        {name: hashlib.sha256(body).hexdigest() for name, body in store.rules_in_force(data).items()},
        store.code_fingerprint(),
        store.versions(),
    ]
    rest, changed, waiting, marks = [], set(), [], {}
    known = _remembered(data)
    forgotten = _purged_before(data)
    for month in folders:
        if not files[month] or month < forgotten:
            continue
        first, last = months.shift(month, -BACK), months.shift(month, FORWARD)
        near = [f for m in folders if first <= m <= last for f in files[m]]
        state = [[f.name, *_state(f.path)] for f in near]
        marks[month] = hashlib.sha256(canonical_json([state, common])).hexdigest()
        restless = [f.name for f in files[month] if now - _state(f.path)[1] / 1e9 < settle]
        if restless:
            waiting.append((month, f"{len(restless)} berkas tiba kurang dari {settle:g} detik yang lalu"))
            continue
        rest.append(month)
        looked = known.get(month)
        if looked is None or marks[month] != looked.mark or (store.current(data, month) is None and not looked.sentence):
            changed.add(month)
    silent = [m for m in (months.shift(today, -1), today) if settings.expected and not files.get(m)]
    return Night(tuple(rest), frozenset(changed), tuple(waiting), tuple(silent), marks, known)


def _purged_before(data: Path) -> str:
    """Months before this one were purged on purpose: no night makes them again out of files that a later month still needs."""
    purges = [e for e in store.read_ledger(data, LedgerName.RUNS) if e.kind == EntryKind.PURGE]
    return max((str(e.body.get("before", "")) for e in purges), default="")


def _state(path: Path) -> tuple[int, int, int, int]:
    """Size, change of content and of entry (ns), inode: no file is replaced or written without one of them changing."""
    try:
        state = path.lstat()
    except OSError:
        return 0, 0, 0, 0
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino
