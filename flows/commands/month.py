"""Commands that work on months: check, run, backfill."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (cyclopts reads annotations when the program runs)
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.console import out, progress, say
from flows.failures import gravest, told
from flows.options import DEFAULT_DATA, DataFolder, FailOn, MonthOrThis, chosen_month, data_folder
from flows.without_prefect import run_directly
from pipeline.errors import BAD_INPUT, DONE, FINDINGS, PadanError

if TYPE_CHECKING:
    from pipeline.gather.standing import MonthResult


Direct = Annotated[bool, Parameter(negative=(), help="Never through Prefect, even where its API is configured.")]


def tell(result: MonthResult, fail_on: str = "never") -> int:
    """Print what a run came to, the report folder last on stdout, and give the exit code."""
    for note in result.notes:
        say(note)
    for source in result.missing_sources:
        say(f"belum masuk: {source}")
    if result.unchanged:
        say(f"Tidak ada yang berubah sejak jalan {result.run_id}: tidak ada yang dikerjakan.")
    cases = {kind: n for kind, n in sorted(result.counts.items()) if n}
    if cases:
        out("  ".join(f"{kind} {n}" for kind, n in cases.items()))
    out(str(result.folder / "reports"))
    if result.exit_code != DONE:
        return result.exit_code
    return FINDINGS if fail_on == "findings" and has_findings(result) else DONE


def has_findings(result: MonthResult) -> bool:
    """Are there cases? Identity cases and cases that cannot be judged yet count too: somebody has to look."""
    from schemas.codes import CaseKind

    return any(result.counts.get(kind, 0) for kind in CaseKind)


def run_one(period: str, data: Path, *, force: bool = False, direct: bool = False) -> MonthResult:
    """Run a month: as a Prefect flow where a Prefect API is configured and answers, else directly. Same bytes."""
    from flows.prefect_api import configured_api

    if not direct and configured_api() is not None:
        from flows.through_prefect import run_through_prefect

        with progress() as show:
            return run_through_prefect(period, data, force=force, progress=show)
    with progress() as show:
        return run_directly(period, data, progress=show, force=force)


def run(
    period: MonthOrThis = None,
    /,
    *,
    data: DataFolder = DEFAULT_DATA,
    fail_on: FailOn = "never",
    force: Annotated[bool, Parameter(negative=(), help="Compute again even when nothing changed.")] = False,
    direct: Direct = False,
) -> int:
    """Reconcile one month and publish its reports. The report folder is the last line printed.

    Examples
    --------
    ```
    padan run 2025-05
    padan run 2025-05 --data /srv/padan --fail-on findings
    ```
    """
    month = chosen_month(period)
    folder = data_folder(data)
    return tell(run_one(month, folder, force=force, direct=direct), fail_on)


def check(period: MonthOrThis = None, /, *, data: DataFolder = DEFAULT_DATA) -> int:
    """Look at a month without writing anything: each file, its kind and layout, rows, rejects, control totals.

    Examples
    --------
    ```
    padan check 2025-05
    ```
    """
    month = chosen_month(period)
    folder = data_folder(data)
    from flows.commands.inspect import lines_of
    from pipeline import store
    from pipeline.gather.discover import discover
    from pipeline.intake.ingest import ingest_read
    from pipeline.read.contained.ahead import read_ahead
    from pipeline.store.office import office_settings
    from schemas.layouts import load_layouts

    settings = office_settings(folder)
    files = store.list_raw(folder, month)
    if not files:
        near = discover(folder, month, settings).near  # says what a run would say where no other folder speaks for the month
        others = ", ".join(dict.fromkeys(file.name.split("/", 1)[0] for file in near)) or "bulan sebelumnya"
        out(f"raw/{month} kosong; yang dapat berbicara untuk bulan itu hanya berkas folder {others}. Taruh berkas bulan itu di sana.")
        return DONE
    worst = DONE
    readable = [(file.path, file.name) for file in files if file.problem is None]
    coming = read_ahead(readable, layouts=load_layouts(folder / "layouts"), limits=settings.limits)
    for file in files:
        if file.problem is not None:
            out(f"{file.name}: {file.problem}.")
            worst = BAD_INPUT
            continue
        got = ingest_read(next(coming), month, settings=settings, office=folder)
        for line in lines_of(got, rejects=3):
            out(line)
        worst = BAD_INPUT if got.problem is not None else worst
    return worst


def backfill(
    first: str,
    last: str,
    /,
    *,
    data: DataFolder = DEFAULT_DATA,
    fail_on: FailOn = "never",
    direct: Direct = False,
) -> int:
    """Run a range of months, oldest first. What was done already is passed over quickly: after an interruption, say it again.

    Parameters
    ----------
    first
        First month, YYYY-MM.
    last
        Last month, YYYY-MM.

    Examples
    --------
    ```
    padan backfill 2024-01 2025-05
    ```
    """
    from pipeline.store.raw import check_month
    from schemas.months import span

    check_month(first)
    check_month(last)
    if last < first:
        raise PadanError(f"{last} lebih awal daripada {first}. Sebut bulan yang lebih awal dulu.")
    folder = data_folder(data)
    codes = []
    periods = span(first, last)
    for number, period in enumerate(periods, 1):
        say(f"— {period} ({number} dari {len(periods)})")
        try:
            codes.append(tell(run_one(period, folder, direct=direct), fail_on))
        except Exception as error:  # noqa: BLE001  (one month must not stop the others)
            failure = told(error)
            say(f"{period}: {failure.sentence}")
            codes.append(failure.exit_code)
    return gravest(codes)


def nightly(
    *,
    data: DataFolder = DEFAULT_DATA,
    settle: Annotated[float, Parameter(help="A file must have been at rest for so many seconds to be taken.")] = 60,
    fail_on: FailOn = "never",
) -> int:
    """Run every month whose files changed, oldest first, without any server: for a timer (cron, systemd).

    Examples
    --------
    ```
    padan nightly
    padan nightly --data /srv/padan/data --fail-on findings
    ```
    """
    folder = data_folder(data)
    from flows.night import directly, night

    with progress() as show:
        result = night(folder, directly(folder, show), settle=settle, say=show)
    out(result.text)
    if result.exit_code != DONE:
        return result.exit_code
    return FINDINGS if fail_on == "findings" and result.cases else DONE
