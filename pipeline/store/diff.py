"""Two runs side by side: which cases came, went, changed, and what went in differently.

When to reach for it: for `padan audit diff`, the "what changed" of a night, and the causes of a rerun that is not identical.
The invariants: cases are compared by `id_kasus`; causes are named from the manifests alone; no person's data in a cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipeline.store.files import canonical_json
from pipeline.store.parquet import read_table
from pipeline.store.publishing import load_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.manifest import Parts

_AGEING = ("age_months",)
_OPEN = {"BARU": "LANJUT"}
"""A new case that goes on is not changed, only older; any other step of its life is a change."""


@dataclass(frozen=True)
class Cause:
    """One thing that went in differently: kind (input, rule, setting, decision, history, vanished, key, library, code), name, how."""

    kind: str
    name: str
    how: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.how}" if self.name else f"{self.kind}: {self.how}"


@dataclass(frozen=True)
class RunDiff:
    """Cases that came, went, changed between two runs, and why.

    `came`, `went`: id_kasus, kind, programme, village_code, sentence. `changed`: id_kasus, kind, fields (names, `,` between).
    """

    came: pl.DataFrame
    went: pl.DataFrame
    changed: pl.DataFrame
    causes: tuple[Cause, ...]


def causes(a: Parts, b: Parts) -> tuple[Cause, ...]:
    """What went into run `b` and not into `a`, or otherwise, in a fixed order of kinds and names."""
    found = _files("input", {i.name: i.sha256 for i in a.inputs}, {i.name: i.sha256 for i in b.inputs})
    found += _files("rule", {r.name: r.sha256 for r in a.rules}, {r.name: r.sha256 for r in b.rules})
    found += _values("setting", _flat(a.settings), _flat(b.settings))
    if a.decisions != b.decisions:
        found.append(Cause("decision", "", f"{a.decisions.entries} decisions known then, {b.decisions.entries} now"))
    older = {p.period: p.run_id for p in a.parents}
    found += _values("history", older, {p.period: p.run_id for p in b.parents})
    found += _values("vanished", _gone(a), _gone(b))
    if a.key_id != b.key_id:
        found.append(Cause("key", a.key_id or "none", f"now {b.key_id or 'none'}: all case ids differ"))
    found += _values("library", a.versions, b.versions)
    if a.code != b.code:
        found.append(Cause("code", a.code, f"now {b.code}"))
    return tuple(found)


def _gone(parts: Parts) -> dict[str, str]:
    rows: dict[str, int] = {}
    for one in parts.vanished:
        rows[one.file] = rows.get(one.file, 0) + one.rows
    return {file: f"{n} rows" for file, n in rows.items()}


def _flat(value: object, prefix: str = "") -> dict[str, str]:
    if not isinstance(value, dict):
        return {prefix: canonical_json(value).decode()}
    flat: dict[str, str] = {}
    for key in value:
        flat |= _flat(value[key], f"{prefix}.{key}" if prefix else str(key))
    return flat


def _values(kind: str, a: dict[str, str], b: dict[str, str]) -> list[Cause]:
    names = sorted(n for n in a.keys() | b.keys() if a.get(n) != b.get(n))
    return [Cause(kind, name, f"{a.get(name, 'absent')} → {b.get(name, 'absent')}") for name in names]


def _files(kind: str, a: dict[str, str], b: dict[str, str]) -> list[Cause]:
    how = {(False, True): "new", (True, False): "no longer there", (True, True): "other bytes"}
    names = sorted(n for n in a.keys() | b.keys() if a.get(n) != b.get(n))
    return [Cause(kind, name, how[name in a, name in b]) for name in names]


def diff_runs(a: Path, b: Path) -> RunDiff:
    """Compare two runs' folders, `a` the earlier. Raises PadanError where one is absent or damaged."""
    before, after = (read_table(run / "tables" / "cases.parquet") for run in (a, b))
    shown = ["id_kasus", "kind", "programme", "village_code", "sentence"]
    came = after.join(before, on="id_kasus", how="anti").select(shown).sort("id_kasus")
    went = before.join(after, on="id_kasus", how="anti").select(shown).sort("id_kasus")
    parts = load_manifest(a).parts, load_manifest(b).parts
    return RunDiff(came, went, changed_cases(before, after), causes(*parts))


def changed_cases(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Cases in both with the names of the fields that differ (their mere ageing left out): id_kasus, kind, fields."""
    columns = [c for c in before.columns if c in after.columns and c not in ("id_kasus", *_AGEING)]
    before, after = (cases.with_columns(pl.col("^status$").replace(_OPEN)) for cases in (before, after))
    both = before.join(after, on="id_kasus", how="inner", suffix="__after").sort("id_kasus")
    names = [pl.when(pl.col(c).ne_missing(pl.col(f"{c}__after"))).then(pl.lit(c)).otherwise(pl.lit(None)) for c in columns]
    told = both.select("id_kasus", "kind", fields=pl.concat_list(names).list.drop_nulls().list.join(","))
    return told.filter(pl.col("fields") != "")
