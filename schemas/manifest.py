"""What a published run says of itself: inputs, rules, settings, versions, outputs, each with its SHA-256.

When to reach for it: to write or check `manifest.json`, or to compute a run's id. The invariants: no clock, no machine,
no path outside the run's own folder, no person's data (names of files with 16 digits in a row are masked).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
RunId = Annotated[str, Field(pattern=r"^[a-z2-7]{12}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputFile(_Frozen):
    """One file that was read: its name below `data/raw`, why it was taken, and where its exact bytes lie in the run."""

    name: str  # path below data/raw with `/`, e.g. "2025-05/bri.csv"
    sha256: Sha256
    bytes: int = Field(ge=0)
    reason: str  # why it belongs to the month, one phrase
    stored: str  # path inside the run's folder, "inputs/<sha256>.csv"


class RuleFile(_Frozen):
    """One programme, layout, lookup or settings file in force, kept in the run under `rules/`."""

    name: str  # "shipped/programmes/pkh.toml", "office/settings.toml"
    sha256: Sha256
    bytes: int = Field(ge=0)


class Head(_Frozen):
    """The end of an append-only chain as of the run: how many entries, and the hash of the last one."""

    entries: int = Field(ge=0, default=0)
    sha256: Sha256 = "0" * 64


class Parent(_Frozen):
    """The earlier run whose cases gave this one its history (age of cases, LANJUT, KAMBUH)."""

    period: Month
    run_id: RunId
    manifest_sha256: Sha256


class Vanished(_Frozen):
    """Rows of a pay list that an earlier run of the same month used and that is gone: its payer is silent in those villages."""

    file: str
    sha256: Sha256
    programme: str
    payer: str  # "?" where the list named none
    written: str  # village code as the rows had it, "" where they had none
    villages: tuple[str, ...]  # where it paid, and where its payer was missed beside it
    rows: int = Field(ge=1)
    total: int = Field(ge=1)  # rows of the programme and `written` in all lists, while it was there


class Parts(_Frozen):
    """Everything that decides the result of a month; the run's id is a hash of it and of nothing else."""

    period: Month
    inputs: tuple[InputFile, ...]
    rules: tuple[RuleFile, ...] = ()
    settings: dict[str, object] = Field(default_factory=dict)
    decisions: Head = Head()
    parents: tuple[Parent, ...] = ()
    key_id: str = ""
    versions: dict[str, str] = Field(default_factory=dict)  # padan, python, libraries
    code: str = ""  # fingerprint of the sources of pipeline/ and schemas/
    vanished: tuple[Vanished, ...] = ()

    @model_serializer(mode="wrap")
    def _without_nothing(self, spell: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A run that misses no list is spelled, and named, as runs were before lists could vanish."""
        told: dict[str, Any] = spell(self)
        return told if self.vanished else {name: part for name, part in told.items() if name != "vanished"}


class OutputFile(_Frozen):
    """One published file."""

    name: str  # path inside the run's folder
    sha256: Sha256
    bytes: int = Field(ge=0)
    rows: int | None = None  # of a Parquet table


class Manifest(_Frozen):
    """`manifest.json` of a run."""

    format: Literal[1] = 1
    run_id: RunId
    parts: Parts
    outputs: tuple[OutputFile, ...]
    counts: dict[str, int] = Field(default_factory=dict)
    missing_sources: tuple[str, ...] = ()
