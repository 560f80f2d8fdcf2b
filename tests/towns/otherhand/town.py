"""Make one town: people, plans, files, truth, in that order, from one seed."""

from __future__ import annotations

import shutil
from random import Random
from typing import TYPE_CHECKING

from . import layout_a, layout_b, people, rules
from .daily import live
from .model import Town
from .planner import Planner
from .plant import plant_all
from .traps import trap_all
from .truth import write_truth

if TYPE_CHECKING:
    from pathlib import Path


def make_town(
    out: Path,
    seed: int,
    layout_set: str = "A",
    families: int = 1500,
    period: str = "2025-05",
    *,
    noise: float = 1.0,
    junk: bool = False,
) -> dict[str, object]:
    """Write `out/raw` and `out/truth`; the same arguments give the same bytes. Returns the counts of truth/meta.json."""
    return write_truth(build_town(out, seed, layout_set, families, period, noise=noise, junk=junk))


def build_town(
    out: Path, seed: int, layout_set: str, families: int, period: str = "2025-05", *, noise: float = 1.0, junk: bool = False
) -> Town:
    """Make the town and write the files of its office, not yet the truth. `noise` multiplies every rate of damage."""
    if layout_set not in ("A", "B"):
        raise ValueError(f"layout set {layout_set!r}: use A or B")
    for part in ("raw", "truth"):
        shutil.rmtree(out / part, ignore_errors=True)
    month = rules.Period.parse(period)
    rng = Random(f"{seed}/{layout_set}/{families}/{period}")
    numbers = people.Registry(rng, month.start)
    town = Town(out, layout_set, month, rng, numbers, noise=noise)
    villages = (*people.KELURAHAN, people.DESA)
    for _ in range(families):
        town.families.append(numbers.family(rng.choices(villages, [village.share for village in villages])[0]))
    plan = Planner(town, people.SAKO_BARU if rng.random() < 0.7 else people.SUKAMAJU)
    plant_all(plan)
    trap_all(plan)
    live(plan)
    (layout_a if layout_set == "A" else layout_b).write_all(town)
    if junk:
        _junk(town)
    return town


def _junk(town: Town) -> None:
    """What lies about in every shared folder: none of it is a list."""
    folder = town.raw / str(town.period)
    (folder / "~$Rekap.xlsx").write_bytes(b"\x05Admin" + b" " * 159)
    (folder / "desktop.ini").write_text("[.ShellClassInfo]\r\n", encoding="ascii")
    (folder / "Surat pengantar.txt").write_text("DATA SINTETIS. Bersama ini disampaikan daftar penerima.\r\n", encoding="ascii")
    (folder / "kosong.csv").write_bytes(b"")
