"""Forgetting on purpose, with a receipt; and a past run's world laid out again.

When to reach for it: for `padan purge --before` (UU PDP: what is no longer needed is deleted) and `padan audit rerun`. The
invariants: a purge writes its receipt before it deletes, keeps manifests (they hold no person's data), and spares raw files
that a kept month still counts on; a restored world holds only what the run itself kept.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import PadanError
from pipeline.store import ledger
from pipeline.store.files import canonical_json, files_below, make_folder, remove_tree, telling, write_new
from pipeline.store.lock import month_lock
from pipeline.store.publishing import MANIFEST, damage, finish, load_manifest, month_folder, published_months, run_folder
from pipeline.store.raw import check_month, list_raw, raw_months
from schemas.ledger import EntryKind, LedgerName

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from schemas.ledger import Entry
    from schemas.manifest import RuleFile

VANISHED = "vanished.json"
"""Beside a month's runs in a world that was laid out again: the lists that its earlier run used and that were gone."""


@dataclass(frozen=True)
class PurgePlan:
    """What a purge would delete: runs (`period/run`), raw files, and raw files it spares with the month that needs them.

    `orphans` are kept months that count on a run that goes: they stay as they are, but cannot be run again to the byte.
    """

    before: str
    runs: tuple[str, ...]
    raw: tuple[str, ...]
    spared: tuple[tuple[str, str], ...]
    orphans: tuple[str, ...]
    bytes: int


def plan_purge(data: Path, before: str) -> PurgePlan:
    """What lies there of months before `before` (YYYY-MM). Deletes nothing."""
    check_month(before)
    root, runs, size = data / "clean", [], 0
    if root.is_dir():
        for month in sorted(p.name for p in root.iterdir() if p.is_dir() and p.name[:1].isdigit() and p.name < before):
            for folder in sorted(p for p in (root / month).iterdir() if p.is_dir() and not p.is_symlink()):
                held = [n for n in files_below(folder) if n != MANIFEST]
                if held:
                    runs.append(f"{month}/{folder.name}")
                    size += sum((folder / n).lstat().st_size for n in held)
    needed: dict[str, str] = {}
    orphans = []
    for month in published_months(data):
        if month >= before:
            parts = load_manifest(root / month / "current").parts
            for row in parts.inputs:
                needed.setdefault(row.name, month)
            orphans += [month] if {f"{p.period}/{p.run_id}" for p in parts.parents} & set(runs) else []
    raw, spared = [], []
    for month in raw_months(data):
        for file in list_raw(data, month) if month < before else []:
            if file.name in needed:
                spared.append((file.name, needed[file.name]))
            else:
                raw.append(file.name)
                size += file.bytes
    return PurgePlan(before, tuple(runs), tuple(raw), tuple(spared), tuple(orphans), size)


def purge(data: Path, plan: PurgePlan) -> None:
    """Write the receipt into the runs' ledger, then delete what the plan names. Manifests stay. Raises PadanError."""
    body = {"before": plan.before, "runs": list(plan.runs), "raw": list(plan.raw), "bytes": plan.bytes}
    ledger.append(data, LedgerName.RUNS, [(EntryKind.PURGE, body)])
    for name in plan.runs:
        period, run = name.split("/")
        with month_lock(data, period), telling(name):
            folder = run_folder(data, period, run)
            for entry in sorted(folder.iterdir()):
                if entry.name != MANIFEST:
                    remove_tree(entry)
    doomed = set(plan.raw)
    for month in raw_months(data):
        if month < plan.before:
            for file in list_raw(data, month):
                if file.name in doomed:
                    with telling(file.name):
                        file.path.unlink(missing_ok=True)


def restore(data: Path, period: str, run: str, scratch: Path) -> None:
    """Lay out in the empty folder `scratch` what a run knew: raw files, rules, settings, decisions, history, key.

    Raises PadanError when the stored run is damaged or was purged; then nothing can be proven from it.
    """
    folder = run_folder(data, period, run)
    manifest = load_manifest(folder)
    if problems := damage(folder):
        raise PadanError(f"jalan ini tidak dapat diulang: {'; '.join(problems[:5])}. Pulihkan dari cadangan.", file=f"{period}/{run}")
    for row in manifest.parts.inputs:
        target = scratch / "raw" / row.name
        make_folder(target.parent)
        shutil.copyfile(folder / row.stored, target)
    _restore_rules(folder, manifest.parts.rules, scratch)
    if (key := data / "secret.key").exists():
        write_new(scratch / "secret.key", key.read_bytes())
    seen = ledger.read_ledger(data, LedgerName.DECISIONS, upto=manifest.parts.decisions)
    if seen:
        path = ledger.ledger_path(scratch, LedgerName.DECISIONS)
        make_folder(path.parent)
        path.write_bytes(b"".join(canonical_json(e.model_dump(mode="json")) + b"\n" for e in seen))
    if manifest.parts.vanished:  # no earlier run of the month lies there to tell it
        gone = [one.model_dump(mode="json") for one in manifest.parts.vanished]
        make_folder(month_folder(scratch, period))
        write_new(month_folder(scratch, period) / VANISHED, canonical_json(gone))
    for parent in manifest.parts.parents:
        source = run_folder(data, parent.period, parent.run_id)
        if not (source / "tables").is_dir():
            said = f"riwayatnya {parent.period}/{parent.run_id} tidak ada lagi (dihapus atau hilang). Pulihkan dari cadangan, bila ada."
            raise PadanError(said, file=f"{period}/{run}")
        target = run_folder(scratch, parent.period, parent.run_id)
        make_folder(target.parent)
        shutil.copytree(source, target, symlinks=True)
        finish(scratch, parent.period, parent.run_id)
    _restore_asked(data, seen, scratch)


def _restore_asked(data: Path, seen: Sequence[Entry], scratch: Path) -> None:
    """Lay out the cases of the runs whose questions about persons were answered: a decided pair is shown as it was asked."""
    told = {(str(e.body.get("period")), str(e.body.get("run_id"))) for e in seen if e.body.get("sides")}
    for period, run in sorted(told):
        source = run_folder(data, period, run) / "tables" / "cases.parquet"
        target = run_folder(scratch, period, run) / "tables" / "cases.parquet"
        if source.is_file() and not target.exists():
            make_folder(target.parent)
            shutil.copyfile(source, target)


def _restore_rules(folder: Path, rules: tuple[RuleFile, ...], scratch: Path) -> None:
    """Put the office's own rules of then where an office's rules lie; the shipped ones go with the code that reads them."""
    for rule in rules:
        origin, _, inside = rule.name.partition("/")
        if origin == "office":
            make_folder((scratch / inside).parent)
            write_new(scratch / inside, (folder / "rules" / rule.name).read_bytes())
