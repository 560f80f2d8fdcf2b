"""Commands that care for people's data: purge, whois-in."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import Annotated

from cyclopts import Parameter

from flows.console import out, progress, say
from flows.options import DEFAULT_DATA, DataFolder, data_folder
from pipeline.errors import DONE


def purge(
    *,
    before: Annotated[str, Parameter(help="Delete what lies there of months before this one, YYYY-MM.")],
    yes: Annotated[bool, Parameter(negative=(), help="Really delete. Without it, only say what would go.")] = False,
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """Delete the personal data of old months and keep a receipt. Manifests stay; what a kept month needs is spared.

    Examples
    --------
    ```
    padan purge --before 2023-01
    padan purge --before 2023-01 --yes
    ```
    """
    folder = data_folder(data)
    from pipeline import store
    from schemas.ledger import LedgerName

    plan = store.plan_purge(folder, before)
    for name in plan.runs:
        out(f"jalan {name}")
    for name in plan.raw:
        out(f"berkas raw/{name}")
    for name, month in plan.spared:
        say(f"disisakan raw/{name}: masih diperlukan {month}")
    for month in plan.orphans:
        say(f"{month} tetap ada, tetapi riwayatnya ikut terhapus: tidak dapat lagi diulang sampai ke bytenya (audit rerun)")
    told = f"{len(plan.runs)} jalan dan {len(plan.raw)} berkas bulan sebelum {before}, {plan.bytes:,} byte"
    if not yes:
        out(f"{told} akan dihapus. Belum ada yang dihapus; tambahkan --yes.")
        return DONE
    store.purge(folder, plan)
    out(f"{told} dihapus. Buktinya entri {store.head(folder, LedgerName.RUNS).entries} di clean/ledger/runs.jsonl.")
    return DONE


def whois_in(
    run: str,
    /,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"), help="Where to write the list (CSV, mode 0600).")],
    data: DataFolder = DEFAULT_DATA,
) -> int:
    """List whose data a run touched: a keyed token for each person and the files it lay in. For a notice within 3 × 24 hours.

    Parameters
    ----------
    run
        Run id, or YYYY-MM for the one that counts.

    Examples
    --------
    ```
    padan whois-in 2025-05 -o touched.csv
    ```
    """
    folder = data_folder(data)
    from flows.commands.audit import find_run
    from flows.trail import whois

    with progress() as show:
        show("mengumpulkan orang")
        people, files = whois(folder, find_run(folder, run), output)
    out(f"{people} orang di {files} berkas: {output}")
    return DONE
