"""What `gather` found out about a month beside its tables, written down for the steps after it.

Reach for `Plan.read` in a step, through `Workspace.plan`. The plan lies in the staging folder (`tmp/plan.json`), is read by every later
step of the same run, and is never published: what of it an auditor needs stands in the manifest and in `run.json`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.store.raw import Taken
from schemas.manifest import InputFile, Parts


@dataclass(frozen=True)
class Looked:
    """All that was looked at, whether it counts for the month or not: what `unchanged` compares the next time."""

    files: list[list[str]]  # in order: name, and its SHA-256 or why it was not read
    far: int  # how many folders before the usual window were searched for a registry
    packets: bool  # whether returned packets lay among the files


@dataclass(frozen=True)
class Plan:
    """The files of a month and what is to be said about them.

    run_id: the run's id, computed from `parts`, which are everything that decides the result.
    notes: sentences for the officer that are published with the run. said_once: sentences for whoever runs it now; never published.
    accounts: one row a table that was read, the fields of `pipeline.intake.accounts.Account`.
    problems: files that were not read at all: `file`, `folder` (the month they lie under), `problem` (one Indonesian sentence).
    reasons: why each file counts for the month, by file name. cut: codes of villages whose registry lacks a part of its families.
    taken: the private copies that were read, with the state their sources were in.
    """

    run_id: str
    parts: Parts
    notes: list[str]
    said_once: list[str]
    accounts: list[dict[str, Any]]
    problems: list[dict[str, str]]
    reasons: dict[str, str]
    cut: list[str]
    taken: list[Taken]
    looked: Looked

    def write(self, staging: Path) -> None:
        """Leave the plan in a run's staging folder."""
        facts = {name: value for name, value in vars(self).items() if name not in ("parts", "taken", "looked")}
        taken = [
            {"input": one.input.model_dump(mode="json"), "copy": str(one.copy), "source": str(one.source), "state": one.state}
            for one in self.taken
        ]
        facts |= {"parts": self.parts.model_dump(mode="json"), "taken": taken, "looked": asdict(self.looked)}
        # ASCII, because a file's name may hold bytes that are no text (a ZIP of an old Windows): JSON escapes them, UTF-8 refuses them
        _at(staging).write_text(json.dumps(facts), encoding="ascii")

    @classmethod
    def read(cls, staging: Path) -> Plan:
        """The plan that `gather` left in a run's staging folder."""
        facts = json.loads(_at(staging).read_bytes())
        taken = [
            Taken(InputFile.model_validate(one["input"]), Path(one["copy"]), Path(one["source"]), tuple(one["state"]))
            for one in facts["taken"]
        ]
        facts |= {"parts": Parts.model_validate(facts["parts"]), "taken": taken, "looked": Looked(**facts["looked"])}
        return cls(**facts)


def _at(staging: Path) -> Path:
    return staging / "tmp" / "plan.json"
