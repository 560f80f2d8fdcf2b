"""Commands that make synthetic people: demo, synth."""

from __future__ import annotations

import time
from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import Annotated, Literal

from cyclopts import Parameter

from flows.console import out, progress, say
from flows.options import DEFAULT_DATA, DataFolder
from pipeline.errors import DONE, SOURCE_MISSING, PadanError
from pipeline.store.files import os_sentence

DEMO_PERIOD = "2025-05"


def demo(
    *,
    data: DataFolder = DEFAULT_DATA,
    seed: Annotated[int | None, Parameter(help="Another seed makes another town.")] = None,
) -> int:
    """Make a synthetic Kecamatan Sako in raw/2025-05, run it, and say where the reports are.

    Examples
    --------
    ```
    padan demo
    padan demo --data /tmp/padan-demo
    ```
    """
    from pipeline.synth.demo import MARK, SEED, make_demo

    month = data / "raw" / DEMO_PERIOD
    if month.is_dir() and any(p.name != ".gitkeep" for p in month.iterdir()) and not (month / MARK).exists():
        raise PadanError(f"raw/{DEMO_PERIOD} berisi berkas Anda; demo tidak bercampur dengannya. Sebut folder lain dengan --data.")
    try:
        month.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise os_sentence(error, str(month)) from None
    started = time.monotonic()
    from flows.commands.month import run_one, tell

    with progress() as show:
        show("membuat Kecamatan Sako")
        make_demo(month, seed=SEED if seed is None else seed)
    result = run_one(DEMO_PERIOD, data.resolve())
    code = tell(result)
    say(f"Semua data buatan. Buka ringkasan.html di folder di atas. ({time.monotonic() - started:.0f} detik)")
    return DONE if code == SOURCE_MISSING else code  # the demo's town has a silent sender on purpose


def synth(
    folder: Path,
    /,
    *,
    families: Annotated[int, Parameter(help="How many families the town has.")] = 1500,
    seed: Annotated[int, Parameter(help="The same seed makes the same town.")] = 1,
    period: Annotated[str, Parameter(help="Month of the files, YYYY-MM.")] = DEMO_PERIOD,
    layouts: Annotated[Literal["A", "B", "C"], Parameter(help="Which senders' layouts the files have.")] = "A",
) -> int:
    """Make a synthetic town of any size with its truth, for training and benchmarks.

    Parameters
    ----------
    folder
        Where to put it: raw/YYYY-MM below it holds the files, truth/ the planted cases and links.

    Examples
    --------
    ```
    padan synth /tmp/town --families 5000 --seed 7
    padan run 2025-05 --data /tmp/town
    ```
    """
    from pipeline.store.raw import check_month

    check_month(period)
    if families < 1:
        raise PadanError("sebuah kota punya paling sedikit satu keluarga: --families 1 atau lebih.")
    if folder.is_dir() and any(folder.iterdir()):
        raise PadanError(f"{folder} tidak kosong. Sebut folder baru.")
    from pipeline.synth import write_town

    with progress() as show:
        show(f"membuat kota dengan {families} keluarga")
        write_town(folder, families=families, seed=seed, period=period, layouts=layouts)
    out(str(folder))
    return 0
