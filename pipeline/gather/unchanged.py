"""A month that nobody has to look at again: nothing it looked at the last time is different now.

Reach for `unchanged_month` before the computation is loaded. The invariants: files are compared by their SHA-256, all else as it stands
in a run's parts, and the published run is checked byte for byte; the memory (`data/clean/.looked/`) proves nothing and may be deleted: the
month is then read again, and ends as the same run.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.errors import PadanError
from pipeline.gather.discover import discover
from pipeline.gather.standing import result_of, standing_parts
from pipeline.store.files import canonical_json, load_json
from pipeline.store.office import office_settings
from pipeline.store.publishing import sweep, write_text
from schemas.ledger import LedgerName
from schemas.manifest import Head

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.gather.plan import Plan
    from pipeline.gather.standing import MonthResult
    from schemas.manifest import Parts


def _memory(data: Path, period: str) -> Path:
    return data / "clean" / ".looked" / f"{period}.json"


def _mark(data: Path, files: list[list[str]], standing: Parts, *, packets: bool) -> str:
    """A hash over all that a run looked at. Returned packets are understood by what was published, so that counts with them."""
    published = store.head(data, LedgerName.RUNS).sha256 if packets else ""
    return hashlib.sha256(canonical_json([files, standing.model_dump(mode="json"), published])).hexdigest()


def remember(data: Path, period: str, plan: Plan) -> None:
    """Note what a published run looked at. Where the disk refuses, the month is read again the next time."""
    looked = plan.looked
    standing = plan.parts.model_copy(
        update={"inputs": (), "decisions": Head(), "vanished": ()}  # the lists that are gone follow from the files and the run that counts
    )
    mark = _mark(data, looked.files, standing, packets=looked.packets)
    known = {"far": looked.far, "packets": looked.packets, "mark": mark, "run_id": plan.run_id}
    with contextlib.suppress(PadanError):
        write_text(_memory(data, period), canonical_json(known).decode() + "\n")


def unchanged_month(data: Path, period: str) -> MonthResult | None:
    """The published run of this month where nothing that it looked at has changed; else None. MonthBusy where another run holds it.

    What a killed run left behind is swept here too: the next one may have no other work.
    """
    with store.month_lock(data, period):
        sweep(data, period)
        run = _unchanged_run(data, period)
        return result_of(data, period, run, unchanged=True) if run is not None else None


def _unchanged_run(data: Path, period: str) -> str | None:
    with contextlib.suppress(PadanError, KeyError, TypeError):  # told, if it is worth telling, when the month is read
        known = load_json(_memory(data, period))
        run = store.run_folder(data, period, known["run_id"])
        key = store.load_key(data)
        if key is None or store.current(data, period) != run.name:
            return None
        settings = office_settings(data)
        found = discover(data, period, settings)
        candidates = [*found.near, *(file for folder in found.far[: known["far"]] for file in folder)]
        files = [[file.name, file.problem or store.sha256_file(file.path)] for file in candidates]
        standing = standing_parts(period, data, settings, key.id, store.rules_in_force(data))
        same = _mark(data, files, standing, packets=known["packets"]) == known["mark"]
        if same and store.already_published(data, period, run.name) and _decided_alike(data, period, run, key.secret):
            return run.name
    return None


def _decided_alike(data: Path, period: str, run: Path, key: bytes) -> bool:
    """Did people decide nothing since that touches the month? Asked of the run's own tables: its files are those of now."""
    seen = store.load_manifest(run).parts.decisions
    if store.head(data, LedgerName.DECISIONS) == seen:
        return True
    from pipeline.answers.monthly import head_of_month  # loads the computation

    frames = (store.read_table(run / "tables" / f"{name}.parquet") for name in ("registry", "disbursements", "surveys"))
    return head_of_month(data, period, key, *frames) == seen
