"""The store: raw files taken in, runs published in one step, ledgers, the proof that nothing changed since.

When to reach for it: for anything that writes below the data folder. The invariants: what is published is whole and
immutable; a run's id is computed from what went in; running again after a crash ends in the same bytes.

Names are loaded when first used (a module's `__getattr__`), so that the command line can reach `store.files` without
loading polars and pyarrow.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.store.diff import Cause, RunDiff, causes, diff_runs
    from pipeline.store.files import label, mask_digits, sha256_file
    from pipeline.store.identity import RULE_FOLDERS, code_fingerprint, keep_rules, rule_rows, rules_in_force, run_id, versions
    from pipeline.store.key import Key, ensure_key, load_key
    from pipeline.store.ledger import append, head, head_of, purged_runs, read_ledger
    from pipeline.store.lock import MonthBusy, month_lock
    from pipeline.store.office import office_settings
    from pipeline.store.parquet import columns_of, read_table, write_table
    from pipeline.store.preflight import check_folder, check_readable
    from pipeline.store.publishing import (
        already_published,
        check_space,
        current,
        damage,
        finish,
        load_manifest,
        manifest_sha256,
        month_folder,
        publish,
        published_months,
        run_folder,
        staging,
    )
    from pipeline.store.raw import RawFile, Taken, check_month, list_raw, raw_months, recheck, take_inputs
    from pipeline.store.retention import VANISHED, PurgePlan, plan_purge, purge, restore
    from pipeline.store.verification import Breach, Verdict, verify

_ROOMS = {
    "diff": ("Cause", "RunDiff", "causes", "diff_runs"),
    "files": ("label", "mask_digits", "sha256_file"),
    "identity": ("RULE_FOLDERS", "code_fingerprint", "keep_rules", "rule_rows", "rules_in_force", "run_id", "versions"),
    "key": ("Key", "ensure_key", "load_key"),
    "ledger": ("append", "head", "head_of", "purged_runs", "read_ledger"),
    "lock": ("MonthBusy", "month_lock"),
    "office": ("office_settings",),
    "parquet": ("columns_of", "read_table", "write_table"),
    "preflight": ("check_folder", "check_readable"),
    "publishing": (
        "already_published",
        "check_space",
        "current",
        "damage",
        "finish",
        "load_manifest",
        "manifest_sha256",
        "month_folder",
        "publish",
        "published_months",
        "run_folder",
        "staging",
    ),
    "raw": ("RawFile", "Taken", "check_month", "list_raw", "raw_months", "recheck", "take_inputs"),
    "retention": ("VANISHED", "PurgePlan", "plan_purge", "purge", "restore"),
    "verification": ("Breach", "Verdict", "verify"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    """Load the room a public name lives in."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


__all__ = [
    "RULE_FOLDERS",
    "VANISHED",
    "Breach",
    "Cause",
    "Key",
    "MonthBusy",
    "PurgePlan",
    "RawFile",
    "RunDiff",
    "Taken",
    "Verdict",
    "already_published",
    "append",
    "causes",
    "check_folder",
    "check_month",
    "check_readable",
    "check_space",
    "code_fingerprint",
    "columns_of",
    "current",
    "damage",
    "diff_runs",
    "ensure_key",
    "finish",
    "head",
    "head_of",
    "keep_rules",
    "label",
    "list_raw",
    "load_key",
    "load_manifest",
    "manifest_sha256",
    "mask_digits",
    "month_folder",
    "month_lock",
    "office_settings",
    "plan_purge",
    "publish",
    "published_months",
    "purge",
    "purged_runs",
    "raw_months",
    "read_ledger",
    "read_table",
    "recheck",
    "restore",
    "rule_rows",
    "rules_in_force",
    "run_folder",
    "run_id",
    "sha256_file",
    "staging",
    "take_inputs",
    "verify",
    "versions",
    "write_table",
]
