"""What stands before a month is read and after it is published: all that decides it but its files, and how it ended.

Reach for it where a run is named, and where it is told that there was nothing to do. The invariant: imports neither polars nor a step, so
that a month in which nothing changed costs next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.errors import DONE, SOURCE_MISSING
from pipeline.store.files import load_json
from schemas import months
from schemas.ledger import LedgerName
from schemas.manifest import Parent, Parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from schemas.settings import Settings

HISTORY_MONTHS = 12
"""How far back cases are followed: a case that was silent for longer begins anew."""


@dataclass(frozen=True)
class MonthResult:
    """How a run ended: its id and folder, whether anything changed, cases per kind, and what the officer should hear."""

    run_id: str
    folder: Path
    unchanged: bool
    counts: dict[str, int]
    missing_sources: list[str]
    notes: list[str]
    exit_code: int = DONE


def result_of(data: Path, period: str, run: str, *, unchanged: bool, once: Sequence[str] = ()) -> MonthResult:
    """The result of a published run; `once` is what only the officer who made it should hear."""
    folder = store.run_folder(data, period, run)
    manifest, told = store.load_manifest(folder), load_json(folder / "reports" / "run.json")
    missing = list(manifest.missing_sources)
    code = SOURCE_MISSING if missing else DONE
    return MonthResult(run, folder, unchanged, dict(manifest.counts), missing, [*once, *told["notes"]], code)


def standing_parts(period: str, data: Path, settings: Settings, key_id: str, rules: Mapping[str, bytes]) -> Parts:
    """All that decides a month but its files and what people decided, as of now."""
    return Parts(
        period=period,
        inputs=(),
        rules=store.rule_rows(rules),
        settings=settings.model_dump(mode="json"),
        parents=_parents(data, period),
        key_id=key_id,
        versions=store.versions(),
        code=store.code_fingerprint(),
    )


def _parents(data: Path, period: str) -> tuple[Parent, ...]:
    """The runs that count for the year before, oldest first: what a case's age and standing come from. A purged run tells nothing."""
    found, purged = [], store.purged_runs(store.read_ledger(data, LedgerName.RUNS))
    for month in [m for m in store.published_months(data) if months.shift(period, -HISTORY_MONTHS) <= m < period]:
        run = store.current(data, month)
        if run is not None and f"{month}/{run}" not in purged:
            folder = store.run_folder(data, month, run)
            found.append(Parent(period=month, run_id=run, manifest_sha256=store.manifest_sha256(folder)))
    return tuple(found)
