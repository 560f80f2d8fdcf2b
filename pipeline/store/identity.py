"""Who a run is: an id computed from what went in, and nothing else.

When to reach for it: to name a run, or to say which code and libraries made it. The invariants: no clock, no host, no
order of files; the same parts give the same id on every machine, and any other part gives another.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pipeline
import schemas
from pipeline.store.files import canonical_json, telling
from schemas.manifest import Parts, RuleFile

if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARIES = (
    "altair",
    "fastexcel",
    "jinja2",
    "numpy",
    "openpyxl",
    "pandera",
    "polars",
    "pyarrow",
    "python-calamine",
    "rapidfuzz",
    "vl-convert-python",
    "xlsxwriter",
)
"""Libraries whose version can change a published byte."""

RULE_FOLDERS = ("programmes", "layouts", "lookups")
"""Folders of declarations, in `schemas/` as shipped and in `data/` as the office's own."""
_RULE_SUFFIXES = (".toml", ".csv")


def run_id(parts: Parts) -> str:
    """The name of a run: 12 characters of base32 over its parts. The reason why a file was taken does not count."""
    told = parts.model_dump(mode="json")
    told["inputs"] = sorted([i["name"], i["sha256"]] for i in told["inputs"])
    told["rules"] = sorted([r["name"], r["sha256"]] for r in told["rules"])
    told["parents"] = sorted([p["period"], p["run_id"], p["manifest_sha256"]] for p in told["parents"])
    return base64.b32encode(hashlib.sha256(canonical_json(told)).digest()).decode()[:12].lower()


@cache
def versions() -> dict[str, str]:
    """Versions of Padan, Python (major.minor) and of every library that can change a published byte."""
    found = {"padan": _version("padan"), "python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    return found | {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


@cache
def code_fingerprint() -> str:
    """A hash over the sources of `pipeline/` and `schemas/` (templates too; rule files count apart): which code it was."""
    digest = hashlib.sha256()
    for package in (pipeline, schemas):
        root = Path(str(package.__file__)).parent
        for path in sorted(p for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            inside = path.relative_to(root)
            if "__pycache__" in inside.parts or inside.parts[0] in RULE_FOLDERS:
                continue
            digest.update(f"{root.name}/{inside.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def rules_in_force(data: Path) -> dict[str, bytes]:
    """The declarations that decide a month: shipped ones and the office's own, `{name: bytes}` in order of name."""
    found: dict[str, bytes] = {}
    for origin, root in (("shipped", Path(str(schemas.__file__)).parent), ("office", data)):
        for folder in RULE_FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file() and not path.is_symlink() and path.suffix in _RULE_SUFFIXES:
                    found[f"{origin}/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    settings = data / "settings.toml"
    if settings.is_file():
        found["office/settings.toml"] = settings.read_bytes()
    return dict(sorted(found.items()))


def rule_rows(rules: Mapping[str, bytes]) -> tuple[RuleFile, ...]:
    """The manifest rows of rule files."""
    return tuple(RuleFile(name=name, sha256=hashlib.sha256(body).hexdigest(), bytes=len(body)) for name, body in sorted(rules.items()))


def keep_rules(rules: Mapping[str, bytes], staging: Path) -> tuple[RuleFile, ...]:
    """Keep the rule files inside the run under `rules/`, so that an auditor can run the month with them again. PadanError (disk)."""
    for name, body in sorted(rules.items()):
        path = staging / "rules" / name
        with telling(str(path)):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(body)
    return rule_rows(rules)
