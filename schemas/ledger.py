"""Entries of the append-only, hash-chained ledgers in `data/clean/ledger/`.

When to reach for it: to append or read what happened to runs (`runs.jsonl`), what people decided (`decisions.jsonl`), and when runs
were made and how long their steps took (`durations.jsonl`). The invariants: an entry is never changed or removed; `sha256` covers the
entry and the one before it; no clock in the first two, for what is published hangs on them and repeats byte for byte.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

GENESIS = "0" * 64
"""`previous` of the first entry."""


class LedgerName(StrEnum):
    """The chains."""

    RUNS = "runs"
    DECISIONS = "decisions"
    DURATIONS = "durations"


class EntryKind(StrEnum):
    """What an entry tells."""

    RUN = "run"  # a run was published, or counts again
    REPAIR = "repair"  # a damaged stored run was rebuilt from its inputs
    PURGE = "purge"  # stored data were deleted on purpose: the receipt
    ACCESS = "access"  # somebody asked for unmasked data
    DECISION = "decision"  # a verifier's answer
    DURATION = "duration"  # when a run was made, and the seconds of each step


class Entry(BaseModel):
    """One line of a ledger."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    kind: EntryKind
    body: dict[str, object]
    previous: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
