"""Synthetic towns: `make_town`, then its files, then its truth. Same seed, same bytes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import PadanError
from pipeline.synth.files import Written, lay_out
from pipeline.synth.layout_sets import LayoutSet, layout_set
from pipeline.synth.model import Calendar, Noise
from pipeline.synth.plan import Shares, Wanted, draft_town
from pipeline.synth.sheets import write
from pipeline.synth.truth import Truth, truth_of, write_truth_tables

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.synth.draft import Draft


NOISE, SHARES, ANY = Noise(), Shares(), Wanted()


@dataclass(frozen=True)
class Town:
    """A town: its facts as frames, its files and its truth, all computed from the seed."""

    seed: int
    draft: Draft
    layouts: LayoutSet
    noise: Noise

    @cached_property
    def written(self) -> Written:
        """The files, with every record's place."""
        return lay_out(self.draft, self.layouts, self.noise, self.seed)

    @cached_property
    def truth(self) -> Truth:
        """Cases, links and decoys."""
        truth = truth_of(self.draft, self.written)
        return dataclasses.replace(truth, cases=truth.cases.with_columns(period=pl.lit(self.draft.calendar.period)))

    @property
    def people(self) -> pl.DataFrame:
        """One row a person, undamaged."""
        rows = [
            {
                "no_kk": f.kk,
                "nik": m.nik,
                "name": m.name,
                "sex": m.sex,
                "birth_date": m.born,
                "relationship": m.relationship,
                "village_code": f.village.code,
                "desil": f.desil,
                "in_registry": f.in_registry,
                "occupation": m.occupation,
                "plant": f.plant,
            }
            for f in self.draft.families
            for m in f.members
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    @property
    def payments(self) -> pl.DataFrame:
        """One row a payment, undamaged."""
        return pl.DataFrame([dataclasses.asdict(p) for p in self.draft.pays], infer_schema_length=None)

    @property
    def visits(self) -> pl.DataFrame:
        """One row a visit, undamaged."""
        return pl.DataFrame([dataclasses.asdict(v) for v in self.draft.visits], infer_schema_length=None)


def make_town(
    seed: int,
    families: int,
    *,
    layouts: str = "A",
    period: str = "2025-05",
    noise: Noise = NOISE,
    silent: bool = True,
    scale: float | None = None,
    shares: Shares = SHARES,
    wanted: Wanted = ANY,
) -> Town:
    """A synthetic town of the four kelurahan of Sako, with planted situations and decoys.

    `layouts` chooses the set of senders (`A`, `B` or `C`); `silent`: the bank's list leaves out one kelurahan; `scale` multiplies
    the planted situations (default families / 1500). Raises PadanError for a month whose desil ceilings are not known.
    """
    calendar = Calendar(period)
    if families < 1 or layouts not in {"A", "B", "C"}:
        raise PadanError("sebuah kota punya paling sedikit satu keluarga, dan tata letaknya A, B, atau C.")
    senders = layout_set(layouts, period, calendar.months[0], noise.truncate)
    draft = draft_town(
        seed,
        families,
        calendar,
        bank=senders.bank,
        registry_tells_death=senders.registry_tells_death,
        silent=silent,
        scale=scale,
        shares=shares,
        wanted=wanted,
    )
    return Town(seed, draft, senders, noise)


def write_files(town: Town, folder: Path) -> None:
    """Write the files every office sent below `folder/raw/<period>/`."""
    for doc in town.written.docs:
        write(doc, folder / "raw")


def write_truth(town: Town, folder: Path) -> None:
    """Write `cases.csv`, `links.csv` and `decoys.csv` into `folder`."""
    write_truth_tables(town.truth, folder)


def write_town(folder: Path, *, families: int, seed: int, period: str = "2025-05", layouts: str = "A") -> Town:
    """Make a town and write files (`raw/`) and truth (`truth/`) into `folder`. Raises PadanError as `make_town` does."""
    town = make_town(seed, families, layouts=layouts, period=period)
    write_files(town, folder)
    write_truth(town, folder / "truth")
    return town
