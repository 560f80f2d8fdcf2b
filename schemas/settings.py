"""One frozen tree of settings: the shipped defaults, then an office's `data/settings.toml`; unknown keys are refused.

The whole tree is printed into the manifest, so that a result can be traced to the numbers behind it.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from pathlib import Path


class Frozen(BaseModel):
    """Base of every settings table: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(Frozen):
    """What one input file may cost before it is refused with a sentence."""

    file_bytes: int = 512 * 2**20
    unpacked_bytes: int = 2**30
    unpacked_ratio: int = 200
    members: int = 50
    rows: int = 5_000_000
    columns: int = 1_000
    line_bytes: int = 1_000_000
    memory_bytes: int = 1_500 * 2**20  # of the child that parses
    seconds: int = 120
    header_search_rows: int = 40


class Identity(Frozen):
    """When a column of numbers is no longer believed."""

    ends_in_zero_share: float = 0.10  # DOMAIN §5.2: a guess, hence a setting


class Linkage(Frozen):
    """Bands of match probability."""

    match_probability: float = 0.95
    review_probability: float = 0.50


class ExpectedSender(Frozen):
    """A payer that must report for a programme and an area, else the area is not assessable."""

    programme: str
    payer: str | None = None
    area: str  # leading digits of Kemendagri village codes, e.g. "167108"
    valid_from: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}$")] = None
    valid_to: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}$")] = None

    def holds(self, month: str) -> bool:
        """Is it expected in `month` (YYYY-MM)?"""
        return (self.valid_from or "") <= month <= (self.valid_to or "9999-12")


class Survey(Frozen):
    """Which visits speak for a month."""

    window_months_before: int = 3
    window_months_after: int = 3
    expected: tuple[str, ...] = ()  # leading digits of village codes from which visits are awaited each month


class Settings(Frozen):
    """Everything an office may set."""

    office: str = "Dinas Sosial"
    area: str = ""  # leading digits of the village codes the office answers for; "" = all that occur
    expected: tuple[ExpectedSender, ...] = ()
    limits: Limits = Limits()
    identity: Identity = Identity()
    linkage: Linkage = Linkage()
    survey: Survey = Survey()
    packet_rows: int = 500
    languages: tuple[Literal["id", "en"], ...] = ("id",)  # "en" adds the auditors' twin of the summary


def load_settings(path: Path | None) -> Settings:
    """Read an office's settings over the defaults; a missing file means the defaults.

    Raises ValueError with one sentence per wrong key (pydantic's message) when a key is unknown or a value has the wrong form.
    """
    if path is None or not path.exists():
        return Settings()
    return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
